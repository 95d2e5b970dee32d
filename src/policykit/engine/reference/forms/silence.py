"""silence: no stretch without such a fact may be longer than the limit.

Each day with an act begins a silence, and so does the first day in scope; the last lawful day of the next act is the
limit after it, without a roll (reading 6: D+14 for fourteen days).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from policykit.calendar import advance_day
from policykit.engine.reference.acts import Acts, acts_of
from policykit.engine.reference.excuses import excepted_within, open_until, waived
from policykit.engine.reference.judging import (
    EXCEPTION,
    LAPSED,
    UNKNOWN_OPENING,
    Judging,
    Outcome,
    Shown,
    exception_unknown,
    figure_of,
    scope_unknown,
    show_day,
    show_time,
)
from policykit.engine.reference.stretches import ONE_DAY, Stretch, each_stretch
from policykit.engine.reference.truth import Unknown
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Silence
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start, legal_day

TOO_LONG = Text("自 {b} 起间断至 {t},超过 {d}", "silent from {b} to {t}, past {d}")
CEASED = Text("间断未超限时不再适用", "it ceased to apply before the silence was too long")


@dataclass(frozen=True)
class OneSilence:
    """One silence: from its first day to the next act, if there is one; `last` is the last lawful day for it."""

    judging: Judging
    stretch: Stretch
    first: date
    next: Shown | None
    last: date | None
    doubt: Unknown | None
    base: Outcome


def judge(judging: Judging, requirement: Silence) -> Iterator[Outcome]:
    """One outcome for each day that begins a silence."""
    for stretch in each_stretch(judging):
        if stretch.unknown is not None:
            yield replace(_base(stretch, stretch.first), message=scope_unknown(stretch.unknown))
            continue
        for silence in _silences(judging, requirement, stretch):
            outcome = _with_exceptions(silence, settle(judging.events(requirement.pattern.events), silence))
            yield waived(judging, outcome, outcome.triggered_at, open_until(judging, outcome))


def _base(stretch: Stretch, day: date) -> Outcome:
    return Outcome(
        Verdict.UNDECIDED,
        Text("", ""),
        identity=f"{day}",
        triggered_at=day_start(day),
        entity=stretch.entity,
        seen_at=day_last(day),
        rests_on=() if stretch.life.start_said else (UNKNOWN_OPENING,),
    )


def _silences(judging: Judging, requirement: Silence, stretch: Stretch) -> Iterator[OneSilence]:
    acts = acts_of(judging, stretch.entity, requirement.pattern)
    acts = acts.between(day_start(stretch.first), _heard_until(judging, stretch))
    by_day: dict[date, list[Fact]] = {}
    for fact in acts.sure:
        by_day.setdefault(legal_day(fact.at), []).append(fact)
    for day in sorted({stretch.first, *(d for d in by_day if d <= stretch.last)}):
        following = next((by_day[d][0] for d in sorted(by_day) if d > day), None)
        shown = tuple(f for f in (*by_day.get(day, ())[-1:], following) if f is not None)
        silence = silence_from(judging, requirement, stretch, day, shown)
        yield replace(silence, doubt=_doubt(acts, day, silence.last))


def silence_from(
    judging: Judging, requirement: Silence, stretch: Stretch, day: date, acts: tuple[Shown, ...]
) -> OneSilence:
    """The silence that begins on a day; `acts` are the last act on it and the first on a later day, if there are."""
    limit, rests_on = figure_of(judging, requirement.limit)
    last = advance_day(day, limit) if limit is not None else None
    base = _base(stretch, day)
    base = replace(
        base,
        due=day_last(last) if last is not None else None,
        evidence=acts,
        rests_on=(*rests_on, *base.rests_on),
    )
    following = next((f for f in acts if legal_day(f.at) > day), None)
    return OneSilence(judging, stretch, day, following, last, None, base)


def _heard_until(judging: Judging, stretch: Stretch) -> Instant:
    """Until when an act ends a silence of the stretch: up to the end of the day on which it ceases to be in scope."""
    ends = [judging.as_of, day_last(stretch.last if stretch.by_sunset else stretch.last + ONE_DAY)]
    if stretch.life.end is not None:
        ends.append(stretch.life.end)
    return min(ends)


def _doubt(acts: Acts, day: date, last: date | None) -> Unknown | None:
    return acts.between(day_start(day), day_last(last)).doubt if last is not None else None


def settle(act: Text, silence: OneSilence) -> Outcome:
    """What became of the silence."""
    base, following, last, stretch = silence.base, silence.next, silence.last, silence.stretch
    if following is not None and (last is None or following.at <= day_last(last)):
        message = Text("自 {b} 起,{t} 已{e}", "since {b}: {e} at {t}")
        message = message.fill(b=show_day(silence.first), t=show_time(following.at), e=act)
        return replace(base, verdict=Verdict.MET, message=message, settled_at=following.at)
    if last is None or stretch.last < last:
        return _not_yet_too_long(act, silence)
    if silence.doubt is not None:
        return replace(base, verdict=Verdict.UNDECIDED, message=silence.doubt.reason)
    if following is not None:
        message = TOO_LONG.fill(b=show_day(silence.first), t=show_time(following.at), d=show_day(last))
        return replace(base, verdict=Verdict.MET_LATE, message=message, settled_at=following.at)
    message = TOO_LONG.fill(b=show_day(silence.first), t=show_day(stretch.last), d=show_day(last))
    return replace(
        base,
        verdict=Verdict.VIOLATED,
        message=message,
        settled_at=None if stretch.open else day_last(stretch.last),
    )


def _not_yet_too_long(act: Text, silence: OneSilence) -> Outcome:
    """A silence that goes on, or that ended with the scope rather than with an act."""
    base, last, stretch = silence.base, silence.last, silence.stretch
    if stretch.open:
        message = Text("尚无下一次{e}", "no further {e} yet").fill(e=act)
        if last is not None:
            message = Text("下一次应不迟于 {d}", "the next is due by {d}").fill(d=show_day(last))
        return replace(base, verdict=Verdict.PENDING, message=message)
    if stretch.by_sunset:
        return replace(base, verdict=Verdict.EXCUSED, message=LAPSED, settled_at=silence.judging.force.end)
    verdict = Verdict.MET if last is not None else Verdict.EXCUSED
    return replace(base, verdict=verdict, message=CEASED, settled_at=day_last(stretch.last))


def _with_exceptions(silence: OneSilence, outcome: Outcome) -> Outcome:
    """Excused if an exception held at the end of one of the days before the next act, up to the last lawful one."""
    ends = [silence.stretch.last]
    if silence.last is not None:
        ends.append(silence.last)
    if silence.next is not None:
        ends.append(legal_day(silence.next.at) - ONE_DAY)
    truth, day = excepted_within(silence.judging, silence.stretch.entity, silence.first, min(ends))
    if day is not None:
        return replace(outcome, verdict=Verdict.EXCUSED, message=EXCEPTION, settled_at=day_last(day))
    if isinstance(truth, Unknown) and outcome.verdict.is_breach:
        return replace(outcome, verdict=Verdict.UNDECIDED, message=exception_unknown(truth), settled_at=None)
    return outcome
