"""The reference evaluator: documents and facts in, findings out. It says what a rule means (docs/semantics.md)."""

from __future__ import annotations

from collections.abc import Iterator

from policykit.engine.reference.excuses import is_exempt
from policykit.engine.reference.findings import Findings, gives_nothing
from policykit.engine.reference.forms import (
    abstention,
    attestation,
    condition,
    consequence,
    custom,
    frequency,
    members,
    precedence,
    response,
    silence,
    state,
)
from policykit.engine.reference.judging import Judging, Outcome
from policykit.model.errors import UnsupportedForm
from policykit.model.finding import Finding
from policykit.model.policy import requirements as r
from policykit.model.policy.conditions import LookBack
from policykit.model.policy.document import Document
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Rule
from policykit.model.text import Text

SUPPORTED = frozenset(Form)
"""The forms that the reference evaluator judges."""


def refuse_unsupported(document: Document) -> None:
    """Raise `UnsupportedForm` naming every rule that the reference evaluator cannot judge."""
    found = [
        Text("{rule}({form})", "{rule} ({form})").fill(rule=rule.id, form=_unsupported(rule) or "")
        for rule in document.rules
        if _unsupported(rule)
    ]
    if found:
        zh, en = "、".join(f.zh for f in found), ", ".join(f.en for f in found)
        raise UnsupportedForm(
            Text(
                f"参考引擎尚不能评估:{zh};请从规则文件移除或注释掉这些规则",
                f"the reference engine does not evaluate yet: {en}; take these rules out or comment them out",
            )
        )


def _unsupported(rule: Rule) -> Text | None:
    if rule.form not in SUPPORTED:
        return rule.form.label
    if rule.scope.breach_of is not None and rule.form not in r.AFTER_BREACHES:
        return Text("每当 违反 之后的“{f}”", "{f} after a breach").fill(f=rule.form.label)
    return None


def findings_of(judging: Judging) -> Iterator[Finding]:
    """Every finding of one rule, in the order in which its obligations arose."""
    findings = Findings(judging)
    return (findings.of(outcome) for outcome in outcomes_of(judging))


def outcomes_of(judging: Judging) -> Iterator[Outcome]:
    """What the findings of one rule are made of, for who asks for little of them: `verdict_of`, `to_finding`."""
    if gives_nothing(judging.rule):
        return iter(())
    return (outcome for outcome in _judge(judging) if not is_exempt(judging, outcome))


def _judge(judging: Judging) -> Iterator[Outcome]:
    requirement = judging.rule.requirement
    if judging.rule.scope.breach_of is not None:
        return _judge_breaches(judging, requirement)
    match requirement:
        case r.ConditionRequirement(LookBack() as back):
            return precedence.judge_look_back(judging, back)
        case r.ConditionRequirement():
            return condition.judge(judging, requirement)
        case r.Precedence():
            return precedence.judge(judging, requirement)
        case r.Chain():
            return precedence.judge_chain(judging, requirement)
        case r.Response():
            return response.judge(judging, requirement)
        case r.Abstention():
            return abstention.judge(judging, requirement)
        case r.Frequency():
            return frequency.judge(judging, requirement)
        case r.Silence():
            return silence.judge(judging, requirement)
        case r.State():
            return state.judge(judging, requirement)
        case r.Cardinality():
            return members.judge_cardinality(judging, requirement)
        case r.Agreement():
            return members.judge_agreement(judging, requirement)
        case r.Custom():
            on = custom.judge if judging.rule.scope.trigger else state.judge_check
            return on(judging, requirement)
        case r.Attestation():
            return attestation.judge(judging, requirement)
        case r.Consequence():
            return consequence.judge(judging, requirement)


def _judge_breaches(judging: Judging, requirement: r.Requirement) -> Iterator[Outcome]:
    match requirement:
        case r.Response():
            return response.judge_breaches(judging, requirement, _judge)
        case r.Abstention():
            return abstention.judge_breaches(judging, requirement, _judge)
        case r.Attestation():
            return attestation.judge_breaches(judging, requirement, _judge)
        case _:
            raise ValueError(f"{judging.rule.id}: nothing of this form follows from a breach")
