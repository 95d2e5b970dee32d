"""Facts in tables of a system's own: a table for each event type, its columns in the types that databases have.

`id` is text, `occurred_at` and `recorded_at` are times with a zone, every other field is a column of its English name:
text, boolean, whole number, date, list of texts. Out: the columns that the engine reads, as SQL over those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policykit.engine.columnar.sql import name, text
from policykit.model.choice import Choice
from policykit.model.facts import Fact
from policykit.model.vocabulary import EventType, FieldDef, Kind

TIMES = ("occurred_at", "recorded_at")
"""The columns that say when a fact occurred and, if that was later, when it was recorded."""


@dataclass(frozen=True, slots=True)
class NaturalColumn:
    """A field of an event type as a column. `fractional`: a plug-in's number that need not be whole.

    `default` is what a fact says that leaves the field out: NULL but for few fields.
    """

    field: FieldDef
    fractional: bool = False
    default: object = None

    @property
    def name(self) -> str:
        """The English name of the field."""
        return self.field.name

    @property
    def kind(self) -> Kind:
        """The kind of its values."""
        return self.field.type.kind


def columns_of(event: EventType) -> tuple[NaturalColumn, ...]:
    """The columns of the type's table after `id`, `occurred_at` and `recorded_at`."""
    return tuple(_columns(event))


def _columns(event: EventType) -> Iterator[NaturalColumn]:
    for field in event.fields.values():
        if field.name in TIMES:
            continue
        info = event.model.model_fields[field.name]
        fractional = field.type.kind is Kind.NUMBER and "float" in str(info.annotation)
        yield NaturalColumn(field, fractional, None if field.required else info.default)


def default_literal(column: NaturalColumn) -> str | None:
    """The default as SQL, None where leaving the field out says nothing."""
    match column.default:
        case None:
            return None
        case bool() as truth:
            return "TRUE" if truth else "FALSE"
        case Choice() as choice:
            return text(choice.value)
        case int() | float() as number:
            return str(number)
        case str() as said:
            return text(said)
        case default:
            raise TypeError(f"no literal for {default!r}")


@dataclass(frozen=True, slots=True)
class Saying:
    """How a database says the engine's columns: templates over `{}`, a quoted name."""

    text: str
    whole: str
    fraction: str
    day: str
    instant: str
    texts: str

    def column(self, column: NaturalColumn) -> str:
        """The engine's column of a field: whole days and microseconds since 1970, defaults filled in."""
        match column.kind:
            case Kind.DATE:
                template = self.day
            case Kind.INSTANT:
                template = self.instant
            case Kind.SET:
                template = self.texts
            case Kind.NUMBER:
                template = self.fraction if column.fractional else self.whole
            case Kind.TRUTH:
                template = "{}"
            case Kind.TEXT | Kind.ID | Kind.CHOICE:
                template = self.text
        found = template.format(name(column.name))
        default = default_literal(column)
        return found if default is None else f"coalesce({found}, {default})"

    def select(self, event: EventType) -> str:
        """The list of the engine's columns for the type: `id`, `at`, `known` and the fields."""
        occurred, recorded = (self.instant.format(name(t)) for t in TIMES)
        said = {"id": self.text.format("id"), "at": occurred, "known": f"coalesce({recorded}, {occurred})"}
        said |= {c.name: self.column(c) for c in columns_of(event)}
        return ", ".join(f"{expression} AS {name(column)}" for column, expression in said.items())


def natural_row(fact: Fact, event: EventType) -> tuple[object, ...]:
    """The row of a fact in the order of `natural_names`; choices by their English value."""
    values = (_plain(getattr(fact, c.name)) for c in columns_of(event))
    return (fact.id, fact.occurred_at, fact.recorded_at, *values)


def natural_names(event: EventType) -> tuple[str, ...]:
    """The names of all columns of the type's table, in order."""
    return ("id", *TIMES, *(c.name for c in columns_of(event)))


def _plain(value: object) -> object:
    match value:
        case Choice():
            return value.value
        case frozenset():
            return sorted(str(_plain(v)) for v in value)
        case _:
            return value
