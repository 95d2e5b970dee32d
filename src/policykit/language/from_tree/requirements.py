"""Requirement forms: parse tree → syntax tree."""

from __future__ import annotations

from typing import cast

from lark import Token, Transformer, v_args
from lark.tree import Meta

from policykit.language import syntax as s
from policykit.language import words as w
from policykit.language.from_tree import parts as p
from policykit.model.policy.periods import SAME_DAY, OpenTerm, Period, PeriodUnit
from policykit.model.policy.requirements import Counted


@v_args(meta=True)
class FromRequirements(Transformer[Token, object]):
    """Builds the nodes of the requirement forms, and of periods and terms."""

    def condition_requirement(self, meta: Meta, children: list[s.Condition]) -> s.ConditionClause:
        """A condition as requirement."""
        return s.ConditionClause(children[0], span=p.span(meta))

    def chain(self, meta: Meta, children: list[object]) -> s.ChainClause:
        """`此前 依次 已有 A, B`."""
        return s.ChainClause(p.every(children, s.Events), span=p.span(meta))

    def response(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """`[自 施行之日 起] 在 LIMIT 内 EVENT`."""
        limit = next(c for c in children if isinstance(c, (s.PeriodNode, s.TermNode)))
        events = cast("s.Events", children[-1])
        return s.ResponseClause(events, limit, p.first(children, p.FromForce) is not None, span=p.span(meta))

    def response_open(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """`及时 EVENT`."""
        word = next(c for c in children if isinstance(c, Token))
        limit = s.TermNode(w.read_open_word(str(word)), span=p.token_span(word))
        events = cast("s.Events", children[-1])
        return s.ResponseClause(events, limit, p.first(children, p.FromForce) is not None, span=p.span(meta))

    def response_en(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """`EVENT within LIMIT`."""
        path = cast("s.Path", children[0])
        events = s.Events((path,), p.same_of(children), p.where_of(children), span=path.span)
        limit = cast("s.Limit", children[1])
        return s.ResponseClause(events, limit, p.first(children, p.FromForce) is not None, span=p.span(meta))

    def response_by(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """`于 DAY 前 EVENT`."""
        return s.ResponseClause(cast("s.Events", children[-1]), cast("s.LastDay", children[0]), span=p.span(meta))

    def response_by_en(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """`EVENT by DAY`."""
        path = cast("s.Path", children[0])
        events = s.Events((path,), p.same_of(children), p.where_of(children), span=path.span)
        return s.ResponseClause(events, cast("s.LastDay", children[1]), span=p.span(meta))

    def last_day_named(self, meta: Meta, children: list[Token]) -> s.LastDay:
        """A date."""
        return s.LastDay(s.Value(p.day(children[0]), span=p.span(meta)), span=p.span(meta))

    def last_day_said(self, meta: Meta, children: list[s.Expression]) -> s.LastDay:
        """What the trigger says."""
        return s.LastDay(children[0], span=p.span(meta))

    def frequency(self, meta: Meta, children: list[object]) -> s.FrequencyClause:
        """`每周 至少 2 次 EVENT`."""
        cadence, bound, count, counter, events = children
        return s.FrequencyClause(
            w.read_cadence(str(cadence)),
            cast("str", bound),
            p.integer(cast("Token", count)),
            cast("Counted", counter),
            cast("s.Events", events),
            span=p.span(meta),
        )

    def silence(self, meta: Meta, children: list[object]) -> s.SilenceClause:
        """`连续 超过 14 天 没有 EVENT`."""
        return s.SilenceClause(cast("s.Limit", children[0]), cast("s.Events", children[-1]), span=p.span(meta))

    def cardinality(self, meta: Meta, children: list[object]) -> s.CardinalityClause:
        """`有 至多 1 个 账号 按 平台`."""
        bound, count, entity = children[:3]
        group = p.first(children, p.GroupBy)
        return s.CardinalityClause(
            cast("str", bound),
            p.integer(cast("Token", count)),
            p.name(cast("Token", entity)),
            p.where_of(children),
            group.attribute if group else None,
            span=p.span(meta),
        )

    def agreement(self, meta: Meta, children: list[Token]) -> s.AgreementClause:
        """`账号 的 名称 一致`."""
        return s.AgreementClause(p.name(children[0]), p.name(children[1]), span=p.span(meta))

    def agreement_en(self, meta: Meta, children: list[Token]) -> s.AgreementClause:
        """`agree in NAME of ENTITY`."""
        return s.AgreementClause(p.name(children[1]), p.name(children[0]), span=p.span(meta))

    def attestation_each(self, meta: Meta, children: list[Token]) -> s.AttestationClause:
        """`每季度 人工核查 …`."""
        return s.AttestationClause(p.string(children[1]), w.read_cadence(str(children[0])), span=p.span(meta))

    def attestation_once(self, meta: Meta, children: list[Token]) -> s.AttestationClause:
        """`人工核查 …`."""
        return s.AttestationClause(p.string(children[0]), span=p.span(meta))

    def custom(self, meta: Meta, children: list[object]) -> s.CustomClause:
        """`通过 检查 f(a=1)`."""
        arguments = cast("tuple[tuple[s.Name, s.Expression], ...]", tuple(children[1:]))
        return s.CustomClause(p.name(cast("Token", children[0])), arguments, span=p.span(meta))

    def named_argument(self, _meta: Meta, children: list[object]) -> tuple[s.Name, s.Expression]:
        """`NAME = VALUE`."""
        return p.name(cast("Token", children[0])), cast("s.Expression", children[1])

    def anchor(self, _meta: Meta, _children: list[object]) -> p.FromForce:
        """`自 施行之日 起`."""
        return p.FromForce()

    def anchor_en(self, _meta: Meta, _children: list[object]) -> p.FromForce:
        """`from the day of force`."""
        return p.FromForce()

    def group_by(self, _meta: Meta, children: list[Token]) -> p.GroupBy:
        """`按 ATTRIBUTE`."""
        return p.GroupBy(p.name(children[0]))

    def agreed_term(self, meta: Meta, children: list[OpenTerm]) -> s.TermNode:
        """`约定 NAME`."""
        return s.TermNode(children[0], agreed=True, span=p.span(meta))

    def open_word(self, meta: Meta, children: list[Token]) -> s.TermNode:
        """`及时, 定期 …`."""
        return s.TermNode(w.read_open_word(str(children[0])), span=p.span(meta))

    def term_name(self, _meta: Meta, children: list[Token]) -> OpenTerm:
        """The name of an open term."""
        token = children[0]
        return w.read_open_word(p.string(token) if token.type == "STRING" else str(token))

    def period(self, meta: Meta, children: list[Token]) -> s.PeriodNode:
        """`N UNIT`."""
        return s.PeriodNode(p.period(children[0], children[1]), span=p.span(meta))

    def half_a_year(self, meta: Meta, _children: list[object]) -> s.PeriodNode:
        """`半年`."""
        return s.PeriodNode(Period(1, PeriodUnit.HALF_YEAR), span=p.span(meta))

    def same_day(self, meta: Meta, _children: list[object]) -> s.PeriodNode:
        """`当日`."""
        return s.PeriodNode(SAME_DAY, span=p.span(meta))

    def bound(self, _meta: Meta, children: list[Token]) -> str:
        """`至少, 至多, 超过`."""
        return w.read_bound(str(children[0]))

    def counter(self, _meta: Meta, children: list[Token]) -> Counted:
        """`次, 条`."""
        return Counted.ACTS if children[0].type == "ACTS" else Counted.ITEMS
