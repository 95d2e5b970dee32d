"""Facts of procedure: applications, filings, notices, contracts, licences, waivers."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel

from policykit.model.facts.base import (
    AccountId,
    ApplicationId,
    ContractId,
    Fact,
    FactId,
    FilingId,
    IncidentId,
    LicenceId,
    Name,
    NoticeId,
    UnitId,
    WaiverId,
    named,
)
from policykit.model.facts.choices import (
    Attachment,
    FiledItem,
    Level,
    Matter,
    OfficialAccountKind,
    Place,
    Signing,
    System,
)


class Concerned(BaseModel):
    """The unit and account that a procedural fact is about."""

    unit: UnitId | None = named("单位", "the unit")
    account: AccountId | None = named("账号", "the account")


class ApplicationStep(Concerned):
    """What the steps of an application share."""

    application: ApplicationId = named("申请", "the application", required=True)
    kind: Matter | None = named("事项", "what is applied for")


class ApplicationConsented(Fact, ApplicationStep, name="application.consented", zh="同意申请", subject="application"):
    """The head of the applying unit (or government) agrees that the application be made."""

    type: Literal["application.consented"] = "application.consented"
    by: Name | None = named("同意人", "who agreed")


class ApplicationSubmitted(Fact, ApplicationStep, name="application.submitted", zh="提交申请", subject="application"):
    """An application is submitted."""

    type: Literal["application.submitted"] = "application.submitted"
    to: System | None = named("接收方", "to whom")
    via: System | None = named("途径", "through which system")
    attachments: frozenset[Attachment] | None = named("附件", "what is attached")


class ApplicationReviewed(Fact, ApplicationStep, name="application.reviewed", zh="审核申请", subject="application"):
    """A body on the way reviews the application and passes it on."""

    type: Literal["application.reviewed"] = "application.reviewed"
    by_level: Level | None = named("审核层级", "the level that reviewed it")


class ApplicationApproved(Fact, ApplicationStep, name="application.approved", zh="批准申请", subject="application"):
    """The application is approved."""

    type: Literal["application.approved"] = "application.approved"
    by_level: Level | None = named("批准层级", "the level that approved it")


class ApplicationRejected(Fact, ApplicationStep, name="application.rejected", zh="驳回申请", subject="application"):
    """The application is rejected."""

    type: Literal["application.rejected"] = "application.rejected"
    by_level: Level | None = named("驳回层级", "the level that rejected it")


class FilingSubmitted(Fact, Concerned, name="filing.submitted", zh="提交备案", subject="filing"):
    """Something is put on file with a body or in a system."""

    type: Literal["filing.submitted"] = "filing.submitted"
    filing: FilingId = named("备案", "the filing", required=True)
    system: System | None = named("备案处", "where it is filed")
    kind: Matter | None = named("事项", "what is filed")
    written: bool | None = named("书面", "in writing")
    contents: frozenset[FiledItem] | None = named("备案内容", "what it states")
    filed_name: Name | None = named("登记名称", "name of the account as the form has it")
    filed_type: Name | None = named("登记类型", "type of the account as the form has it")
    filed_platform: Name | None = named("登记平台", "platform as the form has it")
    filed_platform_name: Name | None = named("登记平台名称", "name of a platform that the form does not list")
    official_account_kind: OfficialAccountKind | None = named("公众号类型", "the kind of official account, if stated")
    signing: frozenset[Signing] | None = named("签章", "what the filing unit put under the form")
    copies: int | None = named("份数", "copies of the form")
    incident: IncidentId | None = named("事件编号", "the incident that it is about")


class FilingAccepted(Fact, Concerned, name="filing.accepted", zh="受理备案", subject="filing"):
    """A filing is accepted."""

    type: Literal["filing.accepted"] = "filing.accepted"
    filing: FilingId = named("备案", "the filing", required=True)
    system: System | None = named("备案处", "where it is filed")
    signing: frozenset[Signing] | None = named("签章", "what the accepting body put under the form")


class NoticePosted(Fact, Concerned, name="notice.posted", zh="发布公告", subject="notice"):
    """A public notice is put up."""

    type: Literal["notice.posted"] = "notice.posted"
    notice: NoticeId = named("公告", "the notice", required=True)
    about: Matter | None = named("公告事项", "what it is about")
    places: frozenset[Place] | None = named("位置", "where it stands")
    prominent: bool | None = named("显著位置", "in a prominent place of the home page")
    pinned: bool | None = named("置顶", "pinned to the top")
    by_level: Level | None = named("发布层级", "the level of government whose website or accounts carry it")


class NoticeRemoved(Fact, Concerned, name="notice.removed", zh="撤下公告", subject="notice"):
    """A public notice is taken down."""

    type: Literal["notice.removed"] = "notice.removed"
    notice: NoticeId = named("公告", "the notice", required=True)
    about: Matter | None = named("公告事项", "what it is about")


class ContractSigned(Fact, Concerned, name="contract.signed", zh="签订合同", subject="contract"):
    """Day-to-day operation is entrusted to somebody by contract."""

    type: Literal["contract.signed"] = "contract.signed"
    contract: ContractId = named("合同", "the contract", required=True)
    party: Name | None = named("受托方", "who is entrusted")
    duties_agreed: bool | None = named("约定权责", "rights and duties are agreed")
    secrecy_agreed: bool | None = named("保密协议", "a secrecy agreement is signed")
    party_qualified: bool | None = named("受托方具备资质", "the party is qualified or experienced")
    party_vetted: bool | None = named("已审核资质", "the party's qualification was examined")


class LicenceGranted(Fact, Concerned, name="licence.granted", zh="取得资质", subject="licence"):
    """A licence is granted."""

    type: Literal["licence.granted"] = "licence.granted"
    licence: LicenceId = named("资质", "the licence", required=True)
    kind: Name | None = named("资质类别", "what it allows")


class LicenceExpired(Fact, Concerned, name="licence.expired", zh="资质失效", subject="licence"):
    """A licence expires or is withdrawn."""

    type: Literal["licence.expired"] = "licence.expired"
    licence: LicenceId = named("资质", "the licence", required=True)


class WaiverApproved(Fact, Concerned, name="waiver.approved", zh="批准豁免", subject="waiver"):
    """The competent body records an exception from a rule that holds 'in principle'."""

    type: Literal["waiver.approved"] = "waiver.approved"
    waiver: WaiverId = named("豁免", "the waiver", required=True)
    rule: Name = named("规则名", "the rule that it lifts", required=True)
    from_day: date | None = named("起始日", "first day; the day of approval if absent")
    until_day: date | None = named("截止日", "last day; open if absent")


class MatterClosed(Fact, Concerned, name="matter.closed", zh="事项终结", subject="trigger"):
    """A matter is closed with the owed act undone: what was owed for the fact `trigger` will not be done any more."""

    type: Literal["matter.closed"] = "matter.closed"
    trigger: FactId = named("触发事实", "the fact that gave rise to the duty", required=True)
