"""frequency."""

from __future__ import annotations

from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.outcomes import Outcomes
from policykit.model.policy import requirements as r


def compile_rule(compiling: Compiling, requirement: r.Frequency) -> Outcomes:
    """Not yet."""
    raise NotCompiled(compiling.rule.form.label)
