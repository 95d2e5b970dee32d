"""cardinality and agreement: what must hold of the living accounts or staff of a unit, judged day by day as a state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from policykit.engine.reference.conditions import holds
from policykit.engine.reference.forms.state import judge_days
from policykit.engine.reference.judging import Judging, Outcome
from policykit.engine.reference.register import Entity
from policykit.engine.reference.stretches import looks_back
from policykit.engine.reference.truth import Truth, Unknown
from policykit.engine.reference.values import Look
from policykit.model.choice import Choice
from policykit.model.policy.requirements import Agreement, Bound, Cardinality
from policykit.model.text import Text, fold

_NOTHING = Text("", "")


def judge_agreement(judging: Judging, requirement: Agreement) -> Iterator[Outcome]:
    """All living members have the same value of the attribute, trimmed and width-folded (reading 17)."""
    type_ = judging.history.vocabulary.entities[requirement.member]
    label = type_.fields[requirement.attribute].label
    not_listed = judging.history.not_listed(type_)

    def test(look: Look) -> tuple[Truth, Text]:
        values: set[str] = set()
        unknown = not_listed
        for member in _members(judging, requirement.member, look):
            value = member.value(requirement.attribute, look.at)
            if value is None:
                unknown = unknown or _not_registered(member, label)
            else:
                values.add(fold(str(value)))
        if len(values) > 1:
            return False, differs(label, values)
        return unknown or True, _NOTHING

    return judge_days(judging, test)


def differs(label: Text, values: Iterable[str]) -> Text:
    """That members have these values of the attribute."""
    listed = sorted(values)
    return Text("“{a}”不一致:{v}", "{a} differs: {v}").fill(a=label, v=Text("、".join(listed), ", ".join(listed)))


def judge_cardinality(judging: Judging, requirement: Cardinality) -> Iterator[Outcome]:
    """The entity has at least or at most so many living members; grouped by an attribute, so many in each group."""
    type_ = judging.history.vocabulary.entities[requirement.counted]
    not_listed = judging.history.not_listed(type_)

    def test(look: Look) -> tuple[Truth, Text]:
        tally = _tally(judging, requirement, look)
        truth: Truth = True
        for group in tally.groups(requirement):
            if tally.surely_broken(requirement, group, listed=not_listed is None):
                return False, outside(requirement, type_.label, tally.sure[group], group)
            if not tally.surely_met(requirement, group, listed=not_listed is None):
                truth = not_listed or tally.doubt or truth
        return truth, _NOTHING

    return judge_days(judging, test, every=requirement.where is not None and looks_back(requirement.where))


def outside(requirement: Cardinality, label: Text, number: int, group: object) -> Text:
    """That there are so many members, of the group if they are grouped: too many or too few."""
    text = {
        Bound.AT_MOST: Text("有 {c} 个{l}{w},至多 {n} 个", "{c} of {l}{w}, at most {n}"),
        Bound.AT_LEAST: Text("有 {c} 个{l}{w},至少 {n} 个", "{c} of {l}{w}, at least {n}"),
    }[requirement.bound]
    which = Text("({g})", " ({g})").fill(g=group) if requirement.group_by else _NOTHING
    return text.fill(c=number, l=label, w=which, n=requirement.count)


_UNNAMED = object()
"""The group that the members whose group is not known may be in together."""


@dataclass(slots=True)
class _Tally:
    """How many members each group has, and how many it may have beside them; `None` stands for a group not known."""

    sure: Counter[object] = field(default_factory=Counter)
    perhaps: Counter[object] = field(default_factory=Counter)
    doubt: Unknown | None = None

    def groups(self, requirement: Cardinality) -> list[object]:
        """The groups that there are; without grouping one, be it empty."""
        if not requirement.group_by:
            return [""]
        found = {*self.sure, *self.perhaps} - {None}
        if requirement.bound is Bound.AT_MOST and self.perhaps[None]:
            found.add(_UNNAMED)
        return sorted(found, key=str)

    def _most(self, group: object) -> int:
        return self.sure[group] + self.perhaps[group] + self.perhaps[None]

    def surely_broken(self, requirement: Cardinality, group: object, *, listed: bool) -> bool:
        """Whether the group has too many or too few members, whatever is not known. `listed`: no member is missing."""
        if requirement.bound is Bound.AT_MOST:
            return self.sure[group] > requirement.count
        return listed and self._most(group) < requirement.count

    def surely_met(self, requirement: Cardinality, group: object, *, listed: bool) -> bool:
        """Whether the group has not too many and not too few members, whatever is not known."""
        if requirement.bound is Bound.AT_MOST:
            return listed and self._most(group) <= requirement.count
        return self.sure[group] >= requirement.count


def _tally(judging: Judging, requirement: Cardinality, look: Look) -> _Tally:
    tally = _Tally()
    for member in _members(judging, requirement.counted, look):
        truth = True if requirement.where is None else holds(requirement.where, replace(look, entity=member))
        group = _group(requirement, member, look)
        if truth is True and group is not None:
            tally.sure[group] += 1
        elif truth is not False:
            tally.perhaps[group] += 1
            label = member.type.fields[requirement.group_by].label if requirement.group_by else _NOTHING
            tally.doubt = tally.doubt or (truth if isinstance(truth, Unknown) else _not_registered(member, label))
    return tally


def _group(requirement: Cardinality, member: Entity, look: Look) -> object | None:
    """The group of a member: names are compared trimmed and width-folded."""
    if requirement.group_by is None:
        return ""
    value = member.value(requirement.group_by, look.at)
    return fold(value) if isinstance(value, str) and not isinstance(value, Choice) else value


def _members(judging: Judging, kind: str, look: Look) -> Iterator[Entity]:
    if look.entity is None:
        raise ValueError(f"{judging.rule.id}: no entity is judged")
    return judging.history.register.members(kind, look.entity, look.at)


def _not_registered(member: Entity, label: Text) -> Unknown:
    return Unknown(Text(f"未登记 {member.id} 的“{label.zh}”", f"{label.en} of {member.id} is not registered"))
