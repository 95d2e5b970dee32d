"""The register: which entities live when, and what is known of them at any instant. All of it said by facts.

A life begins with a start event, or with the first fact that only a living entity can have; it ends with an end event.
Attributes keep the value last said. Two attributes of accounts are derived: `online`, and `paused` (READINGS 14).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from policykit.model.facts import Fact
from policykit.model.facts.choices import Matter, OfflineReason
from policykit.model.facts.procedure import ApplicationApproved
from policykit.model.facts.register import AccountResumed, AccountSuspended
from policykit.model.time import Instant, legal_day
from policykit.model.vocabulary import ONLINE, PAUSED, EntityType, Vocabulary


@dataclass(slots=True)
class Life:
    """One life of an entity. `start_said` is false where its beginning is not among the facts; `end` is exclusive."""

    start: Instant
    start_fact: Fact
    start_said: bool
    end: Instant | None = None
    end_fact: Fact | None = None

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


@dataclass(slots=True)
class Entity:
    """An entity: its lives, in order, its attributes, and the days on which something about it changed."""

    type: EntityType
    id: str
    lives: list[Life] = field(default_factory=list)
    attributes: defaultdict[str, Timeline] = field(default_factory=lambda: defaultdict(Timeline))
    touched: dict[date, list[Fact]] = field(default_factory=dict)

    def living(self, at: Instant) -> Life | None:
        """The life that holds the instant."""
        return next((life for life in self.lives if life.holds(at)), None)

    def value(self, name: str, at: Instant) -> object | None:
        """An attribute as known at the instant, None if it was never said."""
        if name == ONLINE and self.living(at) is None:
            return False
        timeline = self.attributes.get(name)
        found = timeline.at(at) if timeline else None
        if found is None and name in self.type.derived:
            return name == ONLINE
        return found

    def touch(self, fact: Fact) -> None:
        """Note that the fact changed something about the entity."""
        facts = self.touched.setdefault(legal_day(fact.at), [])
        if not facts or facts[-1] is not fact:
            facts.append(fact)


class Register:
    """All entities that the facts speak of."""

    def __init__(self, facts: Sequence[Fact], vocabulary: Vocabulary) -> None:
        """Read the facts, which are in order of time."""
        self._vocabulary = vocabulary
        self._entities: dict[str, dict[str, Entity]] = {name: {} for name in vocabulary.entities}
        self._approvals: defaultdict[str, list[ApplicationApproved]] = defaultdict(list)
        self._suspended_before: dict[str, Instant] = {}
        for fact in facts:
            self._take(fact)

    def entity(self, kind: str, id_: str) -> Entity | None:
        """The entity of that id, if facts speak of it."""
        return self._entities[kind].get(id_)

    def all(self, kind: str) -> Iterator[Entity]:
        """Every entity of a kind that ever lived, by id."""
        return (e for _, e in sorted(self._entities[kind].items()) if e.lives)

    def members(self, kind: str, of: Entity, at: Instant) -> Iterator[Entity]:
        """The living entities of a kind that belong to `of` at the instant, by id."""
        for entity in self.all(kind):
            if entity.living(at) and entity.value(of.type.name, at) == of.id:
                yield entity

    def unit_of(self, kind: str, id_: str | None, at: Instant) -> str | None:
        """The unit of an account or assignment, as known at the instant."""
        entity = self.entity(kind, id_) if id_ else None
        value = entity.value("unit", at) if entity else None
        return value if isinstance(value, str) else None

    def _take(self, fact: Fact) -> None:
        for kind, type_ in self._vocabulary.entities.items():
            id_ = fact.value(kind)
            if isinstance(id_, str):
                self._take_for(type_, id_, fact)
        if isinstance(fact, ApplicationApproved):
            for reference in (fact.application, fact.account):
                if reference:
                    self._approvals[reference].append(fact)

    def _take_for(self, type_: EntityType, id_: str, fact: Fact) -> None:
        entity = self._entities[type_.name].setdefault(id_, Entity(type_, id_))
        alive = entity.living(fact.at)
        died = bool(entity.lives) and alive is None
        if fact.type in type_.ends:
            if alive:
                alive.end, alive.end_fact = fact.at, fact
        elif alive is None and (fact.type in type_.starts or (fact.type in type_.shown_by and not died)):
            entity.lives.append(Life(fact.at, fact, fact.type in type_.starts))
        entity.touch(fact)
        if self._speaks_of_attributes(type_, fact):
            for name in type_.fields.keys() - type_.derived:
                value = fact.value(name)
                if value is not None:
                    self._touch_parent(entity, fact)
                    entity.attributes[name].say(fact.at, value)
        if isinstance(fact, AccountSuspended):
            entity.attributes[ONLINE].say(fact.at, value=False)
            entity.attributes[PAUSED].say(fact.at, self._is_excused(fact))
            self._suspended_before[id_] = fact.at
        elif isinstance(fact, AccountResumed):
            entity.attributes[ONLINE].say(fact.at, value=True)
            entity.attributes[PAUSED].say(fact.at, value=False)
        self._touch_parent(entity, fact)

    @staticmethod
    def _speaks_of_attributes(type_: EntityType, fact: Fact) -> bool:
        return fact.subject == type_.name and fact.type.endswith(
            (".registered", ".opened", ".listed", ".changed", ".assigned")
        )

    def _touch_parent(self, entity: Entity, fact: Fact) -> None:
        """What changes an account or assignment may change what holds of its unit."""
        if entity.type.parent:
            parent = entity.value(entity.type.parent, fact.at)
            if isinstance(parent, str):
                type_ = self._vocabulary.entities[entity.type.parent]
                self._entities[type_.name].setdefault(parent, Entity(type_, parent)).touch(fact)

    def _is_excused(self, fact: AccountSuspended) -> bool:
        """Whether a suspension was approved, or is a proven emergency closure."""
        if fact.reason is OfflineReason.EMERGENCY:
            return fact.proven is True
        if fact.application:
            return bool(self._approvals.get(fact.application))
        since = self._suspended_before.get(fact.account)
        return any(
            a.kind is Matter.SUSPENSION and (since is None or a.at > since)
            for a in self._approvals.get(fact.account, ())
        )


def ids(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The ids of the facts, in order of time, each once."""
    return tuple(dict.fromkeys(f.id for f in sorted(facts, key=lambda f: (f.at, f.id))))
