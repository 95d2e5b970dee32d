"""Excel: the matrix, the requirements, and the relations with their proofs and witnesses, to sort and filter.

Days and times are real Excel times, local in UTC+8 as the heads say, cut to the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import BinaryIO

from policykit.analysis.compare.results import Comparison
from policykit.io.comparison_out import words
from policykit.io.comparison_out.reader import view
from policykit.io.comparison_out.view import Direction, ImplicationView, Named, PairView, RowView, View
from policykit.io.report_out.records import in_shanghai
from policykit.io.workbook import Book, Heads, Value
from policykit.model.text import Lang, Text

_UTC8 = Text("（UTC+8）", " (UTC+8)")


def write_xlsx(comparison: Comparison, lang: Lang, stream: BinaryIO) -> None:
    """Write the comparison as a workbook. Raises `PolicykitError` if openpyxl is not installed."""
    book = Book(lang)
    shown = view(comparison, lang)
    sheets = _Sheets(shown)
    book.sheet(words.MATRIX, sheets.matrix_heads(), sheets.matrix(), wrap=True)
    book.sheet(words.REQUIREMENTS, _REQUIREMENTS, sheets.requirements(), wrap=True)
    book.sheet(words.RELATIONS, _RELATIONS, sheets.relations(), wrap=True)
    book.sheet(words.ABOUT, ((words.ITEM, 16), (words.CONTENT, 100)), sheets.about(), wrap=True)
    # The last day compared stands in place of the hour of writing.
    book.save(words.TITLE, datetime.combine(shown.last, time.min), stream)


def _with_zone(label: Text) -> Text:
    return Text(label.zh + _UTC8.zh, label.en + _UTC8.en)


_REQUIREMENTS: Heads = (
    (words.TOPIC, 14),
    (words.JURISDICTION, 12),
    (words.CLAUSE, 16),
    (words.RULE, 26),
    (words.RULE_TITLE, 30),
    (words.FORM, 12),
    (words.BINDING, 10),
    (words.WHO, 28),
    (words.STRENGTH, 12),
    (words.WHEN, 32),
    (words.WHAT, 36),
    (words.AMOUNT, 18),
    (words.WITHIN, 18),
    (words.UNLESS, 28),
    (words.GIST, 50),
    (words.READING, 50),
    (words.OPEN_TERMS, 14),
    (words.IN_CHINESE, 50),
    (words.IN_ENGLISH, 50),
)

_RELATIONS: Heads = (
    (words.TOPIC, 14),
    (words.LEFT, 12),
    (words.RIGHT, 12),
    (words.RELATION, 12),
    (words.FROM, 12),
    (words.CLAUSE, 16),
    (words.RULE, 30),
    (words.RULE_TITLE, 30),
    (words.OUTCOME, 14),
    (words.METHOD, 14),
    (words.FIRST, 12),
    (words.LAST, 12),
    (words.DETAILS, 60),
    (words.PREMISES, 36),
    (words.ASSUMES, 36),
    (words.FACTS, 60),
    (_with_zone(words.DUE), 18),
    (_with_zone(words.AS_OF), 18),
    (words.KEPT, 36),
    (words.NOTE, 40),
)


class _Sheets:
    """The rows of the sheets."""

    def __init__(self, shown: View) -> None:
        self.view = shown

    def _show(self, text: Text) -> str:
        return text.show(self.view.lang)

    def matrix_heads(self) -> Heads:
        return ((words.TOPIC, 16), *((Text(p.name, p.name), 44) for p in self.view.parties))

    def matrix(self) -> Iterator[list[Value]]:
        parties = self.view.parties
        yield [self._show(words.FORCE), *(p.force for p in parties)]
        nobody = self._show(words.NOBODY_EXEMPT)
        yield [self._show(words.SCOPE), *("\n".join(p.scope) or nobody for p in parties)]
        nothing = self._show(words.SAYS_NOTHING)
        for row in self.view.rows:
            yield [row.label, *("\n".join(f"{r.clause} {r.asks}" for r in c.rules) or nothing for c in row.cells)]

    def requirements(self) -> Iterator[list[Value]]:
        for row in self.view.rows:
            for cell in row.cells:
                for rule in cell.rules:
                    yield [
                        row.label,
                        rule.party.name,
                        rule.clause,
                        rule.name,
                        rule.title,
                        rule.form,
                        self._show(words.YES if rule.binding else words.NO),
                        *map(rule.part, ("who", "strength", "when", "what", "amount", "within", "unless")),
                        rule.gist,
                        "\n".join(rule.interpretations),
                        "\n".join(rule.open_terms),
                        rule.zh,
                        rule.en,
                    ]

    def relations(self) -> Iterator[list[Value]]:
        """A row an implication; one for a pair that has none."""
        for row in self.view.rows:
            for pair in row.pairs:
                found = [(d, i) for d in pair.directions for i in d.implications]
                for direction, implication in found:
                    yield [*self._pair(row, pair), *_implication(direction, implication), pair.note]
                if not found:
                    yield [*self._pair(row, pair), *[None] * (len(_RELATIONS) - 5), pair.note]

    def _pair(self, row: RowView, pair: PairView) -> list[Value]:
        return [row.label, pair.left.name, pair.right.name, self._show(pair.relation.label)]

    def about(self) -> Iterator[list[Value]]:
        show = self._show
        yield [show(words.PERIOD), self.view.days]
        yield ["", self.view.extent]
        for party in self.view.parties:
            said = (party.title, party.force, f"{show(words.VERSION)} {party.version}" if party.version else "")
            yield [party.name, " · ".join(s for s in said if s)]
        for relation, meaning in words.MEANINGS.items():
            yield [show(relation.label), show(meaning)]
        for text in (words.CAUTION, words.SYNTHETIC, words.TIME_ZONE):
            yield ["", show(text)]


def _implication(direction: Direction, found: ImplicationView) -> list[Value]:
    """From whose rules it is asked to the kept rules: all cells of a relation but the pair's own."""
    proof, witness = found.proof, found.witness
    cells: list[Value] = [direction.keeps.name, found.rule.clause, found.rule.id, found.rule.title, found.label]
    if proof is not None:
        return [
            *cells,
            *(proof.method, proof.first, proof.last, proof.text),
            *(_named(proof.premises), "\n".join(proof.assumes)),
            *(None, None, None, None),
        ]
    if witness is not None:
        due = witness.witness.finding.due
        return [
            *cells,
            *(None, None, None, f"{witness.verdict}: {witness.message}", None, None),
            "\n".join(f"{x.time} {x.label}{f' ({x.said})' if x.said else ''}" for x in witness.lines if not x.mark),
            *(_local(due) if due else None, _local(witness.witness.as_of), _named(witness.keeps)),
        ]
    return [*cells, None, None, None, found.reason, *[None] * 6]


def _named(rules: tuple[Named, ...]) -> str:
    return "\n".join(f"{r.clause} {r.title} ({r.id})" for r in rules)


def _local(at: datetime) -> datetime:
    return in_shanghai(at).replace(tzinfo=None, microsecond=0)
