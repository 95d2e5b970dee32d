"""The way into the language: a file's text becomes a checked document, or cases, with all diagnostics."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from policykit.language.checker import Context, Problems, document
from policykit.language.diagnostics import Diagnostic, RuleFileError, Severity, in_order
from policykit.language.parser import parse_cases, parse_document
from policykit.language.syntax import CaseFile, DocumentFile
from policykit.model.extension import Extensions
from policykit.model.policy.document import Document
from policykit.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading a rule file: the document (None if it cannot be used) and all diagnostics in order.

    `tree` is its syntax, None if that has errors.
    """

    document: Document | None
    diagnostics: tuple[Diagnostic, ...]
    tree: DocumentFile | None = field(default=None, compare=False, repr=False)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep the file from being used."""
        return tuple(d for d in self.diagnostics if d.severity is Severity.ERROR)


def read_document(source: str, path: str, vocabulary: Vocabulary, extensions: Extensions) -> Read:
    """Read and check a document's rule file. Never raises for what is wrong in it: see `diagnostics`."""
    parsed = parse_document(source, path)
    if parsed.tree is None:
        return Read(None, tuple(in_order(parsed.diagnostics)))
    tree = cast("DocumentFile", parsed.tree)
    problems = Problems(path)
    checked = document(tree, Context(vocabulary, extensions), problems, source)
    found = tuple(in_order(problems.found))
    usable = all(d.severity is not Severity.ERROR for d in found)
    return Read(checked if usable else None, found, tree)


def read_cases(source: str, path: str) -> CaseFile:
    """Parse a file of cases. Raises `RuleFileError` with everything that is wrong."""
    parsed = parse_cases(source, path)
    if parsed.tree is None:
        raise RuleFileError(parsed.diagnostics, {path: source})
    return cast("CaseFile", parsed.tree)
