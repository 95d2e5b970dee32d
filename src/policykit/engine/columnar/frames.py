"""Rows that conditions look at: facts of some types, or entities at instants, with what they need beside them.

In: conditions. Out: scalar SQL, true, false or NULL (unknown). What a condition needs — an attribute at the row's
instant, whether an earlier fact exists — becomes a column of the row by a join, each once. A frame is written as two
common table expressions: the row with its fields, keys and attributes, and the same with what was found looking back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policykit.engine.columnar import sql
from policykit.engine.columnar.following import candidates, may_be_its_own
from policykit.engine.columnar.order import ordered
from policykit.engine.columnar.queries import Query
from policykit.engine.columnar.rows import Rows
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import Cadence, Period, PeriodUnit

if TYPE_CHECKING:
    from policykit.engine.columnar.following import TruthOf


HELD = 8_000_000
"""How many facts that are asked twice are kept meanwhile, at most."""


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
        """A frame of the facts of a pattern that are joined to the rows by its key."""
        return facts_of(self.query, pattern, self.entity or self.paired or self.judged)

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
        # As many facts as would be moved to temporary files are sooner read again.
        held = bool(self.entity or self._source or self._joins) or self.query.store.size(self.events) <= HELD
        selected = f"SELECT {own}{columns} FROM {source} {self.alias} {' '.join(self._joins)}"
        base = self.query.add("b", selected, held=held)
        if not self._backs:
            return base, base
        joins, truths = list[str](), list[str]()
        for alias, pairs, found in self._backs:
            joins.append(self.beside(self.query.add("p", pairs.replace(_ROW, base)), alias))
            truths += [f", {truth} AS {sql.name(label)}" for label, truth in found.items()]
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
            self._found[found] = self._looked_back(back, truth_of, strictly=strictly, latest=latest)
        label = self._found[found]
        return self.column(label), self.column(f"{label} latest")

    def _looked_back(self, back: m.LookBack, truth_of: TruthOf, *, strictly: bool, latest: bool) -> str:
        """The column of whether there is such a fact: the best of the candidates of each row, beside it."""
        acts = candidates(self, back.pattern, truth_of, nearest=not may_be_its_own(self, back.pattern))
        label, alias = self.query.fresh("back "), self.query.fresh("k")
        on = [f"{acts.at} {'<' if strictly else '<='} {self.at}", acts.on]
        doubts = [acts.more, f"{alias}.perhaps"]
        begin = self._begin(back.within, back.same)
        if begin is not None:
            on.append(f"{acts.at} >= {begin}")
            doubts.append(f"{begin} IS NULL")
        for loose in acts.loose:
            near = self.query.fresh("k")
            self._backs.append((near, loose.last_of(_ROW, f"{self.at} - 1" if strictly else self.at), {}))
            doubts.append(f"{near}.near IS NOT NULL" if begin is None else f"{near}.near >= {begin}")
        best = f", max({ordered(acts.at, acts.id)}) FILTER (WHERE {acts.counts}) AS latest" if latest else ""
        columns, groups = self.told_apart
        pairs = (
            f"SELECT {columns}, bool_or({acts.counts}) AS sure, bool_or(({acts.counts}) IS NULL) AS perhaps{best} "
            f"FROM {acts.beside(_ROW)} ON {sql.all_of(on)} GROUP BY {groups}"
        )
        truth = f"CASE WHEN {alias}.sure THEN TRUE WHEN {sql.any_of(doubts)} THEN NULL ELSE FALSE END"
        self._backs.append((alias, pairs, {label: truth} | ({f"{label} latest": f"{alias}.latest"} if latest else {})))
        return label

    def _begin(self, within: Period | None, same: Cadence | None) -> str | None:
        """The first instant of the window looked back over."""
        if within is None and same is None:
            return None
        if same is None and within is not None and within.unit is PeriodUnit.HOUR:
            return f"({self.at} - {within.count * 3_600_000_000})"
        return self.of_day(self.query.tables.begins(within, same), "begin")[0]


def facts_of(query: Query, pattern: m.EventPattern, judged: str | None, where: str = "") -> Frame:
    """A frame of the facts of a pattern, as they are seen for an entity of the kind `judged`, if there is one.

    What such a fact does not say of its own is looked up from that entity; `tied` are the kinds by which facts are
    joined to it.
    """
    found = Frame(query, events=pattern.events, where=where)
    found.judged, found.tied = judged, frozenset(pattern.key)
    return found


_ROW = "\0row"
"""Where the table of the rows will stand in a query that looks back."""
