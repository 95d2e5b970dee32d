"""The outcomes of a rule as rows, and from a row to an outcome of the reference evaluator.

In: expressions for the columns. Out: a query; and from its rows `Outcome` objects, whose words and findings are made by
the reference's own code. Facts in them carry only what findings show: ids, times and whose they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from policykit.engine.columnar.backend import Row
from policykit.engine.columnar.queries import Query
from policykit.engine.columnar.sql import name, text
from policykit.engine.columnar.wording import Wording
from policykit.engine.reference.judging import Judging, Outcome, Shown
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.time import Instant
from policykit.model.valid import Valid

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
    "waived": "VARCHAR[]",
}
"""What is known of an outcome. `branch` says which of the form's messages it has. `type` to `subject` are of the fact
that gave rise to it; `entity` is the id of the one judged, `life` the number of its life; `first` and `last` are legal
days; `evidence` holds 'instant id' of each fact, or NULL: of the forms on events of those beside the fact that gave
rise to it; `said` texts that the message quotes; `waived`, of a row that a waiver lifted, the verdict without it, since
when, the waiver and its fact. Outcomes that follow from a breach have the same columns of the broken rule's outcome
after their own."""


def _listed(verdicts: Iterable[Verdict]) -> str:
    """Verdicts as SQL lists them."""
    return ", ".join(text(v.value) for v in sorted(verdicts))


BREACHES = _listed(v for v in Verdict if v.is_breach)
"""The verdicts that are breaches, as SQL lists them."""


@dataclass(frozen=True)
class Late:
    """A column that takes long, and is worked out only for outcomes that are shown.

    `query` gives, within a statement and for the name of a table of `keys`, the query of these and the column; the
    table has no row twice. `of` are the verdicts of the outcomes that lack the column otherwise.
    """

    column: str
    keys: tuple[str, ...]
    query: Callable[[Query, str], str]
    of: frozenset[Verdict] = frozenset(Verdict)


@dataclass(frozen=True)
class Outcomes:
    """The query of a rule's outcomes, and how a row of it becomes an outcome.

    `begins` is one of the columns: outcomes in its order are in the order of their `triggered_at`. None where no column
    says so much. `late` says another way to the column that it names, which `counted` takes. `wording`, if the form has
    one, gives what `read` does as SQL, for breaches.
    """

    query: Query
    columns: Mapping[str, str]
    source: str
    read: Callable[[Judging, Read], Outcome]
    broken: tuple[str, ...] = ()
    begins: str | None = None
    late: Late | None = None
    wording: Callable[[], Wording] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns from which a row is read: those of the outcome, and of the breach that it follows, if any."""
        return *COLUMNS, *self.broken

    @property
    def given(self) -> tuple[str, ...]:
        """Those of `names` that the form gives; the others are NULL. The verdict is the first."""
        late = self.late.column if self.late is not None else None
        return *(c for c in COLUMNS if c in self.columns or c == late), *self.broken

    def select(self, *columns: str, where: str = "TRUE") -> str:
        """The statement that gives these columns of the outcomes."""
        return self.query.statement(self._selected(columns, where))

    def _selected(self, columns: Iterable[str], where: str = "TRUE") -> str:
        given = ", ".join(f"{e} AS {name(c)}" for c, e in self.columns.items())
        missing = [c for c in COLUMNS if c not in self.columns]
        nulls = "".join(f", CAST(NULL AS {COLUMNS[c]}) AS {name(c)}" for c in missing)
        wanted = ", ".join(columns)
        return (
            f"SELECT {wanted} FROM (SELECT {given}{nulls} FROM {self.source}) o WHERE verdict IS NOT NULL AND {where}"
        )

    def counted(self, shown: frozenset[Verdict]) -> str:
        """The statement that gives how many outcomes there are by verdict, and those of `shown` one by one.

        Its rows have the columns `given` and a number: how many outcomes they stand for. Of verdicts that are not
        shown all but the verdict is NULL, so that what is costly is worked out for few.
        """
        if not shown:
            return f"{self.select('verdict', 'count(*) AS n')} GROUP BY verdict"
        late = self.late if self.late is not None and self.late.of & shown else None
        early = [c for c in self.given[1:] if late is None or c != late.column or c in self.columns]
        columns = [f"CASE WHEN verdict IN ({_listed(shown)}) THEN {name(c)} END AS {name(c)}" for c in early]
        places = ", ".join(str(n + 1) for n in range(len(early) + 1))
        rows = f"{self._selected(['verdict', *columns, 'count(*) AS n'])} GROUP BY {places}"
        if late is None:
            return self.query.statement(rows)
        return self._with(late, rows, late.of & shown, self.given, "s.n")

    def every(self) -> str:
        """The statement that gives all outcomes one by one, with all columns `names`."""
        if self.late is None:
            return self.select(*map(name, self.names))
        return self._with(self.late, self._selected(map(name, self.names)), self.late.of, self.names)

    def _with(self, late: Late, rows: str, of: frozenset[Verdict], names: Sequence[str], *more: str) -> str:
        """The statement of these columns of a query of outcomes, and what is late where the verdict is one of these."""
        query, keys = self.query.aside(), [name(k) for k in late.keys]
        found = query.add("shown", rows)
        wanted = query.add("wanted", f"SELECT DISTINCT {', '.join(keys)} FROM {found} WHERE verdict IN ({_listed(of)})")
        then = query.add("late", late.query(query, wanted))
        column = name(late.column)
        both = f"coalesce(l.{column}, s.{column})" if late.column in self.columns else f"l.{column}"
        columns = [f"{both} AS {column}" if c == late.column else f"s.{name(c)} AS {name(c)}" for c in names]
        on = " AND ".join(f"l.{k} = s.{k}" for k in keys)
        return query.statement(f"SELECT {', '.join([*columns, *more])} FROM {found} s LEFT JOIN {then} l ON {on}")


@dataclass(slots=True)
class Read:
    """One row of outcomes, typed. Not frozen: it is made for each finding, and freezing takes longer than the rest."""

    verdict: Verdict
    branch: str
    fact: Fact | None
    account: str | None
    staff: str | None
    entity: str | None
    first: int | None
    last: int | None
    due: Instant | None
    settled: Instant | None
    number: int
    life: int
    evidence: tuple[Shown, ...]
    said: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    broken: Read | None = None


class Mark(NamedTuple):
    """A fact of which only the time and the id are known."""

    at: Instant
    id: str


_RawFact = tuple[str | None, str, Instant, str | None, str | None, str | None, str | None]
_Texts = Sequence[str | None] | None
_Raw = tuple[
    str,
    str | None,
    str | None,
    str,
    Instant,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    int | None,
    int | None,
    Instant | None,
    Instant | None,
    int | None,
    int | None,
    _Texts,
    _Texts,
    Sequence[str] | None,
]
"""A row of `COLUMNS`, in their order; `_RawFact` are the columns of its fact."""

_VERDICTS = {v.value: v for v in Verdict}


class Reader:
    """Reads rows of all columns, or of those that are given."""

    def __init__(self, judging: Judging, given: Sequence[str] = tuple(COLUMNS)) -> None:
        """Read for a rule. `given` are the names of the columns of `Outcomes` that the rows have, in their order."""
        self._events = judging.history.vocabulary.events
        self._makes: dict[str, Valid[Fact]] = {}
        own = [c for c in given if c in COLUMNS]
        self._width = len(own)
        self._own = itemgetter(*(own.index(c) if c in own else -1 for c in COLUMNS))
        broken = [c.removeprefix("broken ") for c in given[self._width :]]
        self._broken = Reader(judging, broken) if broken else None

    def __call__(self, row: Row) -> Read:
        """The row, typed. What follows the columns of the rule is of the one whose breach it follows, if any."""
        raw: _Raw = self._own((*row, None))
        entity, first, last, due, settled, number, life, evidence, said, waived = raw[9:]
        fact = self._fact(raw[2:9])
        return Read(
            verdict=_VERDICTS[raw[0]],
            branch=raw[1] or "",
            fact=fact,
            account=raw[6],
            staff=raw[7],
            entity=entity,
            first=first,
            last=last,
            due=due,
            settled=settled,
            number=number or 0,
            life=life or 0,
            evidence=tuple([mark(q) for q in evidence if q is not None]) if evidence else (),
            said=tuple([q for q in said if q is not None]) if said else (),
            waived=tuple(waived) if waived else (),
            broken=self._broken(row[self._width :]) if self._broken is not None else None,
        )

    def _fact(self, raw: _RawFact) -> Fact | None:
        """The fact that gave rise to the outcome, if one did, as far as findings speak of it; all else is missing."""
        type_, id_, at, unit, account, staff, subject = raw
        if type_ is None:
            return None
        event = self._events[type_]
        make = self._makes.get(type_)
        if make is None:
            make = self._makes[type_] = Valid(event.model, ())
        said: dict[str, object] = {"id": id_, "type": type_, "at": at}
        if account is not None and "account" in event.fields:
            said["account"] = account
        if unit is not None and "unit" in event.fields:
            said["unit"] = unit
        if staff is not None and "staff" in event.fields:
            said["staff"] = staff
        if subject is not None and event.subject:
            said[event.subject] = subject
        return make(said)


def mark(said: str) -> Mark:
    """A fact of which only the id and the time are known, from 'instant id'."""
    at, _, id_ = said.partition(" ")
    return Mark(int(at), id_)


def shown_as(at: str, id_: str) -> str:
    """A fact as `evidence` holds it."""
    return f"CAST({at} AS VARCHAR) || ' ' || {id_}"
