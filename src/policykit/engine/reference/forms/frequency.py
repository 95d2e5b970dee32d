"""frequency: in every calendar period at least, or at most, so many.

A minimum binds in whole periods only: every day of the period is in scope, so nothing is decided before the period is
over. A maximum binds in every part of a period (docs/decisions/0003): what lies inside scope is counted, and the act
beyond it breaks the rule at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from policykit.calendar import Bucket, bucket, buckets_between
from policykit.engine.reference.acts import Acts, acts_of
from policykit.engine.reference.conditions import holds
from policykit.engine.reference.excuses import belongs_to, excepted, excepted_within, waived, waiver_over
from policykit.engine.reference.judging import (
    EXCEPTION,
    PROVISIONAL,
    UNKNOWN_OPENING,
    Judging,
    Outcome,
    exception_unknown,
    scope_unknown,
)
from policykit.engine.reference.periods import holding, runs, whole_periods
from policykit.engine.reference.register import Entity
from policykit.engine.reference.stretches import Stretch, stretches_of
from policykit.engine.reference.truth import Truth, Unknown, all_of, negate
from policykit.model.errors import CalendarEnds
from policykit.model.facts import Fact
from policykit.model.facts.content import PostPublished
from policykit.model.finding import Verdict
from policykit.model.policy.periods import Cadence
from policykit.model.policy.requirements import Bound, Counted, Frequency
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start, legal_day

UNITS = {Counted.ACTS: Text("次", "acts"), Counted.ITEMS: Text("条", "items")}
FOUND = {
    Bound.AT_LEAST: Text("{p} 要求至少 {n} {u},有 {c}", "{p}: at least {n} {u}, {c} found"),
    Bound.AT_MOST: Text("{p} 至多 {n} {u},有 {c}", "{p}: at most {n} {u}, {c} found"),
}
EXCUSED = Text("超出部分属于例外或已获豁免", "what goes beyond the maximum is excepted or waived")


def judge(judging: Judging, requirement: Frequency) -> Iterator[Outcome]:
    """One outcome an entity and calendar period."""
    for entity in judging.history.register.all(judging.each):
        acts = acts_of(judging, entity, requirement.pattern)
        stretches = list(stretches_of(judging, entity))
        if requirement.bound is Bound.AT_LEAST:
            yield from _minimum(judging, requirement, acts, stretches)
        else:
            yield from _maximum(judging, requirement, acts, stretches)


def amount(acts: Iterable[Fact], counted: Counted) -> int:
    """How many acts (次), or items in them (条)."""
    return sum(f.items if counted is Counted.ITEMS and isinstance(f, PostPublished) else 1 for f in acts)


def _base(
    judging: Judging, requirement: Frequency, period: Bucket, stretch: Stretch, acts: tuple[Fact, ...]
) -> Outcome:
    found = base(judging, requirement, period, stretch, amount(acts, requirement.counted))
    return replace(found, evidence=acts)


def base(judging: Judging, requirement: Frequency, period: Bucket, stretch: Stretch, count: int) -> Outcome:
    """The outcome as long as the period is not over, with so many acts or items; what shows them is left out."""
    form, unit = FOUND[requirement.bound], UNITS[requirement.counted]
    seen = day_last(max(period.first, stretch.first))
    return Outcome(
        Verdict.PENDING,
        form.fill(p=period.label, n=requirement.count, u=unit, c=count),
        identity=f"{period.first}",
        triggered_at=day_start(period.first),
        entity=stretch.entity,
        seen_at=min(judging.as_of, seen),
        due=day_last(period.last),
        rests_on=() if stretch.life.start_said else (UNKNOWN_OPENING,),
    )


def on_workdays(judging: Judging, requirement: Frequency, outcome: Outcome) -> tuple[Outcome | None, bool]:
    """The outcome of a working day, None on a rest day; and whether it is final, as the calendar does not reach."""
    if requirement.cadence is not Cadence.WORKDAY:
        return outcome, False
    try:
        status = judging.calendar.status(legal_day(outcome.triggered_at))
    except CalendarEnds as error:
        return replace(outcome, verdict=Verdict.UNDECIDED, message=error.text), True
    if not status.working:
        return None, False
    return replace(outcome, rests_on=(*outcome.rests_on, PROVISIONAL)) if status.provisional else outcome, False


# ---------------------------------------------------------------- at least


def _minimum(judging: Judging, requirement: Frequency, acts: Acts, stretches: list[Stretch]) -> Iterator[Outcome]:
    for run in runs(stretches):
        for period in whole_periods(judging, requirement.cadence, run):
            inside = acts.between(day_start(period.first), day_last(period.last))
            base = _base(judging, requirement, period, holding(run, period), inside.sure)
            outcome, final = on_workdays(judging, requirement, base)
            if outcome is not None:
                judged = outcome if final else _at_least(judging, requirement, run, inside, outcome)
                over = judged.verdict is not Verdict.PENDING
                yield waived(judging, judged, outcome.triggered_at, day_last(period.last)) if over else judged


def _at_least(judging: Judging, requirement: Frequency, run: list[Stretch], inside: Acts, base: Outcome) -> Outcome:
    period = bucket(requirement.cadence, legal_day(base.triggered_at))
    over = day_last(period.last)
    if judging.as_of < over:
        return base
    excused, day = excepted_within(judging, run[0].entity, period.first, period.last)
    if day is not None:
        return replace(base, verdict=Verdict.EXCUSED, message=EXCEPTION, settled_at=day_last(day))
    doubts = [scope_unknown(s.unknown) for s in run if s.unknown and s.first <= period.last and period.first <= s.last]
    if doubts:
        return replace(base, verdict=Verdict.UNDECIDED, message=doubts[0])
    if amount(inside.sure, requirement.counted) >= requirement.count:
        return replace(base, verdict=Verdict.MET, settled_at=over)
    possible = (*inside.sure, *(f for f, _ in inside.unsure))
    if inside.doubt and (inside.missing or amount(possible, requirement.counted) >= requirement.count):
        return replace(base, verdict=Verdict.UNDECIDED, message=inside.doubt.reason)
    if isinstance(excused, Unknown):
        return replace(base, verdict=Verdict.UNDECIDED, message=exception_unknown(excused))
    return replace(base, verdict=Verdict.VIOLATED, settled_at=over)


# ---------------------------------------------------------------- at most


@dataclass(frozen=True)
class _Counted:
    """The acts that a maximum counts, those that are excused from it, and those that may count."""

    sure: tuple[Fact, ...]
    excused: tuple[Fact, ...]
    perhaps: tuple[tuple[Fact, Unknown], ...]
    missing: Unknown | None

    def between(self, first: Instant, last: Instant) -> _Counted:
        """The acts from `first` to `last`, both included."""
        return _Counted(
            tuple(f for f in self.sure if first <= f.at <= last),
            tuple(f for f in self.excused if first <= f.at <= last),
            tuple((f, u) for f, u in self.perhaps if first <= f.at <= last),
            self.missing,
        )


def _maximum(judging: Judging, requirement: Frequency, acts: Acts, stretches: list[Stretch]) -> Iterator[Outcome]:
    if not stretches:
        return
    counted = _counted(judging, stretches[0].entity, acts)
    for period, stretch in _parts(judging, requirement.cadence, stretches):
        inside = counted.between(day_start(period.first), day_last(period.last))
        outcome, final = on_workdays(judging, requirement, _base(judging, requirement, period, stretch, inside.sure))
        if outcome is not None:
            yield outcome if final else _at_most(judging, requirement, inside, outcome)


def _parts(judging: Judging, cadence: Cadence, stretches: list[Stretch]) -> Iterator[tuple[Bucket, Stretch]]:
    """The periods of which a part lies in scope, each with the first stretch that reaches into it."""
    seen = None
    for stretch in stretches:
        for period in buckets_between(
            cadence, stretch.first, legal_day(judging.as_of) if stretch.open else stretch.last
        ):
            if seen is None or period.first > seen:
                seen = period.first
                yield period, stretch


def _counted(judging: Judging, entity: Entity, acts: Acts) -> _Counted:
    sure: list[Fact] = []
    excused: list[Fact] = []
    perhaps: list[tuple[Fact, Unknown]] = []
    known: list[tuple[Fact, Truth]] = [*((f, True) for f in acts.sure), *acts.unsure]
    for fact, counts in sorted(known, key=lambda p: (p[0].at, p[0].id)):
        bound = all_of((counts, _in_scope(judging, entity, fact)))
        if bound is False:
            continue
        free = _is_free(judging, entity, fact)
        truth = all_of((bound, negate(free)))
        if truth is True:
            sure.append(fact)
        elif isinstance(truth, Unknown):
            perhaps.append((fact, truth))
        elif bound is True:
            excused.append(fact)
    return _Counted(tuple(sure), tuple(excused), tuple(perhaps), acts.missing)


def _in_scope(judging: Judging, entity: Entity, fact: Fact) -> Truth:
    """Whether the rule binds the entity at the act; the act that ends a life still belongs to it."""
    lives = any(life.start <= fact.at and (life.end is None or fact.at <= life.end) for life in entity.lives)
    if not lives or not judging.force.holds_at(fact.at):
        return False
    where = judging.rule.scope.entity_where
    return True if where is None else holds(where, judging.look(fact.at, entity=entity))


def _is_free(judging: Judging, entity: Entity, fact: Fact) -> Truth:
    """Whether an exception or a waiver allows the act."""
    owner = belongs_to(judging, fact.at, None, entity)
    if waiver_over(judging, owner, fact.at, fact.at) is not None:
        return True
    return excepted(judging, judging.look(fact.at, entity=entity))


def _at_most(judging: Judging, requirement: Frequency, inside: _Counted, base: Outcome) -> Outcome:
    end = base.due if base.due is not None else judging.as_of
    if judging.force.end is not None:
        end = min(end, judging.force.end)
    base = replace(base, due=end)
    if amount(inside.sure, requirement.counted) > requirement.count:
        return replace(base, verdict=Verdict.VIOLATED, settled_at=_beyond(inside.sure, requirement).at)
    if judging.as_of < end:
        return base
    perhaps = tuple(f for f, _ in inside.perhaps)
    doubt = inside.perhaps[0][1] if amount((*inside.sure, *perhaps), requirement.counted) > requirement.count else None
    if inside.missing or doubt:
        reason = (inside.missing or doubt or Unknown(base.message)).reason
        return replace(base, verdict=Verdict.UNDECIDED, message=reason, evidence=(*inside.sure, *perhaps))
    everything = (*inside.sure, *inside.excused)
    if amount(everything, requirement.counted) > requirement.count:
        return replace(base, verdict=Verdict.EXCUSED, message=EXCUSED, settled_at=end, evidence=everything)
    return replace(base, verdict=Verdict.MET, settled_at=end)


def _beyond(acts: tuple[Fact, ...], requirement: Frequency) -> Fact:
    """The act that breaks the maximum."""
    total = 0
    for fact in acts:
        total += amount((fact,), requirement.counted)
        if total > requirement.count:
            return fact
    raise ValueError("the maximum is not broken")
