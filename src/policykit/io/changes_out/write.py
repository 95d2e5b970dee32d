"""One door to all formats of changes: which there are, and the call that writes one.

In: `Changes`, a format, a language. Out: bytes on a binary stream; the same changes give the same bytes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO

from policykit.analysis.changes.results import Changes
from policykit.model.text import Lang


class ChangesFormat(StrEnum):
    """A format of changes. The values are the names on the command line."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def write_changes(
    changes: Changes,
    format: ChangesFormat,
    lang: Lang,
    stream: BinaryIO,
    *,
    color: bool = False,
    width: int | None = None,
) -> None:
    """Write `changes` to `stream` in `format`, in UTF-8 with line feeds, on every system.

    Times are shown in UTC+8. JSON holds both languages, whatever `lang`. `color` (ANSI escapes) and `width` (in
    columns; None: as wide as need be) concern the text format alone. The stream stays open.
    """
    match format:
        case ChangesFormat.TEXT:
            from policykit.io.changes_out.to_text import write_text

            write_text(changes, lang, stream, color=color, width=width)
        case ChangesFormat.MARKDOWN:
            from policykit.io.changes_out.to_markdown import write_markdown

            write_markdown(changes, lang, stream)
        case ChangesFormat.JSON:
            from policykit.io.changes_out.to_json import write_json

            write_json(changes, stream)
