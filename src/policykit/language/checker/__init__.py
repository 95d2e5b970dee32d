"""The checker: syntax tree → `model.policy`, with names, types, correlation and force resolved."""

from policykit.language.checker.context import Context, Problem, Problems
from policykit.language.checker.documents import document

__all__ = ["Context", "Problem", "Problems", "document"]
