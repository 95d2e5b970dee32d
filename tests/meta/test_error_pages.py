"""Every diagnostic code has a page, every page a code; and its examples do what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policykit.analysis.consistency import Ground, explanations_of, inconsistencies, looser_than, sorted_out
from policykit.analysis.consistency.explained import EXPLANATIONS_FILE
from policykit.language import Code, RuleFileError, read_document
from policykit.language.formatter import format_source
from policykit.packs import load_cases, load_pack
from policykit.plugins import load_plugins

PAGES = Path(__file__).resolve().parents[2] / "docs" / "errors"
RULE = """文件 demo 《示例》
  施行 2024-01-01

第一条 示例
  规则 answer_in_five_workdays "五个工作日内答复"
    每当 收到留言
    应当 在 5 个工作日 内 答复留言
"""
"""What the examples of cases are about."""

DEEP = "PK5"
"""How codes begin that only the analysis of a whole pack finds."""

codes = pytest.mark.parametrize("code", Code)


def _page(code: Code) -> str:
    return (PAGES / f"{code}.md").read_text("utf-8")


def _examples(code: Code) -> list[str]:
    return [m[1] for m in re.finditer(r"^```policy\n(.*?)^```$", _page(code), re.MULTILINE | re.DOTALL)]


def _block(code: Code, language: str) -> str | None:
    """What stands beside both examples: the document above, the explanations."""
    found = re.search(rf"^```{language}\n(.*?)^```$", _page(code), re.MULTILINE | re.DOTALL)
    return found[1] if found else None


def _found(code: Code, example: str, folder: Path) -> set[Code]:
    if code.startswith(DEEP):
        return _found_deep(code, example, folder)
    if example.startswith("案例"):
        return _found_in_cases(example, folder)
    plugins = load_plugins()
    return {d.code for d in read_document(example, "x.policy", plugins.vocabulary, plugins.extensions).diagnostics}


def _found_deep(code: Code, example: str, folder: Path) -> set[Code]:
    (folder / "demo.policy").write_text(example, "utf-8")
    (folder / EXPLANATIONS_FILE).write_text(_block(code, "toml") or "", "utf-8")
    pack = load_pack(str(folder))
    ground = Ground(pack)
    found = list(inconsistencies(ground))
    upper = _block(code, "policy-above")
    if upper is not None:
        above = folder.parent / "above"
        above.mkdir(exist_ok=True)
        (above / "above.policy").write_text(upper, "utf-8")
        found += looser_than(ground, load_pack(str(above))).looser
    pairs, unused = sorted_out(found, explanations_of(pack))
    unexplained = {i.kind.code for i, explanation in pairs if explanation is None}
    return unexplained | ({Code.EXPLAINS_NOTHING} if unused else set())


def _found_in_cases(example: str, folder: Path) -> set[Code]:
    (folder / "demo.policy").write_text(RULE, "utf-8")
    (folder / "cases.policy").write_text(example, "utf-8")
    pack = load_pack(str(folder / "demo.policy"))
    try:
        load_cases(pack)
    except RuleFileError as error:
        return {d.code for d in error.diagnostics}
    return set()


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {p.stem for p in PAGES.glob("PK*.md")} == set(Code)


@codes
def test_a_page_is_in_both_languages(code: Code) -> None:
    title, *paragraphs = re.sub(r"```.*?```", "", _page(code), flags=re.DOTALL).strip().split("\n\n")
    assert re.fullmatch(rf"# {code} [^·]*[\u4e00-\u9fff][^·]* · [A-Z][ -~]+", title)
    zh, en, mend_zh, mend_en = (p for p in paragraphs if p.strip())
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert re.match(r"[A-Z`]", en)
    assert mend_zh.strip().startswith("**改法** ")
    assert mend_en.strip().startswith("**To mend it** ")


@codes
def test_the_first_example_raises_the_code_and_the_second_nothing(code: Code, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    bad, good = _examples(code)
    assert _found(code, bad, folder) == {code}
    assert _found(code, good, folder) == set()


@codes
def test_the_mended_example_is_written_as_the_formatter_writes(code: Code) -> None:
    plugins = load_plugins()
    _, good = _examples(code)
    assert format_source(good, "x.policy", None, plugins.vocabulary, plugins.extensions) == good


def test_the_list_of_pages_names_each() -> None:
    assert re.findall(r"^\| \[(PK\d+)\]\(\1\.md\) ", (PAGES / "README.md").read_text("utf-8"), re.MULTILINE) == list(
        Code
    )
