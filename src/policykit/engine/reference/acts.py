"""The acts of an entity that a rule on entities counts: those that surely count, and those that may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policykit.engine.reference.conditions import counts, shares
from policykit.engine.reference.judging import Judging
from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Truth, Unknown, all_of
from policykit.engine.reference.values import key_of_entity
from policykit.model.facts import Fact
from policykit.model.policy.conditions import EventPattern
from policykit.model.time import Instant, legal_day


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts in order of time. `missing` says why more may exist than the records hold."""

    sure: tuple[Fact, ...]
    unsure: tuple[tuple[Fact, Unknown], ...]
    missing: Unknown | None

    def between(self, first: Instant, last: Instant) -> Acts:
        """The acts from `first` to `last`, both included."""
        return Acts(
            tuple(f for f in self.sure if first <= f.at <= last),
            tuple((f, u) for f, u in self.unsure if first <= f.at <= last),
            self.missing,
        )

    @property
    def doubt(self) -> Unknown | None:
        """Why there may be more acts than the sure ones, if there may."""
        return self.missing or (self.unsure[0][1] if self.unsure else None)


def acts_of(judging: Judging, entity: Entity, pattern: EventPattern) -> Acts:
    """All acts of the pattern that belong to the entity, or may."""
    sure: list[Fact] = []
    unsure: list[tuple[Fact, Unknown]] = []
    look = judging.look(judging.as_of, entity=entity)
    for belongs, fact in _acts(judging, entity, pattern):
        truth = counts(pattern, fact, look, belongs)
        if truth is True:
            sure.append(fact)
        elif isinstance(truth, Unknown):
            unsure.append((fact, truth))
    sure.sort(key=lambda f: (f.at, f.id))
    unsure.sort(key=lambda p: (p[0].at, p[0].id))
    return Acts(tuple(sure), tuple(unsure), judging.history.not_covered(pattern.events))


def _acts(judging: Judging, entity: Entity, pattern: EventPattern) -> Iterator[tuple[Truth, Fact]]:
    """The facts of the pattern, and whether each is of the entity, or of the one that the entity belonged to then.

    Then is at the fact or, for an entity whose life began later on the same day, at its beginning.
    """
    history = judging.history
    facts = history.of(pattern.events)
    if entity.type.name in pattern.key:
        facts = [f for found in history.sharing(pattern.events, entity.type.name, entity.id) for f in found]
    for fact in facts:
        yield all_of(shares(fact, kind, key_on_the_day(entity, kind, fact.at), history) for kind in pattern.key), fact


def key_on_the_day(entity: Entity, kind: str, at: Instant) -> str | None:
    """What of a kind the entity belonged to at the instant of an act or, if its life began later that day, then."""
    begins = (life.start for life in entity.lives if legal_day(life.start) == legal_day(at) and life.start > at)
    return key_of_entity(entity, kind, next(begins, at))
