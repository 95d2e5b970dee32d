"""state, cardinality, agreement and checks on entities: what must hold as long as the entity is in scope.

Judged at the end of each legal day, so that what is mended on the same day is no breach. One outcome a stretch: broken
from the first day on which it does not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from policykit.engine.reference.conditions import Look, holds
from policykit.engine.reference.forms.custom import run_check
from policykit.engine.reference.obligations import UNKNOWN_OPENING, Judging, Outcome, show_day, waived
from policykit.engine.reference.register import Entity
from policykit.engine.reference.stretches import Stretch, days_to_ask, each_stretch, looks_back
from policykit.engine.reference.truth import Truth, Unknown, any_of, negate
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Agreement, Bound, Cardinality, Custom, State
from policykit.model.text import Text, fold
from policykit.model.time import day_last, day_start

Test = Callable[[Look], tuple[Truth, Text]]


def judge_state(judging: Judging, requirement: State) -> Iterator[Outcome]:
    """The entity must meet (or not meet) the condition."""

    def test(look: Look) -> tuple[Truth, Text]:
        truth = holds(requirement.condition, look)
        return (negate(truth) if judging.rule.modality.negative else truth), Text("不符合要求", "not as required")

    return _judge(judging, test, every=looks_back(requirement.condition))


def judge_check(judging: Judging, requirement: Custom) -> Iterator[Outcome]:
    """The entity must pass a plug-in's check."""

    def test(look: Look) -> tuple[Truth, Text]:
        result = run_check(judging, requirement, look)
        return Unknown(result.reason) if result.passed is None else result.passed, result.reason

    return _judge(judging, test)


def judge_agreement(judging: Judging, requirement: Agreement) -> Iterator[Outcome]:
    """All living members have the same value of the attribute, trimmed and width-folded (READINGS 17)."""
    label = judging.history.vocabulary.entities[requirement.member].fields[requirement.attribute].label

    def test(look: Look) -> tuple[Truth, Text]:
        values: set[object] = set()
        unknown: Unknown | None = None
        for member in judging.history.register.members(requirement.member, _entity(look), look.at):
            value = member.value(requirement.attribute, look.at)
            if value is None:
                reason = Text(f"未登记 {member.id} 的“{label.zh}”", f"{label.en} of {member.id} is not registered")
                unknown = Unknown(reason)
            else:
                values.add(fold(value) if isinstance(value, str) else value)
        if len(values) > 1:
            listed = "、".join(sorted(map(str, values)))
            return False, Text(f"“{label.zh}”不一致:{listed}", f"{label.en} differs: {listed}")
        return unknown or True, Text("", "")

    return _judge(judging, test)


def judge_cardinality(judging: Judging, requirement: Cardinality) -> Iterator[Outcome]:
    """The entity has at least or at most so many living ones, grouped by an attribute if said."""
    type_ = judging.history.vocabulary.entities[requirement.counted]
    not_covered = judging.history.not_covered(type_.starts)
    if not_covered and judging.history.covered and type_.shown_by & judging.history.covered:
        not_covered = None if requirement.bound is Bound.AT_MOST else not_covered

    def test(look: Look) -> tuple[Truth, Text]:
        sure: Counter[object] = Counter()
        maybe: Counter[object] = Counter()
        doubt: Unknown | None = not_covered
        for member in judging.history.register.members(requirement.counted, _entity(look), look.at):
            truth = True if requirement.where is None else holds(requirement.where, replace(look, entity=member))
            if truth is False:
                continue
            group = member.value(requirement.group_by, look.at) if requirement.group_by else ""
            if isinstance(truth, Unknown) or group is None:
                doubt = truth if isinstance(truth, Unknown) else _no_group(judging, requirement, member.id)
                maybe[group] += 1
            else:
                sure[group] += 1
        return _count(requirement, sure, maybe, doubt, type_.label)

    return _judge(judging, test, every=requirement.where is not None and looks_back(requirement.where))


def _no_group(judging: Judging, requirement: Cardinality, member: str) -> Unknown:
    label = judging.history.vocabulary.entities[requirement.counted].fields[requirement.group_by or ""].label
    return Unknown(Text(f"未登记 {member} 的“{label.zh}”", f"{label.en} of {member} is not registered"))


def _count(
    requirement: Cardinality, sure: Counter[object], maybe: Counter[object], doubt: Unknown | None, label: Text
) -> tuple[Truth, Text]:
    if requirement.bound is Bound.AT_MOST:
        for group, count in sorted(sure.items(), key=lambda p: str(p[0])):
            if count > requirement.count:
                where = f"({group})" if group else ""
                text = Text("有 {c} 个{l}{w},至多 {n} 个", "{c} of {l}{w}, at most {n}")
                return False, text.fill(c=count, l=label, w=where, n=requirement.count)
        reachable = max(sure.values(), default=0) + sum(maybe.values())
        return (doubt if doubt and (reachable > requirement.count or not maybe) else True), Text("", "")
    total = sum(sure.values())
    text = Text("有 {c} 个{l},至少 {n} 个", "{c} of {l}, at least {n}").fill(c=total, l=label, n=requirement.count)
    if total >= requirement.count:
        return True, text
    possible = total + sum(maybe.values())
    return (doubt if doubt and (possible >= requirement.count or not maybe) else False), text


def _entity(look: Look) -> Entity:
    if look.entity is None:
        raise ValueError("no entity is judged")
    return look.entity


def _judge(judging: Judging, test: Test, *, every: bool = False) -> Iterator[Outcome]:
    for stretch in each_stretch(judging):
        opening = () if stretch.life.start_said else (UNKNOWN_OPENING,)
        start = day_start(stretch.first)
        base = Outcome(
            Verdict.PENDING,
            Text("持续义务,截至目前符合", "a lasting duty, met so far"),
            f"{stretch.first}",
            start,
            entity=stretch.entity,
            evidence=(stretch.life.start_fact,),
            rests_on=opening,
        )
        if stretch.unknown:
            reason = Text("不知本条是否适用:{r}", "whether the rule applies is unknown: {r}").fill(
                r=stretch.unknown.reason
            )
            yield replace(base, verdict=Verdict.UNDECIDED, message=reason)
            continue
        yield _over(judging, base, stretch, test, every=every)


def _over(judging: Judging, base: Outcome, stretch: Stretch, test: Test, *, every: bool) -> Outcome:
    unsure: Unknown | None = None
    days = days_to_ask(judging, stretch.entity, stretch.first, stretch.last, judging.rule.exceptions, every=every)
    for day in days:
        look = judging.look(day_last(day), entity=stretch.entity)
        truth, text = test(look)
        if truth is True:
            continue
        excused = any_of(holds(e, look) for e in judging.rule.exceptions)
        if excused is True:
            continue
        if isinstance(truth, Unknown) or isinstance(excused, Unknown):
            unsure = unsure or (truth if isinstance(truth, Unknown) else _unknown(excused))
            continue
        message = Text("自 {d} 起:{m}", "since {d}: {m}").fill(d=show_day(day), m=text)
        facts: tuple[Fact, ...] = tuple(stretch.entity.touched.get(day, ()))
        broken = replace(
            base,
            verdict=Verdict.VIOLATED,
            message=message,
            settled_at=day_last(day),
            evidence=facts or base.evidence,
        )
        judged = waived(judging, broken, day, day)
        if judged.verdict is Verdict.VIOLATED:
            return judged
        base = replace(base, evidence=judged.evidence)
    if unsure is not None:
        return replace(base, verdict=Verdict.UNDECIDED, message=unsure.reason)
    if stretch.open:
        return base
    return replace(
        base,
        verdict=Verdict.MET,
        message=Text("存续期间符合", "met as long as it applied"),
        settled_at=day_last(stretch.last),
    )


def _unknown(truth: Truth) -> Unknown | None:
    return truth if isinstance(truth, Unknown) else None
