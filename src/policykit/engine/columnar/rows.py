"""Rows in the making: what each names, and what is joined beside it.

In: fields, entities, small tables. Out: columns of the row, each made once. Whose a row is differs by who asks:
conditions look at what its fact names, an obligation is of the entity judged first of all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from policykit.engine.columnar import sql
from policykit.engine.columnar.queries import Query
from policykit.model.vocabulary import FieldType, Kind

_THROUGH = ("account", "staff")
"""The entities by way of which a fact belongs to a unit."""

NOBODY = "CAST(NULL AS VARCHAR)"
"""The id of an entity that no row is at. Nothing is joined by it: DuckDB 2.0 may lose rows of what is joined after."""


class Rows:
    """Rows in the making. `alias` is how expressions name the row, `keys` tell rows from each other."""

    def __init__(
        self,
        query: Query,
        *,
        events: Sequence[str] = (),
        entity: str | None = None,
        source: str = "",
        where: str = "",
        keys: tuple[str, ...] = (),
        paired: str | None = None,
    ) -> None:
        """Facts of the types, or rows of `source` with `id` (of an entity of the kind), `at` and other columns.

        With both, facts of the types seen at another instant than their own: `source` has the `fact` and its `at`; or
        each beside an entity of the kind `paired`, whose id `source` has as `paired`.
        """
        self.query = query
        self.events = tuple(dict.fromkeys(events))
        self.entity = entity
        self.alias = query.fresh("r")
        self.paired = paired
        self.keys = keys or (("id", "paired") if paired else ("id",) if not entity else ("id", "at"))
        self.judged: str | None = None
        self.tied: frozenset[str] = frozenset()
        self._source, self._where = source, where
        self._fields: dict[str, None] = {}
        self._columns: dict[str, str] = {}
        self._joins: list[str] = []
        self._found: dict[object, str] = {}
        self._backs: list[tuple[str, str, dict[str, str]]] = []

    # ------------------------------------------------------------ columns

    def column(self, name: str) -> str:
        """A column of the row by its name."""
        return f"{self.alias}.{sql.name(name)}"

    @property
    def at(self) -> str:
        """The row's instant."""
        return f'{self.alias}."at"'

    @property
    def occurred(self) -> str:
        """The instant at which the row's fact occurred."""
        return self.column("occurred") if self.events and self._source else self.at

    def field(self, name: str) -> str:
        """A field of the fact."""
        self._fields[name] = None
        return self.column(self._label(name))

    def _label(self, field: str) -> str:
        """The column of a field: beside columns of a source it has a name that none of these has."""
        return f"said {field}" if self._source else field

    def compared(self, name: str, type_: FieldType) -> str:
        """A field of the fact as it is compared: texts trimmed and width-folded."""
        raw = self.field(name)
        if type_.kind not in (Kind.TEXT, Kind.ID):
            return raw
        tables = {t for e in self.events if (t := self.query.tables.folded(e, name)) is not None}
        if not tables:
            return raw
        label = f"folded {name}"
        if label not in self._columns:
            alias = self.query.fresh("n")
            every = " UNION ".join(f"SELECT raw, folded FROM {t}" for t in sorted(tables))
            self._joins.append(f"LEFT JOIN ({every}) {alias} ON {alias}.raw = {raw}")
            self._columns[label] = f"coalesce({alias}.folded, {raw})"
        return self.column(label)

    def has_field(self, name: str) -> bool:
        """Whether facts of one of the types have the field."""
        events = self.query.store.vocabulary.events
        return any(name in events[e].fields for e in self.events)

    def key(self, kind: str) -> str:
        """The id of the entity or subject of a kind that the row belongs to; NULL where it is not said."""
        if self.entity == kind:
            return f"{self.alias}.id"
        if self.entity is not None:
            named = kind in self.query.store.vocabulary.entities[self.entity].fields
            return self.attribute(self.entity, kind, raw=True) if named else NOBODY
        return self.column("paired") if self.paired == kind else self._key_of_fact(kind)

    def _key_of_fact(self, kind: str) -> str:
        if kind != "unit":
            return self.field(kind) if self.has_field(kind) else NOBODY
        parts = [f"WHEN {self.field('unit')} IS NOT NULL THEN {self.field('unit')}"] if self.has_field("unit") else []
        for through in _THROUGH:
            if self.has_field(through):
                id_ = self.field(through)
                parts.append(f"WHEN {id_} IS NOT NULL THEN {self._looked_up(through, 'unit', id_, self.occurred)}")
        return self._kept("key unit", f"CASE {' '.join(parts)} END" if parts else NOBODY)

    @property
    def are_facts(self) -> bool:
        """Whether the rows are facts at their own instants, with nothing beside them."""
        return self.entity is None and not self._source

    def belongs_in(self, kind: str, spans: Callable[[str], str]) -> str:
        """Whether the entity of a kind that the row's fact belongs to is in a table at the row's instant.

        `spans` gives, for the entity by way of which the fact belongs to it, the table of when it does: id, since,
        until (exclusive).
        """
        found = list[tuple[str, str]]()
        for through in (kind, *(_THROUGH if kind == "unit" else ())):
            if self.has_field(through):
                alias, id_ = self.query.fresh("x"), self.field(through)
                self._joins.append(
                    f"LEFT JOIN {spans(through)} {alias} ON {alias}.id = {id_} AND {sql.during(alias, self.at)}"
                )
                found.append((f"{id_} IS NOT NULL", f"{alias}.id IS NOT NULL"))
        return self._kept(self.query.fresh("in "), sql.cases(found, "FALSE"))

    def owner(self, kind: str) -> str:
        """The id of the account or unit that an obligation of the row is of: the entity's before the fact's."""
        if self.paired is None:
            return self.key(kind)
        return self._either("owner", kind, (self._key_of_pair(kind), self._key_of_fact(kind)))

    def key_at(self, kind: str, at: str) -> str:
        """The id of the entity of a kind that the entity of the row belonged to at an instant."""
        if self.entity is None or self.entity == kind:
            return self.key(kind)
        if kind not in self.query.store.vocabulary.entities[self.entity].fields:
            return NOBODY
        return self._kept(f"{kind} then", self._looked_up(self.entity, kind, self.column("id"), at))

    def refuse_unnamed(self, kind: str) -> None:
        """Raise `NotCompiled` if one of the facts does not say to which entity of a kind it belongs."""
        self.query.tables.refuse_unnamed(self.events, kind, self._where)

    def may_be_at(self, kind: str) -> bool:
        """Whether conditions on a row may look at an entity of the kind."""
        entities, of = self.query.store.vocabulary.entities, self.entity or self.paired
        if of is not None and (of == kind or kind in entities[of].fields):
            return True
        return self.has_field(kind) or (kind == "unit" and any(map(self.has_field, _THROUGH)))

    def _seen(self, kind: str) -> str:
        """The id of the entity of a kind that conditions on the row look at: the fact's before that of its pair."""
        if self.paired is None:
            return self.key(kind)
        return self._either("seen", kind, (self._key_of_fact(kind), self._key_of_pair(kind)))

    def _key_of_pair(self, kind: str) -> str:
        """The id of the entity beside the fact, or of the one that it belongs to."""
        if self.paired is None or self.paired == kind:
            return self.column("paired")
        if kind not in self.query.store.vocabulary.entities[self.paired].fields:
            return NOBODY
        return self._looked_up(self.paired, kind, self.column("paired"), self.at)

    def _either(self, label: str, kind: str, ids: tuple[str, str]) -> str:
        named = [i for i in map(self._inlined, ids) if i != NOBODY]
        return self._kept(f"{label} {kind}", f"coalesce({', '.join(named)})" if named else NOBODY)

    def attribute(self, kind: str, name: str, *, raw: bool = False) -> str:
        """An attribute of the entity of a kind that the row is at, as the register knows it at the row's instant.

        Texts and ids come as they are compared; `raw`: as the facts say them.
        """
        type_ = self.query.store.vocabulary.entities[kind]
        raw = raw and type_.fields[name].type.kind in (Kind.TEXT, Kind.ID)
        found = ("attribute", kind, name, raw)
        if found not in self._found:
            derived = name in type_.derived
            value = self._looked_up(kind, name, self._seen(kind), self.at, derived=derived, folded=not raw)
            self._found[found] = self._kept(f"{'raw ' if raw else ''}{kind}.{name}", value)
        return self._found[found]

    def _kept(self, label: str, expression: str) -> str:
        """An expression over the row's joins as a column of the row."""
        if label not in self._columns:
            self._columns[label] = expression
        return self.column(label)

    def _looked_up(
        self, kind: str, name: str, id_: str, at: str, *, derived: bool = False, folded: bool = False
    ) -> str:
        """The value of an attribute of the entity `id_` at an instant."""
        found, inner = ("join", kind, name, id_, at, folded), self._inlined(id_)
        if inner == NOBODY:
            return sql.absent(self.query.store.vocabulary.entities[kind].fields[name].type)
        if found not in self._found:
            alias = self.query.fresh("a")
            self._joins.append(
                f"LEFT JOIN {self.query.register.attribute(kind, name, folded=folded)} {alias} "
                f"ON {alias}.id = {inner} AND {sql.during(alias, at)}"
            )
            absent = f"CASE WHEN {inner} IS NOT NULL AND {alias}.id IS NULL THEN FALSE ELSE {alias}.value END"
            self._found[found] = absent if derived else f"{alias}.value"
        return self._found[found]

    def _inlined(self, id_: str) -> str:
        """A kept column written out, for use within the joins that make the row."""
        for label, expression in self._columns.items():
            if id_ == self.column(label):
                return expression
        return id_

    def of_day(self, table: str, *columns: str) -> tuple[str, ...]:
        """Columns of a small table by legal day (`day`), at the row's own day."""
        return self.of_values(table, {"day": sql.day_of(self.at)}, *columns)

    def of_values(self, table: str, values: Mapping[str, str], *columns: str) -> tuple[str, ...]:
        """Columns of a small table by values of the row, which are unique in it."""
        alias = self.query.fresh("d")
        on = []
        for column, value in values.items():
            inner = value
            for label, expression in self._columns.items():
                inner = inner.replace(self.column(label), f"({expression})")
            on.append(f"{alias}.{sql.name(column)} = {inner}")
        self._joins.append(f"LEFT JOIN {table} {alias} ON {sql.all_of(on)}")
        return tuple(self._kept(self.query.fresh(f"{c} "), f"{alias}.{sql.name(c)}") for c in columns)
