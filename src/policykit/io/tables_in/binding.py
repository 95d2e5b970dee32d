"""Which column of a table says which field of an event type, and which tables cannot be read at all.

Columns are named as fields are, in English or Chinese; the event type stands in a column `type` (事件), or goes for all
rows. What can be right in no row, such as a time without a zone, is an error; what may be right in some is judged row
by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policykit.io.facts_in.errors import FactsError
from policykit.io.facts_in.parse import shape_of
from policykit.io.facts_in.problems import listed, show
from policykit.io.tables_in.columns import literal
from policykit.io.tables_in.readings import is_aware, is_number, is_text
from policykit.io.tables_in.rows import Raw
from policykit.model.text import Text
from policykit.model.vocabulary import EventType, Kind, field_named

TYPE_NAMES = ("type", "事件")
_TEXTS = frozenset({Kind.TEXT, Kind.ID, Kind.CHOICE})
_ALWAYS = ("id", "occurred_at")


@dataclass(frozen=True, slots=True)
class RawColumn:
    """A column of a table, or a value that its folder's name says for all rows (`constant`)."""

    name: str
    raw: Raw
    constant: bool = False


@dataclass(frozen=True, slots=True)
class TableShape:
    """The columns of a table without that of the event type; and the event type, by an expression or for all rows.

    `place` is what the table is called in an error.
    """

    place: str
    columns: tuple[RawColumn, ...]
    type_column: Raw | None
    type_name: str | None


@dataclass(frozen=True, slots=True)
class Bound:
    """The columns by the field that they say, and those that say none."""

    fields: Mapping[str, RawColumn]
    unknown: tuple[RawColumn, ...]

    @property
    def raws(self) -> dict[str, Raw]:
        """The raw expressions by field."""
        return {field: column.raw for field, column in self.fields.items()}


def shape(place: str, columns: Sequence[RawColumn], named: str | None = None) -> TableShape:
    """The shape of a table whose name may name the event type too, where nothing else does.

    Raises `FactsError` if the type is said nowhere or twice, its column holds no text, or there is no column for the id
    or the time.
    """
    types = [c for c in columns if c.name in TYPE_NAMES]
    rest = tuple(c for c in columns if c.name not in TYPE_NAMES)
    if len(types) > 1:
        raise FactsError(_twice(place, "type", types))
    if not types and named is None:
        raise FactsError(_no_type(place))
    for field in _ALWAYS:
        if not any(_says(column.name, field) for column in rest):
            raise FactsError(_no_column(place, field, rest))
    if not types:
        return TableShape(place, rest, None, named)
    if types[0].constant:
        return TableShape(place, rest, None, types[0].raw.sql)
    if not is_text(types[0].raw.type):
        raise FactsError(_type_not_text(place, types[0]))
    return TableShape(place, rest, types[0].raw, None)


def bind(table: TableShape, event: EventType) -> Bound:
    """The columns for an event type. A folder's name that no field of this type has says nothing of it.

    Raises `FactsError` for two columns of one field, and for a column whose type can hold no value of its field.
    """
    fields: dict[str, RawColumn] = {}
    unknown: list[RawColumn] = []
    known = shape_of(event).fields
    for column in table.columns:
        field = field_named(known, column.name)
        if field is None:
            if not column.constant:
                unknown.append(column)
            continue
        if field.name in fields:
            raise FactsError(_twice(table.place, field.name, [fields[field.name], column]))
        fields[field.name] = column
        raw_type = column.raw.type
        if field.type.kind is Kind.INSTANT and raw_type.startswith(("TIME", "DATE")) and not is_aware(raw_type):
            raise FactsError(
                _naive(table.place, column) if raw_type.startswith("TIMESTAMP") else _no_time(table, column)
            )
        if field.type.kind in _TEXTS and is_number(raw_type):
            raise FactsError(_no_text(table.place, column))
        if field.type.kind is Kind.DATE and raw_type.startswith("TIME"):
            raise FactsError(_no_date(table.place, column))
    return Bound(fields, tuple(unknown))


def constant_column(name: str, value: str) -> RawColumn:
    """A column that says the same in all rows; of the event type, `raw.sql` is the name itself."""
    return RawColumn(name, Raw(value if name in TYPE_NAMES else literal(value), "VARCHAR"), constant=True)


def _says(column: str, field: str) -> bool:
    return column in {"id": ("id", "编号"), "occurred_at": ("occurred_at", "发生时间")}[field]


def _names(columns: Iterable[RawColumn]) -> Text:
    return listed(c.name for c in columns)


def _no_type(place: str) -> Text:
    return Text(
        f"{place}:不知道每行是哪种事件;请加一列 type(或 事件),或按类型分目录存放,如 type=post.published/,"
        "或以事件类型为文件名或表名,如 post.published",
        f"{place}: nothing says of which event type the rows are; add a column type, put each type into a folder such"
        " as type=post.published/, or name the file or table for it, as in post.published",
    )


def _no_column(place: str, field: str, columns: Iterable[RawColumn]) -> Text:
    zh = {"id": "编号", "occurred_at": "发生时间"}[field]
    names = _names(columns)
    return Text(
        f"{place}:没有列 {field}(或 {zh}),每个事实都须写明;现有列:{names.zh}",
        f"{place}: there is no column {field} (or {zh}), which every fact must say; its columns are {names.en}",
    )


def _twice(place: str, field: str, columns: Iterable[RawColumn]) -> Text:
    names = _names(columns)
    return Text(
        f"{place}:字段 {field} 有不止一处写明({names.zh}),无法确定以哪个为准;请只留一处",
        f"{place}: {field} is said more than once ({names.en}), which leaves its value open; keep one",
    )


def _type_not_text(place: str, column: RawColumn) -> Text:
    return Text(
        f"{place}:列 {column.name} 的类型是 {column.raw.type};事件类型应为文字,如 post.published",
        f"{place}: the column {column.name} is {column.raw.type}; an event type should be text, such as post.published",
    )


def _naive(place: str, column: RawColumn) -> Text:
    name = show(column.name)
    return Text(
        f"{place}:列 {name} 是没有时区的时间({column.raw.type}),无法确定是哪一刻;请存为带时区的时间,"
        f"如北京时间可用 SQL 写 {name} AT TIME ZONE 'Asia/Shanghai',"
        f"pandas 写 df['{name}'].dt.tz_localize('Asia/Shanghai')",
        f"{place}: the column {name} holds times without a zone ({column.raw.type}), which leaves open when they were;"
        f" store times with a zone: for Beijing time, {name} AT TIME ZONE 'Asia/Shanghai' in SQL,"
        f" df['{name}'].dt.tz_localize('Asia/Shanghai') in pandas",
    )


def _no_time(table: TableShape, column: RawColumn) -> Text:
    return Text(
        f"{table.place}:列 {show(column.name)} 的类型是 {column.raw.type},不是时刻;请存为带时区的时间",
        f"{table.place}: the column {show(column.name)} is {column.raw.type}, which is no moment;"
        " store times with a zone",
    )


def _no_date(place: str, column: RawColumn) -> Text:
    return Text(
        f"{place}:列 {show(column.name)} 的类型是 {column.raw.type},而此字段是日期;"
        "时刻属于哪一天取决于时区,请存为 DATE",
        f"{place}: the column {show(column.name)} is {column.raw.type}, but the field is a date; which day a time"
        " belongs to depends on the zone, so store a DATE",
    )


def _no_text(place: str, column: RawColumn) -> Text:
    name = show(column.name)
    return Text(
        f"{place}:列 {name} 的类型是 {column.raw.type},而此字段是文字;编号开头的 0 也是编号的一部分,"
        f"请存为文字,如 SQL 写 CAST({name} AS VARCHAR)",
        f"{place}: the column {name} is {column.raw.type}, but the field is text; the zeros before an id are part"
        f" of it, so store text, as with CAST({name} AS VARCHAR) in SQL",
    )
