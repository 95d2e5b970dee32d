"""Approved waivers of a rule that holds 'in principle': the mirror of `reference.excuses` on waivers, as tables.

In: outcomes with the account and the unit that they are of, and from when to when they were open. Out: the same, those
excused that a waiver lifts. Waivers are few: they are joined by the account, by the unit, and those of all to all.
Rules without a waiver among the facts cost nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import COLUMNS, Outcomes, Read, mark, shown_as
from policykit.engine.reference.excuses import show_waived
from policykit.engine.reference.judging import Judging, Outcome
from policykit.model.finding import Verdict

_EVENT = "waiver.approved"
_LASTING = sql.text(Verdict.UNDECIDED.value), sql.text(Verdict.PENDING.value)
"""The verdicts of what is not settled."""


@dataclass(frozen=True)
class Waivable:
    """Rows of a table under an alias: its keys, and whose they are and from when to when they can be waived as SQL."""

    table: str
    alias: str
    keys: tuple[str, ...]
    account: str
    unit: str
    first: str
    last: str


def is_waived(compiling: Compiling) -> bool:
    """Whether the facts hold a waiver of the rule."""
    rule = compiling.rule
    return rule.modality.in_principle and compiling.query.register.is_waived((rule.name, rule.id))


def owners(compiling: Compiling, frame: Frame) -> tuple[str, str] | None:
    """The account and the unit that the frame's rows are of; None where no waiver of the rule is known.

    To be asked before the frame is made.
    """
    return (frame.owner("account"), frame.owner("unit")) if is_waived(compiling) else None


@dataclass(frozen=True)
class Lifting:
    """How a waiver lifts outcomes, as SQL over the rows that they come from: whose they are, and since when open.

    `keys` are the columns that tell outcomes from each other. `until` is the last instant at which one was open, None:
    until it was due or settled, or `as_of`. Those are left alone of which `bars` holds. `verdict` and `branch` are what
    the form says of the row where the exceptions say otherwise.
    """

    owners: tuple[str, str]
    keys: tuple[str, ...]
    since: str
    until: str | None = None
    bars: str = "FALSE"
    verdict: str | None = None
    branch: str | None = None


def lifted(compiling: Compiling, outcomes: Outcomes, lifting: Lifting) -> Outcomes:
    """The outcomes, excused where a waiver was in effect while they were open, and nothing excused them sooner."""
    query, given = compiling.query, outcomes.columns
    asked = {
        "account waived": lifting.owners[0],
        "unit waived": lifting.owners[1],
        "open since": lifting.since,
        "open until": lifting.until or "CAST(NULL AS BIGINT)",
        "barred": f"({lifting.bars}) IS TRUE",
        "verdict held": lifting.verdict or given["verdict"],
        "branch held": lifting.branch or given["branch"],
    }
    absent = {c: f"CAST(NULL AS {t})" for c, t in COLUMNS.items() if c not in given}
    listed = ", ".join(f"{e} AS {sql.name(c)}" for c, e in ({**given, **absent} | asked).items())
    table = query.add("o", f"SELECT {listed} FROM {outcomes.source}")
    until = 'o."open until"'
    if lifting.until is None:
        settled = f"CASE WHEN o.verdict NOT IN ({', '.join(_LASTING)}) THEN o.settled END"
        until = f"least({compiling.judging.as_of}, o.due, {settled})"
    found = waived(
        compiling,
        Waivable(table, "o", lifting.keys, 'o."account waived"', 'o."unit waived"', 'o."open since"', until),
    )
    same = " AND ".join(f"v.{sql.name(k)} = o.{sql.name(k)}" for k in lifting.keys)
    excused = sql.text(Verdict.EXCUSED.value)
    sooner = f"o.verdict = {excused} AND o.settled IS NOT NULL AND o.settled <= v.since"
    columns = {c: f"o.{sql.name(c)}" for c in (*given, *absent)}
    columns["verdict"] = f"CASE WHEN o.verdict IS NULL OR v.since IS NULL THEN o.verdict ELSE {excused} END"
    columns["branch"] = 'CASE WHEN v.since IS NULL THEN o.branch ELSE o."branch held" END'
    columns["waived"] = (
        'CASE WHEN v.since IS NOT NULL THEN [o."verdict held", CAST(v.since AS VARCHAR), v.waiver, v.shown] END'
    )
    joined = f"{table} o LEFT JOIN {found} v ON {same} AND NOT o.barred AND NOT ({sooner})"
    return replace(outcomes, columns=columns, source=joined, read=_reading(outcomes.read))


def _reading(read: Callable[[Judging, Read], Outcome]) -> Callable[[Judging, Read], Outcome]:
    """Reads rows as the form does, and of those that are lifted that they are."""

    def lifted_or_not(judging: Judging, row: Read) -> Outcome:
        if not row.waived:
            return read(judging, row)
        verdict, since, waiver, shown = row.waived
        outcome = read(judging, replace(row, verdict=Verdict(verdict), waived=()))
        return replace(
            outcome,
            verdict=Verdict.EXCUSED,
            message=show_waived(waiver),
            settled_at=int(since),
            evidence=(*outcome.evidence, mark(shown)),
        )

    return lifted_or_not


def waived(compiling: Compiling, rows: Waivable) -> str:
    """The table of the rows that a waiver lifts: their keys, since when, which waiver, and its fact as evidence."""
    query, as_of = compiling.query, compiling.judging.as_of
    waivers = _numbered(compiling)
    keys = ", ".join(f"{rows.alias}.{sql.name(k)}" for k in rows.keys)
    place = f"CASE WHEN w.starts <= {rows.first} THEN w.by_id ELSE w.by_start END"
    during = f"w.begins <= least({rows.last}, {as_of}) AND {rows.first} <= w.ends"
    for_whom = (
        f"w.account = {rows.account} AND (w.unit IS NULL OR w.unit = {rows.unit})",
        f"w.account IS NOT NULL AND {rows.account} IS NULL AND w.owner IS NOT DISTINCT FROM {rows.unit}",
        f"w.account IS NULL AND w.unit = {rows.unit}",
        "w.account IS NULL AND w.unit IS NULL",
    )
    lifted = query.add(
        "lifted",
        " UNION ALL ".join(
            f"SELECT {keys}, {rows.first} AS opened, {place} AS place "
            f"FROM {rows.table} {rows.alias} JOIN {waivers} w ON {whom} AND {during}"
            for whom in for_whom
        ),
    )
    keys = ", ".join(map(sql.name, rows.keys))
    # One waiver may lift every row: places are numbers since DuckDB cannot spill the least of texts.
    best = query.add("best", f"SELECT {keys}, min(opened) AS opened, min(place) AS place FROM {lifted} GROUP BY {keys}")
    placed = " UNION ALL ".join(f"SELECT *, {column} AS place FROM {waivers}" for column in ("by_id", "by_start"))
    shown, of_row = shown_as('w."at"', "w.id"), ", ".join(f"r.{sql.name(k)}" for k in rows.keys)
    return query.add(
        "waived",
        f"SELECT {of_row}, greatest(w.starts, r.opened) AS since, w.waiver, {shown} AS shown "
        f"FROM {best} r JOIN ({placed}) w ON w.place = r.place",
    )


def _numbered(compiling: Compiling) -> str:
    """The table of the waivers of the rule, with when each starts, and two numbers that say which of several lifts.

    One `starts` when it begins, or when it was approved, if that was later. Of those that had started when a duty arose
    the first by `by_id` lifts it, else the first by `by_start`, whose numbers are greater.
    """
    query = compiling.query
    started = query.add("started", f'SELECT *, greatest(begins, "at") AS starts FROM {_waivers(compiling)}')
    return query.add(
        "numbered",
        "SELECT *, row_number() OVER (ORDER BY id) AS by_id, "
        f"count(*) OVER () + row_number() OVER (ORDER BY starts, id) AS by_start FROM {started}",
    )


def days(compiling: Compiling, entity: str) -> str:
    """The table of the days at whose end a waiver of the rule is in effect, or not any more, unlike the day before.

    Beside each is the `id` of the entity of the kind that the waiver is for; NULL where it may be for several.
    """
    whom = {"account": "account", "unit": "CASE WHEN account IS NULL THEN unit ELSE owner END"}
    waivers, id_ = _waivers(compiling), whom.get(entity, "CAST(NULL AS VARCHAR)")
    begins, after = sql.day_of("begins"), f"{sql.day_of('ends')} + 1"
    parts = (f"SELECT {id_} AS id, {day} AS day FROM {waivers}" for day in (begins, after))
    return compiling.query.add("d", " UNION ".join(parts))


def _waivers(compiling: Compiling) -> str:
    """The table of the waivers of the rule: id, at, waiver, account, unit, owner (the account's unit), begins, ends."""
    query, rule = compiling.query, compiling.rule
    frame = Frame(query, events=(_EVENT,))
    from_day, until_day = frame.field("from_day"), frame.field("until_day")
    columns = {
        "id": f"{frame.alias}.id",
        "at": frame.at,
        "waiver": frame.field("waiver"),
        "account": frame.field("account"),
        "unit": frame.field("unit"),
        "owner": frame.key("unit"),
        "begins": f"CASE WHEN {from_day} IS NULL THEN {frame.at} ELSE {sql.day_start(from_day)} END",
        "ends": f"CASE WHEN {until_day} IS NULL THEN {compiling.judging.as_of} ELSE {sql.day_last(until_day)} END",
    }
    named = f"{frame.field('rule')} IN ({sql.text(rule.name)}, {sql.text(rule.id)})"
    _, rows = frame.rows()
    listed = ", ".join(f"{e} AS {sql.name(c)}" for c, e in columns.items())
    return query.add("waivers", f"SELECT {listed} FROM {rows} {frame.alias} WHERE {named}")
