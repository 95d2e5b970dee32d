"""A comparison made by hand: three documents, every relation, a proof of each method, witnesses, a gap, an unknown."""

from __future__ import annotations

from datetime import date, datetime

from policykit.analysis.compare.results import (
    Comparison,
    Entry,
    Implication,
    Jurisdiction,
    Method,
    NormalForm,
    Pair,
    Proof,
    Relation,
    Row,
    Witness,
    WitnessFact,
)
from policykit.model.finding import Finding, FindingIds, Message, Verdict
from policykit.model.policy.topic import Topic
from policykit.model.time import SHANGHAI

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def said(zh: str, en: str) -> Message:
    return Message(zh=zh, en=en)


def at(text: str) -> datetime:
    """A time in UTC+8."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def end_of(day: str) -> datetime:
    return at(f"{day}T23:59:59.999999")


ACCOUNTS = said("账号", "accounts")
ONLINE = said("账号(非 获准停更)", "accounts (not paused)")
POST = said("发布信息", "post published")
REPLY = said("答复留言(自动回复 = 否)", "message answered (automatic = no)")
MESSAGE = said(
    "每当 收到留言(留言类别 属于 {咨询, 投诉, 建议})", "on message received (kind in {enquiry, complaint, suggestion})"
)
MUST, MUST_NOT = said("应当", "must"), said("不得", "must not")


def entry(  # noqa: PLR0917 - a table of rules reads best by place
    rule: str,
    topic: Topic,
    clause: str,
    title: Message,
    normal: NormalForm,
    surfaces: tuple[str, str],
    form: str,
    modality: str = "must",
    **more: object,
) -> Entry:
    jurisdiction, name = rule.split("/")
    return Entry.model_validate(
        {
            "id": rule,
            "jurisdiction": jurisdiction,
            "rule": name,
            "clause": clause,
            "gist": None,
            "title": title,
            "topic": topic,
            "form": form,
            "modality": modality,
            "binding": modality not in {"may", "is encouraged to", "should strive to"},
            "normal": normal,
            "zh": surfaces[0],
            "en": surfaces[1],
            **more,
        }
    )


def _cadence(name: str, clause: str, title: Message, times: int, modality: str = "must") -> Entry:
    zh = {"must": "应当", "in principle must": "原则上应当"}[modality]
    return entry(
        name,
        Topic.UPDATES,
        clause,
        title,
        NormalForm(
            who=ONLINE,
            strength=said(zh, modality),
            what=POST,
            amount=said(f"每周 至少 {times} 次", f"at least {times} a week"),
        ),
        (
            f'规则 {name.split("/")[1]} "{title.zh}"\n  对每个 账号 其中 非 获准停更\n'
            f"  {zh} 每周 至少 {times} 次 发布信息",
            f'rule {name.split("/")[1]} "{title.en}"\n  for each account where not paused\n'
            f"  {modality} at least {times} a week post.published",
        ),
        "frequency",
        modality,
    )


def _answer(name: str, clause: str, title: Message, days: str, modality: str = "must", **more: object) -> Entry:
    zh = {"must": "应当", "should strive to": "力争"}[modality]
    limit = {"5": said("5 个工作日", "5 workdays"), "7": said("7 天", "7 days"), "0": said("当日", "the same day")}[
        days
    ]
    return entry(
        name,
        Topic.REPLIES,
        clause,
        title,
        NormalForm(who=ACCOUNTS, strength=said(zh, modality), when=MESSAGE, what=REPLY, within=limit),
        (
            f'规则 {name.split("/")[1]} "{title.zh}"\n  每当 收到留言 其中 留言类别 属于 {{咨询, 投诉, 建议}}\n'
            f"  {zh} 在 {limit.zh} 内 答复留言 其中 自动回复 = 否",
            f'rule {name.split("/")[1]} "{title.en}"\n'
            "  whenever message.received where kind in {enquiry, complaint, suggestion}\n"
            f"  {modality} message.answered where automatic = no within {limit.en}",
        ),
        "response",
        modality,
        **more,
    )


ENTRIES = (
    _cadence("jiaxian/two_a_week", "第十条(三)", said("每周至少更新两次", "Two posts a week"), 2, "in principle must"),
    _cadence("linyi/weekly", "三(二)", said("每周至少更新一次", "A post a week"), 1),
    _cadence("zhejiang/weekly", "第二十条第二款", said("每周更新", "Updated every week"), 1),
    entry(
        "jiaxian/no_fourteen_days_of_silence",
        Topic.SILENCE,
        "第十条(二)",
        said("连续超过14天不更新即不合格", "No update for more than 14 days in a row is unqualified"),
        NormalForm(
            who=ONLINE,
            strength=MUST_NOT,
            what=said("没有 发布信息", "without post published"),
            within=said("连续超过 14 天", "longer than 14 days"),
            unless=said("账号 的 体裁 = 客户端", "medium = client"),
        ),
        (
            '规则 no_fourteen_days_of_silence "连续超过14天不更新即不合格"\n  对每个 账号 其中 非 获准停更\n'
            "  不得 连续 超过 14 天 没有 发布信息\n  除非 体裁 = 客户端\n  否则 判定 不合格",
            'rule no_fourteen_days_of_silence "No update for more than 14 days in a row is unqualified"\n'
            "  for each account where not paused\n  must not go longer than 14 days without post.published\n"
            "  unless medium = client\n  else unqualified",
        ),
        "silence",
        "must not",
        gist=said("超过十四天没有更新的，判为不合格", "More than fourteen days without an update is unqualified"),
        interpretations=(said("按最后一次更新之日起滚动计算", "Rolling, from the day of the last update"),),
    ),
    _answer(
        "jiaxian/answer_in_five_workdays",
        "第十条(四)",
        said("五个工作日内答复", "Answered within five working days"),
        "5",
        gist=said(
            "留言尽量当日、至迟五个工作日内答复",
            "Messages answered the same day if possible, within five working days at the latest",
        ),
        interpretations=(said("自动回复不算答复", "An automatic acknowledgement is no answer"),),
    ),
    _answer(
        "jiaxian/answer_same_day", "第十条(四)", said("力争当日答复", "Answered the same day"), "0", "should strive to"
    ),
    _answer("linyi/answer_in_seven_days", "三(四)", said("七天内答复", "Answered within seven days"), "7"),
    entry(
        "linyi/correct_promptly",
        Topic.CORRECTION,
        "四(一)",
        said("发现错误及时更正", "Errors corrected promptly"),
        NormalForm(
            who=said("单位", "units"),
            strength=MUST,
            when=said("每当 发现事件(事件类别 = 差错)", "on incident found (kind = error)"),
            what=said("更正信息", "post corrected"),
            within=said("及时", "promptly"),
        ),
        (
            '规则 correct_promptly "发现错误及时更正"\n  每当 发现事件 其中 事件类别 = 差错\n  应当 及时 更正信息',
            'rule correct_promptly "Errors corrected promptly"\n  whenever incident.found where kind = error\n'
            "  must post.corrected promptly",
        ),
        "response",
        open_terms=(said("及时", "promptly"),),
    ),
    entry(
        "zhejiang/attest_correction",
        Topic.CORRECTION,
        "第二十二条",
        said("差错有人核查", "Errors are looked into"),
        NormalForm(
            who=said("单位", "units"),
            strength=MUST,
            what=said("人工核查“问题和错漏是否都及时纠正？”", "attested by a person: errors are looked into"),
            amount=said("每年 1 次", "once a year"),
        ),
        (
            '规则 attest_correction "差错有人核查"\n  对每个 单位\n  应当 每年 人工核查 "问题和错漏是否都及时纠正？"',
            'rule attest_correction "Errors are looked into"\n  for each unit\n'
            '  must attest every year "Are errors and omissions mended?"',
        ),
        "attestation",
    ),
    entry(
        "zhejiang/custom_ipv6",
        Topic.TECHNOLOGY,
        "第二十六条",
        said("支持 IPv6", "IPv6 is supported"),
        NormalForm(who=ACCOUNTS, strength=MUST, what=said("通过检查“ipv6”", "pass the check “ipv6”")),
        (
            '规则 custom_ipv6 "支持 IPv6"\n  对每个 账号\n  应当 通过 检查 ipv6(端口=443)',
            'rule custom_ipv6 "IPv6 is supported"\n  for each account\n  must pass check ipv6(port=443)',
        ),
        "custom",
    ),
    entry(
        "linyi/ipv6_stated",
        Topic.TECHNOLOGY,
        "五(二)",
        said("客户端支持 IPv6", "Clients support IPv6"),
        NormalForm(
            who=said("账号(体裁 = 客户端)", "accounts (medium = client)"),
            strength=MUST,
            what=said("IPv6 = 是", "ipv6 = yes"),
        ),
        (
            '规则 ipv6_stated "客户端支持 IPv6"\n  对每个 账号 其中 体裁 = 客户端\n  应当 IPv6 = 是',
            'rule ipv6_stated "Clients support IPv6"\n  for each account where medium = client\n  must ipv6 = yes',
        ),
        "state",
    ),
    entry(
        "jiaxian/closing_named",
        Topic.CONSEQUENCES,
        "第十七条",
        said("连续两次靠后即约谈", "Twice near the bottom leads to an interview"),
        NormalForm(
            who=ACCOUNTS,
            strength=said("认定", "is identified"),
            when=said("每当 公布通报", "on bulletin published"),
            what=said("约谈", "interview"),
            amount=said("连续 2 次(倒数名次 <= 3)", "2 in a row (rank from last <= 3)"),
        ),
        (
            "认定 closing_named 每当 公布通报 其中 倒数名次 <= 3 连续 2 次 后果 约谈",
            "identify closing_named whenever bulletin.published where rank_from_last <= 3 2 in a row then interview",
        ),
        "consequence",
    ),
)


def _proof(method: Method, zh: str, en: str, *premises: str, assumes: tuple[Message, ...] = ()) -> Proof:
    return Proof(method=method, first=FIRST, last=LAST, premises=premises, text=said(zh, en), assumes=assumes)


def implied(rule: str, proof: Proof) -> Implication:
    return Implication(rule=rule, outcome="implied", proof=proof)


def refuted(rule: str, witness: Witness) -> Implication:
    return Implication(rule=rule, outcome="refuted", witness=witness)


def _fact(
    id_: str, type_: str, when: str, label: Message, *says: tuple[Message, Message], **fields: object
) -> WitnessFact:
    occurred = at(when)
    fact = {"id": id_, "type": type_, "occurred_at": occurred.isoformat(), **fields}
    return WitnessFact(id=id_, type=type_, occurred_at=occurred, label=label, says=says, fact=fact)


def _breach(rule: str, message: Message, **more: object) -> Finding:
    found = next(e for e in ENTRIES if e.id == rule)
    fields = {
        "id": FindingIds(rule)(more.get("subject")),
        "jurisdiction": found.jurisdiction,
        "rule": found.rule,
        "clause": found.clause,
        "title": found.title,
        "modality": found.modality,
        "verdict": Verdict.VIOLATED,
        "message": message,
        "account": "a1",
    }
    return Finding.model_validate(fields | more)


OPENED = _fact(
    "w1", "account.opened", "2025-03-03T00:00", said("开设账号", "account opened"),
    (said("账号", "account"), said("a1", "a1")), account="a1",
)  # fmt: skip
_M1 = (said("留言", "message"), said("m1", "m1"))


def _received(when: str) -> WitnessFact:
    kind = (said("留言类别", "kind"), said("咨询", "enquiry"))
    label = said("收到留言", "message received")
    return _fact("w2", "message.received", when, label, _M1, kind, account="a1", message="m1", kind="enquiry")


def _answered(when: str) -> WitnessFact:
    return _fact("w3", "message.answered", when, said("答复留言", "message answered"), _M1, account="a1", message="m1")


ONE_POST = Witness(
    facts=(OPENED, _fact("w2", "post.published", "2025-03-05T09:00", POST, account="a1", post="p1")),
    as_of=end_of("2025-03-09"),
    keeps=("linyi/weekly",),
    breaks="jiaxian/two_a_week",
    finding=_breach(
        "jiaxian/two_a_week",
        said(
            "账号 a1 在 2025-03-03 至 2025-03-09 发布信息 1 次，应至少 2 次",
            "account a1: post published 1 in 2025-03-03 to 2025-03-09, at least 2 needed",
        ),
        triggered_at=at("2025-03-03T00:00"),
        due=end_of("2025-03-09"),
        evidence=("w2",),
    ),
)
HOLIDAY = Witness(
    facts=(_received("2025-09-29T10:00"), _answered("2025-10-11T09:00")),
    as_of=at("2025-10-13T00:00"),
    keeps=("jiaxian/answer_in_five_workdays",),
    breaks="linyi/answer_in_seven_days",
    finding=_breach(
        "linyi/answer_in_seven_days",
        said(
            "2025-09-29 收到留言 m1，应于 2025-10-09 前答复，逾期 1 天 9 小时",
            "message m1 of 2025-09-29 was due by 2025-10-09; answered 1 d 9 h late",
        ),
        verdict=Verdict.MET_LATE,
        subject="m1",
        triggered_at=at("2025-09-29T10:00"),
        due=end_of("2025-10-09"),
        settled_at=at("2025-10-11T09:00"),
        evidence=("w2", "w3"),
    ),
)
MAKE_UP = Witness(
    facts=(_received("2025-04-24T10:00"), _answered("2025-05-05T18:30")),
    as_of=end_of("2025-05-06"),
    keeps=("linyi/answer_in_seven_days",),
    breaks="jiaxian/answer_in_five_workdays",
    finding=_breach(
        "jiaxian/answer_in_five_workdays",
        said(
            "2025-04-24 收到留言 m1，应于 2025-04-30 前答复，逾期 4 天 18 小时",
            "message m1 of 2025-04-24 was due by 2025-04-30; answered 4 d 18 h late",
        ),
        verdict=Verdict.MET_LATE,
        subject="m1",
        triggered_at=at("2025-04-24T10:00"),
        due=end_of("2025-04-30"),
        settled_at=at("2025-05-05T18:30"),
        evidence=("w2", "w3"),
    ),
)


def _unanswered(rule: str, due: str) -> Witness:
    return Witness(
        facts=(_received("2025-03-03T10:00"),),
        as_of=end_of("2025-03-31"),
        keeps=(),
        breaks=rule,
        finding=_breach(
            rule,
            said(f"留言 m1 应于 {due} 前答复，至今没有答复", f"message m1 was due by {due}; it is not answered"),
            subject="m1",
            triggered_at=at("2025-03-03T10:00"),
            due=end_of(due),
            evidence=("w2",),
        ),
    )


def _silent(rule: str) -> Witness:
    return Witness(
        facts=(OPENED,),
        as_of=end_of("2025-03-31"),
        keeps=(),
        breaks=rule,
        finding=_breach(
            rule,
            said("账号 a1 在 2025-03-03 至 2025-03-18 没有发布信息", "account a1: no post in 2025-03-03 to 2025-03-18"),
            triggered_at=at("2025-03-03T00:00"),
            due=end_of("2025-03-17"),
            evidence=("w1",),
        ),
    )


NOTHING = "对方没有要求，无须证明"
NOTHING_EN = "the other asks for nothing: there is nothing to prove"
SEARCHED = said("在 4 条事实以内没有找到见证，也没有证明", "no witness of up to 4 facts was found, and no proof")


def _updates() -> Row:
    two = implied(
        "linyi/weekly",
        _proof(
            Method.CADENCE,
            "同一周内至少 2 次，就至少 1 次；逐日检查了 2025 年的每一周",
            "2 in a week are at least 1; every week of 2025 was checked day by day",
            "jiaxian/two_a_week",
            assumes=(said("没有经批准的豁免", "no waiver was approved"),),
        ),
    )
    same = _proof(Method.SAME, "两条规则说的是同一件事", "both rules say the same", "linyi/weekly")
    return Row(
        topic=Topic.UPDATES.value,
        label=said("更新频率", "updates"),
        cells={"jiaxian": ("jiaxian/two_a_week",), "linyi": ("linyi/weekly",), "zhejiang": ("zhejiang/weekly",)},
        pairs=(
            Pair(
                left="jiaxian",
                right="linyi",
                relation=Relation.STRICTER,
                forward=(two,),
                backward=(refuted("jiaxian/two_a_week", ONE_POST),),
                note=said("佳县的规则可经批准豁免", "a waiver may lift the rule of Jiaxian"),
            ),
            Pair(
                left="jiaxian",
                right="zhejiang",
                relation=Relation.STRICTER,
                forward=(two.model_copy(update={"rule": "zhejiang/weekly"}),),
                backward=(refuted("jiaxian/two_a_week", ONE_POST.model_copy(update={"keeps": ("zhejiang/weekly",)})),),
            ),
            Pair(
                left="linyi",
                right="zhejiang",
                relation=Relation.EQUAL,
                forward=(implied("zhejiang/weekly", same),),
                backward=(implied("linyi/weekly", same.model_copy(update={"premises": ("zhejiang/weekly",)})),),
            ),
        ),
    )


def _silence() -> Row:
    rule = "jiaxian/no_fourteen_days_of_silence"
    nothing = refuted(rule, _silent(rule))
    return Row(
        topic=Topic.SILENCE.value,
        label=said("间断更新", "silence"),
        cells={"jiaxian": (rule,), "linyi": (), "zhejiang": ()},
        pairs=(
            Pair(left="jiaxian", right="linyi", relation=Relation.STRICTER, forward=(), backward=(nothing,)),
            Pair(left="jiaxian", right="zhejiang", relation=Relation.STRICTER, forward=(), backward=(nothing,)),
            Pair(left="linyi", right="zhejiang", relation=Relation.EQUAL, forward=(), backward=()),
        ),
    )


def _replies() -> Row:
    five, seven = "jiaxian/answer_in_five_workdays", "linyi/answer_in_seven_days"
    return Row(
        topic=Topic.REPLIES.value,
        label=said("留言办理", "replies"),
        cells={"jiaxian": (five, "jiaxian/answer_same_day"), "linyi": (seven,), "zhejiang": ()},
        pairs=(
            Pair(
                left="jiaxian",
                right="linyi",
                relation=Relation.INCOMPARABLE,
                forward=(refuted(seven, HOLIDAY),),
                backward=(refuted(five, MAKE_UP),),
            ),
            Pair(
                left="jiaxian",
                right="zhejiang",
                relation=Relation.STRICTER,
                forward=(),
                backward=(refuted(five, _unanswered(five, "2025-03-10")),),
            ),
            Pair(
                left="linyi",
                right="zhejiang",
                relation=Relation.STRICTER,
                forward=(),
                backward=(refuted(seven, _unanswered(seven, "2025-03-10")),),
            ),
        ),
    )


def _correction() -> Row:
    prompt, attested = "linyi/correct_promptly", "zhejiang/attest_correction"
    unknown = Implication(
        rule=prompt, outcome="unknown", reason=said("“及时”没有约定", "'promptly' has no house value")
    )
    life = _proof(Method.LIFE, "期限较短的含在较长的之内", "the shorter limit lies within the longer", attested)
    return Row(
        topic=Topic.CORRECTION.value,
        label=said("差错更正", "correction"),
        cells={"jiaxian": (), "linyi": (prompt,), "zhejiang": (attested,)},
        pairs=(
            Pair(left="jiaxian", right="linyi", relation=Relation.LOOSER, forward=(unknown,), backward=()),
            Pair(left="jiaxian", right="zhejiang", relation=Relation.UNKNOWN, forward=(), backward=()),
            Pair(
                left="linyi",
                right="zhejiang",
                relation=Relation.UNRELATED,
                forward=(implied(attested, life),),
                backward=(unknown,),
            ),
        ),
    )


def _technology() -> Row:
    stated, custom = "linyi/ipv6_stated", "zhejiang/custom_ipv6"
    conditions = _proof(Method.CONDITIONS, "条件 IPv6 = 是 由前提推出", "ipv6 = yes follows from the premise", custom)
    silent = _proof(Method.SILENT, NOTHING, NOTHING_EN)
    return Row(
        topic=Topic.TECHNOLOGY.value,
        label=said("技术要求", "technology"),
        cells={"jiaxian": (), "linyi": (stated,), "zhejiang": (custom,)},
        pairs=(
            Pair(
                left="linyi",
                right="zhejiang",
                relation=Relation.UNKNOWN,
                forward=(Implication(rule=custom, outcome="unknown", reason=SEARCHED),),
                backward=(implied(stated, conditions),),
            ),
            Pair(
                left="jiaxian",
                right="linyi",
                relation=Relation.LOOSER,
                forward=(Implication(rule=stated, outcome="unknown", reason=SEARCHED),),
                backward=(implied("jiaxian/nowhere", silent),),
            ),
        ),
    )


def _consequences() -> Row:
    return Row(
        topic=Topic.CONSEQUENCES.value,
        label=said("责任追究", "consequences"),
        cells={"jiaxian": ("jiaxian/closing_named",), "linyi": (), "zhejiang": ()},
        pairs=(),
    )


COMPARISON = Comparison(
    first=FIRST,
    last=LAST,
    jurisdictions=(
        Jurisdiction(
            name="jiaxian",
            label=said("佳县", "Jiaxian"),
            title=said(
                "佳县政务新媒体管理办法", "Measures of Jiaxian County for the Management of Government New Media"
            ),
            version="3f2a90c1b5d7",
            force=said("2024-06-24 至 2026-06-24 施行", "in force 2024-06-24 to 2026-06-24"),
        ),
        Jurisdiction(
            name="linyi",
            label=said("临沂", "Linyi"),
            title=said(
                "临沂市关于推进全市政务新媒体健康有序发展的通知", "Notice of Linyi City on Government New Media"
            ),
            version="0b7c44e19a02",
            force=said("自 2019-03-12 施行", "in force from 2019-03-12"),
        ),
        Jurisdiction(
            name="zhejiang",
            label=said("浙江", "Zhejiang"),
            title=said("浙江省政务新媒体管理办法(试行)", "Zhejiang Measures for Government New Media (Trial)"),
            version="",
            force=said("自 2021-01-01 施行", "in force from 2021-01-01"),
            scope=(said("不适用于 单位 其中 部属", "exempt unit where of_central_body"),),
        ),
    ),
    entries={e.id: e for e in ENTRIES},
    rows=(_updates(), _silence(), _replies(), _correction(), _technology(), _consequences()),
)
