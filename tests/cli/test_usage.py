"""Mistakes on the command line: status 2, nothing on standard output, said in both languages with what to do."""

from __future__ import annotations

import pytest

from .conftest import FACTS, Run

MINI = "packs/mini"

MISTAKES = [
    (["chek"], "没有命令 chek;是否想写 check?", "there is no command chek; did you mean check?"),
    (["calendar", "do"], "没有命令 do", "there is no command do"),
    (["check", MINI, *FACTS, "--peding"], "没有选项 --peding;是否想写 --pending?", "there is no option --peding"),
    (["check", MINI, "--facts"], "选项 --facts 后面缺少值", "the option --facts needs a value"),
    (["check", MINI, *FACTS, "--all=1"], "选项 --all 不带值", "the option --all takes no value"),
    (["check", MINI, "--as-of", "2025-11-01"], "缺少选项 --facts", "the option --facts is missing"),
    (["check", *FACTS], "缺少参数 PACK...", "the argument PACK... is missing"),
    (["clauses", MINI, "more"], "多余的参数:more", "too many arguments: more"),
    (["check", MINI, *FACTS, "--format", "jsn"], "是否想写 json?", "did you mean json?"),
    (
        ["check", MINI, *FACTS, "--engine", "quick"],
        "--engine 的值“quick”不可用",
        "expected one of auto, reference, columnar",
    ),
    (
        ["check", MINI, "--facts", "facts.jsonl", "--as-of", "2025-11-01T10:00"],
        "没有时差,policykit 不猜测时区;请写 2025-11-01T10:00+08:00",
        "a time without an offset, which is never guessed; write 2025-11-01T10:00+08:00",
    ),
    (
        ["check", MINI, "--facts", "facts.jsonl", "--as-of", "1.11.2025"],
        "不是日期或时间;请写 2025-11-30",
        "no date or time; write 2025-11-30",
    ),
    (["check", MINI, "--facts", "facts.jsonl", "--as-of", "20251101T10"], "没有时差", "without an offset"),
    (["check", MINI, *FACTS, "--rule", "answer_in_5_workdays"], "是否想写 answer_in_five_workdays", "there is no rule"),
    (["check", MINI, MINI, *FACTS], "规则包 mini 写了两次", "the pack mini is named twice"),
    (["check", "nowhere", *FACTS], "没有名为 nowhere 的规则包", "there is no pack and no folder nowhere"),
    (["check", MINI, *FACTS, "--map", "m.toml"], "有 0 个 CSV 文件、1 个 --map", "0 CSV files and 1 --map"),
    (["check", MINI, *FACTS, "--calendar", "lunar"], "没有名为 lunar 的日历", "no calendar is called lunar"),
    (["due", MINI, *FACTS, "--within", "soon"], "“尽快”没有数字", "which has no figure"),
    (["due", MINI, *FACTS, "--within", "5 moons"], "不是期限", "is no period; accepted are"),
    (["explain", MINI, "57", *FACTS], "太短", "too short"),
    (["explain", MINI, "ffffff", *FACTS], "没有编号以 ffffff 开头", "no finding has an id that begins with ffffff"),
    (["calendar", "due", "2025-09-30", "24", "hours"], "按小时计算要从一个时刻起算", "hours count from an instant"),
    (["calendar", "due", "2025-09-30", "0", "days"], "期限至少为 1", "a period is at least 1"),
    (["calendar", "show", "25"], "不是年份", "write a year"),
    (["calendar", "show", "2027"], "无法判定 2027-01-01", "cannot say whether 2027-01-01"),
    (["fmt", "packs"], "有 2 个文件;请用 --write 或 --check", "2 files: use --write or --check"),
    (["fmt", "packs", "--check", "--write"], "只能写一个", "not both"),
    (["lint", "snapshots"], "没有 .policy 文件", "there is no .policy file in snapshots"),
    (["test", "snapshots"], "没有规则包", "there is no pack in snapshots"),
    (["schema", "fact"], "是否想写 facts?", "did you mean facts"),
    (["--lang", "fr", "check"], "应为 zh 或 en", "expected zh or en"),
]


@pytest.mark.parametrize(("arguments", "zh", "en"), MISTAKES, ids=[" ".join(m[0])[:60] for m in MISTAKES])
def test_mistakes(policykit: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], zh: str, en: str) -> None:
    for lang, expected, label in (("zh", zh, "错误:"), ("en", en, "error: ")):
        monkeypatch.setenv("POLICYKIT_LANG", lang)
        ran = policykit(*arguments)
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.startswith(label)
        assert expected in ran.err
        assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["chek"], "policykit"),
        (["check", "--nope"], "policykit check"),
        (["--lang", "en", "calendar", "due", "x", "2 days"], "policykit calendar due"),
    ],
)
def test_the_right_page_is_offered(policykit: Run, arguments: list[str], command: str) -> None:
    assert policykit(*arguments).err.endswith(f"see {command} --help\n")


def test_an_error_of_the_rules_or_the_data_offers_no_page(policykit: Run) -> None:
    assert "--help" not in policykit("check", "nowhere", *FACTS).err


@pytest.mark.parametrize("arguments", [["calendar", "show", "2027"], ["calendar", "due", "2026-12-30", "9 workdays"]])
def test_past_the_calendars_end_the_way_on_is_named(policykit: Run, arguments: list[str]) -> None:
    assert "--provisional" in policykit(*arguments).err


def test_before_the_calendars_beginning_there_is_no_way_on(policykit: Run) -> None:
    ran = policykit("calendar", "show", "1999")
    assert ran.status == 2
    assert "--provisional" not in ran.err


def test_a_defect_keeps_its_traceback_and_never_looks_like_violations(
    policykit: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("policykit.cli.judge.judge", broken)
    ran = policykit("check", MINI, *FACTS)
    assert (ran.status, ran.out) == (2, "")
    assert "ZeroDivisionError: a defect" in ran.err
    assert "a defect of policykit itself" in ran.err


def test_an_interruption_ends_with_130_and_says_nothing(policykit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("policykit.cli.judge.judge", interrupted)
    ran = policykit("check", MINI, *FACTS)
    assert (ran.status, ran.out, ran.err) == (130, "", "")
