"""precedence: before the trigger such a fact must (or must not) have occurred. chain: all of them, in this order.

Facts with the trigger's own timestamp are no breach of an order (reading 10): where such a fact must have come before,
they count; where none may have, they do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from policykit.engine.reference.conditions import earlier
from policykit.engine.reference.forms.condition import settle
from policykit.engine.reference.judging import Judging, Outcome
from policykit.engine.reference.triggers import each_trigger
from policykit.engine.reference.truth import Truth, Unknown, any_of, negate
from policykit.engine.reference.values import Look
from policykit.model.facts import Fact
from policykit.model.policy.conditions import LookBack
from policykit.model.policy.requirements import Chain, Precedence
from policykit.model.text import Text
from policykit.model.time import Instant

WHOLE = Text("此前已依次完成", "done in sequence before")


def judge(judging: Judging, requirement: Precedence) -> Iterator[Outcome]:
    """One outcome a trigger."""
    back = LookBack(requirement.pattern, within=requirement.within, same=requirement.same)
    return judge_look_back(judging, back)


def judge_look_back(judging: Judging, back: LookBack) -> Iterator[Outcome]:
    """One outcome a trigger. `不得 此前 已有 E` and `应当 此前 没有 E` say the same."""
    forbidden = is_forbidden(judging, back)
    met, broken = words(judging, back)

    def one(look: Look) -> Outcome:
        found, acts = _latest(look, back, strictly=forbidden)
        return settle(look, negate(found) if forbidden else found, met, broken, acts)

    return each_trigger(judging, one)


def is_forbidden(judging: Judging, back: LookBack) -> bool:
    """Whether no such fact may have come before."""
    return judging.rule.modality.negative is not back.negated


def words(judging: Judging, back: LookBack) -> tuple[Text, Text]:
    """What is said where the rule was kept, and where it was broken."""
    act = judging.events(back.pattern.events)
    present = Text("此前已有{e}", "{e} came before").fill(e=act)
    absent = Text("此前没有{e}", "no {e} came before").fill(e=act)
    return (absent, present) if is_forbidden(judging, back) else (present, absent)


def _latest(look: Look, back: LookBack, *, strictly: bool) -> tuple[Truth, tuple[Fact, ...]]:
    """Whether there is such an earlier fact, and the latest that surely is one."""
    found: Truth = False
    for truth, fact in earlier(back.pattern, look, back.within, back.same, strictly=strictly):
        found = any_of((found, truth))
        if truth is True and fact is not None:
            return True, (fact,)
    return found, ()


def judge_chain(judging: Judging, requirement: Chain) -> Iterator[Outcome]:
    """One outcome a trigger. Undecided where the steps would be whole only with facts that may count."""

    def one(look: Look) -> Outcome:
        surely = _back(look, requirement, hopeful=False)
        if surely.missing is None:
            return settle(look, True, WHOLE, WHOLE, surely.acts)
        perhaps = _back(look, requirement, hopeful=True)
        truth = perhaps.doubt if perhaps.missing is None and perhaps.doubt else False
        return settle(look, truth, WHOLE, not_whole(judging, requirement, surely.missing), surely.acts)

    return each_trigger(judging, one)


def not_whole(judging: Judging, requirement: Chain, missing: int) -> Text:
    """That the chain lacks the step at a place."""
    name = judging.events(requirement.steps[missing].events)
    return Text("此前没有依次完成:缺{e}", "not done in sequence before: {e} is missing").fill(e=name)


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps found, the place of the first one (from the end) that is missing, and what is in doubt about them."""

    acts: tuple[Fact, ...]
    missing: int | None
    doubt: Unknown | None = None


def _back(look: Look, requirement: Chain, *, hopeful: bool) -> _Steps:
    """The steps looked for backwards: each the latest fact not after the step that follows, and a fact of its own.

    `hopeful` takes what may count for what does; a fact that the records may lack can stand anywhere.
    """
    at, acts, doubt = look.at, list[Fact](), None
    for place in reversed(range(len(requirement.steps))):
        found = [
            (truth, fact)
            for truth, fact in earlier(requirement.steps[place], replace(look, at=at))
            if (truth is True or (hopeful and truth is not False)) and not any(fact is a for a in acts)
        ]
        if not found:
            return _Steps(tuple(acts), place, doubt)
        truth, fact = next((f for f in found if f[1] is None), None) or max(found, key=_when)
        if fact is not None:
            acts.append(fact)
            at = fact.at
        if isinstance(truth, Unknown):
            doubt = doubt or truth
    return _Steps(tuple(acts), None, doubt)


def _when(found: tuple[Truth, Fact | None]) -> Instant:
    return found[1].at if found[1] is not None else 0
