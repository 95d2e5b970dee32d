"""Small tables that statements join: deadlines and windows by day, folded names, results of functions.

In: limits, windows, columns. Out: names of tables, made when first asked for. A deadline in working days is looked up
by the trigger's day: the calendar is asked once a day, never once a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock

from policykit.calendar import Calendar, bucket
from policykit.engine.columnar import sql
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.facts import Store
from policykit.engine.columnar.register import Register
from policykit.engine.reference.conditions import window_start
from policykit.engine.reference.values import Look
from policykit.model.errors import CalendarEnds
from policykit.model.extension import Extensions
from policykit.model.policy.periods import Cadence, Period
from policykit.model.text import Text, fold
from policykit.model.time import Instant, day_start, legal_day

_UNNAMED = Text("有“{e}”未说明所属的{k}", "some {e} do not say of which {k} they are")


@dataclass
class Tables:
    """The small tables of one run. Several threads may ask."""

    store: Store
    register: Register
    calendar: Calendar
    extensions: Extensions
    _made: dict[object, str] = field(default_factory=dict)
    _making: RLock = field(default_factory=RLock)

    @cached_property
    def days(self) -> range:
        """Every day on which something may be seen, as days since 1970-01-01: from the first fact to `as_of`."""
        first = self.store.earliest
        return range(sql.day_number(legal_day(first)) - 1, sql.day_number(legal_day(self.store.as_of)) + 2)

    def is_provisional(self, until: Instant | None) -> bool:
        """Whether the calendar knows one of the days, or of those up to an instant, only provisionally."""
        last = self.days[-1] if until is None else max(self.days[-1], sql.day_number(legal_day(until)))
        for number in range(self.days[0], last + 1):
            try:
                if self.calendar.status(sql.day_of_number(number)).provisional:
                    return True
            except CalendarEnds:
                continue
        return False

    def every_day(self) -> str:
        """The table of every day on which something may be seen: day."""
        return self.made("every day", {"day": "INTEGER"}, lambda: ((d,) for d in self.days))

    def made(self, key: object, columns: Mapping[str, str], rows: Callable[[], Iterable[Sequence[object]]]) -> str:
        """A table of these columns and rows, made once for a key."""
        with self._making:
            found = self._made.get(key)
            if found is None:
                found = self._made[key] = self.store.backend.put(columns, rows())
            return found

    def kept(self, key: object, query: Callable[[], str]) -> str:
        """A table of what a query gives, made once for a key."""
        with self._making:
            found = self._made.get(key)
            if found is None:
                found = self._made[key] = self.store.backend.keep(query())
            return found

    def periods(self, cadence: Cadence) -> str:
        """The table of the calendar periods by the days in them: day, first, last."""

        def rows() -> Iterator[tuple[int, int, int]]:
            for day in self.days:
                period = bucket(cadence, sql.day_of_number(day))
                yield day, sql.day_number(period.first), sql.day_number(period.last)

        return self.made(("periods", cadence), {"day": "INTEGER", "first": "INTEGER", "last": "INTEGER"}, rows)

    def begins(self, within: Period | None, same: Cadence | None) -> str:
        """The table of the first instants of a window that is looked back over: day, begin (NULL: not known)."""
        columns = {"day": "INTEGER", "begin": "BIGINT"}
        return self.made((within, same), columns, lambda: self._begins(within, same))

    def _begins(self, within: Period | None, same: Cadence | None) -> Iterator[tuple[object, ...]]:
        for number in self.days:
            at = day_start(sql.day_of_number(number))
            look = Look(self.register.light, self.calendar, self.extensions, at)
            try:
                yield number, window_start(look, within, same)
            except CalendarEnds:
                yield number, None

    # ------------------------------------------------------------ what SQL can't say

    def refuse_unnamed(self, events: Sequence[str], kind: str, where: str = "") -> None:
        """Raise `NotCompiled` if a fact of one of the types does not say whose it is: it may be anybody's.

        `where` says which facts are meant, if not all.
        """
        for event in dict.fromkeys(events):
            if self._unnamed(event, kind, where):
                named = self.store.vocabulary
                raise NotCompiled(_UNNAMED.fill(e=named.events[event].label, k=named.entities[kind].label))

    def has_unnamed(self, events: Sequence[str], kind: str, where: str = "") -> bool:
        """Whether a fact of one of the types does not say whose it is."""
        return any(self._unnamed(event, kind, where) for event in dict.fromkeys(events))

    def _unnamed(self, event: str, kind: str, where: str) -> bool:
        found = self._made.get(("unnamed", event, kind, where))
        if found is None:
            from policykit.engine.columnar.frames import Frame
            from policykit.engine.columnar.queries import Query

            query = Query(self.store, self.register, self)
            frame = Frame(query, events=(event,), where=where)
            key = frame.key(kind)
            _, rows = frame.rows()
            statement = query.statement(f"SELECT 1 FROM {rows} {frame.alias} WHERE {key} IS NULL LIMIT 1")
            found = self._made["unnamed", event, kind, where] = "yes" if self.store.backend.rows(statement) else "no"
        return found == "yes"

    def folded(self, event: str, field_: str) -> str | None:
        """The table of a text field's values that are compared as another text: raw, folded. None if there are none."""
        key = ("folded", event, field_)
        found = self._made.get(key)
        if found is None:
            found = ""
            if event in self.store.types:
                column = sql.name(field_)
                values = self.store.backend.rows(
                    f"SELECT DISTINCT {column} FROM {self.store.relation(event)} WHERE {column} IS NOT NULL "
                    f"AND NOT regexp_full_match({column}, '[!-~]([ -~]*[!-~])?')"
                )
                changed = [(str(v), fold(str(v))) for (v,) in values if fold(str(v)) != v]
                if changed:
                    found = self.store.backend.put({"raw": "VARCHAR", "folded": "VARCHAR"}, changed)
            self._made[key] = found
        return found or None
