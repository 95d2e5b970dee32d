"""The way of `compile`: packs and options in, SQL or a plan out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb

from policykit.cli.answers import answers
from policykit.cli.judge import load_packs, only_of
from policykit.cli.session import Session
from policykit.cli.settings import settings_of
from policykit.engine.check import Task, as_of_instant, calendar_of
from policykit.engine.columnar.backend import DuckDB
from policykit.engine.columnar.daily import sharing
from policykit.engine.columnar.dialects import Dialect
from policykit.engine.columnar.script import Script
from policykit.engine.settings import Settings
from policykit.io.tables_in.objects import empty_tables
from policykit.model.text import Lang, Text, join
from policykit.model.time import Instant
from policykit.packs import Pack
from policykit.packs.pack import PLUGIN_FILE

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
    """The script in a dialect, or the plan (None), pack by pack. Raises `PolicykitError` for what cannot be used.

    What was compiled is kept, by all that it depends on: it takes seconds.
    """
    packs = load_packs(chosen.packs, session, with_plugins=chosen.with_plugins)
    settings = settings_of(chosen.settings, packs, session) if chosen.settings else Settings()
    settings = replace(settings, calendar=chosen.calendar or settings.calendar, assume_in_force=chosen.assume_in_force)
    only = only_of(chosen.rules, packs)
    as_of = as_of_instant(chosen.as_of)
    since = as_of_instant(chosen.since if chosen.since is not None else chosen.as_of - _YEAR)
    kept = answers("compiled")
    for pack in packs:
        compilation = _Compilation(pack, as_of, since, settings, dialect, session.lang, only)
        found = None if kept is None else kept.get(compilation.key)
        if found is None:
            found = "\n".join(compilation.lines())
            if kept is not None:
                kept[compilation.key] = found
        yield found


@dataclass(frozen=True, slots=True)
class _Compilation:
    """One document to be compiled, with all that the result depends on beside policykit itself."""

    pack: Pack
    as_of: Instant
    since: Instant
    settings: Settings
    dialect: Dialect | None
    lang: Lang
    only: frozenset[str]

    @property
    def key(self) -> str:
        """What tells its result from others."""
        plugin, plugins = self.pack.folder / PLUGIN_FILE, self.pack.plugins
        events = [(e.name, e.label, *e.fields.values()) for e in plugins.vocabulary.events.values()]
        calendar = calendar_of(plugins, self.settings)
        asked = (
            *(self.pack.source, plugin.read_bytes() if plugin.is_file() else b"", events),
            *(calendar.name, calendar.last, *map(_version, ("chinese-calendar", "duckdb", "sqlglot"))),
            *(self.as_of, self.since, self.settings, self.dialect, self.lang, sorted(self.only)),
        )
        return sha256(repr(asked).encode()).hexdigest()

    def lines(self) -> Iterator[str]:
        """The script or the plan, line by line."""
        task = Task(self.pack.document, self.pack.plugins)
        with duckdb.connect() as connection:
            empty_tables(task.plugins.vocabulary, connection)
            script = Script(task, DuckDB(connection), self.as_of, self.since, self.settings)
            if self.dialect is None:
                yield from _plan(script, self.lang, self.only)
            else:
                yield from script.text(self.dialect, self.lang, self.only)


def _version(package: str) -> str:
    """Which version of a package is installed; empty if none is."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _plan(script: Script, lang: Lang, only: frozenset[str]) -> Iterator[str]:
    """A line for each rule, with what it shares with others, and the sums."""
    planned = list(script.plan(only))
    users = Counter(t for p in planned for t in p.uses)
    for each in planned:
        rule = each.rule
        if each.reason is not None:
            yield f"reference  {rule.id}  {rule.form.label.show(lang)}: {each.reason.show(lang)}"
            continue
        shared = sum(users[t] > 1 for t in each.uses)
        tables = _TABLES.fill(n=len(each.uses), k=shared).show(lang) if each.uses else ""
        others = [Text(o.name, o.name) for o in sharing(script.task.document, rule) if o is not rule]
        acts = _ACTS.fill(o=join(others)).show(lang) if others else ""
        yield f"columnar   {rule.id}  {rule.form.label.show(lang)}{tables}{acts}"
    left = sum(p.reason is not None for p in planned)
    yield _TOTAL.fill(n=len(planned) - left, m=left).show(lang)


_TABLES = Text(";用到 {n} 个表,其中 {k} 个与其他规则共用", "; {n} tables, of which {k} are shared with other rules")
_ACTS = Text(";逐日行为与 {o} 共用", "; acts by day shared with {o}")
_TOTAL = Text(
    "{n} 条规则成为语句,{m} 条由参考引擎判定",
    "{n} rules become statements, {m} are judged by the reference evaluator",
)
