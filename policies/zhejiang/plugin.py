"""The check that article 22 of the Zhejiang measures needs: whether a map that a post shows may be shown.

In: a `post.published` fact, which may say `map_standard` (the latest official standard map) and `map_number` (the
approval number). Out: passed, not passed or cannot be told, with the reason.
"""

from __future__ import annotations

import re

from policykit.model.extension import Check, CheckInput, CheckResult
from policykit.model.text import Text, fold
from policykit.model.time import Instant, legal_day
from policykit.plugins import hookimpl

_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新"
_NUMBER = re.compile(
    r"(?:审图号:?)?(?P<body>[A-Z\u4e00-\u9fff]{1,6})[(\[〔【](?P<year>20\d\d)[)\]〕】](?P<serial>0*[1-9]\d{0,5})号?"
)
_BODY = re.compile(rf"GS[{_PROVINCES}]?|[{_PROVINCES}](?:[A-Z]|[\u4e00-\u9fff]{{1,2}})?S[A-Z]?")


def judge_number(number: str, at: Instant) -> CheckResult:
    """Whether `number` has the form of a map approval number (审图号) that can exist at `at`.

    A number is the code of the reviewing body, the year of approval in brackets, and a serial number, as the rules on
    map review (地图审核管理规定) compose it and the reviewing bodies print it. Accepted codes:

    - `GS`: reviewed by the national ministry, such as GS(2020)2815号;
    - `GS` and a province's short name: reviewed by that province for the ministry, such as GS京(2022)1234号;
    - a province's short name and `S`: reviewed by the province, such as 浙S(2021)12号 or 京S(2025)041号; some provinces
      add a letter, such as 鲁SG(2021)026号;
    - a province's short name, a letter or one or two characters for the city, and `S`: reviewed by a city, such as
      粤BS(2020)063号.

    Full-width forms, spaces, letter case and round or square brackets make no difference; the label 审图号 before and
    the word 号 after may be missing. A number of this form with another code (older and some cities' codes, such as
    成S(2019)003号) cannot be told. A year after the year of `at`, or before 2000, is no valid one.
    """
    folded = re.sub(r"\s", "", fold(number)).upper()
    match = _NUMBER.fullmatch(folded)
    if match is None:
        return CheckResult(
            False,
            Text(
                f"审图号“{number}”格式不符,应如 GS(2020)2815号、浙S(2021)12号",
                f"'{number}' has not the form of a map approval number, such as GS(2020)2815号 or 浙S(2021)12号",
            ),
        )
    if int(match["year"]) > legal_day(at).year:
        return CheckResult(
            False,
            Text(
                f"审图号“{number}”的年份晚于发布之年", f"the year of the map approval number '{number}' is yet to come"
            ),
        )
    if _BODY.fullmatch(match["body"]) is None:
        return CheckResult(
            None,
            Text(
                f"不认识审图号“{number}”的审图机构代号,请人工核对",
                f"the reviewing body of the map approval number '{number}' is not known; let a person check it",
            ),
        )
    return CheckResult(True, Text(f"审图号“{number}”格式相符", f"'{number}' has the form of a map approval number"))


def map_is_lawful(given: CheckInput) -> CheckResult:
    """Whether the map is the latest official standard map or has an approval number (article 22).

    The latest standard map passes by itself. Otherwise the number decides; a map that is said not to be the standard
    one and has no number does not pass. If neither field is said, it cannot be told.
    """
    standard = given.fact.value("map_standard") if given.fact else None
    number = given.fact.value("map_number") if given.fact else None
    if standard is True:
        return CheckResult(True, Text("采用最新标准地图", "the latest official standard map"))
    if isinstance(number, str):
        return judge_number(number, given.at)
    if standard is False:
        return CheckResult(
            False,
            Text("既非最新标准地图,也没有审图号", "neither the latest official standard map nor an approval number"),
        )
    return CheckResult(
        None,
        Text("没有说明“标准地图”和“审图号”", "neither map_standard nor map_number is said"),
    )


@hookimpl
def policykit_checks() -> list[Check]:
    """`应当 通过 检查 地图合规`, on what is published."""
    return [Check(Text("地图合规", "map_is_lawful"), "post.published", map_is_lawful)]
