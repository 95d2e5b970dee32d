"""abstention: the first act within the ban that a trigger begins, and the ban's end beside it."""

from __future__ import annotations

from dataclasses import replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.dues import DueColumns, due_columns
from policykit.engine.columnar.following import Apart, Candidates, candidates
from policykit.engine.columnar.forms import triggers
from policykit.engine.columnar.forms.duties import settled
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import ordered
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.reference.forms import abstention as words
from policykit.engine.reference.judging import LAPSED, Judging, Outcome
from policykit.model.finding import RestsOn, Verdict
from policykit.model.policy.requirements import Abstention
from policykit.model.text import Text
from policykit.model.time import Instant


def compile_rule(compiling: Compiling, requirement: Abstention) -> Outcomes:
    """One row a trigger."""
    frame = triggers.trigger_frame(compiling)
    judging, limit = compiling.judging, requirement.limit
    until = due_columns(judging, frame, limit, lambda at: words.ban(judging, limit, at), key="ban", start=frame.at)
    acts = candidates(frame, requirement.pattern, truth_of)

    def read(judging: Judging, row: Read) -> Outcome:
        if row.branch == triggers.EXCUSED:
            return triggers.excused_at_trigger(judging, row)
        message, rests_on = worded(judging, requirement, row, triggers.trigger(row).at)
        return replace(triggers.worded(judging, row, message), rests_on=rests_on)

    return triggers.outcomes(
        compiling, frame, lambda end: judged(judging, until, acts, frame, end()), read, lasting=True
    )


def worded(judging: Judging, requirement: Abstention, row: Read, start: Instant) -> tuple[Text, tuple[RestsOn, ...]]:
    """The message of a row whose ban began at `start`, and what it rests on."""
    if row.verdict in (Verdict.EXCUSED, Verdict.UNDECIDED):
        return LAPSED, ()
    act = judging.events(requirement.pattern.events)
    ban = words.ban(judging, requirement.limit, start)
    match row.verdict:
        case Verdict.VIOLATED:
            return words.broken(ban, act, settled(row)), ban.rests_on
        case Verdict.PENDING:
            return words.banned(ban, act), ban.rests_on
        case _:
            return words.kept(ban, act), ban.rests_on


def judged(
    judging: Judging, until: DueColumns, acts: Candidates, frame: Frame, table: str, *, apart: Apart | None = None
) -> triggers.Judged:
    """What became of the ban, in the order in which the reference asks; `apart` leaves out what gave rise to it."""
    query, end, as_of = frame.query, judging.force.end, judging.as_of
    columns, groups = frame.told_apart
    others = "" if apart is None else f" AND {apart(acts.at, acts.id)}"
    last = f"coalesce({until.last}, {until.beyond}, {frame.at})"
    last = last if end is None else f"least({last}, {end})"
    found = query.add(
        "f",
        f"SELECT {columns}, min({acts.at}) FILTER (WHERE {acts.counts}) AS broken, "
        f"min({ordered(acts.at, acts.id)}) FILTER (WHERE {acts.counts}) AS first, "
        f"bool_or(({acts.counts}) IS NULL) AS perhaps FROM {acts.beside(table)} "
        f"ON {acts.on} AND {acts.at} >= {frame.at} AND {acts.at} <= {last}{others} "
        f"WHERE ({acts.counts}) IS NOT FALSE GROUP BY {groups}",
    )
    act, near = query.fresh("k"), [loose.first(table, frame.at, apart) for loose in acts.loose]
    perhaps = sql.any_of([acts.more, f"{act}.perhaps", *(f"{n.value} <= {last}" for n in near)])
    lapsed = until.outlives(str(end)) if not judging.in_force else "FALSE"
    verdict = (
        f"CASE WHEN {act}.broken IS NOT NULL THEN {sql.text(Verdict.VIOLATED.value)} "
        f"WHEN {as_of} < {until.last} AND NOT {lapsed} THEN {sql.text(Verdict.PENDING.value)} "
        f"WHEN {perhaps} THEN {sql.text(Verdict.UNDECIDED.value)} "
        f"WHEN {lapsed} THEN {sql.text(Verdict.EXCUSED.value)} "
        f"WHEN {until.untold} THEN {sql.text(Verdict.UNDECIDED.value)} ELSE {sql.text(Verdict.MET.value)} END"
    )
    ended = "NULL" if end is None else str(end)
    done = (
        f"CASE {verdict} WHEN '{Verdict.VIOLATED.value}' THEN {act}.broken "
        f"WHEN '{Verdict.EXCUSED.value}' THEN {ended} WHEN '{Verdict.MET.value}' THEN {until.last} END"
    )
    return triggers.Judged(
        verdict,
        "''",
        until.last,
        done,
        (f"{act}.first",),
        source=" ".join([frame.beside(found, act), *(n.join for n in near)]),
    )
