"""The way of `compile`: packs and options in, lines of SQL or of a plan out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from policykit.cli.judge import load_packs, only_of
from policykit.cli.session import Session
from policykit.cli.settings import settings_of
from policykit.engine.check import Task, as_of_instant
from policykit.engine.columnar.backend import DuckDB
from policykit.engine.columnar.dialects import Dialect
from policykit.engine.columnar.script import Script
from policykit.engine.settings import Settings
from policykit.io.tables_in.objects import empty_tables
from policykit.model.text import Text

_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be compiled, as typed."""

    packs: Sequence[str]
    as_of: date | datetime
    since: date | datetime | None
    rules: tuple[str, ...]
    settings: Path | None
    calendar: str | None
    assume_in_force: bool
    with_plugins: bool


def written(chosen: Chosen, session: Session, dialect: Dialect | None) -> Iterator[str]:
    """The script in a dialect, or the plan (None), line by line. Raises `PolicykitError` for what cannot be used."""
    packs = load_packs(chosen.packs, session, with_plugins=chosen.with_plugins)
    settings = settings_of(chosen.settings, packs, session) if chosen.settings else Settings()
    settings = replace(settings, calendar=chosen.calendar or settings.calendar, assume_in_force=chosen.assume_in_force)
    only = only_of(chosen.rules, packs)
    as_of = as_of_instant(chosen.as_of)
    since = as_of_instant(chosen.since if chosen.since is not None else chosen.as_of - _YEAR)
    for pack in packs:
        with duckdb.connect() as connection:
            empty_tables(pack.plugins.vocabulary, connection)
            script = Script(Task(pack.document, pack.plugins), DuckDB(connection), as_of, since, settings)
            yield from _plan(script, session, only) if dialect is None else script.text(dialect, session.lang, only)


def _plan(script: Script, session: Session, only: frozenset[str]) -> Iterator[str]:
    """A line for each rule, and the sums."""
    counts: Counter[str] = Counter()
    for planned in script.plan(only):
        rule = planned.rule
        if planned.reason is not None:
            counts["reference"] += 1
            yield f"reference  {rule.id}  {rule.form.label.show(session.lang)}: {planned.reason.show(session.lang)}"
        else:
            counts["columnar"] += 1
            yield f"columnar   {rule.id}  {rule.form.label.show(session.lang)}"
    total = Text(
        "{n} 条规则成为语句,{m} 条由参考引擎判定",
        "{n} rules become statements, {m} are judged by the reference evaluator",
    )
    yield total.fill(n=counts["columnar"], m=counts["reference"]).show(session.lang)
