"""SQL that reads times and dates of cells as a map's `format`, `time_zone` and `date_only` say.

What SQL cannot read exactly as Python does is None, or is not sound: the Python reader has those rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policykit.io.facts_in.times import Clock, DateOnly
from policykit.io.tables_in.columns import literal
from policykit.io.tables_in.readings import Reading, day_sound, days, micros_of, moment_sound, naive_sound

_ISO = {"Y": "", "m": "-", "d": "-", "H": "T", "M": ":", "S": ":"}
_BARE_DATES = {DateOnly.START_OF_DAY: "T00:00:00", DateOnly.END_OF_DAY: "T23:59:59.999999"}


def moment(text: str, pattern: str | None, clock: Clock) -> Reading | None:
    """How the text of a cell is read as a time."""
    zone = None if clock.zone is None else str(clock.zone)
    bare = _BARE_DATES.get(clock.date_only)
    if pattern is None:
        forms = [(moment_sound(text), text)]
        if zone is not None:
            zoned = f"({text} || '{zone}')"
            forms.append((f"{naive_sound(text)} AND {moment_sound(zoned)}", zoned))
        if zone is not None and bare is not None:
            zoned = f"({text} || '{bare}{zone}')"
            forms.append((f"{day_sound(text)} AND {moment_sound(zoned)}", zoned))
        return _of_forms(forms)
    iso = _iso(text, pattern)
    if iso is None or zone is None or (bare is None and "%H" not in pattern):
        return None
    zoned = f"({iso} || '{zone}')" if "%H" in pattern else f"(left({iso}, 10) || '{bare}{zone}')"
    return _of_forms([(moment_sound(zoned), zoned)])


def day(text: str, pattern: str) -> Reading | None:
    """How the text of a cell in this pattern is read as a date."""
    iso = _iso(text, pattern)
    if iso is None:
        return None
    date = f"left({iso}, 10)"
    # A time of day that is written has to exist.
    exists = moment_sound(f"({iso} || 'Z')") if "%H" in pattern else "TRUE"
    value = days(f"TRY_CAST({date} AS DATE)")
    return Reading(value, f"{day_sound(date)} AND {exists}", "TRUE", value)


def _of_forms(forms: Sequence[tuple[str, str]]) -> Reading:
    """The instant by the first form that a text has."""
    whens = " ".join(f"WHEN {sound} THEN {micros_of(text)}" for sound, text in forms)
    value = f"CASE {whens} END"
    return Reading(value, f"{value} IS NOT NULL", "TRUE", value)


def _iso(text: str, pattern: str) -> str | None:
    """A text of this pattern as ISO 8601, empty if it is none; None for a pattern that SQL does not read.

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
    return f"CASE WHEN {matches} THEN {_padded(made) if apart else made} ELSE '' END"


def _padded(iso: str) -> str:
    """ISO 8601 with numbers of two digits where it has one; twice, since two in a row share what stands between."""
    one, two = literal("([-T:])([0-9])([-T:]|$)"), literal(r"\10\2\3")
    return f"regexp_replace(regexp_replace({iso}, {one}, {two}, 'g'), {one}, {two}, 'g')"
