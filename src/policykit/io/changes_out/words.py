"""The words of changes, in both languages: titles, heads, and how things are said to have changed.

In: values of `analysis.changes.results`. Out: `Text`. No format has words of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from policykit.analysis.changes.results import Change
from policykit.analysis.compare.results import Relation
from policykit.io.report_out.words import counted
from policykit.model.text import Text, join

TITLE = Text("两个版本之间的改动", "Changes between two versions")
OLDER = Text("旧版", "older")
NEWER = Text("新版", "newer")
PERIOD = Text("比较期间", "days compared")
RULES = Text("规则", "rules")
READING = Text("说明", "how to read")
LEFT_AND_RIGHT = Text(
    "“左方”是所遵守的版本，“右方”是由此推出的版本；见证中的事实是虚构的；时间均为 UTC+8",
    "'left' is the version that is kept, 'right' the one that follows; the facts of witnesses are made up; "
    "times are in UTC+8",
)
DOCUMENT = Text("文件", "Document")
FOR_BOTH = Text(
    "规则只就两个版本都适用的单位和账号比较",
    "rules are compared for the units and accounts to which both versions apply",
)
CLAUSES = Text("条款", "Clauses")
ADDED = Text("新增的规则", "Rules added")
REMOVED = Text("删去的规则", "Rules removed")
REWORDED = Text("同等，另有改动", "Equal, with other changes")
NO_CHANGE = Text("没有改动", "nothing changed")
NONE = Text("（无）", "(none)")
CHANGED = Text("有变", "changed")
PERMISSION = Text("没有要求", "asks for nothing")

IN_RELATION = {
    Relation.STRICTER: Text("更严", "Stricter"),
    Relation.LOOSER: Text("更宽", "Looser"),
    Relation.INCOMPARABLE: Text("各有宽严", "Incomparable"),
    Relation.UNRELATED: Text("互不相涉：改为要求另一件事", "Unrelated: about something else now"),
    Relation.UNKNOWN: Text("无法判定", "Undetermined"),
}
"""How newer rules stand to older ones, as titles. What is equal has no title: see `REWORDED`."""

_COUNTED = {
    Relation.STRICTER: Text("更严", "stricter"),
    Relation.LOOSER: Text("更宽", "looser"),
    Relation.INCOMPARABLE: Text("各有宽严", "incomparable"),
    Relation.UNRELATED: Text("互不相涉", "unrelated"),
    Relation.UNKNOWN: Text("无法判定", "undetermined"),
    Relation.EQUAL: Text("同等", "equal"),
}

KEEPS_OLD = Text("遵守新版即遵守旧版", "whoever keeps the newer keeps the older")
KEEPS_NEW = Text("遵守旧版即遵守新版", "whoever keeps the older keeps the newer")
STILL_FOLLOWS = Text("新版的规则仍要求它", "the newer version's rules still ask for it")
FOLLOWED = Text("旧版的规则已要求它", "the older version's rules asked for it already")
OUTCOMES = {"implied": Text("是", "yes"), "refuted": Text("否", "no"), "unknown": Text("无法判定", "undetermined")}
WITNESS = Text("见证", "witness")
DUE = Text("期限", "due")
AS_OF = Text("截至", "as of")
RESTS_ON = Text("依据", "rests on")
ASSUMES = Text("假定", "assumes")

FINDINGS = Text("同一事实上的判定结果", "Findings on the same facts")
FACTS = Text("事实", "facts")
CLAUSE = Text("条款", "clause")
RULE = Text("规则", "rule")
UNIT = Text("单位", "unit")
ACCOUNT = Text("账号", "account")
SUBJECT = Text("对象", "subject")
SINCE = Text("起始", "since")
CHANGE = Text("改动", "change")
SAME = Text("不变", "same")
BREACHES = Text("违反", "violations")
ID = Text("编号", "id")
SETTLED = Text("办结", "settled")
NO_FINDING_CHANGED = Text("两个版本的判定结果相同", "both versions find the same")

CHANGES = {
    Change.APPEARED: Text("新出现", "new"),
    Change.VANISHED: Text("不再出现", "gone"),
    Change.MOVED: Text("有变", "changed"),
}


def days(first: date, last: date) -> Text:
    """A range of days, both included."""
    return Text(f"{first} 至 {last}", f"{first} to {last}")


def extent(added: int, removed: int, renamed: int, relations: Mapping[Relation, int]) -> Text:
    """How many rules changed how; what there is none of is left out."""
    said = [
        (added, Text("新增", "added")),
        (removed, Text("删去", "removed")),
        *((relations.get(r, 0), label) for r, label in _COUNTED.items()),
        (renamed, Text("改名", "renamed")),
    ]
    parts = [Text(f"{label.zh} {n}", f"{n} {label.en}") for n, label in said if n]
    return join(parts, zh="，") if parts else Text("没有规则", "no rules")


def moved(before: str, after: str) -> Text:
    """What something was and what it is now."""
    return Text(f"{before} → {after}", f"{before} → {after}")


def changed_itself(name: str) -> Text:
    """That what is named has itself changed."""
    return Text(f"{name}（{CHANGED.zh}）", f"{name} ({CHANGED.en})")


def labelled(label: str, value: str) -> Text:
    """`label: value`."""
    return Text(f"{label}：{value}", f"{label}: {value}")


def because(outcome: str, why: str) -> Text:
    """An answer and its reason."""
    return Text(f"{outcome}。{why}", f"{outcome}. {why}") if why else Text(outcome, outcome)


def fact(label: str, said: str) -> Text:
    """A fact with what it says."""
    return Text(f"{label}（{said}）", f"{label} ({said})") if said else Text(label, label)


def more_rules(count: int) -> Text:
    """That so many rules of both versions find the same."""
    return Text(f"另有 {count} 条规则的结果不变", f"{counted(count, 'further rule')} found the same")


def more_findings(count: int) -> Text:
    """That so many findings changed that neither version counts as a breach."""
    return Text(
        f"另有 {count:,} 项改动在两个版本中都不是违反，见 --format json",
        f"{counted(count, 'further change')}, no violation in either version: see --format json",
    )
