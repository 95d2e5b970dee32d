"""`check --database`: the facts of a PostgreSQL database, judged there; findings written back to it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from policykit.io.database import schema_ddl
from policykit.io.facts_in import Source, read_facts
from policykit.model.vocabulary import base_vocabulary

from ..postgres_server import load
from .conftest import HERE, Run

VOCABULARY = base_vocabulary()
SAMPLE = HERE.parents[1] / "examples" / "sample" / "facts.jsonl"
CHECK = ("check", "jiaxian", "--as-of", "2025-11-30", "--format", "jsonl")


@pytest.fixture
def url(postgres_url: str) -> Iterator[str]:
    """A database with the sample history."""
    facts = read_facts([Source(SAMPLE)], VOCABULARY).facts
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(schema_ddl(VOCABULARY))
        load(connection, "facts", facts, VOCABULARY)
        yield postgres_url
        connection.execute("DROP SCHEMA facts CASCADE; DROP TABLE IF EXISTS found")


def test_findings_of_a_database(policykit: Run, url: str) -> None:
    found = policykit(*CHECK, "--database", url)
    expected = policykit(*CHECK, "--facts", str(SAMPLE))
    assert (found.status, found.out) == (1, expected.out)


def test_findings_are_written_back(policykit: Run, url: str) -> None:
    expected = policykit(*CHECK, "--facts", str(SAMPLE)).out.splitlines()
    for _ in range(2):
        found = policykit(*CHECK, "--database", url, "--save-to", "found", "--lang", "en")
        assert (found.status, found.out) == (1, "")
        assert f"{len(expected)} findings written to found" in found.err
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT count(*), count(DISTINCT id) FROM found").fetchall()
    assert rows == [(len(expected), len(expected))]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--database", "mysql://host/db"), "expected postgresql:// or spark://"),
        (("--facts", str(SAMPLE), "--database", "postgresql://host/db"), "facts come from --facts or from --database"),
        (("--facts", str(SAMPLE), "--save-to", "found"), "--save-to goes with --database"),
    ],
)
def test_what_cannot_be_done_is_said(policykit: Run, arguments: tuple[str, ...], said: str) -> None:
    found = policykit(*CHECK, *arguments, "--lang", "en")
    assert found.status == 2
    assert said in found.err
