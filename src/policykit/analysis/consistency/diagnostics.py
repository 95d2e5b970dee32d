"""What was found as diagnostics: warnings at the rule's name, as the checks of single files give them.

In: findings and explanations that fit nothing, with the source of their file. Out: `Diagnostic`s.
"""

from __future__ import annotations

import re

from policykit.analysis.consistency.explained import EXPLANATIONS_FILE, Explanation
from policykit.analysis.consistency.results import Inconsistency
from policykit.language import Code, Diagnostic, Severity
from policykit.language.syntax import Span
from policykit.model.policy.rule import Rule
from policykit.model.text import Text

_EXPLAIN = Text('{h}(rule = "{r}",finding = "{f}")', '{h} (rule = "{r}", finding = "{f}")')


def diagnostic_of(found: Inconsistency, source: str, path: str) -> Diagnostic:
    """A finding as a warning at the name of its rule. The help says how the list of explanations names it."""
    help_ = _EXPLAIN.fill(h=found.help, r=found.rule.name, f=found.key)
    span = _span_of_name(found.rule, source)
    return Diagnostic(found.kind.code, path, span, found.message, help_, Severity.WARNING)


def diagnostic_of_explanation(explanation: Explanation, source: str, path: str) -> Diagnostic:
    """An explanation that fits no finding, as a warning at its head."""
    lines = source.split("\n")
    line = lines[explanation.line - 1] if explanation.line <= len(lines) else ""
    start = sum(len(each) + 1 for each in lines[: explanation.line - 1])
    indent = len(line) - len(line.lstrip())
    span = Span(start + indent, start + max(len(line.rstrip()), indent + 1), explanation.line, indent + 1)
    message = Text("没有发现规则 {r} 的“{f}”,这条说明落空", "{r} has no finding '{f}': this explains nothing")
    message = message.fill(r=explanation.rule, f=explanation.finding)
    help_ = Text(
        f"规则改过就删去这条说明,或改成现在的名称({EXPLANATIONS_FILE} 的 finding 照诊断所写)",
        f"drop it if the rule has been mended, or name the finding as the diagnostic does ({EXPLANATIONS_FILE})",
    )
    return Diagnostic(Code.EXPLAINS_NOTHING, path, span, message, help_, Severity.WARNING)


def _span_of_name(rule: Rule, source: str) -> Span:
    """Where the rule's name stands: on its first line, or soon after."""
    lines = source.split("\n")
    start = sum(len(line) + 1 for line in lines[: rule.line - 1])
    named = re.compile(rf"(?<![\w.]){re.escape(rule.name)}(?![\w.])").search(source, start)
    if named is None:
        return Span(start, start + 1, rule.line, 1)
    line = source.count("\n", 0, named.start()) + 1
    column = named.start() - (source.rfind("\n", 0, named.start()) + 1) + 1
    return Span(named.start(), named.end(), line, column)
