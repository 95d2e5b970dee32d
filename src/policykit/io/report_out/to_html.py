"""HTML: one page that stands alone: no network, no fonts, no images; readable on a phone and on A4.

In: a `Report`. Out: the page from `templates/report.html`, every value escaped by Jinja2. The page's own policy for
content allows its one style sheet and its one script, by their hashes, and nothing else: no id can bring in a script.
"""

from __future__ import annotations

from typing import BinaryIO

from markupsafe import Markup

from policykit.io.page import asset, environment, source_hash
from policykit.io.report_out import words
from policykit.io.report_out.rows import view
from policykit.io.report_out.words import Column
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang, Text

_PACKAGE = "policykit.io.report_out"


def write_html(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write the report as one page."""
    style, script = asset(_PACKAGE, "report.css"), asset(_PACKAGE, "report.js")

    def say(text: Text) -> str:
        return text.show(lang)

    page = environment(_PACKAGE).get_template("report.html")
    chunks = page.stream(
        lang="zh-CN" if lang is Lang.ZH else "en",
        report=view(report, lang, include),
        verdicts=[(v.value, say(words.verdict(v))) for v in Verdict],
        columns={c.value: say(c.label) for c in Column},
        evidence=Column.EVIDENCE,
        verdict=Column.VERDICT,
        words=words,
        say=say,
        # Trusted: both are files of this package.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        style_hash=source_hash(style),
        script_hash=source_hash(script),
    )
    # A chunk a few hundred pieces long keeps the writes few and the memory small.
    chunks.enable_buffering(500)
    stream.writelines(chunk.encode("utf-8") for chunk in chunks)
