"""To whom a document does not apply: whether the unit or account of a row is exempt at the row's instant.

Few entities ever are. Where attributes alone say it, when they are is worked out once for all rules, and a fact is
looked up in that small table by what it names; else the condition is asked of the owner of each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.entities import AFTER_ALL
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.queries import Query
from policykit.engine.reference.conditions import parts_of
from policykit.model.policy import conditions as m
from policykit.model.policy.document import Exemption
from policykit.model.policy.terms import terms_of
from policykit.model.vocabulary import FieldType, Kind


def exempts(exemption: Exemption, frame: Frame) -> str:
    """Whether the condition of an exemption holds: of the owner alone, be the row a fact of it. NULL: not known."""
    kind, own = exemption.entity, all(r.owner.value == exemption.entity for r in _looked_at(exemption.where))
    told_by = _told_by(exemption, frame) if frame.are_facts and own else frozenset[str]()
    if told_by:
        return frame.belongs_in(kind, lambda through: _spans(frame.query, exemption, told_by, through))
    if (frame.paired is None and own) or frame.entity == kind:
        return sql.all_of([f"{frame.owner(kind)} IS NOT NULL", truth_of(exemption.where, frame)])
    rows = frame.again(frame.query)
    id_ = rows.owner(kind)
    _, table = rows.rows()
    asked = f'(SELECT DISTINCT {id_} AS id, {rows.at} AS "at" FROM {table} {rows.alias} WHERE {id_} IS NOT NULL)'
    owner = Frame(frame.query, entity=kind, source=asked)
    truth = truth_of(exemption.where, owner)
    _, owners = owner.rows()
    told = frame.query.add(
        "e", f"SELECT {owner.column('id')}, {owner.at}, {truth} AS exempt FROM {owners} {owner.alias}"
    )
    return frame.of_values(told, {"id": frame.owner(kind), "at": frame.at}, "exempt")[0]


def _looked_at(node: object) -> Iterator[m.FieldRef]:
    """What a condition looks at of a row; what it looks back for is as a look at the fact that triggers."""
    if isinstance(node, m.FieldRef):
        yield node
    elif isinstance(node, m.LookBack):
        yield m.FieldRef(m.Owner.EVENT, "", FieldType(Kind.TRUTH))
    elif is_dataclass(node):
        for part in (getattr(node, f.name) for f in fields(node)):
            for each in part if isinstance(part, tuple) else (part,):
                yield from _looked_at(each)


def _told_by(exemption: Exemption, frame: Frame) -> frozenset[str]:
    """The attributes that alone say whether the exemption holds, so that it surely does not where none is said.

    None if there are no such.
    """
    found, derived = set[str](), frame.query.store.vocabulary.entities[exemption.entity].derived
    for part in parts_of(exemption.where):
        if isinstance(part, m.And | m.Or | m.Not):
            continue
        named = {t.field for t in terms_of(part) if isinstance(t, m.FieldRef)}
        if isinstance(part, m.Said | m.LookBack) or not named or named & derived:
            return frozenset()
        found |= named
    return frozenset(found)


def _spans(query: Query, exemption: Exemption, told_by: frozenset[str], through: str) -> str:
    """The table of when entities were exempt, or belonged to one that was: id, since, until (exclusive)."""
    kind, register = exemption.entity, query.register

    def own() -> str:
        points = " UNION ".join(
            f'SELECT id, {at} AS "at" FROM {register.attribute(kind, f)}'
            for f in sorted(told_by)
            for at in ("since", "until")
        )
        frame = Frame(query.blank(), entity=kind, source=f"({points})")
        holds, of_one = truth_of(exemption.where, frame), f"PARTITION BY {frame.column('id')} ORDER BY {frame.at}"
        _, rows = frame.rows()
        asked = (
            f"SELECT {frame.column('id')}, {frame.at} AS since, "
            f"coalesce(lead({frame.at}) OVER ({of_one}), {AFTER_ALL}) AS until, {holds} AS holds "
            f"FROM {rows} {frame.alias}"
        )
        return frame.query.statement(f"SELECT id, since, until FROM ({asked}) WHERE holds AND since < until")

    exempt = query.tables.kept(("exempt", exemption), own)
    if through == kind:
        return exempt
    return query.tables.kept(
        ("exempt", exemption, through),
        lambda: (
            "SELECT t.id, greatest(t.since, e.since) AS since, least(t.until, e.until) AS until "
            f"FROM {register.attribute(through, kind)} t JOIN {exempt} e "
            "ON e.id = t.value AND e.since < t.until AND t.since < e.until"
        ),
    )
