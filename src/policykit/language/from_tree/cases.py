"""Cases: parse tree → syntax tree."""

from __future__ import annotations

from typing import cast

from lark import Token, Transformer, v_args
from lark.tree import Meta

from policykit.language import syntax as s
from policykit.language.from_tree import parts as p
from policykit.model.policy.periods import OpenTerm
from policykit.model.text import Text


@v_args(meta=True)
class FromCases(Transformer[Token, object]):
    """Builds the nodes of files of cases."""

    def case_file(self, meta: Meta, children: list[s.CaseNode]) -> s.CaseFile:
        """All cases of a file."""
        return s.CaseFile(tuple(children), span=p.span(meta))

    def case(self, meta: Meta, children: list[object]) -> s.CaseNode:
        """`案例 … 于 RULE`."""
        title, rule, *lines = children
        return s.CaseNode(
            cast("s.TextNode", title),
            p.name(cast("Token", rule)),
            cast("tuple[s.EventLine | s.SettingLine | s.AsOfLine | s.ExpectLine, ...]", tuple(lines)),
            span=p.span(meta),
        )

    def case_event(self, meta: Meta, children: list[object]) -> s.EventLine:
        """`DATE TIME EVENT SUBJECT (…)`."""
        subject = p.first(children, p.Subject)
        recorded = p.first(children, p.Recorded)
        return s.EventLine(
            p.moment(children),
            next(c for c in children if isinstance(c, s.Path)),
            str(subject) if subject is not None else None,
            tuple(p.first(children, p.Fields) or ()),
            recorded.when if recorded else None,
            span=p.span(meta),
        )

    def case_setting(self, meta: Meta, children: list[object]) -> s.SettingLine:
        """`约定 及时 = PERIOD`."""
        return s.SettingLine(cast("OpenTerm", children[0]).name, cast("s.Limit", children[1]), span=p.span(meta))

    def case_as_of(self, meta: Meta, children: list[object]) -> s.AsOfLine:
        """`截至 DATE`."""
        return s.AsOfLine(p.moment(children), span=p.span(meta))

    def case_expect_nothing(self, meta: Meta, _children: list[object]) -> s.ExpectLine:
        """`结果 无`."""
        return s.ExpectLine(None, span=p.span(meta))

    def case_expect(self, meta: Meta, children: list[object]) -> s.ExpectLine:
        """`结果 VERDICT SUBJECT 应于 DATE 起于 DATE`."""
        subject = p.first(children, p.Subject)
        due, since = p.every(children, p.Due), p.every(children, p.Since)
        for repeated in [e.when for e in due[1:]] + [e.when for e in since[1:]]:
            raise p.BadToken(repeated.span, Text("这一项已经写过", "this is said already"))
        return s.ExpectLine(
            p.name(cast("Token", children[0])),
            str(subject) if subject is not None else None,
            due[0].when if due else None,
            since[0].when if since else None,
            span=p.span(meta),
        )

    def subject(self, _meta: Meta, children: list[Token]) -> p.Subject:
        """The id of a subject."""
        token = children[0]
        return p.Subject(p.string(token) if token.type == "STRING" else str(token))

    def fields(self, _meta: Meta, children: list[tuple[s.Name, s.Expression | s.SetNode]]) -> p.Fields:
        """`(NAME = VALUE, …)`."""
        return p.Fields(children)

    def field_value(self, _meta: Meta, children: list[object]) -> tuple[s.Name, s.Expression | s.SetNode]:
        """`NAME = VALUE`."""
        return p.name(cast("Token", children[0])), cast("s.Expression | s.SetNode", children[1])

    def recorded(self, _meta: Meta, children: list[object]) -> p.Recorded:
        """`记录于 DATE TIME`."""
        return p.Recorded(p.moment(children))

    def expect_due(self, _meta: Meta, children: list[object]) -> p.Due:
        """`应于 DATE`."""
        return p.Due(p.moment(children))

    def expect_since(self, _meta: Meta, children: list[object]) -> p.Since:
        """`起于 DATE`."""
        return p.Since(p.moment(children))
