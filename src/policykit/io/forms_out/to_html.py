"""HTML: a page to look at and to print on A4 that stands alone: no network, no fonts, no images, no scripts.

In: pages. Out: the document from `templates/form.html`, every value escaped by Jinja2. Its own policy for content
allows its one style sheet, by its hash, and nothing else.
"""

from __future__ import annotations

from typing import BinaryIO

from markupsafe import Markup

from policykit.io.forms_out.grid import INDENT, LEADING, MARGIN, PADDING, PAPER, Page
from policykit.io.page import asset, environment, source_hash

_PACKAGE = "policykit.io.forms_out"


def write_html(pages: tuple[Page, ...], stream: BinaryIO) -> None:
    """Write the pages as one document in UTF-8."""
    style = _style(pages)
    html = (
        environment(_PACKAGE)
        .get_template("form.html")
        .render(
            pages=pages,
            # Trusted: a file of this package, and numbers.
            style=Markup(style),  # noqa: S704
            style_hash=source_hash(style),
        )
    )
    stream.write(html.encode("utf-8"))


def _style(pages: tuple[Page, ...]) -> str:
    """The style sheet, and the measures of each page: the policy for content bars style attributes."""
    css = [asset(_PACKAGE, "form.css")]
    css.append(f"@page {{ size: A4 portrait; margin: {MARGIN[0]:g}mm {MARGIN[1]:g}mm; }}")
    css.append(f"section {{ width: {PAPER[0] - 2 * MARGIN[1]:g}mm; }}")
    css.append(f"th, td {{ padding: {PADDING[0]:g}mm {PADDING[1]:g}mm; }}")
    css.append(f".foot {{ margin-left: {INDENT:.0%}; }}")
    for n, page in enumerate(pages, start=1):
        css.append(f".p{n} table {{ font-size: {page.size:g}pt; line-height: {LEADING:g}; }}")
        css += [f".p{n} .c{i} {{ width: {width:g}mm; }}" for i, width in enumerate(page.widths, start=1)]
        css += [f".p{n} .r{i} {{ height: {row.height:g}mm; }}" for i, row in enumerate(page.rows, start=1)]
        css += [
            f".p{n} .r{i} .box {{ min-height: {row.height - 2 * PADDING[0] - 0.5:g}mm; }}"
            for i, row in enumerate(page.rows, start=1)
            if row.wide
        ]
    return "\n".join(css) + "\n"
