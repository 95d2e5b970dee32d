"""abstention: after the trigger no such fact may occur within the period. The trigger's day is not counted, no roll.

The trigger is a fact, or a breach of another rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policykit.calendar import advance_day
from policykit.engine.reference.breaches import Breach, Outcomes, each_breach
from policykit.engine.reference.conditions import belonging, counts
from policykit.engine.reference.judging import LAPSED, Due, Judging, Outcome, Shown, due_after, show_day, show_time
from policykit.engine.reference.triggers import at_trigger, each_trigger
from policykit.engine.reference.truth import Truth, Unknown, any_of
from policykit.engine.reference.values import Look
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.policy.requirements import Abstention
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, legal_day

_OPEN = Text("期间尚未届满", "the period has not ended")


def judge(judging: Judging, requirement: Abstention) -> Iterator[Outcome]:
    """One outcome a trigger."""

    def one(look: Look) -> Outcome:
        return _settle(judging, requirement, look, at_trigger(look, Verdict.PENDING, _OPEN), ())

    return each_trigger(judging, one, lasting=True)


def judge_breaches(judging: Judging, requirement: Abstention, outcomes: Outcomes) -> Iterator[Outcome]:
    """One outcome for each breach of the rule that this one follows."""

    def one(breach: Breach) -> Outcome:
        return _settle(judging, requirement, breach.look, breach.pending(_OPEN), breach.by)

    return each_breach(judging, outcomes, one)


def _settle(judging: Judging, requirement: Abstention, look: Look, base: Outcome, by: tuple[Shown, ...]) -> Outcome:
    """What became of the ban that begins at the look; `by` are the facts that gave rise to it."""
    act = judging.events(requirement.pattern.events)
    until = ban(judging, requirement.limit, look.at)
    found, fact = _first_breach(requirement, look, _surely_until(judging, until, look.at), by)
    base = replace(base, due=until.last)
    if fact is not None:
        return _broken(base, until, fact, act)
    lapsed = until.outlives(judging.force.end) and not judging.in_force
    if until.last is not None and judging.as_of < until.last and not lapsed:
        return replace(base, verdict=Verdict.PENDING, message=banned(until, act), rests_on=until.rests_on)
    if isinstance(found, Unknown):
        return replace(base, verdict=Verdict.UNDECIDED, message=found.reason)
    if lapsed:
        return replace(base, verdict=Verdict.EXCUSED, message=LAPSED, settled_at=judging.force.end)
    if until.ends is not None:
        return replace(base, verdict=Verdict.UNDECIDED, message=until.ends.text)
    message = kept(until, act)
    return replace(base, verdict=Verdict.MET, message=message, settled_at=until.last, rests_on=until.rests_on)


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


def _broken(base: Outcome, until: Due, fact: Fact, act: Text) -> Outcome:
    return replace(
        base,
        verdict=Verdict.VIOLATED,
        message=broken(until, act, fact.at),
        settled_at=fact.at,
        evidence=(*base.evidence, fact),
        rests_on=until.rests_on,
    )


def banned(until: Due, act: Text) -> Text:
    """That the act is banned for the time being."""
    return Text("{d} 以前不得{e}", "no {e} up to {d}").fill(d=until.shown, e=act)


def kept(until: Due, act: Text) -> Text:
    """That the ban was kept."""
    return Text("截至 {d} 没有{e}", "no {e} up to {d}").fill(d=until.shown, e=act)


def broken(until: Due, act: Text, at: Instant) -> Text:
    """That the act broke the ban."""
    when = show_time(at)
    if until.shown is None:
        return Text("{t} {e},期间尚未届满", "{e} at {t}, before the period ended").fill(t=when, e=act)
    text = Text("{t} {e},早于 {d} 届满", "{e} at {t}, before the period ended at {d}")
    return text.fill(t=when, e=act, d=until.shown)


def _first_breach(
    requirement: Abstention, look: Look, last: Instant, by: tuple[Shown, ...]
) -> tuple[Truth, Fact | None]:
    """The earliest act that breaks the ban; an unknown if one may and none surely does."""
    unsure: Truth = False
    first: Fact | None = None
    for belongs, fact in belonging(requirement.pattern, look):
        if fact is None:
            unsure = any_of((unsure, belongs))
        elif look.at <= fact.at <= last and fact is not look.fact and not any(fact is f for f in by):
            truth = counts(requirement.pattern, fact, look, belongs)
            if truth is True:
                first = fact
            else:
                unsure = any_of((unsure, truth))
    return unsure, first
