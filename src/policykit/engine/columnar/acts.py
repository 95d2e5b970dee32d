"""The acts of each entity that a rule counts: the mirror of `reference.acts` as a table.

In: a rule being compiled, the kind of entity, the pattern. Out: the name of a table of the acts that count or may. An
act belongs to the entity that it names or, where the pattern's key is another kind, to all that were of that one then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.frames import Frame
from policykit.engine.reference.history import ENTITY_KEYS
from policykit.model.facts.content import PostPublished
from policykit.model.policy import conditions as m
from policykit.model.text import Text

_OWNERS = frozenset({m.Owner.UNIT, m.Owner.ACCOUNT, m.Owner.STAFF})


def acts(compiling: Compiling, entity: str, pattern: m.EventPattern) -> str:
    """The table of the acts in force: id (of the entity), at, fact (its id), items, counts (NULL: it may).

    Raises `NotCompiled` where facts may be of any entity, or the pattern's condition looks at the entity judged.
    """
    if len(pattern.key) != 1:
        raise NotCompiled(Text("行为的归属", "whose the acts are"))
    (kind,) = pattern.key
    query = compiling.query
    query.tables.refuse_unnamed(pattern.events, kind)
    if pattern.where is not None:
        _refuse_looks_at_entity(compiling, entity, pattern, pattern.where)
    frame = Frame(query, events=pattern.events, where=compiling.in_force('"at"'))
    key, items = frame.key(kind), _items(frame)
    counts = truth_of(pattern.where, frame) if pattern.where is not None else "TRUE"
    _, rows = frame.rows()
    columns = f'{frame.at} AS "at", {frame.alias}.id AS fact, {items} AS items, ({counts}) AS counts'
    kept = "TRUE" if pattern.where is None else f"({counts}) IS NULL OR ({counts})"
    if kind == entity:
        return query.add("acts", f"SELECT {key} AS id, {columns} FROM {rows} {frame.alias} WHERE {kept}")
    return query.add(
        "acts",
        f"SELECT t.id, {columns} FROM {rows} {frame.alias} JOIN {_ties(compiling, entity, kind)} t "
        f"ON t.value = {key} AND t.since <= {frame.at} AND {frame.at} < t.until WHERE {kept}",
    )


def _items(frame: Frame) -> str:
    """How many items (条) an act has: one, unless it is a publication."""
    events = frame.query.store.vocabulary.events
    posts = [sql.text(e) for e in frame.events if issubclass(events[e].model, PostPublished)]
    return (
        f"CASE WHEN {frame.alias}.type IN ({', '.join(posts)}) THEN {frame.field('items')} ELSE 1 END" if posts else "1"
    )


def _ties(compiling: Compiling, entity: str, kind: str) -> str:
    """The table of what each entity belonged to, as acts are asked. Raises `NotCompiled` where it is not known."""
    query = compiling.query
    if kind not in query.store.vocabulary.entities[entity].fields:
        raise NotCompiled(Text("行为的归属", "whose the acts are"))
    ties, lives = query.register.ties(entity, kind), query.register.lives(entity)
    begun = sql.day_start(sql.day_of("l.since"))
    if query.store.backend.rows(
        f"SELECT 1 FROM {ties} t JOIN {lives} l ON l.id = t.id WHERE t.value IS NULL AND t.until > {begun} "
        f"AND (l.until IS NULL OR t.since <= l.until) AND {_meets_force(compiling)} LIMIT 1"
    ):
        raise NotCompiled(Text(f"有对象未登记所属的{kind}", f"the {kind} of some entity is not registered"))
    return ties


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
