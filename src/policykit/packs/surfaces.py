"""Every rule of a pack in both surfaces, as the formatter writes it: its text, and its syntax in the words of each."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policykit.language import RuleFileError
from policykit.language.formatter import in_surface
from policykit.language.parser import parse_document
from policykit.language.syntax import DocumentFile, GistLine, Node, NoteLine, RuleNode, TopicLine
from policykit.model.text import Lang, Text

if TYPE_CHECKING:
    from policykit.packs.pack import Pack


@dataclass(frozen=True, slots=True)
class Surfaces:
    """The texts and the syntax of the rules, by name, and what else the clauses say in the rule language, by place.

    The first of `further` belongs to the first clause: whom it exempts.
    """

    rules: Mapping[str, Text]
    trees: Mapping[Lang, Mapping[str, RuleNode]]
    further: tuple[tuple[Text, ...], ...]


def surfaces_of(pack: Pack) -> Surfaces:
    """The surfaces of a pack. Comments of the file are left out: they are about the file.

    Raises `RuleFileError` if the source has syntax errors, `FormatError` where a surface has no text that says the
    same.
    """
    tree = _tree(pack.source, f"{pack.name}.policy")
    vocabulary, extensions = pack.plugins.vocabulary, pack.plugins.extensions
    zh, en = (_Read(*in_surface(tree, lang, vocabulary, extensions)) for lang in (Lang.ZH, Lang.EN))
    rules = {name: Text(text, en.rules[name]) for name, text in zh.rules.items()}
    further = zip(zh.further, en.further, strict=True)
    return Surfaces(rules, {Lang.ZH: zh.trees, Lang.EN: en.trees}, tuple(tuple(map(Text, a, b)) for a, b in further))


class _Read:
    """A formatted document, cut into its parts."""

    def __init__(self, text: str, tree: DocumentFile) -> None:
        clauses = tree.clauses
        items = [item for clause in clauses for item in clause.items]
        self.trees = {r.name.text: r for r in items if isinstance(r, RuleNode)}
        self.rules = {name: _cut(text, r) for name, r in self.trees.items()}
        self.further = [
            [_cut(text, i) for i in c.items if not isinstance(i, GistLine | NoteLine | TopicLine | RuleNode)]
            for c in clauses
        ]


def _cut(text: str, node: Node) -> str:
    """The text of a node, moved to the left edge."""
    span = node.span
    return textwrap.dedent(" " * (span.column - 1) + text[span.start : span.end])


def _tree(text: str, path: str) -> DocumentFile:
    parsed = parse_document(text, path)
    if not isinstance(parsed.tree, DocumentFile):
        raise RuleFileError(parsed.diagnostics, {path: text})
    return parsed.tree
