"""What a comparison says: relations, with a proof or a witness each, as data that every output draws from.

In: nothing. Out: the models of `policykit compare --format json`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from policykit.model.choice import Choice
from policykit.model.finding import Finding, Message
from policykit.model.policy.topic import Topic


class Relation(Choice):
    """How the left requirement stands to the right one. Always drawn from meaning."""

    EQUAL = "equal", "同等"
    STRICTER = "stricter", "更严"
    LOOSER = "looser", "更宽"
    INCOMPARABLE = "incomparable", "各有宽严"
    UNRELATED = "unrelated", "互不相涉"
    UNKNOWN = "unknown", "无法判定"

    @property
    def reverse(self) -> Relation:
        """The relation seen from the right."""
        return {Relation.STRICTER: Relation.LOOSER, Relation.LOOSER: Relation.STRICTER}.get(self, self)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class NormalForm(_Model):
    """A requirement taken apart: who, how strongly, when, what, how many, within what, unless what."""

    who: Message
    strength: Message
    when: Message | None = None
    what: Message
    amount: Message | None = None
    within: Message | None = None
    unless: Message | None = None


class Entry(_Model):
    """A rule as the matrix shows it. `zh` and `en` are the rule in both surfaces."""

    id: str = Field(description="JURISDICTION/RULE")
    jurisdiction: str
    rule: str
    clause: str
    gist: Message | None
    title: Message
    topic: Topic | None
    form: str
    modality: str
    binding: bool = Field(description="whether it can be violated: false for advice and permissions")
    normal: NormalForm
    interpretations: tuple[Message, ...] = ()
    open_terms: tuple[Message, ...] = ()
    zh: str
    en: str


class WitnessFact(_Model):
    """A fact of a witness: what happened when, in words, with the fields that it says."""

    id: str
    type: str
    occurred_at: datetime
    label: Message
    says: tuple[tuple[Message, Message], ...] = Field((), description="fields and values, in words")
    fact: dict[str, object] = Field(description="the fact itself, as `check` reads it")


class Witness(_Model):
    """A history that keeps some rules and breaks another, confirmed by the reference evaluator.

    `smallest` says that no fact of it can be left out.
    """

    facts: tuple[WitnessFact, ...]
    as_of: datetime
    keeps: tuple[str, ...] = Field(description="ids of the rules that it keeps")
    breaks: str = Field(description="id of the rule that it breaks")
    finding: Finding


class Method(Choice):
    """How an implication was shown."""

    SAME = "same", "同一规则"
    CONDITIONS = "conditions", "条件推理"
    CADENCE = "cadence", "逐日计数"
    LIFE = "life", "期限比较"
    SILENT = "silent", "没有要求"


class Proof(_Model):
    """Why every history that keeps the premises keeps the rule too, over a stated range of days."""

    method: Method
    first: date
    last: date
    premises: tuple[str, ...] = Field(description="ids of the rules that it needs")
    text: Message
    assumes: tuple[Message, ...] = ()


class Implication(_Model):
    """Whether a set of rules implies a rule."""

    rule: str = Field(description="id of the rule that is implied, or not")
    outcome: Literal["implied", "refuted", "unknown"]
    proof: Proof | None = None
    witness: Witness | None = None
    reason: Message | None = Field(None, description="why it is unknown")


class Pair(_Model):
    """Two jurisdictions on one topic: does the left imply each rule of the right (`forward`), and the reverse."""

    left: str
    right: str
    relation: Relation
    forward: tuple[Implication, ...]
    backward: tuple[Implication, ...]
    note: Message | None = None


class Row(_Model):
    """One topic: the rules of each jurisdiction on it (none: it says nothing), and the pairs of jurisdictions."""

    topic: str
    label: Message
    cells: dict[str, tuple[str, ...]]
    pairs: tuple[Pair, ...]


class Jurisdiction(_Model):
    """A document that is compared, with its force and scope, which no rule says."""

    name: str
    label: Message = Field(description="what it is called for short")
    title: Message
    version: str
    force: Message
    scope: tuple[Message, ...] = Field((), description="to whom it does not apply")


class Comparison(_Model):
    """The whole matrix over a range of days."""

    first: date
    last: date
    jurisdictions: tuple[Jurisdiction, ...]
    entries: dict[str, Entry]
    rows: tuple[Row, ...]
