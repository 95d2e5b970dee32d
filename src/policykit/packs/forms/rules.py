"""The filling rules that both forms have: nothing left out, each value plausible, signatures as far as the stage asks.

In: a form and a stage. Out: problems. Every rule looks at what is there and passes over what is not, so that one gap
makes one problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policykit.model.text import Text, fold
from policykit.packs.forms.base import Form, Signature, Stage
from policykit.packs.forms.cells import cell, walk
from policykit.packs.forms.problems import FormProblem, ProblemCode

_BETWEEN_ACCOUNTS = re.compile(r"[、,;\n]")

_UNSIGNED = {
    "signed_by": (ProblemCode.NOT_SIGNED, Text("没有签字;请补签", "is not signed; have it signed")),
    "seal": (
        ProblemCode.NOT_SEALED,
        Text(
            "没有加盖公章;请盖章并写明公章上的单位名称", "is not sealed; seal it and state the unit's name on the seal"
        ),
    ),
    "date": (
        ProblemCode.NOT_DATED,
        Text("没有日期;请填写签字当日,如 2025-03-04", "is not dated; state the day of signing, such as 2025-03-04"),
    ),
}

SEVERAL_ACCOUNTS = Text(
    "此栏列出了多个账号;每个账号填写一套备案表,请分别填写",
    "names several accounts; each account has a set of its own, so fill in one form for each",
)


def cells_filled(form: Form) -> Iterator[FormProblem]:
    """Every cell is filled in, unless its `Cell` lets it stay empty, and nothing is wrong with its value by itself.

    Source: the cells of the form and the instruction on each (JX-F-1, LZ-F-1). Signatures are left to `signatures`.
    """
    for loc, sheet, value in walk(form):
        if issubclass(sheet, Signature):
            continue
        rule = cell(sheet, str(loc[-1]))
        if value is None or value == ():
            if not rule.may_stay_empty:
                reason = Text("没有填写;此栏必填,请填写", "is empty; the form asks for it, so fill it in")
                yield form.problem(loc, ProblemCode.MISSING, reason, rule.instruction)
            continue
        if rule.check and (flaw := rule.check(value)):
            yield form.problem(loc, *flaw, rule.instruction)
        if rule.one_account and len(accounts_in(str(value))) > 1:
            yield form.problem(loc, ProblemCode.SEVERAL_ACCOUNTS, SEVERAL_ACCOUNTS, rule.one_account)


def accounts_in(text: str) -> list[str]:
    """The accounts that a cell names: its parts between commas, semicolons and line ends."""
    return [part.strip() for part in _BETWEEN_ACCOUNTS.split(fold(text)) if part.strip()]


def signatures(form: Form, stage: Stage) -> Iterator[FormProblem]:
    """The host has signed, sealed and dated; the authority has, once the form is completed, and not before.

    The authority's day is not before the host's. Source: the two cells for signatures (JX-F-2, LZ-F-2).
    """
    host, authority = form.signed
    yield from _signature(form, "host", host)
    if stage is Stage.COMPLETED:
        yield from _signature(form, "authority", authority)
        if host.date and authority.date and authority.date < host.date:
            yield form.problem(
                ("authority", "date"),
                ProblemCode.DATES_REVERSED,
                Text(
                    f"为 {authority.date},早于主办单位的 {host.date};主管单位在主办单位之后签署,请核对两个日期",
                    f"is {authority.date}, before the host's {host.date}; the authority signs after the host, "
                    "so check both days",
                ),
            )
    elif not authority.blank:
        yield form.problem(
            ("authority",),
            ProblemCode.TOO_EARLY,
            Text(
                "已有内容;报送时此栏留空,由主管单位填写;若主管单位已签署,请按办结(completed)校验",
                "is filled in, but only the authority may do so, later; if it has, validate the form as completed",
            ),
        )


def _signature(form: Form, name: str, signature: Signature) -> Iterator[FormProblem]:
    for part, (code, reason) in _UNSIGNED.items():
        if getattr(signature, part) is None:
            yield form.problem((name, part), code, reason)
