"""attestation of events: the last attestation that names the trigger or its subject, at any time after it."""

from __future__ import annotations

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.forms import triggers
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import instant_in, ordered
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.reference.forms import attestation as words
from policykit.engine.reference.judging import Judging, Outcome
from policykit.engine.reference.triggers import at_trigger
from policykit.model.facts.choices import Result
from policykit.model.facts.supervision import AttestationRecorded
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Attestation

_ATTESTED = AttestationRecorded.name


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
    judging, query = compiling.judging, compiling.query
    none = sql.text((Verdict.PENDING if judging.in_force else Verdict.UNDECIDED).value)
    if _ATTESTED not in query.store.types:
        return triggers.Judged(none, "''")
    names = ", ".join(sql.text(n) for n in (compiling.rule.name, compiling.rule.id))
    other, last = Frame(query, events=(_ATTESTED,), where=f'"rule" IN ({names})'), query.fresh("k")
    named, result = other.field("about"), other.field("result")
    for_it = ""
    if frame.paired is not None:
        whose = other.key(frame.paired)
        for_it = f" AND ({whose} IS NULL OR {whose} = {frame.column('paired')})"
    _, spoken = other.rows()
    pairs = " UNION ALL ".join(
        f'SELECT {frame.mark} AS "row id", {ordered(other.at, other.column("id"))} AS spoken, {result} AS result '
        f"FROM {table} {frame.alias} JOIN {spoken} {other.alias} "
        f"ON {named} = {about} AND {other.at} >= {frame.at}{for_it}"
        for about in (frame.column("id"), subject)
    )
    found = query.add(
        "f",
        f'SELECT "row id", max(spoken) AS spoken, '
        f"max(spoken) FILTER (WHERE result = {sql.literal(Result.PASS)}) AS passed FROM ({pairs}) GROUP BY 1",
    )
    verdict = (
        f"CASE WHEN {last}.spoken IS NULL THEN {none} "
        f"WHEN {last}.spoken = {last}.passed THEN {sql.text(Verdict.MET.value)} "
        f"ELSE {sql.text(Verdict.VIOLATED.value)} END"
    )
    join = f'LEFT JOIN {found} {last} ON {last}."row id" = {frame.mark}'
    settled = instant_in(f"{last}.spoken")
    return triggers.Judged(verdict, "''", settled=settled, acts=(f"{last}.spoken",), source=join)
