"""The maps in `examples/` and in the docs, against small tables of the same form."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from policykit.io.facts_in import Loaded
from policykit.model.facts.choices import Medium, MessageKind

Read = Callable[..., Loaded]

ROOT = Path(__file__).parents[3]


def example(name: str) -> str:
    return (ROOT / "examples" / name).read_text(encoding="utf-8")


def test_messages(read_csv: Read) -> None:
    table = "message,asked_at,answered_at\n17,2019-04-24 16:03:40,2019-05-09 09:49:10\n18,2019-04-30 23:59:59,\n"
    loaded = read_csv(example("messages.toml"), table)
    assert [(f.id, f.occurred_at.isoformat(), f.value("message")) for f in loaded.facts] == [
        ("received-17", "2019-04-24T16:03:40+08:00", "17"),
        ("received-18", "2019-04-30T23:59:59+08:00", "18"),
        ("answered-17", "2019-05-09T09:49:10+08:00", "17"),
    ]
    assert [f.value("kind") for f in loaded.facts] == [MessageKind.ENQUIRY, MessageKind.ENQUIRY, None]
    assert loaded.facts[2].value("automatic") is False
    assert (loaded.rejects, loaded.merged) == ((), 0)
    assert loaded.covers == {"message.received", "message.answered"}


def test_wechat(read_csv: Read) -> None:
    at, later = "2021-06-15T08:55:09+08:00", "2021-06-15T15:08:08+08:00"
    table = f"account,published_at\nAA==,{at}\nAA==,{at}\nAA==,{later}\nBB==,{at}\n"
    loaded = read_csv(example("wechat.toml"), table)
    listed = [(f.id, f.value("account"), f.value("medium")) for f in loaded.facts if f.type == "account.listed"]
    assert sorted(listed) == [
        (f"listed-AA==-{at}", "AA==", Medium.TEXT),
        (f"listed-AA==-{later}", "AA==", Medium.TEXT),
        (f"listed-BB==-{at}", "BB==", Medium.TEXT),
    ]
    posts = [(f.id, f.value("post"), f.value("reposted")) for f in loaded.facts if f.type == "post.published"]
    assert sorted(posts) == [
        (f"published-{post}", post, None) for post in (f"AA==@{at}", f"AA==@{later}", f"BB==@{at}")
    ]
    assert (loaded.rejects, loaded.rows, loaded.merged) == ((), 4, 2)
    assert loaded.covers == {"account.listed", "post.published"}


def test_the_map_of_the_docs_reads_the_table_of_the_docs(read_csv: Read) -> None:
    docs = (ROOT / "docs" / "maps.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(csv|toml)\n(.*?)```", docs, re.DOTALL))
    loaded = read_csv(blocks["toml"], blocks["csv"])
    assert [(f.type, f.occurred_at.isoformat(), f.value("account")) for f in loaded.facts] == [
        ("post.published", "2025-10-09T08:30:00+08:00", "甲-a1"),
        ("post.published", "2025-10-09T09:00:00+08:00", "乙-a1"),
        ("account.suspended", "2025-10-20T00:00:00+08:00", "乙-a1"),
    ]
    assert [f.value("original") for f in loaded.facts] == [True, False, None]
    assert loaded.rejects == ()
