"""A case as a drawing: its events, duties and rest days on a scale of days. Numbers and words only; a template draws.

In: a judged case and the calendar that it was judged by. Out: a `Drawing`. Places from left to right are in percent
and places from top to bottom in pixels, so that the drawing fits a phone and a desk without its letters changing size.
Every event has a line of its own, unless there are many: then those of one type share one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from policykit.calendar import Calendar, DayKind
from policykit.io.report_out.words import verdict
from policykit.io.rule_pages import words
from policykit.io.rule_pages.happenings import (
    DAY_OVER,
    MANY_FINDINGS,
    Happening,
    Mark,
    clock,
    day_of,
    happenings,
    whose,
)
from policykit.io.rule_pages.scale import Scale, Tick, scale_of
from policykit.model.errors import CalendarEnds
from policykit.model.finding import Finding, Verdict
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Rule
from policykit.model.text import Lang, Text
from policykit.model.time import Instant, instant, legal_day
from policykit.model.vocabulary import Vocabulary
from policykit.packs import CaseResult

AXIS = 34
LINE = 24
_TALL = 38
_FOOT = 22
_MANY_EVENTS = 8
_DAYS_THAT_SHOW = 420
_MIDDLE = 50.0


@dataclass(frozen=True, slots=True)
class Band:
    """Days in a row of one kind: `weekend`, `holiday`, `make-up`, `unknown`, or `cut` for a stretch left out."""

    kind: str
    x: float
    width: float
    title: Text


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside or above a mark: they run to the left of `x` where it lies in the right half."""

    x: float
    y: int
    leftward: bool
    name: Text
    whose: str
    soft: str


@dataclass(frozen=True, slots=True)
class Dot:
    """An event, and when it was recorded, where that was later."""

    x: float
    y: int
    title: Text
    recorded: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A duty from its beginning to its end, with its verdict, its due date and how far it was overrun."""

    verdict: str
    y: int
    begin: float
    end: float
    due: float | None
    overrun: float | None
    title: Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """A timeline, ready to be drawn."""

    height: int
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    as_of: float
    as_of_day: str
    axis: int = AXIS

    @property
    def foot(self) -> int:
        """Where the lines end and the words about `as_of` begin."""
        return self.height - _FOOT

    def in_language(self, lang: Lang) -> Drawing:
        """The same drawing with words in one language only."""

        def only(text: Text) -> Text:
            return Text(text.show(lang), text.show(lang))

        return replace(
            self,
            bands=tuple(replace(b, title=only(b.title)) for b in self.bands),
            dots=tuple(replace(d, title=only(d.title)) for d in self.dots),
            bars=tuple(replace(b, title=only(b.title)) for b in self.bars),
            labels=tuple(replace(x, name=only(x.name)) for x in self.labels),
        )


def draw(result: CaseResult, rule: Rule, vocabulary: Vocabulary, calendar: Calendar) -> Drawing:
    """The drawing of a judged case of the rule."""
    lasting = rule.scope.trigger is None and rule.scope.breach_of is None
    owed = rule.form is Form.RESPONSE
    return draw_happenings(happenings(result, vocabulary), result.findings, calendar, lasting=lasting, owed=owed)


def draw_happenings(
    events: Sequence[Happening],
    findings: Sequence[Finding],
    calendar: Calendar,
    *,
    lasting: bool,
    owed: bool,
    shaded: int = _DAYS_THAT_SHOW,
) -> Drawing:
    """The drawing of what happened, `as_of` among it, and of what was found.

    A duty without an end of its own runs on to `as_of` where its rule is `lasting` (it has no trigger); one that is
    broken does where its act is still `owed` (a response). Rest days are shaded in a drawing of at most `shaded` days.
    """
    as_of = next(h for h in events if h.mark is Mark.AS_OF)
    spans = [_span(f, as_of.at, lasting=lasting, owed=owed) for f in findings]
    instants = [h.at for h in events] + [h.known_at for h in events if h.known_at is not None]
    scale = scale_of(instants + [at for span in spans for at in span])
    page = _Page(scale)
    page.events([h for h in events if h.mark is Mark.FACT])
    page.duties(list(zip(findings, spans, strict=True)))
    return Drawing(
        page.y + _FOOT + 6,
        tuple(_bands(scale, calendar, shaded)),
        scale.ticks(),
        tuple(page.dots),
        tuple(page.bars),
        tuple(page.labels),
        scale.x(as_of.at),
        as_of.day if as_of.clock == DAY_OVER else f"{as_of.day} {as_of.clock}",
    )


def _span(finding: Finding, as_of: Instant, *, lasting: bool, owed: bool) -> tuple[Instant, Instant]:
    """From when to when a duty runs: to its due date, to the act, or on to `as_of` where it lasts or is still owed."""
    ends = [instant(t) for t in (finding.due, finding.settled_at) if t is not None]
    begin = instant(finding.triggered_at) if finding.triggered_at else min(ends, default=as_of)
    if not ends and lasting:
        ends = [as_of]
    if owed and finding.verdict is Verdict.VIOLATED:
        ends.append(as_of)
    return begin, max([begin, *ends])


class _Page:
    """What has been placed so far, down to `y`."""

    def __init__(self, scale: Scale) -> None:
        self.scale, self.y = scale, AXIS + 4
        self.dots: list[Dot] = []
        self.bars: list[Bar] = []
        self.labels: list[Label] = []

    def events(self, events: Sequence[Happening]) -> None:
        """A line for each event; or, where there are many, for all events of a type."""
        days = [h.day for h in events]
        if len(events) <= _MANY_EVENTS:
            for event in events:
                soft = event.clock if days.count(event.day) > 1 else ""
                self._dot(event, self.y + LINE // 2)
                self._label(self.dots[-1].x, self.y + LINE // 2, event.name, event.whose, soft, beside=True)
                self.y += LINE
            return
        for name in dict.fromkeys(h.name for h in events):
            alike = [h for h in events if h.name == name]
            self._label(self.scale.x(alike[0].at), self.y + LINE // 2, name, "", f"× {len(alike)}", beside=False)
            for event in alike:
                self._dot(event, self.y + _TALL - 9)
            self.y += _TALL

    def duties(self, duties: Sequence[tuple[Finding, tuple[Instant, Instant]]]) -> None:
        """A line for each duty; or, where there are many, as few as they need, without words."""
        if len(duties) <= MANY_FINDINGS:
            for finding, span in duties:
                label = verdict(finding.verdict)
                soft = f"→ {legal_day(instant(finding.due)):%m-%d}" if finding.due else ""
                bar = self._bar(finding, span, self.y + _TALL - 10)
                x = bar.end if bar.begin > _MIDDLE else bar.begin
                self._label(x, self.y + LINE // 2, label, whose(finding), soft, beside=False)
                self.y += _TALL
            return
        free: list[Instant] = []
        for finding, span in duties:
            line = next((n for n, until in enumerate(free) if until < span[0]), len(free))
            free[line : line + 1] = [span[1]]
            self._bar(finding, span, self.y + 8 + line * 14)
        self.y += len(free) * 14 + 4

    def _dot(self, event: Happening, y: int) -> None:
        recorded = self.scale.x(event.known_at) if event.known_at is not None else None
        when = f"{event.day} {event.clock}"
        title = Text(f"{when} {event.text.zh}", f"{when} {event.text.en}")
        self.dots.append(Dot(self.scale.x(event.at), y, title, recorded))

    def _bar(self, finding: Finding, span: tuple[Instant, Instant], y: int) -> Bar:
        due = instant(finding.due) if finding.due else None
        end = min(span[1], due) if due is not None else span[1]
        overrun = self.scale.x(span[1]) if due is not None and span[1] > due else None
        bar = Bar(
            finding.verdict.value,
            y,
            self.scale.x(span[0]),
            self.scale.x(max(end, span[0])),
            self.scale.x(due) if due is not None else None,
            overrun,
            _title(finding),
        )
        self.bars.append(bar)
        return bar

    def _label(self, x: float, y: int, name: Text, of: str, soft: str, *, beside: bool) -> None:
        leftward = x > _MIDDLE
        self.labels.append(Label(x, y if beside else y + 2, leftward, name, of, soft))


def _title(finding: Finding) -> Text:
    label, message = verdict(finding.verdict), finding.message
    zh, en = f"{label.zh} {whose(finding)}", f"{label.en} {whose(finding)}"
    if finding.due:
        due = instant(finding.due)
        when = f"{day_of(due)} {clock(due)}"
        zh, en = f"{zh} {words.DUE_ON.zh} {when}", f"{en} {words.DUE_ON.en} {when}"
    return Text(f"{zh}:{message.zh}", f"{en}: {message.en}")


def _bands(scale: Scale, calendar: Calendar, shaded: int) -> Iterator[Band]:
    for segment in scale.segments:
        if segment.cut:
            yield _band("cut", segment.first, segment.end, scale, words.cut_out(segment.days))
        elif scale.drawn_days <= shaded:
            days = [segment.first + timedelta(days=n) for n in range(segment.days)]
            for (kind, reason), alike in groupby(days, key=lambda d: _kind(d, calendar)):
                group = list(alike)
                if kind is not None:
                    title = words.span(str(group[0]), str(group[-1]), reason)
                    yield _band(kind, group[0], group[-1] + timedelta(days=1), scale, title)


def _band(kind: str, first: date, end: date, scale: Scale, title: Text) -> Band:
    x = scale.of_day(first)
    until = scale.of_day(end) if end < scale.end else 100.0
    return Band(kind, x, round(until - x, 2), title)


def _kind(day: date, calendar: Calendar) -> tuple[str | None, Text]:
    """How a day is shaded, and why; plain working days are not."""
    try:
        status = calendar.status(day)
    except CalendarEnds:
        return "unknown", words.NOT_COVERED
    match status.kind:
        case DayKind.WEEKEND:
            return "weekend", words.WEEKEND
        case DayKind.HOLIDAY:
            return "holiday", status.reason
        case DayKind.MAKE_UP:
            return "make-up", status.reason
        case _:
            return None, words.NOTHING
