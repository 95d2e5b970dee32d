"""Every form is judged, has a corpus folder and a section in docs/semantics.md, or is refused by name at load time."""

from __future__ import annotations

from pathlib import Path

import pytest

from policykit.engine.reference import SUPPORTED, refuse_unsupported
from policykit.language import read_document
from policykit.model.errors import UnsupportedForm
from policykit.model.extension import Extensions
from policykit.model.policy.requirements import Form
from policykit.model.vocabulary import base_vocabulary

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("form", list(Form))
def test_every_form_is_judged_explained_and_tested(form: Form) -> None:
    assert form in SUPPORTED
    assert f"## {form.value}\n" in (ROOT / "docs" / "semantics.md").read_text("utf-8")
    assert list((ROOT / "tests" / "corpus" / "engine" / form.value).glob("*.cases"))


def test_what_cannot_be_judged_is_refused_by_name() -> None:
    source = """文件 a 《甲》
施行 2024-01-01
第一条 乙
  规则 first "x" 对每个 账号 不得 连续 超过 14 天 没有 发布信息
  规则 second "x" 每当 违反 first 应当 人工核查 "查过吗"
"""
    document = read_document(source, "a.policy", base_vocabulary(), Extensions()).document
    assert document is not None
    with pytest.raises(UnsupportedForm, match="a/second"):
        refuse_unsupported(document)
