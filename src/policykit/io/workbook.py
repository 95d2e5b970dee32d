"""Excel workbooks: sheets to sort and filter, texts that stay texts, real dates, and the same bytes every time.

In: rows of values under heads. Out: a workbook on a stream. Every text is stored as text, so that no id can act as a
formula. The bytes depend on what is written alone: openpyxl would put in the hour of writing, which is replaced.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, BinaryIO, cast

from policykit.model.errors import PolicykitError
from policykit.model.text import Lang, Text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

MAX_ROWS = 1_048_575
"""Rows that an Excel sheet holds under its head."""

MAX_CHARS = 32_767
"""Characters that an Excel cell holds."""

Value = str | int | date | None
"""What a cell holds. A `datetime`, which is a date too, is written as it is: without an offset, to the second."""

Heads = Sequence[tuple[Text, int]]
"""Column heads with widths in characters."""

_NOT_TEXT_STARTS = ("=", "+", "-", "@", "#")
"""How texts begin that Excel or openpyxl would take for formulas or for error values."""

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class Book:
    """A workbook being made, its words in one language."""

    def __init__(self, lang: Lang) -> None:
        """Begin one. Raises `PolicykitError` if openpyxl is not installed."""
        try:
            from openpyxl import Workbook
        except ImportError as error:
            raise PolicykitError(
                Text(
                    "写 Excel 报告需要 openpyxl：请安装 policykit[xlsx]",
                    "an Excel report needs openpyxl: install policykit[xlsx]",
                )
            ) from error
        self.lang = lang
        self._book: Workbook = Workbook(write_only=True)

    def sheet(self, title: Text, heads: Heads, rows: Iterable[Sequence[Value]], *, wrap: bool = False) -> None:
        """A sheet with a frozen head and a filter over all its rows; `wrap` lets long texts run over several lines."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        # A write-only sheet takes what a sheet takes, only in order; the stubs do not say so.
        sheet = cast("Worksheet", self._book.create_sheet(title.show(self.lang)))
        sheet.freeze_panes = "A2"
        for number, (_, width) in enumerate(heads, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        head = [WriteOnlyCell(sheet, label.show(self.lang)) for label, _ in heads]
        for cell in head:
            cell.font = Font(bold=True)
        sheet.append(head)
        count = 0
        for row in rows:
            sheet.append([_cell(sheet, _fitted(v, self.lang) if isinstance(v, str) else v, wrap=wrap) for v in row])
            count += 1
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count + 1}"

    def save(self, title: Text, stamp: datetime, stream: BinaryIO) -> None:
        """Write the workbook, with a time without an offset in place of the hour of writing."""
        from openpyxl.xml.functions import tostring

        book = self._book
        book.properties.creator = "policykit"
        book.properties.title = title.show(self.lang)
        book.properties.created = stamp
        draft = io.BytesIO()
        book.save(draft)
        book.properties.modified = stamp
        core: bytes = tostring(book.properties.to_tree())
        # A zip written to a pipe has other bytes than one written to a file: it is made in memory.
        final = io.BytesIO()
        with zipfile.ZipFile(draft) as source, zipfile.ZipFile(final, "w") as target:
            for name in source.namelist():
                data = core if name == "docProps/core.xml" else source.read(name)
                entry = zipfile.ZipInfo(name, _ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3  # the same on every system
                target.writestr(entry, data)
        stream.write(final.getvalue())


def _cell(sheet: Worksheet, value: Value, *, wrap: bool) -> Cell | Value:
    """What to append for a value: text as text whatever it begins with, times as times, nothing for an empty text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    # A cell of its own costs far more than a plain value: only what needs a type or a style gets one.
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell = WriteOnlyCell(sheet, datetime.combine(value, time.min))
        cell.number_format = "yyyy-mm-dd"
    elif not isinstance(value, str) or not value:
        return None if value == "" else value
    elif value.startswith(_NOT_TEXT_STARTS):
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        # Excel would read the text as a formula again once somebody edits the cell.
        cell.quotePrefix = True
    elif wrap or "\n" in value:
        cell = WriteOnlyCell(sheet, value)
    else:
        return value
    if wrap or (isinstance(value, str) and "\n" in value):
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _fitted(text: str, lang: Lang) -> str:
    """The text, or as much of it as a cell holds, and then how much is missing."""
    if len(text) * 2 <= MAX_CHARS or len(text.encode("utf-16-le")) // 2 <= MAX_CHARS:
        return text
    # Half of the room: a character outside the basic plane counts twice in Excel.
    kept = text[: MAX_CHARS // 2 - 100]
    more = len(text) - len(kept)
    missing = Text(f"……（另有 {more:,} 字，全文见 JSON）", f"… ({more:,} more characters; the whole is in JSON)")
    return kept + missing.show(lang)
