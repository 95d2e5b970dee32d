"""Searches for a witness: a small history that keeps some rules and breaks another.

In: the rules to keep, the rule to break, and hints where to look. Out: facts and an instant, confirmed by the reference
evaluator of both packs, with nothing in it that could be left out.

What a rule leaves open must not decide: the rules to keep are judged with the strictest value of every open term that
has none, the rule to break without one. A witness then stands whatever value is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from policykit.analysis.compare.cadence import Life
from policykit.analysis.compare.freed import by_attribute, freed_from
from policykit.analysis.compare.question import Found, Question
from policykit.analysis.compare.sourced import Sourced
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import OpenTerm, Period, PeriodUnit
from policykit.model.policy.rule import Rule
from policykit.model.time import Instant, day_start, instant, legal_day
from policykit.packs import Pack
from policykit.testing.chance import Chance, Plain, Preferring, Seeded
from policykit.testing.drafts import Drafts
from policykit.testing.forms import play
from policykit.testing.parts import scoped
from policykit.testing.scenes import NoScene, Plot, Scene
from policykit.testing.times import ONE_DAY, at
from policykit.testing.trees import Frame

_AROUND = timedelta(days=60)
_BACK = (1, 8, 40, 100)
"""By how many days what a trigger looks back on is moved: out of a day, a week, a month, a quarter."""

_REGISTERING = (".registered", ".listed", ".opened", ".changed", ".assigned")
_LAST_HOUR = time(23, 59, 59)
_PLAIN = Period(10, PeriodUnit.NATURAL_DAY)
_SEEDS = 6
_MOST_CANDIDATES = 60
_MOST_WITH_CODE = 12
"""Checks of plug-ins are asked every day, and their values are guessed: more tries find no more."""


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
        self._looks_back = any(s.looks_back_so_far for s in (*keep, rule))
        attested = [k for k in keep if isinstance(k.rule.requirement, r.Attestation)]
        begins, _ = self.days(rule.rule)
        question = Question(
            [k for k in keep if k not in attested],
            rule,
            packs,
            self._settings,
            begins if begins == self.first else None,
        )
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

    @property
    def settings(self) -> Settings:
        """The caller's settings, in force throughout."""
        return self._settings

    # ------------------------------------------------------------ candidates

    def _candidates(self, question: Question, hints: Hints) -> Iterator[tuple[tuple[Fact, ...], list[datetime]]]:
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
        for each in by_attribute(rule):
            yield from self._played(each, Plot.NEVER, Plain(), middle)

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
        plain = dict.fromkeys(rule.terms, _PLAIN)
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
        moved.append(_at(fact, fact.occurred_at - by) if earlier else fact)
    return tuple(sorted(moved, key=lambda f: (f.at, f.id)))


def _at(fact: Fact, when: datetime) -> Fact:
    """The fact at another time. It is read anew: a copy would keep what the fact has worked out of its time."""
    said = {name: getattr(fact, name) for name in sorted({*fact.said(), "id", "type"})}
    return type(fact).model_validate({**said, "occurred_at": when})


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
