"""SQL that reads lines of JSON: which event type they are of, what they say, and whether it is certain.

A line counts as sound only where DuckDB and the Python reader are certain to read it alike. DuckDB's JSON knows `NaN`,
commas before a closing bracket and fields said twice, which the Python reader refuses; and it turns numbers into text.
"""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from policykit.io.facts_in.parse import shape_of
from policykit.io.tables_in.columns import literal, name
from policykit.io.tables_in.rows import Raw, RowSql, row_sql
from policykit.model.vocabulary import EventType, FieldDef, FieldType, Kind, Vocabulary

# The character NUL, which ends texts elsewhere, and a comma before a closing bracket (in a text it does no harm).
_NUL, _COMMA = r"\u0000", r",\s*[\]}]"

CERTAIN = '"#certain"'
"""The column that says whether DuckDB and the Python reader are certain to read what a line says alike."""

_LIST = "VARCHAR[]"
_SQL_TYPES: Mapping[Kind, str] = {Kind.TRUTH: "BOOLEAN", Kind.NUMBER: "BIGINT", Kind.SET: _LIST}


def parsed(lines: str, vocabulary: Vocabulary) -> str:
    """A query for the lines of a relation with `line` and `text`, and their event type's English name as `kind`.

    `kind` is NULL where DuckDB is not sure of the line.
    """
    names = {n: e.name for e in vocabulary.events.values() for n in (e.label.zh, e.name)}
    known = ", ".join(f"({literal(n)}, {literal(event)})" for n, event in names.items())
    plain = f"json_valid(text) AND NOT contains(text, {literal(_NUL)}) AND NOT regexp_matches(text, {literal(_COMMA)})"
    # Materialised, lest what is above be asked of each line over and over.
    return (
        "WITH named AS MATERIALIZED (SELECT line, text,"
        f" CASE WHEN {plain} THEN json_extract_string(text, '$.type') END AS called FROM {lines})"
        f" SELECT line, text, kind FROM named LEFT JOIN (VALUES {known}) names(name, kind) ON name = called"
    )


def said(relation: str, event: EventType) -> str:
    """A query for what the parsed lines of a type say: `line`, a column for each field, and `CERTAIN`.

    It is to be materialised, lest each field be parsed again wherever it is looked at.
    """
    fields = list(shape_of(event).fields.values())
    structure = ", ".join(f'"{n}": "JSON"' for n in ("type", *(f.name for f in fields)))
    tokens = f"from_json(text, {literal('{' + structure + '}')})"
    source = (
        f"SELECT line, {tokens} AS t, len(json_keys(text)) AS keys FROM {relation} WHERE kind = {literal(event.name)}"
    )
    read = [_read(f, f"CAST(t.{name(f.name)} AS VARCHAR)") for f in fields]
    # As many names as known ones that are there: none is unknown, none said twice.
    there = " + ".join(f"CAST(t.{name(f.name)} IS NOT NULL AS INTEGER)" for f in fields)
    certain = " AND ".join([f"keys = 1 + {there}", *(check for _, check in read)])
    columns = ", ".join(f"{value} AS {name(f.name)}" for f, (value, _) in zip(fields, read, strict=True))
    return f"SELECT line, {columns}, coalesce({certain}, FALSE) AS {CERTAIN} FROM ({source})"


def sql_of(event: EventType) -> RowSql:
    """The SQL of the rows that `said` gives."""
    raws = {f.name: Raw(name(f.name), _sql_type(f.type)) for f in shape_of(event).fields.values()}
    sql = row_sql(event, raws)
    return replace(sql, sound=f"({CERTAIN} AND {sql.sound})")


def _read(field: FieldDef, token: str) -> tuple[str, str]:
    """The value that a JSON token says, and the condition that it is one of the field's kind, or none."""
    nothing = f"{token} IS NULL OR {token} = 'null'"
    match _sql_type(field.type):
        case "BOOLEAN":
            return f"CASE {token} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END", (
                f"({nothing} OR {token} IN ('true', 'false'))"
            )
        case "BIGINT":
            whole = f"regexp_full_match({token}, '-?(0|[1-9][0-9]{{0,17}})')"
            return f"CASE WHEN {whole} THEN CAST({token} AS BIGINT) END", f"({nothing} OR {whole})"
        case "VARCHAR[]":
            items = f"from_json({token}, '[\"JSON\"]')"
            texts = f"list_transform({items}, lambda e: {_text('CAST(e AS VARCHAR)')})"
            is_list = f"({token} >= '[' AND {token} < chr(92))"
            odd = f"list_filter({items}, lambda e: NOT coalesce({_is_text('CAST(e AS VARCHAR)')}, FALSE))"
            return f"CASE WHEN {is_list} THEN {texts} END", f"({nothing} OR {is_list} AND len({odd}) = 0)"
        case _:
            return f"CASE WHEN {_is_text(token)} THEN {_text(token)} END", f"({nothing} OR {_is_text(token)})"


def _is_text(token: str) -> str:
    return f"({token} >= '\"' AND {token} < '#')"


def _text(token: str) -> str:
    """The text that a token in quotes says."""
    return f"CASE WHEN contains({token}, chr(92)) THEN json_extract_string({token}, '$') ELSE {token}[2:-2] END"


def _sql_type(kind: FieldType) -> str:
    return _SQL_TYPES.get(kind.kind, "VARCHAR")
