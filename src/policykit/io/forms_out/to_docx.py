"""Word: the same table as the printed page, with python-docx.

In: pages. Out: a document, A4 upright, its Chinese fonts named as such (Word takes a font for Chinese from a name of
its own). The bytes depend on the pages alone: python-docx would put in the hour of writing, which is replaced.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from policykit.io.forms_out.grid import (
    INDENT,
    LEADING,
    MARGIN,
    PADDING,
    PAPER,
    POINT,
    SIZES,
    Box,
    Page,
    Row,
    lines_in,
    placed,
)
from policykit.model.errors import PolicykitError
from policykit.model.text import Text

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import BaseStyle
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

BODY_FONT, TITLE_FONT, LATIN_FONT = "宋体", "黑体", "Times New Roman"
TITLE_SIZE, COPY_SIZE, NOTE_SIZE = 18.0, 12.0, 9.0

_TITLE = "表题"
"""The name of the style of titles."""

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The time that stands in the file for the hour of writing: the first that a zip can hold."""


def write_docx(pages: tuple[Page, ...], stream: BinaryIO) -> None:
    """Write the pages as one document. Raises `PolicykitError` if python-docx is not installed."""
    try:
        import docx
    except ImportError as error:
        raise PolicykitError(
            Text(
                "写 Word 表格需要 python-docx：请安装 policykit[docx]",
                "a form in Word needs python-docx: install policykit[docx]",
            )
        ) from error
    document = docx.Document()
    _set_up(document, pages[0].title)
    for number, page in enumerate(pages):
        _page(document, page, first=number == 0)
    _finish(document)
    _save(document, stream)


def _set_up(document: Document, title: str) -> None:
    """Paper, margins, the fonts of plain text, and the document's properties."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAPER[0]), Mm(PAPER[1])
    section.top_margin = section.bottom_margin = Mm(MARGIN[0])
    section.left_margin = section.right_margin = Mm(MARGIN[1])
    section.header_distance = section.footer_distance = Mm(10)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN_FONT, Pt(SIZES[0])
    _chinese_font(normal, BODY_FONT)
    heading = document.styles.add_style(_TITLE, WD_STYLE_TYPE.PARAGRAPH)
    heading.base_style, heading.font.bold = normal, True
    _chinese_font(heading, TITLE_FONT)
    # Without it, Word sets Chinese punctuation as the reader's own system would.
    normal.element.get_or_add_rPr().append(OxmlElement("w:lang", {_w("val"): "en-US", _w("eastAsia"): "zh-CN"}))
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "policykit", ""
    properties.created = properties.modified = datetime(*_NO_TIME)  # noqa: DTZ001 - the field has no time zone


def _chinese_font(style: BaseStyle, font: str) -> None:
    style.element.get_or_add_rPr().get_or_add_rFonts().set(_w("eastAsia"), font)


def _page(document: Document, page: Page, *, first: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    opening = []
    if page.copy:
        copy = document.add_paragraph()
        copy.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(copy, page.copy, COPY_SIZE)
        opening.append(copy)
    title = document.add_paragraph(style=_TITLE)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, page.title, TITLE_SIZE)
    title.paragraph_format.space_after = Mm(6)
    opening.append(title)
    opening[0].paragraph_format.page_break_before = not first
    _table(document, page)
    note = document.add_paragraph()
    _write(note, f"注：{page.note}", NOTE_SIZE)
    note.paragraph_format.space_before = Mm(3)


def _table(document: Document, page: Page) -> None:
    """The table: columns and rows of the measures given, boxes merged where they reach over several."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = document.add_table(len(page.rows), len(page.widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, page.widths, strict=True):
        column.width = Mm(width)
    for n, row in enumerate(page.rows):
        table.rows[n].height = Mm(row.height)
        table.rows[n].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    for n, column, box in placed(page):
        last = table.cell(n + box.rows - 1, column + box.columns - 1)
        width = sum(page.widths[column : column + box.columns])
        cell = table.cell(n, column)
        cell = cell if cell is last else cell.merge(last)
        cell.width = Mm(width)
        _fill(cell, box, page, page.rows[n], width)


def _finish(document: Document) -> None:
    """What python-docx has no property for: rows that do not break across pages, and the padding of boxes."""
    from docx.oxml import OxmlElement

    for row in document.element.iter(_w("tr")):
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for look in document.element.iter(_w("tblLook")):
        padding = OxmlElement("w:tblCellMar")
        for side, width in zip(("top", "left", "bottom", "right"), PADDING * 2, strict=True):
            twentieths = str(round(width / POINT * 20))
            padding.append(OxmlElement(f"w:{side}", {_w("w"): twentieths, _w("type"): "dxa"}))
        # The order of these elements is fixed by the format: padding stands right before the look.
        look.addprevious(padding)


def _fill(cell: _Cell, box: Box, page: Page, row: Row, width: float) -> None:
    """The lines of a box, and those of its foot pushed down to the bottom of its row."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    centre = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if box.foot else centre
    left, middle, right = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    lines = (*box.lines, *box.foot) or ("",)
    for n, text in enumerate(lines):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.alignment = middle if box.centred else left
        _write(paragraph, text, page.size)
        form = paragraph.paragraph_format
        if box.foot and n >= len(box.lines):
            form.left_indent = Mm(INDENT * (width - 2 * PADDING[1]))
        if box.foot and n == len(box.lines):
            spare = row.height - 2 * PADDING[0] - lines_in(box, width, page.size) * page.line
            form.space_before = Mm(max(0.0, spare))
        if box.foot and n == len(lines) - 1:
            paragraph.alignment = right


def _write(paragraph: Paragraph, text: str, size: float) -> None:
    """Text in a paragraph with an exact distance of lines, which Word else takes from the font."""
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(size * LEADING)


def _w(name: str) -> str:
    """A name in the namespace of Word's text."""
    from docx.oxml.ns import qn

    return qn(f"w:{name}")


def _save(document: Document, stream: BinaryIO) -> None:
    """Write the file with one fixed time in place of the hour of writing."""
    draft, final = io.BytesIO(), io.BytesIO()
    document.save(draft)
    # A zip written to a pipe has other bytes than one written to a file: it is made in memory.
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(final, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    stream.write(final.getvalue())
