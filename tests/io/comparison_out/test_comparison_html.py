"""Comparisons as HTML: the page stands alone, escapes everything, is well formed, and has all that stands behind it."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from policykit.analysis.compare.results import Comparison
from policykit.io.comparison_out import ComparisonFormat
from policykit.model.text import Lang

from .conftest import HOSTILE, Write

HTML = ComparisonFormat.HTML

_VOID = {"meta", "input", "br", "col"}


class Page(HTMLParser):
    """Collects elements and texts, and checks that tags are nested."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self.feed(data.decode("utf-8"))
        self.close()
        assert self.open == []
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"style", "script"}:
            self.raw[self.open[-1]] = self.raw.get(self.open[-1], "") + data
        else:
            self.texts.append(data)

    def all(self, tag: str, class_: str = "") -> list[dict[str, str | None]]:
        wanted = set(class_.split())
        return [a for found, a in self.elements if found == tag and wanted <= set((a.get("class") or "").split())]


@pytest.fixture
def page(comparison: Comparison, write: Write) -> Page:
    return Page(write(comparison, HTML, Lang.ZH))


@pytest.mark.parametrize(("lang", "code"), [(Lang.ZH, "zh-CN"), (Lang.EN, "en")])
def test_says_its_language_and_that_of_each_surface(
    comparison: Comparison, write: Write, lang: Lang, code: str
) -> None:
    page = Page(write(comparison, HTML, lang))
    assert page.all("html") == [{"lang": code}]
    rules = len(comparison.entries)
    assert sorted(p["lang"] or "" for p in page.all("pre")) == ["en"] * rules + ["zh-CN"] * rules


@pytest.mark.parametrize("lang", list(Lang))
def test_a_page_is_in_one_language_but_for_the_rules(comparison: Comparison, write: Write, lang: Lang) -> None:
    html = write(comparison, HTML, lang).decode("utf-8")
    bare = re.sub(r"<(script|style|pre|code)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    if lang is Lang.EN:
        # Linyi's notice has no articles, and its clauses are cited as it numbers them.
        found = set(re.findall("[\u4e00-\u9fff]+", bare))
        assert found == {"三", "二", "四", "一", "五"}
    else:
        names = {"policykit", "jiaxian", "nowhere", "IPv", "UTC", "ipv"}
        assert set(re.findall("[A-Za-z]{3,}", re.sub(r"&[a-z]+;", " ", bare))) == names


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
    assert {unquote(a["href"] or "")[1:] for a in page.all("a")} <= set(ids)
    assert {b["aria-controls"] for b in page.all("button", "open")} <= set(ids)


def test_every_topic_and_every_jurisdiction_has_its_place(comparison: Comparison, page: Page) -> None:
    assert [b["data-topic"] for b in page.all("tbody", "topic")] == [r.topic for r in comparison.rows]
    assert len(page.all("td", "cell")) == len(comparison.rows) * len(comparison.jurisdictions)
    gaps = sum(not rules for row in comparison.rows for rules in row.cells.values())
    assert len(page.all("td", "cell gap")) == len(page.all("p", "nothing")) == gaps
    heads = [h for h in page.all("th") if h.get("scope") == "col" and "data-c" in h]
    assert len(heads) == len(comparison.jurisdictions)


def test_force_and_scope_have_rows(page: Page) -> None:
    assert "2024-06-24 至 2026-06-24 施行" in page.text
    assert "不适用于 单位 其中 部属" in page.text
    assert page.text.count("没有除外") == 2


def test_a_cell_opens_to_all_that_stands_behind_it(comparison: Comparison, page: Page) -> None:
    squeezed = re.sub(r"\s+", "", page.text)
    for entry in comparison.entries.values():
        form = entry.normal
        parts = (form.who, form.strength, form.when, form.what, form.amount, form.within, form.unless)
        texts = [m.zh for m in (entry.title, entry.gist, *parts, *entry.interpretations, *entry.open_terms) if m]
        for text in (entry.clause, entry.id, entry.zh, entry.en, *texts):
            assert re.sub(r"\s+", "", text) in squeezed


def test_every_relation_has_its_proofs_and_witnesses(comparison: Comparison, page: Page) -> None:
    pairs = [p for row in comparison.rows for p in row.pairs if row.cells[p.left] or row.cells[p.right]]
    found = [i for p in pairs for i in (*p.forward, *p.backward)]
    assert [s["data-relation"] for s in page.all("section", "pair")] == [p.relation.value for p in pairs]
    witnesses = [i.witness for i in found if i.witness]
    assert len(page.all("svg", "timeline")) == len(page.all("table", "facts")) == len(witnesses)
    for witness in witnesses:
        assert witness.finding.message.zh in page.text
    for implication in found:
        if implication.proof:
            assert implication.proof.text.zh in page.text
        if implication.reason:
            assert implication.reason.zh in page.text


def test_witnesses_show_times_and_identifiers_and_no_field_that_is_not_said(
    comparison: Comparison, write: Write
) -> None:
    private = comparison.model_dump(mode="json")
    witness = private["rows"][2]["pairs"][0]["forward"][0]["witness"]
    witness["facts"][0]["fact"]["text"] = "a citizen wrote this"
    html = write(Comparison.model_validate(private), HTML).decode("utf-8")
    assert "a citizen wrote this" not in html
    assert "2025-09-29 10:00" in html
    assert "message = m1" in html


def test_what_a_consequence_identifies_is_not_called_a_breach(comparison: Comparison, write: Write) -> None:
    told = comparison.model_dump(mode="json")
    witness = told["rows"][2]["pairs"][0]["forward"][0]["witness"]
    witness["finding"]["verdict"] = "identified"
    changed = Comparison.model_validate(told)
    page = Page(write(changed, HTML))
    assert "This history keeps Jiaxian, but brings about" in page.text
    assert "✗ identified" in page.text
    assert "  - identified: 三(四)" in write(changed, ComparisonFormat.MARKDOWN).decode("utf-8")


def test_nothing_hostile_gets_through(hostile: Comparison, write: Write) -> None:
    data = write(hostile, HTML)
    page = Page(data)
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert "\x1b" not in data.decode("utf-8")
    assert HOSTILE.replace("\x1b", "\\u001b").replace("\u202e", "\\u202e") in page.text


def test_rules_without_a_topic_have_a_row_of_their_own(comparison: Comparison, write: Write) -> None:
    first = comparison.rows[0].model_copy(update={"topic": ""})
    page = Page(write(comparison.model_copy(update={"rows": (first, *comparison.rows[1:])}), HTML))
    assert page.all("tbody", "topic")[0]["data-topic"] == "none"


def test_the_same_comparison_gives_the_same_bytes(comparison: Comparison, write: Write) -> None:
    assert write(comparison, HTML) == write(comparison, HTML)
