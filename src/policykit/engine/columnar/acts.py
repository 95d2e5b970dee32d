"""The acts of each entity that a rule counts: the mirror of `reference.acts` as a table.

In: a rule being compiled, the kind of entity, the pattern. Out: names of tables of the acts that count or may. An act
belongs to the entity that it names or, where the pattern's key is another kind, to all that were of that one then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.frames import Frame
from policykit.engine.reference.history import ENTITY_KEYS
from policykit.model.facts.content import PostPublished
from policykit.model.policy import conditions as m
from policykit.model.text import Text

_COLUMNS = '"at", fact, items, counts'

_MOST = 100_000_000
"""How many pairs of acts and entities there may be at most, where it is not known what the entities belong to."""

_OWNERS = frozenset({m.Owner.UNIT, m.Owner.ACCOUNT, m.Owner.STAFF})


@dataclass(frozen=True)
class Acts:
    """The table of the acts in force: id (of the entity), at, fact (its id), items, counts (NULL: it may).

    `loose` has the same columns but `id`: acts of which it is not said whose they are, so that they may be anybody's.
    """

    named: str
    loose: str | None
    certain: bool
    """Whether every named act counts."""


def acts(compiling: Compiling, entity: str, pattern: m.EventPattern) -> Acts:
    """The acts of every entity of the kind.

    Raises `NotCompiled` where it is not known what many entities belong to, or the condition looks at the one judged.
    """
    if len(pattern.key) != 1:
        raise NotCompiled(Text("行为的归属", "whose the acts are"))
    (kind,) = pattern.key
    query = compiling.query
    if pattern.where is not None:
        _refuse_looks_at_entity(compiling, entity, pattern, pattern.where)
    found, certain = _rows(compiling, pattern, kind), pattern.where is None
    if kind == entity:
        named = query.add("acts", f"SELECT key AS id, {_COLUMNS} FROM {found} WHERE key IS NOT NULL")
    else:
        ties, untied = _ties(compiling, entity, pattern, kind)
        tied = (
            f'SELECT t.id, {_COLUMNS} FROM {found} a JOIN {ties} t ON t.value = a.key AND t.since <= a."at" '
            'AND a."at" < t.until'
        )
        if untied:
            certain = False
            tied += (
                f' UNION ALL SELECT t.id, a."at", a.fact, a.items, CAST(NULL AS BOOLEAN) FROM {found} a '
                f'JOIN {untied} t ON t.since <= a."at" AND a."at" < t.until WHERE a.key IS NOT NULL'
            )
        named = query.add("acts", tied)
    loose = None
    if query.tables.has_unnamed(pattern.events, kind):
        loose = query.add("loose", f"SELECT {_COLUMNS} FROM {_rows(compiling, pattern, kind)} WHERE key IS NULL")
    return Acts(named, loose, certain)


def _rows(compiling: Compiling, pattern: m.EventPattern, kind: str) -> str:
    """The table of the acts that count or may, with a column `key`: the entity that each names."""
    frame = Frame(compiling.query, events=pattern.events, where=compiling.in_force('"at"'))
    key, items = frame.key(kind), _items(frame)
    counts = truth_of(pattern.where, frame) if pattern.where is not None else "TRUE"
    _, rows = frame.rows()
    kept = "" if pattern.where is None else f" WHERE ({counts}) IS NULL OR ({counts})"
    return compiling.query.add(
        "found",
        f'SELECT {key} AS key, {frame.at} AS "at", {frame.alias}.id AS fact, {items} AS items, ({counts}) AS counts '
        f"FROM {rows} {frame.alias}{kept}",
    )


def _items(frame: Frame) -> str:
    """How many items (条) an act has: one, unless it is a publication."""
    events = frame.query.store.vocabulary.events
    posts = [sql.text(e) for e in frame.events if issubclass(events[e].model, PostPublished)]
    return (
        f"CASE WHEN {frame.alias}.type IN ({', '.join(posts)}) THEN {frame.field('items')} ELSE 1 END" if posts else "1"
    )


def _ties(compiling: Compiling, entity: str, pattern: m.EventPattern, kind: str) -> tuple[str, str]:
    """The tables of what each entity belonged to, as acts are asked, and of when that is not known ('' if never).

    Any act may be of an entity of which it is not known; `NotCompiled` where that makes too many pairs.
    """
    query = compiling.query
    if kind not in query.store.vocabulary.entities[entity].fields:
        raise NotCompiled(Text("行为的归属", "whose the acts are"))
    ties, lives = query.register.ties(entity, kind), query.register.lives(entity)
    begun = sql.day_start(sql.day_of("l.since"))
    untied = (
        f"SELECT DISTINCT t.id, t.since, t.until FROM {ties} t JOIN {lives} l ON l.id = t.id WHERE t.value IS NULL "
        f"AND t.until > {begun} AND (l.until IS NULL OR t.since <= l.until) AND {_meets_force(compiling)}"
    )
    ((number,),) = query.store.backend.rows(f"SELECT count(*) FROM ({untied})")
    if not number:
        return ties, ""
    ((facts,),) = query.store.backend.rows(f"SELECT count(*) FROM ({query.store.of_types(pattern.events, ())})")
    if int(str(number)) * int(str(facts)) > _MOST:
        raise NotCompiled(Text(f"多个对象未登记所属的{kind}", f"the {kind} of many entities is not registered"))
    return ties, query.add("untied", untied)


def _meets_force(compiling: Compiling) -> str:
    force = compiling.judging.force
    bounds = [f"t.until > {force.start}"] if force.start is not None else []
    return sql.all_of([*bounds, *([f"t.since <= {force.end}"] if force.end is not None else [])])


def _refuse_looks_at_entity(compiling: Compiling, entity: str, pattern: m.EventPattern, condition: m.Condition) -> None:
    """Raise `NotCompiled` where what the act does not say of its own is looked up from the entity judged."""
    for part in _parts(condition):
        match part:
            case m.FieldRef(owner) if owner in _OWNERS:
                compiling.query.tables.refuse_unnamed(pattern.events, owner.value)
            case m.LookBack(inner):
                if entity in inner.key and entity not in pattern.key:
                    raise NotCompiled(Text("自行为回溯所评对象", "looking back from an act for the entity judged"))
                for kind in inner.key:
                    if kind in ENTITY_KEYS:
                        compiling.query.tables.refuse_unnamed(pattern.events, kind)
                if inner.where is not None:
                    _refuse_looks_at_entity(compiling, entity, inner, inner.where)
            case _:
                pass


def _parts(node: object) -> Iterator[object]:
    """A condition, and the conditions and expressions in it, but for those of what is looked back for."""
    yield node
    if isinstance(node, m.LookBack) or not is_dataclass(node):
        return
    for field in fields(node):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part):
                yield from _parts(part)
