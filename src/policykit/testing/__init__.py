"""Test data for any pack, for the tests of policykit and of systems that build on it. Needs the extra `testing`.

    from hypothesis import given
    from policykit import load_pack
    from policykit.testing import judged_histories

    @given(judged_histories(load_pack("zhejiang")))
    def test_our_engine_agrees(example): ...

Histories are directed by the rules of the pack: units and accounts with the attributes that rules ask for, triggers,
and acts in time, at the last instant, late or missing. `repair` makes a history that breaks no rule.
"""

from policykit.testing.examples import Example, aims, examples_of
from policykit.testing.repair import Conflict, repair
from policykit.testing.strategies import as_of_dates, histories, judged_histories
from policykit.testing.tightening import tightened, with_rule
from policykit.testing.verdicts import house_settings, verdicts

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
