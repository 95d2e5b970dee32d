"""Facts of safety: incidents, what was done about them, and conduct that is forbidden."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from policykit.model.facts.base import AccountId, Fact, IncidentId, MessageId, Name, UnitId, named
from policykit.model.facts.choices import Conduct, IncidentCause, IncidentKind, Severity


class OfIncident(BaseModel):
    """The incident that a fact is about."""

    incident: IncidentId = named("事件编号", "the incident", required=True)
    unit: UnitId | None = named("单位", "the unit")
    account: AccountId | None = named("账号", "the account")


class IncidentFound(Fact, OfIncident, name="incident.found", zh="发现事件", subject="incident"):
    """An incident is found."""

    type: Literal["incident.found"] = "incident.found"
    kind: IncidentKind | None = named("事件类别", "what it is")
    severity: Severity | None = named("程度", "how grave it is")
    cause: IncidentCause | None = named("起因", "what brought it about")


class IncidentVerified(Fact, OfIncident, name="incident.verified", zh="核实事件", subject="incident"):
    """The unit concerned verifies an incident."""

    type: Literal["incident.verified"] = "incident.verified"


class IncidentHandled(Fact, OfIncident, name="incident.handled", zh="处置事件", subject="incident"):
    """An incident is dealt with."""

    type: Literal["incident.handled"] = "incident.handled"


class IncidentReported(Fact, OfIncident, name="incident.reported", zh="报告事件", subject="incident"):
    """An incident is reported or passed on to somebody."""

    type: Literal["incident.reported"] = "incident.reported"
    to: Name | None = named("报告对象", "to whom")
    message: MessageId | None = named("留言", "the unlawful message that it is about")


class ConductFound(Fact, name="conduct.found", zh="查实行为", subject="account"):
    """Conduct that the documents forbid is established."""

    type: Literal["conduct.found"] = "conduct.found"
    account: AccountId | None = named("账号", "the account")
    unit: UnitId | None = named("单位", "the unit")
    kind: Conduct | None = named("行为类别", "what was done")
