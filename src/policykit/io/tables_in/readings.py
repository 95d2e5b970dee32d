"""How a raw column becomes the value of a field, as SQL: the value, and whether SQL is sure of it.

What comes in is an SQL expression with its DuckDB type and the field that it is for; what goes out is a `Reading`. Its
`sound` holds only where the fact models are certain to accept the raw value as that value; rows that are not sound go
to the Python reader, which has the last word. So `sound` may be too strict, but never too kind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from policykit.io.tables_in.columns import literal
from policykit.model.choice import Choice
from policykit.model.facts.base import SPACES
from policykit.model.time import FIRST_DAY, day_last, day_start
from policykit.model.vocabulary import FieldType, Kind

_DELETE = 0x7F
_TEXT_TYPES = ("VARCHAR", "UUID", "ENUM")
_WHOLE_TYPES = frozenset(
    f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
)
_BROKEN_TYPES = ("FLOAT", "DOUBLE", "DECIMAL")
_NANOS = "TIMESTAMPTZ_NS"
_AWARE_TYPES = frozenset({"TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", _NANOS})
_TRUE, _FALSE = (
    ("true", "True", "TRUE", "1", "yes", "on", "t", "y"),
    ("false", "False", "FALSE", "0", "no", "off", "f", "n"),
)

_OFFSET = "(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"


@dataclass(frozen=True, slots=True)
class Reading:
    """SQL over a raw column. `value` is NULL where nothing is said; `sound` is never NULL.

    Where `plain` holds in all rows, `short` is the same as `value` and cheaper, since nothing needs to be rewritten.
    `ends` is the text whose ends decide whether it is plain (and then sound), if that is all there is to it.
    """

    value: str
    sound: str
    plain: str
    short: str
    ends: str | None = None


def is_text(sql_type: str) -> bool:
    """Whether a column of this DuckDB type holds text."""
    return sql_type.startswith(_TEXT_TYPES) and not sql_type.endswith("]")


def is_number(sql_type: str) -> bool:
    """Whether it holds numbers."""
    return sql_type in _WHOLE_TYPES or (sql_type.startswith(_BROKEN_TYPES) and not sql_type.endswith("]"))


def is_aware(sql_type: str) -> bool:
    """Whether it holds times with a zone."""
    return sql_type in _AWARE_TYPES


def never(sql_type: str) -> Reading:
    """The reading of a raw column that SQL cannot judge: only rows that do not say it are sound."""
    null = f"CAST(NULL AS {sql_type})"
    return Reading(null, "FALSE", "TRUE", null)


def read(raw: str, raw_type: str, kind: FieldType, sql_type: str) -> Reading:
    """How `raw`, of DuckDB's type `raw_type`, is read as a field of this type, stored as `sql_type`."""
    found = _read(raw, raw_type, kind) or never(sql_type)
    return replace(found, sound=f"({raw} IS NULL OR coalesce({found.sound}, FALSE))")


def _read(raw: str, raw_type: str, kind: FieldType) -> Reading | None:
    if is_text(raw_type):
        return from_text(raw if raw_type == "VARCHAR" else f"CAST({raw} AS VARCHAR)", kind)
    match kind.kind:
        case Kind.TRUTH if raw_type == "BOOLEAN":
            return Reading(raw, "TRUE", "TRUE", raw)
        case Kind.TRUTH if raw_type in _WHOLE_TYPES:
            return _always(f"CASE {raw} WHEN 1 THEN TRUE WHEN 0 THEN FALSE END", f"{raw} IN (0, 1)")
        case Kind.NUMBER if raw_type in _WHOLE_TYPES:
            return _always(f"TRY_CAST({raw} AS BIGINT)", _least(f"TRY_CAST({raw} AS BIGINT)", kind))
        case Kind.NUMBER if raw_type.startswith(_BROKEN_TYPES) and not raw_type.endswith("]"):
            whole = f"TRY_CAST({raw} AS BIGINT)"
            return _always(whole, f"{raw} = trunc({raw}) AND abs({raw}) < 9e15 AND {_least(whole, kind)}")
        case Kind.DATE if raw_type == "DATE":
            return _always(days(raw), f"{raw} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'")
        case Kind.INSTANT if raw_type in _AWARE_TYPES:
            micros = f"epoch_ns({raw}) // 1000" if raw_type == _NANOS else f"epoch_us({raw})"
            return _always(micros, f"{micros} BETWEEN {_FIRST} AND {_LAST}")
        case Kind.SET if raw_type == "VARCHAR[]" and kind.element is not None:
            return _set(raw, kind.element)
        case _:
            return None


def from_text(raw: str, kind: FieldType) -> Reading | None:
    """How text is read as a value of this type; None if SQL cannot say."""
    match kind.kind:
        case Kind.TEXT | Kind.ID:
            return _name(raw)
        case Kind.CHOICE if kind.choices is not None:
            return _choice(raw, kind.choices)
        case Kind.TRUTH:
            yes, no = (", ".join(map(literal, words)) for words in (_TRUE, _FALSE))
            value = f"CASE WHEN {raw} IN ({yes}) THEN TRUE WHEN {raw} IN ({no}) THEN FALSE END"
            return _always(value, f"{raw} IN ({yes}, {no})")
        case Kind.NUMBER:
            value = f"TRY_CAST({raw} AS BIGINT)"
            return _always(value, f"regexp_full_match({raw}, '0|-?[1-9][0-9]{{0,17}}') AND {_least(value, kind)}")
        case Kind.DATE:
            return _always(days(f"TRY_CAST({raw} AS DATE)"), day_sound(raw))
        case Kind.INSTANT:
            return _always(micros_of(raw), moment_sound(raw))
        case _:
            return None


def neat(raw: str) -> str:
    """The condition that a text neither starts nor ends with white space: quick, and FALSE for some that are rare.

    Letters of ASCII, and whatever comes after the wide space, as Chinese does.
    """
    last = f"{raw}[-1]"
    return (
        f"(({raw} >= '!' AND {raw} < '{chr(_DELETE)}' OR {raw} >= '\u3001')"
        f" AND ({last} BETWEEN '!' AND '~' OR {last} >= '\u3001'))"
    )


def end_range(raw: str) -> tuple[str, ...]:
    """The least and the greatest code point with which texts start, and the same of their ends: NULL without texts.

    Far quicker than `neat` of every text, and mostly enough to know that it holds for all: see `all_neat`.
    """
    return tuple(f"{extreme}(unicode({end}))" for end in (raw, f"{raw}[-1]") for extreme in ("min", "max"))


def all_neat(first: object, last: object) -> bool:
    """Whether all code points from one to another are certain to be no white space, as `neat` sees it."""
    if not isinstance(first, int) or not isinstance(last, int):
        return True  # there is no text
    return (first > ord(" ") and last < _DELETE) or first > ord("\u3000")


def trimmed(raw: str, spaces: str = SPACES) -> str:
    """The text without white space at its ends."""
    return f"CASE WHEN {neat(raw)} THEN {raw} ELSE trim({raw}, {literal(spaces)}) END"


def day_sound(text: str) -> str:
    """The condition that a text is a date that exists."""
    return f"{is_day(text)} AND {text} > '0001' AND TRY_CAST({text} AS DATE) IS NOT NULL"


def moment_sound(text: str) -> str:
    """The condition that a text is a time with an offset that exists and lies well inside the range."""
    pattern = literal(f"{_DAY}[T ]{_TIME}{_OFFSET}")
    years = f"{text} > '{FIRST_DAY.year + 1}' AND {text} < '9999'"
    return f"{years} AND regexp_full_match({text}, {pattern}) AND {micros_of(text)} IS NOT NULL"


def is_naive(text: str) -> str:
    """The condition that a text has the form of a date and time of day without an offset."""
    return f"regexp_full_match({text}, {literal(f'{_DAY}[T ]{_TIME}')})"


def is_day(text: str) -> str:
    """The condition that a text has the form of a date."""
    return f"regexp_full_match({text}, {literal(_DAY)})"


def micros_of(text: str) -> str:
    """The instant that a text says, in microseconds."""
    return f"epoch_us(TRY_CAST({text} AS TIMESTAMPTZ))"


def days(day: str) -> str:
    """The days of an SQL date since 1970-01-01."""
    return f"CAST({day} - DATE '1970-01-01' AS INTEGER)"


_FIRST, _LAST = day_start(FIRST_DAY), day_last(date.max)


def _always(value: str, sound: str) -> Reading:
    return Reading(value, sound, "TRUE", value)


def _least(value: str, kind: FieldType) -> str:
    return f"{value} IS NOT NULL" if kind.least is None else f"{value} >= {kind.least}"


def _name(raw: str) -> Reading:
    value = trimmed(raw)
    return Reading(value, f"({neat(raw)} OR {value} <> '')", neat(raw), raw, ends=raw)


def _choice(raw: str, choices: type[Choice]) -> Reading:
    english = {c.value: c.value for c in choices}
    # The first member of a Chinese name has it, and an English name comes before any Chinese one.
    values = {c.zh: c.value for c in reversed(list(choices))} | english
    known = ", ".join(map(literal, values))
    whens = " ".join(f"WHEN {literal(name)} THEN {literal(value)}" for name, value in values.items())
    # To cast asks once for each different text that Parquet keeps, to look in a list asks for each row.
    plain = f"TRY_CAST({raw} AS ENUM ({', '.join(map(literal, english))})) IS NOT NULL OR {raw} IS NULL"
    return Reading(f"CASE {raw} {whens} END", f"{raw} IN ({known})", plain, raw)


def _set(raw: str, element: FieldType) -> Reading | None:
    item = from_text("e", element)
    if item is None or element.kind not in {Kind.TEXT, Kind.ID, Kind.CHOICE}:
        return None
    value = sorted_set(f"list_transform({raw}, lambda e: {item.value})")
    odd = f"list_filter({raw}, lambda e: NOT coalesce({item.sound}, FALSE))"
    return _always(value, f"len({odd}) = 0")


def sorted_set(items: str) -> str:
    """A list's items without repeats, in the order of their code points."""
    return f"list_sort(list_distinct({items}))"
