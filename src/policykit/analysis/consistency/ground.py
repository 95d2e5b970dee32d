"""What every question about a document's consistency stands on: its rules, and the range of days asked about.

In: a pack. Out: its rules with what they read, a prover and a search over one range of days, and fresh worlds of
formulas. Questions are asked of few rules at a time: those that read the same things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cached_property

import z3

from policykit.analysis.compare.breaches import applies, not_exempt
from policykit.analysis.compare.comparer import asks
from policykit.analysis.compare.logic import Formula, World
from policykit.analysis.compare.proofs import Prover
from policykit.analysis.compare.search import Search
from policykit.analysis.compare.sourced import Sourced
from policykit.analysis.compare.windows import Windows
from policykit.engine.check import calendar_of
from policykit.engine.settings import Settings
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.rule import Modality, Rule
from policykit.model.vocabulary import Vocabulary
from policykit.packs import Pack

_MARGIN_YEARS = 1
"""How many of the calendar's last years are left out, so that deadlines do not run past its end."""


class Ground:
    """One document under one set of house values, over one range of days."""

    def __init__(
        self, pack: Pack, *, settings: Settings | None = None, first: date | None = None, last: date | None = None
    ) -> None:
        """Ask about the days from `first` to `last`; by default the last year whose deadlines the calendar covers.

        Raises `ValueError` for a range that ends before it begins, `PluginError` for an unknown calendar.
        """
        self.pack = pack
        self.settings = settings or Settings()
        self.calendar = calendar_of(pack.plugins, self.settings)
        year = self.calendar.last.year - _MARGIN_YEARS
        self.first, self.last = first or date(year, 1, 1), last or date(year, 12, 31)
        if self.last < self.first:
            raise ValueError("the range ends before it begins")
        self.prover = Prover(self.first, self.last, self.calendar, self.settings)
        self.search = Search(self.first, self.last, self.settings)

    @property
    def windows(self) -> Windows:
        """The windows of time, compared over the range."""
        return self.prover.windows

    @property
    def vocabulary(self) -> Vocabulary:
        """The pack's words."""
        return self.pack.plugins.vocabulary

    @cached_property
    def rules(self) -> tuple[Sourced, ...]:
        """All rules, in the document's order."""
        return tuple(Sourced(self.pack, rule) for rule in self.pack.document.rules)

    @cached_property
    def asking(self) -> tuple[Sourced, ...]:
        """The rules that ask for something."""
        return tuple(s for s in self.rules if asks(s))

    @cached_property
    def duties(self) -> tuple[Sourced, ...]:
        """The rules that can be broken or, if they advise, be disregarded: no permissions, no identifications."""
        return tuple(s for s in self.asking if not isinstance(s.rule.requirement, r.Consequence))

    def reads(self, sourced: Sourced) -> frozenset[str]:
        """What decides whether a rule of the document is kept, or binds."""
        if sourced.rule.name not in self._reads:
            self._reads[sourced.rule.name] = reads(sourced.rule)
        return self._reads[sourced.rule.name]

    @cached_property
    def _reads(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _order(self) -> dict[str, int]:
        return {s.rule.name: number for number, s in enumerate(self.rules)}

    def in_order(self, rules: Iterable[Sourced]) -> list[Sourced]:
        """The rules in the document's order."""
        return sorted(rules, key=lambda s: self._order[s.rule.name])

    def world(self) -> World:
        """A fresh world of formulas."""
        return World(self.windows)

    def binds(self, sourced: Sourced, world: World) -> Formula:
        """That a rule binds what stands at its place, in a world of formulas: in scope, not excepted, not exempt."""
        return z3.And(applies(sourced.own, world), not_exempt(sourced.own, self.pack.document, world))

    def root(self, sourced: Sourced) -> Sourced:
        """The rule that it all begins with, where a rule follows from breaches; else the rule itself."""
        while sourced.rule.scope.breach_of is not None:
            sourced = Sourced(self.pack, self.pack.document.rule(sourced.rule.scope.breach_of))
        return sourced


def binding(rule: Rule) -> bool:
    """Whether it can be violated."""
    return not (rule.modality.advice or rule.modality is Modality.MAY or isinstance(rule.requirement, r.Consequence))


def triggers(rule: Rule) -> frozenset[str]:
    """The events that give rise to it, or that it identifies."""
    if rule.scope.trigger is not None:
        return frozenset(rule.scope.trigger.events)
    return frozenset(rule.requirement.pattern.events) if isinstance(rule.requirement, r.Consequence) else frozenset()


def acts(rule: Rule) -> frozenset[str]:
    """The events that its requirement names."""
    return frozenset(e for pattern in patterns_in(rule.requirement) for e in pattern.events)


def patterns_in(node: object) -> Iterator[m.EventPattern]:
    """Every pattern of facts in a part of a rule, those within others included."""
    return (found for found in parts_of(node) if isinstance(found, m.EventPattern))


def fields_in(nodes: Sequence[object]) -> frozenset[m.FieldRef]:
    """Every field that parts of rules name."""
    return frozenset(found for node in nodes for found in parts_of(node) if isinstance(found, m.FieldRef))


def parts_of(node: object) -> Iterator[object]:
    """A part of a rule and all that it is made of."""
    if isinstance(node, tuple):
        for part in node:
            yield from parts_of(part)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for field in fields(node):
            yield from parts_of(getattr(node, field.name))


def reads(rule: Rule) -> frozenset[str]:
    """What decides whether it is kept or binds: the fields and events that it names, and what it counts."""
    whole = (rule.requirement, rule.scope, rule.exceptions)
    found = {f.field for f in fields_in(whole)}
    found |= {e for p in (*patterns_in(rule.requirement), *patterns_in(rule.exceptions)) for e in p.events}
    match rule.requirement:
        case r.Cardinality(counted=counted):
            found.add(f"number of {counted}")
        case r.Agreement(member, attribute):
            found.add(f"{member}.{attribute}")
        case r.Custom(check=check):
            found.add(f"check {check}")
        case _:
            pass
    return frozenset(found)
