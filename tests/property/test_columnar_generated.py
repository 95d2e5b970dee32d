"""The columnar engine and the reference evaluator give the same findings for generated rules on generated histories.

Rules of every form are drawn from the vocabulary by type, printed, read and checked; histories are directed by them and
then disturbed without direction. A run that fails is shown as small as it can be made. `POLICYKIT_LONG=1`, or
`POLICYKIT_EXAMPLES`, tries many more.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from policykit.engine.columnar.evaluate import Columnar
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Form
from policykit.model.text import Lang
from policykit.testing.chance import Seeded

from .engines import Reached, by_reference, differences, fails
from .minimal import minimal, shown
from .strategies_noise import Run, many, run_of
from .strategies_rules import Author, Written, written

LONG = os.environ.get("POLICYKIT_LONG") == "1"
EXAMPLES = int(os.environ.get("POLICYKIT_EXAMPLES") or (20_000 if LONG else 100))
RULES = 3
FORMS = tuple(Form)
SEEDS = range(400)
CROWDS = (4, 6) if LONG else (6,)
"""Seeds of histories that are repeated for thousands of entities: the reference takes minutes for the first one."""

# Seeds do not shrink: what fails is made small by `minimal`, which knows what a rule and a fact are.
some = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


def document(chance: Seeded, rules: int = RULES) -> Written:
    """A document in either surface, as the language reads it."""
    lang = chance.pick((Lang.ZH, Lang.EN))
    return written(Author(chance, lang).document([chance.pick(FORMS) for _ in range(rules)]), lang)


def run(seed: int, rules: int = RULES) -> Run | None:
    """The run of a seed; None where nothing came of the document."""
    chance = Seeded(seed)
    pack = document(chance, rules).pack
    return run_of(pack, chance) if pack is not None and pack.document.rules else None


def explain(error: Exception, failing: Run) -> None:
    """Add to an error the run as small as it can be made, and how the engines differ on it."""
    small = minimal(failing, fails)
    error.add_note(shown(small))
    if isinstance(error, AssertionError):
        error.add_note("\n".join(differences(small)))


def test_both_engines_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    reached, failing = Reached(), list[Run]()
    monkeypatch.setattr(Columnar, "compiled", reached.counting())

    @some
    @given(st.integers(0, 2**64 - 1))
    def same(seed: int) -> None:
        found = run(seed)
        if found is None:
            return
        failing.append(found)
        expected = by_reference(found)
        reached.note(found, expected)
        assert not differences(found, expected), seed
        failing.pop()

    try:
        same()
    except Exception as error:
        if failing:
            explain(error, failing[0])
        raise
    assert reached.share_compiled > 0.7, reached.left.most_common(9)


def test_generated_rules_check_and_reach_their_verdicts() -> None:
    """Documents that check, and every form both met and broken: else agreeing would mean little."""
    reached, checked = Reached(), 0
    for seed in SEEDS:
        found = run(seed)
        if found is not None:
            checked += 1
            reached.note(found, by_reference(found))
    assert checked > 0.97 * len(SEEDS)
    wanted = {
        (f, v) for f in FORMS for v in (Verdict.MET, Verdict.VIOLATED, Verdict.UNDECIDED) if f is not Form.CONSEQUENCE
    }
    wanted |= {(Form.CONSEQUENCE, Verdict.IDENTIFIED), (Form.CONSEQUENCE, Verdict.UNDECIDED)}
    wanted |= {(f, Verdict.MET_LATE) for f in (Form.RESPONSE, Form.SILENCE)}
    assert not {pair for pair in wanted if reached.verdicts[pair] < 3}, reached.verdicts


@pytest.mark.parametrize("seed", CROWDS)
def test_thousands_of_entities(seed: int) -> None:
    found = run(seed, 4)
    assert found is not None
    crowd = many(found, 1000, each=timedelta(hours=7))
    assert len({f.value("account") for f in crowd.facts}) > 2000
    expected = by_reference(crowd)
    assert len(expected.findings) > 1000
    assert not differences(crowd, expected)
