"""One door to all formats of a comparison: which there are, and the call that writes one.

In: a `Comparison`, a format, a language. Out: bytes on a binary stream; the same comparison gives the same bytes. Each
format is a module of its own and is imported when it is asked for, with the library that it needs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from policykit.model.text import Lang

if TYPE_CHECKING:
    from policykit.analysis.compare.results import Comparison
    from policykit.calendar import Calendar


class ComparisonFormat(StrEnum):
    """A format of comparisons. The values are the names on the command line."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    XLSX = "xlsx"
    HTML = "html"

    @property
    def binary(self) -> bool:
        """Whether the bytes are no text, so that they do not belong on a terminal."""
        return self is ComparisonFormat.XLSX


def write_comparison(
    comparison: Comparison,
    format: ComparisonFormat,
    lang: Lang,
    stream: BinaryIO,
    *,
    calendar: Calendar | None = None,
    color: bool = False,
    width: int | None = None,
) -> None:
    """Write `comparison` to `stream` in `format`; text formats are UTF-8 with line feeds, on every system.

    Times are shown in UTC+8. JSON holds both languages, whatever `lang`. `calendar` shades rest days in the timelines
    of the HTML page (None: the national one). `color` (ANSI escapes) and `width` (in columns; None: as wide as need be)
    concern the text format alone. The stream stays open. Raises `PolicykitError` where the format needs a package that
    is not installed.
    """
    match format:
        case ComparisonFormat.TEXT:
            from policykit.io.comparison_out.to_text import write_text

            write_text(comparison, lang, stream, color=color, width=width)
        case ComparisonFormat.MARKDOWN:
            from policykit.io.comparison_out.to_markdown import write_markdown

            write_markdown(comparison, lang, stream)
        case ComparisonFormat.JSON:
            from policykit.io.comparison_out.to_json import write_json

            write_json(comparison, stream)
        case ComparisonFormat.XLSX:
            from policykit.io.comparison_out.to_xlsx import write_xlsx

            write_xlsx(comparison, lang, stream)
        case ComparisonFormat.HTML:
            from policykit.io.comparison_out.to_html import write_html

            write_html(comparison, lang, stream, calendar=calendar)
