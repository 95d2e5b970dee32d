"""Values that only Python can find: plug-in functions, and dates moved by months. Each is asked once a tuple of values.

In: the arguments as they are on a frame's rows. Out: a small table of the results, joined to the rows by the arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from policykit.engine.columnar import sql
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.facts import as_object
from policykit.engine.columnar.frames import Frame
from policykit.engine.reference.truth import Unknown
from policykit.model.choice import Choice
from policykit.model.policy import conditions as m
from policykit.model.text import Text, fold
from policykit.model.time import instant
from policykit.model.vocabulary import FieldType, Kind

MOST = 1_000_000
"""How many different arguments are asked beforehand; beyond, the reference evaluator judges."""

_PYTHON = {
    Kind.TEXT: str,
    Kind.ID: str,
    Kind.TRUTH: bool,
    Kind.NUMBER: int,
    Kind.DATE: date,
    Kind.INSTANT: datetime,
    Kind.SET: frozenset,
}

RawOf = Callable[[m.Expression, Frame], str]
"""Writes an argument over a frame's row, as the facts say it: texts are not folded."""


@dataclass(frozen=True)
class Called:
    """What is called: by which name it is known, what Python says of the arguments, and of which type that is."""

    key: object
    evaluate: Callable[..., object]
    returns: FieldType


def result(called: Called, arguments: Sequence[tuple[m.Expression, FieldType]], frame: Frame, raw: RawOf) -> list[str]:
    """The result over the frame's row: as it is, and as it is compared. NULL where an argument or it is unknown.

    Raises `NotCompiled` where it cannot be asked beforehand.
    """
    values = {f"a{n}": raw(a, frame) for n, (a, _) in enumerate(arguments)}
    found = ("called", called.key, tuple(a for a, _ in arguments), *frame.identity)
    columns = {f"a{n}": sql.type_of(t) for n, (_, t) in enumerate(arguments)}
    columns |= {"result": sql.type_of(called.returns), "compared": sql.type_of(called.returns)}
    table = frame.query.tables.made(found, columns, lambda: list(_rows(called, arguments, frame, raw)))
    return list(frame.of_values(table, values, "result", "compared"))


def _rows(
    called: Called, arguments: Sequence[tuple[m.Expression, FieldType]], frame: Frame, raw: RawOf
) -> Iterator[tuple[object, ...]]:
    """What Python says of every different tuple of arguments on the frame's rows."""
    query = frame.query.aside()
    rows = frame.again(query)
    values = [raw(a, rows) for a, _ in arguments]
    _, table = rows.rows()
    said = " AND ".join(f"{v} IS NOT NULL" for v in values)
    asked = f"SELECT DISTINCT {', '.join(values)} FROM {table} {rows.alias} WHERE {said} LIMIT {MOST + 1}"
    different = frame.query.store.backend.rows(query.statement(asked))
    if len(different) > MOST:
        raise NotCompiled(Text("函数参数的不同取值过多", "a function with too many different arguments"))
    for row in different:
        found = _asked(called, [as_object(v, t) for v, (_, t) in zip(row, arguments, strict=True)])
        yield *row, _as_column(found, compared=False), _as_column(found, compared=True)


def _asked(called: Called, values: Sequence[object]) -> object:
    """The result; None for unknown. Where it is no value of its type, or none at all, the reference evaluator asks."""
    try:
        found = called.evaluate(*values)
    except Exception as error:
        raise NotCompiled(Text(f"函数出错:{error}", f"a function that fails: {error}")) from error
    if found is None or isinstance(found, Unknown):
        return None
    kind = called.returns.kind
    expected = called.returns.choices if kind is Kind.CHOICE else _PYTHON[kind]
    if expected is None or not isinstance(found, expected):
        raise NotCompiled(Text(f"函数的结果 {found!r}", f"the result {found!r} of a function"))
    return found


def _as_column(value: object, *, compared: bool) -> object:
    """A value as a column holds it, its texts folded where it is compared."""
    match value:
        case Choice():
            return value.value
        case str():
            return fold(value) if compared else value
        case frozenset():
            return sorted(str(_as_column(v, compared=compared)) for v in value)
        case datetime():
            return instant(value)
        case date():
            return sql.day_number(value)
        case _:
            return value
