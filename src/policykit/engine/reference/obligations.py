"""One rule being judged: its context, the obligations it gives rise to, and how an obligation becomes a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from policykit.calendar import Calendar, Deadline, deadline
from policykit.engine.reference.conditions import Look, entity_of, holds
from policykit.engine.reference.history import History
from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Truth, Unknown, any_of
from policykit.engine.settings import Settings
from policykit.model.extension import Extensions
from policykit.model.facts import Fact, subject_of
from policykit.model.finding import Finding, Message, RestsOn, Verdict, finding_id
from policykit.model.policy.document import Document, Force
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.rule import Modality, Rule
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start, legal_day, moment


@dataclass(frozen=True)
class Judging:
    """A rule with all that its judging needs."""

    rule: Rule
    document: Document
    force: Force
    history: History
    calendar: Calendar
    extensions: Extensions
    settings: Settings

    @property
    def as_of(self) -> Instant:
        """The instant at which everything is judged."""
        return self.history.as_of

    def look(self, at: Instant, fact: Fact | None = None, entity: Entity | None = None) -> Look:
        """A look at a fact or an entity."""
        return Look(self.history, self.calendar, self.extensions, at, fact, None, entity)

    def event(self, name: str) -> Text:
        """What an event type is called."""
        return self.history.vocabulary.events[name].label

    def events(self, names: tuple[str, ...]) -> Text:
        """What alternative event types are called."""
        labels = [self.event(n) for n in names]
        return Text("或".join(e.zh for e in labels), " or ".join(e.en for e in labels))


@dataclass(frozen=True)
class Outcome:
    """What became of one obligation. `identity` tells it from the rule's other obligations on the same entity."""

    verdict: Verdict
    message: Text
    identity: str
    triggered_at: Instant
    fact: Fact | None = None
    entity: Entity | None = None
    due: Instant | None = None
    settled_at: Instant | None = None
    evidence: tuple[Fact, ...] = ()
    rests_on: tuple[RestsOn, ...] = field(default=())


def rests(kind: str, text: Text) -> RestsOn:
    """Something that a finding rests on."""
    return RestsOn(kind=kind, zh=text.zh, en=text.en)


PROVISIONAL = rests(
    "provisional_calendar", Text("暂按周一至周五为工作日推算", "provisional: weekdays taken as working days")
)
UNKNOWN_OPENING = rests(
    "unknown_opening",
    Text("开设时间未登记,自最早的事实起算", "its opening is not registered: it counts from its first fact"),
)
BY_REFERENCE = rests("by_reference", Text("参照执行", "applies by reference"))


# ---------------------------------------------------------------- scopes


def each_trigger(judging: Judging, judge: Callable[[Look], Outcome]) -> Iterator[Outcome]:
    """One outcome for each trigger in force (for each living entity, where the rule is for pairs)."""
    pattern = judging.rule.scope.trigger
    if pattern is None:
        raise ValueError(f"{judging.rule.id} has no trigger")
    for fact in judging.history.of(pattern.events):
        if not judging.force.holds_at(fact.at):
            continue
        for entity in _paired(judging, fact):
            look = judging.look(fact.at, fact, entity)
            applies = _applies(judging, look)
            if applies is False:
                continue
            excused = any_of(holds(e, look) for e in judging.rule.exceptions)
            if isinstance(applies, Unknown):
                yield undecided(
                    look,
                    Text("不知本条是否适用:{r}", "whether the rule applies is unknown: {r}").fill(r=applies.reason),
                )
            elif excused is True:
                yield at_trigger(look, Verdict.EXCUSED, Text("属于例外", "an exception applies"), settled_at=fact.at)
            else:
                outcome = judge(look)
                if isinstance(excused, Unknown) and outcome.verdict is not Verdict.MET:
                    reason = Text("不知是否属于例外:{r}", "whether an exception applies is unknown: {r}").fill(
                        r=excused.reason
                    )
                    outcome = undecided(look, reason)
                yield waived(judging, outcome, legal_day(fact.at), legal_day(fact.at))


def _paired(judging: Judging, fact: Fact) -> Iterator[Entity | None]:
    kind = judging.rule.scope.entity
    if kind is None:
        yield None
        return
    for entity in judging.history.register.all(kind):
        if entity.living(fact.at):
            yield entity


def _applies(judging: Judging, look: Look) -> Truth:
    scope = judging.rule.scope
    if scope.entity_where is not None:
        of_entity = holds(scope.entity_where, replace(look, fact=None))
        if of_entity is not True:
            return of_entity
    if scope.trigger is None or scope.trigger.where is None:
        return True
    return holds(scope.trigger.where, look)


def at_trigger(
    look: Look,
    verdict: Verdict,
    message: Text,
    *,
    due: Instant | None = None,
    settled_at: Instant | None = None,
    acts: tuple[Fact, ...] = (),
    rests_on: tuple[RestsOn, ...] = (),
) -> Outcome:
    """The outcome of an obligation that a fact gave rise to."""
    fact = look.fact
    if fact is None:
        raise ValueError("a trigger is a fact")
    evidence = (fact, *acts)
    return Outcome(verdict, message, fact.id, fact.at, fact, look.entity, due, settled_at, evidence, rests_on)


def undecided(look: Look, message: Text, *, due: Instant | None = None, acts: tuple[Fact, ...] = ()) -> Outcome:
    """The outcome of an obligation of which something is unknown."""
    return at_trigger(look, Verdict.UNDECIDED, message, due=due, acts=acts)


# ---------------------------------------------------------------- time


def limit_of(judging: Judging, limit: Period | OpenTerm) -> tuple[Period | None, tuple[RestsOn, ...]]:
    """The period of a limit, None for an open term without a house value; and what the finding then rests on."""
    if isinstance(limit, Period):
        return limit, ()
    value = judging.settings.term(judging.rule.jurisdiction, limit.name)
    if value is None:
        text = Text("“{t}”没有期限", "'{t}' has no figure").fill(t=limit.label)
    else:
        text = Text("“{t}”约定为 {v}", "'{t}' is agreed as {v}").fill(t=limit.label, v=value.label)
    return value, (rests("open_term", text),)


def due_of(judging: Judging, start: Instant, period: Period) -> tuple[Deadline, tuple[RestsOn, ...]]:
    """The deadline of a period, and what it rests on. Raises `CalendarEnds`."""
    found = deadline(start, period, judging.calendar)
    return found, (PROVISIONAL,) if found.provisional else ()


def show_due(found: Deadline) -> Text:
    """A deadline as a person reads it: its day, or its time for hours."""
    return show_day(found.day) if found.day else show_time(found.last)


def show_day(day: date) -> Text:
    """A day as a person reads it."""
    return Text(day.isoformat(), day.isoformat())


def show_time(at: Instant) -> Text:
    """A time as a person reads it, in UTC+8."""
    text = f"{moment(at):%Y-%m-%d %H:%M}"
    return Text(text, text)


# ---------------------------------------------------------------- waivers, advice, findings


def waived(judging: Judging, outcome: Outcome, first: date, last: date) -> Outcome:
    """The outcome, excused if a waiver of an 'in principle' rule covers one of the days from `first` to `last`."""
    if not judging.rule.modality.in_principle or outcome.verdict is Verdict.MET:
        return outcome
    account, unit = _belongs(judging, outcome)
    for waiver in judging.history.waivers:
        if waiver.rule not in (judging.rule.name, judging.rule.id):
            continue
        if waiver.account not in (None, account) or waiver.unit not in (None, unit):
            continue
        begins = waiver.from_day or legal_day(waiver.at)
        if begins <= last and (waiver.until_day is None or first <= waiver.until_day):
            message = Text("已批准豁免({w})", "waived ({w})").fill(w=waiver.waiver)
            return replace(
                outcome,
                verdict=Verdict.EXCUSED,
                message=message,
                settled_at=max(waiver.at, outcome.triggered_at),
                evidence=(*outcome.evidence, waiver),
            )
    return outcome


def lapses(judging: Judging, due: Instant | None) -> bool:
    """Whether an open obligation lapses: the document is no longer in force, and the due date lies after its end."""
    end = judging.force.end
    return end is not None and judging.as_of > end and (due is None or due > end)


LAPSED = Text("文件失效时尚未到期,义务终止", "it was not yet due when the document ceased to be in force")


def _belongs(judging: Judging, outcome: Outcome) -> tuple[str | None, str | None]:
    """The account and unit of an outcome; those of an entity as known at the end of the day on which it arose."""
    at = outcome.triggered_at if outcome.fact else day_last(legal_day(outcome.triggered_at))
    look = judging.look(at, outcome.fact, outcome.entity)
    ids: list[str | None] = []
    for kind in ("account", "unit"):
        entity = entity_of(kind, look)
        ids.append(entity.id if entity else judging.history.key(outcome.fact, kind) if outcome.fact else None)
    return ids[0], ids[1]


def to_finding(judging: Judging, outcome: Outcome) -> Finding:
    """The finding that an outcome is. Encouragements give advice instead of violations."""
    rule = judging.rule
    account, unit = _belongs(judging, outcome)
    verdict = Verdict.ADVISED if rule.modality.advice and outcome.verdict.is_breach else outcome.verdict
    subject = subject_of(outcome.fact) if outcome.fact else outcome.entity.id if outcome.entity else None
    entity_id = outcome.entity.id if outcome.entity else None
    rests_on = [rests("interpretation", t) for t in rule.interpretations]
    rests_on.extend(outcome.rests_on)
    if unit and _by_reference(judging, unit, outcome.triggered_at):
        rests_on.append(BY_REFERENCE)
    return Finding(
        id=finding_id(rule.jurisdiction, rule.name, entity_id, outcome.identity),
        jurisdiction=rule.jurisdiction,
        rule=rule.name,
        clause=rule.clause,
        title=Message.of(rule.title),
        modality=rule.modality.value,
        verdict=verdict,
        unit=unit,
        account=account,
        subject=subject,
        triggered_at=moment(outcome.triggered_at),
        due=moment(outcome.due) if outcome.due is not None else None,
        settled_at=moment(outcome.settled_at) if outcome.settled_at is not None else None,
        late_by_seconds=_late_by(judging, outcome, verdict),
        evidence=tuple(dict.fromkeys(f.id for f in sorted(outcome.evidence, key=lambda f: (f.at, f.id)))),
        message=Message.of(outcome.message),
        consequence=tuple(c.value for c in rule.consequences) if verdict.is_breach else (),
        rests_on=tuple(rests_on),
        policy_version=judging.document.version,
    )


def _late_by(judging: Judging, outcome: Outcome, verdict: Verdict) -> int | None:
    if outcome.due is None or not (verdict.is_breach or verdict is Verdict.ADVISED):
        return None
    until = outcome.settled_at if outcome.settled_at is not None else judging.as_of
    return max(0, (until - outcome.due) // 1_000_000)


def _by_reference(judging: Judging, unit: str, at: Instant) -> bool:
    entity = judging.history.register.entity("unit", unit)
    return entity is not None and entity.value("by_reference", at) is True


def gives_nothing(rule: Rule) -> bool:
    """Whether a rule says only what is allowed: it gives no obligations."""
    return rule.modality is Modality.MAY


def completed_day(as_of: Instant) -> date:
    """The last legal day that has wholly elapsed at `as_of`."""
    day = legal_day(as_of)
    return day if day_last(day) <= as_of else legal_day(day_start(day) - 1)
