"""One rule being compiled: its judging, and the statement in the making.

In: what every form needs. Out: what rules have in common as SQL: force, scope, exceptions, exemptions, waivers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.queries import Query
from policykit.engine.reference.judging import Judging
from policykit.model.policy import conditions as m
from policykit.model.policy.document import Exemption
from policykit.model.policy.rule import Rule
from policykit.model.vocabulary import FieldType, Kind


@dataclass(frozen=True)
class Compiling:
    """A rule, and the statement in the making."""

    judging: Judging
    query: Query

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.judging.rule

    def in_force(self, at: str) -> str:
        """Whether the document is in force at an instant."""
        force = self.judging.force
        bounds = [f"{at} >= {force.start}"] if force.start is not None else []
        return sql.all_of([*bounds, *([f"{at} <= {force.end}"] if force.end is not None else [])])

    def excused(self, frame: Frame) -> str:
        """Whether an exception holds for the row."""
        return sql.any_of(truth_of(e, frame) for e in self.rule.exceptions)

    def exempt(self, frame: Frame) -> str:
        """Whether the document surely does not apply to the unit or account of the row."""
        found = [self._exempts(e, frame) for e in self.judging.document.exemptions if frame.may_be_at(e.entity)]
        return f"coalesce({sql.any_of(found)}, FALSE)" if found else "FALSE"

    @staticmethod
    def _exempts(exemption: Exemption, frame: Frame) -> str:
        """Whether the condition of an exemption holds: of the owner alone, be the row a fact of it."""
        kind, own = exemption.entity, all(r.owner.value == exemption.entity for r in _looked_at(exemption.where))
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

    def applies(self, frame: Frame) -> str:
        """Whether the rule binds the trigger: the entity's condition, and the trigger's own."""
        scope = self.rule.scope
        found: list[str] = []
        if scope.entity_where is not None:
            found.append(frame.column("binds") if frame.paired else truth_of(scope.entity_where, frame))
        if scope.trigger is not None and scope.trigger.where is not None:
            found.append(truth_of(scope.trigger.where, frame))
        return sql.all_of(found)


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
