"""One statement in the making."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from policykit.engine.columnar.facts import Store
from policykit.engine.columnar.register import Register
from policykit.engine.columnar.tables import Tables


@dataclass
class Query:
    """One statement in the making: the common table expressions of its frames, and names that never repeat."""

    store: Store
    register: Register
    tables: Tables
    ctes: list[str] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def fresh(self, stem: str) -> str:
        """A name that no other part of the statement has."""
        return f"{stem}{next(self._numbers)}"

    def add(self, stem: str, query: str, *, held: bool = True) -> str:
        """A common table expression, by its name. `held`: if it is asked twice, its rows are kept meanwhile."""
        found = self.fresh(stem)
        self.ctes.append(f"{found} AS {'' if held else 'NOT MATERIALIZED '}({query})")
        return found

    def aside(self) -> Query:
        """Another statement that may use what this one has so far, and whose names repeat none of it."""
        return Query(self.store, self.register, self.tables, list(self.ctes), self._numbers)

    def blank(self) -> Query:
        """A statement of its own."""
        return Query(self.store, self.register, self.tables)

    def statement(self, query: str) -> str:
        """The whole statement."""
        if not self.ctes:
            return query
        parts = ",\n".join(self.ctes)
        return f"WITH {parts}\n{query}"
