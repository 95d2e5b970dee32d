"""The words of the language that are more than keywords: their Chinese and English forms, read and written here."""

from __future__ import annotations

import re
from datetime import date, time

from policykit.model.policy.periods import OPEN_WORDS, Cadence, OpenTerm, PeriodUnit
from policykit.model.policy.rule import Modality

BOUND_WORDS = {
    "at least": ("至少", "at least"),
    "at most": ("至多", "at most"),
    "more than": ("超过", "more than"),
}
SAME_PERIOD_WORDS = {
    Cadence.DAY: ("日", "day"),
    Cadence.WEEK: ("周", "week"),
    Cadence.MONTH: ("月", "month"),
    Cadence.QUARTER: ("季度", "quarter"),
    Cadence.HALF_YEAR: ("半年", "half-year"),
    Cadence.YEAR: ("年度", "year"),
}
_BOUND_SYNONYMS = {"不少于": "at least", "不超过": "at most"}
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_UNIT_STEMS = {
    "工作日": PeriodUnit.WORKDAY,
    "自然日": PeriodUnit.NATURAL_DAY,
    "天": PeriodUnit.DAY,
    "日": PeriodUnit.DAY,
    "小时": PeriodUnit.HOUR,
    "周": PeriodUnit.WEEK,
    "月": PeriodUnit.MONTH,
    "半年": PeriodUnit.HALF_YEAR,
    "年": PeriodUnit.YEAR,
}
_CADENCE_STEMS = {
    "工作日": Cadence.WORKDAY,
    "日": Cadence.DAY,
    "天": Cadence.DAY,
    "周": Cadence.WEEK,
    "月": Cadence.MONTH,
    "季度": Cadence.QUARTER,
    "半年": Cadence.HALF_YEAR,
    "年": Cadence.YEAR,
    "年度": Cadence.YEAR,
}
_COMPARISONS = {
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "等于": "=",
    "是": "=",
    "is": "=",
    "不等于": "!=",
    "不是": "!=",
    "is not": "!=",
}
_FULL_WIDTH_COMPARISONS = str.maketrans("！＝＜＞", "!=<>")


def squeeze(word: str) -> str:
    """A keyword with its inner white space made single."""
    return re.sub(r"\s+", " ", word.strip())


def read_modality(word: str) -> Modality:
    """The modality that the word says."""
    return Modality(squeeze(word))


def read_integer(digits: str) -> int:
    """A whole number, in half- or full-width digits. Raises `ValueError` for one of more than nine digits."""
    folded = digits.translate(_FULL_WIDTH_DIGITS).lstrip("0")
    if len(folded) > 9:
        raise ValueError(f"{digits} is too large")
    return int(folded or "0")


def read_unit(word: str) -> PeriodUnit:
    """The unit of a period, in either surface, with or without its measure word."""
    word = squeeze(word)
    if word[0].isascii():
        return PeriodUnit(word.removesuffix("s"))
    return _UNIT_STEMS[re.sub(r"^个\s*", "", word)]


def read_cadence(word: str) -> Cadence:
    """The calendar period of a word such as `每周`, `每个工作日` or `each week`."""
    word = squeeze(word)
    if word.startswith("each "):
        return Cadence(word.removeprefix("each "))
    return _CADENCE_STEMS[re.sub(r"^每个?", "", word)]


def read_same_period(word: str) -> Cadence:
    """The calendar period of a phrase such as `同一 年度` or `in the same year`."""
    word = squeeze(word).removesuffix("内").strip()
    stem = word.removeprefix("同一").strip() if word.startswith("同一") else word.rsplit(" ", 1)[-1]
    return next(c for c, forms in SAME_PERIOD_WORDS.items() if stem in forms)


def read_bound(word: str) -> str:
    """`at least`, `at most` or `more than`."""
    word = squeeze(word)
    if word in _BOUND_SYNONYMS:
        return _BOUND_SYNONYMS[word]
    return next(b for b, forms in BOUND_WORDS.items() if word in forms)


def read_comparison(word: str) -> str:
    """One of `= != < <= > >=`."""
    word = squeeze(word).translate(_FULL_WIDTH_COMPARISONS)
    return _COMPARISONS.get(word, word)


def read_open_word(word: str) -> OpenTerm:
    """The open term of a word such as 及时; any other name is a house term of that name."""
    return OpenTerm(next((k for k, t in OPEN_WORDS.items() if word in (k, t.zh)), word))


def read_date(text: str) -> date:
    """A date as `2024-06-24` or `2024年6月24日`. Raises `ValueError` if there is no such day."""
    year, month, day = (int(p) for p in re.findall(r"\d+", text))
    return date(year, month, day)


def read_time(text: str) -> time:
    """A time of day. Raises `ValueError` if there is no such time."""
    hour, minute, second = (*(int(p) for p in re.split("[:：]", text)), 0)[:3]
    return time(hour, minute, second)


def read_string(quoted: str) -> str:
    """The text between the quotation marks."""
    return quoted[1:-1]


_DIGITS = "零一二三四五六七八九"


def to_number(numeral: str) -> int:
    """The value of a Chinese numeral from 1 to 999 (十九 is 19, 一百零二 is 102). Raises `ValueError` if it is none."""
    total = 0
    pending = 0
    for char in numeral:
        if char == "百":
            total, pending = total + 100 * (pending or 1), 0
        elif char == "十":
            total, pending = total + 10 * (pending or 1), 0
        else:
            pending = _DIGITS.index(char)
    number = total + pending
    if not 1 <= number <= 999 or numeral not in _spellings(number):
        raise ValueError(f"{numeral} is no numeral from 1 to 999")
    return number


def to_numeral(number: int) -> str:
    """The Chinese numeral of a number from 1 to 999. Raises `ValueError` for any other."""
    if not 1 <= number <= 999:
        raise ValueError(f"{number} does not lie between 1 and 999")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _spellings(number: int) -> set[str]:
    """The numeral, and how it is also written: 一十九 for 十九, 一百十 for 一百一十."""
    numeral = to_numeral(number)
    return {numeral, f"一{numeral}" if numeral[0] == "十" else numeral, numeral.replace("百一十", "百十")}


_NUMERAL = "[一二三四五六七八九十百零]+"
_CITATION = re.compile(rf"第({_NUMERAL})([条章])(?:第({_NUMERAL})款)?((?:\({_NUMERAL}\))*)([0-9]*)")
_SHORT_CITATION = re.compile(r"([0-9]+)(?: para ([0-9]+))?((?:\([0-9]+\))*)(?:\.([0-9]+))?")
_FULL_WIDTH_IN_CITATIONS = str.maketrans("０１２３４５６７８９（）", "0123456789()")


def read_citation(text: str) -> str:
    """The canonical Chinese citation of `第十条(二)3`, or of its English form `10(2).3`; any other text as it is.

    Parentheses become half-width. Raises `ValueError` where an article, paragraph or item has no number from 1 to 999.
    """
    folded = text.translate(_FULL_WIDTH_IN_CITATIONS)
    if match := _CITATION.fullmatch(folded):
        items = [to_number(i) for i in re.findall(_NUMERAL, match[4])]
        return _cite(to_number(match[1]), match[2], to_number(match[3]) if match[3] else None, items, match[5])
    if match := _SHORT_CITATION.fullmatch(folded):
        items = [int(i) for i in re.findall("[0-9]+", match[3])]
        return _cite(int(match[1]), "条", int(match[2]) if match[2] else None, items, match[4] or "")
    return text.replace("（", "(").replace("）", ")")


def _cite(article: int, unit: str, paragraph: int | None, items: list[int], point: str) -> str:
    of_paragraph = f"第{to_numeral(paragraph)}款" if paragraph is not None else ""
    return f"第{to_numeral(article)}{unit}{of_paragraph}{''.join(f'({to_numeral(i)})' for i in items)}{point}"


def write_citation_en(citation: str) -> str:
    """The English form of a canonical citation: `第十条(二)3` is `10(2).3`; what is no article stays as it is."""
    match = _CITATION.fullmatch(citation)
    if not match or match[2] != "条":
        return citation
    items = "".join(f"({to_number(i)})" for i in re.findall(_NUMERAL, match[4]))
    para = f" para {to_number(match[3])}" if match[3] else ""
    return f"{to_number(match[1])}{para}{items}" + (f".{match[5]}" if match[5] else "")
