"""frequency: in every calendar period at least, or at most, so many.

One row an entity and calendar period. Acts are added up by entity and period before the periods are joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from policykit.calendar import bucket
from policykit.engine.columnar import sql
from policykit.engine.columnar.acts import Acts, acts
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.daily import by_day, counted, is_shared
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import Late, Outcomes, Read, shown_as
from policykit.engine.columnar.periods import whole_periods
from policykit.engine.columnar.queries import Query
from policykit.engine.columnar.stretches import held, stretches
from policykit.engine.columnar.waivers import Lifting, Waivable, lifted, owners, waived
from policykit.engine.columnar.wording import ALWAYS, Sql, Wording, filled, number
from policykit.engine.reference.forms import frequency as reference
from policykit.engine.reference.judging import EXCEPTION, Judging, Outcome
from policykit.engine.reference.stretches import Stretch
from policykit.model.errors import CalendarEnds
from policykit.model.finding import Verdict
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import Cadence
from policykit.model.time import legal_day

_DAY = sql.day_of('a."at"')
_LATER = 'greatest(o."last", o."first")'


def compile_rule(compiling: Compiling, requirement: r.Frequency) -> Outcomes:
    """One row an entity and calendar period."""
    if requirement.bound is r.Bound.AT_LEAST:
        done = acts(compiling, compiling.judging.each, requirement.pattern, by_day=True)
        found, late = _minimum(compiling, requirement, done), _evidence(compiling, requirement, done)
        return replace(_outcomes(compiling, requirement, found, told=not _by_bits(requirement, done)), late=late)
    return _outcomes(compiling, requirement, _maximum(compiling, requirement), told=True)


def _by_bits(requirement: r.Frequency, found: Acts) -> bool:
    """Whether all that has to be known of the acts is on which days there was one: see `_ticked`."""
    daily = requirement.cadence in {Cadence.DAY, Cadence.WORKDAY}
    return daily and requirement.count == 1 and found.certain and requirement.counted is not r.Counted.ITEMS


def _outcomes(compiling: Compiling, requirement: r.Frequency, found: str, *, told: bool) -> Outcomes:
    """The outcomes of a table that says of each period what is in `_COLUMNS`.

    `told`: its `number` is how many acts or items there are; else whether there is any, and they are the evidence.
    """
    judging, query = compiling.judging, compiling.query
    seen = f'least({judging.as_of}, {sql.day_last("greatest(period_first, first)")}) AS "at"'
    frame = Frame(query, entity=judging.each, source=f"(SELECT *, {seen} FROM {found})")
    exempt = compiling.exempt(frame)
    whose = owners(compiling, frame) if requirement.bound is r.Bound.AT_LEAST else None
    _, rows = frame.rows()
    alias = frame.alias
    verdict, joined, working = f"{alias}.verdict", "", []
    if requirement.cadence is Cadence.WORKDAY:
        joined = f" LEFT JOIN {_working(compiling)} d ON d.day = {alias}.period_first"
        verdict = f"CASE WHEN d.working IS NULL THEN '{Verdict.UNDECIDED.value}' ELSE {verdict} END"
        working = ["d.working IS FALSE"]
    columns = {
        "verdict": f"CASE WHEN {sql.any_of([exempt, *working])} THEN NULL ELSE {verdict} END",
        "branch": "''",
        "entity": f"{alias}.id",
        "life": f"{alias}.life",
        "first": f"{alias}.first",
        "last": f"{alias}.period_first",
        "due": f"{alias}.due",
        "settled": f"{alias}.settled",
        "number": f"{alias}.number",
    }
    if requirement.bound is r.Bound.AT_MOST:
        columns["evidence"] = f"{alias}.evidence"

    def read(judging: Judging, row: Read) -> Outcome:
        return _read(judging, requirement, row, row.number if told else len(row.evidence))

    wording = partial(_wording, compiling, requirement)
    outcomes = Outcomes(query, columns, f"{rows} {alias}{joined}", read, begins="last", wording=wording)
    if whose is None:
        return outcomes
    first, pending = sql.day_start(f"{alias}.period_first"), f"{verdict} = '{Verdict.PENDING.value}'"
    return lifted(compiling, outcomes, Lifting(whose, ("entity", "last"), first, until=f"{alias}.due", bars=pending))


def _wording(compiling: Compiling, requirement: r.Frequency) -> Wording:
    """What is said of too few or too many."""
    cadence, tables = requirement.cadence, compiling.query.tables
    columns = {"first": "INTEGER", "zh": "VARCHAR", "en": "VARCHAR"}

    def labels() -> Iterator[tuple[int, str, str]]:
        for period in {bucket(cadence, sql.day_of_number(d)) for d in tables.days}:
            yield sql.day_number(period.first), period.label.zh, period.label.en

    return Wording(
        (
            (
                ALWAYS,
                filled(
                    reference.FOUND[requirement.bound],
                    p=Sql("p.zh", "p.en"),
                    n=number(str(requirement.count)),
                    u=reference.UNITS[requirement.counted],
                    c=number("coalesce(o.number, 0)"),
                ),
            ),
        ),
        identity=sql.iso_day('o."last"'),
        begins=sql.day_start('o."last"'),
        seen=f"least({compiling.judging.as_of}, {sql.day_last(_LATER)})",
        opening=True,
        source=f'JOIN {tables.made(("labels", cadence), columns, labels)} p ON p."first" = o."last"',
    )


def _working(compiling: Compiling) -> str:
    """The table of whether days are worked, NULL where the calendar does not say."""
    calendar, tables = compiling.judging.calendar, compiling.query.tables

    def rows() -> Iterator[tuple[int, bool | None]]:
        for day in tables.days:
            try:
                yield day, calendar.status(sql.day_of_number(day)).working
            except CalendarEnds:
                yield day, None

    return tables.made("working", {"day": "INTEGER", "working": "BOOLEAN"}, rows)


def _read(judging: Judging, requirement: r.Frequency, row: Read, count: int) -> Outcome:
    entity = judging.history.register.entity(judging.each, row.entity or "")
    if entity is None or row.first is None or row.last is None:
        raise ValueError("a period is of an entity")
    period, first = bucket(requirement.cadence, sql.day_of_number(row.last)), sql.day_of_number(row.first)
    stretch = Stretch(entity, entity.lives[row.life], first, first, open=False, by_sunset=False)
    base = reference.base(judging, requirement, period, stretch, count)
    outcome, _ = reference.on_workdays(judging, requirement, base)
    outcome = outcome or base
    outcome.verdict, outcome.due, outcome.settled_at, outcome.evidence = row.verdict, row.due, row.settled, row.evidence
    if row.verdict is Verdict.EXCUSED:
        outcome.message = EXCEPTION if requirement.bound is r.Bound.AT_LEAST else reference.EXCUSED
    return outcome


_SHOWN = shown_as('a."at"', "a.fact")


# ---------------------------------------------------------------- at least


def _minimum(compiling: Compiling, requirement: r.Frequency, found: Acts) -> str:
    """The table of the periods that lie wholly in scope, with what became of each."""
    judging, query, kind = compiling.judging, compiling.query, compiling.judging.each
    bound = stretches(compiling, kind)
    whole = whole_periods(compiling, requirement.cadence, bound)
    over = sql.day_last("p.last")
    missing = judging.history.not_covered(requirement.pattern.events) is not None
    cases = [(f"{judging.as_of} < {over}", Verdict.PENDING)]
    joins = f"JOIN {query.tables.periods(requirement.cadence)} p ON p.day = w.period_first"
    unsure, possible = "w.unsure", "w.possible"
    if found.loose is not None:
        joins += f" LEFT JOIN {_loose(compiling, requirement, found.loose)} l ON l.period = w.period_first"
        unsure, possible = "(w.unsure OR l.possible IS NOT NULL)", "w.possible + coalesce(l.possible, 0)"
    excepted = "CAST(NULL AS INTEGER)"
    if judging.rule.exceptions:
        joins += f" LEFT JOIN {_excepted(compiling, whole)} e ON e.id = w.id AND e.period = w.period_first"
        excepted = "e.day"
        cases.append(("e.day IS NOT NULL", Verdict.EXCUSED))
    if judging.rule.scope.entity_where is not None:
        joins += f" LEFT JOIN {_doubtful(compiling, whole, bound)} u ON u.id = w.id AND u.period = w.period_first"
        cases.append(("u.id IS NOT NULL", Verdict.UNDECIDED))
    cases.append((f"w.sure >= {requirement.count}", Verdict.MET))
    cases.append(("TRUE" if missing else f"{unsure} AND {possible} >= {requirement.count}", Verdict.UNDECIDED))
    if judging.rule.exceptions:
        cases.append(("e.perhaps", Verdict.UNDECIDED))
    verdict = " ".join(f"WHEN {when} THEN '{then.value}'" for when, then in cases)
    settled = f"CASE WHEN {judging.as_of} >= {over} THEN coalesce({sql.day_last(excepted)}, {over}) END"
    inside = _ticked if _by_bits(requirement, found) else _added_up
    return query.add(
        "least",
        "SELECT w.id, w.life, w.first, w.period_first, w.sure AS number, "
        f"CASE {verdict} ELSE '{Verdict.VIOLATED.value}' END AS verdict, {over} AS due, {settled} AS settled "
        f"FROM {inside(compiling, requirement, found, whole)} w {joins}",
    )


def _added_up(compiling: Compiling, requirement: r.Frequency, found: Acts, whole: str) -> str:
    """The periods with what was done in each: how many acts surely, how many perhaps, and whether some are not sure.

    Periods and acts are grouped together: to join one to the other would take both at once into memory.
    """
    shared, what = is_shared(compiling), counted(requirement)
    numbers = compiling.query.register.numbers(compiling.judging.each)
    if shared:
        possible, unsure = (what, "FALSE") if found.certain else (f"possible_{what}", "d.unsure_at IS NOT NULL")
        done = (
            f"SELECT d.n, p.first AS period, d.{what} AS sure, d.{possible} AS possible, {unsure} AS unsure "
            f"FROM {by_day(compiling, requirement.pattern, found)} d "
            f"JOIN {compiling.query.tables.periods(requirement.cadence)} p ON p.day = d.day"
        )
    else:
        counts = "TRUE" if found.certain else "a.counts"
        done = (
            f"SELECT e.n, p.first AS period, CASE WHEN {counts} THEN a.{what} END AS sure, a.{what} AS possible, "
            f"a.counts IS NULL AS unsure FROM {_by_period(compiling, requirement, found)} "
            f"JOIN {numbers} e ON e.id = a.id"
        )
    sure = "count(sure)" if found.certain and what == "number" and not shared else _total("sure")
    possible, unsure = (sure, "FALSE") if found.certain else (_total("possible"), "bool_or(unsure)")
    null = "CAST(NULL AS INTEGER)"
    return compiling.query.add(
        "inside",
        "SELECT e.id, g.* FROM ("
        f"SELECT n, period AS period_first, max(life) AS life, max(first) AS first, {sure} AS sure, "
        f"{possible} AS possible, {unsure} AS unsure FROM ("
        f"SELECT n, period_first AS period, CAST(life AS INTEGER) AS life, first, {null} AS sure, {null} AS possible, "
        f"FALSE AS unsure FROM {whole} UNION ALL SELECT n, period, NULL, NULL, sure, possible, unsure FROM ({done})) "
        f"GROUP BY 1, 2 HAVING max(life) IS NOT NULL) g JOIN {numbers} e ON e.n = g.n",
    )


def _ticked(compiling: Compiling, requirement: r.Frequency, found: Acts, whole: str) -> str:
    """The same where one act a day is enough: whether there was any, looked up for each day.

    The days with an act are the bits of a number for each entity and block of days. These are few, so that neither all
    days nor all acts have to be kept at once.
    """
    query, numbers = compiling.query, compiling.query.register.numbers(compiling.judging.each)
    if is_shared(compiling):
        days = f"SELECT n, day FROM {by_day(compiling, requirement.pattern, found)}"
    else:
        day = f"CAST({_DAY} AS INTEGER)"
        days = f"SELECT e.n, {day} AS day FROM {found.named} a JOIN {numbers} e ON e.id = a.id"
    done = query.add(
        "done",
        f"SELECT n, day // {_BLOCK} AS block, bit_or(CAST(1 AS BIGINT) << (day % {_BLOCK})) AS days FROM ({days}) "
        "GROUP BY 1, 2",
    )
    sure = f"coalesce(CAST((d.days >> (w.period_first % {_BLOCK})) & 1 AS INTEGER), 0)"
    return query.add(
        "inside",
        f"SELECT w.id, w.life, w.first, w.period_first, {sure} AS sure, {sure} AS possible, FALSE AS unsure "
        f"FROM {whole} w LEFT JOIN {done} d ON d.n = w.n AND d.block = w.period_first // {_BLOCK}",
    )


_BLOCK = 60
"""How many days have their bits in one number of 64 bits with a sign."""


def _total(column: str) -> str:
    return f"CAST(coalesce(sum({column}), 0) AS BIGINT)"


def _by_period(compiling: Compiling, requirement: r.Frequency, found: Acts) -> str:
    return f"{found.named} a JOIN {compiling.query.tables.periods(requirement.cadence)} p ON p.day = {_DAY}"


def _sure(found: Acts) -> str:
    return "" if found.certain else " FILTER (WHERE a.counts)"


def _evidence(compiling: Compiling, requirement: r.Frequency, found: Acts) -> Late:
    """The acts of the periods that are shown: lists of all periods' acts take longer than all else.

    Where one act is enough, a period without it has none to show.
    """
    verdicts = frozenset(Verdict) - ({Verdict.VIOLATED} if requirement.count == 1 else set())

    def found_in(_: Query, wanted: str) -> str:
        return (
            f'SELECT w.entity, w."last", list({_SHOWN}){_sure(found)} AS evidence '
            f"FROM {_by_period(compiling, requirement, found)} "
            f'JOIN {wanted} w ON w.entity = a.id AND w."last" = p.first GROUP BY 1, 2'
        )

    return Late("evidence", ("entity", "last"), found_in, verdicts)


def _loose(compiling: Compiling, requirement: r.Frequency, loose: str) -> str:
    """How many acts or items by period may be anybody's."""
    return compiling.query.add(
        "loose",
        f"SELECT p.first AS period, CAST(sum(a.{counted(requirement)}) AS BIGINT) AS possible FROM {loose} a "
        f"JOIN {compiling.query.tables.periods(requirement.cadence)} p ON p.day = {_DAY} GROUP BY 1",
    )


def _excepted(compiling: Compiling, whole: str) -> str:
    """The periods in which an exception held at the end of a day, and on which first, or may have."""
    days = held(compiling, compiling.judging.each, compiling.rule.exceptions)
    return compiling.query.add(
        "excepted",
        "SELECT w.id, w.period_first AS period, bool_or(h.unknown) AS perhaps, "
        "min(CASE WHEN NOT h.unknown THEN greatest(h.first, w.period_first) END) AS day "
        f"FROM {whole} w JOIN {days} h ON h.id = w.id AND h.first <= w.period_last AND w.period_first <= h.last "
        "GROUP BY 1, 2",
    )


def _doubtful(compiling: Compiling, whole: str, bound: str) -> str:
    """The periods in part of which it is not known whether the rule binds."""
    return compiling.query.add(
        "doubtful",
        f"SELECT DISTINCT w.id, w.period_first AS period FROM {whole} w JOIN {bound} s "
        "ON s.id = w.id AND s.first <= w.period_last AND w.period_first <= s.last WHERE s.unknown",
    )


# ---------------------------------------------------------------- at most


def _maximum(compiling: Compiling, requirement: r.Frequency) -> str:
    """The table of the periods of which a part lies in scope, with what became of each."""
    judging, query, kind = compiling.judging, compiling.query, compiling.judging.each
    for key in requirement.pattern.key:
        query.tables.refuse_unnamed(requirement.pattern.events, key, compiling.in_force('"at"'))
    counted = _counted(compiling, requirement, acts(compiling, kind, requirement.pattern).named)
    parts = _parts(compiling, requirement.cadence, stretches(compiling, kind))
    end = sql.day_last("w.period_last")
    if judging.force.end is not None:
        end = f"least({end}, {judging.force.end})"
    missing = judging.history.not_covered(requirement.pattern.events) is not None
    sure, over = "coalesce(n.sure, 0)", f"{judging.as_of} >= {end}"
    cases = [
        (f"{sure} > {requirement.count}", Verdict.VIOLATED),
        (f"{judging.as_of} < {end}", Verdict.PENDING),
        ("TRUE" if missing else f"n.unsure AND {sure} + n.perhaps > {requirement.count}", Verdict.UNDECIDED),
        (f"{sure} + n.excused > {requirement.count}", Verdict.EXCUSED),
    ]
    verdict = " ".join(f"WHEN {when} THEN '{then.value}'" for when, then in cases)
    return query.add(
        "most",
        f"SELECT w.id, w.life, w.first, w.period_first, {sure} AS number, "
        f"CASE {verdict} ELSE '{Verdict.MET.value}' END AS verdict, {end} AS due, "
        f"CASE WHEN {sure} > {requirement.count} THEN n.beyond WHEN {over} THEN {end} END AS settled, "
        f"CASE WHEN {over} AND {sure} <= {requirement.count} AND {sure} + n.excused > {requirement.count} THEN n.every "
        "ELSE n.evidence END AS evidence "
        f"FROM {parts} w LEFT JOIN {counted} n ON n.id = w.id AND n.period = w.period_first",
    )


def _parts(compiling: Compiling, cadence: Cadence, bound: str) -> str:
    """The periods of which a part lies in scope, each with the first stretch that reaches into it."""
    query, today = compiling.query, sql.day_number(legal_day(compiling.judging.as_of))
    reach = query.add(
        "reach",
        f"SELECT *, CASE WHEN open THEN {today} ELSE last END AS reach, "
        f"lag(last) OVER (PARTITION BY id ORDER BY first) AS earlier FROM {bound}",
    )
    periods = query.add("periods", f"SELECT DISTINCT first, last FROM {query.tables.periods(cadence)}")
    return query.add(
        "parts",
        f"SELECT s.*, p.first AS period_first, p.last AS period_last FROM {reach} s JOIN {periods} p "
        "ON p.last >= s.first AND p.first <= s.reach AND (s.earlier IS NULL OR p.first > s.earlier)",
    )


def _counted(compiling: Compiling, requirement: r.Frequency, found: str) -> str:
    """The acts in scope by entity and period: how many count, are excused or may count; when the maximum is passed."""
    query = compiling.query
    items = "a.items" if requirement.counted is r.Counted.ITEMS else "1"
    lives = query.register.lives(compiling.judging.each)
    living = (
        f'(SELECT a.* FROM {found} a JOIN {lives} l ON l.id = a.id AND l.since <= a."at" '
        'AND (l.until IS NULL OR a."at" <= l.until))'
    )
    frame = Frame(query, entity=compiling.judging.each, source=living)
    where = compiling.rule.scope.entity_where
    binds = sql.all_of([frame.column("counts"), *([truth_of(where, frame)] if where is not None else [])])
    free, joined = compiling.excused(frame), ""
    whose = owners(compiling, frame)
    _, rows = frame.rows()
    alias = frame.alias
    if whose is not None:
        acts_ = Waivable(rows, alias, ("id", "fact"), *whose, frame.at, frame.at)
        joined = f" LEFT JOIN {waived(compiling, acts_)} v ON v.id = {alias}.id AND v.fact = {alias}.fact"
        free = f"v.since IS NOT NULL OR ({free})"
    judged = query.add(
        "judged",
        f"SELECT {alias}.id, {frame.at}, {alias}.fact, {alias}.items, ({binds}) AS binds, "
        f"({binds}) AND NOT ({free}) AS counts FROM {rows} {alias}{joined}",
    )
    totals = query.add(
        "totals",
        f"SELECT a.*, p.first AS period, sum(CASE WHEN a.counts THEN {items} ELSE 0 END) OVER "
        '(PARTITION BY a.id, p.first ORDER BY a."at", a.fact ROWS UNBOUNDED PRECEDING) AS total '
        f"FROM {judged} a JOIN {query.tables.periods(requirement.cadence)} p ON p.day = {_DAY}",
    )
    excused = "a.binds AND a.counts IS FALSE"
    return query.add(
        "counted",
        f"SELECT a.id, a.period, {_sum(items, 'a.counts')} AS sure, {_sum(items, 'a.counts IS NULL')} AS perhaps, "
        f"bool_or(a.counts IS NULL) AS unsure, {_sum(items, excused)} AS excused, "
        f'min(CASE WHEN a.counts AND a.total > {requirement.count} THEN a."at" END) AS beyond, '
        f"list({_SHOWN}) FILTER (WHERE a.counts) AS evidence, "
        f"list({_SHOWN}) FILTER (WHERE a.counts OR ({excused})) AS every FROM {totals} a GROUP BY 1, 2",
    )


def _sum(items: str, when: str) -> str:
    return f"CAST(coalesce(sum(CASE WHEN {when} THEN {items} END), 0) AS BIGINT)"
