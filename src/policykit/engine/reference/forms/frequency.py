"""frequency: in every calendar period at least, or at most, so many.

A minimum binds in whole periods only: every day of the period is in scope. A maximum binds in every part of a period
(docs/decisions/0003): what lies inside scope is counted, and the act beyond it breaks the rule at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policykit.calendar import Bucket, bucket, buckets_between
from policykit.engine.reference.acts import Acts, acts_of
from policykit.engine.reference.conditions import holds
from policykit.engine.reference.obligations import UNKNOWN_OPENING, Judging, Outcome, waived
from policykit.engine.reference.register import Entity
from policykit.engine.reference.stretches import ONE_DAY, Stretch, stretches_of
from policykit.engine.reference.truth import Unknown, any_of
from policykit.model.errors import CalendarEnds
from policykit.model.facts import Fact
from policykit.model.facts.content import PostPublished
from policykit.model.finding import Verdict
from policykit.model.policy.periods import Cadence
from policykit.model.policy.requirements import Bound, Counted, Frequency
from policykit.model.text import Text
from policykit.model.time import day_last, day_start, legal_day


def judge(judging: Judging, requirement: Frequency) -> Iterator[Outcome]:
    """One outcome an entity and calendar period."""
    kind = judging.rule.scope.entity
    if kind is None:
        raise ValueError(f"{judging.rule.id} is not for each entity")
    for entity in judging.history.register.all(kind):
        acts = acts_of(judging, entity, requirement.pattern)
        if requirement.bound is Bound.AT_LEAST:
            found = _minimum(judging, requirement, entity, acts)
        else:
            found = _maximum(judging, requirement, entity, acts)
        for outcome, period in found:
            yield waived(judging, outcome, period.first, period.last)


def amount(acts: tuple[Fact, ...], counted: Counted) -> int:
    """How many acts (次), or items in them (条)."""
    if counted is Counted.ACTS:
        return len(acts)
    return sum(f.items if isinstance(f, PostPublished) else 1 for f in acts)


def _excepted(judging: Judging, entity: Entity, first: date, last: date) -> bool | Unknown:
    """Whether an exception held at the end of one of the days."""
    if not judging.rule.exceptions:
        return False
    days = {first, last, *(d for d in entity.touched if first <= d <= last)}
    return any_of(
        holds(e, judging.look(day_last(d), entity=entity)) for d in sorted(days) for e in judging.rule.exceptions
    )


def _minimum(judging: Judging, requirement: Frequency, entity: Entity, acts: Acts) -> Iterator[tuple[Outcome, Bucket]]:
    unit = Text(
        "次" if requirement.counted is Counted.ACTS else "条",
        "acts" if requirement.counted is Counted.ACTS else "items",
    )
    for run in _runs(list(stretches_of(judging, entity))):
        first, last = run[0].first, run[-1].last
        # the period that holds as_of is pending: it is whole as far as one can tell
        horizon = bucket(requirement.cadence, last).last if run[-1].open else last
        force_last = judging.force.last
        for period in buckets_between(requirement.cadence, first, horizon):
            if period.first < first or period.last > horizon or (force_last and period.last > force_last):
                continue
            due = day_last(period.last)
            inside = acts.between(day_start(period.first), due)
            count = amount(inside.sure, requirement.counted)
            text = Text("{p} 要求至少 {n} {u},有 {c}", "{p}: at least {n} {u}, {c} found").fill(
                p=period.label, n=requirement.count, u=unit, c=count
            )
            unknown = next(
                (s.unknown for s in run if s.unknown and s.first <= period.last and s.last >= period.first), None
            )
            verdict, why = _judge_minimum(judging, requirement, entity, period, inside, count)
            if unknown is not None and verdict is not Verdict.PENDING:
                reason = Text("不知本条是否适用:{r}", "whether the rule applies is unknown: {r}").fill(r=unknown.reason)
                verdict, why = Verdict.UNDECIDED, reason
            if verdict is None:
                continue
            settled = due if verdict is not Verdict.PENDING else None
            yield _outcome(run[0], period, verdict, why or text, due, settled, inside.sure), period


def _judge_minimum(
    judging: Judging, requirement: Frequency, entity: Entity, period: Bucket, inside: Acts, count: int
) -> tuple[Verdict | None, Text | None]:
    """The verdict on a whole period, None if it is no period of the cadence (a rest day); and a message if a special one."""
    if requirement.cadence is Cadence.WORKDAY:
        try:
            if not judging.calendar.status(period.first).working:
                return None, None
        except CalendarEnds as error:
            return Verdict.UNDECIDED, error.text
    excepted = _excepted(judging, entity, period.first, min(period.last, legal_day(judging.as_of)))
    if excepted is True:
        return Verdict.EXCUSED, Text("属于例外", "an exception applies")
    if judging.as_of < day_last(period.last):
        return Verdict.PENDING, None
    if count >= requirement.count:
        return Verdict.MET, None
    doubt = inside.doubt or (excepted if isinstance(excepted, Unknown) else None)
    if doubt is not None:
        return Verdict.UNDECIDED, doubt.reason
    return Verdict.VIOLATED, None


def _runs(stretches: list[Stretch]) -> Iterator[list[Stretch]]:
    """Stretches of one entity that follow each other without a gap (sure and unknown ones in turn)."""
    run: list[Stretch] = []
    for stretch in stretches:
        if run and run[-1].last + ONE_DAY != stretch.first:
            yield run
            run = []
        run.append(stretch)
    if run:
        yield run


def _maximum(judging: Judging, requirement: Frequency, entity: Entity, acts: Acts) -> Iterator[tuple[Outcome, Bucket]]:
    unit = Text(
        "次" if requirement.counted is Counted.ACTS else "条",
        "acts" if requirement.counted is Counted.ACTS else "items",
    )
    where = judging.rule.scope.entity_where
    in_scope: list[Fact] = []
    unsure: Unknown | None = None
    for fact in acts.sure:
        # an act that ends or suspends the life is still an act of it
        if not judging.force.holds_at(fact.at):
            continue
        truth = True if where is None else holds(where, judging.look(fact.at, entity=entity))
        if truth is True:
            in_scope.append(fact)
        elif isinstance(truth, Unknown):
            unsure = truth
    periods: dict[date, tuple[Bucket, Stretch]] = {}
    for stretch in stretches_of(judging, entity):
        for period in buckets_between(requirement.cadence, stretch.first, stretch.last):
            periods.setdefault(period.first, (period, stretch))
    for period, stretch in periods.values():
        due = day_last(period.last)
        inside = tuple(f for f in in_scope if day_start(period.first) <= f.at <= due)
        count = amount(inside, requirement.counted)
        text = Text("{p} 至多 {n} {u},有 {c}", "{p}: at most {n} {u}, {c} found").fill(
            p=period.label, n=requirement.count, u=unit, c=count
        )
        doubt = acts.between(day_start(period.first), due).doubt or unsure or stretch.unknown
        excepted = _excepted(judging, entity, max(period.first, stretch.first), min(period.last, stretch.last))
        verdict, settled, why = Verdict.PENDING, None, text
        if excepted is True:
            verdict, settled, why = Verdict.EXCUSED, due, Text("属于例外", "an exception applies")
        elif count > requirement.count and stretch.unknown is None:
            beyond = _beyond(inside, requirement)
            verdict, settled = Verdict.VIOLATED, beyond.at
        elif doubt is not None and judging.as_of >= due:
            verdict, settled, why = Verdict.UNDECIDED, None, doubt.reason
        elif judging.as_of >= due or not stretch.open:
            verdict, settled = Verdict.MET, min(due, day_last(stretch.last))
        yield _outcome(stretch, period, verdict, why, due, settled, inside), period


def _beyond(acts: tuple[Fact, ...], requirement: Frequency) -> Fact:
    """The act that breaks the maximum."""
    total = 0
    for fact in acts:
        total += amount((fact,), requirement.counted)
        if total > requirement.count:
            return fact
    raise ValueError("the maximum is not broken")


def _outcome(
    stretch: Stretch,
    period: Bucket,
    verdict: Verdict,
    message: Text,
    due: int,
    settled: int | None,
    acts: tuple[Fact, ...],
) -> Outcome:
    return Outcome(
        verdict,
        message,
        f"{period.first}",
        day_start(period.first),
        entity=stretch.entity,
        due=due,
        settled_at=settled,
        evidence=acts,
        rests_on=() if stretch.life.start_said else (UNKNOWN_OPENING,),
    )
