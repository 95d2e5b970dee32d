"""abstention: after the trigger no such fact may occur within the period. The trigger's day is not counted, no roll."""

from __future__ import annotations

from collections.abc import Iterator

from policykit.calendar import advance_day, deadline
from policykit.engine.reference.conditions import Look, belonging, counts
from policykit.engine.reference.obligations import (
    LAPSED,
    Judging,
    Outcome,
    at_trigger,
    each_trigger,
    lapses,
    show_time,
    undecided,
)
from policykit.engine.reference.truth import Truth, Unknown, any_of
from policykit.model.errors import CalendarEnds
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.periods import PeriodUnit
from policykit.model.policy.requirements import Abstention
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, legal_day


def judge(judging: Judging, requirement: Abstention) -> Iterator[Outcome]:
    """One outcome a trigger."""
    act = judging.events(requirement.pattern.events)

    def one(look: Look) -> Outcome:
        try:
            until = _until(judging, requirement, look.at)
        except CalendarEnds as error:
            return undecided(look, error.text)
        found, fact = _first_breach(judging, requirement, look, until)
        if fact is not None:
            message = Text("{t} {e},早于 {d} 届满", "{e} at {t}, before the period ended at {d}").fill(
                t=show_time(fact.at), e=act, d=show_time(until)
            )
            return at_trigger(look, Verdict.VIOLATED, message, due=until, settled_at=fact.at, acts=(fact,))
        if isinstance(found, Unknown):
            return undecided(look, found.reason, due=until)
        if lapses(judging, until):
            return at_trigger(look, Verdict.EXCUSED, LAPSED, due=until, settled_at=judging.force.end)
        if judging.as_of >= until:
            message = Text("截至 {d} 没有{e}", "no {e} up to {d}").fill(d=show_time(until), e=act)
            return at_trigger(look, Verdict.MET, message, due=until, settled_at=until)
        message = Text("{d} 以前不得{e}", "no {e} up to {d}").fill(d=show_time(until), e=act)
        return at_trigger(look, Verdict.PENDING, message, due=until)

    return each_trigger(judging, one)


def _until(judging: Judging, requirement: Abstention, start: Instant) -> Instant:
    """The last instant of the ban."""
    if requirement.limit.unit in (PeriodUnit.HOUR, PeriodUnit.WORKDAY):
        return deadline(start, requirement.limit, judging.calendar).last
    return day_last(advance_day(legal_day(start), requirement.limit))


def _first_breach(judging: Judging, requirement: Abstention, look: Look, until: Instant) -> tuple[Truth, Fact | None]:
    end = judging.force.end
    limit = until if end is None else min(until, end)
    unsure: Truth = False
    first: Fact | None = None
    for belongs, fact in belonging(requirement.pattern, look):
        if fact is None:
            unsure = any_of((unsure, belongs))
        elif look.at <= fact.at <= limit and fact is not look.fact:
            truth = counts(requirement.pattern, fact, look, belongs)
            if truth is True:
                first = fact
            else:
                unsure = any_of((unsure, truth))
    return unsure, first
