"""What takes an obligation away: exceptions (`除非`), and approved waivers of rules that hold 'in principle' (原则上).

Either excuses whatever was done or not done while it held; it reaches back only if a waiver says an earlier first day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from policykit.engine.reference.conditions import holds
from policykit.engine.reference.judging import EXCEPTION, Judging, Outcome, Shown, completed_day, exception_unknown
from policykit.engine.reference.register import Entity
from policykit.engine.reference.stretches import days_to_ask
from policykit.engine.reference.truth import Truth, Unknown, any_of
from policykit.engine.reference.values import Look, key_of_entity
from policykit.model.facts import Fact
from policykit.model.facts.procedure import WaiverApproved
from policykit.model.finding import Verdict
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start


def excepted(judging: Judging, look: Look) -> Truth:
    """Whether an exception of the rule holds at the look."""
    return any_of(holds(e, look) for e in judging.rule.exceptions)


def excepted_within(judging: Judging, entity: Entity, first: date, last: date) -> tuple[Truth, date | None]:
    """Whether an exception held at the end of one of the days, and on which first; days not yet over are not asked."""
    truth: Truth = False
    if not judging.rule.exceptions:
        return truth, None
    last = min(last, completed_day(judging.as_of))
    for day in days_to_ask(judging, entity, first, last, judging.rule.exceptions):
        truth = any_of((truth, excepted(judging, judging.look(day_last(day), entity=entity))))
        if truth is True:
            return True, day
    return truth, None


def belongs_to(
    judging: Judging, at: Instant, fact: Fact | None, entity: Entity | None
) -> tuple[str | None, str | None]:
    """The account and the unit that an obligation is of: those of the entity judged, else those of the trigger."""
    ids: list[str | None] = []
    for kind in ("account", "unit"):
        of_entity = key_of_entity(entity, kind, at) if entity else None
        ids.append(of_entity if of_entity or fact is None else judging.history.key(fact, kind))
    return ids[0], ids[1]


def is_exempt(judging: Judging, outcome: Outcome) -> bool:
    """Whether the whole document does not apply to the account or unit that the obligation is of.

    An exemption binds only where the register says that its condition holds: what it leaves unsaid exempts nobody.
    """
    if not judging.document.exemptions:
        return False
    at = outcome.triggered_at if outcome.seen_at is None else outcome.seen_at
    owners = dict(zip(("account", "unit"), belongs_to(judging, at, outcome.fact, outcome.entity), strict=True))
    for exemption in judging.document.exemptions:
        id_ = owners.get(exemption.entity)
        entity = judging.history.register.entity(exemption.entity, id_) if id_ else None
        if entity is not None and holds(exemption.where, judging.look(at, entity=entity)) is True:
            return True
    return False


def waiver_over(
    judging: Judging, owner: tuple[str | None, str | None], first: Instant, last: Instant
) -> tuple[WaiverApproved, Instant] | None:
    """The first waiver of the rule for the account and unit that is in effect from `first` to `last`, and since when.

    Not every instant need be covered, but one that is not after `as_of`.
    """
    if not judging.rule.modality.in_principle:
        return None
    found: list[tuple[Instant, WaiverApproved]] = []
    for waiver in judging.history.waivers:
        begins = day_start(waiver.from_day) if waiver.from_day else waiver.at
        ends = day_last(waiver.until_day) if waiver.until_day else judging.as_of
        if begins <= min(last, judging.as_of) and first <= ends and _is_for(judging, waiver, *owner):
            found.append((max(begins, waiver.at, first), waiver))
    if not found:
        return None
    since, waiver = min(found, key=lambda f: (f[0], f[1].id))
    return waiver, since


def _is_for(judging: Judging, waiver: WaiverApproved, account: str | None, unit: str | None) -> bool:
    """Whether a waiver is of this rule and names nobody else; one for an account lifts its unit's duties too."""
    if waiver.rule not in (judging.rule.name, judging.rule.id):
        return False
    if waiver.account is not None and account is None:
        return judging.history.key(waiver, "unit") == unit
    return waiver.account in (None, account) and waiver.unit in (None, unit)


def waived(judging: Judging, outcome: Outcome, first: Instant, last: Instant) -> Outcome:
    """The outcome, excused if a waiver was in effect at some instant from `first` to `last`, and nothing sooner."""
    at = outcome.triggered_at if outcome.seen_at is None else outcome.seen_at
    found = waiver_over(judging, belongs_to(judging, at, outcome.fact, outcome.entity), first, last)
    if found is None:
        return outcome
    waiver, since = found
    if outcome.verdict is Verdict.EXCUSED and outcome.settled_at is not None and outcome.settled_at <= since:
        return outcome
    return replace(
        outcome,
        verdict=Verdict.EXCUSED,
        message=show_waiver(waiver),
        settled_at=since,
        evidence=(*outcome.evidence, waiver),
    )


def lifted(judging: Judging, look: Look, outcome: Outcome, first: Instant, evidence: tuple[Shown, ...] = ()) -> Outcome:
    """The outcome of a duty that no fact triggers, excused if an exception holds at the look, else if it is waived.

    The duty has been open from `first`; `evidence` is what shows that it arose.
    """
    excused = excepted(judging, look)
    if excused is True:
        outcome = replace(outcome, verdict=Verdict.EXCUSED, message=EXCEPTION, settled_at=look.at, evidence=evidence)
    elif isinstance(excused, Unknown) and outcome.verdict.is_breach:
        outcome = replace(outcome, verdict=Verdict.UNDECIDED, message=exception_unknown(excused), settled_at=None)
    return waived(judging, outcome, first, open_until(judging, outcome))


def open_until(judging: Judging, outcome: Outcome) -> Instant:
    """The last instant at which an obligation was open, so that a waiver could still lift it."""
    return min(t for t in (judging.as_of, outcome.due, outcome.settled_at) if t is not None)


def show_waiver(waiver: WaiverApproved) -> Text:
    """That the rule was waived, and by what."""
    return show_waived(waiver.waiver)


def show_waived(waiver: str) -> Text:
    """That the rule was waived, by the waiver of that id."""
    return Text("已批准豁免({w})", "waived ({w})").fill(w=waiver)
