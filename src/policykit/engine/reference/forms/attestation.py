"""attestation: a person attests what only a person can judge, once a calendar period, an event, an entity or a breach.

The last attestation decides. Where nobody attested in time the verdict is `undecided`: the clause is not shown to be
broken (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from policykit.calendar import Bucket
from policykit.engine.reference.breaches import Breach, Outcomes, breaches_of
from policykit.engine.reference.excuses import excepted, excepted_within, lifted, open_until, waived
from policykit.engine.reference.judging import EXCEPTION, UNKNOWN_OPENING, Judging, Outcome, Shown, scope_unknown
from policykit.engine.reference.periods import holding, runs, whole_periods
from policykit.engine.reference.register import Entity
from policykit.engine.reference.stretches import Stretch, each_stretch, stretches_of
from policykit.engine.reference.triggers import at_trigger, each_trigger
from policykit.engine.reference.values import Look
from policykit.model.facts import Fact, subject_of
from policykit.model.facts.choices import Result
from policykit.model.facts.supervision import AttestationRecorded
from policykit.model.finding import Verdict
from policykit.model.policy.periods import Cadence
from policykit.model.policy.requirements import Attestation
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start


def judge(judging: Judging, requirement: Attestation) -> Iterator[Outcome]:
    """One outcome a trigger, a period of an entity, or a stretch of an entity."""
    if judging.rule.scope.trigger is not None:
        return each_trigger(judging, lambda look: _of_event(judging, requirement, look), lasting=True)
    if requirement.cadence is not None:
        return _of_periods(judging, requirement, requirement.cadence)
    return _of_stretches(judging, requirement)


def judge_breaches(judging: Judging, requirement: Attestation, outcomes: Outcomes) -> Iterator[Outcome]:
    """One outcome for each breach of the rule that this one follows."""
    breaches = list(breaches_of(judging, outcomes))
    for breach in breaches:
        later = [b.at for b in breaches if b.at > breach.at and b.matter == breach.matter]
        outcome = _of_breach(judging, requirement, breach, min(later, default=None))
        yield lifted(judging, breach.look, outcome, breach.at, breach.outcome.evidence)


def _of_event(judging: Judging, requirement: Attestation, look: Look) -> Outcome:
    """Attested of the trigger, by its id or that of its subject, at any time after it."""
    found = [a for a in _attestations(judging) if a.at >= look.at and _speaks_of(judging, a, look.fact, look.entity)]
    return _settle(at_trigger(look, Verdict.PENDING, to_be_attested(requirement)), found, over=not judging.in_force)


def _of_breach(judging: Judging, requirement: Attestation, breach: Breach, following: Instant | None) -> Outcome:
    """Attested of what the broken rule is about, before the `following` breach of the same; of its fact at any time."""
    fact, entity = breach.outcome.fact, breach.outcome.entity
    found = [
        a
        for a in _attestations(judging)
        if a.at >= breach.at
        and _speaks_of(judging, a, fact, entity)
        and (following is None or a.at < following or (fact is not None and a.about == fact.id))
    ]
    over = following is not None or not judging.in_force
    return _settle(breach.pending(to_be_attested(requirement)), found, over=over)


def _speaks_of(judging: Judging, attestation: AttestationRecorded, fact: Fact | None, entity: Entity | None) -> bool:
    """Whether it names the fact (or its subject), for nobody but the entity; or, where there is no fact, the entity."""
    owner = judging.history.key(attestation, entity.type.name) if entity else None
    if fact is None:
        return entity is not None and entity.id in (attestation.about, owner)
    if attestation.about is None or attestation.about not in (fact.id, subject_of(fact)):
        return False
    return entity is None or owner in (None, entity.id)


def _of_periods(judging: Judging, requirement: Attestation, cadence: Cadence) -> Iterator[Outcome]:
    for entity in judging.history.register.all(judging.each):
        for run in runs(list(stretches_of(judging, entity))):
            for period in whole_periods(judging, cadence, run):
                outcome = _of_period(judging, requirement, holding(run, period), period)
                yield waived(judging, outcome, day_start(period.first), day_last(period.last))


def _of_period(judging: Judging, requirement: Attestation, stretch: Stretch, period: Bucket) -> Outcome:
    due = day_last(period.last)
    base = of_period(judging, requirement, stretch, period)
    if stretch.unknown is not None:
        return replace(base, verdict=Verdict.UNDECIDED, message=scope_unknown(stretch.unknown))
    over = judging.as_of >= due
    _, excepted_on = excepted_within(judging, stretch.entity, period.first, period.last)
    if over and excepted_on is not None:
        return replace(base, verdict=Verdict.EXCUSED, message=EXCEPTION, settled_at=day_last(excepted_on))
    return _settle(base, _about(judging, stretch, day_start(period.first), due), over=over)


def of_period(judging: Judging, requirement: Attestation, stretch: Stretch, period: Bucket) -> Outcome:
    """The outcome of a period as long as nothing is known of it; the stretch holds the period's first day."""
    return replace(
        of_stretch(requirement, stretch, f"{period.first}"),
        triggered_at=day_start(period.first),
        seen_at=min(judging.as_of, day_last(max(period.first, stretch.first))),
        due=day_last(period.last),
    )


def _of_stretches(judging: Judging, requirement: Attestation) -> Iterator[Outcome]:
    for stretch in each_stretch(judging):
        base = of_stretch(requirement, stretch, f"{stretch.first}")
        if stretch.unknown is not None:
            yield replace(base, verdict=Verdict.UNDECIDED, message=scope_unknown(stretch.unknown))
        elif excepted(judging, judging.look(stretch.seen_at, entity=stretch.entity)) is True:
            yield replace(base, verdict=Verdict.EXCUSED, message=EXCEPTION, settled_at=stretch.seen_at)
        else:
            last = judging.as_of if stretch.open else day_last(stretch.last)
            found = _about(judging, stretch, day_start(stretch.first), last)
            outcome = _settle(base, found, over=not stretch.open)
            yield waived(judging, outcome, outcome.triggered_at, open_until(judging, outcome))


def of_stretch(requirement: Attestation, stretch: Stretch, identity: str) -> Outcome:
    """The outcome of a stretch as long as nothing is known of it."""
    return Outcome(
        Verdict.PENDING,
        to_be_attested(requirement),
        identity=identity,
        triggered_at=day_start(stretch.first),
        entity=stretch.entity,
        seen_at=stretch.seen_at,
        rests_on=() if stretch.life.start_said else (UNKNOWN_OPENING,),
    )


def to_be_attested(requirement: Attestation) -> Text:
    """That somebody is to attest it."""
    return Text("待人工核查:{q}", "to be attested: {q}").fill(q=requirement.question)


def _attestations(judging: Judging) -> list[AttestationRecorded]:
    """All attestations of the rule, in order of time."""
    names = (judging.rule.name, judging.rule.id)
    found = judging.history.of((AttestationRecorded.name,))
    return [f for f in found if isinstance(f, AttestationRecorded) and f.rule in names]


def _about(judging: Judging, stretch: Stretch, first: Instant, last: Instant) -> list[AttestationRecorded]:
    """The attestations on the stretch's entity from `first` to `last`."""
    found = (a for a in _attestations(judging) if first <= a.at <= last)
    return [a for a in found if _speaks_of(judging, a, None, stretch.entity)]


def _settle(base: Outcome, found: Sequence[AttestationRecorded], *, over: bool) -> Outcome:
    """What the last attestation says; if there is none, pending until the time for it is `over`."""
    if not found:
        nobody = Text("无人核查", "nobody attested it")
        return replace(base, verdict=Verdict.UNDECIDED, message=nobody) if over else base
    return attested(base, found[-1], passed=found[-1].result is Result.PASS)


def attested(base: Outcome, last: Shown, *, passed: bool) -> Outcome:
    """The outcome by the last attestation."""
    return replace(
        base,
        verdict=Verdict.MET if passed else Verdict.VIOLATED,
        message=attested_as(passed=passed),
        settled_at=last.at,
        evidence=(*base.evidence, last),
    )


def attested_as(*, passed: bool) -> Text:
    """That somebody attested it, or that it does not hold."""
    return Text("人工核查通过", "attested") if passed else Text("人工核查不通过", "attested not to hold")
