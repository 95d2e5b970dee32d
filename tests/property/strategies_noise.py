"""Histories for generated rules: scenes directed by the rules, and then what no rule directs.

In: a pack and where choices come from. Out: facts in no order, an instant to judge at, settings, and which types the
records hold. Dense around what decides: the instants of other facts and a moment beside them, ends of days, months and
years, holidays, the first and last days of force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta

from policykit.engine.check import calendar_of
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.document import Document
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.time import SHANGHAI, instant, legal_day
from policykit.model.vocabulary import FieldType, Kind
from policykit.packs import Pack
from policykit.testing.chance import Chance
from policykit.testing.directed import directed
from policykit.testing.drafts import Draft, Drafts
from policykit.testing.filler import SAMPLE_TEXTS
from policykit.testing.times import hot_days

from .strategies_rules import TERMS

_DAY = timedelta(days=1)
_STEPS = (
    timedelta(0),
    timedelta(hours=1),
    _DAY,
    timedelta(microseconds=1),
    -timedelta(microseconds=1),
    -_DAY,
    3 * _DAY,
    7 * _DAY,
    10 * _DAY,
    11 * _DAY,
    31 * _DAY,
    -31 * _DAY,
)
_ENDS = (time(0), time(23, 59, 59, 999999), time(12))
_ODD = ("Ａ县发布", "A县发布", " 甲", "甲　", "甲 乙", "ｱ", "ﬁ")
_MOST_NOISE = 20
_FIRST = date(2025, 9, 20)
_LONGEST = 800 * _DAY
_MOST_ENTITIES = 3
_STAGGERED, _SHARING = 50, 4
_KINDS = ("unit", "account", "staff")
_WAYS = ("fact", "again", "again", "again", "register", "register", "change", "rule", "time", "fact")
_REGISTER = {
    "unit": ("unit.changed", "unit.registered", "unit.dissolved"),
    "account": (
        "account.changed",
        "account.suspended",
        "account.resumed",
        "account.listed",
        "account.closed",
        "account.opened",
        "application.approved",
    ),
    "staff": ("staff.assigned", "staff.left"),
}
_TERMS = (Period(10, PeriodUnit.NATURAL_DAY), Period(1, PeriodUnit.MONTH), Period(2, PeriodUnit.DAY))
_ANY_TERMS = (*_TERMS, Period(3, PeriodUnit.WORKDAY), Period(36, PeriodUnit.HOUR))


@dataclass(frozen=True)
class Run:
    """All that a check of one document is given."""

    pack: Pack
    facts: tuple[Fact, ...]
    as_of: datetime
    settings: Settings
    covered: frozenset[str] | None = None


def run_of(pack: Pack, chance: Chance, *, scenes: int = 5) -> Run:
    """A history for the rules of a pack with everything else that a check is given."""
    settings = settings_for(pack.document, chance)
    near = _near(pack.document, settings)
    example = directed(pack, pack.document.rules, chance, scenes=scenes, settings=near)
    noise = Noise(pack, chance, near, example.facts, example.as_of)
    noise.add()
    noise.forget()
    facts = tuple(noise.drafts.facts())
    covered = None
    if chance.pick((False, False, False, False, True)):
        types = sorted({f.type for f in facts})
        covered = frozenset(t for t in types if chance.pick((True, True, False)))
        facts = tuple(f for f in facts if f.type in covered)
    if chance.pick((False, False, True)):
        facts = facts[::-1]
    return Run(pack, facts, noise.as_of(), settings, covered)


def settings_for(document: Document, chance: Chance) -> Settings:
    """Settings with or without house values, a first day, leave to go on where the calendar or the force ends."""
    silences = {
        rule.requirement.limit
        for rule in document.rules
        if isinstance(rule.requirement, r.Silence) and not isinstance(rule.requirement.limit, Period)
    }
    stretched = {term.name for term in silences}
    terms: dict[str, Period] = {}
    if chance.pick((True, True, False)):
        for name in sorted(_terms_in(document)):
            if chance.pick((True, True, False)):
                terms[name] = chance.pick(_TERMS if name in stretched else _ANY_TERMS)
    first = chance.pick((None, None, None, _FIRST))
    return Settings(
        terms=terms,
        first_days={} if first is None else {document.name: first},
        provisional=chance.pick((False, False, True)),
        assume_in_force=chance.pick((False, False, False, False, True)),
    )


def _near(document: Document, settings: Settings) -> Settings:
    """The settings under which scenes are made: within force and the calendar, so that facts lie close together."""
    first = settings.first_days or ({} if document.force.first else {document.name: _FIRST})
    return replace(settings, first_days=first, provisional=False, assume_in_force=False)


def _terms_in(document: Document) -> set[str]:
    from policykit.model.policy.periods import OpenTerm

    return {
        limit.name
        for rule in document.rules
        if isinstance(rule.requirement, r.Response | r.Silence)
        and isinstance(limit := rule.requirement.limit, OpenTerm)
        and limit.name in TERMS
    }


class Noise:
    """Adds to a history what no rule directs."""

    def __init__(
        self, pack: Pack, chance: Chance, settings: Settings, facts: tuple[Fact, ...], as_of: datetime
    ) -> None:
        """Begin with the facts of the scenes."""
        self._vocabulary = pack.plugins.vocabulary
        self._document, self._chance = pack.document, chance
        self._as_of = as_of
        self.drafts = Drafts(self._vocabulary, "n-")
        for fact in facts:
            self.drafts.take(fact)
        days = hot_days(pack.document, calendar_of(pack.plugins, settings), settings)
        self._hot = [datetime.combine(d, t, SHANGHAI) for d in days for t in _ENDS]
        self._constants = dict(_constants(pack.document))
        self._types = sorted({t for rule in pack.document.rules for t in _types(rule)})
        self._rules = [rule.name for rule in pack.document.rules]
        self._waivable = [rule for rule in pack.document.rules if rule.modality.in_principle]
        self._attested = [rule.name for rule in pack.document.rules if isinstance(rule.requirement, r.Attestation)]

    # ------------------------------------------------------------ what there is

    def ids(self, kind: str) -> list[str]:
        """The ids of a kind that facts name so far, one that none does, and one that differs in width only."""
        named = (v for d in self.drafts.all for f, v in d.fields.items() if self._refers(d.type, f) == kind)
        found = list(dict.fromkeys(str(v) for v in named))[:_MOST_ENTITIES]
        wide = found[0].replace("-", "－") if found and self._chance.pick((False, False, False, True)) else f"{kind}-9"
        return [*found, *found, wide]

    def _refers(self, type_: str, field: str) -> str | None:
        definition = self._vocabulary.events[type_].fields.get(field)
        return definition.type.refers_to if definition else None

    def moment(self) -> datetime:
        """A moment at which something may happen: that of a fact, one beside it, the end or beginning of a day."""
        if self.drafts.all and self._chance.pick((True, True, True, False)):
            at = self._chance.pick(self.drafts.all).at + self._chance.pick(_STEPS)
        else:
            at = self._chance.pick(self._hot)
        if self._chance.pick((False, False, True)):
            at = datetime.combine(legal_day(instant(at)), self._chance.pick(_ENDS), SHANGHAI)
        return at

    def as_of(self) -> datetime:
        """An instant to judge at, so few days after the first fact that every one of them can be judged."""
        times = [d.at for d in self.drafts.all] or [self._as_of]
        end = max(times) + self._chance.pick((40 * _DAY, _DAY, timedelta(0)))
        return min(self._chance.pick((self._as_of, end, end, self.moment())), min(times) + _LONGEST)

    # ------------------------------------------------------------ what is added

    def add(self) -> None:
        """Disturb the history some times, or not at all."""
        for _ in range(self._chance.pick((5, 0, 10, _MOST_NOISE))):
            match self._chance.pick(_WAYS):
                case "fact" if self._types:
                    self._say(self._chance.pick(self._types))
                case "again" if self.drafts.all:
                    self._again(self._chance.pick(self.drafts.all), self._chance.pick((1, 1, 2, 4)))
                case "register":
                    self._say(self._chance.pick(_REGISTER[self._chance.pick(_KINDS)]))
                case "change" if self.drafts.all:
                    self._change(self._chance.pick(self.drafts.all))
                case "rule":
                    self._on_a_rule()
                case _ if self.drafts.all:
                    draft = self._chance.pick(self.drafts.all)
                    draft.late = self._chance.pick((timedelta(0), _DAY, 10 * _DAY, 40 * _DAY))
                case _:
                    pass

    def forget(self) -> None:
        """Some facts that rules look at do not say whose they are; mostly all do."""
        for _ in range(self._chance.pick((0, 0, 0, 1, 3))):
            seen = [d for d in self.drafts.all if d.type in self._types and self._forgettable(d)]
            if seen:
                draft = self._chance.pick(seen)
                for kind in self._forgettable(draft):
                    del draft.fields[kind]

    def _forgettable(self, draft: Draft) -> list[str]:
        fields = self._vocabulary.events[draft.type].fields
        return [k for k in _KINDS if k in draft.fields and not fields[k].required]

    def _again(self, draft: Draft, times: int) -> None:
        """The like of a fact happens again, some times in a row, sometimes with a difference."""
        step, at = self._chance.pick(_STEPS), self.moment()
        for number in range(times):
            again = self.drafts.add(draft.type, at + number * step, draft.fields)
            if self._chance.pick((False, False, True)):
                self._change(again)

    def _say(self, type_: str) -> Draft:
        """A fact of a type with some of its fields."""
        said: dict[str, object] = {}
        for name, definition in self._vocabulary.events[type_].fields.items():
            named = definition.type.kind is Kind.ID and name in _KINDS
            tested = name in self._constants
            if definition.required or (
                self._chance.pick((True, True, True, False))
                if named or tested
                else self._chance.pick((False,) * 7 + (True,))
            ):
                said[name] = self._value(name, definition.type)
        said.pop("occurred_at", None)
        return self.drafts.add(type_, self.moment(), said)

    def _value(self, name: str, type_: FieldType) -> object:
        near = self._constants.get(name, [])
        match type_.kind:
            case Kind.TRUTH:
                return self._chance.pick((True, False))
            case Kind.CHOICE:
                every = [c.value for c in type_.choices or ()]
                fitting = [v for v in near if v in every]
                return self._chance.pick([*fitting, *fitting, *every[:3]])
            case Kind.NUMBER:
                numbers = [v + n for v in near if isinstance(v, int) for n in (0, 1, -1)]
                return max(self._chance.pick([*numbers, 1, 2, 3]), type_.least or 0)
            case Kind.DATE:
                return legal_day(instant(self.moment()))
            case Kind.INSTANT:
                return self.moment()
            case Kind.ID if type_.refers_to == "fact":
                return self._chance.pick([*(d.id for d in self.drafts.all), "nothing"])
            case Kind.ID:
                return self._chance.pick(self.ids(type_.refers_to or ""))
            case Kind.SET:
                every = [c.value for c in (type_.element.choices if type_.element else None) or ()]
                return frozenset(v for v in every[:4] if self._chance.pick((True, False)))
            case _:
                texts = [v for v in near if isinstance(v, str)]
                return self._chance.pick([*texts, *_ODD, *SAMPLE_TEXTS[:3]])

    def _change(self, draft: Draft) -> None:
        """A field says something else, or nothing."""
        fields = self._vocabulary.events[draft.type].fields
        said = sorted(f for f in draft.fields if f not in ("occurred_at", "rule"))
        if not said:
            return
        name = self._chance.pick(said)
        if not fields[name].required and self._chance.pick((True, False)):
            del draft.fields[name]
        else:
            draft.fields[name] = self._value(name, fields[name].type)

    def _on_a_rule(self) -> None:
        """A waiver, an attestation, or that a matter is closed."""
        match self._chance.pick(("waiver", "attestation", "closed")):
            case "waiver" if self._waivable:
                rule = self._chance.pick(self._waivable)
                said = self._owner() | {"rule": self._chance.pick((rule.name, rule.id))}
                for name in ("from_day", "until_day"):
                    if self._chance.pick((False, True)):
                        said[name] = legal_day(instant(self.moment()))
                self.drafts.add("waiver.approved", self.moment(), said)
            case "attestation" if self._attested:
                said = self._owner() | {"rule": self._chance.pick(self._attested)}
                said["result"] = self._chance.pick(("pass", "fail"))
                named = [v for d in self.drafts.all for f, v in d.fields.items() if self._refers(d.type, f)]
                about = [d.id for d in self.drafts.all] + sorted({str(v) for v in named})
                if about and self._chance.pick((True, True, False)):
                    said["about"] = self._chance.pick(about)
                self.drafts.add("attestation.recorded", self.moment(), said)
            case _ if self.drafts.all:
                trigger = self._chance.pick(self.drafts.all)
                after = self._chance.pick((timedelta(0), _DAY, 40 * _DAY))
                self.drafts.add("matter.closed", trigger.at + after, {"trigger": trigger.id})
            case _:
                pass

    def _owner(self) -> dict[str, object]:
        return {
            kind: self._chance.pick(self.ids(kind)) for kind in ("account", "unit") if self._chance.pick((False, True))
        }


# ---------------------------------------------------------------- what rules speak of


def _nodes(node: object) -> Iterator[object]:
    if is_dataclass(node) and not isinstance(node, type):
        yield node
        for field in fields(node):
            if not isinstance(getattr(node, field.name), FieldType):
                yield from _nodes(getattr(node, field.name))
    elif isinstance(node, tuple):
        for item in node:
            yield from _nodes(item)


def _types(node: object) -> Iterator[str]:
    for found in _nodes(node):
        if isinstance(found, m.EventPattern):
            yield from found.events


def _constants(document: Document) -> Iterator[tuple[str, list[object]]]:
    """The fields that conditions test, by name, each with the constants that stand beside it."""
    found: dict[str, list[object]] = {}
    for node in _nodes((document.rules, document.exemptions)):
        if not isinstance(node, m.Compare | m.Member | m.Contains | m.Truth | m.Said):
            continue
        parts = list(_nodes(node))
        values = [p.value for p in parts if isinstance(p, m.Literal)]
        for part in parts:
            if isinstance(part, m.FieldRef):
                found.setdefault(part.field, []).extend(values)
    yield from found.items()


def spoken_types(document: Document) -> Iterable[str]:
    """The event types that the rules of a document name."""
    return sorted(set(_types(document.rules)))


def many(run: Run, times: int, each: timedelta) -> Run:
    """The history so many times over, each time a little later and of others; every few of them share their units."""
    vocabulary = run.pack.plugins.vocabulary
    facts: list[Fact] = []
    for number in range(times):
        later = (number % _STAGGERED) * each
        for fact in run.facts:
            said = {name: fact.value(name) for name in sorted(fact.said())}
            fields = vocabulary.events[fact.type].fields
            for name, value in said.items():
                kind = fields[name].type.refers_to if name in fields else None
                if kind is not None:
                    said[name] = f"{value}-{number // _SHARING if kind == 'unit' else number}"
            said |= {"id": f"{fact.id}-{number}", "occurred_at": fact.occurred_at + later}
            if fact.recorded_at is not None:
                said["recorded_at"] = fact.recorded_at + later
            facts.append(vocabulary.events[fact.type].model.model_validate(said))
    return replace(run, facts=tuple(facts))
