"""Fits a map to its table: everything that can be checked is checked before the first row is read.

What comes in is a `TableMap`, the vocabulary and the header; what goes out is a `FactPlan` for each `[[fact]]`, with
event types, fields and columns resolved, or a `MapError` that lists everything that does not fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policykit.io.facts_in.map_fields import FieldBinder, FieldPlan
from policykit.io.facts_in.map_model import FactMap, IdenticalRows, TableMap, map_error
from policykit.io.facts_in.map_notes import Notes, Where
from policykit.io.facts_in.parse import unknown_type
from policykit.io.facts_in.problems import quoted
from policykit.io.facts_in.template import Template
from policykit.io.facts_in.times import Clock, DateOnly
from policykit.model.text import Text
from policykit.model.vocabulary import EventType, Vocabulary


@dataclass(frozen=True, slots=True)
class FactPlan:
    """How one fact is read from a row. `reads` are the indexes of all columns that it looks at."""

    event: EventType
    when: int | None
    one_of: frozenset[str] | None
    id: Template | None
    id_columns: str | None
    identical: IdenticalRows
    constants: Mapping[str, object]
    fields: tuple[FieldPlan, ...]
    reads: tuple[int, ...]


def bind(table: TableMap, vocabulary: Vocabulary, header: Sequence[str], path: Path) -> tuple[FactPlan, ...]:
    """The plan of every fact. Raises `MapError` with all that does not fit; `path` is the map's."""
    notes = Notes(header)
    clock = _clock(table, notes)
    plans = [
        _fact(fact, ("fact", i), table=table, vocabulary=vocabulary, clock=clock, notes=notes)
        for i, fact in enumerate(table.fact)
    ]
    if notes.problems:
        raise map_error(path, list(dict.fromkeys(notes.problems)))
    return tuple(p for p in plans if p is not None)


def also_covered(table: TableMap, vocabulary: Vocabulary, path: Path) -> tuple[str, ...]:
    """The event types of the key `covers`. Raises `MapError` for unknown ones."""
    found = [vocabulary.event(name) for name in table.covers]
    unknown = [unknown_type(n, vocabulary).reason for n, e in zip(table.covers, found, strict=True) if e is None]
    if unknown:
        raise map_error(path, [Text(f"covers:{r.zh}", f"covers: {r.en}") for r in unknown])
    return tuple(e.name for e in found if e is not None)


def _clock(table: TableMap, notes: Notes) -> Clock:
    try:
        clock = table.clock()
    except ValueError:
        found = quoted(table.time_zone)
        notes.say(
            ("time_zone",),
            f"找到{found.zh};应为时差,如 +08:00(北京时间)",
            f"found {found.en}; expected an offset, such as +08:00 for Beijing time",
        )
        return Clock()
    if clock.zone is None and clock.date_only is not DateOnly.REJECT:
        notes.say(
            ("date_only",),
            '一天的起止取决于时区;请同时写明 time_zone,如 "+08:00"',
            'when a day starts and ends depends on the zone; say time_zone too, such as "+08:00"',
        )
    return clock


def _fact(
    fact: FactMap, where: Where, *, table: TableMap, vocabulary: Vocabulary, clock: Clock, notes: Notes
) -> FactPlan | None:
    event = vocabulary.event(fact.type)
    if event is None:
        reason = unknown_type(fact.type, vocabulary).reason
        notes.say((*where, "type"), reason.zh, reason.en)
        return None
    identical = fact.identical_rows or table.identical_rows
    numbered = identical is IdenticalRows.NUMBER
    own_id = None if fact.id is None else _id(fact.id, (*where, "id"), notes, numbered=numbered)
    constants, fields = FieldBinder(event, vocabulary, clock, notes, where, numbered).bind(fact.fields)
    when = None if fact.when is None else notes.column(fact.when.column, (*where, "when"))
    reads = {i for f in fields for i in f.template.indexes}
    reads.update(own_id.indexes if own_id else (), () if when is None else (when,))
    return FactPlan(
        event=event,
        when=when,
        one_of=None if fact.when is None or fact.when.one_of is None else frozenset(fact.when.one_of),
        id=own_id,
        id_columns=" + ".join(own_id.columns) if own_id else None,
        identical=identical,
        constants={"type": event.name, **constants},
        fields=fields,
        reads=tuple(sorted(reads)),
    )


def _id(text: str, where: Where, notes: Notes, *, numbered: bool) -> Template | None:
    template = notes.template(text, where, numbered=numbered)
    if template is None:
        return None
    if not template.columns:
        notes.say(
            where,
            "每行会得到相同的编号;请至少用一列,如 received-{message},或省略 id",
            "every row would get the same id; use at least one column, as in received-{message}, or leave it out",
        )
    elif numbered and not template.numbered:
        notes.say(
            where,
            'identical_rows = "number" 需要在 id 中用 {#} 区分相同的行,或省略 id',
            'identical_rows = "number" needs {#} in the id to tell identical rows apart, or no id at all',
        )
    return template
