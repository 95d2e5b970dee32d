"""The rules of a pack in both surfaces, as the formatter writes them: text, and syntax in the words of each.

A rule is written when it is asked for: most who ask, ask for a few.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from policykit.language import RuleFileError
from policykit.language.formatter import in_surface
from policykit.language.parser import parse_document
from policykit.language.syntax import (
    BreachScope,
    DocumentFile,
    GistLine,
    Node,
    NoteLine,
    RuleNode,
    TopicLine,
)
from policykit.model.text import Lang, Text

if TYPE_CHECKING:
    from policykit.packs.pack import Pack

_T_co = TypeVar("_T_co", covariant=True)


class Surfaces:
    """The texts and the syntax of the rules, by name, and what else the clauses say in the rule language, by place.

    Comments of the file are left out: they are about the file. Whatever is asked for raises `FormatError` where a
    surface has no text that says the same.
    """

    def __init__(self, pack: Pack) -> None:
        """The surfaces of a pack. Raises `RuleFileError` if its source has syntax errors."""
        self._tree = pack.tree or _tree(pack.source, f"{pack.name}.policy")
        self._vocabulary, self._extensions = pack.plugins.vocabulary, pack.plugins.extensions
        self._nodes = {i.name.text: i for c in self._tree.clauses for i in c.items if isinstance(i, RuleNode)}
        self._written: dict[tuple[str, Lang], tuple[str, RuleNode]] = {}

    @cached_property
    def rules(self) -> Mapping[str, Text]:
        """The text of each rule."""
        return _ByName(self._nodes, lambda name: Text(self._rule(name, Lang.ZH)[0], self._rule(name, Lang.EN)[0]))

    @cached_property
    def trees(self) -> Mapping[Lang, Mapping[str, RuleNode]]:
        """The syntax of each rule, in the words of each surface."""

        def of(lang: Lang) -> Mapping[str, RuleNode]:
            return _ByName(self._nodes, lambda name: self._rule(name, lang)[1])

        return {lang: of(lang) for lang in (Lang.ZH, Lang.EN)}

    @cached_property
    def further(self) -> tuple[tuple[Text, ...], ...]:
        """What else each clause says. The first belongs to the first clause: whom it exempts."""
        clauses = (
            replace(c, items=tuple(i for i in c.items if not isinstance(i, GistLine | NoteLine | TopicLine | RuleNode)))
            for c in self._tree.clauses
        )
        bare = replace(self._tree, header=(), clauses=tuple(clauses))
        zh, en = (self._in_surface(bare, lang) for lang in (Lang.ZH, Lang.EN))
        return tuple(
            tuple(Text(_cut(zh[0], a), _cut(en[0], b)) for a, b in zip(one.items, other.items, strict=True))
            for one, other in zip(zh[1].clauses, en[1].clauses, strict=True)
        )

    def _rule(self, name: str, lang: Lang) -> tuple[str, RuleNode]:
        """The text and the syntax of a rule. Raises `KeyError` for a rule that there is not."""
        if (name, lang) not in self._written:
            text, tree = self._in_surface(self._alone(self._nodes[name]), lang)
            node = next(i for c in tree.clauses for i in c.items if isinstance(i, RuleNode) and i.name.text == name)
            self._written[name, lang] = _cut(text, node), node
        return self._written[name, lang]

    def _alone(self, node: RuleNode) -> DocumentFile:
        """The document with nothing but the rule and those whose breach it follows: their words are in its reach."""
        names = {node.name.text}
        while isinstance(node.scope, BreachScope):
            node = self._nodes[node.scope.rule.text]
            names.add(node.name.text)
        clauses = (
            replace(c, items=tuple(i for i in c.items if isinstance(i, RuleNode) and i.name.text in names))
            for c in self._tree.clauses
        )
        return replace(self._tree, header=(), clauses=tuple(c for c in clauses if c.items))

    def _in_surface(self, tree: DocumentFile, lang: Lang) -> tuple[str, DocumentFile]:
        return in_surface(tree, lang, self._vocabulary, self._extensions)


class _ByName(Mapping[str, _T_co]):
    """What is made of each rule when it is asked for."""

    def __init__(self, nodes: Mapping[str, RuleNode], make: Callable[[str], _T_co]) -> None:
        self._nodes, self._make = nodes, make

    def __getitem__(self, name: str) -> _T_co:
        return self._make(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


def _cut(text: str, node: Node) -> str:
    """The text of a node, moved to the left edge."""
    span = node.span
    return textwrap.dedent(" " * (span.column - 1) + text[span.start : span.end])


def _tree(text: str, path: str) -> DocumentFile:
    parsed = parse_document(text, path)
    if not isinstance(parsed.tree, DocumentFile):
        raise RuleFileError(parsed.diagnostics, {path: text})
    return parsed.tree
