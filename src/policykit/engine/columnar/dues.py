"""When duties fall due, as columns of rows: looked up by the trigger's day, or plain arithmetic for hours.

The mirror of `reference.judging.Due`. In: a frame and how the reference finds a deadline. Out: SQL over the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from policykit.calendar import PeriodError
from policykit.engine.columnar import sql
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.frames import Frame
from policykit.engine.reference.judging import Due, Judging, figure_of
from policykit.model.policy.periods import OpenTerm, Period, PeriodUnit
from policykit.model.time import HOUR_US, Instant, day_start

NEVER = "CAST(NULL AS BIGINT)"

_COLUMNS = {"day": "INTEGER", "last": "BIGINT", "untold": "BOOLEAN", "beyond": "BIGINT"}


@dataclass(frozen=True)
class DueColumns:
    """`last` is the last instant in time, NULL: open, or it cannot be told (`untold`) but lies after `beyond`."""

    last: str
    untold: str = "FALSE"
    beyond: str = NEVER

    def covers(self, at: str) -> str:
        """Whether an act at the instant is in time; NULL where that cannot be told."""
        if self.untold == "FALSE":
            return f"({self.last} IS NULL OR {at} <= {self.last})"
        return (
            f"CASE WHEN {self.last} IS NOT NULL THEN {at} <= {self.last} "
            f"WHEN NOT {self.untold} OR {at} <= {self.beyond} THEN TRUE ELSE NULL END"
        )

    def outlives(self, end: str) -> str:
        """Whether it surely lies after the instant, if there is one."""
        return f"({end} IS NOT NULL AND coalesce({self.covers(end)}, FALSE) AND {self.last} IS DISTINCT FROM {end})"


def due_columns(
    judging: Judging, frame: Frame, limit: Period | OpenTerm, due: Callable[[Instant], Due], *, key: object, start: str
) -> DueColumns:
    """When a limit ends that runs from `start`, an instant on the row's day, by what `due` says of each day's first.

    `key` tells apart what different functions say of the same limit.
    """
    period, _ = figure_of(judging, limit)
    if period is None:
        return DueColumns(NEVER)
    try:
        if period.unit is PeriodUnit.HOUR:
            due(judging.as_of)
            return DueColumns(f"({start} + {period.count * HOUR_US})")
        made = (key, period, judging.calendar.name)
        tables = frame.query.tables
        table = tables.made(made, _COLUMNS, lambda: _rows(tables.days, due))
    except PeriodError as error:
        raise NotCompiled(error.text) from error
    return DueColumns(*frame.of_day(table, "last", "untold", "beyond"))


def _rows(days: range, due: Callable[[Instant], Due]) -> Iterator[tuple[object, ...]]:
    for number in days:
        found = due(day_start(sql.day_of_number(number)))
        yield number, found.last, found.untold is not None, found.known_beyond
