"""Enumerations whose members have a Chinese and an English name.

The value of a member is its English name, which is what JSON, SQL and the English surface hold; reading accepts the
Chinese name too and keeps the English one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from policykit.model.text import Text


class Choice(StrEnum):
    """A closed set of named values: `NAME = "english", "中文"`."""

    zh: str

    def __new__(cls, value: str, zh: str = "") -> Self:
        """Make the member `value` with its Chinese name."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh or value
        return member

    @property
    def label(self) -> Text:
        """The member's name in both languages."""
        return Text(self.zh, self.value)

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return next((m for m in cls if m.zh == value), None)
