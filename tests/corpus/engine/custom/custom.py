"""Checks and a function for the corpus."""

from policykit.model.extension import Check, CheckInput, CheckResult, Function
from policykit.model.facts.choices import MessageKind
from policykit.model.text import Text
from policykit.model.time import legal_day
from policykit.model.vocabulary import FieldType, Kind
from policykit.plugins import hookimpl

NUMBER = FieldType(Kind.NUMBER)
KIND = FieldType(Kind.CHOICE, MessageKind)


def _short(seen: CheckInput) -> CheckResult:
    editor = seen.fact.value("editor") if seen.fact else None
    limit = seen.arguments["上限"]
    if not isinstance(editor, str) or not isinstance(limit, int):
        return CheckResult(None, Text("没有说明编辑人", "the editor is not said"))
    return CheckResult(len(editor) <= limit, Text(f"长度 {len(editor)}", f"length {len(editor)}"))


def _long(seen: CheckInput) -> CheckResult:
    name = seen.attributes.get("account.account_name")
    if not isinstance(name, str):
        return CheckResult(None, Text("没有登记名称", "no name is registered"))
    return CheckResult(len(name) >= 3, Text(f"长度 {len(name)}", f"length {len(name)}"))


def _rank(seen: CheckInput) -> CheckResult:
    rank, limit = seen.fact.value("rank") if seen.fact else None, seen.arguments["上限"]
    if not isinstance(rank, int) or not isinstance(limit, int):
        return CheckResult(None, Text("没有名次", "no rank"))
    return CheckResult(rank <= limit, Text("名次", "rank"))


def _weekday(seen: CheckInput) -> CheckResult:
    """Looks at the day, but only of accounts that are named."""
    name = seen.attributes.get("account.account_name")
    if not isinstance(name, str):
        return CheckResult(True, Text("没有名称", "no name"))
    day = legal_day(seen.at)
    return CheckResult(day.day != 15, Text(f"{name}在{day:%d}日", f"{name} on {day:%d}"))


def _signed(seen: CheckInput) -> CheckResult:
    """Looks at what is published, at the account that it names and at the unit of that account."""
    names = [seen.attributes.get(n) for n in ("account.account_name", "unit.unit_name")]
    editor = seen.fact.value("editor") if seen.fact else None
    if not isinstance(editor, str):
        return CheckResult(None, Text("没有署名", "not signed"))
    listed = "、".join(str(n) for n in names if n is not None)
    return CheckResult(editor in names, Text(f"署名{editor},登记{listed}", f"signed {editor}, registered {listed}"))


def _no_complaint(seen: CheckInput) -> CheckResult:
    kind = seen.arguments["类别"]
    return CheckResult(kind is not MessageKind.COMPLAINT, Text(f"类别{kind}", f"kind {kind}"))


@hookimpl
def policykit_checks() -> list[Check]:
    """The checks."""
    return [
        Check(Text("姓名长度", "name_length"), "post.published", _short, {"上限": NUMBER}),
        Check(Text("名称长度", "account_name_length"), "account", _long),
        Check(Text("逢十五日", "not_on_the_fifteenth"), "account", _weekday),
        Check(Text("署名", "signed"), "post.published", _signed),
        Check(Text("名次不大于", "rank_at_most"), "bulletin.published", _rank, {"上限": NUMBER}),
        Check(Text("不是投诉", "no_complaint"), "message.received", _no_complaint, {"类别": KIND}),
    ]


@hookimpl
def policykit_functions() -> list[Function]:
    """The functions."""
    return [Function(Text("长度", "length"), (FieldType(Kind.TEXT),), NUMBER, len)]
