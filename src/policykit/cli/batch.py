"""Facts as tables, judged by the columnar engine: the way of `check` where there are many facts.

In: what is wanted, as typed. Out: a report, or findings written as they come. Which engine judges is chosen by the size
and kind of what is read; the findings are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from policykit.cli.extras import need_columnar
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
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.packs.vocabularies import joined_vocabulary

if TYPE_CHECKING:
    from policykit.engine.columnar.check import TableCheck
    from policykit.io.tables_in import Tables

ENGINES = ("auto", "reference", "columnar")

SMALL = 2_000_000
"""Up to so many bytes of facts the reference evaluator is done first (docs/performance.md)."""

_ROWS = frozenset({".jsonl", ".ndjson", ".csv"})


def is_for_tables(engine: str, facts: Sequence[Path]) -> bool:
    """Whether the columnar engine judges: where it is named or, by default, where the facts are many or no lines."""
    if engine != "auto":
        return engine == "columnar"
    return any(p.is_dir() or p.suffix.lower() not in _ROWS for p in facts) or _bytes(facts) > SMALL


def _bytes(facts: Sequence[Path]) -> int:
    return sum(p.stat().st_size for p in facts if p.is_file())


@dataclass(frozen=True)
class Batch:
    """A check that is ready to run over tables."""

    wanted: Wanted
    session: Session
    memory: str | None

    def report(self, include: frozenset[Verdict]) -> tuple[Report, int | None]:
        """The report, listing these verdicts; and the exit status if facts were rejected."""
        with self._check() as (check, tables), progress(self.session.lang) as step:
            report = check.report(include, rejects=tables.rejects, on_rule=telling(JUDGING, step))
        return report, REJECTED if report.rejects else None

    def stream(self, include: frozenset[Verdict], to: Path | None) -> tuple[int, int | None]:
        """Write the findings as JSON lines, rule by rule; returns how many breaches, and a status as `report` does."""
        from policykit.io.report_out.to_jsonl import write_findings

        counts: Counter[Verdict] = Counter()
        with self._check() as (check, tables), growing(to) as sink, progress(self.session.lang) as step:
            for result in check.results(include, telling(JUDGING, step)):
                counts += result.counts
                write_findings(result.findings, self.session.lang, sink)
            rejected = bool(tables.rejects)
        return sum(n for v, n in counts.items() if v.is_breach), REJECTED if rejected else None

    @contextmanager
    def _check(self) -> Iterator[tuple[TableCheck, Tables]]:
        need_columnar()
        from policykit.engine.columnar.backend import DuckDB
        from policykit.engine.columnar.check import TableCheck
        from policykit.engine.columnar.evaluate import Source
        from policykit.io.tables_in import open_tables

        wanted, session = self.wanted, self.session
        packs, settings = packs_and_settings(wanted, session)
        only = only_of(wanted.rules, packs)
        sources = sources_of(wanted.facts, wanted.maps)
        vocabulary = joined_vocabulary(packs)
        tasks = [Task(p.document, replace(p.plugins, vocabulary=vocabulary)) for p in packs]
        with progress(session.lang) as step:
            step(READING, 0, 0)
            tables = open_tables(sources, vocabulary, memory=self.memory)
        with tables:
            if wanted.rejects is not None:
                write_file(wanted.rejects, b"".join(f"{r.model_dump_json()}\n".encode() for r in tables.rejects))
            say_rejects(tables.rejects, wanted.rejects, session)
            source = Source(DuckDB(tables.connection), frozenset(tables.types), tables.covered)
            yield TableCheck(tasks, source, wanted.as_of, settings, only), tables
