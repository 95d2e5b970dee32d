"""Facts of the register: units, accounts and the people assigned to them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel

from policykit.model.facts.base import AccountId, ApplicationId, Fact, Name, StaffId, UnitId, named
from policykit.model.facts.choices import (
    Change,
    ClosureReason,
    EmergencyCause,
    Level,
    Medium,
    OfflineReason,
    Purpose,
    Role,
    Switch,
    UnitKind,
)


class UnitAttributes(BaseModel):
    """What the register says of a unit; each fact may say some of it."""

    unit_name: Name | None = named("单位名称", "official name of the unit")
    short_name: Name | None = named("单位简称", "recorded official short name")
    level: Level | None = named("层级", "level of government")
    region: Name | None = named("行政区", "division code (GB/T 2260)")
    parent: UnitId | None = named("上级", "the unit above")
    kind: UnitKind | None = named("单位类型", "what the unit is")
    classified: bool | None = named("涉密", "a classified unit")
    public_function: bool | None = named("公共管理职能", "exercises public functions outwardly")
    by_reference: bool | None = named("参照执行", "the document applies by reference")
    of_ministry: bool | None = named("部属", "a branch of a central body")
    competent: bool | None = named("政务新媒体主管", "a competent body for government new media")
    dedicated_department: bool | None = named("专门部门", "a department of its own answers for new media")


class AccountAttributes(BaseModel):
    """What the register says of an account; each fact may say some of it."""

    unit: UnitId | None = named("单位", "the unit that runs the account")
    platform: Name | None = named("平台", "product on which the account is registered")
    platform_approved: bool | None = named("平台已核准", "the platform is approved by the state")
    handle: Name | None = named("账号名", "login name on the platform")
    account_name: Name | None = named("名称", "public name of the account")
    medium: Medium | None = named("体裁", "what it mainly publishes")
    verified_as: Name | None = named("认证主体", "the holder shown in the public verification")
    verified_kind: UnitKind | None = named("认证主体类型", "what the holder shown in the verification is")
    real_name: bool | None = named("实名", "verified under its real name")
    purpose: Purpose | None = named("用途", "standing or for one campaign")
    messaging: Switch | None = named("留言功能", "messages, comments and private letters")
    letters: Switch | None = named("私信功能", "private letters, where the platform has them")
    comments: Switch | None = named("评论功能", "comments, where the platform has them")
    ipv6: bool | None = named("ipv6", "reachable over IPv6, by a recorded probe")
    news_service: bool | None = named("从事新闻信息服务", "provides internet news or audio-visual services")
    entrusted: bool | None = named("委托承办", "run from day to day by another body, under contract")
    service_link: Name | None = named("办事服务链接", "address to which its services to citizens lead")
    protection_grade: int | None = named("等保级别", "grade of information security protection, 1 to 5")
    protection_number: Name | None = named("等保备案号", "number of the certificate of filing of graded protection")


class UnitRegistered(Fact, UnitAttributes, name="unit.registered", zh="登记单位", subject="unit"):
    """A unit enters the register."""

    type: Literal["unit.registered"] = "unit.registered"
    unit: UnitId = named("单位", "the unit", required=True)


class UnitChanged(Fact, UnitAttributes, name="unit.changed", zh="变更单位", subject="unit"):
    """Attributes of a unit take new values."""

    type: Literal["unit.changed"] = "unit.changed"
    unit: UnitId = named("单位", "the unit", required=True)


class UnitDissolved(Fact, name="unit.dissolved", zh="撤销单位", subject="unit"):
    """A unit is dissolved or merged away."""

    type: Literal["unit.dissolved"] = "unit.dissolved"
    unit: UnitId = named("单位", "the unit", required=True)


class AccountOpened(Fact, AccountAttributes, name="account.opened", zh="开设账号", subject="account"):
    """An account is registered on its platform; its life begins."""

    type: Literal["account.opened"] = "account.opened"
    account: AccountId = named("账号", "the account", required=True)
    application: ApplicationId | None = named("申请", "the application that allowed it")


class AccountListed(Fact, AccountAttributes, name="account.listed", zh="账号在册", subject="account"):
    """A register or feed shows that the account exists at this time, with these attributes."""

    type: Literal["account.listed"] = "account.listed"
    account: AccountId = named("账号", "the account", required=True)


class AccountLaunched(Fact, name="account.launched", zh="上线运行", subject="account"):
    """An account goes into regular operation."""

    type: Literal["account.launched"] = "account.launched"
    account: AccountId = named("账号", "the account", required=True)
    application: ApplicationId | None = named("申请", "the application that allowed it")


class AccountChanged(Fact, AccountAttributes, name="account.changed", zh="变更账号", subject="account"):
    """Attributes of an account take new values."""

    type: Literal["account.changed"] = "account.changed"
    account: AccountId = named("账号", "the account", required=True)
    changes: frozenset[Change] | None = named("变更事项", "what changed")


class AccountSuspended(Fact, name="account.suspended", zh="临时下线", subject="account"):
    """An account goes offline for a time."""

    type: Literal["account.suspended"] = "account.suspended"
    account: AccountId = named("账号", "the account", required=True)
    reason: OfflineReason | None = named("原因", "why it goes offline")
    cause: EmergencyCause | None = named("紧急事由", "what makes it an emergency")
    proven: bool | None = named("事由已证实", "the emergency is proven")
    application: ApplicationId | None = named("申请", "the application that allowed it")


class AccountResumed(Fact, name="account.resumed", zh="恢复上线", subject="account"):
    """A suspended account is online again."""

    type: Literal["account.resumed"] = "account.resumed"
    account: AccountId = named("账号", "the account", required=True)


class AccountMigrated(Fact, name="account.migrated", zh="整合迁移", subject="account"):
    """The content of an account is moved elsewhere."""

    type: Literal["account.migrated"] = "account.migrated"
    account: AccountId = named("账号", "the account", required=True)


class AccountClosed(Fact, name="account.closed", zh="关停账号", subject="account"):
    """An account is closed for good; its life ends."""

    type: Literal["account.closed"] = "account.closed"
    account: AccountId = named("账号", "the account", required=True)
    reason: ClosureReason | None = named("原因", "why it is closed")
    application: ApplicationId | None = named("申请", "the application that allowed it")


class AccountCancelled(Fact, name="account.cancelled", zh="注销账号", subject="account"):
    """An account is deregistered with its platform; its life ends, if it had not ended before."""

    type: Literal["account.cancelled"] = "account.cancelled"
    account: AccountId = named("账号", "the account", required=True)
    reason: ClosureReason | None = named("原因", "why it is cancelled")
    application: ApplicationId | None = named("申请", "the application that allowed it")


class AccountExited(Fact, name="account.exited", zh="退出监管", subject="account"):
    """An account leaves the supervision of government new media; its life ends for the rules."""

    type: Literal["account.exited"] = "account.exited"
    account: AccountId = named("账号", "the account", required=True)
    application: ApplicationId | None = named("申请", "the application that allowed it")


class StaffAttributes(BaseModel):
    """What the register says of one assignment of a person."""

    person: Name | None = named("姓名", "identifier of the person")
    unit: UnitId | None = named("单位", "the unit")
    account: AccountId | None = named("账号", "the account, where the post is for one")
    role: Role | None = named("角色", "the post")
    on_leadership_team: bool | None = named("领导班子成员", "belongs to the unit's leadership")
    full_time: bool | None = named("专职", "has no other duties")


class StaffAssigned(Fact, StaffAttributes, name="staff.assigned", zh="配备人员", subject="staff"):
    """A person takes a post: one fact for each post that a person holds."""

    type: Literal["staff.assigned"] = "staff.assigned"
    staff: StaffId = named("人员", "the assignment", required=True)


class StaffLeft(Fact, name="staff.left", zh="人员离任", subject="staff"):
    """A person leaves a post."""

    type: Literal["staff.left"] = "staff.left"
    staff: StaffId = named("人员", "the assignment", required=True)
    unit: UnitId | None = named("单位", "the unit")
    account: AccountId | None = named("账号", "the account")
    last_day: date | None = named("最后工作日", "last day in the post")


class PasswordChanged(Fact, name="password.changed", zh="更换密码", subject="account"):
    """The password of an account is changed."""

    type: Literal["password.changed"] = "password.changed"
    account: AccountId = named("账号", "the account", required=True)
    unit: UnitId | None = named("单位", "the unit")
    staff: StaffId | None = named("人员", "the departure that gave cause")


class EquipmentReturned(Fact, name="equipment.returned", zh="收回设备", subject="staff"):
    """Equipment that a departing person held is back with the unit."""

    type: Literal["equipment.returned"] = "equipment.returned"
    staff: StaffId = named("人员", "the assignment", required=True)
    unit: UnitId | None = named("单位", "the unit")
