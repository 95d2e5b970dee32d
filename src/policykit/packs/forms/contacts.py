"""Whether a person can be reached under what a form says: plausible telephone numbers and e-mail addresses.

In: what stands in a cell, perhaps several numbers. Out: None, or what is wrong with it. Nothing is dialled: a number is
plausible if its digits follow the national numbering plan, that is a mobile number (11 digits from 13 to 19) or a
landline with its area code and perhaps an extension.
"""

from __future__ import annotations

import re

from policykit.model.text import Text, fold
from policykit.packs.forms.cells import Flaw
from policykit.packs.forms.problems import ProblemCode, quoted

_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}", re.ASCII)
# Area codes of two digits (10, 2x) have numbers of eight digits; those of three have seven or eight.
_LANDLINE = re.compile(r"(?:0|\+?860?)(?:(?:10|2\d)\d{8}|[3-9]\d{2}[2-9]\d{6,7})", re.ASCII)
_WITHOUT_AREA = re.compile(r"[2-9]\d{6,7}", re.ASCII)
_EXTENSION = re.compile(r"(?:转|ext\.?|-)\s*\d{1,6}", re.ASCII | re.IGNORECASE)
_EMAIL = re.compile(r"[\w.%+-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.ASCII | re.IGNORECASE)
_BETWEEN_DIGITS = re.compile(r"[\s()‐‑–—-]")
_BETWEEN_NUMBERS = re.compile(r"[、,;/\n]")


def phone_flaw(value: object) -> Flaw | None:
    """What is wrong with a telephone cell; None if all its numbers are mobile numbers or landlines with area code."""
    return _flaw(value, email=False)


def contact_flaw(value: object) -> Flaw | None:
    """The same for a cell that asks for a way of contact in general: an e-mail address will do too."""
    return _flaw(value, email=True)


def _flaw(value: object, *, email: bool) -> Flaw | None:
    text = fold(str(value))
    parts = [part.strip() for part in _BETWEEN_NUMBERS.split(text) if part.strip()] or [text]
    bad = next((part for part in parts if not (_plausible(part) or (email and _EMAIL.fullmatch(part)))), None)
    return None if bad is None else (ProblemCode.BAD_CONTACT, _reason(bad, email=email))


def _plausible(text: str) -> bool:
    if _is_number(_digits(text)):
        return True
    extension = next((m for m in _EXTENSION.finditer(text) if m.end() == len(text)), None)
    return extension is not None and _LANDLINE.fullmatch(_digits(text[: extension.start()])) is not None


def _digits(text: str) -> str:
    return _BETWEEN_DIGITS.sub("", text)


def _is_number(digits: str) -> bool:
    return _MOBILE.fullmatch(digits) is not None or _LANDLINE.fullmatch(digits) is not None


def _reason(found: str, *, email: bool) -> Text:
    value = quoted(found)
    if _WITHOUT_AREA.fullmatch(_digits(found)):
        return Text(
            f"座机号码{value.zh}没有区号;请写成 0912-6721234 的样子",
            f"the landline {value.en} has no area code; write it like 0912-6721234",
        )
    or_email = Text("、电子邮箱", ", an e-mail address") if email else Text("", "")
    return Text(
        f"{value.zh}不像联系电话;应为 11 位手机号码、带区号的座机号码(如 0912-6721234){or_email.zh},请核对",
        f"{value.en} is no plausible number; expected a mobile number of 11 digits, a landline with its area code "
        f"(such as 0912-6721234){or_email.en}; please check it",
    )
