"""What follows from a breach (`每当 违反 RULE`): one row for each breach of the rule, from the instant it was broken.

The rows are the breaches (`columnar.breaches`); what is owed after each is asked of them as of triggers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.breaches import Breaches, Compile, breaches_of
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.dues import due_columns
from policykit.engine.columnar.following import candidates
from policykit.engine.columnar.forms import abstention, duties, response
from policykit.engine.columnar.forms.attested import attestations, last_said
from policykit.engine.columnar.forms.triggers import NO_WORDS, Judged
from policykit.engine.columnar.outcomes import BREACHES, Outcomes, Read
from policykit.engine.columnar.waivers import Lifting, is_waived, lifted
from policykit.engine.reference.forms.abstention import ban
from policykit.engine.reference.forms.attestation import attested_as, to_be_attested
from policykit.engine.reference.forms.response import due_of
from policykit.engine.reference.judging import EXCEPTION, LAPSED, Judging, Outcome
from policykit.model.finding import RestsOn, Verdict
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.text import Text
from policykit.model.time import Instant

_EXCUSED = "excused "
"""The branch of what an exception lifted, before the verdict that it had."""

_TOLD = frozenset({Verdict.VIOLATED, Verdict.PENDING, Verdict.MET})
"""The verdicts that a ban's end bears on."""


def compile_rule(compiling: Compiling, requirement: r.Requirement, compile_broken: Compile) -> Outcomes:
    """One row for each breach of the rule that this one follows."""
    rows = breaches_of(compiling, compile_broken)
    match requirement:
        case r.Response():
            return _response(compiling, requirement, rows)
        case r.Abstention():
            return _abstention(compiling, requirement, rows)
        case r.Attestation():
            return _attestation(compiling, requirement, rows)
        case _:
            raise ValueError(f"{compiling.rule.id}: nothing of this form follows from a breach")


def _response(compiling: Compiling, requirement: r.Response, rows: Breaches) -> Outcomes:
    judging, frame, end = compiling.judging, rows.frame, compiling.judging.force.end
    due = response.due_of_rows(judging, requirement, frame, frame.at)
    acts, stop = candidates(frame, requirement.pattern, truth_of), None if end is None else str(end)
    owed = duties.Duties(judging, frame, acts, due, frame.at, stop, rows.apart)

    def message(judging: Judging, row: Read, at: Instant) -> Text:
        return duties.worded(judging, requirement, row, duties.due_of_row(judging, requirement, row, at), LAPSED)

    def rests_on(judging: Judging, at: Instant, found: Verdict) -> tuple[RestsOn, ...]:
        if due is None or not isinstance(requirement.limit, Period | OpenTerm):
            return ()
        owed = due_of(judging, requirement, judging.look(at), at)
        return owed.rests_on if owed is not None else ()

    return _outcomes(compiling, rows, _Form(owed.not_past, message, rests_on))


def _abstention(compiling: Compiling, requirement: r.Abstention, rows: Breaches) -> Outcomes:
    judging, frame, limit = compiling.judging, rows.frame, requirement.limit
    until = due_columns(judging, frame, limit, lambda at: ban(judging, limit, at), key="ban", start=frame.at)
    acts = candidates(frame, requirement.pattern, truth_of)

    def judge(table: str) -> Judged:
        return abstention.judged(judging, until, acts, frame, table, apart=rows.apart)

    def message(judging: Judging, row: Read, at: Instant) -> Text:
        return abstention.worded(judging, requirement, row, at)[0]

    def rests_on(judging: Judging, at: Instant, found: Verdict) -> tuple[RestsOn, ...]:
        return ban(judging, limit, at).rests_on if found in _TOLD else ()

    return _outcomes(compiling, rows, _Form(judge, message, rests_on))


def _attestation(compiling: Compiling, requirement: r.Attestation, rows: Breaches) -> Outcomes:
    """Attested of what the broken rule is about, before the following breach of the same; of its fact at any time."""
    judging, frame = compiling.judging, rows.frame
    about = attestations(compiling, frame.entity, owner=frame.paired)
    following = frame.column("following")
    before = f'({following} IS NULL OR s."at" < {following})'
    named = [(frame.column("id"), before if frame.entity is not None else "TRUE")]
    if frame.entity is None:
        named.append((frame.column(f"{rows.root}subject"), before))
    undecided, pending = sql.text(Verdict.UNDECIDED.value), sql.text(Verdict.PENDING.value)
    none = f"CASE WHEN {following} IS NOT NULL THEN {undecided} ELSE {pending} END" if judging.in_force else undecided

    def judge(table: str) -> Judged:
        return last_said(frame, table, about, named, none=none)

    def message(judging: Judging, row: Read, at: Instant) -> Text:
        return attested_as(passed=row.verdict is Verdict.MET) if row.evidence else to_be_attested(requirement)

    return _outcomes(compiling, rows, _Form(judge, message, lambda judging, at, found: ()))


@dataclass(frozen=True)
class _Form:
    """What a form says: of the table of its rows; the message of a row whose rule was broken at an instant; what rests.

    What an outcome rests on it keeps if it is excused: it is told by the verdict that it had.
    """

    judge: Callable[[str], Judged]
    message: Callable[[Judging, Read, Instant], Text]
    rests_on: Callable[[Judging, Instant, Verdict], tuple[RestsOn, ...]]


def _outcomes(compiling: Compiling, rows: Breaches, form: _Form) -> Outcomes:
    """The outcomes of the breaches, by what a form says of them, the exceptions and the exemptions."""
    frame, alias = rows.frame, rows.frame.alias
    excused = compiling.excused(frame)
    exempt = compiling.exempt(frame) if frame.entity is None else "FALSE"
    whose = rows.owners(compiling.judging) if is_waived(compiling) else None
    _, table = frame.rows()
    found = form.judge(table)
    held = {
        "exempt": exempt,
        "excused": excused,
        "found": found.verdict,
        "found branch": found.branch,
        "found due": found.due,
        "found settled": found.settled,
        "acts": f"[{', '.join(found.acts)}]" if found.acts else "NULL",
        "seen": frame.at,
    }
    if whose is not None:
        held |= {"breach": frame.column("breach"), "waivable account": whose[0], "waivable unit": whose[1]}
    listed = ", ".join(f"{e} AS {sql.name(c)}" for c, e in held.items())
    broken = ", ".join(frame.column(c) for c in rows.columns)
    columns = {
        "verdict": _VERDICT,
        "branch": f"CASE WHEN j.excused THEN '{_EXCUSED}' || j.found ELSE j.\"found branch\" END",
        "due": 'j."found due"',
        "settled": 'CASE WHEN j.excused THEN j.seen ELSE j."found settled" END',
        "evidence": "CASE WHEN j.excused THEN NULL ELSE j.acts END",
        **{c: f"j.{sql.name(c)}" for c in rows.columns},
    }

    def read(judging: Judging, row: Read) -> Outcome:
        base = rows.breach(judging, row).pending(NO_WORDS)
        excused, at = row.branch.startswith(_EXCUSED), base.triggered_at
        unknown = row.verdict is Verdict.UNDECIDED
        found = Verdict(row.branch.removeprefix(_EXCUSED)) if excused else row.verdict
        return replace(
            base,
            verdict=row.verdict,
            message=EXCEPTION if excused else NO_WORDS if unknown else form.message(judging, row, at),
            due=row.due,
            settled_at=row.settled,
            evidence=(*base.evidence, *row.evidence),
            rests_on=form.rests_on(judging, at, found),
        )

    source = f"(SELECT {listed}, {broken} FROM {table} {alias} {found.source}) j"
    if whose is None:
        return Outcomes(compiling.query, columns, source, read, rows.columns)
    lifting = Lifting(
        owners=('j."waivable account"', 'j."waivable unit"'),
        keys=("breach",),
        since="j.seen",
        bars="j.excused",
        verdict="j.found",
        branch='j."found branch"',
    )
    outcomes = Outcomes(compiling.query, columns | {"breach": "j.breach"}, source, read, rows.columns)
    return lifted(compiling, outcomes, lifting)


_VERDICT = (
    "CASE WHEN j.exempt OR j.found IS NULL THEN NULL "
    f"WHEN j.excused THEN '{Verdict.EXCUSED.value}' "
    f"WHEN j.excused IS NULL AND j.found IN ({BREACHES}) THEN '{Verdict.UNDECIDED.value}' ELSE j.found END"
)
