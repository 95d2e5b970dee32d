"""Mends one violation, after the form of its rule.

In: a finding, and how often it was tried to mend it before (each time another way is tried). Out: drafts added, changed
or dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations

from policykit.calendar import advance_day
from policykit.engine.reference.conditions import earlier
from policykit.engine.reference.values import Look
from policykit.model.finding import Finding
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.time import instant, moment
from policykit.testing.bench import ENTITIES, Bench, Workshop
from policykit.testing.checks import change_for
from policykit.testing.filler import ABSENT, State
from policykit.testing.parts import patterns_of
from policykit.testing.times import ONE_DAY, at, ban_until, day_of, term_of
from policykit.testing.trees import Frame, Slot, slots_of

_HOUR = timedelta(hours=1)
_STEP = timedelta(minutes=10)
_CLOSED = "matter.closed"
_STARTS = {"account": "account.listed", "staff": "staff.assigned"}


def fix(workshop: Workshop, finding: Finding, attempt: int) -> None:
    """Mend a violation the `attempt`-th way; where there is no such way, nothing changes."""
    bench = Bench(workshop, finding)
    match bench.rule.requirement:
        case r.ConditionRequirement(condition) | r.State(condition):
            _condition(bench, condition, attempt)
        case r.Precedence(pattern, within, same):
            _condition(bench, m.LookBack(pattern, within=within, same=same), attempt)
        case r.Chain(steps):
            for place, step in enumerate(steps):
                bench.act(step, bench.began - (len(steps) - place) * _STEP)
        case r.Response(pattern):
            _response(bench, pattern, attempt)
        case r.Abstention() as requirement:
            _abstention(bench, requirement, attempt)
        case r.Frequency() as requirement:
            _frequency(bench, requirement)
        case r.Silence() as requirement:
            _silence(bench, requirement)
        case r.Cardinality() as requirement:
            _cardinality(bench, requirement)
        case r.Agreement() as requirement:
            _agreement(bench, requirement)
        case r.Attestation():
            _attestation(bench)
        case r.Custom() as requirement:
            _custom(bench, requirement)
        case _:
            return


# ---------------------------------------------------------------- what is left unsaid


def decide(workshop: Workshop, finding: Finding, *, within: bool, done: bool) -> None:
    """Say what facts and the register leave unsaid, so that a rule that was undecided can be judged.

    `within`: what is judged falls into the rule's scope, or else out of it. `done`: acts (and members) that may count
    do, or else don't. Where nothing can be said, nothing changes.
    """
    bench = Bench(workshop, finding)
    scope, requirement = bench.rule.scope, bench.rule.requirement
    where = [c for c in (scope.trigger.where if scope.trigger else None, scope.entity_where) if c is not None]
    asked = [requirement.condition] if isinstance(requirement, r.ConditionRequirement | r.State) else []
    wanted = [(c, True) for c in where] if within else [(c, False) for c in where[:1]]
    wanted += [(c, not bench.rule.modality.negative) for c in asked if within or not where]
    wanted += [(e, False) for e in bench.rule.exceptions if within or not where]
    for condition, want in wanted:
        unsaid = tuple(s for s in sorted(slots_of(condition, bench.frame)) if bench.state.values.get(s) is ABSENT)
        known = State({s: v for s, v in bench.state.values.items() if s not in unsaid})
        state = next(bench.filler.solve(condition, bench.frame, None, known, want=want), None)
        if unsaid and state is not None:
            _apply(bench, state, unsaid)
            bench.state = State({**bench.state.values, **state.values})
    for pattern in patterns_of(requirement):
        decide_acts(bench, pattern.events, pattern.where, "act", want=done)
    if isinstance(requirement, r.Cardinality):
        decide_acts(bench, (_STARTS[requirement.counted],), requirement.where, requirement.counted, want=done)


def decide_acts(bench: Bench, events: tuple[str, ...], where: m.Condition | None, place: str, *, want: bool) -> None:
    """Facts that may meet the condition do, or don't. `place` is where the condition looks for what they say."""
    if where is None:
        return
    for draft in [d for d in bench.workshop.drafts.all if d.type in events]:
        frame = Frame(place, draft.type, draft.at)
        unsaid = {s for s in slots_of(where, frame) if s[0] == place and s[1] not in draft.fields}
        said: dict[Slot, object] = {(place, f): v for f, v in draft.fields.items()}
        known = State({**{s: v for s, v in bench.state.values.items() if s[0] != place}, **said})
        state = next(bench.filler.solve(where, frame, bench.frame, known, want=want), None) if unsaid else None
        for slot in unsaid if state is not None else ():
            value = state.values.get(slot, ABSENT) if state is not None else ABSENT
            if value is not ABSENT:
                draft.fields[slot[1]] = value


# ---------------------------------------------------------------- conditions


def _condition(bench: Bench, condition: m.Condition, attempt: int) -> None:
    """Change as few fields as will do: first those of the fact, then the register; drop a forbidden fact at last.

    Fields that bring the fact into the rule's scope come last, so that it is kept rather than escaped.
    """
    pattern = bench.rule.scope.trigger
    scope = slots_of(pattern.where, bench.frame) if pattern is not None and pattern.where is not None else set()
    slots = sorted(slots_of(condition, bench.frame), key=lambda s: (s in scope, s))
    own = [s for s in slots if s[0] == bench.frame.name]
    free = slots if attempt or not own else own
    want = not bench.rule.modality.negative
    if bench.trigger is not None and not want and attempt > 1:
        bench.workshop.drop(bench.trigger)
        return
    for freed in _subsets(free):
        values = {s: v for s, v in bench.state.values.items() if s not in freed}
        state = next(
            bench.filler.solve(condition, bench.frame, None, State(values, before=bench.state.values), want=want), None
        )
        if state is None:
            continue
        dropped = _drop_avoided(bench, state)
        if freed or state.wanted or dropped:
            _apply(bench, state, freed)
            return


def _drop_avoided(bench: Bench, state: State) -> bool:
    """Drop the earlier facts that the condition wants not to be there, where it says nothing else has to change."""
    history = bench.workshop.history
    plugins = bench.workshop.pack.plugins
    fact = next((f for f in history.facts if bench.trigger is not None and f.id == bench.trigger.id), None)
    entity = history.register.entity(bench.rule.scope.entity or "unit", bench.finding.subject or "")
    look = Look(history, bench.workshop.calendar, plugins.extensions, instant(bench.frame.at), fact, None, entity)
    found = {f.id for p in state.avoided for truth, f in earlier(p, look) if truth is True and f is not None}
    for draft in [d for d in bench.workshop.drafts.all if d.id in found]:
        bench.workshop.drop(draft)
    return bool(found)


def _subsets(slots: list[Slot]) -> Iterator[tuple[Slot, ...]]:
    yield ()
    for size in sorted({1, 2, len(slots)} - {0}):
        yield from combinations(slots, size)


def _apply(bench: Bench, state: State, freed: tuple[Slot, ...]) -> None:
    for place, field in freed:
        value = state.values.get((place, field), ABSENT)
        if place in ENTITIES:
            if place in bench.ids:
                bench.workshop.rewrite(place, bench.ids[place], field, value)
        elif bench.trigger is not None and value is ABSENT:
            bench.trigger.fields.pop(field, None)
        elif bench.trigger is not None:
            bench.trigger.fields[field] = value
    for frame in state.wanted:
        bench.add(frame, state)


def _custom(bench: Bench, requirement: r.Custom) -> None:
    """Change the trigger, or what the register says of the entity, so that the check passes."""
    trigger, drafts = bench.trigger, bench.workshop.drafts
    known = {f"{k}.{f}": v for (k, f), v in bench.state.values.items() if k in ENTITIES and v is not ABSENT}
    kind = bench.rule.scope.entity or "account"
    on = kind if trigger is None else (drafts, trigger)
    change = change_for(bench.workshop.pack, requirement, (bench.frame, known), on, passed=True)
    for field, value in (change or {}).items():
        if trigger is not None:
            trigger.fields[field] = value
        else:
            bench.workshop.rewrite(kind, bench.ids[kind], field, value)


# ---------------------------------------------------------------- acts


def _response(bench: Bench, pattern: m.EventPattern, attempt: int) -> None:
    """The act an hour after the trigger or, where that is too late, at the last instant in time."""
    finding = bench.finding
    start = bench.began if bench.trigger or bench.rule.scope.breach_of else bench.frame.at
    ends = [finding.due] if finding.due is not None else []
    ends += [d.at for i in finding.evidence if (d := bench.workshop.draft(i)) is not None and d.type == _CLOSED]
    bench.act(pattern, min([start + _HOUR, *ends]), attempt)


def _abstention(bench: Bench, requirement: r.Abstention, attempt: int) -> None:
    """The trigger is moved back where it was only added to mend another rule; else the forbidden act is dropped."""
    trigger = bench.trigger
    found = [d for i in bench.finding.evidence if (d := bench.workshop.draft(i)) is not None and d is not trigger]
    acts = [d for d in found if d.type in requirement.pattern.events and d.at == bench.finding.settled_at] or found
    if not acts:
        return
    until = ban_until(instant(bench.began), requirement.limit, bench.workshop.calendar)
    if trigger is not None and trigger.id.startswith("repair:") and until is not None and attempt < 2:
        trigger.at = acts[-1].at - (moment(until) - bench.began) - ONE_DAY
    else:
        bench.workshop.drop(acts[-1])


def _frequency(bench: Bench, requirement: r.Frequency) -> None:
    acts = [d for i in bench.finding.evidence if (d := bench.workshop.draft(i)) is not None]
    if requirement.bound is r.Bound.AT_MOST:
        for draft in acts[requirement.count :] or acts[-1:]:
            bench.workshop.drop(draft)
        return
    first, last = bench.began, bench.finding.due or bench.workshop.as_of
    missing = requirement.count - len(acts)
    span = (last - first) / (missing + 1) if missing > 0 else timedelta(0)
    for number in range(missing):
        bench.act(requirement.pattern, first + (number + 1) * span)


def _silence(bench: Bench, requirement: r.Silence) -> None:
    """An act on each last lawful day, until the next act that was there or the end."""
    limit = term_of(requirement.limit, bench.rule.jurisdiction, bench.workshop.settings)
    if limit is None:
        return
    end = day_of(bench.finding.settled_at or bench.workshop.as_of)
    day = advance_day(day_of(bench.began), limit)
    while day <= end:
        bench.act(requirement.pattern, at(day))
        day = advance_day(day, limit)


def _attestation(bench: Bench) -> None:
    for id_ in bench.finding.evidence:
        draft = bench.workshop.draft(id_)
        if draft is not None and draft.type == "attestation.recorded":
            draft.fields["result"] = "pass"


# ---------------------------------------------------------------- members


def _members(bench: Bench, kind: str, when: datetime) -> list[str]:
    register = bench.workshop.history.register
    entity = register.entity(bench.rule.scope.entity or "unit", bench.finding.subject or "")
    return [e.id for e in register.members(kind, entity, instant(when))] if entity else []


def _cardinality(bench: Bench, requirement: r.Cardinality) -> None:
    kind, when = requirement.counted, bench.finding.settled_at or bench.workshop.as_of
    if requirement.bound is r.Bound.AT_LEAST:
        values = {slot: v for slot, v in bench.state.values.items() if slot[0] != kind}
        state: State | None = State(values)
        if requirement.where is not None:
            state = next(bench.filler.solve(requirement.where, bench.frame, None, State(values), want=True), None)
        if state is not None:
            said = {f: v for f, v in state.of(kind).items() if f != kind} | {"unit": bench.ids["unit"]}
            said[kind] = bench.workshop.drafts.fresh(kind)
            bench.workshop.drafts.add(_STARTS[kind], bench.began + _HOUR, said)
        return
    groups: dict[object, list[str]] = {}
    register = bench.workshop.history.register
    for id_ in _members(bench, kind, when):
        entity = register.entity(kind, id_)
        value = entity.value(requirement.group_by, instant(when)) if entity and requirement.group_by else ""
        groups.setdefault(value, []).append(id_)
    for value, ids in groups.items():
        for id_ in ids[requirement.count :]:
            if requirement.group_by is not None:
                bench.workshop.rewrite(kind, id_, requirement.group_by, f"{value}·{id_}")


def _agreement(bench: Bench, requirement: r.Agreement) -> None:
    when = bench.finding.settled_at or bench.workshop.as_of
    register = bench.workshop.history.register
    ids = _members(bench, requirement.member, when)
    values = [
        e.value(requirement.attribute, instant(when)) for i in ids if (e := register.entity(requirement.member, i))
    ]
    value = next((v for v in values if v is not None), None)
    for id_ in ids if value is not None else ():
        bench.workshop.rewrite(requirement.member, id_, requirement.attribute, value)
