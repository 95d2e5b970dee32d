"""From documents and facts to a report."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from policykit.engine.check import Task, as_of_instant, check
from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.model.errors import PluginError
from policykit.model.facts import Fact
from policykit.model.finding import Message, Verdict
from policykit.model.policy.document import Document
from policykit.model.policy.rule import Rule
from policykit.model.report import Reject
from policykit.model.time import day_last, instant
from policykit.plugins import load_plugins

PLUGINS = load_plugins()
SOURCE = """
文件 {name} 《样本》
  施行 2025-01-01
  有效期 2 年
第一条 答复
  规则 answer "五日内答复"
    每当 收到留言
    应当 在 5 个自然日 内 答复留言
  规则 weekly "每周更新"
    对每个 账号
    应当 每周 至少 1 次 发布信息
"""


def task(name: str = "sample") -> Task:
    found = read_document(SOURCE.format(name=name), "s.policy", PLUGINS.vocabulary, PLUGINS.extensions).document
    assert isinstance(found, Document)
    return Task(found, PLUGINS)


def message(number: int, when: str) -> Fact:
    model = PLUGINS.vocabulary.events["message.received"].model
    return model.model_validate(
        {
            "id": f"e{number}",
            "type": "message.received",
            "occurred_at": f"{when}T10:00:00+08:00",
            "message": f"m{number}",
        }
    )


FACTS = [message(1, "2025-03-03"), message(2, "2025-03-10")]


def test_a_date_is_the_end_of_its_day() -> None:
    assert as_of_instant(date(2025, 3, 3)) == day_last(date(2025, 3, 3))
    moment = datetime(2025, 3, 3, 12, tzinfo=UTC)
    assert as_of_instant(moment) == instant(moment)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        check([task()], FACTS, datetime(2025, 3, 3, 12))


def test_the_report_counts_and_sorts() -> None:
    reject = Reject(file="f", line=1, code="bad_json", reason=Message(zh="坏", en="bad"))
    report = check([task()], FACTS, date(2025, 3, 9), rejects=[reject])
    assert (report.facts_read, report.facts_after_as_of) == (2, 1)
    assert [(f.subject, f.verdict) for f in report.findings] == [("m1", Verdict.VIOLATED)]
    assert [(j.rule, j.counts) for j in report.judged] == [("answer", {Verdict.VIOLATED: 1}), ("weekly", {})]
    assert report.totals[Verdict.VIOLATED] == 1
    assert report.rejects == (reject,)
    assert [(p.name, p.in_force) for p in report.packs] == [("sample", "2025-01-01..2027-01-01")]


def test_only_some_rules() -> None:
    for name in ("answer", "sample/answer"):
        report = check([task(), task("other")], FACTS, date(2025, 3, 9), only=frozenset({name}))
        expected = ["sample/answer"] if "/" in name else ["sample/answer", "other/answer"]
        assert [f"{j.jurisdiction}/{j.rule}" for j in report.judged] == expected


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []

    def note(rule: Rule, done: int, total: int) -> None:
        told.append((rule.name, done, total))

    check([task()], FACTS, date(2025, 3, 9), on_rule=note)
    assert told == [("answer", 0, 2), ("weekly", 1, 2)]


def test_force_assumed() -> None:
    early = message(3, "2024-03-03")
    assert check([task()], [early], date(2024, 4, 1)).findings == ()
    report = check([task()], [early], date(2024, 4, 1), settings=Settings(assume_in_force=True))
    assert [f.verdict for f in report.findings] == [Verdict.VIOLATED]
    assert report.packs[0].in_force == "assumed"


def test_an_unknown_calendar() -> None:
    with pytest.raises(PluginError, match="lunar"):
        check([task()], FACTS, date(2025, 3, 9), settings=Settings(calendar="lunar"))


def test_same_input_same_bytes() -> None:
    reports = {check([task()], facts, date(2025, 3, 31)).model_dump_json() for facts in (FACTS, FACTS[::-1])}
    assert len(reports) == 1
