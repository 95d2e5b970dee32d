"""attestation of events: the last attestation that names the trigger or its subject, at any time after it."""

from __future__ import annotations

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.forms import triggers
from policykit.engine.columnar.forms.attested import attestations, last_said
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.reference.forms import attestation as words
from policykit.engine.reference.judging import Judging, Outcome
from policykit.engine.reference.triggers import at_trigger
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Attestation


def compile_events(compiling: Compiling, requirement: Attestation) -> Outcomes:
    """One row a trigger."""
    frame = triggers.trigger_frame(compiling)
    subject = triggers.subject_of_row(frame)

    def read(judging: Judging, row: Read) -> Outcome:
        if row.branch == triggers.EXCUSED:
            return triggers.excused_at_trigger(judging, row)
        pending = at_trigger(triggers.look_at(judging, row), Verdict.PENDING, words.to_be_attested(requirement))
        if row.verdict in (Verdict.PENDING, Verdict.UNDECIDED):
            return pending
        return words.attested(pending, row.evidence[-1], passed=row.verdict is Verdict.MET)

    return triggers.outcomes(
        compiling, frame, lambda end: _judged(compiling, frame, subject, end()), read, lasting=True
    )


def _judged(compiling: Compiling, frame: Frame, subject: str, table: str) -> triggers.Judged:
    none = sql.text((Verdict.PENDING if compiling.judging.in_force else Verdict.UNDECIDED).value)
    about = attestations(compiling, None, owner=frame.paired)
    return last_said(frame, table, about, [(frame.column("id"), "TRUE"), (subject, "TRUE")], none=none)
