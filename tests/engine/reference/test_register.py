"""Lives, attributes and ties, as facts say them."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Unknown
from policykit.model.facts import Fact
from policykit.model.vocabulary import ONLINE, PAUSED, RUNS_ACCOUNT

from .made import at, fact, history


def account(*facts: Fact, id_: str = "a1") -> Entity:
    found = history(*facts).register.entity("account", id_)
    assert found is not None
    return found


def test_a_life_from_opening_to_closing() -> None:
    found = account(
        fact("account.opened", "2025-03-03T09:00", account="a1"),
        fact("account.closed", "2025-03-05T09:00", account="a1"),
    )
    assert [(life.start, life.end, life.start_said) for life in found.lives] == [
        (at("2025-03-03T09:00"), at("2025-03-05T09:00"), True)
    ]
    assert found.living(at("2025-03-03T09:00"))
    assert not found.living(at("2025-03-05T09:00"))


def test_a_life_shown_by_what_only_the_living_do() -> None:
    found = account(fact("post.published", "2025-03-03", account="a1", post="x"))
    assert [(life.start, life.start_said) for life in found.lives] == [(at("2025-03-03"), False)]


def test_what_shows_no_life() -> None:
    found = account(
        fact("filing.submitted", "2025-03-03", account="a1", filing="f"),
        fact("account.closed", "2025-03-04", account="a1"),
    )
    assert found.lives == []


def test_only_an_opening_begins_another_life() -> None:
    found = account(
        fact("account.opened", "2025-03-03", account="a1"),
        fact("account.closed", "2025-03-04", account="a1"),
        fact("post.published", "2025-03-05", account="a1", post="x"),
        fact("account.opened", "2025-03-06", account="a1"),
    )
    assert [life.start for life in found.lives] == [at("2025-03-03"), at("2025-03-06")]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_at_one_instant_beginnings_come_first_and_ends_last(order: tuple[int, ...]) -> None:
    types = ["post.published", "account.opened", "account.closed"]
    facts = [
        fact(t, "2025-03-03", id=f"e{order[n]}", account="a1", **({"post": "x"} if t.startswith("post") else {}))
        for n, t in enumerate(types)
    ]
    found = account(*facts)
    assert [(life.start, life.end, life.start_said) for life in found.lives] == [
        (at("2025-03-03"), at("2025-03-03"), True)
    ]


def test_attributes_keep_the_value_last_said() -> None:
    found = account(
        fact("account.opened", "2025-03-03", account="a1", platform="微信"),
        fact("account.changed", "2025-03-05", account="a1", account_name="甲"),
        fact("account.changed", "2025-03-07", account="a1", account_name="乙"),
    )
    names = [found.value("account_name", at(f"2025-03-{day:02}")) for day in (4, 5, 6, 7)]
    assert names == [None, "甲", "甲", "乙"]
    assert found.value("platform", at("2025-03-31")) == "微信"


def test_posts_say_no_attributes() -> None:
    found = account(fact("post.published", "2025-03-03", account="a1", post="x", unit="u9"))
    assert found.value("unit", at("2025-03-04")) is None


def test_suspended_and_resumed() -> None:
    found = account(
        fact("account.opened", "2025-03-03", account="a1"),
        fact("account.suspended", "2025-03-04", account="a1"),
        fact("account.resumed", "2025-03-06", account="a1"),
    )
    assert [found.value(ONLINE, at(f"2025-03-{day:02}")) for day in (2, 3, 4, 5, 6)] == [
        False,
        True,
        False,
        False,
        True,
    ]


def test_a_new_life_is_online() -> None:
    found = account(
        fact("account.opened", "2025-03-03", account="a1"),
        fact("account.suspended", "2025-03-04", account="a1"),
        fact("account.closed", "2025-03-05", account="a1"),
        fact("account.opened", "2025-03-06", account="a1"),
    )
    assert found.value(ONLINE, at("2025-03-05")) is False
    assert found.value(ONLINE, at("2025-03-06")) is True
    assert found.value(PAUSED, at("2025-03-06")) is False


def test_members_are_those_that_belong_and_live() -> None:
    register = history(
        fact("account.opened", "2025-03-03", account="a1", unit="u1"),
        fact("account.opened", "2025-03-03", account="a2", unit="u1"),
        fact("account.changed", "2025-03-05", account="a2", unit="u2"),
        fact("account.closed", "2025-03-07", account="a1"),
    ).register
    unit = register.entity("unit", "u1")
    assert unit is not None
    members = {day: [a.id for a in register.members("account", unit, at(f"2025-03-{day:02}"))] for day in (2, 3, 5, 7)}
    assert members == {2: [], 3: ["a1", "a2"], 5: ["a1"], 7: []}


def test_changes_of_those_that_are_tied_to_an_entity() -> None:
    change = fact("unit.changed", "2025-03-09", unit="u1", classified=True)
    found = account(
        fact("account.opened", "2025-03-03", account="a1", unit="u1"),
        fact("post.published", "2025-03-05", account="a1", post="x"),
        fact("account.opened", "2025-03-07", account="a2", unit="u1"),
        change,
        fact("account.opened", "2025-03-11", account="a3", unit="u2"),
    )
    assert found.circle.days == {date(2025, 3, 3), date(2025, 3, 7), date(2025, 3, 9)}
    assert found.changes_on(date(2025, 3, 9)) == (change,)
    assert found.changes_on(date(2025, 3, 5)) == ()


def test_a_unit_runs_an_account_while_one_of_its_own_lives() -> None:
    register = history(
        fact("unit.registered", "2025-03-02", unit="u1"),
        fact("account.opened", "2025-03-03", account="a1", unit="u1"),
        fact("account.listed", "2025-03-04", account="a2", unit="u1"),
        fact("account.closed", "2025-03-05", account="a1"),
        fact("account.changed", "2025-03-06", account="a2", unit="u2"),
        fact("account.opened", "2025-03-08", account="a1"),
        fact("unit.dissolved", "2025-03-09", unit="u1"),
    ).register
    runs = {
        id_: [day for day in range(1, 11) if unit.value(RUNS_ACCOUNT, at(f"2025-03-{day:02}")) is True]
        for id_ in ("u1", "u2")
        if (unit := register.entity("unit", id_)) is not None
    }
    assert runs == {"u1": [3, 4, 5, 8], "u2": [6, 7, 8, 9, 10]}


@pytest.mark.parametrize(
    ("covered", "before", "after"),
    [
        (None, False, False),
        (frozenset({"account.opened", "unit.registered"}), False, False),
        (frozenset({"account.listed"}), False, False),
        (frozenset({"account.changed", "unit.registered"}), None, None),
    ],
)
def test_whether_a_unit_runs_an_account_that_is_not_seen(
    covered: frozenset[str] | None, before: bool | None, after: bool | None
) -> None:
    unit = history(
        fact("unit.registered", "2025-03-02", unit="u1"),
        fact("account.changed", "2025-03-04", account="a1", unit="u1"),
        fact("account.cancelled", "2025-03-06", account="a1"),
        fact("unit.dissolved", "2025-03-08", unit="u1"),
        covered=covered,
    ).register.entity("unit", "u1")
    assert unit is not None
    found = [unit.value(RUNS_ACCOUNT, at(f"2025-03-0{day}")) for day in (1, 3, 5, 7, 9)]
    assert [None if isinstance(value, Unknown) else value for value in found] == [False, before, True, after, False]


def test_two_changes_at_one_instant() -> None:
    unit = history(
        fact("account.opened", "2025-03-03", account="a1", unit="u1"),
        fact("account.closed", "2025-03-05", account="a1"),
        fact("account.opened", "2025-03-05", account="a2", unit="u1"),
        fact("account.opened", "2025-03-07", account="a3", unit="u1"),
        fact("account.closed", "2025-03-07", account="a3"),
        fact("account.closed", "2025-03-07", account="a2"),
    ).register.entity("unit", "u1")
    assert unit is not None
    assert [unit.value(RUNS_ACCOUNT, at(f"2025-03-0{day}")) for day in (3, 5, 6, 7)] == [True, True, True, False]
