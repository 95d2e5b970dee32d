"""What loading gives: the facts as tables of a DuckDB connection, and what was rejected on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

import duckdb

from policykit.model.report import Reject
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Tables:
    """The facts as relations `facts."<event type>"` of `connection` (their columns: `columns.py`).

    `sizes` says of each event type that occurs, by name, how many facts it has. `covered` names the event types that
    the sources hold at all; None if one of them may hold any type. `rejects` are sorted by source and row. `rows` is
    the number of lines or rows that are not blank, `merged` the number of facts that were said again and became one.
    `notes` say what a person should know of how the sources were read. Closing ends the connection and removes what it
    spilled.
    """

    connection: duckdb.DuckDBPyConnection
    vocabulary: Vocabulary
    sizes: Mapping[str, int]
    covered: frozenset[str] | None = None
    rejects: tuple[Reject, ...] = ()
    rows: int = 0
    merged: int = 0
    notes: tuple[Text, ...] = ()
    _end: Callable[[], None] = field(default=_nothing, repr=False)

    @property
    def types(self) -> tuple[str, ...]:
        """The event types that occur, by name."""
        return tuple(self.sizes)

    @property
    def count(self) -> int:
        """How many facts there are."""
        return sum(self.sizes.values())

    def ending(self, end: Callable[[], None]) -> Tables:
        """The same tables, which call `end` when they are closed."""
        return replace(self, _end=end)

    def close(self) -> None:
        """End the connection, unless the caller brought it. May be called twice."""
        self._end()

    def __enter__(self) -> Self:
        """The tables, to be closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close them."""
        self.close()
