"""Which of two sets of rules asks more: implication by implication, each with a proof, a witness, or why it is unknown.

In: rules of two jurisdictions. Out: a `Pair`. The left asks at least as much as the right if every history that keeps
what binds on the left keeps what binds on the right, and every history that also follows the left's advice follows the
right's. A permission asks nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping, Sequence
from datetime import date

from policykit.analysis.compare.footprint import unrelated
from policykit.analysis.compare.proofs import Prover
from policykit.analysis.compare.question import Found
from policykit.analysis.compare.results import Implication, Pair, Relation, Witness, WitnessFact
from policykit.analysis.compare.search import Hints, Search
from policykit.analysis.compare.sourced import Sourced, with_rule_of
from policykit.analysis.compare.windows import NO_VALUE
from policykit.calendar import Calendar
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.finding import Message
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import OpenTerm
from policykit.model.policy.rule import Modality
from policykit.model.program import program
from policykit.model.text import Text, join
from policykit.model.vocabulary import Vocabulary
from policykit.packs import Pack
from policykit.packs.explain import shown_value

Memory = MutableMapping[str, str]
"""Implications found before, as JSON, by what they depend on."""

_BY_PEOPLE = Text(
    "只能由人核查:两处所问是否相同,须对照问题判断",
    "only people attest it: whether both ask the same is for a reader of the questions to say",
)
_BY_CODE = Text("由插件代码判定,其含义无从推理", "a plug-in's code decides, about which nothing can be proved")
_NEITHER = Text("既没有找到证明,也没有找到反例", "neither a proof nor a counterexample was found")


class Comparer:
    """Compares rules over one range of days, under one set of house values."""

    def __init__(
        self, first: date, last: date, calendar: Calendar, settings: Settings, memory: Memory | None = None
    ) -> None:
        """Compare over the days from `first` to `last`, both included; what was found before is in `memory`."""
        self.first, self.last = first, last
        self._prover = Prover(first, last, calendar, settings)
        self._search = Search(first, last, settings)
        self._settings = settings
        self._memory = memory
        self._ground = (
            f"{program() if memory is not None else ''}|{first}|{last}|{calendar.name}|{calendar.last}|{settings!r}"
        )

    def pair(
        self,
        left: Sequence[Sourced],
        right: Sequence[Sourced],
        names: tuple[str, str],
        packs: Sequence[Pack] = (),
    ) -> Pair:
        """How the left rules stand to the right ones; `names` are those of the two sides, `packs` their documents."""
        forward = tuple(self.implication(left, rule, packs) for rule in right if asks(rule))
        backward = tuple(self.implication(right, rule, packs) for rule in left if asks(rule))
        relation = relation_of(forward, backward)
        if relation is Relation.INCOMPARABLE and unrelated(left, right):
            relation = Relation.UNRELATED
        note = _by_facts(left, right, forward, backward) if relation is Relation.UNKNOWN else None
        return Pair(left=names[0], right=names[1], relation=relation, forward=forward, backward=backward, note=note)

    def implication(self, by: Sequence[Sourced], rule: Sourced, packs: Sequence[Pack] = ()) -> Implication:
        """Whether the rules imply the rule, for those to whom their documents, and those of `packs`, apply."""
        premises = [p for p in by if is_premise(p, rule)]
        key = self._key(premises, rule, packs)
        known = self._memory.get(key) if self._memory is not None else None
        if known is not None:
            return Implication.model_validate_json(known)
        found = self._implication(premises, rule, packs)
        if self._memory is not None:
            self._memory[key] = found.model_dump_json()
        return found

    def _implication(self, by: Sequence[Sourced], rule: Sourced, packs: Sequence[Pack]) -> Implication:
        proof = self._prover.implied(by, rule, packs)
        doubts = join(list(self._prover.windows.doubts), en="; ") if self._prover.windows.doubts else None
        if proof is not None:
            return Implication(rule=rule.id, outcome="implied", proof=proof)
        if isinstance(rule.rule.requirement, r.Attestation) and any(
            isinstance(p.rule.requirement, r.Attestation) for p in by
        ):
            return Implication(rule=rule.id, outcome="unknown", reason=Message.of(_BY_PEOPLE))
        hints = Hints(self._prover.later_from(by, rule), self._prover.life)
        found = self._search.witness(by, rule, hints, packs)
        if found is not None:
            kept = tuple(p.id for p in by if not isinstance(p.rule.requirement, r.Attestation))
            return Implication(rule=rule.id, outcome="refuted", witness=_witness(found, kept, rule))
        unsaid = self._unsaid(rule) if doubts is None else None
        by_code = any(isinstance(p.rule.requirement, r.Custom) for p in (*by, rule))
        reason = doubts or unsaid or (_BY_CODE if by_code else _NEITHER)
        return Implication(rule=rule.id, outcome="unknown", reason=Message.of(reason))

    def _unsaid(self, sourced: Sourced) -> Text | None:
        """The open terms of the rule, and of what it follows, that have no value: why nothing can be said of it."""
        broken = sourced.rule.scope.breach_of
        rules = [sourced, *([with_rule_of(sourced.pack, broken)] if broken else [])]
        names = dict.fromkeys(t for rule in rules for t in rule.terms)
        terms = [OpenTerm(t) for t in names if self._settings.term(sourced.pack.name, t) is None]
        return join([NO_VALUE.fill(t=t.label) for t in terms], en="; ") if terms else None

    def _key(self, by: Sequence[Sourced], rule: Sourced, packs: Sequence[Pack]) -> str:
        scopes = sorted(repr(p.document.exemptions) for p in packs)
        parts = [self._ground, *scopes, *sorted(p.content for p in by), "implies", rule.content]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def asks(sourced: Sourced) -> bool:
    """Whether a rule asks for anything: a duty, an advice, or what entails a consequence."""
    return sourced.rule.modality is not Modality.MAY or isinstance(sourced.rule.requirement, r.Consequence)


def is_premise(premise: Sourced, rule: Sourced) -> bool:
    """Whether a rule may help to imply another: what binds helps all, advice helps advice, consequences each other."""
    if isinstance(rule.rule.requirement, r.Consequence):
        return isinstance(premise.rule.requirement, r.Consequence)
    if premise.rule.modality is Modality.MAY:
        return False
    return rule.rule.modality.advice or not premise.rule.modality.advice


def relation_of(forward: Sequence[Implication], backward: Sequence[Implication]) -> Relation:
    """The relation that the implications in both directions make."""
    ahead, back = _holds(forward), _holds(backward)
    if ahead is None or back is None:
        return Relation.UNKNOWN
    if ahead:
        return Relation.EQUAL if back else Relation.STRICTER
    return Relation.LOOSER if back else Relation.INCOMPARABLE


def _by_facts(
    left: Sequence[Sourced],
    right: Sequence[Sourced],
    forward: Sequence[Implication],
    backward: Sequence[Implication],
) -> Message | None:
    """How the sides stand apart from what people attest, where that is known and something is left."""
    attested = {s.id for s in (*left, *right) if isinstance(s.rule.requirement, r.Attestation)}
    ahead, back = ([i for i in side if i.rule not in attested] for side in (forward, backward))
    found = relation_of(ahead, back)
    if found is Relation.UNKNOWN or not (ahead or back):
        return None
    return Message.of(Text("除须由人核查的以外:{r}", "apart from what people attest: {r}").fill(r=found.label))


def _holds(implications: Sequence[Implication]) -> bool | None:
    """Whether all are implied; None if that is not known."""
    if any(i.outcome == "refuted" for i in implications):
        return False
    return None if any(i.outcome == "unknown" for i in implications) else True


def _witness(found: Found, kept: tuple[str, ...], rule: Sourced) -> Witness:
    vocabulary = rule.pack.plugins.vocabulary
    facts = tuple(_shown(f, vocabulary) for f in found.facts)
    return Witness(facts=facts, as_of=found.as_of, keeps=kept, breaks=rule.id, finding=found.finding)


def _shown(fact: Fact, vocabulary: Vocabulary) -> WitnessFact:
    event, said = vocabulary.events[fact.type], fact.said()
    return WitnessFact(
        id=fact.id,
        type=fact.type,
        occurred_at=fact.occurred_at,
        label=Message.of(event.label),
        says=tuple(
            (Message.of(field.label), Message.of(shown_value(getattr(fact, name))))
            for name, field in event.fields.items()
            if name in said and name != "occurred_at"
        ),
        fact=fact.as_read(),
    )
