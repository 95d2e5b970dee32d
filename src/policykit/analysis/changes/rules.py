"""What changed between two versions of a document: every rule of either, with how it stands to what it was.

In: two packs. Out: `Changes`. Relations and proofs are those of `analysis.compare`, one rule against one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from policykit.analysis.changes import details
from policykit.analysis.changes.results import Changes, Kind, RuleChange
from policykit.analysis.changes.versions import Versions
from policykit.analysis.compare.comparer import Comparer, Memory, asks, is_premise
from policykit.analysis.compare.matrix import jurisdiction_of, range_of
from policykit.analysis.compare.normal import entry
from policykit.analysis.compare.proofs import Prover
from policykit.analysis.compare.results import Implication
from policykit.analysis.compare.sourced import Sourced
from policykit.engine.check import calendar_of
from policykit.engine.settings import Settings
from policykit.model.policy.rule import Rule
from policykit.packs import Pack


def changes(
    old: Pack,
    new: Pack,
    *,
    first: date | None = None,
    last: date | None = None,
    settings: Settings | None = None,
    memory: Memory | None = None,
    on_rule: Callable[[Rule, int, int], None] | None = None,
) -> Changes:
    """What changed from the old version to the new one, over the days from `first` to `last`.

    Without a range it is the one of `compare`. Both versions are taken to be in force throughout, are compared for
    those to whom both apply, and are read under the house values of the new one's name. `on_rule` is told each rule
    before it is compared, how many were done and how many there are. Raises `ValueError` for a range that ends before
    it begins, `PluginError` for an unknown calendar, `FormatError` where a rule has no text in one of the surfaces.
    """
    settings = settings or Settings()
    calendar = calendar_of(new.plugins, settings)
    first, last = range_of(first, last, calendar)
    reader = _Reader(
        Versions(old, new), Comparer(first, last, calendar, settings, memory), Prover(first, last, calendar, settings)
    )
    found: list[RuleChange] = []
    removed = reader.versions.removed
    total = len(new.document.rules) + len(removed)
    for rule in (*new.document.rules, *removed):
        if on_rule is not None:
            on_rule(rule, len(found), total)
        found.append(reader.removed(rule) if rule in removed else reader.now(rule))
    said = replace(settings, assume_in_force=False)
    sides = jurisdiction_of(old, said), jurisdiction_of(new, said)
    return Changes(
        first=first,
        last=last,
        old=sides[0],
        new=sides[1],
        document=details.of_document(old.document, new.document, sides),
        clauses=tuple(details.of_clauses(old.document, new.document)),
        rules=tuple(found),
    )


class _Reader:
    """Two versions being held against each other."""

    def __init__(self, versions: Versions, comparer: Comparer, prover: Prover) -> None:
        self.versions = versions
        self._comparer, self._prover = comparer, prover

    def now(self, rule: Rule) -> RuleChange:
        """A rule of the newer version: added, or held against what it was."""
        versions = self.versions
        newer, shown = versions.newer(rule.name), entry(versions.new, rule)
        was = versions.before(rule)
        if was is None:
            proof = self._implied(versions.all_older, newer)
            return RuleChange(kind=Kind.ADDED, before=None, after=shown, new_follows=proof)
        older, before = versions.older(rule.name), entry(versions.old, was)
        pair = self._comparer.pair([newer], [older], (newer.id, older.id))
        kind = Kind.KEPT if was.name == rule.name else Kind.RENAMED
        return RuleChange(
            kind=kind,
            before=before,
            after=shown,
            relation=pair.relation,
            old_follows=pair.forward[0] if pair.forward else None,
            new_follows=pair.backward[0] if pair.backward else None,
            details=details.of_rule((before, shown), (older, newer)),
        )

    def removed(self, rule: Rule) -> RuleChange:
        """A rule that only the older version has."""
        versions = self.versions
        proof = self._implied(versions.all_newer, versions.older(rule.name))
        return RuleChange(kind=Kind.REMOVED, before=entry(versions.old, rule), after=None, old_follows=proof)

    def _implied(self, by: tuple[Sourced, ...], rule: Sourced) -> Implication | None:
        """The proof that the rules imply it, if there is one. For a witness nobody looks: all other rules take part."""
        if not asks(rule):
            return None
        proof = self._prover.implied([p for p in by if is_premise(p, rule)], rule)
        return None if proof is None else Implication(rule=rule.id, outcome="implied", proof=proof)
