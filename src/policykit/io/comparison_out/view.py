"""What people read of a comparison, as data: rows, cells, rules and relations as strings in one language.

In: nothing. Out: a `View`, which `reader.view` makes of a `Comparison` and all formats but JSON share. Nothing here
knows a format.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from policykit.analysis.compare.results import Relation, Witness
from policykit.io.comparison_out import words
from policykit.model.text import Lang, Text


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
    """A history that keeps some rules and breaks another. `lines` are what happens in it, in order of time.

    What a consequence identifies is no breach; `broken` is the word for what it is.
    """

    witness: Witness
    lines: tuple[Line, ...]
    keeps: tuple[Named, ...]
    breaks: Named
    breach: bool
    broken: str
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
