"""Runs a rule's cases on its mutants: every mutant is caught by a case, or listed by the pack as equivalent.

The list is `mutants.toml` beside the rule file: `[[equivalent]]` with `rule`, `mutant` and `reason`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, ValidationError

from policykit.analysis.mutants import Mutant, mutants
from policykit.model.errors import PolicykitError
from policykit.model.policy.rule import Rule
from policykit.model.text import Text
from policykit.packs.cases import Case, load_cases, run_case
from policykit.packs.pack import Pack

EQUIVALENTS_FILE = "mutants.toml"


class EquivalentsError(PolicykitError):
    """The list of equivalent mutants does not fit."""


class Equivalent(BaseModel):
    """A mutant that means the same as its rule, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    mutant: str
    reason: str


class _Equivalents(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    equivalent: tuple[Equivalent, ...] = ()


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What became of a mutant: the case that caught it, or the reason why it is equivalent, or neither."""

    mutant: Mutant
    caught_by: Case | None
    equivalent: Equivalent | None

    @property
    def survived(self) -> bool:
        """Whether no case noticed the change and the pack does not explain it."""
        return self.caught_by is None and self.equivalent is None


def equivalents_of(pack: Pack) -> tuple[Equivalent, ...]:
    """The pack's list of equivalent mutants. Raises `EquivalentsError` if it cannot be read."""
    path = pack.folder / EQUIVALENTS_FILE
    if not path.is_file():
        return ()
    try:
        return _Equivalents.model_validate(tomllib.loads(path.read_text("utf-8"))).equivalent
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise EquivalentsError(Text(f"{path} 无法读取:{error}", f"{path} cannot be read: {error}")) from error


def mutate(pack: Pack, only: frozenset[str] = frozenset()) -> Iterator[MutantResult]:
    """Every mutant of every rule of a pack (or of the named rules), with what became of it."""
    cases: dict[str, list[Case]] = {}
    for case in load_cases(pack):
        cases.setdefault(case.rule, []).append(case)
    listed = {(e.rule, e.mutant): e for e in equivalents_of(pack)}
    for rule in pack.document.rules:
        if only and rule.name not in only:
            continue
        for mutant in mutants(rule, pack.plugins.vocabulary):
            equivalent = listed.get((rule.name, mutant.name))
            caught = None if equivalent else _caught_by(pack, mutant.rule, cases.get(rule.name, []))
            yield MutantResult(mutant, caught, equivalent)


def _caught_by(pack: Pack, rule: Rule, cases: list[Case]) -> Case | None:
    """The first case that fails on the mutant, be it that the mutant cannot be judged at all."""
    rules = tuple(rule if r.name == rule.name else r for r in pack.document.rules)
    mutated = replace(pack, document=replace(pack.document, rules=rules))
    for case in cases:
        try:
            if not run_case(mutated, case).passed:
                return case
        except (TypeError, ValueError, KeyError, PolicykitError):
            return case
    return None
