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
from policykit.model.vocabulary import EventType, FieldType, Kind, Vocabulary

# The character NUL, which ends texts elsewhere, and a comma before a closing bracket (in a text it does no harm).
_ODD = r"\\u0000|,\s*[\]}]"

_LIST = "VARCHAR[]"
_SQL_TYPES: Mapping[Kind, str] = {Kind.TRUTH: "BOOLEAN", Kind.NUMBER: "BIGINT", Kind.SET: _LIST}
_JSON_TYPES: Mapping[str, tuple[str, ...]] = {
    "VARCHAR": ("VARCHAR",),
    "BOOLEAN": ("BOOLEAN",),
    "BIGINT": ("UBIGINT", "BIGINT"),
    _LIST: ("ARRAY",),
}


def parsed(lines: str, vocabulary: Vocabulary) -> str:
    """A query for the lines of a relation with `line` and `text`, and their event type's English name as `kind`.

    `kind` is NULL where DuckDB is not sure of the line.
    """
    names = {n: e.name for e in vocabulary.events.values() for n in (e.label.zh, e.name)}
    whens = " ".join(f"WHEN {literal(n)} THEN {literal(event)}" for n, event in names.items())
    odd = f"NOT json_valid(text) OR regexp_matches(text, {literal(_ODD)})"
    kind = f"CASE json_extract_string(text, '$.type') {whens} END"
    return f"SELECT line, text, CASE WHEN {odd} THEN NULL ELSE {kind} END AS kind FROM {lines}"


def said(relation: str, event: EventType) -> tuple[str, RowSql]:
    """A query for what the parsed lines of a type say, with `line`; and the SQL of its rows."""
    types = {f.name: _sql_type(f.type) for f in shape_of(event).fields.values()}
    structure = ", ".join(f'"{field}": {_structure(sql_type)}' for field, sql_type in types.items())
    names = ("type", *types)
    paths = ", ".join(literal(_path(n)) for n in names)
    items = ", ".join(
        f"json_type(text, {literal(_path(field) + '[*]')}) AS {name('items of ' + field)}"
        for field, sql_type in types.items()
        if sql_type == _LIST
    )
    query = (
        f"SELECT line, from_json(text, {literal('{' + structure + '}')}) AS said, json_type(text, [{paths}]) AS types,"
        f" len(json_keys(text)) AS keys{', ' if items else ''}{items}"
        f" FROM {relation} WHERE kind = {literal(event.name)}"
    )
    sql = row_sql(event, {field: Raw(f"said.{name(field)}", sql_type) for field, sql_type in types.items()})
    # As many names as known ones that are there: none is unknown, none said twice.
    checks = ["keys = len(list_filter(types, lambda t: t IS NOT NULL))"]
    for place, (field, sql_type) in enumerate(types.items(), start=2):
        accepted = ", ".join(map(literal, (*_JSON_TYPES[sql_type], "NULL")))
        checks.append(f"coalesce(types[{place}], 'NULL') IN ({accepted})")
        if sql_type == "BIGINT":  # NULL is what a number beyond 64 bits becomes
            checks.append(f"(coalesce(types[{place}], 'NULL') = 'NULL' OR said.{name(field)} IS NOT NULL)")
        elif sql_type == _LIST:
            checks.append(f"len(list_filter({name('items of ' + field)}, lambda t: t <> 'VARCHAR')) = 0")
    every = " AND ".join(f"({check})" for check in (*checks, sql.sound))
    return query, replace(sql, sound=f"coalesce({every}, FALSE)")


def _path(field: str) -> str:
    return f'$."{field}"'


def _sql_type(kind: FieldType) -> str:
    return _SQL_TYPES.get(kind.kind, "VARCHAR")


def _structure(sql_type: str) -> str:
    return '["VARCHAR"]' if sql_type == _LIST else f'"{sql_type}"'
