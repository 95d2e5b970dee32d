"""From an outcome to a finding: whose it is, its id, its words, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from policykit.engine.reference.conditions import parts_of
from policykit.engine.reference.excuses import belongs_to
from policykit.engine.reference.judging import BY_REFERENCE, PROVISIONAL, Judging, Outcome, rests
from policykit.model.errors import CalendarEnds
from policykit.model.facts import subject_of
from policykit.model.finding import Finding, FindingIds, Message, RestsOn, Verdict
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.policy.rule import Modality, Rule
from policykit.model.text import Text
from policykit.model.time import Instant, legal_day, moment
from policykit.model.valid import Valid


def gives_nothing(rule: Rule) -> bool:
    """Whether a rule says only what is allowed: it gives no obligations and no findings."""
    return rule.modality is Modality.MAY and not isinstance(rule.requirement, r.Consequence)


def verdict_of(rule: Rule, verdict: Verdict) -> Verdict:
    """The verdict of a finding, by that of its outcome. Encouragements give advice instead of violations."""
    return Verdict.ADVISED if rule.modality.advice and verdict.is_breach else verdict


def to_finding(judging: Judging, outcome: Outcome) -> Finding:
    """The finding that an outcome is. Who makes many of one rule makes its `Findings` once."""
    return Findings(judging).of(outcome)


_valid_finding = Valid(Finding, Finding.model_fields)


class Findings:
    """Makes the findings of one rule: what all of them say is worked out once."""

    def __init__(self, judging: Judging) -> None:
        """Prepare for the outcomes of the rule."""
        rule = judging.rule
        self._judging, self._register = judging, judging.history.register
        self._text, self._worded = rule.title, Message.of(rule.title)
        self._said: dict[str, object] = dict.fromkeys(Finding.model_fields)
        self._said |= {
            "jurisdiction": rule.jurisdiction,
            "rule": rule.name,
            "clause": rule.clause,
            "title": self._worded,
            "modality": rule.modality.value,
            "policy_version": judging.document.version,
        }
        self.ids = FindingIds(rule.jurisdiction, rule.name)
        self._measures = tuple(c.value for c in rule.consequences)
        self._interpretations = tuple(rests("interpretation", t) for t in rule.interpretations)
        self._over_workdays = any(p.unit is PeriodUnit.WORKDAY for p in _windows(rule))

    def of(self, outcome: Outcome) -> Finding:
        """The finding that an outcome of the rule is."""
        judging = self._judging
        at = outcome.triggered_at if outcome.seen_at is None else outcome.seen_at
        account, unit = belongs_to(judging, at, outcome.fact, outcome.entity)
        verdict = verdict_of(judging.rule, outcome.verdict)
        entity_id = outcome.entity.id if outcome.entity else None
        said = {
            "id": self.ids(entity_id, outcome.identity),
            "verdict": verdict,
            "unit": unit,
            "account": account,
            "subject": subject_of(outcome.fact) if outcome.fact else entity_id,
            "triggered_at": moment(outcome.triggered_at),
            "due": moment(outcome.due) if outcome.due is not None else None,
            "settled_at": moment(outcome.settled_at) if outcome.settled_at is not None else None,
            "late_by_seconds": _late_by(judging, outcome),
            "evidence": _evidence(outcome),
            "message": self._message(outcome.message),
            "consequence": self._consequence(verdict),
            "rests_on": self._rests_on(outcome, unit, at),
        }
        return _valid_finding({**self._said, **said})

    def alike(self, verdict: Verdict) -> Finding:
        """What findings of one verdict of a form that says no more have in common; the rest of it says nothing."""
        said = {
            "id": "",
            "verdict": verdict,
            "message": self._worded,
            "consequence": self._consequence(verdict),
            "rests_on": self._interpretations,
            "evidence": (),
        }
        return _valid_finding({**self._said, **said})

    def _message(self, text: Text) -> Message:
        """The message of an outcome; many of a rule have the same."""
        if text is not self._text:
            self._text, self._worded = text, Message.of(text)
        return self._worded

    def _consequence(self, verdict: Verdict) -> tuple[str, ...]:
        """What follows: from a breach, or from what was identified."""
        requirement = self._judging.rule.requirement
        if isinstance(requirement, r.Consequence):
            return requirement.measures if verdict is Verdict.IDENTIFIED else ()
        return self._measures if verdict.is_breach else ()

    def _rests_on(self, outcome: Outcome, unit: str | None, at: Instant) -> tuple[RestsOn, ...]:
        found = (*self._interpretations, *outcome.rests_on)
        if self._over_workdays and PROVISIONAL not in outcome.rests_on and self._provisional(outcome):
            found = (*found, PROVISIONAL)
        entity = self._register.entity("unit", unit) if unit else None
        if entity is not None and entity.value("by_reference", at) is True:
            found = (*found, BY_REFERENCE)
        return found

    def _provisional(self, outcome: Outcome) -> bool:
        """Whether the rule looked back over working days that the calendar knows only provisionally."""
        at = outcome.settled_at
        if at is None:
            at = outcome.triggered_at if outcome.fact else self._judging.as_of
        try:
            return self._judging.calendar.status(legal_day(at) - timedelta(days=1)).provisional
        except CalendarEnds:
            return False


def _late_by(judging: Judging, outcome: Outcome) -> int | None:
    """How long after the due date the act came or `as_of` lies; None where nothing was late."""
    if outcome.due is None or not outcome.verdict.is_breach:
        return None
    until = outcome.settled_at if outcome.settled_at is not None else judging.as_of
    return (until - outcome.due) // 1_000_000 if until > outcome.due else None


def _evidence(outcome: Outcome) -> tuple[str, ...]:
    """The ids of the facts that show it, in order of time, each once."""
    facts = outcome.evidence
    if len(facts) == 1:
        return (facts[0].id,)
    return tuple([id_ for _, id_ in sorted({(f.at, f.id) for f in facts})])


def _windows(rule: Rule) -> Iterator[Period]:
    """Every period over which the rule looks back."""
    requirement = rule.requirement
    patterns: tuple[m.EventPattern, ...] = ()
    conditions: list[m.Condition | None] = [rule.scope.entity_where, *rule.exceptions]
    match requirement:
        case r.ConditionRequirement(condition) | r.State(condition):
            conditions.append(condition)
        case r.Chain(steps):
            patterns = steps
        case r.Cardinality(where=where):
            conditions.append(where)
        case r.Precedence(pattern, within):
            patterns = (pattern,)
            if within is not None:
                yield within
        case r.Response(pattern) | r.Abstention(pattern) | r.Frequency(pattern) | r.Silence(pattern):
            patterns = (pattern,)
        case r.Consequence(pattern, counted=counted):
            patterns = (pattern,)
            conditions.append(counted)
        case _:
            pass
    if rule.scope.trigger is not None:
        patterns = (*patterns, rule.scope.trigger)
    conditions.extend(p.where for p in patterns)
    for part in (p for c in conditions if c is not None for p in parts_of(c)):
        if isinstance(part, m.LookBack) and part.within is not None:
            yield part.within
