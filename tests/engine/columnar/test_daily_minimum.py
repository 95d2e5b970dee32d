"""A daily minimum of one: each day by itself, at both ends of the day and of the blocks in which days are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import duckdb
import pytest

from policykit.engine.check import Task, check
from policykit.engine.columnar.backend import DuckDB
from policykit.engine.columnar.check import TableCheck
from policykit.engine.columnar.evaluate import Source
from policykit.io.tables_in.objects import tables_of
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.time import SHANGHAI
from policykit.packs import Pack, load_pack

RULES = """文件 daily 《试行办法》
  施行 2024-01-01
第一条 "更新" / "Updates"
  要旨 "每日更新" / "Updates every day"
  规则 every_day "每日更新" / "An update every day"
    对每个 账号
    应当 每日 至少 1 次 发布信息
  规则 alone "每日巡检" / "A patrol every day"
    对每个 账号
    应当 每日 至少 1 次 日常巡检
  规则 working "工作日更新" / "An update every working day"
    对每个 账号
    应当 每个工作日 至少 1 次 发布信息
  规则 weekly "每周更新三次" / "Three updates a week"
    对每个 账号
    应当 每周 至少 3 次 发布信息
"""
FIRST, DAYS = date(2025, 1, 1), 150
"""More than two blocks of sixty days."""
NUMBERS = (0, 1, 2, 3, 0, 1, 1)
"""How many acts there are on a day, by its number from the first: seven and sixty have no divisor in common."""
TIMES = (time(0), time(23, 59, 59, 999999), time(12))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("packs") / "daily"
    folder.mkdir()
    (folder / "daily.policy").write_text(RULES, "utf-8")
    return load_pack(str(folder))


def history(pack: Pack) -> Iterator[Fact]:
    """One account from the evening before the first day on, and a second one that does nothing."""

    def fact(type_: str, at: datetime, **said: str) -> Fact:
        id_ = f"{type_} {at.isoformat()} {said['account']}"
        return pack.plugins.vocabulary.events[type_].model.model_validate(
            {"id": id_, "type": type_, "occurred_at": at, **said}
        )

    for account in ("busy", "idle"):
        opened = datetime.combine(FIRST - timedelta(days=1), time(20), SHANGHAI)
        yield fact("account.opened", opened, account=account, unit="u")
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        acts = NUMBERS[number % len(NUMBERS)]
        for clock in TIMES[number % 2 : number % 2 + 1] if acts == 1 else TIMES[:acts]:
            at = datetime.combine(day, clock, SHANGHAI)
            yield fact("post.published", at, account="busy", post=f"post {at.isoformat()}")
            yield fact("patrol.done", at, account="busy")


def test_each_day_is_judged_by_its_acts(pack: Pack) -> None:
    facts, as_of = list(history(pack)), FIRST + timedelta(days=DAYS - 1)
    task = Task(pack.document, pack.plugins)
    with duckdb.connect() as connection:
        tables_of(facts, pack.plugins.vocabulary, connection)
        source = Source(DuckDB(connection), frozenset(f.type for f in facts))
        found = TableCheck([task], source, as_of).report(frozenset(Verdict))
    assert found == check([task], facts, as_of)
    expected = [NUMBERS[n % len(NUMBERS)] for n in range(DAYS)]
    for rule in ("every_day", "alone"):
        of_busy = [f for f in found.findings if f.rule == rule and f.account == "busy"]
        days = [f for f in of_busy if f.triggered_at is not None and f.triggered_at.date() >= FIRST]
        assert [f.verdict is Verdict.MET for f in days] == [bool(n) for n in expected]
        assert [len(f.evidence) for f in days] == expected
        assert all(f"有 {n}" in f.message.zh for f, n in zip(days, expected, strict=True))
