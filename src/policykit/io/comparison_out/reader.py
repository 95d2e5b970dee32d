"""A comparison put into words: every string in one language, and passed through `visible`.

In: a `Comparison`, a language. Out: a `View`. No pack can steer a terminal through what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

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
from policykit.io.comparison_out.view import (
    Cell,
    Direction,
    ImplicationView,
    Line,
    Named,
    PairView,
    Part,
    Party,
    ProofView,
    RowView,
    RuleView,
    Standing,
    View,
    WitnessView,
)
from policykit.io.report_out.rows import visible
from policykit.io.report_out.words import verdict
from policykit.io.rule_pages.happenings import clock, day_of
from policykit.language.words import write_citation_en
from policykit.model.finding import Message
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Modality
from policykit.model.text import Lang, Text
from policykit.model.time import instant


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
            self._say(found.label),
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
            finding.verdict.is_breach,
            self._say(words.BROKEN if finding.verdict.is_breach else verdict(finding.verdict)),
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
