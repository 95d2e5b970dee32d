"""Conditions and values: parse tree → syntax tree."""

from __future__ import annotations

from typing import cast

from lark import Token, Transformer, v_args
from lark.tree import Meta

from policykit.language import syntax as s
from policykit.language import words as w
from policykit.language.from_tree import parts as p
from policykit.model.policy.periods import Cadence


@v_args(meta=True)
class FromConditions(Transformer[Token, object]):
    """Builds the nodes of conditions and of the values in them."""

    def or_condition(self, meta: Meta, children: list[object]) -> s.OrNode:
        """`A 或 B`."""
        return s.OrNode(p.conditions(children), span=p.span(meta))

    def and_condition(self, meta: Meta, children: list[object]) -> s.AndNode:
        """`A 且 B`."""
        return s.AndNode(p.conditions(children), span=p.span(meta))

    def negation(self, meta: Meta, children: list[s.Condition]) -> s.NotNode:
        """`非 A`."""
        return s.NotNode(children[0], span=p.span(meta))

    def lookback(self, meta: Meta, children: list[object]) -> s.LookBackNode:
        """`此前 … 已有 EVENT`."""
        looked = next(c for c in children if isinstance(c, Token))
        paths = cast("tuple[s.Path, ...]", next(c for c in children if type(c) is tuple))
        start, end = paths[0].span, paths[-1].span
        events = s.Events(
            paths,
            p.same_of(children),
            p.where_of(children),
            span=s.Span(start.start, end.end, start.line, start.column),
        )
        window = p.first(children, s.PeriodNode)
        same = p.first(children, Cadence)
        return s.LookBackNode(events, looked.type == "HAS_NONE", window, same, span=p.span(meta))

    def looked(self, _meta: Meta, children: list[Token]) -> Token:
        """`已有, 没有`."""
        return children[0]

    def window_within(self, _meta: Meta, children: list[s.PeriodNode]) -> s.PeriodNode:
        """`PERIOD 内`."""
        return children[0]

    def window_same(self, _meta: Meta, children: list[Token]) -> Cadence:
        """`同一 年度`."""
        return w.read_same_period(str(children[0]))

    def compare(self, meta: Meta, children: list[object]) -> s.CompareNode:
        """`A 不是 B`."""
        left, word, right = children
        operator = w.read_comparison(str(word))
        return s.CompareNode(operator, cast("s.Expression", left), cast("s.Expression", right), span=p.span(meta))

    def equals(self, meta: Meta, children: list[s.Expression]) -> s.CompareNode:
        """`A = B`."""
        return s.CompareNode("=", children[0], children[1], span=p.span(meta))

    def member(self, meta: Meta, children: list[object]) -> s.MemberNode:
        """`A 属于 {…}`."""
        return s.MemberNode(cast("s.Expression", children[0]), cast("s.SetNode", children[1]), span=p.span(meta))

    def not_member(self, meta: Meta, children: list[object]) -> s.MemberNode:
        """`A 不属于 {…}`."""
        value, options = cast("s.Expression", children[0]), cast("s.SetNode", children[1])
        return s.MemberNode(value, options, negated=True, span=p.span(meta))

    def contains(self, meta: Meta, children: list[s.Expression]) -> s.ContainsNode:
        """`A 包含 B`."""
        return s.ContainsNode(children[0], children[1], span=p.span(meta))

    def lacks(self, meta: Meta, children: list[s.Expression]) -> s.ContainsNode:
        """`A 不包含 B`."""
        return s.ContainsNode(children[0], children[1], negated=True, span=p.span(meta))

    def truth(self, meta: Meta, children: list[s.Expression]) -> s.TruthNode:
        """A value by itself."""
        return s.TruthNode(children[0], span=p.span(meta))

    def said(self, meta: Meta, children: list[s.Path]) -> s.SaidNode:
        """`已填 FIELD`."""
        return s.SaidNode(children[0], span=p.span(meta))

    def unsaid(self, meta: Meta, children: list[s.Path]) -> s.SaidNode:
        """`未填 FIELD`."""
        return s.SaidNode(children[0], negated=True, span=p.span(meta))

    def set(self, meta: Meta, children: list[s.Expression]) -> s.SetNode:
        """`{A, B}`."""
        return s.SetNode(tuple(children), span=p.span(meta))

    def sum(self, meta: Meta, children: list[object]) -> s.SumNode:
        """`A + B`."""
        left, operator, right = children
        sign = "+" if str(operator) in "+＋" else "-"
        return s.SumNode(sign, cast("s.Expression", left), cast("s.Expression", right), span=p.span(meta))

    def reference(self, meta: Meta, children: list[s.Path]) -> s.Reference:
        """A path as a value."""
        return s.Reference(children[0], span=p.span(meta))

    def call(self, meta: Meta, children: list[object]) -> s.CallNode:
        """`f(A, B)`."""
        arguments = cast("tuple[s.Expression, ...]", tuple(children[1:]))
        return s.CallNode(p.name(cast("Token", children[0])), arguments, span=p.span(meta))

    def string(self, meta: Meta, children: list[Token]) -> s.Value:
        """A text."""
        return s.Value(p.string(children[0]), span=p.span(meta))

    def integer(self, meta: Meta, children: list[Token]) -> s.Value:
        """A whole number."""
        return s.Value(p.integer(children[0]), span=p.span(meta))

    def date(self, meta: Meta, children: list[Token]) -> s.Value:
        """A date."""
        return s.Value(p.day(children[0]), span=p.span(meta))

    def yes(self, meta: Meta, _children: list[object]) -> s.Value:
        """`是`."""
        return s.Value(True, span=p.span(meta))

    def no(self, meta: Meta, _children: list[object]) -> s.Value:
        """`否`."""
        return s.Value(False, span=p.span(meta))

    def duration(self, _meta: Meta, children: list[s.PeriodNode]) -> s.PeriodNode:
        """A length of time."""
        return children[0]

    def path(self, meta: Meta, children: list[Token]) -> s.Path:
        """`A.B`."""
        return s.Path(tuple(str(c) for c in children), span=p.span(meta))
