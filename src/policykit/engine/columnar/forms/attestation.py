"""attestation: the last attestation of an entity in a period or a stretch decides.

Attestations of the rule are few columns of one event type; they are joined by whom they speak of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from policykit.calendar import bucket
from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.forms.attestation_events import compile_events
from policykit.engine.columnar.forms.attested import attestations
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import instant_in, ordered
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.columnar.periods import whole_periods
from policykit.engine.columnar.queries import Query
from policykit.engine.columnar.stretches import held, stretches
from policykit.engine.columnar.waivers import Lifting, is_waived, lifted, owners
from policykit.engine.reference.forms import attestation as reference
from policykit.engine.reference.judging import EXCEPTION, Judging, Outcome
from policykit.engine.reference.stretches import Stretch
from policykit.model.facts.choices import Result
from policykit.model.finding import Verdict
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import Cadence
from policykit.model.policy.rule import Rule

_IN_ORDER = ordered('s."at"', "s.id")
_LAST = f"max_by(s.result, {_IN_ORDER}) AS result, max({_IN_ORDER}) AS fact"


def compile_rule(compiling: Compiling, requirement: r.Attestation) -> Outcomes:
    """One row a trigger, a period of an entity, or a stretch of an entity."""
    if compiling.rule.scope.trigger is not None:
        return compile_events(compiling, requirement)
    entity = compiling.judging.each
    if requirement.cadence is not None:
        return _of_periods(compiling, requirement, entity, requirement.cadence)
    return _of_stretches(compiling, requirement, entity)


@dataclass(frozen=True)
class _Rows:
    """What somebody attests: a table, the name of its rows, and what is asked of them, as expressions.

    `excused_at` is NULL where no exception held. `joins` brings the last attestation in time beside a row, as `last`.
    `lifting` says how waivers lift rows, None where there are none.
    """

    table: str
    alias: str
    over: str
    excused_at: str
    joins: str
    last: str
    number: str = "0"
    due: str = "CAST(NULL AS BIGINT)"
    lifting: Lifting | None = None


# ---------------------------------------------------------------- calendar periods


def _of_periods(compiling: Compiling, requirement: r.Attestation, entity: str, cadence: Cadence) -> Outcomes:
    query, as_of = compiling.query, compiling.judging.as_of
    speaks, periods = attestations(compiling, entity), query.tables.periods(cadence)
    last, alias, day = query.fresh("a"), query.fresh("r"), sql.day_of('s."at"')
    found = query.add(
        "l",
        f"SELECT s.who, p.first, {_LAST} FROM {speaks} s JOIN {periods} p ON p.day = {day} GROUP BY s.who, p.first",
    )
    due = sql.day_last(f"{alias}.period_last")
    rows = _Rows(
        table=_shared_periods(compiling, entity, cadence),
        alias=alias,
        over=f"{as_of} >= {due}",
        excused_at=f"CASE WHEN {as_of} >= {due} THEN {sql.day_last(f'{alias}.excepted')} END",
        joins=f"LEFT JOIN {found} {last} ON {last}.who = {alias}.id AND {last}.first = {alias}.period_first",
        last=last,
        number=f"{alias}.period_first",
        due=due,
        lifting=Lifting(
            (f'{alias}."account"', f'{alias}."unit"'),
            ("entity", "number"),
            sql.day_start(f"{alias}.period_first"),
            until=due,
        )
        if is_waived(compiling)
        else None,
    )

    def pending(judging: Judging, row: Read) -> Outcome:
        period = bucket(cadence, sql.day_of_number(row.number))
        return reference.of_period(judging, requirement, stretch_of(judging, row), period)

    return _outcomes(compiling, rows, pending)


def _shared_periods(compiling: Compiling, entity: str, cadence: Cadence) -> str:
    """The periods in which somebody attests; kept as a table if several rules range over them."""
    scope, query = _ranges_over(compiling.rule), compiling.query
    if is_waived(compiling) or sum(_ranges_over(rule) == scope for rule in compiling.judging.document.rules) == 1:
        return _periods(compiling, entity, cadence)

    def alone() -> str:
        apart = replace(compiling, query=Query(query.store, query.register, query.tables))
        return apart.query.statement(f"SELECT * FROM {_periods(apart, entity, cadence)}")

    return query.tables.kept(("attested", scope), alone)


def _ranges_over(rule: Rule) -> object:
    requirement = rule.requirement
    return isinstance(requirement, r.Attestation) and (rule.scope, rule.exceptions, requirement.cadence)


def _periods(compiling: Compiling, entity: str, cadence: Cadence) -> str:
    """The whole periods in scope: id, life, first, last, unknown, period_first, period_last, excepted (its first day).

    Those to whom the document does not apply are left out. If the rule was waived, also whose they are: account, unit.
    """
    judging, query = compiling.judging, compiling.query
    whole = whole_periods(compiling, cadence, stretches(compiling, entity))
    excepted = "CAST(NULL AS INTEGER) AS excepted"
    if judging.rule.exceptions:
        whole, excepted = _excepted(compiling, entity, whole), "excepted"
    seen = f"least({judging.as_of}, {sql.day_last('greatest(period_first, first)')})"
    frame = Frame(query, entity=entity, source=f'(SELECT *, {seen} AS "at" FROM {whole})')
    exempt, whose = compiling.exempt(frame), owners(compiling, frame)
    owned = f', {whose[0]} AS "account", {whose[1]} AS "unit"' if whose is not None else ""
    _, rows = frame.rows()
    return query.add(
        "attested",
        f"SELECT id, life, first, last, unknown, period_first, period_last, {excepted}{owned} "
        f"FROM {rows} {frame.alias} WHERE NOT {exempt}",
    )


def _excepted(compiling: Compiling, entity: str, whole: str) -> str:
    """The periods with the first day of each on which an exception surely held."""
    query = compiling.query
    spans = held(compiling, entity, compiling.rule.exceptions)
    found = query.add(
        "x",
        f"SELECT w.id, w.period_first, min(greatest(h.first, w.period_first)) AS excepted FROM {whole} w "
        f"JOIN {spans} h ON h.id = w.id AND h.first <= w.period_last AND h.last >= w.period_first "
        "WHERE NOT h.unknown GROUP BY w.id, w.period_first",
    )
    return query.add(
        "x",
        f"SELECT w.*, x.excepted FROM {whole} w LEFT JOIN {found} x ON x.id = w.id AND x.period_first = w.period_first",
    )


# ---------------------------------------------------------------- stretches


def _of_stretches(compiling: Compiling, requirement: r.Attestation, entity: str) -> Outcomes:
    judging, query = compiling.judging, compiling.query
    bound = stretches(compiling, entity)
    frame = Frame(query, entity=entity, source=f'(SELECT *, {sql.day_last("first")} AS "at" FROM {bound})')
    excused, exempt, whose = compiling.excused(frame), compiling.exempt(frame), owners(compiling, frame)
    speaks = attestations(compiling, entity)
    _, seen = frame.rows()
    last, alias = query.fresh("a"), frame.alias
    since = sql.day_start("b.first")
    until = f"CASE WHEN b.open THEN {judging.as_of} ELSE {sql.day_last('b.last')} END"
    found = query.add(
        "l",
        f"SELECT b.id AS who, b.life, b.first, {_LAST} FROM {bound} b JOIN {speaks} s "
        f'ON s.who = b.id AND s."at" >= {since} AND s."at" <= {until} GROUP BY b.id, b.life, b.first',
    )
    rows = _Rows(
        table=query.add("attested", f"SELECT {alias}.* FROM {seen} {alias} WHERE NOT {exempt}"),
        alias=alias,
        over=f"NOT {alias}.open",
        excused_at=f"CASE WHEN {excused} THEN {frame.at} END",
        joins=f"LEFT JOIN {found} {last} ON {last}.who = {alias}.id AND {last}.life = {alias}.life "
        f"AND {last}.first = {alias}.first",
        last=last,
        lifting=None
        if whose is None
        else Lifting(
            whose, ("entity", "life", "first"), sql.day_start(f"{alias}.first"), bars=f"{alias}.unknown OR ({excused})"
        ),
    )

    def pending(judging: Judging, row: Read) -> Outcome:
        stretch = stretch_of(judging, row)
        return reference.of_stretch(requirement, stretch, f"{stretch.first}")

    return _outcomes(compiling, rows, pending)


# ---------------------------------------------------------------- what is attested


def _outcomes(compiling: Compiling, rows: _Rows, pending: Callable[[Judging, Read], Outcome]) -> Outcomes:
    """What the last attestation in time says of each row; `pending` words the row as if there were none."""
    alias, last = rows.alias, rows.last
    verdict = (
        f"CASE WHEN {alias}.unknown THEN '{Verdict.UNDECIDED.value}' "
        f"WHEN ({rows.excused_at}) IS NOT NULL THEN '{Verdict.EXCUSED.value}' "
        f"WHEN {last}.who IS NULL AND {rows.over} THEN '{Verdict.UNDECIDED.value}' "
        f"WHEN {last}.who IS NULL THEN '{Verdict.PENDING.value}' "
        f"WHEN {last}.result = {sql.text(Result.PASS.value)} THEN '{Verdict.MET.value}' "
        f"ELSE '{Verdict.VIOLATED.value}' END"
    )
    columns = {
        "verdict": verdict,
        "branch": "''",
        "entity": f"{alias}.id",
        "first": f"{alias}.first",
        "last": f"{alias}.last",
        "due": rows.due,
        "settled": f"coalesce({rows.excused_at}, {instant_in(f'{last}.fact')})",
        "number": rows.number,
        "life": f"{alias}.life",
        "evidence": f"CASE WHEN {alias}.unknown OR {last}.who IS NULL THEN NULL ELSE [{last}.fact] END",
    }

    def read(judging: Judging, row: Read) -> Outcome:
        base = pending(judging, row)
        if row.verdict is Verdict.EXCUSED:
            return replace(base, verdict=Verdict.EXCUSED, message=EXCEPTION, settled_at=row.settled)
        if row.evidence:
            return reference.attested(base, row.evidence[0], passed=row.verdict is Verdict.MET)
        return base

    outcomes = Outcomes(compiling.query, columns, f"{rows.table} {alias} {rows.joins}", read)
    return outcomes if rows.lifting is None else lifted(compiling, outcomes, rows.lifting)


def stretch_of(judging: Judging, row: Read) -> Stretch:
    """The stretch of a row, as far as findings show it."""
    entity = judging.history.register.entity(judging.each, row.entity or "")
    if entity is None or row.first is None or row.last is None:
        raise ValueError("a stretch is of an entity that lives")
    first, last = sql.day_of_number(row.first), sql.day_of_number(row.last)
    return Stretch(entity, entity.lives[row.life], first, last, open=False, by_sunset=False)
