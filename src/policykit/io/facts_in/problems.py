"""What can be wrong with one row: the codes, the `Problem` that the readers pass on, and how values are shown in it.

A problem becomes a `Reject` once the file and line are known. Values are shown escaped and cut, so that neither a
terminal nor a file is harmed by them; lists and objects are never shown, since they may hold a message's text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from policykit.model.finding import Message
from policykit.model.report import Reject
from policykit.model.text import Text
from policykit.model.vocabulary import FieldDef

SHOWN = 80
"""A value at fault is cut to this many characters."""


class Code(StrEnum):
    """Why a row, or one fact of it, was rejected. Each is explained in `docs/maps.md`."""

    BAD_ENCODING = "bad_encoding"
    BAD_JSON = "bad_json"
    BAD_CSV = "bad_csv"
    CELL_COUNT = "cell_count"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_FIELD = "unknown_field"
    MISSING_FIELD = "missing_field"
    BAD_VALUE = "bad_value"
    BAD_TIME = "bad_time"
    NAIVE_TIME = "naive_time"
    DATE_ONLY = "date_only"
    TIME_OUT_OF_RANGE = "time_out_of_range"
    RECORDED_EARLY = "recorded_early"
    IDENTICAL_ROW = "identical_row"
    NO_FACT = "no_fact"
    DUPLICATE_ID = "duplicate_id"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a row: its code, the reason with what to do, the field (or CSV column), the value found."""

    code: Code
    reason: Text
    field: str | None = None
    found: str | None = None

    def at(self, file: str, line: int) -> Reject:
        """The problem as a reject at a 1-based line of a file."""
        return Reject(
            file=show(file, limit=None),
            line=line,
            field=None if self.field is None else show(self.field, limit=None),
            code=self.code.value,
            reason=Message.of(self.reason),
            found=self.found,
        )


def show(value: object, limit: int | None = SHOWN) -> str:
    """`value` as a reject shows it: escaped where it is not printable, cut to `limit` characters."""
    match value:
        case str():
            text = value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            text = _number(value)
        case date():
            text = value.isoformat()
        case list() | tuple() | set() | frozenset():
            return "[…]"
        case _:
            return "{…}"
    head = text if limit is None else text[: limit + 1]
    if not head.isprintable():
        head = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in head)
    return head if limit is None or len(head) <= limit else head[: limit - 1] + "…"


def _number(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # an integer longer than Python writes out
        return "…"


def quoted(value: object) -> Text:
    """`value` between quotation marks, for use in a sentence."""
    text = show(value)
    return Text(f"「{text}」", f"“{text}”")


def field_name(field: FieldDef) -> Text:
    """What a field is called in a reason: both its names in Chinese, the name in data in English."""
    return Text(f"{field.label.zh}({field.name})" if field.label.zh != field.name else field.name, f"`{field.name}`")


@lru_cache(maxsize=4096)
def _closest(word: str, candidates: tuple[str, ...]) -> str | None:
    lowered = {c.lower(): c for c in candidates}
    # One wrong character in a word of two is half of it, which Chinese names make common.
    found = get_close_matches(word.lower(), lowered, n=1, cutoff=0.6 if word.isascii() else 0.5)
    return lowered[found[0]] if found else None


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` most likely stands for, if one is close."""
    names = tuple(candidates)
    return _closest(word, names) if len(word) <= 2 * max(map(len, names), default=0) else None


def did_you_mean(word: str, candidates: Iterable[str]) -> Text:
    """A hint to end a sentence with, naming the closest candidate; empty if none is close."""
    found = closest(word, candidates)
    return Text(f";是否想写 {found}?", f"; did you mean {found}?") if found else Text("", "")


def listed(names: Iterable[str], limit: int = 30) -> Text:
    """Names in a row, at most `limit` of them."""
    shown = [show(n) for n in islice(names, limit + 1)]
    if len(shown) > limit:
        shown[limit:] = ["…"]
    return Text("、".join(shown), ", ".join(shown))
