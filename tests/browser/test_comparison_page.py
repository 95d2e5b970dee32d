"""The comparison page in a real Chromium: it loads, filters, opens and prints, on a desk, a phone and paper.

Screenshots go to a folder of the test run, for a person to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policykit.model.text import Lang

from .chromium import Browser

PHONE = 390

TOPICS = "return Array.from(document.querySelectorAll('tbody.topic')).filter(b => !b.hidden).map(b => b.dataset.topic)"
ALL = ["updates", "silence", "replies", "correction", "technology", "consequences"]

SET = """
const control = document.querySelector(arguments[0]);
control.value = arguments[1];
control.dispatchEvent(new Event(control.tagName === 'SELECT' ? 'change' : 'input', {bubbles: true}));
"""

SEEN = """
return Array.from(document.querySelectorAll(arguments[0]))
  .filter(e => e.checkVisibility({visibilityProperty: true}))
  .map(e => (e.innerText ?? e.textContent).replace(/\\s+/g, ' ').trim())
"""


def seen(browser: Browser, selector: str) -> list[str]:
    """The texts of the elements that can be seen."""
    found: list[str] = browser.run(SEEN, selector)
    return found


def click(browser: Browser, selector: str) -> None:
    """Click as a person does: it must be there to be clicked."""
    browser.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector)
    browser.driver.find_element("css selector", selector).click()


def press(browser: Browser, *keys: str) -> None:
    """Press keys, whatever has the focus."""
    from selenium.webdriver import ActionChains

    ActionChains(browser.driver).send_keys(*keys).perform()


def opener(topic: str, party: int) -> str:
    return f'#t-{topic} button.open[value="{party}"]'


@pytest.mark.parametrize("lang", list(Lang))
def test_loads_without_a_complaint(browser: Browser, page_in: Callable[[Lang], Path], lang: Lang) -> None:
    browser.open(page_in(lang))
    assert browser.complaints() == []
    assert browser.run(TOPICS) == ALL
    assert browser.run("return document.documentElement.lang") == ("zh-CN" if lang is Lang.ZH else "en")
    # Its own policy lets it ask nothing of anybody.
    assert browser.run("return performance.getEntriesByType('resource').length") == 0


def test_everything_that_opens_begins_closed(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert seen(browser, ".panel, .rule, .pair, svg.timeline") == []
    assert len(seen(browser, "button.open")) == 16


def test_a_cell_opens_to_its_rules_and_relations(browser: Browser, page: Path) -> None:
    browser.open(page)
    click(browser, opener("replies", 1))
    assert [t.split(" jiaxian/")[0] for t in seen(browser, ".rule")] == [
        "第十条(四) 五个工作日内答复",
        "第十条(四) 力争当日答复",
    ]
    assert seen(browser, ".pair h2") == ["◇ 佳县 与 临沂 各有宽严 见证 2", "▲ 佳县 比 浙江 更严 见证 1"]
    assert browser.run("return document.querySelector(arguments[0]).ariaExpanded", opener("replies", 1)) == "true"
    # The others of the topic are closed, and so are the other topics.
    assert seen(browser, "#t-updates .panel") == []
    click(browser, opener("replies", 3))
    assert seen(browser, ".of .none") == ["未作规定"]
    assert seen(browser, ".rule") == []
    assert browser.run("return document.querySelector(arguments[0]).ariaExpanded", opener("replies", 1)) == "false"
    click(browser, opener("replies", 3))
    assert seen(browser, ".panel") == []
    assert browser.complaints() == []


def test_a_cell_opens_wherever_it_is_clicked(browser: Browser, page: Path) -> None:
    browser.open(page)
    click(browser, "#t-updates td.c2 .figure")
    assert seen(browser, ".panel h2 .party") == ["临沂"]


def test_a_witness_is_drawn(browser: Browser, page: Path) -> None:
    browser.open(page)
    click(browser, opener("replies", 1))
    assert seen(browser, "svg.timeline") == []
    click(browser, '#t-replies .pair[data-l="1"][data-r="2"] summary')
    drawing = '#t-replies .pair[data-l="1"][data-r="2"] details[open] svg.timeline'
    box = browser.run(
        "const b = document.querySelector(arguments[0]).getBoundingClientRect(); return [b.width, b.height]", drawing
    )
    assert box[0] > 300
    assert box[1] > 80
    assert browser.run("return document.querySelectorAll(arguments[0] + ' circle.dot').length", drawing) == 2
    assert browser.run("return document.querySelectorAll(arguments[0] + ' path.due').length", drawing) == 1
    # National holidays lie between the message and its answer, and a Saturday that is worked for them.
    assert browser.run("return document.querySelectorAll(arguments[0] + ' .band.holiday').length", drawing) > 0
    assert browser.run("return document.querySelectorAll(arguments[0] + ' .band.make-up').length", drawing) == 1
    (facts,) = seen(browser, "details[open] .facts tbody")
    assert facts == (
        "2025-09-29 10:00 收到留言 留言 = m1, 留言类别 = 咨询 w2 2025-10-09 24:00 期限 "
        "2025-10-11 09:00 答复留言 留言 = m1 w3 2025-10-13 00:00 截至"
    )
    assert seen(browser, "details[open] .verdicts li") == [
        "✓ 符合 第十条(四) 五个工作日内答复",
        "✗ 违反 三(四) 七天内答复 2025-09-29 收到留言 m1，应于 2025-10-09 前答复，逾期 1 天 9 小时",
    ]


@pytest.mark.parametrize(
    ("value", "topics"),
    [
        ("", ALL),
        ("工作日", ["replies"]),
        ("第十条(二)", ["silence"]),
        ("更新频率", ["updates"]),
        # In the other surface of a rule, and in a proof.
        ("whenever enquiry", ["replies"]),
        ("批准的豁免", ["updates"]),
        ("IPv6 端口", ["technology"]),
        ("没有这样的话", []),
    ],
)
def test_search(browser: Browser, page: Path, value: str, topics: list[str]) -> None:
    browser.open(page)
    browser.run(SET, "#search", value)
    assert browser.run(TOPICS) == topics
    assert seen(browser, ".filters output") == [f"{len(topics)} / 6"]
    assert bool(seen(browser, "#nothing")) is not bool(topics)


@pytest.mark.parametrize(
    ("relation", "topics"),
    [
        ("stricter", ["updates", "silence", "replies", "correction", "technology"]),
        ("equal", ["updates"]),
        ("incomparable", ["replies"]),
        ("unrelated", ["correction"]),
        ("unknown", ["correction", "technology"]),
        ("gap", ["silence", "replies", "correction", "technology", "consequences"]),
    ],
)
def test_relations(browser: Browser, page: Path, relation: str, topics: list[str]) -> None:
    browser.open(page)
    browser.run(SET, "#relation", relation)
    assert browser.run(TOPICS) == topics


def test_a_topic(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.run(SET, "#topic", "silence")
    assert browser.run(TOPICS) == ["silence"]
    browser.run(SET, "#search", "工作日")
    assert browser.run(TOPICS) == []
    click(browser, "#reset")
    assert browser.run(TOPICS) == ALL
    assert browser.run("return document.querySelector('#search').value") == ""


def test_jurisdictions(browser: Browser, page: Path) -> None:
    browser.open(page)
    click(browser, 'input[name="party"][value="2"]')
    assert seen(browser, ".matrix > thead .name") == ["佳县", "浙江"]
    assert seen(browser, "#t-updates td.c1 .standings") == ["▲ 更严于 浙江"]
    assert seen(browser, "#t-updates td.c3 .standings") == ["▽ 更宽于 佳县"]
    click(browser, opener("replies", 1))
    assert seen(browser, ".pair h2") == ["▲ 佳县 比 浙江 更严 见证 1"]
    # What only the hidden one says is not found, and no relation to it is.
    browser.run(SET, "#search", "七天")
    assert browser.run(TOPICS) == []
    browser.run(SET, "#search", "")
    browser.run(SET, "#relation", "equal")
    assert browser.run(TOPICS) == []
    browser.run(SET, "#relation", "")
    # What is open closes with its column.
    click(browser, 'input[name="party"][value="1"]')
    assert seen(browser, ".panel") == []
    width = browser.run("return document.querySelector('#t-updates td.c3').getBoundingClientRect().width")
    assert width > 1000


def test_a_link_to_a_rule_opens_what_holds_it(browser: Browser, page: Path) -> None:
    browser.open(page, "#r-replies-linyi-answer_in_seven_days")
    assert seen(browser, ".rule h3") == ["三(四) 七天内答复"]
    top = browser.run("return document.querySelector('.rule:target').getBoundingClientRect().top")
    assert 0 <= top < 400
    # A rule that another cell holds is shown beside what is open.
    click(browser, opener("replies", 1))
    click(browser, '#t-replies .pair[data-l="1"][data-r="2"] summary')
    click(browser, "#t-replies details[open] .broken a")
    assert seen(browser, ".of h2 .party") == ["佳县", "临沂"]


def test_the_keyboard_is_enough(browser: Browser, page: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.open(page)
    press(browser, Keys.TAB)
    assert browser.run("return document.activeElement.className") == "skip"
    press(browser, Keys.ENTER)
    assert browser.run("return location.hash") == "#matrix"
    reached = []
    for _ in range(40):
        press(browser, Keys.TAB)
        reached.append(browser.run("return document.activeElement.matches(arguments[0])", opener("updates", 1)))
        if reached[-1]:
            break
    assert reached[-1]
    press(browser, Keys.ENTER)
    assert seen(browser, ".panel h2 .party") == ["佳县"]
    press(browser, Keys.ESCAPE)
    assert seen(browser, ".panel") == []
    assert browser.run("return document.activeElement.matches(arguments[0])", opener("updates", 1))


NAMELESS = """
return Array.from(document.querySelectorAll('button, input, select, a, summary'))
  .filter(e => !(e.labels?.length || e.textContent.trim() || e.ariaLabel)).length
"""


def test_every_control_has_a_name(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.run(NAMELESS) == 0


OVERFLOWING = """
const width = document.documentElement.clientWidth + 0.5;
return Array.from(document.querySelectorAll('body *'))
  .filter(e => e.checkVisibility() && !e.closest('svg, .unseen, thead') && e.getBoundingClientRect().right > width)
  .map(e => e.outerHTML.slice(0, 80));
"""


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("width", [320, PHONE, 768])
def test_a_narrow_screen_never_scrolls_sideways(
    browser: Browser, page_in: Callable[[Lang], Path], width: int, lang: Lang
) -> None:
    browser.size(width, 844, phone=True)
    browser.open(page_in(lang))
    for topic in ALL:
        click(browser, opener(topic, 1))
    browser.run("for (const d of document.querySelectorAll('details')) d.open = true")
    assert browser.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.run(OVERFLOWING) == []
    assert browser.complaints() == []


def test_on_a_phone_rows_are_cards_and_what_opens_follows_its_card(browser: Browser, page: Path) -> None:
    browser.size(PHONE, 844, phone=True)
    browser.open(page)
    click(browser, opener("replies", 1))
    tops = browser.run(
        "return ['td.c1', '.panel > td', 'td.c2', 'td.c3']"
        ".map(s => document.querySelector('#t-replies ' + s).getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    names = "return getComputedStyle(document.querySelector('#t-replies td.c2'), '::before').content"
    assert browser.run(names) == '"临沂"'


def test_on_paper_all_of_it_is_open(browser: Browser, page: Path, tmp_path: Path) -> None:
    browser.open(page)
    browser.show("print")
    assert seen(browser, ".filters, button") == []
    # A jurisdiction that says nothing has said so in its cell.
    assert len(seen(browser, ".rule")) == 12
    assert len(seen(browser, ".pair")) == 13
    assert browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    browser.paper(tmp_path / "page.pdf")
    data = (tmp_path / "page.pdf").read_bytes()
    # A4 on its side, in points.
    assert b"/MediaBox [0 0 841.9" in data
    # What was opened to be printed is closed again.
    browser.show()
    assert browser.run("return document.querySelectorAll('details[open]').length") == 0


def test_what_is_filtered_out_is_not_printed(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.run(SET, "#topic", "silence")
    click(browser, 'input[name="party"][value="3"]')
    browser.show("print")
    assert [t.split(" jiaxian/")[0] for t in seen(browser, ".rule")] == ["第十条(二) 连续超过14天不更新即不合格"]
    assert len(seen(browser, ".pair")) == 1


def test_without_scripts_all_of_it_is_open(browser: Browser, page: Path) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(page)
        assert browser.driver.find_elements("css selector", ".filters, button.open") != []
        assert not any(e.is_displayed() for e in browser.driver.find_elements("css selector", ".filters, button"))
        assert all(e.is_displayed() for e in browser.driver.find_elements("css selector", ".rule, .pair"))
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


CONTRAST = """
const channel = c => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const numbers = s => s.match(/[\\d.]+/g).map(Number);
const ground = e => {
  for (; e; e = e.parentElement) {
    const found = numbers(getComputedStyle(e).backgroundColor);
    if (found.length < 4 || found[3] > 0) return found;
  }
  return numbers(getComputedStyle(document.body).backgroundColor);
};
const poor = new Set();
for (const e of document.querySelectorAll('body *')) {
  if (e.closest('svg') || !e.checkVisibility()) continue;
  if (!Array.from(e.childNodes).some(n => n.nodeType === 3 && n.textContent.trim())) continue;
  const [a, b] = [light(numbers(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
  if ((a + 0.05) / (b + 0.05) < 4.5) poor.add(`${e.tagName}.${e.className}`);
}
return Array.from(poor);
"""


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_stands_out_from_its_ground(browser: Browser, page: Path, *, dark: bool) -> None:
    browser.show(dark=dark)
    browser.open(page)
    for topic in ALL:
        click(browser, opener(topic, 1))
    browser.run("for (const d of document.querySelectorAll('details')) d.open = true")
    assert browser.run(CONTRAST) == []


@pytest.mark.parametrize(
    ("name", "width", "dark", "media"),
    [
        ("light", 1400, False, "screen"),
        ("dark", 1400, True, "screen"),
        ("phone", PHONE, False, "screen"),
        ("print", 1060, False, "print"),
    ],
)
def test_pictures(
    browser: Browser, page: Path, tmp_path: Path, *, name: str, width: int, dark: bool, media: str
) -> None:
    browser.size(width, 900, phone=width == PHONE)
    browser.show(media, dark=dark)
    browser.open(page)
    if media == "screen":
        click(browser, opener("replies", 1))
        click(browser, "#t-replies .pair:not([data-closed]) summary")
        browser.run("document.querySelector('#t-replies').scrollIntoView()")
    browser.picture(tmp_path / f"{name}.png", whole=media == "print")
    data = (tmp_path / f"{name}.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) > 20_000
