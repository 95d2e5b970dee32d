"""The page of topics lists every topic, in its order, with both names."""

from __future__ import annotations

import re
from pathlib import Path

from policykit.model.policy.topic import Topic

PAGE = Path(__file__).resolve().parents[2] / "docs" / "topics.md"


def test_the_page_lists_all_topics() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| \S.* \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == [(t.value, t.zh) for t in Topic]
