"""Maps: what is wrong with one is said key by key, before any row is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policykit.io.facts_in import FactMap, FieldMap, Loaded, TableMap, WhenMap, load_map
from policykit.model.errors import MapError

Read = Callable[..., Loaded]

DOCS = Path(__file__).parents[3] / "docs" / "maps.md"
TABLE = "m,asked,answered,who,who\n1,2019-04-24 16:03:40,,x,y\n"
FIELDS_ZH = "id、message、account、unit、occurred_at、kind、channel、recorded_at"
FIELDS_EN = "id, message, account, unit, occurred_at, kind, channel, recorded_at"


def one(fields: str, head: str = "", table: str = "") -> str:
    """A map of one message.received, with more keys of the table, of the fact, and of its fields."""
    return f"{table}\n[[fact]]\ntype = 'message.received'\n{head}\n[fact.fields]\noccurred_at = 'asked'\n{fields}\n"


OK = "message = 'm'"

# map | lines of the error in Chinese | and in English
BAD_MAPS = [
    ("", ["fact:缺少此键"], ["fact: this key is missing"]),
    ("fact = []", ["fact:找到「[…]」;应为至少一项"], ["fact: found “[…]”; expected at least one item"]),
    (
        "[fact]\ntype = 'message.received'",
        ["fact:找到「{…}」;应为列表,以双层方括号写作 [[fact]]"],
        ["fact: found “{…}”; expected a list, written in double brackets as [[fact]]"],
    ),
    (
        "[[fact]]\nfields = 'x'",
        ["第 1 个 [[fact]] 的 type:缺少此键", "第 1 个 [[fact]] 的 fields:找到「x」;应为表"],
        ["[[fact]] 1, type: this key is missing", "[[fact]] 1, fields: found “x”; expected a table"],
    ),
    (
        one(OK, table="timezone = '+08:00'\ndate_only = 'noon'\ndelimiter = ';;'\nencoding = 8"),
        [
            'date_only:找到「noon」;应为下列之一:"reject", "start-of-day", "end-of-day"',
            "delimiter:找到「;;」;应为恰好一个字符,如 , 或 ;",
            "encoding:找到「8」;应为带引号的文字",
            "timezone:未知的键;可用的键:fact、time_zone、date_only、identical_rows、rows_without_fact、covers、delimiter、encoding;"
            "是否想写 time_zone?",
        ],
        [
            'date_only: found “noon”; expected one of "reject", "start-of-day", "end-of-day"',
            "delimiter: found “;;”; expected exactly one character, such as , or ;",
            "encoding: found “8”; expected text in quotes",
            "timezone: unknown key; the keys here are fact, time_zone, date_only, identical_rows, rows_without_fact,"
            " covers, delimiter, encoding; did you mean time_zone?",
        ],
    ),
    (
        one("message = { colum = 'm' }\nkind = 3\nchannel = ''", head="whenn = 'm'\nwhen = { column = 'm', is = [] }"),
        [
            "第 1 个 [[fact]] 的 when.is:未知的键;可用的键:column、one_of",
            "第 1 个 [[fact]] 的 fields.message.colum:未知的键;"
            "可用的键:column、template、value、values、split、format;是否想写 column?",
            "第 1 个 [[fact]] 的 fields.kind:找到「3」;应为列名或表",
            "第 1 个 [[fact]] 的 fields.channel:找到「」;应为非空的文字",
            "第 1 个 [[fact]] 的 whenn:未知的键;可用的键:type、when、id、identical_rows、fields;是否想写 when?",
        ],
        [
            "[[fact]] 1, when.is: unknown key; the keys here are column, one_of",
            "[[fact]] 1, fields.message.colum: unknown key; the keys here are column, template, value, values, split,"
            " format; did you mean column?",
            "[[fact]] 1, fields.kind: found “3”; expected a column's name, or a table",
            "[[fact]] 1, fields.channel: found “”; expected text that is not empty",
            "[[fact]] 1, whenn: unknown key; the keys here are type, when, id, identical_rows, fields;"
            " did you mean when?",
        ],
    ),
    (
        one("message = { value = { a = 1 } }\nkind = { column = 'm', values = { '1' = ['x'] } }"),
        [
            "第 1 个 [[fact]] 的 fields.message.value:找到「{…}」;应为文字、数、true/false、日期或文字的列表",
            "第 1 个 [[fact]] 的 fields.kind.values.1:找到「[…]」;应为文字、数、true/false、日期或文字的列表",
        ],
        [
            "[[fact]] 1, fields.message.value: found “{…}”; expected text, a number, true/false, a date or a list of"
            " texts",
            "[[fact]] 1, fields.kind.values.1: found “[…]”; expected text, a number, true/false, a date or a list of"
            " texts",
        ],
    ),
    (
        one(OK, table="time_zone = '+8'"),
        ["time_zone:找到「+8」;应为时差,如 +08:00(北京时间)"],
        ["time_zone: found “+8”; expected an offset, such as +08:00 for Beijing time"],
    ),
    (
        one(OK, table="date_only = 'end-of-day'"),
        ['date_only:一天的起止取决于时区;请同时写明 time_zone,如 "+08:00"'],
        ['date_only: when a day starts and ends depends on the zone; say time_zone too, such as "+08:00"'],
    ),
    (
        "[[fact]]\ntype = '收到流言'\nfields = {}",
        ["第 1 个 [[fact]] 的 type:未知事件类型「收到流言」;应为事件类型的英文名或中文名;是否想写 收到留言?"],
        [
            "[[fact]] 1, type: unknown event type “收到流言”; expected the English or Chinese name of one that exists;"
            " did you mean 收到留言?"
        ],
    ),
    (
        one("mesage = 'm'"),
        [
            f"第 1 个 [[fact]] 的 fields.mesage:收到留言(message.received)没有字段「mesage」;"
            f"可用字段:type、{FIELDS_ZH};是否想写 message?",
            "第 1 个 [[fact]] 的 fields:缺少必填字段 message(留言),message.received 必须写明它",
        ],
        [
            f"[[fact]] 1, fields.mesage: message.received has no field “mesage”; its fields are type, {FIELDS_EN};"
            " did you mean message?",
            "[[fact]] 1, fields: the field message is missing; every message.received must say it",
        ],
    ),
    (
        one("message = 'm'\n'留言' = 'm'\nid = 'm'\ntype = 'm'"),
        [
            "第 1 个 [[fact]] 的 fields.留言:同一字段写了两次",
            "第 1 个 [[fact]] 的 fields.id:应写在 [[fact]] 下,不在 fields 里",
            "第 1 个 [[fact]] 的 fields.type:应写在 [[fact]] 下,不在 fields 里",
        ],
        [
            "[[fact]] 1, fields.留言: this field is said twice",
            "[[fact]] 1, fields.id: belongs in [[fact]] itself, not in fields",
            "[[fact]] 1, fields.type: belongs in [[fact]] itself, not in fields",
        ],
    ),
    (
        one("message = 'mm'\naccount = 'who'\nunit = { template = '{asekd}-{m}' }", head="when = 'answer'"),
        [
            "第 1 个 [[fact]] 的 fields.message:表中没有列「mm」;表头有:m、asked、answered、who、who;是否想写 m?",
            "第 1 个 [[fact]] 的 fields.account:表头中列「who」出现 2 次,无法确定是哪一列;请改名",
            "第 1 个 [[fact]] 的 fields.unit.template:表中没有列「asekd」;表头有:m、asked、answered、who、who;"
            "是否想写 asked?",
            "第 1 个 [[fact]] 的 when:表中没有列「answer」;表头有:m、asked、answered、who、who;是否想写 answered?",
        ],
        [
            "[[fact]] 1, fields.message: the table has no column “mm”; its header has m, asked, answered, who, who;"
            " did you mean m?",
            "[[fact]] 1, fields.account: the header has the column “who” 2 times, which leaves open which is meant;"
            " rename one",
            "[[fact]] 1, fields.unit.template: the table has no column “asekd”; its header has m, asked, answered,"
            " who, who; did you mean asked?",
            "[[fact]] 1, when: the table has no column “answer”; its header has m, asked, answered, who, who;"
            " did you mean answered?",
        ],
    ),
    (
        one("message = {}\naccount = { column = 'm', value = 'x' }"),
        [
            "第 1 个 [[fact]] 的 fields.message:column、template、value 须恰好写一个;找到:无",
            "第 1 个 [[fact]] 的 fields.account:column、template、value 须恰好写一个;找到:column、value",
        ],
        [
            "[[fact]] 1, fields.message: exactly one of column, template and value is needed; found: none",
            "[[fact]] 1, fields.account: exactly one of column, template and value is needed; found: column, value",
        ],
    ),
    (
        one("message = { template = '{m' }\nkind = { value = 'enquirie' }"),
        [
            "第 1 个 [[fact]] 的 fields.message.template:花括号未配对;列名写作 {列名},花括号本身写作 {{ 和 }}",
            "第 1 个 [[fact]] 的 fields.kind.value:留言类别(kind)的值「enquirie」不可用;应为下列之一:咨询(enquiry)、"
            "投诉(complaint)、建议(suggestion)、评论(comment)、违法言论(unlawful);是否想写 enquiry?",
        ],
        [
            "[[fact]] 1, fields.message.template: a brace is not closed; write a column as {name}, and a brace itself"
            " as {{ or }}",
            "[[fact]] 1, fields.kind.value: `kind` is “enquirie”; expected one of enquiry (咨询), complaint (投诉),"
            " suggestion (建议), comment (评论), unlawful (违法言论); did you mean enquiry?",
        ],
    ),
    (
        one("message = { column = 'm', format = '%Y', split = ',' }\naccount = { value = 'x', split = ',' }"),
        [
            "第 1 个 [[fact]] 的 fields.message.format:只用于时间和日期;message 是编号",
            "第 1 个 [[fact]] 的 fields.message.split:只用于集合;message 是编号",
            "第 1 个 [[fact]] 的 fields.account.split:固定值不需要此键",
        ],
        [
            "[[fact]] 1, fields.message.format: is for times and dates only; message is an id",
            "[[fact]] 1, fields.message.split: is for sets only; message is an id",
            "[[fact]] 1, fields.account.split: a constant has no use for this key",
        ],
    ),
    (
        one(OK + "\nrecorded_at = { column = 'asked', format = '%d %b %Y' }"),
        [
            "第 1 个 [[fact]] 的 fields.recorded_at.format:找到「%d %b %Y」;应含 %Y %m %d,可用的部分:"
            "%Y %m %d %H %M %S %f %z %%"
        ],
        [
            "[[fact]] 1, fields.recorded_at.format: found “%d %b %Y”; expected at least %Y %m %d, and no parts but"
            " %Y %m %d %H %M %S %f %z %%"
        ],
    ),
    (
        one(OK, head="id = 'received'"),
        ["第 1 个 [[fact]] 的 id:每行会得到相同的编号;请至少用一列,如 received-{message},或省略 id"],
        [
            "[[fact]] 1, id: every row would get the same id; use at least one column, as in received-{message},"
            " or leave it out"
        ],
    ),
    (
        one(OK, head="id = '{m}'\nidentical_rows = 'number'"),
        ['第 1 个 [[fact]] 的 id:identical_rows = "number" 需要在 id 中用 {#} 区分相同的行,或省略 id'],
        ['[[fact]] 1, id: identical_rows = "number" needs {#} in the id to tell identical rows apart, or no id at all'],
    ),
    (
        one(OK, head="id = '{m}#{#}'"),
        ['第 1 个 [[fact]] 的 id:{#} 只在 identical_rows = "number" 时有意义'],
        ['[[fact]] 1, id: {#} means something with identical_rows = "number" only'],
    ),
    (
        "[[fact]]\ntype = 'notice.posted'\n[fact.fields]\nnotice = 'm'\noccurred_at = { value = 2025-10-14 }\n"
        "places = 'm'\npinned = { column = 'm', values = { '1' = 'maybe' } }",
        [
            "第 1 个 [[fact]] 的 fields.occurred_at.value:发生时间(occurred_at)「2025-10-14」只有日期,没有时刻;"
            '请补上时刻,或在映射中用 date_only = "start-of-day" 或 "end-of-day" 说明其含义',
            '第 1 个 [[fact]] 的 fields.places:places 是固定值的集合;请写明一格内各项的分隔符,如 split = "、"',
            "第 1 个 [[fact]] 的 fields.pinned.values.1:置顶(pinned)的值「maybe」不可用;应为 true 或 false",
        ],
        [
            "[[fact]] 1, fields.occurred_at.value: `occurred_at` is “2025-10-14”, a date without a time of day; add the"
            ' time of day, or say in the map what it means: date_only = "start-of-day" or "end-of-day"',
            "[[fact]] 1, fields.places: places is a set of one of a list; say what separates the items of a cell,"
            ' as in split = "、"',
            "[[fact]] 1, fields.pinned.values.1: `pinned` is “maybe”; expected true or false",
        ],
    ),
    (
        one(OK, table="encoding = 'utf-7000'"),
        ["encoding:找到「utf-7000」;应为文本编码的名称,如 utf-8-sig 或 gb18030"],
        ["encoding: found “utf-7000”; expected the name of a text encoding, such as utf-8-sig or gb18030"],
    ),
]


@pytest.mark.parametrize(("map_text", "zh", "en"), BAD_MAPS, ids=range(len(BAD_MAPS)))
def test_a_bad_map_says_which_keys_are_wrong(read_csv: Read, map_text: str, zh: list[str], en: list[str]) -> None:
    with pytest.raises(MapError) as caught:
        read_csv(map_text, TABLE)
    text = caught.value.text
    plural = "s" if len(en) > 1 else ""
    assert text.zh.split("\n  ") == [f"映射文件 map.toml 有 {len(zh)} 处问题:", *zh]
    assert text.en.split("\n  ") == [f"the map map.toml has {len(en)} problem{plural}:", *en]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            b"time_zone = +",
            "映射文件 map.toml 不是有效的 TOML,问题在第 1 行第 13 列",
            "the map map.toml is not valid TOML: Invalid value (at line 1, column 13)",
        ),
        (
            b"x =",
            "映射文件 map.toml 不是有效的 TOML,问题在文件末尾",
            "the map map.toml is not valid TOML: Invalid value (at end of document)",
        ),
        (b"x = '\xff'", "map.toml 不是 UTF-8 编码", "map.toml is not UTF-8"),
        (None, "找不到文件 map.toml", "there is no file map.toml"),
    ],
)
def test_a_map_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes | None, zh: str, en: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        Path("map.toml").write_bytes(text)
    with pytest.raises(MapError) as caught:
        load_map(Path("map.toml"))
    assert (caught.value.text.zh, caught.value.text.en) == (zh, en)


@pytest.mark.parametrize("model", [TableMap, FactMap, FieldMap, WhenMap])
def test_every_key_is_described_and_documented(model: type[TableMap]) -> None:
    docs = DOCS.read_text(encoding="utf-8")
    for name, field in model.model_fields.items():
        assert field.description, name
        assert f"| `{name}` |" in docs or f"{name} = " in docs, name


def test_covers_widens_what_the_records_hold(read_csv: Callable[..., Loaded]) -> None:
    text = 'covers = ["审核信息"]\n[[fact]]\ntype = "post.published"\n[fact.fields]\n' + (
        'post = "p"\naccount = "a"\noccurred_at = "t"\n'
    )
    loaded = read_csv(text, "p,a,t\np1,a1,2025-01-01T08:00:00+08:00\n")
    assert loaded.covers == {"post.published", "post.reviewed"}


def test_an_unknown_type_in_covers_is_refused(read_csv: Callable[..., Loaded]) -> None:
    text = 'covers = ["审核消息"]\n[[fact]]\ntype = "post.published"\n[fact.fields]\n' + (
        'post = "p"\naccount = "a"\noccurred_at = "t"\n'
    )
    with pytest.raises(MapError, match="covers"):
        read_csv(text, "p,a,t\n")
