"""Explained findings: what a document has so on purpose, and why.

In: `consistency.toml` beside the rule file: `[[explained]]` with `rule`, `finding`, `reason_zh` and `reason_en`. Out:
findings with their explanations, and explanations that fit nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from policykit.analysis.consistency.results import Inconsistency, Kind
from policykit.model.errors import PolicykitError
from policykit.model.text import Text
from policykit.packs import Pack

EXPLANATIONS_FILE = "consistency.toml"
_HEAD = re.compile(r"\s*\[\[\s*explained\s*\]\]")


class ExplanationsError(PolicykitError):
    """The list of explained findings does not fit."""


class _Explained(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    finding: str
    reason_zh: str
    reason_en: str


class _Explanations(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    explained: tuple[_Explained, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a finding is as it should be: of which rule, which finding (`Inconsistency.key`), and where it stands."""

    rule: str
    finding: str
    reason: Text
    path: Path
    line: int

    def fits(self, found: Inconsistency) -> bool:
        """Whether it explains the finding."""
        return (self.rule, self.finding) == (found.rule.name, found.key)


def explanations_of(pack: Pack) -> tuple[Explanation, ...]:
    """The pack's explained findings. Raises `ExplanationsError` if the list cannot be read."""
    path = pack.folder / EXPLANATIONS_FILE
    if not path.is_file():
        return ()
    try:
        source = path.read_text("utf-8")
        listed = _Explanations.model_validate(tomllib.loads(source)).explained
    except (ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExplanationsError(Text(f"{path} 无法读取:{error}", f"{path} cannot be read: {error}")) from error
    lines = [n for n, line in enumerate(source.split("\n"), 1) if _HEAD.match(line)]
    return tuple(
        Explanation(e.rule, e.finding, Text(e.reason_zh, e.reason_en), path, lines[n] if n < len(lines) else 1)
        for n, e in enumerate(listed)
    )


def sorted_out(
    found: Iterable[Inconsistency], explanations: Iterable[Explanation], above: Collection[str] = ()
) -> tuple[list[tuple[Inconsistency, Explanation | None]], list[Explanation]]:
    """The findings, each with its explanation if it has one; and the explanations that fit none.

    `above` names the documents above that it was compared with: what explains a difference from another one is left
    aside.
    """
    known = list(explanations)
    pairs = [(i, next((e for e in known if e.fits(i)), None)) for i in found]
    used = [e for _, e in pairs if e is not None]
    return pairs, [e for e in known if not any(e is u for u in used) and _was_asked(e, above)]


def _was_asked(explanation: Explanation, above: Collection[str]) -> bool:
    kind, _, others = explanation.finding.partition(": ")
    return kind != Kind.LOOSER.value or others.partition("/")[0] in above
