"""`compare`: what it asks the analysis for, what it prints, and its exit statuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policykit.analysis import compare as analysis
from policykit.analysis.compare.results import Comparison
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.policy.topic import Topic
from policykit.model.text import Text
from policykit.packs import Pack

from .conftest import Run

JSON = Path(__file__).parents[1] / "io" / "comparison_out" / "snapshots" / "comparison.json"

POLICY = """文件 {name} 《{name}》
  施行 2024-01-01

第一条 更新
  主题 更新频率
  规则 posts "更新" / "Posts"
    对每个 账号
    应当 每周 至少 {times} 次 发布信息
"""


@pytest.fixture
def packs(tmp_path: Path) -> tuple[str, str]:
    """Two packs, of which the first asks for more."""
    for name, times in (("busy", 2), ("calm", 1)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.policy").write_text(POLICY.format(name=name, times=times), "utf-8")
    return str(tmp_path / "busy"), str(tmp_path / "calm")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the analysis was asked, in place of the analysis; it answers with a comparison made by hand."""
    found: dict[str, Any] = {}

    def compare(packs: Sequence[Pack], *, on_row: Callable[[Text, int, int], None], **wanted: object) -> Comparison:
        on_row(Topic.UPDATES.label, 0, 1)
        found.update(wanted, packs=[p.name for p in packs])
        return Comparison.model_validate_json(JSON.read_text("utf-8"))

    monkeypatch.setattr(analysis, "compare", compare)
    return found


def test_two_packs_compared(policykit: Run, packs: tuple[str, str]) -> None:
    outcome = policykit("compare", *packs, "--topic", "updates", "--from", "2025-01-01", "--to", "2025-03-31")
    assert outcome.status == 0
    assert "busy is stricter than calm  1 proof, 1 witness" in outcome.out
    assert "2025-01-01 to 2025-03-31" in outcome.out
    # No progress in a pipe.
    assert outcome.err == ""


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("format_", "begins"),
    [
        ("text", "Rules for government new media"),
        ("markdown", "# Rules for government"),
        ("json", "{\n"),
        ("xlsx", "PK"),
        ("html", "<!doctype html>"),
    ],
)
def test_formats(policykit: Run, packs: tuple[str, str], tmp_path: Path, format_: str, begins: str) -> None:
    written = tmp_path / "out"
    outcome = policykit("compare", *packs, "--format", format_, "--output", str(written))
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")
    assert written.read_bytes().lstrip().startswith(begins.encode())
    if format_ != "xlsx":
        assert policykit("compare", *packs, "--format", format_).raw == written.read_bytes()


@pytest.mark.usefixtures("asked")
def test_speaks_the_language_of_the_screen(policykit: Run, packs: tuple[str, str]) -> None:
    assert "佳县 比 临沂 更严" in policykit("compare", *packs, "--lang", "zh").out
    assert "Jiaxian is stricter than Linyi" in policykit("compare", *packs, "--lang", "en").out


@pytest.mark.parametrize("names", [("更新频率", "silence"), ("updates", "间断更新")])
def test_topics_in_either_language(
    policykit: Run, packs: tuple[str, str], asked: dict[str, Any], names: tuple[str, str]
) -> None:
    assert policykit("compare", *packs, "--topic", names[0], "--topic", names[1]).status == 0
    assert asked["topics"] == {Topic.UPDATES, Topic.SILENCE}
    assert asked["packs"] == ["busy", "calm"]
    assert (asked["first"], asked["last"]) == (None, None)


def test_days_and_settings_go_to_the_analysis(
    policykit: Run, packs: tuple[str, str], asked: dict[str, Any], tmp_path: Path
) -> None:
    settings = tmp_path / "house.toml"
    settings.write_text('[terms]\n"及时" = "3 个工作日"\n', "utf-8")
    days = ("--from", "2025-01-01", "--to", "2025-06-30")
    outcome = policykit("compare", *packs, *days, "--settings", str(settings))
    assert outcome.status == 0
    assert (asked["first"], asked["last"]) == (date(2025, 1, 1), date(2025, 6, 30))
    assert asked["settings"].terms == {"promptly": Period(3, PeriodUnit.WORKDAY)}
    assert "uses this term" in outcome.err


def test_a_terminal_sees_progress(
    policykit: Run, packs: tuple[str, str], asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    outcome = policykit("compare", *packs)
    assert asked["packs"] == ["busy", "calm"]
    assert "updates" in outcome.err


@pytest.mark.usefixtures("asked")
def test_a_workbook_is_not_for_a_terminal(
    policykit: Run, packs: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    outcome = policykit("compare", *packs, "--format", "xlsx")
    assert (outcome.status, "use --output FILE" in outcome.err) == (2, True)


MISTAKES = [
    (["--topic", "updatse"], "没有主题“updatse”;是否想写 updates?", "no topic 'updatse'; did you mean updates?"),
    (["--topic", "更新频度"], "是否想写 更新频率?", "did you mean 更新频率?"),
    (["--topic", "月亮"], "应为 职责机制、", "expected one of responsibility, "),
    (["--from", "2025-01-01"], "--from 和 --to 要一起写", "--from and --to go together"),
    (["--from", "1.1.2025", "--to", "2025-01-02"], "不是日期;请写 2025-11-30", "no date; write 2025-11-30"),
    (["--from", "2025-01-01", "--to", "2025-02-30"], "--to 的值“2025-02-30”不是日期", "--to is '2025-02-30', no date"),
    (["--from", "2025-02-01", "--to", "2025-01-01"], "早于 --from", "lies before --from 2025-02-01"),
    (["--format", "htm"], "是否想写 html?", "did you mean html?"),
    (["--settings", "nowhere.toml"], "nowhere.toml", "nowhere.toml"),
]


@pytest.mark.parametrize(("arguments", "zh", "en"), MISTAKES, ids=[" ".join(m[0]) for m in MISTAKES])
def test_mistakes(policykit: Run, packs: tuple[str, str], arguments: list[str], zh: str, en: str) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        outcome = policykit("compare", *packs, *arguments, "--lang", lang)
        assert (outcome.status, outcome.out) == (2, "")
        assert expected in outcome.err
        assert "Traceback" not in outcome.err


def test_one_pack_has_nothing_to_be_compared_with(policykit: Run, packs: tuple[str, str]) -> None:
    outcome = policykit("compare", packs[0])
    assert (outcome.status, "name two packs or more" in outcome.err) == (2, True)
    again = policykit("compare", packs[0], packs[0])
    assert (again.status, "the pack busy is named twice" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "请安装 policykit[analysis]"), ("en", "install policykit[analysis]")]
)
def test_without_z3_it_says_what_to_install(
    policykit: Run, packs: tuple[str, str], monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    outcome = policykit("compare", *packs, "--lang", lang)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_help_loads_neither_the_analysis_nor_what_writes() -> None:
    script = (
        "import sys\nfrom policykit.cli import main\nassert main(['compare', '--help']) == 0\n"
        "print([m for m in ('z3', 'pydantic', 'jinja2', 'openpyxl') if m in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"


def test_a_missing_z3_is_found_before_anything_needs_it(packs: tuple[str, str]) -> None:
    script = (
        "import sys\nsys.modules['z3'] = None\nfrom policykit.cli import main\n"
        f"sys.exit(main(['compare', *{packs!r}, '--lang', 'en']))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "z3-solver" in ran.stderr
    assert "Traceback" not in ran.stderr
