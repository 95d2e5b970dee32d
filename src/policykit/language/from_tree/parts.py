"""What the translators from Lark's parse tree share: spans, tokens, and values on their way up to their node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar, cast

from lark import Token
from lark.tree import Meta

from policykit.language import syntax as s
from policykit.language import words as w
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.text import Text

_T = TypeVar("_T")


class BadToken(Exception):
    """A token that is well-formed but says nothing possible."""

    def __init__(self, span: s.Span, text: Text) -> None:
        """Keep where it stands and what is wrong with it."""
        super().__init__(text.en)
        self.span, self.text = span, text


# ---------------------------------------------------------------- tokens

_NO_DATE = Text("没有这一天:{found}", "there is no such day: {found}")
_NO_TIME = Text("没有这个时刻:{found}", "there is no such time: {found}")
_NO_NUMBER = Text("数太大:{found}", "the number is too large: {found}")
_NO_CITATION = Text("没有这样的条款号:{found}", "there is no such number of a clause: {found}")


def span(meta: Meta) -> s.Span:
    """Where a part of the tree stands."""
    if meta.empty:
        return s.NOWHERE
    return s.Span(meta.start_pos, meta.end_pos, meta.line, meta.column)


def token_span(token: Token) -> s.Span:
    """Where a token stands."""
    start = token.start_pos or 0
    return s.Span(start, token.end_pos or start, token.line or 1, token.column or 1)


def name(token: Token) -> s.Name:
    """The token as a name."""
    return s.Name(str(token), span=token_span(token))


def string(token: Token) -> str:
    """The text of a quoted token."""
    return w.read_string(str(token))


def day(token: Token) -> date:
    """The token as a date. Raises `BadToken` if there is no such day."""
    return _possible(w.read_date, token, _NO_DATE)


def integer(token: Token) -> int:
    """The token as a whole number. Raises `BadToken` if it is too large for any sensible use."""
    return _possible(w.read_integer, token, _NO_NUMBER)


def citation(token: Token) -> str:
    """The canonical citation of the token. Raises `BadToken` for a number that is none."""
    read = w.read_citation
    return _possible((lambda t: read(w.read_string(t))) if token.type == "STRING" else read, token, _NO_CITATION)


def moment(children: Sequence[object]) -> s.When:
    """The day, and the time of day, among the children."""
    tokens = every(children, Token)
    said = next(t for t in tokens if t.type == "DATE")
    clock = next((t for t in tokens if t.type == "TIME"), None)
    at: time | None = _possible(w.read_time, clock, _NO_TIME) if clock else None
    return s.When(day(said), at, span=token_span(said))


def _possible(read: Callable[[str], _T], token: Token, what: Text) -> _T:
    try:
        return read(str(token))
    except ValueError:
        found = token if len(token) <= 40 else f"{token[:40]}…"
        raise BadToken(token_span(token), what.fill(found=found)) from None


# ---------------------------------------------------------------- periods

_NO_LENGTH = Text("时限至少为 1,不能是 0", "a period is at least 1, not 0")
_TOO_LONG = Text("时限不能超过 100 年:{found}", "a period is no longer than 100 years: {found}")
_LONGEST = {
    PeriodUnit.HOUR: 876_600,
    PeriodUnit.WORKDAY: 36_525,
    PeriodUnit.DAY: 36_525,
    PeriodUnit.NATURAL_DAY: 36_525,
    PeriodUnit.WEEK: 5_217,
    PeriodUnit.MONTH: 1_200,
    PeriodUnit.HALF_YEAR: 200,
    PeriodUnit.YEAR: 100,
}
"""A hundred years in each unit: longer ones would lead past the days that dates can name."""


def period(count: Token, unit: Token) -> Period:
    """`N UNIT`. Raises `BadToken` for a length that no period has."""
    found = Period(integer(count), w.read_unit(str(unit)))
    if found.count < 1:
        raise BadToken(token_span(count), _NO_LENGTH)
    if found.count > _LONGEST[found.unit]:
        raise BadToken(token_span(count), _TOO_LONG.fill(found=found.label))
    return found


# ---------------------------------------------------------------- children


def first(children: Sequence[object], kind: type[_T]) -> _T | None:
    """The first child of a kind."""
    return next((c for c in children if isinstance(c, kind)), None)


def every(children: Sequence[object], kind: type[_T]) -> tuple[_T, ...]:
    """All children of a kind."""
    return tuple(c for c in children if isinstance(c, kind))


def integers(children: Sequence[Token]) -> list[int]:
    """The whole numbers among tokens."""
    return [integer(c) for c in children if c.type == "INT"]


def where_of(children: Sequence[object]) -> s.Condition | None:
    """The condition that a child carries."""
    found = first(children, Where)
    return found.condition if found else None


def same_of(children: Sequence[object]) -> s.Name | None:
    """The shared entity that a child carries."""
    found = first(children, Same)
    return found.entity if found else None


def conditions(children: Sequence[object]) -> tuple[s.Condition, ...]:
    """The children, which the grammar makes conditions."""
    return cast("tuple[s.Condition, ...]", tuple(children))


# ---------------------------------------------------------------- on their way up


@dataclass(frozen=True, slots=True)
class Where:
    """Carries a condition up to the events that it restricts."""

    condition: s.Condition


@dataclass(frozen=True, slots=True)
class Same:
    """Carries the shared entity up to the events."""

    entity: s.Name


@dataclass(frozen=True, slots=True)
class GroupBy:
    """Carries the grouping attribute up to its requirement."""

    attribute: s.Name


class FromForce:
    """Says that a period runs from the day of force."""


@dataclass(frozen=True, slots=True)
class Times:
    """So many, among so many."""

    times: int
    among: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """When a case expects something to be due."""

    when: s.When


@dataclass(frozen=True, slots=True)
class Since:
    """When a case expects something to have begun."""

    when: s.When


@dataclass(frozen=True, slots=True)
class Recorded:
    """When a fact of a case was recorded."""

    when: s.When


class Fields(tuple[tuple[s.Name, "s.Expression | s.SetNode"], ...]):
    """The fields of a fact of a case."""


class Subject(str):
    """The subject of a fact of a case."""

    __slots__ = ()


class Measures(tuple[s.Name, ...]):
    """The measures of a consequence."""
