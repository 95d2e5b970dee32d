"""What scenes of several forms share: the scope, acts by a deadline, attestations, plug-in checks.

In: a scene and what its rule says. Out: drafts, and instants at which to judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.time import instant, moment
from policykit.testing.checks import change_for
from policykit.testing.drafts import Draft
from policykit.testing.filler import State
from policykit.testing.scenes import NoScene, Plot, Scene
from policykit.testing.times import ONE_DAY, ban_until, just_after
from policykit.testing.trees import Frame

HOUR = timedelta(hours=1)


def scoped(scene: Scene, frame: Frame, extra: list[tuple[m.Condition, Frame, bool]]) -> Iterator[State]:
    """The ways in which the rule applies and more conditions are as wanted."""
    for state in scene.scope(frame):
        yield from scene.all_of(extra, state)


def patterns_of(requirement: r.Requirement) -> tuple[m.EventPattern, ...]:
    """The patterns of the acts that a requirement speaks of."""
    match requirement:
        case r.Response(pattern) | r.Frequency(pattern) | r.Silence(pattern) | r.Consequence(pattern):
            return (pattern,)
        case r.Abstention(pattern) | r.Precedence(pattern):
            return (pattern,)
        case r.Chain(steps):
            return steps
        case _:
            return ()


def do_by(scene: Scene, pattern: m.EventPattern, outer: Frame, start: datetime, due: int) -> None:
    """The act in time, at the last instant, right after it, or not, as the plot has it."""
    times = {
        Plot.DONE: min(start + HOUR, moment(due)),
        Plot.BOUNDARY: moment(due),
        Plot.LATE: just_after(due),
    }
    if scene.plot in times:
        scene.act(pattern, times[scene.plot], outer)
    scene.look_at([start, moment(due - 1), moment(due), just_after(due) + ONE_DAY])


def refrain(scene: Scene, requirement: r.Abstention, outer: Frame) -> None:
    """The forbidden act within the ban, at its last instant, right after it, or not, as the plot has it."""
    until = ban_until(instant(outer.at), requirement.limit, scene.calendar)
    if until is None:
        raise NoScene(scene.rule.id)
    times = {
        Plot.NEVER: outer.at + HOUR,
        Plot.LATE: moment(until),
        Plot.BOUNDARY: just_after(until),
    }
    if scene.plot in times:
        scene.act(requirement.pattern, times[scene.plot], outer)
    scene.look_at([outer.at, moment(until), just_after(until) + ONE_DAY])


def attest(scene: Scene, when: datetime, about: dict[str, object]) -> None:
    """A person attests, with the result that the plot wants."""
    result = "pass" if scene.wanted_met else "fail"
    scene.drafts.add("attestation.recorded", when, {"rule": scene.rule.name, "result": result, **about})
    scene.look_at([when + ONE_DAY])


def play_check(scene: Scene, requirement: r.Custom, frame: Frame, draft: Draft | None) -> None:
    """The trigger, or the entity judged, gets values with which the check comes out as the plot wants."""
    kind = scene.rule.scope.entity or "account"
    known = {f"{k}.{f}": v for k in ("unit", "account") for f, v in scene.attributes(k).items()}
    on = kind if draft is None else (scene.drafts, draft)
    change = change_for(scene.pack, requirement, (frame, known), on, passed=scene.wanted_met)
    if change is None:
        raise NoScene(scene.rule.id)
    (draft or scene.start_of(kind)).fields.update(change)
