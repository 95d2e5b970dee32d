"""The syntax tree: what a rule file says, before any name is looked up.

A class for each rule of the grammar; every node has a span. Equality ignores spans, so that parse∘format can be tested
as the identity. A text written once serves both languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from policykit.model.policy.periods import Cadence, OpenTerm, Period
from policykit.model.policy.requirements import Counted
from policykit.model.policy.rule import Modality
from policykit.model.text import Text


@dataclass(frozen=True, slots=True)
class Span:
    """Where a node stands: offsets from 0 (end exclusive), line and column from 1."""

    start: int
    end: int
    line: int
    column: int


NOWHERE = Span(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes."""

    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A single name."""

    text: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """Names joined by dots: an event type, or a field with its owner."""

    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """The path as it is written."""
        return ".".join(self.names)


@dataclass(frozen=True, slots=True)
class TextNode(Node):
    """A text, in one form for both languages or in a Chinese and an English one."""

    zh: str
    en: str | None = None

    @property
    def value(self) -> Text:
        """The text; a single form stands for both."""
        return Text(self.zh, self.zh if self.en is None else self.en)


@dataclass(frozen=True, slots=True)
class PeriodNode(Node):
    """A period with its unit."""

    value: Period


@dataclass(frozen=True, slots=True)
class TermNode(Node):
    """An open term; `agreed` if it was introduced by 约定, so that any name may follow."""

    value: OpenTerm
    agreed: bool = False


Limit = PeriodNode | TermNode


# ---------------------------------------------------------------- conditions


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """A name whose meaning depends on where it stands: a field, or a value of a list."""

    path: Path


@dataclass(frozen=True, slots=True)
class Value(Node):
    """A literal: text, whole number, truth or date."""

    value: str | int | bool | date


@dataclass(frozen=True, slots=True)
class SumNode(Node):
    """`left + right` or `left - right`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class CallNode(Node):
    """A function applied to values."""

    function: Name
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class SetNode(Node):
    """A listed set of values."""

    items: tuple[Expression, ...]


Expression = Reference | Value | SumNode | CallNode | PeriodNode


@dataclass(frozen=True, slots=True)
class CompareNode(Node):
    """`left operator right`, the operator one of `= != < <= > >=`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class MemberNode(Node):
    """A value is (not) in a set."""

    value: Expression
    options: SetNode
    negated: bool = False


@dataclass(frozen=True, slots=True)
class ContainsNode(Node):
    """A set or text does (not) contain something."""

    container: Expression
    content: Expression | SetNode
    negated: bool = False


@dataclass(frozen=True, slots=True)
class TruthNode(Node):
    """A value that is true or false by itself."""

    value: Expression


@dataclass(frozen=True, slots=True)
class SaidNode(Node):
    """A field is (not) filled in."""

    path: Path
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AndNode(Node):
    """All hold."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class OrNode(Node):
    """At least one holds."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NotNode(Node):
    """It does not hold."""

    item: Condition


@dataclass(frozen=True, slots=True)
class Events(Node):
    """Alternative events, with the entity they share and a condition on them."""

    paths: tuple[Path, ...]
    same: Name | None = None
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class LookBackNode(Node):
    """Such an event occurred before (or did not)."""

    events: Events
    negated: bool = False
    within: PeriodNode | None = None
    same_period: Cadence | None = None


Condition = CompareNode | MemberNode | ContainsNode | TruthNode | SaidNode | AndNode | OrNode | NotNode | LookBackNode


# ---------------------------------------------------------------- requirements


@dataclass(frozen=True, slots=True)
class ConditionClause(Node):
    """A condition on the trigger or entity."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class ChainClause(Node):
    """Events that occurred before, in this order."""

    steps: tuple[Events, ...]


@dataclass(frozen=True, slots=True)
class LastDay(Node):
    """The last day in time: a date, or what the trigger says."""

    day: Expression


@dataclass(frozen=True, slots=True)
class ResponseClause(Node):
    """An event within a limit, or not after a day."""

    events: Events
    limit: Limit | LastDay
    from_force: bool = False


@dataclass(frozen=True, slots=True)
class FrequencyClause(Node):
    """So many events each calendar period. `bound_word` is `at least`, `at most` or `more than`."""

    cadence: Cadence
    bound_word: str
    count: int
    counted: Counted
    events: Events


@dataclass(frozen=True, slots=True)
class SilenceClause(Node):
    """No longer than the limit without such an event."""

    limit: Limit
    events: Events


@dataclass(frozen=True, slots=True)
class CardinalityClause(Node):
    """So many entities, by an attribute if said."""

    bound_word: str
    count: int
    entity: Name
    where: Condition | None = None
    group_by: Name | None = None


@dataclass(frozen=True, slots=True)
class AgreementClause(Node):
    """An attribute is the same for all entities."""

    entity: Name
    attribute: Name


@dataclass(frozen=True, slots=True)
class AttestationClause(Node):
    """A person attests the question, each period if said."""

    question: str
    cadence: Cadence | None = None


@dataclass(frozen=True, slots=True)
class CustomClause(Node):
    """A plug-in's check with its arguments."""

    check: Name
    arguments: tuple[tuple[Name, Expression], ...] = ()


Requirement = (
    ConditionClause
    | ChainClause
    | ResponseClause
    | FrequencyClause
    | SilenceClause
    | CardinalityClause
    | AgreementClause
    | AttestationClause
    | CustomClause
)

# ---------------------------------------------------------------- rules and documents


@dataclass(frozen=True, slots=True)
class EventScope(Node):
    """One obligation an event."""

    events: Events


@dataclass(frozen=True, slots=True)
class EntityScope(Node):
    """One obligation an entity, or a pair of entity and event."""

    entity: Name
    where: Condition | None = None
    events: Events | None = None


@dataclass(frozen=True, slots=True)
class BreachScope(Node):
    """What follows from a breach of a rule."""

    rule: Name


Scope = EventScope | EntityScope | BreachScope


@dataclass(frozen=True, slots=True)
class Obligation(Node):
    """A modality and what it requires."""

    modality: Modality
    requirement: Requirement
    modality_span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Identification(Node):
    """The consequence form: each such event, or so many in a row, or so many among the last so many.

    `condition` tells which events of the series count; without it, those that meet the events' own condition do.
    """

    events: Events
    times: int | None
    measures: tuple[Name, ...]
    among: int | None = None
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class ExceptionLine(Node):
    """An exception."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class OtherwiseLine(Node):
    """What follows from a breach."""

    measures: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class InterpretationLine(Node):
    """How the text is read, and why."""

    text: TextNode


@dataclass(frozen=True, slots=True)
class RuleNode(Node):
    """A rule."""

    name: Name
    title: TextNode
    scope: Scope | None
    statement: Obligation | Identification
    tail: tuple[ExceptionLine | OtherwiseLine | InterpretationLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation(Node):
    """A citation in its Chinese form, such as `第十条(四)`, or any other name of a part of a document."""

    text: str


@dataclass(frozen=True, slots=True)
class GistLine(Node):
    """What the clause says, in our own words."""

    text: TextNode


@dataclass(frozen=True, slots=True)
class NoteLine(Node):
    """Why a clause has no rules, or what else should be known of it."""

    text: TextNode


@dataclass(frozen=True, slots=True)
class ExemptionLine(Node):
    """To whom the whole document does not apply."""

    entity: Name
    where: Condition


@dataclass(frozen=True, slots=True)
class TopicLine(Node):
    """What the rules that follow in the clause are about, up to the next such line."""

    topic: Name


@dataclass(frozen=True, slots=True)
class ClauseNode(Node):
    """A clause with what stands under it."""

    citation: Citation
    heading: TextNode | None
    items: tuple[GistLine | NoteLine | ExemptionLine | TopicLine | RuleNode, ...]


@dataclass(frozen=True, slots=True)
class NumberLine(Node):
    """The document's number."""

    text: str


@dataclass(frozen=True, slots=True)
class ShortLine(Node):
    """What it is called for short, where documents stand side by side."""

    text: TextNode


@dataclass(frozen=True, slots=True)
class IssuerLine(Node):
    """Who issued it."""

    text: TextNode


@dataclass(frozen=True, slots=True)
class EffectiveLine(Node):
    """Its first day of force; `term` names the setting that gives it where the text does not."""

    day: date | None
    term: str | None = None


@dataclass(frozen=True, slots=True)
class ValidForLine(Node):
    """How long it is valid."""

    period: PeriodNode


@dataclass(frozen=True, slots=True)
class ReplacesLine(Node):
    """What it replaces."""

    text: str


Header = NumberLine | ShortLine | IssuerLine | EffectiveLine | ValidForLine | ReplacesLine


@dataclass(frozen=True, slots=True)
class DocumentFile(Node):
    """A whole rule file."""

    name: Name
    title: TextNode
    header: tuple[Header, ...]
    clauses: tuple[ClauseNode, ...]


# ---------------------------------------------------------------- cases


@dataclass(frozen=True, slots=True)
class When(Node):
    """A day, and a time of day if said."""

    day: date
    time: time | None = None


@dataclass(frozen=True, slots=True)
class EventLine(Node):
    """Something happens."""

    when: When
    event: Path
    subject: str | None = None
    fields: tuple[tuple[Name, Expression | SetNode], ...] = ()
    recorded: When | None = None


@dataclass(frozen=True, slots=True)
class SettingLine(Node):
    """An open term has a value in this case."""

    term: str
    value: Limit


@dataclass(frozen=True, slots=True)
class AsOfLine(Node):
    """When the case is judged."""

    when: When


@dataclass(frozen=True, slots=True)
class ExpectLine(Node):
    """A verdict that must come out; no verdict: nothing must."""

    verdict: Name | None
    subject: str | None = None
    due: When | None = None
    since: When | None = None


@dataclass(frozen=True, slots=True)
class CaseNode(Node):
    """A case: a timeline and what must come out of a rule."""

    title: TextNode
    rule: Name
    lines: tuple[EventLine | SettingLine | AsOfLine | ExpectLine, ...]


@dataclass(frozen=True, slots=True)
class CaseFile(Node):
    """A file of cases."""

    cases: tuple[CaseNode, ...]
