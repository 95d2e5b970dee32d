"""Objects that are made without validating are those that validating makes."""

from __future__ import annotations

from policykit.model.finding import Message
from policykit.model.text import Text


def test_it_is_as_if_validated() -> None:
    made, read = Message.of(Text("甲", "a")), Message(zh="甲", en="a")
    assert made == read
    assert hash(made) == hash(read)
    assert made.model_dump_json() == read.model_dump_json()
    assert made.model_dump(exclude_unset=True) == read.model_dump(exclude_unset=True)
    assert made.model_copy() == read
