"""Rules, scopes and events: parse tree → syntax tree."""

from __future__ import annotations

from typing import cast

from lark import Token, Transformer, v_args
from lark.tree import Meta

from policykit.language import syntax as s
from policykit.language import words as w
from policykit.language.from_tree import parts as p


@v_args(meta=True)
class FromRules(Transformer[Token, object]):
    """Builds the nodes of rules, down to their requirements."""

    def rule(self, meta: Meta, children: list[object]) -> s.RuleNode:
        """`规则 …`."""
        name, title, *rest = children
        scope = next((c for c in rest if isinstance(c, (s.EventScope, s.EntityScope, s.BreachScope))), None)
        statement = next(c for c in rest if isinstance(c, (s.Obligation, s.Identification)))
        tail = tuple(c for c in rest if isinstance(c, (s.ExceptionLine, s.OtherwiseLine, s.InterpretationLine)))
        title_node = cast("s.TextNode", title)
        return s.RuleNode(p.name(cast("Token", name)), title_node, scope, statement, tail, span=p.span(meta))

    def scope_breach(self, meta: Meta, children: list[Token]) -> s.BreachScope:
        """`每当 违反 RULE`."""
        return s.BreachScope(p.name(children[0]), span=p.span(meta))

    def scope_event(self, meta: Meta, children: list[s.Events]) -> s.EventScope:
        """`每当 EVENT`."""
        return s.EventScope(children[0], span=p.span(meta))

    def scope_entity(self, meta: Meta, children: list[object]) -> s.EntityScope:
        """`对每个 ENTITY`."""
        return s.EntityScope(p.name(cast("Token", children[0])), p.where_of(children), span=p.span(meta))

    def scope_pair(self, meta: Meta, children: list[object]) -> s.EntityScope:
        """`对每个 ENTITY 每当 EVENT`."""
        entity = p.name(cast("Token", children[0]))
        return s.EntityScope(entity, p.where_of(children), p.first(children, s.Events), span=p.span(meta))

    def where(self, _meta: Meta, children: list[s.Condition]) -> p.Where:
        """`其中 COND`."""
        return p.Where(children[0])

    def same_entity(self, _meta: Meta, children: list[Token]) -> p.Same:
        """`同一 ENTITY`."""
        return p.Same(p.name(children[0]))

    def event_names(self, _meta: Meta, children: list[s.Path]) -> tuple[s.Path, ...]:
        """`A 或 B`."""
        return tuple(children)

    def event_pattern(self, meta: Meta, children: list[object]) -> s.Events:
        """Events with what restricts them."""
        paths = cast("tuple[s.Path, ...]", children[0])
        return s.Events(paths, p.same_of(children), p.where_of(children), span=p.span(meta))

    def obligation(self, meta: Meta, children: list[object]) -> s.Obligation:
        """`MODALITY REQUIREMENT`."""
        word = cast("Token", children[0])
        return s.Obligation(
            w.read_modality(str(word)),
            cast("s.Requirement", children[1]),
            span=p.span(meta),
            modality_span=p.token_span(word),
        )

    def identification(self, meta: Meta, children: list[object]) -> s.Identification:
        """`认定 每当 EVENT 后果 …`."""
        events, measures = children
        return s.Identification(cast("s.Events", events), None, tuple(cast("p.Measures", measures)), span=p.span(meta))

    def identification_of_series(self, meta: Meta, children: list[object]) -> s.Identification:
        """`认定 每当 EVENT 连续 2 次 [COND] 后果 …`."""
        events, times, *condition, measures = children
        count = cast("p.Times", times)
        return s.Identification(
            cast("s.Events", events),
            count.times,
            tuple(cast("p.Measures", measures)),
            count.among,
            cast("s.Condition", condition[0]) if condition else None,
            span=p.span(meta),
        )

    def times_in_a_row(self, _meta: Meta, children: list[Token]) -> p.Times:
        """`连续 N 次`."""
        return p.Times(p.integers(children)[0], None)

    def times_among(self, _meta: Meta, children: list[Token]) -> p.Times:
        """`最近 M 次 至少 N 次`."""
        among, times = p.integers(children)
        return p.Times(times, among)

    def exception(self, meta: Meta, children: list[s.Condition]) -> s.ExceptionLine:
        """`除非 COND`."""
        return s.ExceptionLine(children[0], span=p.span(meta))

    def otherwise(self, meta: Meta, children: list[p.Measures]) -> s.OtherwiseLine:
        """`否则 …`."""
        return s.OtherwiseLine(tuple(children[0]), span=p.span(meta))

    def interpretation(self, meta: Meta, children: list[s.TextNode]) -> s.InterpretationLine:
        """`解释 …`."""
        return s.InterpretationLine(children[0], span=p.span(meta))

    def measure_list(self, _meta: Meta, children: list[Token]) -> p.Measures:
        """`约谈, 责令关停`."""
        return p.Measures(p.name(c) for c in children)
