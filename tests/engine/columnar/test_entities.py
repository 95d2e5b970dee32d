"""Entities as tables say what the reference evaluator's register says."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policykit.engine.check import as_of_instant
from policykit.engine.columnar.backend import DuckDB
from policykit.engine.columnar.entities import AFTER_ALL, Entities, intervals
from policykit.engine.columnar.facts import Store
from policykit.engine.columnar.sql import day_number
from policykit.engine.reference.history import History
from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Unknown
from policykit.io.tables_in.objects import tables_of
from policykit.model.choice import Choice
from policykit.model.text import fold
from policykit.model.time import Instant
from policykit.model.vocabulary import FieldType, Kind
from policykit.packs import Pack, installed_packs, load_pack
from policykit.testing import house_settings, judged_histories

EXAMPLES = 300 if os.environ.get("POLICYKIT_LONG") == "1" else 15
pack_named = cache(load_pack)


@pytest.mark.parametrize("name", installed_packs())
def test_entities_as_tables(name: str) -> None:
    pack = pack_named(name)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def same(data: st.DataObject) -> None:
        example = data.draw(judged_histories(pack, scenes=4, settings=house_settings(pack)))
        types = sorted({f.type for f in example.facts})
        covered = frozenset(data.draw(st.lists(st.sampled_from(types), unique=True))) if types else frozenset()
        known = None if data.draw(st.integers(0, 3)) else covered
        facts = [f for f in example.facts if known is None or f.type in known]
        compare(pack, History(facts, as_of_instant(example.as_of), pack.plugins.vocabulary, known), facts)

    same()


def compare(pack: Pack, history: History, facts: Sequence[object]) -> None:
    vocabulary = pack.plugins.vocabulary
    with duckdb.connect() as connection:
        tables_of(history.facts, vocabulary, connection)
        backend = DuckDB(connection)
        types = frozenset(f.type for f in history.facts)
        tables = Entities(Store(backend, vocabulary, types, history.as_of, history.covered))
        for kind, type_ in vocabulary.entities.items():
            entities = list(history.register.named(kind))
            lives = backend.rows(f"SELECT id, life, since, until, said, fact FROM {tables.lives(kind)}")
            expected = [
                (e.id, n, x.start, x.end, x.start_said, x.start_fact.id)
                for e in entities
                for n, x in enumerate(e.lives)
            ]
            assert sorted(lives, key=str) == sorted(expected, key=str)
            days = backend.rows(f"SELECT id, day FROM {tables.changes(kind)}")
            assert sorted(days) == sorted({(e.id, day_number(d)) for e in entities if e.changes for d in e.circle.days})
            own = backend.rows(f"SELECT id, day, fact FROM {tables.own_changes(kind)}")
            assert set(own) == {
                (e.id, day_number(d), f.id) for e in entities for d, fs in e.changes.items() for f in fs
            }
            for field, definition in type_.fields.items():
                rows = backend.rows(f"SELECT id, since, until, value FROM {tables.attribute(kind, field, folded=True)}")
                for entity in entities:
                    mine = [r[1:] for r in rows if r[0] == entity.id]
                    for at in instants(entity, field):
                        said = [v for since, until, v in mine if since <= at < until]
                        assert len(said) <= 1
                        found = said[0] if said else (False if field in type_.derived else None)
                        assert found == column(entity.value(field, at), definition.type), (kind, field, entity.id, at)


def instants(entity: Entity, field: str) -> Iterator[Instant]:
    """Instants at which the attribute may have changed, and those beside them."""
    said = entity.attributes.get(field)
    bounds = {t for life in entity.lives for t in (life.start, life.end) if t is not None}
    for at in sorted({*(said.times if said else ()), *bounds}):
        yield from (at - 1, at, at + 1)


def column(value: object, type_: FieldType) -> object:
    match value:
        case Unknown() | None:
            return None
        case Choice():
            return value.value
        case str():
            return fold(value) if type_.kind in (Kind.TEXT, Kind.ID) else value
        case frozenset():
            return sorted(str(v) for v in value)
        case bool() | int():
            return value
        case _:
            return day_number(value)


def _facts_of(*types: str, **fields: object) -> st.SearchStrategy[dict[str, object]]:
    """What facts of one of these types say; a field that would be None is left out."""
    values = {f: st.sampled_from(v) if isinstance(v, list) else st.just(v) for f, v in fields.items()}
    said = st.fixed_dictionaries({"type": st.sampled_from(types), **values})
    return said.map(lambda of: {f: v for f, v in of.items() if v is not None})


_ACCOUNTS = ["a1", "a1", "a1", "a2"]
_SUSPENDED = _facts_of(
    "account.suspended",
    account=_ACCOUNTS,
    application=[None, None, "s1", "s2"],
    reason=["emergency", "upgrade"],
    proven=[None, True],
)
_OF_SUSPENSIONS = st.one_of(
    _SUSPENDED,
    _SUSPENDED,
    _facts_of("account.opened", "account.closed", "account.resumed", account=_ACCOUNTS),
    _facts_of(
        "application.approved",
        account=[None, *_ACCOUNTS],
        application=["s1", "s2", "s3"],
        kind=[None, "closure", "suspension", "suspension", "suspension"],
    ),
)


@settings(max_examples=4 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_OF_SUSPENSIONS, min_size=6, max_size=12), st.booleans(), st.data())
def test_suspensions_as_tables(said: list[dict[str, object]], approvals_known: bool, data: st.DataObject) -> None:
    pack = pack_named("jiaxian")
    events = pack.plugins.vocabulary.events
    ids = data.draw(st.permutations(range(len(said))))
    days = data.draw(st.lists(st.integers(1, 6), min_size=len(said), max_size=len(said)))
    facts = [
        events[str(fields["type"])].model.model_validate(
            {"id": f"f{n:02}", "occurred_at": f"2025-09-{day:02}T12:00:00+08:00", **fields}
        )
        for n, day, fields in zip(ids, days, said, strict=True)
    ]
    covered = None if approvals_known else frozenset(events) - {"application.approved"}
    compare(pack, History(facts, as_of_instant(date(2025, 10, 1)), pack.plugins.vocabulary, covered), facts)


_SAID = tuple[str, str, dict[str, str]]
_AGREED = {"account": "a1", "application": "s1", "kind": "suspension"}


@pytest.mark.parametrize(
    "said",
    [
        # the approval is as old as the suspension before: it is that one's
        [
            ("2025-09-02", "account.suspended", {"account": "a1"}),
            ("2025-09-02", "application.approved", _AGREED),
            ("2025-09-04", "account.resumed", {"account": "a1"}),
            ("2025-09-05", "account.suspended", {"account": "a1"}),
        ],
        # the account's approval is of another application
        [
            ("2025-09-02", "application.approved", _AGREED),
            ("2025-09-05", "account.suspended", {"account": "a1", "application": "s2"}),
        ],
        # one approval, two accounts
        [
            ("2025-09-02", "account.suspended", {"account": "a1", "application": "s1"}),
            ("2025-09-03", "account.suspended", {"account": "a2", "application": "s1"}),
            ("2025-09-04", "application.approved", _AGREED),
        ],
    ],
)
def test_approvals_of_suspensions_as_tables(said: list[_SAID]) -> None:
    compare_said(said)


def test_entities_stay_tied_though_another_is_named_at_the_same_instant() -> None:
    unit, other = compare_said(
        [
            ("2025-09-15", "account.changed", {"account": "a1", "unit": "u2"}),
            ("2025-09-15", "account.listed", {"account": "a1", "unit": "u1"}),
            ("2025-09-16", "unit.registered", {"unit": "u2", "short_name": "u2"}),
            ("2025-09-17", "unit.registered", {"unit": "u1", "short_name": "u1"}),
        ]
    ).register.named("unit")
    assert unit.circle is other.circle


def compare_said(said: Sequence[_SAID]) -> History:
    """The history of what is said: day, event type, fields."""
    pack = pack_named("jiaxian")
    events = pack.plugins.vocabulary.events
    facts = [
        events[type_].model.model_validate(
            {"id": f"f{n}", "type": type_, "occurred_at": f"{day}T12:00:00+08:00", **fields}
        )
        for n, (day, type_, fields) in enumerate(said)
    ]
    history = History(facts, as_of_instant(date(2025, 10, 1)), pack.plugins.vocabulary)
    compare(pack, history, facts)
    return history


def test_the_same_value_again_begins_no_row() -> None:
    rows = "SELECT * FROM (VALUES ('a', 1, 'u'), ('a', 2, 'u'), ('a', 3, 'v'), ('a', 4, 'u'), ('b', 1, NULL), "
    rows += "('b', 2, NULL), ('b', 3, 'u'), ('c', 3, 'u')) t(id, \"at\", value)"
    with duckdb.connect() as connection:
        found = connection.execute(intervals(rows)).fetchall()
    spans = [("a", 1, 3, "u"), ("a", 3, 4, "v"), ("a", 4, AFTER_ALL, "u"), ("b", 1, 3, None)]
    assert sorted(found, key=str) == [*spans, ("b", 3, AFTER_ALL, "u"), ("c", 3, AFTER_ALL, "u")]
