"""The check that the Jiaxian measures need beyond the rule forms: an account's verification names its host unit.

In: what the register says of an account and its unit. Out: passed, failed, or not to be told, with the reason.
"""

from __future__ import annotations

from policykit.model.extension import Check, CheckInput, CheckResult
from policykit.model.text import Text, fold
from policykit.plugins import hookimpl

_NAMES = ("unit.unit_name", "unit.short_name")


def _verified_as_host(look: CheckInput) -> CheckResult:
    shown = look.attributes.get("account.verified_as")
    if not isinstance(shown, str):
        return CheckResult(None, Text("未登记账号的认证主体", "the verified holder of the account is not registered"))
    said = [look.attributes.get(key) for key in _NAMES]
    names = [fold(name) for name in said if isinstance(name, str) and fold(name)]
    if not names:
        return CheckResult(
            None,
            Text("未登记主办单位的名称或简称", "neither name nor short name of the host unit is registered"),
        )
    found = next((name for name in names if name in fold(shown)), None)
    if found is not None:
        return CheckResult(True, Text(f"认证信息标明“{found}”", f"the verification shows '{found}'"))
    listed = Text("、".join(f"“{n}”" for n in names), " or ".join(f"'{n}'" for n in names))
    return CheckResult(
        False,
        Text(f"认证信息“{shown}”中没有{listed.zh}", f"the verification '{shown}' does not show {listed.en}"),
    )


@hookimpl
def policykit_checks() -> list[Check]:
    """`通过 检查 认证标明主办单位` on an account (art. 7(1); names are compared trimmed and width-folded).

    The official name of the unit or its recorded short name must stand in the verification. It cannot be told where the
    holder, or both names, are not registered.
    """
    return [Check(Text("认证标明主办单位", "verified_as_host"), "account", _verified_as_host)]
