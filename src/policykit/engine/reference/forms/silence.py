"""silence: no stretch without such a fact may be longer than the limit.

Each day with an act begins a stretch, and so does the first day in scope; the last lawful day of the next act is the
limit after it, without a roll (READINGS 6: D+14 for fourteen days).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from policykit.calendar import advance_day
from policykit.engine.reference.acts import acts_of
from policykit.engine.reference.conditions import holds
from policykit.engine.reference.obligations import (
    LAPSED,
    UNKNOWN_OPENING,
    Judging,
    Outcome,
    limit_of,
    show_day,
    show_time,
    waived,
)
from policykit.engine.reference.stretches import Stretch, each_stretch
from policykit.engine.reference.truth import Unknown, any_of
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Silence
from policykit.model.text import Text
from policykit.model.time import day_last, day_start, legal_day


def judge(judging: Judging, requirement: Silence) -> Iterator[Outcome]:
    """One outcome for each day that begins a stretch."""
    limit, rests_on = limit_of(judging, requirement.limit)
    act = judging.events(requirement.pattern.events)
    for stretch in each_stretch(judging):
        opening = () if stretch.life.start_said else (UNKNOWN_OPENING,)
        base = replace(_base(stretch, stretch.first), rests_on=(*rests_on, *opening))
        if stretch.unknown:
            reason = Text("不知本条是否适用:{r}", "whether the rule applies is unknown: {r}").fill(
                r=stretch.unknown.reason
            )
            yield replace(base, verdict=Verdict.UNDECIDED, message=reason)
            continue
        acts = acts_of(judging, stretch.entity, requirement.pattern)
        until = judging.as_of if stretch.open else day_last(stretch.last)
        inside = acts.between(day_start(stretch.first), until)
        by_day: dict[date, list[Fact]] = {}
        for fact in inside.sure:
            by_day.setdefault(legal_day(fact.at), []).append(fact)
        begins = sorted({stretch.first, *by_day})
        for day, following in zip(begins, [*begins[1:], None], strict=True):
            before = tuple(by_day.get(day, ())[-1:])
            after = tuple(by_day[following][:1]) if following else ()
            outcome = replace(base, identity=f"{day}", triggered_at=day_start(day), evidence=(*before, *after))
            if limit is None:
                yield _open(outcome, after, act)
                continue
            last = advance_day(day, limit)
            outcome = replace(outcome, due=day_last(last))
            doubt = inside.between(day_start(day), day_last(last)).doubt
            judged = _judge(judging, outcome, stretch, last, after, doubt)
            judged = _with_exceptions(judging, judged, stretch, day, last)
            yield waived(judging, judged, day, min(following or stretch.last, stretch.last))


def _base(stretch: Stretch, day: date) -> Outcome:
    return Outcome(Verdict.PENDING, Text("", ""), f"{day}", day_start(day), entity=stretch.entity)


def _open(outcome: Outcome, after: tuple[Fact, ...], act: Text) -> Outcome:
    """A stretch whose limit the text leaves open: met by the next act, pending until then."""
    if after:
        message = Text("{t} 已{e}", "{e} at {t}").fill(t=show_time(after[0].at), e=act)
        return replace(outcome, verdict=Verdict.MET, message=message, settled_at=after[0].at)
    return replace(outcome, message=Text("尚无下一次{e}", "no further {e} yet").fill(e=act))


def _judge(
    judging: Judging, outcome: Outcome, stretch: Stretch, last: date, after: tuple[Fact, ...], doubt: Unknown | None
) -> Outcome:
    begun = show_day(legal_day(outcome.triggered_at))
    if after and after[0].at <= day_last(last):
        text = Text("自 {b} 起间断至 {t},未超过 {d}", "silent from {b} to {t}, not past {d}")
        text = text.fill(b=begun, t=show_time(after[0].at), d=show_day(last))
        return replace(outcome, verdict=Verdict.MET, message=text, settled_at=after[0].at)
    if stretch.last < last:
        if stretch.open:
            return replace(outcome, message=Text("下一次应不迟于 {d}", "the next is due by {d}").fill(d=show_day(last)))
        if stretch.by_sunset:
            return replace(outcome, verdict=Verdict.EXCUSED, message=LAPSED, settled_at=judging.force.end)
        text = Text("间断未超限时不再适用", "it ceased to apply before the silence was too long")
        return replace(outcome, verdict=Verdict.MET, message=text, settled_at=day_last(stretch.last))
    if doubt is not None:
        return replace(outcome, verdict=Verdict.UNDECIDED, message=doubt.reason)
    if after:
        text = Text("自 {b} 起间断至 {t},超过 {d}", "silent from {b} to {t}, past {d}")
        text = text.fill(b=begun, t=show_time(after[0].at), d=show_day(last))
        return replace(outcome, verdict=Verdict.MET_LATE, message=text, settled_at=after[0].at)
    until = show_day(stretch.last)
    text = Text("自 {b} 起间断至 {t},超过 {d}", "silent from {b} to {t}, past {d}").fill(
        b=begun, t=until, d=show_day(last)
    )
    settled = None if stretch.open else day_last(stretch.last)
    return replace(outcome, verdict=Verdict.VIOLATED, message=text, settled_at=settled)


def _with_exceptions(judging: Judging, outcome: Outcome, stretch: Stretch, day: date, last: date) -> Outcome:
    """Excused if an exception held at the end of one of the days of the stretch."""
    if not judging.rule.exceptions or outcome.verdict is Verdict.MET:
        return outcome
    end = min(last, stretch.last)
    days = {day, end, *(d for d in stretch.entity.touched if day <= d <= end)}
    looks = [judging.look(day_last(d), entity=stretch.entity) for d in sorted(days)]
    excused = any_of(holds(e, look) for look in looks for e in judging.rule.exceptions)
    if excused is True:
        return replace(outcome, verdict=Verdict.EXCUSED, message=Text("属于例外", "an exception applies"))
    if isinstance(excused, Unknown) and outcome.verdict.is_breach:
        return replace(outcome, verdict=Verdict.UNDECIDED, message=excused.reason)
    return outcome
