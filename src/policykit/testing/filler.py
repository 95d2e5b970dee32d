"""Finds values that make a condition true, or false: a small search over the fields that the condition names.

In: a condition, what it shall be, and what is already settled. Out: states, each one way to do it: values of fields of
facts and attributes of entities, earlier facts that must be there, and facts that must not. Nothing is random here: the
order is that of the condition and of the values tried, the rule's own constants first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import islice, product

from policykit.calendar import NationalCalendar
from policykit.engine.reference.conditions import holds
from policykit.engine.reference.history import History
from policykit.engine.reference.values import Look
from policykit.model.policy import conditions as m
from policykit.model.time import instant, legal_day
from policykit.model.vocabulary import FieldType, Kind
from policykit.plugins import Plugins
from policykit.testing.trees import Frame, Slot, literals_in, refs_in, slot_of, written

SAMPLE_TEXTS = (
    "某县人民政府办公室",
    "县府办",
    "甲",
    "乙",
    "https://zwfw.example.gov.cn",
    "https://www.example.com",
    "GS(2020)2815号",
    "37130099001-19001",
)
"""Texts that are tried where a rule does not say which: names, people, and numbers of the usual forms."""

_MOST_TRIED = 400
_BEFORE = timedelta(minutes=5)


class Absent(Enum):
    """What a field holds that a fact, or the register, leaves out."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class State:
    """One way: values, facts wanted beside the first, and patterns that no fact may fit.

    `before` holds what fields said that may now change: a set keeps what it held as far as it can.
    """

    values: Mapping[Slot, object]
    wanted: tuple[Frame, ...] = ()
    avoided: tuple[m.EventPattern, ...] = ()
    before: Mapping[Slot, object] = field(default_factory=dict)

    def with_value(self, slot: Slot, value: object) -> State:
        """The state with one value more."""
        return replace(self, values={**self.values, slot: value})

    def of(self, place: str) -> dict[str, object]:
        """The values of a frame or entity that are said."""
        return {f: v for (p, f), v in self.values.items() if p == place and v is not ABSENT}


class Filler:
    """Searches for one set of entities: `ids` holds the unit, account and staff that facts are about by default."""

    def __init__(self, plugins: Plugins, ids: Mapping[str, str], fresh: Callable[[str], str]) -> None:
        """Search with the plug-ins' vocabulary and functions; `fresh` makes ids of subjects."""
        self._plugins = plugins
        self._ids = dict(ids)
        self._fresh = fresh
        self._frames = 0
        nowhere = History((), 0, plugins.vocabulary)
        self._look = Look(nowhere, NationalCalendar(), plugins.extensions, 0)

    # ------------------------------------------------------------ frames

    def frame(self, event: str, at: datetime) -> Frame:
        """A frame for a new fact."""
        self._frames += 1
        return Frame(f"fact{self._frames}", event, at)

    def act(
        self, pattern: m.EventPattern, frame: Frame, outer: Frame, trigger: Frame | None, state: State
    ) -> Iterator[State]:
        """The states in which the fact of `frame` fits the pattern, seen from the fact `outer`."""
        for kind in pattern.key:
            state = self._share(kind, frame, outer, state)
        if pattern.where is None:
            yield state
        else:
            seen_from = outer if outer.event else trigger
            yield from self.solve(pattern.where, frame, seen_from, state, want=True)

    def _share(self, kind: str, frame: Frame, outer: Frame, state: State) -> State:
        value = self._get((outer.name, kind), outer, state)
        if value is None or value is ABSENT:
            value = self._ids.get(kind) or self._fresh(kind)
            if self._has(outer.event, kind) and (outer.name, kind) not in state.values:
                state = state.with_value((outer.name, kind), value)
        return state.with_value((frame.name, kind), value) if self._has(frame.event, kind) else state

    def _has(self, event: str, name: str) -> bool:
        found = self._plugins.vocabulary.events.get(event)
        return found is not None and name in found.fields

    @staticmethod
    def _get(slot: Slot, frame: Frame | None, state: State) -> object | None:
        if slot in state.values:
            return state.values[slot]
        if frame is not None and slot == (frame.name, "occurred_at"):
            return frame.at
        return None

    # ------------------------------------------------------------ conditions

    def solve(
        self, condition: m.Condition, frame: Frame, trigger: Frame | None, state: State, *, want: bool
    ) -> Iterator[State]:
        """The states in which the condition, on the fact of `frame`, is `want`: never unknown."""
        match condition:
            case m.And(items) | m.Or(items):
                if isinstance(condition, m.And) is want:
                    said_last = tuple(sorted(items, key=lambda i: isinstance(i, m.Said)))
                    yield from self._all(said_last, frame, trigger, state, want=want)
                else:
                    for item in items:
                        yield from self.solve(item, frame, trigger, state, want=want)
            case m.Not(item):
                yield from self.solve(item, frame, trigger, state, want=not want)
            case m.Said(said, negated):
                yield from self._said(said, frame, trigger, state, want=want is not negated)
            case m.LookBack():
                yield from self._look_back(condition, frame, trigger, state, want=want is not condition.negated)
            case _:
                yield from self._leaf(condition, frame, trigger, state, want=want)

    def _all(
        self, items: tuple[m.Condition, ...], frame: Frame, trigger: Frame | None, state: State, *, want: bool
    ) -> Iterator[State]:
        if not items:
            yield state
            return
        for found in self.solve(items[0], frame, trigger, state, want=want):
            yield from self._all(items[1:], frame, trigger, found, want=want)

    def _said(
        self, ref: m.FieldRef, frame: Frame, trigger: Frame | None, state: State, *, want: bool
    ) -> Iterator[State]:
        slot, owner = slot_of(ref, frame, trigger)
        known = self._get(slot, owner, state)
        if known is not None:
            if (known is not ABSENT) is want:
                yield state
        elif want:
            for value in self._candidates(ref.type, (), (), frame):
                yield state.with_value(slot, value)
        else:
            yield state.with_value(slot, ABSENT)

    def _look_back(
        self, back: m.LookBack, frame: Frame, trigger: Frame | None, state: State, *, want: bool
    ) -> Iterator[State]:
        if not want:
            yield replace(state, avoided=(*state.avoided, back.pattern))
            return
        for event in back.pattern.events:
            at = frame.at - _BEFORE
            if back.same is not None and legal_day(instant(at)) != legal_day(instant(frame.at)):
                at = frame.at
            earlier = self.frame(event, at)
            for found in self.act(back.pattern, earlier, frame, trigger, state):
                yield replace(found, wanted=(*found.wanted, earlier))

    # ------------------------------------------------------------ comparisons

    def _leaf(
        self, leaf: m.Condition, frame: Frame, trigger: Frame | None, state: State, *, want: bool
    ) -> Iterator[State]:
        refs = {slot_of(r, frame, trigger): r for r in refs_in(leaf)}
        literals = tuple(literals_in(leaf))
        known = {slot: self._get(slot, owner, state) for slot, owner in refs}
        if any(v is ABSENT for v in known.values()):
            return
        settled = tuple(v for v in known.values() if v is not None)
        free = [(slot, ref) for (slot, _), ref in refs.items() if known[slot] is None]
        options = [
            [*_kept(state.before.get(slot), literals), *self._candidates(ref.type, literals, settled, frame)]
            for slot, ref in free
        ]
        for values in islice(product(*options), _MOST_TRIED):
            tried = {**known, **{slot: v for (slot, _), v in zip(free, values, strict=True)}}
            tested = written(leaf, {ref: tried[slot_of(ref, frame, trigger)[0]] for ref in refs_in(leaf)})
            if holds(tested, self._look) is want:
                yield replace(state, values={**state.values, **{slot: tried[slot] for slot, _ in free}})

    def _candidates(
        self, type_: FieldType, literals: tuple[object, ...], settled: tuple[object, ...], frame: Frame
    ) -> list[object]:
        """The values to try for a field, the rule's own constants and what they are compared with first."""
        near = [*literals, *settled]
        match type_.kind:
            case Kind.TRUTH:
                return [True, False]
            case Kind.CHOICE:
                every = [c.value for c in type_.choices or ()]
                return list(dict.fromkeys([*(str(v) for v in near if str(v) in every), *every]))
            case Kind.NUMBER:
                numbers = [v for v in near if isinstance(v, int) and not isinstance(v, bool)]
                years = [v.year for v in near if isinstance(v, date)] + [frame.at.year]
                tried = dict.fromkeys([*numbers, *(n + d for n in numbers for d in (1, -1)), 1, 2, 3, *years])
                return [n for n in tried if type_.least is None or n >= type_.least]
            case Kind.DATE:
                found = [v for v in near if isinstance(v, date)] or [frame.at]
                days = [legal_day(instant(d)) if isinstance(d, datetime) else d for d in found]
                return [*days, *(d + timedelta(days=n) for d in days for n in (1, -1))]
            case Kind.ID:
                own = self._ids.get(type_.refers_to or "")
                ids = [v for v in near if isinstance(v, str)]
                return list(dict.fromkeys([*([own] if own else []), *ids, self._fresh(type_.refers_to or "thing")]))
            case Kind.SET:
                return _sets(type_, literals)
            case _:
                texts = [v for v in near if isinstance(v, str)]
                return list(dict.fromkeys([*texts, *SAMPLE_TEXTS]))


def _kept(before: object, literals: tuple[object, ...]) -> list[object]:
    """A set as it was before with the constants added, or taken out; nothing for other values."""
    if not isinstance(before, frozenset):
        return []
    named = {v for value in literals for v in (value if isinstance(value, frozenset) else (value,))}
    return [before | named, before - named]


def _sets(type_: FieldType, literals: tuple[object, ...]) -> list[object]:
    named: list[object] = []
    for value in literals:
        named.extend(value if isinstance(value, frozenset) else [value])
    every = [c.value for c in type_.element.choices] if type_.element and type_.element.choices else []
    others = [v for v in every if v not in named]
    found: list[object] = [frozenset(named), frozenset({*named, *others[:1]})]
    found.extend(frozenset(v for v in named if v != left_out) for left_out in named)
    found.extend([frozenset(others[:1]), frozenset(every)])
    return list(dict.fromkeys(found))
