"""Facts of supervision: training, patrols, inspections, bulletins, assessments, orders, attestations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from policykit.model.facts.base import Fact, Name, OrderId, UnitId, named
from policykit.model.facts.choices import Level, ReportPart, Result, Round, Standing
from policykit.model.facts.procedure import Concerned


class TrainingHeld(Fact, name="training.held", zh="组织培训", subject="unit"):
    """A unit holds a training."""

    type: Literal["training.held"] = "training.held"
    unit: UnitId = named("单位", "the unit", required=True)


class PatrolDone(Fact, Concerned, name="patrol.done", zh="日常巡检", subject=""):
    """Somebody looks through an account or all accounts of a unit."""

    type: Literal["patrol.done"] = "patrol.done"
    by: Name | None = named("巡检人", "who looked")


class InspectionHeld(Fact, Concerned, name="inspection.held", zh="开展检查", subject=""):
    """The supervising unit inspects; `unit` is the one that inspects, `of` the one inspected."""

    type: Literal["inspection.held"] = "inspection.held"
    round: Round | None = named("检查周期", "to which rhythm it belongs")
    of: UnitId | None = named("被检查单位", "the unit inspected")
    by_level: Level | None = named("检查层级", "the level that inspects")
    result: Result | None = named("检查结果", "the outcome")
    vetoed: bool | None = named("单项否决", "failed on a single-item veto")


class SurveyHeld(Fact, name="survey.held", zh="开展排查", subject="unit"):
    """A unit looks for problems in its own new media, or in those of its area or system."""

    type: Literal["survey.held"] = "survey.held"
    unit: UnitId = named("单位", "the unit that looks", required=True)
    problems_found: bool | None = named("发现问题", "it found problems")


class BulletinPublished(Fact, Concerned, name="bulletin.published", zh="公布通报", subject=""):
    """A bulletin is published; `account` and `unit` are those it speaks of, `by` the one that publishes."""

    type: Literal["bulletin.published"] = "bulletin.published"
    by: UnitId | None = named("通报单位", "who publishes it")
    by_level: Level | None = named("通报层级", "the level that publishes it")
    round: Round | None = named("通报周期", "to which rhythm it belongs")
    period: Name | None = named("通报期", "the period it covers, such as 2025-Q1")
    rank: Annotated[int | None, Field(ge=1, description="rank from the top", json_schema_extra={"zh": "名次"})] = None
    rank_from_last: Annotated[
        int | None, Field(ge=1, description="rank from the bottom", json_schema_extra={"zh": "倒数名次"})
    ] = None
    standing: Standing | None = named("等次", "the verdict")
    vetoed: bool | None = named("单项否决", "speaks of a failure on a single-item veto")
    grave: bool | None = named("情节严重", "people judged the matter grave, with serious effects")


class SupervisionPublished(Fact, name="supervision.published", zh="公开监管情况", subject="unit"):
    """A supervising unit circulates or publishes its findings; what they say of one account is `bulletin.published`."""

    type: Literal["supervision.published"] = "supervision.published"
    unit: UnitId = named("单位", "the unit that publishes", required=True)
    round: Round | None = named("通报周期", "to which rhythm it belongs")
    period: Name | None = named("通报期", "the period it covers, such as 2025-Q1")
    internal: bool | None = named("内部通报", "circulated within government only, not made public")


class AssessmentHeld(Fact, name="assessment.held", zh="开展考核", subject="unit"):
    """A supervising unit holds the annual assessment; the result for one account or unit is `assessment.published`."""

    type: Literal["assessment.held"] = "assessment.held"
    unit: UnitId = named("单位", "the unit that assesses", required=True)
    year: int | None = named("考核年度", "the year assessed")


class AssessmentPublished(Fact, Concerned, name="assessment.published", zh="公布考核", subject=""):
    """The result of an annual assessment is published."""

    type: Literal["assessment.published"] = "assessment.published"
    by: UnitId | None = named("考核单位", "who assesses")
    year: int | None = named("考核年度", "the year assessed")
    standing: Standing | None = named("等次", "the verdict")


class RectificationOrdered(Fact, Concerned, name="rectification.ordered", zh="责令整改", subject="order"):
    """A rectification is ordered."""

    type: Literal["rectification.ordered"] = "rectification.ordered"
    order: OrderId = named("整改令", "the order", required=True)
    due_day: date | None = named("整改期限", "last day for it")


class RectificationCompleted(Fact, Concerned, name="rectification.completed", zh="完成整改", subject="order"):
    """A rectification, ordered or begun by the unit itself, is completed."""

    type: Literal["rectification.completed"] = "rectification.completed"
    order: OrderId = named("整改令", "the order", required=True)


class ReportSubmitted(Fact, Concerned, name="report.submitted", zh="报送报告", subject=""):
    """A report is handed in."""

    type: Literal["report.submitted"] = "report.submitted"
    kind: Name | None = named("报告类别", "what it reports on")
    to: Name | None = named("报告对象", "to whom")
    parts: frozenset[ReportPart] | None = named("报告内容", "what it holds; an entry that says 'none' counts")
    cannot_continue: bool | None = named("无法继续发布", "says that an account cannot go on publishing")


class AttestationRecorded(Fact, Concerned, name="attestation.recorded", zh="人工核查", subject=""):
    """A person attests what only a person can judge."""

    type: Literal["attestation.recorded"] = "attestation.recorded"
    rule: Name = named("规则名", "the rule that it speaks to", required=True)
    result: Result = named("核查结果", "passed or not", required=True)
    by: Name | None = named("核查人", "who attests")
    about: Name | None = named("核查对象", "the fact or subject that it speaks of, where the rule is on events")
