"""Three-valued logic after Kleene: true, false, or unknown with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policykit.model.text import Text


@dataclass(frozen=True, slots=True)
class Unknown:
    """It cannot be told, and why."""

    reason: Text


Truth = bool | Unknown


def negate(value: Truth) -> Truth:
    """Not."""
    return value if isinstance(value, Unknown) else not value


def all_of(values: Iterable[Truth]) -> Truth:
    """False if one is false, else unknown (the first reason) if one is unknown, else true."""
    unknown: Unknown | None = None
    for value in values:
        if value is False:
            return False
        if isinstance(value, Unknown) and unknown is None:
            unknown = value
    return True if unknown is None else unknown


def any_of(values: Iterable[Truth]) -> Truth:
    """True if one is true, else unknown (the first reason) if one is unknown, else false."""
    unknown: Unknown | None = None
    for value in values:
        if value is True:
            return True
        if isinstance(value, Unknown) and unknown is None:
            unknown = value
    return False if unknown is None else unknown
