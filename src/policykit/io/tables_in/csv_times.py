"""SQL that turns times and dates of cells into ISO 8601, as a map's `format`, `time_zone` and `date_only` say.

What SQL cannot read exactly as Python does is None, or comes out as no time: the Python reader has those rows.
"""

from __future__ import annotations

import re

from policykit.io.facts_in.times import Clock, DateOnly
from policykit.io.tables_in.columns import literal
from policykit.io.tables_in.readings import is_day, is_naive

_ISO = {"Y": "", "m": "-", "d": "-", "H": "T", "M": ":", "S": ":"}
_BARE_DATES = {DateOnly.START_OF_DAY: "T00:00:00", DateOnly.END_OF_DAY: "T23:59:59.999999"}


def moment(text: str, pattern: str | None, clock: Clock) -> str | None:
    """The text of a cell as a time with an offset in ISO 8601, if it is one; other texts are none of that form either.

    None for what SQL does not read.
    """
    zone = None if clock.zone is None else str(clock.zone)
    bare = _BARE_DATES.get(clock.date_only)
    if pattern is None:
        if zone is None:
            return text
        day = f" WHEN {is_day(text)} THEN {text} || '{bare}{zone}'" if bare is not None else ""
        return f"CASE WHEN {is_naive(text)} THEN {text} || '{zone}'{day} ELSE {text} END"
    iso = _iso(text, pattern)
    if iso is None or zone is None or (bare is None and "%H" not in pattern):
        return None
    return f"{iso} || '{zone}'" if "%H" in pattern else f"{iso} || '{bare}{zone}'"


def day(text: str, pattern: str) -> str | None:
    """The text of a cell in this pattern as a date in ISO 8601, in the same way.

    A pattern with a time of day is left to Python, since the time has to exist.
    """
    return None if "%H" in pattern else _iso(text, pattern)


def _iso(text: str, pattern: str) -> str | None:
    """A text of this pattern as ISO 8601, another if it is none; None for a pattern that SQL does not read.

    Numbers of one digit are read where something stands between all numbers, which leaves no doubt where they end.
    """
    parts = re.findall(r"%(.)", pattern)
    known = "YmdHMS"
    if not set(parts) <= set(known) or len(set(parts)) < len(parts):
        return None
    # Date, or date and time down to the minute or second.
    said = "".join(p for p in known if p in parts)
    if said not in {"Ymd", "YmdHM", "YmdHMS"}:
        return None
    pieces = re.findall(r"%.|[^%]+", pattern)
    between = pieces[pieces.index(f"%{parts[0]}") : pieces.index(f"%{parts[-1]}") + 1]
    apart = len(between) == 2 * len(parts) - 1 and not re.search("[0-9]", "".join(p for p in pieces if p[0] != "%"))
    short = "[0-9]{1,2}" if apart else "[0-9]{2}"
    expression = "".join(
        (f"({'[0-9]{4}' if piece == '%Y' else short})") if piece.startswith("%") else re.escape(piece)
        for piece in pieces
    )
    iso = "".join(f"{_ISO[p]}\\{parts.index(p) + 1}" for p in said)
    matches = f"regexp_full_match({text}, {literal(expression)})"
    made = f"regexp_replace({text}, {literal(f'^{expression}$')}, {literal(iso)})"
    return f"CASE WHEN {matches} THEN {_padded(made) if apart else made} ELSE '?' END"


def _padded(iso: str) -> str:
    """ISO 8601 with numbers of two digits where it has one; twice, since two in a row share what stands between."""
    one, two = literal("([-T:])([0-9])([-T:]|$)"), literal(r"\10\2\3")
    return f"regexp_replace(regexp_replace({iso}, {one}, {two}, 'g'), {one}, {two}, 'g')"
