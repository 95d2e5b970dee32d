"""Statements of the engine in the dialects of other databases. In: DuckDB's SQL. Out: PostgreSQL's or Spark's.

SQLGlot translates; what it would say otherwise than we mean, or not at all, is written out here by hand: whole
quotients and sums (PostgreSQL's `div` and `sum` count in `numeric`), the value at a maximum, ordered lists, texts
within texts, whole matches, names of derived tables, types of empty lists.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from itertools import count

import sqlglot
from sqlglot import exp


class Dialect(StrEnum):
    """A dialect that statements can be written in."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


@lru_cache(maxsize=256)
def translated(statement: str, dialect: Dialect, *, pretty: bool = False) -> str:
    """The statement in a dialect. Raises `sqlglot.errors.SqlglotError` for what the dialect cannot say."""
    if dialect is Dialect.DUCKDB and not pretty:
        return statement
    tree = sqlglot.parse_one(statement, read="duckdb")
    if dialect is Dialect.POSTGRES:
        tree = _each(tree, _named(_typed(_for_postgres)))
    elif dialect is Dialect.SPARK:
        tree = _each(tree, _typed(_for_spark))
    return tree.sql(dialect=dialect.value, pretty=pretty, unsupported_level=sqlglot.ErrorLevel.RAISE, copy=False)


def _each(tree: exp.Expr, change: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """The tree with every node changed, what is within before what is around it."""
    for node in reversed(list(tree.bfs())):
        changed = change(node)
        if changed is not node:
            if node is tree:
                return changed
            node.replace(changed)
    return tree


def _typed(change: Callable[[exp.Expr], exp.Expr]) -> Callable[[exp.Expr], exp.Expr]:
    """The change, and the type of empty lists: the engine's lists are all of texts."""

    def changed(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Array) and not node.expressions and not isinstance(node.parent, exp.Cast):
            return exp.cast(node.copy(), exp.DataType.build("text[]", dialect="postgres"))
        return change(node)

    return changed


# ---------------------------------------------------------------- PostgreSQL


def _named(change: Callable[[exp.Expr], exp.Expr]) -> Callable[[exp.Expr], exp.Expr]:
    """The change, and a name for each derived table without one, as PostgreSQL wanted it before its version 16."""
    numbers = count(1)

    def changed(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Subquery) and isinstance(node.parent, exp.From | exp.Join) and not node.alias:
            node.set("alias", exp.TableAlias(this=exp.to_identifier(f"derived{next(numbers)}")))
        return change(node)

    return changed


def _for_postgres(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.IntDiv():
            return exp.Div(this=node.this.copy(), expression=node.expression.copy(), typed=True, safe=False)
        case exp.Contains():
            found = exp.Anonymous(this="strpos", expressions=[node.this.copy(), node.expression.copy()])
            return exp.Paren(this=exp.GT(this=found, expression=exp.Literal.number(0)))
        case exp.RegexpFullMatch():
            return exp.RegexpLike(this=node.this.copy(), expression=_whole(node.expression, "$"))
        case exp.Sum() | exp.Filter(this=exp.Sum()) | exp.Window(this=exp.Sum() | exp.Filter(this=exp.Sum())):
            around = isinstance(node.parent, exp.Filter | exp.Window) and node.arg_key == "this"
            return node if around else exp.cast(node.copy(), "bigint")
        case exp.Filter(this=exp.ArgMax() | exp.ArgMin() as best):
            return _best(best, node.expression)
        case exp.ArgMax() | exp.ArgMin() if not isinstance(node.parent, exp.Filter):
            return _best(node, None)
        case _:
            return node


def _best(node: exp.ArgMax | exp.ArgMin, where: exp.Expr | None) -> exp.Expr:
    """The value at the maximum: the first of an ordered array."""
    latest = isinstance(node, exp.ArgMax)
    order = [exp.Ordered(this=k.copy(), desc=latest, nulls_first=False) for k in _keys(node)]
    listed = exp.ArrayAgg(this=exp.Order(this=node.this.copy(), expressions=order))
    found = exp.Filter(this=listed, expression=_said(node, where))
    return exp.Bracket(this=exp.Paren(this=found), expressions=[exp.Literal.number(1)], offset=1)


def _said(node: exp.ArgMax | exp.ArgMin, where: exp.Expr | None) -> exp.Where:
    """Where the condition holds and there is a value and a key: as DuckDB has it, others are no candidates."""
    parts = [node.this] if isinstance(node.expression, exp.Tuple) else [node.this, node.expression]
    found: list[exp.Expr] = [exp.Not(this=exp.Is(this=p.copy(), expression=exp.Null())) for p in parts]
    if where is not None:
        condition = where.this if isinstance(where, exp.Where) else where
        found.insert(0, exp.paren(condition.copy()))
    return exp.Where(this=exp.and_(*found, copy=False))


def _keys(node: exp.ArgMax | exp.ArgMin) -> list[exp.Expr]:
    key = node.expression
    return list(key.expressions) if isinstance(key, exp.Tuple) else [key]


# ---------------------------------------------------------------- Spark


def _for_spark(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.CTE() if node.args.get("materialized") is not None:
            node.set("materialized", None)
            return node
        case exp.RegexpFullMatch():
            return exp.RegexpLike(this=node.this.copy(), expression=_whole(node.expression, r"\z"))
        case exp.Filter(this=exp.ArgMax() | exp.ArgMin() as best):
            return exp.Filter(this=best.copy(), expression=_said(best, node.expression))
        case exp.ArgMax() | exp.ArgMin() if not isinstance(node.parent, exp.Filter):
            return exp.Filter(this=node.copy(), expression=_said(node, None))
        case exp.Filter(this=exp.ArrayAgg(this=exp.Order())):
            return _ordered(node.this, node.expression)
        case exp.ArrayAgg(this=exp.Order()) if not isinstance(node.parent, exp.Filter):
            return _ordered(node, None)
        case _:
            return node


def _ordered(node: exp.ArrayAgg, where: exp.Expr | None) -> exp.Expr:
    """An ordered list: of structures that begin with the keys, sorted, then of the values alone."""
    keys = node.this.expressions
    if any(k.args.get("desc") for k in keys):
        raise sqlglot.errors.UnsupportedError("a list in falling order")
    named = [*((f"k{n}", k.this) for n, k in enumerate(keys)), ("v", node.this.this)]
    fields = [e for label, value in named for e in (exp.Literal.string(label), value.copy())]
    found: exp.Expr = exp.Anonymous(
        this="collect_list", expressions=[exp.Anonymous(this="named_struct", expressions=fields)]
    )
    if where is not None:
        found = exp.Filter(this=found, expression=where.copy())
    value = exp.Lambda(this=exp.column("v", table="e"), expressions=[exp.to_identifier("e")])
    listed = exp.Anonymous(this="array_sort", expressions=[found])
    return exp.Anonymous(this="transform", expressions=[listed, value])


def _whole(pattern: exp.Expr, end: str) -> exp.Expr:
    return exp.Literal.string(f"^({pattern.name}){end}")
