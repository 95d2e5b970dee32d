"""What reads differently in two versions: of a document, of a clause, of a rule.

In: both versions. Out: `Detail`s, in words. Which of two rules asks more is never drawn from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from policykit.analysis.changes.results import ClauseChange, Detail, Kind, Part
from policykit.analysis.compare.results import Entry, Jurisdiction
from policykit.analysis.compare.sourced import Sourced, alike, bare, bind_alike, counts_from_force, with_rule_of
from policykit.language.words import write_citation_en
from policykit.model.choice import Choice
from policykit.model.finding import Message
from policykit.model.policy.document import Clause, Document
from policykit.model.policy.rule import Measure
from policykit.model.text import Text, join


def of_document(old: Document, new: Document, sides: tuple[Jurisdiction, Jurisdiction]) -> tuple[Detail, ...]:
    """What differs in the head of the document and in whom it exempts. `sides` are the versions as they are shown."""
    one, other = sides
    pairs = [
        (Part.TITLE, one.title, other.title),
        (Part.NUMBER, _plain(old.number), _plain(new.number)),
        (Part.SHORT, _said(old.short), _said(new.short)),
        (Part.ISSUER, _said(old.issuer), _said(new.issuer)),
        (Part.FORCE, one.force, other.force),
        (Part.REPLACES, _plain(old.replaces), _plain(new.replaces)),
    ]
    return (*_differing(pairs), *_lists(Part.EXEMPTIONS, one.scope, other.scope))


def of_clauses(old: Document, new: Document) -> Iterator[ClauseChange]:
    """The clauses that differ, told by their citations: as they stand now, then those that are gone."""
    was, now = ({c.citation: c for c in d.clauses} for d in (old, new))
    for citation, clause in now.items():
        before = was.get(citation)
        details = () if before is None else _of_clause(before, clause)
        if before is None or details:
            kind = Kind.ADDED if before is None else Kind.KEPT
            yield ClauseChange(kind=kind, citation=citation, heading=_said(clause.heading), details=details)
    for citation, clause in was.items():
        if citation not in now:
            yield ClauseChange(kind=Kind.REMOVED, citation=citation, heading=_said(clause.heading))


def _of_clause(old: Clause, new: Clause) -> tuple[Detail, ...]:
    pairs = [
        (Part.HEADING, _said(old.heading), _said(new.heading)),
        (Part.GIST, _said(old.gist), _said(new.gist)),
        (Part.NOTE, _said(old.note), _said(new.note)),
    ]
    return tuple(_differing(pairs))


def of_rule(shown: tuple[Entry, Entry], rules: tuple[Sourced, Sourced]) -> tuple[Detail, ...]:
    """What differs in a rule: `shown` as each version's file has it, `rules` under one name."""
    (before, after), (old, new) = shown, rules
    one, other = before.normal, after.normal
    meaning = list(
        _differing(
            [
                (Part.WHO, one.who, other.who),
                (Part.STRENGTH, one.strength, other.strength),
                (Part.WHEN, one.when, other.when),
                (Part.WHAT, one.what, other.what),
                (Part.AMOUNT, one.amount, other.amount),
                (Part.WITHIN, one.within, other.within),
                (Part.UNLESS, one.unless, other.unless),
            ]
        )
    )
    if not alike(old, new):
        if bare(old.rule) == bare(new.rule):
            meaning.append(Detail(part=Part.CODE))
        elif not meaning:
            texts = (Message(zh=e.zh, en=e.en) for e in shown)
            meaning.append(Detail(part=Part.WORDING, before=next(texts), after=next(texts)))
    meaning += _around(old, new)
    beside = _differing(
        [
            (Part.TITLE, before.title, after.title),
            (Part.CLAUSE, _citation(before), _citation(after)),
            (Part.TOPIC, _topic(before), _topic(after)),
            (Part.CONSEQUENCES, _measures(old.rule.consequences), _measures(new.rule.consequences)),
        ]
    )
    return (*meaning, *beside, *_lists(Part.READING, before.interpretations, after.interpretations))


def _around(old: Sourced, new: Sourced) -> Iterator[Detail]:
    """What a rule's meaning turns on that it does not say itself: the rule that it follows, the day of force."""
    broken, other = old.rule.scope.breach_of, new.rule.scope.breach_of
    if broken is not None and broken == other:
        original, now = with_rule_of(old.pack, broken), with_rule_of(new.pack, broken)
        if not bind_alike(original, now):
            names = Message.of(original.rule.title), Message.of(now.rule.title)
            yield Detail(part=Part.BREACH_OF, before=names[0], after=names[1])
    first, other_first = old.pack.document.force.first, new.pack.document.force.first
    if counts_from_force(new.rule) and first != other_first:
        yield Detail(part=Part.FORCE, before=_day(first), after=_day(other_first))


def _differing(pairs: Iterable[tuple[Part, Message | None, Message | None]]) -> Iterator[Detail]:
    return (Detail(part=part, before=one, after=other) for part, one, other in pairs if one != other)


def _lists(part: Part, old: Sequence[Message], new: Sequence[Message]) -> Iterator[Detail]:
    """What is no longer in a list, and what has come into it."""
    gone = [m for m in old if m not in new]
    come = [m for m in new if m not in old]
    if len(gone) == len(come) == 1:
        yield Detail(part=part, before=gone[0], after=come[0])
        return
    yield from (Detail(part=part, before=m) for m in gone)
    yield from (Detail(part=part, after=m) for m in come)


def _said(text: Text | None) -> Message | None:
    return None if text is None else Message.of(text)


def _plain(text: str | None) -> Message | None:
    return None if text is None else Message(zh=text, en=text)


def _day(day: date | None) -> Message | None:
    return None if day is None else _plain(f"{day}")


def _citation(entry: Entry) -> Message:
    return Message(zh=entry.clause, en=write_citation_en(entry.clause))


def _topic(entry: Entry) -> Message | None:
    return None if entry.topic is None else Message.of(_in_words(entry.topic))


def _measures(measures: Sequence[Measure]) -> Message | None:
    return Message.of(join([_in_words(m) for m in measures])) if measures else None


def _in_words(choice: Choice) -> Text:
    return Text(choice.zh, choice.value.replace("_", " "))
