"""Correlation: which acts belong to which trigger (docs/semantics.md).

An act belongs to a trigger when both name the same own subject of the trigger, or else the same nearest entity that
both have (account before unit). `同一 X` says it otherwise. Where two readings remain, it is an error.
"""

from __future__ import annotations

from collections.abc import Sequence

from policykit.language import syntax as s
from policykit.language.checker.context import Context, Problem
from policykit.language.diagnostics import Code, one_of
from policykit.model.text import Text
from policykit.model.vocabulary import SUBJECTS, EventType

_NEAREST_FIRST = ("account", "unit")


def speaks_of(event: EventType, kind: str) -> bool:
    """Whether facts of the type say, or lead by the register to, a `kind` of entity or subject."""
    if event.refers_to(kind):
        return True
    return kind == "unit" and (event.refers_to("account") or event.refers_to("staff"))


def correlate(events: Sequence[EventType], node: s.Events, context: Context) -> tuple[str, ...]:
    """What an act must share with the trigger, the entity judged, or both. Raises `Problem` where that is unclear."""
    anchor = context.events or context.trigger
    if node.same:
        return _said(events, node.same, anchor, context)
    keys: list[str] = []
    if context.entity:
        keys.append(_with_entity(events, context.entity.name, node.span))
    if anchor:
        keys.append(_with_trigger(events, anchor, node.span, paired=bool(context.entity)))
    return tuple(dict.fromkeys(keys))


def _said(events: Sequence[EventType], same: s.Name, anchor: Sequence[EventType], context: Context) -> tuple[str, ...]:
    kind = next((k for k, label in SUBJECTS.items() if same.text in (label.zh, label.en)), None)
    if kind is None:
        raise Problem(
            Code.UNKNOWN_ENTITY,
            same.span,
            Text(f"`同一` 之后不能是 `{same.text}`", f"`same` cannot be followed by `{same.text}`"),
            one_of(SUBJECTS.values()),
        )
    without = [e for e in (*events, *anchor) if not speaks_of(e, kind)]
    if without:
        raise Problem(
            Code.NOT_CORRELATED,
            same.span,
            Text("`{e}` 没有说明是哪个{k}", "`{e}` does not say which {k}").fill(e=without[0].label, k=SUBJECTS[kind]),
        )
    entity = context.entity
    if entity and not anchor and kind not in (entity.name, entity.parent):
        raise Problem(
            Code.NOT_CORRELATED,
            same.span,
            Text("`{e}` 不属于 `{k}`", "`{e}` does not belong to `{k}`").fill(e=entity.label, k=SUBJECTS[kind]),
        )
    return (kind,)


def _with_entity(events: Sequence[EventType], entity: str, span: s.Span) -> str:
    without = [e for e in events if not speaks_of(e, entity)]
    if without:
        raise Problem(
            Code.NOT_CORRELATED,
            span,
            Text("`{e}` 没有说明是哪个{k}", "`{e}` does not say which {k}").fill(
                e=without[0].label, k=SUBJECTS[entity]
            ),
            Text("换一个对象,或用 `同一` 指明", "choose another entity, or say `same …`"),
        )
    return entity


def _with_trigger(events: Sequence[EventType], anchor: Sequence[EventType], span: s.Span, *, paired: bool) -> str:
    keys = {_shared(t, e, own_only=paired) for t in anchor for e in events}
    if None in keys or not keys:
        raise Problem(
            Code.NOT_CORRELATED,
            span,
            Text(
                "`{e}` 与 `{t}` 没有共同的对象,无法判断哪个归哪个",
                "`{e}` and `{t}` share nothing by which one belongs to the other",
            ).fill(e=events[0].label, t=anchor[0].label),
            Text("用 `同一 单位` 等指明", "say `same unit` or the like"),
        )
    if len(keys) > 1:
        both = [SUBJECTS[k] for k in sorted(k for k in keys if k)]
        raise Problem(
            Code.NOT_CORRELATED,
            span,
            Text("有两种归属:按{a},或按{b}", "two readings remain: by {a}, or by {b}").fill(a=both[0], b=both[1]),
            Text("用 `同一 …` 指明", "say which with `same …`"),
        )
    return next(k for k in keys if k)


def _shared(trigger: EventType, event: EventType, *, own_only: bool) -> str | None:
    if trigger.subject in SUBJECTS and speaks_of(event, trigger.subject):
        return trigger.subject
    if own_only:
        return None
    return next((k for k in _NEAREST_FIRST if speaks_of(trigger, k) and speaks_of(event, k)), None)
