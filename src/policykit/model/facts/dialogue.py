"""Facts of dialogue with citizens: messages, answers, deletions. No fact holds a message's text."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from policykit.model.facts.base import AccountId, Fact, MessageId, Name, UnitId, named
from policykit.model.facts.choices import MessageKind


class OfMessage(BaseModel):
    """The message that a fact is about, and where it was left."""

    message: MessageId = named("留言", "the message", required=True)
    account: AccountId | None = named("账号", "the account")
    unit: UnitId | None = named("单位", "the unit")


class MessageReceived(Fact, OfMessage, name="message.received", zh="收到留言", subject="message"):
    """A citizen leaves a message."""

    type: Literal["message.received"] = "message.received"
    kind: MessageKind | None = named("留言类别", "what it is")
    channel: Name | None = named("渠道", "where it was left")


class MessageAnswered(Fact, OfMessage, name="message.answered", zh="答复留言", subject="message"):
    """A message is answered."""

    type: Literal["message.answered"] = "message.answered"
    automatic: bool | None = named("自动回复", "an automatic acknowledgement, which is no answer")


class MessageDeleted(Fact, OfMessage, name="message.deleted", zh="删除留言", subject="message"):
    """A message is deleted."""

    type: Literal["message.deleted"] = "message.deleted"


class EvidencePreserved(Fact, OfMessage, name="evidence.preserved", zh="保存证据", subject="message"):
    """Evidence of a message is preserved."""

    type: Literal["evidence.preserved"] = "evidence.preserved"
