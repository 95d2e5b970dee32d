"""The facts in the database as the engine reads them: what is known at `as_of`, and facts as objects where few are.

In: a backend, the vocabulary, which event types there are. Out: SQL for the facts of a type, and `Fact` objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from policykit.engine.columnar.backend import Backend, Row
from policykit.engine.columnar.sql import absent, day_of_number, name, text
from policykit.model.facts import Fact
from policykit.model.time import Instant, moment
from policykit.model.valid import Valid
from policykit.model.vocabulary import FieldType, Kind, Vocabulary


@dataclass(frozen=True)
class Extent:
    """How many facts of a type there are, how many of them are known, and when the first known one occurred."""

    facts: int
    known: int
    first: Instant | None


@dataclass(frozen=True)
class Extents:
    """How far the facts of each type reach, as known at `as_of`: read in one go, when it is first asked for."""

    backend: Backend
    types: frozenset[str]
    as_of: Instant

    @cached_property
    def by_type(self) -> Mapping[str, Extent]:
        """The extent of each type that has facts."""
        parts = [
            f"SELECT {text(t)} AS type, count(*) AS n, count(*) FILTER (WHERE {known_at(self.as_of)}) AS k, "
            f'min("at") FILTER (WHERE {known_at(self.as_of)}) AS a FROM {self.backend.relation(t)}'
            for t in sorted(self.types)
        ]
        rows = self.backend.rows(" UNION ALL ".join(parts)) if parts else []
        return {
            str(t): Extent(int(str(facts)), int(str(known)), first if isinstance(first, int) else None)
            for t, facts, known, first in rows
        }


def known_at(as_of: Instant) -> str:
    """The condition that a fact is known."""
    return f'"at" <= {as_of} AND known <= {as_of}'


@dataclass(frozen=True)
class Store:
    """The facts of a database, as known at `as_of`."""

    backend: Backend
    vocabulary: Vocabulary
    types: frozenset[str]
    as_of: Instant
    covered: frozenset[str] | None = None
    first: Instant | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    extents: Extents | None = None

    def size(self, types: Iterable[str]) -> int:
        """How many facts these types have together, as far as that is known; those not known yet at `as_of` too."""
        return sum(self.sizes.get(t, 0) for t in set(types))

    @property
    def known(self) -> str:
        """The condition that a fact is known."""
        return known_at(self.as_of)

    def relation(self, type_: str) -> str:
        """The table of the facts of a type."""
        return self.backend.relation(type_)

    def not_listed(self, kind: str) -> bool:
        """Whether there may be more entities of the kind than the records hold."""
        starts = self.vocabulary.entities[kind].starts
        covered = self.covered
        return covered is not None and f"{kind}.listed" not in covered and not all(t in covered for t in starts)

    def of_type(self, type_: str, fields: Iterable[str], where: str = "TRUE") -> str:
        """A query for the known facts of a type: id, at, and the fields; NULL where the type lacks one."""
        definitions = self.vocabulary.events[type_].fields
        columns = ["id", '"at"']
        for f in fields:
            wanted = definitions.get(f)
            columns.append(name(f) if wanted else f"{absent(self._elsewhere(f))} AS {name(f)}")
        if type_ not in self.types:
            columns = ["CAST(NULL AS VARCHAR) AS id", 'CAST(NULL AS BIGINT) AS "at"'] + [
                f"{absent(definitions[f].type if f in definitions else self._elsewhere(f))} AS {name(f)}"
                for f in fields
            ]
            return f"SELECT {', '.join(columns)} WHERE FALSE"
        return f"SELECT {', '.join(columns)} FROM {self.relation(type_)} WHERE {self.known} AND {where}"

    def _elsewhere(self, field_: str) -> FieldType:
        """The type of a field that another event type has."""
        return next(e.fields[field_].type for e in self.vocabulary.events.values() if field_ in e.fields)

    def of_types(self, types: Iterable[str], fields: Iterable[str], where: str = "TRUE") -> str:
        """The same for several types, with a column `type`."""
        wanted = list(fields)
        parts = [
            f"SELECT {text(t)} AS type, q.* FROM ({self.of_type(t, wanted, where)}) q" for t in dict.fromkeys(types)
        ]
        return " UNION ALL ".join(parts)

    @cached_property
    def earliest(self) -> Instant:
        """The first instant from which anything is to be told: that of the first known fact, or an earlier `first`."""
        extents = self.extents or Extents(self.backend, self.types, self.as_of)
        firsts = (extent.first for type_, extent in extents.by_type.items() if type_ in self.types)
        return min(at for at in (self.as_of, self.first, *firsts) if at is not None)

    # ------------------------------------------------------------ as objects

    def facts(self, type_: str, where: str = "TRUE") -> Iterator[Fact]:
        """The known facts of a type as objects; they were validated as they were loaded."""
        if type_ not in self.types:
            return
        fields = [f for f in self.vocabulary.events[type_].fields if f != "occurred_at"]
        columns = ", ".join(name(f) for f in ("id", "at", "known", *fields))
        build = Builder(self.vocabulary, type_, fields)
        for batch in self.backend.stream(
            f"SELECT {columns} FROM {self.relation(type_)} WHERE {self.known} AND {where}"
        ):
            yield from map(build, batch)


class Builder:
    """Makes facts of one type from rows of id, at, known and the fields."""

    def __init__(self, vocabulary: Vocabulary, type_: str, fields: list[str]) -> None:
        """Prepare to read the columns."""
        event = vocabulary.events[type_]
        self._type, self._model = type_, event.model
        self._columns = [(f, reader(event.fields[f].type)) for f in fields]
        self._sketch = Sketches()

    def __call__(self, row: Row) -> Fact:
        """The fact of a row."""
        id_, at, known, *values = row
        said: dict[str, object] = {"id": id_, "type": self._type}
        if known != at:
            said["recorded_at"] = moment(int(str(known)))
        said |= objects_of(self._columns, values)
        return self._sketch(self._model, int(str(at)), said)


class Sketches:
    """Makes facts of values that are known to be valid, after the first one that said the same fields."""

    def __init__(self) -> None:
        """Nothing is sketched yet."""
        self._first: dict[tuple[object, ...], tuple[dict[str, object], Valid[Fact]]] = {}

    def __call__(self, model: type[Fact], at: Instant, said: dict[str, object]) -> Fact:
        """A fact that occurred at the instant and says these fields, beside when it occurred."""
        said["occurred_at"] = moment(at)
        key = (model, *said)
        first = self._first.get(key)
        if first is None:
            first = self._first[key] = dict(constructed(model, said).__dict__), Valid(model, said)
        fields, make = first
        return make({**fields, **said, "at": at})


def known(id_: str, at: Instant) -> Fact:
    """A fact of which only the id and the time are known."""
    return _sketch(Fact, at, {"id": id_, "type": ""})


_sketch = Sketches()


def constructed(model: type[Fact], said: Mapping[str, object]) -> Fact:
    """A fact of values that are known to be valid: nothing is checked again."""
    build: Callable[..., Fact] = model.model_construct
    return build(_fields_set=set(said), **said)


_AS_THEY_ARE = frozenset({Kind.TEXT, Kind.ID, Kind.TRUTH, Kind.NUMBER})


Reads = Callable[[object], object] | None
"""What makes facts' values of a column's, but NULL; None where they are the same."""


def objects_of(columns: Sequence[tuple[str, Reads]], values: Sequence[object]) -> dict[str, object]:
    """The values of a row by the names of its columns, as facts hold them, but those that are NULL."""
    return {n: v if read is None else read(v) for (n, read), v in zip(columns, values, strict=True) if v is not None}


def reader(type_: FieldType) -> Reads:
    """What reads a column of the type."""
    if type_.kind in _AS_THEY_ARE:
        return None
    if type_.kind is Kind.CHOICE and type_.choices is not None:
        found: dict[object, object] = {c.value: c for c in type_.choices}
        return found.__getitem__
    return lambda value: as_object(value, type_)


def as_object(value: object, type_: FieldType) -> object:
    """A column's value as facts hold it."""
    match type_.kind:
        case Kind.CHOICE if type_.choices is not None:
            return type_.choices(str(value))
        case Kind.DATE if isinstance(value, int):
            return day_of_number(value)
        case Kind.INSTANT if isinstance(value, int):
            return moment(value)
        case Kind.SET if isinstance(value, list) and type_.element is not None:
            element = type_.element
            return frozenset(as_object(v, element) for v in value)
        case _:
            return value


def merged(parts: Mapping[str, Iterable[Fact]]) -> list[Fact]:
    """Facts of several types in order of time."""
    return sorted((f for found in parts.values() for f in found), key=lambda f: (f.at, f.id))
