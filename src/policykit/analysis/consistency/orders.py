"""Acts that one rule orders and others leave no lawful way to do, in some circumstances.

In: a document. Out: the rule that orders, the rules that forbid, and the circumstances: what the register says of the
unit (its kind, its level, whether it is classified), and of the account where the ordering rule asks about it. They are
searched for with a quantifier: there are circumstances in which every act of the pattern breaks one of the rules.

Only what stays as it is counts as a circumstance. Everything else, what was done before, what the act says, is taken to
be free, so that 'approved, then closed' is no contradiction. A waiver is taken not to be there: what only a waiver
resolves is said. Earlier acts of the ordered kind are taken not to be there either: the first of them must be lawful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import z3

from policykit.analysis.compare.breaches import TRIGGER, breach
from policykit.analysis.compare.logic import Formula, World
from policykit.analysis.compare.sourced import Sourced
from policykit.analysis.compare.windows import Before
from policykit.analysis.consistency.ground import Ground, binding, fields_in, parts_of, triggers
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.rule import Rule
from policykit.model.vocabulary import Kind

LASTING = frozenset(
    {"kind", "level", "region", "classified", "public_function", "by_reference", "of_ministry", "competent"}
)
"""What a unit is. Its names and what it arranges for itself can be changed to suit a rule."""

_ORDERING = "ordering"
_MOST_STEPS = 20_000_000
_STARTS = {"account": "account.opened", "staff": "staff.assigned"}
_FREE = frozenset({"online", "paused"})
"""What an account's own acts change."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """An ordered act without a lawful way: who orders, who forbids, and in which circumstances (none: in all)."""

    orders: Sourced
    pattern: m.EventPattern
    forbid: tuple[Sourced, ...]
    circumstances: tuple[m.Condition, ...]


def forbidden(ground: Ground) -> Iterator[Forbidden]:
    """The acts that are ordered and cannot be done lawfully."""
    for sourced in ground.duties:
        pattern = ordered(sourced.own) if binding(sourced.rule) else None
        if pattern is None:
            continue
        against = [
            s
            for s in ground.duties
            if s is not sourced
            and binding(s.rule)
            and s.rule.scope.entity is None
            and triggers(s.rule) & set(pattern.events)
            and not isinstance(s.rule.requirement, r.Response | r.Abstention | r.Attestation)
        ]
        found = _Question(ground, sourced, pattern, against).answer() if against else None
        if found is not None:
            yield found


def ordered(rule: Rule) -> m.EventPattern | None:
    """The acts of which a rule wants one at least."""
    match rule.requirement:
        case r.Response(pattern) | r.Silence(pattern):
            return pattern
        case r.Frequency(pattern=pattern, bound=r.Bound.AT_LEAST):
            return pattern
        case r.Cardinality(counted=counted, bound=r.Bound.AT_LEAST) if counted in _STARTS:
            return m.EventPattern((_STARTS[counted],), None, ("unit",))
        case _:
            return None


class _Question:
    """One ordering rule and those that speak of the acts that it orders."""

    def __init__(self, ground: Ground, orders: Sourced, pattern: m.EventPattern, against: Sequence[Sourced]) -> None:
        self._ground, self._orders, self._pattern, self._against = ground, orders, pattern, against
        self._world = ground.world()

    def answer(self) -> Forbidden | None:
        """The circumstances in which the act cannot be done lawfully, with the rules that forbid it."""
        world = self._world
        found = [breach(s.own, world) for s in self._against]
        lawful = [z3.Not(f.formula) for f in found if f is not None]
        act = [
            world.events(self._pattern.events, TRIGGER),
            world.condition(self._pattern.where, TRIGGER, _ORDERING),
            z3.Not(z3.Bool("waived")),
            *self._none_before(),
        ]
        fixed, binds = self._fixed(), self._binds()
        every = z3.And(*act, *lawful, *world.known())
        free = [c for c in _variables(every) if c.decl().name() not in fixed and not _of_ordering(c.decl().name())]
        solver = z3.Solver()
        solver.set("rlimit", _MOST_STEPS)
        solver.add(binds, *world.known(), z3.Not(z3.Bool("waived")))
        solver.add(z3.ForAll(free, z3.Not(every)) if free else z3.Not(every))
        if solver.check() != z3.sat:
            return None
        chosen = self._chosen(solver, dict.fromkeys(fixed.values()))
        tracked = [*(world.condition(c, TRIGGER) for c in chosen.values()), *lawful]
        core = _smallest(world, tracked, [*act, binds])
        if core is None:
            return None
        against = tuple(self._against[n - len(chosen)] for n in core if n >= len(chosen))
        needed = {ref: condition for n, (ref, condition) in enumerate(chosen.items()) if n in core}
        return (
            Forbidden(self._orders, self._pattern, against, tuple(self._widened(solver, needed))) if against else None
        )

    def _binds(self) -> Formula:
        """That the ordering rule binds, read of the act's own unit and account where they are the same."""
        root = self._ground.root(self._orders)
        formula = self._ground.binds(root, self._world)
        linked = self._linked()
        renamed = ((v, z3.Const(_renamed(v.decl().name(), linked), v.sort())) for v in _variables(formula))
        return z3.substitute(formula, *renamed)

    def _linked(self) -> tuple[str, ...]:
        """The kinds of entities that the act shares with what it is ordered for."""
        key = self._pattern.key
        if "account" in key:
            return ("account", "unit")
        return ("unit",) if "unit" in key else ()

    def _fixed(self) -> dict[str, m.FieldRef]:
        """The variables of what stays as it is, with the fields that they are of."""
        root = self._ground.root(self._orders)
        own = fields_in([root.own.scope, root.own.exceptions])
        said = fields_in([s.own for s in self._against])
        found: dict[str, m.FieldRef] = {}
        for ref in sorted(own | said, key=lambda f: (f.owner.value, f.field)):
            linked = ref.owner.value in self._linked()
            lasting = ref.owner is m.Owner.UNIT and ref.field in LASTING
            asked = ref.owner is m.Owner.ACCOUNT and ref in own and ref.field not in _FREE
            if linked and (lasting or asked):
                for variable in _variables(self._world.condition(_any(ref), TRIGGER)):
                    found[variable.decl().name()] = ref
        return found

    def _none_before(self) -> Iterator[Formula]:
        """That no earlier fact is such an act: the act is the first."""
        for sourced in self._against:
            for part in parts_of((sourced.own.requirement, sourced.own.scope, sourced.own.exceptions)):
                if isinstance(part, m.LookBack) and self._is_ordered(part.pattern):
                    yield z3.Not(self._world.occurs(TRIGGER, part.pattern, Before.of(part)))

    def _is_ordered(self, pattern: m.EventPattern) -> bool:
        """Whether every fact of the pattern is such an act, of whomever."""
        return self._world.covered(replace(pattern, key=()), replace(self._pattern, key=()))

    def _chosen(self, solver: z3.Solver, refs: Iterable[m.FieldRef]) -> dict[m.FieldRef, m.Condition]:
        """One value of each field that can be told: the first that leaves no lawful way with those before."""
        found: dict[m.FieldRef, m.Condition] = {}
        for ref in refs:
            values = (_is(ref, [literal]) for literal in self._candidates(ref))
            condition = next((c for c in values if self._hopeless(solver, [*found.values(), c])), None)
            if condition is not None:
                found[ref] = condition
        return found

    def _widened(self, solver: z3.Solver, chosen: Mapping[m.FieldRef, m.Condition]) -> Iterator[m.Condition]:
        """The circumstances, each with all values that leave no lawful way with the others."""
        for ref in chosen:
            others = [c for r_, c in chosen.items() if r_ is not ref]
            candidates = self._candidates(ref)
            yield _is(ref, [c for c in candidates if self._hopeless(solver, [*others, _is(ref, [c])])])

    def _hopeless(self, solver: z3.Solver, conditions: Sequence[m.Condition]) -> bool:
        """Whether the conditions can hold where there is no lawful way."""
        return bool(solver.check(*(self._world.condition(c, TRIGGER) for c in conditions)) == z3.sat)

    def _candidates(self, ref: m.FieldRef) -> list[m.Literal]:
        """The values that may tell: all choices, yes and no, and what the rules compare the field with."""
        if ref.type.kind is Kind.TRUTH:
            return [m.Literal(value, ref.type) for value in (True, False)]
        if ref.type.kind is Kind.CHOICE:
            return [m.Literal(choice.value, ref.type) for choice in ref.type.choices or ()]
        nodes = [self._ground.root(self._orders).own, *(s.own for s in self._against)]
        literals = [p for n in nodes for p in parts_of(n) if isinstance(p, m.Literal) and p.type.kind is ref.type.kind]
        return list(dict.fromkeys(literals))


def _any(ref: m.FieldRef) -> m.Condition:
    """A condition on the field and nothing else, to learn of its variables."""
    samples: Mapping[Kind, object] = {Kind.TRUTH: True, Kind.DATE: date(2000, 1, 1), Kind.NUMBER: 0}
    value = next(iter(ref.type.choices)).value if ref.type.choices else samples.get(ref.type.kind, "")
    return _is(ref, [m.Literal(value, ref.type)])


def _is(ref: m.FieldRef, literals: Sequence[m.Literal]) -> m.Condition:
    """That the field has the value, or one of the values."""
    if len(literals) > 1:
        return m.Member(ref, tuple(literals))
    if ref.type.kind is Kind.TRUTH:
        return m.Truth(ref) if literals[0].value else m.Not(m.Truth(ref))
    return m.Compare(m.Comparison.EQ, ref, literals[0])


def _renamed(name: str, linked: Sequence[str]) -> str:
    """A variable of the ordering rule among those of the act: the same for an entity that both share."""
    for place in ("trigger", "entity"):
        for kind in linked:
            for before in ("", "said ", "day of "):
                start = f"{before}{place}/{kind}."
                if name.startswith(start) and not name.startswith(tuple(f"{start}{f}" for f in _FREE)):
                    return f"{before}trigger/{name.removeprefix(f'{before}{place}/')}"
    if name == "waived":
        return name
    if name.startswith("trigger."):
        return f"{_ORDERING}.{name.removeprefix('trigger.')}"
    for before in ("said ", "day of "):
        if name.startswith(f"{before}trigger."):
            return f"{before}{_ORDERING}.{name.removeprefix(f'{before}trigger.')}"
    return f"{_ORDERING} {name}"


def _of_ordering(name: str) -> bool:
    """Whether a variable says something of what gives rise to the order."""
    return name.removeprefix("said ").removeprefix("day of ").startswith(_ORDERING)


def _smallest(world: World, tracked: Sequence[Formula], assumed: Sequence[Formula]) -> list[int] | None:
    """A smallest choice of the tracked formulas that cannot hold together with what is assumed; None if all can."""
    if world.core([], *tracked, *assumed) is None:
        return None
    kept = list(range(len(tracked)))
    for number in range(len(tracked)):
        fewer = [n for n in kept if n != number]
        if world.core([], *(tracked[n] for n in fewer), *assumed) is not None:
            kept = fewer
    return kept


def _variables(formula: Formula) -> list[z3.ExprRef]:
    """The variables of a formula, each once."""
    found: dict[str, z3.ExprRef] = {}
    stack, seen = [formula], set()
    while stack:
        node = stack.pop()
        if node.get_id() in seen:
            continue
        seen.add(node.get_id())
        if z3.is_const(node) and node.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            found[f"{node} {node.sort()}"] = node
        stack.extend(node.children())
    return list(found.values())
