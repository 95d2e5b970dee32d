"""Documents and clauses: parse tree → syntax tree."""

from __future__ import annotations

from typing import cast

from lark import Token, Transformer, v_args
from lark.tree import Meta

from policykit.language import syntax as s
from policykit.language.from_tree import parts as p
from policykit.model.policy.periods import OpenTerm


@v_args(meta=True)
class FromDocuments(Transformer[Token, object]):
    """Builds the nodes of documents, down to their rules."""

    def document_file(self, meta: Meta, children: list[object]) -> s.DocumentFile:
        """`文件 …`."""
        name, title, *rest = children
        header = tuple(c for c in rest if not isinstance(c, s.ClauseNode))
        return s.DocumentFile(
            p.name(cast("Token", name)),
            cast("s.TextNode", title),
            cast("tuple[s.Header, ...]", header),
            p.every(rest, s.ClauseNode),
            span=p.span(meta),
        )

    def header_number(self, meta: Meta, children: list[Token]) -> s.NumberLine:
        """`文号 …`."""
        return s.NumberLine(p.string(children[0]), span=p.span(meta))

    def header_short(self, meta: Meta, children: list[s.TextNode]) -> s.ShortLine:
        """`简称 …`."""
        return s.ShortLine(children[0], span=p.span(meta))

    def header_issuer(self, meta: Meta, children: list[s.TextNode]) -> s.IssuerLine:
        """`机关 …`."""
        return s.IssuerLine(children[0], span=p.span(meta))

    def header_effective(self, meta: Meta, children: list[Token]) -> s.EffectiveLine:
        """`施行 DATE`."""
        return s.EffectiveLine(p.day(children[0]), span=p.span(meta))

    def header_effective_term(self, meta: Meta, children: list[object]) -> s.EffectiveLine:
        """`施行 约定 NAME 默认 DATE`."""
        day = p.day(cast("Token", children[1])) if len(children) > 1 else None
        return s.EffectiveLine(day, cast("OpenTerm", children[0]).name, span=p.span(meta))

    def header_valid_for(self, meta: Meta, children: list[s.PeriodNode]) -> s.ValidForLine:
        """`有效期 PERIOD`."""
        return s.ValidForLine(children[0], span=p.span(meta))

    def header_replaces(self, meta: Meta, children: list[Token]) -> s.ReplacesLine:
        """`替代 …`."""
        return s.ReplacesLine(p.string(children[0]), span=p.span(meta))

    def clause(self, meta: Meta, children: list[object]) -> s.ClauseNode:
        """`第十条(四) …`."""
        citation, *rest = children
        heading = p.first(rest, s.TextNode)
        items = tuple(c for c in rest if c is not heading)
        return s.ClauseNode(
            cast("s.Citation", citation),
            heading,
            cast("tuple[s.GistLine | s.NoteLine | s.ExemptionLine | s.TopicLine | s.RuleNode, ...]", items),
            span=p.span(meta),
        )

    def citation(self, meta: Meta, children: list[Token]) -> s.Citation:
        """A citation in either form, made canonical."""
        return s.Citation(p.citation(children[0]), span=p.span(meta))

    def heading(self, meta: Meta, children: list[object]) -> s.TextNode:
        """A heading: a bare word or a text."""
        head = children[0]
        return head if isinstance(head, s.TextNode) else s.TextNode(str(head), span=p.span(meta))

    def exemption(self, meta: Meta, children: list[object]) -> s.ExemptionLine:
        """`不适用于 ENTITY 其中 COND`."""
        where = cast("s.Condition", p.where_of(children))
        return s.ExemptionLine(p.name(cast("Token", children[0])), where, span=p.span(meta))

    def topic(self, meta: Meta, children: list[Token]) -> s.TopicLine:
        """`主题 TOPIC`."""
        return s.TopicLine(p.name(children[0]), span=p.span(meta))

    def gist(self, meta: Meta, children: list[s.TextNode]) -> s.GistLine:
        """`要旨 …`."""
        return s.GistLine(children[0], span=p.span(meta))

    def note(self, meta: Meta, children: list[s.TextNode]) -> s.NoteLine:
        """`说明 …`."""
        return s.NoteLine(children[0], span=p.span(meta))

    def text(self, meta: Meta, children: list[Token]) -> s.TextNode:
        """One text, or a Chinese and an English one."""
        en = p.string(children[1]) if len(children) > 1 else None
        return s.TextNode(p.string(children[0]), en, span=p.span(meta))
