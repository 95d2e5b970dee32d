"""What a plug-in may add to the language: functions for conditions and checks for the custom form.

The classes only describe; `policykit.plugins` collects them, the checker of the language knows their names and types,
and engines call them. A plug-in's code sees one fact or one entity at one instant, never the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from policykit.model.facts import Fact
from policykit.model.text import Text
from policykit.model.time import Instant
from policykit.model.vocabulary import FieldType


@dataclass(frozen=True, slots=True)
class Function:
    """A function usable in conditions: names in both languages, typed arguments, a typed result.

    `evaluate` gets the argument values (never None: a missing argument makes the result unknown without a call) and
    returns the value, or None if it cannot be told.
    """

    label: Text
    arguments: tuple[FieldType, ...]
    returns: FieldType
    evaluate: Callable[..., object | None]

    @property
    def name(self) -> str:
        """Its English name, which is its identity."""
        return self.label.en


@dataclass(frozen=True, slots=True)
class CheckInput:
    """What a check looks at: the trigger (None in a rule on an entity), and the attributes of the entities at `at`.

    `attributes` maps `account.medium`, `unit.short_name` … to values; what the register does not say is absent.
    """

    at: Instant
    fact: Fact | None
    attributes: Mapping[str, object]
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Whether the check passed (None: it cannot be told), and why, in both languages."""

    passed: bool | None
    reason: Text


@dataclass(frozen=True, slots=True)
class Check:
    """A check for `通过 检查 NAME(…)`: what it applies to (an event type or an entity) and its typed arguments."""

    label: Text
    applies_to: str
    evaluate: Callable[[CheckInput], CheckResult]
    arguments: Mapping[str, FieldType] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its English name, which is its identity."""
        return self.label.en


@dataclass(frozen=True, slots=True)
class Extensions:
    """All functions and checks that rules may use, by English name."""

    functions: Mapping[str, Function] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)

    def function(self, name: str) -> Function | None:
        """The function of that English or Chinese name."""
        return next((f for f in self.functions.values() if name in (f.label.en, f.label.zh)), None)

    def check(self, name: str) -> Check | None:
        """The check of that English or Chinese name."""
        return next((c for c in self.checks.values() if name in (c.label.en, c.label.zh)), None)
