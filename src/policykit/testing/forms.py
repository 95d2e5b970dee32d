"""Plays a scene after the form of its rule: on events, on entities, on breaches of another rule.

In: a scene. Out: its facts are in the drafts, and `moments` says when to judge.
"""

from __future__ import annotations

from policykit.engine.check import Task, check
from policykit.model.policy import requirements as r
from policykit.model.time import instant
from policykit.testing.on_entities import on_entity
from policykit.testing.on_events import on_event
from policykit.testing.parts import do_by
from policykit.testing.scenes import NoScene, Plot, Scene
from policykit.testing.trees import Frame


def play(scene: Scene) -> None:
    """Play the scene. Raises `NoScene` where the plot cannot be played."""
    rule = scene.rule
    if rule.scope.breach_of is not None:
        _breach(scene)
    elif rule.scope.trigger is not None:
        on_event(scene)
    else:
        on_entity(scene)


def _breach(scene: Scene) -> None:
    """The rule that it follows is broken; from then on the act is in time, late or missing.

    When a rule is broken only an evaluator can say: the reference one does.
    """
    broken, requirement = scene.rule.scope.breach_of, scene.rule.requirement
    if broken is None or not isinstance(requirement, r.Response):
        raise NoScene(scene.rule.id)
    plot, rule = scene.plot, scene.rule
    scene.plot, scene.rule = Plot.NEVER, scene.pack.document.rule(broken)
    play(scene)
    scene.plot, scene.rule = plot, rule
    latest = max(scene.moments)
    task = Task(scene.pack.document, scene.pack.plugins)
    report = check([task], scene.drafts.facts(), latest, settings=scene.settings, only=frozenset({rule.id}))
    own = [f for f in report.findings if scene.ids["unit"] in (f.unit, f.subject) or f.account == scene.ids["account"]]
    found = next((f for f in own if f.triggered_at and f.due), None)
    if found is None or found.triggered_at is None or found.due is None:
        raise NoScene(rule.id)
    frame = Frame("", "", found.triggered_at)
    do_by(scene, requirement.pattern, frame, found.triggered_at, instant(found.due))
