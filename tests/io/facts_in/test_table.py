"""Tables read through a map: what rows give, what identical rows mean, and what bad rows say."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from policykit.io.facts_in import FactsError, Loaded, Source, read_facts
from policykit.model.errors import MapError, PolicykitError
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary

Read = Callable[..., Loaded]

MAP = """
time_zone = "+08:00"

[[fact]]
type = "message.received"
id = "received-{m}"
[fact.fields]
occurred_at = "asked"
message = "m"
kind = { column = "kind", values = { "问" = "enquiry", "诉" = "投诉", "" = "suggestion", "-" = "" } }

[[fact]]
type = "答复留言"
when = "answered"
id = "answered-{m}"
[fact.fields]
"发生时间" = "answered"
message = "m"
automatic = { value = false }
"""
HEAD = "m,asked,answered,kind\n"
GOOD = "m0,2025-10-14 10:00,2025-10-15 10:00,问\n"


def brief(loaded: Loaded) -> list[tuple[str, str]]:
    return [(f.id, f.occurred_at.isoformat()) for f in loaded.facts]


def test_a_row_gives_each_of_its_facts(read_csv: Read) -> None:
    loaded = read_csv(MAP, HEAD + GOOD + "m1,2025-10-14 11:00:30,,诉\n")
    assert brief(loaded) == [
        ("received-m0", "2025-10-14T10:00:00+08:00"),
        ("received-m1", "2025-10-14T11:00:30+08:00"),
        ("answered-m0", "2025-10-15T10:00:00+08:00"),
    ]
    assert [(f.type, f.value("kind"), f.value("automatic")) for f in loaded.facts] == [
        ("message.received", "enquiry", None),
        ("message.received", "complaint", None),
        ("message.answered", None, False),
    ]
    assert (loaded.rejects, loaded.rows, loaded.merged) == ((), 2, 0)


def test_an_empty_cell_says_nothing_unless_the_map_translates_it(read_csv: Read) -> None:
    loaded = read_csv(MAP, HEAD + "m1,2025-10-14 11:00,,\nm2,2025-10-14 12:00,,-\n")
    assert [f.value("kind") for f in loaded.facts] == ["suggestion", None]
    assert "kind" not in loaded.facts[1].said()


# row | line within the table | rejects: code, field, found | ids of the facts that the row still gives
BAD_ROWS = [
    ("m1,2025-10-14,2025-10-15 10:00,问", [("date_only", "asked", "2025-10-14")], ["answered-m1"]),
    ("m1,2025-10-14 10:00,soon,问", [("bad_time", "answered", "soon")], ["received-m1"]),
    ("m1,1980-10-14 10:00,,问", [("time_out_of_range", "asked", "1980-10-14 10:00")], []),
    ("m1,,,问", [("missing_field", "asked", None)], []),
    (",2025-10-14 10:00,2025-10-15 10:00,问", [("missing_field", "m", None)], []),
    ("m1,2025-10-14 10:00,,赞", [("bad_value", "kind", "赞")], []),
    ("m1,x,,赞", [("bad_time", "asked", "x"), ("bad_value", "kind", "赞")], []),
    ("m1,2025-10-14 10:00,", [("cell_count", None, "3")], []),
    ("m1,2025-10-14 10:00,,问,extra", [("cell_count", None, "5")], []),
    ('m1,"2025-10-14 10:00,,问', [("bad_csv", None, None)], []),
    ("m0,2025-10-14 10:00,2025-10-15 10:00,问", [
        ("identical_row", "m + asked + kind", None), ("identical_row", "m + answered", None),
    ], []),
    ("m0,2025-10-14 10:00,,诉", [("duplicate_id", "m", "received-m0")], []),
]  # fmt: skip


@pytest.mark.parametrize(("row", "rejects", "ids"), BAD_ROWS, ids=[r[0] for r in BAD_ROWS])
def test_a_bad_row_costs_no_good_one(
    read_csv: Read, row: str, rejects: list[tuple[str, str | None, str | None]], ids: list[str]
) -> None:
    loaded = read_csv(MAP, f"{HEAD}{GOOD}\n{row}\nm9,2025-10-14 10:00,,问\n")
    at_row = [(r.code, r.field, r.found) for r in loaded.rejects]
    assert at_row == rejects
    if at_row[0][0] != "duplicate_id":
        assert {(r.file, r.line) for r in loaded.rejects} == {("1.csv", 4)}
    assert {f.id for f in loaded.facts} == {"received-m0", "answered-m0", "received-m9", *ids}
    assert loaded.rows == 3


REASONS = [
    (
        "m1,,,问",
        "列 asked 为空,收到留言(message.received)缺少必填的发生时间(occurred_at);请补上,"
        '若空格表示没有此事实,请在映射的 [[fact]] 下写 when = "…"',
        "the column asked is empty, so message.received lacks `occurred_at`, which it must say; fill it in,"
        ' or say when = "…" in the map\'s [[fact]] if an empty cell means that there is no such fact',
    ),
    (
        "m1,2025-10-14 10:00,,赞",
        "留言类别(kind)的值「赞」不可用;应为映射中 values 所列之一:问、诉、-",
        "`kind` is “赞”; expected one that the map lists: 问, 诉, -",
    ),
    (
        "m1,2025-10-14 10:00,",
        "此行有 3 格,表头有 4 列;单元格内含分隔符时请整格加引号,缺的格请留空但保留分隔符",
        "this row has 3 cells, the header 4; put a cell that holds a separator in quotes, and keep the separators of"
        " empty cells",
    ),
    (
        'm1,"2025-10-14 10:00"x,,问',
        '此行的引号未配对、右引号后还有字符,或单元格过长;单元格含分隔符、引号或换行时,请整格加引号,引号写作 ""',
        "the quotes of this line do not pair up, text follows a closing quote, or a cell is too long; put a cell that"
        ' holds a separator, a quote or a line break in quotes, and write a quote inside it as ""',
    ),
    (
        "m0,2025-10-14 10:00,2025-10-15 11:00,问",
        "此行的 m、asked、kind 与第 2 行完全相同,无法确定是同一收到留言还是又一次;"
        '请在映射中写 identical_rows = "merge"(同一事实)或 "number"(各为一个事实)',
        "m, asked, kind are the same as on line 2, which leaves open whether this is the same message.received or one"
        ' more; say in the map identical_rows = "merge" (one fact) or "number" (a fact each)',
    ),
]


@pytest.mark.parametrize(("row", "zh", "en"), REASONS, ids=[r[0] for r in REASONS])
def test_reasons_teach_what_to_do(read_csv: Read, row: str, zh: str, en: str) -> None:
    reject = read_csv(MAP, HEAD + GOOD + row).rejects[0]
    assert (reject.reason.zh, reject.reason.en) == (zh, en)


def test_lines_are_those_on_which_records_start(read_csv: Read) -> None:
    rows = '\n"m1\nm1",2025-10-14 10:00,,问\n"m\n2",never,,问\nm3,never,,问\n'
    loaded = read_csv(MAP, HEAD + rows)
    assert [(r.line, r.code) for r in loaded.rejects] == [(5, "bad_time"), (7, "bad_time")]
    assert [f.value("message") for f in loaded.facts] == ["m1\nm1"]


LOG = """
[[fact]]
type = "post.published"
when = { column = "事件", one_of = ["发布", "转发"] }
[fact.fields]
occurred_at = "时间"
account = "账号"
post = "对象"

[[fact]]
type = "notice.posted"
when = { column = "事件", one_of = ["公告"] }
[fact.fields]
occurred_at = "时间"
account = "账号"
notice = "对象"
places = { column = "位置", split = "、", values = { "门户" = "portal", "网站" = "网站公告栏" } }
"""
LOG_ROWS = "时间,事件,账号,对象,位置\n2025-10-14T10:00+08,发布,a,p1,\n2025-10-14T11:00+08,公告,a,n1,门户、 网站、\n"


def test_a_log_tells_its_events_apart_by_a_column(read_csv: Read) -> None:
    loaded = read_csv(LOG, LOG_ROWS + "2025-10-14T12:00+08,公告,a,n2,\n")
    assert [(f.type, f.value("post"), f.value("notice"), f.value("places")) for f in loaded.facts] == [
        ("post.published", "p1", None, None),
        ("notice.posted", None, "n1", {"portal", "site_column"}),
        ("notice.posted", None, "n2", None),
    ]
    assert all(re.fullmatch(rf"{f.type}-[0-9a-f]{{16}}", f.id) for f in loaded.facts)


def test_a_row_that_gives_no_fact_is_not_dropped_in_silence(read_csv: Read) -> None:
    rows = LOG_ROWS + "2025-10-14T12:00+08,开会,a,x,\n"
    (reject,) = read_csv(LOG, rows).rejects
    assert (reject.line, reject.code, reject.field, reject.found) == (4, "no_fact", "事件", "开会")
    assert reject.reason.zh == (
        '映射中没有一个 [[fact]] 适用于此行(依据列:事件);请补充一个,若确可略过此类行,请写 rows_without_fact = "skip"'
    )
    assert reject.reason.en == (
        "no [[fact]] of the map applies to this row (going by 事件); add one,"
        ' or say rows_without_fact = "skip" if such rows may be passed over'
    )
    skipped = read_csv(f'rows_without_fact = "skip"\n{LOG}', rows)
    assert (len(skipped.facts), skipped.rejects, skipped.rows) == (2, (), 3)


def test_an_item_of_a_set_that_is_not_known(read_csv: Read) -> None:
    loaded = read_csv(LOG, LOG_ROWS.replace("网站", "墙上"))
    assert [(r.code, r.field, r.found) for r in loaded.rejects] == [("bad_value", "位置", "墙上")]


POSTS = """
identical_rows = "%s"
[[fact]]
type = "post.published"
%s
[fact.fields]
occurred_at = "at"
account = { template = "{city}-{a}" }
post = { template = "%s" }
"""
POST_ROWS = [
    "甲,1,2025-10-14T10:00Z,A",
    "甲,1,2025-10-14T10:00Z,B",
    "甲,1,2025-10-14T10:00Z,A",
    "乙,1,2025-10-14T10:00Z,A",
]


def posts(read_csv: Read, rows: list[str], policy: str, own_id: str = "", post: str = "{city}{a}@{at}") -> Loaded:
    return read_csv(POSTS % (policy, own_id, post), "city,a,at,title\n" + "\n".join(rows))


def test_rows_that_a_fact_cannot_tell_apart_are_rejected_by_default(read_csv: Read) -> None:
    loaded = posts(read_csv, POST_ROWS, "reject")
    assert [(r.line, r.code, r.field) for r in loaded.rejects] == [
        (3, "identical_row", "city + a + at"),
        (4, "identical_row", "city + a + at"),
    ]
    assert sorted(str(f.value("account")) for f in loaded.facts) == ["乙-1", "甲-1"]


def test_rows_that_a_fact_cannot_tell_apart_are_merged_if_the_map_says_so(read_csv: Read) -> None:
    loaded = posts(read_csv, POST_ROWS, "merge")
    assert (len(loaded.facts), loaded.rejects, loaded.merged) == (2, (), 2)


@pytest.mark.parametrize("own_id", ['id = "{city}{a}@{at}#{#}"', ""])
def test_rows_that_a_fact_cannot_tell_apart_are_numbered_if_the_map_says_so(read_csv: Read, own_id: str) -> None:
    loaded = posts(read_csv, POST_ROWS, "number", own_id, "{city}{a}@{at}#{#}")
    assert sorted(str(f.value("post")) for f in loaded.facts) == [
        "乙1@2025-10-14T10:00Z#1",
        "甲1@2025-10-14T10:00Z#1",
        "甲1@2025-10-14T10:00Z#2",
        "甲1@2025-10-14T10:00Z#3",
    ]
    assert len({f.id for f in loaded.facts}) == 4
    assert loaded.rejects == ()


@pytest.mark.parametrize("policy", ["reject", "merge", "number"])
def test_the_order_of_rows_does_not_matter(read_csv: Read, policy: str) -> None:
    rows = [*POST_ROWS, "甲,2,2025-10-14T10:00Z,A", "甲,2,2025-10-13T10:00Z,C"] * 3
    expected = posts(read_csv, rows, policy)
    for seed in range(5):
        shuffled = random.Random(seed).sample(rows, len(rows))  # noqa: S311 - not a secret
        found = posts(read_csv, shuffled, policy)
        assert found.facts == expected.facts
        assert len(found.rejects) == len(expected.rejects)


def test_overlapping_exports_are_one(read_csv: Read) -> None:
    head = "city,a,at,title\n"
    table = POSTS % ("number", "", "{city}{a}@{at}#{#}")
    whole = read_csv(table, head + "\n".join(POST_ROWS))
    both = read_csv(table, head + "\n".join(POST_ROWS), head + "\n".join(POST_ROWS[:2]))
    assert both.facts == whole.facts
    assert (both.merged, both.rejects) == (2, ())


def test_a_template_with_an_empty_cell_is_not_said(read_csv: Read) -> None:
    loaded = posts(read_csv, [",1,2025-10-14T10:00Z,A"], "reject", 'id = "{city}{a}"', "{a}@{at}")
    assert [(r.field, r.code) for r in loaded.rejects] == [("city + a", "missing_field")] * 1
    assert loaded.facts == ()


def test_constants_of_every_kind(read_csv: Read) -> None:
    table = """
    time_zone = "+08:00"
    date_only = "end-of-day"
    [[fact]]
    type = "account.changed"
    [fact.fields]
    account = "a"
    occurred_at = { value = 2025-10-14 }
    recorded_at = { value = 2025-10-15T00:00:00Z }
    changes = { value = ["host", "联系方式"] }
    ipv6 = { value = true }
    [[fact]]
    type = "waiver.approved"
    [fact.fields]
    waiver = "a"
    account = "a"
    rule = { value = "r" }
    occurred_at = { value = "2025-10-14 10:00" }
    from_day = { value = 2025-10-15 }
    until_day = { column = "until", format = "%Y/%m/%d" }
    """
    waived, changed = read_csv(table, "a,until\na1,2025/12/1\n").facts
    assert changed.model_dump(mode="json", exclude_unset=True, exclude={"id", "changes"}) == {
        "account": "a1",
        "ipv6": True,
        "type": "account.changed",
        "occurred_at": "2025-10-14T23:59:59.999999+08:00",
        "recorded_at": "2025-10-15T00:00:00Z",
    }
    assert changed.value("changes") == {"host", "contact"}
    assert (str(waived.value("from_day")), str(waived.value("until_day"))) == ("2025-10-15", "2025-12-01")
    assert waived.occurred_at.isoformat() == "2025-10-14T10:00:00+08:00"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_other_encodings_and_delimiters(read_csv: Read, encoding: str) -> None:
    table = f'encoding = "{encoding}"\ndelimiter = ";"\n{LOG}'
    loaded = read_csv(table, LOG_ROWS.replace(",", ";").encode(encoding))
    assert (len(loaded.facts), loaded.rejects) == (2, ())


def test_bytes_outside_the_encoding_cost_the_facts_that_read_them(read_csv: Read) -> None:
    rows = HEAD + GOOD + "m1,2025-10-14 11:00,2025-10-15 11:00,?\n"
    loaded = read_csv(MAP, rows.encode().replace(b"?", b"\xff"))
    (reject,) = loaded.rejects
    assert (reject.line, reject.code, reject.field, reject.found) == (3, "bad_encoding", "kind", "\\udcff")
    assert reject.reason.zh == "此格不是有效的 utf-8-sig 编码;请修正此格,或在映射中以 encoding 写明表的编码"
    assert reject.reason.en == "this cell is not valid utf-8-sig; mend it, or name the table's encoding in the map"
    assert {f.id for f in loaded.facts} == {"received-m0", "answered-m0", "answered-m1"}


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (b"", "1.csv 是空的;第一行应为列名", "1.csv is empty; its first line should name the columns"),
        (
            LOG_ROWS.encode("gb18030"),
            '1.csv 不是 utf-8-sig 编码;请在映射中写明其编码,中文 Excel 导出的表常为 encoding = "gb18030"',
            "1.csv is not encoded as utf-8-sig; name it in the map, for tables from a Chinese Excel often"
            ' encoding = "gb18030"',
        ),
        (
            b'a,"b\n1,2\n',
            "1.csv 的表头无法读取:此行的引号未配对、右引号后还有字符,或单元格过长;单元格含分隔符、引号或换行时,"
            '请整格加引号,引号写作 ""',
            "the header of 1.csv cannot be read: the quotes of this line do not pair up, text follows a closing quote,"
            " or a cell is too long; put a cell that holds a separator, a quote or a line break in quotes, and write"
            ' a quote inside it as ""',
        ),
    ],
    ids=["empty", "another encoding", "a quote that is not closed"],
)
def test_a_table_without_a_readable_header_is_an_error(read_csv: Read, content: bytes, zh: str, en: str) -> None:
    with pytest.raises(FactsError) as caught:
        read_csv(LOG, content)
    assert caught.value.text == Text(zh, en)


def source_error(vocabulary: Vocabulary, path: str, map_path: str | None = None) -> PolicykitError:
    with pytest.raises(PolicykitError) as caught:
        read_facts([Source(Path(path), Path(map_path) if map_path else None)], vocabulary)
    return caught.value


def test_files_that_cannot_be_read_at_all(
    vocabulary: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("map.toml").write_text(LOG, encoding="utf-8")
    Path("dir.jsonl").mkdir()
    error = source_error(vocabulary, "facts.csv")
    assert isinstance(error, MapError)
    assert error.text == Text(
        "facts.csv:读取 CSV 需要一个映射文件,说明各列的含义;请用 --map 映射.toml 指定(写法见 docs/maps.md)",
        "facts.csv: a CSV needs a map that says what its columns mean; name one with --map MAP.toml (see docs/maps.md)",
    )
    error = source_error(vocabulary, "facts.jsonl", "map.toml")
    assert isinstance(error, MapError)
    assert error.text == Text(
        "facts.jsonl:JSONL 不用映射文件,它的字段名已是规定的名称;请不要为它指定 map.toml",
        "facts.jsonl: JSONL takes no map, its field names are the vocabulary's own; do not give it map.toml",
    )
    error = source_error(vocabulary, "facts.xlsx")
    assert isinstance(error, FactsError)
    assert error.text == Text(
        "facts.xlsx:不认识扩展名 .xlsx;可读的有 .csv, .jsonl, .ndjson。"
        "JSON 数组请改为每行一个对象的 .jsonl,Excel 表请另存为 CSV",
        "facts.xlsx: unknown extension .xlsx; readable are .csv, .jsonl, .ndjson."
        " Turn a JSON array into .jsonl with one object a line, and save an Excel sheet as CSV",
    )
    for path, map_path, zh, en in [
        ("none.jsonl", None, "找不到文件 none.jsonl", "there is no file none.jsonl"),
        ("none.csv", "map.toml", "找不到文件 none.csv", "there is no file none.csv"),
        ("dir.jsonl", None, "dir.jsonl 是目录,不是文件", "dir.jsonl is a directory, not a file"),
    ]:
        error = source_error(vocabulary, path, map_path)
        assert isinstance(error, FactsError)
        assert error.text == Text(zh, en)


def test_extensions_in_capitals_are_the_same(vocabulary: Vocabulary, tmp_path: Path) -> None:
    path = tmp_path / "FACTS.JSONL"
    path.write_text("")
    assert read_facts([Source(path)], vocabulary) == Loaded((), (), 0)
