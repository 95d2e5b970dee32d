"""The closed lists of values that facts use, each value with its Chinese name."""

from __future__ import annotations

from policykit.model.choice import Choice


class Level(Choice):
    """A level of government."""

    STATE_COUNCIL = "state_council", "国务院"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"


class UnitKind(Choice):
    """What a holder of an account is."""

    GOVERNMENT = "government", "人民政府"
    DEPARTMENT = "department", "组成部门"
    SPECIAL_BODY = "special_body", "直属特设机构"
    AFFILIATED_BODY = "affiliated_body", "直属机构"
    ADMINISTRATIVE_ORGAN = "administrative_organ", "行政机关"
    INSTITUTION = "institution", "事业单位"
    INTERNAL_BODY = "internal_body", "内设机构"
    ZONE_COMMITTEE = "zone_committee", "开发区管委会"
    PARTY_ORGAN = "party_organ", "党的机关"
    STATE_ENTERPRISE = "state_enterprise", "国有企业"
    INDIVIDUAL = "individual", "个人"
    OTHER = "other_unit", "其他单位"


class Medium(Choice):
    """What an account or a post mainly consists of."""

    TEXT = "text", "图文"
    VIDEO = "video", "视频"
    CLIENT = "client", "客户端"


class Purpose(Choice):
    """What an account is for."""

    STANDING = "standing", "常设"
    CAMPAIGN = "campaign", "专项"


class Switch(Choice):
    """A function that is switched on or off."""

    ON = "on", "开启"
    OFF = "off", "关闭"


class Change(Choice):
    """What of an account or unit changed."""

    HOST = "host", "主办单位"
    RESPONSIBLE = "responsible", "负责同志"
    CONTACT = "contact", "联系方式"
    OPERATORS = "operators", "运维人员"
    COLUMNS = "columns", "栏目结构"
    NAMING = "naming", "名称变更"
    VERIFICATION = "verification", "认证信息"
    OTHER = "other_change", "其他变更"


class OfflineReason(Choice):
    """Why an account goes offline for a time."""

    RECTIFICATION = "rectification", "整改"
    UPGRADE = "upgrade", "系统升级"
    EMERGENCY = "emergency", "紧急关停"
    OTHER = "other_offline", "其他下线原因"


class EmergencyCause(Choice):
    """What makes an emergency closure one."""

    FORCE_MAJEURE = "force_majeure", "不可抗力"
    ORDERED = "ordered", "责令关停"


class ClosureReason(Choice):
    """Why an account is closed for good."""

    UNMAINTAINED = "unmaintained", "无力维护"
    UNIT_GONE = "unit_gone", "单位撤销合并"
    CONSOLIDATION = "consolidation", "集约化"
    OTHER = "other_closure", "其他关停原因"


class Matter(Choice):
    """What an application, a filing or a notice is about."""

    OPENING = "opening", "开设"
    CHANGE = "change", "变更"
    SUSPENSION = "suspension", "停更"
    CLOSURE = "closure", "关停"
    CANCELLATION = "cancellation", "注销"
    EXIT = "exit", "退出"
    CLEANUP = "cleanup", "清理整合"
    INCIDENT = "incident_matter", "事件处置"


class Attachment(Choice):
    """What is attached to an application."""

    PLAN = "plan", "实施方案"
    ORGANISATION = "organisation", "组织领导"
    FUNDING = "funding", "经费保障"
    RULES = "management_rules", "管理制度"
    CONTACT = "contact_details", "联系人及联系方式"
    FORM = "filing_form", "备案登记表"
    STAFFING_APPROVAL = "staffing_approval", "编制部门批复"


class FiledItem(Choice):
    """What a filing of an account states."""

    NAME = "filed_name", "账号名称"
    HOLDER = "filed_holder", "开设主体"
    PLATFORM = "filed_platform", "开办平台"
    LEADER = "filed_leader", "主管领导"
    OPERATORS = "filed_operators", "运维人员"
    LOGIN = "filed_login", "注册账号"
    KIND = "filed_kind", "注册或变更属性"
    TIME = "filed_time", "注册或变更时间"
    TYPE = "filed_type", "新媒体类型"
    FUNCTION = "filed_function", "平台作用或发布内容"
    COLUMNS = "filed_columns", "栏目设置"
    LEADER_PHONE = "filed_leader_phone", "主管领导电话"
    DEPUTY = "filed_deputy", "分管领导"
    DEPUTY_PHONE = "filed_deputy_phone", "分管领导电话"
    MANAGER = "filed_manager", "管理人员"
    MANAGER_PHONE = "filed_manager_phone", "管理人员电话"
    SUBJECT = "filed_subject", "责任主体"
    REASON = "filed_reason", "备案原由"
    SUPERVISOR = "filed_supervisor", "主管负责人"
    SUPERVISOR_CONTACT = "filed_supervisor_contact", "主管负责人联系方式"
    OPERATOR = "filed_operator", "运营人员"
    OPERATOR_CONTACT = "filed_operator_contact", "运营人员联系方式"


class Signing(Choice):
    """What a unit puts under a form."""

    PRINCIPAL = "principal_signature", "主要负责人签字"
    HEAD = "head_signature", "负责人签字"
    SEAL = "official_seal", "公章"
    DATE = "signing_date", "落款日期"


class OfficialAccountKind(Choice):
    """What kind of WeChat official account it is, as a filing form tells them apart."""

    SERVICE = "service_account", "服务号"
    SUBSCRIPTION = "subscription_account", "订阅号"
    MINI_PROGRAM = "mini_program", "小程序"


class System(Choice):
    """Where something is filed or applied for."""

    PROVINCIAL_PLATFORM = "provincial_platform", "省平台"
    NATIONAL_SYSTEM = "national_system", "全国系统"
    COMPETENT_BODY = "competent_body", "主管单位"
    HIGHER_BODY = "higher_body", "上一级主管单位"
    CYBERSPACE_OFFICE = "cyberspace_office", "网信办"


class Place(Choice):
    """Where a notice stands."""

    PORTAL = "portal", "门户网站"
    NEW_MEDIA = "new_media", "政务新媒体"
    SITE_COLUMN = "site_column", "网站公告栏"


class Result(Choice):
    """The outcome of a review, an inspection or an assessment."""

    PASS = "pass", "通过"
    FAIL = "fail", "不通过"


class Standing(Choice):
    """The verdict of a bulletin or an assessment on an account or unit."""

    EXCELLENT = "excellent", "优秀"
    QUALIFIED = "qualified", "合格"
    UNQUALIFIED = "unqualified", "不合格"
    NAMED = "named", "点名批评"


class SourceKind(Choice):
    """What a reposted item was taken from."""

    PARTY_GOVERNMENT = "party_government", "党政来源"
    DESIGNATED = "designated", "主管部门确定稿源"
    PUBLICITY = "publicity_designated", "宣传网信确定稿源"
    RESEARCH = "recognised_research", "认可科研机构"
    OTHER = "other_source", "其他来源"


class MessageKind(Choice):
    """What a citizen's message is."""

    ENQUIRY = "enquiry", "咨询"
    COMPLAINT = "complaint", "投诉"
    SUGGESTION = "suggestion", "建议"
    COMMENT = "comment", "评论"
    UNLAWFUL = "unlawful", "违法言论"


class IncidentKind(Choice):
    """What kind of incident was found."""

    UNLAWFUL_CONTENT = "unlawful_content", "违法信息"
    IMPERSONATION = "impersonation", "假冒账号"
    ATTACK = "attack", "攻击"
    PUBLIC_OPINION = "public_opinion", "舆情"
    EMERGENCY = "emergency_event", "突发事件"
    RUMOUR = "rumour", "谣言"
    LEAK = "leak", "账号泄漏"


class IncidentCause(Choice):
    """What brought an incident about."""

    IMPROPER_CONTENT = "improper_content", "发布内容不当"
    STOLEN_ACCOUNT = "stolen_account", "账号被盗"
    OTHER = "other_cause", "其他起因"


class Progress(Choice):
    """What an item on an emergency tells the public."""

    INTERVENTION = "intervention", "介入情况"
    INVESTIGATION = "investigation", "调查情况"
    MEASURES = "measures", "采取措施"
    ADVICE = "public_advice", "公众提示"


class Severity(Choice):
    """How grave an incident is."""

    MAJOR = "major", "重大"
    ORDINARY = "ordinary", "一般"


class Conduct(Choice):
    """Conduct that the documents forbid or hold against a unit, as it was found."""

    BOUGHT_FOLLOWERS = "bought_followers", "购买粉丝"
    FAKED_FIGURES = "faked_figures", "数据造假"
    FORCED_DOWNLOAD = "forced_download", "强制下载"
    FORCED_PRAISE = "forced_praise", "强制点赞转发"
    PRECONDITION = "precondition", "办事前置条件"
    FORCED_PROMOTION = "forced_promotion", "强行推广"
    COMMERCIAL = "commercial_activity", "经营活动"
    UNRELATED_PRAISE = "unrelated_praise", "无关点赞"
    UNLAWFUL_ADVERTISING = "unlawful_advertising", "违规广告"
    HARMFUL_CONTENT = "harmful_content", "发布有害信息"
    DISRUPTION = "disruption", "破坏传播秩序"
    PUBLIC_HARM = "public_harm", "危害公众利益"
    NOT_UPDATED = "not_updated", "信息不更新"
    CARELESS_HANDLING = "careless_handling", "办理不认真"
    WEAK_EXECUTION = "weak_execution", "落实不得力"
    POOR_RECTIFICATION = "poor_rectification", "整改不到位"
    NEGLIGENCE = "negligence", "失职致安全事故"
    PUBLIC_DISSATISFACTION = "public_dissatisfaction", "群众不满意"


class Role(Choice):
    """A post in a unit that a person holds."""

    PRINCIPAL = "principal", "主要负责人"
    LEADER = "leader_in_charge", "分管负责人"
    EDITOR = "editor", "责任编辑"
    REVIEWER = "reviewer", "审核人员"
    TECHNICIAN = "technician", "技术保障人员"
    CUSTODIAN = "custodian", "账号保管人"
    OPERATOR = "operator", "运营人员"


class Issuer(Choice):
    """Who issued a policy that the public should know."""

    CENTRAL = "central", "党中央国务院"
    PROVINCIAL = "provincial", "省委省政府"
    CITY = "municipal", "市委市政府"
    DISTRICT = "district", "新区"
    OTHER = "other_issuer", "其他发布者"


class Round(Choice):
    """The rhythm to which an inspection, bulletin or assessment belongs."""

    DAILY = "daily", "日常"
    MONTHLY = "monthly", "月度"
    QUARTERLY = "quarterly", "季度"
    ANNUAL = "annual", "年度"


class ReportPart(Choice):
    """What a report on the state of government new media holds."""

    NUMBER = "number_of_accounts", "开设数量"
    SITUATION = "basic_situation", "基本情况"
    RESULTS = "results", "取得成效"
    PROBLEMS = "problems", "存在问题"
    RECTIFICATION = "rectification_done", "整改情况"
    SUGGESTIONS = "suggestions", "意见建议"
