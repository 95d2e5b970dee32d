"""custom: a plug-in's check on the trigger, or on an entity at the end of each day on which what it sees may change."""

from __future__ import annotations

from dataclasses import replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.checks import of_rows, of_views
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.forms import triggers
from policykit.engine.columnar.forms.condition import settled
from policykit.engine.columnar.forms.state import Test, by_stretches, days_asked
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.columnar.wording import ALWAYS, Sql, Wording
from policykit.engine.reference.judging import Judging, Outcome
from policykit.model.policy.requirements import Custom
from policykit.model.text import Text


def compile_rule(compiling: Compiling, requirement: Custom) -> Outcomes:
    """One row a trigger, or a stretch of an entity."""
    if compiling.rule.scope.trigger is not None:
        return _of_triggers(compiling, requirement)
    return _of_stretches(compiling, requirement)


def _of_triggers(compiling: Compiling, requirement: Custom) -> Outcomes:
    frame = triggers.trigger_frame(compiling)
    found = of_rows(requirement, frame, lambda rows: f"({compiling.applies(rows)}) IS NOT FALSE")
    alias = frame.query.fresh("k")
    judged = replace(
        settled(frame.at, f"{alias}.passed"),
        columns={"said": f"[{alias}.zh, {alias}.en]"},
        source=frame.beside(found.table, alias),
    )

    def read(judging: Judging, row: Read) -> Outcome:
        if row.branch == triggers.EXCUSED:
            return triggers.excused_at_trigger(judging, row)
        return triggers.worded(judging, row, _said(row))

    return triggers.outcomes(compiling, frame, lambda end: judged, read, wording=_wording)


def _wording() -> Wording:
    return Wording(((ALWAYS, Sql("o.said[1]", "o.said[2]")),))


def _of_stretches(compiling: Compiling, requirement: Custom) -> Outcomes:
    """A check that looks at the day is asked on every day."""

    def asked(*, every: bool) -> Frame:
        return _days(replace(compiling, query=compiling.query.aside()), every=every)

    found = of_views(requirement, asked(every=False), _binds)
    if found.timed:
        found = of_rows(requirement, asked(every=True), _binds, bounded=True)
    frame = _days(compiling, every=found.timed)
    alias = compiling.query.fresh("k")
    failed = sql.day_last("found.failed")
    test = Test(
        truth=f"{alias}.passed",
        joins=frame.beside(found.table, alias),
        quoted=f'LEFT JOIN (SELECT *, [zh, en] AS said FROM {found.table}) q ON q."row id" = found.id '
        f'AND q."row at" = {failed}',
    )
    return by_stretches(compiling, frame, test, _said)


def _days(compiling: Compiling, *, every: bool) -> Frame:
    """The days that are asked: all, or those on which something changed."""
    return Frame(compiling.query, entity=compiling.judging.each, source=days_asked(compiling, (), every=every))


def _binds(rows: Frame) -> str:
    """Whether it is known that the rule binds the entity on the row's day."""
    return f"NOT {rows.column('unknown')}"


def _said(row: Read) -> Text:
    """The reason that the check gave."""
    return Text(*row.said) if len(row.said) == 2 else triggers.NO_WORDS
