"""Rows that conditions look at: facts of some types, or entities at instants, with what they need beside them.

In: conditions. Out: scalar SQL, true, false or NULL (unknown). What a condition needs — an attribute at the row's
instant, whether an earlier fact exists — becomes a column of the row by a join, each once. A frame is written as two
common table expressions: the row with its fields, keys and attributes, and the same with what was found looking back.
"""

from __future__ import annotations

from collections.abc import Callable

from policykit.engine.columnar import sql
from policykit.engine.columnar.order import ordered
from policykit.engine.columnar.queries import Query
from policykit.engine.columnar.rows import Rows
from policykit.engine.reference.history import ENTITY_KEYS
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import Cadence, Period, PeriodUnit

TruthOf = Callable[[m.Condition, "Frame", "Frame | None"], str]
"""Writes a condition over a frame's row, seen from a trigger."""


class Frame(Rows):
    """Rows that are written as tables, and look back."""

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells its rows from those of other frames of the same run."""
        return self.events, self.entity, self.paired, self._source, self._where

    def again(self, query: Query) -> Frame:
        """A frame of the same rows in another statement, to be asked something beforehand."""
        found = Frame(
            query,
            events=self.events,
            entity=self.entity,
            source=self._source,
            where=self._where,
            keys=self.keys,
            paired=self.paired,
        )
        found.judged, found.tied = self.judged, self.tied
        return found

    def another(self, pattern: m.EventPattern) -> Frame:
        """A frame of the facts of a pattern that are joined to the rows by its key.

        What such a fact does not say of its own is looked up from the entity judged, if there is one: `judged` is its
        kind, `tied` are the kinds by which facts are joined.
        """
        found = Frame(self.query, events=pattern.events)
        found.judged, found.tied = self.entity or self.paired or self.judged, frozenset(pattern.key)
        return found

    # ------------------------------------------------------------ as tables

    @property
    def mark(self) -> str:
        """What alone tells a row of facts from the others."""
        id_ = self.column("id")
        return f"CAST(length({id_}) AS VARCHAR) || ' ' || {id_} || {self.column('paired')}" if self.paired else id_

    @property
    def told_apart(self) -> tuple[str, str]:
        """What tells rows from each other, as columns `row …`, and by which numbers these are grouped."""
        columns = ", ".join(f"{self.column(k)} AS {sql.name('row ' + k)}" for k in self.keys)
        return columns, ", ".join(str(n + 1) for n in range(len(self.keys)))

    def beside(self, found: str, alias: str) -> str:
        """A join of what was found for each row, by the columns `row …`, as `alias`."""
        on = " AND ".join(f"{alias}.{sql.name('row ' + k)} = {self.column(k)}" for k in self.keys)
        return f"LEFT JOIN {found} {alias} ON {on}"

    def rows(self) -> tuple[str, str]:
        """The names of the two tables: the rows, and the rows with what was found looking back. Call it once, last."""
        fields = ", ".join(f"{self.alias}.{sql.name(f)}" for f in self._fields)
        if self.events and self._source:
            facts = self.query.store.of_types(self.events, self._fields)
            listed = "".join(f", f.{sql.name(f)} AS {sql.name(self._label(f))}" for f in self._fields)
            source = (
                f'(SELECT s.*, f.type, f.id, f."at" AS occurred{listed} FROM {self._source} s '
                f"JOIN ({facts}) f ON f.id = s.fact)"
            )
            own = f"{self.alias}.*"
        elif self.entity is None:
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
        other = self.another(pattern)
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
