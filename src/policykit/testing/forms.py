"""Plays a scene after the form of its rule: on events, on entities, on breaches of another rule.

In: a scene. Out: its facts are in the drafts, and `moments` says when to judge.
"""

from __future__ import annotations

from policykit.engine.check import Task, check
from policykit.model.finding import Finding
from policykit.model.policy import requirements as r
from policykit.model.time import instant
from policykit.testing.on_entities import on_entity
from policykit.testing.on_events import on_event
from policykit.testing.parts import HOUR, attest, do_by, patterns_of, refrain
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
    """The rule that it follows is broken; from then on the act is in time, late or missing, or a person attests.

    When a rule is broken only an evaluator can say: the reference one does.
    """
    broken, requirement = scene.rule.scope.breach_of, scene.rule.requirement
    if broken is None:
        raise NoScene(scene.rule.id)
    plot, rule = scene.plot, scene.rule
    scene.plot, scene.rule = Plot.NEVER, scene.pack.document.rule(broken)
    play(scene)
    scene.plot, scene.rule = plot, rule
    latest = max(scene.moments)
    task = Task(scene.pack.document, scene.pack.plugins)
    report = check([task], scene.drafts.facts(), latest, settings=scene.settings, only=frozenset({rule.id}))
    own = [f for f in report.findings if scene.ids["unit"] in (f.unit, f.subject) or f.account == scene.ids["account"]]
    dated = not isinstance(requirement, r.Attestation)
    found = next((f for f in own if f.triggered_at and (f.due or not dated)), None)
    if found is None or found.triggered_at is None:
        raise NoScene(rule.id)
    frame = Frame("", "", found.triggered_at)
    _of_the_same(scene, frame, found)
    match requirement:
        case r.Response(pattern) if found.due is not None:
            do_by(scene, pattern, frame, found.triggered_at, instant(found.due))
        case r.Abstention():
            refrain(scene, requirement, frame)
        case r.Attestation():
            scene.look_at([found.triggered_at])
            if scene.plot is not Plot.OPEN:
                about = {k: v for k, v in (("unit", found.unit), ("account", found.account)) if v}
                attest(scene, found.triggered_at + HOUR, {**about, "about": found.subject or found.evidence[0]})
        case _:
            raise NoScene(rule.id)


def _of_the_same(scene: Scene, frame: Frame, finding: Finding) -> None:
    """What follows is about the subjects that the facts of the breach name: the message, the post, the order."""
    said = [d.fields for id_ in finding.evidence for d in scene.drafts.all if d.id == id_]
    for kind in {k for p in patterns_of(scene.rule.requirement) for k in p.key} - scene.ids.keys():
        named = next((fields[kind] for fields in said if kind in fields), None)
        if named is not None:
            scene.state = scene.state.with_value((frame.name, kind), named)
