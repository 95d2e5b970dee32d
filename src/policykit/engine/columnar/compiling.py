"""One rule being compiled: its judging, and the statement in the making.

In: what every form needs. Out: what rules have in common as SQL: force, scope, exceptions, exemptions, waivers.
"""

from __future__ import annotations

from dataclasses import dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.frames import Frame, Query
from policykit.engine.reference.judging import Judging
from policykit.model.policy import conditions as m
from policykit.model.policy.rule import Rule
from policykit.model.text import Text

WAIVED = Text("本条有获批的豁免", "the rule was waived for somebody")


@dataclass(frozen=True)
class Compiling:
    """A rule, and the statement in the making."""

    judging: Judging
    query: Query

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.judging.rule

    def refuse_waivers(self) -> None:
        """Raise `NotCompiled` if a waiver of the rule is among the facts."""
        if self.rule.modality.in_principle and self.query.register.is_waived((self.rule.name, self.rule.id)):
            raise NotCompiled(WAIVED)

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
        found = [truth_of(e.where, frame) for e in self.judging.document.exemptions if self._has(frame, e.entity)]
        return f"coalesce({sql.any_of(found)}, FALSE)" if found else "FALSE"

    @staticmethod
    def _has(frame: Frame, kind: str) -> bool:
        return frame.entity is not None or kind == "unit" or frame.has_field(kind)

    def applies(self, frame: Frame) -> str:
        """Whether the rule binds the trigger: the entity's condition, and the trigger's own."""
        scope = self.rule.scope
        found: list[m.Condition] = [scope.entity_where] if scope.entity_where is not None else []
        if scope.trigger is not None and scope.trigger.where is not None:
            found.append(scope.trigger.where)
        return sql.all_of(truth_of(c, frame) for c in found)
