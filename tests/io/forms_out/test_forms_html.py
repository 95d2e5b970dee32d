"""Forms in HTML: byte for byte as recorded, standing alone, escaped, the right copies in the right boxes."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policykit.io.forms_out import FormFormat
from policykit.packs.forms import FORMS, Form, JiaxianForm, LanzhouForm

SNAPSHOTS = Path(__file__).parent / "snapshots"

Render = Callable[[Form, FormFormat], bytes]

_VOID = {"meta", "br", "col"}


class Page(HTMLParser):
    """Collects elements and texts, and checks that tags are nested."""

    def __init__(self, html: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.style = ""
        self.feed(html.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        elif data.strip():
            self.texts.append(data.strip("\n"))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for found, attrs in self.elements if found == tag]


@pytest.mark.parametrize("name", FORMS)
def test_as_recorded(name: str, examples: Mapping[str, Form], render: Render) -> None:
    found, path = render(examples[name], FormFormat.HTML), SNAPSHOTS / f"{name}.html"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        path.write_bytes(found)
    assert found.decode("utf-8") == path.read_text(encoding="utf-8")
    assert found == render(examples[name], FormFormat.HTML)


@pytest.mark.parametrize("name", FORMS)
def test_stands_alone_and_says_its_language(name: str, examples: Mapping[str, Form], render: Render) -> None:
    page = Page(render(examples[name], FormFormat.HTML))
    assert page.all("html") == [{"lang": "zh-CN"}]
    assert not {tag for tag, _ in page.elements} & {"link", "img", "iframe", "object", "base", "form", "script", "a"}
    assert not re.search(r"url\(|@import|https?:", page.style)
    assert "size: A4 portrait" in page.style
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(page.style.encode("utf-8")).digest()).decode("ascii")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'"
    assert all("style" not in attrs for _, attrs in page.elements)


def test_jiaxian_is_one_page_with_what_was_filled_in(examples: Mapping[str, Form], render: Render) -> None:
    page = Page(render(examples["jiaxian"], FormFormat.HTML))
    assert len(page.all("section")) == len(page.all("h1")) == 1
    assert {
        "其他第三方平台（抖音）",
        "开设",
        "王示例",
        "wang@shili.example",
        "情况属实，同意申请备案。",
        "负责人签字并加盖单位公章：赵示例",
        "（公章）佳县政务信息化服务中心",
        "2025年3月11日",
    } <= set(page.texts)


def test_lanzhou_is_two_copies_alike_but_for_whose_they_are(examples: Mapping[str, Form], render: Render) -> None:
    html = render(examples["lanzhou"], FormFormat.HTML).decode("utf-8")
    page = Page(html.encode("utf-8"))
    assert [text for text in page.texts if text.endswith("存")] == ["主办单位存", "主管单位存"]
    first, second = re.findall(r"<section class=\"p\d\">(.*?)</section>", html, re.DOTALL)
    assert first.replace("主办单位存", "主管单位存") == second
    assert "微信公众号（订阅号）" in page.texts
    assert page.texts.count("主要负责人签字（公章）：周示例") == 2


def test_the_kind_of_account_is_not_said_twice(render: Render) -> None:
    form = LanzhouForm.model_validate({"media_type": "微信公众号(订阅号)", "official_account_kind": "订阅号"})
    assert "微信公众号(订阅号)" in Page(render(form, FormFormat.HTML)).texts


def test_an_empty_form_can_be_filled_in_by_hand(render: Render) -> None:
    page = Page(render(JiaxianForm(), FormFormat.HTML))
    assert page.texts.count("负责人签字并加盖单位公章：") == 2
    assert page.texts.count("\u3000\u3000年\u3000\u3000月\u3000\u3000日") == 2
    assert "None" not in page.texts


def test_lines_of_a_text_stay_lines(render: Render) -> None:
    form = JiaxianForm.model_validate({"reason": "一、机构改革\r\n二、职能划出", "host": {"opinion": "属实\n同意"}})
    page = Page(render(form, FormFormat.HTML))
    assert {"一、机构改革", "二、职能划出", "属实", "同意"} <= set(page.texts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="<>&\"'{}%#!-/a;()", min_size=1, max_size=16))
def test_any_text_shows_as_it_is(render: Render, text: str) -> None:
    values = {"name": text, "reason": text, "platform_name": text, "host": {"opinion": text, "signed_by": text}}
    page = Page(render(JiaxianForm.model_validate(values), FormFormat.HTML))
    assert page.texts.count(text) == 3
    assert {f"（{text}）", f"负责人签字并加盖单位公章：{text}"} <= set(page.texts)
    assert page.all("script") == []
