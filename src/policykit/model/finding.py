"""Findings: what the library says of one obligation."""

from __future__ import annotations

import hashlib
from datetime import datetime
from json.encoder import encode_basestring

from pydantic import BaseModel, ConfigDict, Field

from policykit.model.choice import Choice
from policykit.model.text import Text
from policykit.model.valid import Valid


class Verdict(Choice):
    """What became of an obligation.

    Two are no verdicts on obligations: `ADVISED` says that an encouragement was not followed, `IDENTIFIED` that the
    facts are there to which a document attaches consequences (`认定`).
    """

    MET = "met", "已履行"
    MET_LATE = "met_late", "逾期履行"
    VIOLATED = "violated", "违反"
    PENDING = "pending", "待履行"
    EXCUSED = "excused", "免责"
    UNDECIDED = "undecided", "无法判定"
    ADVISED = "advised", "建议"
    IDENTIFIED = "identified", "认定"

    @property
    def is_breach(self) -> bool:
        """Whether the rule was broken, be it that the act came late."""
        return self is Verdict.VIOLATED or self is Verdict.MET_LATE


class RestsOn(BaseModel):
    """Something that a finding rests on beside the text: the house value of an open term, an interpretation."""

    model_config = ConfigDict(frozen=True)

    kind: str = Field(
        description="open_term, interpretation, setting, provisional_calendar, by_reference or unknown_opening"
    )
    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The words in both languages."""
        return Text(self.zh, self.en)


class Message(BaseModel):
    """A sentence in both languages."""

    model_config = ConfigDict(frozen=True)

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> Message:
        """The sentence of a `Text`."""
        return _valid_message({"zh": text.zh, "en": text.en})


_valid_message = Valid(Message, Message.model_fields)


class Finding(BaseModel):
    """One verdict on one obligation.

    `id` is a hash of what the obligation is (jurisdiction, rule, entity, subject, trigger), not of its verdict: it
    stays the same from run to run, from engine to engine and while the verdict changes, so that findings can be
    upserted. Times are in UTC+8. `due` is the last instant in time; `due_day` the last day, where the deadline is a
    day. `evidence` lists fact ids, in order of time.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    jurisdiction: str
    rule: str
    clause: str
    title: Message
    modality: str
    verdict: Verdict
    unit: str | None = None
    account: str | None = None
    subject: str | None = None
    triggered_at: datetime | None = None
    due: datetime | None = None
    settled_at: datetime | None = None
    late_by_seconds: int | None = Field(default=None, description="how long after `due` the act came, or `as_of` lies")
    evidence: tuple[str, ...] = ()
    message: Message
    consequence: tuple[str, ...] = ()
    rests_on: tuple[RestsOn, ...] = ()
    policy_version: str = ""

    @property
    def sort_key(self) -> tuple[str, str, str, str, str, str]:
        """The order of findings in every output."""
        started = self.triggered_at.isoformat() if self.triggered_at else ""
        return (self.jurisdiction, self.rule, started, self.unit or "", self.account or "", self.id)


ID_DIGITS = 16
"""How many hex digits the id of a finding has."""


class FindingIds:
    """Makes stable ids from what identifies an obligation, for many that have the first parts in common.

    An id is the first 16 hex digits of SHA-256 over the parts as a canonical JSON list.
    """

    def __init__(self, *common: str | None) -> None:
        """Prepare for ids of which these are the first parts; `begins` is how the list begins."""
        self.begins = "".join(["[", *(f"{_part(p)}," for p in common)])
        self._hash = hashlib.sha256(self.begins.encode())

    def __call__(self, *rest: str | None) -> str:
        """The id of what the common parts and these identify."""
        found = self._hash.copy()
        found.update(f"{','.join(map(_part, rest))}]".encode())
        return found.hexdigest()[:ID_DIGITS]


def _part(part: str | None) -> str:
    return "null" if part is None else encode_basestring(part)
