"""What can be written in a cell: lines of printable text, and legal days.

In: values as JSON or Python hold them. Out: pydantic types, whose errors (`bad_date`, `bad_character`) are told apart
by their type.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from policykit.model.text import fold
from policykit.model.time import FIRST_DAY

_CHINESE_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: object) -> date:
    if isinstance(value, str):
        value = _read_day(fold(value))
    if not isinstance(value, date) or isinstance(value, datetime) or value < FIRST_DAY:
        raise PydanticCustomError("bad_date", "expected a day such as 2025-03-04")
    return value


def _read_day(text: str) -> date | None:
    if chinese := _CHINESE_DAY.fullmatch(text):
        text = "{}-{:0>2}-{:0>2}".format(*chinese.groups())
    if not _ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _line_feeds(value: object) -> object:
    return re.sub("\r\n?", "\n", value) if isinstance(value, str) else value


def _printable(value: str) -> str:
    for char in value:
        control = unicodedata.category(char) in {"Cc", "Cs"} and char != "\n"
        # Characters that turn the direction of writing could make a form read otherwise than it is filed.
        turns = "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
        no_character = ord(char) & 0xFFFE == 0xFFFE
        if control or turns or no_character:
            raise PydanticCustomError("bad_character", "cannot be printed", {"character": f"U+{ord(char):04X}"})
    return value


Line = Annotated[
    str,
    BeforeValidator(_line_feeds),
    StringConstraints(strict=True, strip_whitespace=True, min_length=1),
    AfterValidator(_printable),
]
"""A printable text without blanks around it; it may run over several lines."""

Day = Annotated[date, BeforeValidator(_day)]
"""A legal day, Asia/Shanghai: a `date`, `2025-03-04` or `2025年3月4日`, from 1992 on as everywhere in policykit."""
