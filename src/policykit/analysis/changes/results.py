"""What changed between two versions of a document, as data that every output draws from.

In: nothing. Out: the models of `policykit diff --format json`.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from policykit.analysis.compare.results import Entry, Implication, Jurisdiction, Relation
from policykit.model.choice import Choice
from policykit.model.finding import Message, Verdict
from policykit.model.report import Reject


class Kind(Choice):
    """What became of a rule or a clause."""

    KEPT = "kept", "保留"
    RENAMED = "renamed", "改名"
    ADDED = "added", "新增"
    REMOVED = "removed", "删去"


class Part(Choice):
    """What of a document, a clause or a rule can change."""

    WHO = "who", "谁"
    STRENGTH = "strength", "约束"
    WHEN = "when", "何时"
    WHAT = "what", "事项"
    AMOUNT = "how many", "数量"
    WITHIN = "within", "期限"
    UNLESS = "unless", "除非"
    WORDING = "wording", "写法"
    BREACH_OF = "the rule that it follows", "所依据的规则"
    CODE = "code of a plug-in", "插件代码"
    EXEMPTIONS = "does not apply to", "不适用于"
    FORCE = "force", "施行效力"
    TITLE = "title", "名称"
    CLAUSE = "clause", "条款"
    READING = "how the text is read", "解释"
    CONSEQUENCES = "consequences", "后果"
    TOPIC = "topic", "主题"
    HEADING = "heading", "标题"
    GIST = "gist", "要旨"
    NOTE = "note", "说明"
    NUMBER = "number", "文号"
    SHORT = "short name", "简称"
    ISSUER = "issuer", "机关"
    REPLACES = "replaces", "废止"

    @property
    def of_meaning(self) -> bool:
        """Whether what a rule asks for turns on it."""
        return self in _OF_MEANING


_OF_MEANING = frozenset(
    {
        Part.WHO,
        Part.STRENGTH,
        Part.WHEN,
        Part.WHAT,
        Part.AMOUNT,
        Part.WITHIN,
        Part.UNLESS,
        Part.WORDING,
        Part.BREACH_OF,
        Part.CODE,
        Part.FORCE,
    }
)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Detail(_Model):
    """One thing that reads differently; None is nothing. The two are equal where what they name has itself changed."""

    part: Part
    before: Message | None = None
    after: Message | None = None


class ClauseChange(_Model):
    """A clause that is new, gone, or has another heading, gist or note."""

    kind: Kind
    citation: str
    heading: Message | None
    details: tuple[Detail, ...] = ()


class RuleChange(_Model):
    """A rule that either version has.

    Of a rule that both have, `old_follows` says whether whoever keeps the newer rule keeps the older one, `new_follows`
    the reverse; None where there is nothing to keep. Of a removed or an added one it is a proof that all the rules of
    the other version imply it, if there is one.
    """

    kind: Kind
    before: Entry | None
    after: Entry | None
    relation: Relation | None = Field(None, description="how the newer rule stands to the older one, if both are there")
    old_follows: Implication | None = None
    new_follows: Implication | None = None
    details: tuple[Detail, ...] = ()

    @property
    def entry(self) -> Entry:
        """The rule as it stands now, or as it stood before it was removed."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of no rule")
        return found

    @property
    def unchanged(self) -> bool:
        """Whether nothing of it changed but perhaps its line."""
        return self.kind is Kind.KEPT and self.relation is Relation.EQUAL and not self.details


class Change(Choice):
    """What became of a finding on the same facts."""

    APPEARED = "appeared", "新出现"
    VANISHED = "vanished", "不再出现"
    MOVED = "moved", "有变"


class Seen(_Model):
    """A finding as one version has it. What people wrote is in no part of it."""

    id: str
    verdict: Verdict
    due: datetime | None
    settled_at: datetime | None


class FindingChange(_Model):
    """A finding that one version alone has, or of which verdict, due or settled time differ. `rule` is its newer id."""

    change: Change
    rule: str
    unit: str | None
    account: str | None
    subject: str | None
    triggered_at: datetime | None
    before: Seen | None
    after: Seen | None

    @property
    def matters(self) -> bool:
        """Whether either version finds a breach, or facts to which it attaches consequences."""
        verdicts = {s.verdict for s in (self.before, self.after) if s is not None}
        return any(v.is_breach or v is Verdict.IDENTIFIED for v in verdicts)


class RuleCount(_Model):
    """How many obligations of a rule came out how under each version, and of how many findings that is a change."""

    rule: str = Field(description="its id in the newer version, or in the older one if it was removed")
    clause: str
    title: Message
    before: dict[Verdict, int]
    after: dict[Verdict, int]
    appeared: int
    vanished: int
    moved: int
    same: int

    @property
    def changed(self) -> bool:
        """Whether any finding of it changed."""
        return bool(self.appeared or self.vanished or self.moved)


class FindingChanges(_Model):
    """What both versions say of the same facts, held against each other."""

    as_of: datetime
    facts_read: int
    facts_after_as_of: int
    old_in_force: str = Field(description="'first..last' as dates, either empty; 'assumed' with --assume-in-force")
    new_in_force: str
    rules: tuple[RuleCount, ...]
    findings: tuple[FindingChange, ...]
    rejects: tuple[Reject, ...] = ()


class Changes(_Model):
    """All that changed, over a range of days. `rules` has those that did not change too, the removed ones last."""

    first: date
    last: date
    old: Jurisdiction
    new: Jurisdiction
    document: tuple[Detail, ...]
    clauses: tuple[ClauseChange, ...]
    rules: tuple[RuleChange, ...]
    findings: FindingChanges | None = None

    @property
    def renamed(self) -> dict[str, str]:
        """The newer id of every rule whose id was another one, by that one."""
        both = ((r.before, r.after) for r in self.rules)
        return {b.id: a.id for b, a in both if b is not None and a is not None and a.id != b.id}
