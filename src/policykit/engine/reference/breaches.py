"""Rules on breaches (`每当 违反 RULE`): one obligation for each breach of the rule, from the instant it was broken.

A deadline, a silence or a minimum is broken at the first instant after its due date; what is judged at once, or broken
by an act, at that act. What broke the rule is no act that follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from policykit.engine.reference.excuses import lifted
from policykit.engine.reference.judging import Judging, Outcome, Shown
from policykit.engine.reference.values import Look
from policykit.model.facts import subject_of
from policykit.model.finding import Verdict
from policykit.model.text import Text
from policykit.model.time import Instant

Outcomes = Callable[[Judging], Iterator[Outcome]]
"""Judges a rule; handed in, because a rule of any form can be broken."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A breach of a rule: the outcome that it was, when it happened, by which facts, and what it is seen from.

    `by` is empty where the rule was broken by time going by.
    """

    outcome: Outcome
    at: Instant
    by: tuple[Shown, ...]
    look: Look

    @property
    def matter(self) -> tuple[str | None, str | None]:
        """What the broken rule is about: the subject of its fact, and its entity; others may be of the same."""
        fact, entity = self.outcome.fact, self.outcome.entity
        return (subject_of(fact) or fact.id) if fact else None, entity.id if entity else None

    def pending(self, message: Text) -> Outcome:
        """The outcome of an obligation that follows, as long as nothing is known of it."""
        broken = self.outcome
        return Outcome(
            Verdict.PENDING,
            message,
            identity=f"breach {broken.identity}",
            triggered_at=self.at,
            fact=broken.fact,
            entity=broken.entity,
            seen_at=broken.seen_at,
            evidence=broken.evidence,
        )


def each_breach(judging: Judging, outcomes: Outcomes, judge: Callable[[Breach], Outcome | None]) -> Iterator[Outcome]:
    """What becomes of the obligation after each breach, by what `judge` says of it, the exceptions and the waivers.

    None says that the breach gives rise to no obligation.
    """
    for breach in breaches_of(judging, outcomes):
        outcome = judge(breach)
        if outcome is not None:
            yield lifted(judging, breach.look, outcome, breach.at, breach.outcome.evidence)


def breaches_of(judging: Judging, outcomes: Outcomes) -> Iterator[Breach]:
    """The breaches of the rule that this one is about, while the document is in force."""
    broken = judging.rule.scope.breach_of
    if broken is None:
        raise ValueError(f"{judging.rule.id} is about no breach")
    for outcome in outcomes(replace(judging, rule=judging.document.rule(broken))):
        if outcome.verdict.is_breach:
            breach = breach_of(judging, outcome)
            if judging.force.holds_at(breach.at) and breach.at <= judging.as_of:
                yield breach


def breach_of(judging: Judging, outcome: Outcome) -> Breach:
    """The breach that an outcome of the broken rule is, as seen from the rule that follows."""
    at, by = _broken(outcome)
    return Breach(outcome, at, by, judging.look(at, outcome.fact, outcome.entity))


def _broken(outcome: Outcome) -> tuple[Instant, tuple[Shown, ...]]:
    """The first instant at which the rule was broken, and the facts that broke it."""
    settled = outcome.settled_at
    if outcome.due is not None and (settled is None or settled >= outcome.due):
        return outcome.due + 1, ()
    at = outcome.triggered_at if settled is None else settled
    return at, tuple(f for f in outcome.evidence if f.at == at)
