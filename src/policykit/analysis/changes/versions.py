"""Two versions of a document set side by side: which rule of the older one is which of the newer one.

In: two packs. Out: their rules in pairs, both in one vocabulary, the older version under the names that its rules have
now, so that a change of name is no change of meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from policykit.analysis.compare.sourced import Sourced, alike, with_rule_of
from policykit.model.policy.rule import Rule
from policykit.model.vocabulary import Vocabulary
from policykit.packs import Pack
from policykit.packs.vocabularies import in_vocabulary


class Versions:
    """An older and a newer version. Rules of one name are one rule, whatever became of it."""

    def __init__(self, old: Pack, new: Pack) -> None:
        """Match the rules."""
        self.old, self.new = old, new
        self._renamed_old = in_vocabulary(_under_names(old, {}, new.name), joined(old, new))
        self._now = in_vocabulary(new, joined(new, old))
        self.names = self._renames()
        """The newer name of every rule that has another name now and says the same."""
        self._renamed_old = _under_names(self._renamed_old, self.names, new.name)
        self._old_names = {self.names.get(r.name, r.name): r.name for r in old.document.rules}

    def before(self, rule: Rule) -> Rule | None:
        """The older rule, as its file has it, that became a rule of the newer version."""
        name = self._old_names.get(rule.name)
        return None if name is None else self.old.document.rule(name)

    @property
    def removed(self) -> tuple[Rule, ...]:
        """The older rules that the newer version does not have."""
        kept = {r.name for r in self.new.document.rules}
        return tuple(r for r in self.old.document.rules if self.names.get(r.name, r.name) not in kept)

    def older(self, name: str) -> Sourced:
        """The older rule, by the name that it has now."""
        return with_rule_of(self._renamed_old, name)

    def newer(self, name: str) -> Sourced:
        """The newer rule of that name."""
        return with_rule_of(self._now, name)

    @property
    def all_older(self) -> tuple[Sourced, ...]:
        """All rules of the older version."""
        return tuple(Sourced(self._renamed_old, r) for r in self._renamed_old.document.rules)

    @property
    def all_newer(self) -> tuple[Sourced, ...]:
        """All rules of the newer version."""
        return tuple(Sourced(self._now, r) for r in self._now.document.rules)

    def _renames(self) -> dict[str, str]:
        """Found again and again: a rule that follows a breach says the same once the other is known by its new name."""
        old, new = self.old.document, self.new.document
        names = {r.name for r in old.rules}, {r.name for r in new.rules}
        gone = [r for r in old.rules if r.name not in names[1]]
        come = [r for r in new.rules if r.name not in names[0]]
        found: dict[str, str] = {}
        more = True
        while more:
            more = False
            pack = _under_names(self._renamed_old, found, self.new.name)
            for rule in gone:
                if rule.name not in found:
                    name = self._name_of(
                        with_rule_of(pack, rule.name), [r for r in come if r.name not in found.values()]
                    )
                    if name is not None:
                        found[rule.name], more = name, True
        return found

    def _name_of(self, rule: Sourced, among: list[Rule]) -> str | None:
        """What the rule is called now: of several that say the same the one of its title, or in its clause."""
        same = [r for r in among if alike(rule, Sourced(self._now, r))]
        same.sort(key=lambda r: (r.title != rule.rule.title, r.clause != rule.rule.clause))
        return same[0].name if same else None


def joined(own: Pack, other: Pack) -> Vocabulary:
    """The pack's vocabulary with the event types that only the other one has."""
    vocabulary = own.plugins.vocabulary
    more = [e.model for n, e in other.plugins.vocabulary.events.items() if n not in vocabulary.events]
    return vocabulary.extended(more) if more else vocabulary


def _under_names(pack: Pack, names: Mapping[str, str], jurisdiction: str) -> Pack:
    """The pack under another name, with the named rules under theirs."""
    document = pack.document
    rules = tuple(_renamed(r, names, jurisdiction) for r in document.rules)
    clauses = tuple(replace(c, rules=tuple(names.get(n, n) for n in c.rules)) for c in document.clauses)
    return replace(pack, document=replace(document, name=jurisdiction, rules=rules, clauses=clauses))


def _renamed(rule: Rule, names: Mapping[str, str], jurisdiction: str) -> Rule:
    broken = rule.scope.breach_of
    scope = rule.scope if broken is None else replace(rule.scope, breach_of=names.get(broken, broken))
    return replace(rule, jurisdiction=jurisdiction, name=names.get(rule.name, rule.name), scope=scope)
