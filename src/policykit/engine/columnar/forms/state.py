"""state: what must hold at the end of every day on which the rule binds the entity; one row a stretch of days.

Other forms that are judged day by day (`members`) say of each day whether what must hold does, and use the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.forms.attestation import stretch_of
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.columnar.stretches import days_to_ask, stretches
from policykit.engine.columnar.waivers import Waivable, is_waived, owners, waived
from policykit.engine.columnar.waivers import days as waivers_days
from policykit.engine.reference.excuses import show_waived
from policykit.engine.reference.forms.state import NOT_AS_REQUIRED, broken, lasting
from policykit.engine.reference.forms.state import kept as when_over
from policykit.engine.reference.judging import EXCEPTION, Judging, Outcome
from policykit.model.finding import Verdict
from policykit.model.policy import conditions as m
from policykit.model.policy.requirements import State
from policykit.model.text import Text

_KEPT = ("id", "life", "first", "last", "open", "unknown")


def compile_rule(compiling: Compiling, requirement: State) -> Outcomes:
    """One row a stretch: the entity must meet (or must not meet) the condition."""
    frame = Frame(
        compiling.query, entity=compiling.judging.each, source=days_asked(compiling, (requirement.condition,))
    )
    truth = truth_of(requirement.condition, frame)
    if compiling.rule.modality.negative:
        truth = f"NOT ({truth})"
    return by_stretches(compiling, frame, Test(truth), lambda row: NOT_AS_REQUIRED)


def days_asked(compiling: Compiling, conditions: tuple[m.Condition, ...], *, every: bool = False) -> str:
    """The table of the stretches with each day at whose end the conditions, the exceptions or a waiver may change."""
    entity = compiling.judging.each
    conditions = (*conditions, *compiling.rule.exceptions)
    waivers = waivers_days(compiling, entity) if is_waived(compiling) else None
    return days_to_ask(compiling, entity, stretches(compiling, entity), conditions, every=every, also=waivers)


@dataclass(frozen=True)
class Test:
    """Whether what must hold on a day does, by what `joins` brings beside the frame's row.

    `quoted` is a join, for the table `found` of stretches, with a column `said`: what the message of the day quotes.
    """

    truth: str
    joins: str = ""
    quoted: str = ""


def by_stretches(compiling: Compiling, frame: Frame, test: Test, why: Callable[[Read], Text]) -> Outcomes:
    """The outcomes of the stretches whose days are the frame's rows: broken from the first day that fails unexcused.

    `why` says what to say of the day that does.
    """
    query, alias = compiling.query, frame.alias
    excused, exempt, whose = compiling.excused(frame), compiling.exempt(frame), owners(compiling, frame)
    _, rows = frame.rows()
    waiver, joins = "", test.joins
    if whose is not None:
        found = waived(compiling, Waivable(rows, alias, ("id", "at"), *whose, frame.at, frame.at))
        joins += f' LEFT JOIN {found} v ON v.id = {alias}.id AND v."at" = {frame.at}'
        excused, waiver = f"v.since IS NOT NULL OR ({excused})", ", coalesce(v.waiver, '') AS waiver"
    kept = ", ".join(f"{alias}.{sql.name(c)}" for c in _KEPT)
    asked = query.add(
        "asked",
        f"SELECT {kept}, {alias}.day, {test.truth} AS truth, {excused} AS excused, {exempt} AS exempt{waiver} "
        f"FROM {rows} {alias} {joins}",
    )
    if waiver:
        waiver = ", min_by(waiver, day) FILTER (WHERE truth IS NOT TRUE AND excused IS TRUE) AS waiver"
    found = query.add(
        "found",
        f"SELECT {', '.join(map(sql.name, _KEPT))}, bool_or(exempt AND day = first) AS exempt, "
        "min(day) FILTER (WHERE truth IS FALSE AND excused IS FALSE) AS failed, "
        "bool_or((truth IS NULL AND excused IS NOT TRUE) OR (truth IS FALSE AND excused IS NULL)) AS doubtful, "
        f"bool_or(truth IS NOT TRUE AND excused IS TRUE) AS excused{waiver} "
        f"FROM {asked} GROUP BY {', '.join(str(n + 1) for n in range(len(_KEPT)))}",
    )
    verdict = (
        f"CASE WHEN exempt THEN NULL WHEN unknown THEN '{Verdict.UNDECIDED.value}' "
        f"WHEN failed IS NOT NULL THEN '{Verdict.VIOLATED.value}' WHEN doubtful THEN '{Verdict.UNDECIDED.value}' "
        f"WHEN open THEN '{Verdict.PENDING.value}' WHEN excused THEN '{Verdict.EXCUSED.value}' "
        f"ELSE '{Verdict.MET.value}' END"
    )
    over = sql.day_last("last")
    columns = {
        "verdict": verdict,
        "branch": "coalesce(waiver, '')" if waiver else "''",
        "entity": "id",
        "first": "first",
        "last": "last",
        "settled": f"CASE {verdict} WHEN '{Verdict.VIOLATED.value}' THEN {sql.day_last('failed')} "
        f"WHEN '{Verdict.MET.value}' THEN {over} WHEN '{Verdict.EXCUSED.value}' THEN {over} END",
        "number": "failed",
        "life": "life",
        **({"said": "said"} if test.quoted else {}),
    }

    def read(judging: Judging, row: Read) -> Outcome:
        stretch = stretch_of(judging, row)
        base = lasting(stretch)
        if row.verdict is Verdict.VIOLATED:
            return broken(base, stretch, sql.day_of_number(row.number), why(row))
        if row.verdict is Verdict.PENDING:
            return base
        if row.verdict is Verdict.EXCUSED:
            return when_over(base, stretch, show_waived(row.branch) if row.branch else EXCEPTION)
        return when_over(base, stretch, None)

    return Outcomes(query, columns, f"{found} found {test.quoted}", read)
