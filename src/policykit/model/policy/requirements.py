"""The requirement forms: a closed set, each with an exact meaning (docs/semantics.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policykit.model.policy.conditions import Condition, EventPattern, Expression
from policykit.model.policy.periods import Cadence, OpenTerm, Period
from policykit.model.text import Text


class Form(StrEnum):
    """The name of a form, in docs, tests and error messages."""

    CONDITION = "condition"
    STATE = "state"
    PRECEDENCE = "precedence"
    CHAIN = "chain"
    RESPONSE = "response"
    ABSTENTION = "abstention"
    FREQUENCY = "frequency"
    SILENCE = "silence"
    CARDINALITY = "cardinality"
    AGREEMENT = "agreement"
    ATTESTATION = "attestation"
    CUSTOM = "custom"
    CONSEQUENCE = "consequence"

    @property
    def label(self) -> Text:
        """The form's name in both languages."""
        return _FORM_LABELS[self]


_FORM_LABELS = {
    Form.CONDITION: Text("条件", "condition"),
    Form.STATE: Text("状态", "state"),
    Form.PRECEDENCE: Text("先行", "precedence"),
    Form.CHAIN: Text("逐级", "chain"),
    Form.RESPONSE: Text("响应", "response"),
    Form.ABSTENTION: Text("不作为", "abstention"),
    Form.FREQUENCY: Text("频次", "frequency"),
    Form.SILENCE: Text("间断", "silence"),
    Form.CARDINALITY: Text("数量", "cardinality"),
    Form.AGREEMENT: Text("一致", "agreement"),
    Form.ATTESTATION: Text("人工核查", "attestation"),
    Form.CUSTOM: Text("自定检查", "custom"),
    Form.CONSEQUENCE: Text("后果", "consequence"),
}


@dataclass(frozen=True, slots=True)
class ConditionRequirement:
    """The trigger itself must meet (or must not meet) the condition."""

    condition: Condition
    form: Form = Form.CONDITION


@dataclass(frozen=True, slots=True)
class State:
    """The entity must meet (or must not meet) the condition all the time it is in scope."""

    condition: Condition
    form: Form = Form.STATE


@dataclass(frozen=True, slots=True)
class Precedence:
    """Before the trigger, within `within` if said, such a fact must (or must not) have occurred."""

    pattern: EventPattern
    within: Period | None = None
    same: Cadence | None = None
    form: Form = Form.PRECEDENCE


@dataclass(frozen=True, slots=True)
class Chain:
    """Before the trigger, all these must have occurred in this order."""

    steps: tuple[EventPattern, ...]
    form: Form = Form.CHAIN


class Anchor(StrEnum):
    """From when a response's period runs, where not from the trigger."""

    TRIGGER = "trigger"
    FORCE = "force"


@dataclass(frozen=True, slots=True)
class Response:
    """After the trigger (or the day of force), such a fact must occur within the limit, or on or before a date.

    A limit that is an open term has no due date unless settings give it a value. A limit that is an expression is a
    date that the trigger says: the last day in time, as the trigger is seen.
    """

    pattern: EventPattern
    limit: Period | OpenTerm | date | Expression
    anchor: Anchor = Anchor.TRIGGER
    form: Form = Form.RESPONSE


@dataclass(frozen=True, slots=True)
class Abstention:
    """After the trigger, no such fact may occur within the period."""

    pattern: EventPattern
    limit: Period
    form: Form = Form.ABSTENTION


class Bound(StrEnum):
    """Whether a number is a minimum or a maximum."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


class Counted(StrEnum):
    """What is counted: acts (次) or the items in them (条)."""

    ACTS = "acts"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Frequency:
    """In every calendar period, at least or at most so many."""

    pattern: EventPattern
    cadence: Cadence
    bound: Bound
    count: int
    counted: Counted = Counted.ACTS
    form: Form = Form.FREQUENCY


@dataclass(frozen=True, slots=True)
class Silence:
    """No stretch without such a fact may be longer than the limit."""

    pattern: EventPattern
    limit: Period | OpenTerm
    form: Form = Form.SILENCE


@dataclass(frozen=True, slots=True)
class Cardinality:
    """The entity has at least or at most so many living `counted` entities, grouped by an attribute if said."""

    counted: str
    where: Condition | None
    bound: Bound
    count: int
    group_by: str | None = None
    form: Form = Form.CARDINALITY


@dataclass(frozen=True, slots=True)
class Agreement:
    """All living `member` entities of the entity have the same value of the attribute."""

    member: str
    attribute: str
    form: Form = Form.AGREEMENT


@dataclass(frozen=True, slots=True)
class Attestation:
    """A person attests the question: once a calendar period, or once for the trigger or entity."""

    question: str
    cadence: Cadence | None = None
    form: Form = Form.ATTESTATION


@dataclass(frozen=True, slots=True)
class Custom:
    """A plug-in's check passes."""

    check: str
    arguments: tuple[tuple[str, Expression], ...] = ()
    form: Form = Form.CUSTOM


@dataclass(frozen=True, slots=True)
class Consequence:
    """The consequence form: so many facts of a series in a row (or among the last so many) have these consequences.

    The series is what the pattern selects; `counted` tells which facts of it count (None: all).
    """

    pattern: EventPattern
    times: int
    measures: tuple[str, ...]
    among: int | None = None
    counted: Condition | None = None
    form: Form = Form.CONSEQUENCE


AFTER_BREACHES = frozenset({Form.RESPONSE, Form.ABSTENTION, Form.ATTESTATION})
"""The forms in which something may follow from a breach (`每当 违反 RULE`): what begins at an instant.

The others test a fact or an entity, and a breach is neither.
"""

Requirement = (
    ConditionRequirement
    | State
    | Precedence
    | Chain
    | Response
    | Abstention
    | Frequency
    | Silence
    | Cardinality
    | Agreement
    | Attestation
    | Custom
    | Consequence
)
