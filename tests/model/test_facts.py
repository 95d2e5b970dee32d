"""Facts know the instants of their own times, copies too."""

from __future__ import annotations

from datetime import datetime, timedelta

from policykit.model.facts.content import PostPublished
from policykit.model.time import SHANGHAI, instant

AT = datetime(2025, 3, 3, 10, tzinfo=SHANGHAI)


def test_a_copy_with_another_time_has_its_instants() -> None:
    fact = PostPublished(id="e1", type="post.published", occurred_at=AT, account="a1", post="p1")
    assert (fact.at, fact.known_at) == (instant(AT), instant(AT))
    later = fact.model_copy(update={"occurred_at": AT + timedelta(days=1)})
    assert (later.at, later.known_at) == (instant(AT + timedelta(days=1)),) * 2
    assert fact.model_copy() == fact
