"""The check that part four item two of the Linyi notice needs: whether graded protection of an own app is on record.

In: what the register says of an account (`protection_grade`, `protection_number`). Out: passed, not passed or cannot be
told, with the reason. No rule form can say it: the number has a form of its own, and whether one is needed depends on
the grade.
"""

from __future__ import annotations

import re

from policykit.model.extension import Check, CheckInput, CheckResult
from policykit.model.text import Text, fold
from policykit.plugins import hookimpl

_DIVISIONS = "01|1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]"
_NUMBER = re.compile(
    rf"(?:备案(?:证明)?编?号:?)?(?:{_DIVISIONS})\d{{4}}(?!00000)\d{{5}}[-\u2010-\u2015\u2212]?(?!00000)\d{{5}}"
)


def has_form_of_filing(number: str) -> bool:
    """Whether `number` has the form of a number of a certificate of filing of graded protection (备案证明编号).

    Such a number is that of the filing form, eleven digits, and that of the system, five digits, as in
    37130099001-19001. The first six digits are the code of the public security organ that took the filing: that of its
    division, or 01 and more for the ministry; the next five number the unit that filed. Hyphens of any kind, none at
    all, spaces and full-width forms make no difference; the words 备案证明编号 or 备案号 before it may stand or not.
    Neither the organ, the year nor the genuineness of the number is checked.
    """
    return _NUMBER.fullmatch(re.sub(r"\s", "", fold(number))) is not None


def graded_protection_on_record(given: CheckInput) -> CheckResult:
    """Whether the grade and, from the second grade on, a filing number of the right form are registered.

    Grades run from 1 to 5. From the second on a system is filed with the public security organ (公通字〔2007〕43号, the
    measures on graded protection of information security, art. 15); the first needs no filing. Where no grade is
    registered a number of the right form passes, because only filed systems have one. It cannot be told where neither
    is there, or where a grade from the second on is registered and nothing is said of a number.
    """
    grade = given.attributes.get("account.protection_grade")
    number = given.attributes.get("account.protection_number")
    if isinstance(grade, int) and not 1 <= grade <= 5:
        return CheckResult(False, Text(f"没有等级保护第 {grade} 级", f"there is no grade {grade} of protection"))
    if grade == 1:
        return CheckResult(True, Text("第一级无须备案", "the first grade needs no filing"))
    if isinstance(number, str) and has_form_of_filing(number):
        return CheckResult(True, Text(f"备案号“{number}”格式相符", f"'{number}' has the form of a filing number"))
    if grade is None:
        return CheckResult(None, Text("未登记等保级别", "the grade of protection is not registered"))
    if not isinstance(number, str):
        return CheckResult(
            None, Text(f"第 {grade} 级未登记备案号", f"no filing number is registered for grade {grade}")
        )
    return CheckResult(
        False,
        Text(
            f"备案号“{number}”格式不符,应如 37130099001-19001",
            f"'{number}' has not the form of a filing number, such as 37130099001-19001",
        ),
    )


@hookimpl
def policykit_checks() -> list[Check]:
    """`应当 通过 检查 等保备案在册`, on an account."""
    return [Check(Text("等保备案在册", "graded_protection_on_record"), "account", graded_protection_on_record)]
