"""What the reference evaluator judges for the columnar engine: rules that have no expression, and words of doubt.

In: a rule. Out: its findings. Only the facts of the event types that the rule can see are fetched, with those that
change the register.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from policykit.engine import reference
from policykit.engine.columnar.facts import Store, merged
from policykit.engine.columnar.register import Register
from policykit.engine.reference.conditions import parts_of
from policykit.engine.reference.history import History
from policykit.engine.reference.judging import Judging
from policykit.model.finding import Finding
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.document import Document
from policykit.model.policy.rule import Rule

_ALWAYS = ("matter.closed", "waiver.approved", "attestation.recorded")
"""What bears on rules of several forms by the rule's name or the trigger's id."""


@dataclass
class Delegate:
    """Judges rules by the reference evaluator."""

    store: Store
    register: Register

    def findings(self, judging: Judging) -> Iterator[Finding]:
        """All findings of a rule."""
        types = frozenset(types_of(judging.document, judging.rule)) | frozenset(_ALWAYS)
        return reference.findings_of(replace(judging, history=self._history(types)))

    def _history(self, types: frozenset[str]) -> History:
        known = self.register.history
        ids = {f.id for f in known.facts}
        facts = merged({t: list(self.store.facts(t)) for t in sorted(types)})
        every = [*known.facts, *(f for f in facts if f.id not in ids)]
        return History(every, self.store.as_of, self.store.vocabulary, self.store.covered)


def types_of(document: Document, rule: Rule) -> Iterator[str]:
    """The event types that a rule looks at."""
    if rule.scope.breach_of is not None:
        yield from types_of(document, document.rule(rule.scope.breach_of))
    conditions: list[m.Condition | None] = [rule.scope.entity_where, *rule.exceptions]
    conditions += [e.where for e in document.exemptions]
    requirement = rule.requirement
    patterns = [rule.scope.trigger] if rule.scope.trigger is not None else []
    match requirement:
        case r.ConditionRequirement(condition) | r.State(condition):
            conditions.append(condition)
        case r.Chain(steps):
            patterns += steps
        case r.Cardinality(where=where):
            conditions.append(where)
        case r.Agreement() | r.Custom() | r.Attestation():
            pass
        case r.Consequence(pattern, counted=counted):
            patterns.append(pattern)
            conditions.append(counted)
        case _:
            patterns.append(requirement.pattern)
    conditions += [p.where for p in patterns]
    for pattern in patterns:
        yield from pattern.events
    for part in (p for c in conditions if c is not None for p in parts_of(c)):
        if isinstance(part, m.LookBack):
            yield from part.pattern.events
