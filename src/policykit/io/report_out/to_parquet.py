"""Parquet: one finding a row, in the columns of `FindingRecord`, for databases and data frames. No summary, no rejects.

Times are instants shown in UTC+8. Rows go out in groups, so that no more than one group of findings is held at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from policykit.io.report_out.records import in_shanghai, listed
from policykit.io.report_out.words import shown
from policykit.model.errors import PolicykitError
from policykit.model.finding import Finding, Verdict
from policykit.model.report import Report
from policykit.model.text import Lang, Text

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

_ROWS = 20_000
"""How many findings make a group of rows."""


def write_parquet(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write each listed finding as a row. Raises `PolicykitError` if pyarrow is not installed."""
    with parquet(lang, stream) as write:
        write(listed(report, include))


@contextmanager
def parquet(lang: Lang, stream: BinaryIO) -> Iterator[Callable[[Iterable[Finding]], None]]:
    """What takes findings, as often as is wanted, and writes them as rows; the file is whole when the block ends.

    The stream need not be able to go back. Raises `PolicykitError` if pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise PolicykitError(
            Text(
                "写 Parquet 需要 pyarrow:请安装 policykit[columnar]",
                "Parquet needs pyarrow: install policykit[columnar]",
            )
        )
    from pyarrow.parquet import ParquetWriter  # type: ignore[import-untyped, unused-ignore]

    columns = _columns(lang)
    schema = _schema()
    held: list[Finding] = []
    with ParquetWriter(_Onward(stream), schema, compression="zstd") as writer:

        def put() -> None:
            writer.write_batch(_batch(held, columns, schema))
            held.clear()

        def write(findings: Iterable[Finding]) -> None:
            rest = iter(findings)
            while more := list(islice(rest, _ROWS - len(held))):
                held.extend(more)
                if len(held) >= _ROWS:
                    put()

        yield write
        if held:
            put()


def _schema() -> pa.Schema:
    import pyarrow as pa

    text, texts, time = pa.string(), pa.list_(pa.string()), pa.timestamp("us", "+08:00")
    notes = pa.list_(pa.struct([pa.field("kind", text, nullable=False), pa.field("text", text, nullable=False)]))
    types = {
        **dict.fromkeys(("unit", "account", "subject"), text),
        **dict.fromkeys(("triggered_at", "due", "settled_at"), time),
        "late_by_seconds": pa.int64(),
    }
    lists = {"evidence": texts, "consequence": texts, "rests_on": notes}
    return pa.schema(
        [pa.field(c, types.get(c) or lists.get(c) or text, nullable=c in types) for c in _columns(Lang.EN)]
    )


def _columns(lang: Lang) -> dict[str, Callable[[Finding], object]]:
    """The columns, in the order of `FindingRecord`: what a finding says there."""
    return {
        "id": lambda f: f.id,
        "jurisdiction": lambda f: f.jurisdiction,
        "rule": lambda f: f.rule,
        "clause": lambda f: f.clause,
        "title": lambda f: shown(f.title, lang),
        "modality": lambda f: f.modality,
        "verdict": lambda f: f.verdict.value,
        "unit": lambda f: f.unit,
        "account": lambda f: f.account,
        "subject": lambda f: f.subject,
        "triggered_at": lambda f: f.triggered_at and in_shanghai(f.triggered_at),
        "due": lambda f: f.due and in_shanghai(f.due),
        "settled_at": lambda f: f.settled_at and in_shanghai(f.settled_at),
        "evidence": lambda f: f.evidence,
        "message": lambda f: shown(f.message, lang),
        "consequence": lambda f: f.consequence,
        "rests_on": lambda f: [{"kind": r.kind, "text": r.text.show(lang)} for r in f.rests_on],
        "policy_version": lambda f: f.policy_version,
        "late_by_seconds": lambda f: f.late_by_seconds,
    }


def _batch(
    findings: list[Finding], columns: dict[str, Callable[[Finding], object]], schema: pa.Schema
) -> pa.RecordBatch:
    import pyarrow as pa

    arrays = []
    for column, said in columns.items():
        values, type_ = [said(f) for f in findings], schema.field(column).type
        try:
            arrays.append(pa.array(values, type_))
        except UnicodeEncodeError:
            arrays.append(pa.array([_whole(v) for v in values], type_))
    return pa.record_batch(arrays, schema=schema)


def _whole(value: object) -> object:
    """The same with half surrogate pairs, which an id from outside may hold and UTF-8 cannot, as escapes."""
    if isinstance(value, str):
        return value.encode("utf-8", errors="backslashreplace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_whole(v) for v in value]
    return {k: _whole(v) for k, v in value.items()} if isinstance(value, dict) else value


class _Onward:
    """A stream that is only written to, and knows how far it is: standard output does not."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._place = stream, 0

    def write(self, data: bytes) -> int:
        self._stream.write(data)
        self._place += len(data)
        return len(data)

    def tell(self) -> int:
        return self._place

    def flush(self) -> None:
        self._stream.flush()

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """The stream stays open: it is its owner's."""
