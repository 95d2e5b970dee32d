"""The normal form: every form of rule taken apart in both languages, and every rule of every installed pack."""

from __future__ import annotations

import re

import pytest

from policykit.analysis.compare.normal import entry, normal_form
from policykit.analysis.compare.results import Entry
from policykit.model.finding import Message
from policykit.model.policy.requirements import Form
from policykit.packs import Pack, installed_packs, load_pack

PLUGIN = """
from policykit.model.extension import Check, CheckInput, CheckResult, Function
from policykit.model.text import Text
from policykit.model.vocabulary import FieldType, Kind
from policykit.plugins import hookimpl


@hookimpl
def policykit_checks():
    passed = CheckResult(True, Text("可以", "it is"))
    return [Check(Text("可达", "is_reachable"), "account", lambda seen: passed, {"port": FieldType(Kind.NUMBER)})]


@hookimpl
def policykit_functions():
    return [Function(Text("字数", "length_of"), (FieldType(Kind.TEXT),), FieldType(Kind.NUMBER), len)]
"""

RULES: dict[str, tuple[str, str, str]] = {
    "response": (
        "每当 收到留言 其中 留言类别 属于 {咨询, 投诉} 应当 在 5 个工作日 内 答复留言 其中 自动回复 = 否",
        "账号 | 应当 | 每当 收到留言(留言类别 属于 {咨询, 投诉}) | 答复留言(自动回复 = 否) | - | 5 个工作日 | -",
        "accounts | must | on message received (kind in {enquiry, complaint}) | message answered (automatic = no) | - "
        "| 5 workdays | -",
    ),
    "response_open": (
        "每当 发现事件 应当 第一时间 处置事件",
        "单位 | 应当 | 每当 发现事件 | 处置事件 | - | 第一时间 | -",
        "units | must | on incident found | incident handled | - | first moment | -",
    ),
    "response_agreed": (
        "每当 开设账号 原则上应当 在 约定 备案时限 内 提交备案",
        "账号 | 原则上应当 | 每当 开设账号 | 提交备案 | - | 约定的“备案时限” | -",
        "accounts | in principle must | on account opened | filing submitted | - | as agreed (“备案时限”) | -",
    ),
    "response_same_day": (
        "每当 收到留言 力争 在 当日 内 答复留言",
        "账号 | 力争 | 每当 收到留言 | 答复留言 | - | 当日 | -",
        "accounts | should strive to | on message received | message answered | - | the same day | -",
    ),
    "response_from_force": (
        "对每个 单位 其中 涉密 = 否 必须 自 施行之日 起 在 3 个月 内 提交备案 或 报送报告",
        "单位(涉密 = 否) | 必须 | - | 提交备案 或 报送报告 | - | 自施行之日起 3 个月 | -",
        "units (classified = no) | shall | - | filing submitted or report submitted | - | "
        "3 months from the day of force | -",
    ),
    "response_by_date": (
        "对每个 单位 应当 于 2024-03-18 前 报送报告",
        "单位 | 应当 | - | 报送报告 | - | 不迟于 2024-03-18 | -",
        "units | must | - | report submitted | - | by 2024-03-18 | -",
    ),
    "response_by_field": (
        "每当 责令整改 应当 于 整改期限 前 完成整改",
        "单位 | 应当 | 每当 责令整改 | 完成整改 | - | 不迟于 整改期限 | -",
        "units | must | on rectification ordered | rectification completed | - | by due day | -",
    ),
    "of_supervision": (
        "每当 开展检查 其中 检查结果 = 不通过 应当 及时 责令整改",
        "监管单位 | 应当 | 每当 开展检查(检查结果 = 不通过) | 责令整改 | - | 及时 | -",
        "supervising units | must | on inspection held (result = fail) | rectification ordered | - | promptly | -",
    ),
    "pair": (
        "对每个 账号 其中 非 获准停更 每当 重要政策 其中 需周知 应当 在 24 小时 内 发布信息",
        "账号(非 获准停更) | 应当 | 每当 重要政策(需周知 = 是) | 发布信息 | - | 24 小时 | -",
        "accounts (not paused) | must | on policy issued (for public = yes) | post published | - | 24 hours | -",
    ),
    "abstention": (
        "每当 发布公告 其中 公告事项 = 开设 不得 在 30 个自然日 内 撤下公告",
        "单位 | 不得 | 每当 发布公告(公告事项 = 开设) | 撤下公告 | - | 30 个自然日 | -",
        "units | must not | on notice posted (about = opening) | notice removed | - | 30 natural days | -",
    ),
    "condition": (
        "每当 发布信息 严禁 个人观点 或 (使用地图 且 未填 审图号) 除非 账号.用途 = 专项 除非 经授权",
        "账号 | 严禁 | 每当 发布信息 | 个人观点 = 是 或 (使用地图 = 是 且 未填 审图号) | - | - | "
        "账号的用途 = 专项;或 经授权 = 是",
        "accounts | is prohibited to | on post published | personal opinion = yes or (map used = yes and omits "
        "map number) | - | - | account's purpose = campaign; or authorised = yes",
    ),
    "condition_on_function": (
        "每当 发布信息 其中 已填 来源 应当 字数(来源) <= 20",
        "账号 | 应当 | 每当 发布信息(已填 来源) | 字数(来源) <= 20 | - | - | -",
        "accounts | must | on post published (states source) | length of(source) <= 20 | - | - | -",
    ),
    "condition_with_look_back": (
        "每当 开设账号 应当 已填 申请 且 (此前 同一 年度 没有 关停账号 或 注销账号)",
        "账号 | 应当 | 每当 开设账号 | 已填 申请 且 (此前 同一年度 没有 关停账号 或 注销账号) | - | - | -",
        "accounts | must | on account opened | states application and (there was no earlier account closed or account "
        "cancelled in the same year) | - | - | -",
    ),
    "precedence": (
        "每当 发布信息 应当 此前 30 天 内 已有 审核信息 其中 审核结果 = 通过",
        "账号 | 应当 | 每当 发布信息 | 此前已有 审核信息(审核结果 = 通过) | - | 此前 30 天 内 | -",
        "accounts | must | on post published | an earlier post reviewed (result = pass) | - | before, within "
        "30 days | -",
    ),
    "precedence_of_another": (
        "每当 关停账号 或 注销账号 其中 原因 = 集约化 应当 此前 已有 发布公告 同一 单位 其中 公告事项 = 关停",
        "账号 | 应当 | 每当 关停账号 或 注销账号,其中 原因 = 集约化 | 此前已有 发布公告(同一单位;公告事项 = 关停) | "
        "- | - | -",
        "accounts | must | on account closed or account cancelled, where reason = consolidation | an earlier notice "
        "posted (same unit; about = closure) | - | - | -",
    ),
    "chain": (
        "每当 批准申请 应当 此前 依次 已有 提交申请, 审核申请 其中 审核层级 = 县级",
        "监管单位 | 应当 | 每当 批准申请 | 此前依次已有 提交申请、审核申请(审核层级 = 县级) | - | - | -",
        "supervising units | must | on application approved | earlier, in this order: application submitted, then "
        "application reviewed (by level = county) | - | - | -",
    ),
    "frequency": (
        "对每个 账号 其中 体裁 = 图文 且 非 获准停更 应当 每周 至少 2 次 发布信息",
        "账号(体裁 = 图文 且 非 获准停更) | 应当 | - | 发布信息 | 每周 至少 2 次 | - | -",
        "accounts (medium = text and not paused) | must | - | post published | at least 2 a week | - | -",
    ),
    "frequency_of_items": (
        "对每个 账号 应当 每月 至少 1 条 发布信息 其中 原创",
        "账号 | 应当 | - | 发布信息(原创 = 是) | 每月 至少 1 条 | - | -",
        "accounts | must | - | post published (original = yes) | at least 1 item a month | - | -",
    ),
    "frequency_at_most": (
        "对每个 账号 不得 每年 超过 1 次 临时下线",
        "账号 | 不得 | - | 临时下线 | 每年 超过 1 次 | - | -",
        "accounts | must not | - | account suspended | more than 1 a year | - | -",
    ),
    "silence": (
        "对每个 账号 不得 连续 超过 14 天 没有 发布信息",
        "账号 | 不得 | - | 没有 发布信息 | - | 连续超过 14 天 | -",
        "accounts | must not | - | without post published | - | longer than 14 days | -",
    ),
    "silence_open": (
        "对每个 账号 应当 定期 更换密码",
        "账号 | 应当 | - | 更换密码 | - | 定期 | -",
        "accounts | must | - | password changed | - | regularly | -",
    ),
    "state": (
        "对每个 账号 其中 在线 应当 留言功能 = 开启",
        "账号(在线 = 是) | 应当 | - | 留言功能 = 开启 | - | - | -",
        "accounts (online = yes) | must | - | messaging = on | - | - | -",
    ),
    "cardinality": (
        "对每个 单位 应当 有 至少 1 个 人员 其中 角色 = 审核人员",
        "单位 | 应当 | - | 有 人员(角色 = 审核人员) | 至少 1 个 | - | -",
        "units | must | - | have staff (role = reviewer) | at least 1 | - | -",
    ),
    "cardinality_by_group": (
        "对每个 单位 原则上不得 有 超过 1 个 账号 按 平台",
        "单位 | 原则上不得 | - | 有 账号,按平台 | 超过 1 个 | - | -",
        "units | in principle must not | - | have accounts, by platform | more than 1 | - | -",
    ),
    "agreement": (
        "对每个 单位 应当 账号 的 名称 一致",
        "单位 | 应当 | - | 账号的名称一致 | - | - | -",
        "units | must | - | the same account name on all accounts | - | - | -",
    ),
    "attestation": (
        '对每个 单位 其中 此前 已有 开设账号 鼓励 每季度 人工核查 "制度是否健全?"',
        "单位(此前已有 开设账号) | 鼓励 | - | 人工核查“制度是否健全?” | 每季度 1 次 | - | -",
        "units (there was an earlier account opened) | is encouraged to | - | attested by a person: Rule attestation | "
        "once a quarter | - | -",
    ),
    "attestation_once": (
        '每当 提交备案 应当 人工核查 "内容是否真实?"',
        "单位 | 应当 | 每当 提交备案 | 人工核查“内容是否真实?” | - | - | -",
        "units | must | on filing submitted | attested by a person: Rule attestation_once | - | - | -",
    ),
    "custom": (
        "对每个 账号 应当 通过 检查 可达(port = 443)",
        "账号 | 应当 | - | 通过检查“可达”(port = 443) | - | - | -",
        "accounts | must | - | pass the check “is reachable” (port = 443) | - | - | -",
    ),
    "consequence": (
        "认定 每当 查实行为 其中 行为类别 = 发布有害信息 后果 问责",
        "单位 | 认定 | 每当 查实行为(行为类别 = 发布有害信息) | 问责 | - | - | -",
        "units | is identified | on conduct found (kind = harmful content) | accountability | - | - | -",
    ),
    "consequence_in_a_row": (
        "对每个 账号 认定 每当 公布通报 其中 通报周期 = 季度 连续 2 次 倒数名次 <= 3 后果 约谈, 责令暂时关停",
        "账号 | 认定 | 每当 公布通报(通报周期 = 季度) | 约谈、责令暂时关停 | 连续 2 次(倒数名次 <= 3) | - | -",
        "accounts | is identified | on bulletin published (round = quarterly) | interview, ordered suspension | "
        "2 in a row (rank from last <= 3) | - | -",
    ),
    "consequence_among": (
        "对每个 账号 认定 每当 公布通报 最近 4 次 至少 2 次 等次 = 不合格 后果 约谈",
        "账号 | 认定 | 每当 公布通报 | 约谈 | 最近 4 次中至少 2 次(等次 = 不合格) | - | -",
        "accounts | is identified | on bulletin published | interview | at least 2 of the last 4 "
        "(standing = unqualified) | - | -",
    ),
    "permission": (
        "每当 发布信息 可 转载",
        "账号 | 可 | 每当 发布信息 | 转载 = 是 | - | - | -",
        "accounts | may | on post published | reposted = yes | - | - | -",
    ),
    "after_a_breach": (
        "每当 违反 silence 应当 在 3 天 内 报送报告",
        "账号 | 应当 | 每当违反“规则 silence” | 报送报告 | - | 3 天 | -",
        "accounts | must | on a breach of “Rule silence” | report submitted | - | 3 days | -",
    ),
    "supervision_after_a_breach": (
        "每当 违反 after_a_breach 应当 及时 责令整改",
        "监管单位 | 应当 | 每当违反“规则 after_a_breach” | 责令整改 | - | 及时 | -",
        "supervising units | must | on a breach of “Rule after_a_breach” | rectification ordered | - | promptly | -",
    ),
}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("packs") / "local"
    folder.mkdir()
    rules = "\n".join(f'规则 {name} "规则 {name}" / "Rule {name}" {text}' for name, (text, _, _) in RULES.items())
    head = '文件 local 《某县办法》 / "Measures of a County" 施行 2024-01-01'
    clause = '第一条 "一" / "One" 要旨 "要旨" / "Gist" 主题 更新频率'
    (folder / "local.policy").write_text(f"{head}\n{clause}\n{rules}\n", "utf-8")
    (folder / "plugin.py").write_text(PLUGIN, "utf-8")
    return load_pack(str(folder), with_plugins=True)


def _row(entry: Entry, lang: str) -> str:
    cells: list[Message | None] = [cell for _, cell in entry.normal]
    return " | ".join("-" if cell is None else getattr(cell, lang) for cell in cells)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_taken_apart_in_both_languages(name: str, pack: Pack) -> None:
    _, zh, en = RULES[name]
    found = entry(pack, pack.document.rule(name))
    assert (_row(found, "zh"), _row(found, "en")) == (zh, en)


def test_every_form_is_in_the_table(pack: Pack) -> None:
    assert {rule.form for rule in pack.document.rules} == set(Form)


def test_an_entry_has_the_rule_in_both_surfaces_and_what_it_rests_on(pack: Pack) -> None:
    found = entry(pack, pack.document.rule("response_open"))
    assert found.id == "local/response_open"
    assert found.clause == "第一条"
    assert found.gist == Message(zh="要旨", en="Gist")
    assert found.title == Message(zh="规则 response_open", en="Rule response_open")
    assert (found.form, found.modality, found.topic) == ("response", "must", "updates")
    assert found.open_terms == (Message(zh="第一时间", en="first moment"),)
    assert found.zh.splitlines()[1:] == ["  每当 发现事件", "  应当 第一时间 处置事件"]
    assert found.en.splitlines()[1:] == ["  whenever incident.found", "  must first_moment incident.handled"]
    assert found.normal == normal_form(pack, pack.document.rule("response_open"))


@pytest.mark.parametrize(
    ("rule", "binding"),
    [("response", True), ("response_agreed", True), ("response_same_day", False), ("attestation", False)],
)
def test_advice_does_not_bind(rule: str, binding: bool, pack: Pack) -> None:
    assert entry(pack, pack.document.rule(rule)).binding is binding


@pytest.mark.parametrize("rule", ["permission", "consequence"])
def test_permissions_and_identifications_do_not_bind(rule: str, pack: Pack) -> None:
    assert not entry(pack, pack.document.rule(rule)).binding


def _unquoted(text: str) -> str:
    """What is ours: without what a rule quotes (texts of records, titles, house terms)."""
    return re.sub(r'"[^"]*"|“[^”]*”|attested by a person: .*', "", text)


@pytest.mark.parametrize("name", installed_packs())
def test_every_rule_of_every_pack_has_an_entry_in_both_languages(name: str) -> None:
    installed = load_pack(name)
    for rule in installed.document.rules:
        found = entry(installed, rule)
        assert found.zh != found.en
        for label, cell in found.normal:
            if cell is None:
                continue
            where = f"{rule.id} {label}"
            assert cell.zh.strip(), where
            assert cell.en.strip(), where
            assert set(re.findall(r"[A-Za-z_]+", _unquoted(cell.zh))) <= {"ipv"}, where
            assert not re.search(r"[一-鿿]|_|\w\.\w", _unquoted(cell.en)), where
