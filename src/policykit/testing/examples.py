"""Repeatable examples for one rule: histories with an instant at which the rule comes out as aimed at.

In: a pack, a rule's name, a verdict. Out: histories, each with the instant, the same ones every time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Rule
from policykit.packs import Pack
from policykit.testing.chance import Seeded
from policykit.testing.drafts import Drafts
from policykit.testing.forms import play
from policykit.testing.scenes import NoScene, Plot, Scene
from policykit.testing.verdicts import house_settings, verdicts

_TRIES = 12
_PLOTS = {
    Verdict.MET: (Plot.DONE, Plot.BOUNDARY),
    Verdict.MET_LATE: (Plot.LATE,),
    Verdict.VIOLATED: (Plot.NEVER, Plot.LATE),
    Verdict.ADVISED: (Plot.NEVER, Plot.LATE),
    Verdict.PENDING: (Plot.OPEN,),
    Verdict.IDENTIFIED: (Plot.DONE,),
}
_AT_ONCE = frozenset({Form.CONDITION, Form.PRECEDENCE, Form.CHAIN})


@dataclass(frozen=True, slots=True)
class Example:
    """A history, and an instant at which the rule has the verdict aimed at."""

    facts: tuple[Fact, ...]
    as_of: datetime


def aims(rule: Rule) -> tuple[Verdict, ...]:
    """The verdicts that a rule of its form and modality is expected to reach.

    An identification is the only verdict of a consequence; advice takes the place of violations. What is judged at the
    trigger once and for all (condition, precedence, chain, a check on an event) is never pending.
    """
    if rule.form is Form.CONSEQUENCE:
        return (Verdict.IDENTIFIED,)
    broken = Verdict.ADVISED if rule.modality.advice else Verdict.VIOLATED
    at_once = rule.form in _AT_ONCE or (rule.form is Form.CUSTOM and rule.scope.trigger is not None)
    return (Verdict.MET, broken) if at_once else (Verdict.MET, broken, Verdict.PENDING)


def examples_of(pack: Pack, rule_name: str, verdict: Verdict, *, tries: int = _TRIES) -> Iterator[Example]:
    """Examples in which the rule has the verdict under the house settings; none if `tries` histories do not show it.

    Raises `KeyError` for an unknown rule and `ValueError` for a verdict that cannot be aimed at.
    """
    if verdict not in _PLOTS:
        raise ValueError(f"no example aims at {verdict.value}")
    rule = pack.document.rule(rule_name)
    settings = house_settings(pack)
    for seed in range(tries):
        plots = _PLOTS[verdict]
        scene = stage(pack, rule, plots[seed % len(plots)], seed, settings)
        if scene is None:
            continue
        facts = scene.drafts.facts()
        for as_of in sorted(set(scene.moments)):
            report = verdicts(pack, facts, as_of, settings=settings, only=frozenset({rule.id}))
            if any(f.verdict is verdict for f in report.findings):
                yield Example(facts, as_of)
                break


def stage(pack: Pack, rule: Rule, plot: Plot, seed: int, settings: Settings) -> Scene | None:
    """A scene played with repeatable choices, None where the plot cannot be played."""
    scene = Scene(pack, rule, plot, drafts=Drafts(pack.plugins.vocabulary), chance=Seeded(seed), settings=settings)
    try:
        play(scene)
    except NoScene:
        return None
    return scene
