"""consequence: so many facts of a series in a row, or among the last so many, have consequences. No obligation.

The series of an entity is in order of time. Each fact with which the number is reached, and each that keeps it reached,
gives a finding with the verdict `identified`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policykit.engine.reference.acts import acts_of
from policykit.engine.reference.conditions import counts, holds
from policykit.engine.reference.judging import Judging, Outcome, Shown
from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Truth, Unknown, all_of, any_of
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Consequence
from policykit.model.text import Text

Series = Sequence[tuple[Fact, Truth]]
"""Facts in order of time, and whether each belongs to the series, or counts in it."""


def judge(judging: Judging, requirement: Consequence) -> Iterator[Outcome]:
    """One outcome for each fact with which the number is reached, by entity and time."""
    if judging.rule.scope.entity is None:
        facts = judging.history.of(requirement.pattern.events)
        series = [(f, counts(requirement.pattern, f, judging.look(f.at), belongs=True)) for f in facts]
        yield from _over(judging, requirement, None, [(f, t) for f, t in series if t is not False])
        return
    for entity in judging.history.register.all(judging.each):
        acts = acts_of(judging, entity, requirement.pattern)
        known: list[tuple[Fact, Truth]] = [*((f, True) for f in acts.sure), *acts.unsure]
        known.sort(key=lambda p: (p[0].at, p[0].id))
        yield from _over(judging, requirement, entity, known)


def _over(judging: Judging, requirement: Consequence, entity: Entity | None, series: Series) -> Iterator[Outcome]:
    marks: list[tuple[Fact, Truth]] = []
    for fact, belongs in series:
        look = judging.look(fact.at, fact, entity)
        hit = True if requirement.counted is None else holds(requirement.counted, look)
        marks.append((fact, all_of((belongs, hit))))
        in_scope = _in_scope(judging, entity, fact)
        if marks[-1][1] is False or in_scope is False or not judging.force.holds_at(fact.at):
            continue
        window = marks[-(requirement.among or requirement.times) :]
        reached = all_of((_reached(requirement, window), in_scope))
        if reached is not False:
            yield outcome(requirement, entity, fact, reached, tuple(f for f, t in window if t is not False))


def _in_scope(judging: Judging, entity: Entity | None, fact: Fact) -> Truth:
    where = judging.rule.scope.entity_where
    if entity is None or where is None:
        return True
    return holds(where, judging.look(fact.at, entity=entity))


def _reached(requirement: Consequence, window: Series) -> Truth:
    """Whether enough facts of the window count."""
    sure = sum(1 for _, t in window if t is True)
    if sure >= requirement.times:
        return True
    doubts = [t for _, t in window if isinstance(t, Unknown)]
    return any_of(doubts) if sure + len(doubts) >= requirement.times else False


def outcome(
    requirement: Consequence, entity: Entity | None, fact: Fact, reached: Truth, facts: tuple[Shown, ...]
) -> Outcome:
    """The outcome of a fact with which the number is reached, or may be, by these facts."""
    if isinstance(reached, Unknown):
        verdict, settled_at = Verdict.UNDECIDED, None
        message = Text("不知是否达到次数:{r}", "whether the number is reached is unknown: {r}").fill(r=reached.reason)
    else:
        verdict, settled_at = Verdict.IDENTIFIED, fact.at
        message = Text("已达 {n} 次", "reached: {n}").fill(n=requirement.times)
    return Outcome(
        verdict,
        message,
        identity=fact.id,
        triggered_at=fact.at,
        fact=fact,
        entity=entity,
        settled_at=settled_at,
        evidence=facts,
    )
