"""Histories that show a contradiction: each keeps some rules and breaks another, as the reference evaluator says.

In: rules that stand against each other. Out: up to two histories, one a way out that is none. What a proof found and no
history shows is left to be said by whoever reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from policykit.analysis.compare.search import Hints
from policykit.analysis.compare.sourced import Sourced
from policykit.analysis.consistency.clashes import Clash
from policykit.analysis.consistency.counting import Counting, counts_days, pattern_of
from policykit.analysis.consistency.ground import Ground
from policykit.analysis.consistency.orders import Forbidden
from policykit.analysis.consistency.results import Story
from policykit.engine.check import check
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Verdict
from policykit.model.policy import conditions as m
from policykit.model.policy.rule import Rule
from policykit.model.text import Text, join
from policykit.model.time import instant, legal_day
from policykit.model.vocabulary import Vocabulary
from policykit.packs import Pack
from policykit.testing.chance import Seeded
from policykit.testing.drafts import Drafts
from policykit.testing.forms import play
from policykit.testing.parts import scoped
from policykit.testing.scenes import STARTS, NoScene, Plot, Scene
from policykit.testing.tightening import with_rule
from policykit.testing.times import at
from policykit.testing.trees import Frame
from policykit.testing.verdicts import house_settings

_WAYS = 2
_SEEDS = 6
_KEPT = frozenset({Verdict.MET, Verdict.PENDING})
_BROKEN = frozenset({Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED})
_NOT_KEPT = _BROKEN | {Verdict.UNDECIDED}
_REGISTER = STARTS | {"unit.registered"}

_BREAKS = Text("这样守住 {a},却违反 {b}", "kept this way: {a}; broken: {b}")


class Teller:
    """Tells histories of one document."""

    def __init__(self, ground: Ground) -> None:
        """Tell them within the ground's range of days, the document in force throughout."""
        self._ground = ground

    # ------------------------------------------------------------ rules that meet

    def of_clash(self, clash: Clash) -> tuple[Story, ...]:
        """Ways to keep some of the rules, each with the rule that is broken then."""
        found: list[Story] = []
        for broken in reversed(clash.rules):
            keep = [s for s in clash.rules if s is not broken]
            story = self._story(keep, broken, _meeting(broken.rule, [s.rule for s in keep]))
            if story is not None:
                found.append(story)
            if len(found) == _WAYS:
                break
        return tuple(found)

    def _story(self, keep: Sequence[Sourced], broken: Sourced, narrowed: Rule) -> Story | None:
        """A history that keeps the rules and breaks the other one where it is narrowed to."""
        if all(counts_days(s.rule) for s in (*keep, broken)):
            return self._lived(keep, broken, narrowed)
        pack = replace(self._ground.pack, document=with_rule(self._ground.pack.document, narrowed))
        witness = self._ground.search.witness(keep, Sourced(pack, narrowed), Hints())
        return None if witness is None else self._told(witness.facts, witness.as_of, keep, broken)

    def _lived(self, keep: Sequence[Sourced], broken: Sourced, narrowed: Rule) -> Story | None:
        """Days of acts that keep the rules, so that they cannot keep the other one too."""
        counting = Counting(self._ground)
        size = counting.few_days([s.own for s in (*keep, broken)])
        days = counting.together([s.own for s in keep], size)
        first, drafts = self._ground.first, Drafts(self._ground.vocabulary)
        scene = self._scene(self._ground.pack, narrowed, Plot.NEVER, drafts, seed=0, start=first)
        root = Frame("", "", at(first))
        try:
            scene.choose(scoped(scene, root, []))
            scene.register(at(first), account=True)
            scene.play_wanted()
            for day, count in (days or {}).items():
                for number in range(count):
                    scene.act(pattern_of(keep[0].rule), at(day) + timedelta(minutes=number), root)
        except NoScene:
            return None
        facts, as_of = drafts.facts(), at(first + timedelta(days=size), time(0))

        def shows(facts: Sequence[Fact]) -> bool:
            findings = self._findings(facts, as_of, [*keep, broken])
            return {f.rule for f in findings if f.verdict in _NOT_KEPT} == {broken.rule.name}

        if not shows(facts):
            return None
        register = [f for f in facts if f.id in {d.id for d in drafts.all if d.type in _REGISTER}]
        return self._told(plainer(facts, register, self._ground.vocabulary, shows), as_of, keep, broken)

    def _scene(self, pack: Pack, rule: Rule, plot: Plot, drafts: Drafts, *, seed: int, start: date | None) -> Scene:
        own = self._ground.settings.pack_terms.get(pack.name, {})
        terms = {**house_settings(pack).pack_terms[pack.name], **self._ground.settings.terms, **own}
        settings = replace(self._ground.search.settings, pack_terms={pack.name: terms})
        scene = Scene(pack, rule, plot, drafts=drafts, chance=Seeded(seed), settings=settings, start=start)
        scene.first, scene.last = max(scene.first, self._ground.first), min(scene.last, self._ground.last)
        return scene

    # ------------------------------------------------------------ an order and a ban

    def of_order(self, conflict: Forbidden) -> tuple[Story, ...]:
        """The ordered act done, which breaks a ban; and left undone, which breaks the order."""
        root = self._ground.root(conflict.orders).rule
        narrowed = _under(root, conflict.circumstances)
        done = next(self._done(conflict, narrowed), None)
        undone = self._story(conflict.forbid, conflict.orders, narrowed) if root is conflict.orders.rule else None
        return tuple(s for s in (done, undone) if s is not None)

    def _done(self, conflict: Forbidden, narrowed: Rule) -> Iterator[Story]:
        """Histories in which the act is done in time."""
        pack = replace(self._ground.pack, document=with_rule(self._ground.pack.document, narrowed))
        orders = conflict.orders
        for seed in range(_SEEDS):
            drafts = Drafts(pack.plugins.vocabulary)
            rule = pack.document.rule(orders.rule.name)
            scene = self._scene(pack, rule, Plot.DONE, drafts, seed=seed, start=None)
            try:
                play(scene)
            except NoScene:
                continue
            moments = [m for m in scene.moments if legal_day(instant(m)) <= self._ground.last]
            for broken in conflict.forbid:
                for as_of in sorted(moments, reverse=True):
                    if self._shows(drafts.facts(), as_of, orders, broken):
                        yield self._shortest(drafts.facts(), as_of, orders, broken)

    def _shows(self, facts: Sequence[Fact], as_of: datetime, orders: Sourced, broken: Sourced) -> bool:
        """Whether the order is carried out and the ban broken by the same act."""
        findings = self._findings(facts, as_of, [orders, broken])
        breaches = [f for f in findings if f.rule == broken.rule.name and f.verdict in _BROKEN]
        done = [f for f in findings if f.rule == orders.rule.name and f.verdict in _KEPT]
        undone = any(f.rule == orders.rule.name and f.verdict in _BROKEN for f in findings)
        return not undone and any(set(b.evidence) & set(d.evidence) for b in breaches for d in done)

    def _shortest(self, facts: Sequence[Fact], as_of: datetime, orders: Sourced, broken: Sourced) -> Story:
        def shows(fewer: Sequence[Fact]) -> bool:
            return self._shows(fewer, as_of, orders, broken)

        kept = without_needless(facts, shows)
        return self._told(plainer(kept, kept, self._ground.vocabulary, shows), as_of, [orders], broken)

    # ------------------------------------------------------------ telling

    def _told(self, facts: Sequence[Fact], as_of: datetime, keep: Sequence[Sourced], broken: Sourced) -> Story:
        names = join([Text(s.rule.name, s.rule.name) for s in self._ground.in_order(keep)])
        caption = _BREAKS.fill(a=names, b=broken.rule.name)
        return Story(caption, tuple(facts), as_of, self._findings(facts, as_of, [*keep, broken]))

    def _findings(self, facts: Iterable[Fact], as_of: datetime, rules: Sequence[Sourced]) -> tuple[Finding, ...]:
        names = frozenset(s.rule.name for s in rules)
        settings = self._ground.search.settings
        return check([rules[0].task], facts, as_of, settings=settings, only=names).findings


def without_needless(facts: Sequence[Fact], shows: Callable[[Sequence[Fact]], bool]) -> Sequence[Fact]:
    """The facts without those that it shows as well without."""
    for fact in reversed(facts):
        fewer = [f for f in facts if f is not fact]
        if shows(fewer):
            facts = fewer
    return facts


def plainer(
    facts: Sequence[Fact], which: Iterable[Fact], vocabulary: Vocabulary, shows: Callable[[Sequence[Fact]], bool]
) -> Sequence[Fact]:
    """The facts, some of them without the fields that it shows as well without."""
    for fact in which:
        event, said = vocabulary.events[fact.type], {n: getattr(fact, n) for n in sorted(fact.said())}
        said |= {"id": fact.id, "type": fact.type, "occurred_at": fact.occurred_at}
        needed = {n for n, field in event.fields.items() if field.required} | {"id", "type", "occurred_at"}
        for name in [n for n in said if n not in needed]:
            less = {n: value for n, value in said.items() if n != name}
            fewer = [event.model.model_validate(less) if f.id == fact.id else f for f in facts]
            if shows(fewer):
                facts, said = fewer, less
    return facts


def _meeting(rule: Rule, others: Sequence[Rule]) -> Rule:
    """The rule narrowed to what is in the scope of the others too."""
    scope = rule.scope
    trigger = scope.trigger
    if trigger is not None:
        patterns = [trigger, *(o.scope.trigger for o in others if o.scope.trigger is not None)]
        events = tuple(e for e in trigger.events if all(e in p.events for p in patterns))
        trigger = replace(trigger, events=events, where=_all(p.where for p in patterns))
    where = _all((scope.entity_where, *(o.scope.entity_where for o in others)))
    exceptions = dict.fromkeys((*rule.exceptions, *(e for o in others for e in o.exceptions)))
    return replace(rule, scope=replace(scope, trigger=trigger, entity_where=where), exceptions=tuple(exceptions))


def _under(rule: Rule, circumstances: Sequence[m.Condition]) -> Rule:
    """The rule narrowed to the circumstances."""
    scope = rule.scope
    if scope.trigger is not None:
        trigger = replace(scope.trigger, where=_all((scope.trigger.where, *circumstances)))
        return replace(rule, scope=replace(scope, trigger=trigger))
    return replace(rule, scope=replace(scope, entity_where=_all((scope.entity_where, *circumstances))))


def _all(conditions: Iterable[m.Condition | None]) -> m.Condition | None:
    found = tuple(dict.fromkeys(c for c in conditions if c is not None))
    return m.And(found) if len(found) > 1 else next(iter(found), None)
