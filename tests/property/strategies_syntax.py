"""Random well-formed syntax trees of rule files, over the real vocabulary: every form, nested conditions, odd names.

The names of a tree are in one surface. Most of them lead somewhere and have the type that is wanted; some lead nowhere,
as in a file that its author has not finished.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from policykit.language import syntax as s
from policykit.language.words import read_citation, to_numeral
from policykit.model.extension import Check, CheckResult, Extensions, Function
from policykit.model.finding import Verdict
from policykit.model.policy.periods import OPEN_WORDS, SAME_DAY, Cadence, OpenTerm, Period, PeriodUnit
from policykit.model.policy.requirements import Counted
from policykit.model.policy.rule import Measure, Modality
from policykit.model.policy.topic import Topic
from policykit.model.text import Lang, Text
from policykit.model.vocabulary import SUBJECTS, EventType, FieldDef, FieldType, Kind, base_vocabulary

_T = TypeVar("_T")

VOCABULARY = base_vocabulary()
_TEXT, _NUMBER = FieldType(Kind.TEXT), FieldType(Kind.NUMBER)
EXTENSIONS = Extensions(
    {"folded": Function(Text("规整", "folded"), (_TEXT,), _TEXT, str.strip)},
    {
        "ipv6_ready": Check(
            Text("支持IPv6", "ipv6_ready"),
            "account",
            lambda _: CheckResult(None, Text("未知", "unknown")),
            {"端口": _NUMBER, "label": _TEXT},
        )
    },
)

NOTHING, ANYTHING = "", "*"
_FIELDS: Mapping[str, tuple[FieldDef, ...]] = {
    NOTHING: (),
    ANYTHING: tuple(f for e in list(VOCABULARY.events.values())[:5] for f in e.fields.values()),
    **{e.name: tuple(e.fields.values()) for e in [*VOCABULARY.events.values(), *VOCABULARY.entities.values()]},
}
"""The fields of each event and entity by its name, of none, and of several mixed up."""

_EVENTS = sorted(VOCABULARY.events.values(), key=lambda e: e.name)
_ENTITIES = sorted(VOCABULARY.entities.values(), key=lambda e: e.name)

# ---------------------------------------------------------------- names and texts

identifiers = st.sampled_from(["r", "reply_soon", "规则一", "甲乙", "rule", "可", "case", "x1", "每周", "_a", "及时"])
_NOBODY = ["甲乙丙", "no_such_name", "zeta9"]
nobody = st.sampled_from(_NOBODY)
"""Names that lead nowhere."""

quotable = st.text(
    st.one_of(st.sampled_from("\"”《》'“#/ ,,、()0a内"), st.characters(codec="utf-8", exclude_characters="\n")),
    max_size=12,
).filter(lambda t: any(closing not in t for closing in "\"”》'"))
days = st.dates()
house_terms = st.one_of(identifiers, quotable).map(
    lambda n: next((k for k, v in OPEN_WORDS.items() if n in (k, v.zh)), n)
)
open_words = st.sampled_from(sorted(OPEN_WORDS))


def _names(label: Text, lang: Lang) -> SearchStrategy[str]:
    """A name as the surface says it; seldom one that leads nowhere."""
    return st.sampled_from([label.show(lang)] * 20 + _NOBODY)


def _name(label: Text, lang: Lang) -> SearchStrategy[s.Name]:
    return _names(label, lang).map(s.Name)


@cache
def texts() -> SearchStrategy[s.TextNode]:
    """A text in one form or two."""
    return st.builds(s.TextNode, quotable, st.none() | quotable)


@cache
def periods() -> SearchStrategy[s.PeriodNode]:
    """A period in any unit."""
    return st.one_of(
        st.builds(s.PeriodNode, st.builds(Period, st.integers(1, 100), st.sampled_from(PeriodUnit))),
        st.just(s.PeriodNode(SAME_DAY)),
    )


@cache
def agreed_terms() -> SearchStrategy[s.TermNode]:
    """`约定 NAME`."""
    return st.builds(s.TermNode, st.builds(OpenTerm, open_words | house_terms), agreed=st.just(True))


@cache
def open_terms() -> SearchStrategy[s.TermNode]:
    """`及时` and the like."""
    return st.builds(s.TermNode, st.builds(OpenTerm, open_words))


def _weighed(weights: Mapping[SearchStrategy[_T], int]) -> SearchStrategy[_T]:
    """One of the strategies, each as often as its weight says."""
    return st.sampled_from([x for x, weight in weights.items() for _ in range(weight)]).flatmap(lambda x: x)


# ---------------------------------------------------------------- conditions


def _event_path(event: EventType, lang: Lang) -> SearchStrategy[s.Path]:
    return _names(event.label, lang).map(lambda n: s.Path(tuple(n.split("."))))


@st.composite
def field_paths(draw: DrawFn, lang: Lang, field: FieldDef, owner: Text | None) -> s.Path:
    """A field, bare or with its owner."""
    name = draw(_names(field.label, lang))
    return s.Path((name,) if owner is None else (owner.show(lang), name))


def _literals(lang: Lang, wanted: FieldType) -> SearchStrategy[s.Expression]:
    """A value of a type: for a list, one of its values, bare or quoted."""
    if wanted.choices is not None:
        shown = st.sampled_from([c.label.show(lang) for c in wanted.choices])
        return st.one_of(shown.map(lambda n: s.Reference(s.Path((n,)))), shown.map(s.Value), quotable.map(s.Value))
    match wanted.kind:
        case Kind.NUMBER:
            return st.integers(0, 999_999_999).map(s.Value)
        case Kind.TRUTH:
            return st.booleans().map(s.Value)
        case Kind.DATE | Kind.INSTANT:
            return days.map(s.Value)
        case _:
            return quotable.map(s.Value)


@st.composite
def _values(draw: DrawFn, lang: Lang, path: s.Path, wanted: FieldType) -> s.Expression:
    """A value to compare with a field: a literal, another name, a sum, a call."""
    bare = s.Reference(path)
    return draw(
        st.one_of(
            _literals(lang, wanted),
            nobody.map(lambda n: s.Reference(s.Path((n,)))),
            st.builds(s.SumNode, st.sampled_from("+-"), st.just(bare), periods() | st.integers(0, 9).map(s.Value)),
            st.builds(
                s.SumNode,
                st.just("-"),
                st.builds(s.SumNode, st.just("+"), st.just(bare), periods()),
                st.just(bare),
            ),
            _name(Text("规整", "folded"), lang).map(lambda n: s.CallNode(n, (bare,))),
        )
    )


@cache
def comparisons(lang: Lang, of: str, owner: Text | None = None) -> SearchStrategy[s.Condition]:
    """A condition on a single field of what `of` names; written with its owner if that is given."""
    return st.sampled_from(_FIELDS[of]).flatmap(lambda field: _comparison(lang, field, owner))


@st.composite
def _comparison(draw: DrawFn, lang: Lang, field: FieldDef, owner: Text | None) -> s.Condition:
    path = draw(field_paths(lang, field, owner))
    own, wanted = s.Reference(path), field.type
    element = wanted.element or wanted
    options = st.lists(_literals(lang, element), min_size=1, max_size=3).map(lambda i: s.SetNode(tuple(i)))
    operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    left = st.one_of(st.just(own), _name(Text("规整", "folded"), lang).map(lambda n: s.CallNode(n, (own,))))
    return draw(
        st.one_of(
            st.builds(s.CompareNode, operators, left, _values(lang, path, element)),
            st.builds(s.MemberNode, left, options, st.booleans()),
            st.builds(s.ContainsNode, left, _values(lang, path, element) | options, st.booleans()),
            st.builds(s.TruthNode, st.one_of(left, st.booleans().map(s.Value), st.just(s.CallNode(s.Name("甲"), ())))),
            st.builds(s.SaidNode, st.just(path), st.booleans()),
        )
    )


@cache
def conditions(lang: Lang, of: str, depth: int = 2) -> SearchStrategy[s.Condition]:
    """A condition on what `of` names, nested at most `depth` deep (and as deep again inside a look-back)."""
    leaves = [
        *([comparisons(lang, of)] if _FIELDS[of] else []),
        *(comparisons(lang, e.name, e.label) for e in _ENTITIES),
        comparisons(lang, "post.published", Text("触发", "trigger")),
    ]
    if not depth:
        return st.one_of(leaves)
    inner = st.deferred(lambda: conditions(lang, of, depth - 1))
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        *leaves,
        st.builds(s.AndNode, several),
        st.builds(s.OrNode, several),
        st.builds(s.NotNode, inner),
        look_backs(lang, depth - 1),
    )


@st.composite
def look_backs(draw: DrawFn, lang: Lang, depth: int = 1) -> s.LookBackNode:
    """`此前 … 已有 …`."""
    found, negated = draw(events(lang, depth)), draw(st.booleans())
    window = draw(st.none() | periods() | st.sampled_from([c for c in Cadence if c is not Cadence.WORKDAY]))
    if isinstance(window, Cadence):
        return s.LookBackNode(found, negated, None, window)
    return s.LookBackNode(found, negated, window)


@st.composite
def events(draw: DrawFn, lang: Lang, depth: int = 1) -> s.Events:
    """Alternative events with what restricts them."""
    types = draw(st.lists(st.sampled_from(_EVENTS), min_size=1, max_size=2))
    paths = tuple(draw(_event_path(t, lang)) for t in types)
    same = draw(st.none() | st.sampled_from(sorted(SUBJECTS)).flatmap(lambda k: _name(SUBJECTS[k], lang)))
    where = draw(st.none() | conditions(lang, types[0].name, depth))
    return s.Events(paths, same, where)


# ---------------------------------------------------------------- rules


@st.composite
def entity_scopes(draw: DrawFn, lang: Lang) -> s.EntityScope:
    """`对每个 …`, with or without `每当 …`."""
    entity = draw(st.sampled_from(_ENTITIES))
    where = draw(st.none() | conditions(lang, entity.name, 1))
    return s.EntityScope(draw(_name(entity.label, lang)), where, draw(st.none() | events(lang)))


@cache
def scopes(lang: Lang) -> SearchStrategy[s.Scope]:
    """Any scope."""
    return st.one_of(
        st.builds(s.EventScope, events(lang)), entity_scopes(lang), st.builds(s.BreachScope, identifiers.map(s.Name))
    )


@st.composite
def _of_entities(draw: DrawFn, lang: Lang) -> s.CardinalityClause | s.AgreementClause:
    entity = draw(st.sampled_from(_ENTITIES))
    field = draw(st.sampled_from(sorted(entity.fields.values(), key=lambda f: f.name)))
    attribute, name = draw(_name(field.label, lang)), draw(_name(entity.label, lang))
    if draw(st.booleans()):
        return s.AgreementClause(name, attribute)
    where = draw(st.none() | conditions(lang, entity.name, 1))
    bound = draw(st.sampled_from(["at least", "at most", "more than"]))
    return s.CardinalityClause(bound, draw(st.integers(0, 99)), name, where, draw(st.none() | st.just(attribute)))


@cache
def _responses(lang: Lang) -> SearchStrategy[s.ResponseClause]:
    limits = st.one_of(periods(), agreed_terms(), open_terms())
    return st.one_of(
        st.builds(s.ResponseClause, events(lang), limits, st.booleans()),
        st.builds(s.ResponseClause, events(lang), _last_days(lang)),
    )


@cache
def _last_days(lang: Lang) -> SearchStrategy[s.LastDay]:
    """A date, or a field that holds one (or another), and lengths of time from it."""
    fields = st.sampled_from([f for n in ("rectification.ordered", "waiver.approved") for f in _FIELDS[n]])
    owned = st.sampled_from([None, None, Text("触发", "trigger"), *(e.label for e in _ENTITIES)])
    named = st.tuples(fields, owned).flatmap(lambda found: field_paths(lang, *found)).map(s.Reference)
    said: SearchStrategy[s.Expression] = named
    for _ in range(2):
        said = said | st.builds(s.SumNode, st.sampled_from("+-"), said, periods())
    return st.builds(s.LastDay, days.map(s.Value) | said)


@cache
def _custom(lang: Lang) -> SearchStrategy[s.CustomClause]:
    argument = st.tuples(
        st.sampled_from(["端口", "label", "甲"]).map(s.Name),
        st.one_of(_literals(lang, _NUMBER), _literals(lang, _TEXT), periods()),
    )
    return st.builds(
        s.CustomClause, _name(Text("支持IPv6", "ipv6_ready"), lang), st.lists(argument, max_size=2).map(tuple)
    )


@cache
def requirements(lang: Lang) -> SearchStrategy[s.Requirement]:
    """Every form."""
    counts = st.integers(0, 99)
    bounds = st.sampled_from(["at least", "at most", "more than"])
    periodic = st.sampled_from(Cadence)
    limits = st.one_of(periods(), agreed_terms(), open_terms())
    return _weighed(
        {
            st.builds(s.ConditionClause, conditions(lang, ANYTHING)): 3,
            st.builds(s.ConditionClause, look_backs(lang)): 1,
            st.builds(s.ChainClause, st.lists(events(lang), min_size=2, max_size=3).map(tuple)): 1,
            _responses(lang): 3,
            st.builds(s.FrequencyClause, periodic, bounds, counts, st.sampled_from(Counted), events(lang)): 1,
            st.builds(s.SilenceClause, limits, events(lang)): 1,
            _of_entities(lang): 2,
            st.builds(s.AttestationClause, quotable, st.none() | periodic): 1,
            _custom(lang): 1,
        }
    )


@cache
def _measures(lang: Lang) -> SearchStrategy[tuple[s.Name, ...]]:
    one = st.sampled_from(Measure).flatmap(lambda m: _name(m.label, lang))
    return st.lists(one, min_size=1, max_size=3).map(tuple)


@cache
def rules(lang: Lang) -> SearchStrategy[s.RuleNode]:
    """A rule with any scope, statement and tail, whether or not they go together."""
    obligations = st.builds(s.Obligation, st.sampled_from(Modality), requirements(lang))
    identifications = st.builds(s.Identification, events(lang), st.none(), _measures(lang)) | st.builds(
        s.Identification,
        events(lang),
        st.integers(0, 9),
        _measures(lang),
        st.none() | st.integers(0, 9),
        st.none() | conditions(lang, "bulletin.published", 1),
    )
    statements = _weighed({obligations: 9, identifications: 2})
    tails = st.lists(
        st.one_of(
            st.builds(s.ExceptionLine, conditions(lang, NOTHING)),
            st.builds(s.OtherwiseLine, _measures(lang)),
            st.builds(s.InterpretationLine, texts()),
        ),
        max_size=2,
    ).map(tuple)
    return st.builds(s.RuleNode, identifiers.map(s.Name), texts(), st.none() | scopes(lang), statements, tails)


# ---------------------------------------------------------------- documents


@st.composite
def citations(draw: DrawFn) -> s.Citation:
    """A canonical citation of an article, or of another part."""
    if draw(st.booleans()):
        return s.Citation(draw(quotable.map(lambda t: f"附件{t}").filter(lambda t: read_citation(t) == t)))
    numerals = st.integers(1, 999).map(to_numeral)
    paragraph = draw(st.just("") | numerals.map(lambda n: f"第{n}款"))
    items = "".join(draw(st.lists(numerals.map(lambda n: f"({n})"), max_size=2)))
    return s.Citation(f"第{draw(numerals)}条{paragraph}{items}{draw(st.sampled_from(['', '3', '12']))}")


@cache
def headings() -> SearchStrategy[s.TextNode]:
    """A heading, often a bare word."""
    return texts() | st.builds(s.TextNode, identifiers | st.sampled_from(["施行", "说明", "总则", "说明1"]))


@cache
def headers() -> SearchStrategy[tuple[s.Header, ...]]:
    """The lines under the title, in any order and number."""
    line: SearchStrategy[s.Header] = st.one_of(
        st.builds(s.NumberLine, quotable),
        st.builds(s.ShortLine, texts()),
        st.builds(s.IssuerLine, texts()),
        st.builds(s.EffectiveLine, days),
        st.builds(s.EffectiveLine, st.none() | days, open_words | house_terms),
        st.builds(s.ValidForLine, periods()),
        st.builds(s.ReplacesLine, quotable),
    )
    return st.lists(line, max_size=3).map(tuple)


@cache
def clauses(lang: Lang) -> SearchStrategy[s.ClauseNode]:
    """A clause with what stands under it."""
    lines = st.one_of(
        st.builds(s.GistLine, texts()),
        st.builds(s.NoteLine, texts()),
        st.builds(s.TopicLine, st.sampled_from(Topic).flatmap(lambda t: _name(t.label, lang))),
        st.sampled_from(_ENTITIES).flatmap(
            lambda e: st.builds(s.ExemptionLine, _name(e.label, lang), conditions(lang, e.name, 1))
        ),
    )
    items = st.lists(_weighed({rules(lang): 3, lines: 1}), max_size=3).map(tuple)
    return st.builds(s.ClauseNode, citations(), st.none() | headings(), items)


@cache
def documents(lang: Lang) -> SearchStrategy[s.DocumentFile]:
    """A whole document."""
    parts = st.lists(clauses(lang), min_size=1, max_size=3).map(tuple)
    return st.builds(s.DocumentFile, identifiers.map(s.Name), texts(), headers(), parts)


# ---------------------------------------------------------------- cases


@cache
def moments() -> SearchStrategy[s.When]:
    """A day, or a second of it."""
    return st.builds(
        s.When, days, st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
    )


@st.composite
def event_lines(draw: DrawFn, lang: Lang) -> s.EventLine:
    """Something happens, with values of some fields."""
    event = draw(st.sampled_from(_EVENTS))
    fields = draw(st.lists(st.sampled_from(sorted(event.fields.values(), key=lambda f: f.name)), max_size=3))
    said = tuple((draw(_name(f.label, lang)), draw(_case_values(lang, f.type))) for f in fields)
    subject = draw(st.none() | identifiers | quotable)
    return s.EventLine(draw(moments()), draw(_event_path(event, lang)), subject, said, draw(st.none() | moments()))


def _case_values(lang: Lang, wanted: FieldType) -> SearchStrategy[s.Expression | s.SetNode]:
    element = wanted.element or wanted
    one = _literals(lang, element)
    return st.one_of(
        one,
        identifiers.map(s.Value),
        nobody.map(lambda n: s.Reference(s.Path((n,)))),
        st.lists(one, min_size=1, max_size=3).map(lambda i: s.SetNode(tuple(i))),
    )


@st.composite
def expect_lines(draw: DrawFn, lang: Lang) -> s.ExpectLine:
    """A verdict that must come out, or none."""
    verdict = draw(st.none() | st.sampled_from(Verdict))
    if verdict is None:
        return s.ExpectLine(None)
    subject = draw(st.none() | identifiers | quotable)
    return s.ExpectLine(
        draw(_name(verdict.label, lang)), subject, draw(st.none() | moments()), draw(st.none() | moments())
    )


@cache
def cases(lang: Lang) -> SearchStrategy[s.CaseFile]:
    """A file of cases."""
    line = st.one_of(
        event_lines(lang),
        st.builds(s.SettingLine, open_words | house_terms, periods() | agreed_terms()),
        st.builds(s.AsOfLine, moments()),
        expect_lines(lang),
    )
    case = st.builds(s.CaseNode, texts(), identifiers.map(s.Name), st.lists(line, max_size=4).map(tuple))
    return st.lists(case, max_size=3).map(lambda c: s.CaseFile(tuple(c)))
