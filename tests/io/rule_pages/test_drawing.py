"""Drawings: what is placed where, in which line, with which words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policykit.calendar import NationalCalendar
from policykit.io.rule_pages import words
from policykit.io.rule_pages.drawing import Drawing, draw
from policykit.io.rule_pages.happenings import happenings
from policykit.io.rule_pages.scale import scale_of
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Modality
from policykit.model.time import day_last, day_start
from policykit.packs import CaseResult, Pack, load_pack, run_cases

DOCUMENT = """文件 local 《某县办法》
  施行 2024-01-01

第一条 留言
  规则 answer "答复"
    每当 收到留言
    应当 在 5 个工作日 内 答复留言
  规则 weekly "周更"
    对每个 账号
    应当 每周 至少 1 次 发布信息
  规则 named "有平台"
    对每个 账号
    应当 已填 平台
  规则 kind "写明类别"
    每当 收到留言
    应当 已填 留言类别
"""


def posts(count: int) -> str:
    return "".join(f"  2025-03-{n:02} 发布信息 p{n}\n" for n in range(3, 3 + count))


CASES = f"""案例 "按时" 于 answer
  2025-09-30 10:00 收到留言 m1
  2025-10-14 23:59:30 答复留言 m1 记录于 2025-10-16
  截至 2025-11-01
  结果 已履行

案例 "迟到" 于 answer
  2025-09-30 10:00 收到留言 m1
  2025-10-20 答复留言 m1
  截至 2025-11-01
  结果 逾期履行

案例 "未答" 于 answer
  2025-09-30 10:00 收到留言 m1
  截至 2025-11-01 10:00
  结果 违反

案例 "日历之外" 于 answer
  2029-09-30 收到留言 m1
  截至 2029-10-10
  结果 无法判定

案例 "许多" 于 weekly
  2025-01-06 开设账号 a1
{posts(9)}  截至 2025-03-31
  结果 违反

案例 "一直" 于 named
  2025-03-03 开设账号 a1 (平台 = "微信")
  截至 2025-03-31
  结果 待履行

案例 "当即" 于 kind
  2025-03-03 收到留言 m1 (留言类别 = 咨询)
  截至 2025-03-31
  结果 已履行
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder: Path = tmp_path_factory.mktemp("packs") / "local"
    folder.mkdir()
    (folder / "local.policy").write_text(DOCUMENT, encoding="utf-8")
    (folder / "cases.policy").write_text(CASES, encoding="utf-8")
    return load_pack(str(folder))


@pytest.fixture(scope="module")
def results(pack: Pack) -> dict[str, CaseResult]:
    return {r.case.title.zh: r for r in run_cases(pack)}


def drawing(pack: Pack, result: CaseResult) -> Drawing:
    return draw(result, pack.document.rule(result.case.rule), pack.plugins.vocabulary, NationalCalendar())


def test_the_cases_hold(results: dict[str, CaseResult]) -> None:
    assert [t for t, r in results.items() if not r.passed] == []


def test_an_event_and_a_duty_have_a_line_each(pack: Pack, results: dict[str, CaseResult]) -> None:
    found = drawing(pack, results["按时"])
    assert [(d.title.zh, d.x) for d in found.dots] == [
        ("2025-09-30 10:00 收到留言 m1(账号 = a1、单位 = u1)", found.dots[0].x),
        ("2025-10-14 23:59:30 答复留言 m1(账号 = a1、单位 = u1、记录于 2025-10-16 12:00)", found.dots[1].x),
    ]
    assert found.dots[0].x < found.dots[1].x
    assert found.dots[0].recorded is None
    assert found.dots[1].recorded is not None
    assert found.dots[1].recorded > found.dots[1].x
    lines = [d.y for d in found.dots] + [b.y for b in found.bars]
    assert lines == sorted(set(lines))
    assert max(lines) < found.foot
    assert [(x.name.zh, x.whose, x.soft) for x in found.labels] == [
        ("收到留言", "m1", ""),
        ("答复留言", "m1", ""),
        ("已履行", "m1", "→ 10-14"),
    ]
    assert found.as_of_day == "2025-11-01"


def test_rest_days_are_shaded_in_one_piece_each(pack: Pack, results: dict[str, CaseResult]) -> None:
    found = drawing(pack, results["按时"])
    assert [(b.kind, b.title.en) for b in found.bands][:5] == [
        ("holiday", "2025-10-01 to 2025-10-05 National Day holiday"),
        ("holiday", "2025-10-06 Mid-autumn Festival holiday"),
        ("holiday", "2025-10-07 to 2025-10-08 National Day holiday"),
        ("make-up", "2025-10-11 make-up working day for National Day"),
        ("weekend", "2025-10-12 weekend"),
    ]
    scale = scale_of([day_start(date(2025, 9, 30)), day_last(date(2025, 11, 1))])
    assert (found.bands[0].x, found.bands[0].width) == pytest.approx(
        (scale.of_day(date(2025, 10, 1)), scale.of_day(date(2025, 10, 6)) - scale.of_day(date(2025, 10, 1))), abs=0.02
    )


@pytest.mark.parametrize(
    ("title", "overrun"), [("按时", None), ("迟到", "2025-10-20 12:00"), ("未答", "2025-11-01 10:00")]
)
def test_a_duty_is_overrun_until_the_act_or_until_now(
    pack: Pack, results: dict[str, CaseResult], title: str, overrun: str | None
) -> None:
    found = drawing(pack, results[title])
    (bar,) = found.bars
    assert bar.begin < bar.end == bar.due
    place = {f"{h.day} {h.clock}": h.at for h in happenings(results[title], pack.plugins.vocabulary)}
    scale = scale_of([min(place.values()), day_start(date(2025, 11, 1))])
    assert bar.overrun == (None if overrun is None else scale.x(place[overrun]))


def test_days_past_the_calendar_are_marked(pack: Pack, results: dict[str, CaseResult]) -> None:
    found = drawing(pack, results["日历之外"])
    assert [(b.kind, b.x, b.width) for b in found.bands] == [("unknown", 0, 100)]
    assert found.bands[0].title.zh.endswith(words.NOT_COVERED.zh)


def test_many_events_of_a_type_share_a_line_and_many_duties_have_no_words(
    pack: Pack, results: dict[str, CaseResult]
) -> None:
    found = drawing(pack, results["许多"])
    assert len(found.bars) == 13
    assert [(x.name.zh, x.soft) for x in found.labels] == [("开设账号", "× 1"), ("发布信息", "× 9")]
    assert len({d.y for d in found.dots}) == 2
    assert len({b.y for b in found.bars}) == 1
    assert not any(h.mark == "due" for h in happenings(results["许多"], pack.plugins.vocabulary))


def test_a_lasting_duty_runs_on_and_a_condition_is_a_point(pack: Pack, results: dict[str, CaseResult]) -> None:
    (lasting,) = drawing(pack, results["一直"]).bars
    (point,) = drawing(pack, results["当即"]).bars
    assert (lasting.end, lasting.due, lasting.overrun) == (100, None, None)
    assert (point.begin, point.due, point.overrun) == (point.end, None, None)


@pytest.mark.parametrize("form", list(Form))
def test_every_form_has_a_meaning(form: Form) -> None:
    assert words.meaning(form).zh.endswith("。")
    assert words.meaning(form).en.endswith(".")


@pytest.mark.parametrize(
    ("modality", "strength"),
    [
        (Modality.MUST, "binding: not to do it is a violation"),
        (Modality.PROHIBITED, "binding: to do it is a violation"),
        (Modality.MUST_NOT_IN_PRINCIPLE, "binding, unless an approved waiver lifts it"),
        (Modality.STRIVE, "gives advice, never a violation"),
        (Modality.MAY, "says what is allowed; no obligation arises"),
    ],
)
def test_strengths(modality: Modality, strength: str) -> None:
    assert words.strength(modality).en == strength
