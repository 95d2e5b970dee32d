"""The acts of each entity that a rule counts: the mirror of `reference.acts` as a table.

In: a rule being compiled, the kind of entity, the pattern. Out: names of tables of the acts that count or may. An act
belongs to the entity that it names or, where the pattern's key is another kind, to all that were of that one then.
"""

from __future__ import annotations

from dataclasses import dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.entities import AFTER_ALL
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.frames import Frame, facts_of
from policykit.model.facts.content import PostPublished
from policykit.model.policy import conditions as m
from policykit.model.text import Text

_COLUMNS = '"at", fact, items, number, counts'
_UNTIED_THEN = sql.during("t", 'a."at"')

_MOST = 100_000_000
"""How many pairs there may be at most of acts (or days) and entities of which it is not known what they belong to."""


@dataclass(frozen=True)
class Acts:
    """The table of the acts in force: id (of the entity), at, fact (its id), items, number (1), counts (NULL: it may).

    `loose` has the same columns but `id`: acts of which it is not said whose they are, so that they may be anybody's.
    """

    named: str
    loose: str | None
    certain: bool
    """Whether every named act counts."""


def acts(compiling: Compiling, entity: str, pattern: m.EventPattern, *, by_day: bool = False) -> Acts:
    """The acts of every entity of the kind.

    `by_day`: those that may be an entity's because it is not known what it belonged to come together, a row a day, with
    the first of them, and how many they are.

    Raises `NotCompiled` where it is not known what many entities belong to, or the condition looks at the one judged.
    """
    if len(pattern.key) != 1:
        raise NotCompiled(Text("行为的归属", "whose the acts are"))
    (kind,) = pattern.key
    query = compiling.query
    found, certain = _rows(compiling, entity, pattern, kind), pattern.where is None
    if kind == entity:
        named = query.add("acts", f"SELECT key AS id, {_COLUMNS} FROM {found} WHERE key IS NOT NULL")
    else:
        ties, untied = _ties(compiling, entity, pattern, kind, by_day=by_day)
        tied = (
            f'SELECT t.id, {_COLUMNS} FROM {found} a JOIN {ties} t ON t.value = a.key AND t.since <= a."at" '
            'AND a."at" < t.until'
        )
        if untied:
            certain = False
            perhaps = _by_day(compiling, found, untied) if by_day else _one_by_one(found, untied)
            tied = " UNION ALL ".join([tied, *perhaps])
        # What a unit did counts for each of its accounts: these acts are many times those that are read.
        named = query.add("acts", tied, held=False)
    loose = None
    if query.tables.has_unnamed(pattern.events, kind, compiling.in_force('"at"')):
        again = _rows(compiling, entity, pattern, kind)  # to read them again takes less than to keep all acts meanwhile
        loose = query.add("loose", f"SELECT {_COLUMNS} FROM {again} WHERE key IS NULL")
    return Acts(named, loose, certain)


def _rows(compiling: Compiling, entity: str, pattern: m.EventPattern, kind: str) -> str:
    """The table of the acts that count or may, with a column `key`: the entity that each names."""
    frame = facts_of(compiling.query, pattern, entity, compiling.in_force('"at"'))
    key, items = frame.key(kind), _items(frame)
    counts = truth_of(pattern.where, frame)
    _, rows = frame.rows()
    kept = "" if pattern.where is None else f" WHERE ({counts}) IS NULL OR ({counts})"
    return compiling.query.add(
        "found",
        f'SELECT {key} AS key, {frame.at} AS "at", {frame.alias}.id AS fact, {items} AS items, 1 AS number, '
        f"({counts}) AS counts FROM {rows} {frame.alias}{kept}",
    )


def _one_by_one(found: str, untied: str) -> list[str]:
    """The acts that may be an entity's, each beside each entity."""
    return [
        f'SELECT t.id, a."at", a.fact, a.items, a.number, CAST(NULL AS BOOLEAN) FROM {found} a '
        f"JOIN {untied} t ON {_UNTIED_THEN} WHERE a.key IS NOT NULL"
    ]


def _by_day(compiling: Compiling, found: str, untied: str) -> list[str]:
    """The same by the day: of the days over which nothing is known of an entity, and of those on which that changes."""
    query, day = compiling.query, sql.day_of('a."at"')
    daily = query.add(
        "daily",
        f'SELECT {day} AS day, min(a."at") AS "at", min(a.fact) AS fact, CAST(sum(a.items) AS BIGINT) AS items, '
        f"count(*) AS number FROM {found} a WHERE a.key IS NOT NULL GROUP BY 1",
    )
    edges = query.add(
        "edges",
        f"SELECT *, {sql.day_of('since')} AS day FROM {untied} UNION SELECT *, {sql.day_of('until')} FROM {untied}",
    )
    whole = f"t.since <= {sql.day_start('d.day')} AND {sql.day_last('d.day')} < t.until"
    part = f"NOT (t.since <= {sql.day_start('t.day')} AND {sql.day_last('t.day')} < t.until)"
    unknown = "CAST(NULL AS BOOLEAN)"
    return [
        f'SELECT t.id, d."at", d.fact, d.items, d.number, {unknown} FROM {daily} d JOIN {untied} t ON {whole}',
        f'SELECT t.id, a."at", a.fact, a.items, a.number, {unknown} FROM {edges} t JOIN {found} a ON t.day = {day} '
        f"AND {_UNTIED_THEN} WHERE a.key IS NOT NULL AND {part}",
    ]


def _items(frame: Frame) -> str:
    """How many items (条) an act has: one, unless it is a publication."""
    events = frame.query.store.vocabulary.events
    posts = [sql.text(e) for e in frame.events if issubclass(events[e].model, PostPublished)]
    return (
        f"CASE WHEN {frame.alias}.type IN ({', '.join(posts)}) THEN {frame.field('items')} ELSE 1 END" if posts else "1"
    )


def _ties(compiling: Compiling, entity: str, pattern: m.EventPattern, kind: str, *, by_day: bool) -> tuple[str, str]:
    """The tables of what each entity belonged to, as acts are asked, and of when that is not known ('' if never).

    Any act may be of an entity of which it is not known; `NotCompiled` where that makes too many pairs.
    """
    query = compiling.query
    if kind not in query.store.vocabulary.entities[entity].fields:
        raise NotCompiled(Text("行为的归属", "whose the acts are"))
    ties, lives = query.register.ties(entity, kind), query.register.lives(entity)
    begun = sql.day_start(sql.day_of("l.since"))
    untied = (
        f"SELECT t.id, greatest(t.since, min({begun})) AS since, "
        f"least(t.until, max(coalesce(l.until + 1, {AFTER_ALL}))) AS until "
        f"FROM {ties} t JOIN {lives} l ON l.id = t.id WHERE t.value IS NULL AND t.until > {begun} "
        f"AND (l.until IS NULL OR t.since <= l.until) AND {_meets_force(compiling)} GROUP BY t.id, t.since, t.until"
    )
    ((number,),) = query.store.backend.rows(f"SELECT count(*) FROM ({untied})")
    if not number:
        return ties, ""
    day = sql.day_of('"at"')
    counted = f"count(DISTINCT {day})" if by_day else "count(*)"
    ((many,),) = query.store.backend.rows(f"SELECT {counted} FROM ({query.store.of_types(pattern.events, ())})")
    if int(str(number)) * int(str(many)) > _MOST:
        label = query.store.vocabulary.entities[kind].label
        raise NotCompiled(Text(f"多个对象未登记所属的{label.zh}", f"the {label.en} of many entities is not registered"))
    return ties, query.add("untied", untied)


def _meets_force(compiling: Compiling) -> str:
    force = compiling.judging.force
    bounds = [f"t.until > {force.start}"] if force.start is not None else []
    return sql.all_of([*bounds, *([f"t.since <= {force.end}"] if force.end is not None else [])])
