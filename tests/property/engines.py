"""Both engines on one history, and how they differ: shared by the tests that compare them."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from unittest.mock import patch

import duckdb

from policykit.engine.check import Task, check
from policykit.engine.columnar import findings
from policykit.engine.columnar.backend import WORK, DuckDB
from policykit.engine.columnar.check import TableCheck
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.evaluate import Columnar, Source
from policykit.engine.columnar.outcomes import Outcomes
from policykit.engine.reference.judging import Judging
from policykit.io.report_out.to_jsonl import write_findings
from policykit.io.tables_in.objects import tables_of
from policykit.model.finding import Finding, Verdict
from policykit.model.policy.requirements import Form
from policykit.model.report import Report
from policykit.model.text import Lang

from .strategies_noise import Run

EVERY = frozenset(Verdict)
BREACHES = frozenset(v for v in Verdict if v.is_breach or v is Verdict.ADVISED)


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One database for all runs of a process: to open one costs more than to judge."""
    return duckdb.connect(config={"threads": 1})


def by_reference(run: Run) -> Report:
    """What the reference evaluator says."""
    task = Task(run.pack.document, run.pack.plugins)
    return check([task], run.facts, run.as_of, settings=run.settings, covered=run.covered)


def _check(run: Run) -> TableCheck:
    """The columnar engine on a run; the tables of the run before are gone."""
    into = _connection()
    into.execute(f"DETACH DATABASE IF EXISTS {WORK}")
    into.execute("DROP SCHEMA IF EXISTS facts CASCADE")
    tables = tables_of(run.facts, run.pack.plugins.vocabulary, into)
    source = Source(DuckDB(into), frozenset(tables.types), run.covered, sizes=tables.sizes)
    task = Task(run.pack.document, run.pack.plugins)
    return TableCheck([task], source, run.as_of, run.settings)


def by_columns(run: Run) -> Report:
    """What the columnar engine says."""
    return _check(run).report(EVERY)


def _lines(findings: Iterable[Finding]) -> list[bytes]:
    written = io.BytesIO()
    write_findings(findings, Lang.ZH, written)
    return written.getvalue().splitlines(keepends=True)


def _written_by_columns(check: TableCheck) -> list[bytes]:
    """The lines of the breaches of all rules: the database makes those that it can, be they few."""
    with patch.object(findings, "MANY", 0):
        return [line for stream in check.streams(BREACHES) for line in _lines(stream.findings)]


def differences(run: Run, expected: Report | None = None) -> list[str]:
    """How the engines differ on a run, line by line; nothing if they say the same."""
    expected, table_check = expected or by_reference(run), _check(run)
    found = table_check.report(EVERY)
    said = [f.model_dump_json() for f in expected.findings]
    shown = [f.model_dump_json() for f in found.findings]
    lines = [f"reference: {line}" for line in said if line not in shown]
    lines += [f"columnar:  {line}" for line in shown if line not in said]
    if not lines and said != shown:
        lines.append("the same findings in another order, or another number of times")
    written = _lines(sorted((f for f in expected.findings if f.verdict in BREACHES), key=lambda f: f.sort_key))
    made = _written_by_columns(table_check)
    lines += [f"reference writes: {line!r}" for line in written if line not in made]
    lines += [f"columnar writes:  {line!r}" for line in made if line not in written]
    if not lines and written != made:
        lines.append("the same lines in another order, or another number of times")
    for one, other in zip(expected.judged, found.judged, strict=True):
        if Counter(one.counts) != Counter(other.counts):
            lines.append(f"counts of {one.rule}: {dict(one.counts)}, {dict(other.counts)}")
    read = (expected.facts_read, expected.facts_after_as_of)
    if read != (found.facts_read, found.facts_after_as_of):
        lines.append(f"facts: {read}, {(found.facts_read, found.facts_after_as_of)}")
    return lines


def fails(run: Run) -> bool:
    """Whether the engines differ, or one of them breaks down."""
    try:
        return bool(differences(run))
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        return True


@dataclass
class Reached:
    """What runs came to: verdicts by form, and how many rules were statements."""

    verdicts: Counter[tuple[Form, Verdict]] = field(default_factory=Counter)
    compiled: int = 0
    left: Counter[tuple[Form, str]] = field(default_factory=Counter)

    def note(self, run: Run, report: Report) -> None:
        """Count the findings of a report by form and verdict."""
        forms = {rule.name: rule.form for rule in run.pack.document.rules}
        self.verdicts.update((forms[f.rule], f.verdict) for f in report.findings)

    def counting(self) -> Callable[[Columnar, Judging], Outcomes | None]:
        """`Columnar.compiled`, counted."""
        plain = Columnar.compiled

        def compiled(engine: Columnar, judging: Judging) -> Outcomes | None:
            try:
                found = plain(engine, judging)
            except NotCompiled as why:
                self.left[judging.rule.form, str(why)] += 1
                raise
            self.compiled += 1
            return found

        return compiled

    @property
    def share_compiled(self) -> float:
        """How many of the rules were statements, from 0 to 1."""
        return self.compiled / max(1, self.compiled + self.left.total())
