"""Rules on breaches: which rule a chain of `每当 违反` leads to, because what follows is about the same matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policykit.language import syntax as s
from policykit.language.checker.context import Problem
from policykit.language.diagnostics import Code, did_you_mean
from policykit.model.policy.rule import Modality
from policykit.model.text import Text

Rules = Mapping[str, s.RuleNode]
"""The rules of a document by name."""


def rules_of(clauses: Iterable[s.ClauseNode]) -> Rules:
    """All rules by name; of several with one name, the first."""
    found: dict[str, s.RuleNode] = {}
    for clause in clauses:
        for item in clause.items:
            if isinstance(item, s.RuleNode):
                found.setdefault(item.name.text, item)
    return found


def origin(node: s.RuleNode, rules: Rules) -> s.RuleNode:
    """The rule whose trigger or entity a rule is about: itself, or that at the end of its chain of breaches.

    Raises `Problem` where the chain names no rule, names one that cannot be broken, or leads back.
    """
    met = [node]
    while isinstance(scope := met[-1].scope, s.BreachScope):
        following = rules.get(scope.rule.text)
        if following is None:
            raise Problem(
                Code.UNKNOWN_RULE,
                scope.rule.span,
                Text(f"未知规则 `{scope.rule.text}`", f"unknown rule `{scope.rule.text}`"),
                did_you_mean(scope.rule.text, rules),
            )
        if any(following is rule for rule in met):
            raise Problem(
                Code.BREACH_CYCLE,
                following.scope.rule.span if isinstance(following.scope, s.BreachScope) else scope.rule.span,
                Text("“违反”绕回了本规则", "the chain of breaches leads back to this rule"),
                Text("写明最初违反的是哪条规则", "name the rule that is broken in the first place"),
            )
        if not can_be_broken(following):
            raise Problem(
                Code.NO_OBLIGATION,
                scope.rule.span,
                Text(f"规则 `{scope.rule.text}` 不会被违反", f"the rule `{scope.rule.text}` cannot be broken"),
                Text("只有“应当”“必须”“不得”“严禁”会被违反", "only what must or must not be done can"),
            )
        met.append(following)
    return met[-1]


def can_be_broken(node: s.RuleNode) -> bool:
    """Whether the rule is a duty: neither advice, nor a permission, nor a consequence."""
    statement = node.statement
    if isinstance(statement, s.Identification):
        return False
    return not statement.modality.advice and statement.modality is not Modality.MAY
