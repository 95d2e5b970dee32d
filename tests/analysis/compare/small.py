"""Packs of a few rules each, compared, and their witnesses judged anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from policykit.analysis.compare.comparer import Comparer
from policykit.analysis.compare.results import Implication, Pair, Relation, Witness
from policykit.analysis.compare.sourced import Sourced
from policykit.calendar import NationalCalendar
from policykit.engine.check import check
from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Verdict
from policykit.model.policy.requirements import Consequence
from policykit.packs import Pack
from policykit.plugins import load_plugins

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
"""A year with Golden Week, Spring Festival and their make-up days."""

IMPLIES = {Relation.EQUAL, Relation.STRICTER}


def pack_of(*rules: str, name: str = "left", exempt: str = "") -> Pack:
    """A pack of rules, each the text after its name; a rule `NAME: TEXT` has that name, else it is `r1`, `r2`, …"""
    return _read(name, exempt, rules)


@cache
def _read(name: str, exempt: str, rules: tuple[str, ...]) -> Pack:
    plugins = load_plugins()
    lines = [f"文件 {name} 《办法》 施行 2024-01-01", "第一条 规定", exempt]
    for number, rule in enumerate(rules, 1):
        own, _, text = rule.partition(": ") if ": " in rule else (f"r{number}", "", rule)
        lines.append(f'规则 {own} "规则" {text}')
    source = "\n".join(lines) + "\n"
    read = read_document(source, f"{name}.policy", plugins.vocabulary, plugins.extensions)
    assert read.document is not None, [str(d.message) for d in read.diagnostics]
    return Pack(Path(), read.document, plugins, source)


def rules_of(pack: Pack, *names: str) -> list[Sourced]:
    """The rules of those names, or all of them."""
    return [Sourced(pack, r) for r in pack.document.rules if not names or r.name in names]


def comparer(first: date = FIRST, last: date = LAST, settings: Settings | None = None) -> Comparer:
    """One that remembers nothing."""
    return Comparer(first, last, NationalCalendar(), settings or Settings())


def compared(
    left: str | Pack,
    right: str | Pack,
    *,
    only: Sequence[str] = (),
    first: date = FIRST,
    last: date = LAST,
    settings: Settings | None = None,
) -> Pair:
    """How the rules of the one (`only` those of some names) stand to those of the other, every witness judged anew."""
    one = pack_of(left, name="left") if isinstance(left, str) else left
    other = pack_of(right, name="right") if isinstance(right, str) else right
    pair = comparer(first, last, settings).pair(rules_of(one, *only), rules_of(other, *only), (one.name, other.name))
    for implications, keep, broken in ((pair.forward, one, other), (pair.backward, other, one)):
        for implication in implications:
            confirm(implication, keep, broken, settings)
    return pair


def facts_of(witness: Witness, pack: Pack) -> tuple[Fact, ...]:
    """The facts of a witness, read anew from what it says of them."""
    events = pack.plugins.vocabulary.events
    return tuple(events[f.type].model.model_validate(f.fact) for f in witness.facts)


def findings(
    pack: Pack, facts: Iterable[Fact], as_of: datetime | date, only: Iterable[str], settings: Settings | None = None
) -> tuple[Finding, ...]:
    """What the reference evaluator says of some rules, in force throughout."""
    settings = settings or Settings()
    judging = Settings(settings.terms, settings.pack_terms, settings.first_days, assume_in_force=True)
    (sourced, *_) = rules_of(pack)
    return check([sourced.task], facts, as_of, settings=judging, only=frozenset(only)).findings


BROKEN = frozenset({Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED})
NOT_KEPT = BROKEN | {Verdict.UNDECIDED}


def measures_of(pack: Pack, rule: str) -> frozenset[str]:
    """What an identification entails; nothing for other rules."""
    requirement = pack.document.rule(rule).requirement
    return frozenset(requirement.measures) if isinstance(requirement, Consequence) else frozenset()


@dataclass(frozen=True)
class Claim:
    """What a witness says of facts: which rules of a pack they keep, and which one of another they break."""

    witness: Witness
    keep: Pack
    pack: Pack
    settings: Settings | None = None

    def holds(self, facts: Sequence[Fact]) -> bool:
        """Whether the facts keep the ones and break the other, and leave nothing of either undecided."""
        as_of, breaks = self.witness.as_of, self.witness.breaks
        broken = findings(self.pack, facts, as_of, [breaks], self.settings)
        if any(f.verdict is Verdict.UNDECIDED for f in broken):
            return False
        measures = measures_of(self.pack, breaks.partition("/")[2])
        wanted = {Verdict.IDENTIFIED} if measures else BROKEN
        return any(f.verdict in wanted for f in broken) and not any(
            f.verdict in NOT_KEPT
            or (f.verdict is Verdict.IDENTIFIED and measures and measures <= measures_of(self.keep, f.rule))
            for f in self._kept(facts)
        )

    def is_settled(self, facts: Sequence[Fact]) -> bool:
        """Whether nothing is still to be done that a fact gave rise to."""
        rules = {r.name: r.scope for r in self.keep.document.rules}
        pending = [rules[f.rule] for f in self._kept(facts) if f.verdict is Verdict.PENDING]
        return not any(scope.trigger or scope.breach_of for scope in pending)

    def _kept(self, facts: Sequence[Fact]) -> tuple[Finding, ...]:
        if not self.witness.keeps:
            return ()
        return findings(self.keep, facts, self.witness.as_of, self.witness.keeps, self.settings)


def confirm(implication: Implication, keep: Pack, pack: Pack, settings: Settings | None = None) -> None:
    """The outcome has what it must have; a witness is one, and no fact of it can be left out.

    Where nothing is still to be done under the rules that it keeps, that too would change with a fact less.
    """
    assert (implication.proof is not None) is (implication.outcome == "implied")
    assert (implication.witness is not None) is (implication.outcome == "refuted")
    assert (implication.reason is not None) is (implication.outcome == "unknown")
    witness = implication.witness
    if witness is None:
        return
    facts, claim = facts_of(witness, pack), Claim(witness, keep, pack, settings)
    assert claim.holds(facts), implication.rule
    settled = claim.is_settled(facts)
    for fact in facts:
        rest = [f for f in facts if f is not fact]
        fewer = claim.holds(rest) and (not settled or claim.is_settled(rest))
        assert not fewer, f"{implication.rule}: {fact.id} can be left out"
