"""A document's rules as a script of SQL, for systems that run it themselves, and the plan of who judges which rule.

In: a document, a dialect. Out: statements in order: the tables that the rules join, then each rule as the query of its
outcomes, with comments that cite it. The script is made over empty tables of all event types; what depends on the facts
beyond SQL (folded names, functions) is an empty table in it, and a comment says what goes there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policykit.engine.check import Task, calendar_of
from policykit.engine.columnar.backend import Backend, Row
from policykit.engine.columnar.dialects import Dialect, translated
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.evaluate import Columnar, Source
from policykit.engine.columnar.sql import name, text
from policykit.engine.settings import Settings
from policykit.model.policy.rule import Rule
from policykit.model.text import Lang, Text
from policykit.model.time import Instant

_MOST_ROWS = 5000
_MADE = re.compile(r"\bpolicykit_t\d+\b")


@dataclass
class Recorder:
    """A database that keeps the statements that make tables; `statements` are those not yet taken."""

    inner: Backend
    statements: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _parts: dict[str, frozenset[str]] = field(default_factory=dict)

    def relation(self, type_: str) -> str:
        """The table of the facts of an event type."""
        return self.inner.relation(type_)

    def run(self, statement: str) -> None:
        """Run a statement that gives no rows."""
        self.inner.run(statement)

    def rows(self, query: str) -> list[Row]:
        """All rows of a query."""
        return self.inner.rows(query)

    def stream(self, query: str) -> Iterator[list[Row]]:
        """The rows of a query in batches."""
        return self.inner.stream(query)

    def put(self, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> str:
        """Make a table, and keep the statements that do."""
        held = [tuple(row) for row in rows]
        table = self.inner.put(columns, held)
        own = self._named(table)
        spec = ", ".join(f"{name(c)} {t}" for c, t in columns.items())
        self.statements.append(f"CREATE TABLE {own} ({spec})")
        if not held:
            self.statements.append("-- " + _FILLED.show(Lang.EN))
        for start in range(0, len(held), _MOST_ROWS):
            values = ", ".join(f"({', '.join(map(_literal, row))})" for row in held[start : start + _MOST_ROWS])
            self.statements.append(f"INSERT INTO {own} VALUES {values}")
        return table

    def keep(self, query: str) -> str:
        """Make a table of what a query gives, and keep the statement that does."""
        table = self.inner.keep(query)
        made = self.renamed(query)
        own = self._named(table)
        self._parts[own] = self.used_by(made)
        self.statements.append(f"CREATE TABLE {own} AS {made}")
        return table

    def drop(self, table: str) -> None:
        """Forget a table made for this run, and keep the statement that does."""
        self.inner.drop(table)
        self.statements.append(f"DROP TABLE {self._names[table]}")

    def used_by(self, statement: str) -> frozenset[str]:
        """The tables of the script that a statement reads, and those that they are made of."""
        named = frozenset(_MADE.findall(statement))
        return named.union(*(self._parts.get(n, frozenset()) for n in named))

    def _named(self, table: str) -> str:
        self._names[table] = f"policykit_t{len(self._names) + 1}"
        return self._names[table]

    def renamed(self, statement: str) -> str:
        """A statement with the names that the script gives to tables."""
        for table in sorted(self._names, key=len, reverse=True):
            statement = statement.replace(table, self._names[table])
        return statement


_FILLED = Text("由 policykit 按事实填写", "filled by policykit from the facts")


@dataclass(frozen=True)
class Planned:
    """A rule, and its query; or why the reference evaluator judges it. Neither for a rule that gives no findings.

    `tables` are the statements that make the tables which no rule before it needed, `uses` the names of all that its
    query joins, and those that these are made of.
    """

    rule: Rule
    query: str | None
    reason: Text | None
    tables: tuple[str, ...] = ()
    uses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Script:
    """The script of one document."""

    task: Task
    backend: Backend
    as_of: Instant
    first: Instant
    settings: Settings

    def plan(self, only: frozenset[str] = frozenset()) -> Iterator[Planned]:
        """Every rule (those named in `only`, if any), in the document's order."""
        recorder = Recorder(self.backend)
        types = frozenset(self.task.plugins.vocabulary.events)
        calendar = calendar_of(self.task.plugins, self.settings)
        engine = Columnar(Source(recorder, types, first=self.first), self.task, self.as_of, calendar, self.settings)
        for rule in self.task.document.rules:
            if only and not {rule.name, rule.id} & only:
                continue
            recorder.statements.clear()
            try:
                outcomes = engine.compiled(engine.judging(rule))
            except NotCompiled as left:
                yield Planned(rule, None, left.reason)
                continue
            query = recorder.renamed(outcomes.every()) if outcomes is not None else None
            uses = recorder.used_by(query) if query is not None else frozenset[str]()
            yield Planned(rule, query, None, tuple(recorder.statements), uses)

    def text(self, dialect: Dialect, lang: Lang, only: frozenset[str] = frozenset()) -> Iterator[str]:
        """The script, piece by piece."""
        for planned in self.plan(only):
            rule = planned.rule
            yield f"-- {rule.id} · {rule.clause} · {rule.title.show(lang)}"
            if planned.reason is not None:
                yield f"-- {_LEFT.fill(r=planned.reason).show(lang)}\n"
                continue
            for statement in planned.tables:
                yield statement if statement.startswith("--") else f"{translated(statement, dialect)};"
            if planned.query is None:
                yield f"-- {_NOTHING.show(lang)}\n"
            else:
                yield f"{translated(planned.query, dialect, pretty=True)};\n"


_LEFT = Text("由参考引擎判定:{r}", "judged by the reference evaluator: {r}")
_NOTHING = Text("只说可以做什么,没有结果", "says only what is allowed: no findings")


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case _:
            return text(str(value))
