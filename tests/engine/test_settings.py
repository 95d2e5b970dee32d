"""What a deployment decides for itself."""

from __future__ import annotations

from datetime import date

import pytest

from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.model.policy.document import ALWAYS, Document, Force
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.plugins import load_plugins

DAYS = [Period(n, PeriodUnit.DAY) for n in range(4)]


def document(header: str) -> Document:
    plugins = load_plugins()
    source = f"文件 sample 《样本》\n  {header}\n第一条 无\n  说明 “无” / “none”\n"
    found = read_document(source, "s.policy", plugins.vocabulary, plugins.extensions).document
    assert found is not None
    return found


def test_terms_of_a_pack_come_before_the_common_ones() -> None:
    settings = Settings(terms={"promptly": DAYS[1], "soon": DAYS[2]}, pack_terms={"jiaxian": {"promptly": DAYS[3]}})
    assert settings.term("jiaxian", "promptly") == DAYS[3]
    assert settings.term("linyi", "promptly") == DAYS[1]
    assert settings.term("jiaxian", "soon") == DAYS[2]
    assert settings.term("jiaxian", "regularly") is None


@pytest.mark.parametrize(
    ("header", "set_to", "force"),
    [
        ("施行 2025-01-01", None, Force(date(2025, 1, 1))),
        ("施行 2025-01-01\n  有效期 1 年", None, Force(date(2025, 1, 1), date(2026, 1, 1))),
        ("施行 2025-01-01\n  有效期 1 年", date(2025, 2, 1), Force(date(2025, 2, 1), date(2026, 2, 1))),
        ("施行 约定 施行日 默认 2025-01-01", None, Force(date(2025, 1, 1))),
        ("施行 约定 施行日 默认 2025-01-01", date(2024, 1, 1), Force(date(2024, 1, 1))),
        ("施行 约定 施行日", None, Force(None)),
    ],
)
def test_when_a_document_binds(header: str, set_to: date | None, force: Force) -> None:
    settings = Settings(first_days={"sample": set_to} if set_to else {})
    assert settings.force(document(header)) == force
    assert settings.first_day(document(header)) == force.first


def test_force_assumed_keeps_the_first_day() -> None:
    settings = Settings(assume_in_force=True)
    assert settings.force(document("施行 2025-01-01")) == ALWAYS
    assert settings.first_day(document("施行 2025-01-01")) == date(2025, 1, 1)
