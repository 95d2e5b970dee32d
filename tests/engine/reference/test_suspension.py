"""When a suspension pauses an account's duties."""

from __future__ import annotations

import pytest

from policykit.engine.reference.truth import Unknown
from policykit.model.facts import Fact
from policykit.model.vocabulary import PAUSED

from .made import at, fact, history

OPENED = fact("account.opened", "2025-03-01", account="a1")


def approval(when: str, **said: object) -> Fact:
    return fact("application.approved", when, **{"application": "s1", "account": "a1", "kind": "suspension", **said})


def suspended(when: str, **said: object) -> Fact:
    return fact("account.suspended", when, account="a1", **said)


RESUMED = fact("account.resumed", "2025-03-20", account="a1")


@pytest.mark.parametrize(
    ("facts", "paused"),
    [
        ([suspended("2025-03-10")], False),
        ([approval("2025-03-09"), suspended("2025-03-10")], True),
        ([suspended("2025-03-10"), approval("2025-03-10")], True),
        ([suspended("2025-03-10"), approval("2025-03-12")], True),
        ([suspended("2025-03-10"), approval("2025-03-16")], False),
        ([approval("2025-03-09", kind="closure"), suspended("2025-03-10")], False),
        ([approval("2025-03-09", account="a2"), suspended("2025-03-10")], False),
        ([approval("2025-03-09", account=None), suspended("2025-03-10")], False),
        ([approval("2025-03-09", account=None, kind=None), suspended("2025-03-10", application="s1")], True),
        ([approval("2025-03-09"), suspended("2025-03-10", application="s2")], False),
        ([approval("2025-03-09"), suspended("2025-03-10"), RESUMED, suspended("2025-03-12")], True),
        ([suspended("2025-03-10", reason="emergency", proven=True)], True),
        ([suspended("2025-03-10", reason="emergency", proven=False)], False),
        ([suspended("2025-03-10", reason="emergency")], False),
        ([suspended("2025-03-10", reason="upgrade", proven=True)], False),
    ],
)
def test_paused_on_the_fifteenth(facts: list[Fact], paused: bool) -> None:
    entity = history(OPENED, *facts).register.entity("account", "a1")
    assert entity is not None
    assert entity.value(PAUSED, at("2025-03-15")) is paused


def test_an_approval_serves_one_suspension() -> None:
    entity = history(
        OPENED,
        approval("2025-03-02"),
        suspended("2025-03-03"),
        fact("account.resumed", "2025-03-05", account="a1"),
        suspended("2025-03-10"),
    ).register.entity("account", "a1")
    assert entity is not None
    assert [entity.value(PAUSED, at(day)) for day in ("2025-03-04", "2025-03-06", "2025-03-15")] == [True, False, False]


def test_records_without_approvals_cannot_tell() -> None:
    covered = frozenset({"account.opened", "account.suspended"})
    entity = history(OPENED, suspended("2025-03-10"), covered=covered).register.entity("account", "a1")
    assert entity is not None
    assert isinstance(entity.value(PAUSED, at("2025-03-15")), Unknown)
    assert entity.value(PAUSED, at("2025-03-09")) is False
