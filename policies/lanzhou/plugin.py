"""What the Lanzhou New Area's filing form and annual assessment need beyond the rule forms.

A check: the name on a filing form is a Chinese one. That means to look at its characters, and conditions only compare
whole texts. In: a `filing.submitted` fact, which may say `filed_name`. Out: passed, not passed or cannot be told, with
the reason.

A function: the calendar year of an instant, to set a veto and the assessment of its year against each other. Conditions
know dates and numbers, but not the year of a date. In: an instant. Out: its year in Asia/Shanghai.
"""

from __future__ import annotations

import re
from datetime import datetime

from policykit.model.extension import Check, CheckInput, CheckResult, Function
from policykit.model.text import Text, fold
from policykit.model.time import instant, legal_day
from policykit.model.vocabulary import FieldType, Kind
from policykit.plugins import hookimpl

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""The Han characters of Unicode: the unified ideographs, their extensions A to J and the compatibility ideographs."""


def chinese_name(given: CheckInput) -> CheckResult:
    """Whether the name on the form is Chinese (filling instruction 1).

    One Han character makes it one: a name such as 新区发布APP mixes scripts and is accepted. A name of Latin letters,
    digits or signs alone is not Chinese. A form whose name is not recorded cannot be told: what the register calls the
    account is not what the form says.
    """
    name = given.fact.value("filed_name") if given.fact else None
    if not isinstance(name, str):
        return CheckResult(None, Text("没有说明“登记名称”", "filed_name is not said"))
    if _HAN.search(fold(name)):
        return CheckResult(True, Text(f"登记名称“{name}”是中文名称", f"the name on the form, '{name}', is Chinese"))
    return CheckResult(
        False, Text(f"登记名称“{name}”里没有汉字", f"the name on the form, '{name}', has no Chinese character")
    )


def calendar_year(at: datetime) -> int:
    """The calendar year in Asia/Shanghai (chapter 6: the assessment of the year)."""
    return legal_day(instant(at)).year


@hookimpl
def policykit_checks() -> list[Check]:
    """`应当 通过 检查 中文名称`, on what is put on file."""
    return [Check(Text("中文名称", "chinese_name"), "filing.submitted", chinese_name)]


@hookimpl
def policykit_functions() -> list[Function]:
    """`公历年(发生时间)`: the year in which something happened."""
    return [
        Function(Text("公历年", "calendar_year"), (FieldType(Kind.INSTANT),), FieldType(Kind.NUMBER), calendar_year)
    ]
