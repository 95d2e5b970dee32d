"""The whole calendar periods in which a rule binds an entity: the mirror of `reference.periods` as a table."""

from __future__ import annotations

from policykit.calendar import bucket
from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.stretches import COLUMNS
from policykit.model.policy.periods import Cadence
from policykit.model.time import legal_day


def whole_periods(compiling: Compiling, cadence: Cadence, stretches: str) -> str:
    """The table of the periods that lie wholly in scope, as far as one can tell.

    Each is a row of the stretch that holds its first day, or will, with `period_first` and `period_last` beside the
    stretch's columns. Stretches of an entity that follow each other without a gap are one run of days.
    """
    query = compiling.query
    follows = query.add(
        "f",
        "SELECT *, CASE WHEN lag(last) OVER (PARTITION BY id ORDER BY first) + 1 = first THEN 0 ELSE 1 END AS begins "
        f"FROM {stretches}",
    )
    numbered = query.add("n", f"SELECT *, sum(begins) OVER (PARTITION BY id ORDER BY first) AS run FROM {follows}")
    until = f"CASE WHEN open THEN {horizon(compiling, cadence)} ELSE last END"
    runs = query.add(
        "runs",
        f"SELECT *, max({until}) OVER (PARTITION BY id, run) AS run_last, "
        f"lead(first) OVER (PARTITION BY id, run ORDER BY first) AS next FROM {numbered}",
    )
    periods = query.add("periods", f"SELECT DISTINCT first, last FROM {query.tables.periods(cadence)}")
    columns = ", ".join(f"s.{sql.name(c)}" for c in COLUMNS)
    return query.add(
        "whole",
        f"SELECT {columns}, p.first AS period_first, p.last AS period_last FROM {runs} s JOIN {periods} p "
        "ON p.first >= s.first AND p.last <= s.run_last AND (s.next IS NULL OR p.first < s.next)",
    )


def horizon(compiling: Compiling, cadence: Cadence) -> int:
    """The last day of the period that holds `as_of`, or of the document's force, as a number."""
    last, ends = bucket(cadence, legal_day(compiling.judging.as_of)).last, compiling.judging.force.last
    return sql.day_number(min(last, ends) if ends else last)
