"""The facts that a pattern finds for a trigger: which belong to it, and which of them count.

The mirror of `reference.conditions.belonging` and `counts`. In: a trigger's frame and a pattern. Out: what to join and
on what, whether each counts (NULL: it may), and whether there may be more of them than the records show.
"""

from __future__ import annotations

from dataclasses import dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.frames import Frame
from policykit.engine.reference.history import ENTITY_KEYS
from policykit.model.policy.conditions import EventPattern


@dataclass(frozen=True)
class Candidates:
    """Rows of facts beside a trigger's: `on` joins those that belong to it, `more` says that there may be others."""

    frame: Frame
    rows: str
    on: str
    counts: str
    more: str

    @property
    def table(self) -> str:
        """The rows, as a join names them."""
        return f"{self.rows} {self.frame.alias}"

    @property
    def at(self) -> str:
        """The instant of a fact."""
        return self.frame.at

    @property
    def id(self) -> str:
        """The id of a fact."""
        return self.frame.column("id")


def candidates(trigger: Frame, pattern: EventPattern) -> Candidates:
    """The facts of the pattern that belong to the trigger, itself left out, or to the entity of the row.

    Raises `NotCompiled` where facts do not say whose they are.
    """
    query = trigger.query
    other = trigger.another(pattern)
    covered = query.store.covered
    more = ["TRUE"] if covered is not None and set(pattern.events) - covered else []
    on = [f"{other.column('id')} <> {trigger.column('id')}"] if trigger.entity is None else []
    for kind in pattern.key:
        own = trigger.key(kind)
        if kind in ENTITY_KEYS:
            query.tables.refuse_unnamed(pattern.events, kind)
        on.append(f"{other.key(kind)} = {own}")
        more.append(f"{own} IS NULL")
    counts = truth_of(pattern.where, other, trigger) if pattern.where is not None else "TRUE"
    _, rows = other.rows()
    return Candidates(other, rows, sql.all_of(on), counts, sql.any_of(more))
