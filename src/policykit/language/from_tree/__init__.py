"""Lark's parse tree → our syntax tree. One method for each rule of `grammar.lark`, a class for each part of it.

In: parse trees with positions. Out: nodes of `language.syntax`. No name is looked up here; values that can't exist (a
31st of February) raise `BadToken`, which the parser turns into a diagnostic.
"""

from policykit.language.from_tree.cases import FromCases
from policykit.language.from_tree.conditions import FromConditions
from policykit.language.from_tree.documents import FromDocuments
from policykit.language.from_tree.parts import BadToken
from policykit.language.from_tree.requirements import FromRequirements
from policykit.language.from_tree.rules import FromRules

__all__ = ["BadToken", "FromTree"]


class FromTree(FromDocuments, FromRules, FromRequirements, FromConditions, FromCases):
    """Builds the syntax tree from the leaves up."""
