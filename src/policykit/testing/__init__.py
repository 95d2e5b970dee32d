"""Test data for any pack, for the tests of policykit and of systems that build on it. Needs the extra `testing`.

    from hypothesis import given
    from policykit import load_pack
    from policykit.testing import judged_histories

    @given(judged_histories(load_pack("zhejiang")))
    def test_our_engine_agrees(example): ...

Histories are directed by the rules of the pack: units and accounts with the attributes that rules ask for, triggers,
and acts in time, at the last instant, late or missing. `repair` makes a history that breaks no rule.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from policykit.testing.examples import Example, aims, examples_of
from policykit.testing.repair import Conflict, repair
from policykit.testing.tightening import tightened, with_rule
from policykit.testing.verdicts import house_settings, verdicts

if TYPE_CHECKING:
    from policykit.testing.strategies import as_of_dates, histories, judged_histories

__all__ = [
    "Conflict",
    "Example",
    "aims",
    "as_of_dates",
    "examples_of",
    "histories",
    "house_settings",
    "judged_histories",
    "repair",
    "tightened",
    "verdicts",
    "with_rule",
]

_STRATEGIES = frozenset({"as_of_dates", "histories", "judged_histories"})


def __getattr__(name: str) -> object:
    """The strategies, which alone need Hypothesis: imported when they are asked for."""
    if name in _STRATEGIES:
        return getattr(import_module("policykit.testing.strategies"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
