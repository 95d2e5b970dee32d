"""Why a finding is what it is: its clause, its rule as written, its facts, and its due date derived day by day.

In: a finding, the pack that it comes from, the facts and settings that it was judged on. Out: an `Explanation`, data
only. The due date is derived by the code that judges, and must come out as the finding has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from policykit.calendar import Bucket, Calendar, Deadline, Step, advance_day, bucket, derive
from policykit.engine.check import calendar_of
from policykit.engine.settings import Settings
from policykit.model.errors import CalendarEnds, PolicykitError
from policykit.model.facts import Fact
from policykit.model.finding import Finding
from policykit.model.policy.conditions import Call, Duration, Expression, FieldRef, Literal, Owner, Sum
from policykit.model.policy.document import Clause
from policykit.model.policy.periods import OpenTerm, Period, PeriodUnit
from policykit.model.policy.requirements import Abstention, Frequency, Response, Silence
from policykit.model.policy.rule import Rule
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, instant, legal_day
from policykit.model.vocabulary import Kind, Vocabulary
from policykit.packs.pack import Pack

SHORTEST_PREFIX = 4
"""A finding's id may be cut to this many characters, as long as it is the only one that begins so."""


class NoSuchFinding(PolicykitError):
    """No finding, or more than one, has an id that begins so."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the rule file, with its number from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """How the due date comes about.

    `period` is the rule's limit (the house value of an open term), None where there is none to count; `deadline` and
    `steps` what it comes to; `note` says so where the deadline is no matter of counting days, or cannot be counted.
    """

    period: Period | None
    deadline: Deadline | None
    steps: tuple[Step, ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that stands behind a finding."""

    finding: Finding
    clause: Clause
    rule: Rule
    source: tuple[SourceLine, ...]
    facts: tuple[Fact, ...]
    derivation: Derivation | None


def find(findings: Iterable[Finding], prefix: str) -> Finding:
    """The finding whose id begins so. Raises `NoSuchFinding` if there are none or several, or it is too short."""
    prefix = prefix.lower()
    if len(prefix) < SHORTEST_PREFIX:
        raise NoSuchFinding(
            Text(
                f"编号“{prefix}”太短,至少写前 {SHORTEST_PREFIX} 位",
                f"the id '{prefix}' is too short: give at least its first {SHORTEST_PREFIX} characters",
            )
        )
    found = [f for f in findings if f.id.startswith(prefix)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoSuchFinding(
            Text(
                f"没有编号以 {prefix} 开头的判定结果;编号见 policykit check --all,且事实、截至时间、设置须相同",
                f"no finding has an id that begins with {prefix}; policykit check --all lists the ids, "
                "for the same facts, as-of time and settings",
            )
        )
    listed = sorted(f.id for f in found)[:10]
    raise NoSuchFinding(
        Text(
            f"有 {len(found)} 项判定结果的编号以 {prefix} 开头:{'、'.join(listed)};请多写几位",
            f"{len(found)} findings have ids that begin with {prefix}: {', '.join(listed)}; give more of it",
        )
    )


def explain(pack: Pack, finding: Finding, facts: Sequence[Fact], settings: Settings) -> Explanation:
    """What stands behind the finding. Raises `KeyError` if it is not of this pack."""
    rule = pack.document.rule(finding.rule)
    clause = next(c for c in pack.document.clauses if c.citation == rule.clause)
    named = set(finding.evidence)
    shown = tuple(sorted((f for f in facts if f.id in named), key=lambda f: (f.at, f.id)))
    derivation = derive_due(pack, finding, settings)
    return Explanation(finding, clause, rule, source_of(pack, rule), shown, derivation)


def source_of(pack: Pack, rule: Rule) -> tuple[SourceLine, ...]:
    """The rule as it stands in its file, up to the next rule or clause, without the blank lines before that."""
    lines = pack.source.splitlines()
    starts = [r.line for r in pack.document.rules] + [c.line for c in pack.document.clauses]
    end = min((s for s in starts if s > rule.line), default=len(lines) + 1)
    block = [SourceLine(n, lines[n - 1].rstrip()) for n in range(rule.line, end)]
    while block and (not block[-1].text.strip() or block[-1].text.strip()[0] in "#＃"):
        block.pop()
    return tuple(block)


def derive_due(pack: Pack, finding: Finding, settings: Settings) -> Derivation | None:
    """How the finding's due date comes about; None for forms that know none. Raises `KeyError` for another pack's."""
    if finding.triggered_at is None:
        return None
    rule, start = pack.document.rule(finding.rule), instant(finding.triggered_at)
    try:
        match rule.requirement:
            case Frequency(cadence=cadence):
                return _of_bucket(bucket(cadence, legal_day(start)), finding)
            case Response(limit=FieldRef() | Sum() as day):
                return _as_said(_in_words(day, pack, rule), finding)
            case _:
                found = _derive(rule, start, settings, calendar_of(pack.plugins, settings))
    except CalendarEnds as ends:
        return Derivation(None, None, (), ends.text)
    last = found.deadline.last if found and found.deadline else None
    if last is not None and finding.due is not None and last != instant(finding.due):
        raise RuntimeError(f"{finding.id}: the derivation ends at {last}, the finding is due at {finding.due}")
    return found


def _derive(rule: Rule, start: Instant, settings: Settings, calendar: Calendar) -> Derivation | None:
    match rule.requirement:
        case Response(limit=date() as day):
            note = Text(f"条文写明了日期:{day} 终了", f"the rule names the day: the end of {day}")
            return Derivation(None, Deadline(day_last(day), day), (), note)
        case Response(limit=Period() | OpenTerm() as limit):
            period = _period(limit, rule, settings)
            return _open(limit) if period is None else _counted(start, period, calendar)
        case Abstention(limit=limit) if limit.unit in {PeriodUnit.HOUR, PeriodUnit.WORKDAY}:
            return _counted(start, limit, calendar)
        case Abstention(limit=limit):
            return _plain(start, limit)
        case Silence(limit=limit):
            period = _period(limit, rule, settings)
            return _open(limit) if period is None else _plain(start, period)
        case _:
            return None


def _period(limit: Period | OpenTerm, rule: Rule, settings: Settings) -> Period | None:
    return limit if isinstance(limit, Period) else settings.term(rule.jurisdiction, limit.name)


def _open(limit: Period | OpenTerm) -> Derivation:
    note = Text("“{t}”没有数字,也没有约定,无从推算", "'{t}' has no figure and no house value: nothing to count by")
    return Derivation(None, None, (), note.fill(t=limit.label))


def _counted(start: Instant, period: Period, calendar: Calendar) -> Derivation:
    due, steps = derive(start, period, calendar)
    return Derivation(period, due, steps)


_FIRST = Text("起始当日不计入(民法典第201条)", "the day on which it begins is not counted (Civil Code art. 201)")
_NTH = Text("满 {p}", "{p} complete")


def _plain(start: Instant, period: Period) -> Derivation:
    """Counting without rest days: silences and bans do not roll (docs/semantics.md)."""
    first = legal_day(start)
    steps = [Step(first, False, None, _FIRST)]
    for n in range(1, period.count + 1):
        so_far = Period(n, period.unit)
        steps.append(Step(advance_day(first, so_far), True, n, _NTH.fill(p=so_far)))
    last = advance_day(first, period)
    return Derivation(period, Deadline(day_last(last), last), tuple(steps))


def _as_said(what: Text, finding: Finding) -> Derivation:
    """A last day that the trigger says: there is nothing to count but what is added to it."""
    if finding.due is None:
        note = Text("期限以“{w}”为准,无从推算", "the last day is what '{w}' says, and that cannot be told")
        return Derivation(None, None, (), note.fill(w=what))
    due = instant(finding.due)
    note = Text("期限以“{w}”为准:{d} 终了", "the last day is what '{w}' says: the end of {d}")
    return Derivation(None, Deadline(due, legal_day(due)), (), note.fill(w=what, d=legal_day(due)))


def _in_words(value: Expression, pack: Pack, rule: Rule) -> Text:
    """A value by the names of its fields."""
    vocabulary = pack.plugins.vocabulary
    match value:
        case FieldRef(owner=Owner.EVENT | Owner.TRIGGER, field=field):
            while rule.scope.breach_of is not None:
                rule = pack.document.rule(rule.scope.breach_of)
            types = rule.scope.trigger.events if rule.scope.trigger else ()
            return next((vocabulary.events[t].fields[field].label for t in types), Text(field, field))
        case FieldRef(owner=owner, field=field):
            return vocabulary.entities[owner.value].fields[field].label
        case Sum(operator=operator, left=left, right=right):
            found = Text("{a} {o} {b}", "{a} {o} {b}")
            return found.fill(a=_in_words(left, pack, rule), o=operator, b=_in_words(right, pack, rule))
        case Duration(period=period):
            return period.label
        case Literal(value=written):
            return shown_value(written)
        case Call(function=function):
            return Text(function, function)


def _of_bucket(period: Bucket, finding: Finding) -> Derivation:
    """A calendar period, of which only a part may be judged where the scope or the force ends within it."""
    note = Text("{p}:{a} 至 {b}", "{p}: {a} to {b}").fill(p=period.label, a=period.first, b=period.last)
    last = period.last if finding.due is None else legal_day(instant(finding.due))
    if last != period.last:
        note = Text("{n},判定至 {d}", "{n}, judged to {d}").fill(n=note, d=last)
    return Derivation(None, Deadline(day_last(last), last), (), note)


def said_fields(fact: Fact, vocabulary: Vocabulary) -> list[tuple[Text, Text]]:
    """What a fact says, as names and values in both languages, in the order of its model.

    Free text is left out: it may name a person. The fact's id leads to it.
    """
    type_ = vocabulary.events[fact.type]
    said = fact.said()
    return [
        (definition.label, shown_value(getattr(fact, name)))
        for name, definition in type_.fields.items()
        if name in said and name != "occurred_at" and (definition.type.element or definition.type).kind is not Kind.TEXT
    ]


def shown_value(value: object) -> Text:
    """A field's value as a person reads it."""
    if isinstance(value, bool):
        return Text("是" if value else "否", "yes" if value else "no")
    if isinstance(value, frozenset):
        items = sorted((shown_value(v) for v in value), key=lambda t: t.en)
        return Text(f"{{{', '.join(i.zh for i in items)}}}", f"{{{', '.join(i.en for i in items)}}}")
    label = getattr(value, "label", None)
    return label if isinstance(label, Text) else Text(str(value), str(value))
