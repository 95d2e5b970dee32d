"""Repairs a history: every missing act done in time, every forbidden one dropped or changed.

In: a pack, facts and the instant of judging. Out: facts with no violation left, or the rules that stand against each
other. The reference evaluator says what is broken; each breach is mended after its form (`fixes`), and the mended
history judged again, because an act that one rule owes is a trigger of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from policykit.engine.check import as_of_instant
from policykit.engine.reference.history import History
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.finding import Finding
from policykit.packs import Pack
from policykit.testing.bench import Workshop
from policykit.testing.drafts import Drafts
from policykit.testing.fixes import fix
from policykit.testing.verdicts import house_settings, verdicts

_ROUNDS = 40
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a history could not be repaired: the names of the rules that were still broken, and how far it came."""

    rules: tuple[str, ...]
    facts: tuple[Fact, ...]


def repair(
    pack: Pack,
    facts: Iterable[Fact],
    as_of: date | datetime,
    *,
    settings: Settings | None = None,
    rounds: int = _ROUNDS,
) -> tuple[Fact, ...] | Conflict:
    """The history without violations as of that instant, or the rules that could not be kept together.

    A `Conflict` shows that this search found no way, not that there is none. Facts not known at `as_of` stay as they
    are. Raises as `verdicts` does.
    """
    settings = settings or house_settings(pack)
    drafts = Drafts(pack.plugins.vocabulary, prefix="repair:")
    for fact in facts:
        drafts.take(fact)
    tries: Counter[str] = Counter()
    watched: frozenset[str] = frozenset()
    for _ in range(rounds):
        now = drafts.facts()
        broken = _broken(pack, now, as_of, settings, watched) or _broken(pack, now, as_of, settings)
        if not broken:
            return now
        watched |= {f.rule for f in broken}
        history = History(now, as_of_instant(as_of), pack.plugins.vocabulary)
        workshop = Workshop(pack, drafts, history, settings)
        for finding in broken:
            if tries[finding.id] < _TRIES:
                fix(workshop, finding, tries[finding.id])
                tries[finding.id] += 1
        if all(tries[f.id] >= _TRIES for f in broken):
            break
    now = drafts.facts()
    broken = _broken(pack, now, as_of, settings)
    return Conflict(tuple(sorted({f.rule for f in broken})), now) if broken else now


def _broken(
    pack: Pack,
    facts: tuple[Fact, ...],
    as_of: date | datetime,
    settings: Settings,
    only: frozenset[str] | None = None,
) -> list[Finding]:
    """The violations to mend, of all rules or `only` some (judging few is quicker: those broken before come first).

    What follows from a breach goes away with the breach, unless that is none to mend.
    """
    if only is not None and not only:
        return []
    found = list(verdicts(pack, facts, as_of, settings=settings, only=only or frozenset()).violations)
    names = {f.rule for f in found}
    first = [f for f in found if pack.document.rule(f.rule).scope.breach_of not in names]
    return first or found
