"""JSONL: what is read, and what each kind of bad line says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from policykit.io.facts_in import Loaded
from policykit.model.facts.choices import MessageKind, Place
from policykit.model.facts.dialogue import MessageReceived
from policykit.model.facts.procedure import NoticePosted

Read = Callable[..., Loaded]

GOOD = '{"id": "good", "type": "message.received", "occurred_at": "2025-10-14T23:59:00+08:00", "message": "m0"}'
M = '"id": "e1", "type": "message.received", "message": "m1"'
AT = '"occurred_at": "2025-10-14T10:00:00+08:00"'
FORM = "2025-10-14T23:59:00+08:00"

KINDS_ZH = "下列之一:咨询(enquiry)、投诉(complaint)、建议(suggestion)、评论(comment)、违法言论(unlawful)"
KINDS_EN = "one of enquiry (咨询), complaint (投诉), suggestion (建议), comment (评论), unlawful (违法言论)"
FIELDS_ZH = "id、message、account、unit、occurred_at、kind、channel、recorded_at"
FIELDS_EN = "id, message, account, unit, occurred_at, kind, channel, recorded_at"
FLAT_ZH = "此行的 JSON 嵌套过深或数字过长;事实是一层的对象,请检查导出程序"
FLAT_EN = "the JSON of this line is nested too deeply or holds too long a number; a fact is flat, so check the export"

# line | code | field | found | reason in Chinese | reason in English
BAD_LINES = [
    (
        "not json", "bad_json", None, None,
        "此行从第 1 个字符起不是有效的 JSON;每行应为一个完整的 JSON 对象",
        "this line is not valid JSON from character 1 on; each line should be one JSON object",
    ),
    (
        '{"id": "e1"', "bad_json", None, None,
        "此行从第 12 个字符起不是有效的 JSON;每行应为一个完整的 JSON 对象",
        "this line is not valid JSON from character 12 on; each line should be one JSON object",
    ),
    (
        "[1]", "bad_json", None, None,
        '此行是数组,不是对象;每行应为一个事实,写作 {"id": …, "type": …, …}',
        'this line is an array, not an object; every line should be one fact, as {"id": …, "type": …, …}',
    ),
    (
        "3", "bad_json", None, None,
        '此行是单个值,不是对象;每行应为一个事实,写作 {"id": …, "type": …, …}',
        'this line is a single value, not an object; every line should be one fact, as {"id": …, "type": …, …}',
    ),
    (
        '{"id": "a", "id": "b"}', "bad_json", None, None,
        "此行中字段「id」出现不止一次,无法确定以哪个为准;请只写一次",
        "this line says the field “id” more than once, which leaves its value open; say it once",
    ),
    (
        '{"id": NaN}', "bad_json", None, None,
        "JSON 中没有 NaN 这个值;没有值的字段请省略",
        "NaN is no JSON value; leave out a field without a value",
    ),
    ("[" * 100_000, "bad_json", None, None, FLAT_ZH, FLAT_EN),
    ('{"id": ' + "1" * 5000 + "}", "bad_json", None, None, FLAT_ZH, FLAT_EN),
    (
        f'{{"id": "e1", {AT}}}', "missing_field", "type", None,
        "缺少必填的事件(type);应为事件类型的英文名或中文名,如 message.received 或 收到留言",
        "`type` is missing; every fact must say its event type by its English or Chinese name,"
        " such as message.received",
    ),
    (
        f'{{"id": "e1", "type": "mesage.recieved", {AT}}}', "unknown_type", "type", "mesage.recieved",
        "未知事件类型「mesage.recieved」;应为事件类型的英文名或中文名;是否想写 message.received?",
        "unknown event type “mesage.recieved”; expected the English or Chinese name of one that exists;"
        " did you mean message.received?",
    ),
    (
        f'{{"id": "e1", "type": "收到流言", {AT}}}', "unknown_type", "type", "收到流言",
        "未知事件类型「收到流言」;应为事件类型的英文名或中文名;是否想写 收到留言?",
        "unknown event type “收到流言”; expected the English or Chinese name of one that exists;"
        " did you mean 收到留言?",
    ),
    (
        f'{{"id": "e1", "type": "xyzzy", {AT}}}', "unknown_type", "type", "xyzzy",
        "未知事件类型「xyzzy」;应为事件类型的英文名或中文名(policykit schema facts 列出全部)",
        "unknown event type “xyzzy”; expected the English or Chinese name of one that exists"
        " (policykit schema facts lists them all)",
    ),
    (
        f'{{"id": "e1", "type": "message.received", {AT}}}', "missing_field", "message", None,
        "缺少必填的留言(message);收到留言(message.received)必须写明,应为非空的文字",
        "`message` is missing; every message.received must say it: text that is not empty",
    ),
    (
        f'{{"id": "e1", "type": "message.received", "message": null, {AT}}}', "missing_field", "message", None,
        "缺少必填的留言(message);收到留言(message.received)必须写明,应为非空的文字",
        "`message` is missing; every message.received must say it: text that is not empty",
    ),
    (
        f'{{"id": " ", "type": "message.received", "message": "m1", {AT}}}', "bad_value", "id", " ",
        "编号(id)的值「 」不可用;应为非空的文字",
        "`id` is “ ”; expected text that is not empty",
    ),
    (
        f'{{{M}, "occurred_at": "2025-10-14T10:00:00"}}', "naive_time", "occurred_at", "2025-10-14T10:00:00",
        f"发生时间(occurred_at)「2025-10-14T10:00:00」没有时差,无法确定是哪一刻;请写明时差,如 {FORM}",
        f"`occurred_at` is “2025-10-14T10:00:00”, a time without an offset; write the offset, as in {FORM}",
    ),
    (
        f'{{{M}, "occurred_at": "2025-10-14"}}', "date_only", "occurred_at", "2025-10-14",
        "发生时间(occurred_at)「2025-10-14」只有日期,没有时刻;请补上时刻",
        "`occurred_at` is “2025-10-14”, a date without a time of day; add the time of day",
    ),
    (
        f'{{{M}, "occurred_at": "2025-02-30T10:00:00Z"}}', "bad_time", "occurred_at", "2025-02-30T10:00:00Z",
        f"发生时间(occurred_at)「2025-02-30T10:00:00Z」不是可读的时间;应为真实存在的时间,如 {FORM}",
        f"`occurred_at` is “2025-02-30T10:00:00Z”, which cannot be read as a time; expected one that exists,"
        f" such as {FORM}",
    ),
    (
        f'{{{M}, "occurred_at": 1700000000}}', "bad_time", "occurred_at", "1700000000",
        f"发生时间(occurred_at)「1700000000」不是可读的时间;应为真实存在的时间,如 {FORM}",
        f"`occurred_at` is “1700000000”, which cannot be read as a time; expected one that exists, such as {FORM}",
    ),
    (
        f'{{{M}, "occurred_at": "1991-12-31T15:59:59Z"}}', "time_out_of_range", "occurred_at", "1991-12-31T15:59:59Z",
        "发生时间(occurred_at)「1991-12-31T15:59:59Z」不在可用范围内;"
        "应在 1992-01-01(此前中国曾实行夏令时)至 9999 年之间",
        "`occurred_at` is “1991-12-31T15:59:59Z”, which is out of range; expected a time from 1992-01-01"
        " (China kept summer time before) to the year 9999",
    ),
    (
        f'{{{M}, {AT}, "recorded_at": "2025-10-14T09:59:59+08:00"}}',
        "recorded_early", "recorded_at", "2025-10-14T09:59:59+08:00",
        "记录时间(recorded_at)「2025-10-14T09:59:59+08:00」早于发生时间(occurred_at)「2025-10-14T10:00:00+08:00」;"
        "事实不可能在发生前被记录,请核对两者",
        "`recorded_at` is “2025-10-14T09:59:59+08:00”, before `occurred_at` “2025-10-14T10:00:00+08:00”;"
        " nothing is recorded before it happens, so check both",
    ),
    (
        f'{{"id": "e1", "type": "message.received", "message": 2554, {AT}}}', "bad_value", "message", "2554",
        "留言(message)的值「2554」不可用;应为文字,由数字组成的编号请加引号",
        "`message` is “2554”; expected text: put an id of digits in quotes",
    ),
    (
        f'{{{M}, {AT}, "acount": "a1"}}', "unknown_field", "acount", None,
        f"收到留言(message.received)没有字段「acount」;可用字段:type、{FIELDS_ZH};是否想写 account?",
        f"message.received has no field “acount”; its fields are type, {FIELDS_EN}; did you mean account?",
    ),
    (
        f'{{{M}, {AT}, "账号": "a1"}}', "unknown_field", "账号", None,
        f"收到留言(message.received)没有字段「账号」;可用字段:type、{FIELDS_ZH};请写 account",
        f"message.received has no field “账号”; its fields are type, {FIELDS_EN}; write account",
    ),
    (
        f'{{{M}, {AT}, "kind": "enquirie"}}', "bad_value", "kind", "enquirie",
        f"留言类别(kind)的值「enquirie」不可用;应为{KINDS_ZH};是否想写 enquiry?",
        f"`kind` is “enquirie”; expected {KINDS_EN}; did you mean enquiry?",
    ),
    (
        f'{{{M}, {AT}, "kind": "资询"}}', "bad_value", "kind", "资询",
        f"留言类别(kind)的值「资询」不可用;应为{KINDS_ZH};是否想写 咨询?",
        f"`kind` is “资询”; expected {KINDS_EN}; did you mean 咨询?",
    ),
    (
        f'{{"id": "e1", "type": "message.answered", "message": "m1", {AT}, "automatic": "maybe"}}',
        "bad_value", "automatic", "maybe",
        "自动回复(automatic)的值「maybe」不可用;应为 true 或 false",
        "`automatic` is “maybe”; expected true or false",
    ),
    (
        f'{{"id": "e1", "type": "training.held", "unit": "", {AT}}}', "bad_value", "unit", "",
        "单位(unit)的值「」不可用;应为非空的文字",
        "`unit` is “”; expected text that is not empty",
    ),
    (
        f'{{"id": "e1", "type": "account.changed", "account": "a1", "changes": ["host", "contcat"], {AT}}}',
        "bad_value", "changes", "contcat",
        "变更事项(changes)的值「contcat」不可用;应为下列之一:主办单位(host)、负责同志(responsible)、联系方式(contact)、"
        "运维人员(operators)、栏目结构(columns)、名称变更(naming)、认证信息(verification)、"
        "其他变更(other_change);是否想写 contact?",
        "`changes` is “contcat”; expected one of host (主办单位), responsible (负责同志), contact (联系方式),"
        " operators (运维人员), columns (栏目结构), naming (名称变更), verification (认证信息),"
        " other_change (其他变更);"
        " did you mean contact?",
    ),
    (
        f'{{"id": "e1", "type": "notice.posted", "notice": "n1", "places": "portal", {AT}}}',
        "bad_value", "places", "portal",
        "位置(places)的值「portal」不可用;应为列表,其中每项为下列之一:门户网站(portal)、政务新媒体(new_media)、"
        "网站公告栏(site_column);只有一项也请写成列表",
        "`places` is “portal”; expected a list, each item one of portal (门户网站), new_media (政务新媒体),"
        " site_column (网站公告栏); write a single one as a list too",
    ),
    (
        f'{{"id": "e1", "type": "post.published", "post": "p1", "account": "a1", "items": 0, {AT}}}',
        "bad_value", "items", "0",
        "条数(items)的值「0」不可用;应为不小于 1 的数",
        "`items` is “0”; expected a number not below 1",
    ),
    (
        f'{{"id": "e1", "type": "post.published", "post": "p1", "account": "a1", "items": 1.5, {AT}}}',
        "bad_value", "items", "1.5",
        "条数(items)的值「1.5」不可用;应为整数",
        "`items` is “1.5”; expected a whole number",
    ),
    (
        f'{{"id": "e1", "type": "post.published", "post": "p1", "account": "a1", "items": true, {AT}}}',
        "bad_value", "items", "true",
        "条数(items)的值「true」不可用;应为数",
        "`items` is “true”; expected a number",
    ),
    (
        f'{{"id": "e1", "type": "staff.left", "staff": "s1", "last_day": "2025-10-14T10:00:00Z", {AT}}}',
        "bad_time", "last_day", "2025-10-14T10:00:00Z",
        "最后工作日(last_day)「2025-10-14T10:00:00Z」不是可读的日期;应为真实存在的日期,如 2025-10-14",
        "`last_day` is “2025-10-14T10:00:00Z”, which cannot be read as a date; expected one that exists,"
        " such as 2025-10-14",
    ),
    (
        f'{{{M.replace("m1", chr(92) + "ud800")}, {AT}}}', "bad_value", "message", "\\ud800",
        "留言(message)的值「\\ud800」不可用;应为有效的 Unicode 文字",
        "`message` is “\\ud800”; expected valid Unicode text",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_bad_line_says_what_is_wrong(
    read_jsonl: Read, case: tuple[str, str, str | None, str | None, str, str]
) -> None:
    line, code, field, found, zh, en = case
    loaded = read_jsonl(f"{line}\n{GOOD}\n")
    (reject,) = loaded.rejects
    assert (reject.file, reject.line, reject.code, reject.field, reject.found) == ("1.jsonl", 1, code, field, found)
    assert (reject.reason.zh, reject.reason.en) == (zh, en)
    assert [f.id for f in loaded.facts] == ["good"]
    assert loaded.rows == 2


def test_bytes_that_are_not_utf8_cost_one_line(read_jsonl: Read) -> None:
    loaded = read_jsonl(b'{"id": "\xff"}\n' + GOOD.encode())
    (reject,) = loaded.rejects
    assert (reject.line, reject.code, reject.found) == (1, "bad_encoding", None)
    assert reject.reason.zh == "此行第 9 个字节起不是有效的 UTF-8;请将文件以 UTF-8 编码保存"
    assert reject.reason.en == "this line is not valid UTF-8 from byte 9 on; save the file as UTF-8"
    assert len(loaded.facts) == 1


def test_a_fact_is_read_as_it_stands(read_jsonl: Read) -> None:
    line = (
        '{"id": "e17", "type": "message.received", "occurred_at": "2025-10-14T23:59:00+08:00",'
        ' "recorded_at": "2025-10-15 00:00:00.000001Z", "account": " a1 ", "message": "m1", "kind": "enquiry"}'
    )
    (fact,) = read_jsonl(line).facts
    assert isinstance(fact, MessageReceived)
    assert (fact.id, fact.account, fact.message, fact.kind) == ("e17", "a1", "m1", MessageKind.ENQUIRY)
    assert fact.occurred_at == datetime(2025, 10, 14, 15, 59, tzinfo=UTC)
    assert fact.occurred_at.utcoffset() == timedelta(hours=8)
    assert fact.recorded_at == datetime(2025, 10, 15, 0, 0, 0, 1, tzinfo=UTC)
    assert fact.said() == {"id", "type", "occurred_at", "recorded_at", "account", "message", "kind"}


def test_chinese_names_of_types_and_values_are_read(read_jsonl: Read) -> None:
    english = f'{{"id": "e1", "type": "notice.posted", "notice": "n1", {AT}, "about": "closure", "places": ["portal"]}}'
    chinese = f'{{"id": "e1", "type": "发布公告", "notice": "n1", {AT}, "about": "关停", "places": ["门户网站"]}}'
    (fact,) = read_jsonl(chinese).facts
    assert read_jsonl(english).facts == (fact,)
    assert isinstance(fact, NoticePosted)
    assert fact.places == frozenset({Place.PORTAL})


@pytest.mark.parametrize(
    "text",
    [
        f"{GOOD}\n",
        GOOD,
        f"\ufeff{GOOD}\n",
        f"\n  \n{GOOD}\r\n\n",
        f"{GOOD[:-1]}, \"channel\": null}}\n",
    ],
    ids=["plain", "no final newline", "byte order mark", "blank lines and CRLF", "null is not said"],
)  # fmt: skip
def test_the_same_fact_however_the_file_is_laid_out(read_jsonl: Read, text: str) -> None:
    loaded = read_jsonl(text)
    assert (len(loaded.facts), loaded.rejects, loaded.rows) == (1, (), 1)
    assert loaded.facts[0] == read_jsonl(GOOD).facts[0]


def test_lines_break_at_newlines_only(read_jsonl: Read) -> None:
    separator = GOOD.replace("m0", "m\u2028\x850")
    (fact,) = read_jsonl(separator).facts
    assert fact.value("message") == "m\u2028\x850"


def test_every_problem_of_a_line_is_said_at_once(read_jsonl: Read) -> None:
    line = '{"type": "message.received", "occurred_at": "2025-10-14", "kind": "x", "acount": "a1"}'
    rejects = read_jsonl(f"\n{line}").rejects
    assert {(r.line, r.field, r.code) for r in rejects} == {
        (2, "id", "missing_field"),
        (2, "message", "missing_field"),
        (2, "occurred_at", "date_only"),
        (2, "kind", "bad_value"),
        (2, "acount", "unknown_field"),
    }
    assert len(rejects) == 5


def test_a_value_at_fault_is_cut_and_escaped(read_jsonl: Read) -> None:
    (reject,) = read_jsonl(f'{{{M}, {AT}, "kind": "\\u001b[31m{"长" * 200}"}}').rejects
    assert reject.found == "\\x1b[31m" + "长" * 71 + "…"
    assert len(reject.found) == 80
    assert "\x1b" not in reject.reason.zh + reject.reason.en


@pytest.mark.parametrize(
    "line",
    [
        f'{{{M}, {AT}, "text": "SECRET"}}',
        f'{{{M}, {AT}, "kind": {{"text": "SECRET"}}}}',
        f'{{{M}, {AT}, "channel": ["SECRET"]}}',
        f'{{{M}, {AT}, "text": "SECRET"',
        f'{{{M}, {AT}, "text": "SECRET", "text": "SECRET"}}',
        '["SECRET"]',
        '"SECRET"',
    ],
)
def test_no_text_leaks_into_a_reject(read_jsonl: Read, line: str) -> None:
    rejects = read_jsonl(line).rejects
    assert len(rejects) == 1
    assert "SECRET" not in rejects[0].model_dump_json()
