"""Findings that the database makes itself: whose they are, their ids, their words, and what they rest on.

The mirror of `reference.findings` as a query, for the breaches of forms that have a `Wording`. In: the table of a
rule's outcomes. Out: any text that SQL makes of each finding, in the order of findings; no row passes through Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policykit.engine.columnar import sql
from policykit.engine.columnar.backend import Backend, Row, Writing
from policykit.engine.columnar.outcomes import COLUMNS, Outcomes
from policykit.engine.columnar.register import BY_REFERENCE as SAID_BY_REFERENCE
from policykit.engine.columnar.register import Register
from policykit.engine.columnar.wording import Wording
from policykit.engine.reference.findings import Findings, verdict_of
from policykit.engine.reference.judging import BY_REFERENCE, UNKNOWN_OPENING, Judging
from policykit.model.finding import ID_DIGITS, Finding, RestsOn, Verdict
from policykit.model.text import Lang
from policykit.model.time import Instant

MANY = 1_000
"""From so many findings on it takes less to make them in the database: its statement takes as long as they do."""

_AT_ONCE = 200_000
"""How many findings are sorted with the texts that are made of them; of more, those of so many after each other."""

_ORDER = "f.triggered_at, coalesce(f.unit, ''), coalesce(f.account, ''), f.id"


@dataclass(frozen=True)
class Kept:
    """A table of what `Outcomes.counted` gives. `shared`: it is there for other rules, too."""

    table: str
    backend: Backend
    shared: bool

    def totals(self) -> dict[Verdict, tuple[int, int]]:
        """How many outcomes there are by verdict, and how many at most have the same row."""
        query = f"SELECT verdict, CAST(sum(n) AS BIGINT), CAST(max(n) AS BIGINT) FROM {self.table} GROUP BY 1"
        return {Verdict(str(v)): (int(str(n)), int(str(most))) for v, n, most in self.backend.rows(query)}

    def latest_due(self, outcomes: Outcomes) -> Instant | None:
        """The latest due date of what is listed: a duty may be broken before it was due."""
        if "due" not in outcomes.given:
            return None
        ((latest,),) = self.backend.rows(f"SELECT max(due) FROM {self.table}")
        return int(str(latest)) if latest is not None else None

    def rows(self, order: str) -> Iterator[list[Row]]:
        """All rows; to be asked once."""
        yield from self.backend.stream(f"SELECT * FROM {self.table}{order}")
        self.drop()

    def drop(self) -> None:
        """Forget the table, if no other rule looks at it."""
        if not self.shared:
            self.backend.drop(self.table)


@dataclass(frozen=True)
class FindingTable:
    """The findings of one rule's breaches, in their order, which a database holds; to be taken once.

    As rows `f` they have the columns id, verdict, unit, account, subject, message: texts; triggered_at, due,
    settled_at: instants; late_by_seconds: a whole number; evidence: ids in order of time; and for each name in
    `rests_on` whether the finding rests on that.
    """

    database: Writing
    making: Making
    kept: Kept
    number: int
    objects: Iterator[Finding]

    def __iter__(self) -> Iterator[Finding]:
        """The findings as objects."""
        return self.objects

    @property
    def alike(self) -> Finding:
        """A finding that says what all of them say, and nothing else; what all rest on is in `rests_on`."""
        return self.making.alike

    @property
    def rests_on(self) -> Sequence[tuple[str | None, RestsOn]]:
        """What findings rest on, by the column that says whether they do; None: all do."""
        return self.making.rests_on

    def texts(self, lang: Lang, text: str) -> Iterator[memoryview]:
        """What an expression over `f` says of each finding, one after the other in UTF-8, many at once.

        `lang` is the language of the messages.
        """
        database, rows = self.database, f"({self.making.select(self.kept.table, lang)}) f"
        if self.number <= _AT_ONCE:
            yield from database.texts(f"SELECT {text} FROM {rows} ORDER BY {_ORDER}")
        else:
            table = database.keep(f"SELECT f.*, row_number() OVER (ORDER BY {_ORDER}) AS place FROM {rows}")
            for first in range(1, self.number + 1, _AT_ONCE):
                those = f"f.place BETWEEN {first} AND {first + _AT_ONCE - 1}"
                yield from database.texts(f"SELECT {text} FROM {table} f WHERE {those} ORDER BY f.place")
            database.drop(table)
        self.kept.drop()


class Making:
    """Makes the query of one rule's findings from the table of its outcomes."""

    def __init__(
        self, judging: Judging, outcomes: Outcomes, wording: Wording, register: Register, shown: frozenset[Verdict]
    ) -> None:
        """Ask the register for the tables that it takes; of the verdicts `shown` there are findings."""
        self._shown = ", ".join(sql.text(v) for v in sorted(shown))
        self._judging, self._outcomes, self._wording, self._register = judging, outcomes, wording, register
        self._joins: list[str] = [wording.source] if wording.source else []
        self._seen = wording.begins if wording.seen is None else wording.seen
        self._entity, self._by_fact = judging.rule.scope.entity, judging.rule.scope.trigger is not None
        self._account, self._unit = self._owner("account"), self._owner("unit")
        findings = Findings(judging)
        self.alike, self._ids = findings.alike(verdict_of(judging.rule, Verdict.VIOLATED)), findings.ids
        notes: list[tuple[str | None, RestsOn]] = [(None, r) for r in (*self.alike.rests_on, *wording.rests_on)]
        self._marks: dict[str, str] = {}
        if wording.opening:
            lives = f"{register.lives(judging.each)} l ON l.id = o.entity AND l.life = o.life"
            self._mark("opening", "l.said IS FALSE", f"LEFT JOIN {lives}")
            notes.append(("opening", UNKNOWN_OPENING))
        if register.is_said_by_reference:
            units = f"{register.attribute('unit', SAID_BY_REFERENCE)} r"
            then = f"r.id = {self._unit} AND {sql.during('r', self._seen)}"
            self._mark("by_reference", "r.value IS TRUE", f"LEFT JOIN {units} ON {then}")
            notes.append(("by_reference", BY_REFERENCE))
        self.rests_on = tuple(notes)

    def _mark(self, name: str, holds: str, join: str) -> None:
        self._marks[name] = holds
        self._joins.append(join)

    def _owner(self, kind: str) -> str:
        """The account or unit: that of the entity judged, else that of the trigger (`reference.excuses.belongs_to`)."""
        found: list[str] = []
        if self._entity is not None:
            own = "o.entity" if self._entity == kind else self._attribute(self._entity, kind, "o.entity", self._seen)
            found += [] if own is None else [f"nullif({own}, '')" if self._by_fact else own]
        if self._by_fact:
            found.append(f"o.{kind}")
            if kind == "unit":
                by = {k: self._attribute(k, "unit", f"o.{k}", 'o."at"') for k in ("account", "staff")}
                told = [(f"o.{k} IS NOT NULL", v or "NULL") for k, v in by.items() if k in self._outcomes.given]
                found.append(sql.cases(told, "CAST(NULL AS VARCHAR)"))
        return f"coalesce({', '.join([*found, 'CAST(NULL AS VARCHAR)'])})"

    def _attribute(self, kind: str, other: str, id_: str, at: str) -> str | None:
        """With which entity one was at an instant, by a join; None where nothing says it."""
        column = id_.removeprefix("o.")
        if other not in self._register.fields(kind) or column not in self._outcomes.given:
            return None
        alias = sql.name(f"{other} of {column}")
        table = self._register.attribute(kind, other)
        self._joins.append(f"LEFT JOIN {table} {alias} ON {alias}.id = {id_} AND {sql.during(alias, at)}")
        return f"{alias}.value"

    def select(self, table: str, lang: Lang) -> str:
        """The query of the findings, from a table of what `Outcomes.counted` gives."""
        given = ", ".join(
            sql.name(c) if c in self._outcomes.given else f"CAST(NULL AS {type_}) AS {sql.name(c)}"
            for c, type_ in COLUMNS.items()
        )
        wording, rule, ids = self._wording, self._judging.rule, self._ids
        columns = {
            "verdict": sql.text(self.alike.verdict) if rule.modality.advice else "o.verdict",
            "unit": self._unit,
            "account": self._account,
            "subject": "o.subject" if self._by_fact else "o.entity",
            "triggered_at": wording.begins,
            "due": "o.due",
            "settled_at": "o.settled",
            "late_by_seconds": _late_by(f"coalesce(o.settled, {self._judging.as_of})"),
            "evidence": self._evidence(),
            "message": wording.message(lang),
            "id": _id(ids.begins, "o.entity", wording.identity),
            **self._marks,
        }
        listed = ", ".join(f"{e} AS {sql.name(c)}" for c, e in columns.items())
        rows = f"(SELECT {given} FROM {table} WHERE verdict IN ({self._shown})) o"
        return f"SELECT {listed} FROM {' '.join([rows, *self._joins])}"

    def _evidence(self) -> str:
        """The ids of the facts that show it, in order of time, each once."""
        alone = "[o.id]" if self._by_fact else "[]::VARCHAR[]"
        if "evidence" not in self._outcomes.given:
            return alone
        marked = "list_filter(o.evidence, lambda x: x IS NOT NULL)"
        at, id_ = "CAST(split_part(x, ' ', 1) AS BIGINT)", "substr(x, strpos(x, ' ') + 1)"
        facts = f"list_transform({marked}, lambda x: {{'at': {at}, 'id': {id_}}})"
        if self._by_fact:
            facts = f"list_append({facts}, {{'at': o.\"at\", 'id': o.id}})"
        every = f"list_transform(list_sort(list_distinct({facts})), lambda x: x.id)"
        return f"CASE WHEN coalesce(len({marked}), 0) = 0 THEN {alone} ELSE {every} END"


def _late_by(until: str) -> str:
    return f"CASE WHEN {until} > o.due THEN ({until} - o.due) // 1000000 END"


def _id(begins: str, entity: str, identity: str) -> str:
    """The id of a finding, as `model.finding.FindingIds` makes it."""
    said = f"{sql.text(begins)} || coalesce({sql.json_text(entity)}, 'null') || ',' || {sql.json_text(identity)} || ']'"
    return f"substr(sha256({said}), 1, {ID_DIGITS})"
