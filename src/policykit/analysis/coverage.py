"""Which kinds of cases each rule has: violated, met, both sides of the boundary, the exception, a holiday.

Violated and met are seen from the verdicts that the cases expect. The others are seen from mutants: a rule has cases on
both sides of a boundary if raising and lowering its numbers are both noticed, a case of its exception if leaving the
exception out is, and a holiday case if counting plain days instead of working days is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policykit.analysis.mutants import Change
from policykit.analysis.mutation import MutantResult, mutate
from policykit.model.choice import Choice
from policykit.model.finding import Verdict
from policykit.model.policy.periods import Cadence, Period, PeriodUnit
from policykit.model.policy.requirements import Consequence, Frequency, Requirement, Response
from policykit.model.policy.rule import Modality, Rule
from policykit.packs.cases import Case, load_cases, run_case
from policykit.packs.pack import Pack


class CaseKind(Choice):
    """A kind of case that a rule should have."""

    VIOLATED = "violated", "违反"
    MET = "met", "履行"
    BOUNDARY = "boundary", "边界两侧"
    EXCEPTION = "exception", "例外"
    HOLIDAY = "holiday", "节假日"


_BROKEN = {Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED, Verdict.IDENTIFIED}
_KEPT = {Verdict.MET, Verdict.PENDING}


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """How many cases a rule has, which kinds it needs, and which of them are missing."""

    rule: Rule
    cases: int
    needed: tuple[CaseKind, ...]
    missing: tuple[CaseKind, ...]


def coverage(pack: Pack) -> Iterator[RuleCoverage]:
    """The coverage of every rule of a pack, in the document's order."""
    cases: dict[str, list[Case]] = {}
    for case in load_cases(pack):
        cases.setdefault(case.rule, []).append(case)
    mutated: dict[str, list[MutantResult]] = {}
    for result in mutate(pack):
        mutated.setdefault(result.mutant.rule.name, []).append(result)
    for rule in pack.document.rules:
        if rule.modality is Modality.MAY and not isinstance(rule.requirement, Consequence):
            continue
        own = cases.get(rule.name, [])
        results = mutated.get(rule.name, [])
        needed = tuple(_needed(rule, results))
        present = set(_present(pack, rule, own, results))
        yield RuleCoverage(rule, len(own), needed, tuple(k for k in needed if k not in present))


def _needed(rule: Rule, results: list[MutantResult]) -> Iterator[CaseKind]:
    yield CaseKind.VIOLATED
    yield CaseKind.MET
    if any(r.mutant.raises or r.mutant.lowers for r in results):
        yield CaseKind.BOUNDARY
    if rule.exceptions:
        yield CaseKind.EXCEPTION
    if _knows_working_days(rule.requirement):
        yield CaseKind.HOLIDAY


def _knows_working_days(requirement: Requirement) -> bool:
    if isinstance(requirement, Frequency):
        return requirement.cadence is Cadence.WORKDAY
    if not isinstance(requirement, Response) or not isinstance(requirement.limit, Period):
        return False
    return requirement.limit.unit in {PeriodUnit.WORKDAY, PeriodUnit.DAY, PeriodUnit.MONTH, PeriodUnit.HALF_YEAR}


def _present(pack: Pack, rule: Rule, cases: list[Case], results: list[MutantResult]) -> Iterator[CaseKind]:
    expected = {e.verdict for case in cases for e in case.expected}
    if expected & _BROKEN:
        yield CaseKind.VIOLATED
    if expected & _KEPT or _nothing_identified(rule, cases):
        yield CaseKind.MET
    if not any(r.survived for r in results if r.mutant.raises or r.mutant.lowers):
        yield CaseKind.BOUNDARY
    if not any(r.survived for r in results if r.mutant.change is Change.EXCEPTION):
        yield CaseKind.EXCEPTION
    if _holiday_noticed(results) or any(_over_a_holiday(pack, case) for case in cases):
        yield CaseKind.HOLIDAY


def _nothing_identified(rule: Rule, cases: list[Case]) -> bool:
    return isinstance(rule.requirement, Consequence) and any(e.verdict is None for k in cases for e in k.expected)


def _holiday_noticed(results: list[MutantResult]) -> bool:
    units = [r for r in results if r.mutant.change is Change.UNIT and "natural day" in r.mutant.name]
    return bool(units) and not any(r.survived for r in units)


def _over_a_holiday(pack: Pack, case: Case) -> bool:
    """Whether a due date of the case falls in a holiday arrangement, or follows a rest day."""
    calendar = pack.plugins.calendar("national")
    for finding in run_case(pack, case).findings:
        if finding.triggered_at is None or finding.due is None:
            continue
        last = finding.due.date()
        if calendar.first <= last <= calendar.last and calendar.status(last).name is not None:
            return True
        before = last.fromordinal(last.toordinal() - 1)
        if calendar.first <= before <= calendar.last and not calendar.status(before).working:
            return True
    return False
