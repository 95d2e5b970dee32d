"""One question of a search: which rules to keep, which one to break, and whether a history does both.

In: histories. Out: those that do, mended as far as can be, with nothing in them that could be left out. The reference
evaluator of the packs says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from policykit.analysis.compare.mending import keep_broken, name_subjects
from policykit.analysis.compare.sourced import Sourced
from policykit.engine.check import Task, calendar_of, check
from policykit.engine.reference import outcomes_of, to_finding, verdict_of
from policykit.engine.reference.conditions import holds
from policykit.engine.reference.history import History
from policykit.engine.reference.judging import Judging, Outcome
from policykit.engine.reference.values import Look
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Verdict
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import SAME_DAY, Period, PeriodUnit
from policykit.model.time import instant, legal_day
from policykit.model.vocabulary import Vocabulary
from policykit.packs import Pack
from policykit.testing.bench import Workshop
from policykit.testing.drafts import Drafts
from policykit.testing.fixes import decide, fix
from policykit.testing.times import ONE_DAY

_STRICTEST = (Period(1, PeriodUnit.HOUR), SAME_DAY)
"""The shortest values that a house can give an open term; which is shorter depends on the hour."""

_EVERY_DAY = Period(1, PeriodUnit.NATURAL_DAY)
_ROUNDS = 8
_TRIES = 4

_BROKEN = frozenset({Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED, Verdict.IDENTIFIED})
_NOT_KEPT = _BROKEN | {Verdict.UNDECIDED}


@dataclass(frozen=True, slots=True)
class Found:
    """A witness: the facts, the instant of judging, and the finding of the rule that is broken."""

    facts: tuple[Fact, ...]
    as_of: datetime
    finding: Finding


class Question:
    """Which rules to keep, and which one to break, under one set of house values."""

    def __init__(
        self, keep: Sequence[Sourced], rule: Sourced, packs: Sequence[Pack], settings: Settings, begins: date | None
    ) -> None:
        """Ask it of those to whom `packs` apply too. What is broken begins on the day `begins` or later."""
        self.keep, self.rule = keep, rule
        self._settings, self._begins = settings, begins
        self._kept_settings = _strictest(keep, settings)
        strictest, *others = self._kept_settings
        self._judged = [(k, strictest) for k in keep] + [(k, o) for o in others for k in keep if k.terms]
        """The rules to keep; those with open terms under every strictest value."""
        self._order = list(self._judged)
        """The same, those first that were broken of late: they often are again, and one is enough."""
        every = {id(p): p for p in (*packs, *(s.pack for s in (*keep, rule)))}
        self._exempting = [p for p in every.values() if p.document.exemptions]
        self._tasks: dict[int, tuple[Task, dict[str, Sourced]]] = {}
        for k in keep:
            self._tasks.setdefault(id(k.pack), (k.task, {}))[1][k.id] = k
        self._last = _Known((), datetime.min)  # noqa: DTZ901 - of no history yet

    def confirmed(self, facts: tuple[Fact, ...], moments: Iterable[datetime]) -> Iterator[Found]:
        """The history as a witness at each of the instants at which it is one, mended as far as can be."""
        for as_of in moments:
            finding = self.broken(facts, as_of)
            mended = self._mended(facts, as_of, finding) if finding is not None else None
            if mended is not None:
                yield mended

    def broken(self, facts: tuple[Fact, ...], as_of: datetime) -> Finding | None:
        """The first finding that shows the rule broken, if nothing is undecided of it and both documents apply."""
        first: tuple[Judging, Outcome] | None = None
        for judging, outcome in self._outcomes(self.rule, facts, as_of, self._settings):
            verdict = verdict_of(self.rule.rule, outcome.verdict)
            if verdict is Verdict.UNDECIDED:
                return None
            if first is None and verdict in _BROKEN and self._in_range(outcome):
                first = judging, outcome
        return None if first is None or self._exempt(facts, as_of) else to_finding(*first)

    def _in_range(self, outcome: Outcome) -> bool:
        """Whether what came of something began in the range."""
        return self._begins is None or legal_day(outcome.triggered_at) >= self._begins

    def _exempt(self, facts: tuple[Fact, ...], as_of: datetime) -> bool:
        """Whether one of the documents does not apply to an entity of the history."""
        for pack in self._exempting:
            history = self._known(facts, as_of).history(pack.plugins.vocabulary)
            calendar = calendar_of(pack.plugins, self._settings)
            for exemption in pack.document.exemptions:
                for entity in history.register.all(exemption.entity):
                    look = Look(history, calendar, pack.plugins.extensions, history.as_of, entity=entity)
                    if holds(exemption.where, look) is True:
                        return True
        return False

    def settled(self, found: Found) -> bool:
        """Whether nothing that a fact gave rise to is still to be done under the rules to keep, which are kept."""
        return self._stands(found.facts, found.as_of, settled=True)

    def _stands(self, facts: tuple[Fact, ...], as_of: datetime, *, settled: bool) -> bool:
        """Whether every rule to keep is kept, and none undecided; `settled`: and nothing is still to be done."""
        for place, (kept, settings) in enumerate(self._order):
            for _, outcome in self._outcomes(kept, facts, as_of, settings):
                verdict = verdict_of(kept.rule, outcome.verdict)
                if self._counts(kept, verdict) or (settled and _is_to_be_done(kept, verdict)):
                    self._order.insert(0, self._order.pop(place))
                    return False
        return True

    def _breaches(self, facts: tuple[Fact, ...], as_of: datetime) -> Iterator[Finding]:
        for kept, settings in self._judged:
            for judging, outcome in self._outcomes(kept, facts, as_of, settings):
                if self._counts(kept, verdict_of(kept.rule, outcome.verdict)):
                    yield to_finding(judging, outcome)

    def _counts(self, kept: Sourced, verdict: Verdict) -> bool:
        """Whether a verdict on a rule to keep stands against the witness."""
        if verdict is not Verdict.IDENTIFIED:
            return verdict in _NOT_KEPT
        wanted, own = self.rule.rule.requirement, kept.rule.requirement
        if not isinstance(wanted, r.Consequence) or not isinstance(own, r.Consequence):
            return False
        return set(wanted.measures) <= set(own.measures)

    def _outcomes(
        self, sourced: Sourced, facts: tuple[Fact, ...], as_of: datetime, settings: Settings
    ) -> Iterator[tuple[Judging, Outcome]]:
        """What the reference evaluator finds of a rule."""
        known, trigger = self._known(facts, as_of), sourced.rule.scope.trigger
        if trigger is not None and known.types.isdisjoint(trigger.events):
            return
        document, plugins = sourced.pack.document, sourced.pack.plugins
        judging = Judging(
            sourced.rule,
            document,
            settings.force(document),
            known.history(plugins.vocabulary),
            calendar_of(plugins, settings),
            plugins.extensions,
            settings,
        )
        for outcome in outcomes_of(judging):
            yield judging, outcome

    def _known(self, facts: tuple[Fact, ...], as_of: datetime) -> _Known:
        """What is known of the facts: the same for all rules that are judged on them."""
        if self._last.facts is not facts or self._last.as_of != as_of:
            self._last = _Known(facts, as_of)
        return self._last

    def verified(self, found: Found) -> bool:
        """Whether the evaluator says the same when it is asked as anybody would ask it."""
        for settings in self._kept_settings:
            for task, rules in self._tasks.values():
                report = check([task], found.facts, found.as_of, settings=settings, only=frozenset(rules))
                if any(self._counts(rules[f"{f.jurisdiction}/{f.rule}"], f.verdict) for f in report.findings):
                    return False
        task, only = self.rule.task, frozenset({self.rule.id})
        report = check([task], found.facts, found.as_of, settings=self._settings, only=only)
        return found.finding in report.findings and not self._exempt(found.facts, found.as_of)

    # ------------------------------------------------------------ mending and shrinking

    def _mended(self, facts: tuple[Fact, ...], as_of: datetime, finding: Finding | None) -> Found | None:
        """The history with what breaks the rules to keep mended, as long as the other one stays broken."""
        tries: Counter[str] = Counter()
        packs = {k.rule.jurisdiction: k.pack for k in self.keep}
        for number in range(_ROUNDS):
            if finding is None:
                facts = self._still_broken(facts, as_of, number)
                finding = self.broken(facts, as_of)
            if finding is None:
                return None
            breaches = {f.id: f for f in self._breaches(facts, as_of)}
            if not breaches:
                return Found(facts, as_of, finding)
            if any(tries[id_] >= _TRIES for id_ in breaches):
                return None
            drafts = Drafts(self.rule.pack.plugins.vocabulary, prefix=f"x{number}-")
            for fact in facts:
                drafts.take(fact)
            history = self._known(facts, as_of).history(self.rule.pack.plugins.vocabulary)
            for breach in breaches.values():
                self._mend(packs[breach.jurisdiction], drafts, history, breach, tries[breach.id])
                tries[breach.id] += 1
            facts = drafts.facts()
            finding = self.broken(facts, as_of)
        return None

    def _still_broken(self, facts: tuple[Fact, ...], as_of: datetime, number: int) -> tuple[Fact, ...]:
        """The history changed so that what was mended does not keep the rule, where that can be."""
        drafts = Drafts(self.rule.pack.plugins.vocabulary, prefix=f"y{number}-")
        for fact in facts:
            drafts.take(fact)
        history = self._known(facts, as_of).history(self.rule.pack.plugins.vocabulary)
        for judging, outcome in self._outcomes(self.rule, facts, as_of, self._settings):
            workshop = Workshop(self.rule.pack, drafts, history, self._settings)
            keep_broken(workshop, to_finding(judging, outcome), number - 1)
        return drafts.facts()

    def _mend(self, pack: Pack, drafts: Drafts, history: History, finding: Finding, attempt: int) -> None:
        rule = pack.document.rule(finding.rule)
        if rule.modality.in_principle and not self.rule.rule.modality.in_principle and finding.triggered_at:
            about = {k: v for k, v in (("unit", finding.unit), ("account", finding.account)) if v}
            drafts.add("waiver.approved", finding.triggered_at - ONE_DAY, {"rule": rule.id, **about})
            return
        workshop = Workshop(pack, drafts, history, self._kept_settings[0])
        if finding.verdict is Verdict.UNDECIDED:
            if attempt > 1:
                name_subjects(workshop, finding)
            decide(workshop, finding, within=attempt % 2 == 1, done=attempt % 2 == 1)
        else:
            fix(workshop, finding, attempt)

    def smallest(self, found: Found, *, settled: bool) -> Found:
        """The witness with every fact, and every field, left out that can be."""

        def still(facts: tuple[Fact, ...]) -> Found | None:
            finding = self.broken(facts, found.as_of)
            if finding is None:
                return None
            return Found(facts, found.as_of, finding) if self._stands(facts, found.as_of, settled=settled) else None

        needed: set[int] = set()
        while untried := [f for f in reversed(found.facts) if id(f) not in needed]:
            for fact in untried:
                fewer = still(tuple(f for f in found.facts if f is not fact))
                if fewer is not None:
                    found = fewer
                    needed.clear()
                else:
                    needed.add(id(fact))
        for place in range(len(found.facts)):
            found = self._plainest(found, place, still)
        return still(_numbered(found.facts)) or found

    def _plainest(self, found: Found, place: int, still: Callable[[tuple[Fact, ...]], Found | None]) -> Found:
        """The witness with the fact at a place saying no more than it must: fields go in ever smaller lots."""
        fact = found.facts[place]
        event = self.rule.pack.plugins.vocabulary.events[fact.type]
        free = sorted(n for n in fact.said() if n in event.fields and not event.fields[n].required)
        lot = len(free)
        while free and lot:
            for begin in range(0, len(free), lot):
                gone = free[begin : begin + lot]
                said = {k: v for k, v in _said(found.facts[place]).items() if k not in gone}
                fewer = (*found.facts[:place], event.model.model_validate(said), *found.facts[place + 1 :])
                smaller = still(fewer)
                if smaller is not None:
                    found, free = smaller, [n for n in free if n not in gone]
                    break
            else:
                lot //= 2
            lot = min(lot, len(free))
        return found


def _is_to_be_done(kept: Sourced, verdict: Verdict) -> bool:
    """Whether a verdict on a rule says that what a fact gave rise to is not done yet."""
    scope = kept.rule.scope
    return verdict is Verdict.PENDING and (scope.trigger is not None or scope.breach_of is not None)


class _Known:
    """Facts as they are known at an instant, in the vocabularies that are asked for."""

    def __init__(self, facts: tuple[Fact, ...], as_of: datetime) -> None:
        self.facts, self.as_of = facts, as_of
        self.types = frozenset(f.type for f in facts)
        self._histories: dict[int, History] = {}

    def history(self, vocabulary: Vocabulary) -> History:
        """The facts in the vocabulary."""
        if id(vocabulary) not in self._histories:
            self._histories[id(vocabulary)] = History(self.facts, instant(self.as_of), vocabulary)
        return self._histories[id(vocabulary)]


def _strictest(keep: Sequence[Sourced], settings: Settings) -> tuple[Settings, ...]:
    """Settings in which every open term of the rules that has no value has one of the strictest ones."""
    by_days = {(k.pack.name, t) for k in keep if isinstance(k.rule.requirement, r.Silence) for t in k.terms}
    unsaid = {(k.pack.name, t) for k in keep for t in k.terms if settings.term(k.pack.name, t) is None}
    found = []
    for value in _STRICTEST:
        terms = {pack: dict(known) for pack, known in settings.pack_terms.items()}
        for pack, term in sorted(unsaid):
            terms.setdefault(pack, {})[term] = _EVERY_DAY if (pack, term) in by_days else value
        found.append(replace(settings, pack_terms=terms))
    return tuple(found) if found[0] != found[1] else (found[0],)


def _numbered(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts under short ids, in order of time; what names one of them names it so too."""
    names = {fact.id: f"w{number}" for number, fact in enumerate(facts, 1)}

    def renamed(value: object) -> object:
        return names.get(value, value) if isinstance(value, str) and type(value) is str else value

    return tuple(type(f).model_validate({k: renamed(v) for k, v in _said(f).items()}) for f in facts)


def _said(fact: Fact) -> dict[str, object]:
    return {name: getattr(fact, name) for name in sorted({*fact.said(), "id", "type", "occurred_at"})}
