"""The days on which a rule on entities binds each of them: the mirror of `reference.stretches` as tables.

In: a rule being compiled, the kind of entity. Out: names of tables. A condition is asked at the end of those days on
which its truth may change, and what stays the same from day to day becomes one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.frames import Frame, facts_of
from policykit.engine.columnar.queries import Query
from policykit.engine.reference.judging import completed_day
from policykit.model.policy import conditions as m

COLUMNS = ("id", "n", "life", "first", "last", "open", "by_sunset", "unknown", "said", "fact", "since", "until")
"""Whose stretch it is (by its id and its number) and of which of its lives, its first and last day (numbers), whether
it goes on past `as_of`, ended with the document's force, is not known to bind; of the life whether its beginning is
said, by which fact it is shown, and its instants."""

_DAY = sql.day_of('"at"')


def stretches(compiling: Compiling, entity: str) -> str:
    """The table of the stretches of every entity of the kind over which the rule binds it, or may."""
    whole = whole_lives(compiling, entity)
    where = compiling.rule.scope.entity_where
    if where is None:
        return whole
    return _where(compiling, entity, whole, (where,))


def held(compiling: Compiling, entity: str, conditions: tuple[m.Condition, ...]) -> str:
    """The same for the days at whose end one of the conditions holds or may, be the rule's scope what it is."""
    return _where(compiling, entity, whole_lives(compiling, entity), conditions)


def whole_lives(compiling: Compiling, entity: str) -> str:
    """The days of each life within the document's force, up to `as_of`; days not yet over are left out."""
    force, today = compiling.judging.force, sql.day_number(completed_day(compiling.judging.as_of))
    never = sql.day_number(date.max)
    first = sql.day_of("since")
    if force.first is not None:
        first = f"greatest({first}, {sql.day_number(force.first)})"
    ended = f"CASE WHEN until IS NULL THEN {never} ELSE {sql.day_of('until')} - 1 END"
    until = never if force.last is None else sql.day_number(force.last)
    lives = compiling.query.register.lives(entity)
    return compiling.query.add(
        "lives",
        "SELECT id, n, life, CAST(first AS INTEGER) AS first, "
        f"CAST(least({today}, ended, {until}) AS INTEGER) AS last, "
        f"least(ended, {until}) > {today} AS open, {until} < ended AND {until} <= {today} AS by_sunset, "
        f"FALSE AS unknown, said, fact, since, until "
        f"FROM (SELECT *, {first} AS first, {ended} AS ended FROM {lives}) "
        f"WHERE first <= least({today}, ended, {until})",
    )


def days_to_ask(
    compiling: Compiling,
    entity: str,
    table: str,
    conditions: tuple[m.Condition, ...],
    *,
    every: bool = False,
    also: str | None = None,
) -> str:
    """The table of the days at whose end conditions on the entity may have another value than on the day before.

    `table` has stretches; each comes once for each such day, its first day included, with a column `day` beside its
    own and `at`, the end of the day. `also` is a table of more days, each of the entity of an `id`, NULL: of any.
    """
    query = compiling.query
    whole, every = f"SELECT *, first AS day FROM {table}", every or _changes_with_time(conditions)
    if every:
        days = (
            f"SELECT s.*, d.day FROM {table} s JOIN {query.tables.every_day()} d ON d.day > s.first AND d.day <= s.last"
        )
    else:
        days = (
            f"SELECT s.*, d.day FROM {table} s JOIN {query.register.changes(entity)} d "
            "ON d.id = s.id AND d.day > s.first AND d.day <= s.last"
        )
    if also is not None and not every:
        for whose in ("d.id = s.id", "d.id IS NULL"):
            days += (
                f" UNION SELECT s.*, d.day FROM {table} s JOIN {also} d "
                f"ON {whose} AND d.day > s.first AND d.day <= s.last"
            )
    for back in [] if every else _backs(conditions):
        for seen, whose in _seen(query, entity, back.pattern):
            days += (
                f" UNION SELECT s.*, d.day FROM {table} s JOIN {seen} d ON {whose}d.day > s.first AND d.day <= s.last"
            )
    return query.add("days", f'SELECT *, {sql.day_last("day")} AS "at" FROM ({whole} UNION ALL ({days}))')


def _seen(query: Query, entity: str, pattern: m.EventPattern) -> Iterator[tuple[str, str]]:
    """Tables of the days on which facts of a pattern occur, and how each is joined: to the entity that they name."""
    if entity not in pattern.key:
        yield query.add("seen", f"SELECT DISTINCT {_DAY} AS day FROM ({query.store.of_types(pattern.events, ())})"), ""
        return
    frame = Frame(query, events=pattern.events)
    key = frame.key(entity)
    _, rows = frame.rows()
    named = f"SELECT DISTINCT {key} AS id, {sql.day_of(frame.at)} AS day FROM {rows} {frame.alias}"
    yield query.add("seen", f"{named} WHERE {key} IS NOT NULL"), "d.id = s.id AND "
    if query.tables.has_unnamed(pattern.events, entity):
        yield query.add("seen", _first_unnamed(query, entity, pattern)), ""


def _first_unnamed(query: Query, entity: str, pattern: m.EventPattern) -> str:
    """The day from which it is not known of any entity that no such fact occurred; more days for a key of several."""
    frame = facts_of(query, pattern, entity)
    key, counts = frame.key(entity), truth_of(pattern.where, frame)
    _, rows = frame.rows()
    day = sql.day_of(frame.at)
    first = f"min({day})" if len(pattern.key) == 1 else f"DISTINCT {day}"
    return f"SELECT {first} AS day FROM {rows} {frame.alias} WHERE {key} IS NULL AND ({counts}) IS NOT FALSE"


def _backs(conditions: tuple[m.Condition, ...]) -> list[m.LookBack]:
    """The look-backs from the days; those within them look back from facts, and stay as they are."""
    found: list[m.LookBack] = []
    for condition in conditions:
        match condition:
            case m.And(items) | m.Or(items):
                found.extend(_backs(items))
            case m.Not(item):
                found.extend(_backs((item,)))
            case m.LookBack():
                found.append(condition)
            case _:
                pass
    return found


def _changes_with_time(conditions: tuple[m.Condition, ...]) -> bool:
    return any(back.within is not None or back.same is not None for back in _backs(conditions))


def _where(compiling: Compiling, entity: str, whole: str, conditions: tuple[m.Condition, ...]) -> str:
    return spans(compiling, entity, whole, conditions, lambda f: sql.any_of(truth_of(c, f) for c in conditions))


def spans(
    compiling: Compiling,
    entity: str,
    whole: str,
    conditions: tuple[m.Condition, ...],
    truth: Callable[[Frame], str],
) -> str:
    """The parts of the stretches of a table over which what `truth` writes holds, or is unknown.

    `conditions` are those that it looks at. A part that ends before its stretch is neither open nor ended by sunset.
    """
    query = compiling.query
    frame = Frame(query, entity=entity, source=days_to_ask(compiling, entity, whole, conditions))
    found = truth(frame)
    _, rows = frame.rows()
    asked = query.add(
        "asked",
        f"SELECT {', '.join(f'{frame.alias}.{sql.name(c)}' for c in COLUMNS)}, {frame.alias}.day, "
        f"CASE WHEN ({found}) IS NULL THEN 2 WHEN {found} THEN 1 ELSE 0 END AS truth FROM {rows} {frame.alias}",
    )
    of_one = "PARTITION BY id, life, first ORDER BY day"
    changed = query.add(
        "changed",
        f"SELECT *, lead(day) OVER ({of_one}) AS next FROM "
        f"(SELECT *, lag(truth) OVER ({of_one}) AS earlier FROM {asked}) "
        "WHERE earlier IS NULL OR earlier <> truth",
    )
    return query.add(
        "spans",
        "SELECT id, n, life, day AS first, coalesce(next - 1, last) AS last, open AND next IS NULL AS open, "
        "by_sunset AND next IS NULL AS by_sunset, truth = 2 AS unknown, said, fact, since, until "
        f"FROM {changed} WHERE truth <> 0",
    )
