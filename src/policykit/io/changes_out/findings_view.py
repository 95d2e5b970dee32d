"""What people read of findings that changed: counts by rule, then the findings with a breach on either side.

In: `FindingChanges`, a language. Out: a `Section`. Ids and times only: nothing that people wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policykit.analysis.changes.results import FindingChange, FindingChanges, RuleCount, Seen
from policykit.io.changes_out import words
from policykit.io.changes_out.parts import Grid, Item, Reader, Section
from policykit.io.report_out.rows import clock, visible
from policykit.io.report_out.words import facts, force, verdict
from policykit.model.finding import Verdict
from policykit.model.text import Lang, Text


def findings_section(findings: FindingChanges, lang: Lang) -> Section:
    """The findings as people read them in `lang`."""
    return Section("findings", words.FINDINGS.show(lang), tuple(_FindingsReader(lang).blocks(findings)))


class _FindingsReader(Reader):
    def blocks(self, findings: FindingChanges) -> Iterator[Item | Grid]:
        read = facts(findings.facts_read, findings.facts_after_as_of, len(findings.rejects))
        yield Item(self.line(words.AS_OF, clock(findings.as_of)))
        yield Item(self.line(words.FACTS, self.show(read)))
        yield Item(self.line(words.OLDER, self.show(force(findings.old_in_force))))
        yield Item(self.line(words.NEWER, self.show(force(findings.new_in_force))))
        changed = [r for r in findings.rules if r.changed]
        if not changed:
            yield Item(self.show(words.NO_FINDING_CHANGED))
            return
        yield self._counts(changed)
        if len(changed) < len(findings.rules):
            yield Item(self.show(words.more_rules(len(findings.rules) - len(changed))))
        for rule in changed:
            yield from self._listed(rule, [f for f in findings.findings if f.rule == rule.rule])

    def _counts(self, rules: list[RuleCount]) -> Grid:
        heads = (words.CLAUSE, words.RULE, *words.CHANGES.values(), words.SAME, words.BREACHES)
        rows = tuple(
            (
                self.clause(r.clause),
                self.say(r.title),
                f"{r.appeared:,}",
                f"{r.vanished:,}",
                f"{r.moved:,}",
                f"{r.same:,}",
                self.show(words.moved(_breaches(r.before), _breaches(r.after))),
            )
            for r in rules
        )
        return Grid(tuple(map(self.show, heads)), rows, frozenset({2, 3, 4, 5, 6}))

    def _listed(self, rule: RuleCount, changes: list[FindingChange]) -> Iterator[Item | Grid]:
        shown = [c for c in changes if c.matters]
        under = (Item(self.show(words.more_findings(len(changes) - len(shown)))),) if len(shown) < len(changes) else ()
        yield Item(f"{self.clause(rule.clause)} {self.say(rule.title)}", visible(rule.rule), under)
        if shown:
            heads = (words.CHANGE, words.UNIT, words.ACCOUNT, words.SUBJECT, words.SINCE, words.OLDER, words.NEWER)
            rows = tuple(map(self._row, shown))
            yield _without_empty(Grid((*map(self.show, heads), self.show(words.ID)), rows))

    def _row(self, found: FindingChange) -> tuple[str, ...]:
        before, after = found.before, found.after
        told = after or before
        return (
            self.show(words.CHANGES[found.change]),
            visible(found.unit or ""),
            visible(found.account or ""),
            visible(found.subject or ""),
            clock(found.triggered_at),
            self._seen(before, after),
            self._seen(after, before),
            visible(told.id if told else ""),
        )

    def _seen(self, seen: Seen | None, other: Seen | None) -> str:
        """A version's verdict, with those of its times that the other version does not have too."""
        if seen is None:
            return ""
        said = [self.show(verdict(seen.verdict))]
        if seen.due is not None and (other is None or other.due != seen.due):
            said.append(f"{self.show(words.DUE)} {clock(seen.due)}")
        if seen.settled_at is not None and (other is None or other.settled_at != seen.settled_at):
            said.append(f"{self.show(words.SETTLED)} {clock(seen.settled_at)}")
        return self.show(Text("，", ", ")).join(said)


def _breaches(counts: Mapping[Verdict, int]) -> str:
    return f"{sum(n for v, n in counts.items() if v.is_breach):,}"


def _without_empty(grid: Grid) -> Grid:
    """The table without the columns that no row fills."""
    filled = [n for n, _ in enumerate(grid.heads) if any(row[n] for row in grid.rows)]
    return Grid(tuple(grid.heads[n] for n in filled), tuple(tuple(row[n] for n in filled) for row in grid.rows))
