"""response: after the trigger such a fact must occur within the limit. The act may come at the trigger's own instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from policykit.calendar import Deadline
from policykit.engine.reference.conditions import Look, belonging, counts
from policykit.engine.reference.obligations import (
    LAPSED,
    Judging,
    Outcome,
    at_trigger,
    due_of,
    each_trigger,
    lapses,
    limit_of,
    show_due,
    show_time,
    waived,
)
from policykit.engine.reference.stretches import each_stretch
from policykit.engine.reference.truth import Truth, Unknown, any_of
from policykit.model.errors import CalendarEnds
from policykit.model.facts import Fact
from policykit.model.finding import RestsOn, Verdict
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.requirements import Anchor, Response
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start


def judge(judging: Judging, requirement: Response) -> Iterator[Outcome]:
    """One outcome a trigger; one an entity where the period runs from the day of force or to a date."""
    if judging.rule.scope.trigger is None:
        return _for_entities(judging, requirement)

    def one(look: Look) -> Outcome:
        return _respond(judging, requirement, look, look.at)

    return each_trigger(judging, one)


def _for_entities(judging: Judging, requirement: Response) -> Iterator[Outcome]:
    seen: set[str] = set()
    for stretch in each_stretch(judging):
        if stretch.entity.id in seen or not _bound(judging, requirement, stretch.first):
            continue
        seen.add(stretch.entity.id)
        start = day_start(stretch.first)
        if stretch.unknown:
            yield _of_entity(judging, Verdict.UNDECIDED, stretch.unknown.reason, start, stretch.entity.id)
            continue
        look = replace(judging.look(start, entity=stretch.entity))
        yield waived(judging, _respond(judging, requirement, look, start), stretch.first, stretch.last)


def _bound(judging: Judging, requirement: Response, first: date) -> bool:
    """Whether an entity in scope from `first` on owes the act: it was there on the first day of force, or by the date."""
    if requirement.anchor is Anchor.FORCE:
        return judging.force.first is None or first == judging.force.first
    return not isinstance(requirement.limit, date) or first <= requirement.limit


def _of_entity(judging: Judging, verdict: Verdict, message: Text, start: Instant, entity: str) -> Outcome:
    kind = judging.rule.scope.entity or ""
    found = judging.history.register.entity(kind, entity)
    return Outcome(verdict, message, f"from {start}", start, entity=found)


def _outcome(judging: Judging, look: Look, verdict: Verdict, message: Text) -> Outcome:
    if look.fact is not None:
        return at_trigger(look, verdict, message)
    return _of_entity(judging, verdict, message, look.at, look.entity.id if look.entity else "")


def _respond(judging: Judging, requirement: Response, look: Look, start: Instant) -> Outcome:
    act = judging.events(requirement.pattern.events)
    found, fact = _first_act(requirement, look, start)
    due, rests_on, ends = _due(judging, requirement, start)
    base = replace(_outcome(judging, look, Verdict.PENDING, act), rests_on=rests_on, due=due.last if due else None)
    closed = _closed_undone(judging, look, fact)
    if fact is not None and closed is None:
        return _done(judging, base, fact, due, act, ends)
    if isinstance(found, Unknown) and closed is None:
        return replace(base, verdict=Verdict.UNDECIDED, message=found.reason)
    if closed is not None:
        message = Text("事项已终结而未{e}", "the matter was closed without {e}").fill(e=act)
        evidence = (*base.evidence, closed)
        return replace(base, verdict=Verdict.VIOLATED, message=message, settled_at=closed.at, evidence=evidence)
    return _not_done(judging, requirement, base, due, act, ends)


def _first_act(requirement: Response, look: Look, start: Instant) -> tuple[Truth, Fact | None]:
    """The earliest act that counts; an unknown if one may count and none surely does."""
    unsure: Truth = False
    first: Fact | None = None
    for belongs, fact in belonging(requirement.pattern, look):
        if fact is None:
            unsure = any_of((unsure, belongs))
        elif fact.at >= start and fact is not look.fact:
            truth = counts(requirement.pattern, fact, look, belongs)
            if truth is True:
                first = fact
            else:
                unsure = any_of((unsure, truth))
    return (True, first) if first is not None else (unsure, None)


def _due(
    judging: Judging, requirement: Response, start: Instant
) -> tuple[Deadline | None, tuple[RestsOn, ...], CalendarEnds | None]:
    """The deadline (None if the text leaves it open or the calendar ends), what it rests on, and why the calendar fails."""
    limit: Period | OpenTerm | date = requirement.limit
    if isinstance(limit, date):
        return Deadline(day_last(limit), limit), (), None
    period, rests_on = limit_of(judging, limit)
    if period is None:
        return None, rests_on, None
    try:
        due, more = due_of(judging, start, period)
    except CalendarEnds as error:
        return None, rests_on, error
    return due, (*rests_on, *more), None


def _closed_undone(judging: Judging, look: Look, fact: Fact | None) -> Fact | None:
    """The fact that closed the matter before the act was done."""
    if look.fact is None:
        return None
    closings = judging.history.closed.get(look.fact.id, [])
    return next((c for c in closings if fact is None or c.at < fact.at), None)


def _done(
    judging: Judging, base: Outcome, fact: Fact, due: Deadline | None, act: Text, ends: CalendarEnds | None
) -> Outcome:
    evidence = (*base.evidence, fact)
    when = show_time(fact.at)
    if ends is not None and fact.at > day_last(ends.last):
        return replace(base, verdict=Verdict.UNDECIDED, message=ends.text, evidence=evidence)
    if due is None or fact.at <= due.last:
        message = Text("{t} 已{e}", "{e} at {t}").fill(t=when, e=act)
        return replace(base, verdict=Verdict.MET, message=message, settled_at=fact.at, evidence=evidence)
    if lapses(judging, due.last):
        end = judging.force.end
        return replace(base, verdict=Verdict.EXCUSED, message=LAPSED, settled_at=end)
    message = Text("应于 {d} 前{e},{t} 才完成", "{e} was due by {d} and came at {t}").fill(
        d=show_due(due), e=act, t=when
    )
    return replace(base, verdict=Verdict.MET_LATE, message=message, settled_at=fact.at, evidence=evidence)


def _not_done(
    judging: Judging, requirement: Response, base: Outcome, due: Deadline | None, act: Text, ends: CalendarEnds | None
) -> Outcome:
    if ends is not None and judging.as_of >= day_last(ends.last):
        return replace(base, verdict=Verdict.UNDECIDED, message=ends.text)
    if lapses(judging, due.last if due else None):
        return replace(base, verdict=Verdict.EXCUSED, message=LAPSED, settled_at=judging.force.end)
    if due is not None and judging.as_of >= due.last:
        message = Text("应于 {d} 前{e},截至 {a} 未见", "{e} was due by {d} and is not there as of {a}").fill(
            d=show_due(due), e=act, a=show_time(judging.as_of)
        )
        return replace(base, verdict=Verdict.VIOLATED, message=message)
    if due is not None:
        return replace(base, message=Text("应于 {d} 前{e}", "{e} is due by {d}").fill(d=show_due(due), e=act))
    if isinstance(requirement.limit, OpenTerm):
        term = requirement.limit.label
        return replace(base, message=Text("应{t}{e},尚未完成", "{e} is due {t} and not yet done").fill(t=term, e=act))
    return replace(base, message=Text("应{e},尚未到期", "{e} is not yet due").fill(e=act))
