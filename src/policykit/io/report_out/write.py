"""One door to all report formats: which there are, and the call that writes one.

In: a `Report`, a format, a language, the verdicts to list. Out: bytes on a binary stream; the same report gives the
same bytes. Each format is a module of its own and is imported when it is asked for, with the library that it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import count
from typing import BinaryIO

from policykit.model.finding import Finding, Verdict
from policykit.model.report import Report
from policykit.model.text import Lang


class ReportFormat(StrEnum):
    """A format of reports. The values are the names on the command line."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    JUNIT = "junit"
    HTML = "html"
    XLSX = "xlsx"
    PARQUET = "parquet"

    @property
    def binary(self) -> bool:
        """Whether the bytes are no text, so that they do not belong on a terminal."""
        return self in (ReportFormat.XLSX, ReportFormat.PARQUET)

    @property
    def streamed(self) -> bool:
        """Whether findings are written as they come: the format says nothing of the whole."""
        return self in (ReportFormat.JSONL, ReportFormat.PARQUET)

    @property
    def in_places(self) -> bool:
        """Whether, in a streamed format, rules may come in any order: their findings are put in their places."""
        return self is ReportFormat.JSONL


def write_report(
    report: Report,
    format: ReportFormat,
    lang: Lang,
    stream: BinaryIO,
    *,
    include: frozenset[Verdict],
    color: bool = False,
    width: int | None = None,
) -> None:
    """Write `report` to `stream` in `format`; text formats are UTF-8 with line feeds, on every system.

    Findings with a verdict in `include` are listed; the summary counts all of them. Times are shown in UTC+8. `color`
    (ANSI escapes) and `width` (in columns; None: as wide as need be) concern the text format alone. The stream stays
    open. Raises `PolicykitError` where the format cannot hold the report or needs a package that is not installed,
    `ValueError` for a time without an offset and for a negative lateness.
    """
    match format:
        case ReportFormat.TEXT:
            from policykit.io.report_out.to_text import write_text

            write_text(report, lang, stream, include=include, color=color, width=width)
        case ReportFormat.JSON:
            from policykit.io.report_out.to_json import write_json

            write_json(report, lang, stream, include=include)
        case ReportFormat.JSONL:
            from policykit.io.report_out.to_jsonl import write_jsonl

            write_jsonl(report, lang, stream, include=include)
        case ReportFormat.SARIF:
            from policykit.io.report_out.to_sarif import write_sarif

            write_sarif(report, lang, stream, include=include)
        case ReportFormat.JUNIT:
            from policykit.io.report_out.to_junit import write_junit

            write_junit(report, lang, stream, include=include)
        case ReportFormat.HTML:
            from policykit.io.report_out.to_html import write_html

            write_html(report, lang, stream, include=include)
        case ReportFormat.XLSX:
            from policykit.io.report_out.to_xlsx import write_xlsx

            write_xlsx(report, lang, stream, include=include)
        case ReportFormat.PARQUET:
            from policykit.io.report_out.to_parquet import write_parquet

            write_parquet(report, lang, stream, include=include)


@contextmanager
def writing(format: ReportFormat, lang: Lang, stream: BinaryIO) -> Iterator[Callable[[Iterable[Finding], int], None]]:
    """What takes the findings of each rule with the rule's place (0, 1, …), and writes them in a streamed format.

    All places are taken by the end of the block, in their order unless the format is written `in_places`. Raises as
    `write_report` does, and `ValueError` for a format that is not streamed and for a place that is out of order there.
    """
    match format:
        case ReportFormat.JSONL:
            from policykit.io.report_out.to_jsonl import jsonl

            with jsonl(lang, stream) as put:
                yield put
        case ReportFormat.PARQUET:
            from policykit.io.report_out.to_parquet import parquet

            with parquet(lang, stream) as write:
                turns = count()

                def in_turn(findings: Iterable[Finding], place: int) -> None:
                    if place != (turn := next(turns)):
                        raise ValueError(f"place {place} instead of {turn}")
                    write(findings)

                yield in_turn
        case _:
            raise ValueError(f"{format} is written whole")
