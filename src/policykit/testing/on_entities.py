"""Scenes of rules on entities: a life in the register, and the acts that its days and periods ask for.

In: a scene. Out: its facts are in the drafts, and `moments` says when to judge.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from policykit.calendar import Bucket, buckets_between
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import Cadence, OpenTerm, Period
from policykit.model.time import day_last, day_start, moment
from policykit.model.vocabulary import FieldType, Kind
from policykit.testing.filler import State
from policykit.testing.parts import HOUR, attest, do_by, patterns_of, play_check, scoped
from policykit.testing.scenes import STARTS, NoScene, Plot, Scene, days_of_life
from policykit.testing.times import ONE_DAY, at, day_of, due_after, just_after, last_silent_day, term_of
from policykit.testing.trees import Frame

_REGISTERED_BEFORE = 20


def on_entity(scene: Scene) -> None:
    """Play a rule on entities. Raises `NoScene` where the plot cannot be played."""
    rule, requirement = scene.rule, scene.rule.requirement
    kind = rule.scope.entity or "unit"
    day = scene.day(room=days_of_life(rule) + 60)
    if isinstance(requirement, r.Response):
        day = scene.first
    before = scene.chance.pick((0, _REGISTERED_BEFORE)) if not isinstance(requirement, r.Response) else 30
    base = at(scene.base_day(day, before))
    root = Frame("", "", base + HOUR)
    extra: list[tuple[m.Condition, Frame, bool]] = []
    if isinstance(requirement, r.State):
        extra.append((requirement.condition, root, scene.wanted_met is not rule.modality.negative))
    scene.choose(scoped(scene, root, extra))
    acts = patterns_of(requirement)
    events = scene.pack.plugins.vocabulary.events
    needs_account = any(events[e].fields.get("unit") is None for p in acts for e in p.events)
    scene.register(base, account=kind == "account" or needs_account)
    if kind == "staff":
        said = {"staff": scene.ids["staff"], "unit": scene.ids["unit"], **scene.state.of("staff")}
        scene.drafts.add("staff.assigned", base, said)
    scene.play_wanted()
    first = max(day_of(base), scene.first)
    match requirement:
        case r.Response():
            _life_response(scene, requirement, root, first)
        case r.Frequency():
            _frequency(scene, requirement, root, first)
        case r.Silence():
            _silence(scene, requirement, root, first)
        case r.Attestation():
            _attested_entity(scene, requirement, kind, first)
        case r.Consequence():
            _consequence(scene, requirement, root, first)
        case r.Cardinality():
            _cardinality(scene, requirement, base)
            _lives(scene, kind, first)
        case r.Agreement():
            _agreement(scene, requirement, base)
            _lives(scene, kind, first)
        case r.Custom():
            play_check(scene, requirement, root, None)
            _lives(scene, kind, first)
        case _:
            _lives(scene, kind, first)


def _lives(scene: Scene, kind: str, first: date) -> None:
    """A life that goes on, or ends so that a lasting duty is settled."""
    end = at(first + timedelta(days=10))
    if scene.plot is not Plot.OPEN:
        scene.ends(end, kind)
    scene.look_at([at(first + 5 * ONE_DAY), end + ONE_DAY])


def _life_response(scene: Scene, requirement: r.Response, root: Frame, first: date) -> None:
    limit = requirement.limit
    start = at(first)
    if isinstance(limit, date):
        due = day_last(limit)
        start = min(start, at(limit))
    elif not isinstance(limit, Period | OpenTerm):
        raise NoScene(scene.rule.id)
    else:
        period = term_of(limit, scene.rule.jurisdiction, scene.settings)
        found = due_after(day_start(first), period, scene.calendar) if period else None
        if found is None:
            raise NoScene(scene.rule.id)
        due = found
    do_by(scene, requirement.pattern, root, start, due)


def _period(scene: Scene, cadence: Cadence, first: date) -> Bucket:
    """The first whole period from a day on. Raises `NoScene` if none lies within force."""
    for found in buckets_between(cadence, first, scene.last):
        working = cadence is not Cadence.WORKDAY or scene.calendar.status(found.first).working
        if found.first >= first and found.last <= scene.last and working:
            return found
    raise NoScene(scene.rule.id)


def _frequency(scene: Scene, requirement: r.Frequency, root: Frame, first: date) -> None:
    period = _period(scene, requirement.cadence, first)
    begin, end = at(period.first), moment(day_last(period.last))
    at_least = requirement.bound is r.Bound.AT_LEAST
    count = requirement.count
    if not scene.wanted_met:
        count += -1 if at_least else 1
    elif scene.plot is Plot.OPEN:
        count = 0
    span = (end - begin) / (count + 1)
    for number in range(count):
        last = scene.plot is Plot.BOUNDARY and number == count - 1
        scene.act(requirement.pattern, end if last else begin + number * span, root)
    scene.look_at([begin, end, end + 12 * HOUR, end + ONE_DAY])


def _silence(scene: Scene, requirement: r.Silence, root: Frame, first: date) -> None:
    limit = term_of(requirement.limit, scene.rule.jurisdiction, scene.settings)
    last = last_silent_day(first, limit) if limit else None
    if last is None:
        raise NoScene(scene.rule.id)
    times = {
        Plot.DONE: at(first + ONE_DAY),
        Plot.BOUNDARY: moment(day_last(last)),
        Plot.LATE: just_after(day_last(last)),
    }
    if scene.plot in times:
        scene.act(requirement.pattern, times[scene.plot], root)
    scene.look_at([at(first + ONE_DAY), moment(day_last(last)), at(last + 2 * ONE_DAY)])


def _attested_entity(scene: Scene, requirement: r.Attestation, kind: str, first: date) -> None:
    about: dict[str, object] = {kind: scene.ids[kind]}
    if requirement.cadence is None:
        when = at(first + ONE_DAY)
        scene.look_at([at(first) + ONE_DAY])
    else:
        period = _period(scene, requirement.cadence, first)
        when = moment(day_last(period.last)) if scene.plot is Plot.BOUNDARY else at(period.first)
        scene.look_at([at(period.first), moment(day_last(period.last))])
    if scene.plot is not Plot.OPEN:
        attest(scene, when, about)


def _consequence(scene: Scene, requirement: r.Consequence, root: Frame, first: date) -> None:
    for number in range(requirement.times):
        when = at(first + (number + 1) * ONE_DAY)
        frame = scene.filler.frame(requirement.pattern.events[0], when)
        counted = requirement.counted
        scene.choose(
            found
            for state in scene.filler.act(requirement.pattern, frame, root, None, scene.state)
            for found in (scene.filler.solve(counted, frame, None, state, want=True) if counted else (state,))
        )
        scene.play(frame)
        scene.look_at([when + ONE_DAY])


def _cardinality(scene: Scene, requirement: r.Cardinality, base: datetime) -> None:
    at_least = requirement.bound is r.Bound.AT_LEAST
    kind = requirement.counted
    count = requirement.count
    if not scene.wanted_met:
        count += -1 if at_least else 1
    owned = sum(d.type in STARTS and d.fields.get("unit") == scene.ids["unit"] for d in scene.drafts.all)
    fixed = State({slot: v for slot, v in scene.state.values.items() if slot[0] != kind})
    start = {"account": "account.listed", "staff": "staff.assigned"}[kind]
    for _ in range(count - (owned if kind == "account" and requirement.where is None else 0)):
        state: State | None = fixed
        if requirement.where is not None:
            state = next(scene.filler.solve(requirement.where, Frame("", "", base), None, fixed, want=True), None)
        if state is None:
            raise NoScene(scene.rule.id)
        said: dict[str, object] = {kind: scene.drafts.fresh(kind), "unit": scene.ids["unit"]}
        if kind == "account":
            said = {**scene.attributes("account"), **said}
        scene.drafts.add(start, base, {**said, **{f: v for f, v in state.of(kind).items() if f not in said}})


def _agreement(scene: Scene, requirement: r.Agreement, base: datetime) -> None:
    start = {"account": "account.listed", "staff": "staff.assigned"}[requirement.member]
    member = scene.pack.plugins.vocabulary.entities[requirement.member]
    one, other = _two_values(member.fields[requirement.attribute].type)
    if requirement.attribute in member.derived or one is None:
        raise NoScene(scene.rule.id)
    for number, value in enumerate((one, one if scene.wanted_met else other)):
        said = {**scene.attributes(requirement.member), "platform": f"平台{number + 1}", requirement.attribute: value}
        said |= {requirement.member: scene.drafts.fresh(requirement.member), "unit": scene.ids["unit"]}
        scene.drafts.add(start, base, said)


def _two_values(type_: FieldType) -> tuple[object, object]:
    """Two values of an attribute that differ; None where there are none to think of."""
    match type_.kind:
        case Kind.TRUTH:
            return True, False
        case Kind.NUMBER:
            return 1, 2
        case Kind.CHOICE if type_.choices is not None:
            one, other, *_ = type_.choices
            return one.value, other.value
        case Kind.TEXT:
            return "某县发布", "别处发布"
        case _:
            return None, None
