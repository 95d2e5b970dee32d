"""The topics that rules are about: a shared taxonomy, so that documents can be set side by side (docs/topics.md)."""

from __future__ import annotations

from policykit.model.choice import Choice


class Topic(Choice):
    """What a rule is about. It groups rules for a reader; no relation between rules is ever drawn from it."""

    RESPONSIBILITY = "responsibility", "职责机制"
    RESOURCES = "resources", "经费保障"
    STAFFING = "staffing", "人员配备"
    TRAINING = "training", "培训"
    OUTSOURCING = "outsourcing", "委托运维"
    OPENING = "opening", "开设审批"
    ONE_ACCOUNT = "one_account", "一平台一账号"
    PLATFORMS = "platforms", "平台选择"
    NAMING = "naming", "名称认证"
    FILING = "filing", "备案"
    CHANGES = "changes", "变更迁移"
    NOTICES = "notices", "公告"
    SUSPENSION = "suspension", "临时下线"
    CLOSING = "closing", "关停注销"
    EXIT = "exit", "退出监管"
    UPDATES = "updates", "更新频率"
    SILENCE = "silence", "间断更新"
    CONTENT = "content", "发布内容"
    REVIEW = "review", "审核发布"
    REPOSTING = "reposting", "转载转发"
    CORRECTION = "correction", "差错更正"
    REPLIES = "replies", "留言办理"
    SERVICES = "services", "互动服务"
    TECHNOLOGY = "technology", "技术要求"
    SECURITY = "security", "安全保密"
    PRIVACY = "privacy", "个人信息保护"
    INCIDENTS = "incidents", "应急处置"
    PATROL = "patrol", "日常巡查"
    CONDUCT = "conduct", "禁止行为"
    INSPECTION = "inspection", "检查抽查"
    BULLETINS = "bulletins", "情况通报"
    RECTIFICATION = "rectification", "整改"
    ASSESSMENT = "assessment", "考核评价"
    CONSEQUENCES = "consequences", "责任追究"
