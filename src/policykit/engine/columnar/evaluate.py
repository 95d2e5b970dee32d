"""The columnar engine: packs and tables of facts in, findings out, rule by rule in the order of reports.

Each rule is one statement of the database. What has no relational expression (`NotCompiled`) is judged by the reference
evaluator on the facts that the rule can see; so are the words of what is undecided, where they are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import merge

from policykit.calendar import Calendar
from policykit.engine.check import Task
from policykit.engine.columnar import findings
from policykit.engine.columnar.backend import Backend, Concurrent, Row, Writing
from policykit.engine.columnar.breaches import LISTED, followed
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.delegate import Delegate, types_of
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.facts import Extents, Store
from policykit.engine.columnar.findings import FindingTable, Kept, Making
from policykit.engine.columnar.forms import (
    abstention,
    after_breach,
    attestation,
    condition,
    consequence,
    custom,
    frequency,
    members,
    precedence,
    response,
    silence,
    state,
)
from policykit.engine.columnar.outcomes import Outcomes, Read, Reader
from policykit.engine.columnar.queries import Query
from policykit.engine.columnar.register import Register
from policykit.engine.columnar.sql import name
from policykit.engine.columnar.tables import Tables
from policykit.engine.reference.findings import Findings, gives_nothing, verdict_of
from policykit.engine.reference.judging import Judging
from policykit.engine.settings import Settings
from policykit.model.finding import Finding, Verdict
from policykit.model.policy import requirements as r
from policykit.model.policy.conditions import LookBack
from policykit.model.policy.rule import Rule
from policykit.model.text import Text
from policykit.model.time import Instant

_SHOWING_CHANGES = frozenset({r.Form.STATE, r.Form.CARDINALITY, r.Form.AGREEMENT, r.Form.CUSTOM})
"""The forms whose findings show the facts that changed an entity."""


@dataclass(frozen=True)
class Result:
    """What became of one rule: how many obligations have which verdict, and the findings that were asked for."""

    rule: Rule
    counts: Counter[Verdict]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Stream:
    """One rule being judged: its findings as they come; `counts` are whole when all of them were taken.

    Where the database can make them itself they are a `FindingTable`: to be taken once, as objects or as texts.
    `place` is the rule's among all that are judged, from 0, in the order of findings. `left` says why the reference
    evaluator judges it, if it does.
    """

    rule: Rule
    counts: Counter[Verdict]
    findings: Iterable[Finding]
    place: int = 0
    left: Text | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The facts of a database: which event types have a table, and which the records hold at all (None: every one).

    `first`: deadlines are told from this instant on, be the first fact later. `sizes`: how many facts a type has, where
    that is known; findings do not depend on it.
    """

    backend: Backend
    types: frozenset[str]
    covered: frozenset[str] | None = None
    first: Instant | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)


class Columnar:
    """One document judged over the tables of one database."""

    def __init__(
        self,
        source: Source,
        task: Task,
        as_of: Instant,
        calendar: Calendar,
        settings: Settings,
        *,
        extents: Extents | None = None,
    ) -> None:
        """Prepare; nothing is read yet. `extents` are those of the source, where others ask for them, too."""
        vocabulary = task.plugins.vocabulary
        types = source.types & frozenset(vocabulary.events)
        known = source.covered, source.first, source.sizes, extents
        self._store = Store(source.backend, vocabulary, types, as_of, *known)
        self._register = Register(self._store)
        self._tables = Tables(self._store, self._register, calendar, task.plugins.extensions)
        self._delegate = Delegate(self._store, self._register)
        self._document, self._plugins, self._calendar, self._settings = task.document, task.plugins, calendar, settings

    def size(self, rule: Rule) -> int:
        """How many facts there are of the types that a rule looks at, as far as that is known."""
        return self._store.size(types_of(self._document, rule))

    def judging(self, rule: Rule) -> Judging:
        """A rule with all that its judging needs; its history knows the entities that findings speak of."""
        force = self._settings.force(self._document)
        history, extensions = self._register.light, self._plugins.extensions
        return Judging(rule, self._document, force, history, self._calendar, extensions, self._settings)

    def judge(self, rule: Rule, wanted: frozenset[Verdict]) -> Result:
        """Judge one rule; findings of the wanted verdicts come sorted."""
        stream = self.stream(rule, wanted)
        findings = tuple(stream.findings)
        return Result(rule, stream.counts, findings)

    def stream(self, rule: Rule, wanted: frozenset[Verdict]) -> Stream:
        """Judge one rule: the database begins at once if it can, findings are made as they are taken, sorted."""
        judging, counts = self.judging(rule), Counter[Verdict]()
        try:
            outcomes = self.compiled(judging)
        except NotCompiled as why:
            return Stream(rule, counts, self._by_reference(judging, wanted, counts), left=why.reason)
        if outcomes is None:
            return Stream(rule, counts, iter(()))
        shown = frozenset(v for v in Verdict if verdict_of(rule, v) in wanted)
        kept = self._kept(judging, outcomes, shown)
        rows = self._to_show(rule, shown, self._rows(outcomes, kept, shown), counts)
        findings = self._findings(judging, outcomes, rows)
        come = self._sorted(judging, outcomes, findings, shown, counts)
        made = self._made(judging, outcomes, kept, shown, come) if kept is not None else None
        return made or Stream(rule, counts, come)

    def _made(
        self,
        judging: Judging,
        outcomes: Outcomes,
        kept: Kept,
        shown: frozenset[Verdict],
        objects: Iterator[Finding],
    ) -> Stream | None:
        """The stream of findings that the database makes itself, if it can: many, only breaches, none of them twice."""
        backend, rule, wording = self._store.backend, judging.rule, outcomes.wording
        if wording is None or not isinstance(backend, Writing):
            return None
        totals = kept.totals()
        listed = [(v, *of) for v, of in totals.items() if v in shown]
        number = sum(n for _, n, _ in listed)
        few, others = number < findings.MANY, any(most > 1 or not v.is_breach for v, _, most in listed)
        if not listed or few or others or self._tables.is_provisional(kept.latest_due(outcomes)):
            return None
        making = Making(judging, outcomes, wording(), self._register, shown)
        counts = Counter[Verdict]()
        for verdict, (n, _) in totals.items():
            counts[verdict_of(rule, verdict)] += n
        return Stream(rule, counts, FindingTable(backend, making, kept, number, objects))

    def _kept(self, judging: Judging, outcomes: Outcomes, shown: frozenset[Verdict]) -> Kept | None:
        """The table of `Outcomes.counted`, if there is one; what others follow is asked once for all.

        A database that works ahead makes it now: it may be spilled, unlike the state of a query whose rows wait to be
        read.
        """
        backend, listed = self._store.backend, shown - {Verdict.UNDECIDED}
        if listed <= LISTED and judging.rule.name in self._followed:
            return Kept(followed(judging, outcomes), backend, shared=True)
        if isinstance(backend, Concurrent):
            return Kept(backend.keep(outcomes.counted(listed)), backend, shared=False)
        return None

    def _rows(self, outcomes: Outcomes, kept: Kept | None, shown: frozenset[Verdict]) -> Iterator[list[Row]]:
        """The rows of `Outcomes.counted`, by `begins`."""
        listed = shown - {Verdict.UNDECIDED}
        order = f" ORDER BY {name(outcomes.begins)} NULLS FIRST" if listed and outcomes.begins is not None else ""
        if kept is None:
            return self._store.backend.stream(outcomes.counted(listed) + order)
        return kept.rows(order)

    @cached_property
    def _followed(self) -> frozenset[str]:
        """The rules whose breaches others follow."""
        return frozenset(r.scope.breach_of for r in self._document.rules if r.scope.breach_of is not None)

    def _by_reference(
        self, judging: Judging, wanted: frozenset[Verdict], counts: Counter[Verdict]
    ) -> Iterator[Finding]:
        found = list(self._delegate.findings(judging))
        counts.update(f.verdict for f in found)
        yield from sorted((f for f in found if f.verdict in wanted), key=_place)

    def _sorted(
        self,
        judging: Judging,
        outcomes: Outcomes,
        findings: Iterator[Finding],
        shown: frozenset[Verdict],
        counts: Counter[Verdict],
    ) -> Iterator[Finding]:
        findings = in_order(findings) if outcomes.begins is not None else iter(sorted(findings, key=_place))
        if Verdict.UNDECIDED in shown:
            findings = merge(findings, self._undecided(judging, counts), key=_place)
        yield from findings

    def _undecided(self, judging: Judging, counts: Counter[Verdict]) -> Iterator[Finding]:
        """What is undecided, in the words of the reference evaluator; nothing is asked of it if there is none."""
        if counts[Verdict.UNDECIDED]:
            found = self._delegate.findings(judging)
            yield from sorted((f for f in found if f.verdict is Verdict.UNDECIDED), key=_place)

    @staticmethod
    def _to_show(
        rule: Rule, shown: frozenset[Verdict], batches: Iterator[list[Row]], counts: Counter[Verdict]
    ) -> Iterator[list[Row]]:
        """The rows of `Outcomes.counted` that stand for findings, while all are counted."""
        named: dict[object, Verdict] = {v.value: verdict_of(rule, v) for v in Verdict}
        listed = {v.value for v in shown - {Verdict.UNDECIDED}}
        for batch in batches:
            found: list[Row] = []
            for row in batch:
                number = row[-1] if isinstance(row[-1], int) else int(str(row[-1]))
                counts[named[row[0]]] += number
                if row[0] in listed:
                    found += (row,) if number == 1 else [row] * number
            yield found

    def compiled(self, judging: Judging) -> Outcomes | None:
        """The rule's outcomes as a query, None if it gives none. Raises `NotCompiled` where it can't be said."""
        if gives_nothing(judging.rule):
            return None
        return self._form(judging)

    def _form(self, judging: Judging) -> Outcomes:
        compiling = Compiling(judging, Query(self._store, self._register, self._tables))
        requirement = judging.rule.requirement
        if judging.rule.scope.breach_of is not None:
            return after_breach.compile_rule(compiling, requirement, self._form)
        match requirement:
            case r.ConditionRequirement(LookBack() as back):
                return precedence.compile_look_back(compiling, back)
            case r.ConditionRequirement():
                return condition.compile_rule(compiling, requirement)
            case r.Precedence():
                return precedence.compile_rule(compiling, requirement)
            case r.Chain():
                return precedence.compile_chain(compiling, requirement)
            case r.Response():
                return response.compile_rule(compiling, requirement)
            case r.Abstention():
                return abstention.compile_rule(compiling, requirement)
            case r.Attestation():
                return attestation.compile_rule(compiling, requirement)
            case r.Frequency():
                return frequency.compile_rule(compiling, requirement)
            case r.Silence():
                return silence.compile_rule(compiling, requirement)
            case r.State():
                return state.compile_rule(compiling, requirement)
            case r.Cardinality():
                return members.compile_cardinality(compiling, requirement)
            case r.Agreement():
                return members.compile_agreement(compiling, requirement)
            case r.Consequence():
                return consequence.compile_rule(compiling, requirement)
            case r.Custom():
                return custom.compile_rule(compiling, requirement)

    def _findings(self, judging: Judging, outcomes: Outcomes, batches: Iterator[list[Row]]) -> Iterator[Finding]:
        reader, findings = Reader(judging, outcomes.given), Findings(judging)
        for batch in batches:
            rows = [reader(row) for row in batch]
            self._fetch(judging.rule, rows)
            for row in rows:
                yield findings.of(outcomes.read(judging, row))

    def _fetch(self, rule: Rule, rows: Sequence[Read]) -> None:
        """Fetch the entities that findings of these rows speak of."""
        register = self._register.fetched
        if rule.scope.breach_of is not None:
            self._fetch(self._document.rule(rule.scope.breach_of), [r.broken for r in rows if r.broken is not None])
        if rule.scope.entity is not None:
            fetch = register.fetch_changes if rule.form in _SHOWING_CHANGES else register.fetch
            fetch(rule.scope.entity, {r.entity for r in rows if r.entity is not None})
        register.fetch("account", {r.account for r in rows if r.account is not None})
        register.fetch("staff", {r.staff for r in rows if r.staff is not None})


def _place(finding: Finding) -> tuple[str, ...]:
    return finding.sort_key


def in_order(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Findings of one rule that come in order of `triggered_at`, in the order of findings.

    Raises `ValueError` if they do not come so.
    """
    same, last = list[Finding](), None
    for finding in findings:
        begins = finding.triggered_at
        if begins is None or (last is not None and begins < last):
            raise ValueError(f"{begins} after {last}")
        if begins != last:
            yield from _of_an_instant(same)
            same, last = [], begins
        same.append(finding)
    yield from _of_an_instant(same)


def _of_an_instant(same: list[Finding]) -> list[Finding]:
    """Findings of one rule that have the same `triggered_at`, sorted."""
    return same if len(same) < 2 else sorted(same, key=lambda f: (f.unit or "", f.account or "", f.id))
