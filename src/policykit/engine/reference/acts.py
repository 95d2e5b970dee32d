"""The acts of an entity that a rule on entities counts: those that surely count, and those that may."""

from __future__ import annotations

from dataclasses import dataclass

from policykit.engine.reference.conditions import belonging, counts
from policykit.engine.reference.obligations import Judging
from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Unknown
from policykit.model.facts import Fact
from policykit.model.policy.conditions import EventPattern
from policykit.model.time import Instant


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
        """Why the count may be higher than the sure acts, if it may."""
        return self.missing or (self.unsure[0][1] if self.unsure else None)


def acts_of(judging: Judging, entity: Entity, pattern: EventPattern) -> Acts:
    """All acts of the pattern that belong to the entity."""
    sure: list[Fact] = []
    unsure: list[tuple[Fact, Unknown]] = []
    missing: Unknown | None = None
    look = judging.look(judging.as_of, entity=entity)
    for belongs, fact in belonging(pattern, look):
        if fact is None:
            missing = belongs if isinstance(belongs, Unknown) else None
            continue
        truth = counts(pattern, fact, look, belongs)
        if truth is True:
            sure.append(fact)
        elif isinstance(truth, Unknown):
            unsure.append((fact, truth))
    sure.sort(key=lambda f: (f.at, f.id))
    unsure.sort(key=lambda p: (p[0].at, p[0].id))
    return Acts(tuple(sure), tuple(unsure), missing)
