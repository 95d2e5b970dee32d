"""Facts as tables, judged by the columnar engine: the way of `check` where there are many facts.

In: what is wanted, as typed. Out: a report, or findings written as they come. Which engine judges is chosen by the size
and kind of what is read; the findings are the same.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from policykit.cli.extras import is_spark, need_columnar, need_database
from policykit.cli.judge import (
    JUDGING,
    READING,
    REJECTED,
    Wanted,
    only_of,
    packs_and_settings,
    say_rejects,
    sources_of,
    telling,
)
from policykit.cli.output import growing, write_file
from policykit.cli.progress import progress
from policykit.cli.session import Session
from policykit.engine.check import Task
from policykit.io.report_out import ReportFormat, writing
from policykit.model.finding import Finding, Verdict
from policykit.model.report import Reject, Report
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary
from policykit.packs.vocabularies import joined_vocabulary

if TYPE_CHECKING:
    from policykit.engine.columnar.check import TableCheck
    from policykit.engine.columnar.evaluate import Source

ENGINES = ("auto", "reference", "columnar")

SMALL = 2_000_000
"""Up to so many bytes of facts the reference evaluator is done first (docs/performance.md)."""

_LEFT = Text(
    "提示:规则 {r} 由参考引擎判定({w}):它所看的事实都读入内存,不受 --memory 限制;事实很多时,请用 --rule 分开判定",
    "note: the reference evaluator judged {r} ({w}): the facts that it looks at were all held in memory, whatever "
    "--memory says; where they are many, judge such rules apart with --rule",
)

_ROWS = frozenset({".jsonl", ".ndjson", ".csv"})


def is_for_tables(engine: str, facts: Sequence[Path]) -> bool:
    """Whether the columnar engine judges: where it is named or, by default, where the facts are many or no lines."""
    if engine != "auto":
        return engine == "columnar"
    return any(p.is_dir() or p.suffix.lower() not in _ROWS for p in facts) or _bytes(facts) > SMALL


def _bytes(facts: Sequence[Path]) -> int:
    return sum(p.stat().st_size for p in facts if p.is_file())


@contextmanager
def _few_collections() -> Iterator[None]:
    """Collect garbage seldom: findings are many and hold no circles; looking for some takes a fifth of making them."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@dataclass(frozen=True)
class Batch:
    """A check that is ready to run over tables."""

    wanted: Wanted
    session: Session
    memory: str | None = None
    database: str | None = None

    def report(self, include: frozenset[Verdict]) -> tuple[Report, int | None]:
        """The report, listing these verdicts; and the exit status if facts were rejected."""
        with self._check() as (check, rejects), progress(self.session.lang) as step:
            report = check.report(include, rejects=rejects, on_rule=telling(JUDGING, step))
        return report, REJECTED if report.rejects else None

    def stream(self, include: frozenset[Verdict], format_: ReportFormat, to: Path | None) -> tuple[int, int | None]:
        """Write the findings as they come; returns how many breaches there are, and a status as `report` does."""
        counts: Counter[Verdict] = Counter()
        with (
            self._check() as (check, rejects),
            growing(to) as sink,
            writing(format_, self.session.lang, sink) as write,
            progress(self.session.lang) as step,
            closing(check.streams(include, telling(JUDGING, step), largest_first=format_.in_places)) as streams,
        ):
            for stream in streams:
                write(stream.findings, stream.place)
                counts += stream.counts
        return sum(n for v, n in counts.items() if v.is_breach), REJECTED if rejects else None

    def save(self, include: frozenset[Verdict], table: str) -> int:
        """Write the findings into a table of the database, rule by rule, in one transaction; returns the breaches."""
        from policykit.io.database import write_findings

        counts: Counter[Verdict] = Counter()
        with self._check() as (check, _), progress(self.session.lang) as step:

            def found() -> Iterator[Finding]:
                for stream in check.streams(include, telling(JUDGING, step)):
                    yield from stream.findings
                    counts.update(stream.counts)

            written = write_findings(self.database or "", found(), table)
        self.session.note(Text(f"{written:,} 条结果已写入 {table}", f"{written:,} findings written to {table}"))
        return sum(n for v, n in counts.items() if v.is_breach)

    @contextmanager
    def _check(self) -> Iterator[tuple[TableCheck, Sequence[Reject]]]:
        from policykit.engine.columnar.check import TableCheck

        wanted, session = self.wanted, self.session
        packs, settings = packs_and_settings(wanted, session)
        only = only_of(wanted.rules, packs)
        vocabulary = joined_vocabulary(packs)
        tasks = [Task(p.document, replace(p.plugins, vocabulary=vocabulary)) for p in packs]
        opened = self._files(vocabulary) if self.database is None else self._tables(self.database, vocabulary)
        with opened as (source, rejects):
            if wanted.rejects is not None:
                write_file(wanted.rejects, b"".join(f"{r.model_dump_json()}\n".encode() for r in rejects))
            say_rejects(rejects, wanted.rejects, session)
            with _few_collections():
                check = TableCheck(tasks, source, wanted.as_of, settings, only)
                yield check, rejects
            for rule, why in check.left.items():
                session.note(_LEFT.fill(r=rule, w=why))

    @contextmanager
    def _files(self, vocabulary: Vocabulary) -> Iterator[tuple[Source, Sequence[Reject]]]:
        """The facts of files, in an embedded database."""
        need_columnar()
        from policykit.engine.columnar.backend import DuckDB
        from policykit.engine.columnar.evaluate import Source
        from policykit.io.tables_in import open_tables

        sources = sources_of(self.wanted.facts, self.wanted.maps)
        with progress(self.session.lang) as step:
            step(READING, 0, 0)
            tables = open_tables(sources, vocabulary, memory=self.memory)
        with tables:
            known = frozenset(tables.types)
            yield Source(DuckDB(tables.connection), known, tables.covered, sizes=tables.sizes), tables.rejects

    @contextmanager
    def _tables(self, url: str, vocabulary: Vocabulary) -> Iterator[tuple[Source, Sequence[Reject]]]:
        """The facts of a database, judged there."""
        need_database(url)
        from policykit.io.database import open_database, open_spark

        if not is_spark(url):
            with open_database(url, vocabulary) as database:
                yield database.source, ()
            return
        from policykit.engine.columnar.spark import session_at

        session = session_at(url)
        try:
            with open_spark(session, vocabulary, *self.wanted.facts) as database:
                yield database.source, ()
        finally:
            session.stop()
