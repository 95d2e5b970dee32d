"""Facts in order of time as texts that can be compared: the first or last of a group by a plain `min` or `max`.

In: an instant and an id. Out: a text that sorts as the pair does, and which `outcomes.mark` reads as it stands.
"""

from __future__ import annotations

_DIGITS = 18
_END = 10**_DIGITS - 1
"""Later than every instant; all of them lie after 1970 and are not negative."""


def ordered(at: str, id_: str) -> str:
    """A fact as a text that sorts by instant and id."""
    return f"lpad(CAST({at} AS VARCHAR), {_DIGITS}, '0') || ' ' || {id_}"


def turned(at: str, id_: str) -> str:
    """A fact as a text of which the greatest has the earliest instant and, of these, the greatest id."""
    return ordered(f"({_END} - {at})", id_)


def instant_in(key: str) -> str:
    """The instant in an ordered text."""
    return f"CAST(substr({key}, 1, {_DIGITS}) AS BIGINT)"


def id_in(key: str) -> str:
    """The id in an ordered or turned text."""
    return f"substr({key}, {_DIGITS + 2})"
