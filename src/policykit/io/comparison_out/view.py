"""What people read of a comparison: its rows and relations as strings in one language. All formats but JSON share it.

In: a `Comparison`, a language. Out: a `View`. Nothing here knows a format; every string has passed `visible`, so that
no pack can steer a terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from policykit.analysis.compare.results import (
    Comparison,
    Entry,
    Implication,
    Jurisdiction,
    Pair,
    Proof,
    Relation,
    Row,
    Witness,
    WitnessFact,
)
from policykit.io.comparison_out import words
from policykit.io.report_out.rows import visible
from policykit.io.report_out.words import verdict
from policykit.io.rule_pages.happenings import clock, day_of
from policykit.language.words import write_citation_en
from policykit.model.finding import Message
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Modality
from policykit.model.text import Lang, Text
from policykit.model.time import instant


@dataclass(frozen=True, slots=True)
class Party:
    """A document that is compared. `number` is its column, from 1."""

    number: int
    name: str
    title: str
    version: str
    force: str
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a normal form: who, when, what and so on."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule. `kind` is `must`, `not`, `soft` (advice), `may` or `identified`; `parts` are its normal form."""

    id: str
    anchor: str
    party: Party
    name: str
    clause: str
    gist: str
    title: str
    form: str
    kind: str
    binding: bool
    parts: tuple[Part, ...]
    interpretations: tuple[str, ...]
    open_terms: tuple[str, ...]
    zh: str
    en: str

    def part(self, key: str) -> str:
        """A part of the normal form; empty if the rule says nothing of it."""
        return next((p.value for p in self.parts if p.key == key), "")

    @property
    def measures(self) -> tuple[str, ...]:
        """How many, within what."""
        return tuple(v for v in (self.part("amount"), self.part("within")) if v)

    @property
    def terms(self) -> tuple[Part, ...]:
        """For whom, when, unless what."""
        return tuple(p for p in self.parts if p.key in {"who", "when", "unless"})

    @property
    def asks(self) -> str:
        """How strongly what is asked for, how many, within what: in one line."""
        return " · ".join((f"{self.part('strength')} {self.part('what')}", *self.measures))


@dataclass(frozen=True, slots=True)
class Named:
    """A rule as it is named elsewhere. `anchor` is empty where the comparison has no such rule."""

    id: str
    clause: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a jurisdiction stands to others on a topic."""

    relation: Relation
    label: str
    others: tuple[Party, ...]

    @property
    def symbol(self) -> str:
        """A sign for it."""
        return words.SYMBOLS[self.relation]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a jurisdiction says on a topic: no rules mean that it says nothing."""

    party: Party
    rules: tuple[RuleView, ...]
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class ProofView:
    """Why one rule follows from others."""

    method: str
    first: date
    last: date
    text: str
    premises: tuple[Named, ...]
    assumes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Something in a witness: a fact, or a `mark` without an id (what falls due, when it is judged)."""

    at: datetime
    time: str
    id: str
    label: str
    said: str
    mark: bool = False


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A history that keeps some rules and breaks another. `lines` are what happens in it, in order of time."""

    witness: Witness
    lines: tuple[Line, ...]
    keeps: tuple[Named, ...]
    breaks: Named
    verdict: str
    message: str


@dataclass(frozen=True, slots=True)
class ImplicationView:
    """Whether a rule follows: `outcome` is `implied`, `refuted` or `unknown`."""

    rule: Named
    outcome: str
    label: str
    proof: ProofView | None
    witness: WitnessView | None
    reason: str

    @property
    def because(self) -> str:
        """Its proof, its witness or why there is neither, in one line."""
        if self.proof is not None:
            return f"{self.proof.method}: {self.proof.text}"
        return self.witness.message if self.witness is not None else self.reason


@dataclass(frozen=True, slots=True)
class Direction:
    """Whether keeping one jurisdiction's rules is keeping each of the other's."""

    keeps: Party
    follows: Party
    question: str
    implications: tuple[ImplicationView, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """Two jurisdictions on a topic."""

    left: Party
    right: Party
    relation: Relation
    sentence: str
    note: str
    directions: tuple[Direction, Direction]

    @property
    def proofs(self) -> Text:
        """How many proofs and witnesses it rests on."""
        found = Counter(i.outcome for d in self.directions for i in d.implications)
        return words.proofs(found["implied"], found["refuted"], found["unknown"])


@dataclass(frozen=True, slots=True)
class RowView:
    """A topic. Pairs of which neither side says anything are left out."""

    topic: str
    label: str
    cells: tuple[Cell, ...]
    pairs: tuple[PairView, ...]

    @property
    def gaps(self) -> bool:
        """Whether some jurisdiction says nothing."""
        return not all(c.rules for c in self.cells)


@dataclass(frozen=True, slots=True)
class View:
    """A comparison as people read it."""

    lang: Lang
    first: date
    last: date
    parties: tuple[Party, ...]
    rows: tuple[RowView, ...]

    @property
    def days(self) -> str:
        """The days compared."""
        return words.days(self.first, self.last).show(self.lang)

    @property
    def rules(self) -> tuple[RuleView, ...]:
        """All rules, topic by topic."""
        return tuple(r for row in self.rows for cell in row.cells for r in cell.rules)

    @property
    def extent(self) -> str:
        """How much is compared."""
        return words.counts(len(self.parties), len(self.rows), len(self.rules)).show(self.lang)

    @property
    def tally(self) -> dict[Relation, int]:
        """How many pairs stand in which relation; `looser` is counted as `stricter`, seen from the other side."""
        found = Counter(
            Relation.STRICTER if p.relation is Relation.LOOSER else p.relation for row in self.rows for p in row.pairs
        )
        return {r: found[r] for r in Relation if r is not Relation.LOOSER}


def view(comparison: Comparison, lang: Lang) -> View:
    """The comparison as people read it in `lang`. Raises `KeyError` for a cell's rule without an entry."""
    reader = _Reader(comparison, lang)
    return View(
        lang, comparison.first, comparison.last, tuple(reader.parties.values()), tuple(map(reader.row, comparison.rows))
    )


_NO_TOPIC = "none"
"""What a row of rules without a topic is called in links."""


class _Reader:
    """A comparison being put into words."""

    def __init__(self, comparison: Comparison, lang: Lang) -> None:
        self.lang = lang
        self.entries = comparison.entries
        self.parties = {j.name: self._party(n, j) for n, j in enumerate(comparison.jurisdictions, start=1)}
        self.topic_of = {
            rule: row.topic or _NO_TOPIC for row in comparison.rows for cell in row.cells.values() for rule in cell
        }

    def _say(self, text: Message | Text | None) -> str:
        return "" if text is None else visible(text.zh if self.lang is Lang.ZH else text.en)

    def _all(self, texts: Iterable[Message]) -> tuple[str, ...]:
        return tuple(map(self._say, texts))

    def _party(self, number: int, found: Jurisdiction) -> Party:
        return Party(
            number,
            visible(found.name),
            self._say(found.title),
            visible(found.version),
            self._say(found.force),
            self._all(found.scope),
        )

    def row(self, row: Row) -> RowView:
        pairs = [p for p in row.pairs if row.cells.get(p.left) or row.cells.get(p.right)]
        cells = tuple(self._cell(party, name, row, pairs) for name, party in self.parties.items())
        return RowView(visible(row.topic or _NO_TOPIC), self._say(row.label), cells, tuple(map(self._pair, pairs)))

    def _cell(self, party: Party, name: str, row: Row, pairs: Sequence[Pair]) -> Cell:
        stands: dict[Relation, list[Party]] = {}
        for pair in pairs:
            if name == pair.left:
                stands.setdefault(pair.relation, []).append(self.parties[pair.right])
            elif name == pair.right:
                stands.setdefault(pair.relation.reverse, []).append(self.parties[pair.left])
        standings = tuple(
            Standing(r, self._say(words.standing(r)), tuple(sorted(stands[r], key=lambda p: p.number)))
            for r in Relation
            if r in stands
        )
        return Cell(party, tuple(self._rule(self.entries[r]) for r in row.cells.get(name, ())), standings)

    def _rule(self, entry: Entry) -> RuleView:
        form = entry.normal
        named = {
            "who": (words.WHO, form.who),
            "strength": (words.STRENGTH, form.strength),
            "when": (words.WHEN, form.when),
            "what": (words.WHAT, form.what),
            "amount": (words.AMOUNT, form.amount),
            "within": (words.WITHIN, form.within),
            "unless": (words.UNLESS, form.unless),
        }
        return RuleView(
            id=visible(entry.id),
            anchor=self._anchor(entry.id),
            party=self.parties[entry.jurisdiction],
            name=visible(entry.rule),
            clause=self._clause(entry),
            gist=self._say(entry.gist),
            title=self._say(entry.title),
            form=self._say(Form(entry.form).label),
            kind=_kind(entry),
            binding=entry.binding,
            parts=tuple(Part(k, self._say(label), self._say(v)) for k, (label, v) in named.items() if v is not None),
            interpretations=self._all(entry.interpretations),
            open_terms=self._all(entry.open_terms),
            zh=_lines(entry.zh),
            en=_lines(entry.en),
        )

    def _clause(self, entry: Entry) -> str:
        return visible(entry.clause if self.lang is Lang.ZH else write_citation_en(entry.clause))

    def _anchor(self, rule: str) -> str:
        """Where the rule stands on a page; nowhere if no cell has it."""
        if rule not in self.topic_of:
            return ""
        return "-".join(["r", self.topic_of[rule], *rule.split("/")])

    def _named(self, rule: str) -> Named:
        entry = self.entries.get(rule)
        if entry is None:
            return Named(visible(rule), "", visible(rule), "")
        return Named(visible(rule), self._clause(entry), self._say(entry.title), self._anchor(rule))

    def _pair(self, pair: Pair) -> PairView:
        left, right = self.parties[pair.left], self.parties[pair.right]
        return PairView(
            left,
            right,
            pair.relation,
            self._say(words.sentence(pair.relation, left.name, right.name)),
            self._say(pair.note),
            (self._direction(left, right, pair.forward), self._direction(right, left, pair.backward)),
        )

    def _direction(self, keeps: Party, follows: Party, found: Sequence[Implication]) -> Direction:
        question = words.question(keeps.name, follows.name)
        return Direction(keeps, follows, self._say(question), tuple(map(self._implication, found)))

    def _implication(self, found: Implication) -> ImplicationView:
        return ImplicationView(
            self._named(found.rule),
            found.outcome,
            self._say(words.OUTCOMES[found.outcome]),
            self._proof(found.proof) if found.proof else None,
            self._witness(found.witness) if found.witness else None,
            self._say(found.reason),
        )

    def _proof(self, proof: Proof) -> ProofView:
        return ProofView(
            self._say(proof.method.label),
            proof.first,
            proof.last,
            self._say(proof.text),
            tuple(map(self._named, proof.premises)),
            self._all(proof.assumes),
        )

    def _witness(self, witness: Witness) -> WitnessView:
        finding = witness.finding
        lines = [Line(f.occurred_at, shown_time(f.occurred_at), *self._fact(f)) for f in witness.facts]
        marks = ((words.DUE, finding.due), (words.AS_OF, witness.as_of))
        lines += [
            Line(at, shown_time(at), "", self._say(label), "", mark=True) for label, at in marks if at is not None
        ]
        return WitnessView(
            witness,
            tuple(sorted(lines, key=lambda line: (instant(line.at), line.mark))),
            tuple(map(self._named, witness.keeps)),
            self._named(witness.breaks),
            self._say(verdict(finding.verdict)),
            self._say(finding.message),
        )

    def _fact(self, fact: WitnessFact) -> tuple[str, str, str]:
        says = ", ".join(f"{self._say(name)} = {self._say(value)}" for name, value in fact.says)
        return visible(fact.id), self._say(fact.label), says


def shown_time(when: datetime) -> str:
    """A time in UTC+8, `2025-10-14 09:30`; the last instant of a day is 24:00. Raises `ValueError` without offset."""
    at = instant(when)
    return f"{day_of(at)} {clock(at)}"


def _lines(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


def _kind(entry: Entry) -> str:
    if entry.form == Form.CONSEQUENCE.value:
        return "identified"
    found = Modality(entry.modality)
    if found is Modality.MAY:
        return "may"
    if found.advice:
        return "soft"
    return "not" if found.negative else "must"
