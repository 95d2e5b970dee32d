"""HTML: one page that stands alone: no network, no fonts, no images; readable on a phone and on A4.

In: a `Report`. Out: the page from `templates/report.html`, every value escaped by Jinja2. The page's own policy for
content allows its one style sheet and its one script, by their hashes, and nothing else: no id can bring in a script.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib import resources
from typing import BinaryIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from policykit.io.report_out import words
from policykit.io.report_out.rows import view
from policykit.io.report_out.words import Column
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang, Text

_PACKAGE = "policykit.io.report_out"


def write_html(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write the report as one page."""
    style, script = _asset("report.css"), _asset("report.js")

    def say(text: Text) -> str:
        return text.show(lang)

    page = _environment().get_template("report.html")
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
        style_hash=_source_hash(style),
        script_hash=_source_hash(script),
    )
    # A chunk a few hundred pieces long keeps the writes few and the memory small.
    chunks.enable_buffering(500)
    stream.writelines(chunk.encode("utf-8") for chunk in chunks)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(_PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@lru_cache(maxsize=2)
def _asset(name: str) -> str:
    return resources.files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")


def _source_hash(text: str) -> str:
    """What Content-Security-Policy calls a hash source, of an element that holds just `text`."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
