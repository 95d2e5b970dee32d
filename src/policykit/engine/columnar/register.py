"""The register in the database: lives, attributes as validity intervals, change days; by the reference's own code.

In: the few facts that change the register, read from the database. Out: tables, made when a rule first asks for them.
That an entity lives although no fact says since when is shown by its first fact: only that one is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from policykit.engine.columnar.facts import Store, merged
from policykit.engine.columnar.sql import TYPES, day_number, name
from policykit.engine.reference.history import History
from policykit.engine.reference.register import SAYS_ATTRIBUTES, Entity
from policykit.engine.reference.truth import Unknown
from policykit.model.choice import Choice
from policykit.model.facts import Fact
from policykit.model.text import fold
from policykit.model.time import Instant
from policykit.model.vocabulary import FieldType, Kind

BEFORE_ALL = -(2**62)
AFTER_ALL = 2**62
"""Instants before and after every other."""


class Register:
    """The register of one database, in memory and, as far as rules ask for it, as tables."""

    def __init__(self, store: Store) -> None:
        """Nothing is read before it is asked for."""
        self._store = store
        self._made: dict[tuple[str, ...], str] = {}

    @cached_property
    def history(self) -> History:
        """A history of the facts that change the register: its register is that of all facts."""
        store = self._store
        types = [t for t in store.types if self._changes_register(t)]
        found = {t: list(store.facts(t)) for t in types}
        facts = {f.id: f for f in (*merged(found), *self._first_shown())}
        return History(facts.values(), store.as_of, store.vocabulary, store.covered)

    def _changes_register(self, type_: str) -> bool:
        entities = self._store.vocabulary.entities
        event = self._store.vocabulary.events[type_]
        bounds = any(type_ in (*e.starts, *e.ends) for e in entities.values())
        says = event.subject in entities and type_.endswith(SAYS_ATTRIBUTES)
        return bounds or says or type_ in ("account.suspended", "account.resumed", "application.approved", WAIVED)

    def _first_shown(self) -> Iterator[Fact]:
        """For each entity and type that shows it to live the first such fact, where no start came before it."""
        store = self._store
        for kind, entity in store.vocabulary.entities.items():
            shown = [t for t in sorted(entity.shown_by & store.types) if not self._changes_register(t)]
            starts = [t for t in entity.starts if t in store.types]
            begun = " UNION ALL ".join(
                f'SELECT {name(kind)} AS k, "at" FROM {store.relation(t)} WHERE {store.known}' for t in starts
            )
            for type_ in shown:
                first = (
                    f'SELECT {name(kind)} AS k, min("at") AS "at" FROM {store.relation(type_)} '
                    f"WHERE {store.known} AND {name(kind)} IS NOT NULL GROUP BY 1"
                )
                if begun:
                    first = (
                        f'SELECT f.k, f."at" FROM ({first}) f LEFT JOIN (SELECT k, min("at") AS "at" FROM ({begun}) '
                        'GROUP BY 1) s ON s.k = f.k WHERE s."at" IS NULL OR s."at" > f."at"'
                    )
                ids = (
                    f"id IN (SELECT min(g.id) FROM {store.relation(type_)} g JOIN ({first}) h "
                    f'ON g.{name(kind)} = h.k AND g."at" = h."at" WHERE g.known <= {store.as_of} GROUP BY h.k)'
                )
                yield from store.facts(type_, ids)

    # ------------------------------------------------------------ tables

    def attribute(self, kind: str, field: str) -> str:
        """The table of an attribute: id, since, until (exclusive), value; NULL where it is not known."""
        type_ = self._store.vocabulary.entities[kind].fields[field].type
        columns = {"id": "VARCHAR", "since": "BIGINT", "until": "BIGINT", "value": TYPES[type_.kind]}
        return self._table(("attribute", kind, field), columns, self._intervals(kind, field, type_))

    def _table(self, key: tuple[str, ...], columns: dict[str, str], rows: Iterable[tuple[object, ...]]) -> str:
        if key not in self._made:
            self._made[key] = self._store.backend.put(columns, rows)
        return self._made[key]

    def _intervals(self, kind: str, field: str, type_: FieldType) -> Iterator[tuple[object, ...]]:
        for entity in self.entities(kind):
            derived = field in entity.type.derived
            timeline = entity.attributes.get(field)
            times: set[Instant] = set(timeline.times) if timeline else set()
            if derived:
                times |= {BEFORE_ALL} | {t for life in entity.lives for t in (life.start, life.end) if t is not None}
            ordered = sorted(times)
            for since, until in zip(ordered, [*ordered[1:], AFTER_ALL][: len(ordered)], strict=True):
                yield entity.id, since, until, as_column(entity.value(field, since), type_)

    def lives(self, kind: str) -> str:
        """The table of lives: id, life (its number), since, until (exclusive, NULL: goes on), said, fact."""
        rows = (
            (e.id, n, x.start, x.end, x.start_said, x.start_fact.id)
            for e in self.entities(kind)
            for n, x in enumerate(e.lives)
        )
        columns = {"id": "VARCHAR", "life": "BIGINT", "since": "BIGINT", "until": "BIGINT"}
        return self._table(("lives", kind), {**columns, "said": "BOOLEAN", "fact": "VARCHAR"}, rows)

    def changes(self, kind: str) -> str:
        """The table of the days on which an entity, or one that it is tied to, changed: id, day."""
        rows = ((e.id, day_number(d)) for e in self.entities(kind) if e.lives for d in sorted(e.circle.days))
        return self._table(("changes", kind), {"id": "VARCHAR", "day": "INTEGER"}, rows)

    def entities(self, kind: str) -> Iterator[Entity]:
        """Every entity of a kind that a register fact names."""
        return self.history.register.named(kind)


WAIVED = "waiver.approved"


def as_column(value: object, type_: FieldType) -> object:
    """An attribute's value as a column holds it: texts folded, for they are only compared."""
    match value:
        case Unknown() | None:
            return None
        case Choice():
            return value.value
        case str():
            return fold(value) if type_.kind is Kind.TEXT else value
        case frozenset():
            return sorted(str(as_column(v, type_)) for v in value)
        case bool() | int():
            return value
        case date():
            return day_number(value)
        case _:
            return value
