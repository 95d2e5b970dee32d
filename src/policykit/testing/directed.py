"""Histories of several scenes, each for one of a few rules, then disturbed; and an instant at which to judge them.

In: a pack, rules, settings and where choices come from. Out: an example, its facts in order of time. Choices shrink
towards one scene, done in time, undisturbed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from policykit.engine.check import calendar_of
from policykit.engine.settings import Settings
from policykit.model.policy.rule import Rule
from policykit.packs import Pack
from policykit.testing.chance import Chance
from policykit.testing.disturb import disturb
from policykit.testing.drafts import Drafts
from policykit.testing.examples import Example
from policykit.testing.forms import play
from policykit.testing.scenes import NoScene, Plot, Scene
from policykit.testing.times import at, hot_days


def directed(pack: Pack, rules: Sequence[Rule], chance: Chance, *, scenes: int, settings: Settings) -> Example:
    """Up to `scenes` scenes, each for one of the rules, and an instant close to what decides: a deadline, an end."""
    drafts = Drafts(pack.plugins.vocabulary)
    moments: list[datetime] = []
    day: date | None = None
    for number in range(1 + chance.pick(range(scenes))):
        start = day if number and chance.pick((True, False)) else None
        rule, plot = chance.pick(rules), chance.pick(list(Plot))
        scene = Scene(pack, rule, plot, drafts=drafts, chance=chance, settings=settings, start=start)
        kept = list(drafts.all)
        try:
            play(scene)
        except NoScene:
            drafts.all = kept
        else:
            moments.extend(scene.moments)
            day = scene.first if not scene.moments else min(scene.moments).date()
    disturb(drafts, pack.document, chance)
    if not moments:
        moments = [at(hot_days(pack.document, calendar_of(pack.plugins, settings), settings)[0])]
    return Example(drafts.facts(), chance.pick(sorted(set(moments))))
