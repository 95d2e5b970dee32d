"""What a deployment decides for itself."""

from __future__ import annotations

from datetime import date

import pytest

from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.model.errors import SettingsError
from policykit.model.policy.document import ALWAYS, Document, Force
from policykit.model.policy.periods import SAME_DAY, Period, PeriodUnit
from policykit.model.text import Text
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


REGULARLY = """文件 sample 《样本》
  施行 2025-01-01
第一条 定期
  规则 patrol "定期巡检"
    对每个 账号
    应当 定期 日常巡检
  规则 no_gap "间断有约定"
    对每个 账号
    不得 连续 超过 约定 间断上限 没有 发布信息
  规则 explain "说明"
    每当 违反 patrol
    应当 及时 报送报告
  规则 reply "定期答复"
    每当 收到留言
    应当 定期 答复留言
"""
WORKDAYS, HOURS, SAME = Period(5, PeriodUnit.WORKDAY), Period(36, PeriodUnit.HOUR), SAME_DAY


def regularly() -> Document:
    plugins = load_plugins()
    found = read_document(REGULARLY, "s.policy", plugins.vocabulary, plugins.extensions).document
    assert found is not None
    return found


@pytest.mark.parametrize("value", [WORKDAYS, HOURS, SAME])
def test_a_silence_is_not_counted_in_working_days_or_hours(value: Period) -> None:
    settings = Settings(terms={"regularly": value, "promptly": value})
    with pytest.raises(SettingsError) as caught:
        settings.refuse_unfit_terms(regularly())
    label = value.label
    assert caught.value.text == Text(
        f"terms.定期:规则 sample/patrol 的间断按日历计,不能用“{label.zh}”;请用天、周、个月或年",
        "terms.regularly: the silence of sample/patrol is counted by the calendar, "
        f"not in '{label.en}'; use days, weeks, months or years",
    )


def test_every_value_that_does_not_fit_is_named_with_its_place() -> None:
    settings = Settings(terms={"regularly": HOURS}, pack_terms={"sample": {"间断上限": WORKDAYS}})
    with pytest.raises(SettingsError) as caught:
        settings.refuse_unfit_terms(regularly(), place="house.toml")
    assert [line.split(": the")[0] for line in caught.value.text.en.splitlines()] == [
        "house.toml:terms.regularly",
        "house.toml:packs.sample.terms.间断上限",
    ]


@pytest.mark.parametrize("unit", [u for u in PeriodUnit if u not in {PeriodUnit.WORKDAY, PeriodUnit.HOUR}])
def test_every_calendar_unit_fits_a_silence(unit: PeriodUnit) -> None:
    settings = Settings(terms={"regularly": Period(2, unit), "间断上限": Period(1, unit)})
    settings.refuse_unfit_terms(regularly())


def test_values_are_refused_before_anything_is_judged_and_only_for_the_rules_judged() -> None:
    task = Task(regularly(), load_plugins())
    settings = Settings(terms={"regularly": WORKDAYS})
    for only in (frozenset[str](), frozenset({"patrol"}), frozenset({"sample/explain"})):
        with pytest.raises(SettingsError, match="sample/patrol"):
            check([task], (), date(2025, 3, 3), settings=settings, only=only)
    for name in ("reply", "no_gap"):
        assert check([task], (), date(2025, 3, 3), settings=settings, only=frozenset({name})).findings == ()
