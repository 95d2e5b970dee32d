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


def squeeze(word: str) -> str:
    """A keyword with its inner white space made single."""
    return re.sub(r"\s+", " ", word.strip())


def read_modality(word: str) -> Modality:
    """The modality that the word says."""
    return Modality(squeeze(word))


def read_integer(digits: str) -> int:
    """A whole number, in half- or full-width digits."""
    return int(digits.translate(_FULL_WIDTH_DIGITS))


def read_unit(word: str) -> PeriodUnit:
    """The unit of a period, in either surface, with or without its measure word."""
    word = squeeze(word)
    if word[0].isascii():
        return PeriodUnit(word.removesuffix("s"))
    return _UNIT_STEMS[re.sub(r"^个\s*", "", word)]


def read_cadence(word: str) -> Cadence:
    """The calendar period of `每周`, `每个工作日`, `each week` …"""
    word = squeeze(word)
    if word.startswith("each "):
        return Cadence(word.removeprefix("each "))
    return _CADENCE_STEMS[re.sub(r"^每个?", "", word)]


def read_same_period(word: str) -> Cadence:
    """The calendar period of `同一 年度`, `in the same year` …"""
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
    word = squeeze(word)
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
    """The value of a Chinese numeral below 1,000 (十九 is 19, 一百零二 is 102)."""
    total = 0
    pending = 0
    for char in numeral:
        if char == "百":
            total, pending = total + 100 * (pending or 1), 0
        elif char == "十":
            total, pending = total + 10 * (pending or 1), 0
        else:
            pending = _DIGITS.index(char)
    return total + pending


def to_numeral(number: int) -> str:
    """The Chinese numeral of a number from 1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


_CITATION = re.compile(
    r"第([一二三四五六七八九十百零]+)条(?:第([一二三四五六七八九十]+)款)?((?:[(（][一二三四五六七八九十]+[)）])*)(\d*)"
)
_SHORT_CITATION = re.compile(r"(\d+)(?: para (\d+))?((?:\(\d+\))*)(?:\.(\d+))?")


def read_citation(text: str) -> str:
    """The canonical Chinese citation of `第十条(二)3`, or of its English form `10(2).3`; any other text as it is."""
    if match := _CITATION.fullmatch(text):
        items = re.sub("[（(]", "(", re.sub("[）)]", ")", match[3]))
        article = f"第{to_numeral(to_number(match[1]))}条"
        return article + (f"第{to_numeral(to_number(match[2]))}款" if match[2] else "") + items + match[4]
    if match := _SHORT_CITATION.fullmatch(text):
        items = "".join(f"({to_numeral(int(i))})" for i in re.findall(r"\d+", match[3]))
        article = f"第{to_numeral(int(match[1]))}条"
        return article + (f"第{to_numeral(int(match[2]))}款" if match[2] else "") + items + (match[4] or "")
    return text.replace("（", "(").replace("）", ")")


def write_citation_en(citation: str) -> str:
    """The English form of a canonical citation: `第十条(二)3` is `10(2).3`; what is no article stays as it is."""
    match = _CITATION.fullmatch(citation)
    if not match:
        return citation
    items = "".join(f"({to_number(i)})" for i in re.findall("[一二三四五六七八九十]+", match[3]))
    para = f" para {to_number(match[2])}" if match[2] else ""
    return f"{to_number(match[1])}{para}{items}" + (f".{match[4]}" if match[4] else "")
