"""HTML: stands alone, escapes everything, is well formed, says what it must."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policykit.io.report_out import ReportFormat
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang

Write = Callable[..., bytes]

_VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Collects elements and texts, and checks that tags are nested."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"style", "script"}:
            self.raw[self.open[-1]] = self.raw.get(self.open[-1], "") + data
        else:
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for found, attrs in self.elements if found == tag]


@pytest.fixture
def page(report: Report, write: Write) -> Page:
    return Page(write(report, ReportFormat.HTML, Lang.ZH).decode("utf-8"))


@pytest.mark.parametrize(("lang", "code"), [(Lang.ZH, "zh-CN"), (Lang.EN, "en")])
def test_says_its_language(report: Report, write: Write, lang: Lang, code: str) -> None:
    page = Page(write(report, ReportFormat.HTML, lang).decode("utf-8"))
    assert page.all("html") == [{"lang": code}]


def test_needs_nothing_from_outside(page: Page) -> None:
    assert not {tag for tag, _ in page.elements} & {"link", "img", "iframe", "object", "base", "form"}
    assert all("src" not in attrs for _, attrs in page.elements)
    assert all((a["href"] or "").startswith("#") for a in page.all("a"))
    assert not re.search(r"url\(|@import|https?:", page.raw["style"] + page.raw["script"])


def test_the_policy_for_content_allows_just_its_style_and_its_script(page: Page) -> None:
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]

    def source(element: str) -> str:
        digest = hashlib.sha256(page.raw[element].encode("utf-8")).digest()
        return f"{element}-src 'sha256-{base64.b64encode(digest).decode('ascii')}'"

    assert policy == f"default-src 'none'; {source('style')}; {source('script')}"
    assert all("style" not in attrs for _, attrs in page.elements)
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)


def test_ids_are_unique_and_links_lead_to_them(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert {(a["href"] or "")[1:] for a in page.all("a")} <= set(ids)


def test_every_finding_and_every_fact_is_there(report: Report, page: Page) -> None:
    for finding in report.findings:
        assert finding.id in page.texts
        assert set(finding.evidence) <= set(page.texts)


def test_cells_carry_their_column_for_narrow_screens(page: Page) -> None:
    labels = {attrs["data-label"] for attrs in page.all("td") if "data-label" in attrs}
    assert {"单位", "账号", "期限", "结论", "证据", "违反", "原因"} <= labels


def test_nothing_hostile_gets_through(hostile: Report, write: Write) -> None:
    html = write(hostile, ReportFormat.HTML).decode("utf-8")
    page = Page(html)
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert html.count("<script>alert") == 0
    assert '"><img src=x onerror=alert(1)>' in page.texts
    assert "{{ 7 * 7 }}" in page.texts


def test_without_findings_there_is_no_filter_and_no_script(clean: Report, write: Write) -> None:
    html = write(clean, ReportFormat.HTML, Lang.EN, frozenset({Verdict.VIOLATED})).decode("utf-8")
    page = Page(html)
    assert page.all("script") == page.all("input") == []
    assert "no violations" in page.texts
    assert "No findings to list" in page.texts


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="<>&\"'{}%#!-/a ", min_size=1, max_size=12))
def test_any_id_shows_as_it_is(report: Report, write: Write, name: str) -> None:
    finding = report.findings[0].model_copy(update={"subject": name})
    html = write(report.model_copy(update={"findings": (finding,)}), ReportFormat.HTML).decode("utf-8")
    assert name in Page(html).texts
