"""condition: the trigger itself must meet (or must not meet) the condition."""

from __future__ import annotations

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.forms import triggers
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.columnar.wording import ALWAYS, Wording, plain
from policykit.engine.reference.forms.condition import MET, NOT_MET
from policykit.engine.reference.judging import Judging, Outcome
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import ConditionRequirement


def compile_rule(compiling: Compiling, requirement: ConditionRequirement) -> Outcomes:
    """One row a trigger."""
    frame = triggers.trigger_frame(compiling)
    truth = truth_of(requirement.condition, frame)
    if compiling.rule.modality.negative:
        truth = f"NOT ({truth})"
    return triggers.outcomes(compiling, frame, lambda end: settled(frame.at, truth), _read, wording=_wording)


def settled(at: str, truth: str, acts: tuple[str, ...] = ()) -> triggers.Judged:
    """What is judged at the trigger once and for all: met, violated, or undecided."""
    verdict = sql.case3(truth, Verdict.MET.value, Verdict.VIOLATED.value, Verdict.UNDECIDED.value)
    known = f"CASE WHEN ({truth}) IS NULL THEN NULL ELSE {at} END"
    return triggers.Judged(verdict, verdict, settled=known, acts=acts)


def _wording() -> Wording:
    return Wording(((ALWAYS, plain(NOT_MET)),))


def _read(judging: Judging, row: Read) -> Outcome:
    if row.branch == triggers.EXCUSED:
        return triggers.excused_at_trigger(judging, row)
    return triggers.worded(judging, row, MET if row.verdict is Verdict.MET else NOT_MET)
