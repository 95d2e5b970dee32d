"""SQL in small pieces: names, literals, days and instants. In: values. Out: text in DuckDB's dialect.

Other dialects are translations of whole statements (`dialects`), so that a form is written once. Names are always
quoted, literals always escaped. A condition is a boolean whose NULL is 'unknown': SQL's three-valued logic is Kleene's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from policykit.model.choice import Choice
from policykit.model.text import fold
from policykit.model.time import DAY_US, HOUR_US, instant
from policykit.model.vocabulary import FieldType, Kind

EPOCH = date(1970, 1, 1).toordinal()
SHIFT = 8 * HOUR_US
"""How far legal time is ahead of UTC, in microseconds."""

TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.ID: "VARCHAR",
    Kind.CHOICE: "VARCHAR",
    Kind.TRUTH: "BOOLEAN",
    Kind.NUMBER: "BIGINT",
    Kind.DATE: "INTEGER",
    Kind.INSTANT: "BIGINT",
    Kind.SET: "VARCHAR[]",
}
"""The column types of the kinds of fields; days count from 1970-01-01, instants are microseconds since then."""


def name(text: str) -> str:
    """A quoted name."""
    return '"' + text.replace('"', '""') + '"'


def text(value: str) -> str:
    """A literal text."""
    return "'" + value.replace("'", "''") + "'"


def day_number(day: date) -> int:
    """The days since 1970-01-01."""
    return day.toordinal() - EPOCH


def day_of_number(number: int) -> date:
    """The day so many days after 1970-01-01."""
    return date.fromordinal(number + EPOCH)


def literal(value: object) -> str:
    """A literal as it is compared: texts folded, choices by their English value."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case Choice():
            return text(value.value)
        case str():
            return text(fold(value))
        case int() | float():
            return str(value)
        case datetime():
            return str(instant(value))
        case date():
            return str(day_number(value))
        case frozenset():
            return "[" + ", ".join(sorted(literal(v) for v in value)) + "]::VARCHAR[]"
        case _:
            raise TypeError(f"no literal for {value!r}")


def type_of(type_: FieldType) -> str:
    """The column type of a field."""
    return TYPES[type_.kind]


def absent(type_: FieldType) -> str:
    """NULL as a value of the field's type."""
    return f"CAST(NULL AS {type_of(type_)})"


def day_of(at: str) -> str:
    """The legal day of an instant, as days since 1970-01-01. Instants lie after 1991, so that whole quotients do."""
    return f"(({at} + {SHIFT}) // {DAY_US})"


def day_start(day: str) -> str:
    """The instant of 00:00 of a legal day."""
    return f"(CAST({day} AS BIGINT) * {DAY_US} - {SHIFT})"


def day_last(day: str) -> str:
    """The last instant of a legal day."""
    return f"(CAST({day} AS BIGINT) * {DAY_US} + {DAY_US - SHIFT - 1})"


def clock(at: str) -> str:
    """The time of an instant in UTC+8, as a timestamp without a zone."""
    return f"make_timestamp({at} + {SHIFT})"


def iso_day(day: str) -> str:
    """A day, by its number, as ISO 8601 writes it."""
    return f"CAST(DATE '1970-01-01' + CAST({day} AS INTEGER) AS VARCHAR)"


def all_of(parts: Iterable[str]) -> str:
    """All hold; none: true."""
    return " AND ".join(f"({p})" for p in parts) or "TRUE"


def any_of(parts: Iterable[str]) -> str:
    """One holds; none: false."""
    return " OR ".join(f"({p})" for p in parts) or "FALSE"


def during(alias: str, at: str) -> str:
    """Whether an instant lies in the validity interval of a row: from its `since` on, before its `until`."""
    return f"{alias}.since <= {at} AND {at} < {alias}.until"


def case3(truth: str, yes: str, no: str, unknown: str) -> str:
    """One of three texts by a truth."""
    return f"CASE WHEN ({truth}) IS NULL THEN {text(unknown)} WHEN {truth} THEN {text(yes)} ELSE {text(no)} END"


def is_folded(value: str) -> str:
    """Whether a text is surely compared as it stands: printable ASCII without white space at its ends."""
    return f"regexp_full_match({value}, '[!-~]([ -~]*[!-~])?')"


def cases(whens: Iterable[tuple[str, str]], otherwise: str) -> str:
    """The value of the first case that is true."""
    found = " ".join(f"WHEN {when} THEN {then}" for when, then in whens)
    return f"CASE {found} ELSE {otherwise} END" if found else otherwise


def json_text(value: str) -> str:
    """A text as JSON writes it (as `json.encoder.encode_basestring` does): in quotes, Chinese as it is."""
    escaped = f"array_to_string(list_transform(string_split({value}, ''), lambda c: {_ESCAPED}), '')"
    return f"'\"' || CASE WHEN regexp_matches({value}, {text(_SPECIAL)}) THEN {escaped} ELSE {value} END || '\"'"


_SPECIAL = r'[\x00-\x1f"\\]'
"""The characters that JSON escapes, as a regular expression."""

_NAMED = dict(zip("\b\t\n\f\r", "btnfr", strict=True))
_ESCAPED = cases(
    [
        (f"strpos({text(''.join(_NAMED))}, c) > 0", f"'\\' || translate(c, {text(''.join(_NAMED))}, 'btnfr')"),
        ("c < ' '", "format('\\u{:04x}', ascii(c))"),
        ("c IN ('\"', '\\')", "'\\' || c"),
    ],
    "c",
)
"""One character `c` as JSON writes it."""
