"""What two versions of a document say of the same facts: findings that appear, vanish or move.

In: the reports of both versions, and which rules have another id now. Out: counts by rule and the findings that differ.
A finding is told by its id, which stands for its obligation; where the rule has another id, by whose it is and when it
began.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from policykit.analysis.changes.results import Change, FindingChange, FindingChanges, RuleCount, Seen
from policykit.model.finding import Finding
from policykit.model.report import Judged, Report

_Pair = tuple[Finding | None, Finding | None]


def finding_changes(before: Report, after: Report, renamed: Mapping[str, str]) -> FindingChanges:
    """How the findings differ. `renamed` gives the newer id of rules (`JURISDICTION/RULE`) that had another one.

    Both reports are of one document each. Raises `ValueError` if they are not of one instant.
    """
    if before.as_of != after.as_of:
        raise ValueError("reports of two instants")
    old = _by_rule(before.findings, renamed)
    new = _by_rule(after.findings, {})
    counts_before = {renamed.get(id_, id_): j for id_, j in _judged(before).items()}
    counts_after = _judged(after)
    counts, changed = [], []
    for rule in (*counts_after, *(r for r in counts_before if r not in counts_after)):
        by_id = rule not in renamed.values()
        pairs = list(_matched(old[rule], new[rule], by_id=by_id))
        changes = [c for pair in pairs if (c := _change(rule, *pair)) is not None]
        counts.append(_count(rule, counts_before.get(rule), counts_after.get(rule), changes, len(pairs)))
        changed += changes
    return FindingChanges(
        as_of=after.as_of,
        facts_read=after.facts_read,
        facts_after_as_of=after.facts_after_as_of,
        old_in_force=before.packs[0].in_force,
        new_in_force=after.packs[0].in_force,
        rules=tuple(counts),
        findings=tuple(changed),
        rejects=tuple(dict.fromkeys((*before.rejects, *after.rejects))),
    )


def _by_rule(findings: Iterable[Finding], renamed: Mapping[str, str]) -> defaultdict[str, list[Finding]]:
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        id_ = f"{finding.jurisdiction}/{finding.rule}"
        found[renamed.get(id_, id_)].append(finding)
    return found


def _judged(report: Report) -> dict[str, Judged]:
    return {f"{j.jurisdiction}/{j.rule}": j for j in report.judged}


def _matched(old: list[Finding], new: list[Finding], *, by_id: bool) -> Iterator[_Pair]:
    """The findings in pairs, in the order of the newer ones, then those that only the older version has."""
    if by_id:
        known = {f.id: f for f in old}
        kept = {f.id for f in new}
        yield from ((known.get(f.id), f) for f in new)
        yield from ((f, None) for f in old if f.id not in kept)
        return
    ahead, behind = _by_place(new), _by_place(old)
    for place in dict.fromkeys((*ahead, *behind)):
        yield from _in_pairs(behind.get(place, []), ahead.get(place, []))


def _by_place(findings: Iterable[Finding]) -> dict[tuple[object, ...], list[Finding]]:
    """By whose it is and when it began."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for f in sorted(findings, key=lambda f: (f.sort_key[2:5], f.evidence)):
        found.setdefault((f.unit, f.account, f.subject, f.triggered_at), []).append(f)
    return found


def _in_pairs(old: list[Finding], new: list[Finding]) -> Iterator[_Pair]:
    """The findings of one place: those on the same facts together, the others in order."""
    rest = list(old)
    alone = []
    for finding in new:
        same = next((f for f in rest if f.evidence == finding.evidence), None)
        if same is None:
            alone.append(finding)
        else:
            rest.remove(same)
            yield same, finding
    yield from zip_longest(rest, alone)


def _change(rule: str, before: Finding | None, after: Finding | None) -> FindingChange | None:
    shown = after or before
    old, new = _seen(before), _seen(after)
    if shown is None or (old is not None and new is not None and _moves(old) == _moves(new)):
        return None
    change = Change.APPEARED if old is None else Change.VANISHED if new is None else Change.MOVED
    return FindingChange(
        change=change,
        rule=rule,
        unit=shown.unit,
        account=shown.account,
        subject=shown.subject,
        triggered_at=shown.triggered_at,
        before=old,
        after=new,
    )


def _seen(finding: Finding | None) -> Seen | None:
    if finding is None:
        return None
    return Seen(id=finding.id, verdict=finding.verdict, due=finding.due, settled_at=finding.settled_at)


def _moves(seen: Seen) -> tuple[object, ...]:
    return (seen.verdict, seen.due, seen.settled_at)


def _count(
    rule: str, before: Judged | None, after: Judged | None, changes: Iterable[FindingChange], pairs: int
) -> RuleCount:
    told = after or before
    if told is None:
        raise ValueError("a rule of neither version")
    found = Counter(c.change for c in changes)
    return RuleCount(
        rule=rule,
        clause=told.clause,
        title=told.title,
        before=before.counts if before else {},
        after=after.counts if after else {},
        appeared=found[Change.APPEARED],
        vanished=found[Change.VANISHED],
        moved=found[Change.MOVED],
        same=pairs - found.total(),
    )
