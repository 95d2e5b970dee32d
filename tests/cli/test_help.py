"""Help: every command has a page in both languages, whole in each, and none of them loads a heavy library."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from policykit.cli.tree import COMMANDS, Entry
from policykit.model.text import Lang, display_width

from .conftest import Check, Run

HEAVY = ("pydantic", "lark", "rich", "jinja2", "chinese_calendar", "openpyxl", "pluggy", "dateutil")


def paths(entries: Mapping[str, Entry], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, entry in entries.items():
        yield (*above, name)
        if entry.below is not None:
            yield from paths(entry.below, (*above, name))


PATHS = [(), *paths(COMMANDS)]

# What a page in Chinese may say in Latin letters: options, metavars and values, kinds of files, examples, commands.
_CODE = re.compile(
    r"policykit .*|\[--?[^\]]*\]|--[a-z-]+|[a-z]+(?:\|[a-z]+)+|[A-Z][A-Z-]+(?:\.[a-z]+)?|MAP\.toml|FILE\.toml"
    r"|policykit|START|\bcheck\b|\breference\b|\bjsonl\b|\bCSV\b|\bJSONL?\b|\bParquet\b|\bDuckDB\b|\bPostgreSQL\b|\bpostgresql:|\bSpark\b|\bspark:|\blocal\b|\bfacts\b|\bfindings\b"
    r"|^  [a-z]+(?= )|\d{4}-\d\d-\d\dT[\d:+]+",
    re.MULTILINE,
)
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_a_chinese_page_has_no_english(policykit: Run, path: tuple[str, ...]) -> None:
    page = policykit(*path, "--help", "--lang", "zh")
    assert page.status == 0
    assert _CHINESE.search(page.out)
    assert re.findall(r"[A-Za-z]{2,}", _CODE.sub("", page.out)) == []


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_an_english_page_has_no_chinese(policykit: Run, path: tuple[str, ...]) -> None:
    page = policykit(*path, "--help", "--lang", "en")
    assert page.status == 0
    assert _CHINESE.findall(page.out) == []


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_pages(policykit: Run, check_snapshot: Check, path: tuple[str, ...], lang: Lang) -> None:
    check_snapshot(f"help-{'-'.join(('policykit', *path))}.{lang}.txt", policykit(*path, "--help", "--lang", lang).out)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_pages_keep_to_the_width(
    policykit: Run, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = policykit(*path, "--help", "--lang", "zh").out.splitlines()
    # A word that is wider than the screen stays whole: it may be copied.
    assert [line for line in lines if display_width(line) > width and " " in line.strip()[:width]] == []


def test_help_loads_no_heavy_library() -> None:
    script = (
        "import sys\nfrom policykit.cli import main\n"
        "assert main(['--help']) == 0 and main(['check', '--help']) == 0\n"
        f"print(sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"
    assert "Usage: policykit" in ran.stdout or "用法: policykit" in ran.stdout


def test_without_a_command_the_page_goes_to_standard_error(policykit: Run) -> None:
    ran = policykit()
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("Usage: policykit COMMAND")
    assert "error: a command is missing" in ran.err


def test_version(policykit: Run) -> None:
    assert re.fullmatch(r"policykit \d+\.\d+\.\d+\S*\n", policykit("--version").out)
