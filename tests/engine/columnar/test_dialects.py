"""Statements in other dialects: what SQLGlot alone would say otherwise than DuckDB means it."""

from __future__ import annotations

import pytest
from sqlglot.errors import UnsupportedError

from policykit.engine.columnar.dialects import Dialect, translated

CASES = [
    ("SELECT a // 7 // 2", "SELECT a / 7 / 2", "SELECT a DIV 7 DIV 2"),
    ("SELECT contains(a, b)", "SELECT (STRPOS(a, b) > 0)", "SELECT CONTAINS(a, b)"),
    ("SELECT regexp_full_match(a, 'x*')", "SELECT a ~ '^(x*)$'", r"SELECT a RLIKE '^(x*)\\z'"),
    (
        "SELECT sum(a) FILTER (WHERE b) OVER (PARTITION BY c)",
        "SELECT CAST(SUM(a) FILTER(WHERE b) OVER (PARTITION BY c) AS BIGINT)",
        "SELECT SUM(a) FILTER(WHERE b) OVER (PARTITION BY c)",
    ),
    (
        "SELECT max_by(a, (b, c)) FILTER (WHERE d OR e)",
        "SELECT (ARRAY_AGG(a ORDER BY b DESC NULLS LAST, c DESC NULLS LAST) "
        "FILTER(WHERE (d OR e) AND NOT a IS NULL))[1]",
        "SELECT MAX_BY(a, (b, c)) FILTER(WHERE (d OR e) AND NOT a IS NULL)",
    ),
    (
        "SELECT min_by(a, b)",
        "SELECT (ARRAY_AGG(a ORDER BY b ASC) FILTER(WHERE NOT a IS NULL AND NOT b IS NULL))[1]",
        "SELECT MIN_BY(a, b) FILTER(WHERE NOT a IS NULL AND NOT b IS NULL)",
    ),
    (
        "SELECT list(a ORDER BY b) FILTER (WHERE c)",
        "SELECT ARRAY_AGG(a ORDER BY b) FILTER(WHERE c)",
        "SELECT TRANSFORM(ARRAY_SORT(COLLECT_LIST(NAMED_STRUCT('k0', b, 'v', a)) FILTER(WHERE c)), e -> e.v)",
    ),
    (
        "WITH a AS NOT MATERIALIZED (SELECT b FROM c) SELECT b FROM a",
        "WITH a AS NOT MATERIALIZED (SELECT b FROM c) SELECT b FROM a",
        "WITH a AS (SELECT b FROM c) SELECT b FROM a",
    ),
    ("SELECT x FROM (SELECT 1 AS x)", "SELECT x FROM (SELECT 1 AS x) AS derived1", "SELECT x FROM (SELECT 1 AS x)"),
    ("SELECT []::VARCHAR[]", "SELECT CAST(ARRAY[] AS TEXT[])", "SELECT CAST(ARRAY() AS ARRAY<STRING>)"),
    (
        "SELECT CASE WHEN a THEN [] END",
        "SELECT CASE WHEN a THEN CAST(ARRAY[] AS TEXT[]) END",
        "SELECT CASE WHEN a THEN CAST(ARRAY() AS ARRAY<STRING>) END",
    ),
    ('SELECT "at" FROM "a b"', 'SELECT "at" FROM "a b"', "SELECT `at` FROM `a b`"),
]


@pytest.mark.parametrize(("duckdb", "postgres", "spark"), CASES)
def test_statements(duckdb: str, postgres: str, spark: str) -> None:
    assert translated(duckdb, Dialect.DUCKDB) == duckdb
    assert translated(duckdb, Dialect.POSTGRES) == postgres
    assert translated(duckdb, Dialect.SPARK) == spark


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(UnsupportedError):
        translated("SELECT any_value(a)", Dialect.POSTGRES)
    with pytest.raises(UnsupportedError, match="falling order"):
        translated("SELECT list(a ORDER BY b DESC)", Dialect.SPARK)
