"""Every life of an account over a few days, and what a rule on days makes of it, by a small evaluator of its own.

A life is when the account was opened, closed and opened again, when its messaging was off, and how often it posted on
each day. Rules bind all accounts, those with messaging on, or all except those with messaging off.
The evaluator follows docs/semantics.md and shares no code with policykit; the tests hold it against the reference
evaluator, and then ask it of lives by the ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import product

from policykit.model.facts import Fact
from policykit.model.time import SHANGHAI
from policykit.model.vocabulary import base_vocabulary

REST = {date(2025, 9, 27), *(date(2025, 10, d) for d in (1, 2, 3, 4, 5, 6, 7, 8, 12))}
"""The rest days around Golden Week 2025; the Sunday 2025-09-28 and the Saturday 2025-10-11 are worked."""

OPENS, CLOSES, POSTS, SWITCHES, REOPENS = 6, 10, 12, 15, 18
"""The hours of the day at which things happen."""


@dataclass(frozen=True)
class Life:
    """An account over the days from 0 on: days of what befell it, and the number of posts on each day."""

    posts: tuple[int, ...]
    opened: int = 0
    closed: int | None = None
    reopened: int | None = None
    off: int | None = None
    on: int | None = None
    closes: int = CLOSES
    """The hour at which it closes: before the day's posts, or after."""

    @cached_property
    def alive(self) -> tuple[tuple[int, int], ...]:
        """Its lives, in hours from the first day: begin and end, the end not included."""
        end = 24 * len(self.posts)
        if self.closed is None:
            return ((24 * self.opened + OPENS, end),)
        first = (24 * self.opened + OPENS, 24 * self.closed + self.closes)
        return (first,) if self.reopened is None else (first, (24 * self.reopened + REOPENS, end))

    @cached_property
    def silent(self) -> tuple[int, int]:
        """The hours from which to which its messaging is off: from before it opens on, if it is off from day -1."""
        end = 24 * len(self.posts)
        if self.off is None:
            return (end, end)
        return (24 * self.off + SWITCHES, end if self.on is None else 24 * self.on + SWITCHES)

    def is_off(self, hour: int) -> bool:
        """Whether its messaging is off at an hour, changes at the hour itself included."""
        return self.silent[0] <= hour < self.silent[1]

    def facts(self, account: str, first: date) -> Iterator[Fact]:
        """What the records say of it, if day 0 is `first`."""
        switch = "off" if self.is_off(24 * self.opened + OPENS) else "on"
        said: list[tuple[int, str, dict[str, object]]] = [
            (24 * self.opened + OPENS, "account.opened", {"messaging": switch})
        ]
        if self.closed is not None:
            said.append((24 * self.closed + self.closes, "account.closed", {}))
        if self.reopened is not None:
            said.append((24 * self.reopened + REOPENS, "account.opened", {}))
        for hour, switch in zip(self.silent, ("off", "on"), strict=True):
            if 24 * self.opened + OPENS < hour < 24 * len(self.posts):
                said.append((hour, "account.changed", {"messaging": switch}))
        for day, count in enumerate(self.posts):
            said += [(24 * day + POSTS, "post.published", {"post": f"{account}:{day}:{n}"}) for n in range(count)]
        midnight = datetime.combine(first, datetime.min.time(), SHANGHAI)
        for number, (hour, event, fields) in enumerate(said):
            yield (
                base_vocabulary()
                .events[event]
                .model.model_validate(
                    {
                        "id": f"{account}:{number}",
                        "type": event,
                        "occurred_at": midnight + timedelta(hours=hour),
                        "account": account,
                        **fields,
                    }
                )
            )


@dataclass(frozen=True)
class DayRule:
    """A rule on posts, day by day: at least or at most `count` each period, or no silence longer than `count` days."""

    kind: str
    count: int
    each: str = ""
    binds: str = "all"
    """Whom it binds: `all`, those with messaging `on`, or all `unless off`."""

    @property
    def text(self) -> str:
        """The rule in the language."""
        scope = "对每个 账号 其中 留言功能 = 开启" if self.binds == "on" else "对每个 账号"
        exception = " 除非 留言功能 = 关闭" if self.binds == "unless off" else ""
        if self.kind == "silence":
            return f"{scope} 不得 连续 超过 {self.count} 天 没有 发布信息{exception}"
        bound = {"at least": "至少", "at most": "至多"}[self.kind]
        return f"{scope} 应当 {self.each} {bound} {self.count} 次 发布信息{exception}"

    def __str__(self) -> str:
        """Its name in a table."""
        return " ".join(filter(None, (self.kind, str(self.count), self.each, f"({self.binds})")))

    def is_broken(self, life: Life, first: date) -> bool:
        """Whether the life breaks it by the end of its last day, day 0 being `first`."""
        stretches = list(self._stretches(life))
        if self.kind == "silence":
            return any(self._too_silent(life, *stretch) for stretch in stretches)
        if self.kind == "at least":
            return any(
                sum(life.posts[begin : end + 1]) < self.count
                for begin, end in self._periods(first, len(life.posts))
                for one, last in _joined(stretches)
                if one <= begin and end <= last and not self._is_excused(life, begin, end)
            )
        return any(
            self._bound_posts(life, begin, end) > self.count
            for begin, end in self._periods(first, len(life.posts), whole=False)
            if any(begin <= last and one <= end for one, last in stretches)
        )

    def _stretches(self, life: Life) -> Iterator[tuple[int, int]]:
        """The days in a row at whose end it lives (in one life) and is bound: first and last."""
        for begin, end in life.alive:
            days = [d for d in range(len(life.posts)) if begin <= 24 * d + 24 and 24 * d + 24 <= end]
            days = [d for d in days if begin < 24 * d + 24 and (end > 24 * d + 24 or _goes_on(life, end))]
            yield from _rows(d for d in days if not (self.binds == "on" and _is_off_at_end(life, d)))

    def _is_excused(self, life: Life, begin: int, end: int) -> bool:
        """Whether the exception holds at the end of one of the days."""
        return self.binds == "unless off" and any(_is_off_at_end(life, d) for d in range(begin, end + 1))

    def _periods(self, first: date, size: int, *, whole: bool = True) -> list[tuple[int, int]]:
        """The first and last day of each period; of the whole ones, or cut off at the ends of the days there are."""
        days = [first + timedelta(days=n) for n in range(size)]
        match self.each:
            case "每日":
                return [(n, n) for n in range(size)]
            case "每个工作日":
                return [(n, n) for n, day in enumerate(days) if day not in REST]
            case "每周":
                keys = [day - timedelta(days=day.weekday()) for day in days]
                length = dict.fromkeys(keys, 7)
            case _:
                keys = [day.replace(day=1) for day in days]
                length = {key: ((key + timedelta(days=32)).replace(day=1) - key).days for key in keys}
        found = []
        for key in dict.fromkeys(keys):
            inside = [n for n, other in enumerate(keys) if other == key]
            if not whole or len(inside) == length[key]:
                found.append((inside[0], inside[-1]))
        return found

    def _bound_posts(self, life: Life, begin: int, end: int) -> int:
        """The posts of a period at which the account lives and is bound; the instant of its end still is one."""
        return sum(
            life.posts[d]
            for d in range(begin, end + 1)
            if any(one <= 24 * d + POSTS <= last for one, last in life.alive)
            and not (self.binds != "all" and life.is_off(24 * d + POSTS))
        )

    def _too_silent(self, life: Life, one: int, last: int) -> bool:
        """Whether a silence of the stretch is longer than it may be; the day on which scope ends still hears posts."""
        ends = next(end for begin, end in reversed(life.alive) if begin < 24 * last + 24)
        heard = [d for d in range(one, min(last + 2, len(life.posts))) if life.posts[d] and (24 * d + POSTS <= ends)]
        for day in sorted({one, *(d for d in heard if d <= last)}):
            following = next((d for d in heard if d > day), None)
            due = day + self.count
            if following is not None and following <= due:
                continue
            ends_at = min(last, due, following - 1 if following is not None else last)
            if due <= last and not self._is_excused(life, day, ends_at):
                return True
        return False


def _is_off_at_end(life: Life, day: int) -> bool:
    """Whether its messaging is off at the end of a day."""
    begin, end = life.silent
    return begin < 24 * day + 24 <= end


def _goes_on(life: Life, end: int) -> bool:
    """Whether a life goes on past the last day."""
    return end == 24 * len(life.posts)


def _rows(days: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Days that follow each other, as first and last."""
    row: list[int] = []
    for day in days:
        if row and row[-1] + 1 != day:
            yield row[0], row[-1]
            row = []
        row.append(day)
    if row:
        yield row[0], row[-1]


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that follow each other without a gap, as one: a minimum does not ask in which life the days are."""
    return list(_rows(sorted({d for one, last in stretches for d in range(one, last + 1)})))


# ---------------------------------------------------------------- all lives


def plain(size: int) -> Iterator[Life]:
    """Opened on each day, closed on each later day before or after its post, or never; posts on every set of days."""
    for opened in range(size):
        ends = [(None, CLOSES)] + [(c, hour) for c in range(opened, size) for hour in (CLOSES, SWITCHES)]
        for closed, hour in ends:
            if hour == CLOSES and closed == opened:
                continue
            last = size - 1 if closed is None else closed if hour == SWITCHES else closed - 1
            for posts in product((0, 1), repeat=last - opened + 1):
                yield Life((0,) * opened + posts + (0,) * (size - 1 - last), opened, closed, closes=hour)


def open_ended(size: int) -> Iterator[Life]:
    """Opened on each day and never closed."""
    for opened in range(size):
        for posts in product((0, 1), repeat=size - opened):
            yield Life((0,) * opened + posts, opened)


def doubled(size: int) -> Iterator[Life]:
    """Opened on each day and never closed, with none, one or two posts on each day."""
    for opened in range(size):
        for posts in product((0, 1, 2), repeat=size - opened):
            yield Life((0,) * opened + posts, opened)


def switched(size: int, count: int = 1) -> Iterator[Life]:
    """Opened on the first day, messaging off from the beginning or each day until each later one, or for good."""
    for begin in range(-1, size):
        for end in (None, *range(max(begin, 0), size)):
            for posts in product((0, count), repeat=size):
                yield Life(posts, off=begin, on=end)


def reopened(size: int, *, at_once: bool) -> Iterator[Life]:
    """Opened on the first day, closed on each day, and opened again on that day (`at_once`) or each later one."""
    for end in range(1, size):
        for begin in (end,) if at_once else range(end + 1, size):
            for posts in product((0, 1), repeat=size):
                yield Life(posts, closed=end, reopened=begin)
