"""Conditions as the checker leaves them: names resolved, types known, nothing left to look up.

Conditions are three-valued (docs/semantics.md): a field that a fact does not say makes what depends on it unknown,
never false.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policykit.model.policy.periods import Cadence, Period
from policykit.model.vocabulary import FieldType


class Owner(StrEnum):
    """Whose field is meant."""

    EVENT = "event"
    """The fact that the condition is tested on: the trigger, or the candidate act."""
    TRIGGER = "trigger"
    """The rule's trigger, seen from a condition on another fact."""
    UNIT = "unit"
    """The unit of the fact (or the unit judged), as the register knows it at that instant."""
    ACCOUNT = "account"
    """The account of the fact (or the account judged), as the register knows it at that instant."""
    STAFF = "staff"
    """The assignment judged, as the register knows it at that instant."""


@dataclass(frozen=True, slots=True)
class FieldRef:
    """The value of a field."""

    owner: Owner
    field: str
    type: FieldType


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the rule: text, int, bool, date, a choice's English name, or a frozenset of these."""

    value: object
    type: FieldType


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in a sum with a date."""

    period: Period


@dataclass(frozen=True, slots=True)
class Sum:
    """`left + right` or `left - right` on numbers, or a date and a length of time (days, weeks, months, years)."""

    operator: str
    left: Expression
    right: Expression
    type: FieldType


@dataclass(frozen=True, slots=True)
class Call:
    """A plug-in function applied to values."""

    function: str
    arguments: tuple[Expression, ...]
    type: FieldType


Expression = FieldRef | Literal | Duration | Sum | Call


class Comparison(StrEnum):
    """How two values are compared."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


@dataclass(frozen=True, slots=True)
class Compare:
    """`left <comparison> right`."""

    comparison: Comparison
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Member:
    """Whether a value is one of the listed ones (or, negated, none of them)."""

    value: Expression
    options: tuple[Literal, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether a set holds all the listed values, or a text holds the other (or, negated, does not)."""

    container: Expression
    values: tuple[Expression, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """A value of type truth by itself."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Said:
    """Whether the fact says the field at all (or, negated, leaves it out): never unknown."""

    field: FieldRef
    negated: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All hold."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one holds."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    item: Condition


@dataclass(frozen=True, slots=True)
class EventPattern:
    """Which facts are meant: of one of the types, belonging to the trigger by `key`, and meeting the condition.

    `key` names the subjects or entities that both facts must share (empty: none need be shared).
    """

    events: tuple[str, ...]
    where: Condition | None = None
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookBack:
    """Whether an earlier fact exists (or, negated, none does).

    Earlier means: not after the instant judged (an equal timestamp is no breach of an order, reading 10), and not the
    fact judged itself. `within` bounds how far back, `same` to the same calendar period.
    """

    pattern: EventPattern
    negated: bool = False
    within: Period | None = None
    same: Cadence | None = None


Condition = Compare | Member | Contains | Truth | Said | And | Or | Not | LookBack
