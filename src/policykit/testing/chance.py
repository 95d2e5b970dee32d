"""Where choices come from: a seeded random number for repeatable examples, or Hypothesis, which can shrink them.

In: a list of options, the plainest first. Out: one of them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

_T = TypeVar("_T")


class Chance(Protocol):
    """Chooses."""

    def pick(self, options: Sequence[_T]) -> _T:
        """One of the options; there is at least one."""


class Plain:
    """Always the plainest."""

    def pick(self, options: Sequence[_T]) -> _T:
        """The first of the options."""
        return options[0]


class Preferring:
    """What is preferred, where it can be chosen; else the plainest."""

    def __init__(self, preferred: object) -> None:
        """Prefer one option."""
        self._preferred = preferred

    def pick(self, options: Sequence[_T]) -> _T:
        """The preferred option, or the first."""
        return next((o for o in options if o == self._preferred), options[0])


class Seeded:
    """The same choices for the same seed."""

    def __init__(self, seed: int) -> None:
        """Begin with a seed."""
        self._random = random.Random(seed)  # noqa: S311 - test data, no secret

    def pick(self, options: Sequence[_T]) -> _T:
        """One of the options."""
        return self._random.choice(options)
