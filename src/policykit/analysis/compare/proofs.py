"""Proves that a set of rules implies a rule: every history that keeps the ones keeps the other.

In: the rules, and the range of days over which it is asked. Out: a proof, or None; and the days on which a deadline of
the one ends after one of the other, for whoever looks for a counterexample. Never wrong, not complete: what is not
proved may still be so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import z3

from policykit.analysis.compare.breaches import ENTITY, Breach, applies, breach, may_share, not_exempt
from policykit.analysis.compare.cadence import Answer, Days, Life, pattern_of
from policykit.analysis.compare.logic import Built, Formula, World, ordered
from policykit.analysis.compare.results import Method, Proof
from policykit.analysis.compare.sourced import Sourced, bind_alike, with_rule_of
from policykit.analysis.compare.windows import After, Windows, lies_within
from policykit.calendar import Calendar
from policykit.engine.settings import Settings
from policykit.model.finding import Message
from policykit.model.policy import requirements as r
from policykit.model.policy.document import Document
from policykit.model.policy.periods import OpenTerm
from policykit.model.policy.rule import Rule
from policykit.model.text import Text
from policykit.model.time import Instant
from policykit.packs import Pack

_SAME_WAIVERS = Text("豁免左方规则的,也豁免右方规则", "whoever is waived the left rule is waived the right one too")

_NOT_REOPENED = Text(
    "没有关停后当即重开的账号:重开使间断重新起算,而整周、整月照旧连着计",
    "nothing is closed and opened again at once: that begins a silence anew, while weeks and months run on",
)


class Prover:
    """Proofs over one range of days, under one set of house values and one calendar."""

    def __init__(self, first: date, last: date, calendar: Calendar, settings: Settings) -> None:
        """Prove over the days from `first` to `last`, both included."""
        self.windows = Windows(first, last, calendar, settings)
        self._calendar, self._settings = calendar, settings
        self._documents: Sequence[Document] = ()
        self._breaches: dict[int, tuple[Rule, Built[Breach | None]]] = {}
        self._exempt: dict[tuple[int, int], tuple[Rule, Document, Built[Formula]]] = {}
        self.life: Life | None = None
        """The life of days that keeps the premises of the last question and breaks its rule, if one was found."""

    def implied(self, by: Sequence[Sourced], rule: Sourced, packs: Sequence[Pack] = ()) -> Proof | None:
        """The proof that the rules imply the rule for those to whom both documents apply, None if there is none.

        `packs` are the two sides, where the rules do not show them because there are none on one side.
        """
        self._documents = [p.document for p in packs]
        self.windows.doubts.clear()
        self.windows.assumed.clear()
        self.life = None
        same = next((b for b in by if b.is_same(rule)), None)
        if same is not None:
            return self._proof(Method.SAME, [same], Text("两处是同一条规则", "it is the same rule"))
        if pattern_of(rule.rule) is not None:
            return self._by_days(by, rule)
        if isinstance(rule.rule.requirement, r.Attestation):
            return None
        if rule.rule.scope.breach_of is not None:
            return self._by_breach(by, rule)
        return self._by_conditions(by, rule) or self._by_life(by, rule)

    def later_from(self, by: Sequence[Sourced], rule: Sourced) -> tuple[Instant, ...]:
        """The first triggers from which a deadline of the rules ends after that of the rule, or a ban before it."""
        found = []
        target = _window(rule.rule)
        for premise in by:
            own = _window(premise.rule)
            if own is not None and target is not None:
                ban = isinstance(rule.rule.requirement, r.Abstention)
                start = self.windows.first_longer(*((target, own) if ban else (own, target)))
                found += [start] if start is not None else []
        return tuple(found)

    def _proof(self, method: Method, premises: Sequence[Sourced], text: Text, *assumed: Text) -> Proof:
        waived = [_SAME_WAIVERS] if any(p.rule.modality.in_principle for p in premises) else []
        return Proof(
            method=method,
            first=self.windows.first,
            last=self.windows.last,
            premises=tuple(p.id for p in premises),
            text=Message.of(text),
            assumes=tuple(map(Message.of, (*self.windows.assumed, *waived, *assumed))),
        )

    # ------------------------------------------------------------ at one instant

    def _by_conditions(self, by: Sequence[Sourced], rule: Sourced) -> Proof | None:
        world = World(self.windows)
        broken = self._breach(rule, world)
        if broken is None:
            return None
        wanted = set(rule.rule.requirement.measures) if isinstance(rule.rule.requirement, r.Consequence) else set()
        usable: list[Sourced] = []
        kept = []
        for premise in by:
            if not may_share(premise.rule, rule.rule):
                continue
            found = self._breach(premise, world)
            measures = premise.rule.requirement
            if found is None or found.group != broken.group or not self._settled_by_then(premise.rule, rule.rule):
                continue
            if isinstance(measures, r.Consequence) and not wanted <= set(measures.measures):
                continue
            usable.append(premise)
            kept.append(z3.Not(found.formula))
        core = world.core(kept, broken.formula, *self._both_apply(world, usable, rule))
        if core is None:
            return None
        used = [usable[n] for n in core]
        if not used:
            text = Text("它所约束的情形不会出现", "what it binds cannot come about")
        elif len(used) == 1:
            text = Text(
                "凡违反右方规则的,都同时违反左方规则:范围不小于它,要求不低于它,例外不多于它",
                "whatever breaks the right rule breaks the left one at the same time: its scope is no smaller, its "
                "demand no lower, its exceptions no wider",
            )
        else:
            text = Text(
                "凡违反右方规则的,都同时违反左方规则之一",
                "whatever breaks the right rule breaks one of the left ones at the same time",
            )
        return self._proof(Method.CONDITIONS, used, text)

    def _settled_by_then(self, premise: Rule, rule: Rule) -> bool:
        """Whether a breach of the premise at the same trigger shows no later than one of the rule.

        Else two duties that cannot both be kept, and are not yet due, would imply whatever is due before.
        """
        own, other = _window(premise), _window(rule)
        if own is None:
            return True
        if other is None:
            return False
        forbids = isinstance(premise.requirement, r.Abstention)
        if isinstance(rule.requirement, r.Abstention):
            return forbids
        return forbids or self.windows.within(own, other)

    # ------------------------------------------------------------ day by day

    def _by_days(self, by: Sequence[Sourced], rule: Sourced) -> Proof | None:
        world = World(self.windows)
        counting = [p for p in by if pattern_of(p.rule) is not None and self._reaches(world, p, rule)]
        open_silence = self._same_open_silence(world, counting, rule)
        if open_silence is not None:
            return open_silence
        usable = [p for p in counting if self._counts_towards(world, p, rule)]
        days = Days(world, self._calendar, [i.own for i in (*usable, rule)])
        used = usable
        found = days.counterexample([p.own for p in usable], rule.own)
        if found is not Answer.NONE:
            self.life = found if isinstance(found, Life) else None
            return None
        for premise in usable:
            fewer = [p for p in used if p is not premise]
            if fewer and days.counterexample([p.own for p in fewer], rule.own) is Answer.NONE:
                used = fewer
        text = Text(
            "在所述日期范围内逐日计数:凡守住左方规则的天数安排,都守住右方规则",
            "counted day by day over the range: whatever days keep the left rules keep the right one too",
        )
        joined = isinstance(rule.rule.requirement, r.Frequency) and any(
            isinstance(p.rule.requirement, r.Silence) for p in used
        )
        return self._proof(Method.CADENCE, used, text, *([_NOT_REOPENED] if joined else []))

    def _counts_towards(self, world: World, premise: Sourced, rule: Sourced) -> bool:
        """Whether what the premise asks of the days of a breach can be relied on there.

        A maximum helps another only if its periods hold those of the other whole: acts on a day that is not in scope to
        its end count in the period around it, but not by themselves. A silence that began before those days may have
        been excused before them, unless the rule's own silence began on the same day.
        """
        own, other = premise.rule.requirement, rule.rule.requirement
        if _is_maximum(own) or _is_maximum(other):
            return (
                isinstance(own, r.Frequency)
                and isinstance(other, r.Frequency)
                and own.bound is other.bound
                and lies_within(other.cadence, own.cadence)
                and self._in_scope_with(world, premise, rule)
            )
        if not isinstance(own, r.Silence):
            return True
        if self.windows.value(After(premise.rule.jurisdiction, own.limit, rolls=False)) is None:
            return False
        excusable = premise.rule.exceptions or premise.rule.modality.in_principle
        same_days = self._in_scope_with(world, premise, rule) and self._in_scope_with(world, rule, premise)
        return not excusable or (isinstance(other, r.Silence) and same_days)

    def _in_scope_with(self, world: World, premise: Sourced, rule: Sourced) -> bool:
        """Whether the premise's scope, exceptions aside, holds wherever the rule's does: on the same days."""
        one, other = premise.own.scope.entity_where, rule.own.scope.entity_where
        return world.valid([world.condition(other, ENTITY)], world.condition(one, ENTITY))

    def _same_open_silence(self, world: World, by: Sequence[Sourced], rule: Sourced) -> Proof | None:
        """A silence whose length is left open: no longer than another one of the same open length."""
        wanted = rule.rule.requirement
        if not isinstance(wanted, r.Silence) or not isinstance(wanted.limit, OpenTerm):
            return None
        for premise in by:
            own = premise.rule.requirement
            if (
                not isinstance(own, r.Silence)
                or own.limit != wanted.limit
                or not world.covered(own.pattern, wanted.pattern)
            ):
                continue
            windows = [After(p.rule.jurisdiction, wanted.limit, rolls=False) for p in (premise, rule)]
            if [self.windows.value(w) for w in windows] == [None, None] and self._reaches(world, rule, premise):
                self.windows.within(*windows)
                text = Text("间断的限度是同一个未定期限", "the silence has the same open limit")
                return self._proof(Method.LIFE, [premise], text)
        return None

    def _reaches(self, world: World, premise: Sourced, rule: Sourced) -> bool:
        """Whether the premise binds every entity on every day on which the rule does."""
        one, other = premise.own, rule.own
        if one.scope.entity != other.scope.entity:
            return False
        both = self._both_apply(world, [premise], rule)
        return world.valid([applies(other, world), *both], applies(one, world))

    def _both_apply(self, world: World, by: Sequence[Sourced], rule: Sourced) -> list[Formula]:
        """That all the documents apply to what the rule judges."""
        documents = {id(d): d for d in (*self._documents, *(s.pack.document for s in (*by, rule)))}
        return [self._not_exempt(rule, document, world) for document in documents.values()]

    # ------------------------------------------------------------ formulas that many questions share

    def _breach(self, sourced: Sourced, world: World) -> Breach | None:
        own = sourced.own
        if id(own) not in self._breaches:
            self._breaches[id(own)] = own, world.built(lambda w: breach(own, w))
        return world.take(self._breaches[id(own)][1])

    def _not_exempt(self, sourced: Sourced, document: Document, world: World) -> Formula:
        own, key = sourced.own, (id(sourced.own), id(document))
        if key not in self._exempt:
            self._exempt[key] = own, document, world.built(lambda w: not_exempt(own, document, w))
        return world.take(self._exempt[key][2])

    # ------------------------------------------------------------ once a life

    def _by_life(self, by: Sequence[Sourced], rule: Sourced) -> Proof | None:
        """Acts that an entity owes once, from the day of force or by a date."""
        if rule.rule.scope.trigger is not None or not isinstance(rule.rule.requirement, r.Response):
            return None
        world = World(self.windows)
        for premise in by:
            own = premise.rule.requirement
            if premise.rule.scope.trigger is None and isinstance(own, r.Response):
                both = self._reaches(world, premise, rule) and self._reaches(world, rule, premise)
                if both and self._acts_in_time(world, premise, rule):
                    text = Text("应做的事相同而期限不晚于它", "the same act, due no later")
                    return self._proof(Method.LIFE, [premise], text)
        return None

    def _acts_in_time(self, world: World, premise: Sourced, rule: Sourced) -> bool:
        """Whether the act that the premise asks for, when it asks for it, is one that the rule asks for."""
        one, other = premise.own.requirement, rule.own.requirement
        if not isinstance(one, r.Response) or not isinstance(other, r.Response) or one.anchor is not other.anchor:
            return False
        if isinstance(one.limit, date) or isinstance(other.limit, date):
            in_time = one.limit == other.limit
        else:
            starts = [self._settings.first_day(p.pack.document) for p in (premise, rule)]
            in_time = (one.anchor is r.Anchor.TRIGGER or starts[0] == starts[1]) and self.windows.within(
                After(premise.rule.jurisdiction, one.limit, rolls=True),
                After(rule.rule.jurisdiction, other.limit, rolls=True),
            )
        return in_time and world.covered(one.pattern, other.pattern)

    # ------------------------------------------------------------ after a breach

    def _by_breach(self, by: Sequence[Sourced], rule: Sourced) -> Proof | None:
        """What follows from a breach: nothing, where the breach is excluded; else the same after the same breach."""
        broken = rule.rule.scope.breach_of
        if broken is None:
            return None
        original = with_rule_of(rule.pack, broken)
        excluded = self.implied(by, original, [p.pack for p in (*by, rule)])
        if excluded is not None:
            text = Text(
                "左方规则已不许违反“{t}”,此后的义务不会产生",
                "the left rules already exclude a breach of '{t}', from which this duty would follow",
            )
            return self._proof(Method.CONDITIONS, [b for b in by if b.id in excluded.premises], _titled(text, original))
        world = World(self.windows)
        for premise in by:
            if premise.rule.scope.breach_of is None:
                continue
            other = with_rule_of(premise.pack, premise.rule.scope.breach_of)
            if bind_alike(other, original) and self._follows(world, premise, rule):
                text = Text(
                    "同一违反之后,应做的事相同而期限不晚于它", "after the same breach the same act, due no later"
                )
                return self._proof(Method.LIFE, [premise], text)
        return None

    def _follows(self, world: World, premise: Sourced, rule: Sourced) -> bool:
        same = ordered(premise.own.exceptions) == ordered(rule.own.exceptions)
        milder = premise.rule.modality.in_principle and not rule.rule.modality.in_principle
        return same and not milder and self._acts_in_time(world, premise, rule)


def _titled(text: Text, rule: Sourced) -> Text:
    return text.fill(t=rule.rule.title)


def _is_maximum(requirement: r.Requirement) -> bool:
    return isinstance(requirement, r.Frequency) and requirement.bound is r.Bound.AT_MOST


def _window(rule: Rule) -> After | None:
    """The window of an act owed or forbidden after a trigger."""
    match rule.requirement:
        case r.Response(limit=limit, anchor=r.Anchor.TRIGGER):
            return After(rule.jurisdiction, limit, rolls=True)
        case r.Abstention(limit=limit):
            return After(rule.jurisdiction, limit, rolls=False)
        case _:
            return None
