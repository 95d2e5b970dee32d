"""The matrix of topics and jurisdictions, with the relation of every two jurisdictions on every topic.

In: packs. Out: a `Comparison`.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from policykit.analysis.compare.comparer import Comparer, Memory
from policykit.analysis.compare.normal import entry
from policykit.analysis.compare.results import Comparison, Jurisdiction, Pair, Row
from policykit.analysis.compare.sourced import Sourced
from policykit.calendar import Calendar
from policykit.engine.check import calendar_of
from policykit.engine.settings import Settings
from policykit.model.finding import Message
from policykit.model.policy.topic import Topic
from policykit.model.text import Text, join
from policykit.packs import Pack
from policykit.packs.vocabularies import in_vocabulary, joined_vocabulary

OTHER = Text("未归类", "no topic")
"""What a row of rules without a topic is called."""

_MARGIN_YEARS = 1
_TOGETHER = (frozenset({Topic.UPDATES, Topic.SILENCE}),)
"""Topics whose rules bound the same acts in two ways: what one asks may follow from the other."""

_COMPARED_TOGETHER = Text("与“{t}”一并比较", "compared together with '{t}'")


def compare(
    packs: Sequence[Pack],
    *,
    topics: frozenset[Topic] = frozenset(),
    first: date | None = None,
    last: date | None = None,
    settings: Settings | None = None,
    memory: Memory | None = None,
    workers: int = 1,
    on_row: Callable[[Text, int, int], None] | None = None,
) -> Comparison:
    """Compare the packs on all topics, or on those given, over the days from `first` to `last`.

    Without a range it is the last calendar year whose deadlines the calendar covers whole: the one before its last.
    Documents are taken to be in force throughout, and to apply to whom both apply, so that what they ask for is
    compared, not when and of whom. `memory` keeps answers from one call to the next; they depend on nothing but the
    rules, the range, the calendar and the settings. `workers` processes share the work, where the system can fork
    them. `on_row` is told each topic when it is compared, how many were done before and how many there are.

    Raises `ValueError` for fewer than two packs, for two of one name and for a range that ends before it begins;
    `PluginError` for an unknown calendar, and where two plug-ins add different event types of one name.
    """
    settings = settings or Settings()
    names = [p.name for p in packs]
    if len(packs) < 2 or len(set(names)) < len(names):
        raise ValueError("two packs or more, each of its own name")
    vocabulary = joined_vocabulary(packs)
    packs = [in_vocabulary(p, vocabulary) for p in packs]
    calendar = calendar_of(packs[0].plugins, settings)
    first, last = range_of(first, last, calendar)
    comparer = Comparer(first, last, calendar, settings, memory)
    wanted: list[Topic | None] = [t for t in Topic if not topics or t in topics]
    if not topics:
        wanted.append(None)
    by_topic = {
        topic: {p.name: [Sourced(p, r) for r in p.document.rules if r.topic is topic] for p in packs}
        for topic in (*Topic, None)
    }
    wanted = [t for t in wanted if t is not None or any(by_topic[t].values())]
    tables = [_Table(topic, by_topic, packs) for topic in wanted]
    jobs = [(table, left, right) for table in tables for left, right in table.pairs]
    rows: list[Row] = []
    with _answers(comparer, jobs, workers) as answers:
        shown = {s.id: s for table in tables for found in table.cells.values() for s in found}
        entries = {id_: entry(s.pack, s.rule) for id_, s in shown.items()}
        jurisdictions = tuple(jurisdiction_of(p, settings) for p in packs)
        for number, table in enumerate(tables):
            rows.append(table.row([next(answers) for _ in table.pairs]))
            if on_row is not None:
                on_row(table.label, number, len(wanted))
    return Comparison(first=first, last=last, jurisdictions=jurisdictions, entries=entries, rows=tuple(rows))


class _Table:
    """One topic: the rules of each jurisdiction on it, and those that are compared together with them."""

    def __init__(
        self, topic: Topic | None, by_topic: Mapping[Topic | None, Mapping[str, list[Sourced]]], packs: Sequence[Pack]
    ) -> None:
        names = [p.name for p in packs]
        self.packs = {p.name: p for p in packs}
        self.topic = topic
        self.label = topic.label if topic is not None else OTHER
        others = [t for group in _TOGETHER if topic in group for t in Topic if t in group and t is not topic]
        self._own = by_topic[topic]
        self.cells = {n: [s for t in (topic, *others) for s in by_topic[t][n]] for n in names}
        self.note = _COMPARED_TOGETHER.fill(t=others[0].label) if others else None
        self.pairs = [(a, b) for a, b in combinations(names, 2) if self.cells[a] or self.cells[b]]

    def row(self, pairs: Sequence[Pair]) -> Row:
        """The row with its pairs."""
        return Row(
            topic=self.topic.value if self.topic is not None else "",
            label=Message.of(self.label),
            cells={name: tuple(s.id for s in found) for name, found in self._own.items()},
            pairs=tuple(pairs),
        )


_Job = tuple[_Table, str, str]


def _answer(comparer: Comparer, job: _Job) -> Pair:
    table, left, right = job
    packs = [table.packs[left], table.packs[right]]
    found = comparer.pair(table.cells[left], table.cells[right], (left, right), packs)
    own = Text(found.note.zh, found.note.en) if found.note is not None else None
    notes = [n for n in (table.note, own) if n is not None]
    return found.model_copy(update={"note": Message.of(join(notes, ";", "; "))}) if notes else found


@dataclass
class _Work:
    """What the forked processes find already there: packs with plug-ins can't be sent to them."""

    comparer: Comparer
    jobs: Sequence[_Job]


_work: list[_Work] = []


def _nth(number: int) -> Pair:
    return _answer(_work[-1].comparer, _work[-1].jobs[number])


@contextmanager
def _answers(comparer: Comparer, jobs: Sequence[_Job], workers: int) -> Iterator[Iterator[Pair]]:
    """The pairs, in the order of the jobs. Other processes are at work on them from the beginning."""
    if workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield (_answer(comparer, job) for job in jobs)
        return
    _work.append(_Work(comparer, jobs))
    try:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            yield pool.map(_nth, range(len(jobs)))
    finally:
        _work.pop()


def range_of(first: date | None, last: date | None, calendar: Calendar) -> tuple[date, date]:
    """The days to compare over, as `compare` chooses them. Raises `ValueError` if they end before they begin."""
    year = calendar.last.year - _MARGIN_YEARS
    first, last = first or date(year, 1, 1), last or date(year, 12, 31)
    if last < first:
        raise ValueError("the range ends before it begins")
    return first, last


def jurisdiction_of(pack: Pack, settings: Settings) -> Jurisdiction:
    """The document with its force under the settings and its scope."""
    document = pack.document
    force = settings.force(document)
    begins = (
        Text("自 {d} 起", "from {d}").fill(d=str(force.first))
        if force.first
        else Text("施行日未知", "first day unknown")
    )
    ends = Text("至 {d}", " to {d}").fill(d=str(force.last)) if force.last else Text("", "")
    return Jurisdiction(
        name=document.name,
        label=Message.of(document.label),
        title=Message.of(document.title),
        version=document.version,
        force=Message.of(Text(begins.zh + ends.zh, begins.en + ends.en)),
        scope=tuple(Message.of(text) for clause in pack.surfaces.further for text in clause),
    )
