"""Approved waivers of a rule that holds 'in principle': the mirror of `reference.excuses.waiver_over` as a table.

In: rows with the account and the unit that they are of, and from when to when they can be waived. Out: the name of a
table of the rows that are. Waivers are few: they are joined by the account, by the unit, and those of all to all.
"""

from __future__ import annotations

from dataclasses import dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import id_in, instant_in, ordered
from policykit.engine.columnar.outcomes import shown_as

_EVENT = "waiver.approved"


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


def waived(compiling: Compiling, rows: Waivable) -> str:
    """The table of the rows that a waiver lifts: their keys, since when, which waiver, and its fact as evidence."""
    query, as_of = compiling.query, compiling.judging.as_of
    waivers = _waivers(compiling)
    keys = ", ".join(f"{rows.alias}.{sql.name(k)}" for k in rows.keys)
    found = ordered(f'greatest(w.begins, w."at", {rows.first})', "w.id")
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
            f"SELECT {keys}, {found} AS best FROM {rows.table} {rows.alias} JOIN {waivers} w ON {whom} AND {during}"
            for whom in for_whom
        ),
    )
    keys = ", ".join(map(sql.name, rows.keys))
    best = query.add("best", f"SELECT {keys}, min(best) AS best FROM {lifted} GROUP BY {keys}")
    shown, of_row = shown_as('w."at"', "w.id"), ", ".join(f"r.{sql.name(k)}" for k in rows.keys)
    return query.add(
        "waived",
        f"SELECT {of_row}, {instant_in('r.best')} AS since, w.waiver, {shown} AS shown "
        f"FROM {best} r JOIN {waivers} w ON w.id = {id_in('r.best')}",
    )


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
