"""What people read of changes, as strings in one language. Text and Markdown share it.

In: `Changes`, a language. Out: a `View`. Nothing here knows a format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from policykit.analysis.changes.results import Changes, ClauseChange, Detail, Kind, Part, RuleChange
from policykit.analysis.compare.results import Entry, Implication, Jurisdiction, Method, Relation, Witness
from policykit.io.changes_out import words
from policykit.io.changes_out.findings_view import findings_section
from policykit.io.changes_out.parts import Item, Reader, Section, View
from policykit.io.report_out.rows import clock, visible
from policykit.io.report_out.words import verdict
from policykit.model.text import Lang, Text


def view(changes: Changes, lang: Lang) -> View:
    """The changes as people read them in `lang`."""
    reader = _ChangesReader(lang)
    sections = [*reader.sections(changes)]
    if changes.findings is not None:
        sections.append(findings_section(changes.findings, lang))
    return View(lang, reader.show(words.TITLE), tuple(reader.head(changes)), tuple(sections))


class _ChangesReader(Reader):
    def head(self, changes: Changes) -> Iterator[tuple[str, str]]:
        yield self.show(words.OLDER), self._version(changes.old)
        yield self.show(words.NEWER), self._version(changes.new)
        yield self.show(words.PERIOD), self.show(words.days(changes.first, changes.last))
        kinds = Counter(r.kind for r in changes.rules)
        relations = Counter(r.relation for r in changes.rules if r.relation is not None)
        counts = words.extent(kinds[Kind.ADDED], kinds[Kind.REMOVED], kinds[Kind.RENAMED], relations)
        yield self.show(words.RULES), self.show(counts)
        yield self.show(words.READING), self.show(words.LEFT_AND_RIGHT)

    def _version(self, side: Jurisdiction) -> str:
        said = (f"{self.say(side.title)} {visible(side.name)}", self.say(side.force), visible(side.version))
        return self.show(Text("，", ", ")).join(part for part in said if part)

    def sections(self, changes: Changes) -> Iterator[Section]:
        """What changed; a section that says so, if nothing did."""
        found = [s for s in self._sections(changes) if s.blocks]
        if not found:
            yield Section("unchanged", self.show(words.RULES), (Item(self.show(words.NO_CHANGE)),))
        yield from found

    def _sections(self, changes: Changes) -> Iterator[Section]:
        yield self._section("document", words.DOCUMENT, self._document(changes))
        yield self._section("clauses", words.CLAUSES, map(self._clause, changes.clauses))
        for relation, title in words.IN_RELATION.items():
            rules = (self._rule(r) for r in changes.rules if r.relation is relation)
            yield self._section(relation.value, title, rules)
        for kind, title in ((Kind.ADDED, words.ADDED), (Kind.REMOVED, words.REMOVED)):
            yield self._section(kind.value, title, (self._rule(r) for r in changes.rules if r.kind is kind))
        reworded = (r for r in changes.rules if r.relation is Relation.EQUAL and not r.unchanged)
        yield self._section("reworded", words.REWORDED, map(self._rule, reworded))

    def _section(self, kind: str, title: Text, items: Iterator[Item]) -> Section:
        return Section(kind, self.show(title), tuple(items))

    # ------------------------------------------------------------ details

    def _document(self, changes: Changes) -> Iterator[Item]:
        yield from map(self._detail, changes.document)
        if any(d.part is Part.EXEMPTIONS for d in changes.document):
            yield Item(self.show(words.FOR_BOTH))

    def _detail(self, detail: Detail) -> Item:
        label = self.show(detail.part.label)
        before, after = self.say(detail.before), self.say(detail.after)
        none = self.show(words.NONE)
        if before != after:
            said = words.moved(before or none, after or none)
        else:
            # What it names has changed, or its words in the other language alone.
            said = words.changed_itself(after) if after else words.CHANGED
        return Item(self.show(words.labelled(label, self.show(said))))

    def _clause(self, clause: ClauseChange) -> Item:
        heading = self.say(clause.heading)
        name = f"{self.clause(clause.citation)} {heading}".rstrip()
        if clause.kind is not Kind.KEPT:
            name = self.show(words.labelled(self.show(clause.kind.label), name))
        return Item(name, under=tuple(map(self._detail, clause.details)))

    # ------------------------------------------------------------ rules

    def _rule(self, rule: RuleChange) -> Item:
        entry = rule.entry
        names = dict.fromkeys(visible(e.rule) for e in (rule.before, rule.after) if e is not None)
        under = [*map(self._detail, rule.details), *self._proofs(rule)]
        return Item(
            f"{self.clause(entry.clause)} {self.say(entry.title)}",
            " → ".join(names),
            (*self._as_it_stands(rule, entry), *under),
        )

    def _as_it_stands(self, rule: RuleChange, entry: Entry) -> Iterator[Item]:
        """What an added rule asks for, or a removed one asked for."""
        if rule.relation is not None:
            return
        form = entry.normal
        parts = (form.who, form.when, form.strength, form.what, form.amount, form.within)
        yield Item(" ".join(self.say(p) for p in parts if p is not None))

    def _proofs(self, rule: RuleChange) -> Iterator[Item]:
        if rule.relation is None:
            labels = words.STILL_FOLLOWS, words.FOLLOWED
            found = (rule.old_follows, rule.new_follows)
            yield from (self._answer(label, i) for label, i in zip(labels, found, strict=True) if i is not None)
            return
        for label, nothing, implication in (
            (words.KEEPS_OLD, words.OLDER, rule.old_follows),
            (words.KEEPS_NEW, words.NEWER, rule.new_follows),
        ):
            if implication is None:
                yield Item(self.line(nothing, self.show(words.PERMISSION)))
            elif implication.proof is None or implication.proof.method is not Method.SAME:
                yield self._answer(label, implication)

    def _answer(self, label: Text, found: Implication) -> Item:
        outcome = self.show(words.OUTCOMES[found.outcome])
        why = self.show(words.because(outcome, self._why(found)))
        return Item(self.line(label, why), under=tuple(self._behind(found)))

    def _why(self, found: Implication) -> str:
        if found.proof is not None:
            return self.line(found.proof.method.label, self.say(found.proof.text))
        if found.witness is not None:
            return self.line(words.WITNESS, self._broken(found.witness))
        return self.say(found.reason)

    def _behind(self, found: Implication) -> Iterator[Item]:
        """What the proof assumes and rests on, or the history that the witness is."""
        if found.witness is not None:
            yield from self._history(found.witness)
        proof = found.proof
        if proof is None:
            return
        yield from (Item(self.line(words.ASSUMES, self.say(a))) for a in proof.assumes)
        if len(proof.premises) > 1 or found.rule not in proof.premises:
            yield Item(self.line(words.RESTS_ON, _names(proof.premises)))

    def _broken(self, witness: Witness) -> str:
        finding = witness.finding
        return self.show(words.labelled(self.show(verdict(finding.verdict)), self.say(finding.message)))

    def _history(self, witness: Witness) -> Iterator[Item]:
        """What happened, what was due and when it is judged, in order of time."""
        comma = self.show(Text("，", ", "))
        happened: list[tuple[datetime, str]] = []
        for fact in witness.facts:
            said = comma.join(f"{self.say(name)} = {self.say(value)}" for name, value in fact.says)
            happened.append((fact.occurred_at, self.show(words.fact(self.say(fact.label), said))))
        if witness.finding.due is not None:
            happened.append((witness.finding.due, self.show(words.DUE)))
        happened.append((witness.as_of, self.show(words.AS_OF)))
        for at, what in sorted(happened, key=lambda h: h[0]):
            yield Item(f"{clock(at)} {what}")


def _names(ids: Iterable[str]) -> str:
    return ", ".join(visible(i.partition("/")[2]) for i in ids)
