"""Makes a run that fails small, so that a person can read it: fewer rules, facts and fields, plainer conditions.

In: a run, and whether a run still fails. Out: a run that fails, of which no single part can be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from policykit.engine.settings import Settings
from policykit.language import syntax as s
from policykit.model.facts import Fact

from .strategies_noise import Run
from .strategies_rules import written

_T = TypeVar("_T")
_PARTS = (4, 2, 1)


def minimal(run: Run, fails: Callable[[Run], bool]) -> Run:
    """The run made smaller as long as something can be left out and it still fails."""
    while True:
        smaller = next((r for r in _smaller(run) if fails(r)), None)
        if smaller is None:
            return run
        run = smaller


def shown(run: Run) -> str:
    """The run as a person reads it: the rules, the facts as JSON lines, how it is judged."""
    facts = "\n".join(f.model_dump_json(exclude_none=True) for f in run.facts)
    return f"{run.pack.source}\n{facts}\nas of {run.as_of}, {run.settings}, covered: {run.covered}"


def _smaller(run: Run) -> Iterator[Run]:
    if run.settings != Settings():
        yield replace(run, settings=Settings())
    if run.covered is not None:
        yield replace(run, covered=None)
    tree = run.pack.tree
    assert tree is not None
    for plainer in _plainer_documents(tree):
        pack = written(plainer).pack
        if pack is not None and pack.document.rules:
            yield replace(run, pack=pack)
    for size in (len(run.facts) // part for part in _PARTS):
        for first in range(0, len(run.facts), max(size, 1)):
            yield replace(run, facts=(*run.facts[:first], *run.facts[first + max(size, 1) :]))
    for place, fact in enumerate(run.facts):
        for plainer in _plainer_facts(fact, run):
            yield replace(run, facts=(*run.facts[:place], plainer, *run.facts[place + 1 :]))


def _plainer_facts(fact: Fact, run: Run) -> Iterator[Fact]:
    definitions = run.pack.plugins.vocabulary.events[fact.type].fields
    said = {name: fact.value(name) for name in sorted(fact.said())}
    if fact.recorded_at is not None:
        yield type(fact).model_validate({k: v for k, v in said.items() if k != "recorded_at"})
    for name in said:
        if name in definitions and not definitions[name].required:
            yield type(fact).model_validate({k: v for k, v in said.items() if k != name})


def _plainer_documents(tree: s.DocumentFile) -> Iterator[s.DocumentFile]:
    (clause,) = tree.clauses
    for place in range(len(clause.items)):
        items = (*clause.items[:place], *clause.items[place + 1 :])
        yield replace(tree, clauses=(replace(clause, items=items),))
    if len(tree.header) > 1:
        yield replace(tree, header=tree.header[:1])
    for place, item in enumerate(clause.items):
        for plainer in _plainer(item):
            items = (*clause.items[:place], plainer, *clause.items[place + 1 :])
            yield replace(tree, clauses=(replace(clause, items=items),))


def _plainer(node: _T) -> Iterator[_T]:
    """A node with one part of it left out or taken for the whole."""
    match node:
        case s.AndNode(items) | s.OrNode(items):
            yield from items  # type: ignore[misc]
        case s.NotNode(item):
            yield item  # type: ignore[misc]
        case s.SumNode(left=left):
            yield left  # type: ignore[misc]
        case _:
            pass
    if not is_dataclass(node) or isinstance(node, type):
        return
    for field in fields(node):
        value = getattr(node, field.name)
        if field.name in ("where", "same", "within", "same_period") and value is not None:
            yield replace(node, **{field.name: None})
        if isinstance(value, tuple):
            if field.name in ("tail", "arguments") or (len(value) > 1 and field.name in ("paths", "steps", "items")):
                for place in range(len(value)):
                    yield replace(node, **{field.name: (*value[:place], *value[place + 1 :])})
            for place, part in enumerate(value):
                for plainer in _plainer(part):
                    yield replace(node, **{field.name: (*value[:place], plainer, *value[place + 1 :])})
        elif isinstance(value, s.Node):
            for plainer in _plainer(value):
                yield replace(node, **{field.name: plainer})
