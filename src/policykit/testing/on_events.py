"""Scenes of rules on events: the trigger, what had to come before it, what has to follow.

In: a scene. Out: its facts are in the drafts, and `moments` says when to judge.
"""

from __future__ import annotations

from datetime import date, timedelta

from policykit.engine.reference.history import History
from policykit.engine.reference.values import Look, value_of
from policykit.model.facts import subject_of
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.time import day_last, day_start, instant
from policykit.model.vocabulary import FieldType, Kind
from policykit.testing.drafts import Draft
from policykit.testing.parts import HOUR, attest, do_by, patterns_of, play_check, refrain, scoped
from policykit.testing.scenes import STARTS, NoScene, Plot, Scene
from policykit.testing.times import ONE_DAY, at, day_of, due_after, term_of
from policykit.testing.trees import Frame

_LATER = timedelta(days=40)
_DAYS_SAID = tuple(timedelta(days=n) for n in (10, 1, 0, 30))
_REGISTERED_BEFORE = (20, 1, 100)


def on_event(scene: Scene) -> None:
    """Play a rule on events. Raises `NoScene` where the plot cannot be played."""
    rule, requirement = scene.rule, scene.rule.requirement
    trigger = rule.scope.trigger
    if trigger is None:
        raise NoScene(rule.id)
    when = scene.hour(scene.day(room=60))
    frame = scene.filler.frame(scene.chance.pick(trigger.events), when)
    scene.identify(frame, patterns_of(requirement))
    extra: list[tuple[m.Condition, Frame, bool]] = []
    negative = rule.modality.negative
    match requirement:
        case r.ConditionRequirement(condition):
            extra.append((condition, frame, scene.wanted_met is not negative))
        case r.Precedence(pattern, within, same):
            extra.append((m.LookBack(pattern, within=within, same=same), frame, scene.wanted_met is not negative))
        case r.Response(limit=m.FieldRef() | m.Sum() as day):
            extra.append((_said(day, day_of(when) + scene.chance.pick(_DAYS_SAID)), frame, True))
        case _:
            pass
    scene.choose(scoped(scene, frame, extra))
    base = at(scene.base_day(day_of(when), scene.chance.pick(_REGISTERED_BEFORE)))
    scene.register(base, account=frame.event not in STARTS)
    scene.play_wanted()
    scene.look_at([when + ONE_DAY, when + _LATER])
    match requirement:
        case r.Chain(steps):
            _chain(scene, steps, frame)
        case _:
            pass
    draft = scene.play(frame)
    match requirement:
        case r.Response():
            _response(scene, requirement, frame, draft)
        case r.Abstention():
            refrain(scene, requirement, frame)
        case r.Attestation() if scene.plot is not Plot.OPEN:
            about = scene.chance.pick((draft.id, subject_of(scene.drafts.fact(draft)) or draft.id))
            attest(scene, when + HOUR, {"about": about})
        case r.Custom():
            play_check(scene, requirement, frame, draft)
        case _:
            pass


def _chain(scene: Scene, steps: tuple[m.EventPattern, ...], frame: Frame) -> None:
    missing = None if scene.wanted_met else scene.chance.pick(range(len(steps)))
    for place, step in enumerate(steps):
        if place != missing:
            scene.act(step, frame.at - (len(steps) - place) * timedelta(minutes=10), frame)


def _said(day: m.Expression, last: date) -> m.Condition:
    """That the trigger says this last day, or a later one."""
    return m.Compare(m.Comparison.GE, day, m.Literal(last, FieldType(Kind.DATE)))


def _response(scene: Scene, requirement: r.Response, frame: Frame, trigger: Draft) -> None:
    limit = requirement.limit
    if isinstance(limit, date):
        due = day_last(limit)
    elif not isinstance(limit, Period | OpenTerm):
        history = History(scene.drafts.facts(), instant(frame.at), scene.pack.plugins.vocabulary)
        fact = scene.drafts.fact(trigger)
        found = value_of(limit, Look(history, scene.calendar, scene.pack.plugins.extensions, fact.at, fact))
        if not isinstance(found, date):
            raise NoScene(scene.rule.id)
        due = day_last(found)
    else:
        period = term_of(limit, scene.rule.jurisdiction, scene.settings)
        start = day_start(scene.first) if requirement.anchor is r.Anchor.FORCE else instant(frame.at)
        last = due_after(start, period, scene.calendar) if period else None
        if last is None:
            raise NoScene(scene.rule.id)
        due = last
    do_by(scene, requirement.pattern, frame, frame.at, due)
