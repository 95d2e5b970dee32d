"""custom: a plug-in's check on the trigger, or on an entity (judged as a state)."""

from __future__ import annotations

from collections.abc import Iterator

from policykit.engine.reference.forms.condition import settle
from policykit.engine.reference.judging import Judging, Outcome
from policykit.engine.reference.triggers import each_trigger
from policykit.engine.reference.truth import Unknown
from policykit.engine.reference.values import Look, entity_of, value_of
from policykit.model.extension import CheckInput, CheckResult
from policykit.model.policy.requirements import Custom


def judge(judging: Judging, requirement: Custom) -> Iterator[Outcome]:
    """One outcome a trigger."""

    def one(look: Look) -> Outcome:
        result = run_check(judging, requirement, look)
        truth = Unknown(result.reason) if result.passed is None else result.passed
        return settle(look, truth, result.reason, result.reason)

    return each_trigger(judging, one)


def run_check(judging: Judging, requirement: Custom, look: Look) -> CheckResult:
    """What the check says; it cannot be told if an argument is unknown."""
    arguments: dict[str, object] = {}
    for name, expression in requirement.arguments:
        value = value_of(expression, look)
        if isinstance(value, Unknown):
            return CheckResult(None, value.reason)
        arguments[name] = value
    attributes = _attributes(judging, look)
    return judging.extensions.checks[requirement.check].evaluate(CheckInput(look.at, look.fact, attributes, arguments))


def _attributes(judging: Judging, look: Look) -> dict[str, object]:
    """What the register says of the entities at the look, by names such as `account.medium`."""
    found: dict[str, object] = {}
    for kind, type_ in judging.history.vocabulary.entities.items():
        entity = entity_of(kind, look)
        for name in type_.fields if entity else ():
            value = entity.value(name, look.at) if entity else None
            if value is not None and not isinstance(value, Unknown):
                found[f"{kind}.{name}"] = value
    return found
