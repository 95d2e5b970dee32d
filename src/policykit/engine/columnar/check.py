"""Judges packs over the tables of a database: the columnar engine's counterpart of `engine.check`.

In: documents, a database with a table for each event type. Out: results rule by rule, in the order of findings, so that
they can be written as they come; or a report that lists the verdicts that were asked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from policykit.engine.check import (
    Task,
    as_of_instant,
    calendar_of,
    chosen_rules,
    judged_rule,
    pack_info,
)
from policykit.engine.columnar.backend import Concurrent, break_off
from policykit.engine.columnar.evaluate import Columnar, Result, Source, Stream
from policykit.engine.columnar.facts import Extents
from policykit.engine.settings import Settings
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Rule
from policykit.model.report import Reject, Report
from policykit.model.text import Text
from policykit.model.time import Instant, moment

AHEAD = 30_000_000
"""How many facts there may be at most for a database to work ahead: more leave no memory for two rules at once."""

OnRule = Callable[[Rule, int, int], None]
"""Told each rule before it is judged, how many were judged before it, and how many there are."""


@dataclass(frozen=True)
class TableCheck:
    """A check over tables, ready to run. Raises as `engine.check.check` does, when it is made.

    `left`: of the rules judged so far, the ids of those that were left to the reference evaluator, and why.
    """

    tasks: Sequence[Task]
    source: Source
    as_of: date | datetime
    settings: Settings = field(default_factory=Settings)
    only: frozenset[str] = frozenset()
    left: dict[str, Text] = field(default_factory=dict, init=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be judged before anything is read."""
        chosen_rules(self.tasks, self.settings, self.only)
        as_of_instant(self.as_of)

    @property
    def _at(self) -> Instant:
        return as_of_instant(self.as_of)

    def engines(self) -> Iterator[tuple[Task, Columnar]]:
        """Each document with its engine."""
        for task in sorted(self.tasks, key=lambda t: t.document.name):
            calendar = calendar_of(task.plugins, self.settings)
            yield task, Columnar(self.source, task, self._at, calendar, self.settings, extents=self._extents)

    def results(self, wanted: frozenset[Verdict], on_rule: OnRule | None = None) -> Iterator[Result]:
        """The result of every rule, by jurisdiction and name; the findings of the wanted verdicts come sorted."""
        with closing(self.streams(wanted, on_rule)) as streams:
            for stream in streams:
                findings = tuple(stream.findings)
                yield Result(stream.rule, stream.counts, findings)

    def streams(
        self, wanted: frozenset[Verdict], on_rule: OnRule | None = None, *, largest_first: bool = False
    ) -> Generator[Stream]:
        """The same, but that the findings of a rule are made as they are taken, before the next stream is asked for.

        A database that several threads may ask works ahead on the rules after that one, until the generator is closed;
        of more facts than `AHEAD` it judges one rule after the other.
        `largest_first`: the rules that look at most facts come first. They tend to have most findings, and these are
        made while the database judges the others. Before them come those of plug-ins' checks, which are asked beside
        all others: that takes the interpreter, and the database has time meanwhile.
        """
        backend = self.source.backend
        chosen = chosen_rules(self.tasks, self.settings, self.only)
        rules = (
            (engine, rule)
            for task, engine in self.engines()
            for rule in sorted(chosen[task.document.name], key=lambda r: r.name)
        )
        asked = [_Asked(engine, rule, place) for place, (engine, rule) in enumerate(rules)]
        if largest_first:
            asked.sort(key=lambda of: (of.rule.form is Form.CUSTOM, of.engine.size(of.rule)), reverse=True)
        if isinstance(backend, Concurrent):
            begun = _by_threads(asked, wanted, backend, ahead=sum(self.source.sizes.values()) <= AHEAD)
        else:
            begun = _in_turn(asked, wanted)
        with closing(begun):
            for done, of in enumerate(asked):
                if on_rule is not None:
                    on_rule(of.rule, done, len(asked))
                stream = next(begun)
                if stream.left is not None:
                    self.left[stream.rule.id] = stream.left
                yield stream

    def facts(self) -> tuple[int, int]:
        """How many facts there are, and how many of them are not known at `as_of`."""
        found = self._extents.by_type.values()
        return sum(e.facts for e in found), sum(e.facts - e.known for e in found)

    @cached_property
    def _extents(self) -> Extents:
        return Extents(self.source.backend, self.source.types, self._at)

    def report(
        self, wanted: frozenset[Verdict], *, rejects: Sequence[Reject] = (), on_rule: OnRule | None = None
    ) -> Report:
        """The report; its findings are those of the wanted verdicts, its counts are of all."""
        results = {r.rule.id: r for r in self.results(wanted, on_rule)}
        rules = chosen_rules(self.tasks, self.settings, self.only)
        every, after = self.facts()
        return Report(
            as_of=moment(self._at),
            packs=tuple(pack_info(t.document, self.settings) for t in self.tasks),
            facts_read=every,
            facts_after_as_of=after,
            judged=tuple(judged_rule(r, results[r.id].counts) for t in self.tasks for r in rules[t.document.name]),
            findings=tuple(f for r in results.values() for f in r.findings),
            rejects=tuple(rejects),
        )


@dataclass(frozen=True)
class _Asked:
    """A rule that is to be judged, by an engine; and its place in the order of findings."""

    engine: Columnar
    rule: Rule
    place: int

    def stream(self, wanted: frozenset[Verdict]) -> Stream:
        return replace(self.engine.stream(self.rule, wanted), place=self.place)


def _in_turn(asked: Sequence[_Asked], wanted: frozenset[Verdict]) -> Generator[Stream]:
    for of in asked:
        yield of.stream(wanted)


def _by_threads(
    asked: Sequence[_Asked], wanted: frozenset[Verdict], backend: Concurrent, *, ahead: bool
) -> Generator[Stream]:
    """The same, judged by other threads.

    `ahead`: the database works on the next rules while findings are made and plug-ins are asked.
    """
    pools = {custom: ThreadPoolExecutor(1) for custom in (True, False)}
    begun = deque[Future[Stream]]()

    def begin(those: Iterable[_Asked]) -> None:
        begun.extend(pools[of.rule.form is Form.CUSTOM].submit(of.stream, wanted) for of in those)

    try:
        if ahead:
            begin(asked)
        for of in asked:
            if not ahead:
                begin([of])
            stream = begun[0].result()
            begun.popleft()
            yield stream
    finally:
        break_off(pools.values(), begun, backend.interrupt)
