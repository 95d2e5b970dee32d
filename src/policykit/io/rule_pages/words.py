"""The words of the pages, in both languages, and what each form and each strength of a rule means in a sentence."""

from __future__ import annotations

from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Modality
from policykit.model.text import Text

RULES_AS_CODE = Text("政务新媒体规则", "Rules for government new media")
INTRODUCTION = Text(
    "每份文件的条款依原文顺序列出,要旨用自己的话写成;每条规则一页,附两种写法、理解和案例。不能代替原文。",
    "The clauses of each document in its own order, summarised in our own words; a page for each rule, with its text "
    "in both surfaces, how it is read, and its cases. No substitute for the documents.",
)
ALL_PACKS = Text("全部规则包", "All packs")
FORMS = Text("规则的形式", "Forms of rules")
FORMS_INTRODUCTION = Text(
    "规则只有以下几种形式,每种的含义都是固定的;这里各用一两句话说明。",
    "Rules come in these forms only, each with a fixed meaning; here each has a sentence or two.",
)
EXACT_MEANING = Text("确切含义", "exact meaning")
NUMBER = Text("文号", "number")
ISSUER = Text("机关", "issuer")
IN_FORCE = Text("施行", "in force")
REPLACES = Text("替代", "replaces")
VERSION = Text("版本", "version")
CLAUSES = Text("个条款", "clauses")
CLAUSE = Text("条款", "Clause")
NOTE = Text("说明", "note")
RULES = Text("条规则", "rules")
RULE = Text("规则", "rule")
CASES = Text("案例", "Cases")
CASES_COUNTED = Text("个案例", "cases")
STRENGTH = Text("约束", "strength")
FORM = Text("形式", "form")
NAME = Text("名称", "name")
IN_CHINESE = Text("中文写法", "in Chinese")
IN_ENGLISH = Text("英文写法", "in English")
TEXT = Text("规则原文", "The rule")
READING = Text("解释", "How the text is read")
CONSEQUENCES = Text("后果", "consequences")
FOLLOWS_FROM = Text("因违反而起", "follows from a breach of")
FOLLOWED_BY = Text("违反后另有", "a breach leads to")
WHOLE_DOCUMENT = Text("全文另有规定", "for the whole document")
EQUIVALENTS = Text("等价改动", "Changes that mean the same")
EQUIVALENTS_INTRODUCTION = Text(
    "逐处改动规则时,以下改动不改变含义,所以没有案例能发现。",
    "When the rule is changed one place at a time, these changes do not change what it means: no case can notice them.",
)
NO_CASES = Text("没有案例", "no cases")
NO_RULES = Text("没有规则", "no rules")
TIME = Text("时间", "time")
WHAT = Text("事项", "what")
DUE = Text("到期", "due")
AS_OF = Text("截至", "as of")
AGREED = Text("约定", "agreed")
RECORDED = Text("记录于", "recorded")
EXPECTED = Text("应为", "expected")
CAME_OUT = Text("实为", "came out")
NOTHING = Text("无", "nothing")
AS_EXPECTED = Text("符合", "as expected")
DIFFERS = Text("不符", "differs")
DUE_ON = Text("应于", "due")
SINCE = Text("起于", "since")
NOT_COVERED = Text("日历未覆盖", "the calendar does not reach here")
PREVIOUS = Text("上一条", "previous")
NEXT = Text("下一条", "next")
TIME_ZONE = Text("时间均为 UTC+8", "times are in UTC+8")
LANGUAGES = Text("语言", "Languages")
EVENT = Text("事件", "event")
EVENTS = Text("项", "entries")
DUTY = Text("义务", "duty")
WEEKEND = Text("周末", "weekend")
REST_DAYS = Text("周末、放假日", "weekend, holiday")
MAKE_UP = Text("调休上班", "make-up working day")


def cut_out(days: int) -> Text:
    """What is said of a stretch that is left out of a timeline."""
    return Text(f"略去 {days} 天", f"{days} days left out")


def span(first: str, last: str, reason: Text) -> Text:
    """Days in a row of one kind."""
    if first == last:
        return Text(f"{first} {reason.zh}", f"{first} {reason.en}")
    return Text(f"{first} 至 {last} {reason.zh}", f"{first} to {last} {reason.en}")


def strength(modality: Modality) -> Text:
    """What a modality means for who has the duty."""
    if modality is Modality.MAY:
        return Text("说明什么是允许的,不产生义务", "says what is allowed; no obligation arises")
    if modality.advice:
        return Text("只给建议,从不算违反", "gives advice, never a violation")
    if modality.in_principle:
        return Text("有约束力,经批准的豁免除外", "binding, unless an approved waiver lifts it")
    if modality.negative:
        return Text("有约束力,做了即违反", "binding: to do it is a violation")
    return Text("有约束力,不做即违反", "binding: not to do it is a violation")


_MEANINGS = {
    Form.CONDITION: Text(
        "触发的事件本身须符合(或不得符合)条件。在事件发生时判定,当即定论。",
        "The trigger itself must meet (or must not meet) the condition. Judged when it happens, and final at once.",
    ),
    Form.STATE: Text(
        "在范围之内一直须符合(或不得符合)条件。按每日终了时判定,当日改正的不算违反;每一段不符是一项违反。",
        "The condition must hold (or must not hold) as long as the rule's scope lasts. Judged at the end of each day, "
        "so that what is mended on the same day is no breach; each stretch in which it fails is one violation.",
    ),
    Form.PRECEDENCE: Text(
        "触发之前,写明期限的在该期限之内,须已有(或不得已有)这样的事件。同一时刻不算颠倒。",
        "Before the trigger, within the period if one is said, such an event must (or must not) have occurred. "
        "Equal times are no breach of the order.",
    ),
    Form.CHAIN: Text(
        "触发之前,所列事件须依次全部发生。同一时刻不算颠倒。",
        "Before the trigger, all these events must have occurred in this order. Equal times are no breach of it.",
    ),
    Form.RESPONSE: Text(
        "触发之后须在期限之内有这样的事件,到最后一日终了都算按时;迟到的是逾期履行,也是违反。"
        "没有数字的时限(及时、尽快)须另有约定,没有约定时一直待履行,到办理或事项终结为止。"
        "期限由触发事实写明的(于整改期限前),没有写明即无法判定。",
        "After the trigger such an event must occur within the limit; until the end of the last day it is in time, and "
        "an act that comes late is a violation too. A time without a figure (promptly, soon) needs a house value; "
        "without one the duty stays pending until the act is done or the matter is closed. Where the trigger says the "
        "last day, one that it does not say leaves the verdict undecided.",
    ),
    Form.ABSTENTION: Text(
        "触发之后的期限之内不得有这样的事件。触发当日不计,末日逢休息日不顺延。",
        "After the trigger no such event may occur within the period. The day of the trigger is not counted, and the "
        "last day does not move off a rest day.",
    ),
    Form.FREQUENCY: Text(
        "每个日历周期至少(或至多)这么多。至少只看完整的周期;至多在周期的任何一段都算,超出的那一次当即违反。",
        "In every calendar period at least (or at most) so many. A minimum binds in whole periods only; a maximum "
        "binds in every part of a period, and the act beyond it breaks the rule at once.",
    ),
    Form.SILENCE: Text(
        "没有这样的事件的时间不得长于期限。从每次事件之日起滚动计算,第一次从进入范围之日起;末日逢休息日不顺延。",
        "No stretch without such an event may be longer than the limit. It runs from the day of each event, and from "
        "the first day in scope; the last day does not move off a rest day.",
    ),
    Form.CARDINALITY: Text(
        "同时存在的账号或人员至少(或至多)这么多,写明“按”的分组计算。按每日终了时判定。",
        "At least (or at most) so many living accounts or staff at one time, in groups where a `by` is said. Judged "
        "at the end of each day.",
    ),
    Form.AGREEMENT: Text(
        "同时存在的账号的这一属性须相同。按每日终了时判定。",
        "All accounts living at one time agree in the attribute. Judged at the end of each day.",
    ),
    Form.ATTESTATION: Text(
        "只有人能判断的事项,由人核查并记录。周期内最后一次核查为准;周期终了而没有人核查的,无法判定。",
        "What only a person can judge is looked at by a person and recorded. The last attestation of a period decides; "
        "where the period is over and nobody attested, the verdict is undecided.",
    ),
    Form.CUSTOM: Text(
        "须通过插件的检查。针对事件的在事件发生时判定,针对单位或账号的按每日终了时判定。",
        "A plug-in's check must be passed: on an event when it happens, on a unit or account at the end of each day.",
    ),
    Form.CONSEQUENCE: Text(
        "不是义务:一系列事件中连续(或最近几次中)达到这么多次的,予以认定,并引出后果。",
        "No obligation: where so many events of a series in a row (or among the last few) are reached, that is "
        "identified, and the consequences are named.",
    ),
}


def meaning(form: Form) -> Text:
    """What a form means, in a sentence or two."""
    return _MEANINGS[form]
