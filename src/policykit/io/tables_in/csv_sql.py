"""SQL for what a map makes of the cells of a row: when it gives a fact, what its fields say, and whether it is certain.

What comes in is the bound map; what goes out is a `PlanSql` for each of its facts. It goes in two steps, so that
nothing is worked out twice: from a table with `cells` to what is said of each field, and on to the relation's columns.
Where a field is written in a way that SQL does not read exactly as Python does, such as a pattern of times with
fractions, its rows are not sound, and the Python reader has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import TypeAdapter

from policykit.io.facts_in.convert import converter
from policykit.io.facts_in.map_fields import FieldPlan
from policykit.io.facts_in.map_model import FactMap, FieldMap, TableMap
from policykit.io.facts_in.map_plan import FactPlan
from policykit.io.facts_in.parse import parse_fact, shape_of
from policykit.io.facts_in.problems import Problem
from policykit.io.facts_in.template import Template
from policykit.io.facts_in.times import Clock
from policykit.io.tables_in.columns import columns_of, constant, literal, name
from policykit.io.tables_in.csv_cells import CELL_SPACES
from policykit.io.tables_in.csv_times import day, moment
from policykit.io.tables_in.models import is_plain
from policykit.io.tables_in.readings import Reading, from_text, neat, never, sorted_set
from policykit.io.tables_in.rows import RowSql, all_of, assembled
from policykit.model.facts import Fact
from policykit.model.vocabulary import EventType, FieldDef, Kind, Vocabulary, field_named

_NULL = "NULL"
_KNOWN = '"#known"'


@dataclass(frozen=True, slots=True)
class PlanSql:
    """SQL for one fact of a row.

    `applies` is the condition that a row of cells gives it, `reads` the list of the cells that it looks at. `said` are
    columns over the cells; `row` is over those columns.
    """

    event: EventType
    applies: str
    reads: str
    said: str
    row: RowSql


def plans_sql(table: TableMap, plans: Sequence[FactPlan], vocabulary: Vocabulary) -> list[PlanSql]:
    """The SQL of every fact of a map."""
    clock = table.clock()
    return [_Fact(plan, clock, vocabulary).sql(fact) for fact, plan in zip(table.fact, plans, strict=True)]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a field: an expression over the cells, NULL where nothing is; and how its result is read.

    `known` is the condition over the cells that SQL understands them.
    """

    sql: str
    reading: Reading
    known: str = "TRUE"


@dataclass(frozen=True, slots=True)
class _Fact:
    """One fact of a map."""

    plan: FactPlan
    clock: Clock
    vocabulary: Vocabulary

    @property
    def event(self) -> EventType:
        """The fact's type."""
        return self.plan.event

    def sql(self, fact: FactMap) -> PlanSql:
        """Its SQL."""
        fields = shape_of(self.event).fields
        maps = {f.name: source for n, source in fact.fields.items() if (f := field_named(fields, n)) is not None}
        said = {source.field.name: self._field(source, maps[source.field.name]) for source in self.plan.fields}
        constants = {n: self._constant(fields[n], v) for n, v in self.plan.constants.items() if n != "type"}
        readings = constants | {n: s.reading for n, s in said.items()}
        columns = [f"{s.sql} AS {name(n)}" for n, s in said.items()]
        columns.append(f"{all_of([s.known for s in said.values()])} AS {_KNOWN}")
        conditions = ["TRUE" if is_plain(self.event.model) else "FALSE", _KNOWN]
        conditions += [f"({name(n)} IS NULL OR {s.reading.sound})" for n, s in said.items()]
        conditions += [constant.sound for constant in constants.values()]
        conditions += [f"{r.value} IS NOT NULL" for n, r in readings.items() if fields[n].required]
        recorded = readings["recorded_at"].value if "recorded_at" in readings else None
        if recorded is not None:
            conditions.append(f"({recorded} IS NULL OR {recorded} >= {readings['occurred_at'].value})")
        if self.plan.id is not None:
            columns.append(f"nullif({_text_of(self.plan.id)}, '') AS id")
            own = from_text("id", fields["id"].type) or never("VARCHAR")
            conditions.append(f"id IS NOT NULL AND {own.sound}")
        else:
            content, sound = self._canonical(readings)
            value = f"{literal(f'{self.event.name}-')} || left(sha256({content}), 16)"
            own = Reading(value, "TRUE", "TRUE", value)
            conditions.append(sound)
        is_recorded = "FALSE" if recorded is None else f"{recorded} IS NOT NULL"
        row = assembled(self.event, {**readings, "id": own}, conditions, is_recorded)
        reads = ", ".join(map(cell, self.plan.reads))
        return PlanSql(self.event, _applies(self.plan), f"CAST([{reads}] AS VARCHAR[])", ", ".join(columns), row)

    def _canonical(self, readings: Mapping[str, Reading]) -> tuple[str, str]:
        """What the fact says, as `gather.content_id` hashes it; and the condition that SQL writes it alike."""
        types = shape_of(self.event).fields
        pieces, texts = {"type": literal(f'"type":"{self.event.name}"')}, list[str]()
        for field in readings:
            key, value = literal(f'"{field}":'), readings[field].value
            match types[field].type.kind:
                case Kind.TEXT | Kind.ID | Kind.CHOICE:
                    made = f"'\"' || {value} || '\"'"
                    texts.append(value)
                case Kind.SET:
                    made = f"""'["' || array_to_string({value}, '","') || '"]'"""
                    made = f"CASE WHEN len({value}) = 0 THEN '[]' ELSE {made} END"
                    texts.append(f"array_to_string({value}, ' ')")
                case Kind.TRUTH:
                    made = f"CASE WHEN {value} THEN 'true' WHEN NOT {value} THEN 'false' END"
                case Kind.DATE:
                    made = f"""'"' || CAST(DATE '1970-01-01' + {value} AS VARCHAR) || '"'"""
                case _:
                    made = f"CAST({value} AS VARCHAR)"
            pieces[field] = f"{key} || {made}"
        ordered = ", ".join(pieces[field] for field in sorted(pieces))
        sound = " AND ".join(f"NOT coalesce({_escaped(text)}, FALSE)" for text in texts) or "TRUE"
        return f"'{{' || concat_ws(',', {ordered}) || '}}#1'", sound

    # ------------------------------------------------------------ fields

    def _field(self, source: FieldPlan, said: FieldMap) -> _Said:
        """What the row says of a field."""
        text = _text_of(source.template) if source.column is None else cell(source.column)
        field, kind = source.field, source.field.type.kind
        if kind is Kind.SET:
            return self._set(text, field, said)
        if said.values is not None:
            return self._translated(text, source, said)
        written: str | None = text
        if kind is Kind.INSTANT:
            written = moment(text, said.format, self.clock)
        elif kind is Kind.DATE and said.format is not None:
            written = day(text, said.format)
        reading = from_text(name(field.name), field.type)
        if written is None or reading is None:
            return self._unknown(text, field)
        return _Said(f"CASE WHEN {text} <> '' THEN {written} END", reading)

    def _unknown(self, text: str, field: FieldDef) -> _Said:
        """A field that SQL does not read: it knows only that an empty text says nothing."""
        return self._made(field, f"CAST(NULL AS {self._sql_type(field)})", f"{text} = ''")

    def _made(self, field: FieldDef, sql: str, known: str) -> _Said:
        """A value that is worked out from the cells as the column holds it."""
        return _Said(sql, Reading(name(field.name), "TRUE", "TRUE", name(field.name)), known)

    def _translated(self, text: str, source: FieldPlan, said: FieldMap) -> _Said:
        """A cell whose contents the map lists: what each stands for is settled here."""
        convert = converter(said, source.field, self.clock)
        known: dict[str, str] = {"": _NULL}
        for content in said.values or {}:
            value = content if convert is None else convert(content)
            if value == "":
                known[content] = _NULL
            elif not isinstance(value, Problem) and (made := self._taken(source.field, value)) is not None:
                known[content] = constant(made)
            else:
                known.pop(content, None)
        if not known:
            return self._unknown("NULL", source.field)
        whens = " ".join(f"WHEN {literal(content)} THEN {value}" for content, value in known.items())
        sql = f"CAST(CASE {text} {whens} END AS {self._sql_type(source.field)})"
        return self._made(source.field, sql, f"{text} IN ({', '.join(map(literal, known))})")

    def _set(self, text: str, field: FieldDef, said: FieldMap) -> _Said:
        element = field.type.element
        if element is None or element.kind not in {Kind.TEXT, Kind.ID, Kind.CHOICE}:
            return self._unknown(text, field)
        stripped = f"CASE WHEN {neat('e')} THEN e ELSE trim(e, {literal(CELL_SPACES)}) END"
        split = f"list_transform(string_split({text}, {literal(said.split or '')}), lambda e: {stripped})"
        items = f"list_filter({split}, lambda e: e <> '')"
        item = from_text("e", element) if said.values is None else self._listed_items(field, said.values)
        if item is None:
            return self._unknown(text, field)
        made = sorted_set(f"list_filter(list_transform({items}, lambda e: {item.value}), lambda e: e <> '')")
        odd = f"list_filter({items}, lambda e: NOT coalesce({item.sound}, FALSE))"
        # A set without items is not said.
        return self._made(field, f"CASE WHEN len({made}) > 0 THEN {made} END", f"len({odd}) = 0")

    def _listed_items(self, field: FieldDef, values: Mapping[str, object]) -> Reading | None:
        """What each item that the map lists stands for; empty where it says nothing."""
        known: dict[str, str] = {}
        for content, value in values.items():
            made = frozenset({""}) if value == "" else self._taken(field, [value])
            if isinstance(made, frozenset) and len(made) == 1:
                known[content] = str(getattr(next(iter(made)), "value", next(iter(made))))
        if not known:
            return None
        whens = " ".join(f"WHEN {literal(content)} THEN {literal(value)}" for content, value in known.items())
        value = f"CASE e {whens} END"
        return Reading(value, f"e IN ({', '.join(map(literal, known))})", "TRUE", value)

    # ------------------------------------------------------------ constants

    def _constant(self, field: FieldDef, value: object) -> Reading:
        """A value that the map gives to all rows."""
        made = self._taken(field, value)
        if made is None:
            return never(self._sql_type(field))
        sql = f"CAST({constant(made)} AS {self._sql_type(field)})"
        return Reading(sql, "TRUE", "TRUE", sql)

    def _taken(self, field: FieldDef, value: object) -> object | None:
        """A value as the model takes it; None if it does not, or has checks of its own."""
        tried = parse_fact({"type": self.event.name, field.name: value}, self.vocabulary)
        if not is_plain(self.event.model) or isinstance(tried, Fact) or any(p.field == field.name for p in tried):
            return None
        info = self.event.model.model_fields[field.name]
        annotation: Any = Annotated[info.annotation, info]
        return TypeAdapter[object](annotation).validate_python(value)

    def _sql_type(self, field: FieldDef) -> str:
        return {c.name: c.sql for c in columns_of(self.event)}.get(field.name, "BIGINT")


def cell(index: int) -> str:
    """The cell of a column."""
    return f"cells[{index + 1}]"


def _applies(plan: FactPlan) -> str:
    if plan.when is None:
        return "TRUE"
    text = cell(plan.when)
    return f"{text} <> ''" if plan.one_of is None else f"{text} IN ({', '.join(map(literal, sorted(plan.one_of)))})"


def _text_of(template: Template) -> str:
    """The text of a template, of a row that is identical to no other; empty if one of its cells is."""
    parts = [
        literal(piece) if isinstance(piece, str) else cell(piece) if isinstance(piece, int) else "'1'"
        for piece in template.pieces
    ]
    text = " || ".join(parts) or "''"
    empty = " OR ".join(f"{cell(i)} = ''" for i in dict.fromkeys(template.indexes))
    return f"(CASE WHEN {empty} THEN '' ELSE {text} END)" if empty else f"({text})"


def _escaped(text: str) -> str:
    """The condition that JSON has to escape a character of a text."""
    odd = literal(r"[\x00-\x1f\x22\x5c]")
    return f"regexp_matches({text}, {odd})"
