"""A report made by hand that has every verdict and every column, an empty one, and the snapshot check."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from policykit.io.report_out import ReportFormat, write_report
from policykit.model.finding import Finding, FindingIds, Message, RestsOn, Verdict
from policykit.model.report import Judged, PackInfo, Reject, Report
from policykit.model.text import Lang
from policykit.model.time import SHANGHAI

SNAPSHOTS = Path(__file__).parent / "snapshots"

Write = Callable[..., bytes]
Check = Callable[[str, bytes], None]


def at(text: str) -> datetime:
    """A time in UTC+8."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def end_of(day: str) -> datetime:
    """The last instant of a day."""
    return at(f"{day}T23:59:59.999999")


def said(zh: str, en: str) -> Message:
    return Message(zh=zh, en=en)


_RULES = {
    "answer_in_five_workdays": (
        "jiaxian",
        "第十条(四)",
        said("五个工作日内答复", "Answered within five working days"),
        "must",
    ),
    "answer_same_day": ("jiaxian", "第十条(四)", said("力争当日答复", "Answered the same day"), "should strive to"),
    "name_agrees": (
        "jiaxian",
        "第六条(二)",
        said("同一单位账号名称一致", "One name on all platforms"),
        "in principle must",
    ),
    "review_before_publishing": (
        "linyi",
        "第九条",
        said("先审后发", "Reviewed before it is published"),
        "must not",
    ),
    "correct_promptly": ("linyi", "第十二条", said("发现错误及时更正", "Errors corrected promptly"), "must"),
}


def finding(rule: str, verdict: Verdict, message: Message, **rest: object) -> Finding:
    jurisdiction, clause, title, modality = _RULES[rule]
    fields = {
        "id": FindingIds(jurisdiction, rule)(rest.get("unit"), rest.get("account"), rest.get("subject")),
        "jurisdiction": jurisdiction,
        "rule": rule,
        "clause": clause,
        "title": title,
        "modality": modality,
        "verdict": verdict,
        "message": message,
        "policy_version": f"{jurisdiction}-3f2a90c1",
    }
    return Finding.model_validate(fields | rest)


def judged(rule: str, **counts: int) -> Judged:
    jurisdiction, clause, title, modality = _RULES[rule]
    return Judged(
        jurisdiction=jurisdiction,
        rule=rule,
        clause=clause,
        title=title,
        modality=modality,
        counts={Verdict(v): n for v, n in counts.items()},
    )


def _answers() -> list[Finding]:
    rule = "answer_in_five_workdays"
    house = RestsOn(kind="setting", zh="工作日按国务院安排", en="working days as the State Council arranges them")
    return [
        finding(
            rule,
            Verdict.VIOLATED,
            said(
                "2025-09-30 收到留言 m1，应于 2025-10-14 前答复，至今没有答复",
                "message m1 came on 2025-09-30 and was due by 2025-10-14; it has not been answered",
            ),
            account="佳县发布-微信",
            subject="m1",
            triggered_at=at("2025-09-30T10:00"),
            due=end_of("2025-10-14"),
            late_by_seconds=17 * 86400 + 60,
            evidence=("e17",),
            consequence=("interview", "ordered_rectification"),
            rests_on=(house,),
        ),
        finding(
            rule,
            Verdict.MET_LATE,
            said("留言 m2 的答复晚了 9 天 4 小时", "message m2 was answered 9 d 4 h late"),
            account="a2",
            subject="m2",
            triggered_at=at("2025-09-08T16:30"),
            due=end_of("2025-09-15"),
            settled_at=at("2025-09-25T04:25"),
            late_by_seconds=9 * 86400 + 4 * 3600 + 1500,
            evidence=("e3", "e9"),
            consequence=("interview", "ordered_rectification"),
            rests_on=(
                house,
                RestsOn(kind="unknown_opening", zh="账号 a2 的开设时间不明", en="account a2 has no opening"),
            ),
        ),
        finding(
            rule,
            Verdict.PENDING,
            said("留言 m3 应于 2025-11-05 前答复", "message m3 is due by 2025-11-05"),
            account="a2",
            subject="m3",
            triggered_at=at("2025-10-29T09:00"),
            due=end_of("2025-11-05"),
            evidence=("e21",),
            rests_on=(house,),
        ),
        finding(
            rule,
            Verdict.UNDECIDED,
            said("工作日历只到 2026-12-31", "the working-day calendar ends on 2026-12-31"),
            account="a2",
            subject="m4",
            triggered_at=at("2025-10-30T09:00"),
            evidence=("e22",),
            rests_on=(house,),
        ),
        finding(
            "answer_same_day",
            Verdict.ADVISED,
            said("留言 m1 当日没有答复", "message m1 was not answered on its day"),
            account="佳县发布-微信",
            subject="m1",
            triggered_at=at("2025-09-30T10:00"),
            due=end_of("2025-09-30"),
            late_by_seconds=59,
            evidence=("e17",),
        ),
    ]


def _others() -> list[Finding]:
    reviews = tuple(f"post-2025-10-{day:02d}" for day in range(1, 9))
    return [
        finding(
            "name_agrees",
            Verdict.VIOLATED,
            said("名称有两个：佳县发布、佳县政府发布", "there are two names: 佳县发布, 佳县政府发布"),
            unit="610828-佳县人民政府办公室",
            evidence=("e1", "e2"),
            rests_on=(
                RestsOn(kind="interpretation", zh="名称去空格后逐字比较", en="names are compared exactly, trimmed"),
            ),
        ),
        finding(
            "name_agrees",
            Verdict.EXCUSED,
            said("批准了豁免 w1", "excused by the waiver w1"),
            unit="u2",
            evidence=("e4",),
            rests_on=(
                RestsOn(kind="interpretation", zh="名称去空格后逐字比较", en="names are compared exactly, trimmed"),
            ),
        ),
        finding(
            "review_before_publishing",
            Verdict.VIOLATED,
            said("发布前没有审核记录", "no review is on record before it was published"),
            unit="u7",
            account="linyi-gov",
            subject="post-20251001-0001-of-a-long-id",
            triggered_at=at("2025-10-01T08:00"),
            settled_at=at("2025-10-01T08:00"),
            evidence=reviews,
            consequence=("circulated_criticism",),
        ),
        finding(
            "correct_promptly",
            Verdict.MET,
            said("当日更正", "corrected on the same day"),
            unit="u7",
            account="linyi-gov",
            subject="p9",
            triggered_at=at("2025-10-02T08:00"),
            settled_at=at("2025-10-02T09:30"),
            evidence=("e31", "e32"),
            rests_on=(RestsOn(kind="open_term", zh="及时 = 3 个工作日", en="promptly = 3 workdays"),),
        ),
    ]


@pytest.fixture(scope="session")
def report() -> Report:
    """Two documents, five rules, every verdict, two rejected rows."""
    return Report(
        as_of=at("2025-11-01T00:00"),
        packs=(
            PackInfo(
                name="jiaxian",
                title=said("《佳县政务新媒体管理办法》", "Measures of Jiaxian for government new media"),
                version="3f2a90c1",
                in_force="2024-06-24..2026-06-24",
            ),
            PackInfo(
                name="linyi",
                title=said("《临沂市政务新媒体管理规定》", "Rules of Linyi for government new media"),
                version="77b01e2d",
                in_force="2019-03-12..",
            ),
        ),
        facts_read=12345,
        facts_after_as_of=3,
        judged=(
            judged("name_agrees", violated=1, excused=1, met=40),
            judged("answer_in_five_workdays", met=1203, met_late=1, violated=1, pending=1, undecided=1),
            judged("answer_same_day", met=800, advised=1),
            judged("review_before_publishing", violated=1, met=9876),
            judged("correct_promptly", met=1),
        ),
        findings=tuple(sorted([*_answers(), *_others()], key=lambda f: f.sort_key)),
        rejects=(
            Reject(
                file="facts/留言.jsonl",
                line=17,
                field="occurred_at",
                code="naive_time",
                reason=said("时间没有时区：请写明 +08:00", "the time has no offset: write +08:00"),
                found="2025-10-01 08:00",
            ),
            Reject(
                file="facts/留言.jsonl",
                line=203,
                code="bad_json",
                reason=said("这一行不是 JSON", "the line is not JSON"),
            ),
        ),
    )


@pytest.fixture(scope="session")
def clean(report: Report) -> Report:
    """The same run without a finding or a rejected row."""
    met = [j.model_copy(update={"counts": {Verdict.MET: 5}}) for j in report.judged]
    return report.model_copy(update={"findings": (), "rejects": (), "judged": tuple(met), "packs": report.packs[:1]})


@pytest.fixture(scope="session")
def hostile(report: Report) -> Report:
    """A report whose ids try to be markup, formulas, terminal commands and XML that cannot be."""
    evil = report.findings[0].model_copy(
        update={
            "message": said("<script>alert(1)</script>", "<script>alert(1)</script>"),
            "unit": "=cmd|' /C calc'!A0",
            "account": '"><img src=x onerror=alert(1)>',
            "subject": "\x1b[31mred\x00\ud800\u202e]]>",
            "evidence": ("+1", "@SUM(A1)", "-2", "{{ 7 * 7 }}", "{% raw %}"),
        }
    )
    row = Reject(
        file="a b/<b>\\c.csv", line=1, field="=1+1", code="bad_value", reason=said("<i>", "<i>"), found="=HYPERLINK()"
    )
    return report.model_copy(update={"findings": (evil,), "rejects": (row,)})


@pytest.fixture(scope="session")
def write() -> Write:
    """`write_report` into bytes; lists all verdicts unless told."""

    def written(
        report: Report,
        format: ReportFormat,
        lang: Lang = Lang.EN,
        include: frozenset[Verdict] = frozenset(Verdict),
        **rest: object,
    ) -> bytes:
        stream = io.BytesIO()
        write_report(report, format, lang, stream, include=include, **rest)  # type: ignore[arg-type]
        assert not stream.closed
        return stream.getvalue()

    return written


@pytest.fixture(scope="session")
def check() -> Check:
    """Compares bytes with a file under snapshots/; UPDATE_SNAPSHOTS=1 writes the file instead."""

    def same(name: str, found: bytes) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("UPDATE_SNAPSHOTS") == "1":
            path.write_bytes(found)
        assert path.is_file(), f"no snapshot {name}; make it with UPDATE_SNAPSHOTS=1"
        assert found.decode("utf-8") == path.read_bytes().decode("utf-8")

    return same
