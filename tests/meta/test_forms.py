"""Every form is judged, has a corpus folder and a section in docs/semantics.md, or is refused by name at load time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from policykit.engine.reference import SUPPORTED, refuse_unsupported
from policykit.language import read_document
from policykit.model.errors import UnsupportedForm
from policykit.model.extension import Extensions
from policykit.model.policy.requirements import AFTER_BREACHES, Form
from policykit.model.policy.rule import Scope
from policykit.model.vocabulary import base_vocabulary

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("form", list(Form))
def test_every_form_is_judged_explained_and_tested(form: Form) -> None:
    assert form in SUPPORTED
    assert f"## {form.value}\n" in (ROOT / "docs" / "semantics.md").read_text("utf-8")
    assert list((ROOT / "tests" / "corpus" / "engine" / form.value).glob("*.cases"))


def test_what_cannot_be_judged_is_refused_by_name() -> None:
    """The checker lets nothing else follow from a breach; a document may come from elsewhere."""
    source = """文件 a 《甲》
施行 2024-01-01
第一条 乙
  规则 first "x" 每当 发布信息 应当 已填 账号
  规则 second "x" 每当 发布信息 应当 此前 已有 审核信息
"""
    document = read_document(source, "a.policy", base_vocabulary(), Extensions()).document
    assert document is not None
    first, second = document.rules
    refuse_unsupported(document)
    follows = replace(second, scope=Scope(breach_of=first.name))
    with pytest.raises(UnsupportedForm, match=r"a/second \(precedence after a breach\)"):
        refuse_unsupported(replace(document, rules=(first, follows)))


@pytest.mark.parametrize("form", sorted(AFTER_BREACHES))
def test_every_form_that_may_follow_from_a_breach_has_cases_of_it(form: Form) -> None:
    folder = ROOT / "tests" / "corpus" / "engine" / "breach"
    found = (
        read_document(path.read_text("utf-8"), "a.policy", base_vocabulary(), Extensions()).document
        for path in folder.glob("*.policy")
    )
    assert form in {r.form for d in found if d is not None for r in d.rules if r.scope.breach_of is not None}
