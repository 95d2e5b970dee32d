"""The truth tables of three-valued logic."""

from __future__ import annotations

import pytest

from policykit.engine.reference.truth import Truth, Unknown, all_of, any_of, negate
from policykit.model.text import Text

U = Unknown(Text("不知", "unknown"))
V = Unknown(Text("也不知", "unknown too"))


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, U, U, True),
        (False, False, False, False),
        (False, U, False, U),
        (U, True, U, True),
        (U, False, False, U),
        (U, V, U, U),
    ],
)
def test_and_and_or(a: Truth, b: Truth, both: Truth, either: Truth) -> None:
    assert all_of([a, b]) == both
    assert any_of([a, b]) == either


@pytest.mark.parametrize(("value", "negated"), [(True, False), (False, True), (U, U)])
def test_not(value: Truth, negated: Truth) -> None:
    assert negate(value) == negated


def test_nothing_is_all_and_not_any() -> None:
    assert all_of([]) is True
    assert any_of([]) is False
