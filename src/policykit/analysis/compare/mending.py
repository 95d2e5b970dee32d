"""Keeps a rule broken while the rules to keep are mended, and helps to mend what leaves a rule to keep undecided.

In: a finding, and the drafts of the history that it is of. Out: drafts that say more, or something else. Whatever comes
of it is judged anew: a witness has to be one, however it was found.
"""

from __future__ import annotations

from policykit.engine.reference.conditions import parts_of
from policykit.model.finding import Finding, Verdict
from policykit.model.policy import requirements as r
from policykit.model.policy.conditions import LookBack
from policykit.model.time import instant
from policykit.testing.bench import ENTITIES, Bench, Workshop
from policykit.testing.fixes import decide, decide_acts
from policykit.testing.parts import patterns_of


def keep_broken(workshop: Workshop, finding: Finding, number: int) -> None:
    """Take back what keeps the rule to break: what is left open is decided, a step undone, an attribute changed.

    `number` says how often it was tried before: each time it is another step. Where there is no way, nothing changes.
    """
    bench = Bench(workshop, finding)
    requirement = bench.rule.requirement
    if finding.verdict is Verdict.UNDECIDED:
        decide(workshop, finding, within=True, done=False)
        _decide_looked_back(Bench(workshop, finding))
    elif finding.verdict in (Verdict.MET, Verdict.PENDING):
        if isinstance(requirement, r.Chain):
            _undo_step(bench, requirement, number)
        elif isinstance(requirement, r.Agreement):
            _disagree(bench, requirement)


def name_subjects(workshop: Workshop, finding: Finding) -> None:
    """Say what the trigger is about, where acts have to be about the same and it is not said."""
    bench = Bench(workshop, finding)
    trigger = bench.trigger
    if trigger is None:
        return
    said = workshop.pack.plugins.vocabulary.events[trigger.type].fields
    for kind in (kind for pattern in patterns_of(bench.rule.requirement) for kind in pattern.key):
        if kind in said and kind not in trigger.fields and kind not in ENTITIES:
            trigger.fields[kind] = workshop.drafts.fresh(kind)


def _decide_looked_back(bench: Bench) -> None:
    """Say of earlier acts what they leave unsaid, so that a condition that looks back on them is not met."""
    requirement, negative = bench.rule.requirement, bench.rule.modality.negative
    if isinstance(requirement, r.ConditionRequirement):
        for part in parts_of(requirement.condition):
            if isinstance(part, LookBack):
                pattern = part.pattern
                decide_acts(bench, pattern.events, pattern.where, "act", want=negative is not part.negated)


def _undo_step(bench: Bench, requirement: r.Chain, number: int) -> None:
    """The acts of one step did not happen: the last step at first."""
    step = requirement.steps[-1 - number % len(requirement.steps)]
    for id_ in bench.finding.evidence:
        draft = bench.workshop.draft(id_)
        if draft is not None and draft is not bench.trigger and draft.type in step.events:
            bench.workshop.drop(draft)


def _disagree(bench: Bench, requirement: r.Agreement) -> None:
    """One of the members says more than the others."""
    when = instant(bench.workshop.as_of)
    register = bench.workshop.history.register
    entity = register.entity(bench.rule.scope.entity or "unit", bench.finding.subject or "")
    for member in [*register.members(requirement.member, entity, when)][-1:] if entity is not None else ():
        value = member.value(requirement.attribute, when)
        if type(value) is str:
            bench.workshop.rewrite(requirement.member, member.id, requirement.attribute, f"{value}·{member.id}")
