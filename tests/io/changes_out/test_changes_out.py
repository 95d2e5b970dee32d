"""Changes as text, Markdown and JSON: snapshots in both languages, and what must hold of all of them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from policykit.analysis.changes import Changes
from policykit.analysis.changes.results import Detail, Part, RuleChange
from policykit.io.changes_out import ChangesFormat
from policykit.model.finding import Message
from policykit.model.text import Lang, display_width

from .conftest import Write

SNAPSHOTS = Path(__file__).parent / "snapshots"
READ = (ChangesFormat.TEXT, ChangesFormat.MARKDOWN)


def same_as_snapshot(name: str, text: str) -> None:
    """Compare with `snapshots/NAME`; UPDATE_SNAPSHOTS=1 writes it."""
    path = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("format_", READ)
def test_snapshots(sample: Changes, write: Write, format_: ChangesFormat, lang: Lang) -> None:
    same_as_snapshot(f"changes.{lang}.{format_}", write(sample, format_, lang))


@pytest.mark.parametrize("lang", list(Lang))
def test_a_terminal_has_colours_and_an_edge(sample: Changes, write: Write, lang: Lang) -> None:
    text = write(sample, ChangesFormat.TEXT, lang, color=True, width=100)
    assert "\x1b[" in text
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert max(display_width(line) for line in plain.splitlines()) <= 100
    assert re.sub(r"[\s─]+", "", plain) == re.sub(r"[\s─]+", "", write(sample, ChangesFormat.TEXT, lang, width=100))


@pytest.mark.parametrize("format_", READ)
def test_english_has_no_chinese_but_the_number(sample: Changes, write: Write, format_: ChangesFormat) -> None:
    text = re.sub(r"试〔\d+〕\d号", "", write(sample, format_, Lang.EN))
    assert re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+", text) == []


@pytest.mark.parametrize("format_", READ)
def test_chinese_has_no_words_in_latin_letters_but_names(sample: Changes, write: Write, format_: ChangesFormat) -> None:
    names = "|".join(
        sorted({e.rule for r in sample.rules for e in (r.before, r.after) if e is not None}, key=len, reverse=True)
    )
    text = write(sample, format_, Lang.ZH).replace("\\", "")
    known = rf"{names}|small/?|--format json|UTC|[a-z0-9]*\d[\w:-]*|[a-z]+-\d+"
    assert re.findall(r"[A-Za-z]{2,}", re.sub(known, "", text)) == []


def test_json_is_the_model_in_both_languages(sample: Changes, write: Write) -> None:
    text = write(sample, ChangesFormat.JSON, Lang.ZH)
    assert text == write(sample, ChangesFormat.JSON, Lang.EN)
    assert Changes.model_validate_json(text) == sample
    assert json.loads(text)["findings"]["findings"][0]["before"].keys() == {"id", "verdict", "due", "settled_at"}


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("format_", READ)
def test_every_rule_that_changed_is_named_once_among_the_rules(
    sample: Changes, write: Write, format_: ChangesFormat, lang: Lang
) -> None:
    text = write(sample.model_copy(update={"findings": None}), format_, lang)
    for rule in sample.rules:
        name = rf"(?:^|[ `→]){re.escape(rule.entry.rule)}`?$"
        headings = [
            line for line in text.splitlines() if re.search(name, line) and "：" not in line and ": " not in line
        ]
        assert len(headings) == (0 if rule.unchanged else 1), rule.entry.rule


@pytest.mark.parametrize(("lang", "said"), [(Lang.ZH, "没有改动"), (Lang.EN, "nothing changed")])
def test_says_so_when_nothing_changed(sample: Changes, write: Write, lang: Lang, said: str) -> None:
    update: dict[str, object] = {"document": (), "clauses": (), "rules": (), "findings": None}
    assert said in write(sample.model_copy(update=update), ChangesFormat.TEXT, lang)


@pytest.mark.parametrize(("lang", "said"), [(Lang.ZH, "判定结果相同"), (Lang.EN, "both versions find the same")])
def test_says_so_when_no_finding_changed(sample: Changes, write: Write, lang: Lang, said: str) -> None:
    assert sample.findings is not None
    none = sample.findings.model_copy(update={"rules": (), "findings": ()})
    assert said in write(sample.model_copy(update={"findings": none}), ChangesFormat.TEXT, lang)


def with_detail(sample: Changes, detail: Detail) -> Changes:
    rule: RuleChange = sample.rules[0].model_copy(update={"details": (detail,)})
    return sample.model_copy(update={"rules": (rule,)})


@pytest.mark.parametrize(
    ("detail", "zh", "en"),
    [
        (Detail(part=Part.CODE), "插件代码：有变", "code of a plug-in: changed"),
        (
            Detail(part=Part.BREACH_OF, before=Message(zh="甲", en="a"), after=Message(zh="甲", en="a")),
            "所依据的规则：甲（有变）",
            "the rule that it follows: a (changed)",
        ),
        (Detail(part=Part.READING, after=Message(zh="甲", en="a")), "解释：（无） → 甲", "is read: (none) → a"),
        (Detail(part=Part.UNLESS, before=Message(zh="甲", en="a")), "除非：甲 → （无）", "unless: a → (none)"),
        (
            Detail(part=Part.TITLE, before=Message(zh="甲\x1b[2J", en="a\nb"), after=Message(zh="乙", en="c")),
            "名称：甲\\u001b[2J → 乙",
            "title: a b → c",
        ),
    ],
)
def test_details(sample: Changes, write: Write, detail: Detail, zh: str, en: str) -> None:
    changed = with_detail(sample, detail)
    assert zh in write(changed, ChangesFormat.TEXT, Lang.ZH)
    assert en in write(changed, ChangesFormat.TEXT, Lang.EN)


def test_exemptions_that_changed_say_for_whom_rules_are_compared(sample: Changes, write: Write) -> None:
    exempt = Detail(part=Part.EXEMPTIONS, after=Message(zh="不适用于 单位", en="does not apply to unit"))
    text = write(sample.model_copy(update={"document": (exempt,)}), ChangesFormat.TEXT, Lang.ZH)
    assert "规则只就两个版本都适用的单位和账号比较" in text


def test_no_rule_can_bring_markup_into_markdown(sample: Changes, write: Write) -> None:
    wicked = Detail(part=Part.TITLE, before=Message(zh="|<b>*", en="|<b>*"), after=None)
    assert "\\|\\<b\\>\\*" in write(with_detail(sample, wicked), ChangesFormat.MARKDOWN, Lang.ZH)
