"""What the reference evaluator says of a history under plain house settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime

from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.policy.periods import OpenTerm, Period, PeriodUnit
from policykit.model.report import Report
from policykit.packs import Pack

_HOUSE_VALUE = Period(10, PeriodUnit.NATURAL_DAY)


def house_settings(pack: Pack) -> Settings:
    """Settings that give every open term of the pack ten natural days, so that what rests on it can be broken too."""
    names = sorted({t.name for rule in pack.document.rules for t in _terms(rule.requirement)})
    return Settings(pack_terms={pack.name: dict.fromkeys(names, _HOUSE_VALUE)})


def verdicts(
    pack: Pack,
    facts: Iterable[Fact],
    as_of: date | datetime,
    *,
    settings: Settings | None = None,
    only: frozenset[str] = frozenset(),
) -> Report:
    """The reference evaluator's report on a pack: on all rules or `only` those of the names given.

    A date as `as_of` is the end of that day in Asia/Shanghai. Without `settings`, `house_settings` hold. Raises
    `ValueError` for a naive time or two facts with one id.
    """
    task = Task(pack.document, pack.plugins)
    return check([task], facts, as_of, settings=settings or house_settings(pack), only=only)


def _terms(node: object) -> Iterable[OpenTerm]:
    if isinstance(node, OpenTerm):
        yield node
    elif is_dataclass(node) and not isinstance(node, type):
        for field in fields(node):
            yield from _terms(getattr(node, field.name))
