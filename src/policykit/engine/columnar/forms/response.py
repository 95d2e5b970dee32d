"""response: the first act after a trigger that counts, what closed the matter before it, and the due date beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import value_of
from policykit.engine.columnar.dues import NEVER, DueColumns, due_columns
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.following import Candidates, candidates
from policykit.engine.columnar.forms import triggers
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import id_in, ordered, turned
from policykit.engine.columnar.outcomes import Outcomes, Read, shown_as
from policykit.engine.reference.forms import response as words
from policykit.engine.reference.judging import LAPSED, Due, Judging, Outcome, due_after, show_day
from policykit.model.facts.procedure import MatterClosed
from policykit.model.finding import Verdict
from policykit.model.policy.conditions import Duration
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.requirements import Anchor, Response
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start, legal_day
from policykit.model.vocabulary import Kind

_CLOSED, _IN_TIME, _LATE, _LAPSED, _OPEN, _OVERDUE, _UNKNOWN = (
    "closed",
    "in time",
    "late",
    "lapsed",
    "open",
    "overdue",
    "unknown",
)
_CLOSINGS = MatterClosed.name


def compile_rule(compiling: Compiling, requirement: Response) -> Outcomes:
    """One row a trigger."""
    if compiling.rule.scope.trigger is None:
        raise NotCompiled(Text("对象存续期间的义务", "duties of an entity's life"))
    frame = triggers.trigger_frame(compiling)
    judging = compiling.judging
    due = _due(judging, requirement, frame)
    acts = candidates(frame, requirement.pattern)
    return triggers.outcomes(
        compiling,
        frame,
        lambda end: _Duty(judging, frame, due, acts).judged(end()),
        lambda judging, row: _read(judging, requirement, row),
    )


def _due(judging: Judging, requirement: Response, frame: Frame) -> DueColumns | None:
    """When the act is due; None if it counts from a day of force that is not known."""
    limit = requirement.limit
    if isinstance(limit, date):
        return DueColumns(str(day_last(limit)))
    if not isinstance(limit, Period | OpenTerm):
        if isinstance(limit, Duration) or limit.type.kind is not Kind.DATE:
            raise NotCompiled(Text("以时刻说明的期限", "a deadline said by an instant"))
        last = sql.day_last(value_of(limit, frame, None))
        meant = f"CASE WHEN {last} >= {frame.at} THEN {last} ELSE NULL END"
        return DueColumns(meant, f"({meant}) IS NULL")
    if requirement.anchor is not Anchor.FORCE:
        return due_columns(judging, frame, limit, lambda start: due_after(judging, start, limit), "due")
    first = judging.settings.first_day(judging.document)
    if first is None:
        return None
    found = due_after(judging, day_start(first), limit)
    last, beyond = (NEVER if t is None else str(t) for t in (found.last, found.known_beyond))
    return DueColumns(last, "FALSE" if found.untold is None else "TRUE", beyond)


@dataclass(frozen=True)
class _Duty:
    """The act owed for each row."""

    judging: Judging
    frame: Frame
    due: DueColumns | None
    acts: Candidates

    def judged(self, table: str) -> triggers.Judged:
        """What became of the duty, in the order in which the reference asks."""
        due, frame, as_of, stop = self.due, self.frame, self.judging.as_of, self.judging.force.end
        if due is None:
            return triggers.Judged(sql.text(Verdict.UNDECIDED.value), sql.text(_UNKNOWN))
        done, act = self._first_act(table, due)
        closed, closing = self._closing(table, due)
        in_time = due.covers(f"{act}.done")
        doubt = f"({self.acts.more} OR coalesce({act}.perhaps, FALSE))"
        lapsed = f"{due.outlives(stop)} AND {as_of} >= {stop}" if stop is not None else "FALSE"
        undone = f"{closing}.closed IS NOT NULL AND ({act}.done IS NULL OR {closing}.closed < {act}.done)"
        cases = [
            (f"{due.last} < {frame.at}", None, None),
            *([(undone, Verdict.VIOLATED, _CLOSED)] if closed else []),
            (f"{act}.done IS NOT NULL AND {in_time}", Verdict.MET, _IN_TIME),
            (f"{act}.done IS NOT NULL AND ({due.untold} OR {doubt})", Verdict.UNDECIDED, _UNKNOWN),
            (f"{act}.done IS NOT NULL", Verdict.MET_LATE, _LATE),
            (lapsed, Verdict.EXCUSED, _LAPSED),
            (due.untold, Verdict.UNDECIDED, _UNKNOWN),
            (f"{due.last} IS NULL OR {as_of} < {due.last}", Verdict.PENDING, _OPEN),
            (doubt, Verdict.UNDECIDED, _UNKNOWN),
        ]
        wheres = [f"WHEN {when} THEN " for when, _, _ in cases]
        verdicts = [sql.text(v.value) if v else "NULL" for _, v, _ in cases]
        branches = [sql.text(b) if b else "NULL" for _, _, b in cases]
        branch = f"CASE {' '.join(map(str.__add__, wheres, branches))} ELSE {sql.text(_OVERDUE)} END"
        verdict = f"CASE {' '.join(map(str.__add__, wheres, verdicts))} ELSE {sql.text(Verdict.VIOLATED.value)} END"
        settled = f"CASE {branch} WHEN '{_IN_TIME}' THEN {act}.done WHEN '{_LATE}' THEN {act}.done "
        shown = (
            f"CASE WHEN {branch} IN ('{_IN_TIME}', '{_LATE}') THEN {shown_as(f'{act}.done', id_in(f'{act}.first'))} "
        )
        if closed:
            settled += f"WHEN '{_CLOSED}' THEN {closing}.closed "
            shown += f"WHEN {branch} = '{_CLOSED}' THEN {closing}.first "
        settled += f"WHEN '{_LAPSED}' THEN {stop} END" if stop is not None else "END"
        return triggers.Judged(verdict, branch, due.last, settled, (f"{shown}END",), source=f"{done} {closed}")

    def _runs_at(self, due: DueColumns, at: str) -> str:
        """Whether the duty runs at the instant."""
        stop = self.judging.force.end
        ended = "" if stop is None else f" AND (NOT {due.outlives(stop)} OR {at} <= {stop})"
        return f"{at} >= {self.frame.at}{ended}"

    def _first_act(self, table: str, due: DueColumns) -> tuple[str, str]:
        """A join and its alias: the earliest act that surely counts, and whether another one may have come in time."""
        query, acts, id_ = self.frame.query, self.acts, self.frame.column("id")
        perhaps = f"({acts.counts}) IS NULL AND ({due.covers(acts.at)}) IS NOT FALSE"
        found = query.add(
            "f",
            f'SELECT {id_} AS "row id", min({acts.at}) FILTER (WHERE {acts.counts}) AS done, '
            f"max({turned(acts.at, acts.id)}) FILTER (WHERE {acts.counts}) AS first, bool_or({perhaps}) AS perhaps "
            f"FROM {table} {self.frame.alias} JOIN {acts.table} ON {acts.on} AND {self._runs_at(due, acts.at)} "
            f"WHERE ({acts.counts}) IS NOT FALSE GROUP BY 1",
        )
        alias = query.fresh("k")
        return f'LEFT JOIN {found} {alias} ON {alias}."row id" = {id_}', alias

    def _closing(self, table: str, due: DueColumns) -> tuple[str, str]:
        """A join and its alias: the first fact that closed the matter; no join where there are no such facts."""
        query, id_ = self.frame.query, self.frame.column("id")
        alias, other = query.fresh("k"), query.fresh("r")
        if _CLOSINGS not in query.store.types:
            return "", alias
        at = f'{other}."at"'
        found = query.add(
            "f",
            f'SELECT {id_} AS "row id", min({at}) AS closed, min({ordered(at, f"{other}.id")}) AS first '
            f"FROM {table} {self.frame.alias} JOIN ({query.store.of_type(_CLOSINGS, ['trigger'])}) {other} "
            f"ON {other}.trigger = {id_} AND {other}.id <> {id_} AND {self._runs_at(due, at)} GROUP BY 1",
        )
        return f'LEFT JOIN {found} {alias} ON {alias}."row id" = {id_}', alias


def _read(judging: Judging, requirement: Response, row: Read) -> Outcome:
    if row.branch == triggers.EXCUSED:
        return triggers.excused_at_trigger(judging, row)
    act = judging.events(requirement.pattern.events)
    due = due_of_row(judging, requirement, row)
    match row.branch:
        case "closed":
            message = words.closed_undone(act)
        case "in time":
            message = words.done_in_time(act, settled(row))
        case "late":
            message = words.done_late(due, act, settled(row))
        case "lapsed":
            message = LAPSED
        case "open":
            message = words.still_open(requirement, due, act)
        case _:
            message = words.overdue(due, act, judging.as_of)
    return replace(triggers.worded(judging, row, message), rests_on=due.rests_on)


def due_of_row(judging: Judging, requirement: Response, row: Read) -> Due:
    """When the row's act is due, as the reference says it."""
    if row.due is not None and not isinstance(requirement.limit, Period | OpenTerm | date):
        return Due(row.due, show_day(legal_day(row.due)))
    at = triggers.trigger(row).at
    due = words.due_of(judging, requirement, judging.look(at), at)
    if due is None:
        raise ValueError("a row whose due date is not known is undecided")
    return due


def settled(row: Read) -> Instant:
    """When the row was settled."""
    if row.settled is None:
        raise ValueError("an act was at some time")
    return row.settled
