"""Markdown: the documents, the matrix and the relations as tables, then each topic with all that stands behind it.

Every text has its special characters escaped, so that no rule can bring in markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from policykit.analysis.compare.results import Comparison
from policykit.io.comparison_out import words
from policykit.io.comparison_out.reader import view
from policykit.io.comparison_out.view import (
    Cell,
    Direction,
    ImplicationView,
    Named,
    PairView,
    ProofView,
    RowView,
    RuleView,
    View,
    WitnessView,
)
from policykit.model.text import Lang, Text

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_MARKS = {"implied": "✓", "refuted": "✗", "unknown": "?"}


def write_markdown(comparison: Comparison, lang: Lang, stream: BinaryIO) -> None:
    """Write the comparison as Markdown with tables."""
    blank = True
    for line in _Writer(view(comparison, lang)).lines():
        # What comes before and after a heading both end with a blank line: one is enough.
        if line or not blank:
            stream.write(line.rstrip().encode("utf-8"))
            stream.write(b"\n")
        blank = not line


class _Writer:
    def __init__(self, shown: View) -> None:
        self.view = shown

    def lines(self) -> Iterator[str]:
        yield f"# {self._show(words.TITLE)}"
        yield ""
        yield f"{self._show(words.PERIOD)} {self.view.days} · {self.view.extent}"
        yield ""
        yield self._show(words.CAUTION)
        yield ""
        yield from self._documents()
        yield from self._heading(2, self._show(words.MATRIX))
        yield from self._matrix()
        yield from self._heading(2, self._show(words.RELATIONS))
        yield from self._relations()
        for row in self.view.rows:
            yield from self._topic(row)
        yield ""
        yield f"{self._show(words.TIME_ZONE)} · {self._show(words.SYNTHETIC)} · policykit"

    def _show(self, text: Text) -> str:
        return text.show(self.view.lang)

    def _heading(self, level: int, text: str) -> Iterator[str]:
        yield ""
        yield f"{'#' * level} {text}"
        yield ""

    # ------------------------------------------------------------ tables

    def _table(self, heads: Sequence[Text | str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
        shown = [self._show(h) if isinstance(h, Text) else escaped(h) for h in heads]
        yield f"| {' | '.join(shown)} |"
        yield f"| {' | '.join('---' for _ in shown)} |"
        for row in rows:
            yield f"| {' | '.join(row)} |"

    def _documents(self) -> Iterator[str]:
        heads = (words.JURISDICTION, words.DOCUMENT, words.FORCE, words.SCOPE, words.VERSION)
        yield from self._table(
            heads,
            (
                [
                    escaped(p.name),
                    escaped(p.title),
                    escaped(p.force),
                    "<br>".join(map(escaped, p.scope)) or self._show(words.NOBODY_EXEMPT),
                    escaped(p.version),
                ]
                for p in self.view.parties
            ),
        )

    def _matrix(self) -> Iterator[str]:
        heads: list[Text | str] = [words.TOPIC, *(p.name for p in self.view.parties)]
        yield from self._table(heads, ([f"**{escaped(r.label)}**", *map(self._cell, r.cells)] for r in self.view.rows))

    def _cell(self, cell: Cell) -> str:
        if not cell.rules:
            return f"*{self._show(words.SAYS_NOTHING)}*"
        return "<br>".join(escaped(f"{r.clause} {r.asks}") for r in cell.rules)

    def _relations(self) -> Iterator[str]:
        yield from self._table(
            (words.TOPIC, words.RELATION, words.BASIS),
            (
                [escaped(row.label), escaped(pair.sentence), self._basis(pair)]
                for row in self.view.rows
                for pair in row.pairs
            ),
        )

    def _basis(self, pair: PairView) -> str:
        said = (self._show(pair.proofs), escaped(pair.note))
        return self._show(Text("；", "; ")).join(part for part in said if part)

    # ------------------------------------------------------------ a topic

    def _topic(self, row: RowView) -> Iterator[str]:
        yield from self._heading(2, escaped(row.label))
        gaps = [escaped(c.party.name) for c in row.cells if not c.rules]
        if gaps:
            yield f"*{self._show(words.SAYS_NOTHING)}*: {', '.join(gaps)}"
        for cell in row.cells:
            for rule in cell.rules:
                yield from self._rule(rule)
        for pair in row.pairs:
            yield from self._heading(3, escaped(pair.sentence))
            if pair.note:
                yield escaped(pair.note)
                yield ""
            for direction in pair.directions:
                yield from self._direction(direction)

    def _rule(self, rule: RuleView) -> Iterator[str]:
        yield from self._heading(3, escaped(f"{rule.party.name} {rule.clause} {rule.title}"))
        binding = "" if rule.binding else f" · {self._show(words.NOT_BINDING)}"
        yield f"`{rule.id}` · {escaped(rule.form)}{binding}"
        yield ""
        if rule.gist:
            yield f"{self._show(words.GIST)}: {escaped(rule.gist)}"
            yield ""
        for part in rule.parts:
            yield f"- {escaped(part.label)}: {escaped(part.value)}"
        for text in rule.interpretations:
            yield f"- {self._show(words.READING)}: {escaped(text)}"
        if rule.open_terms:
            yield f"- {self._show(words.OPEN_TERMS)}: {escaped(', '.join(rule.open_terms))}"
        for surface in (rule.zh, rule.en):
            yield ""
            yield from fenced(surface)

    def _direction(self, direction: Direction) -> Iterator[str]:
        if not direction.implications:
            return
        yield f"**{escaped(direction.question)}**"
        yield ""
        for found in direction.implications:
            yield from self._implication(found)
        yield ""

    def _implication(self, found: ImplicationView) -> Iterator[str]:
        yield f"- {_MARKS[found.outcome]} {escaped(found.label)}: {named(found.rule)}"
        if found.proof is not None:
            yield from self._proof(found.proof)
        elif found.witness is not None:
            yield from self._witness(found.witness)
        elif found.reason:
            yield f"  - {self._show(words.REASON)}: {escaped(found.reason)}"

    def _proof(self, proof: ProofView) -> Iterator[str]:
        days = self._show(words.days(proof.first, proof.last))
        yield f"  - {self._show(words.PROOF)} ({escaped(proof.method)}, {days}): {escaped(proof.text)}"
        if proof.premises:
            yield f"  - {self._show(words.PREMISES)}: {'; '.join(map(named, proof.premises))}"
        for text in proof.assumes:
            yield f"  - {self._show(words.ASSUMES)}: {escaped(text)}"

    def _witness(self, witness: WitnessView) -> Iterator[str]:
        yield f"  - {self._show(words.WITNESS)}: {escaped(witness.verdict)}. {escaped(witness.message)}"
        for line in witness.lines:
            said = f" ({escaped(line.said)})" if line.said else ""
            yield f"    - {line.time} {escaped(line.label)}{said}"
        if witness.keeps:
            yield f"  - {self._show(words.KEPT)}: {'; '.join(map(named, witness.keeps))}"
        yield f"  - {witness.broken}: {named(witness.breaks)}"


def escaped(text: str) -> str:
    """The text with what Markdown would take for markup escaped."""
    return _MARKUP.sub(r"\\\1", text.replace("\n", " "))


def fenced(text: str) -> Iterator[str]:
    """The text as it is, in a fence longer than any in it."""
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text"
    yield from text.split("\n")
    yield fence


def named(rule: Named) -> str:
    """A rule where it is mentioned."""
    return f"{escaped(f'{rule.clause} {rule.title}'.strip())} `{rule.id}`"
