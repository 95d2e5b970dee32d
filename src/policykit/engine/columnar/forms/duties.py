"""Acts that are owed: the first one that counts, what closed the matter before it, and what became of the duty.

The mirror of `reference.forms.response` for rows of triggers and of lives alike. In: a frame whose rows owe an act,
since when, by when, and when the duty ends. Out: the verdict and the rest, as expressions over the row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.dues import DueColumns
from policykit.engine.columnar.following import Apart, Candidates
from policykit.engine.columnar.forms.triggers import Judged
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import id_in, ordered, turned
from policykit.engine.columnar.outcomes import Read, shown_as
from policykit.engine.columnar.wording import ALWAYS, Wording, day, filled, plain, time
from policykit.engine.reference.forms import response as words
from policykit.engine.reference.judging import Due, Judging, figure_of, show_day, show_time
from policykit.model.facts.procedure import MatterClosed
from policykit.model.finding import Verdict
from policykit.model.policy.periods import OpenTerm, Period, PeriodUnit
from policykit.model.policy.requirements import Response
from policykit.model.text import Text
from policykit.model.time import Instant, legal_day

CLOSED, IN_TIME, LATE, LAPSED, OPEN, OVERDUE, UNKNOWN, UNSURE = (
    "closed",
    "in time",
    "late",
    "lapsed",
    "open",
    "overdue",
    "unknown",
    "unsure",
)
"""What became of a duty: the branches of its messages."""

_CLOSINGS = MatterClosed.name


@dataclass(frozen=True)
class Duties:
    """One act owed by each row: from `start` on, by `due`, and no longer than to `stop` (None: without end).

    `due` is None where it counts from a day of force that is not known. All are expressions over the row. `apart` says
    of a fact, by its instant and id, that it did not itself give rise to the duty.
    """

    judging: Judging
    frame: Frame
    acts: Candidates
    due: DueColumns | None
    start: str
    stop: str | None
    apart: Apart | None = None

    def judged(self, table: str) -> Judged:
        """What became of the duty, in the order in which the reference asks."""
        due, as_of, stop = self.due, self.judging.as_of, self.stop
        if due is None:
            return Judged(sql.text(Verdict.UNDECIDED.value), sql.text(UNKNOWN))
        done, act = self._first_act(table, due)
        closed, closing = self._closing(table, due)
        in_time = due.covers(f"{act}.done")
        near = [loose.first(table, self.start, self.apart) for loose in self.acts.loose]
        perhaps = [(f"{act}.perhaps", f"{act}.perhaps IS NOT NULL")]
        perhaps += [(n.value, self._in_time_perhaps(due, n.value)) for n in near]
        doubt = f"({sql.any_of([self.acts.more, *(found for _, found in perhaps)])})"
        lapsed = f"{due.outlives(stop)} AND {as_of} >= {stop}" if stop is not None else "FALSE"
        undone = f"{closing}.closed IS NOT NULL AND ({act}.done IS NULL OR {closing}.closed < {act}.done)"
        before = (f"{found} AND {at} <= {closing}.closed" for at, found in perhaps)
        earlier = sql.any_of([self.acts.more, *before])
        cases = [
            *([(f"{undone} AND ({earlier})", Verdict.UNDECIDED, UNSURE)] if closed else []),
            *([(undone, Verdict.VIOLATED, CLOSED)] if closed else []),
            (f"{act}.done IS NOT NULL AND {in_time}", Verdict.MET, IN_TIME),
            (f"{act}.done IS NOT NULL AND ({due.untold} OR {doubt})", Verdict.UNDECIDED, UNKNOWN),
            (f"{act}.done IS NOT NULL", Verdict.MET_LATE, LATE),
            (lapsed, Verdict.EXCUSED, LAPSED),
            (due.untold, Verdict.UNDECIDED, UNKNOWN),
            (f"{due.last} IS NULL OR {as_of} < {due.last}", Verdict.PENDING, OPEN),
            (doubt, Verdict.UNDECIDED, UNKNOWN),
        ]
        branch = sql.cases([(when, sql.text(b)) for when, _, b in cases], sql.text(OVERDUE))
        verdict = sql.cases([(when, sql.text(v.value)) for when, v, _ in cases], sql.text(Verdict.VIOLATED.value))
        by_act = f"{branch} IN ('{IN_TIME}', '{LATE}')"
        settled = [(by_act, f"{act}.done")]
        shown = [(f"{branch} IN ('{IN_TIME}', '{LATE}', '{UNKNOWN}')", shown_as(f"{act}.done", id_in(f"{act}.first")))]
        if closed:
            settled.append((f"{branch} = '{CLOSED}'", f"{closing}.closed"))
            shown.append((f"{branch} = '{CLOSED}'", f"{closing}.first"))
        if stop is not None:
            settled.append((f"{branch} = '{LAPSED}'", stop))
        return Judged(
            verdict,
            branch,
            due.last,
            sql.cases(settled, "NULL"),
            (sql.cases(shown, "NULL"),),
            source=" ".join([done, closed, *(n.join for n in near)]),
        )

    def not_past(self, table: str) -> Judged:
        """The same, but that what was due before it began is no duty."""
        judged = self.judged(table)
        if self.due is None:
            return judged
        return replace(judged, verdict=f"CASE WHEN {self.due.last} < {self.start} THEN NULL ELSE {judged.verdict} END")

    def _runs_at(self, due: DueColumns, at: str, id_: str | None = None) -> str:
        """Whether the duty runs when a fact occurs, and the fact, by its id, is not what gave rise to it."""
        ended = "" if self.stop is None else f" AND (NOT {due.outlives(self.stop)} OR {at} <= {self.stop})"
        apart = "" if self.apart is None or id_ is None else f" AND {self.apart(at, id_)}"
        return f"{at} >= {self.start}{ended}{apart}"

    def _in_time_perhaps(self, due: DueColumns, at: str) -> str:
        """Whether there was an act of which it is not known whose it is, and it may have been this one, in time."""
        return f"{at} IS NOT NULL AND {self._runs_at(due, at)} AND ({due.covers(at)}) IS NOT FALSE"

    def _first_act(self, table: str, due: DueColumns) -> tuple[str, str]:
        """A join and its alias: the earliest act that surely counts, and whether another one may have come in time."""
        acts, (columns, groups), alias = self.acts, self.frame.told_apart, self.frame.query.fresh("k")
        perhaps = f"({acts.counts}) IS NULL AND ({due.covers(acts.at)}) IS NOT FALSE"
        runs = self._runs_at(due, acts.at, acts.id)
        found = self.frame.query.add(
            "f",
            f"SELECT {columns}, min({acts.at}) FILTER (WHERE {acts.counts}) AS done, "
            f"max({turned(acts.at, acts.id)}) FILTER (WHERE {acts.counts}) AS first, "
            f"min({acts.at}) FILTER (WHERE {perhaps}) AS perhaps "
            f"FROM {acts.beside(table)} ON {acts.on} AND {runs} "
            f"WHERE ({acts.counts}) IS NOT FALSE GROUP BY {groups}",
        )
        return self.frame.beside(found, alias), alias

    def _closing(self, table: str, due: DueColumns) -> tuple[str, str]:
        """A join and its alias: the first fact that closed the trigger's matter; no join where there can be none."""
        query, (columns, groups) = self.frame.query, self.frame.told_apart
        alias, other = query.fresh("k"), query.fresh("r")
        if self.frame.entity is not None or _CLOSINGS not in query.store.types:
            return "", alias
        at, id_ = f'{other}."at"', self.frame.column("id")
        runs = self._runs_at(due, at, f"{other}.id")
        found = query.add(
            "f",
            f"SELECT {columns}, min({at}) AS closed, min({ordered(at, f'{other}.id')}) AS first "
            f"FROM {table} {self.frame.alias} JOIN ({query.store.of_type(_CLOSINGS, ['trigger'])}) {other} "
            f'ON {other}."trigger" = {id_} AND {other}.id <> {id_} AND {runs} GROUP BY {groups}',
        )
        return self.frame.beside(found, alias), alias


# ---------------------------------------------------------------- words


def worded(judging: Judging, requirement: Response, row: Read, due: Due, ended: Text) -> Text:
    """The message of a row; `ended` is why its duty ended, if it did."""
    act = judging.events(requirement.pattern.events)
    match row.branch:
        case "closed":
            return words.closed_undone(act)
        case "in time":
            return words.done_in_time(act, settled(row))
        case "late":
            return words.done_late(due, act, settled(row))
        case "lapsed":
            return ended
        case "open":
            return words.still_open(requirement, due, act)
        case _:
            return words.overdue(due, act, judging.as_of)


def wording(judging: Judging, requirement: Response) -> Wording:
    """The messages of breaches as SQL, of duties that triggers gave rise to."""
    act, limit = judging.events(requirement.pattern.events), requirement.limit
    figure, rests_on = figure_of(judging, limit) if isinstance(limit, Period | OpenTerm) else (None, ())
    by_hours = figure is not None and figure.unit is PeriodUnit.HOUR
    due = time("o.due") if by_hours else day(sql.day_of("o.due"))
    late = filled(words.DONE_LATE, d=due, e=act, t=time("o.settled"))
    return Wording(
        (
            (f"o.branch = '{CLOSED}'", plain(words.closed_undone(act))),
            (f"o.branch = '{LATE}'", late),
            (ALWAYS, filled(words.OVERDUE, d=due, e=act, a=show_time(judging.as_of))),
        ),
        rests_on=rests_on,
    )


def due_of_row(judging: Judging, requirement: Response, row: Read, start: Instant) -> Due:
    """When the row's act is due, as the reference says it."""
    if row.due is not None and not isinstance(requirement.limit, Period | OpenTerm):
        return Due(row.due, show_day(legal_day(row.due)))
    due = words.due_of(judging, requirement, judging.look(start), start)
    if due is None:
        raise ValueError("a row whose due date is not known is undecided")
    return due


def settled(row: Read) -> Instant:
    """When the row was settled."""
    if row.settled is None:
        raise ValueError("an act was at some time")
    return row.settled
