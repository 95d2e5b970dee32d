"""From the text of a cell to the value of a field: split, translated, then read where it is a time or date.

A converter gives the value, a `Problem`, or the empty string for a field that is not said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from policykit.io.facts_in.explain import bad_value
from policykit.io.facts_in.map_model import FieldMap, Scalar
from policykit.io.facts_in.problems import Problem, listed
from policykit.io.facts_in.times import Clock, read_day, read_moment
from policykit.model.text import Text
from policykit.model.vocabulary import FieldDef, Kind

Convert = Callable[[str], object]


def converter(source: FieldMap, field: FieldDef, clock: Clock) -> Convert | None:
    """The converter of a field, or None where its text is the value."""
    kind, values, pattern = field.type.kind, source.values, source.format

    def timed(text: object) -> object:
        return read_moment(text, field, clock, pattern)

    def dated(text: object) -> object:
        return read_day(text, field, pattern)

    if kind is Kind.SET:
        separator = source.split or ""
        return lambda text: _items(text, separator, values, field)
    last = timed if kind is Kind.INSTANT else dated if kind is Kind.DATE else None
    if values is None:
        return last
    return lambda text: _translated(text, values, field, last)


def _translated(
    text: str, values: Mapping[str, Scalar], field: FieldDef, last: Callable[[object], object] | None = None
) -> object:
    if text not in values:
        names = listed(filter(None, values))
        return bad_value(field, text, Text(f"映射中 values 所列之一:{names.zh}", f"one that the map lists: {names.en}"))
    value = values[text]
    return value if last is None or value == "" else last(value)


def _items(text: str, separator: str, values: Mapping[str, Scalar] | None, field: FieldDef) -> object:
    made: list[object] = []
    for item in filter(None, map(str.strip, text.split(separator))):
        value = item if values is None else _translated(item, values, field)
        if isinstance(value, Problem):
            return value
        if value != "":
            made.append(value)
    return made or ""
