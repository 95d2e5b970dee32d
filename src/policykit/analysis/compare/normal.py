"""Rules taken apart for a table: who, how strongly, when, what, how many, within what, unless what.

In: a pack and a rule of it. Out: its `NormalForm`, and its `Entry` in a comparison. The cells are words for a reader;
no relation between rules is drawn from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from policykit.analysis.compare import phrases as p
from policykit.analysis.compare.results import Entry, NormalForm
from policykit.language import syntax as s
from policykit.language.words import BOUND_WORDS
from policykit.model.finding import Message
from policykit.model.policy.periods import Cadence, OpenTerm
from policykit.model.policy.requirements import Abstention, Consequence, Counted, Response, Silence
from policykit.model.policy.rule import Measure, Modality, Rule
from policykit.model.text import Lang, Text
from policykit.model.vocabulary import EventType
from policykit.packs import Pack

SUPERVISING = frozenset(
    {
        "application.reviewed",
        "application.approved",
        "application.rejected",
        "filing.accepted",
        "waiver.approved",
        "inspection.held",
        "bulletin.published",
        "supervision.published",
        "assessment.held",
        "assessment.published",
        "rectification.ordered",
    }
)
"""The acts of those who supervise: who has to do them is not the unit or account that they speak of."""

_SUPERVISORS = Text("监管单位", "supervising units")


def entry(pack: Pack, rule: Rule) -> Entry:
    """The rule as the matrix shows it. Raises `FormatError` where one surface has no text that says the same."""
    clause = next(c for c in pack.document.clauses if c.citation == rule.clause)
    texts = pack.surfaces.rules[rule.name]
    return Entry(
        id=rule.id,
        jurisdiction=rule.jurisdiction,
        rule=rule.name,
        clause=rule.clause,
        gist=Message.of(clause.gist) if clause.gist else None,
        title=Message.of(rule.title),
        topic=rule.topic,
        form=rule.form.value,
        modality=rule.modality.value,
        binding=not (rule.modality.advice or rule.modality is Modality.MAY),
        normal=normal_form(pack, rule),
        interpretations=tuple(map(Message.of, rule.interpretations)),
        open_terms=tuple(Message.of(t) for t in _open_terms(rule)),
        zh=texts.zh,
        en=texts.en,
    )


def normal_form(pack: Pack, rule: Rule) -> NormalForm:
    """The rule taken apart. Raises `FormatError` where one surface has no text that says the same."""
    zh, en = (_Cells(pack, rule, lang) for lang in (Lang.ZH, Lang.EN))

    def cell(read: Callable[[_Cells], str | None]) -> Message | None:
        one, other = read(zh), read(en)
        return Message(zh=one, en=other) if one and other else None

    said_zh, said_en = zh.said, en.said
    return NormalForm(
        who=Message(zh=zh.who, en=en.who),
        strength=Message(zh=zh.strength, en=en.strength),
        when=cell(lambda c: c.when),
        what=Message(zh=said_zh.what, en=said_en.what),
        amount=cell(lambda c: c.said.amount),
        within=cell(lambda c: c.said.within),
        unless=cell(lambda c: c.unless),
    )


def _open_terms(rule: Rule) -> tuple[Text, ...]:
    match rule.requirement:
        case Response(limit=OpenTerm() as term) | Silence(limit=OpenTerm() as term):
            return (_plain(term),)
        case _:
            return ()


def _plain(term: OpenTerm) -> Text:
    return Text(term.label.zh, p.words(term.label.en))


@dataclass(frozen=True, slots=True)
class _Said:
    """What is required."""

    what: str
    amount: str | None = None
    within: str | None = None


class _Cells:
    """The cells of one rule in one language."""

    def __init__(self, pack: Pack, rule: Rule, lang: Lang) -> None:
        self._pack, self._rule, self._lang = pack, rule, lang
        self._node = pack.surfaces.trees[lang][rule.name]

    def _show(self, zh: str, en: str) -> str:
        return zh if self._lang is Lang.ZH else en

    @property
    def _judged(self) -> tuple[Rule, s.RuleNode]:
        """The rule that says on whom and what it bears: where it follows from breaches, the one that is broken."""
        rule = self._rule
        while rule.scope.breach_of is not None:
            rule = self._pack.document.rule(rule.scope.breach_of)
        return rule, self._pack.surfaces.trees[self._lang][rule.name]

    # ------------------------------------------------------------ who, when

    @property
    def who(self) -> str:
        """Whom it binds: the entities that it names, or else those whose act it asks for."""
        judged, node = self._judged
        supervising = self._act_of_supervision(judged)
        if supervising and (self._rule.scope.breach_of is not None or judged.scope.entity is None):
            return _SUPERVISORS.show(self._lang)
        if isinstance(node.scope, s.EntityScope):
            return p.those(node.scope.entity, node.scope.where, self._lang)
        entities = self._pack.plugins.vocabulary.entities
        kinds = dict.fromkeys(self._bearer(e) for e in self._events(judged))
        named = (p.several(entities[kind].label).show(self._lang) for kind in kinds)
        return self._show(" 或 ", " or ").join(named)

    def _events(self, judged: Rule) -> tuple[EventType, ...]:
        """The trigger's types, or the identified facts'."""
        requirement = judged.requirement
        found = judged.scope.trigger or (requirement.pattern if isinstance(requirement, Consequence) else None)
        events = self._pack.plugins.vocabulary.events
        return tuple(events[name] for name in found.events) if found else ()

    def _act_of_supervision(self, judged: Rule) -> bool:
        """Whether it asks for an act of those who supervise, or for a property of such an act."""
        match self._rule.requirement:
            case Response(pattern=pattern) | Abstention(pattern=pattern):
                return SUPERVISING.issuperset(pattern.events)
            case Consequence():
                return False
            case _:
                trigger = judged.scope.trigger
                return trigger is not None and SUPERVISING.issuperset(trigger.events)

    def _bearer(self, event: EventType) -> str:
        """An account for what only a living account can do, else a unit."""
        account = self._pack.plugins.vocabulary.entities["account"]
        return "account" if event.name in {*account.shown_by, *account.starts, *account.ends} else "unit"

    @property
    def when(self) -> str | None:
        """What gives rise to it; None for what binds all the time, or each period."""
        if self._rule.scope.breach_of is not None:
            broken = self._pack.document.rule(self._rule.scope.breach_of).title
            return self._show(f"每当违反“{broken.zh}”", f"on a breach of “{broken.en}”")
        scope, statement = self._node.scope, self._node.statement
        if isinstance(statement, s.Identification):
            return self._on(statement.events)
        if isinstance(scope, s.EventScope | s.EntityScope) and scope.events is not None:
            return self._on(scope.events)
        return None

    def _on(self, events: s.Events) -> str:
        return self._show("每当 ", "on ") + p.events(events, self._lang)

    # ------------------------------------------------------------ strength, unless

    @property
    def strength(self) -> str:
        """The modality; an identification has none."""
        if isinstance(self._node.statement, s.Identification):
            return self._show("认定", "is identified")
        return self._rule.modality.label.show(self._lang)

    @property
    def unless(self) -> str | None:
        """The exceptions."""
        said = [p.condition(i.condition, self._lang) for i in self._node.tail if isinstance(i, s.ExceptionLine)]
        return self._show(";或 ", "; or ").join(said) or None

    # ------------------------------------------------------------ what, how many, within what

    @property
    def said(self) -> _Said:
        """What is required."""
        lang = self._lang
        statement = self._node.statement
        if isinstance(statement, s.Identification):
            return self._identified(statement)
        match statement.requirement:
            case s.ConditionClause(condition=s.LookBackNode() as back):
                return _Said(p.looked_back(back, lang), within=self._window(back))
            case s.ConditionClause(condition=inner):
                return _Said(p.condition(inner, lang))
            case s.ChainClause(steps=steps):
                listed = self._show("、", ", then ").join(p.events(e, lang) for e in steps)
                return _Said(self._show(f"此前依次已有 {listed}", f"earlier, in this order: {listed}"))
            case s.ResponseClause(events=events) as response:
                return _Said(p.events(events, lang), within=self._within(response))
            case s.FrequencyClause() as frequency:
                return _Said(p.events(frequency.events, lang), self._frequency(frequency))
            case s.SilenceClause(limit=limit, events=events):
                without = self._show("没有 ", "without ") + p.events(events, lang)
                length = self._limit(limit)
                return _Said(without, within=self._show(f"连续超过 {length}", f"longer than {length}"))
            case s.CardinalityClause() as cardinality:
                return self._cardinality(cardinality)
            case s.AgreementClause(entity=entity, attribute=attribute):
                name, of = p.words(attribute.text), p.those(entity, None, lang)
                return _Said(self._show(f"{of}的{name}一致", f"the same {name} on all {of}"))
            case s.AttestationClause(question=question, cadence=cadence):
                asked = self._show(f"人工核查“{question}”", f"attested by a person: {self._rule.title.en}")
                once = self._show("{each} 1 次", "once {each}")
                return _Said(asked, once.format(each=self._each(cadence)) if cadence else None)
            case s.CustomClause(check=check, arguments=arguments):
                values = ", ".join(f"{p.words(n.text)} = {p.value(v, lang)}" for n, v in arguments)
                name = self._show(f"通过检查“{check.text}”", f"pass the check “{p.words(check.text)}”")
                return _Said(name + p.in_parentheses(values, lang))

    def _identified(self, node: s.Identification) -> _Said:
        labels = (next(m.label for m in Measure if n.text in (m.value, m.zh)) for n in node.measures)
        what = self._show("、", ", ").join(p.words(label.show(self._lang)) for label in labels)
        if node.times is None:
            return _Said(what)
        times = self._show(f"连续 {node.times} 次", f"{node.times} in a row")
        if node.among is not None:
            times = self._show(
                f"最近 {node.among} 次中至少 {node.times} 次", f"at least {node.times} of the last {node.among}"
            )
        counted = p.condition(node.condition, self._lang) if node.condition else ""
        return _Said(what, times + p.in_parentheses(counted, self._lang))

    def _window(self, back: s.LookBackNode) -> str | None:
        window = p.window(back, self._lang)
        return self._show(f"此前 {window}", f"before, {window}") if window else None

    def _within(self, node: s.ResponseClause) -> str:
        if isinstance(node.limit, s.LastDay):
            day = p.value(node.limit.day, self._lang)
            return self._show(f"不迟于 {day}", f"by {day}")
        limit = self._limit(node.limit)
        if not node.from_force:
            return limit
        return self._show(f"自施行之日起 {limit}", f"{limit} from the day of force")

    def _limit(self, node: s.Limit) -> str:
        if isinstance(node, s.PeriodNode):
            return node.value.label.show(self._lang)
        name = _plain(node.value).show(self._lang)
        return self._show(f"约定的“{name}”", f"as agreed (“{name}”)") if node.agreed else name

    def _frequency(self, node: s.FrequencyClause) -> str:
        items = node.counted is Counted.ITEMS
        noun = "" if not items else " item" if node.count == 1 else " items"
        bound, each = self._bound(node.bound_word), self._each(node.cadence)
        return self._show(
            f"{each} {bound} {node.count} {'条' if items else '次'}", f"{bound} {node.count}{noun} {each}"
        )

    def _cardinality(self, node: s.CardinalityClause) -> _Said:
        have = self._show("有 ", "have ") + p.those(node.entity, node.where, self._lang)
        if node.group_by:
            name = p.words(node.group_by.text)
            have += self._show(f",按{name}", f", by {name}")
        count = self._show(f"{self._bound(node.bound_word)} {node.count} 个", f"{node.bound_word} {node.count}")
        return _Said(have, count)

    def _bound(self, word: str) -> str:
        zh, en = BOUND_WORDS[word]
        return self._show(zh, en)

    def _each(self, cadence: Cadence) -> str:
        return self._show(cadence.zh, f"a {cadence.value}")
