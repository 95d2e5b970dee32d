"""What the database itself refuses is what the fact models refuse, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from pydantic import ValidationError

from policykit.engine.columnar.backend import Row
from policykit.io.database import schema_ddl
from policykit.model.facts import Fact
from policykit.model.facts.base import SPACES
from policykit.model.time import FIRST_DAY, SHANGHAI
from policykit.model.vocabulary import Kind, base_vocabulary

VOCABULARY = base_vocabulary()
AT = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
POST: dict[str, object] = {"id": "p1", "occurred_at": AT, "post": "p", "account": "a"}
FIRST = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=SHANGHAI)

ROWS: list[tuple[str, dict[str, object], bool]] = [
    ("post.published", {}, True),
    ("post.published", {"id": None}, False),
    ("post.published", {"id": ""}, False),
    ("post.published", {"id": " "}, False),
    ("post.published", {"id": "p 1"}, True),
    ("post.published", {"account": None}, False),
    ("post.published", {"occurred_at": None}, False),
    ("post.published", {"occurred_at": FIRST}, True),
    ("post.published", {"occurred_at": datetime(1991, 12, 31, 15, 59, 59, 999999, tzinfo=UTC)}, False),
    ("post.published", {"recorded_at": AT}, True),
    ("post.published", {"recorded_at": datetime(2025, 3, 4, 9, 29, tzinfo=UTC)}, False),
    ("post.published", {"items": 1}, True),
    ("post.published", {"items": 0}, False),
    ("post.published", {"medium": "video"}, True),
    ("post.published", {"medium": "radio"}, False),
    ("post.published", {"progress": ["measures", "intervention"]}, True),
    ("post.published", {"progress": []}, True),
    ("post.published", {"progress": ["measures", "rumours"]}, False),
    ("post.published", {"progress": ["measures", None]}, False),
    ("post.published", {"source": "人民日报"}, True),
    ("post.published", {"source": ""}, False),
]


@pytest.fixture(scope="module")
def facts(postgres_url: str) -> Iterator[psycopg.Connection[Row]]:
    with psycopg.connect(postgres_url) as connection:
        connection.execute(schema_ddl(VOCABULARY, "checked"))
        yield connection
        connection.rollback()


def is_taken(connection: psycopg.Connection[Row], type_: str, row: dict[str, object]) -> bool:
    columns = ", ".join(f'"{c}"' for c in row)
    places = ", ".join("%s" for _ in row)
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(f'INSERT INTO checked."{type_}" ({columns}) VALUES ({places})', list(row.values()))
    except psycopg.IntegrityError:
        return False
    return True


def is_fact(type_: str, row: dict[str, object]) -> bool:
    try:
        VOCABULARY.events[type_].model.model_validate(
            {"type": type_, **{k: v for k, v in row.items() if v is not None}}
        )
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("type_", "said", "good"), ROWS)
def test_rows(type_: str, said: dict[str, object], good: bool, facts: psycopg.Connection[Row]) -> None:
    row = POST | said
    assert is_taken(facts, type_, row) is good
    assert is_fact(type_, row) is good


@pytest.mark.parametrize("space", [*SPACES, "\x1c", "\u200b", "x"])
def test_white_space_is_what_the_models_strip(space: str, facts: psycopg.Connection[Row]) -> None:
    model = VOCABULARY.events["post.published"].model
    stripped = model.model_validate({**POST, "type": "post.published", "id": f"{space}p"}).id == "p"
    assert stripped is (space in SPACES)
    assert is_taken(facts, "post.published", POST | {"id": f"{space}p"}) is not stripped


@pytest.mark.parametrize("day", ["infinity", "0001-01-01 BC", "10000-01-01"])
def test_a_day_that_python_does_not_know(day: str, facts: psycopg.Connection[Row]) -> None:
    event = VOCABULARY.events["staff.left"]
    field = next(f.name for f in event.fields.values() if f.type.kind is Kind.DATE)
    (required,) = (f.name for f in event.fields.values() if f.required and f.name != "occurred_at")
    with pytest.raises(psycopg.errors.CheckViolation), facts.transaction(force_rollback=True):
        facts.execute(
            f'INSERT INTO checked."{event.name}" (id, occurred_at, {required}, {field}) '
            "VALUES (%s, %s, %s, CAST(%s AS date))",
            ["x", AT, "s", day],
        )


def test_an_item_by_default(facts: psycopg.Connection[Row]) -> None:
    with facts.transaction(force_rollback=True):
        row = facts.execute(
            'INSERT INTO checked."post.published" (id, occurred_at, post, account) VALUES (%s, %s, %s, %s) '
            "RETURNING items",
            ["p1", AT, "p", "a"],
        ).fetchone()
        assert row == (1,)


def test_no_model_of_policykit_checks_what_the_schema_does_not() -> None:
    checks = Fact.__pydantic_decorators__
    for event in VOCABULARY.events.values():
        made = event.model.__pydantic_decorators__
        assert made.field_validators == made.validators == {}, event.name
        assert made.model_validators.keys() == checks.model_validators.keys(), event.name


def test_labels_are_comments(facts: psycopg.Connection[Row]) -> None:
    row = facts.execute("""SELECT obj_description('checked."post.published"'::regclass)""").fetchone()
    assert row == ("发布信息",)
