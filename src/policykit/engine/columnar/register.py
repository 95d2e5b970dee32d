"""The register for the columnar engine: tables for statements, and just so much in memory as words of findings need.

In: a store of facts. Out: tables of lives, attributes, ties and changes; a history whose register fetches the entities
that findings speak of, a batch at a time; and the whole history of register facts for what the reference evaluator
judges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from policykit.engine.columnar import sql
from policykit.engine.columnar.entities import BEFORE_ALL, Entities, intervals
from policykit.engine.columnar.facts import Store, known, merged
from policykit.engine.reference import register as reference
from policykit.engine.reference.history import History
from policykit.model.facts import Fact
from policykit.model.vocabulary import EntityType

WAIVED = "waiver.approved"
_ALSO = ("account.suspended", "account.resumed", "application.approved", WAIVED)
BY_REFERENCE = "by_reference"
"""The attribute of units that says whether documents apply to them by reference."""


class Register(Entities):
    """The register of one database."""

    @cached_property
    def light(self) -> LightHistory:
        """A history without facts, whose register knows the entities that were fetched."""
        return LightHistory(self._store, self.fetched)

    @cached_property
    def fetched(self) -> LightRegister:
        """The entities that findings speak of, as far as they were fetched."""
        return LightRegister(self._store, self)

    # ------------------------------------------------------------ tables

    def ties(self, kind: str, other: str) -> str:
        """The table of what entities belonged to, as acts on the day are asked: id, since, until (exclusive), value.

        Before its life begins, but on the same day, it belongs to what it will belong to at its beginning.
        """
        lives, said = self.lives(kind), self.attribute(kind, other)
        day = sql.day_start(sql.day_of("l.since"))
        points = " UNION ".join(
            (
                f'SELECT id, CAST({BEFORE_ALL} AS BIGINT) AS "at" FROM {lives}',
                f"SELECT id, CAST({BEFORE_ALL} AS BIGINT) FROM {said}",
                f"SELECT id, since FROM {said}",
                f"SELECT id, since FROM {lives}",
                f"SELECT id, {day} FROM {lives} l",
            )
        )
        return self._kept(
            ("ties", kind, other),
            intervals(
                'SELECT s.id, s."at", a.value FROM (SELECT p.id, p."at", coalesce(min(l.since), p."at") AS seen '
                f'FROM ({points}) p LEFT JOIN {lives} l ON l.id = p.id AND l.since > p."at" AND {day} <= p."at" '
                f"GROUP BY 1, 2) s LEFT JOIN {said} a ON a.id = s.id AND {sql.during('a', 's.seen')}"
            ),
        )

    def fields(self, kind: str) -> Collection[str]:
        """The attributes of a kind of entity."""
        return self._type(kind).fields

    @cached_property
    def is_said_by_reference(self) -> bool:
        """Whether the facts say of some unit that documents apply to it by reference."""
        if BY_REFERENCE not in self.fields("unit"):
            return False
        return bool(
            self._store.backend.rows(f"SELECT 1 FROM {self.attribute('unit', BY_REFERENCE)} WHERE value LIMIT 1")
        )

    # ------------------------------------------------------------ in memory

    def is_waived(self, names: Collection[str]) -> bool:
        """Whether a waiver of a rule of one of these names is known."""
        if WAIVED not in self._store.types:
            return False
        listed = ", ".join(sql.text(n) for n in names)
        found = f"SELECT 1 FROM {self._store.relation(WAIVED)} WHERE {self._store.known} AND rule IN ({listed}) LIMIT 1"
        return bool(self._store.backend.rows(found))

    @cached_property
    def history(self) -> History:
        """A history of the facts that change the register: its register is that of all facts."""
        store = self._store
        types = [t for t in store.types if self._changes_register(t)]
        facts = {f.id: f for f in (*merged({t: list(store.facts(t)) for t in types}), *self._first_shown())}
        return History(facts.values(), store.as_of, store.vocabulary, store.covered)

    def _changes_register(self, type_: str) -> bool:
        entities = self._store.vocabulary.entities
        bounds = any(type_ in (*e.starts, *e.ends) for e in entities.values())
        return bounds or any(type_ in self._saying(kind) for kind in entities) or type_ in _ALSO

    def _first_shown(self) -> Iterator[Fact]:
        """The facts that show lives of which no beginning is said."""
        for kind, entity in self._store.vocabulary.entities.items():
            first = f"id IN (SELECT fact FROM {self.lives(kind)} WHERE NOT said)"
            for type_ in sorted(entity.shown_by & self._store.types):
                if not self._changes_register(type_):
                    yield from self._store.facts(type_, first)


class LightHistory(History):
    """A history without facts: what findings are worded with."""

    def __init__(self, store: Store, register: LightRegister) -> None:
        """Take the register as it is."""
        super().__init__((), store.as_of, store.vocabulary, store.covered)
        self.register = register


class LightRegister(reference.Register):
    """A register that fetches entities from the database: those that findings speak of."""

    def __init__(self, store: Store, entities: Entities) -> None:
        """Nothing is fetched yet."""
        super().__init__((), store.vocabulary)
        self._store, self._tables = store, entities
        self._changed: dict[str, set[str]] = {kind: set() for kind in store.vocabulary.entities}

    def entity(self, kind: str, id_: str) -> reference.Entity | None:
        """The entity of that id, fetched if it was not; None where facts never named it."""
        found = self._entities[kind].get(id_)
        if found is None and kind != "unit":
            self.fetch(kind, [id_])
            found = self._entities[kind].get(id_)
        if found is None:
            found = self._by_reference.get(id_) if kind == "unit" else None
        return found

    @cached_property
    def _by_reference(self) -> dict[str, reference.Entity]:
        """The units of which it is said whether the document applies to them by reference."""
        found: dict[str, reference.Entity] = {}
        type_ = self._vocabulary.entities["unit"]
        if BY_REFERENCE in type_.fields:
            self._say(type_, BY_REFERENCE, found, "TRUE")
        return found

    def fetch(self, kind: str, ids: Collection[str]) -> None:
        """Fetch entities of a kind: their lives, and what they belong to."""
        missing = sorted({*ids} - self._entities[kind].keys())
        if not missing:
            return
        wanted = self._store.backend.put({"id": "VARCHAR"}, ([i] for i in missing))
        of_wanted = f"id IN (SELECT id FROM {wanted})"
        type_ = self._vocabulary.entities[kind]
        entities = {i: reference.Entity(type_, i) for i in missing}
        for other in self._vocabulary.entities.keys() & type_.fields.keys():
            self._say(type_, other, entities, of_wanted)
        if kind == "unit":
            self._say(type_, BY_REFERENCE, entities, of_wanted)
        lives = (
            f"SELECT id, since, until, said, fact FROM {self._tables.lives(kind)} WHERE {of_wanted} ORDER BY id, life"
        )
        for id_, since, until, said, fact in self._store.backend.rows(lives):
            start = int(str(since))
            end = int(str(until)) if until is not None else None
            life = reference.Life(start, known(str(fact), start), bool(said), end)
            entities[str(id_)].lives.append(life)
        self._entities[kind].update(entities)

    def fetch_changes(self, kind: str, ids: Collection[str]) -> None:
        """Fetch the days on which these entities, or those that they are tied to, changed, and by which facts."""
        missing = sorted({*ids} - self._changed[kind])
        if not missing:
            return
        self._changed[kind].update(missing)
        self.fetch(kind, missing)
        wanted = self._store.backend.put({"id": "VARCHAR"}, ([i] for i in missing))
        circles = self._tables.circles
        for other in self._vocabulary.entities:
            rows = self._store.backend.rows(
                f'SELECT c.id, o.id, o."at", o.fact FROM {circles} c JOIN {wanted} w ON w.id = c.id '
                f"JOIN {circles} d ON d.circle = c.circle AND d.kind = '{other}' "
                f"JOIN {self._tables.own_changes(other)} o ON o.id = d.id WHERE c.kind = '{kind}' "
                'ORDER BY 1, 2, o."at", o.fact'
            )
            for id_, tied, at, fact in rows:
                entity = self._entities[kind][str(id_)]
                if (other, tied) != (kind, id_):
                    entity = _beside(entity, self._vocabulary.entities[other], str(tied))
                entity.note(known(str(fact), int(str(at))))

    def _say(self, type_: EntityType, field: str, entities: dict[str, reference.Entity], where: str) -> None:
        table = self._tables.attribute(type_.name, field)
        rows = f"SELECT id, since, value FROM {table} WHERE {where} ORDER BY id, since"
        for id_, since, value in self._store.backend.rows(rows):
            entity = entities.setdefault(str(id_), reference.Entity(type_, str(id_)))
            entity.attributes[field].say(int(str(since)), value)


def _beside(entity: reference.Entity, type_: EntityType, id_: str) -> reference.Entity:
    """One of those that an entity is tied to."""
    for other in entity.circle.entities:
        if other.type is type_ and other.id == id_:
            return other
    other = reference.Entity(type_, id_)
    entity.circle.entities.append(other)
    entity.circle.entities.sort(key=lambda e: (e.type.name, e.id))
    return other
