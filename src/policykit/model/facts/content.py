"""Facts of content: what is reviewed, published, corrected, and the policies to repost."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from policykit.model.facts.base import AccountId, Fact, IncidentId, Name, PolicyId, PostId, UnitId, named
from policykit.model.facts.choices import Issuer, Level, Medium, Progress, Result, SourceKind


class OfPost(BaseModel):
    """The post that a fact is about, and where it stands."""

    post: PostId = named("信息", "the post", required=True)
    account: AccountId | None = named("账号", "the account")
    unit: UnitId | None = named("单位", "the unit")


class PostReviewed(Fact, OfPost, name="post.reviewed", zh="审核信息", subject="post"):
    """A post is reviewed before publication."""

    type: Literal["post.reviewed"] = "post.reviewed"
    reviewer: Name | None = named("审核人", "who reviewed it")
    result: Result | None = named("审核结果", "passed or not")
    by_level: Level | None = named("审核层级", "the level of the review")


class PostProofread(Fact, OfPost, name="post.proofread", zh="校对信息", subject="post"):
    """A reviewed text is proofread once more before publication."""

    type: Literal["post.proofread"] = "post.proofread"
    reviewer: Name | None = named("审核人", "who proofread it")


class PostScreened(Fact, OfPost, name="post.screened", zh="风险识别", subject="post"):
    """A post is screened for risks by the provincial platform."""

    type: Literal["post.screened"] = "post.screened"
    result: Result | None = named("识别结果", "what the platform says")


class PostConfirmed(Fact, OfPost, name="post.confirmed", zh="确认识别意见", subject="post"):
    """The person in charge confirms the platform's opinion."""

    type: Literal["post.confirmed"] = "post.confirmed"
    by: Name | None = named("确认人", "who confirmed")


class PostAuthorised(Fact, OfPost, name="post.authorised", zh="授权发布", subject="post"):
    """Somebody entitled to do so allows a post to be published."""

    type: Literal["post.authorised"] = "post.authorised"
    by: Name | None = named("授权人", "who allowed it")


class PublisherAuthorised(Fact, name="publisher.authorised", zh="授权发布人", subject="account"):
    """A person is allowed to publish on an account until further notice: a standing authorisation."""

    type: Literal["publisher.authorised"] = "publisher.authorised"
    account: AccountId = named("账号", "the account", required=True)
    unit: UnitId | None = named("单位", "the unit")
    publisher: Name = named("发布人", "who may publish", required=True)
    until_day: date | None = named("截止日", "last day; open if absent")


class PostCoordinated(Fact, OfPost, name="post.coordinated", zh="沟通协调", subject="post"):
    """The unit whose work a post concerns is consulted."""

    type: Literal["post.coordinated"] = "post.coordinated"
    with_unit: UnitId | None = named("协调单位", "the unit consulted")


class PostPublished(Fact, OfPost, name="post.published", zh="发布信息", subject="post"):
    """Something is published by an account: one push, which may hold several items."""

    type: Literal["post.published"] = "post.published"
    account: AccountId = named("账号", "the account", required=True)
    editor: Name | None = named("编辑人", "who edited it")
    publisher: Name | None = named("发布人", "who pressed the button")
    reviewer: Name | None = named("审核人", "who reviewed it")
    medium: Medium | None = named("信息体裁", "what it mainly consists of")
    items: Annotated[int, Field(ge=1, description="articles in the push", json_schema_extra={"zh": "条数"})] = 1
    original: bool | None = named("原创", "made by the unit itself")
    reposted: bool | None = named("转载", "taken from elsewhere")
    source: Name | None = named("来源", "where it was taken from")
    source_kind: SourceKind | None = named("来源类别", "what kind of source that is")
    advertising: bool | None = named("商业广告", "carries a commercial advertisement")
    advertising_link: bool | None = named("链接商业广告", "links to a commercial advertisement")
    personal_opinion: bool | None = named("个人观点", "voices personal views or emotions")
    authorised: bool | None = named("经授权", "the personal views were authorised")
    map_used: bool | None = named("使用地图", "shows a map")
    map_standard: bool | None = named("标准地图", "the map is the latest official standard map")
    map_number: Name | None = named("审图号", "approval number of the map")
    concerns_others: bool | None = named("涉及其他单位", "concerns the work of other units")
    policy: PolicyId | None = named("政策", "the policy that it reposts")
    incident: IncidentId | None = named("事件编号", "the incident or rumour that it answers")
    progress: frozenset[Progress] | None = named("进展内容", "what it tells of an emergency")


class PostReleasedElsewhere(Fact, OfPost, name="post.released_elsewhere", zh="其他途径发布", subject="post"):
    """The unit publishes the same information by another way than its accounts."""

    type: Literal["post.released_elsewhere"] = "post.released_elsewhere"
    channel: Name | None = named("发布途径", "by which way")
    disclosable: bool | None = named("依法应公开", "information that the law wants to be made public")


class PostCorrected(Fact, OfPost, name="post.corrected", zh="更正信息", subject="post"):
    """A published post is corrected or supplemented."""

    type: Literal["post.corrected"] = "post.corrected"
    incident: IncidentId | None = named("事件编号", "the incident that gave cause")


class PostRemoved(Fact, OfPost, name="post.removed", zh="删除信息", subject="post"):
    """A published post is taken down."""

    type: Literal["post.removed"] = "post.removed"


class PolicyIssued(Fact, name="policy.issued", zh="重要政策", subject="policy"):
    """A policy is issued that other accounts should repost."""

    type: Literal["policy.issued"] = "policy.issued"
    policy: PolicyId = named("政策", "the policy", required=True)
    by: Issuer | None = named("发布者", "who issued it")
    for_public: bool | None = named("需周知", "marked as to be known by the public")
