"""A rule with the pack that it comes from: what a comparison speaks of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property

from policykit.analysis.compare.logic import ordered, relabelled
from policykit.engine.check import Task
from policykit.model.policy.conditions import LookBack
from policykit.model.policy.periods import OpenTerm
from policykit.model.policy.requirements import Anchor, Precedence, Response
from policykit.model.policy.rule import Rule
from policykit.model.text import Text
from policykit.packs import Pack
from policykit.packs.pack import PLUGIN_FILE
from policykit.plugins import load_plugins


@dataclass(frozen=True)
class Sourced:
    """A rule and its pack."""

    pack: Pack
    rule: Rule

    @property
    def id(self) -> str:
        """The rule's name with its jurisdiction."""
        return self.rule.id

    @cached_property
    def task(self) -> Task:
        """The pack as the evaluator takes it."""
        return Task(self.pack.document, self.pack.plugins)

    @cached_property
    def own(self) -> Rule:
        """The rule with its functions and checks under names that only the same code shares."""
        extensions = self.pack.plugins.extensions
        return relabelled(self.rule, {n: self._code(n) for n in (*extensions.functions, *extensions.checks)})

    @cached_property
    def content(self) -> str:
        """All that an answer about the rule depends on."""
        document, broken = self.pack.document, self.rule.scope.breach_of
        follows = with_rule_of(self.pack, broken).content if broken else ""
        return f"{self.own!r}|{document.exemptions!r}|{document.force!r}|{follows}"

    def _code(self, name: str) -> str:
        """What stands for a function or check: its name, and whose code it is where it is not everybody's.

        Two plug-ins may each have a function of one name; only the same code is the same function.
        """
        everybody = load_plugins().extensions
        if name in everybody.functions or name in everybody.checks:
            return name
        path = self.pack.folder / PLUGIN_FILE
        code = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else self.pack.name
        return f"{name}@{code}"

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The names of the open terms in its requirement."""
        return tuple(dict.fromkeys(t.name for t in _open_terms(self.rule.requirement)))

    @cached_property
    def looks_back_so_far(self) -> bool:
        """Whether it looks back over a window that ends somewhere."""
        return _looks_back_so_far(self.rule)

    def is_same(self, other: Sourced) -> bool:
        """Whether it is one rule of one document that binds alike in both, titles and places aside."""
        return self.id == other.id and bind_alike(self, other)


def bind_alike(one: Sourced, other: Sourced) -> bool:
    """Whether two rules bind alike those to whom both documents apply.

    They say the same, and so does what they rest on: the day of force, the rule whose breach they follow.
    """
    if not alike(one, other):
        return False
    if counts_from_force(one.rule) and one.pack.document.force.first != other.pack.document.force.first:
        return False
    broken, other_broken = one.rule.scope.breach_of, other.rule.scope.breach_of
    if broken is None or other_broken is None:
        return True
    return bind_alike(with_rule_of(one.pack, broken), with_rule_of(other.pack, other_broken))


def alike(one: Sourced, other: Sourced) -> bool:
    """Whether two rules say the same, whatever they are called, wherever and in what order they stand."""
    return ordered(bare(one.own)) == ordered(bare(other.own))


def counts_from_force(rule: Rule) -> bool:
    """Whether what a rule asks for is due so long after the document's first day of force."""
    return isinstance(rule.requirement, Response) and rule.requirement.anchor is Anchor.FORCE


def bare(rule: Rule) -> Rule:
    """What a rule says, without its name, its place and what is said about it."""
    return replace(
        rule,
        jurisdiction="",
        clause="",
        name="",
        title=Text("", ""),
        consequences=(),
        interpretations=(),
        line=0,
        topic=None,
    )


def with_rule_of(pack: Pack, name: str) -> Sourced:
    """The rule of that name of a pack. Raises `KeyError` if there is none."""
    return Sourced(pack, pack.document.rule(name))


def _looks_back_so_far(node: object) -> bool:
    if isinstance(node, LookBack | Precedence) and (node.within is not None or node.same is not None):
        return True
    if isinstance(node, tuple):
        return any(map(_looks_back_so_far, node))
    if is_dataclass(node) and not isinstance(node, type):
        return any(_looks_back_so_far(getattr(node, part.name)) for part in fields(node))
    return False


def _open_terms(node: object) -> Iterator[OpenTerm]:
    if isinstance(node, OpenTerm):
        yield node
    elif is_dataclass(node) and not isinstance(node, type):
        for part in fields(node):
            yield from _open_terms(getattr(node, part.name))
