"""A rule: name, title, scope, modality, requirement, exceptions, consequence, interpretation; and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from policykit.model.choice import Choice
from policykit.model.policy.conditions import Condition, EventPattern
from policykit.model.policy.requirements import Form, Requirement
from policykit.model.policy.topic import Topic
from policykit.model.text import Text


class Modality(Choice):
    """How strongly a rule binds.

    Each word of the documents has its own name, so that nothing is lost in translation.
    """

    MUST = "must", "应当"
    SHALL = "shall", "必须"
    MUST_NOT = "must not", "不得"
    PROHIBITED = "is prohibited to", "严禁"
    MUST_IN_PRINCIPLE = "in principle must", "原则上应当"
    MUST_NOT_IN_PRINCIPLE = "in principle must not", "原则上不得"
    ENCOURAGED = "is encouraged to", "鼓励"
    STRIVE = "should strive to", "力争"
    MAY = "may", "可"

    @property
    def negative(self) -> bool:
        """Whether it forbids."""
        return self in {Modality.MUST_NOT, Modality.PROHIBITED, Modality.MUST_NOT_IN_PRINCIPLE}

    @property
    def in_principle(self) -> bool:
        """Whether an approved waiver lifts it (原则上)."""
        return self in {Modality.MUST_IN_PRINCIPLE, Modality.MUST_NOT_IN_PRINCIPLE}

    @property
    def advice(self) -> bool:
        """Whether it gives advice only, never a violation (鼓励, 力争)."""
        return self in {Modality.ENCOURAGED, Modality.STRIVE}


@dataclass(frozen=True, slots=True)
class Scope:
    """Over what a rule ranges.

    `trigger` alone: one obligation an event. `entity` alone: one a life, or a calendar period of it. Both: one a pair.
    `breach_of`: one a breach of the named rule. A condition on the entity makes the obligation count only while it
    holds.
    """

    trigger: EventPattern | None = None
    entity: str | None = None
    entity_where: Condition | None = None
    breach_of: str | None = None


class Measure(Choice):
    """What follows from a breach, or from what was identified."""

    UNQUALIFIED = "unqualified", "不合格"
    INTERVIEW = "interview", "约谈"
    WRITTEN_SELF_CRITICISM = "written_review", "书面检查"
    CRITICISM = "circulated_criticism", "通报批评"
    RECTIFY = "ordered_rectification", "责令限期整改"
    ORDER_SUSPENSION = "ordered_suspension", "责令暂时关停"
    ORDER_CLOSURE = "ordered_closure", "责令永久关停"
    ACCOUNTABILITY = "accountability", "问责"
    DISCIPLINE = "disciplinary_action", "党纪政纪处理"
    COMMENDATION = "commendation", "表彰推广"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one clause. `line` is where it begins in its file (1-based)."""

    jurisdiction: str
    clause: str
    name: str
    title: Text
    scope: Scope
    modality: Modality
    requirement: Requirement
    exceptions: tuple[Condition, ...] = ()
    consequences: tuple[Measure, ...] = ()
    interpretations: tuple[Text, ...] = ()
    line: int = 0
    topic: Topic | None = None

    @property
    def form(self) -> Form:
        """The form of its requirement."""
        return self.requirement.form

    @property
    def id(self) -> str:
        """The rule's name with its jurisdiction: unique among all packs."""
        return f"{self.jurisdiction}/{self.name}"
