"""Statements of the engine in the dialects of other databases. In: DuckDB's SQL. Out: PostgreSQL's or Spark's.

SQLGlot translates; what it would say otherwise than we mean, or not at all, is written out here by hand: whole
quotients (PostgreSQL's `div` counts in `numeric`), the value at a maximum, texts within texts, whole matches.
"""

from __future__ import annotations

from enum import StrEnum

import sqlglot
from sqlglot import exp


class Dialect(StrEnum):
    """A dialect that statements can be written in."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


def translated(statement: str, dialect: Dialect, *, pretty: bool = False) -> str:
    """The statement in a dialect. Raises `sqlglot.errors.SqlglotError` for what the dialect cannot say."""
    if dialect is Dialect.DUCKDB and not pretty:
        return statement
    tree = sqlglot.parse_one(statement, read="duckdb")
    if dialect is Dialect.POSTGRES:
        tree = tree.transform(_for_postgres)
    elif dialect is Dialect.SPARK:
        tree = tree.transform(_for_spark)
    return tree.sql(dialect=dialect.value, pretty=pretty, unsupported_level=sqlglot.ErrorLevel.RAISE)


def _for_postgres(node: exp.Expression) -> exp.Expression:
    match node:
        case exp.IntDiv():
            return exp.Div(this=node.this, expression=node.expression, typed=True, safe=False)
        case exp.Contains():
            found = exp.Anonymous(this="strpos", expressions=[node.this, node.expression])
            return exp.Paren(this=exp.GT(this=found, expression=exp.Literal.number(0)))
        case exp.RegexpFullMatch():
            return exp.RegexpLike(this=node.this, expression=_whole(node.expression))
        case exp.Filter(this=exp.ArgMax() | exp.ArgMin() as best):
            return _best(best, node.expression)
        case exp.ArgMax() | exp.ArgMin():
            return _best(node, None)
        case _:
            return node


def _for_spark(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.RegexpFullMatch):
        return exp.RegexpLike(this=node.this, expression=_whole(node.expression))
    return node


def _whole(pattern: exp.Expression) -> exp.Expression:
    return exp.Literal.string(f"^({pattern.name})$")


def _best(node: exp.ArgMax | exp.ArgMin, where: exp.Expression | None) -> exp.Expression:
    """The value at the maximum: the first of an ordered array."""
    key = node.expression
    keys = key.expressions if isinstance(key, exp.Tuple) else [key]
    order = exp.Order(
        expressions=[exp.Ordered(this=k, desc=isinstance(node, exp.ArgMax), nulls_first=False) for k in keys]
    )
    found: exp.Expression = exp.ArrayAgg(this=exp.Order(this=node.this, expressions=order.expressions))
    if where is not None:
        found = exp.Filter(this=found, expression=where)
    return exp.Bracket(this=exp.Paren(this=found), expressions=[exp.Literal.number(1)], offset=1)
