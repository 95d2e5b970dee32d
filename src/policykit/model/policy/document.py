"""A document: its title and force, and its clauses in their own order, each with its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from policykit.model.policy.conditions import Condition
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.policy.rule import Rule
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start


@dataclass(frozen=True, slots=True)
class Force:
    """When a document binds: from its first day to its last, both included (`None`: no last day, or none known)."""

    first: date | None
    last: date | None = None

    @property
    def start(self) -> Instant | None:
        """The first instant of force."""
        return day_start(self.first) if self.first else None

    @property
    def end(self) -> Instant | None:
        """The last instant of force."""
        return day_last(self.last) if self.last else None

    def holds_at(self, at: Instant) -> bool:
        """Whether the document binds at the instant."""
        return (self.start is None or at >= self.start) and (self.end is None or at <= self.end)


ALWAYS = Force(None)
"""Force assumed for all time (`--assume-in-force`)."""


def last_day_of_force(first: date, valid_for: Period) -> date:
    """The last day of a validity of so many years, half-years, months or days from its first day.

    The corresponding day is the last (Civil Code 201, 202; reading 11: two years from 2024-06-24 end with 2026-06-24).
    Raises `ValueError` for a validity in hours or working days.
    """
    n = valid_for.count
    match valid_for.unit:
        case PeriodUnit.YEAR:
            return first + relativedelta(years=n)
        case PeriodUnit.HALF_YEAR:
            return first + relativedelta(months=6 * n)
        case PeriodUnit.MONTH:
            return first + relativedelta(months=n)
        case PeriodUnit.WEEK:
            return first + timedelta(weeks=n)
        case PeriodUnit.DAY | PeriodUnit.NATURAL_DAY:
            return first + timedelta(days=n)
        case _:
            raise ValueError(f"a validity cannot be counted in {valid_for.unit.value}s")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its citation, heading and gist in our own words, why it has no rules, and its rules' names."""

    citation: str
    heading: Text | None
    gist: Text | None
    note: Text | None
    rules: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Exemption:
    """To which entities the whole document does not apply, and which clause says so."""

    entity: str
    where: Condition
    clause: str


@dataclass(frozen=True, slots=True)
class Document:
    """One jurisdiction's document.

    `first_day_term` names the setting that gives the day of force where the text has none.
    """

    name: str
    title: Text
    number: str | None
    issuer: Text | None
    force: Force
    clauses: tuple[Clause, ...]
    rules: tuple[Rule, ...]
    first_day_term: str | None = None
    valid_for: Period | None = None
    replaces: str | None = None
    version: str = ""
    exemptions: tuple[Exemption, ...] = ()
    short: Text | None = None

    @property
    def label(self) -> Text:
        """What it is called for short: its short name, or else its name."""
        return self.short or Text(self.name, self.name)

    def rule(self, name: str) -> Rule:
        """The rule of that name. Raises `KeyError` if there is none."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise KeyError(name)
