"""Event types of plug-ins whose models check what SQL does not know: the models have the last word."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import Field, field_validator

from policykit.io.facts_in import Source, read_facts
from policykit.io.tables_in import facts_from, open_tables, tables_of
from policykit.io.tables_in.models import is_plain
from policykit.model.facts import Fact
from policykit.model.facts.base import AccountId, Name, named
from policykit.model.vocabulary import base_vocabulary


class ScoreGiven(Fact, name="score.given", zh="评分", subject="account"):
    """A model with checks of its own."""

    type: Literal["score.given"] = "score.given"
    account: AccountId = named("账号", "the account", required=True)
    score: float | None = named("得分", "how many points")
    grade: Annotated[str, Field(max_length=1, json_schema_extra={"zh": "等第"})] = "B"
    tags: frozenset[Name] | None = named("标签", "whatever")

    @field_validator("score")
    @classmethod
    def _at_most_100(cls, value: float | None) -> float | None:
        if value is not None and value > 100:
            raise ValueError("a score is at most 100")
        return value


class Counted(Fact, name="visitors.counted", zh="访问量", subject="account"):
    """A model without checks of its own, with a default and a set of names."""

    type: Literal["visitors.counted"] = "visitors.counted"
    account: AccountId = named("账号", "the account", required=True)
    visitors: Annotated[int, Field(ge=0, json_schema_extra={"zh": "人次"})] = 0
    tags: frozenset[Name] | None = named("标签", "whatever")


VOCABULARY = base_vocabulary().extended([ScoreGiven, Counted])
AT = datetime(2025, 10, 14, 2, tzinfo=UTC)
SAID: list[dict[str, object]] = [
    {"id": "e1", "type": "score.given", "account": "a", "score": 99.5, "grade": "A", "tags": ["x", " y "]},
    {"id": "e2", "type": "score.given", "account": "a", "score": 100.5},
    {"id": "e3", "type": "score.given", "account": "a", "grade": "AB"},
    {"id": "e4", "type": "score.given", "account": "a"},
    {"id": "e5", "type": "visitors.counted", "account": "a", "tags": ["x", " x", "\u3000y"]},
    {"id": "e6", "type": "visitors.counted", "account": "a", "tags": [" "]},
    {"id": "e7", "type": "visitors.counted", "account": "a", "visitors": 2**63},
    {"id": "e8", "type": "visitors.counted", "account": "a", "visitors": 7},
]


def test_which_models_sql_can_judge() -> None:
    assert [is_plain(m) for m in (ScoreGiven, Counted)] == [False, True]
    assert all(is_plain(e.model) for e in base_vocabulary().events.values())


def test_models_have_the_last_word(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text("".join(json.dumps({**s, "occurred_at": AT.isoformat()}) + "\n" for s in SAID), encoding="utf-8")
    loaded = read_facts([Source(path)], VOCABULARY)
    with open_tables([Source(path)], VOCABULARY) as tables:
        # A table holds 64 bits, a fact any number: the only difference that there is.
        assert facts_from(tables, tables.types) == [f for f in loaded.facts if f.id != "e7"]
        assert [r for r in tables.rejects if r.line != 7] == list(loaded.rejects)
        assert [(r.code, r.field, r.reason.en) for r in tables.rejects if r.line == 7] == [
            ("bad_value", "visitors", "`visitors` is “9223372036854775808”; expected a whole number of 64 bits")
        ]
        scores = tables.connection.execute('SELECT id, score, grade FROM facts."score.given" ORDER BY id').fetchall()
        assert scores == [("e1", 99.5, "A"), ("e4", None, "B")]
    with tables_of(loaded.facts[:3], VOCABULARY) as made:
        assert facts_from(made, made.types) == list(loaded.facts[:3])


def test_parquet_too(tmp_path: Path) -> None:
    columns = {
        n: [s.get(n) for s in SAID if s["id"] != "e7"] for n in ("id", "type", "account", "score", "grade", "tags")
    }
    times = pa.array([AT] * 7, pa.timestamp("us", "UTC"))
    visitors = [s.get("visitors") for s in SAID if s["id"] != "e7"]
    pq.write_table(pa.table({**columns, "发生时间": times, "人次": visitors}), tmp_path / "facts.parquet")
    with open_tables([Source(tmp_path / "facts.parquet")], VOCABULARY) as tables:
        assert [f.id for f in facts_from(tables, tables.types)] == ["e1", "e4", "e5", "e8"]
        assert [(r.line, r.field, r.code) for r in tables.rejects] == [
            (2, "score", "bad_value"),
            (3, "grade", "bad_value"),
            (6, "tags", "bad_value"),
        ]
