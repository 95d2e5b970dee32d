"""Random documents whose rules mean something: every form, conditions drawn from the vocabulary by type.

In: where choices come from. Out: syntax trees, which the language itself prints, reads and checks; nearly every rule
checks. The rules of a document speak of a few event types, so that one history concerns several of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache

from policykit.language import read_document
from policykit.language import syntax as s
from policykit.language.checker.context import Context, Problem
from policykit.language.checker.correlation import correlate
from policykit.language.formatter import FormatError, in_surface
from policykit.model.extension import Check, CheckInput, CheckResult, Extensions, Function
from policykit.model.policy.periods import OPEN_WORDS, SAME_DAY, Cadence, OpenTerm, Period, PeriodUnit
from policykit.model.policy.requirements import Counted, Form
from policykit.model.policy.rule import Measure, Modality
from policykit.model.text import Lang, Text
from policykit.model.vocabulary import SUBJECTS, EntityType, EventType, FieldDef, FieldType, Kind
from policykit.packs import Pack
from policykit.plugins import Plugins, load_plugins
from policykit.testing.chance import Chance
from policykit.testing.filler import SAMPLE_TEXTS

# ---------------------------------------------------------------- plug-ins

_TEXT, _NUMBER, _TRUTH = FieldType(Kind.TEXT), FieldType(Kind.NUMBER), FieldType(Kind.TRUTH)


def _length_of(name: str) -> Check:
    """A check that a text is long enough: a field of the trigger, or an attribute in the register."""
    applies_to = "account" if name.startswith("account.") else "post.published"

    def evaluate(seen: CheckInput) -> CheckResult:
        value = seen.attributes.get(name) if seen.fact is None else seen.fact.value(name)
        least = seen.arguments.get("least", 2)
        if not isinstance(value, str) or not isinstance(least, int):
            return CheckResult(None, Text("没有说明", "not said"))
        return CheckResult(len(value) >= least, Text(f"长 {len(value)}", f"length {len(value)}"))

    return Check(Text(f"{applies_to[0]}长度", f"{applies_to[0]}_length"), applies_to, evaluate, {"least": _NUMBER})


def _plugins() -> Plugins:
    plain = load_plugins()
    functions = [
        Function(Text("字数", "text_length"), (_TEXT,), _NUMBER, len),
        Function(Text("首字", "first_letter"), (_TEXT,), _TEXT, lambda t: t[0] if t.strip() else None),
        Function(Text("早于", "shorter"), (_TEXT, _TEXT), _TRUTH, lambda a, b: len(a) < len(b)),
    ]
    checks = [_length_of("account.account_name"), _length_of("editor")]
    extensions = Extensions(
        {**plain.extensions.functions, **{f.name: f for f in functions}}, {c.name: c for c in checks}
    )
    return replace(plain, extensions=extensions)


PLUGINS = _plugins()
VOCABULARY, EXTENSIONS = PLUGINS.vocabulary, PLUGINS.extensions

# ---------------------------------------------------------------- constants

DAYS = (
    date(2025, 1, 1),
    date(2025, 1, 28),
    date(2025, 9, 28),
    date(2025, 10, 8),
    date(2026, 2, 28),
    date(2026, 9, 30),
    date(2026, 12, 31),
)
TEXTS = (*SAMPLE_TEXTS[:4], "A县发布", "Ａ县发布", "甲 乙")
_COMMON = (
    "post.published",
    "post.reviewed",
    "account.opened",
    "account.changed",
    "account.suspended",
    "message.received",
    "message.answered",
    "application.submitted",
    "application.approved",
    "rectification.ordered",
    "rectification.completed",
    "patrol.done",
    "report.submitted",
    "bulletin.published",
    "policy.issued",
    "staff.assigned",
    "unit.registered",
    "notice.posted",
    "notice.removed",
)
_CAST = 5
_COUNTS = (1, 2, 0, 3)
_POSITIVE = (
    Modality.MUST,
    Modality.MUST,
    Modality.SHALL,
    Modality.MUST_IN_PRINCIPLE,
    Modality.MUST_IN_PRINCIPLE,
    Modality.ENCOURAGED,
    Modality.STRIVE,
)
_NEGATIVE = (Modality.MUST_NOT, Modality.PROHIBITED, Modality.MUST_NOT_IN_PRINCIPLE, Modality.MUST_NOT_IN_PRINCIPLE)
_EITHER = frozenset({Form.CONDITION, Form.PRECEDENCE, Form.STATE})
_PERIODS = (
    Period(1, PeriodUnit.DAY),
    Period(3, PeriodUnit.WORKDAY),
    SAME_DAY,
    Period(10, PeriodUnit.DAY),
    Period(24, PeriodUnit.HOUR),
    Period(2, PeriodUnit.NATURAL_DAY),
    Period(1, PeriodUnit.WEEK),
    Period(1, PeriodUnit.MONTH),
    Period(1, PeriodUnit.HALF_YEAR),
    Period(1, PeriodUnit.YEAR),
    Period(15, PeriodUnit.WORKDAY),
)
_CALENDAR = tuple(p for p in _PERIODS if p.measures_stretches)
_AGREED = "办理时限"
_LOOKS = tuple(c for c in Cadence if c is not Cadence.WORKDAY)
TERMS = (*sorted(OPEN_WORDS), _AGREED)
"""The open terms that rules may name."""

# ---------------------------------------------------------------- what belongs to what

_EVENTS = tuple(VOCABULARY.events.values())


@lru_cache(maxsize=4096)
def _correlated(
    events: tuple[str, ...], anchor: tuple[str, ...], entity: str | None
) -> tuple[tuple[str, str | None], ...]:
    """The event types that can belong to what a rule is about, each with the `same` that says how, where it is needed.

    `events` must go along: with them, the act has alternatives.
    """
    context = Context(
        VOCABULARY,
        EXTENSIONS,
        tuple(VOCABULARY.events[e] for e in anchor),
        entity=VOCABULARY.entities[entity] if entity else None,
    )
    found: list[tuple[str, str | None]] = []
    for event in _EVENTS:
        for same in (None, "account", "unit", event.subject):
            if same is not None and same not in SUBJECTS:
                continue
            node = s.Events((), None if same is None else s.Name(SUBJECTS[same].zh))
            try:
                correlate((*(VOCABULARY.events[e] for e in events), event), node, context)
            except Problem:
                continue
            found.append((event.name, same))
    return tuple(found)


@cache
def _attributes(kind: str) -> tuple[FieldDef, ...]:
    return tuple(VOCABULARY.entities[kind].fields.values())


@lru_cache(maxsize=1024)
def _shared(events: tuple[str, ...]) -> tuple[FieldDef, ...]:
    """The fields that all of the events have with one type."""
    if not events:
        return ()
    first, *others = (VOCABULARY.events[e].fields for e in events)
    return tuple(f for f in first.values() if all(f.name in o and o[f.name].type == f.type for o in others))


# ---------------------------------------------------------------- the author


@dataclass
class Author:
    """Writes documents in one surface, one choice after the other."""

    chance: Chance
    lang: Lang = Lang.ZH
    cast: tuple[str, ...] = _COMMON
    inside: dict[str, Context] = field(default_factory=dict)
    """The rules that something may follow from, each with the context in which it is read."""

    def often(self) -> bool:
        """Yes in two cases of three, and where nothing is special."""
        return self.chance.pick((True, True, False))

    def seldom(self) -> bool:
        """No, but for one case in five."""
        return self.chance.pick((False, False, False, False, True))

    # ------------------------------------------------------------ names

    def name(self, label: Text) -> s.Name:
        """A name in the surface."""
        return s.Name(label.show(self.lang))

    def event_path(self, event: EventType) -> s.Path:
        """An event type in the surface."""
        return s.Path(tuple(event.label.show(self.lang).split(".")))

    def path(self, definition: FieldDef, owner: Text | None) -> s.Path:
        """A field in the surface, with its owner unless it is bare."""
        shown = definition.label.show(self.lang)
        return s.Path((shown,) if owner is None else (owner.show(self.lang), shown))

    # ------------------------------------------------------------ values

    def fields(self, context: Context) -> list[tuple[FieldDef, Text | None]]:
        """The fields in reach of one owner, each with how it is owned."""
        own: tuple[FieldDef, ...] = ()
        if context.events:
            own = _shared(tuple(e.name for e in context.events))
        elif context.entity is not None:
            own = _attributes(context.entity.name)
        seen = _shared(tuple(e.name for e in context.trigger))
        places: list[tuple[tuple[FieldDef, ...], Text | None]] = [(own, None)] * 4
        places += [(seen, Text("触发", "trigger"))] * 2
        places += [(_attributes(k), VOCABULARY.entities[k].label) for k in ("account", "unit")]
        if context.entity is not None and context.entity.name == "staff":
            places.append((_attributes("staff"), VOCABULARY.entities["staff"].label))
        found, owner = self.chance.pick([p for p in places if p[0]])
        return [(f, owner) for f in found]

    def literal(self, wanted: FieldType) -> s.Expression:
        """A constant of the type; of a set, one that it may hold."""
        wanted = wanted.element or wanted
        if wanted.choices is not None:
            choice = self.chance.pick(list(wanted.choices))
            shown = choice.label.show(self.lang)
            return s.Reference(s.Path((shown,))) if shown.isidentifier() else s.Value(shown)
        match wanted.kind:
            case Kind.TRUTH:
                return s.Value(self.chance.pick((True, False)))
            case Kind.NUMBER:
                return s.Value(self.chance.pick((1, 2, 3, 0, 2025)))
            case Kind.DATE | Kind.INSTANT:
                return s.Value(self.chance.pick(DAYS))
            case Kind.ID:
                return s.Value(f"{wanted.refers_to}-{self.chance.pick((1, 2))}")
            case _:
                return s.Value(self.chance.pick(TEXTS))

    def value(self, context: Context, wanted: FieldType) -> s.Expression:
        """A value to compare with one of the type: a constant, another field, a sum, a call."""
        if self.often():
            return self.literal(wanted)
        same = [(f, o) for f, o in self.fields(context) if _alike(f.type, wanted)]
        if not same:
            return self.literal(wanted)
        found: s.Expression = s.Reference(self.path(*self.chance.pick(same)))
        return self.bent(found, wanted) if self.seldom() else found

    def bent(self, value: s.Expression, type_: FieldType) -> s.Expression:
        """A value of the type, or one made of it: a sum, a call."""
        match type_.kind:
            case Kind.NUMBER:
                return s.SumNode(self.chance.pick("+-"), value, s.Value(self.chance.pick((1, 2))))
            case Kind.DATE | Kind.INSTANT:
                moved = s.SumNode(self.chance.pick("+-"), value, s.PeriodNode(self.chance.pick(_CALENDAR)))
                again = s.SumNode(self.chance.pick("+-"), moved, s.PeriodNode(self.chance.pick(_CALENDAR)))
                return again if self.seldom() else moved
            case Kind.TEXT:
                label = self.chance.pick((Text("规整", "folded"), Text("首字", "first_letter")))
                return s.CallNode(self.name(label), (value,))
            case _:
                return value

    # ------------------------------------------------------------ conditions

    def condition(self, context: Context, depth: int = 2) -> s.Condition:
        """A condition on what the context is about, nested at most so deep, and as deep again in a look-back."""
        kind = self.chance.pick(("leaf", "leaf", "leaf", "and", "or", "not", "look back")) if depth else "leaf"
        match kind:
            case "and" | "or":
                node = s.AndNode if kind == "and" else s.OrNode
                return node(tuple(self.condition(context, depth - 1) for _ in range(self.chance.pick((2, 2, 3)))))
            case "not":
                return s.NotNode(self.condition(context, depth - 1))
            case "look back":
                found = self.look_back(context, depth - 1)
                return self.leaf(context) if found is None else found
            case _:
                return self.leaf(context)

    def leaf(self, context: Context) -> s.Condition:
        """A condition on one field, or on two."""
        definition, owner = self.chance.pick(self.fields(context))
        path, type_ = self.path(definition, owner), definition.type
        own = s.Reference(path)
        if self.seldom():
            return s.SaidNode(path, self.seldom())
        match type_.kind:
            case Kind.TRUTH:
                if self.often():
                    return s.TruthNode(own)
                return s.CompareNode(self.chance.pick(("=", "!=")), own, self.value(context, type_))
            case Kind.SET:
                return self.contains(context, own, type_)
            case Kind.NUMBER | Kind.DATE | Kind.INSTANT:
                return self.ordered(context, own, type_)
            case Kind.TEXT:
                return self.textual(context, own, type_)
            case _:
                return self.compared(context, own, type_)

    def compared(self, context: Context, own: s.Expression, type_: FieldType) -> s.Condition:
        """An equality, or membership of a list."""
        if self.often():
            return s.CompareNode(self.chance.pick(("=", "!=")), own, self.value(context, type_))
        several = tuple(self.literal(type_) for _ in range(self.chance.pick((1, 2))))
        return s.MemberNode(own, s.SetNode(several), self.chance.pick((False, True)))

    def contains(self, context: Context, own: s.Expression, type_: FieldType) -> s.Condition:
        """Whether a set, or a text, holds something."""
        negated = self.chance.pick((False, True))
        if type_.kind is Kind.SET and not self.often():
            several = tuple(self.literal(type_) for _ in range(2))
            return s.ContainsNode(own, s.SetNode(several), negated)
        return s.ContainsNode(own, self.value(context, type_.element or type_), negated)

    def textual(self, context: Context, own: s.Expression, type_: FieldType) -> s.Condition:
        """A condition on a text: compared, searched, handed to a function."""
        left = self.bent(own, type_) if self.seldom() else own
        match self.chance.pick(("compared", "contains", "length", "shorter")):
            case "contains":
                return self.contains(context, left, type_)
            case "length":
                length = s.CallNode(self.name(Text("字数", "text_length")), (left,))
                return s.CompareNode(self.chance.pick((">=", "<", "=")), length, self.literal(_NUMBER))
            case "shorter":
                pair = (left, self.value(context, type_))
                return s.TruthNode(s.CallNode(self.name(Text("早于", "shorter")), pair))
            case _:
                return self.compared(context, left, type_)

    def ordered(self, context: Context, own: s.Expression, type_: FieldType) -> s.Condition:
        """A comparison by size, or of the days between two days."""
        if type_.kind is Kind.NUMBER and not self.often():
            return self.compared(context, own, type_)
        operator = self.chance.pick((">=", "<", "<=", ">", "=", "!="))
        left = self.bent(own, type_) if not self.often() else own
        if type_.kind is not Kind.NUMBER and self.seldom():
            between = s.SumNode("-", left, self.value(context, type_))
            return s.CompareNode(operator, between, self.literal(_NUMBER))
        return s.CompareNode(operator, left, self.value(context, type_))

    def look_back(self, context: Context, depth: int = 1) -> s.LookBackNode | None:
        """`此前 … 已有 …`; None where nothing belongs to what the rule is about."""
        found = self.acts(context, depth)
        if found is None:
            return None
        negated = self.seldom()
        match self.chance.pick(("within", "ever", "same")):
            case "within":
                return s.LookBackNode(found, negated, s.PeriodNode(self.chance.pick(_PERIODS)))
            case "same":
                return s.LookBackNode(found, negated, None, self.chance.pick(_LOOKS))
            case _:
                return s.LookBackNode(found, negated)

    def acts(self, context: Context, depth: int = 1) -> s.Events | None:
        """Acts that belong to what the rule is about, of one type or two, with a condition or not."""
        anchor = tuple(e.name for e in context.events or context.trigger)
        entity = context.entity.name if context.entity else None
        known = _correlated((), anchor, entity)
        familiar = [k for k in known if k[0] in self.cast] or list(known)
        if not familiar:
            return None
        name, same = self.chance.pick(familiar)
        types = [VOCABULARY.events[name]]
        if self.seldom():
            more = [n for n, how in _correlated((name,), anchor, entity) if how == same and n != name]
            familiar_too = [n for n in more if n in self.cast]
            types += [VOCABULARY.events[self.chance.pick(familiar_too)]] if familiar_too else []
        where = self.condition(context.on(types), depth) if depth and not self.often() else None
        if where is None and depth and self.seldom():
            where = self.leaf(context.on(types))
        shown = None if same is None else self.name(SUBJECTS[same])
        return s.Events(tuple(self.event_path(t) for t in types), shown, where)

    # ------------------------------------------------------------ scopes

    def on_event(self, context: Context, names: Sequence[str] = ()) -> tuple[s.EventScope, Context]:
        """`每当 …`, of one type or two."""
        names = names or self.cast
        types = [VOCABULARY.events[self.chance.pick(names)]]
        if self.seldom() and len(names) > 1:
            types.append(VOCABULARY.events[self.chance.pick([n for n in names if n != types[0].name])])
        inside = replace(context, events=tuple(types))
        where = self.condition(inside, 1) if not self.often() else None
        return s.EventScope(s.Events(tuple(map(self.event_path, types)), None, where)), inside

    def on_entity(self, context: Context, kinds: Sequence[str] = ()) -> tuple[s.EntityScope, Context]:
        """`对每个 …`."""
        kind = self.chance.pick(kinds or ("account", "account", "account", "unit", "unit", "staff"))
        inside = replace(context, entity=VOCABULARY.entities[kind])
        where = self.condition(inside, 1) if not self.often() else None
        return s.EntityScope(self.name(VOCABULARY.entities[kind].label), where), inside

    def on_pair(self, context: Context) -> tuple[s.EntityScope, Context]:
        """`对每个 … 每当 …`."""
        each, inside = self.on_entity(context, ("account", "unit"))
        event, both = self.on_event(inside)
        return replace(each, events=event.events), both

    def on_breach(self) -> tuple[s.BreachScope, Context] | None:
        """`每当 违反 …`, None if nothing can be broken yet."""
        if not self.inside:
            return None
        name = self.chance.pick(sorted(self.inside))
        return s.BreachScope(s.Name(name)), replace(self.inside[name], breach=True)

    def at_a_moment(self, context: Context) -> tuple[s.Scope, Context]:
        """A scope from which a period can run."""
        match self.chance.pick(("event", "event", "event", "pair", "breach")):
            case "pair":
                return self.on_pair(context)
            case "breach":
                found = self.on_breach()
                return found if found is not None else self.on_event(context)
            case _:
                return self.on_event(context)

    # ------------------------------------------------------------ requirements

    def rule(self, name: str, form: Form, context: Context) -> s.RuleNode | None:
        """A rule of the form; None where the choices lead nowhere."""
        built = self._built(form, context)
        if built is None:
            return None
        scope, inside, statement = built
        tail: list[s.ExceptionLine | s.OtherwiseLine | s.InterpretationLine] = []
        if isinstance(statement, s.Obligation):
            if self.chance.pick((False, False, True)):
                tail.append(s.ExceptionLine(self.condition(inside, 1)))
            if not statement.modality.advice:
                self.inside[name] = inside
                if self.seldom():
                    tail.append(s.OtherwiseLine((self.name(self.chance.pick(list(Measure)).label),)))
        return s.RuleNode(s.Name(name), s.TextNode(f"规则{name}", name), scope, statement, tuple(tail))

    def _built(
        self, form: Form, context: Context
    ) -> tuple[s.Scope | None, Context, s.Obligation | s.Identification] | None:
        scope: s.Scope | None
        requirement: s.Requirement | None
        positive = self.chance.pick((True, True, False)) if form in _EITHER else True
        match form:
            case Form.CONDITION:
                scope, inside = self.on_pair(context) if self.seldom() else self.on_event(context)
                requirement = s.ConditionClause(self.condition(inside))
            case Form.PRECEDENCE:
                scope, inside = self.on_pair(context) if self.seldom() else self.on_event(context)
                back = self.look_back(inside)
                requirement = None if back is None else s.ConditionClause(back)
            case Form.CHAIN:
                scope, inside = self.on_event(context)
                steps = [self.acts(inside) for _ in range(self.chance.pick((2, 2, 3)))]
                every = tuple(step for step in steps if step is not None)
                requirement = s.ChainClause(every) if len(every) == len(steps) else None
            case Form.RESPONSE:
                scope, inside, requirement = self._response(context)
            case Form.ABSTENTION:
                scope, inside = self.at_a_moment(context)
                acts, limit = self.acts(inside), s.PeriodNode(self.chance.pick(_PERIODS))
                requirement = None if acts is None else s.ResponseClause(acts, limit)
                positive = False
            case Form.FREQUENCY:
                scope, inside = self.on_entity(context)
                return self._frequency(scope, inside)
            case Form.SILENCE:
                scope, inside, requirement, positive = self._silence(context)
            case Form.STATE:
                scope, inside = self.on_entity(context)
                requirement = s.ConditionClause(self.condition(inside))
            case Form.CARDINALITY:
                return self._cardinality(context)
            case Form.AGREEMENT:
                scope, inside = self.on_entity(context, ("unit", "unit", "account"))
                member = self._member(inside)
                attribute = self.chance.pick(_stored(member))
                requirement = s.AgreementClause(self.name(member.label), self.name(attribute.label))
            case Form.ATTESTATION:
                return self._attestation(context)
            case Form.CUSTOM:
                scope, inside, requirement = self._custom(context)
            case Form.CONSEQUENCE:
                return self._consequence(context)
        if requirement is None:
            return None
        modality = self.chance.pick(_POSITIVE if positive else _NEGATIVE)
        return scope, inside, s.Obligation(modality, requirement)

    def _response(self, context: Context) -> tuple[s.Scope, Context, s.ResponseClause | None]:
        scope: s.Scope
        if self.seldom():
            scope, inside = self.on_entity(context)
            acts = self.acts(inside)
            if acts is None:
                return scope, inside, None
            if self.often():
                return scope, inside, s.ResponseClause(acts, s.PeriodNode(self.chance.pick(_PERIODS)), from_force=True)
            return scope, inside, s.ResponseClause(acts, s.LastDay(s.Value(self.chance.pick(DAYS))))
        scope, inside = self.at_a_moment(context)
        acts = self.acts(inside)
        if acts is None:
            return scope, inside, None
        match self.chance.pick(("period", "period", "open", "agreed", "said", "named")):
            case "open":
                return scope, inside, s.ResponseClause(acts, s.TermNode(OpenTerm(self.chance.pick(TERMS[:-1]))))
            case "agreed":
                return scope, inside, s.ResponseClause(acts, s.TermNode(OpenTerm(_AGREED), agreed=True))
            case "named":
                return scope, inside, s.ResponseClause(acts, s.LastDay(s.Value(self.chance.pick(DAYS))))
            case "said" if inside.events:
                return scope, inside, s.ResponseClause(acts, s.LastDay(self._said_day(inside)))
            case _:
                return scope, inside, s.ResponseClause(acts, s.PeriodNode(self.chance.pick(_PERIODS)))

    def _said_day(self, inside: Context) -> s.Expression:
        fields = [f for f in _shared(tuple(e.name for e in inside.events)) if f.type.kind is Kind.DATE]
        if fields:
            day: s.Expression = s.Reference(self.path(self.chance.pick(fields), None))
            return self.bent(day, FieldType(Kind.DATE)) if not self.often() else day
        occurred = next(f for f in _shared(tuple(e.name for e in inside.events)) if f.name == "occurred_at")
        return self.bent(s.Reference(self.path(occurred, None)), FieldType(Kind.DATE))

    def _frequency(self, scope: s.Scope, inside: Context) -> tuple[s.Scope, Context, s.Obligation] | None:
        acts = self.acts(inside)
        if acts is None:
            return None
        word = self.chance.pick(("at least", "at least", "at most", "more than"))
        count = max(1, self.chance.pick(_COUNTS)) if word == "at least" else self.chance.pick(_COUNTS)
        counted = self.chance.pick((Counted.ACTS, Counted.ACTS, Counted.ITEMS))
        cadence = self.chance.pick((Cadence.WEEK, Cadence.MONTH, *Cadence))
        modality = self.chance.pick(_NEGATIVE if word == "more than" else _POSITIVE)
        return scope, inside, s.Obligation(modality, s.FrequencyClause(cadence, word, count, counted, acts))

    def _silence(self, context: Context) -> tuple[s.Scope, Context, s.Requirement | None, bool]:
        scope, inside = self.on_entity(context)
        acts = self.acts(inside)
        if acts is None:
            return scope, inside, None, True
        match self.chance.pick(("period", "period", "open", "agreed", "regularly")):
            case "period":
                return scope, inside, s.SilenceClause(s.PeriodNode(self.chance.pick(_CALENDAR)), acts), False
            case "open":
                return scope, inside, s.SilenceClause(s.TermNode(OpenTerm(self.chance.pick(TERMS[:-1]))), acts), False
            case "agreed":
                return scope, inside, s.SilenceClause(s.TermNode(OpenTerm(_AGREED), agreed=True), acts), False
            case _:
                return scope, inside, s.ResponseClause(acts, s.TermNode(OpenTerm("regularly"))), True

    def _member(self, inside: Context) -> EntityType:
        """A kind of entity that belongs to the one that the rule is for each of."""
        entity = inside.entity.name if inside.entity else "unit"
        return VOCABULARY.entities[self.chance.pick([k for k in ("account", "staff") if _belongs(k, entity)])]

    def _cardinality(self, context: Context) -> tuple[s.Scope, Context, s.Obligation]:
        scope, inside = self.on_entity(context, ("unit", "unit", "account"))
        member = self._member(inside)
        own = Context(VOCABULARY, EXTENSIONS, entity=member)
        where = self.condition(own, 1) if not self.often() else None
        group = self.name(self.chance.pick(_stored(member)).label) if not self.often() else None
        word = self.chance.pick(("at least", "at most", "more than"))
        count = max(1, self.chance.pick(_COUNTS)) if word == "at least" else self.chance.pick(_COUNTS)
        modality = self.chance.pick(_NEGATIVE if word == "more than" else _POSITIVE)
        clause = s.CardinalityClause(word, count, self.name(member.label), where, group)
        return scope, inside, s.Obligation(modality, clause)

    def _attestation(self, context: Context) -> tuple[s.Scope, Context, s.Obligation]:
        scope: s.Scope
        cadence = None
        if self.often():
            scope, inside = self.on_entity(context)
            cadence = self.chance.pick((Cadence.MONTH, None, *Cadence))
        else:
            scope, inside = self.at_a_moment(context)
        modality = self.chance.pick(_POSITIVE)
        return scope, inside, s.Obligation(modality, s.AttestationClause("是否办结", cadence))

    def _custom(self, context: Context) -> tuple[s.Scope, Context, s.CustomClause]:
        scope: s.Scope
        check = self.chance.pick(sorted(EXTENSIONS.checks.values(), key=lambda c: c.name))
        if check.applies_to in VOCABULARY.entities:
            scope, inside = self.on_entity(context, (check.applies_to,))
        else:
            scope, inside = self.on_event(context, (check.applies_to,))
        least: s.Expression = s.Value(self.chance.pick((2, 3)))
        numbers = [f for f in _shared(tuple(e.name for e in inside.events)) if f.type.kind is Kind.NUMBER]
        if numbers and self.seldom():
            least = s.Reference(self.path(self.chance.pick(numbers), None))
        arguments = ((s.Name("least"), least),) if self.often() else ()
        return scope, inside, s.CustomClause(self.name(check.label), arguments)

    def _consequence(self, context: Context) -> tuple[s.Scope | None, Context, s.Identification] | None:
        scope: s.Scope | None = None
        inside = context
        if self.often():
            scope, inside = self.on_entity(context)
            acts = self.acts(inside)
        else:
            acts = self.on_event(context)[0].events
        if acts is None:
            return None
        measures = (self.name(self.chance.pick(list(Measure)).label),)
        times = self.chance.pick((2, 1, 3, None))
        if times is None:
            return scope, inside, s.Identification(acts, None, measures)
        among = self.chance.pick((None, None, times, times + 1))
        types = tuple(e for p in acts.paths if (e := VOCABULARY.event(p.text)) is not None)
        counted = self.condition(inside.on(types), 1) if self.often() else None
        return scope, inside, s.Identification(acts, times, measures, among, counted)

    # ------------------------------------------------------------ documents

    def document(self, forms: Sequence[Form]) -> s.DocumentFile:
        """A document with a rule of each of the forms, where the choices lead to one."""
        if self.often():
            self.cast = tuple(dict.fromkeys(self.chance.pick(_COMMON) for _ in range(_CAST)))
        else:
            every = [e.name for e in _EVENTS]
            self.cast = tuple(dict.fromkeys([self.chance.pick(_COMMON), *(self.chance.pick(every) for _ in range(4))]))
        context = Context(VOCABULARY, EXTENSIONS)
        rules = [self.rule(f"r{n}", form, context) for n, form in enumerate(forms, 1)]
        items: list[s.ExemptionLine | s.RuleNode] = [rule for rule in rules if rule is not None]
        if self.seldom():
            kind = self.chance.pick(("unit", "account"))
            own = replace(context, entity=VOCABULARY.entities[kind])
            label = VOCABULARY.entities[kind].label
            items.insert(0, s.ExemptionLine(self.name(label), self.condition(own, 1)))
        clause = s.ClauseNode(s.Citation("第一条"), None, tuple(items))
        return s.DocumentFile(s.Name("generated"), s.TextNode("试行办法", "Trial"), self._header(), (clause,))

    def _header(self) -> tuple[s.Header, ...]:
        first = s.EffectiveLine(
            self.chance.pick((DAYS[0], date(2025, 9, 15), date(2025, 3, 1), date(2026, 11, 20), date(2024, 2, 29)))
        )
        if self.seldom():
            first = s.EffectiveLine(self.chance.pick((None, first.day)), _AGREED)
        if first.day is None or not self.chance.pick((False, False, True)):
            return (first,)
        validity = self.chance.pick((Period(40, PeriodUnit.DAY), Period(2, PeriodUnit.MONTH), _PERIODS[9]))
        return (first, s.ValidForLine(s.PeriodNode(validity)))


def _alike(one: FieldType, other: FieldType) -> bool:
    """Whether values of the types can be compared."""
    if {one.kind, other.kind} <= {Kind.DATE, Kind.INSTANT}:
        return True
    return one.kind is other.kind and one.choices == other.choices and one.refers_to == other.refers_to


def _belongs(member: str, entity: str) -> bool:
    return entity in VOCABULARY.entities[member].fields


def _stored(member: EntityType) -> list[FieldDef]:
    """The attributes that members may be grouped by, those of few values first."""
    return sorted(member.fields.values(), key=lambda f: (f.type.kind is not Kind.CHOICE, f.name))


# ---------------------------------------------------------------- packs


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it was written, and what the language made of it: None if it has errors."""

    source: str
    pack: Pack | None
    errors: tuple[str, ...] = ()


def written(tree: s.DocumentFile, lang: Lang = Lang.ZH) -> Written:
    """The tree printed, read and checked."""
    try:
        source, _ = in_surface(tree, lang, VOCABULARY, EXTENSIONS)
    except FormatError as error:
        return Written("", None, (str(error),))
    return read(source)


def read(source: str) -> Written:
    """A document's text as a pack."""
    from pathlib import Path

    found = read_document(source, "generated.policy", VOCABULARY, EXTENSIONS)
    if found.document is None:
        return Written(source, None, tuple(f"{d.message.en} [line {d.span.line}]" for d in found.errors))
    return Written(source, Pack(Path(), found.document, PLUGINS, source, found.diagnostics, found.tree))
