"""The columnar engine: packs and tables of facts in, findings out, rule by rule in the order of reports.

Each rule is one statement of the database. What has no relational expression (`NotCompiled`) is judged by the reference
evaluator on the facts that the rule can see; so are the words of what is undecided, where they are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policykit.calendar import Calendar
from policykit.engine.check import Task
from policykit.engine.columnar.backend import Backend
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.delegate import Delegate
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.facts import Store
from policykit.engine.columnar.forms import (
    abstention,
    attestation,
    condition,
    consequence,
    frequency,
    members,
    precedence,
    response,
    silence,
    state,
)
from policykit.engine.columnar.frames import Query
from policykit.engine.columnar.outcomes import COLUMNS, Outcomes, Read, Reader
from policykit.engine.columnar.register import Register
from policykit.engine.columnar.sql import name, text
from policykit.engine.columnar.tables import Tables
from policykit.engine.reference.findings import gives_nothing, to_finding
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


@dataclass(frozen=True, slots=True)
class Source:
    """The facts of a database: which event types have a table, and which the records hold at all (None: every one).

    `first`: deadlines are told from this instant on, be the first fact later.
    """

    backend: Backend
    types: frozenset[str]
    covered: frozenset[str] | None = None
    first: Instant | None = None


class Columnar:
    """One document judged over the tables of one database."""

    def __init__(self, source: Source, task: Task, as_of: Instant, calendar: Calendar, settings: Settings) -> None:
        """Prepare; nothing is read yet."""
        vocabulary = task.plugins.vocabulary
        types = source.types & frozenset(vocabulary.events)
        self._store = Store(source.backend, vocabulary, types, as_of, source.covered, source.first)
        self._register = Register(self._store)
        self._tables = Tables(self._store, self._register, calendar, task.plugins.extensions)
        self._delegate = Delegate(self._store, self._register)
        self._document, self._plugins, self._calendar, self._settings = task.document, task.plugins, calendar, settings

    def judging(self, rule: Rule) -> Judging:
        """A rule with all that its judging needs; its history knows the entities that findings speak of."""
        force = self._settings.force(self._document)
        history, extensions = self._register.light, self._plugins.extensions
        return Judging(rule, self._document, force, history, self._calendar, extensions, self._settings)

    def judge(self, rule: Rule, wanted: frozenset[Verdict]) -> Result:
        """Judge one rule; findings of the wanted verdicts come sorted."""
        judging = self.judging(rule)
        try:
            outcomes = self.compiled(judging)
        except NotCompiled:
            found = list(self._delegate.findings(judging))
            return _result(rule, Counter(f.verdict for f in found), (f for f in found if f.verdict in wanted))
        if outcomes is None:
            return Result(rule, Counter(), ())
        counts = self._counts(outcomes)
        shown = {v for v in Verdict if counts[v] and _as_shown(rule, v) in wanted}
        findings = list(self._findings(judging, outcomes, shown - {Verdict.UNDECIDED}))
        if Verdict.UNDECIDED in shown:
            findings.extend(f for f in self._delegate.findings(judging) if f.verdict is Verdict.UNDECIDED)
        named: Counter[Verdict] = Counter()
        for verdict, number in counts.items():
            named[_as_shown(rule, verdict)] += number
        return _result(rule, named, findings)

    def compiled(self, judging: Judging) -> Outcomes | None:
        """The rule's outcomes as a query, None if it gives none. Raises `NotCompiled` where it can't be said."""
        if gives_nothing(judging.rule):
            return None
        compiling = Compiling(judging, Query(self._store, self._register, self._tables))
        requirement = judging.rule.requirement
        if judging.rule.scope.breach_of is not None:
            raise NotCompiled(Text("违反之后的义务", "what follows from a breach"))
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
                raise NotCompiled(Text(f"检查 {requirement.check}", f"the check {requirement.check}"))

    def _counts(self, outcomes: Outcomes) -> Counter[Verdict]:
        rows = self._store.backend.rows(f"{outcomes.select('verdict', 'count(*)')} GROUP BY verdict")
        return Counter({Verdict(str(v)): int(str(n)) for v, n in rows})

    def _findings(self, judging: Judging, outcomes: Outcomes, shown: set[Verdict]) -> Iterator[Finding]:
        if not shown:
            return
        listed = ", ".join(text(v.value) for v in sorted(shown))
        query = outcomes.select(*map(name, COLUMNS), where=f"verdict IN ({listed})")
        reader = Reader(judging)
        for batch in self._store.backend.stream(query):
            rows = [reader(row) for row in batch]
            self._fetch(judging.rule, rows)
            for row in rows:
                yield to_finding(judging, outcomes.read(judging, row))

    def _fetch(self, rule: Rule, rows: Sequence[Read]) -> None:
        """Fetch the entities that findings of these rows speak of."""
        register = self._register.fetched
        if rule.scope.entity is not None:
            fetch = register.fetch_changes if rule.form in _SHOWING_CHANGES else register.fetch
            fetch(rule.scope.entity, {r.entity for r in rows if r.entity is not None})
        for kind in ("account", "staff"):
            named = (r.fact.value(kind) for r in rows if r.fact is not None)
            register.fetch(kind, {i for i in named if isinstance(i, str)})


def _as_shown(rule: Rule, verdict: Verdict) -> Verdict:
    """An encouragement gives advice instead of violations."""
    return Verdict.ADVISED if rule.modality.advice and verdict.is_breach else verdict


def _result(rule: Rule, counts: Counter[Verdict], findings: Iterator[Finding] | list[Finding]) -> Result:
    return Result(rule, counts, tuple(sorted(findings, key=lambda f: f.sort_key)))
