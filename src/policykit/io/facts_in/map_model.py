"""The map of a table: which facts one row gives, and what its columns mean. Written in TOML, checked here for form.

What comes in is a TOML file; what goes out is a `TableMap`, or a `MapError` that names every key that is wrong, what
was found and what was expected. Whether the names in it exist (event types, fields, columns) is `map_plan`'s business.
The keys are explained for users in `docs/maps.md`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from policykit.io.facts_in.errors import os_trouble
from policykit.io.facts_in.problems import did_you_mean, listed, quoted, show
from policykit.io.facts_in.times import Clock, DateOnly
from policykit.model.errors import MapError
from policykit.model.text import Text

Scalar = str | bool | int | float
Words = Annotated[str, Field(min_length=1)]

PATTERN_PARTS = "%Y %m %d %H %M %S %f %z %%"
"""The parts of a time pattern that mean the same on every machine."""


class IdenticalRows(StrEnum):
    """What it means that several rows are identical in all columns that a fact reads."""

    REJECT = "reject"
    NUMBER = "number"
    MERGE = "merge"


class RowsWithoutFact(StrEnum):
    """What becomes of a row that gives no fact, since no `when` holds."""

    REJECT = "reject"
    SKIP = "skip"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldMap(_Part):
    """Where the value of a field comes from: exactly one of `column`, `template` and `value`.

    A bare string stands for `column`. An empty cell, or a template with one, means that the fact does not say the
    field.
    """

    column: Words | None = Field(default=None, description="a column of the table")
    template: Words | None = Field(
        default=None,
        description="text with columns in braces, as in '{city}-{account}'; {#} is the running number among identical"
        " rows, {{ and }} are braces",
    )
    value: Scalar | datetime | date | list[str] | None = Field(
        default=None, description="the same value for every row; a list for a field that is a set"
    )
    values: dict[str, Scalar] | None = Field(
        default=None,
        description='what each content of the cell stands for; a cell with other content is rejected. The entry "" is'
        ' for empty cells; the value "" means that the field is not said',
    )
    split: Words | None = Field(
        default=None, description="what separates the items of a cell, for a field that is a set, such as '、'"
    )
    format: Words | None = Field(
        default=None,
        description=f"how times are written, as '%Y/%m/%d %H:%M'; parts: {PATTERN_PARTS}; ISO 8601 if left out",
    )

    @model_validator(mode="before")
    @classmethod
    def _bare_column(cls, data: object) -> object:
        return {"column": data} if isinstance(data, str) else data


class WhenMap(_Part):
    """Which rows give a fact: those whose cell in `column` is not empty, or is one of `one_of`.

    A bare string stands for `column`.
    """

    column: Words = Field(description="a column of the table")
    one_of: Annotated[list[str], Field(min_length=1)] | None = Field(
        default=None, description="the contents of the cell that give the fact; any content, if left out"
    )

    @model_validator(mode="before")
    @classmethod
    def _bare_column(cls, data: object) -> object:
        return {"column": data} if isinstance(data, str) else data


class FactMap(_Part):
    """One fact that a row gives: a `[[fact]]` table."""

    type: Words = Field(description="the event type, by its English or Chinese name")
    when: WhenMap | None = Field(default=None, description="which rows give this fact; every row, if left out")
    id: Words | None = Field(
        default=None,
        description="template of the fact's id, as 'received-{message}'; a hash of what the fact says, if left out",
    )
    identical_rows: IdenticalRows | None = Field(
        default=None, description="as in the table's own key, for this fact alone"
    )
    fields: dict[str, FieldMap] = Field(description="where each field comes from, by English or Chinese name")


class TableMap(_Part):
    """The map of one table."""

    fact: Annotated[list[FactMap], Field(min_length=1, description="the facts that one row gives")]
    time_zone: Words | None = Field(
        default=None,
        description="offset of times that are written without one, as '+08:00'; without this key they are rejected",
    )
    date_only: DateOnly = Field(
        default=DateOnly.REJECT,
        description="what a date without a time of day means where a time is wanted: reject, start-of-day (00:00) or"
        " end-of-day (the day's last microsecond)",
    )
    identical_rows: IdenticalRows = Field(
        default=IdenticalRows.REJECT,
        description="what rows mean that are identical in all columns that a fact reads: reject (the first gives the"
        " fact, the others are rejected), number (each gives a fact, told apart by {#}) or merge (one fact)",
    )
    rows_without_fact: RowsWithoutFact = Field(
        default=RowsWithoutFact.REJECT,
        description="what becomes of a row for which no `when` holds: reject, or skip in silence",
    )
    covers: tuple[Words, ...] = Field(
        default=(),
        description="event types that the records hold although no row of this table gives them; where a rule asks for"
        " an act that the records do not hold at all, its verdict is undecided",
    )
    delimiter: Annotated[str, Field(pattern=r'^[^"\r\n]$')] = Field(
        default=",", description="the one character between cells"
    )
    encoding: Words = Field(
        default="utf-8-sig", description="encoding of the table: utf-8-sig (UTF-8 with or without a mark), gb18030 …"
    )

    def clock(self) -> Clock:
        """How times of this table are read. Raises `ValueError` if `time_zone` is no offset."""
        return Clock(None if self.time_zone is None else _offset(self.time_zone), self.date_only)


def _offset(text: str) -> timezone:
    match = re.fullmatch(r"([+-])(0[0-9]|1[0-4]):([0-5][0-9])", text)
    if match is None:
        raise ValueError(text)
    span = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-span if match[1] == "-" else span, text)


def load_map(path: Path) -> TableMap:
    """The map in a TOML file. Raises `MapError` with everything that is wrong in its form."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MapError(os_trouble(path, error)) from error
    except UnicodeDecodeError as error:
        raise MapError(Text(f"{path} 不是 UTF-8 编码", f"{path} is not UTF-8")) from error
    except tomllib.TOMLDecodeError as error:
        raise MapError(_not_toml(path, str(error))) from error
    try:
        return TableMap.model_validate(data)
    except ValidationError as error:
        raise map_error(path, _explained_all(error, data)) from error


def map_error(path: Path, problems: list[Text]) -> MapError:
    """One error for everything that is wrong with a map, a line each."""
    lines = [Text(f"\n  {p.zh}", f"\n  {p.en}") for p in problems]
    return MapError(
        Text(
            f"映射文件 {path} 有 {len(problems)} 处问题:" + "".join(p.zh for p in lines),
            f"the map {path} has {len(problems)} problem{'s' * (len(problems) > 1)}:" + "".join(p.en for p in lines),
        )
    )


def key_path(*keys: object) -> Text:
    """Where a key stands in the map, the facts counted from 1."""
    if len(keys) > 1 and keys[0] == "fact" and isinstance(keys[1], int):
        rest = ".".join(show(k) for k in keys[2:])
        which = Text(f"第 {keys[1] + 1} 个 [[fact]]", f"[[fact]] {keys[1] + 1}")
        return Text(f"{which.zh} 的 {rest}", f"{which.en}, {rest}") if rest else which
    path = ".".join(show(k) for k in keys)
    return Text(path, path)


def _not_toml(path: Path, message: str) -> Text:
    place = re.search(r"at line (\d+), column (\d+)", message)
    zh = f"第 {place[1]} 行第 {place[2]} 列" if place else "文件末尾"
    return Text(f"映射文件 {path} 不是有效的 TOML,问题在{zh}", f"the map {path} is not valid TOML: {message}")


_WANTED: Mapping[str, Text] = {
    "string_type": Text("带引号的文字", "text in quotes"),
    "list_type": Text("列表", "a list"),
    "dict_type": Text("表", "a table"),
    "model_type": Text("列名或表", "a column's name, or a table"),
    "string_too_short": Text("非空的文字", "text that is not empty"),
    "too_short": Text("至少一项", "at least one item"),
    "string_pattern_mismatch": Text("恰好一个字符,如 , 或 ;", "exactly one character, such as , or ;"),
}


def _explained_all(error: ValidationError, data: Mapping[str, object]) -> list[Text]:
    # Each branch of a union has an error of its own for the same key: one is enough.
    return list(dict.fromkeys(_explained(e, data) for e in error.errors(include_url=False)))


def _explained(error: ErrorDetails, data: Mapping[str, object]) -> Text:
    # A union's error ends in the branch that was tried, which says nothing to a person: keep what is in the file.
    keys = _existing(error["loc"], data, missing=error["type"] == "missing")
    where = key_path(*keys)
    if error["type"] == "missing":
        return Text(f"{where.zh}:缺少此键", f"{where.en}: this key is missing")
    if error["type"] == "extra_forbidden":
        known = _keys_at(keys)
        hint = did_you_mean(str(keys[-1]), known)
        names = listed(known)
        return Text(
            f"{where.zh}:未知的键;可用的键:{names.zh}{hint.zh}",
            f"{where.en}: unknown key; the keys here are {names.en}{hint.en}",
        )
    found = quoted(error["input"])
    in_union = len(keys) < len(error["loc"]) and error["type"] != "string_too_short"
    wanted = None if in_union else _WANTED.get(error["type"])
    if keys == ["fact"] and error["type"] == "list_type":
        wanted = Text("列表,以双层方括号写作 [[fact]]", "a list, written in double brackets as [[fact]]")
    if error["type"] == "enum":
        choices = str(error.get("ctx", {}).get("expected", "")).replace(" or ", ", ").replace("'", '"')
        wanted = Text(f"下列之一:{choices}", f"one of {choices}")
    if wanted is None:
        wanted = Text("文字、数、true/false、日期或文字的列表", "text, a number, true/false, a date or a list of texts")
    return Text(f"{where.zh}:找到{found.zh};应为{wanted.zh}", f"{where.en}: found {found.en}; expected {wanted.en}")


def _existing(loc: tuple[int | str, ...], data: Mapping[str, object], *, missing: bool) -> list[int | str]:
    kept: list[int | str] = []
    here: object = data
    for key in loc:
        # The same walk over tables and lists: a list is a table whose keys are its indexes.
        inside: Mapping[int | str, object] = (
            dict(enumerate(here)) if isinstance(here, list) else here if isinstance(here, dict) else {}
        )
        if key not in inside:
            return [*kept, key] if missing else kept
        here = inside[key]
        kept.append(key)
    return kept


def _keys_at(keys: list[int | str]) -> list[str]:
    """The keys that may stand beside the unknown one."""
    if keys[0] != "fact" or len(keys) < 3:
        return list(TableMap.model_fields)
    if len(keys) == 3:
        return list(FactMap.model_fields)
    return list(WhenMap.model_fields if keys[2] == "when" else FieldMap.model_fields)
