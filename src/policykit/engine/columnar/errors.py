"""That the columnar engine leaves a rule to the reference evaluator, and why."""

from __future__ import annotations

from policykit.model.text import Text


class NotCompiled(Exception):
    """A rule, or part of one, that has no relational expression here. `reason` says which part."""

    def __init__(self, reason: Text) -> None:
        """Say why."""
        super().__init__(reason.en)
        self.reason = reason
