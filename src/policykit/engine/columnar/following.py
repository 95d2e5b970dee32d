"""The facts that a pattern finds for a trigger: which belong to it, and which of them count.

The mirror of `reference.conditions.belonging` and `counts`. In: a trigger's frame and a pattern. Out: what to join and
on what, whether each counts (NULL: it may), whether there may be more of them than the records show, and the facts that
may belong to any trigger, as they do not say whose they are. Of these a row needs only the one nearest to it: a search
that every row joined would be quadratic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from policykit.engine.columnar import sql
from policykit.engine.columnar.order import ordered
from policykit.engine.reference.conditions import parts_of
from policykit.engine.reference.history import ENTITY_KEYS
from policykit.model.policy import conditions as m
from policykit.model.policy.terms import terms_of

if TYPE_CHECKING:
    from policykit.engine.columnar.frames import Frame

    TruthOf = Callable[[m.Condition | None, Frame, Frame | None], str]
    """Writes a condition over a frame's row, seen from a trigger."""


Apart = Callable[[str, str], str]
"""That a fact, by its instant and its id, is not one of those that gave rise to a row."""


@dataclass(frozen=True)
class Near:
    """The nearest of some loose facts, beside each row: a join, and what it says there; NULL if there is none."""

    join: str
    value: str


@dataclass(frozen=True)
class Loose:
    """Facts that count or may, but do not say whose they are by some of the kinds of the pattern's key.

    `rows` is their table: at, id and `key …` for each kind that they do say. `shared` are these columns, with what must
    be the same of the trigger's row.
    """

    frame: Frame
    rows: str
    shared: tuple[tuple[str, str], ...]

    @property
    def _keys(self) -> str:
        """The columns that tell the rows apart, as they are named beside what was found."""
        return ", ".join(sql.name(f"row {k}") for k in self.frame.keys)

    def first(self, table: str, start: str, apart: Apart | None = None) -> Near:
        """The instant of the first that is not before an instant of each row of the table, and `apart` from the row.

        Only facts of that very instant may have to be left out: the trigger itself, or what gave rise to the row.
        """
        frame, rows, alias = self.frame, f"{table} {self.frame.alias}", self.frame.query.fresh("l")
        at = f'{alias}."at"'
        meets = [apart(at, f"{alias}.id")] if apart is not None else []
        meets += [f"{alias}.id <> {frame.column('id')}"] if frame.paired is not None else []
        if not meets:
            return self._beside(self._passed(rows, start, 'min("at")', " DESC"))
        columns, groups = frame.told_apart
        on = sql.all_of([f"{at} = {start}", *(f"{alias}.{c} = {own}" for c, own in self.shared), *meets])
        then = f"SELECT {columns}, {at} AS near FROM {rows} JOIN {self.rows} {alias} ON {on}"
        later = self._passed(rows, f"{start} + 1", 'min("at")', " DESC")
        return self._beside(f"SELECT {self._keys}, min(near) AS near FROM ({then} UNION ALL {later}) GROUP BY {groups}")

    def last(self, table: str, end: str) -> Near:
        """The last that is not after an instant of each row of the table, as 'instant id'."""
        latest = ordered('"at"', "id")
        return self._beside(self._passed(f"{table} {self.frame.alias}", end, f"max({latest})", ""))

    def last_of(self, table: str, end: str) -> str:
        """A query of its instant: `near`, with the columns that tell the rows apart."""
        return self._passed(f"{table} {self.frame.alias}", end, 'max("at")', "")

    def _beside(self, found: str) -> Near:
        alias = self.frame.query.fresh("k")
        return Near(self.frame.beside(self.frame.query.add("n", found), alias), f"{alias}.near")

    def _passed(self, rows: str, instant: str, extreme: str, direction: str) -> str:
        """Rows and facts in one order of time: beside each row what is extreme of the facts passed, or at its instant.

        One pass, however many facts there are.
        """
        own, _ = self.frame.told_apart
        nothing = ", ".join(["NULL"] * len(self.frame.keys))
        columns = "".join(f", {c}" for c, _ in self.shared)
        same = "".join(f", {e} AS {c}" for c, e in self.shared)
        parts = f"PARTITION BY {', '.join(c for c, _ in self.shared)} " if self.shared else ""
        every = (
            f'SELECT {own}{same}, {instant} AS "at", CAST(NULL AS VARCHAR) AS id FROM {rows} '
            f'WHERE {instant} IS NOT NULL UNION ALL SELECT {nothing}{columns}, "at", id FROM {self.rows}'
        )
        passed = f'{extreme} FILTER (WHERE id IS NOT NULL) OVER ({parts}ORDER BY "at"{direction})'
        return f"SELECT {self._keys}, near FROM (SELECT *, {passed} AS near FROM ({every})) WHERE id IS NULL"


@dataclass(frozen=True)
class Candidates:
    """Rows of facts beside a trigger's: `on` joins those that belong to it, `more` says that there may be others.

    `keys` are what both must have in common, of the fact and of the trigger. `loose` are the facts that may belong to
    any row; they are not among the rows that are joined.
    """

    frame: Frame
    trigger: Frame
    rows: str
    on: str
    counts: str
    more: str
    keys: tuple[tuple[str, str], ...]
    loose: tuple[Loose, ...] = ()

    @property
    def table(self) -> str:
        """The rows, as a join names them."""
        return f"{self.rows} {self.frame.alias}"

    def beside(self, rows: str, *, few: bool = False) -> str:
        """A table of the trigger's rows and this one, as an inner join names them: the one with fewer facts last.

        `few`: most of the trigger's rows are not in the table.
        """
        own, store = f"{rows} {self.trigger.alias}", self.trigger.query.store
        are_facts = self.trigger.entity is None and self.trigger.paired is None
        fewer = few or (are_facts and store.size(self.trigger.events) < store.size(self.frame.events))
        return f"{self.table} JOIN {own}" if fewer else f"{own} JOIN {self.table}"

    @property
    def at(self) -> str:
        """The instant of a fact."""
        return self.frame.at

    @property
    def id(self) -> str:
        """The id of a fact."""
        return self.frame.column("id")


def candidates(trigger: Frame, pattern: m.EventPattern, truth_of: TruthOf, *, nearest: bool = True) -> Candidates:
    """The facts of the pattern that belong to the trigger, itself left out, or to the entity of the row.

    `nearest`: of those that do not say whose they are the caller needs only the one nearest to each row.

    Raises `NotCompiled` where facts do not say whose they are and that one does not tell.
    """
    query, other = trigger.query, trigger.another(pattern)
    covered = query.store.covered
    more = ["TRUE"] if covered is not None and set(pattern.events) - covered else []
    itself = trigger.entity is None and not set(trigger.events).isdisjoint(pattern.events)
    on = [f"{other.column('id')} <> {trigger.column('id')}"] if itself else []
    nearest = nearest and not reads_trigger(pattern.where)
    keys, unsaid = dict[str, tuple[str, str]](), list[str]()
    for kind in pattern.key:
        own = trigger.key(kind)
        if kind in ENTITY_KEYS and query.tables.has_unnamed(pattern.events, kind):
            unsaid.append(kind)
            if not nearest:
                query.tables.refuse_unnamed(pattern.events, kind)
        keys[kind] = other.key(kind), own
        on.append(f"{other.key(kind)} = {own}")
        more.append(f"{own} IS NULL")
    counts = truth_of(pattern.where, other, trigger)
    found = Candidates(other, trigger, other.rows()[1], sql.all_of(on), counts, sql.any_of(more), tuple(keys.values()))
    return replace(found, loose=tuple(_loose(trigger, found, keys, some) for some in _some_of(unsaid)))


def may_be_its_own(trigger: Frame, pattern: m.EventPattern) -> bool:
    """Whether a trigger may be a fact of the pattern that does not say whose it is.

    Only where it has its key of the entity beside it: any other trigger with a key says whose it is.
    """
    return trigger.paired is not None and not set(trigger.events).isdisjoint(pattern.events)


def reads_trigger(where: m.Condition | None) -> bool:
    """Whether a condition on another fact looks at the trigger."""
    if where is None:
        return False
    terms = (t for part in parts_of(where) for t in terms_of(part))
    return any(isinstance(t, m.FieldRef) and t.owner is m.Owner.TRIGGER for t in terms)


def _some_of(kinds: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for count in range(1, len(kinds) + 1):
        yield from combinations(kinds, count)


def _loose(trigger: Frame, found: Candidates, keys: Mapping[str, tuple[str, str]], unsaid: tuple[str, ...]) -> Loose:
    """The facts that say the keys but for some."""
    said = [(sql.name(f"key {kind}"), key, own) for kind, (key, own) in keys.items() if kind not in unsaid]
    where = [f"{keys[kind][0]} IS NULL" for kind in unsaid] + [f"{key} IS NOT NULL" for _, key, _ in said]
    columns = "".join(f", {key} AS {column}" for column, key, _ in said)
    rows = trigger.query.add(
        "loose",
        f'SELECT {found.at} AS "at", {found.id} AS id{columns} FROM {found.table} '
        f"WHERE {sql.all_of(where)} AND ({found.counts}) IS NOT FALSE",
    )
    return Loose(trigger, rows, tuple((column, own) for column, _, own in said))
