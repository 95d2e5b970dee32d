"""Histories that show a contradiction: each keeps some rules and breaks another, as the reference evaluator says.

In: rules that stand against each other. Out: up to two histories, one a way out that is none. What a proof found and no
history shows is left to be said by whoever reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from policykit.analysis.compare.cadence import Cell, Life
from policykit.analysis.compare.search import Found, Hints
from policykit.analysis.compare.sourced import Sourced
from policykit.analysis.consistency.clashes import Clash
from policykit.analysis.consistency.counting import Counting, counts_days
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
from policykit.testing.chance import Seeded
from policykit.testing.drafts import Drafts
from policykit.testing.forms import play
from policykit.testing.scenes import NoScene, Plot, Scene
from policykit.testing.tightening import with_rule
from policykit.testing.verdicts import house_settings

_WAYS = 2
_SEEDS = 6
_KEPT = frozenset({Verdict.MET, Verdict.PENDING})
_BROKEN = frozenset({Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED})

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
        pack = replace(self._ground.pack, document=with_rule(self._ground.pack.document, narrowed))
        witness = self._ground.search.witness(keep, Sourced(pack, narrowed), Hints(life=self._life(keep, broken)))
        return None if witness is None else self._told(witness.facts, witness.as_of, keep, broken)

    def _life(self, keep: Sequence[Sourced], broken: Sourced) -> Life | None:
        """Days of acts over the whole range that keep the rules, where all of them count days."""
        if not all(counts_days(s.rule) for s in (*keep, broken)):
            return None
        found = Counting(self._ground).together([s.own for s in keep])
        if found is None:
            return None
        pattern, days = found
        acts = tuple((day, Cell((pattern,), ()), count, count) for day, count in sorted(days.items()))
        return Life(self._ground.first, self._ground.last, acts)

    # ------------------------------------------------------------ an order and a ban

    def of_order(self, conflict: Forbidden) -> tuple[Story, ...]:
        """The ordered act done, which breaks a ban; and left undone, which breaks the order."""
        narrowed = _under(conflict.orders.rule, conflict.circumstances)
        done = next(self._done(conflict, narrowed), None)
        undone = None
        if conflict.orders.rule.scope.breach_of is None:
            undone = self._story(conflict.forbid, conflict.orders, narrowed)
        return tuple(s for s in (done, undone) if s is not None)

    def _done(self, conflict: Forbidden, narrowed: Rule) -> Iterator[Story]:
        """Histories in which the act is done in time."""
        pack = replace(self._ground.pack, document=with_rule(self._ground.pack.document, narrowed))
        own = self._ground.settings.pack_terms.get(pack.name, {})
        terms = {**house_settings(pack).pack_terms[pack.name], **self._ground.settings.terms, **own}
        settings = replace(self._ground.search.settings, pack_terms={pack.name: terms})
        orders = conflict.orders
        for seed in range(_SEEDS):
            drafts = Drafts(pack.plugins.vocabulary)
            scene = Scene(pack, narrowed, Plot.DONE, drafts=drafts, chance=Seeded(seed), settings=settings)
            scene.first, scene.last = max(scene.first, self._ground.first), min(scene.last, self._ground.last)
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
        kept = without_needless(facts, lambda fewer: self._shows(fewer, as_of, orders, broken))
        return self._told(kept, as_of, [orders], broken)

    # ------------------------------------------------------------ telling

    def _told(self, facts: Sequence[Fact], as_of: datetime, keep: Sequence[Sourced], broken: Sourced) -> Story:
        names = join([Text(s.rule.name, s.rule.name) for s in self._ground.in_order(keep)])
        caption = _BREAKS.fill(a=names, b=broken.rule.name)
        return Story(caption, tuple(facts), as_of, self._findings(facts, as_of, [*keep, broken]))

    def _findings(self, facts: Iterable[Fact], as_of: datetime, rules: Sequence[Sourced]) -> tuple[Finding, ...]:
        names = frozenset(s.rule.name for s in rules)
        settings = self._ground.search.settings
        return check([rules[0].task], facts, as_of, settings=settings, only=names).findings


def story_of_found(found: Found, caption: Text) -> Story:
    """A witness as a history with the one finding that it shows."""
    return Story(caption, found.facts, found.as_of, (found.finding,))


def without_needless(facts: Sequence[Fact], shows: Callable[[Sequence[Fact]], bool]) -> Sequence[Fact]:
    """The facts without those that it shows as well without."""
    shrunk = True
    while shrunk:
        shrunk = False
        for fact in reversed(facts):
            fewer = [f for f in facts if f is not fact]
            if shows(fewer):
                facts, shrunk = fewer, True
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
