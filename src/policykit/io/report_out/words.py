"""The words of reports, in both languages: titles, column heads, verdicts, durations, sentences about the whole.

In: values of `policykit.model` (a verdict, a number of seconds, a count). Out: `Text`. No format has words of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from policykit.model.finding import Message, RestsOn, Verdict
from policykit.model.policy.rule import Measure, Modality
from policykit.model.text import Lang, Text, join


class Column(StrEnum):
    """A column of the list of findings."""

    UNIT = "unit"
    ACCOUNT = "account"
    SUBJECT = "subject"
    SINCE = "since"
    DUE = "due"
    SETTLED = "settled"
    LATE_BY = "late_by"
    VERDICT = "verdict"
    EVIDENCE = "evidence"

    @property
    def label(self) -> Text:
        """The column's head."""
        return _COLUMNS[self]


_COLUMNS = {
    Column.UNIT: Text("单位", "unit"),
    Column.ACCOUNT: Text("账号", "account"),
    Column.SUBJECT: Text("对象", "subject"),
    Column.SINCE: Text("起始", "since"),
    Column.DUE: Text("期限", "due"),
    Column.SETTLED: Text("办结", "settled"),
    Column.LATE_BY: Text("逾期", "late by"),
    Column.VERDICT: Text("结论", "verdict"),
    Column.EVIDENCE: Text("证据", "evidence"),
}

REPORT = Text("政务新媒体规则检查报告", "Report on rules for government new media")
DOCUMENT = Text("文件", "document")
AS_OF = Text("截至", "as of")
FACTS = Text("事实", "facts")
LISTED = Text("列出", "listed")
OUTCOME = Text("结果", "outcome")
TIME_ZONE = Text("时间均为 UTC+8", "times are in UTC+8")
VERSION = Text("版本", "version")
SUMMARY = Text("汇总", "Summary")
TOTAL = Text("合计", "total")
CLAUSE = Text("条款", "clause")
RULE = Text("规则", "rule")
RULE_TITLE = Text("规则名称", "title")
MODALITY = Text("约束", "modality")
FINDINGS = Text("判定结果", "Findings")
FINDING_ID = Text("编号", "id")
MESSAGE = Text("说明", "message")
NOTES = Text("附注", "notes")
LATE_SECONDS = Text("逾期（秒）", "late by (seconds)")
REJECTS = Text("未读入的行", "Rejected rows")
FILE = Text("数据文件", "file")
LINE = Text("行", "line")
PLACE = Text("位置", "place")
FIELD = Text("字段", "field")
CODE = Text("代码", "code")
REASON = Text("原因", "reason")
FOUND = Text("原值", "found")
ABOUT = Text("关于", "About")
FILTER = Text("筛选", "Filter")
FILTER_HINT = Text("账号、单位、条款、编号……", "account, unit, clause, id …")
FILTER_NONE = Text("没有符合筛选条件的结果", "Nothing matches the filter")
CONSEQUENCE = Text("后果", "consequence")
NOTHING_LISTED = Text("没有需要列出的结果", "No findings to list")

_VERDICTS_EN = {Verdict.MET_LATE: "met late"}

_RESTS_ON = {
    "open_term": Text("约定", "house value"),
    "interpretation": Text("解释", "interpretation"),
    "setting": Text("设置", "setting"),
    "provisional_calendar": Text("暂定日历", "provisional calendar"),
    "by_reference": Text("参照执行", "by reference"),
    "unknown_opening": Text("开设时间不明", "opening unknown"),
}


def shown(message: Message, lang: Lang) -> str:
    """A message in `lang`."""
    return message.zh if lang is Lang.ZH else message.en


def verdict(value: Verdict) -> Text:
    """What a person reads for a verdict."""
    return Text(value.zh, _VERDICTS_EN.get(value, value.value))


def modality(value: str) -> Text:
    """What a person reads for a modality; a word that is none of ours stays as it is."""
    return Modality(value).label if value in set(Modality) else Text(value, value)


def measure(value: str) -> Text:
    """What a person reads for a consequence; a plug-in's own stays as it is."""
    if value not in set(Measure):
        return Text(value, value)
    found = Measure(value)
    return Text(found.zh, found.value.replace("_", " "))


def consequence(values: Iterable[str]) -> Text:
    """The consequences as one note."""
    return labelled(CONSEQUENCE, join([measure(v) for v in values]))


def rests_on(note: RestsOn) -> Text:
    """One thing that a finding rests on, with what kind of thing it is."""
    return labelled(_RESTS_ON.get(note.kind, Text(note.kind, note.kind)), note.text)


def labelled(label: Text, value: Text) -> Text:
    """`label: value`."""
    return Text(f"{label.zh}：{value.zh}", f"{label.en}: {value.en}")


def line(label: Text, value: str) -> Text:
    """`label: value`, where the value is no text of ours."""
    return labelled(label, Text(value, value))


def late_by(seconds: int) -> Text:
    """A lateness in its two largest units of days, hours and minutes, cut off, not rounded: `9 天 4 小时`, `9 d 4 h`.

    Less than a minute is said so. Raises `ValueError` for a negative number: nothing is late by less than nothing.
    """
    if seconds < 0:
        raise ValueError(f"late by {seconds} seconds: a lateness is not negative")
    minutes = seconds // 60
    if minutes == 0:
        return Text("不足 1 分钟", "under 1 min")
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = [(days, "天", "d"), (hours, "小时", "h"), (rest, "分钟", "min")]
    first = next(i for i, (count, _, _) in enumerate(units) if count)
    parts = [Text(f"{n} {zh}", f"{n} {en}") for n, zh, en in units[first : first + 2] if n]
    return join(parts, zh=" ", en=" ")


def force(in_force: str) -> Text:
    """The time that a document was judged in force, from `PackInfo.in_force` (`first..last`, or `assumed`)."""
    if in_force == "assumed":
        return Text("假定始终施行", "assumed to be in force")
    first, _, last = in_force.partition("..")
    match bool(first), bool(last):
        case True, True:
            return Text(f"{first} 至 {last} 施行", f"in force {first} to {last}")
        case True, False:
            return Text(f"自 {first} 施行", f"in force from {first}")
        case False, True:
            return Text(f"施行至 {last}", f"in force to {last}")
        case _:
            return Text("施行时间不限", "in force without bounds")


def counted(n: int, one: str, many: str = "") -> str:
    """English: `1 row`, `2 rows`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def outcome(violations: int, late: int) -> Text:
    """How many violations there are, and how many of them are acts done late."""
    if violations == 0:
        return Text("未发现违反", "no violations")
    zh, en = f"违反 {violations:,} 项", counted(violations, "violation")
    return Text(f"{zh}，其中逾期履行 {late:,} 项", f"{en}, {late:,} of them met late") if late else Text(zh, en)


def facts(read: int, left_out: int, rejected: int) -> Text:
    """How many facts were read, left out, rejected."""
    return Text(
        f"读入 {read:,} 条，晚于截至时点不计 {left_out:,} 条，未读入 {rejected:,} 行",
        f"{read:,} read, {left_out:,} left out (after the as-of time), {counted(rejected, 'row')} rejected",
    )


def rejects_caution(rejected: int) -> Text:
    """What rejected rows mean for the outcome."""
    return Text(
        f"有 {rejected:,} 行未能读入，结果未计入这些事实",
        f"{counted(rejected, 'row')} could not be read as facts: the outcome leaves them out",
    )


def not_listed(value: Verdict, count: int) -> Text:
    """Obligations that are counted, but not listed one by one."""
    label = verdict(value)
    return Text(f"{label.zh}：{count:,} 项，未逐项列出", f"{label.en}: {count:,}, not listed one by one")


def pack(title: str, name: str, in_force: str, version: str) -> Text:
    """One document that judged, in one line; the parts are in the reader's language already."""
    return Text(
        f"{title}（{name}），{in_force}" + (f"，版本 {version}" if version else ""),
        f"{title} ({name}), {in_force}" + (f", version {version}" if version else ""),
    )


def listing(values: Iterable[Verdict]) -> Text:
    """The verdicts that are listed one by one."""
    labels = [verdict(v) for v in values]
    return join(labels) if labels else Text("不逐项列出", "none one by one")


def no_obligation(rules: int) -> Text:
    """That so many rules, left out of the summary, gave rise to no obligation."""
    return Text(
        f"另有 {rules} 条规则没有产生义务",
        f"{counted(rules, 'further rule')} gave rise to no obligation",
    )
