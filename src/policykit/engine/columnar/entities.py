"""Entities as tables: their lives, their attributes as validity intervals, the days on which something changed.

In: the facts. Out: tables with the meaning of `reference.register`, by set operations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from threading import RLock

from policykit.engine.columnar import sql, suspensions
from policykit.engine.columnar.facts import Store
from policykit.engine.reference.register import SAYS_ATTRIBUTES
from policykit.model.text import fold
from policykit.model.vocabulary import ONLINE, RUNS_ACCOUNT, EntityType, Kind

BEFORE_ALL = -(2**62)
AFTER_ALL = 2**62
"""Instants before and after every other."""


class Entities:
    """The entities that the facts of a store speak of, as tables, each made when it is first asked for.

    Several threads may ask.
    """

    def __init__(self, store: Store) -> None:
        """Nothing is read before it is asked for."""
        self._store = store
        self._made: dict[tuple[str, ...], str] = {}
        self._making = RLock()

    def _kept(self, key: tuple[str, ...], query: str) -> str:
        with self._making:
            if key not in self._made:
                self._made[key] = self._store.backend.keep(query)
            return self._made[key]

    def _type(self, kind: str) -> EntityType:
        return self._store.vocabulary.entities[kind]

    def _class(self, event: str) -> int:
        """How facts of one instant are ordered: beginnings, all else, resumptions, ends."""
        every = self._store.vocabulary.entities.values()
        if any(event in e.starts for e in every):
            return 0
        if any(event in e.ends for e in every):
            return 3
        return 2 if event == suspensions.RESUMED else 1

    # ------------------------------------------------------------ lives

    def lives(self, kind: str) -> str:
        """The table of lives: id, n, life (its number), since, until (exclusive, NULL: goes on), said, fact, ended_by.

        `n` numbers the entities: what is grouped or sorted by it takes a third of the memory that ids take.
        A life begins with a start or, if there was none before, with the first fact that shows it; it ends with the
        next end. A beginning while it lives and an end while it does not say nothing.
        """
        order = 'PARTITION BY id ORDER BY "at", class, fact'
        events = " UNION ALL ".join(self._bounds(kind))
        if not events:
            texts = "".join(f", CAST(NULL AS VARCHAR) AS {c}" for c in ("id", "fact", "ended_by"))
            numbers = "".join(f", CAST(NULL AS BIGINT) AS {c}" for c in ("life", "since", "until"))
            none = f"SELECT FALSE AS said, CAST(NULL AS INTEGER) AS n{texts}{numbers} WHERE FALSE"
            return self._kept(("lives", kind), none)
        return self._kept(
            ("lives", kind),
            f"WITH e AS ({events}), n AS (SELECT *, count(*) FILTER (WHERE role <> 'end') OVER ({order} "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS begun FROM e), "
            "k AS (SELECT * FROM n WHERE begun > 0 AND (role <> 'shown' OR begun = 1)), "
            f"c AS (SELECT *, lag(role) OVER ({order}) AS before FROM k), "
            "s AS (SELECT * FROM c WHERE before IS NULL OR (role = 'end') <> (before = 'end')), "
            f'l AS (SELECT *, lead("at") OVER ({order}) AS until, lead(fact) OVER ({order}) AS ended_by FROM s) '
            "SELECT id, CAST(dense_rank() OVER (ORDER BY id) AS INTEGER) AS n, "
            'row_number() OVER (PARTITION BY id ORDER BY "at", class, fact) - 1 AS life, "at" AS since, '
            "until, role = 'start' AS said, fact, ended_by FROM l WHERE role <> 'end'",
        )

    def numbers(self, kind: str) -> str:
        """The table of the numbers of all entities of a kind that ever lived: id, n."""
        return self._kept(("numbers", kind), f"SELECT DISTINCT id, n FROM {self.lives(kind)}")

    def _bounds(self, kind: str) -> Iterator[str]:
        """What begins and ends lives of a kind, and the first fact of each type that shows one."""
        store, type_ = self._store, self._type(kind)
        column = sql.name(kind)
        for role, events in (("start", type_.starts), ("end", type_.ends)):
            for event in events:
                if event in store.types:
                    yield (
                        f"SELECT {column} AS id, \"at\", {self._class(event)} AS class, id AS fact, '{role}' AS role "
                        f"FROM {store.relation(event)} WHERE {store.known} AND {column} IS NOT NULL"
                    )
        shown = sorted((type_.shown_by & store.types) - {*type_.starts, *type_.ends})
        if not shown:
            return
        first = self._first_shown_at(kind, shown)
        every = " UNION ALL ".join(
            f'SELECT f.id, f."at", {self._class(event)} AS class, min(r.id) AS fact FROM {store.relation(event)} r '
            f'JOIN (SELECT * FROM {first} WHERE place = {place}) f ON f.id = r.{column} AND f."at" = r."at" '
            f"WHERE r.known <= {store.as_of} GROUP BY 1, 2"
            for place, event in enumerate(shown)
        )
        yield (
            "SELECT id, \"at\", class, fact, 'shown' AS role FROM (SELECT *, row_number() OVER (PARTITION BY id "
            f'ORDER BY "at", class, fact) AS place FROM ({every})) WHERE place = 1'
        )

    def _first_shown_at(self, kind: str, events: Sequence[str]) -> str:
        """The table of when facts first show an entity, and by its place of which type they are: id, at, place.

        Those are left out that began before. Few types are the first to show anything: facts of the others are not
        read again for the one that did.
        """
        store, column, types = self._store, sql.name(kind), self._type(kind)
        places = list(enumerate(events))
        places += [(-1, event) for event in types.starts if event in store.types]
        firsts = " UNION ALL ".join(
            f'SELECT {column} AS id, min("at") AS "at", {place} AS place FROM {store.relation(event)} '
            f"WHERE {store.known} AND {column} IS NOT NULL GROUP BY {column}"
            for place, event in places
        )
        least = f'SELECT *, min("at") OVER (PARTITION BY id) AS least FROM ({firsts})'
        return self._kept(
            ("first shown", kind), f'SELECT id, "at", place FROM ({least}) WHERE place >= 0 AND "at" = least'
        )

    # ------------------------------------------------------------ attributes

    def attribute(self, kind: str, field: str, *, folded: bool = False) -> str:
        """The table of an attribute: id, since, until (exclusive), value; NULL where it is not known.

        A derived attribute is false outside of lives; an entity without an interval never lived. Texts and ids are as
        the facts say them; `folded`: as they are compared.
        """
        folded = folded and self._type(kind).fields[field].type.kind in (Kind.TEXT, Kind.ID)
        if field in self._type(kind).derived:
            query = self._runs() if field == RUNS_ACCOUNT else self._of_suspension(field)
        else:
            query = self._said(kind, field, folded=folded)
        return self._kept(("attribute", kind, field, *(("folded",) if folded else ())), query)

    def _said(self, kind: str, field: str, *, folded: bool) -> str:
        """Each value last said, until another is."""
        type_ = self._type(kind).fields[field].type
        parts = self._values(kind, field)
        if not parts:
            return (
                "SELECT CAST(NULL AS VARCHAR) AS id, CAST(NULL AS BIGINT) AS since, CAST(NULL AS BIGINT) AS until, "
                f"{sql.absent(type_)} AS value WHERE FALSE"
            )
        value = "value"
        said = f"({' UNION ALL '.join(parts)}) v"
        other = self._folded(parts) if folded else None
        if other is not None:
            said, value = f"{said} LEFT JOIN {other} w ON w.raw = v.value", "coalesce(w.folded, v.value)"
        order = 'PARTITION BY id ORDER BY "at", class, fact'
        return intervals(
            f'SELECT id, "at", value FROM (SELECT id, "at", {value} AS value, lead("at") OVER ({order}) AS next '
            f'FROM {said}) WHERE next IS NULL OR "at" < next'
        )

    def _values(self, kind: str, field: str) -> list[str]:
        """The queries of what facts say of an attribute: id, at, class, fact, value."""
        column = sql.name(field)
        return [
            f'SELECT {sql.name(kind)} AS id, "at", {self._class(event)} AS class, id AS fact, {column} AS value '
            f"FROM {self._store.relation(event)} WHERE {self._store.known} AND {column} IS NOT NULL "
            f"AND {sql.name(kind)} IS NOT NULL"
            for event in self._saying(kind)
            if field in self._store.vocabulary.events[event].fields
        ]

    def _folded(self, parts: Sequence[str]) -> str | None:
        """The table of values that are compared as another text, None if there are none."""
        values = self._store.backend.rows(
            f"SELECT DISTINCT value FROM ({' UNION ALL '.join(parts)}) WHERE NOT {sql.is_folded('value')}"
        )
        changed = [(str(v), fold(str(v))) for (v,) in values if fold(str(v)) != v]
        return self._store.backend.put({"raw": "VARCHAR", "folded": "VARCHAR"}, changed) if changed else None

    def _saying(self, kind: str) -> list[str]:
        """The event types that say attributes of a kind."""
        events = self._store.vocabulary.events
        return [t for t in sorted(self._store.types) if events[t].subject == kind and t.endswith(SAYS_ATTRIBUTES)]

    # ------------------------------------------------------------ derived attributes

    def _of_suspension(self, field: str) -> str:
        """Whether an account is online, or paused: as its lives begin, and as suspensions say since."""
        lives = self.lives("account")
        at_first = "TRUE" if field == ONLINE else "FALSE"
        said = f'SELECT id, since AS "at", 0 AS class, fact, {at_first} AS value FROM {lives}'
        if self._suspensions is not None:
            also = f'SELECT id, "at", class, fact, {field} FROM {self._suspensions}'
            said += f" UNION ALL {also}" + (" WHERE online IS NOT NULL" if field == ONLINE else "")
        return (
            "SELECT s.id, s.since, least(s.until, coalesce(l.until, s.until)) AS until, s.value FROM "
            f'(SELECT id, "at" AS since, coalesce(lead("at") OVER (PARTITION BY id ORDER BY "at", class, fact), '
            f"{AFTER_ALL}) AS until, value FROM ({said})) s JOIN {lives} l ON l.id = s.id AND l.since <= s.since "
            "AND s.since < coalesce(l.until, s.until) AND s.since < s.until"
        )

    @property
    def _suspensions(self) -> str | None:
        """The table of what `suspensions.said` gives; None where nothing can be said."""
        if not {suspensions.SUSPENDED, suspensions.RESUMED} & self._store.types:
            return None
        return self._kept(("suspensions",), suspensions.said(self._store, self._type("account").ends))

    def stays(self, kind: str, owner: str) -> str:
        """The table of with whom entities were as long as they lived: id, value, since, until (exclusive)."""
        lives, said = self.lives(kind), self.attribute(kind, owner)
        return self._kept(
            ("stays", kind, owner),
            "SELECT s.id, s.value, greatest(l.since, s.since) AS since, "
            f"least(coalesce(l.until, {AFTER_ALL}), s.until) AS until FROM {lives} l JOIN {said} s ON s.id = l.id "
            f"AND s.since < coalesce(l.until, {AFTER_ALL}) AND l.since < s.until",
        )

    def _runs(self) -> str:
        """Whether a unit has an account that lives: a count of stays that begin and end."""
        own = self.lives("unit")
        store = self._store
        unlisted = "NULL" if store.not_listed("account") else "FALSE"
        never = AFTER_ALL
        return (
            f"WITH stays AS (SELECT value AS id, since, until FROM {self.stays('account', 'unit')}), "
            'steps AS (SELECT id, since AS "at", 1 AS change FROM stays UNION ALL SELECT id, until, -1 FROM stays '
            f"UNION ALL SELECT id, since, 0 FROM {own} UNION ALL SELECT id, coalesce(until, {never}), 0 FROM {own}), "
            'sums AS (SELECT id, "at", sum(change) AS change FROM steps GROUP BY 1, 2), '
            'counts AS (SELECT id, "at" AS since, coalesce(lead("at") OVER (PARTITION BY id ORDER BY "at"), '
            f'{never}) AS until, sum(change) OVER (PARTITION BY id ORDER BY "at" ROWS BETWEEN UNBOUNDED PRECEDING AND '
            "CURRENT ROW) AS running FROM sums) "
            f"SELECT c.id, c.since, c.until, CASE WHEN c.running > 0 THEN TRUE ELSE {unlisted} END AS value "
            f"FROM counts c JOIN {own} o ON o.id = c.id AND o.since <= c.since "
            f"AND c.since < coalesce(o.until, {never}) "
            "WHERE c.since < c.until"
        )

    # ------------------------------------------------------------ changes

    def own_changes(self, kind: str) -> str:
        """The table of the facts that changed something about an entity: id, day, at, fact."""
        day = sql.day_of('"at"')
        lives = self.lives(kind)
        parts = [
            f'SELECT id, since AS "at", fact FROM {lives}',
            f'SELECT id, until AS "at", ended_by AS fact FROM {lives} WHERE until IS NOT NULL',
        ]
        for event in self._saying(kind):
            fields = self._type(kind).fields.keys() - self._type(kind).derived
            said = sorted(fields & self._store.vocabulary.events[event].fields.keys())
            if said:
                parts.append(
                    f'SELECT {sql.name(kind)} AS id, "at", id AS fact FROM {self._store.relation(event)} '
                    f"WHERE {self._store.known} AND {sql.name(kind)} IS NOT NULL "
                    f"AND ({' OR '.join(f'{sql.name(f)} IS NOT NULL' for f in said)})"
                )
        if kind == "account" and self._suspensions is not None:
            parts.append(f'SELECT id, "at", fact FROM {self._suspensions}')
        every = " UNION ".join(parts)
        return self._kept(("own changes", kind), f'SELECT id, CAST({day} AS INTEGER) AS day, "at", fact FROM ({every})')

    @cached_property
    def circles(self) -> str:
        """The table of which entities are tied to each other, as one ever named the other: kind, id, circle."""
        kinds = self._store.vocabulary.entities
        named = ", ".join(f"CAST(NULL AS VARCHAR) AS {c}" for c in ("kind", "id", "tie"))
        ties = self._store.backend.keep(
            " UNION ".join(
                [f"SELECT {named} WHERE FALSE"]
                + [
                    f"SELECT '{kind}' AS kind, id, '{other} ' || value AS tie FROM ({said})"
                    for kind in kinds
                    for other in kinds
                    if other in kinds[kind].fields
                    for said in self._values(kind, other)
                ]
            )
        )
        circles = _Circles()
        tying = f"SELECT kind, id FROM {ties} WHERE kind || ' ' || id IN (SELECT tie FROM {ties})"
        many = f"SELECT kind, id FROM {ties} GROUP BY kind, id HAVING count(*) > 1 UNION {tying}"
        for kind, id_, tie in self._store.backend.rows(
            f"SELECT t.kind, t.id, t.tie FROM {ties} t JOIN ({many}) m ON m.kind = t.kind AND m.id = t.id"
        ):
            circles.join(f"{kind} {id_}", str(tie))
        joined = self._store.backend.put({"tie": "VARCHAR", "circle": "VARCHAR"}, circles.rows())
        every = " UNION ".join(f"SELECT '{kind}' AS kind, id FROM {self.own_changes(kind)}" for kind in kinds)
        return self._kept(
            ("circles",),
            "SELECT e.kind, e.id, coalesce(j.circle, k.circle, f.tie, e.kind || ' ' || e.id) AS circle "
            f"FROM ({every}) e LEFT JOIN (SELECT kind, id, min(tie) AS tie FROM {ties} GROUP BY 1, 2) f "
            f"ON f.kind = e.kind AND f.id = e.id LEFT JOIN {joined} j ON j.tie = e.kind || ' ' || e.id "
            f"LEFT JOIN {joined} k ON k.tie = f.tie",
        )

    def changes(self, kind: str) -> str:
        """The table of the days on which an entity, or one that it is tied to, changed: id, day."""
        every = " UNION ".join(
            f"SELECT c.circle, o.day FROM {self.own_changes(k)} o "
            f"JOIN {self.circles} c ON c.kind = '{k}' AND c.id = o.id"
            for k in self._store.vocabulary.entities
        )
        days = self._kept(("days of circles",), f"SELECT DISTINCT circle, day FROM ({every})")
        return self._kept(
            ("changes", kind),
            f"SELECT c.id, d.day FROM {self.circles} c JOIN {days} d ON d.circle = c.circle WHERE c.kind = '{kind}'",
        )


def intervals(values: str) -> str:
    """The query of the times over which a value holds: id, since, until (exclusive), value.

    `values` is the query of what holds from which instant on: id, at, value; no id has two values at an instant. The
    same value again begins no new row: facts of many types say an attribute beside what they are about, and every row
    costs all who look one up.
    """
    order = "PARTITION BY id ORDER BY"
    before = f'lag(id) OVER ({order} "at") AS before, lag(value) OVER ({order} "at") AS earlier'
    changes = (
        f'SELECT id, "at" AS since, value FROM (SELECT *, {before} FROM ({values})) '
        "WHERE before IS NULL OR value IS DISTINCT FROM earlier"
    )
    return f"SELECT id, since, coalesce(lead(since) OVER ({order} since), {AFTER_ALL}) AS until, value FROM ({changes})"


class _Circles:
    """Which entities are tied, by what ties them; each is named with its kind."""

    def __init__(self) -> None:
        self._over: dict[str, str] = {}

    def _top(self, entity: str) -> str:
        self._over.setdefault(entity, entity)
        path = []
        while self._over[entity] != entity:
            path.append(entity)
            entity = self._over[entity]
        for passed in path:
            self._over[passed] = entity
        return entity

    def join(self, one: str, other: str) -> None:
        """These belong together."""
        self._over[self._top(one)] = self._top(other)

    def rows(self) -> Iterator[tuple[str, str]]:
        """Everything that was joined, with its circle."""
        for entity in list(self._over):
            yield entity, self._top(entity)
