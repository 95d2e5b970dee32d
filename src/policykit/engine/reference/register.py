"""The register: which entities live when, and what is known of them at any instant. All of it said by facts.

A life begins with a start event, or with the first fact that only a living entity can have; it ends with an end event.
Attributes keep the value last said. Whether an account is online or paused is derived (`suspension`); so is whether a
unit runs an account.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from policykit.engine.reference.suspension import Suspensions
from policykit.engine.reference.truth import Unknown
from policykit.model.facts import Fact
from policykit.model.facts.register import AccountResumed, AccountSuspended
from policykit.model.time import Instant, legal_day
from policykit.model.vocabulary import ONLINE, PAUSED, RUNS_ACCOUNT, EntityType, Vocabulary

SAYS_ATTRIBUTES = (".registered", ".opened", ".listed", ".changed", ".assigned")
_AT_FIRST = {ONLINE: True, PAUSED: False}
"""The derived attributes of an account as its life begins."""


@dataclass(slots=True)
class Life:
    """One life of an entity. `start_said` is false where its beginning is not among the facts; `end` is exclusive."""

    start: Instant
    start_fact: Fact
    start_said: bool
    end: Instant | None = None

    def holds(self, at: Instant) -> bool:
        """Whether the entity lives at the instant."""
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(slots=True)
class Timeline:
    """The values of one attribute: each from its instant on."""

    times: list[Instant] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def say(self, at: Instant, value: object) -> None:
        """The attribute has the value from `at` on; instants never go backwards."""
        self.times.append(at)
        self.values.append(value)

    def at(self, at: Instant) -> object | None:
        """The value last said at or before the instant, None if none was."""
        place = bisect_right(self.times, at)
        return self.values[place - 1] if place else None


@dataclass(eq=False, slots=True)
class Circle:
    """Entities tied to each other: a unit, its accounts and its staff. What changes one may matter to another."""

    entities: list[Entity]

    @property
    def days(self) -> set[date]:
        """The days on which something about one of them changed."""
        return {day for entity in self.entities for day in entity.changes}


@dataclass(eq=False, slots=True)
class Entity:
    """An entity: its lives, in order, its attributes, and the facts that changed something about it, by legal day."""

    type: EntityType
    id: str
    lives: list[Life] = field(default_factory=list)
    attributes: defaultdict[str, Timeline] = field(default_factory=lambda: defaultdict(Timeline))
    changes: dict[date, list[Fact]] = field(default_factory=dict)
    circle: Circle = field(init=False)

    def __post_init__(self) -> None:
        """An entity is tied to none but itself until facts say otherwise."""
        self.circle = Circle([self])

    def living(self, at: Instant) -> Life | None:
        """The life that holds the instant."""
        return next((life for life in self.lives if life.holds(at)), None)

    def value(self, name: str, at: Instant) -> object | None:
        """An attribute as known at the instant, None if it was never said, `Unknown` if a derived one is not known."""
        if name in self.type.derived and self.living(at) is None:
            return False
        timeline = self.attributes.get(name)
        return timeline.at(at) if timeline else None

    def stays(self, kind: str) -> Iterator[tuple[str, Instant, Instant | None]]:
        """With which entity of a kind it was as long as it lived: its id, from when, and until when (exclusive)."""
        said = self.attributes.get(kind) or Timeline()
        for life in self.lives:
            later = (t for t in said.times if life.start < t and (life.end is None or t < life.end))
            times = [life.start, *dict.fromkeys(later)]
            for first, end in zip(times, [*times[1:], life.end], strict=True):
                value = said.at(first)
                if isinstance(value, str):
                    yield value, first, end

    def say(self, fact: Fact, name: str, value: object) -> None:
        """The fact gives the attribute a value."""
        self.attributes[name].say(fact.at, value)
        self.note(fact)

    def note(self, fact: Fact) -> None:
        """The fact changed something about the entity."""
        facts = self.changes.setdefault(legal_day(fact.at), [])
        if not facts or facts[-1] is not fact:
            facts.append(fact)

    def changes_on(self, day: date) -> tuple[Fact, ...]:
        """The facts that changed the entity on the day or, if none did, those that changed one that it is tied to."""
        own = self.changes.get(day, [])
        return tuple(own or (f for e in self.circle.entities for f in e.changes.get(day, ())))


class Register:
    """All entities that the facts speak of."""

    def __init__(
        self,
        facts: Sequence[Fact],
        vocabulary: Vocabulary,
        *,
        approvals_known: bool = True,
        not_listed: Unknown | None = None,
    ) -> None:
        """Read the facts, in any order.

        `approvals_known` says whether they hold every approval that was given, `not_listed` why they may lack accounts.
        """
        self._vocabulary = vocabulary
        self._entities: dict[str, dict[str, Entity]] = {name: {} for name in vocabulary.entities}
        self._starts = {t for e in vocabulary.entities.values() for t in e.starts}
        self._ends = {t for e in vocabulary.entities.values() for t in e.ends}
        self._suspensions = Suspensions(approvals_known=approvals_known)
        for fact in sorted(facts, key=self._order):
            self._take(fact)
        self._tie()
        self._find_who_runs_accounts(not_listed)
        self._all = {
            kind: tuple(e for _, e in sorted(found.items()) if e.lives) for kind, found in self._entities.items()
        }

    def entity(self, kind: str, id_: str) -> Entity | None:
        """The entity of that id, if facts speak of it."""
        return self._entities[kind].get(id_)

    def all(self, kind: str) -> tuple[Entity, ...]:
        """Every entity of a kind that ever lived, by id."""
        return self._all[kind]

    def named(self, kind: str) -> Iterator[Entity]:
        """Every entity of a kind that facts speak of, be it that none shows that it ever lived."""
        return iter(self._entities[kind].values())

    def members(self, kind: str, of: Entity, at: Instant) -> Iterator[Entity]:
        """The living entities of a kind that belong to `of` at the instant, by id."""
        for entity in of.circle.entities:
            if entity.type.name == kind and entity.value(of.type.name, at) == of.id and entity.living(at):
                yield entity

    def unit_of(self, kind: str, id_: str | None, at: Instant) -> str | None:
        """The unit of an account or assignment, as known at the instant."""
        entity = self.entity(kind, id_) if id_ else None
        value = entity.value("unit", at) if entity else None
        return value if isinstance(value, str) else None

    def _order(self, fact: Fact) -> tuple[Instant, int, str]:
        """By time; at one instant beginnings come first, then all else, then resumptions, then ends."""
        if fact.type in self._starts:
            return fact.at, 0, fact.id
        if fact.type in self._ends:
            return fact.at, 3, fact.id
        return fact.at, 2 if isinstance(fact, AccountResumed) else 1, fact.id

    def _take(self, fact: Fact) -> None:
        for kind, type_ in self._vocabulary.entities.items():
            id_ = fact.value(kind)
            if isinstance(id_, str):
                entity = self._entities[kind].setdefault(id_, Entity(type_, id_))
                self._take_life(entity, fact)
                self._take_attributes(entity, fact)
        for account, paused in self._suspensions.take(fact):
            entity = self._entities["account"][account]
            entity.say(fact, PAUSED, paused)
            if isinstance(fact, AccountSuspended | AccountResumed):
                entity.say(fact, ONLINE, isinstance(fact, AccountResumed))

    @staticmethod
    def _take_life(entity: Entity, fact: Fact) -> None:
        type_ = entity.type
        alive = entity.living(fact.at)
        if fact.type in type_.ends:
            if alive:
                alive.end = fact.at
                entity.note(fact)
            return
        starts = fact.type in type_.starts
        if alive is None and (starts or (fact.type in type_.shown_by and not entity.lives)):
            entity.lives.append(Life(fact.at, fact, starts))
            entity.note(fact)
            for name in type_.derived & _AT_FIRST.keys():
                entity.say(fact, name, _AT_FIRST[name])

    @staticmethod
    def _take_attributes(entity: Entity, fact: Fact) -> None:
        type_ = entity.type
        if fact.subject != type_.name or not fact.type.endswith(SAYS_ATTRIBUTES):
            return
        for name in sorted(type_.fields.keys() - type_.derived):
            value = fact.value(name)
            if value is not None:
                entity.say(fact, name, value)

    def _find_who_runs_accounts(self, not_listed: Unknown | None) -> None:
        """A unit runs an account at the instants at which it has a member that lives: no fact says it, all of them do.

        Facts that tell of it are noted where they occur, with the accounts that are tied to the unit.
        """
        gained: defaultdict[str, defaultdict[Instant, int]] = defaultdict(lambda: defaultdict(int))
        for account in self._entities["account"].values():
            for with_, first, end in account.stays("unit"):
                gained[with_][first] += 1
                if end is not None:
                    gained[with_][end] -= 1
        for unit in self._entities["unit"].values():
            if not unit.lives:
                continue
            runs = unit.attributes[RUNS_ACCOUNT]
            runs.say(unit.lives[0].start, not_listed or False)
            count = 0
            for at, change in sorted(gained[unit.id].items()):
                count += change
                runs.say(at, count > 0 or not_listed or False)

    def _tie(self) -> None:
        """Entities that ever named each other share a circle."""
        for found in self._entities.values():
            for entity in found.values():
                for kind in self._vocabulary.entities.keys() & entity.attributes.keys():
                    for id_ in entity.attributes[kind].values:
                        other = self.entity(kind, str(id_))
                        if other is not None:
                            _join(entity.circle, other.circle)
        for circle in {id(e.circle): e.circle for found in self._entities.values() for e in found.values()}.values():
            circle.entities.sort(key=lambda e: (e.type.name, e.id))


def _join(one: Circle, other: Circle) -> None:
    small, large = sorted((one, other), key=lambda c: len(c.entities))
    if small is large:
        return
    large.entities.extend(small.entities)
    for entity in small.entities:
        entity.circle = large
