"""Requirements: syntax → model forms, with the modality that each form admits."""

from __future__ import annotations

from datetime import date
from typing import cast

from policykit.language import syntax as s
from policykit.language.checker.conditions import condition, expression, pattern, type_of
from policykit.language.checker.context import Context, Problem
from policykit.language.diagnostics import Code, did_you_mean
from policykit.model.extension import Check
from policykit.model.policy import requirements as m
from policykit.model.policy.conditions import Expression, LookBack
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.rule import Modality
from policykit.model.text import Text, join
from policykit.model.vocabulary import Kind, field_named


def requirement(node: s.Requirement, modality: Modality, context: Context) -> m.Requirement:
    """The form that the syntax says. Raises `Problem` where scope, modality or names do not fit the form."""
    found = _form(node, modality, context)
    if context.breach and found.form not in m.AFTER_BREACHES:
        allowed = join([f.label for f in m.Form if f in m.AFTER_BREACHES])
        raise Problem(
            Code.FORM_WITHOUT_SCOPE,
            node.span,
            Text("“违反”之后不能用“{f}”", "the form `{f}` cannot follow from a breach").fill(f=found.form.label),
            Text(
                "违反之后可要求:{a};其他要求写进被违反的规则,或另立 `每当 EVENT` 的规则",
                "what can follow: {a}; say anything else in the rule that is broken, or in one with `whenever EVENT`",
            ).fill(a=allowed),
        )
    return found


def _form(node: s.Requirement, modality: Modality, context: Context) -> m.Requirement:
    match node:
        case s.ConditionClause():
            return _condition(node, context)
        case s.ChainClause():
            _needs_trigger(node, m.Form.CHAIN, context)
            _positive(node, modality, m.Form.CHAIN)
            return m.Chain(tuple(pattern(e, context) for e in node.steps))
        case s.ResponseClause():
            return _response(node, modality, context)
        case s.FrequencyClause():
            _needs_entity(node, m.Form.FREQUENCY, context)
            bound, count = _bound(node.bound_word, node.count, modality, node)
            return m.Frequency(pattern(node.events, context), node.cadence, bound, count, node.counted)
        case s.SilenceClause():
            return _silence(node, modality, context)
        case s.CardinalityClause():
            return _cardinality(node, modality, context)
        case s.AgreementClause():
            return _agreement(node, modality, context)
        case s.AttestationClause():
            _positive(node, modality, m.Form.ATTESTATION)
            if node.cadence:
                _needs_entity(node, m.Form.ATTESTATION, context)
            return m.Attestation(node.question, node.cadence)
        case s.CustomClause():
            _positive(node, modality, m.Form.CUSTOM)
            return _custom(node, context)


def _condition(node: s.ConditionClause, context: Context) -> m.Requirement:
    inner = node.condition
    if isinstance(inner, s.LookBackNode) and not inner.negated and context.has_moment:
        look = cast("LookBack", condition(inner, context))
        return m.Precedence(look.pattern, look.within, look.same)
    if context.events:
        return m.ConditionRequirement(condition(inner, context))
    _needs_entity(node, m.Form.STATE, context)
    return m.State(condition(inner, context))


def _limit(node: s.Limit) -> Period | OpenTerm:
    return node.value


def _response(node: s.ResponseClause, modality: Modality, context: Context) -> m.Requirement:
    if modality.negative:
        _needs_trigger(node, m.Form.ABSTENTION, context)
        if not isinstance(node.limit, s.PeriodNode) or node.from_force:
            raise Problem(
                Code.PERIOD_NOT_ALLOWED,
                node.limit.span,
                Text(
                    "禁止性期间须有确定的长度,自触发时起算", "a ban for a period needs a fixed length, from its trigger"
                ),
            )
        return m.Abstention(pattern(node.events, context), node.limit.value)
    anchor = m.Anchor.FORCE if node.from_force else m.Anchor.TRIGGER
    if isinstance(node.limit, s.LastDay):
        return m.Response(pattern(node.events, context), _last_day(node.limit, context))
    limit = _limit(node.limit)
    if not context.has_moment and anchor is m.Anchor.TRIGGER:
        return _recurring(node, limit, context)
    return m.Response(pattern(node.events, context), limit, anchor)


def _last_day(node: s.LastDay, context: Context) -> date | Expression:
    """The date that the rule names, or the one that its trigger says."""
    if isinstance(node.day, s.Value) and isinstance(node.day.value, date):
        return node.day.value
    if not context.events:
        raise Problem(
            Code.FORM_WITHOUT_SCOPE,
            node.span,
            Text("由字段写明的期限要有触发事件来说", "a day that a field says needs a trigger that says it"),
            Text("写 `每当 EVENT`,或写明日期", "say `whenever EVENT`, or name a date"),
        )
    day = expression(node.day, context)
    found = type_of(day)
    if found is None or found.kind is not Kind.DATE:
        label = found.label if found else Text("一段时间", "a length of time")
        raise Problem(
            Code.TYPES_DIFFER,
            node.span,
            Text("期限须是日期,这里是 {a}", "the last day must be a date; this is {a}").fill(a=label),
            Text(
                "写日期或日期型字段;自触发起算的写 `在 PERIOD 内`",
                "write a date or a field that holds one; a period from the trigger is `within PERIOD`",
            ),
        )
    return day


def _recurring(node: s.ResponseClause, limit: Period | OpenTerm, context: Context) -> m.Requirement:
    """`对每个 … 应当 定期 …` is a silence with an open limit: no stretch without the act is longer than the term."""
    if isinstance(limit, OpenTerm) and limit.name == "regularly" and context.entity:
        return m.Silence(pattern(node.events, context), limit)
    raise Problem(
        Code.FORM_WITHOUT_SCOPE,
        node.span,
        Text("时限从哪个事件起算?", "from which event does the period run?"),
        Text(
            "写 `每当 EVENT`,或 `自 施行之日 起`,或 `于 DATE 前`",
            "say `whenever EVENT`, `from the day of force`, or `by DATE`",
        ),
    )


def _silence(node: s.SilenceClause, modality: Modality, context: Context) -> m.Silence:
    _needs_entity(node, m.Form.SILENCE, context)
    _negative(node, modality, m.Form.SILENCE)
    limit = _limit(node.limit)
    if isinstance(limit, Period) and not limit.measures_stretches:
        raise Problem(
            Code.PERIOD_NOT_ALLOWED,
            node.limit.span,
            Text(
                f"间断按日历计,不能用 {limit.label.zh}",
                f"a silence is counted in calendar units, not in {limit.label.en}",
            ),
            Text("用天、周、个月、年", "use days, weeks, months or years"),
        )
    return m.Silence(pattern(node.events, context), limit)


def _cardinality(node: s.CardinalityClause, modality: Modality, context: Context) -> m.Cardinality:
    entity = _needs_entity(node, m.Form.CARDINALITY, context)
    counted = context.entity_named(node.entity)
    if entity not in counted.fields:
        raise Problem(
            Code.NOT_CORRELATED,
            node.entity.span,
            Text(
                f"`{counted.label.zh}` 不属于 `{context.vocabulary.entities[entity].label.zh}`",
                f"`{counted.name}` does not belong to `{entity}`",
            ),
        )
    own = Context(context.vocabulary, context.extensions, entity=counted)
    where = condition(node.where, own) if node.where else None
    group = None
    if node.group_by:
        found = field_named(counted.fields, node.group_by.text)
        if found is None:
            raise Problem(
                Code.UNKNOWN_FIELD,
                node.group_by.span,
                Text(f"未知字段 `{node.group_by.text}`", f"unknown field `{node.group_by.text}`"),
                did_you_mean(node.group_by.text, [n for f in counted.fields.values() for n in (f.name, f.label.zh)]),
            )
        group = found.name
    bound, count = _bound(node.bound_word, node.count, modality, node)
    return m.Cardinality(counted.name, where, bound, count, group)


def _agreement(node: s.AgreementClause, modality: Modality, context: Context) -> m.Agreement:
    entity = _needs_entity(node, m.Form.AGREEMENT, context)
    _positive(node, modality, m.Form.AGREEMENT)
    member = context.entity_named(node.entity)
    if entity not in member.fields:
        raise Problem(
            Code.NOT_CORRELATED,
            node.entity.span,
            Text(
                f"`{member.label.zh}` 不属于 `{context.vocabulary.entities[entity].label.zh}`",
                f"`{member.name}` does not belong to `{entity}`",
            ),
        )
    found = field_named(member.fields, node.attribute.text)
    if found is None:
        raise Problem(
            Code.UNKNOWN_FIELD,
            node.attribute.span,
            Text(f"未知字段 `{node.attribute.text}`", f"unknown field `{node.attribute.text}`"),
            did_you_mean(node.attribute.text, [n for f in member.fields.values() for n in (f.name, f.label.zh)]),
        )
    return m.Agreement(member.name, found.name)


def _custom(node: s.CustomClause, context: Context) -> m.Custom:
    check = context.extensions.check(node.check.text)
    if check is None:
        known = [n for c in context.extensions.checks.values() for n in (c.label.zh, c.label.en)]
        raise Problem(
            Code.UNKNOWN_FUNCTION,
            node.check.span,
            Text(f"未知检查 `{node.check.text}`", f"unknown check `{node.check.text}`"),
            did_you_mean(node.check.text, known)
            or Text(
                "检查由插件提供;按路径载入的规则包要加 --with-plugins 才运行其插件",
                "checks come from plug-ins; the plug-in of a pack given by path runs only with --with-plugins",
            ),
        )
    subject = [e.name for e in context.events] or ([context.entity.name] if context.entity else [])
    if any(name != check.applies_to for name in subject) or not subject:
        raise Problem(
            Code.FORM_WITHOUT_SCOPE,
            node.check.span,
            Text("检查 `{c}` 用于 {a}", "the check `{c}` applies to {a}").fill(c=check, a=_subject(check, context)),
        )
    arguments: list[tuple[str, Expression]] = []
    for name, node_value in node.arguments:
        wanted = check.arguments.get(name.text)
        if wanted is None:
            raise Problem(
                Code.UNKNOWN_FIELD,
                name.span,
                Text(f"检查没有参数 `{name.text}`", f"the check has no argument `{name.text}`"),
                did_you_mean(name.text, check.arguments),
            )
        value = expression(node_value, context, wanted)
        found = type_of(value)
        if found is None or found.kind is not wanted.kind:
            raise Problem(
                Code.TYPES_DIFFER,
                node_value.span,
                Text("参数应为 {a}", "the argument must be {a}").fill(a=wanted.label),
            )
        arguments.append((name.text, value))
    return m.Custom(check.name, tuple(arguments))


def _subject(check: Check, context: Context) -> Text:
    """What a check applies to, as it is called."""
    found = context.vocabulary.entity(check.applies_to) or context.vocabulary.event(check.applies_to)
    return found.label if found else Text(check.applies_to, check.applies_to)


def _bound(word: str, count: int, modality: Modality, node: s.Node) -> tuple[m.Bound, int]:
    """The bound that word and modality say together: `不得 超过 1` and `应当 至多 1` are the same maximum."""
    if word == "at least" and not modality.negative:
        if count < 1:
            raise Problem(
                Code.COUNT_NOT_ALLOWED,
                node.span,
                Text("“至少 0”什么也没要求", "'at least 0' requires nothing"),
            )
        return m.Bound.AT_LEAST, count
    if (word == "more than" and modality.negative) or (word == "at most" and not modality.negative):
        return m.Bound.AT_MOST, count
    raise Problem(
        Code.MODALITY_AND_FORM,
        node.span,
        Text(
            "“应当”配“至少”或“至多”,“不得”配“超过”",
            "`must` goes with `at least` or `at most`, `must not` with `more than`",
        ),
    )


def _needs_entity(node: s.Node, form: m.Form, context: Context) -> str:
    if context.entity is None or context.has_moment:
        raise Problem(
            Code.FORM_WITHOUT_SCOPE,
            node.span,
            Text("“{f}”要有范围 `对每个 …`", "the form `{f}` needs the scope `for each …`").fill(f=form.label),
        )
    return context.entity.name


def _needs_trigger(node: s.Node, form: m.Form, context: Context) -> None:
    if not context.has_moment:
        raise Problem(
            Code.FORM_WITHOUT_SCOPE,
            node.span,
            Text("“{f}”要有范围 `每当 …`", "the form `{f}` needs the scope `whenever …`").fill(f=form.label),
        )


def _positive(node: s.Node, modality: Modality, form: m.Form) -> None:
    if modality.negative:
        raise Problem(
            Code.MODALITY_AND_FORM,
            node.span,
            Text("“{f}”不能与“{m}”连用", "the form `{f}` cannot follow `{m}`").fill(f=form.label, m=modality),
        )


def _negative(node: s.Node, modality: Modality, form: m.Form) -> None:
    if not modality.negative:
        raise Problem(
            Code.MODALITY_AND_FORM,
            node.span,
            Text("“{f}”只能与“不得”“严禁”连用", "the form `{f}` follows `must not` only").fill(f=form.label),
        )
