"""Rules that others of the document contain: whoever keeps those keeps them too.

In: a document. Out: a finding for each such rule, with the rules that contain it. Rules are taken from the last to the
first, and what is contained is no longer counted on: all that is found can go at once, and of two rules that say the
same the later one is said. Proofs only: what is not proved is not said.
"""

from __future__ import annotations

from collections.abc import Sequence

import z3

from policykit.analysis.compare.breaches import breach
from policykit.analysis.compare.comparer import is_premise
from policykit.analysis.compare.sourced import Sourced, alike
from policykit.analysis.consistency.counting import Counting, counts_days
from policykit.analysis.consistency.ground import Ground, acts, triggers
from policykit.analysis.consistency.numbers import differ_in_number, number_of
from policykit.analysis.consistency.results import Inconsistency, Kind
from policykit.model.policy import requirements as r
from policykit.model.policy.rule import Rule
from policykit.model.text import Text, join

_DROP = Text(
    "确属重复就删去一条;文件两处都写了的,在 consistency.toml 里说明",
    "drop it if it says the same twice; if the document has both, explain it in consistency.toml",
)
_OWN_CONSEQUENCE = Text("注意:只有它写明了后果“{c}”", "note that only it names the consequence {c}")
_FOLLOWED = Text("违反它之后另有 {y}", "{y} follows from its breach")
_BY_DAYS = Text("(按 {a} 至 {b} 逐日计数)", " (counted day by day from {a} to {b})")


class Redundancies:
    """The rules of one document that others contain."""

    def __init__(self, ground: Ground, without: frozenset[str]) -> None:
        """Look among the rules but those named: what never binds is contained in anything."""
        self._ground = ground
        self._rules = [s for s in ground.asking if s.rule.name not in without]
        self._counting = Counting(ground)

    def found(self) -> list[Inconsistency]:
        """The findings."""
        found: list[Inconsistency] = []
        left = list(self._rules)
        for sourced in reversed(self._rules):
            finding = self._contained(sourced, [s for s in left if s is not sourced])
            if finding is not None:
                found.append(finding)
                left.remove(sourced)
        return found

    # ------------------------------------------------------------ one rule

    def _contained(self, sourced: Sourced, others: Sequence[Sourced]) -> Inconsistency | None:
        """What contains the rule among the others."""
        twin = next((o for o in others if alike(o, sourced)), None)
        if twin is not None:
            return self._equal_to(sourced, twin)
        premises = [p for p in others if self._may_contain(p, sourced)]
        if isinstance(sourced.rule.requirement, r.Attestation):
            wider = next((p for p in premises if self._binds_wherever(p, sourced)), None)
            return self._implied_by(sourced, [wider]) if wider is not None else None
        while premises and self._contain(premises, sourced):
            used = self._fewest(premises, sourced)
            if not self._is_secondary(sourced, used):
                equal = len(used) == 1 and self._may_contain(sourced, used[0]) and self._contain([sourced], used[0])
                return self._equal_to(sourced, used[0]) if equal else self._implied_by(sourced, used)
            premises = [p for p in premises if p is not used[0]]
        return None

    def _may_contain(self, premise: Sourced, sourced: Sourced) -> bool:
        """Whether one may imply the other. A waiver of a rule lifts that rule alone: what it contains stays."""
        if premise.rule.modality.in_principle:
            return False
        return is_premise(premise, sourced) and self._related(premise, sourced)

    def _related(self, premise: Sourced, sourced: Sourced) -> bool:
        """Whether they are about the same. What follows from a breach is not there for those who keep the rule."""
        one, other = premise.rule, sourced.rule
        if (one.scope.breach_of is None) is not (other.scope.breach_of is None):
            return False
        if other.scope.breach_of is not None:
            return bool(acts(one) & acts(other)) and type(one.requirement) is type(other.requirement)
        if one.scope.entity != other.scope.entity or bool(triggers(one)) is not bool(triggers(other)):
            return False
        if counts_days(other):
            return counts_days(one) and bool(acts(one) & acts(other)) and self._reaches(premise, sourced)
        if isinstance(other.requirement, r.Attestation):
            return one.requirement == other.requirement
        if triggers(other):
            return bool(triggers(one) & triggers(other))
        return bool(self._ground.reads(premise) & self._ground.reads(sourced))

    def _reaches(self, premise: Sourced, sourced: Sourced) -> bool:
        """Whether a rule on days binds on every day on which the other does.

        An exception lifts a whole period, or a whole silence: on the days around it nothing is sure.
        """
        if premise.rule.exceptions:
            return False
        return self._binds_wherever(premise, sourced)

    def _contain(self, premises: Sequence[Sourced], sourced: Sourced) -> bool:
        """Whether the rules contain it together. What holds of itself, without any of them, is no matter of theirs."""
        if counts_days(sourced.rule):
            return self._counting.contained([p.own for p in premises], sourced.own)
        proof = self._ground.prover.implied(premises, sourced)
        return proof is not None and bool(proof.premises)

    def _binds_wherever(self, premise: Sourced, sourced: Sourced) -> bool:
        """Whether the premise binds wherever the rule does."""
        world = self._ground.world()
        return world.valid([self._ground.binds(sourced, world)], self._ground.binds(premise, world))

    def _is_secondary(self, sourced: Sourced, used: Sequence[Sourced]) -> bool:
        """Whether the rule binds only where those that contain it are broken: it says what is to be done then."""
        world = self._ground.world()
        broken = [b for b in (breach(s.own, world) for s in used) if b is not None]
        kept = [z3.Not(b.formula) for b in broken]
        return len(kept) == len(used) and world.core([], self._ground.binds(sourced, world), *kept) is not None

    def _fewest(self, premises: list[Sourced], sourced: Sourced) -> list[Sourced]:
        """A smallest choice of the rules that contains it: those that stand last are given up first."""
        used = list(premises)
        for premise in reversed(premises):
            fewer = [p for p in used if p is not premise]
            if fewer and self._contain(fewer, sourced):
                used = fewer
        return used

    # ------------------------------------------------------------ what is said

    def _equal_to(self, sourced: Sourced, other: Sourced) -> Inconsistency:
        message = Text("规则 {x} 与 {y} 要求相同", "{x} asks for the same as {y}")
        message = message.fill(x=sourced.rule.name, y=other.rule.name)
        return Inconsistency(Kind.EQUAL, sourced.rule, (other.rule.name,), message, self._help(sourced.rule, [other]))

    def _implied_by(self, sourced: Sourced, used: Sequence[Sourced]) -> Inconsistency:
        rule = sourced.rule
        used = self._ground.in_order(used)
        names = tuple(p.rule.name for p in used)
        listed = join([Text(n, n) for n in names], zh="、", en=" and ")
        days = Text("", "")
        if counts_days(rule):
            days = _BY_DAYS.fill(a=self._ground.first, b=self._ground.last)
        kind = Kind.IMPLIED
        message = Text(
            "规则 {x} 已包含在 {y} 之中:守住后者就守住了它{d}",
            "{x} is contained in {y}: whoever keeps that keeps it too{d}",
        )
        if rule.modality.advice and not any(p.rule.modality.advice for p in used):
            message = Text(
                "规则 {x} 只是鼓励,而 {y} 已经要求同样的事{d}", "{x} only encourages what {y} already requires{d}"
            )
        elif len(used) == 1 and differ_in_number(rule, used[0].rule):
            kind = Kind.NUMBERS
            message = Text(
                "规则 {x}({a})比 {y}({b})宽,两条都约束,它不起作用{d}",
                "{x} ({a}) is looser than {y} ({b}); both bind, so that it has no effect{d}",
            )
        message = message.fill(x=rule.name, a=number_of(rule), y=listed, b=number_of(used[0].rule), d=days)
        return Inconsistency(kind, rule, names, message, self._help(rule, used))

    def _help(self, rule: Rule, used: Sequence[Sourced]) -> Text:
        """What to do, and what would be lost with the rule: its consequences, and what follows from its breach."""
        notes = [_DROP]
        own = [c.label for c in rule.consequences if not all(c in p.rule.consequences for p in used)]
        if own:
            notes.append(_OWN_CONSEQUENCE.fill(c=join(own)))
        after = [s.rule.name for s in self._ground.rules if s.rule.scope.breach_of == rule.name]
        if after:
            notes.append(_FOLLOWED.fill(y=join([Text(n, n) for n in after])))
        return join(notes, zh=";", en="; ")
