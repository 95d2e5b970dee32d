"""A report: the findings of one run, what was judged and what was rejected. Data only; `policykit.io` writes it out."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from policykit.model.finding import Finding, Message, Verdict


class Reject(BaseModel):
    """A row that could not be read as a fact: where it stands, what is wrong, what was expected.

    `line` is 1-based; `field` is the field or column at fault, if it is one. No value of the row is repeated beyond the
    one at fault, and no message's text.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    line: int
    field: str | None = None
    code: str = Field(
        description="naive_time, unknown_type, missing_field, bad_value, unknown_field, duplicate_id, bad_json …"
    )
    reason: Message
    found: str | None = Field(default=None, description="the value at fault, cut to 80 characters")


class Judged(BaseModel):
    """How many obligations of a rule came out how."""

    model_config = ConfigDict(frozen=True)

    jurisdiction: str
    rule: str
    clause: str
    title: Message
    modality: str
    counts: dict[Verdict, int]


class PackInfo(BaseModel):
    """Which version of which document judged."""

    model_config = ConfigDict(frozen=True)

    name: str
    title: Message
    version: str
    in_force: str = Field(description="'first..last' as dates, either empty; 'assumed' with --assume-in-force")


class Report(BaseModel):
    """What `check` gives: all findings, sorted, with counts by rule; facts read, left out and rejected."""

    model_config = ConfigDict(frozen=True)

    as_of: datetime
    packs: tuple[PackInfo, ...]
    facts_read: int
    facts_after_as_of: int = Field(description="facts left out because they were recorded or occurred after as_of")
    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    rejects: tuple[Reject, ...] = ()

    @property
    def violations(self) -> tuple[Finding, ...]:
        """Findings that break a rule: not done, or done late."""
        return tuple(f for f in self.findings if f.verdict.is_breach)

    @property
    def totals(self) -> dict[Verdict, int]:
        """How many obligations came out how, over all rules; every verdict is present."""
        counted: Counter[Verdict] = Counter()
        for rule in self.judged:
            counted.update(rule.counts)
        return {v: counted.get(v, 0) for v in Verdict}
