"""state, and checks on entities: what must hold as long as the entity is in scope.

Judged at the end of each legal day, so that what is mended on the same day is no breach (docs/decisions/0005). One
outcome a stretch: broken from the first day on which it does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from policykit.engine.reference.conditions import holds
from policykit.engine.reference.excuses import belongs_to, excepted, show_waiver, waiver_over
from policykit.engine.reference.forms.custom import run_check
from policykit.engine.reference.judging import (
    EXCEPTION,
    UNKNOWN_OPENING,
    Judging,
    Outcome,
    exception_unknown,
    scope_unknown,
    show_day,
)
from policykit.engine.reference.stretches import Stretch, days_to_ask, each_stretch, looks_back
from policykit.engine.reference.truth import Truth, Unknown, negate
from policykit.engine.reference.values import Look
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Custom, State
from policykit.model.text import Text
from policykit.model.time import day_last, day_start

Test = Callable[[Look], tuple[Truth, Text]]
"""Whether what must hold does, and what to say if it doesn't."""

NOT_AS_REQUIRED = Text("不符合要求", "not as required")


def judge(judging: Judging, requirement: State) -> Iterator[Outcome]:
    """The entity must meet (or not meet) the condition."""

    def test(look: Look) -> tuple[Truth, Text]:
        truth = holds(requirement.condition, look)
        return (negate(truth) if judging.rule.modality.negative else truth), NOT_AS_REQUIRED

    return judge_days(judging, test, every=looks_back(requirement.condition))


def judge_check(judging: Judging, requirement: Custom) -> Iterator[Outcome]:
    """The entity must pass a plug-in's check, which may depend on the day."""

    def test(look: Look) -> tuple[Truth, Text]:
        result = run_check(judging, requirement, look)
        return Unknown(result.reason) if result.passed is None else result.passed, result.reason

    return judge_days(judging, test, every=True)


def judge_days(judging: Judging, test: Test, *, every: bool = False) -> Iterator[Outcome]:
    """One outcome a stretch, from a test at the end of its days; `every`: the test may change on any day."""
    for stretch in each_stretch(judging):
        base = lasting(stretch)
        if stretch.unknown is not None:
            yield replace(base, verdict=Verdict.UNDECIDED, message=scope_unknown(stretch.unknown))
        else:
            yield _over(judging, base, stretch, test, every=every)


def lasting(stretch: Stretch) -> Outcome:
    """The outcome of a stretch as long as nothing else is known of it."""
    return Outcome(
        Verdict.PENDING,
        Text("持续义务,截至目前符合", "a lasting duty, met so far"),
        identity=f"{stretch.first}",
        triggered_at=day_start(stretch.first),
        entity=stretch.entity,
        seen_at=stretch.seen_at,
        evidence=(stretch.life.start_fact,),
        rests_on=() if stretch.life.start_said else (UNKNOWN_OPENING,),
    )


def _over(judging: Judging, base: Outcome, stretch: Stretch, test: Test, *, every: bool) -> Outcome:
    """The outcome of one stretch: broken from its first day that fails without an excuse."""
    doubt: Text | None = None
    excuse: Text | None = None
    for day in _days(judging, stretch, every=every):
        truth, text = test(judging.look(day_last(day), entity=stretch.entity))
        if truth is True:
            continue
        free, reason = _is_free(judging, stretch, day)
        if free is True:
            excuse = excuse or reason
        elif isinstance(truth, Unknown):
            doubt = doubt or truth.reason
        elif isinstance(free, Unknown):
            doubt = doubt or exception_unknown(free)
        else:
            return broken(base, stretch, day, text)
    if doubt is not None:
        return replace(base, verdict=Verdict.UNDECIDED, message=doubt)
    return base if stretch.open else kept(base, stretch, excuse)


def kept(base: Outcome, stretch: Stretch, excuse: Text | None) -> Outcome:
    """The outcome of a stretch that is over and was never broken without an excuse."""
    settled = day_last(stretch.last)
    if excuse is not None:
        return replace(base, verdict=Verdict.EXCUSED, message=excuse, settled_at=settled)
    met = Text("存续期间符合", "met as long as it applied")
    return replace(base, verdict=Verdict.MET, message=met, settled_at=settled)


def _days(judging: Judging, stretch: Stretch, *, every: bool) -> list[date]:
    """The days at whose end the outcome may differ from the day before; waivers come and go by themselves."""
    every = every or (judging.rule.modality.in_principle and bool(judging.history.waivers))
    return days_to_ask(judging, stretch.entity, stretch.first, stretch.last, judging.rule.exceptions, every=every)


def _is_free(judging: Judging, stretch: Stretch, day: date) -> tuple[Truth, Text]:
    """Whether an exception or a waiver allows the state of a day, and which."""
    at = day_last(day)
    found = waiver_over(judging, belongs_to(judging, at, None, stretch.entity), at, at)
    if found is not None:
        return True, show_waiver(found[0])
    return excepted(judging, judging.look(at, entity=stretch.entity)), EXCEPTION


def broken(base: Outcome, stretch: Stretch, day: date, why: Text) -> Outcome:
    """The outcome of a stretch from the first day that fails without an excuse."""
    message = Text("自 {d} 起:{m}", "since {d}: {m}").fill(d=show_day(day), m=why)
    return replace(
        base,
        verdict=Verdict.VIOLATED,
        message=message,
        settled_at=day_last(day),
        evidence=stretch.entity.changes_on(day) or base.evidence,
    )
