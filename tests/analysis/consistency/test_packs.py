"""The packs that come with policykit: whatever is found about them is explained."""

from __future__ import annotations

import pytest

from policykit.analysis.consistency import Ground, Inconsistency, Kind, explanations_of, inconsistencies, sorted_out
from policykit.packs import installed_packs, load_pack


def found_in(name: str) -> tuple[list[Inconsistency], list[str], list[str]]:
    """What is found, what is not explained, and what explains nothing."""
    pack = load_pack(name)
    pairs, unused = sorted_out(inconsistencies(Ground(pack)), explanations_of(pack))
    return [i for i, _ in pairs], [i.key for i, e in pairs if e is None], [e.finding for e in unused]


@pytest.mark.parametrize("name", installed_packs())
def test_everything_is_explained(name: str) -> None:
    found, unexplained, unused = found_in(name)
    assert (unexplained, unused) == ([], [])
    if name == "baoji":
        assert {i.kind for i in found} == {Kind.IMPLIED, Kind.CONFLICT}
        (conflict,) = (i for i in found if i.kind is Kind.CONFLICT)
        assert len(conflict.stories) == 2
