"""Rules on breaches (`每当 违反 RULE`): one obligation for each breach of the rule, from the instant it was broken.

A deadline, a silence or a minimum is broken at the first instant after its due date; what is judged at once, or broken
by an act, at that act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from policykit.engine.reference.judging import Judging, Outcome
from policykit.engine.reference.values import Look
from policykit.model.time import Instant

Outcomes = Callable[[Judging], Iterator[Outcome]]
"""Judges a rule; handed in, because a rule of any form can be broken."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A breach of a rule: the outcome that it was, when it happened, and what it is seen from."""

    outcome: Outcome
    at: Instant
    look: Look

    @property
    def identity(self) -> str:
        """What tells the breach from others of the same rule on the same entity."""
        return f"breach {self.outcome.identity}"


def each_breach(judging: Judging, outcomes: Outcomes) -> Iterator[Breach]:
    """The breaches of the rule that this one is about, while the document is in force."""
    broken = judging.rule.scope.breach_of
    if broken is None:
        raise ValueError(f"{judging.rule.id} is about no breach")
    for outcome in outcomes(replace(judging, rule=judging.document.rule(broken))):
        if outcome.verdict.is_breach:
            at = broken_at(outcome)
            if judging.force.holds_at(at) and at <= judging.as_of:
                yield Breach(outcome, at, judging.look(at, outcome.fact, outcome.entity))


def broken_at(outcome: Outcome) -> Instant:
    """The first instant at which the rule was broken."""
    settled = outcome.settled_at
    if outcome.due is not None and (settled is None or settled >= outcome.due):
        return outcome.due + 1
    return outcome.triggered_at if settled is None else settled
