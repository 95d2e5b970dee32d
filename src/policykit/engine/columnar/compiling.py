"""One rule being compiled: its judging, and the statement in the making.

In: what every form needs. Out: what rules have in common as SQL: force, scope, exceptions, exemptions, waivers.
"""

from __future__ import annotations

from dataclasses import dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.exemptions import exempts
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.queries import Query
from policykit.engine.reference.judging import Judging
from policykit.model.policy.rule import Rule


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
        found = [exempts(e, frame) for e in self.judging.document.exemptions if frame.may_be_at(e.entity)]
        return f"coalesce({sql.any_of(found)}, FALSE)" if found else "FALSE"

    def applies(self, frame: Frame) -> str:
        """Whether the rule binds the trigger: the entity's condition, and the trigger's own."""
        scope = self.rule.scope
        found: list[str] = []
        if scope.entity_where is not None:
            found.append(frame.column("binds") if frame.paired else truth_of(scope.entity_where, frame))
        if scope.trigger is not None and scope.trigger.where is not None:
            found.append(truth_of(scope.trigger.where, frame))
        return sql.all_of(found)
