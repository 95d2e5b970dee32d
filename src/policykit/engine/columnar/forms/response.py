"""response: an act owed after each trigger, or by each life of an entity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of, value_of
from policykit.engine.columnar.dues import NEVER, DueColumns, due_columns
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.following import candidates
from policykit.engine.columnar.forms import duties, triggers
from policykit.engine.columnar.forms.attestation import stretch_of
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import BREACHES, Outcomes, Read
from policykit.engine.columnar.stretches import stretches
from policykit.engine.columnar.waivers import Lifting, lifted, owners
from policykit.engine.reference.forms import response as words
from policykit.engine.reference.judging import EXCEPTION, LAPSED, Judging, Outcome, due_after
from policykit.model.finding import Verdict
from policykit.model.policy.conditions import Duration
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.requirements import Anchor, Response
from policykit.model.text import Text
from policykit.model.time import day_last, day_start
from policykit.model.vocabulary import Kind


def compile_rule(compiling: Compiling, requirement: Response) -> Outcomes:
    """One row a trigger; one a life of an entity where the rule has no trigger."""
    if compiling.rule.scope.trigger is None:
        return _of_lives(compiling, requirement)
    frame = triggers.trigger_frame(compiling)
    judging, end = compiling.judging, compiling.judging.force.end
    due = due_of_rows(judging, requirement, frame, frame.at)
    acts = candidates(frame, requirement.pattern, truth_of)
    owed = duties.Duties(judging, frame, acts, due, frame.at, None if end is None else str(end))

    wording = partial(duties.wording, judging, requirement)

    def read(judging: Judging, row: Read) -> Outcome:
        if row.branch == triggers.EXCUSED:
            return triggers.excused_at_trigger(judging, row)
        if row.verdict is Verdict.UNDECIDED:
            at = triggers.trigger(row).at
            unsure = words.due_of(judging, requirement, judging.look(at), at)
            rests_on = unsure.rests_on if unsure is not None else ()
            return replace(triggers.worded(judging, row, triggers.NO_WORDS), rests_on=rests_on)
        said = duties.due_of_row(judging, requirement, row, triggers.trigger(row).at)
        message = duties.worded(judging, requirement, row, said, LAPSED)
        return replace(triggers.worded(judging, row, message), rests_on=said.rests_on)

    return triggers.outcomes(compiling, frame, lambda end: owed.not_past(end()), read, lasting=True, wording=wording)


def due_of_rows(judging: Judging, requirement: Response, frame: Frame, start: str) -> DueColumns | None:
    """When the act is due; None if it counts from a day of force that is not known."""
    limit = requirement.limit
    if isinstance(limit, date):
        return DueColumns(str(day_last(limit)))
    if not isinstance(limit, Period | OpenTerm):
        if isinstance(limit, Duration) or limit.type.kind is not Kind.DATE:
            raise NotCompiled(Text("以时刻说明的期限", "a deadline said by an instant"))
        last = sql.day_last(value_of(limit, frame))
        meant = f"CASE WHEN {last} >= {frame.at} THEN {last} ELSE NULL END"
        return DueColumns(meant, f"(({meant}) IS NULL)")
    if requirement.anchor is not Anchor.FORCE:
        return due_columns(judging, frame, limit, lambda at: due_after(judging, at, limit), key="due", start=start)
    first = judging.settings.first_day(judging.document)
    if first is None:
        return None
    found = due_after(judging, day_start(first), limit)
    last, beyond = (NEVER if t is None else str(t) for t in (found.last, found.known_beyond))
    return DueColumns(last, "FALSE" if found.untold is None else "TRUE", beyond)


# ---------------------------------------------------------------- lives


def _of_lives(compiling: Compiling, requirement: Response) -> Outcomes:
    """One row a life: the stretch in which it came to owe the act."""
    judging, query = compiling.judging, compiling.query
    entity, end = judging.each, judging.force.end
    frame = Frame(query, entity=entity, source=_binding(compiling, requirement, entity))
    alias, start = frame.alias, sql.day_start(frame.column("first"))
    due = due_of_rows(judging, requirement, frame, start)
    excused, exempt, whose = compiling.excused(frame), compiling.exempt(frame), owners(compiling, frame)
    acts = candidates(frame, requirement.pattern, truth_of)
    stop = f"{alias}.until" if end is None else f"least({alias}.until, {end})"
    _, rows = frame.rows()
    judged = duties.Duties(judging, frame, acts, due, start, stop).judged(rows)
    undecided = sql.text(Verdict.UNDECIDED.value)
    breached = f"{judged.verdict} IN ({BREACHES})"
    excepted = "FALSE" if due is None else f"({excused}) IS TRUE"
    verdict = sql.cases(
        [
            (exempt, "NULL"),
            (f"{alias}.unknown", undecided),
            (excepted, sql.text(Verdict.EXCUSED.value)),
            (f"({excused}) IS NULL AND {breached}", undecided),
        ],
        judged.verdict,
    )
    columns = {
        "verdict": verdict,
        "branch": sql.cases([(excepted, sql.text(triggers.EXCUSED))], judged.branch),
        "entity": f"{alias}.id",
        "first": f"{alias}.first",
        "last": f"{alias}.last",
        "due": judged.due,
        "settled": sql.cases([(excepted, frame.at)], judged.settled),
        "life": f"{alias}.life",
        "evidence": sql.cases([(excepted, "NULL")], f"[{', '.join(judged.acts)}]"),
    }

    def read(judging: Judging, row: Read) -> Outcome:
        stretch = stretch_of(judging, row)
        start = day_start(stretch.first)
        base = words.owed_by(stretch, start)
        due = duties.due_of_row(judging, requirement, row, start)
        base = replace(base, verdict=row.verdict, due=due.last, rests_on=due.rests_on, settled_at=row.settled)
        if row.branch == triggers.EXCUSED:
            return replace(base, message=EXCEPTION)
        _, ended = words.stop_of(judging, stretch.life)
        undecided = row.verdict is Verdict.UNDECIDED
        message = triggers.NO_WORDS if undecided else duties.worded(judging, requirement, row, due, ended)
        return replace(base, message=message, evidence=row.evidence)

    outcomes = Outcomes(query, columns, f"{rows} {alias} {judged.source}", read)
    if whose is None or due is None:
        return outcomes
    branch = sql.cases([(excepted, sql.text(triggers.EXCUSED))], judged.branch)
    said = sql.cases([(excepted, sql.text(Verdict.EXCUSED.value))], judged.verdict)
    keys, bars = ("entity", "life"), f"{alias}.unknown"
    return lifted(compiling, outcomes, Lifting(whose, keys, start, bars=bars, verdict=said, branch=branch))


def _binding(compiling: Compiling, requirement: Response, entity: str) -> str:
    """The stretch in which each life came to owe the act: in scope on the day of force, or by the date; a sure one."""
    limit, first = requirement.limit, compiling.judging.settings.first_day(compiling.judging.document)
    bound = stretches(compiling, entity)
    begins, where = "first", "TRUE"
    if requirement.anchor is Anchor.FORCE and first is not None:
        begins = str(sql.day_number(first))
        where = f"first <= {begins} AND {begins} <= last"
    elif isinstance(limit, date):
        where = f"first <= {sql.day_number(limit)}"
    placed = (
        f"SELECT id, life, {begins} AS first, last, unknown, until, "
        f"row_number() OVER (PARTITION BY id, life ORDER BY unknown, first) AS place FROM {bound} WHERE {where}"
    )
    return (
        f'(SELECT id, life, first, last, unknown, until, {sql.day_last("first")} AS "at" FROM ({placed}) '
        "WHERE place = 1)"
    )
