"""Rules that others of the document contain: whoever keeps those keeps them too.

In: a document. Out: a finding for each such rule, with the rules that contain it. Two rules that say the same are said
once, of the later one. Proofs only: what is not proved is not said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
_BY_DAYS = Text("(按 {a} 至 {b} 逐日计数)", " (counted day by day from {a} to {b})")


class Redundancies:
    """The rules of one document that others contain."""

    def __init__(self, ground: Ground, without: frozenset[str]) -> None:
        """Look among the rules but those named: what never binds is contained in anything."""
        self._ground = ground
        self._rules = [s for s in ground.asking if s.rule.name not in without]
        self._counting = Counting(ground)
        self._equal: dict[str, set[str]] = {}

    def found(self) -> Iterator[Inconsistency]:
        """The findings, in the document's order."""
        for number, sourced in enumerate(self._rules):
            twin = next((e for e in self._rules[:number] if alike(e, sourced)), None)
            if twin is not None:
                self._pair(twin, sourced)
                yield self._equal_to(sourced, twin)
                continue
            finding = self._contained(sourced)
            if finding is not None:
                yield finding

    # ------------------------------------------------------------ one rule

    def _contained(self, sourced: Sourced) -> Inconsistency | None:
        """What contains the rule; a rule equal to it counts only if it stands before it."""
        premises = self._premises(sourced)
        if isinstance(sourced.rule.requirement, r.Attestation):
            wider = next((p for p in premises if self._asks_the_same_more_widely(p, sourced)), None)
            return self._implied_by(sourced, [wider]) if wider is not None else None
        while premises:
            if not self._contain(premises, sourced):
                return None
            used = self._fewest(premises, sourced)
            if len(used) == 1 and self._implied([sourced], used[0]):
                self._pair(used[0], sourced)
                if self._stands_before(used[0], sourced):
                    return self._equal_to(sourced, used[0])
                premises = [p for p in premises if p is not used[0]]
                continue
            return self._implied_by(sourced, used)
        return None

    def _premises(self, sourced: Sourced) -> list[Sourced]:
        """The rules that may contain it: those that bind as strongly and read the same things."""
        equal = self._equal.get(sourced.rule.name, set())
        return [
            p
            for p in self._rules
            if p is not sourced and p.rule.name not in equal and is_premise(p, sourced) and self._related(p, sourced)
        ]

    def _related(self, premise: Sourced, sourced: Sourced) -> bool:
        """Whether one may imply the other. What follows from a breach is not there for those who keep the rule."""
        one, other = premise.rule, sourced.rule
        if (one.scope.breach_of is None) is not (other.scope.breach_of is None):
            return False
        if other.scope.breach_of is not None:
            return bool(acts(one) & acts(other)) and type(one.requirement) is type(other.requirement)
        if one.scope.entity != other.scope.entity or bool(triggers(one)) is not bool(triggers(other)):
            return False
        if counts_days(other):
            return counts_days(one) and bool(acts(one) & acts(other)) and self._reaches(premise, sourced)
        if triggers(other):
            return bool(triggers(one) & triggers(other))
        return bool(self._ground.reads(premise) & self._ground.reads(sourced))

    def _reaches(self, premise: Sourced, sourced: Sourced) -> bool:
        """Whether a rule on days binds on every day on which the other does.

        An exception or a waiver lifts a whole period, or a whole silence: on the days around it nothing is sure.
        """
        if premise.rule.exceptions or premise.rule.modality.in_principle:
            return False
        world = self._ground.world()
        return world.valid([self._ground.binds(sourced, world)], self._ground.binds(premise, world))

    def _contain(self, premises: Sequence[Sourced], sourced: Sourced) -> bool:
        """Whether the rules contain it together. What holds of itself, without any of them, is no matter of theirs."""
        if counts_days(sourced.rule):
            return self._counting.contained([p.own for p in premises], sourced.own)
        proof = self._ground.prover.implied(premises, sourced)
        return proof is not None and bool(proof.premises)

    def _asks_the_same_more_widely(self, premise: Sourced, sourced: Sourced) -> bool:
        """Whether people answer the same question, as often, wherever the rule asks it."""
        if premise.rule.requirement != sourced.rule.requirement or sourced.rule.scope.breach_of is not None:
            return False
        world = self._ground.world()
        return world.valid([self._ground.binds(sourced, world)], self._ground.binds(premise, world))

    def _implied(self, premises: Sequence[Sourced], sourced: Sourced) -> bool:
        strong = all(is_premise(p, sourced) and self._related(p, sourced) for p in premises)
        return strong and self._contain(premises, sourced)

    def _fewest(self, premises: list[Sourced], sourced: Sourced) -> list[Sourced]:
        """A smallest choice of the rules that contains it: those that stand last are given up first."""
        used = list(premises)
        for premise in reversed(premises):
            fewer = [p for p in used if p is not premise]
            if fewer and self._contain(fewer, sourced):
                used = fewer
        return used

    # ------------------------------------------------------------ equal rules

    def _pair(self, one: Sourced, other: Sourced) -> None:
        self._equal.setdefault(one.rule.name, set()).add(other.rule.name)
        self._equal.setdefault(other.rule.name, set()).add(one.rule.name)

    def _stands_before(self, one: Sourced, other: Sourced) -> bool:
        return self._ground.in_order([one, other])[0] is one

    # ------------------------------------------------------------ what is said

    def _equal_to(self, sourced: Sourced, other: Sourced) -> Inconsistency:
        message = Text("规则 {x} 与 {y} 要求相同", "{x} asks for the same as {y}")
        message = message.fill(x=sourced.rule.name, y=other.rule.name)
        return Inconsistency(Kind.EQUAL, sourced.rule, (other.rule.name,), message, _help(sourced.rule, [other]))

    def _implied_by(self, sourced: Sourced, used: Sequence[Sourced]) -> Inconsistency:
        rule = sourced.rule
        used = self._ground.in_order(used)
        names = tuple(p.rule.name for p in used)
        listed = join([Text(n, n) for n in names], zh="、", en=" and ")
        days = Text("", "")
        if counts_days(rule):
            days = _BY_DAYS.fill(a=self._ground.first, b=self._ground.last)
        kind = Kind.IMPLIED
        if len(used) == 1 and differ_in_number(rule, used[0].rule):
            kind = Kind.NUMBERS
            message = Text(
                "规则 {x}({a})比 {y}({b})宽,两条都约束,它不起作用{d}",
                "{x} ({a}) is looser than {y} ({b}); both bind, so that it has no effect{d}",
            )
            message = message.fill(x=rule.name, a=number_of(rule), y=listed, b=number_of(used[0].rule), d=days)
        elif rule.modality.advice and not any(p.rule.modality.advice for p in used):
            message = Text(
                "规则 {x} 只是鼓励,而 {y} 已经要求同样的事{d}", "{x} only encourages what {y} already requires{d}"
            )
            message = message.fill(x=rule.name, y=listed, d=days)
        else:
            message = Text(
                "规则 {x} 已包含在 {y} 之中:守住后者就守住了它{d}",
                "{x} is contained in {y}: whoever keeps that keeps it too{d}",
            )
            message = message.fill(x=rule.name, y=listed, d=days)
        return Inconsistency(kind, rule, names, message, _help(rule, used))


def _help(rule: Rule, used: Sequence[Sourced]) -> Text:
    """What to do. A consequence that only the contained rule names would be lost with it."""
    own = [c.label for c in rule.consequences if not all(c in p.rule.consequences for p in used)]
    if not own:
        return _DROP
    note = _OWN_CONSEQUENCE.fill(c=join(own))
    return Text("{a}。{b}", "{a}. {b}").fill(a=_DROP, b=note)
