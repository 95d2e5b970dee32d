"""condition: the trigger itself must meet (or must not meet) the condition. Judged at the trigger, final at once."""

from __future__ import annotations

from collections.abc import Iterator

from policykit.engine.reference.conditions import holds
from policykit.engine.reference.judging import Judging, Outcome
from policykit.engine.reference.triggers import at_trigger, each_trigger, undecided
from policykit.engine.reference.truth import Truth, Unknown, negate
from policykit.engine.reference.values import Look
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import ConditionRequirement
from policykit.model.text import Text

MET = Text("符合要求", "as required")
NOT_MET = Text("不符合要求", "not as required")


def judge(judging: Judging, requirement: ConditionRequirement) -> Iterator[Outcome]:
    """One outcome a trigger."""

    def one(look: Look) -> Outcome:
        truth = holds(requirement.condition, look)
        return settle(look, negate(truth) if judging.rule.modality.negative else truth, MET, NOT_MET)

    return each_trigger(judging, one)


def settle(look: Look, truth: Truth, met: Text, broken: Text, acts: tuple[Fact, ...] = ()) -> Outcome:
    """The outcome of what is judged at the trigger once and for all."""
    if isinstance(truth, Unknown):
        return undecided(look, truth.reason, acts=acts)
    verdict, message = (Verdict.MET, met) if truth else (Verdict.VIOLATED, broken)
    return at_trigger(look, verdict, message, settled_at=look.at, acts=acts)
