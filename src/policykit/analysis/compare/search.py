"""Searches for a witness: a small history that keeps some rules and breaks another.

In: the rules to keep, the rule to break, and hints where to look. Out: facts and an instant, confirmed by the reference
evaluator of both packs, with nothing in it that could be left out.

What a rule leaves open must not decide: the rules to keep are judged with the strictest value of every open term that
has none, the rule to break without one. A witness then stands whatever value is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta

from policykit.analysis.compare.cadence import Life
from policykit.analysis.compare.sourced import Sourced
from policykit.engine.check import calendar_of, check
from policykit.engine.reference import findings_of
from policykit.engine.reference.conditions import holds
from policykit.engine.reference.history import History
from policykit.engine.reference.judging import Judging
from policykit.engine.reference.values import Look
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Verdict
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import SAME_DAY, OpenTerm, Period, PeriodUnit
from policykit.model.policy.rule import Rule
from policykit.model.time import Instant, day_start, instant, legal_day
from policykit.model.vocabulary import Vocabulary
from policykit.packs import Pack
from policykit.testing.bench import Workshop
from policykit.testing.chance import Chance, Plain, Preferring, Seeded
from policykit.testing.drafts import Drafts
from policykit.testing.fixes import decide, fix
from policykit.testing.forms import play
from policykit.testing.parts import scoped
from policykit.testing.scenes import NoScene, Plot, Scene
from policykit.testing.times import ONE_DAY, at
from policykit.testing.trees import Frame

_STRICTEST = (Period(1, PeriodUnit.HOUR), SAME_DAY)
"""The shortest values that a house can give an open term; which is shorter depends on the hour."""

_AROUND = timedelta(days=60)
_BACK = (1, 8, 40, 100)
"""By how many days what a trigger looks back on is moved: out of a day, a week, a month, a quarter."""

_REGISTERING = (".registered", ".listed", ".opened", ".changed", ".assigned")
_LAST_HOUR = time(23, 59, 59)
_EVERY_DAY = Period(1, PeriodUnit.NATURAL_DAY)
_PLAIN = Period(10, PeriodUnit.NATURAL_DAY)
_SEEDS = 6
_ROUNDS = 8
_TRIES = 4
_MOST_CANDIDATES = 60
_MOST_WITH_CODE = 12
"""Checks of plug-ins are asked every day, and their values are guessed: more tries find no more."""

_BROKEN = frozenset({Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED, Verdict.IDENTIFIED})
_NOT_KEPT = _BROKEN | {Verdict.UNDECIDED}


@dataclass(frozen=True, slots=True)
class Found:
    """A witness: the facts, the instant of judging, and the finding of the rule that is broken."""

    facts: tuple[Fact, ...]
    as_of: datetime
    finding: Finding


@dataclass(frozen=True, slots=True)
class Hints:
    """Where a search may look: triggers from which deadlines differ, and a life of days that keeps the rules."""

    starts: tuple[Instant, ...] = ()
    life: Life | None = None


class Search:
    """Searches within one range of days, under one set of house values."""

    def __init__(self, first: date, last: date, settings: Settings) -> None:
        """Search from `first` to `last`. Documents are taken to be in force throughout."""
        self.first, self.last = first, last
        self._settings = replace(settings, assume_in_force=True)
        self._looks_back = False

    def witness(self, keep: Sequence[Sourced], rule: Sourced, hints: Hints, packs: Sequence[Pack] = ()) -> Found | None:
        """The smallest history found that keeps the rules and breaks the other one.

        It is about units and accounts to which both documents apply: those of the rules, and of `packs`.
        """
        self._looks_back = any(_looks_back_so_far(s.rule) for s in (*keep, rule))
        attested = [k for k in keep if isinstance(k.rule.requirement, r.Attestation)]
        question = _Question(self, [k for k in keep if k not in attested], rule, packs)
        unsettled: Found | None = None
        by_code = any(isinstance(k.rule.requirement, r.Custom) for k in (*question.keep, rule))
        most = _MOST_WITH_CODE if by_code else _MOST_CANDIDATES
        seen: set[tuple[Fact, ...]] = set()
        for facts, moments in self._candidates(question, hints):
            if facts in seen:
                continue
            if len(seen) >= most:
                break
            seen.add(facts)
            for found in question.confirmed(facts, moments):
                if question.settled(found):
                    smallest = question.smallest(found, settled=True)
                    if question.verified(smallest):
                        return smallest
                unsettled = unsettled or found
        if unsettled is None:
            return None
        smallest = question.smallest(unsettled, settled=False)
        return smallest if question.verified(smallest) else None

    # ------------------------------------------------------------ judging

    def judging_kept(self, keep: Sequence[Sourced]) -> tuple[Settings, ...]:
        """Settings in which every open term of the rules that has no value has one of the strictest ones."""
        by_days = {
            (k.pack.name, t) for k in keep if isinstance(k.rule.requirement, r.Silence) for t in terms_of(k.rule)
        }
        unsaid = {
            (k.pack.name, t) for k in keep for t in terms_of(k.rule) if self._settings.term(k.pack.name, t) is None
        }
        found = []
        for value in _STRICTEST:
            terms = {pack: dict(known) for pack, known in self._settings.pack_terms.items()}
            for pack, term in sorted(unsaid):
                terms.setdefault(pack, {})[term] = _EVERY_DAY if (pack, term) in by_days else value
            found.append(replace(self._settings, pack_terms=terms))
        return tuple(found) if found[0] != found[1] else (found[0],)

    @property
    def settings(self) -> Settings:
        """The caller's settings, in force throughout."""
        return self._settings

    # ------------------------------------------------------------ candidates

    def _candidates(self, question: _Question, hints: Hints) -> Iterator[tuple[tuple[Fact, ...], list[datetime]]]:
        """Histories in which the rule is likely to be broken, with instants at which to judge."""
        rule = question.rule
        if hints.life is not None:
            built = self._of_life(rule, hints.life)
            if built is not None:
                yield built
        if isinstance(rule.rule.requirement, r.Response) and rule.rule.scope.trigger is not None:
            limit = rule.rule.requirement.limit
            if isinstance(limit, OpenTerm) and self._settings.term(rule.rule.jurisdiction, limit.name) is None:
                yield from self._closed_undone(rule)
                return
        freed = [rule, *freed_from(rule, question.keep)]
        for start in hints.starts:
            day = legal_day(start)
            hour = time(0) if start == day_start(day) else _LAST_HOUR
            for plot in (Plot.LATE, Plot.NEVER):
                yield from self._played(rule, plot, Preferring(hour), day)
        if rule.rule.scope.trigger is None:
            for each in reversed(freed):
                yield from self._played(each, Plot.NEVER, Plain(), self.first)
        middle = self.first + (self.last - self.first) / 3
        chances: list[Chance] = [Plain(), *map(Seeded, range(_SEEDS))]
        for number, chance in enumerate(chances):
            for plot in (Plot.NEVER, Plot.LATE):
                for each in reversed(freed):
                    yield from self._played(each, plot, chance, middle if number % 2 == 0 else None)

    def _played(
        self, rule: Sourced, plot: Plot, chance: Chance, start: date | None
    ) -> Iterator[tuple[tuple[Fact, ...], list[datetime]]]:
        if isinstance(rule.rule.requirement, r.Consequence):
            plot = Plot.DONE
        scene = self._stage(rule, plot, chance, start, self._settings)
        if scene is not None:
            first, last = self.days(rule.rule)
            moments = sorted({m for m in scene.moments if first <= legal_day(instant(m)) <= last})
            facts = scene.drafts.facts()
            yield facts, moments
            trigger = rule.rule.scope.trigger
            for days in _BACK if trigger is not None and self._looks_back else ():
                moved = _moved_back(facts, trigger.events if trigger else (), days)
                if moved != facts:
                    yield moved, moments

    def days(self, rule: Rule) -> tuple[date, date]:
        """The days within which to look: those of the range, or those around a date that the rule fixes."""
        limit = rule.requirement.limit if isinstance(rule.requirement, r.Response) else None
        if isinstance(limit, date):
            return limit - _AROUND, limit + _AROUND
        return self.first, self.last

    def _stage(self, rule: Sourced, plot: Plot, chance: Chance, start: date | None, settings: Settings) -> Scene | None:
        scene = Scene(
            rule.pack,
            rule.rule,
            plot,
            drafts=Drafts(rule.pack.plugins.vocabulary),
            chance=chance,
            settings=settings,
            start=start,
        )
        first, last = self.days(rule.rule)
        scene.first, scene.last = max(scene.first, first), min(scene.last, last)
        try:
            play(scene)
        except NoScene:
            return None
        return scene

    def _closed_undone(self, rule: Sourced) -> Iterator[tuple[tuple[Fact, ...], list[datetime]]]:
        """What an open term without a value leaves: the matter is closed and the act was never done."""
        plain = dict.fromkeys(terms_of(rule.rule), _PLAIN)
        settings = replace(self._settings, pack_terms={**self._settings.pack_terms, rule.rule.jurisdiction: plain})
        for seed in range(_SEEDS):
            scene = self._stage(rule, Plot.NEVER, Seeded(seed), None, settings)
            trigger = rule.rule.scope.trigger
            if scene is None or trigger is None:
                continue
            fired = [d for d in scene.drafts.all if d.type in trigger.events]
            if fired:
                when = fired[-1].at + 2 * ONE_DAY
                scene.drafts.add("matter.closed", when, {"trigger": fired[-1].id})
                yield scene.drafts.facts(), [when + ONE_DAY]

    def _of_life(self, rule: Sourced, life: Life) -> tuple[tuple[Fact, ...], list[datetime]] | None:
        """The life of days that was found, played: an entity in scope from its first day, with its acts."""
        drafts = Drafts(rule.pack.plugins.vocabulary)
        scene = Scene(
            rule.pack, rule.rule, Plot.NEVER, drafts=drafts, chance=Seeded(0), settings=self._settings, start=life.first
        )
        root = Frame("", "", at(life.first))
        try:
            scene.choose(scoped(scene, root, []))
            scene.register(at(life.first), account=True)
            scene.play_wanted()
            for day, cell, acts, items in life.acts:
                where = _joined(cell.inside, cell.outside)
                for number in range(acts):
                    many = items - acts + 1 if number == 0 else 1
                    scene.act(where, at(day) + timedelta(minutes=number), root, items=many)
        except NoScene:
            return None
        return drafts.facts(), [at(life.last) + timedelta(hours=12) - timedelta(microseconds=1)]


def _moved_back(facts: tuple[Fact, ...], triggers: tuple[str, ...], days: int) -> tuple[Fact, ...]:
    """The history with all that the trigger looks back on so many days earlier, the register left as it is."""
    fired = [f for f in facts if f.type in triggers]
    if not fired:
        return facts
    last, by = fired[-1], timedelta(days=days)
    moved = []
    for fact in facts:
        earlier = fact is not last and fact.at <= last.at and not fact.type.endswith(_REGISTERING)
        moved.append(fact.model_copy(update={"occurred_at": fact.occurred_at - by}) if earlier else fact)
    return tuple(sorted(moved, key=lambda f: (f.at, f.id)))


def _joined(inside: Sequence[m.EventPattern], outside: Sequence[m.EventPattern]) -> m.EventPattern:
    """The acts that all the patterns count and none of the others. Raises `NoScene` if no type of event is in all."""
    events = [e for e in inside[0].events if all(e in p.events for p in inside)]
    free = [e for e in events if not any(e in p.events and p.where is None for p in outside)]
    if not free:
        raise NoScene("no event is in all patterns")
    wanted: list[m.Condition] = [p.where for p in inside if p.where is not None]
    wanted += [m.Not(p.where) for p in outside if p.where is not None and free[0] in p.events]
    key = tuple(dict.fromkeys(k for p in inside for k in p.key))
    return m.EventPattern((free[0],), m.And(tuple(wanted)) if wanted else None, key)


class _Question:
    """One question: which rules to keep, and which one to break."""

    def __init__(self, search: Search, keep: Sequence[Sourced], rule: Sourced, packs: Sequence[Pack]) -> None:
        """Ask it within the search's range."""
        self.search, self.keep, self.rule = search, keep, rule
        self._kept_settings = search.judging_kept(keep)
        self._open = [k for k in keep if terms_of(k.rule)]
        every = {id(p): p for p in (*packs, *(s.pack for s in (*keep, rule)))}
        self._exempting = [p for p in every.values() if p.document.exemptions]
        self._last: tuple[tuple[Fact, ...], datetime, dict[int, History]] | None = None

    def confirmed(self, facts: tuple[Fact, ...], moments: Iterable[datetime]) -> Iterator[Found]:
        """The history as a witness at each of the instants at which it is one, mended as far as can be."""
        for as_of in moments:
            finding = self.broken(facts, as_of)
            if finding is not None and self.kept(facts, as_of):
                yield Found(facts, as_of, finding)
            elif finding is not None:
                mended = self._mended(facts, as_of)
                if mended is not None:
                    yield mended

    def broken(self, facts: tuple[Fact, ...], as_of: datetime) -> Finding | None:
        """The first finding that shows the rule broken, if nothing is undecided of it and both documents apply."""
        found = list(self._findings([self.rule], facts, as_of, self.search.settings))
        if any(f.verdict is Verdict.UNDECIDED for f in found) or self._exempt(facts, as_of):
            return None
        return next((f for f in found if f.verdict in _BROKEN and self._in_range(f)), None)

    def _in_range(self, finding: Finding) -> bool:
        """Whether what a finding is about began in the range; a date that the rule fixes is wherever it is."""
        first, _ = self.search.days(self.rule.rule)
        return first != self.search.first or _since(finding) >= first

    def _exempt(self, facts: tuple[Fact, ...], as_of: datetime) -> bool:
        """Whether one of the documents does not apply to an entity of the history."""
        for pack in self._exempting:
            history = self._history(facts, as_of, pack.plugins.vocabulary)
            calendar = calendar_of(pack.plugins, self.search.settings)
            for exemption in pack.document.exemptions:
                for entity in history.register.all(exemption.entity):
                    look = Look(history, calendar, pack.plugins.extensions, history.as_of, entity=entity)
                    if holds(exemption.where, look) is True:
                        return True
        return False

    def kept(self, facts: tuple[Fact, ...], as_of: datetime) -> bool:
        """Whether every rule to keep is kept, and none undecided."""
        return not any(self._counts(f) for f in self._judged(facts, as_of))

    def settled(self, found: Found) -> bool:
        """Whether nothing that a fact gave rise to is still to be done under the rules to keep."""
        lasting = {k.rule.name for k in self.keep if k.rule.scope.trigger is None and k.rule.scope.breach_of is None}
        findings = self._judged(found.facts, found.as_of)
        return not any(f.verdict is Verdict.PENDING and f.rule not in lasting for f in findings)

    def _judged(self, facts: tuple[Fact, ...], as_of: datetime) -> Iterator[Finding]:
        """The findings of the rules to keep; those with open terms under every strictest value."""
        strictest, *others = self._kept_settings
        yield from self._findings(self.keep, facts, as_of, strictest)
        for settings in others:
            yield from self._findings(self._open, facts, as_of, settings)

    def _breaches(self, facts: tuple[Fact, ...], as_of: datetime) -> list[Finding]:
        return [f for f in self._judged(facts, as_of) if self._counts(f)]

    def _counts(self, finding: Finding) -> bool:
        """Whether a finding of a rule to keep stands against the witness."""
        if finding.verdict is not Verdict.IDENTIFIED:
            return finding.verdict in _NOT_KEPT
        wanted = self.rule.rule.requirement
        own = next((k.rule.requirement for k in self.keep if k.rule.name == finding.rule), None)
        if not isinstance(wanted, r.Consequence) or not isinstance(own, r.Consequence):
            return False
        return set(wanted.measures) <= set(own.measures)

    def _findings(
        self, rules: Sequence[Sourced], facts: tuple[Fact, ...], as_of: datetime, settings: Settings
    ) -> Iterator[Finding]:
        """What the reference evaluator finds of the rules, one rule after the other."""
        for sourced in rules:
            document, plugins = sourced.pack.document, sourced.pack.plugins
            judging = Judging(
                sourced.rule,
                document,
                settings.force(document),
                self._history(facts, as_of, plugins.vocabulary),
                calendar_of(plugins, settings),
                plugins.extensions,
                settings,
            )
            yield from findings_of(judging)

    def _history(self, facts: tuple[Fact, ...], as_of: datetime, vocabulary: Vocabulary) -> History:
        """What is known of the facts: the same for all rules that are judged on them."""
        if self._last is None or self._last[0] is not facts or self._last[1] != as_of:
            self._last = (facts, as_of, {})
        known = self._last[2]
        if id(vocabulary) not in known:
            known[id(vocabulary)] = History(facts, instant(as_of), vocabulary)
        return known[id(vocabulary)]

    def verified(self, found: Found) -> bool:
        """Whether the evaluator says the same when it is asked as anybody would ask it."""
        for settings in self._kept_settings:
            for sourced in self.keep:
                report = check(
                    [sourced.task], found.facts, found.as_of, settings=settings, only=frozenset({sourced.id})
                )
                if any(self._counts(f) for f in report.findings):
                    return False
        task, only = self.rule.task, frozenset({self.rule.id})
        report = check([task], found.facts, found.as_of, settings=self.search.settings, only=only)
        return found.finding in report.findings and not self._exempt(found.facts, found.as_of)

    # ------------------------------------------------------------ mending and shrinking

    def _mended(self, facts: tuple[Fact, ...], as_of: datetime) -> Found | None:
        """The history with what breaks the rules to keep mended, as long as the other one stays broken."""
        tries: Counter[str] = Counter()
        packs = {k.rule.jurisdiction: k.pack for k in self.keep}
        for number in range(_ROUNDS):
            finding = self.broken(facts, as_of)
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
            history = History(facts, instant(as_of), self.rule.pack.plugins.vocabulary)
            for breach in breaches.values():
                self._mend(packs[breach.jurisdiction], drafts, history, breach, tries[breach.id])
                tries[breach.id] += 1
            facts = drafts.facts()
        return None

    def _still_broken(self, facts: tuple[Fact, ...], as_of: datetime, number: int) -> tuple[Fact, ...]:
        """The history with what was added said more fully, where it left open whether the rule is broken: it is."""
        drafts = Drafts(self.rule.pack.plugins.vocabulary, prefix=f"y{number}-")
        for fact in facts:
            drafts.take(fact)
        history = History(facts, instant(as_of), self.rule.pack.plugins.vocabulary)
        for finding in self._findings([self.rule], facts, as_of, self.search.settings):
            if finding.verdict is Verdict.UNDECIDED:
                workshop = Workshop(self.rule.pack, drafts, history, self.search.settings)
                decide(workshop, finding, within=True, done=False)
        return drafts.facts()

    def _mend(self, pack: Pack, drafts: Drafts, history: History, finding: Finding, attempt: int) -> None:
        rule = pack.document.rule(finding.rule)
        if rule.modality.in_principle and not self.rule.rule.modality.in_principle and finding.triggered_at:
            about = {k: v for k, v in (("unit", finding.unit), ("account", finding.account)) if v}
            drafts.add("waiver.approved", finding.triggered_at - ONE_DAY, {"rule": rule.id, **about})
            return
        workshop = Workshop(pack, drafts, history, self._kept_settings[0])
        if finding.verdict is Verdict.UNDECIDED:
            decide(workshop, finding, within=attempt % 2 == 1, done=attempt % 2 == 1)
        else:
            fix(workshop, finding, attempt)

    def smallest(self, found: Found, *, settled: bool) -> Found:
        """The witness with every fact, and every field, left out that can be."""

        def still(facts: tuple[Fact, ...]) -> Found | None:
            finding = self.broken(facts, found.as_of)
            if finding is None or not self.kept(facts, found.as_of):
                return None
            fewer = Found(facts, found.as_of, finding)
            return fewer if not settled or self.settled(fewer) else None

        shrunk = True
        while shrunk:
            shrunk = False
            for fact in reversed(found.facts):
                fewer = still(tuple(f for f in found.facts if f is not fact))
                if fewer is not None:
                    found, shrunk = fewer, True
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


def _since(finding: Finding) -> date:
    """The day on which what a finding is about began."""
    return date.max if finding.triggered_at is None else legal_day(instant(finding.triggered_at))


def _numbered(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts under short ids, in order of time; what names one of them names it so too."""
    names = {fact.id: f"w{number}" for number, fact in enumerate(facts, 1)}

    def renamed(value: object) -> object:
        return names.get(value, value) if isinstance(value, str) and type(value) is str else value

    return tuple(type(f).model_validate({k: renamed(v) for k, v in _said(f).items()}) for f in facts)


def _said(fact: Fact) -> dict[str, object]:
    return {name: getattr(fact, name) for name in sorted({*fact.said(), "id", "type", "occurred_at"})}


def freed_from(rule: Sourced, keep: Sequence[Sourced]) -> list[Sourced]:
    """The rule narrowed to what the others do not bind, or allow: first to what none of them does."""
    scope = rule.rule.scope
    if scope.breach_of is not None or (scope.trigger is None and scope.entity is None):
        return []
    escapes = [e for k in keep if (e := _escape(k.rule, rule.rule)) is not None]
    other = scope.trigger is not None and tuple(
        e
        for e in scope.trigger.events
        if not any(k.rule.scope.trigger and e in k.rule.scope.trigger.events for k in keep)
    )
    found = []
    if scope.trigger is not None and other and len(other) < len(scope.trigger.events):
        found.append(replace(rule.rule, scope=replace(scope, trigger=replace(scope.trigger, events=other))))
    together = [escapes] if len(escapes) > 1 else []
    found.extend(_narrowed(rule.rule, chosen) for chosen in (*together, *([e] for e in escapes)))
    return [Sourced(rule.pack, f) for f in found]


def _narrowed(rule: Rule, conditions: Sequence[m.Condition]) -> Rule:
    scope = rule.scope
    if scope.trigger is not None:
        trigger = replace(scope.trigger, where=_all(scope.trigger.where, conditions))
        return replace(rule, scope=replace(scope, trigger=trigger))
    return replace(rule, scope=replace(scope, entity_where=_all(scope.entity_where, conditions)))


def _all(where: m.Condition | None, more: Sequence[m.Condition]) -> m.Condition:
    items = ([] if where is None else [where]) + list(more)
    return items[0] if len(items) == 1 else m.And(tuple(items))


def _escape(other: Rule, rule: Rule) -> m.Condition | None:
    """A condition on what the rule is judged on under which the other one is not broken, if one can be said."""
    ways: list[m.Condition] = list(other.exceptions)
    if rule.scope.trigger is not None:
        if other.scope.trigger is None or not set(other.scope.trigger.events) & set(rule.scope.trigger.events):
            return None
        where = other.scope.trigger.where
    elif other.scope.trigger is None and other.scope.entity == rule.scope.entity:
        where = other.scope.entity_where
    else:
        return None
    if where is not None:
        ways.append(m.Not(where))
    match other.requirement:
        case r.ConditionRequirement(condition) | r.State(condition):
            ways.append(m.Not(condition) if other.modality.negative else condition)
        case r.Precedence(pattern, within, same):
            ways.append(m.LookBack(pattern, other.modality.negative, within, same))
        case _:
            pass
    if not ways:
        return None
    return ways[0] if len(ways) == 1 else m.Or(tuple(ways))


def terms_of(rule: Rule) -> tuple[str, ...]:
    """The names of the open terms in a rule's requirement."""
    return tuple(dict.fromkeys(t.name for t in _open_terms(rule.requirement)))


def _looks_back_so_far(node: object) -> bool:
    """Whether a rule, or part of one, looks back over a window that ends somewhere."""
    if isinstance(node, m.LookBack | r.Precedence) and (node.within is not None or node.same is not None):
        return True
    if isinstance(node, tuple):
        return any(map(_looks_back_so_far, node))
    if is_dataclass(node) and not isinstance(node, type):
        return any(_looks_back_so_far(getattr(node, part.name)) for part in fields(node))
    return False


def _open_terms(node: object) -> Iterator[OpenTerm]:
    if isinstance(node, OpenTerm):
        yield node
    elif is_dataclass(node) and not isinstance(node, type):
        for part in fields(node):
            yield from _open_terms(getattr(node, part.name))
