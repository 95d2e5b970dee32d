"""Lark's parse tree → our syntax tree. One method for each rule of `grammar.lark`.

In: parse trees with positions. Out: nodes of `language.syntax`. No name is looked up here; values that can't exist (a
31st of February) raise `BadToken`, which the parser turns into a diagnostic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar, cast

from lark import Token, Transformer, v_args
from lark.tree import Meta

from policykit.language import syntax as s
from policykit.language import words as w
from policykit.model.policy.periods import SAME_DAY, Cadence, OpenTerm, Period, PeriodUnit
from policykit.model.policy.requirements import Counted
from policykit.model.text import Text

_T = TypeVar("_T")


class BadToken(Exception):  # noqa: N818 - a signal to the parser, never seen outside
    """A token that is well-formed but says nothing possible."""

    def __init__(self, token: Token, text: Text) -> None:
        """Keep the token, whose position is reported, and what is wrong with it."""
        super().__init__(text.en)
        self.token, self.text = token, text


def _span(meta: Meta) -> s.Span:
    if meta.empty:
        return s.NOWHERE
    return s.Span(meta.start_pos, meta.end_pos, meta.line, meta.column)


def token_span(token: Token) -> s.Span:
    """Where a token stands."""
    start = token.start_pos or 0
    return s.Span(start, token.end_pos or start, token.line or 1, token.column or 1)


def _name(token: Token) -> s.Name:
    return s.Name(str(token), span=token_span(token))


def _string(token: Token) -> str:
    return w.read_string(str(token))


def _possible(read: Callable[[str], _T], token: Token, what: Text) -> _T:
    try:
        return read(str(token))
    except ValueError:
        raise BadToken(token, what.fill(found=str(token))) from None


def _first(children: Sequence[object], kind: type[_T]) -> _T | None:
    return next((c for c in children if isinstance(c, kind)), None)


def _all(children: Sequence[object], kind: type[_T]) -> tuple[_T, ...]:
    return tuple(c for c in children if isinstance(c, kind))


@dataclass(frozen=True, slots=True)
class _Where:
    """Carries a condition up to the events that it restricts."""

    condition: s.Condition


@dataclass(frozen=True, slots=True)
class _Same:
    """Carries the shared entity up to the events."""

    entity: s.Name


@dataclass(frozen=True, slots=True)
class _GroupBy:
    """Carries the grouping attribute up to its requirement."""

    attribute: s.Name


class _FromForce:
    """Says that a period runs from the day of force."""


@dataclass(frozen=True, slots=True)
class _Times:
    """So many, among so many."""

    times: int
    among: int | None


@dataclass(frozen=True, slots=True)
class _Expectation:
    """A due date or a beginning that a case expects."""

    due: s.When | None = None
    since: s.When | None = None


@dataclass(frozen=True, slots=True)
class _Recorded:
    """When a fact of a case was recorded."""

    when: s.When


class _Fields(tuple[tuple[s.Name, "s.Expression | s.SetNode"], ...]):
    """The fields of a fact of a case."""


class _Subject(str):
    """The subject of a fact of a case."""

    __slots__ = ()


class _Measures(tuple[s.Name, ...]):
    """The measures of a consequence."""


def _where(children: Sequence[object]) -> s.Condition | None:
    found = _first(children, _Where)
    return found.condition if found else None


def _same(children: Sequence[object]) -> s.Name | None:
    found = _first(children, _Same)
    return found.entity if found else None


def _conditions(children: Sequence[object]) -> tuple[s.Condition, ...]:
    return cast("tuple[s.Condition, ...]", tuple(children))


_NO_DATE = Text("没有这一天:{found}", "there is no such day: {found}")
_NO_TIME = Text("没有这个时刻:{found}", "there is no such time: {found}")
_NO_LENGTH = Text("时限至少为 1,不能是 {found}", "a period is at least 1, not {found}")


def _date(token: Token) -> date:
    return _possible(w.read_date, token, _NO_DATE)


def _moment(children: Sequence[object]) -> s.When:
    tokens = _all(children, Token)
    day = next(t for t in tokens if t.type == "DATE")
    clock = next((t for t in tokens if t.type == "TIME"), None)
    at: time | None = _possible(w.read_time, clock, _NO_TIME) if clock else None
    return s.When(_date(day), at, span=token_span(day))


@v_args(meta=True)
class FromTree(Transformer[Token, object]):
    """Builds the syntax tree from the leaves up."""

    # ------------------------------------------------------------ documents

    def document_file(self, meta: Meta, children: list[object]) -> s.DocumentFile:
        """文件 …"""
        name, title, *rest = children
        header = tuple(c for c in rest if not isinstance(c, s.ClauseNode))
        return s.DocumentFile(
            _name(cast("Token", name)),
            cast("s.TextNode", title),
            cast("tuple[s.Header, ...]", header),
            _all(rest, s.ClauseNode),
            span=_span(meta),
        )

    def header_number(self, meta: Meta, children: list[Token]) -> s.NumberLine:
        """文号 …"""
        return s.NumberLine(_string(children[0]), span=_span(meta))

    def header_issuer(self, meta: Meta, children: list[s.TextNode]) -> s.IssuerLine:
        """机关 …"""
        return s.IssuerLine(children[0], span=_span(meta))

    def header_effective(self, meta: Meta, children: list[Token]) -> s.EffectiveLine:
        """施行 DATE"""
        return s.EffectiveLine(_date(children[0]), span=_span(meta))

    def header_effective_term(self, meta: Meta, children: list[object]) -> s.EffectiveLine:
        """施行 约定 NAME 默认 DATE"""
        day = _date(cast("Token", children[1])) if len(children) > 1 else None
        return s.EffectiveLine(day, cast("OpenTerm", children[0]).name, span=_span(meta))

    def header_valid_for(self, meta: Meta, children: list[s.PeriodNode]) -> s.ValidForLine:
        """有效期 PERIOD"""
        return s.ValidForLine(children[0], span=_span(meta))

    def header_replaces(self, meta: Meta, children: list[Token]) -> s.ReplacesLine:
        """替代 …"""
        return s.ReplacesLine(_string(children[0]), span=_span(meta))

    def clause(self, meta: Meta, children: list[object]) -> s.ClauseNode:
        """第十条(四) …"""
        citation, *rest = children
        heading = _first(rest, s.TextNode)
        items = tuple(c for c in rest if c is not heading)
        return s.ClauseNode(
            cast("s.Citation", citation),
            heading,
            cast("tuple[s.GistLine | s.NoteLine | s.RuleNode, ...]", items),
            span=_span(meta),
        )

    def citation(self, meta: Meta, children: list[Token]) -> s.Citation:
        """A citation in either form, made canonical."""
        token = children[0]
        text = _string(token) if token.type == "STRING" else str(token)
        return s.Citation(w.read_citation(text), span=_span(meta))

    def heading(self, meta: Meta, children: list[object]) -> s.TextNode:
        """A heading: a bare word or a text."""
        head = children[0]
        return head if isinstance(head, s.TextNode) else s.TextNode(str(head), span=_span(meta))

    def gist(self, meta: Meta, children: list[s.TextNode]) -> s.GistLine:
        """要旨 …"""
        return s.GistLine(children[0], span=_span(meta))

    def note(self, meta: Meta, children: list[s.TextNode]) -> s.NoteLine:
        """说明 …"""
        return s.NoteLine(children[0], span=_span(meta))

    def text(self, meta: Meta, children: list[Token]) -> s.TextNode:
        """One text, or a Chinese and an English one."""
        en = _string(children[1]) if len(children) > 1 else None
        return s.TextNode(_string(children[0]), en, span=_span(meta))

    # ------------------------------------------------------------ rules

    def rule(self, meta: Meta, children: list[object]) -> s.RuleNode:
        """规则 …"""
        name, title, *rest = children
        scope = next((c for c in rest if isinstance(c, (s.EventScope, s.EntityScope, s.BreachScope))), None)
        statement = next(c for c in rest if isinstance(c, (s.Obligation, s.Identification)))
        tail = tuple(c for c in rest if isinstance(c, (s.ExceptionLine, s.OtherwiseLine, s.InterpretationLine)))
        title_node = cast("s.TextNode", title)
        return s.RuleNode(_name(cast("Token", name)), title_node, scope, statement, tail, span=_span(meta))

    def scope_breach(self, meta: Meta, children: list[Token]) -> s.BreachScope:
        """每当 违反 RULE"""
        return s.BreachScope(_name(children[0]), span=_span(meta))

    def scope_event(self, meta: Meta, children: list[s.Events]) -> s.EventScope:
        """每当 EVENT"""
        return s.EventScope(children[0], span=_span(meta))

    def scope_entity(self, meta: Meta, children: list[object]) -> s.EntityScope:
        """对每个 ENTITY"""
        return s.EntityScope(_name(cast("Token", children[0])), _where(children), span=_span(meta))

    def scope_pair(self, meta: Meta, children: list[object]) -> s.EntityScope:
        """对每个 ENTITY 每当 EVENT"""
        entity = _name(cast("Token", children[0]))
        return s.EntityScope(entity, _where(children), _first(children, s.Events), span=_span(meta))

    def where(self, _meta: Meta, children: list[s.Condition]) -> _Where:
        """其中 COND"""
        return _Where(children[0])

    def same_entity(self, _meta: Meta, children: list[Token]) -> _Same:
        """同一 ENTITY"""
        return _Same(_name(children[0]))

    def event_names(self, _meta: Meta, children: list[s.Path]) -> tuple[s.Path, ...]:
        """A 或 B"""
        return tuple(children)

    def event_pattern(self, meta: Meta, children: list[object]) -> s.Events:
        """Events with what restricts them."""
        paths = cast("tuple[s.Path, ...]", children[0])
        return s.Events(paths, _same(children), _where(children), span=_span(meta))

    def obligation(self, meta: Meta, children: list[object]) -> s.Obligation:
        """MODALITY REQUIREMENT"""
        word = cast("Token", children[0])
        requirement = children[1]
        if isinstance(requirement, _CONDITIONS):
            requirement = s.ConditionClause(requirement, span=requirement.span)
        return s.Obligation(
            w.read_modality(str(word)),
            cast("s.Requirement", requirement),
            span=_span(meta),
            modality_span=token_span(word),
        )

    def identification(self, meta: Meta, children: list[object]) -> s.Identification:
        """认定 每当 EVENT 连续 2 次 后果 …"""
        events, times, measures = children
        count = cast("_Times", times)
        return s.Identification(
            cast("s.Events", events), count.times, tuple(cast("_Measures", measures)), count.among, span=_span(meta)
        )

    def times_in_a_row(self, _meta: Meta, children: list[Token]) -> _Times:
        """连续 N 次"""
        return _Times(w.read_integer(_tokens(children)[0]), None)

    def times_among(self, _meta: Meta, children: list[Token]) -> _Times:
        """最近 M 次 至少 N 次"""
        among, times = _tokens(children)
        return _Times(w.read_integer(times), w.read_integer(among))

    def exception(self, meta: Meta, children: list[s.Condition]) -> s.ExceptionLine:
        """除非 COND"""
        return s.ExceptionLine(children[0], span=_span(meta))

    def otherwise(self, meta: Meta, children: list[_Measures]) -> s.OtherwiseLine:
        """否则 …"""
        return s.OtherwiseLine(tuple(children[0]), span=_span(meta))

    def interpretation(self, meta: Meta, children: list[s.TextNode]) -> s.InterpretationLine:
        """解释 …"""
        return s.InterpretationLine(children[0], span=_span(meta))

    def measure_list(self, _meta: Meta, children: list[Token]) -> _Measures:
        """约谈, 责令关停"""
        return _Measures(_name(c) for c in children)

    # ------------------------------------------------------------ requirements

    def condition_requirement(self, meta: Meta, children: list[s.Condition]) -> s.ConditionClause:
        """A condition as requirement."""
        return s.ConditionClause(children[0], span=_span(meta))

    def chain(self, meta: Meta, children: list[object]) -> s.ChainClause:
        """此前 依次 已有 A, B"""
        return s.ChainClause(_all(children, s.Events), span=_span(meta))

    def response(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """[自 施行之日 起] 在 LIMIT 内 EVENT"""
        limit = next(c for c in children if isinstance(c, (s.PeriodNode, s.TermNode)))
        events = cast("s.Events", children[-1])
        return s.ResponseClause(events, limit, _first(children, _FromForce) is not None, span=_span(meta))

    def response_open(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """及时 EVENT"""
        word = next(c for c in children if isinstance(c, Token))
        limit = s.TermNode(w.read_open_word(str(word)), span=token_span(word))
        events = cast("s.Events", children[-1])
        return s.ResponseClause(events, limit, _first(children, _FromForce) is not None, span=_span(meta))

    def response_en(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """EVENT within LIMIT"""
        path = cast("s.Path", children[0])
        events = s.Events((path,), _same(children), _where(children), span=path.span)
        limit = cast("s.Limit", children[1])
        return s.ResponseClause(events, limit, _first(children, _FromForce) is not None, span=_span(meta))

    def response_by(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """于 DATE 前 EVENT"""
        day = cast("Token", children[0])
        limit = s.Value(_date(day), span=token_span(day))
        return s.ResponseClause(cast("s.Events", children[-1]), limit, span=_span(meta))

    def response_by_en(self, meta: Meta, children: list[object]) -> s.ResponseClause:
        """EVENT by DATE"""
        path, day = cast("s.Path", children[0]), cast("Token", children[1])
        events = s.Events((path,), _same(children), _where(children), span=path.span)
        return s.ResponseClause(events, s.Value(_date(day), span=token_span(day)), span=_span(meta))

    def frequency(self, meta: Meta, children: list[object]) -> s.FrequencyClause:
        """每周 至少 2 次 EVENT"""
        cadence, bound, count, counter, events = children
        return s.FrequencyClause(
            w.read_cadence(str(cadence)),
            cast("str", bound),
            w.read_integer(str(count)),
            cast("Counted", counter),
            cast("s.Events", events),
            span=_span(meta),
        )

    def silence(self, meta: Meta, children: list[object]) -> s.SilenceClause:
        """连续 超过 14 天 没有 EVENT"""
        return s.SilenceClause(cast("s.Limit", children[0]), cast("s.Events", children[-1]), span=_span(meta))

    def cardinality(self, meta: Meta, children: list[object]) -> s.CardinalityClause:
        """有 至多 1 个 账号 按 平台"""
        bound, count, entity = children[:3]
        group = _first(children, _GroupBy)
        return s.CardinalityClause(
            cast("str", bound),
            w.read_integer(str(count)),
            _name(cast("Token", entity)),
            _where(children),
            group.attribute if group else None,
            span=_span(meta),
        )

    def agreement(self, meta: Meta, children: list[Token]) -> s.AgreementClause:
        """账号 的 名称 一致"""
        return s.AgreementClause(_name(children[0]), _name(children[1]), span=_span(meta))

    def agreement_en(self, meta: Meta, children: list[Token]) -> s.AgreementClause:
        """agree in NAME of ENTITY"""
        return s.AgreementClause(_name(children[1]), _name(children[0]), span=_span(meta))

    def attestation_each(self, meta: Meta, children: list[Token]) -> s.AttestationClause:
        """每季度 人工核查 …"""
        return s.AttestationClause(_string(children[1]), w.read_cadence(str(children[0])), span=_span(meta))

    def attestation_once(self, meta: Meta, children: list[Token]) -> s.AttestationClause:
        """人工核查 …"""
        return s.AttestationClause(_string(children[0]), span=_span(meta))

    def custom(self, meta: Meta, children: list[object]) -> s.CustomClause:
        """通过 检查 f(a=1)"""
        arguments = cast("tuple[tuple[s.Name, s.Expression], ...]", tuple(children[1:]))
        return s.CustomClause(_name(cast("Token", children[0])), arguments, span=_span(meta))

    def named_argument(self, _meta: Meta, children: list[object]) -> tuple[s.Name, s.Expression]:
        """NAME = VALUE"""
        return _name(cast("Token", children[0])), cast("s.Expression", children[1])

    def anchor(self, _meta: Meta, _children: list[object]) -> _FromForce:
        """自 施行之日 起"""
        return _FromForce()

    def anchor_en(self, _meta: Meta, _children: list[object]) -> _FromForce:
        """from the day of force"""
        return _FromForce()

    def group_by(self, _meta: Meta, children: list[Token]) -> _GroupBy:
        """按 ATTRIBUTE"""
        return _GroupBy(_name(children[0]))

    def agreed_term(self, meta: Meta, children: list[OpenTerm]) -> s.TermNode:
        """约定 NAME"""
        return s.TermNode(children[0], agreed=True, span=_span(meta))

    def open_word(self, meta: Meta, children: list[Token]) -> s.TermNode:
        """及时, 定期 …"""
        return s.TermNode(w.read_open_word(str(children[0])), span=_span(meta))

    def term_name(self, _meta: Meta, children: list[Token]) -> OpenTerm:
        """The name of an open term."""
        token = children[0]
        return w.read_open_word(_string(token) if token.type == "STRING" else str(token))

    def period(self, meta: Meta, children: list[Token]) -> s.PeriodNode:
        """N UNIT"""
        count = w.read_integer(str(children[0]))
        unit = w.read_unit(str(children[1]))
        if count < 1:
            raise BadToken(children[0], _NO_LENGTH.fill(found=count))
        return s.PeriodNode(Period(count, unit), span=_span(meta))

    def half_a_year(self, meta: Meta, _children: list[object]) -> s.PeriodNode:
        """半年"""
        return s.PeriodNode(Period(1, PeriodUnit.HALF_YEAR), span=_span(meta))

    def same_day(self, meta: Meta, _children: list[object]) -> s.PeriodNode:
        """当日"""
        return s.PeriodNode(SAME_DAY, span=_span(meta))

    def bound(self, _meta: Meta, children: list[Token]) -> str:
        """至少, 至多, 超过"""
        return w.read_bound(str(children[0]))

    def counter(self, _meta: Meta, children: list[Token]) -> Counted:
        """次, 条"""
        return Counted.ACTS if children[0].type == "ACTS" else Counted.ITEMS

    # ------------------------------------------------------------ conditions

    def or_condition(self, meta: Meta, children: list[object]) -> s.OrNode:
        """A 或 B"""
        return s.OrNode(_conditions(children), span=_span(meta))

    def and_condition(self, meta: Meta, children: list[object]) -> s.AndNode:
        """A 且 B"""
        return s.AndNode(_conditions(children), span=_span(meta))

    def negation(self, meta: Meta, children: list[s.Condition]) -> s.NotNode:
        """非 A"""
        return s.NotNode(children[0], span=_span(meta))

    def lookback(self, meta: Meta, children: list[object]) -> s.LookBackNode:
        """此前 … 已有 EVENT"""
        looked = next(c for c in children if isinstance(c, Token))
        paths = cast("tuple[s.Path, ...]", next(c for c in children if type(c) is tuple))
        start, end = paths[0].span, paths[-1].span
        events = s.Events(
            paths, _same(children), _where(children), span=s.Span(start.start, end.end, start.line, start.column)
        )
        window = _first(children, s.PeriodNode)
        same = _first(children, Cadence)
        return s.LookBackNode(events, looked.type == "HAS_NONE", window, same, span=_span(meta))

    def looked(self, _meta: Meta, children: list[Token]) -> Token:
        """已有, 没有"""
        return children[0]

    def window_within(self, _meta: Meta, children: list[s.PeriodNode]) -> s.PeriodNode:
        """PERIOD 内"""
        return children[0]

    def window_same(self, _meta: Meta, children: list[Token]) -> Cadence:
        """同一 年度"""
        return w.read_same_period(str(children[0]))

    def compare(self, meta: Meta, children: list[object]) -> s.CompareNode:
        """A 不是 B"""
        left, word, right = children
        operator = w.read_comparison(str(word))
        return s.CompareNode(operator, cast("s.Expression", left), cast("s.Expression", right), span=_span(meta))

    def equals(self, meta: Meta, children: list[s.Expression]) -> s.CompareNode:
        """A = B"""
        return s.CompareNode("=", children[0], children[1], span=_span(meta))

    def member(self, meta: Meta, children: list[object]) -> s.MemberNode:
        """A 属于 {…}"""
        return s.MemberNode(cast("s.Expression", children[0]), cast("s.SetNode", children[1]), span=_span(meta))

    def not_member(self, meta: Meta, children: list[object]) -> s.MemberNode:
        """A 不属于 {…}"""
        value, options = cast("s.Expression", children[0]), cast("s.SetNode", children[1])
        return s.MemberNode(value, options, negated=True, span=_span(meta))

    def contains(self, meta: Meta, children: list[s.Expression]) -> s.ContainsNode:
        """A 包含 B"""
        return s.ContainsNode(children[0], children[1], span=_span(meta))

    def lacks(self, meta: Meta, children: list[s.Expression]) -> s.ContainsNode:
        """A 不包含 B"""
        return s.ContainsNode(children[0], children[1], negated=True, span=_span(meta))

    def truth(self, meta: Meta, children: list[s.Expression]) -> s.TruthNode:
        """A value by itself"""
        return s.TruthNode(children[0], span=_span(meta))

    def said(self, meta: Meta, children: list[s.Path]) -> s.SaidNode:
        """已填 FIELD"""
        return s.SaidNode(children[0], span=_span(meta))

    def unsaid(self, meta: Meta, children: list[s.Path]) -> s.SaidNode:
        """未填 FIELD"""
        return s.SaidNode(children[0], negated=True, span=_span(meta))

    def set(self, meta: Meta, children: list[s.Expression]) -> s.SetNode:
        """{A, B}"""
        return s.SetNode(tuple(children), span=_span(meta))

    def sum(self, meta: Meta, children: list[object]) -> s.SumNode:
        """A + B"""
        left, operator, right = children
        sign = "+" if str(operator) in "+＋" else "-"
        return s.SumNode(sign, cast("s.Expression", left), cast("s.Expression", right), span=_span(meta))

    def reference(self, meta: Meta, children: list[s.Path]) -> s.Reference:
        """A path as a value"""
        return s.Reference(children[0], span=_span(meta))

    def call(self, meta: Meta, children: list[object]) -> s.CallNode:
        """f(A, B)"""
        arguments = cast("tuple[s.Expression, ...]", tuple(children[1:]))
        return s.CallNode(_name(cast("Token", children[0])), arguments, span=_span(meta))

    def string(self, meta: Meta, children: list[Token]) -> s.Value:
        """A text"""
        return s.Value(_string(children[0]), span=_span(meta))

    def integer(self, meta: Meta, children: list[Token]) -> s.Value:
        """A whole number"""
        return s.Value(w.read_integer(str(children[0])), span=_span(meta))

    def date(self, meta: Meta, children: list[Token]) -> s.Value:
        """A date"""
        return s.Value(_date(children[0]), span=_span(meta))

    def yes(self, meta: Meta, _children: list[object]) -> s.Value:
        """是"""
        return s.Value(True, span=_span(meta))

    def no(self, meta: Meta, _children: list[object]) -> s.Value:
        """否"""
        return s.Value(False, span=_span(meta))

    def duration(self, _meta: Meta, children: list[s.PeriodNode]) -> s.PeriodNode:
        """A length of time"""
        return children[0]

    def path(self, meta: Meta, children: list[Token]) -> s.Path:
        """A.B"""
        return s.Path(tuple(str(c) for c in children), span=_span(meta))

    # ------------------------------------------------------------ cases

    def case_file(self, meta: Meta, children: list[s.CaseNode]) -> s.CaseFile:
        """All cases of a file"""
        return s.CaseFile(tuple(children), span=_span(meta))

    def case(self, meta: Meta, children: list[object]) -> s.CaseNode:
        """案例 … 于 RULE"""
        title, rule, *lines = children
        return s.CaseNode(
            cast("s.TextNode", title),
            _name(cast("Token", rule)),
            cast("tuple[s.EventLine | s.SettingLine | s.AsOfLine | s.ExpectLine, ...]", tuple(lines)),
            span=_span(meta),
        )

    def case_event(self, meta: Meta, children: list[object]) -> s.EventLine:
        """DATE TIME EVENT SUBJECT (…)"""
        subject = _first(children, _Subject)
        recorded = _first(children, _Recorded)
        return s.EventLine(
            _moment(children),
            next(c for c in children if isinstance(c, s.Path)),
            str(subject) if subject is not None else None,
            tuple(_first(children, _Fields) or ()),
            recorded.when if recorded else None,
            span=_span(meta),
        )

    def case_setting(self, meta: Meta, children: list[object]) -> s.SettingLine:
        """约定 及时 = PERIOD"""
        return s.SettingLine(cast("OpenTerm", children[0]).name, cast("s.Limit", children[1]), span=_span(meta))

    def case_as_of(self, meta: Meta, children: list[object]) -> s.AsOfLine:
        """截至 DATE"""
        return s.AsOfLine(_moment(children), span=_span(meta))

    def case_expect_nothing(self, meta: Meta, _children: list[object]) -> s.ExpectLine:
        """结果 无"""
        return s.ExpectLine(None, span=_span(meta))

    def case_expect(self, meta: Meta, children: list[object]) -> s.ExpectLine:
        """结果 VERDICT SUBJECT 应于 DATE 起于 DATE"""
        subject = _first(children, _Subject)
        expected = _all(children, _Expectation)
        return s.ExpectLine(
            _name(cast("Token", children[0])),
            str(subject) if subject is not None else None,
            next((e.due for e in expected if e.due), None),
            next((e.since for e in expected if e.since), None),
            span=_span(meta),
        )

    def subject(self, _meta: Meta, children: list[Token]) -> _Subject:
        """The id of a subject"""
        token = children[0]
        return _Subject(_string(token) if token.type == "STRING" else str(token))

    def fields(self, _meta: Meta, children: list[tuple[s.Name, s.Expression | s.SetNode]]) -> _Fields:
        """(NAME = VALUE, …)"""
        return _Fields(children)

    def field_value(self, _meta: Meta, children: list[object]) -> tuple[s.Name, s.Expression | s.SetNode]:
        """NAME = VALUE"""
        return _name(cast("Token", children[0])), cast("s.Expression | s.SetNode", children[1])

    def recorded(self, _meta: Meta, children: list[object]) -> _Recorded:
        """记录于 DATE TIME"""
        return _Recorded(_moment(children))

    def expect_due(self, _meta: Meta, children: list[object]) -> _Expectation:
        """应于 DATE"""
        return _Expectation(due=_moment(children))

    def expect_since(self, _meta: Meta, children: list[object]) -> _Expectation:
        """起于 DATE"""
        return _Expectation(since=_moment(children))


_CONDITIONS = (
    s.CompareNode,
    s.MemberNode,
    s.ContainsNode,
    s.TruthNode,
    s.SaidNode,
    s.AndNode,
    s.OrNode,
    s.NotNode,
    s.LookBackNode,
)


def _tokens(children: Sequence[Token]) -> list[str]:
    """The integer tokens among the children."""
    return [str(c) for c in children if c.type == "INT"]
