"""One door to the formats of forms: which there are, and the call that writes one.

In: a form, in order or still with empty cells (an empty form is one to fill in by hand). Out: bytes on a binary stream;
the same form gives the same bytes. Each format is imported when it is asked for, with the library that it needs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO

from policykit.io.forms_out.layout import pages
from policykit.packs.forms import Form


class FormFormat(StrEnum):
    """A format of forms. The values are the names on the command line."""

    HTML = "html"
    DOCX = "docx"

    @property
    def binary(self) -> bool:
        """Whether the bytes are no text, so that they do not belong on a terminal."""
        return self is FormFormat.DOCX


def render_form(form: Form, format: FormFormat, stream: BinaryIO) -> None:
    """Write `form` to `stream`: A4 upright, a page for each copy that the form's instructions ask for, in Chinese.

    Whether the form is in order is not asked: see `policykit.packs.forms.validate_form`. The stream stays open. Raises
    `PolicykitError` for a form without a layout, and where python-docx is not installed.
    """
    sheets = pages(form)
    match format:
        case FormFormat.HTML:
            from policykit.io.forms_out.to_html import write_html

            write_html(sheets, stream)
        case FormFormat.DOCX:
            from policykit.io.forms_out.to_docx import write_docx

            write_docx(sheets, stream)
