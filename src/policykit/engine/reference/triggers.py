"""Rules on events: which facts trigger them, for whom, and what excuses them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from policykit.engine.reference.conditions import holds
from policykit.engine.reference.excuses import excepted, open_until, waived
from policykit.engine.reference.judging import EXCEPTION, Judging, Outcome, Shown, exception_unknown, scope_unknown
from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Truth, Unknown, all_of
from policykit.engine.reference.values import Look
from policykit.model.facts import Fact
from policykit.model.finding import RestsOn, Verdict
from policykit.model.text import Text
from policykit.model.time import Instant

Judge = Callable[[Look], Outcome | None]
"""Judges the obligation of one trigger; None if it gives rise to none."""


def each_trigger(judging: Judging, judge: Judge, *, lasting: bool = False) -> Iterator[Outcome]:
    """One outcome for each trigger in force (and each entity living then, where the rule is for pairs).

    `lasting` says that the duty runs on after the trigger, so that a waiver may still lift it.
    """
    pattern = judging.rule.scope.trigger
    if pattern is None:
        raise ValueError(f"{judging.rule.id} has no trigger")
    for fact in judging.history.of(pattern.events):
        if not judging.force.holds_at(fact.at):
            continue
        for entity in _paired(judging, fact):
            outcome = _judge(judging, judging.look(fact.at, fact, entity), judge)
            if outcome is not None:
                yield waived(judging, outcome, fact.at, open_until(judging, outcome) if lasting else fact.at)


def _judge(judging: Judging, look: Look, judge: Judge) -> Outcome | None:
    applies = _applies(judging, look)
    outcome = judge(look) if applies is not False else None
    if outcome is None:
        return None
    if isinstance(applies, Unknown):
        return undecided(look, scope_unknown(applies), due=outcome.due)
    excused = excepted(judging, look)
    if excused is True:
        return at_trigger(look, Verdict.EXCUSED, EXCEPTION, settled_at=look.at)
    if isinstance(excused, Unknown) and outcome.verdict.is_breach:
        return replace(outcome, verdict=Verdict.UNDECIDED, message=exception_unknown(excused), settled_at=None)
    return outcome


def _paired(judging: Judging, fact: Fact) -> Iterator[Entity | None]:
    kind = judging.rule.scope.entity
    if kind is None:
        yield None
        return
    for entity in judging.history.register.all(kind):
        if entity.living(fact.at):
            yield entity


def _applies(judging: Judging, look: Look) -> Truth:
    scope = judging.rule.scope
    truths: list[Truth] = []
    if scope.entity_where is not None:
        truths.append(holds(scope.entity_where, replace(look, fact=None)))
    if scope.trigger is not None and scope.trigger.where is not None:
        truths.append(holds(scope.trigger.where, look))
    return all_of(truths)


def at_trigger(
    look: Look,
    verdict: Verdict,
    message: Text,
    *,
    due: Instant | None = None,
    settled_at: Instant | None = None,
    acts: tuple[Shown, ...] = (),
    rests_on: tuple[RestsOn, ...] = (),
) -> Outcome:
    """The outcome of an obligation that a fact gave rise to."""
    fact = look.fact
    if fact is None:
        raise ValueError("a trigger is a fact")
    return Outcome(
        verdict,
        message,
        identity=fact.id,
        triggered_at=fact.at,
        fact=fact,
        entity=look.entity,
        due=due,
        settled_at=settled_at,
        evidence=(fact, *acts),
        rests_on=rests_on,
    )


def undecided(look: Look, message: Text, *, due: Instant | None = None, acts: tuple[Fact, ...] = ()) -> Outcome:
    """The outcome of an obligation of which something is unknown."""
    return at_trigger(look, Verdict.UNDECIDED, message, due=due, acts=acts)
