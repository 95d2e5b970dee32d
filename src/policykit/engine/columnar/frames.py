"""Rows that conditions look at: facts of some types, or entities at instants, with what they need beside them.

In: conditions. Out: scalar SQL, true, false or NULL (unknown). What a condition needs — an attribute at the row's
instant, whether an earlier fact exists — becomes a column of the row by a join, each once. A frame is written as two
common table expressions: the row with its fields, keys and attributes, and the same with what was found looking back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from policykit.engine.columnar import sql
from policykit.engine.columnar.facts import Store
from policykit.engine.columnar.order import ordered
from policykit.engine.columnar.register import Register
from policykit.engine.columnar.tables import Tables
from policykit.engine.reference.history import ENTITY_KEYS
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import Cadence, Period, PeriodUnit
from policykit.model.vocabulary import FieldType, Kind

TruthOf = Callable[[m.Condition, "Frame", "Frame | None"], str]
"""Writes a condition over a frame's row, seen from a trigger."""

_THROUGH = ("account", "staff")
"""The entities by way of which a fact belongs to a unit."""


@dataclass
class Query:
    """One statement in the making: the common table expressions of its frames, and names that never repeat."""

    store: Store
    register: Register
    tables: Tables
    ctes: list[tuple[str, str]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def fresh(self, stem: str) -> str:
        """A name that no other part of the statement has."""
        return f"{stem}{next(self._numbers)}"

    def add(self, stem: str, query: str) -> str:
        """A common table expression, by its name."""
        found = self.fresh(stem)
        self.ctes.append((found, query))
        return found

    def aside(self) -> Query:
        """Another statement that may use what this one has so far, and whose names repeat none of it."""
        return Query(self.store, self.register, self.tables, list(self.ctes), self._numbers)

    def statement(self, query: str) -> str:
        """The whole statement."""
        if not self.ctes:
            return query
        parts = ",\n".join(f"{n} AS ({q})" for n, q in self.ctes)
        return f"WITH {parts}\n{query}"


class Frame:
    """Rows in the making. `alias` is how expressions name the row, `keys` tell rows from each other."""

    def __init__(
        self, query: Query, *, events: Sequence[str] = (), entity: str | None = None, source: str = "", where: str = ""
    ) -> None:
        """Facts of the types, or rows of `source` with `id` (of an entity of the kind), `at` and other columns."""
        self.query = query
        self.events = tuple(dict.fromkeys(events))
        self.entity = entity
        self.alias = query.fresh("r")
        self.keys = ("id",) if not entity else ("id", "at")
        self._source, self._where = source, where
        self._fields: dict[str, None] = {}
        self._columns: dict[str, str] = {}
        self._joins: list[str] = []
        self._found: dict[object, str] = {}
        self._backs: list[tuple[str, dict[str, str]]] = []

    # ------------------------------------------------------------ columns

    def column(self, name: str) -> str:
        """A column of the row by its name."""
        return f"{self.alias}.{sql.name(name)}"

    @property
    def at(self) -> str:
        """The row's instant."""
        return f'{self.alias}."at"'

    def field(self, name: str) -> str:
        """A field of the fact."""
        self._fields[name] = None
        return self.column(name)

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
            return self.attribute(self.entity, kind) if named else "CAST(NULL AS VARCHAR)"
        if kind != "unit":
            return self.field(kind) if self.has_field(kind) else "CAST(NULL AS VARCHAR)"
        parts = [f"WHEN {self.field('unit')} IS NOT NULL THEN {self.field('unit')}"] if self.has_field("unit") else []
        for through in _THROUGH:
            if self.has_field(through):
                id_ = self.field(through)
                parts.append(f"WHEN {id_} IS NOT NULL THEN {self._looked_up(through, 'unit', id_)}")
        return self._kept("key unit", f"CASE {' '.join(parts)} END" if parts else "CAST(NULL AS VARCHAR)")

    def attribute(self, kind: str, name: str) -> str:
        """An attribute of the entity of a kind that the row is at, as the register knows it at the row's instant."""
        type_ = self.query.store.vocabulary.entities[kind]
        found = ("attribute", kind, name)
        if found not in self._found:
            id_ = self.key(kind)
            value = self._looked_up(kind, name, id_, derived=name in type_.derived)
            self._found[found] = self._kept(f"{kind}.{name}", value)
        return self._found[found]

    def _kept(self, label: str, expression: str) -> str:
        """An expression over the row's joins as a column of the row."""
        if label not in self._columns:
            self._columns[label] = expression
        return self.column(label)

    def _looked_up(self, kind: str, name: str, id_: str, *, derived: bool = False) -> str:
        """The value of an attribute of the entity `id_` at the row's instant."""
        found = ("join", kind, name, id_)
        if found not in self._found:
            alias = self.query.fresh("a")
            inner = self._inlined(id_)
            self._joins.append(
                f"LEFT JOIN {self.query.register.attribute(kind, name)} {alias} "
                f"ON {alias}.id = {inner} AND {alias}.since <= {self.at} AND {self.at} < {alias}.until"
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

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells its rows from those of other frames of the same run."""
        return self.events, self.entity, self._source, self._where

    def again(self, query: Query) -> Frame:
        """A frame of the same rows in another statement, to be asked something beforehand."""
        return Frame(query, events=self.events, entity=self.entity, source=self._source, where=self._where)

    # ------------------------------------------------------------ as tables

    def rows(self) -> tuple[str, str]:
        """The names of the two tables: the rows, and the rows with what was found looking back. Call it once, last."""
        fields = ", ".join(f"{self.alias}.{sql.name(f)}" for f in self._fields)
        if self.entity is None:
            source = f"({self.query.store.of_types(self.events, self._fields, self._where or 'TRUE')})"
            own = f"{self.alias}.type, {self.alias}.id, {self.at}" + (f", {fields}" if fields else "")
        else:
            source, own = self._source, f"{self.alias}.*"
        columns = "".join(f", {e} AS {sql.name(label)}" for label, e in self._columns.items())
        base = self.query.add("b", f"SELECT {own}{columns} FROM {source} {self.alias} {' '.join(self._joins)}")
        if not self._backs:
            return base, base
        joins = []
        truths = []
        for pairs, found_truths in self._backs:
            alias = self.query.fresh("k")
            on = " AND ".join(f"{alias}.{sql.name('row ' + k)} = {self.alias}.{sql.name(k)}" for k in self.keys)
            grouped = ", ".join(f"{self.alias}.{sql.name(k)} AS {sql.name('row ' + k)}" for k in self.keys)
            found = self.query.add("p", pairs.replace(_ROW, f"{base} {self.alias}").replace(_KEYS, grouped))
            joins.append(f"LEFT JOIN {found} {alias} ON {on}")
            truths += [f", {t.replace(_FOUND, alias)} AS {sql.name(label)}" for label, t in found_truths.items()]
        whole = self.query.add(
            "w", f"SELECT {self.alias}.*{''.join(truths)} FROM {base} {self.alias} {' '.join(joins)}"
        )
        return base, whole

    # ------------------------------------------------------------ looking back

    def look_back(
        self, back: m.LookBack, truth_of: TruthOf, *, strictly: bool = False, latest: bool = False
    ) -> tuple[str, str]:
        """Whether such an earlier fact exists and, if wanted, the latest that surely is one ('instant id')."""
        found = ("back", back, strictly, latest)
        if found not in self._found:
            label = self.query.fresh("back ")
            pairs, truth = self._pairs(back, truth_of, strictly=strictly, latest=latest)
            truths = {label: truth} | ({f"{label} latest": f"{_FOUND}.latest"} if latest else {})
            self._backs.append((pairs, truths))
            self._found[found] = label
        label = self._found[found]
        return self.column(label), self.column(f"{label} latest")

    def _pairs(self, back: m.LookBack, truth_of: TruthOf, *, strictly: bool, latest: bool) -> tuple[str, str]:
        """The candidates of each row, as a query with holes for the row, and the truth that comes of them."""
        query, pattern = self.query, back.pattern
        other = Frame(query, events=pattern.events)
        unknown = ["TRUE"] if query.store.covered is not None and set(pattern.events) - query.store.covered else []
        on = [f"{other.at} <= {self.at}" if not strictly else f"{other.at} < {self.at}"]
        if self.entity is None:
            on.append(f"{other.alias}.id <> {self.alias}.id")
        for kind in pattern.key:
            own = self.key(kind)
            if kind in ENTITY_KEYS:
                query.tables.refuse_unnamed(pattern.events, kind)
            on.append(f"{other.key(kind)} = {own}")
            unknown.append(f"{own} IS NULL")
        begin = self._begin(back.within, back.same)
        if begin is not None:
            on.append(f"{other.at} >= {begin}")
            unknown.append(f"{begin} IS NULL")
        counts = truth_of(pattern.where, other, self) if pattern.where is not None else "TRUE"
        _, candidates = other.rows()
        best = ""
        if latest:
            best = f", max({ordered(other.at, f'{other.alias}.id')}) FILTER (WHERE {counts}) AS latest"
        groups = ", ".join(str(n + 1) for n in range(len(self.keys)))
        pairs = (
            f"SELECT {_KEYS}, bool_or({counts}) AS sure, bool_or(({counts}) IS NULL) AS perhaps{best} "
            f"FROM {_ROW} JOIN {candidates} {other.alias} ON {' AND '.join(on)} GROUP BY {groups}"
        )
        doubt = " OR ".join([*unknown, f"{_FOUND}.perhaps"])
        truth = f"CASE WHEN {_FOUND}.sure THEN TRUE WHEN {doubt} THEN NULL ELSE FALSE END"
        return pairs, truth

    def _begin(self, within: Period | None, same: Cadence | None) -> str | None:
        """The first instant of the window looked back over."""
        if within is None and same is None:
            return None
        if same is None and within is not None and within.unit is PeriodUnit.HOUR:
            return f"({self.at} - {within.count * 3_600_000_000})"
        return self.of_day(self.query.tables.begins(within, same), "begin")[0]


_ROW, _KEYS, _FOUND = "\0row", "\0keys", "\0found"
