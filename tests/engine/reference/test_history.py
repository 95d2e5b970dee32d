"""What is known at an instant, and which facts share what."""

from __future__ import annotations

import pytest

from .made import PLUGINS, fact, history


def test_known_is_what_occurred_and_was_recorded() -> None:
    known = fact("training.held", "2025-03-03", unit="u1", recorded="2025-03-05T23:59:59")
    late = fact("training.held", "2025-03-03", unit="u1", recorded="2025-03-06T00:00:00")
    later = fact("training.held", "2025-03-06T00:00:00", unit="u1")
    assert history(known, late, later, as_of="2025-03-05").facts == (known,)


def test_facts_are_in_order_of_time_and_id() -> None:
    facts = [fact("training.held", "2025-03-03", id=i, unit="u1") for i in ("b", "c", "a")]
    first = fact("training.held", "2025-03-02", id="d", unit="u1")
    assert [f.id for f in history(*facts, first).facts] == ["d", "a", "b", "c"]


def test_two_facts_with_one_id_are_refused() -> None:
    twin = fact("training.held", "2025-03-03", id="e", unit="u1")
    with pytest.raises(ValueError, match="two facts have the id 'e'"):
        history(twin, twin)


def test_the_unit_of_a_fact_by_way_of_its_account() -> None:
    opened = fact("account.opened", "2025-03-03", account="a1", unit="u1")
    moved = fact("account.changed", "2025-03-05", account="a1", unit="u2")
    posts = [fact("post.published", f"2025-03-{day:02}", account="a1", post="x") for day in (2, 4, 6)]
    said = fact("post.published", "2025-03-06", account="a1", post="x", unit="u9")
    found = history(opened, moved, *posts, said)
    assert [found.key(p, "unit") for p in (*posts, said)] == [None, "u1", "u2", "u9"]


def test_a_fact_that_names_no_subject_is_about_none_and_one_without_entity_may_be_about_any() -> None:
    answered = fact("message.answered", "2025-03-03", message="m1")
    ours = fact("message.answered", "2025-03-04", message="m2", account="a1")
    published = fact("post.published", "2025-03-03", account="a1", post="x")
    found = history(answered, ours, published)
    assert found.sharing(("message.answered",), "account", "a1") == ([ours], [answered])
    assert found.sharing(("post.published",), "policy", "p1") == ([], [])


def test_a_type_named_twice_counts_once() -> None:
    held = fact("training.held", "2025-03-03", unit="u1")
    assert history(held).of(("training.held", "training.held")) == [held]


@pytest.mark.parametrize(
    ("covered", "known"),
    [
        (None, True),
        ({"account.opened"}, True),
        ({"account.listed"}, True),
        ({"account.changed", "post.published"}, False),
    ],
)
def test_whether_all_accounts_are_known(covered: set[str] | None, known: bool) -> None:
    found = history(covered=frozenset(covered) if covered is not None else None)
    assert (found.not_listed(PLUGINS.vocabulary.entities["account"]) is None) is known
