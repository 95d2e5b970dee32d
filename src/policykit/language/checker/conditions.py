"""Conditions: syntax → model, with every name resolved and every type compared."""

from __future__ import annotations

from datetime import date

from policykit.language import syntax as s
from policykit.language.checker.context import Context, Problem
from policykit.language.checker.correlation import correlate
from policykit.language.diagnostics import Code, did_you_mean, one_of
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.text import Text
from policykit.model.vocabulary import SUBJECTS, EventType, FieldType, Kind

_ORDERED = {Kind.NUMBER, Kind.DATE, Kind.INSTANT}
_TEXTUAL = {Kind.TEXT, Kind.ID}
_CALENDAR_UNITS = {
    PeriodUnit.DAY,
    PeriodUnit.NATURAL_DAY,
    PeriodUnit.WEEK,
    PeriodUnit.MONTH,
    PeriodUnit.HALF_YEAR,
    PeriodUnit.YEAR,
}


def condition(node: s.Condition, context: Context) -> m.Condition:
    """The condition that the syntax says. Raises `Problem` where a name or type does not fit."""
    match node:
        case s.AndNode():
            return m.And(tuple(condition(i, context) for i in node.items))
        case s.OrNode():
            return m.Or(tuple(condition(i, context) for i in node.items))
        case s.NotNode():
            return m.Not(condition(node.item, context))
        case s.CompareNode():
            return _compare(node, context)
        case s.MemberNode():
            return _member(node, context)
        case s.ContainsNode():
            return _contains(node, context)
        case s.TruthNode():
            return _truth(node, context)
        case s.SaidNode():
            owner, field = context.field(node.path)
            return m.Said(m.FieldRef(owner, field.name, field.type), node.negated)
        case s.LookBackNode():
            return m.LookBack(pattern(node.events, context), node.negated, within=_window(node), same=node.same_period)


def pattern(node: s.Events, context: Context) -> m.EventPattern:
    """The events of a look-back or requirement, correlated with what the rule is about."""
    events = tuple(context.event(p) for p in node.paths)
    key = correlate(events, node, context)
    return m.EventPattern(tuple(e.name for e in events), _where(node, events, context), key)


def trigger(node: s.Events, context: Context) -> tuple[m.EventPattern, tuple[EventType, ...]]:
    """The trigger of a rule, and its event types."""
    events = tuple(context.event(p) for p in node.paths)
    if node.same:
        raise Problem(
            Code.NOT_CORRELATED,
            node.same.span,
            Text("触发事件之前没有可与之相同的对象", "a trigger comes first: there is nothing it could share yet"),
        )
    return m.EventPattern(tuple(e.name for e in events), _where(node, events, context)), events


def _where(node: s.Events, events: tuple[EventType, ...], context: Context) -> m.Condition | None:
    return condition(node.where, context.on(events)) if node.where else None


def _window(node: s.LookBackNode) -> Period | None:
    return node.within.value if node.within else None


def expression(node: s.Expression, context: Context, wanted: FieldType | None = None) -> m.Expression:
    """The value that the syntax says; a bare name is a value of the list that `wanted` chooses from, if it is one."""
    match node:
        case s.Reference():
            return _reference(node, context, wanted)
        case s.Value():
            return _literal(node, wanted)
        case s.PeriodNode():
            if node.value.unit not in _CALENDAR_UNITS:
                raise Problem(
                    Code.PERIOD_NOT_ALLOWED,
                    node.span,
                    Text(
                        f"日期加减只能用天、周、月、年,不能用 {node.value.unit.zh}",
                        f"dates are moved by days, weeks, months or years, not by {node.value.unit.value}s",
                    ),
                )
            return m.Duration(node.value)
        case s.SumNode():
            return _sum(node, context)
        case s.CallNode():
            return _call(node, context)


def type_of(value: m.Expression) -> FieldType | None:
    """The type of a value; None for a length of time."""
    return None if isinstance(value, m.Duration) else value.type


def _reference(node: s.Reference, context: Context, wanted: FieldType | None) -> m.Expression:
    name = node.path.text
    choices = wanted.choices if wanted else None
    if choices is not None:
        found = next((c for c in choices if name in (c.value, c.zh)), None)
        if found is not None:
            return m.Literal(found.value, wanted or FieldType(Kind.CHOICE, choices))
    try:
        owner, field = context.field(node.path)
    except Problem as problem:
        if choices is None or len(node.path.names) > 1:
            raise
        known = [n for c in choices for n in (c.zh, c.value)]
        raise Problem(
            Code.UNKNOWN_VALUE,
            node.span,
            Text(f"没有 `{name}` 这个值", f"there is no value `{name}`"),
            did_you_mean(name, known) or one_of(c.label for c in choices),
        ) from problem
    return m.FieldRef(owner, field.name, field.type)


def _literal(node: s.Value, wanted: FieldType | None) -> m.Literal:
    value = node.value
    if isinstance(value, bool):
        return m.Literal(value, FieldType(Kind.TRUTH))
    if isinstance(value, int):
        return m.Literal(value, FieldType(Kind.NUMBER))
    if isinstance(value, date):
        return m.Literal(value, FieldType(Kind.DATE))
    if wanted and wanted.choices is not None:
        found = next((c for c in wanted.choices if value in (c.value, c.zh)), None)
        if found is None:
            raise Problem(
                Code.UNKNOWN_VALUE,
                node.span,
                Text(f"没有 `{value}` 这个值", f"there is no value `{value}`"),
                one_of(c.label for c in wanted.choices),
            )
        return m.Literal(found.value, wanted)
    return m.Literal(value, FieldType(Kind.TEXT))


def _fits(left: FieldType | None, right: FieldType | None) -> bool:
    if left is None or right is None:
        return False
    if left.kind in _TEXTUAL and right.kind in _TEXTUAL:
        return left.refers_to is None or right.refers_to is None or left.refers_to == right.refers_to
    if {left.kind, right.kind} <= {Kind.DATE, Kind.INSTANT}:
        return True
    return left.kind == right.kind and left.choices == right.choices


def _labelled(type_: FieldType | None) -> Text:
    if type_ is None:
        return Text("一段时间", "a length of time")
    if type_.refers_to is not None and type_.refers_to in SUBJECTS:
        return Text("{k}的编号", "an id ({k})").fill(k=SUBJECTS[type_.refers_to])
    return type_.label


def _types_differ(span: s.Span, left: FieldType | None, right: FieldType | None) -> Problem:
    return Problem(
        Code.TYPES_DIFFER,
        span,
        Text("{a} 与 {b} 不能相比", "{a} cannot be compared with {b}").fill(a=_labelled(left), b=_labelled(right)),
    )


def _compare(node: s.CompareNode, context: Context) -> m.Condition:
    if isinstance(node.left, s.Reference) and not isinstance(node.right, s.Reference):
        left = expression(node.left, context)
        right = expression(node.right, context, type_of(left))
    else:
        left = expression(node.left, context)
        right = expression(node.right, context, type_of(left))
    a, b = type_of(left), type_of(right)
    if not _fits(a, b):
        raise _types_differ(node.span, a, b)
    operator = m.Comparison(node.operator)
    if operator not in (m.Comparison.EQ, m.Comparison.NE) and a is not None and a.kind not in _ORDERED:
        raise Problem(
            Code.TYPES_DIFFER,
            node.span,
            Text("{a} 没有大小先后,只能用 `=`、`不是`", "{a} has no order: use `=` or `is not`").fill(a=_labelled(a)),
        )
    return m.Compare(operator, left, right)


def _member(node: s.MemberNode, context: Context) -> m.Member:
    value = expression(node.value, context)
    wanted = type_of(value)
    options = []
    for item in node.options.items:
        option = expression(item, context, wanted)
        if not isinstance(option, m.Literal):
            raise Problem(
                Code.UNKNOWN_VALUE,
                item.span,
                Text("集合里只能写固定的值", "a set holds fixed values only"),
            )
        if not _fits(wanted, option.type):
            raise _types_differ(item.span, wanted, option.type)
        options.append(option)
    return m.Member(value, tuple(options), node.negated)


def _contains(node: s.ContainsNode, context: Context) -> m.Contains:
    container = expression(node.container, context)
    kind = type_of(container)
    element = kind.element if kind and kind.kind is Kind.SET else None
    if element is None and (kind is None or kind.kind not in _TEXTUAL):
        raise Problem(
            Code.TYPES_DIFFER,
            node.span,
            Text("只有集合和文字能“包含”,这里是 {a}", "only a set or a text contains something; this is {a}").fill(
                a=_labelled(kind)
            ),
        )
    contents = node.content.items if isinstance(node.content, s.SetNode) else (node.content,)
    values = []
    for item in contents:
        value = expression(item, context, element)
        if not _fits(element or FieldType(Kind.TEXT), type_of(value)):
            raise _types_differ(item.span, element or FieldType(Kind.TEXT), type_of(value))
        values.append(value)
    return m.Contains(container, tuple(values), node.negated)


def _truth(node: s.TruthNode, context: Context) -> m.Truth:
    value = expression(node.value, context)
    kind = type_of(value)
    if kind is None or kind.kind is not Kind.TRUTH:
        raise Problem(
            Code.NOT_TRUTH,
            node.span,
            Text("单独写的条件须为是或否,这里是 {a}", "a condition by itself must be yes or no; this is {a}").fill(
                a=_labelled(kind)
            ),
            Text("补上比较,如 `= …`", "add a comparison, such as `= …`"),
        )
    return m.Truth(value)


def _sum(node: s.SumNode, context: Context) -> m.Sum:
    left, right = expression(node.left, context), expression(node.right, context)
    a, b = type_of(left), type_of(right)
    if a and b and a.kind is Kind.NUMBER and b.kind is Kind.NUMBER:
        return m.Sum(node.operator, left, right, FieldType(Kind.NUMBER))
    if a and b is None and a.kind in (Kind.DATE, Kind.INSTANT):
        return m.Sum(node.operator, left, right, FieldType(Kind.DATE))
    if a and b and node.operator == "-" and {a.kind, b.kind} <= {Kind.DATE, Kind.INSTANT}:
        return m.Sum(node.operator, left, right, FieldType(Kind.NUMBER))
    raise Problem(
        Code.TYPES_DIFFER,
        node.span,
        Text("{a} 与 {b} 不能相加减", "{a} and {b} cannot be added or subtracted").fill(a=_labelled(a), b=_labelled(b)),
    )


def _call(node: s.CallNode, context: Context) -> m.Call:
    found = context.extensions.function(node.function.text)
    if found is None:
        known = [n for f in context.extensions.functions.values() for n in (f.label.zh, f.label.en)]
        raise Problem(
            Code.UNKNOWN_FUNCTION,
            node.function.span,
            Text(f"未知函数 `{node.function.text}`", f"unknown function `{node.function.text}`"),
            did_you_mean(node.function.text, known)
            or Text("函数由插件提供,请检查插件是否已装", "functions come from plug-ins: is the plug-in installed?"),
        )
    if len(node.arguments) != len(found.arguments):
        raise Problem(
            Code.TYPES_DIFFER,
            node.span,
            Text(
                f"`{node.function.text}` 要 {len(found.arguments)} 个参数,这里有 {len(node.arguments)} 个",
                f"arguments of `{node.function.text}`: {len(found.arguments)} needed, {len(node.arguments)} given",
            ),
        )
    arguments = []
    for item, wanted in zip(node.arguments, found.arguments, strict=True):
        value = expression(item, context, wanted)
        if not _fits(wanted, type_of(value)):
            raise _types_differ(item.span, wanted, type_of(value))
        arguments.append(value)
    return m.Call(found.name, tuple(arguments), found.returns)
