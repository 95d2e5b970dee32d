"""Periods as people write them in settings and on the command line.

In: a text such as `5 个工作日`, `half a year` or `及时`. Out: a `Period` or an `OpenTerm`. The rule language has its
own grammar; both know the same words.
"""

from __future__ import annotations

import re
import unicodedata

from policykit.calendar.arithmetic import PeriodError, check_period
from policykit.model.policy.periods import OPEN_WORDS, SAME_DAY, OpenTerm, Period, PeriodUnit
from policykit.model.text import Text, join

_HALF_YEAR = Period(1, PeriodUnit.HALF_YEAR)

_WHOLE = {
    "当日": SAME_DAY,
    "当天": SAME_DAY,
    "the same day": SAME_DAY,
    "same day": SAME_DAY,
    "半年": _HALF_YEAR,
    "half a year": _HALF_YEAR,
}

_UNITS = {
    "小时": PeriodUnit.HOUR,
    "个小时": PeriodUnit.HOUR,
    "hour": PeriodUnit.HOUR,
    "工作日": PeriodUnit.WORKDAY,
    "个工作日": PeriodUnit.WORKDAY,
    "workday": PeriodUnit.WORKDAY,
    "working day": PeriodUnit.WORKDAY,
    "天": PeriodUnit.DAY,
    "日": PeriodUnit.DAY,
    "day": PeriodUnit.DAY,
    "自然日": PeriodUnit.NATURAL_DAY,
    "个自然日": PeriodUnit.NATURAL_DAY,
    "natural day": PeriodUnit.NATURAL_DAY,
    "周": PeriodUnit.WEEK,
    "个星期": PeriodUnit.WEEK,
    "week": PeriodUnit.WEEK,
    "个月": PeriodUnit.MONTH,
    "month": PeriodUnit.MONTH,
    "个半年": PeriodUnit.HALF_YEAR,
    "half-year": PeriodUnit.HALF_YEAR,
    "half year": PeriodUnit.HALF_YEAR,
    "年": PeriodUnit.YEAR,
    "year": PeriodUnit.YEAR,
}

_OPEN = {w: OpenTerm(n) for n, label in OPEN_WORDS.items() for w in (n, n.replace("_", " "), label.zh)}

_COUNTED = re.compile(r"(?P<count>-?[0-9]{1,9}) ?(?P<unit>\D+)")


def parse_period(text: str) -> Period | OpenTerm:
    """The period or open term that `text` writes, in Chinese or English; digits may be full-width.

    Raises `PeriodError`, a `ValueError`, that lists what is accepted.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if whole := _WHOLE.get(plain) or _OPEN.get(plain):
        return whole
    if counted := _COUNTED.fullmatch(plain):
        unit = _UNITS.get(counted["unit"]) or _UNITS.get(counted["unit"].removesuffix("s"))
        if unit:
            period = Period(int(counted["count"]), unit)
            check_period(period)
            return period
    examples = [Period(n, u).label for n, u in zip((24, 5, 30, 30, 2, 6, 1, 2), PeriodUnit, strict=True)]
    accepted = join([*examples, SAME_DAY.label, *OPEN_WORDS.values()])
    raise PeriodError(
        Text("“{text}”不是期限;可以写:{accepted}", "'{text}' is no period; accepted are: {accepted}").fill(
            text=text, accepted=accepted
        )
    )
