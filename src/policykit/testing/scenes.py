"""Builds a scene for a rule: the entities and facts that it speaks of, with the owed acts in time, late or missing.

In: a pack, a rule and a plot. Out: drafts, and the instants at which it is worth judging them. What each form needs
stands in `forms`; here are the parts that all share: times, the register, the trigger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from policykit.calendar import Calendar
from policykit.engine.check import calendar_of
from policykit.engine.settings import Settings
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import Cadence
from policykit.model.policy.rule import Rule
from policykit.model.vocabulary import ONLINE, PAUSED, RUNS_ACCOUNT
from policykit.packs import Pack
from policykit.testing.chance import Chance
from policykit.testing.drafts import Draft, Drafts
from policykit.testing.filler import ABSENT, Filler, State
from policykit.testing.times import HOURS, ONE_DAY, at, bounds, hot_days
from policykit.testing.trees import Frame

STARTS = frozenset({"account.opened", "account.listed"})
_REGISTERED = {
    "unit": {
        "unit_name": "某县人民政府办公室",
        "short_name": "县府办",
        "kind": "department",
        "level": "county",
        "classified": False,
        "public_function": True,
        "dedicated_department": True,
    },
    "account": {
        "platform": "微信公众号",
        "platform_approved": True,
        "account_name": "某县发布",
        "medium": "text",
        "verified_as": "某县人民政府办公室",
        "real_name": True,
        "purpose": "standing",
        "messaging": "on",
        "ipv6": True,
        "entrusted": False,
        "news_service": False,
    },
}
"""What the register says where a rule does not care: enough that other rules can be judged too."""

_LONG = {Cadence.YEAR: 400, Cadence.HALF_YEAR: 200, Cadence.QUARTER: 120, Cadence.MONTH: 45}
_WAYS = 6


class Plot(StrEnum):
    """What becomes of the owed act."""

    DONE = "done"
    """In time."""
    BOUNDARY = "boundary"
    """At the last instant in time."""
    LATE = "late"
    """Right after the last instant in time."""
    NEVER = "never"
    """Not at all, or the forbidden is done."""
    OPEN = "open"
    """Not yet: judged before it is due."""


class NoScene(Exception):
    """The conditions of the rule leave no way to play the plot."""


class Scene:
    """One rule with one unit and account of its own, in a history that may hold more scenes."""

    def __init__(
        self,
        pack: Pack,
        rule: Rule,
        plot: Plot,
        *,
        drafts: Drafts,
        chance: Chance,
        settings: Settings,
        start: date | None = None,
    ) -> None:
        """Choose the entities' ids; it all happens around the day `start`, or one of the hot days."""
        self.pack, self.rule, self.plot = pack, rule, plot
        self.drafts, self.chance, self.settings = drafts, chance, settings
        self.calendar: Calendar = calendar_of(pack.plugins, settings)
        self.ids = {kind: drafts.fresh(kind) for kind in ("unit", "account", "staff")}
        self.filler = Filler(pack.plugins, self.ids, drafts.fresh)
        self.state = State({(k, k): v for k, v in self.ids.items()} | {("account", "unit"): self.ids["unit"]})
        self.first, self.last = bounds(settings.force(pack.document), self.calendar)
        self.moments: list[datetime] = []
        self._chosen = start

    # ------------------------------------------------------------ time

    def day(self, *, room: int = 0) -> date:
        """The day around which it happens, with so many days of force after it where that can be."""
        found = self._chosen
        if found is None:
            latest = max(self.first, self.last - timedelta(days=room))
            hot = hot_days(self.pack.document, self.calendar, self.settings)
            fitting = [d for d in hot if d <= latest] or [self.first]
            found = self.chance.pick(fitting)
        return found

    def hour(self, day: date) -> datetime:
        """One of the telling times of a day."""
        return at(day, self.chance.pick(HOURS))

    # ------------------------------------------------------------ conditions

    def choose(self, ways: Iterator[State]) -> None:
        """Take one of the first ways. Raises `NoScene` if there is none."""
        found = list(islice(ways, _WAYS))
        if not found:
            raise NoScene(f"{self.rule.id}: {self.plot}")
        self.state = self.chance.pick(found)

    def scope(self, frame: Frame) -> Iterator[State]:
        """The ways in which the rule applies to what the frame shows, with no exception."""
        rule = self.rule

        def conditions() -> Iterator[tuple[m.Condition, Frame, bool]]:
            if rule.scope.entity_where is not None:
                yield rule.scope.entity_where, replace(frame, event="") if rule.scope.trigger else frame, True
            if rule.scope.trigger is not None and rule.scope.trigger.where is not None:
                yield rule.scope.trigger.where, frame, True
            for exception in rule.exceptions:
                yield exception, frame, False

        return self.all_of(list(conditions()), self.state)

    def all_of(self, conditions: list[tuple[m.Condition, Frame, bool]], state: State) -> Iterator[State]:
        """The ways in which each condition is as wanted."""
        if not conditions:
            yield state
            return
        condition, frame, want = conditions[0]
        for found in self.filler.solve(condition, frame, None, state, want=want):
            yield from self.all_of(conditions[1:], found)

    @property
    def wanted_met(self) -> bool:
        """Whether the plot keeps what the rule asks for."""
        return self.plot in (Plot.DONE, Plot.BOUNDARY, Plot.OPEN)

    def identify(self, frame: Frame, patterns: Iterable[m.EventPattern]) -> None:
        """The fact of the frame gets its own subject, and whatever other facts share with it by the patterns."""
        event = self.pack.plugins.vocabulary.events[frame.event]
        for kind in dict.fromkeys([event.subject, *(k for p in patterns for k in p.key)]):
            if kind in event.fields and (frame.name, kind) not in self.state.values:
                self.state = self.state.with_value((frame.name, kind), self.ids.get(kind) or self.drafts.fresh(kind))

    # ------------------------------------------------------------ facts

    def register(self, base: datetime, *, account: bool) -> None:
        """The unit, and the account if asked, enter the register with what the conditions want of them.

        Where they want the unit to run an account, it enters unasked; where they want it to run none, it is closed.
        """
        runs = self.state.values.get(("unit", RUNS_ACCOUNT))
        self.drafts.add("unit.registered", base, {"unit": self.ids["unit"], **self.attributes("unit")})
        if account or runs is True:
            avoided = {e for p in self.state.avoided for e in p.events}
            listed = [e for e in ("account.listed", "account.opened") if e not in avoided]
            if listed:
                said = {"account": self.ids["account"], "unit": self.ids["unit"], **self.attributes("account")}
                self.drafts.add(listed[0], base, said)
            if runs is False:
                self.ends(base, "account")

    def attributes(self, kind: str) -> dict[str, object]:
        """What the register says of an entity: what the conditions want, and plain values for the rest."""
        wanted = {f: v for (p, f), v in self.state.values.items() if p == kind}
        said = {**_REGISTERED.get(kind, {}), **wanted}
        derived = self.pack.plugins.vocabulary.entities[kind].derived
        return {f: v for f, v in said.items() if v is not ABSENT and f not in derived}

    def play(self, frame: Frame, when: datetime | None = None) -> Draft:
        """The fact of a frame, about the scene's unit and account unless it says another."""
        event = self.pack.plugins.vocabulary.events[frame.event]
        said: dict[str, object] = {}
        for kind in ("account", "unit"):
            if kind in event.fields and self.state.values.get((frame.name, kind)) is not ABSENT:
                said[kind] = self.ids[kind] if kind == "unit" else self._account()
        account = event.fields.get("account")
        of_unit = self.rule.scope.entity == "unit" and "unit" in said and not event.fields["unit"].required
        if of_unit and account is not None and not account.required:
            said.pop("account", None)
        if frame.event in STARTS:
            said.update(self.attributes("account"))
        said.update(self.state.of(frame.name))
        return self.drafts.add(frame.event, when or frame.at, said)

    def start_of(self, kind: str) -> Draft:
        """The draft with which the scene's unit or account entered the register."""
        starts = {"unit": {"unit.registered"}, "account": STARTS}[kind]
        return next(d for d in self.drafts.all if d.type in starts and d.fields.get(kind) == self.ids[kind])

    def _account(self) -> str:
        """The scene's account, or one that the unit has where that one is not registered."""
        owned = [
            str(d.fields["account"])
            for d in self.drafts.all
            if d.type in STARTS and d.fields.get("unit") == self.ids["unit"]
        ]
        return self.ids["account"] if self.ids["account"] in owned or not owned else owned[0]

    def play_wanted(self) -> None:
        """The earlier facts that the conditions want, and a pause of the account where they want one."""
        for frame in self.state.wanted:
            self.play(frame)
        if self.state.values.get(("account", PAUSED)) is True or self.state.values.get(("account", ONLINE)) is False:
            pause = {"account": self.ids["account"], "reason": "emergency", "proven": True}
            self.drafts.add("account.suspended", self.drafts.all[0].at, pause)

    def act(self, pattern: m.EventPattern, when: datetime, outer: Frame, *, items: int = 1) -> Draft:
        """An act of the pattern at a time, belonging to what the frame `outer` shows. Raises `NoScene`."""
        before = self.state.wanted
        event = self.chance.pick(pattern.events)
        frame = self.filler.frame(event, when)
        self.choose(self.filler.act(pattern, frame, outer, None, self.state))
        for earlier in self.state.wanted[len(before) :]:
            self.play(earlier)
        draft = self.play(frame)
        if "items" in self.pack.plugins.vocabulary.events[event].fields:
            draft.fields.setdefault("items", items)
        return draft

    def look_at(self, moments: Iterable[datetime]) -> None:
        """Instants at which it is worth judging."""
        self.moments.extend(moments)

    def ends(self, when: datetime, kind: str) -> None:
        """The entity's life ends."""
        ends = {"unit": "unit.dissolved", "account": "account.closed", "staff": "staff.left"}
        self.drafts.add(ends[kind], when, {kind: self.ids[kind]})

    def base_day(self, day: date, before: int) -> date:
        """A day for the register, so many days before."""
        return max(day - timedelta(days=before), self.calendar.first) if before else day - ONE_DAY


def days_of_life(rule: Rule) -> int:
    """How many days a rule needs to come to a verdict, roughly: two of its calendar periods."""
    requirement = rule.requirement
    if isinstance(requirement, r.Frequency | r.Attestation) and requirement.cadence is not None:
        return _LONG.get(requirement.cadence, 21)
    return 21
