"""Fits a map to its table: resolves its event types, fields and columns, and checks all that can be checked before
the first row is read.

What comes in is a `TableMap`, the vocabulary and the header; what goes out is a `TablePlan` for `table` to run, or a
`MapError` that lists everything that does not fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from policykit.io.facts_in.explain import bad_value
from policykit.io.facts_in.map_model import (
    PATTERN_PARTS,
    FactMap,
    FieldMap,
    IdenticalRows,
    Scalar,
    TableMap,
    WhenMap,
    key_path,
    map_error,
)
from policykit.io.facts_in.parse import Shape, parse_fact, shape_of, unknown_field, unknown_type
from policykit.io.facts_in.problems import Problem, did_you_mean, listed, quoted
from policykit.io.facts_in.template import BRACES, Template, columns_in, parse_template
from policykit.io.facts_in.times import Clock, DateOnly, read_day, read_moment
from policykit.model.text import Text
from policykit.model.vocabulary import EventType, FieldDef, Kind, Vocabulary, field_named

Convert = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one field is read from a row: its text, what becomes of the text, and the columns to name in a reject."""

    field: FieldDef
    columns: str
    text: Template
    convert: Convert | None
    reads_empty: bool


@dataclass(frozen=True, slots=True)
class FactPlan:
    """How one fact is read from a row."""

    event: EventType
    when: int | None
    one_of: frozenset[str] | None
    id: Template | None
    id_columns: str | None
    identical: IdenticalRows
    constants: Mapping[str, object]
    fields: tuple[FieldPlan, ...]
    reads: tuple[int, ...]


def bind(table: TableMap, vocabulary: Vocabulary, header: Sequence[str], path: Path) -> tuple[FactPlan, ...]:
    """The plan of every fact. Raises `MapError` with all that does not fit; `path` is the map's."""
    binder = _Binder(table, vocabulary, header)
    plans = [binder.fact(i, f) for i, f in enumerate(table.fact)]
    if binder.problems:
        raise map_error(path, list(dict.fromkeys(binder.problems)))
    return tuple(p for p in plans if p is not None)


class _Binder:
    """One walk over a map; problems are collected as they are met."""

    def __init__(self, table: TableMap, vocabulary: Vocabulary, header: Sequence[str]) -> None:
        self.table, self.vocabulary, self.header = table, vocabulary, header
        self.columns = {name: i for i, name in enumerate(header)}
        self.problems: list[Text] = []
        self.clock = self._clock()

    def _say(self, where: Text, what: Text) -> None:
        self.problems.append(Text(f"{where.zh}:{what.zh}", f"{where.en}: {what.en}"))

    def _clock(self) -> Clock:
        zone = self.table.time_zone
        try:
            clock = self.table.clock()
        except ValueError:
            found = quoted(zone)
            wanted = Text("时差,如 +08:00(北京时间)", "an offset, such as +08:00 for Beijing time")
            self._say(
                key_path("time_zone"),
                Text(f"找到{found.zh};应为{wanted.zh}", f"found {found.en}; expected {wanted.en}"),
            )
            return Clock()
        if clock.zone is None and clock.date_only is not DateOnly.REJECT:
            self._say(
                key_path("date_only"),
                Text(
                    '一天的起止取决于时区;请同时写明 time_zone,如 "+08:00"',
                    'when a day starts and ends depends on the zone; say time_zone too, such as "+08:00"',
                ),
            )
        return clock

    def fact(self, number: int, fact: FactMap) -> FactPlan | None:
        """The plan of the `number`th fact (from 0); None, with problems noted, where it cannot be made."""
        here = ("fact", number)
        event = self.vocabulary.event(fact.type)
        if event is None:
            self._say(key_path(*here, "type"), unknown_type(fact.type, self.vocabulary).reason)
            return None
        identical = fact.identical_rows or self.table.identical_rows
        numbered = identical is IdenticalRows.NUMBER
        own_id = None if fact.id is None else self._template(fact.id, (*here, "id"), numbered=numbered)
        if own_id is not None:
            self._check_id(own_id, (*here, "id"), numbered=numbered)
        constants, fields = self._fields(fact, event, here, numbered=numbered)
        when = None if fact.when is None else self._when(fact.when, (*here, "when"))
        reads = {i for f in fields for i in f.text.indexes} | set(own_id.indexes if own_id else ())
        return FactPlan(
            event,
            when,
            None if fact.when is None or fact.when.one_of is None else frozenset(fact.when.one_of),
            own_id,
            " + ".join(own_id.columns) if own_id else None,
            identical,
            constants,
            tuple(fields),
            tuple(sorted(reads | ({when} if when is not None else set()))),
        )

    def _when(self, when: WhenMap, here: tuple[object, ...]) -> int | None:
        return self.columns[when.column] if self._has_column(when.column, here) else None

    def _check_id(self, own_id: Template, here: tuple[object, ...], *, numbered: bool) -> None:
        if not own_id.columns:
            self._say(
                key_path(*here),
                Text(
                    "每行会得到相同的编号;请至少用一列,如 received-{message},或省略 id",
                    "every row would get the same id; use at least one column, as in received-{message}, or leave id out",
                ),
            )
        elif numbered and not own_id.numbered:
            self._say(
                key_path(*here),
                Text(
                    'identical_rows = "number" 需要在 id 中用 {#} 区分相同的行,或省略 id',
                    'identical_rows = "number" needs {#} in the id to tell identical rows apart, or no id at all',
                ),
            )

    def _fields(
        self, fact: FactMap, event: EventType, here: tuple[object, ...], *, numbered: bool
    ) -> tuple[dict[str, object], list[FieldPlan]]:
        shape = shape_of(event)
        sources: dict[str, tuple[tuple[object, ...], FieldMap]] = {}
        for name, source in fact.fields.items():
            where = (*here, "fields", name)
            field = self._field(name, shape, event, where)
            if field is None:
                continue
            if field.name in sources:
                self._say(key_path(*where), Text("同一字段写了两次", "this field is said twice, once in each language"))
            sources[field.name] = (where, source)
        for field in shape.fields.values():
            if field.required and field.name not in sources and field.name != "id":
                self._say(
                    key_path(*here, "fields"),
                    Text(
                        f"缺少必填字段 {field.name}({field.label.zh}),{event.name} 必须写明它",
                        f"the field {field.name} is missing; every {event.name} must say it",
                    ),
                )
        constants: dict[str, object] = {}
        plans: list[FieldPlan] = []
        for name, (where, source) in sources.items():
            field = shape.fields[name]
            if not self._one_source(source, where) or not self._fits(source, field, where):
                continue
            if source.value is not None:
                constants[name] = self._constant(source.value, field, event, where)
            elif (plan := self._reading(source, field, event, where, numbered=numbered)) is not None:
                plans.append(plan)
        return constants, plans

    def _field(self, name: str, shape: Shape, event: EventType, where: tuple[object, ...]) -> FieldDef | None:
        if name in {"id", "type"}:
            self._say(
                key_path(*where),
                Text(f"{name} 不写在 fields 里,写在 [[fact]] 下", f"{name} does not stand in fields, but in [[fact]] itself"),
            )
            return None
        field = field_named(shape.fields, name)
        if field is None:
            self._say(key_path(*where), unknown_field(name, shape, event).reason)
        return field

    def _one_source(self, source: FieldMap, where: tuple[object, ...]) -> bool:
        said = [k for k in ("column", "template", "value") if getattr(source, k) is not None]
        if len(said) != 1:
            found = Text("、".join(said) or "都没有", " and ".join(said) or "none")
            self._say(
                key_path(*where),
                Text(
                    f"column、template、value 须恰好写一个;找到:{found.zh}",
                    f"exactly one of column, template and value is needed; found: {found.en}",
                ),
            )
        return len(said) == 1

    def _fits(self, source: FieldMap, field: FieldDef, where: tuple[object, ...]) -> bool:
        """Whether `values`, `split` and `format` stand where they mean something."""
        before = len(self.problems)
        kind = field.type.kind
        if source.value is not None:
            for key in ("values", "split", "format"):
                if getattr(source, key) is not None:
                    self._say(key_path(*where, key), Text("固定值不需要此键", "a constant has no use for this key"))
            return len(self.problems) == before
        if source.format is not None:
            if kind not in {Kind.INSTANT, Kind.DATE}:
                self._say(
                    key_path(*where, "format"),
                    Text(f"只用于时间和日期;{field.name} 是{field.type.label.zh}",
                         f"is for times and dates only; {field.name} is {field.type.label.en}"),
                )
            elif re.sub(r"%[YmdHMSfz%]", "", source.format).count("%") or not _whole_day(source.format):
                found = quoted(source.format)
                self._say(
                    key_path(*where, "format"),
                    Text(f"找到{found.zh};应含 %Y %m %d,可用的部分:{PATTERN_PARTS}",
                         f"found {found.en}; expected at least %Y %m %d, made of the parts {PATTERN_PARTS}"),
                )
        if kind is Kind.SET and source.split is None:
            self._say(
                key_path(*where),
                Text(f'{field.name} 是{field.type.label.zh};请写明一格内各项的分隔符,如 split = "、"',
                     f'{field.name} is {field.type.label.en}; say what separates the items of a cell, as split = "、"'),
            )
        if kind is not Kind.SET and source.split is not None:
            self._say(
                key_path(*where, "split"),
                Text(f"只用于集合;{field.name} 是{field.type.label.zh}",
                     f"is for sets only; {field.name} is {field.type.label.en}"),
            )
        return len(self.problems) == before

    def _constant(self, value: object, field: FieldDef, event: EventType, where: tuple[object, ...]) -> object:
        here = key_path(*where, "value")
        read: object = value
        if field.type.kind is Kind.INSTANT:
            bare = isinstance(value, date) and not isinstance(value, datetime)
            read = read_moment(value.isoformat() if bare else value, field, self.clock)  # type: ignore[attr-defined]
        for problem in [read] if isinstance(read, Problem) else self._trouble(read, field, event):
            self._say(here, problem.reason)
        return read

    def _trouble(self, value: object, field: FieldDef, event: EventType) -> list[Problem]:
        """What reading a fact with this value would say of this field."""
        tried = parse_fact({"type": event.name, field.name: value}, self.vocabulary)
        return [p for p in tried if p.field == field.name] if isinstance(tried, tuple) else []

    def _reading(
        self, source: FieldMap, field: FieldDef, event: EventType, where: tuple[object, ...], *, numbered: bool
    ) -> FieldPlan | None:
        if source.template is not None:
            text = self._template(source.template, (*where, "template"), numbered=numbered)
        elif source.column is not None and self._has_column(source.column, where):
            text = Template((self.columns[source.column],), (source.column,))
        else:
            text = None
        self._check_values(source, field, event, (*where, "values"))
        if text is None:
            return None
        convert = _converter(source, field, self.clock)
        return FieldPlan(field, " + ".join(text.columns), text, convert, "" in (source.values or {}))

    def _check_values(self, source: FieldMap, field: FieldDef, event: EventType, where: tuple[object, ...]) -> None:
        for key, value in (source.values or {}).items():
            if value == "":
                continue
            whole: object = [value] if field.type.kind is Kind.SET else value
            if field.type.kind in {Kind.INSTANT, Kind.DATE}:
                continue  # read by the field's own pattern, row by row
            for problem in self._trouble(whole, field, event):
                self._say(key_path(*where, key), problem.reason)

    def _template(self, text: str, where: tuple[object, ...], *, numbered: bool) -> Template | None:
        try:
            names = columns_in(text)
        except ValueError:
            self._say(key_path(*where), BRACES)
            return None
        if not all([self._has_column(n, where) for n in names]):
            return None
        template = parse_template(text, self.columns)
        if template.numbered and not numbered:
            self._say(
                key_path(*where),
                Text('{#} 只在 identical_rows = "number" 时有意义', '{#} means something with identical_rows = "number" only'),
            )
        return template

    def _has_column(self, name: str, where: tuple[object, ...]) -> bool:
        times = self.header.count(name)
        if times == 1:
            return True
        found, known = quoted(name), listed(self.header)
        if times:
            what = Text(f"表头中列{found.zh}出现 {times} 次,无法确定是哪一列", f"the header has the column {found.en} {times} times")
        else:
            hint = did_you_mean(name, self.header)
            what = Text(
                f"表中没有列{found.zh}{hint.zh};表头有:{known.zh}",
                f"the table has no column {found.en}{hint.en}; its header has {known.en}",
            )
        self._say(key_path(*where), what)
        return False


def _whole_day(pattern: str) -> bool:
    return all(p in pattern for p in ("%Y", "%m", "%d"))


def _converter(source: FieldMap, field: FieldDef, clock: Clock) -> Convert | None:
    """From a field's text to its value: split, translated, then read as a time or date where the field is one."""
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
        names = listed(values)
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
    return made
