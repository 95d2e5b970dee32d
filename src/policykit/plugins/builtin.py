"""What policykit itself adds through its own hooks: the national calendar and functions on texts."""

from __future__ import annotations

from policykit.calendar import Calendar, NationalCalendar
from policykit.model.extension import Function
from policykit.model.text import Text, fold
from policykit.model.vocabulary import FieldType, Kind
from policykit.plugins.hookspec import hookimpl

_TEXT = FieldType(Kind.TEXT)


@hookimpl
def policykit_functions() -> list[Function]:
    """`规整(文字)`: a name trimmed and width-folded."""
    return [Function(Text("规整", "folded"), (_TEXT,), _TEXT, fold)]


@hookimpl
def policykit_calendars() -> list[Calendar]:
    """The national working-day calendar."""
    return [NationalCalendar()]
