"""Timelines: columns line up, events stand in order of time, and the marks say what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from policykit.model.finding import Verdict
from policykit.model.text import Lang, display_width
from policykit.packs import CaseResult, Pack, load_pack, run_cases
from policykit.packs.timeline import Mark, timeline, timeline_lines

DOCUMENT = """文件 local 《某县办法》
  施行 2025-01-01

第一条 留言
  规则 answer "答复"
    每当 收到留言
    应当 在 2 天 内 答复留言
"""

CASES = """案例 "两条留言" 于 answer
  2025-03-03 10:00 收到留言 m2
  2025-03-03 09:00 收到留言 m1 (留言类别 = 咨询)
  2025-03-05 10:00 答复留言 m2
  截至 2025-03-10
  结果 已履行 m1
  结果 已履行 m2

案例 "没有留言" 于 answer
  2025-03-03 10:00 发布信息 p1
  截至 2025-03-10 12:00
  结果 违反
"""


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    folder = tmp_path / "local"
    folder.mkdir()
    (folder / "local.policy").write_text(DOCUMENT, encoding="utf-8")
    (folder / "cases.policy").write_text(CASES, encoding="utf-8")
    return load_pack(str(folder))


@pytest.fixture
def results(pack: Pack) -> list[CaseResult]:
    return list(run_cases(pack))


def test_events_stand_in_order_of_time(pack: Pack, results: list[CaseResult]) -> None:
    lines = timeline_lines(results[0], pack.plugins.vocabulary, Lang.ZH)
    events = [line for line in lines if line.mark in {Mark.FACT, Mark.DUE, Mark.AS_OF}]
    assert [(line.mark, line.text[2:18]) for line in events] == [
        (Mark.FACT, "2025-03-03 09:00"),
        (Mark.FACT, "2025-03-03 10:00"),
        (Mark.FACT, "2025-03-05 10:00"),
        (Mark.DUE, "2025-03-05 23:59"),
        (Mark.DUE, "2025-03-05 23:59"),
        (Mark.AS_OF, "2025-03-10 24:00"),
    ]
    assert events[0].text.endswith("● 收到留言 留言=m1 账号=a1 单位=u1 留言类别=咨询")


@pytest.mark.parametrize("lang", list(Lang))
def test_columns_line_up(pack: Pack, results: list[CaseResult], lang: Lang) -> None:
    for result in results:
        lines = timeline_lines(result, pack.plugins.vocabulary, lang)
        texts = [line.text for line in lines if line.mark in {Mark.EXPECTED, Mark.MISSING, Mark.FOUND, Mark.SURPRISING}]
        starts = {display_width(text) - display_width(text[4:].split("  ", 1)[1].lstrip()) for text in texts}
        assert len(starts) == 1


def test_what_is_wrong_is_marked(pack: Pack, results: list[CaseResult]) -> None:
    first, second = (timeline_lines(r, pack.plugins.vocabulary, Lang.EN) for r in results)
    assert [line.mark for line in first[-4:]] == [Mark.MISSING, Mark.EXPECTED, Mark.SURPRISING, Mark.FOUND]
    assert first[-2].text.startswith(f"  ! came out  {Verdict.VIOLATED.value} m1 due 2025-03-05")
    assert [line.text for line in second[-2:]] == ["  - expected  violated", "    came out  nothing"]
    assert second[-3].text == "  2025-03-10 12:00  ▲ as of"


def test_the_title_leads_and_the_place_follows(pack: Pack, results: list[CaseResult]) -> None:
    lines = timeline(results[0], pack.plugins.vocabulary, Lang.ZH).splitlines()
    assert lines[0] == "✗ 两条留言  (answer)"
    assert lines[1].endswith("cases.policy:1")
