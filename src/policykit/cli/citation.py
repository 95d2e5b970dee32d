"""How a clause is cited on screen: 第十条(四) in Chinese, 10(4) in English."""

from __future__ import annotations

from policykit.language.words import write_citation_en
from policykit.model.text import Text


def citation(canonical: str) -> Text:
    """A clause's citation in both languages, from its canonical (Chinese) form."""
    return Text(canonical, write_citation_en(canonical))
