"""What happens in a case, in order of time, in words: its facts, what fell due, when it was judged.

In: a judged case. Out: `Happening`s, from which both the table and the drawing are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from policykit.engine.check import as_of_instant
from policykit.io.rule_pages import words
from policykit.model.facts import Fact, subject_of
from policykit.model.finding import Finding
from policykit.model.text import Text, join
from policykit.model.time import Instant, instant, moment
from policykit.model.vocabulary import Vocabulary
from policykit.packs import CaseResult
from policykit.packs.explain import shown_value

DAY_OVER = "24:00"

MANY_FINDINGS = 6
"""More findings than this are many: they are folded up, and drawn without words."""


class Mark(StrEnum):
    """What kind of happening it is."""

    FACT = "fact"
    DUE = "due"
    AS_OF = "as-of"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something at an instant: its day and time as read, its name, whose it is, and what else is said of it.

    `known_at` is when a fact was recorded, where that was later.
    """

    at: Instant
    mark: Mark
    day: str
    clock: str
    name: Text
    whose: str
    details: Text | None = None
    known_at: Instant | None = None

    @property
    def text(self) -> Text:
        """All of it but the time."""
        zh, en = (f"{t} {self.whose}".rstrip() for t in (self.name.zh, self.name.en))
        if self.details is None:
            return Text(zh, en)
        return Text(f"{zh}({self.details.zh})", f"{en} ({self.details.en})")


def happenings(result: CaseResult, vocabulary: Vocabulary) -> tuple[Happening, ...]:
    """The happenings of a case in order of time; at one instant facts come first and `as_of` last.

    Where there are many findings, their due dates are left to the list of findings.
    """
    case = result.case
    found = [_fact(f, vocabulary) for f in case.facts]
    if len(result.findings) <= MANY_FINDINGS:
        dues = dict.fromkeys((f.due, whose(f)) for f in result.findings if f.due is not None)
        found += [_at(instant(due), Mark.DUE, words.DUE, name) for due, name in dues]
    found.append(_at(as_of_instant(case.as_of), Mark.AS_OF, words.AS_OF, ""))
    order = list(Mark)
    return tuple(sorted(found, key=lambda h: (h.at, order.index(h.mark))))


def whose(finding: Finding) -> str:
    """What a finding is about: its subject, account or unit."""
    return finding.subject or finding.account or finding.unit or ""


def clock(at: Instant) -> str:
    """The time of day; the last instant of a day is 24:00."""
    when = moment(at)
    if (when.hour, when.minute, when.second, when.microsecond) == (23, 59, 59, 999_999):
        return DAY_OVER
    return f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"


def day_of(at: Instant) -> str:
    """The day in Asia/Shanghai."""
    return f"{moment(at):%Y-%m-%d}"


def _at(at: Instant, mark: Mark, name: Text, of: str) -> Happening:
    return Happening(at, mark, day_of(at), clock(at), name, of)


def _fact(fact: Fact, vocabulary: Vocabulary) -> Happening:
    type_ = vocabulary.events[fact.type]
    said = fact.said()
    subject = subject_of(fact)
    details = [
        Text(f"{field.label.zh} = {value.zh}", f"{field.label.en} = {value.en}")
        for name, field in type_.fields.items()
        if name in said and name not in ("occurred_at", type_.subject)
        for value in (_value(getattr(fact, name)),)
    ]
    late = fact.known_at if fact.known_at != fact.at else None
    if late is not None:
        details.append(Text("{w} {d} {c}", "{w} {d} {c}").fill(w=words.RECORDED, d=day_of(late), c=clock(late)))
    listed = join(details) if details else None
    return Happening(
        fact.at, Mark.FACT, day_of(fact.at), clock(fact.at), type_.label, subject or "", listed, known_at=late
    )


def _value(value: object) -> Text:
    if isinstance(value, datetime):
        at = instant(value)
        return Text(f"{day_of(at)} {clock(at)}", f"{day_of(at)} {clock(at)}")
    return shown_value(value)
