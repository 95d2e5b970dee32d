"""The outcomes of a rule as rows, and from a row to an outcome of the reference evaluator.

In: expressions for the columns. Out: a query; and from its rows `Outcome` objects, whose words and findings are made by
the reference's own code. Facts in them carry only what findings show: ids, times and whose they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policykit.engine.columnar.backend import Row
from policykit.engine.columnar.facts import constructed
from policykit.engine.columnar.frames import Query
from policykit.engine.columnar.sql import name
from policykit.engine.reference.judging import Judging, Outcome
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.time import Instant, moment

COLUMNS = {
    "verdict": "VARCHAR",
    "branch": "VARCHAR",
    "type": "VARCHAR",
    "id": "VARCHAR",
    "at": "BIGINT",
    "unit": "VARCHAR",
    "account": "VARCHAR",
    "staff": "VARCHAR",
    "subject": "VARCHAR",
    "entity": "VARCHAR",
    "first": "INTEGER",
    "last": "INTEGER",
    "due": "BIGINT",
    "settled": "BIGINT",
    "number": "BIGINT",
    "life": "BIGINT",
    "evidence": "VARCHAR[]",
    "said": "VARCHAR[]",
}
"""What is known of an outcome. `branch` says which of the form's messages it has. `type` to `subject` are of the fact
that gave rise to it; `entity` is the id of the one judged, `life` the number of its life; `first` and `last` are legal
days; `evidence` holds 'instant id' of each fact, or NULL; `said` texts that the message quotes."""


@dataclass(frozen=True)
class Outcomes:
    """The query of a rule's outcomes, and how a row of it becomes an outcome."""

    query: Query
    columns: Mapping[str, str]
    source: str
    read: Callable[[Judging, Read], Outcome]

    def select(self, *columns: str, where: str = "TRUE") -> str:
        """The statement that gives these columns of the outcomes."""
        given = ", ".join(f"{e} AS {name(c)}" for c, e in self.columns.items())
        missing = [c for c in COLUMNS if c not in self.columns]
        nulls = "".join(f", CAST(NULL AS {COLUMNS[c]}) AS {name(c)}" for c in missing)
        wanted = ", ".join(columns)
        return self.query.statement(
            f"SELECT {wanted} FROM (SELECT {given}{nulls} FROM {self.source}) o WHERE verdict IS NOT NULL AND {where}"
        )


@dataclass(frozen=True)
class Read:
    """One row of outcomes, typed."""

    verdict: Verdict
    branch: str
    fact: Fact | None
    entity: str | None
    first: int | None
    last: int | None
    due: Instant | None
    settled: Instant | None
    number: int
    life: int
    evidence: tuple[Fact, ...]
    said: tuple[str, ...] = ()


class Reader:
    """Reads rows of all columns."""

    def __init__(self, judging: Judging) -> None:
        """Read for a rule."""
        self._events = judging.history.vocabulary.events

    def __call__(self, row: Row) -> Read:
        """The row, typed."""
        said = dict(zip(COLUMNS, row, strict=True))
        evidence, quoted = said["evidence"], said["said"]
        return Read(
            verdict=Verdict(str(said["verdict"])),
            branch=str(said["branch"]),
            fact=self._fact(said) if said["type"] is not None else None,
            entity=_text(said["entity"]),
            first=_number(said["first"]),
            last=_number(said["last"]),
            due=_number(said["due"]),
            settled=_number(said["settled"]),
            number=_number(said["number"]) or 0,
            life=_number(said["life"]) or 0,
            evidence=tuple(mark(e) for e in evidence if e is not None) if isinstance(evidence, list) else (),
            said=tuple(str(q) for q in quoted if q is not None) if isinstance(quoted, list) else (),
        )

    def _fact(self, said: Mapping[str, object]) -> Fact:
        event = self._events[str(said["type"])]
        values = {k: said[k] for k in ("unit", "account", "staff") if said[k] is not None and k in event.fields}
        if event.subject and said["subject"] is not None:
            values[event.subject] = said["subject"]
        at = _number(said["at"])
        return constructed(
            event.model, {"id": said["id"], "type": event.name, "occurred_at": moment(at or 0), **values}
        )


def mark(said: object) -> Fact:
    """A fact of which only the id and the time are known, from 'instant id'."""
    at, _, id_ = str(said).partition(" ")
    return constructed(Fact, {"id": id_, "type": "", "occurred_at": moment(int(at))})


def shown_as(at: str, id_: str) -> str:
    """A fact as `evidence` holds it."""
    return f"CAST({at} AS VARCHAR) || ' ' || {id_}"


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
