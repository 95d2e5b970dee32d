"""The errors that policykit raises.

    PolicykitError                     everything below; its text is in both languages
    ├── language.RuleFileError         rule files that cannot be used: carries all diagnostics, with positions
    ├── language.formatter.FormatError a tree that has no text in the surface asked for
    ├── UnsupportedForm                a form, function or check that an engine cannot evaluate, by name, at load time
    ├── CalendarEnds                   a working-day question past the years that the calendar knows
    ├── calendar.PeriodError           a text, count or unit that makes no period; a ValueError too
    ├── MemoryExceeded                 an embedded database that may take no more memory
    ├── PackNotFound                   no installed pack and no path of that name
    ├── SettingsError                  a settings file that does not fit
    ├── MapError                       a map file that does not fit its table
    └── PluginError                    a plug-in that breaks its contract

A rejected row of facts is no exception: readers return it beside the facts (`policykit.io.Reject`).
"""

from __future__ import annotations

from datetime import date

from policykit.model.text import Lang, Text


class PolicykitError(Exception):
    """Base of all errors of policykit. `text` says what is wrong, what was expected and what to do."""

    def __init__(self, text: Text) -> None:
        """Keep the text in both languages; `str()` gives the English one."""
        super().__init__(text.en)
        self.text = text

    def show(self, lang: Lang) -> str:
        """The error in `lang`."""
        return self.text.show(lang)


class UnsupportedForm(PolicykitError):
    """A rule needs something that the chosen engine does not evaluate."""


class MemoryExceeded(PolicykitError):
    """An embedded database needs more memory at once than it may take, and can move no more to temporary files."""


class CalendarEnds(PolicykitError):
    """The calendar knows nothing of the day asked for. `first` and `last` are the days that it knows."""

    def __init__(self, day: date, first: date, last: date) -> None:
        """Say which day was asked for and what is known."""
        super().__init__(
            Text(
                f"工作日历只覆盖 {first} 至 {last},无法判定 {day} 是否为工作日",
                f"the working-day calendar knows {first} to {last}; it cannot say whether {day} is a working day",
            )
        )
        self.day, self.first, self.last = day, first, last


class PackNotFound(PolicykitError):
    """No pack of that name is installed, and there is no such path."""


class SettingsError(PolicykitError):
    """The settings file does not fit."""


class MapError(PolicykitError):
    """The map file is wrong, or does not fit its table."""


class PluginError(PolicykitError):
    """A plug-in breaks its contract."""
