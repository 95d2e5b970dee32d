"""The facts as they are known at `as_of`, in order of time, with the look-ups that rules need.

A fact is known if it occurred and was recorded at or before `as_of`. `covered` says which event types the records hold
at all (None: every type): where a type is not covered, that no such fact is there says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from policykit.engine.reference.register import Register
from policykit.engine.reference.truth import Unknown
from policykit.model.facts import Fact
from policykit.model.facts.procedure import ApplicationApproved, MatterClosed, WaiverApproved
from policykit.model.text import Text
from policykit.model.time import Instant, legal_day
from policykit.model.vocabulary import EntityType, Vocabulary

ENTITY_KEYS = frozenset({"unit", "account", "staff"})


class History:
    """A finished list of facts."""

    def __init__(
        self,
        facts: Iterable[Fact],
        as_of: Instant,
        vocabulary: Vocabulary,
        covered: frozenset[str] | None = None,
    ) -> None:
        """Keep what is known at `as_of`, sorted by time and id. Raises `ValueError` if two facts have the same id."""
        self.as_of = as_of
        self.vocabulary = vocabulary
        self.covered = covered
        self.facts: tuple[Fact, ...] = tuple(
            sorted((f for f in facts if f.at <= as_of and f.known_at <= as_of), key=lambda f: (f.at, f.id))
        )
        _refuse_twins(self.facts)
        approvals = ApplicationApproved.name
        self.register = Register(
            self.facts,
            vocabulary,
            approvals_known=covered is None or approvals in covered,
            not_listed=self.not_listed(vocabulary.entities["account"]),
        )
        self._by_type: defaultdict[str, list[Fact]] = defaultdict(list)
        self._days: dict[str, frozenset[date]] = {}
        self._by_key: dict[tuple[str, str], dict[str | None, list[Fact]]] = {}
        self.closed: defaultdict[str, list[MatterClosed]] = defaultdict(list)
        self.waivers: list[WaiverApproved] = []
        for fact in self.facts:
            self._by_type[fact.type].append(fact)
            if isinstance(fact, MatterClosed):
                self.closed[fact.trigger].append(fact)
            elif isinstance(fact, WaiverApproved):
                self.waivers.append(fact)

    def of(self, types: Sequence[str]) -> list[Fact]:
        """All facts of the types, in order of time."""
        if len(types) == 1:
            return self._by_type[types[0]]
        return sorted((f for t in dict.fromkeys(types) for f in self._by_type[t]), key=lambda f: (f.at, f.id))

    def days_of(self, type_: str) -> frozenset[date]:
        """The legal days on which facts of a type occurred."""
        found = self._days.get(type_)
        if found is None:
            found = self._days[type_] = frozenset(legal_day(f.at) for f in self._by_type[type_])
        return found

    def key(self, fact: Fact, kind: str) -> str | None:
        """The subject or entity of a kind that a fact belongs to; a unit also by way of the account or assignment."""
        value = fact.value(kind)
        if isinstance(value, str):
            return value
        if kind == "unit":
            for through in ("account", "staff"):
                member = fact.value(through)
                if isinstance(member, str):
                    return self.register.unit_of(through, member, fact.at)
        return None

    def sharing(self, types: Sequence[str], kind: str, value: str) -> tuple[list[Fact], list[Fact]]:
        """The facts of the types that share the key, and those of which it is not known, each in order of time.

        A fact that names no subject (no policy, no incident) is about none; one that names no entity may be about any.
        """
        sure: list[Fact] = []
        unsure: list[Fact] = []
        for type_ in dict.fromkeys(types):
            index = self._index(type_, kind)
            sure.extend(index.get(value, ()))
            if kind in ENTITY_KEYS:
                unsure.extend(index.get(None, ()))
        sure.sort(key=lambda f: (f.at, f.id))
        unsure.sort(key=lambda f: (f.at, f.id))
        return sure, unsure

    def not_covered(self, types: Sequence[str]) -> Unknown | None:
        """Why the absence of such facts says nothing, if the records do not hold them all."""
        if self.covered is None:
            return None
        missing = [self.vocabulary.events[t].label for t in types if t not in self.covered]
        return _not_held(missing[0]) if missing else None

    def not_listed(self, type_: EntityType) -> Unknown | None:
        """Why there may be more entities of the type: the records hold no beginnings and no register of them."""
        listing = f"{type_.name}.listed"
        if self.covered is None or listing in self.covered or all(t in self.covered for t in type_.starts):
            return None
        return _not_held(self.vocabulary.events[type_.starts[0]].label)

    def _index(self, type_: str, kind: str) -> dict[str | None, list[Fact]]:
        found = self._by_key.get((type_, kind))
        if found is None:
            found = defaultdict(list)
            for fact in self._by_type[type_]:
                found[self.key(fact, kind)].append(fact)
            self._by_key[type_, kind] = found
        return found


def _not_held(event: Text) -> Unknown:
    return Unknown(Text("资料不含“{e}”", "the records do not hold {e}").fill(e=event))


def _refuse_twins(facts: Sequence[Fact]) -> None:
    seen: set[str] = set()
    for fact in facts:
        if fact.id in seen:
            raise ValueError(f"two facts have the id {fact.id!r}")
        seen.add(fact.id)
