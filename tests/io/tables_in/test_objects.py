"""Facts as tables and back."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from policykit.io.facts_in import FactsError, parse_fact
from policykit.io.tables_in import facts_from, tables_of
from policykit.model.facts import Fact
from policykit.model.vocabulary import base_vocabulary

VOCABULARY = base_vocabulary()


def fact(kind: str, fact_id: str, at: str = "2025-10-14T10:00:00+08:00", **fields: object) -> Fact:
    made = parse_fact({"id": fact_id, "type": kind, "occurred_at": at, **fields}, VOCABULARY)
    assert isinstance(made, Fact), made
    return made


POST = fact(
    "post.published",
    "f1",
    recorded_at="2025-10-14T12:00:00+08:00",
    post="p1",
    account="甲",
    medium="图文",
    original=True,
    progress=["measures", "介入情况"],
)
LEFT = fact("staff.left", "f2", "1999-12-31T16:00:00Z", staff="s1", last_day="1969-12-31")
BARE = fact("post.published", "f3", post="p2", account="乙")


def test_columns_hold_what_the_facts_say() -> None:
    with tables_of([POST, LEFT, BARE], VOCABULARY) as tables:
        assert (tables.types, tables.count, tables.covered) == (("post.published", "staff.left"), 3, None)
        posts = tables.connection.execute(
            'SELECT id, "at", known, post, medium, items, original, reposted, progress'
            ' FROM facts."post.published" ORDER BY id'
        ).fetchall()
        at = 1_760_407_200_000_000
        assert posts == [
            ("f1", at, at + 7_200_000_000, "p1", "text", 1, True, None, ["intervention", "measures"]),
            ("f3", at, at, "p2", None, 1, None, None, None),
        ]
        left = tables.connection.execute('SELECT "at", last_day FROM facts."staff.left"').fetchall()
        assert left == [(946_656_000_000_000, -1)]


def test_they_come_back_as_the_same_facts() -> None:
    with tables_of([POST, LEFT, BARE], VOCABULARY) as tables:
        assert facts_from(tables, ["post.published", "staff.left"]) == [LEFT, POST, BARE]
        assert facts_from(tables, ["post.published", "post.removed"], ids={"f3", "f2"}) == [BARE]
        assert facts_from(tables, ["post.published"])[0].value("last_day") is None


def test_a_callers_connection_stays_open() -> None:
    connection = duckdb.connect()
    with tables_of([POST], VOCABULARY, connection):
        pass
    with tables_of([BARE, LEFT], VOCABULARY, connection) as again:
        assert facts_from(again, ["post.published"]) == [BARE]
    assert connection.execute('SELECT count(*) FROM facts."staff.left"').fetchone() == (1,)
    connection.close()


def test_the_connection_of_tables_ends_with_them() -> None:
    tables = tables_of([POST], VOCABULARY)
    tables.close()
    tables.close()
    with pytest.raises(duckdb.ConnectionException):
        tables.connection.execute("SELECT 1")


def test_dates_of_all_years_are_kept() -> None:
    odd = [fact("staff.left", f"f{y}", staff="s", last_day=date(y, 1, 1).isoformat()) for y in (1, 1969, 1970, 9999)]
    with tables_of(odd, VOCABULARY) as tables:
        assert {f.value("last_day") for f in facts_from(tables, ["staff.left"])} == {f.value("last_day") for f in odd}


def test_no_two_facts_have_one_id() -> None:
    with pytest.raises(ValueError, match="same id"):
        tables_of([POST, fact("staff.left", "f1", staff="s")], VOCABULARY)


def test_a_number_beyond_64_bits_is_refused() -> None:
    with pytest.raises(FactsError, match="beyond 64 bits"):
        tables_of([fact("post.published", "f", post="p", account="a", items=2**63)], VOCABULARY)
