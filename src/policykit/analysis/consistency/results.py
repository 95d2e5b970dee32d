"""What is found: where a document does not agree with itself, or asks less than the one above it.

In: nothing. Out: the data that the command line and other programs show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policykit.language import Code
from policykit.model.choice import Choice
from policykit.model.facts import Fact
from policykit.model.finding import Finding
from policykit.model.policy.rule import Rule
from policykit.model.text import Text


class Kind(Choice):
    """What is wrong with a rule."""

    NEVER = "never applies", "不会适用"
    UNBREAKABLE = "cannot be broken", "不会违反"
    NO_ACT = "no such act", "没有这种行为"
    EQUAL = "equal", "相同"
    IMPLIED = "implied", "已包含"
    NUMBERS = "numbers", "数字不一"
    LIMITS = "limits", "期限不一"
    CONFLICT = "conflict", "矛盾"
    LOOSER = "looser", "更宽"

    @property
    def code(self) -> Code:
        """The code of its diagnostics."""
        return _CODES[self]


_CODES = {
    Kind.NEVER: Code.NEVER_BINDS,
    Kind.UNBREAKABLE: Code.NEVER_BINDS,
    Kind.NO_ACT: Code.NEVER_BINDS,
    Kind.EQUAL: Code.REDUNDANT,
    Kind.IMPLIED: Code.REDUNDANT,
    Kind.NUMBERS: Code.NUMBERS_DIFFER,
    Kind.LIMITS: Code.NUMBERS_DIFFER,
    Kind.CONFLICT: Code.CONTRADICTION,
    Kind.LOOSER: Code.LOOSER_THAN_ABOVE,
}


@dataclass(frozen=True, slots=True)
class Story:
    """A history that shows it: what happened, and what the reference evaluator says of the rules concerned."""

    caption: Text
    facts: tuple[Fact, ...]
    as_of: datetime
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """One thing that was found about a rule.

    `others` are the names of the rules that it concerns beside `rule`, in the document's order; those of another
    document with their jurisdiction. `message` says what was found, `help` what to do.
    """

    kind: Kind
    rule: Rule
    others: tuple[str, ...]
    message: Text
    help: Text
    stories: tuple[Story, ...] = ()

    @property
    def key(self) -> str:
        """What names the finding in a list of explanations: `implied: weekly_update`."""
        return f"{self.kind.value}: {', '.join(self.others)}" if self.others else self.kind.value


@dataclass(frozen=True, slots=True)
class Untold:
    """A question that could not be answered: whether the document asks as much as this rule of the one above it."""

    rule: str
    reason: Text
