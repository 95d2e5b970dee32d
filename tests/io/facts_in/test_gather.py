"""Facts of the same id, the order of what is read, and ids made from content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import permutations

import pytest

from policykit.io.facts_in import Loaded, parse_fact
from policykit.io.facts_in.gather import canonical, content_id
from policykit.model.facts import Fact
from policykit.model.vocabulary import Vocabulary

Read = Callable[..., Loaded]


def received(fact_id: str, message: str, hour: int, extra: str = "") -> str:
    at = f"2025-10-14T{hour:02}:00:00+08:00"
    return f'{{"id": "{fact_id}", "type": "message.received", "occurred_at": "{at}", "message": "{message}"{extra}}}'


def test_the_same_fact_said_twice_is_one(read_jsonl: Read) -> None:
    utc = '{"id": "e1", "type": "收到留言", "occurred_at": "2025-10-14T01:00:00Z", "message": "m1"}'
    loaded = read_jsonl(received("e1", "m1", 9) + "\n" + utc, received("e1", "m1", 9))
    assert [f.id for f in loaded.facts] == ["e1"]
    assert (loaded.rejects, loaded.rows, loaded.merged) == ((), 3, 2)


def test_which_offset_is_kept_does_not_depend_on_the_order(read_jsonl: Read) -> None:
    lines = [received("e1", "m1", 9), received("e1", "m1", 9).replace("T09:00:00+08:00", "T01:00:00Z")]
    kept = [read_jsonl("\n".join(order)).facts[0] for order in permutations(lines)]
    assert [f.occurred_at.isoformat() for f in kept] == ["2025-10-14T01:00:00+00:00"] * 2


def test_a_default_that_is_spelled_out_is_the_same_content(read_jsonl: Read) -> None:
    post = '{"id": "e1", "type": "post.published", "occurred_at": "2025-10-14T01:00:00Z", "post": "p", "account": "a"'
    lines = [post + "}", post + ', "items": 1}']
    kept = [read_jsonl("\n".join(order)).facts[0] for order in permutations(lines)]
    assert kept[0] == kept[1]
    assert kept[0].said() == kept[1].said()


def test_the_earlier_of_two_facts_with_one_id_is_kept(read_jsonl: Read) -> None:
    loaded = read_jsonl(received("e1", "late", 10) + "\n" + received("e2", "other", 8), received("e1", "early", 9))
    assert [f.value("message") for f in loaded.facts] == ["other", "early"]
    (reject,) = loaded.rejects
    assert (reject.file, reject.line, reject.field, reject.code, reject.found) == (
        "1.jsonl", 1, "id", "duplicate_id", "e1",
    )  # fmt: skip
    assert reject.reason.zh == (
        "编号「e1」已用于另一事实:2.jsonl:1 与 1.jsonl:1 内容不同,保留了前者;请给每个事实唯一的编号,更正则另立新事实"
    )
    assert reject.reason.en == (
        "the id “e1” belongs to another fact already: 2.jsonl:1 and 1.jsonl:1 differ, and the former was kept;"
        " give every fact an id of its own, and state a correction as a new fact"
    )


def test_a_conflict_names_the_first_place_of_the_fact_that_was_kept(read_jsonl: Read) -> None:
    kept, other = received("e1", "a", 9), received("e1", "b", 9)
    (reject,) = read_jsonl("\n".join([other, kept, kept])).rejects
    assert "1.jsonl:2 and 1.jsonl:1 differ" in reject.reason.en


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_what_is_kept_does_not_depend_on_the_order(read_jsonl: Read, order: tuple[int, ...]) -> None:
    lines = [received("e1", m, 9) for m in ("a", "b", "a")] + [received("e1", "c", 10)]
    loaded = read_jsonl("\n".join(lines[i] for i in order))
    assert [f.value("message") for f in loaded.facts] == ["a"]
    assert sorted(r.line for r in loaded.rejects) == sorted(order.index(i) + 1 for i in (1, 3))
    assert loaded.merged == 1


def test_facts_are_in_order_of_time_then_id(read_jsonl: Read) -> None:
    loaded = read_jsonl("\n".join([received("b", "m", 9), received("c", "m", 8), received("a", "m", 9)]))
    assert [f.id for f in loaded.facts] == ["c", "a", "b"]


def test_a_time_that_goes_back_within_an_account_is_no_mistake(read_jsonl: Read) -> None:
    account = ', "account": "a1"'
    loaded = read_jsonl(received("x", "m", 9, account) + "\n" + received("y", "m", 8, account))
    assert (len(loaded.facts), loaded.rejects) == (2, ())


def test_rejects_are_in_order_of_source_and_line(read_jsonl: Read) -> None:
    good = received("e1", "m", 9)
    loaded = read_jsonl(f"{received('e1', 'n', 10)}\nbad\n{good}\nbad", "bad")
    assert [(r.file, r.line, r.code) for r in loaded.rejects] == [
        ("1.jsonl", 1, "duplicate_id"),
        ("1.jsonl", 2, "bad_json"),
        ("1.jsonl", 4, "bad_json"),
        ("2.jsonl", 1, "bad_json"),
    ]


def test_nothing_is_nothing(read_jsonl: Read) -> None:
    assert read_jsonl() == Loaded((), (), 0)
    assert read_jsonl("", "\n\n") == Loaded((), (), 0)


def fact_of(vocabulary: Vocabulary, **data: object) -> Fact:
    made = parse_fact({"id": "-", "type": "notice.posted", "notice": "n1", **data}, vocabulary)
    assert isinstance(made, Fact)
    return made


def test_content_ids_say_the_type_and_depend_on_content_alone(vocabulary: Vocabulary) -> None:
    one = fact_of(vocabulary, occurred_at="2025-10-14T09:00:00+08:00", places=["portal", "new_media"], pinned=True)
    same = fact_of(
        vocabulary, pinned="true", places=["政务新媒体", "门户网站"], occurred_at="2025-10-14T01:00Z", id="x"
    )
    other = fact_of(vocabulary, occurred_at="2025-10-14T09:00:00+08:00", places=["portal"], pinned=True)
    content = (
        '{"notice":"n1","occurred_at":1760403600000000,"pinned":true,"places":["new_media","portal"],'
        '"type":"notice.posted"}'
    )
    assert canonical(one, without_id=True) == canonical(same, without_id=True) == content
    digest = hashlib.sha256(f"{content}#1".encode()).hexdigest()
    assert content_id(one, 1) == content_id(same, 1) == f"notice.posted-{digest[:16]}"
    assert len({content_id(one, 1), content_id(one, 2), content_id(other, 1)}) == 3
