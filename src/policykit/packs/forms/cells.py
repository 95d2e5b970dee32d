"""Cells and groups of cells: their names, the instruction on each, and the way through a form from cell to cell.

A group of cells is a `Sheet`, a pydantic model whose fields all may be absent, as cells on paper may be empty. In: data
under English or Chinese field names. Out: frozen models, and for every cell its names and its `Cell`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policykit.model.choice import Choice
from policykit.model.text import Text
from policykit.packs.forms.problems import Loc, ProblemCode, shown

Flaw = tuple[ProblemCode, Text]
"""What is wrong with one value, and why."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How a cell is to be filled; stands in the annotation of its field.

    `instruction` is the number of the form's instruction on it, if there is one. A cell that `may_stay_empty` needs no
    value by itself, though a rule may ask for one. `check` looks at a value by itself. Where the value must be one of a
    list, `instead` maps words that people use to the value that the form has for them; `advice` is for all other words.
    `one_account` is the number of the instruction by which the cell may name one account alone.
    """

    instruction: int | None = None
    may_stay_empty: bool = False
    one_account: int | None = None
    check: Callable[[object], Flaw | None] | None = None
    instead: Mapping[str, Choice] = field(default_factory=dict)
    advice: Text | None = None


_PLAIN = Cell()
_T = TypeVar("_T")


def several(zh: str, en: str) -> Any:  # noqa: ANN401 - pydantic types Field so
    """A field that holds a list of groups of cells, empty if absent, with its Chinese and English name."""
    return Field(default=(), description=en, json_schema_extra={"zh": zh})


class Sheet(BaseModel):
    """A group of cells. Data may call a field by its English or its Chinese name; an empty text is no value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _by_english_names(cls, data: object) -> object:
        return cls.english(data) if isinstance(data, Mapping) else data

    @classmethod
    def english(cls, data: Mapping[object, object]) -> dict[str, object]:
        """The data under English names, without empty values; a second name for the same field stays as it is."""
        names = {label(cls, name).zh: name for name in cls.model_fields}
        given = {str(key): value for key, value in data.items() if not _empty(value)}
        return {key if names.get(key, key) in given else names.get(key, key): value for key, value in given.items()}

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return all(getattr(self, name) in (None, ()) for name in type(self).model_fields)


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


@cache
def cell(sheet: type[Sheet], name: str) -> Cell:
    """How a cell is to be filled."""
    return next((m for m in sheet.model_fields[name].metadata if isinstance(m, Cell)), _PLAIN)


@cache
def label(sheet: type[Sheet], name: str) -> Text:
    """What a cell is called."""
    info = sheet.model_fields[name]
    extra = info.json_schema_extra
    zh = extra.get("zh") if isinstance(extra, dict) else None
    return Text(str(zh or name), info.description or name)


@cache
def nested(sheet: type[Sheet], name: str) -> type[Sheet] | None:
    """The group of cells that a field holds, alone or in a list; None for a cell."""
    return _first(sheet.model_fields[name].annotation, Sheet)


@cache
def choices(sheet: type[Sheet], name: str) -> type[Choice] | None:
    """The list of which a cell's value must be one; None if it is free."""
    return _first(sheet.model_fields[name].annotation, Choice)


def _first(annotation: object, base: type[_T]) -> type[_T] | None:
    if isinstance(annotation, type) and issubclass(annotation, base):
        return annotation
    return next((found for part in get_args(annotation) if (found := _first(part, base))), None)


def walk(sheet: Sheet, loc: Loc = ()) -> Iterator[tuple[Loc, type[Sheet], object]]:
    """Every cell of a sheet in order, with the sheet that it lies in and its value, groups after groups.

    An absent group is walked as an empty one, so that each of its cells is met; a list without members is met itself.
    """
    kind = type(sheet)
    for name in kind.model_fields:
        value = getattr(sheet, name)
        inner = nested(kind, name)
        if inner is None or value == ():
            yield (*loc, name), kind, value
        elif isinstance(value, tuple):
            for number, member in enumerate(value):
                yield from walk(member, (*loc, name, number))
        else:
            yield from walk(inner() if value is None else value, (*loc, name))


def place(form: type[Sheet], loc: Loc) -> Text:
    """What a place in a form is called: its names from the outside in, an unknown name as it is."""
    labels = [label(sheet, name) if sheet else Text(shown(name), shown(name)) for sheet, name, _ in _steps(form, loc)]
    if not labels:
        return Text("全表", "the whole form")
    return Text("·".join(t.zh for t in labels), ", ".join(t.en for t in labels))


def position(form: type[Sheet], loc: Loc) -> tuple[int, ...]:
    """A key that sorts places in the order of the form's cells; unknown names come last in their group."""
    key: list[int] = []
    for _, _, numbers in _steps(form, loc):
        key += numbers
    return tuple(key)


def owner(form: type[Sheet], loc: Loc) -> tuple[type[Sheet] | None, str]:
    """The group of cells in which a place lies (None where its name is unknown), and its name there."""
    return next(((sheet, name) for sheet, name, _ in reversed(list(_steps(form, loc)))), (None, ""))


def _steps(form: type[Sheet], loc: Loc) -> Iterator[tuple[type[Sheet] | None, str, tuple[int, ...]]]:
    """The names on the way to a place: the group that knows each, the name, and where it stands there."""
    sheet: type[Sheet] | None = form
    for n, part in enumerate(loc):
        if isinstance(part, int):
            continue
        names = list(sheet.model_fields) if sheet else []
        known = sheet if part in names else None
        index = loc[n + 1 : n + 2]
        member = tuple(i for i in index if isinstance(i, int))
        yield known, part, (names.index(part) if known else len(names), *member)
        sheet = nested(known, part) if known else None
