"""Fits the `fields` of one `[[fact]]` to its event type and the table: which are constants, how the others are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from policykit.io.facts_in.convert import Convert, converter
from policykit.io.facts_in.map_model import PATTERN_PARTS, FieldMap
from policykit.io.facts_in.map_notes import Notes, Where
from policykit.io.facts_in.parse import parse_fact, shape_of, unknown_field
from policykit.io.facts_in.problems import Problem, quoted
from policykit.io.facts_in.template import Template
from policykit.io.facts_in.times import Clock, read_moment
from policykit.model.vocabulary import EventType, FieldDef, Kind, Vocabulary, field_named

_TIMES = frozenset({Kind.INSTANT, Kind.DATE})


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one field is read from a row: its text, what becomes of the text, and the columns to name in a reject.

    `reads_empty` says that an empty cell has a meaning, which `convert` knows.
    """

    field: FieldDef
    columns: str
    column: int | None
    template: Template
    convert: Convert | None
    reads_empty: bool

    def text(self, cells: Sequence[str], number: int) -> str:
        """The field's text in a row; empty if the row does not say it. `number` counts identical rows."""
        return self.template.fill(cells, number) if self.column is None else cells[self.column]


@dataclass(frozen=True, slots=True)
class FieldBinder:
    """Binds the fields of one fact; problems go to the notes. `where` is the place of the `[[fact]]`."""

    event: EventType
    vocabulary: Vocabulary
    clock: Clock
    notes: Notes
    where: Where
    numbered: bool

    def bind(self, sources: Mapping[str, FieldMap]) -> tuple[dict[str, object], tuple[FieldPlan, ...]]:
        """The constants by field, and the plans of the fields that are read from the row."""
        constants: dict[str, object] = {}
        plans: list[FieldPlan] = []
        for field, where, source in self._resolved(sources):
            if not self._one_source(source, where) or not self._fits(source, field, where):
                continue
            if source.value is not None:
                constants[field.name] = self._constant(source.value, field, (*where, "value"))
            elif (plan := self._read(source, field, where)) is not None:
                plans.append(plan)
        return constants, tuple(plans)

    def _resolved(self, sources: Mapping[str, FieldMap]) -> Iterator[tuple[FieldDef, Where, FieldMap]]:
        shape = shape_of(self.event)
        known: set[str] = {"id"}
        for name, source in sources.items():
            where = (*self.where, "fields", name)
            field = field_named(shape.fields, name)
            if name in {"id", "type"}:
                self.notes.say(where, "应写在 [[fact]] 下,不在 fields 里", "belongs in [[fact]] itself, not in fields")
            elif field is None:
                reason = unknown_field(name, shape, self.event).reason
                self.notes.say(where, reason.zh, reason.en)
            elif field.name in known:
                self.notes.say(where, "同一字段写了两次", "this field is said twice")
            else:
                known.add(field.name)
                yield field, where, source
        for field in shape.fields.values():
            if field.required and field.name not in known:
                self.notes.say(
                    (*self.where, "fields"),
                    f"缺少必填字段 {field.name}({field.label.zh}),{self.event.name} 必须写明它",
                    f"the field {field.name} is missing; every {self.event.name} must say it",
                )

    def _one_source(self, source: FieldMap, where: Where) -> bool:
        said = [k for k in ("column", "template", "value") if getattr(source, k) is not None]
        if len(said) != 1:
            self.notes.say(
                where,
                f"column、template、value 须恰好写一个;找到:{'、'.join(said) or '无'}",
                f"exactly one of column, template and value is needed; found: {', '.join(said) or 'none'}",
            )
        return len(said) == 1

    def _fits(self, source: FieldMap, field: FieldDef, where: Where) -> bool:
        """Whether `values`, `split` and `format` stand where they mean something."""
        before = len(self.notes.problems)
        kind, label = field.type.kind, field.type.label
        if source.value is not None:
            for key in ("values", "split", "format"):
                if getattr(source, key) is not None:
                    self.notes.say((*where, key), "固定值不需要此键", "a constant has no use for this key")
            return len(self.notes.problems) == before
        if source.format is not None and kind not in _TIMES:
            self.notes.say(
                (*where, "format"),
                f"只用于时间和日期;{field.name} 是{label.zh}",
                f"is for times and dates only; {field.name} is {label.en}",
            )
        elif source.format is not None and not _is_pattern(source.format):
            found = quoted(source.format)
            self.notes.say(
                (*where, "format"),
                f"找到{found.zh};应含 %Y %m %d,可用的部分:{PATTERN_PARTS}",
                f"found {found.en}; expected at least %Y %m %d, and no parts but {PATTERN_PARTS}",
            )
        if kind is Kind.SET and source.split is None:
            self.notes.say(
                where,
                f'{field.name} 是{label.zh};请写明一格内各项的分隔符,如 split = "、"',
                f'{field.name} is {label.en}; say what separates the items of a cell, as in split = "、"',
            )
        if kind is not Kind.SET and source.split is not None:
            self.notes.say(
                (*where, "split"),
                f"只用于集合;{field.name} 是{label.zh}",
                f"is for sets only; {field.name} is {label.en}",
            )
        return len(self.notes.problems) == before

    def _constant(self, value: object, field: FieldDef, where: Where) -> object:
        read = value
        if field.type.kind is Kind.INSTANT:
            bare_day = isinstance(value, date) and not isinstance(value, datetime)
            read = read_moment(str(value) if bare_day else value, field, self.clock)
        for problem in (read,) if isinstance(read, Problem) else self._trouble(read, field):
            self.notes.say(where, problem.reason.zh, problem.reason.en)
        return read

    def _read(self, source: FieldMap, field: FieldDef, where: Where) -> FieldPlan | None:
        if source.values is not None and field.type.kind not in _TIMES:
            for cell, value in source.values.items():
                trouble = self._trouble([value] if field.type.kind is Kind.SET else value, field) if value != "" else ()
                for problem in trouble:
                    self.notes.say((*where, "values", cell), problem.reason.zh, problem.reason.en)
        template = self._template(source, where)
        if template is None:
            return None
        return FieldPlan(
            field=field,
            columns=" + ".join(template.columns),
            column=None if source.column is None else template.indexes[0],
            template=template,
            convert=converter(source, field, self.clock),
            reads_empty="" in (source.values or {}),
        )

    def _template(self, source: FieldMap, where: Where) -> Template | None:
        if source.template is not None:
            return self.notes.template(source.template, (*where, "template"), numbered=self.numbered)
        index = self.notes.column(source.column or "", where)
        return None if index is None else Template((index,), (source.column or "",))

    def _trouble(self, value: object, field: FieldDef) -> tuple[Problem, ...]:
        """What reading a fact with this value would say of this field."""
        tried = parse_fact({"type": self.event.name, field.name: value}, self.vocabulary)
        return tuple(p for p in tried if p.field == field.name) if isinstance(tried, tuple) else ()


def _is_pattern(text: str) -> bool:
    """Whether a time pattern names the day and uses only parts that mean the same on every machine."""
    rest = re.sub(r"%[YmdHMSfz%]", "", text)
    return "%" not in rest and all(part in text for part in ("%Y", "%m", "%d"))
