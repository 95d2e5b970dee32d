"""Hypothesis strategies: histories directed by a pack's rules, and instants at which to judge them.

In: a pack. Out: strategies. Histories are well formed: ids are unique, every fact is a valid one, and what belongs
together shares its subject. They are made of scenes, one for each of a few rules, and then disturbed: facts recorded
late or at the same time, fields left out, pauses, waivers, matters closed undone. Choices shrink towards one scene,
done in time, undisturbed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from policykit.engine.check import calendar_of
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.policy.rule import Rule
from policykit.packs import Pack
from policykit.testing.chance import Chance
from policykit.testing.directed import directed
from policykit.testing.examples import Example
from policykit.testing.times import at, hot_days
from policykit.testing.verdicts import house_settings

_T = TypeVar("_T")
_LAST_SECOND = time(23, 59, 59, 999999)
_AFTER = (0, 1, 5, 10, 14, 15, 30, 31, 60)


class Drawn:
    """Choices that Hypothesis makes, so that it can shrink them towards the first options."""

    def __init__(self, draw: st.DrawFn) -> None:
        """Choose by drawing."""
        self._draw = draw

    def pick(self, options: Sequence[_T]) -> _T:
        """One of the options."""
        return options[self._draw(st.integers(0, len(options) - 1))] if len(options) > 1 else options[0]


def histories(
    pack: Pack, rules: Sequence[str] | None = None, *, scenes: int = 3, settings: Settings | None = None
) -> st.SearchStrategy[tuple[Fact, ...]]:
    """Histories of up to `scenes` scenes, each for one of the named rules (None: any rule of the pack), in no order.

    `settings` say what open terms mean and when the document binds (`house_settings` unless given). Raises `KeyError`
    for an unknown rule.
    """
    return judged_histories(pack, rules, scenes=scenes, settings=settings).map(lambda example: example.facts)


def judged_histories(
    pack: Pack, rules: Sequence[str] | None = None, *, scenes: int = 3, settings: Settings | None = None
) -> st.SearchStrategy[Example]:
    """Histories as `histories` gives them, each with an instant close to what decides: a deadline, a period's end."""
    chosen = [pack.document.rule(n) for n in rules] if rules is not None else list(pack.document.rules)
    return _judged(pack, chosen, scenes, settings or house_settings(pack))


@st.composite
def _judged(draw: st.DrawFn, pack: Pack, rules: list[Rule], scenes: int, settings: Settings) -> Example:
    chance: Chance = Drawn(draw)
    example = directed(pack, rules, chance, scenes=scenes, settings=settings)
    if not chance.pick((False, True)):
        return example
    return Example(tuple(draw(st.permutations(example.facts))), example.as_of)


def as_of_dates(pack: Pack, *, settings: Settings | None = None) -> st.SearchStrategy[datetime]:
    """Instants at which to judge any history: within force and shortly after, dense where much hangs; in UTC+8."""
    settings = settings or house_settings(pack)
    days = hot_days(pack.document, calendar_of(pack.plugins, settings), settings)
    return st.builds(
        lambda day, after, hour: at(day + timedelta(days=after), hour),
        st.sampled_from(days),
        st.sampled_from(_AFTER),
        st.sampled_from((_LAST_SECOND, time(12), time(0))),
    )
