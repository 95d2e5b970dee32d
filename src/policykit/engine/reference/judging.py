"""One rule being judged: its context, what becomes of an obligation, and when an obligation falls due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Protocol

from policykit.calendar import Calendar, deadline
from policykit.engine.reference.history import History
from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Unknown
from policykit.engine.reference.values import Look, value_of
from policykit.engine.settings import Settings
from policykit.model.errors import CalendarEnds
from policykit.model.extension import Extensions
from policykit.model.facts import Fact
from policykit.model.finding import RestsOn, Verdict
from policykit.model.policy.conditions import Expression
from policykit.model.policy.document import Document, Force
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.rule import Rule
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start, legal_day, moment


@dataclass(frozen=True)
class Judging:
    """A rule with all that its judging needs."""

    rule: Rule
    document: Document
    force: Force
    history: History
    calendar: Calendar
    extensions: Extensions
    settings: Settings

    @property
    def as_of(self) -> Instant:
        """The instant at which everything is judged."""
        return self.history.as_of

    @property
    def in_force(self) -> bool:
        """Whether the document's force still goes on at `as_of`."""
        return self.force.end is None or self.as_of < self.force.end

    def look(self, at: Instant, fact: Fact | None = None, entity: Entity | None = None) -> Look:
        """A look at a fact or an entity."""
        return Look(self.history, self.calendar, self.extensions, at, fact, None, entity)

    def events(self, names: tuple[str, ...]) -> Text:
        """What alternative event types are called."""
        if names not in self._called:
            labels = [self.history.vocabulary.events[n].label for n in names]
            self._called[names] = Text("或".join(e.zh for e in labels), " or ".join(e.en for e in labels))
        return self._called[names]

    @cached_property
    def _called(self) -> dict[tuple[str, ...], Text]:
        return {}

    @property
    def each(self) -> str:
        """The kind of entity that the rule is for each of. Raises `ValueError` where it is for none."""
        if self.rule.scope.entity is None:
            raise ValueError(f"{self.rule.id} is not for each entity")
        return self.rule.scope.entity


class Shown(Protocol):
    """What findings show of a fact as evidence."""

    @property
    def id(self) -> str:
        """The id of the fact."""

    @property
    def at(self) -> Instant:
        """When it occurred."""


@dataclass(slots=True)
class Outcome:
    """What became of one obligation. `identity` tells it from the rule's other obligations on the same entity.

    `seen_at` is when the register is asked whose obligation it is; `triggered_at`, unless it says otherwise. Not
    frozen: it is made for each finding, and freezing takes longer than the rest.
    """

    verdict: Verdict
    message: Text
    identity: str
    triggered_at: Instant
    fact: Fact | None = None
    entity: Entity | None = None
    seen_at: Instant | None = None
    due: Instant | None = None
    settled_at: Instant | None = None
    evidence: tuple[Shown, ...] = ()
    rests_on: tuple[RestsOn, ...] = ()


# ---------------------------------------------------------------- what findings rest on, and why


def rests(kind: str, text: Text) -> RestsOn:
    """Something that a finding rests on."""
    return RestsOn(kind=kind, zh=text.zh, en=text.en)


PROVISIONAL = rests(
    "provisional_calendar", Text("暂按周一至周五为工作日推算", "provisional: weekdays taken as working days")
)
UNKNOWN_OPENING = rests(
    "unknown_opening",
    Text("开设时间未登记,自最早的事实起算", "its opening is not registered: it counts from its first fact"),
)
BY_REFERENCE = rests("by_reference", Text("参照执行", "applies by reference"))

EXCEPTION = Text("属于例外", "an exception applies")
LAPSED = Text("文件失效时尚未到期,义务终止", "it was not yet due when the document ceased to be in force")


def scope_unknown(reason: Unknown) -> Text:
    """That it is not known whether the rule binds."""
    return Text("不知本条是否适用:{r}", "whether the rule applies is unknown: {r}").fill(r=reason.reason)


def exception_unknown(reason: Unknown) -> Text:
    """That it is not known whether an exception applies."""
    return Text("不知是否属于例外:{r}", "whether an exception applies is unknown: {r}").fill(r=reason.reason)


# ---------------------------------------------------------------- time


@dataclass(frozen=True, slots=True)
class Due:
    """When an obligation falls due.

    `last` is the last instant in time. None: the text leaves it open, or, with `ends`, the calendar does not reach it,
    or, with `unsaid`, the fact that should say it does not.
    """

    last: Instant | None
    shown: Text | None = None
    rests_on: tuple[RestsOn, ...] = ()
    ends: CalendarEnds | None = None
    unsaid: Unknown | None = None

    @property
    def untold(self) -> Text | None:
        """Why it cannot be told when it falls due, if that is so."""
        if self.ends is not None:
            return self.ends.text
        return self.unsaid.reason if self.unsaid is not None else None

    @property
    def known_beyond(self) -> Instant | None:
        """The calendar's last instant, where the deadline is only known to lie beyond it."""
        ends = self.ends
        return day_last(ends.last) if ends is not None and ends.day > ends.last else None

    def covers(self, at: Instant) -> bool | None:
        """Whether an act at the instant is in time; None where that cannot be told."""
        if self.last is not None:
            return at <= self.last
        if self.untold is None:
            return True
        return True if self.known_beyond is not None and at <= self.known_beyond else None

    def outlives(self, at: Instant | None) -> bool:
        """Whether it surely lies after the instant."""
        return at is not None and self.covers(at) is True and self.last != at


def figure_of(judging: Judging, limit: Period | OpenTerm) -> tuple[Period | None, tuple[RestsOn, ...]]:
    """The period of a limit, None for an open term without a house value; and what the finding then rests on."""
    if isinstance(limit, Period):
        return limit, ()
    value = judging.settings.term(judging.rule.jurisdiction, limit.name)
    if value is None:
        return None, (rests("open_term", Text("“{t}”没有期限", "'{t}' has no figure").fill(t=limit.label)),)
    text = Text("“{t}”约定为 {v}", "'{t}' is agreed as {v}").fill(t=limit.label, v=value.label)
    return value, (rests("open_term", text),)


def due_after(judging: Judging, start: Instant, limit: Period | OpenTerm) -> Due:
    """When a limit that runs from `start` ends (Civil Code 200 to 204, by way of `calendar.deadline`)."""
    period, rests_on = figure_of(judging, limit)
    if period is None:
        return Due(None, rests_on=rests_on)
    try:
        found = deadline(start, period, judging.calendar)
    except CalendarEnds as error:
        return Due(None, None, rests_on, error)
    shown = show_day(found.day) if found.day else show_time(found.last)
    return Due(found.last, shown, (*rests_on, PROVISIONAL) if found.provisional else rests_on)


def due_as_said(day: Expression, look: Look) -> Due:
    """When a fact says that it falls due: at the end of that day, be it a rest day.

    A day that was over at the look cannot have been meant: when it falls due is as unknown as if it were not said.
    """
    value = value_of(day, look)
    if isinstance(value, Unknown):
        return Due(None, unsaid=value)
    if not isinstance(value, date):
        raise TypeError(f"{value!r} is no date")
    if day_last(value) < look.at:
        begun = show_day(legal_day(look.at))
        past = Text("写明的期限 {d} 早于起算的 {b}", "the last day said, {d}, lies before {b}, when the duty arose")
        return Due(None, unsaid=Unknown(past.fill(d=show_day(value), b=begun)))
    return Due(day_last(value), show_day(value))


def completed_day(as_of: Instant) -> date:
    """The last legal day that has wholly elapsed at `as_of`."""
    day = legal_day(as_of)
    return day if day_last(day) <= as_of else legal_day(day_start(day) - 1)


@lru_cache(maxsize=10_000)
def show_day(day: date) -> Text:
    """A day as a person reads it."""
    return Text(day.isoformat(), day.isoformat())


def show_time(at: Instant) -> Text:
    """A time as a person reads it, in UTC+8."""
    text = f"{moment(at):%Y-%m-%d %H:%M}"
    return Text(text, text)
