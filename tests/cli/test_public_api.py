"""The public API: everything that is named is there, and naming it costs nothing before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import policykit


@pytest.mark.parametrize("name", policykit.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(policykit, name) is not None
    assert name in dir(policykit)


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        policykit.nonsense  # noqa: B018


def test_names_are_sorted_and_each_listed_once() -> None:
    assert len(set(policykit.__all__)) == len(policykit.__all__)
    assert sorted(policykit.__all__) == dir(policykit)


def test_importing_loads_nothing_else() -> None:
    script = (
        "import sys, policykit; print([m for m in sys.modules if m.startswith(('policykit.', 'pydantic', 'lark'))])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
