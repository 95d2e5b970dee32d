"""Conditions as formulas that z3 reasons about, and what is known of their parts.

In: conditions of the policy model. Out: z3 formulas over variables for fields, with an atom for each thing that looks
at other facts ('such a message was answered within five working days'). What is known of two such atoms, one of which
covers the other, is added as an axiom. What has no formula (a plug-in's function, a text within a text) is a variable
of its own: a proof then holds whatever its value is, so nothing is ever proved that is not so.

Histories are taken to be complete: no rule's outcome is unknown there. A three-valued condition that is not unknown
has its value under every completion, so two-valued logic is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from itertools import permutations
from typing import Generic, TypeAlias, TypeVar, cast

import z3

from policykit.analysis.compare.windows import Before, Window, Windows
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import PeriodUnit
from policykit.model.policy.requirements import Custom
from policykit.model.text import fold
from policykit.model.vocabulary import FieldType, Kind

Formula: TypeAlias = z3.BoolRef

T = TypeVar("T")

_MOST_STEPS = 20_000_000
"""How long z3 may think, in its own steps: the same on every machine, so that the same question has one answer."""

_CANDIDATE = "other fact"


@dataclass(frozen=True, slots=True)
class Occurs:
    """An atom: a fact of the pattern occurs in a window, seen from the fact (or entity) at `place`."""

    place: str
    pattern: m.EventPattern
    window: Window


@dataclass(frozen=True, slots=True)
class Sequenced:
    """An atom: facts of the steps occur before, in this order, seen from the fact at `place`."""

    place: str
    steps: tuple[m.EventPattern, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """An atom: an entity has so many others, as its group says. `amount` bounds the biggest group, or the smallest."""

    place: str
    counted: str
    where: m.Condition | None
    at_least: bool
    count: int
    group_by: str | None


Atom: TypeAlias = Occurs | Sequenced | Holds


def as_key(value: object) -> str:
    """A text that two values share only if they are equal: enough to name a variable."""
    if is_dataclass(value) and not isinstance(value, type):
        inner = ",".join(as_key(getattr(value, f.name)) for f in fields(value))
        return f"{type(value).__name__}({inner})"
    if isinstance(value, tuple | list):
        return f"[{','.join(map(as_key, value))}]"
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(as_key, value)))}}}"
    return repr(value)


@dataclass(frozen=True, slots=True)
class Built(Generic[T]):
    """What was built of formulas, with the variables in it of which something is known."""

    value: T
    atoms: Mapping[Atom, Formula]
    choices: Mapping[str, tuple[z3.ArithRef, Formula]]


class World:
    """Formulas over one range of days. Equal parts of rules get equal variables, whichever pack they come from."""

    def __init__(self, windows: Windows) -> None:
        """Reason over the range of the windows."""
        self.windows = windows
        self._codes = windows.codes
        self._covers = windows.covers
        self._atoms: dict[Atom, Formula] = {}
        self._choices: dict[str, tuple[z3.ArithRef, Formula]] = {}

    # ------------------------------------------------------------ what is built once

    def built(self, build: Callable[[World], T]) -> Built[T]:
        """What is built of formulas, to be taken into any world of the same windows."""
        own = World(self.windows)
        return Built(build(own), own._atoms, own._choices)

    def take(self, built: Built[T]) -> T:
        """What was built, its variables known here as if it were built here."""
        self._atoms.update((a, v) for a, v in built.atoms.items() if a not in self._atoms)
        self._choices.update((n, c) for n, c in built.choices.items() if n not in self._choices)
        return built.value

    # ------------------------------------------------------------ questions

    def valid(self, premises: Sequence[Formula], goal: Formula) -> bool:
        """Whether the goal surely follows from the premises."""
        return self.core([*premises], z3.Not(goal)) is not None

    def core(self, tracked: Sequence[Formula], *assumed: Formula) -> tuple[int, ...] | None:
        """Which of the tracked formulas cannot hold together with what is assumed; None if they can, or may."""
        solver = z3.SimpleSolver()  # z3's other one begins by choosing tactics, which takes longer than the question
        solver.set("rlimit", _MOST_STEPS)
        solver.add(*assumed)
        names = [z3.Bool(f"tracked {n}") for n in range(len(tracked))]
        for name, formula in zip(names, tracked, strict=True):
            solver.add(z3.Implies(name, formula))
        solver.add(*self.known())
        if solver.check(*names) != z3.unsat:
            return None
        found = {str(n) for n in solver.unsat_core()}
        return tuple(n for n, name in enumerate(names) if str(name) in found)

    def possible(self, *formulas: Formula) -> bool:
        """Whether the formulas may hold together: False only if they surely cannot."""
        return self.core([], *formulas) is None

    # ------------------------------------------------------------ conditions

    def condition(self, condition: m.Condition | None, place: str, trigger: str = "") -> Formula:
        """The formula of a condition on what stands at `place`, seen from the fact at `trigger`."""
        if condition is None:
            return z3.BoolVal(True)
        return _Reader(self, place, trigger).condition(condition)

    def events(self, names: tuple[str, ...], place: str) -> Formula:
        """That the fact at `place` is of one of the types."""
        return z3.Or(*(self.text(f"{place}.type") == self.code(n) for n in names))

    def text(self, name: str) -> z3.ArithRef:
        """The variable of a text, id or choice: texts are told apart by number."""
        return z3.Int(name)

    def code(self, text: str) -> int:
        """The number of a text, the same for texts that compare as equal."""
        return self._codes.setdefault(fold(text), len(self._codes))

    def choice(self, name: str, type_: FieldType) -> z3.ArithRef:
        """The variable of a choice, which has one of its values.

        Fields of one name that choose from different lists (the kind of a message, that of an incident) are different
        variables.
        """
        values = tuple(c.value for c in type_.choices or ())
        name = f"{name} in {values}"
        if name not in self._choices:
            variable = z3.Int(name)
            self._choices[name] = (variable, z3.Or(*(variable == self.code(v) for v in values)))
        return self._choices[name][0]

    def atom(self, atom: Atom) -> Formula:
        """The variable of an atom."""
        if atom not in self._atoms:
            self._atoms[atom] = z3.Bool(as_key(atom))
        return self._atoms[atom]

    def occurs(self, place: str, pattern: m.EventPattern, window: Window) -> Formula:
        """That a fact of the pattern occurs in the window."""
        return self.atom(Occurs(place, pattern, window))

    def covered(self, inner: m.EventPattern, outer: m.EventPattern) -> bool:
        """Whether every fact of the pattern `inner` surely is one of `outer` too."""
        if not set(inner.events) <= set(outer.events) or not set(outer.key) <= set(inner.key):
            return False
        if inner == outer:
            return True
        if (inner, outer) not in self._covers:
            self._covers[inner, outer] = self._is_covered(inner, outer)
        return self._covers[inner, outer]

    def _is_covered(self, inner: m.EventPattern, outer: m.EventPattern) -> bool:
        if outer.where is None:
            return True
        own = World(self.windows)
        types = own.events(inner.events, _CANDIDATE)
        return own.valid(
            [types, own.condition(inner.where, _CANDIDATE, "trigger")],
            own.condition(outer.where, _CANDIDATE, "trigger"),
        )

    # ------------------------------------------------------------ what is known

    def known(self) -> tuple[Formula, ...]:
        """What holds of the variables asked for so far, whatever the history."""
        return (*self._axioms(), *(domain for _, domain in self._choices.values()))

    def _axioms(self) -> Iterator[Formula]:
        atoms = list(self._atoms)
        for one, other in permutations(atoms, 2):
            if self._implies(one, other):
                yield z3.Implies(self._atoms[one], self._atoms[other])

    def _implies(self, one: Atom, other: Atom) -> bool:
        if one.place != other.place:
            return False
        match one, other:
            case Occurs(), Occurs():
                return self.covered(one.pattern, other.pattern) and self.windows.within(one.window, other.window)
            case Sequenced(), Occurs():
                everything = Before(None, None)
                return self.windows.within(everything, other.window) and any(
                    self.covered(step, other.pattern) for step in one.steps
                )
            case Sequenced(), Sequenced():
                return self._leads_to(one.steps, other.steps)
            case Holds(), Holds():
                return self._holds_implies(one, other)
            case _:
                return False

    def _leads_to(self, steps: tuple[m.EventPattern, ...], others: tuple[m.EventPattern, ...]) -> bool:
        """Whether the other steps are found among the steps, in order; no fact may be two of them."""
        if len({e for other in others for e in other.events}) < sum(len(other.events) for other in others):
            return False
        left = iter(steps)
        return all(any(self.covered(step, other) for step in left) for other in others)

    def _holds_implies(self, one: Holds, other: Holds) -> bool:
        if one.counted != other.counted or one.at_least is not other.at_least:
            return False
        if one.at_least:
            few, many = one, other
            enough = one.count >= other.count
            grouped = one.group_by == other.group_by
        else:
            few, many = other, one
            enough = one.count <= other.count
            grouped = one.group_by in (None, other.group_by)
        if not enough or not grouped:
            return False
        own = World(self.windows)
        few_of, many_of = (own.condition(h.where, "member", "owner") for h in (few, many))
        # at least so many in each group is asked only of groups that there are: both must have the same ones
        same = not one.at_least or one.group_by is None or own.valid([many_of], few_of)
        return same and own.valid([few_of], many_of)


class _Reader:
    """Reads one condition, seen from one place."""

    def __init__(self, world: World, place: str, trigger: str) -> None:
        """Read what stands at `place`; the fact that it is seen from stands at `trigger`."""
        self._world, self._place, self._trigger = world, place, trigger

    def condition(self, condition: m.Condition) -> Formula:
        """The formula of a condition."""
        match condition:
            case m.And(items):
                return z3.And(*map(self.condition, items))
            case m.Or(items):
                return z3.Or(*map(self.condition, items))
            case m.Not(item):
                return z3.Not(self.condition(item))
            case m.Truth(value):
                return self._truth(value)
            case m.Said(field, negated):
                said = z3.Bool(f"said {self._name(field)}")
                return z3.Not(said) if negated else said
            case m.Compare(comparison, left, right):
                return self._compare(comparison, left, right)
            case m.Member(value, options, negated):
                found = z3.Or(*(self._compare(m.Comparison.EQ, value, o) for o in options))
                return z3.Not(found) if negated else found
            case m.Contains(container, values, negated):
                held = z3.And(*(self._contains(container, v) for v in values))
                return z3.Not(held) if negated else held
            case m.LookBack(pattern, negated):
                found = self._world.occurs(self._place, pattern, Before.of(condition))
                return z3.Not(found) if negated else found

    def _name(self, ref: m.FieldRef) -> str:
        match ref.owner:
            case m.Owner.EVENT:
                return f"{self._place}.{ref.field}"
            case m.Owner.TRIGGER:
                return f"{self._trigger}.{ref.field}"
            case _:
                return f"{self._place}/{ref.owner.value}.{ref.field}"

    def _opaque(self, value: object) -> str:
        """The name of what has no formula: the same for the same expression on the same facts."""
        return f"opaque {self._place} {self._trigger} {as_key(value)}"

    def _truth(self, value: m.Expression) -> Formula:
        match value:
            case m.Literal(value=bool(said)):
                return z3.BoolVal(said)
            case m.FieldRef():
                return z3.Bool(self._name(value))
            case _:
                return z3.Bool(self._opaque(value))

    def _compare(self, comparison: m.Comparison, left: m.Expression, right: m.Expression) -> Formula:
        kind = self._kind(left, right)
        if kind is Kind.TRUTH:
            same = self._truth(left) == self._truth(right)
            return same if comparison is m.Comparison.EQ else z3.Not(same)
        a, b = self._value(left, kind), self._value(right, kind)
        match comparison:
            case m.Comparison.EQ:
                return a == b
            case m.Comparison.NE:
                return a != b
            case m.Comparison.LT:
                return a < b
            case m.Comparison.LE:
                return a <= b
            case m.Comparison.GT:
                return a > b
            case m.Comparison.GE:
                return a >= b

    @staticmethod
    def _kind(left: m.Expression, right: m.Expression) -> Kind:
        """How two values are compared: a time with a date by its day, everything else as what it is."""
        kinds = {e.type.kind for e in (left, right) if not isinstance(e, m.Duration)}
        return Kind.DATE if Kind.DATE in kinds else next(iter(sorted(kinds)))

    def _value(self, expression: m.Expression, kind: Kind) -> z3.ArithRef:
        match expression:
            case m.Literal(value=str(text)):
                return z3.IntVal(self._world.code(text))
            case m.Literal(value=date() as day):
                return z3.IntVal(day.toordinal())
            case m.Literal(value=int() | float() as number):
                return z3.RealVal(number)
            case m.FieldRef(type=type_):
                return self._field(expression, type_, kind)
            case m.Sum(operator, left, right):
                moved = self._sum(operator, left, right)
                return z3.Int(self._opaque(expression)) if moved is None else moved
            case _:
                opaque = self._opaque(expression)
                return z3.Real(opaque) if kind is Kind.NUMBER else z3.Int(opaque)

    def _field(self, ref: m.FieldRef, type_: FieldType, kind: Kind) -> z3.ArithRef:
        name = self._name(ref)
        match type_.kind:
            case Kind.NUMBER:
                return z3.Real(name)
            case Kind.CHOICE:
                return self._world.choice(name, type_)
            case Kind.INSTANT if kind is Kind.DATE:
                return z3.Int(f"day of {name}")
            case _:
                return z3.Int(name)

    def _sum(self, operator: str, left: m.Expression, right: m.Expression) -> z3.ArithRef | None:
        """A sum of numbers, or of a date and days; None for months and longer, which depend on the date."""
        sign = 1 if operator == "+" else -1
        if isinstance(right, m.Duration):
            days = {PeriodUnit.DAY: 1, PeriodUnit.NATURAL_DAY: 1, PeriodUnit.WEEK: 7}.get(right.period.unit)
            return None if days is None else self._value(left, Kind.DATE) + sign * days * right.period.count
        kind = self._kind(left, right)
        return self._value(left, kind) + sign * self._value(right, kind)

    def _contains(self, container: m.Expression, value: m.Expression) -> Formula:
        held = fold(value.value) if isinstance(value, m.Literal) and isinstance(value.value, str) else as_key(value)
        name = self._name(container) if isinstance(container, m.FieldRef) else self._opaque(container)
        seen = "" if isinstance(value, m.Literal) else f" {self._place} {self._trigger}"
        return z3.Bool(f"{name} contains {held}{seen}")


def relabelled(node: T, names: Mapping[str, str]) -> T:
    """The rule, or part of one, with its functions and checks under other names."""
    if isinstance(node, m.Call):
        node = replace(node, function=names.get(node.function, node.function))
    elif isinstance(node, Custom):
        node = replace(node, check=names.get(node.check, node.check))
    if isinstance(node, tuple):
        return cast("T", tuple(relabelled(part, names) for part in node))
    if is_dataclass(node) and not isinstance(node, type):
        changed = {f.name: relabelled(getattr(node, f.name), names) for f in fields(node)}
        return replace(node, **{k: v for k, v in changed.items() if v is not getattr(node, k)})
    return node


def ordered(node: T) -> T:
    """The rule, or part of one, with the parts of its conditions and the members of its lists in one order."""
    if isinstance(node, tuple):
        return cast("T", tuple(ordered(part) for part in node))
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed = {f.name: ordered(getattr(node, f.name)) for f in fields(node)}
    for name, kinds in (("items", (m.And, m.Or)), ("options", (m.Member,)), ("values", (m.Contains,))):
        if isinstance(node, kinds):
            changed[name] = tuple(sorted(changed[name], key=as_key))
    return replace(node, **{k: v for k, v in changed.items() if v is not getattr(node, k)})
