"""What is said of tables and rows that are no facts, in whichever database they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from pydantic import ValidationError

from policykit.engine.columnar.natural import natural_names
from policykit.io.database.schema import Check
from policykit.model.text import Text
from policykit.model.vocabulary import EventType, Vocabulary, base_vocabulary


def guess(name: str, among: Iterable[str]) -> Text:
    """What may have been meant by a name that is none of these; empty if nothing is near."""
    near = get_close_matches(name, list(among), n=1)
    return Text(f",是否想写 {near[0]}?", f", perhaps {near[0]} was meant") if near else Text("", "")


def unknown_types(tables: Iterable[str], vocabulary: Vocabulary) -> Iterator[Text]:
    """Of each table that should be named as an event type, and is not."""
    for table in sorted(t for t in tables if t not in vocabulary.events):
        meant = guess(table, vocabulary.events)
        yield Text(f"{table} 不是事件类型{meant.zh}", f"{table} is no event type{meant.en}")


def mistyped(place: str, wanted: str, found: str, *, zoneless: bool) -> Text:
    """That a column is not of the type that it should be; `zoneless`: for it holds times without a zone."""
    why = Text("", "")
    if zoneless:
        why = Text(",没有时区的时间无法确定是哪一刻", ", for a time without a zone leaves open when it was")
    return Text(f"{place} 应为 {wanted} 而不是 {found}{why.zh}", f"{place} should be {wanted}, not {found}{why.en}")


def wrong_rows(event: EventType, checks: Sequence[Check], found: Sequence[object]) -> Iterator[Text]:
    """Of each condition that rows of the type fail, by how many do."""
    for check, number in zip(checks, found, strict=True):
        if number:
            yield Text(
                f"{event.name} 有 {number} 行的 {check.column} {check.wrong.zh}",
                f"{event.name}: in {number} rows, {check.column}: {check.wrong.en}",
            )


def is_of_plugin(event: EventType) -> bool:
    """Whether a plug-in made the type, so that its model may refuse more than the conditions say."""
    return event.model not in {e.model for e in base_vocabulary().events.values()}


def refused_rows(event: EventType, rows: Iterable[Sequence[object]]) -> Iterator[Text]:
    """How many rows a plug-in's model refuses; `rows` are of `natural_names`, in order."""
    names, refused = natural_names(event), 0
    for row in rows:
        said = {n: v for n, v in zip(names, row, strict=True) if v is not None}
        try:
            event.model.model_validate(said | {"type": event.name})
        except ValidationError:
            refused += 1
    if refused:
        yield Text(f"{event.name} 有 {refused} 行不合插件的要求", f"{event.name}: the plug-in refuses {refused} rows")


def twice(number: object) -> Iterator[Text]:
    """That so many ids are those of several facts, if any are."""
    if number:
        yield Text(f"{number} 个编号各被不止一个事实使用", f"{number} ids are those of more than one fact")
