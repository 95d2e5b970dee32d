"""abstention: after the trigger no such fact may occur within the period. The trigger's day is not counted, no roll."""

from __future__ import annotations

from collections.abc import Iterator

from policykit.calendar import advance_day
from policykit.engine.reference.conditions import belonging, counts
from policykit.engine.reference.judging import LAPSED, Due, Judging, Outcome, due_after, show_day, show_time
from policykit.engine.reference.triggers import at_trigger, each_trigger, undecided
from policykit.engine.reference.truth import Truth, Unknown, any_of
from policykit.engine.reference.values import Look
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.policy.requirements import Abstention
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, legal_day


def judge(judging: Judging, requirement: Abstention) -> Iterator[Outcome]:
    """One outcome a trigger."""
    act = judging.events(requirement.pattern.events)

    def one(look: Look) -> Outcome:
        until = ban(judging, requirement.limit, look.at)
        found, fact = _first_breach(requirement, look, _surely_until(judging, until, look.at))
        if fact is not None:
            return _broken(look, until, fact, act)
        lapsed = until.outlives(judging.force.end) and not judging.in_force
        if until.last is not None and judging.as_of < until.last and not lapsed:
            message = Text("{d} 以前不得{e}", "no {e} up to {d}").fill(d=until.shown, e=act)
            return at_trigger(look, Verdict.PENDING, message, due=until.last, rests_on=until.rests_on)
        if isinstance(found, Unknown):
            return undecided(look, found.reason, due=until.last)
        if lapsed:
            return at_trigger(look, Verdict.EXCUSED, LAPSED, due=until.last, settled_at=judging.force.end)
        if until.ends is not None:
            return undecided(look, until.ends.text)
        message = Text("截至 {d} 没有{e}", "no {e} up to {d}").fill(d=until.shown, e=act)
        return at_trigger(look, Verdict.MET, message, due=until.last, settled_at=until.last, rests_on=until.rests_on)

    return each_trigger(judging, one, lasting=True)


def ban(judging: Judging, limit: Period, start: Instant) -> Due:
    """When a ban ends: on the last day of the period, be it a rest day (reading 3)."""
    if limit.unit in (PeriodUnit.HOUR, PeriodUnit.WORKDAY):
        return due_after(judging, start, limit)
    day = advance_day(legal_day(start), limit)
    return Due(day_last(day), show_day(day))


def _surely_until(judging: Judging, until: Due, start: Instant) -> Instant:
    """The last instant at which the ban surely holds: its end, that of the calendar or that of the document's force."""
    last = next((t for t in (until.last, until.known_beyond) if t is not None), start)
    return last if judging.force.end is None else min(last, judging.force.end)


def _broken(look: Look, until: Due, fact: Fact, act: Text) -> Outcome:
    when = show_time(fact.at)
    if until.shown is None:
        message = Text("{t} {e},期间尚未届满", "{e} at {t}, before the period ended").fill(t=when, e=act)
    else:
        message = Text("{t} {e},早于 {d} 届满", "{e} at {t}, before the period ended at {d}").fill(
            t=when, e=act, d=until.shown
        )
    return at_trigger(
        look,
        Verdict.VIOLATED,
        message,
        due=until.last,
        settled_at=fact.at,
        acts=(fact,),
        rests_on=until.rests_on,
    )


def _first_breach(requirement: Abstention, look: Look, last: Instant) -> tuple[Truth, Fact | None]:
    """The earliest act that breaks the ban; an unknown if one may and none surely does."""
    unsure: Truth = False
    first: Fact | None = None
    for belongs, fact in belonging(requirement.pattern, look):
        if fact is None:
            unsure = any_of((unsure, belongs))
        elif look.at <= fact.at <= last and fact is not look.fact:
            truth = counts(requirement.pattern, fact, look, belongs)
            if truth is True:
                first = fact
            else:
                unsure = any_of((unsure, truth))
    return unsure, first
