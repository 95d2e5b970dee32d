"""response: after the trigger such a fact must occur within the limit, at the earliest at the trigger's own instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from policykit.engine.reference.breaches import Breach, Outcomes, each_breach
from policykit.engine.reference.conditions import belonging, counts
from policykit.engine.reference.excuses import lifted
from policykit.engine.reference.judging import (
    LAPSED,
    Due,
    Judging,
    Outcome,
    Shown,
    due_after,
    due_as_said,
    scope_unknown,
    show_day,
    show_time,
)
from policykit.engine.reference.register import Entity, Life
from policykit.engine.reference.stretches import Stretch, stretches_of_life
from policykit.engine.reference.triggers import at_trigger, each_trigger
from policykit.engine.reference.truth import Unknown
from policykit.engine.reference.values import Look
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.requirements import Anchor, Response
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start, legal_day

NO_FIRST_DAY = Text("不知施行之日,无从起算", "the day of force is not known: there is nothing to count from")
LIFE_ENDED = Text("到期前已终止存续,义务终止", "it ceased to exist before it was due")


@dataclass(frozen=True)
class _Duty:
    """One act owed: since when, by when, and when the duty ends if it is not due by then, with the reason.

    `base` is the outcome as long as nothing is known of the act; `by` are the facts that gave rise to the duty, which
    cannot fulfil it.
    """

    judging: Judging
    requirement: Response
    look: Look
    base: Outcome
    start: Instant
    due: Due
    stop: Instant | None
    stop_reason: Text
    by: tuple[Shown, ...] = ()

    @property
    def act(self) -> Text:
        """What the act is called."""
        return self.judging.events(self.requirement.pattern.events)

    @property
    def ends_early(self) -> bool:
        """Whether the duty ends before it is due."""
        return self.due.outlives(self.stop)

    def runs_at(self, fact: Fact) -> bool:
        """Whether the duty runs when the fact occurs, and the fact is not what gave rise to it."""
        within = self.start <= fact.at and (not self.ends_early or self.stop is None or fact.at <= self.stop)
        return within and fact is not self.look.fact and not any(fact is f for f in self.by)

    def becomes(
        self, verdict: Verdict, message: Text, *, settled_at: Instant | None = None, by: Fact | None = None
    ) -> Outcome:
        """The outcome, with the fact that brought it about."""
        evidence = self.base.evidence if by is None else (*self.base.evidence, by)
        return replace(self.base, verdict=verdict, message=message, settled_at=settled_at, evidence=evidence)


def judge(judging: Judging, requirement: Response) -> Iterator[Outcome]:
    """One outcome a trigger; one a life of an entity where the rule has no trigger."""
    if judging.rule.scope.trigger is None:
        return _each_life(judging, requirement)

    def one(look: Look) -> Outcome | None:
        due = due_of(judging, requirement, look, look.at)
        if due is None:
            return at_trigger(look, Verdict.UNDECIDED, NO_FIRST_DAY)
        if due.last is not None and due.last < look.at:
            return None
        base = at_trigger(look, Verdict.PENDING, NO_FIRST_DAY, due=due.last, rests_on=due.rests_on)
        return _settle(_Duty(judging, requirement, look, base, look.at, due, judging.force.end, LAPSED))

    return each_trigger(judging, one, lasting=True)


def judge_breaches(judging: Judging, requirement: Response, outcomes: Outcomes) -> Iterator[Outcome]:
    """One outcome for each breach of the rule that this one follows."""

    def one(breach: Breach) -> Outcome | None:
        due = due_of(judging, requirement, breach.look, breach.at)
        base = breach.pending(NO_FIRST_DAY)
        if due is None:
            return replace(base, verdict=Verdict.UNDECIDED)
        if due.last is not None and due.last < breach.at:
            return None
        base = replace(base, due=due.last, rests_on=due.rests_on)
        end = judging.force.end
        return _settle(_Duty(judging, requirement, breach.look, base, breach.at, due, end, LAPSED, breach.by))

    return each_breach(judging, outcomes, one)


def due_of(judging: Judging, requirement: Response, look: Look, start: Instant) -> Due | None:
    """When the act is due; None if it counts from a day of force that is not known."""
    limit = requirement.limit
    if isinstance(limit, date):
        return Due(day_last(limit), show_day(limit))
    if not isinstance(limit, Period | OpenTerm):
        return due_as_said(limit, look)
    if requirement.anchor is Anchor.FORCE:
        first = judging.settings.first_day(judging.document)
        if first is None:
            return None
        start = day_start(first)
    return due_after(judging, start, limit)


# ---------------------------------------------------------------- entities


def _each_life(judging: Judging, requirement: Response) -> Iterator[Outcome]:
    for entity in judging.history.register.all(judging.each):
        for life in entity.lives:
            stretch = _binding(judging, requirement, list(stretches_of_life(judging, entity, life)))
            if stretch is not None:
                yield _of_life(judging, requirement, entity, stretch)


def _binding(judging: Judging, requirement: Response, stretches: list[Stretch]) -> Stretch | None:
    """The stretch in which a life came to owe the act: in scope on the day of force, or by the date; a sure one."""
    limit, first = requirement.limit, judging.settings.first_day(judging.document)
    if requirement.anchor is Anchor.FORCE and first is not None:
        stretches = [replace(s, first=first) for s in stretches if s.first <= first <= s.last]
    elif isinstance(limit, date):
        stretches = [s for s in stretches if s.first <= limit]
    return next((s for s in stretches if s.unknown is None), stretches[0] if stretches else None)


def _of_life(judging: Judging, requirement: Response, entity: Entity, stretch: Stretch) -> Outcome:
    start = day_start(stretch.first)
    look = judging.look(stretch.seen_at, entity=entity)
    due = due_of(judging, requirement, look, start)
    base = owed_by(stretch, start)
    if due is None:
        return base
    base = replace(base, due=due.last, rests_on=due.rests_on)
    if stretch.unknown is not None:
        return replace(base, message=scope_unknown(stretch.unknown))
    duty = _Duty(judging, requirement, look, base, start, due, *stop_of(judging, stretch.life))
    return lifted(judging, look, _settle(duty), start)


def owed_by(stretch: Stretch, start: Instant) -> Outcome:
    """The outcome of a life that owes the act from `start` on, as long as nothing is known of it."""
    return Outcome(
        Verdict.UNDECIDED,
        NO_FIRST_DAY,
        identity=f"life from {legal_day(stretch.life.start)}",
        triggered_at=start,
        entity=stretch.entity,
        seen_at=stretch.seen_at,
    )


def stop_of(judging: Judging, life: Life) -> tuple[Instant | None, Text]:
    """When a duty of the life ends that is not due by then: with the life or with the document's force."""
    end = judging.force.end
    if life.end is not None and (end is None or life.end < end):
        return life.end, LIFE_ENDED
    return end, LAPSED


# ---------------------------------------------------------------- the act


def _settle(duty: _Duty) -> Outcome:
    """What became of the duty, by its first act and what was there before it."""
    due, as_of = duty.due, duty.judging.as_of
    act, doubts = _first_act(duty)
    doubt = doubts[-1].why if doubts else None
    closing = _closed_undone(duty, act)
    if closing is not None:
        earlier = [d.why for d in doubts if d.at <= closing.at]
        if earlier:
            return duty.becomes(Verdict.UNDECIDED, earlier[-1].reason)
        return duty.becomes(Verdict.VIOLATED, closed_undone(duty.act), settled_at=closing.at, by=closing)
    if act is not None:
        return _done(duty, act, doubt)
    if duty.ends_early and duty.stop is not None and as_of >= duty.stop:
        return duty.becomes(Verdict.EXCUSED, duty.stop_reason, settled_at=duty.stop)
    if due.untold is not None:
        return duty.becomes(Verdict.UNDECIDED, due.untold)
    if due.last is None or as_of < due.last:
        return duty.becomes(Verdict.PENDING, still_open(duty.requirement, due, duty.act))
    if doubt is not None:
        return duty.becomes(Verdict.UNDECIDED, doubt.reason)
    return duty.becomes(Verdict.VIOLATED, overdue(due, duty.act, as_of))


@dataclass(frozen=True, slots=True)
class _Doubt:
    """An act may have come in time: at the earliest when, and why that is not known."""

    at: Instant
    why: Unknown


def _first_act(duty: _Duty) -> tuple[Fact | None, list[_Doubt]]:
    """The earliest act that surely counts, and the others that may have come in time."""
    first: Fact | None = None
    doubts: list[_Doubt] = []
    for belongs, fact in belonging(duty.requirement.pattern, duty.look):
        if fact is None:
            doubts += [_Doubt(duty.start, belongs)] if isinstance(belongs, Unknown) else []
        elif duty.runs_at(fact):
            truth = counts(duty.requirement.pattern, fact, duty.look, belongs)
            if truth is True:
                first = fact if first is None or fact.at < first.at else first
            elif isinstance(truth, Unknown) and duty.due.covers(fact.at) is not False:
                doubts.append(_Doubt(fact.at, truth))
    return first, doubts


def _closed_undone(duty: _Duty, act: Fact | None) -> Fact | None:
    """The fact that closed the matter before the act was done, while the duty ran."""
    if duty.look.fact is None:
        return None
    closings = duty.judging.history.closed.get(duty.look.fact.id, ())
    return next((c for c in closings if duty.runs_at(c) and (act is None or c.at < act.at)), None)


def _done(duty: _Duty, act: Fact, doubt: Unknown | None) -> Outcome:
    in_time = duty.due.covers(act.at)
    if in_time:
        return duty.becomes(Verdict.MET, done_in_time(duty.act, act.at), settled_at=act.at, by=act)
    if duty.due.untold is not None:
        return duty.becomes(Verdict.UNDECIDED, duty.due.untold, by=act)
    if doubt is not None:
        return duty.becomes(Verdict.UNDECIDED, doubt.reason, by=act)
    return duty.becomes(Verdict.MET_LATE, done_late(duty.due, duty.act, act.at), settled_at=act.at, by=act)


# ---------------------------------------------------------------- words

DONE_LATE = Text("应于 {d} 前{e},{t} 才完成", "{e} was due by {d} and came at {t}")
OVERDUE = Text("应于 {d} 前{e},截至 {a} 未见", "{e} was due by {d} and is not there as of {a}")


def closed_undone(act: Text) -> Text:
    """That the matter was closed without the act."""
    return Text("事项已终结而未{e}", "the matter was closed without {e}").fill(e=act)


def done_in_time(act: Text, at: Instant) -> Text:
    """That the act came in time."""
    return Text("{t} 已{e}", "{e} at {t}").fill(t=show_time(at), e=act)


def done_late(due: Due, act: Text, at: Instant) -> Text:
    """That the act came too late."""
    return DONE_LATE.fill(d=due.shown, e=act, t=show_time(at))


def overdue(due: Due, act: Text, as_of: Instant) -> Text:
    """That the act is overdue."""
    return OVERDUE.fill(d=due.shown, e=act, a=show_time(as_of))


def still_open(requirement: Response, due: Due, act: Text) -> Text:
    """That the act is owed."""
    if due.shown is not None:
        return Text("应于 {d} 前{e}", "{e} is due by {d}").fill(d=due.shown, e=act)
    limit = requirement.limit
    if isinstance(limit, OpenTerm):
        return Text("应{t}{e},尚未完成", "{e} is due {t} and not yet done").fill(t=limit.label, e=act)
    return Text("应{e},尚未完成", "{e} is due and not yet done").fill(e=act)
