"""All that is found about one document's rules.

In: a document on its ground. Out: the findings, in the document's order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from policykit.analysis.compare.sourced import Sourced
from policykit.analysis.consistency.clashes import at_one_instant, over_days
from policykit.analysis.consistency.ground import Ground, binding
from policykit.analysis.consistency.never import never
from policykit.analysis.consistency.numbers import different_limits
from policykit.analysis.consistency.orders import Forbidden, forbidden
from policykit.analysis.consistency.redundant import Redundancies
from policykit.analysis.consistency.results import Inconsistency, Kind, Story
from policykit.analysis.consistency.stories import Teller
from policykit.model.policy import conditions as m
from policykit.model.text import Text, join
from policykit.model.vocabulary import Vocabulary
from policykit.packs.explain import shown_value

Step = Callable[[Text, int, int], None]
"""Told what is asked next, how many questions were asked and how many there are."""

_STEPS = (
    Text("查找不起作用的规则", "rules that never bind"),
    Text("查找多余的规则", "rules that others contain"),
    Text("查找矛盾", "contradictions"),
    Text("查找命令与禁止", "orders and bans"),
)

_RESOLVE = Text(
    "用“除非”或更窄的范围让其中一条让路;文件本身矛盾的,在 consistency.toml 里说明",
    "let one of them give way by 'unless' or a narrower scope; if the document contradicts itself, explain it in "
    "consistency.toml",
)
_NOT_SHOWN = Text(";没有找到能演示的事实,请人工核对", "; no history was found that shows it, so look at it closely")
_ONLY_WAIVED = Text(";只有获准豁免才能两全", "; only an approved waiver saves both")


def inconsistencies(ground: Ground, on_step: Step | None = None) -> tuple[Inconsistency, ...]:
    """What is inconsistent in the document.

    Raises `UnsupportedForm` if a rule cannot be judged, `SettingsError` for a house value that does not fit its rule.
    """
    tell = on_step or _silent
    found: list[Inconsistency] = []
    for number, part in enumerate((_needless, _contained, _clashing, _ordered)):
        tell(_STEPS[number], number, len(_STEPS))
        found += part(ground, found)
    order = {s.rule.name: n for n, s in enumerate(ground.rules)}
    return tuple(sorted(found, key=lambda i: (order[i.rule.name], i.kind.code, i.key)))


def _silent(_what: Text, _done: int, _total: int) -> None:
    return


def _needless(ground: Ground, _before: Sequence[Inconsistency]) -> Iterator[Inconsistency]:
    return never(ground)


def _contained(ground: Ground, before: Sequence[Inconsistency]) -> Iterator[Inconsistency]:
    contained = Redundancies(ground, frozenset(i.rule.name for i in before)).found()
    yield from contained
    said = {i.rule.name for i in contained}
    yield from (i for i in different_limits(ground) if not said & {i.rule.name, *i.others})


def _clashing(ground: Ground, _before: Sequence[Inconsistency]) -> Iterator[Inconsistency]:
    teller = Teller(ground)
    for clash in (*at_one_instant(ground), *over_days(ground)):
        *others, last = clash.rules
        stories = teller.of_clash(clash)
        message = Text(
            "规则 {x} 与 {y} 矛盾:不论怎样做,总要违反其中一条{w}{n}",
            "{x} contradicts {y}: whatever is done, one of them is broken{w}{n}",
        )
        if not all(binding(s.rule) for s in clash.rules):
            message = Text(
                "规则 {x} 与 {y} 抵触:照鼓励的做就违反规定{w}{n}",
                "{x} is at odds with {y}: to follow the advice is to break a rule{w}{n}",
            )
        message = message.fill(x=last.rule.name, y=_names(others), w=_waivable(clash.rules), n=_shown(stories))
        yield _conflict(last, others, message, stories)


def _ordered(ground: Ground, before: Sequence[Inconsistency]) -> Iterator[Inconsistency]:
    teller = Teller(ground)
    said = {frozenset((i.rule.name, *i.others)) for i in before if i.kind is Kind.CONFLICT}
    for conflict in forbidden(ground):
        rules = ground.in_order([conflict.orders, *conflict.forbid])
        if frozenset(s.rule.name for s in rules) in said:
            continue
        stories = teller.of_order(conflict)
        message = _order_message(ground, conflict, stories)
        yield _conflict(rules[-1], rules[:-1], message, stories)


def _order_message(ground: Ground, conflict: Forbidden, stories: Sequence[Story]) -> Text:
    vocabulary = ground.vocabulary
    act = join([vocabulary.events[e].label for e in conflict.pattern.events], zh="或", en=" or ")
    case = Text("", "")
    if conflict.circumstances:
        said = join([in_words(c, vocabulary) for c in conflict.circumstances], zh="、", en=" and ")
        case = Text("在 {c} 时", " where {c}").fill(c=said)
    message = Text(
        "规则 {x} 要求“{e}”,而{c} {y} 不容许任何这样的行为{w}{n}",
        "{x} orders '{e}'; under {y} there is no lawful way to do it{c}{w}{n}",
    )
    return message.fill(
        x=conflict.orders.rule.name,
        e=act,
        c=case,
        y=_names(conflict.forbid),
        w=_waivable([conflict.orders, *conflict.forbid]),
        n=_shown(stories),
    )


def _conflict(rule: Sourced, others: Sequence[Sourced], message: Text, stories: tuple[Story, ...]) -> Inconsistency:
    names = tuple(s.rule.name for s in others)
    return Inconsistency(Kind.CONFLICT, rule.rule, names, message, _RESOLVE, stories)


def _waivable(rules: Iterable[Sourced]) -> Text:
    return _ONLY_WAIVED if any(s.rule.modality.in_principle for s in rules) else Text("", "")


def _shown(stories: Sequence[Story]) -> Text:
    return Text("", "") if stories else _NOT_SHOWN


def _names(rules: Sequence[Sourced]) -> Text:
    return join([Text(s.rule.name, s.rule.name) for s in rules], zh="、", en=" and ")


def in_words(condition: m.Condition, vocabulary: Vocabulary) -> Text:
    """A circumstance: `单位.涉密 = 是`. Raises `TypeError` for any other condition."""
    match condition:
        case m.Compare(m.Comparison.EQ, m.FieldRef() as ref, m.Literal() as literal):
            value = _value(ref, literal)
        case m.Member(m.FieldRef() as ref, options):
            value = join([_value(ref, o) for o in options], zh=" 或 ", en=" or ")
        case m.Truth(m.FieldRef() as ref):
            value = Text("是", "yes")
        case m.Not(m.Truth(m.FieldRef() as ref)):
            value = Text("否", "no")
        case _:
            raise TypeError(f"{condition!r} is no circumstance")
    entity = vocabulary.entities[ref.owner.value]
    label = entity.fields[ref.field].label
    return Text("{e}.{f} = {v}", "{e}.{f} = {v}").fill(e=entity.label, f=label, v=value)


def _value(ref: m.FieldRef, literal: m.Literal) -> Text:
    choice = next((c for c in ref.type.choices or () if c.value == literal.value), None)
    return choice.label if choice is not None else shown_value(literal.value)
