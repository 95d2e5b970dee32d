"""What the Python reader makes of single rows: facts on their way into the store, and rejects.

It stands in for the `Gathered` of the readers. At first every fact goes to the store. Once it is known which ids are
said in different ways, the rows that say them are read again, and those facts are kept and settled as `Gathered` does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from policykit.io.facts_in.gather import Gathered
from policykit.io.facts_in.parse import shape_of
from policykit.io.facts_in.problems import Code, Problem, field_name, quoted, show
from policykit.io.tables_in.store import Said, Store
from policykit.model.facts import Fact
from policykit.model.text import Text
from policykit.model.vocabulary import Kind, Vocabulary

_BATCH = 20_000
_MOST = 2**63


@dataclass(slots=True)
class Settling(Gathered):
    """Facts to the store, batch by batch; with `only`, those of these ids are gathered, and problems are known."""

    store: Store | None = None
    only: Collection[str] | None = None
    _waiting: list[Said] = field(default_factory=list)

    def add(self, line: int, fact: Fact, id_field: str | None = "id") -> None:
        """Add a fact that stands at a 1-based line of the current file."""
        if self.only is not None:
            if fact.id in self.only and self.too_big(fact) is None:
                Gathered.add(self, line, fact, id_field)
        elif (problem := self.too_big(fact)) is not None:
            self.reject(line, problem)
        else:
            self._waiting.append((fact, self.current, line))
            if len(self._waiting) >= _BATCH:
                self.flush()

    def reject(self, line: int, problem: Problem) -> None:
        """Add what is wrong at a 1-based line of the current file."""
        if self.only is None:
            Gathered.reject(self, line, problem)

    def flush(self) -> None:
        """Send what waits to the store."""
        if self._waiting and self.store is not None:
            self.store.add(self._waiting)
            self._waiting.clear()

    def too_big(self, fact: Fact) -> Problem | None:
        """A number that no table holds."""
        return None if self.store is None else beyond_64_bits(fact, self.store.vocabulary)


def beyond_64_bits(fact: Fact, vocabulary: Vocabulary) -> Problem | None:
    """The problem of a fact with a whole number that is not stored in 64 bits; None if there is none."""
    for field_ in shape_of(vocabulary.events[fact.type]).fields.values():
        value = getattr(fact, field_.name) if field_.type.kind is Kind.NUMBER else None
        if isinstance(value, int) and not -_MOST <= value < _MOST:
            name, found = field_name(field_), quoted(value)
            return Problem(
                Code.BAD_VALUE,
                Text(
                    f"{name.zh}的值{found.zh}不可用;应为 64 位以内的整数",
                    f"{name.en} is {found.en}; expected a whole number of 64 bits",
                ),
                field_.name,
                show(value),
            )
    return None
