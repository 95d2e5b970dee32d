"""precedence: before the trigger such a fact must (or must not) have occurred. chain: all of them, in this order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policykit.engine.reference.conditions import Look, earlier
from policykit.engine.reference.forms.condition import settle
from policykit.engine.reference.obligations import Judging, Outcome, each_trigger
from policykit.engine.reference.truth import Truth, any_of, negate
from policykit.model.facts import Fact
from policykit.model.policy.requirements import Chain, Precedence
from policykit.model.text import Text


def judge(judging: Judging, requirement: Precedence) -> Iterator[Outcome]:
    """One outcome a trigger."""
    act = judging.events(requirement.pattern.events)

    def one(look: Look) -> Outcome:
        seen: list[tuple[Truth, Fact | None]] = []
        for truth, fact in earlier(requirement.pattern, look, requirement.within, requirement.same):
            seen.append((truth, fact))
            if truth is True:
                break
        found = any_of(t for t, _ in seen)
        negative = judging.rule.modality.negative
        present = Text("此前已有{e}", "{e} came before").fill(e=act)
        absent = Text("此前没有{e}", "no {e} came before").fill(e=act)
        met, broken = (absent, present) if negative else (present, absent)
        outcome = settle(look, negate(found) if negative else found, met, broken)
        acts = tuple(f for t, f in seen if t is True and f is not None)
        return replace(outcome, evidence=(*outcome.evidence, *acts))

    return each_trigger(judging, one)


def judge_chain(judging: Judging, requirement: Chain) -> Iterator[Outcome]:
    """One outcome a trigger: the steps are looked for backwards, each at or before the one that follows it."""
    names = [judging.events(s.events) for s in requirement.steps]

    def one(look: Look) -> Outcome:
        at = look.at
        acts: list[Fact] = []
        for step, name in zip(reversed(requirement.steps), reversed(names), strict=True):
            found: Truth = False
            for truth, fact in earlier(step, replace(look, at=at)):
                if fact is not None and any(fact is a for a in acts):
                    continue
                found = any_of((found, truth))
                if truth is True and fact is not None:
                    acts.append(fact)
                    at = fact.at
                    break
            if found is not True:
                missing = Text("此前没有依次完成:缺{e}", "not done in sequence before: {e} is missing").fill(e=name)
                outcome = settle(look, found, missing, missing)
                return replace(outcome, evidence=(*outcome.evidence, *acts))
        whole = Text("此前已依次完成", "done in sequence before")
        outcome = settle(look, True, whole, whole)
        return replace(outcome, evidence=(*outcome.evidence, *acts))

    return each_trigger(judging, one)
