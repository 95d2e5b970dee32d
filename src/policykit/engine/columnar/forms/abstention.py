"""abstention: the first act within the ban that a trigger begins, and the ban's end beside it."""

from __future__ import annotations

from dataclasses import replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.dues import DueColumns, due_columns
from policykit.engine.columnar.following import Candidates, candidates
from policykit.engine.columnar.forms import triggers
from policykit.engine.columnar.forms.duties import settled
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import ordered
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.reference.forms import abstention as words
from policykit.engine.reference.judging import LAPSED, Judging, Outcome
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Abstention


def compile_rule(compiling: Compiling, requirement: Abstention) -> Outcomes:
    """One row a trigger."""
    frame = triggers.trigger_frame(compiling)
    judging, limit = compiling.judging, requirement.limit
    until = due_columns(judging, frame, limit, lambda at: words.ban(judging, limit, at), key="ban", start=frame.at)
    acts = candidates(frame, requirement.pattern)

    def read(judging: Judging, row: Read) -> Outcome:
        if row.branch == triggers.EXCUSED:
            return triggers.excused_at_trigger(judging, row)
        if row.verdict is Verdict.EXCUSED:
            return triggers.worded(judging, row, LAPSED)
        act = judging.events(requirement.pattern.events)
        ban = words.ban(judging, limit, triggers.trigger(row).at)
        match row.verdict:
            case Verdict.VIOLATED:
                message = words.broken(ban, act, settled(row))
            case Verdict.PENDING:
                message = words.banned(ban, act)
            case _:
                message = words.kept(ban, act)
        return replace(triggers.worded(judging, row, message), rests_on=ban.rests_on)

    return triggers.outcomes(compiling, frame, lambda end: _judged(judging, frame, until, acts, end()), read)


def _judged(judging: Judging, frame: Frame, until: DueColumns, acts: Candidates, table: str) -> triggers.Judged:
    """What became of the ban, in the order in which the reference asks."""
    query, id_, end, as_of = frame.query, frame.column("id"), judging.force.end, judging.as_of
    last = f"coalesce({until.last}, {until.beyond}, {frame.at})"
    last = last if end is None else f"least({last}, {end})"
    found = query.add(
        "f",
        f'SELECT {id_} AS "row id", min({acts.at}) FILTER (WHERE {acts.counts}) AS broken, '
        f"min({ordered(acts.at, acts.id)}) FILTER (WHERE {acts.counts}) AS first, "
        f"bool_or(({acts.counts}) IS NULL) AS perhaps FROM {table} {frame.alias} JOIN {acts.table} "
        f"ON {acts.on} AND {acts.at} >= {frame.at} AND {acts.at} <= {last} "
        f"WHERE ({acts.counts}) IS NOT FALSE GROUP BY 1",
    )
    act = query.fresh("k")
    lapsed = until.outlives(str(end)) if not judging.in_force else "FALSE"
    verdict = (
        f"CASE WHEN {act}.broken IS NOT NULL THEN {sql.text(Verdict.VIOLATED.value)} "
        f"WHEN {as_of} < {until.last} AND NOT {lapsed} THEN {sql.text(Verdict.PENDING.value)} "
        f"WHEN {acts.more} OR {act}.perhaps THEN {sql.text(Verdict.UNDECIDED.value)} "
        f"WHEN {lapsed} THEN {sql.text(Verdict.EXCUSED.value)} "
        f"WHEN {until.untold} THEN {sql.text(Verdict.UNDECIDED.value)} ELSE {sql.text(Verdict.MET.value)} END"
    )
    ended = "NULL" if end is None else str(end)
    done = (
        f"CASE {verdict} WHEN '{Verdict.VIOLATED.value}' THEN {act}.broken "
        f"WHEN '{Verdict.EXCUSED.value}' THEN {ended} WHEN '{Verdict.MET.value}' THEN {until.last} END"
    )
    join = f'LEFT JOIN {found} {act} ON {act}."row id" = {id_}'
    return triggers.Judged(verdict, "''", until.last, done, (f"{act}.first",), source=join)
