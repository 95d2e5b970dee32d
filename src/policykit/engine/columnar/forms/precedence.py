"""precedence."""

from __future__ import annotations

from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.outcomes import Outcomes
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r


def compile_look_back(compiling: Compiling, requirement: m.LookBack) -> Outcomes:
    """Not yet."""
    raise NotCompiled(compiling.rule.form.label)


def compile_rule(compiling: Compiling, requirement: r.Precedence) -> Outcomes:
    """Not yet."""
    raise NotCompiled(compiling.rule.form.label)


def compile_chain(compiling: Compiling, requirement: r.Chain) -> Outcomes:
    """Not yet."""
    raise NotCompiled(compiling.rule.form.label)
