"""Reads a settings file: what a deployment decides where the documents leave it open.

In: a TOML file. Out: `engine.settings.Settings`, or one `SettingsError` that lists everything that is wrong: the key,
what was found, what was expected. The keys:

    calendar = "national"                 # which calendar
    provisional = true                    # past the calendar's end, take Monday to Friday as working days
    [terms]                               # values of open terms, in all documents
    "及时" = "3 个工作日"                   # TOML wants quotes around Chinese keys
    [packs.baoji]
    effective = 2023-10-18                # the first day of force, where the text has none
    [packs.jiaxian.terms]                 # values of open terms, in one document; they come before the common ones
    "开通公告时限" = "10 个工作日"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

from policykit.calendar import PeriodError, parse_period
from policykit.engine.settings import Settings
from policykit.io.facts_in.errors import os_trouble
from policykit.language.words import read_open_word
from policykit.model.errors import SettingsError
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.text import Text, join

_BARE_KEY = re.compile(r"""^[ \t]*([^\s"'#=\[\].]*[^\x00-\x7f][^\s"'#=\[\].]*)[ \t]*=""", re.MULTILINE)
_DEFAULTS = Settings()
_TOP = ("calendar", "provisional", "terms", "packs")
_OF_PACK = ("effective", "terms")


def read_settings(path: Path) -> Settings:
    """The settings that the file says. Raises `SettingsError` listing all that is wrong in it."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise SettingsError(os_trouble(path, error)) from error
    except UnicodeDecodeError as error:
        raise SettingsError(Text(f"{path}:文件不是 UTF-8 编码", f"{path}: the file is not UTF-8")) from error
    try:
        return parse_settings(tomllib.loads(text), str(path))
    except tomllib.TOMLDecodeError as error:
        bare = _BARE_KEY.search(text)
        zh, en = "", ""
        if bare:
            zh, en = f';中文的键要加引号,如 "{bare[1]}"', f'; keys in Chinese need quotes, as "{bare[1]}"'
        raise SettingsError(
            Text(f"{path}:不是有效的 TOML:{error}{zh}", f"{path}: no valid TOML: {error}{en}")
        ) from error


def parse_settings(data: Mapping[str, object], place: str) -> Settings:
    """The settings that a TOML table says; `place` names it in messages. Raises `SettingsError`."""
    reader = _Reader(place)
    reader.known(data, _TOP, "")
    settings = Settings(
        terms=reader.terms(data.get("terms", {}), "terms"),
        pack_terms=(packs := reader.packs(data.get("packs", {}))).terms,
        first_days=packs.first_days,
        calendar=reader.text(data.get("calendar", _DEFAULTS.calendar), "calendar"),
        provisional=reader.truth(data.get("provisional", _DEFAULTS.provisional), "provisional"),
    )
    if reader.problems:
        raise SettingsError(join(reader.problems, zh="\n", en="\n"))
    return settings


@dataclass(slots=True)
class _Packs:
    terms: dict[str, Mapping[str, Period]] = field(default_factory=dict)
    first_days: dict[str, date] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    """Reads values and keeps what is wrong with them."""

    place: str
    problems: list[Text] = field(default_factory=list)

    def known(self, table: Mapping[str, object], keys: Iterable[str], within: str) -> None:
        """Note the keys of a table that are none."""
        keys = tuple(keys)
        for key in table:
            if key not in keys:
                near = get_close_matches(key, keys, n=1, cutoff=0.5)
                hint = Text(f";是否想写 {near[0]}?", f"; did you mean {near[0]}?") if near else Text("", "")
                listed = join([Text(k, k) for k in keys])
                self._note(
                    f"{within}{key}",
                    Text(
                        f"没有这个键;可用 {listed.zh}{hint.zh}", f"there is no such key; known are {listed.en}{hint.en}"
                    ),
                )

    def packs(self, value: object) -> _Packs:
        """What is said for single packs."""
        found = _Packs()
        for name, table in self._table(value, "packs").items():
            within = f"packs.{name}"
            said = self._table(table, within)
            self.known(said, _OF_PACK, f"{within}.")
            if "terms" in said:
                found.terms[name] = self.terms(said["terms"], f"{within}.terms")
            if "effective" in said:
                day = self._day(said["effective"], f"{within}.effective")
                if day is not None:
                    found.first_days[name] = day
        return found

    def terms(self, value: object, key: str) -> dict[str, Period]:
        """Values of open terms, by canonical name."""
        found: dict[str, Period] = {}
        for word, period in self._table(value, key).items():
            name = read_open_word(word).name
            read = self._period(period, f"{key}.{word}")
            if name in found:
                self._note(
                    f"{key}.{word}",
                    Text("这个约定写了两次(中英文各一次)", "this term is given twice, in both languages"),
                )
            elif read is not None:
                found[name] = read
        return found

    def text(self, value: object, key: str) -> str:
        """A text that is not empty."""
        if isinstance(value, str) and value:
            return value
        self._wrong(key, value, Text("加引号的文字", "text in quotes"))
        return ""

    def truth(self, value: object, key: str) -> bool:
        """True or false."""
        if isinstance(value, bool):
            return value
        self._wrong(key, value, Text(" true 或 false", "true or false"))
        return False

    def _table(self, value: object, key: str) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        self._wrong(key, value, Text(f"表 [{key}]", f"a table [{key}]"))
        return {}

    def _day(self, value: object, key: str) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._wrong(key, value, Text("不加引号的日期,如 2023-10-18", "a date without quotes, such as 2023-10-18"))
        return None

    def _period(self, value: object, key: str) -> Period | None:
        if not isinstance(value, str):
            self._wrong(key, value, Text('加引号的期限,如 "3 个工作日"', 'a period in quotes, such as "3 workdays"'))
            return None
        try:
            period = parse_period(value)
        except PeriodError as error:
            self._note(key, error.text)
            return None
        if isinstance(period, OpenTerm):
            self._note(
                key,
                Text(
                    f"“{value}”本身没有数字,不能作为约定的值;请写期限,如 3 个工作日",
                    f"'{value}' has no figure itself and cannot be the value of a term; write a period, "
                    "such as 3 workdays",
                ),
            )
            return None
        return period

    def _wrong(self, key: str, value: object, expected: Text) -> None:
        found = str(value)
        self._note(key, Text(f"找到 {found},应为{expected.zh}", f"found {found}, expected {expected.en}"))

    def _note(self, key: str, text: Text) -> None:
        self.problems.append(Text(f"{self.place}:{key}:{text.zh}", f"{self.place}: {key}: {text.en}"))
