"""Explanations: those that fit, those that fit nothing, and lists that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from policykit.analysis.consistency import Ground, explanations_of, inconsistencies, sorted_out
from policykit.analysis.consistency.diagnostics import diagnostic_of, diagnostic_of_explanation
from policykit.analysis.consistency.explained import EXPLANATIONS_FILE, ExplanationsError
from policykit.language import Code, Severity

from .packs import pack_of

RULES = {
    "weekly": "对每个 账号 应当 每周 至少 1 次 发布信息",
    "no_silence": "对每个 账号 不得 连续 超过 14 天 没有 发布信息",
}
FITS = """# 两条都写了
[[explained]]
rule = "no_silence"
finding = "implied: weekly"
reason_zh = "文件两条都写了"
reason_en = "The document has both"
"""
OTHERWISE = FITS.replace("implied: weekly", "equal: weekly")


def write(folder: Path, text: str) -> None:
    (folder / EXPLANATIONS_FILE).write_text(text, "utf-8")


def test_a_pack_without_a_list_explains_nothing(tmp_path: Path) -> None:
    assert explanations_of(pack_of(RULES, folder=tmp_path)) == ()


def test_an_explanation_fits_its_finding(tmp_path: Path) -> None:
    write(tmp_path, FITS)
    pack = pack_of(RULES, folder=tmp_path)
    ((found, explanation),), unused = sorted_out(inconsistencies(Ground(pack)), explanations_of(pack))
    assert found.key == "implied: weekly"
    assert explanation is not None
    assert (explanation.reason.zh, explanation.line) == ("文件两条都写了", 2)
    assert unused == []


def test_one_that_fits_nothing_is_left_over(tmp_path: Path) -> None:
    write(tmp_path, FITS + OTHERWISE)
    pack = pack_of(RULES, folder=tmp_path)
    pairs, unused = sorted_out(inconsistencies(Ground(pack)), explanations_of(pack))
    assert [e is not None for _, e in pairs] == [True]
    assert [(e.finding, e.line) for e in unused] == [("equal: weekly", 8)]


def test_it_is_said_where_it_stands(tmp_path: Path) -> None:
    write(tmp_path, FITS + OTHERWISE)
    pack = pack_of(RULES, folder=tmp_path)
    (_, unused), source = sorted_out((), explanations_of(pack)), FITS + OTHERWISE
    said = diagnostic_of_explanation(unused[1], source, "demo/consistency.toml")
    assert (said.code, said.severity) == (Code.EXPLAINS_NOTHING, Severity.WARNING)
    assert (said.span.line, said.span.column) == (8, 1)
    assert source[said.span.start : said.span.end] == "[[explained]]"


def test_a_finding_is_said_at_the_name_of_its_rule() -> None:
    pack = pack_of(RULES)
    (found,) = inconsistencies(Ground(pack))
    said = diagnostic_of(found, pack.source, "demo/demo.policy")
    assert (said.code, said.severity) == (Code.REDUNDANT, Severity.WARNING)
    assert pack.source[said.span.start : said.span.end] == "no_silence"
    assert (said.span.line, said.span.column) == (4, 4)
    assert said.help is not None
    assert said.help.en.endswith('(rule = "no_silence", finding = "implied: weekly")')


def test_a_name_that_others_begin_with_is_told_apart() -> None:
    rules = {"silence_first": RULES["weekly"], "silence": RULES["no_silence"]}
    pack = pack_of(rules)
    (found,) = inconsistencies(Ground(pack))
    span = diagnostic_of(found, pack.source, "x").span
    assert (span.line, pack.source[span.start : span.end]) == (4, "silence")


@pytest.mark.parametrize(
    "text",
    [
        "[[explained]\n",
        '[[explained]]\nrule = "a"\n',
        FITS.replace("reason_en", "reason"),
        FITS.replace("[[explained]]", "[[explain]]"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ExplanationsError, match="cannot be read"):
        explanations_of(pack_of(RULES, folder=tmp_path))
