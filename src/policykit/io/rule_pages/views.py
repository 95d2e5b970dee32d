"""What the pages show of a pack, a clause, a rule and a case: values in order and links, ready for the templates.

In: a pack and its judged cases. Out: views. Nothing here knows HTML but the names of files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from policykit.analysis import Equivalent, equivalents_of
from policykit.calendar import Calendar
from policykit.engine.check import calendar_of
from policykit.engine.settings import Settings
from policykit.io.report_out.words import force, measure
from policykit.io.report_out.words import verdict as verdict_word
from policykit.io.rule_pages import words
from policykit.io.rule_pages.drawing import Drawing, draw
from policykit.io.rule_pages.happenings import MANY_FINDINGS, Happening, clock, day_of, happenings, whose
from policykit.language.words import write_citation_en
from policykit.model.finding import Finding
from policykit.model.policy.document import Clause, Document
from policykit.model.policy.periods import OpenTerm
from policykit.model.policy.requirements import Consequence
from policykit.model.policy.rule import Measure, Rule
from policykit.model.text import Text
from policykit.model.time import instant
from policykit.packs import CaseResult, Pack, load_cases, run_case
from policykit.packs.surfaces import Surfaces

OnRule = Callable[[Rule, int, int], None]
"""Told of each rule before its cases are judged, how many were done before it and how many there are."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of a case, and whether it was not expected."""

    verdict: str
    label: Text
    rest: Text
    message: Text
    surprising: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case: what was expected (and whether it came out), what came out, its table and its drawing."""

    anchor: str
    title: Text
    passed: bool
    terms: tuple[Text, ...]
    happenings: tuple[Happening, ...]
    expected: tuple[tuple[Text, bool], ...]
    found: tuple[Found, ...]
    drawing: Drawing

    @property
    def many(self) -> bool:
        """Whether there are so many findings that they are folded up, unless something is wrong."""
        return len(self.found) > MANY_FINDINGS

    @property
    def counts(self) -> tuple[tuple[str, Text, int], ...]:
        """How many findings have which verdict."""
        labels = {f.verdict: f.label for f in self.found}
        return tuple((v, label, sum(f.verdict == v for f in self.found)) for v, label in labels.items())


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule with all that its page shows."""

    rule: Rule
    pack: str
    href: str
    citation: Text
    clause: Clause
    clause_anchor: str
    surfaces: Text
    strength: Text
    consequences: tuple[Text, ...]
    breach_of: str | None
    followed_by: tuple[str, ...]
    equivalents: tuple[Equivalent, ...]
    cases: tuple[CaseView, ...]

    @property
    def failed(self) -> int:
        """How many of its cases do not come out as expected."""
        return sum(not c.passed for c in self.cases)


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause of a document with its rules; `further` is what else it says in the rule language."""

    anchor: str
    citation: Text
    clause: Clause
    further: tuple[Text, ...]
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True)
class PackView:
    """A document with its clauses in their own order."""

    document: Document
    force: Text
    clauses: tuple[ClauseView, ...]

    @property
    def name(self) -> str:
        """The jurisdiction's name."""
        return self.document.name

    @property
    def folder(self) -> str:
        """The folder of its pages, as it is written in a link."""
        return quote(self.name)

    @property
    def rules(self) -> tuple[RuleView, ...]:
        """Its rules in the order of the document."""
        return tuple(r for c in self.clauses for r in c.rules)

    @property
    def cases(self) -> int:
        """How many cases its rules have."""
        return sum(len(r.cases) for r in self.rules)

    @property
    def failed(self) -> int:
        """How many of them do not come out as expected."""
        return sum(r.failed for r in self.rules)

    @property
    def further(self) -> tuple[tuple[ClauseView, Text], ...]:
        """What clauses say in the rule language beside rules: whom they exempt from the whole document."""
        return tuple((c, text) for c in self.clauses for text in c.further)

    def rule(self, name: str) -> RuleView:
        """The rule of that name. Raises `KeyError` if there is none."""
        for rule in self.rules:
            if rule.rule.name == name:
                return rule
        raise KeyError(name)


def rule_file_name(name: str) -> str:
    """The file of a rule's page, within the folder of its pack."""
    return f"rule/{name}.html"


def views_of(packs: Sequence[Pack], on_rule: OnRule | None = None) -> tuple[PackView, ...]:
    """The views of the packs, their cases judged.

    Raises `RuleFileError` for cases that cannot be read, and what `engine.check` and `analysis.equivalents_of` raise.
    """
    total = sum(len(p.document.rules) for p in packs)
    done = 0
    views = []
    for pack in packs:
        views.append(_pack(pack, done, total, on_rule))
        done += len(pack.document.rules)
    return tuple(views)


def _pack(pack: Pack, done: int, total: int, on_rule: OnRule | None) -> PackView:
    document = pack.document
    settings = Settings()
    results: dict[str, list[CaseResult]] = {r.name: [] for r in document.rules}
    cases = load_cases(pack)
    for number, rule in enumerate(document.rules):
        if on_rule is not None:
            on_rule(rule, done + number, total)
        results[rule.name] = [run_case(pack, case) for case in cases if case.rule == rule.name]
    first_day, last_day = settings.force(document).first, settings.force(document).last
    shared = _Shared(pack, pack.surfaces, equivalents_of(pack), calendar_of(pack.plugins, settings))
    clauses = []
    for number, clause in enumerate(document.clauses, start=1):
        anchor, citation = f"clause-{number}", Text(clause.citation, write_citation_en(clause.citation))
        rules = tuple(_rule(document.rule(name), clause, anchor, results[name], shared) for name in clause.rules)
        clauses.append(ClauseView(anchor, citation, clause, shared.surfaces.further[number - 1], rules))
    return PackView(document, force(f"{first_day or ''}..{last_day or ''}"), tuple(clauses))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all rules of a pack share."""

    pack: Pack
    surfaces: Surfaces
    equivalents: Sequence[Equivalent]
    calendar: Calendar


def _rule(rule: Rule, clause: Clause, anchor: str, results: Sequence[CaseResult], shared: _Shared) -> RuleView:
    pack = shared.pack
    return RuleView(
        rule=rule,
        pack=pack.name,
        href=quote(rule_file_name(rule.name)),
        citation=Text(clause.citation, write_citation_en(clause.citation)),
        clause=clause,
        clause_anchor=anchor,
        surfaces=shared.surfaces.rules[rule.name],
        strength=words.strength(rule.modality),
        consequences=tuple(measure(m) for m in _measures(rule)),
        breach_of=rule.scope.breach_of,
        followed_by=tuple(r.name for r in pack.document.rules if r.scope.breach_of == rule.name),
        equivalents=tuple(e for e in shared.equivalents if e.rule == rule.name),
        cases=tuple(_case(n, r, rule, shared) for n, r in enumerate(results, start=1)),
    )


def _measures(rule: Rule) -> tuple[str, ...]:
    named = rule.requirement.measures if isinstance(rule.requirement, Consequence) else ()
    return (*named, *(Measure(c).value for c in rule.consequences))


def _case(number: int, result: CaseResult, rule: Rule, shared: _Shared) -> CaseView:
    vocabulary = shared.pack.plugins.vocabulary
    terms = sorted(result.case.terms.items())
    return CaseView(
        anchor=f"case-{number}",
        title=result.case.title,
        passed=result.passed,
        terms=tuple(_term(name, period.label) for name, period in terms),
        happenings=happenings(result, vocabulary),
        expected=tuple((e.text, e not in result.missing) for e in result.case.expected),
        found=tuple(_found(f, surprising=f in result.surprising) for f in result.findings),
        drawing=draw(result, rule, vocabulary, shared.calendar),
    )


def _term(name: str, period: Text) -> Text:
    label = OpenTerm(name).label
    return Text(f"{words.AGREED.zh} {label.zh} = {period.zh}", f"{words.AGREED.en} {label.en} = {period.en}")


def _found(finding: Finding, *, surprising: bool) -> Found:
    zh, en = [whose(finding)], [whose(finding)]
    for word, when in ((words.DUE_ON, finding.due), (words.SINCE, finding.triggered_at)):
        if when is not None:
            at = instant(when)
            shown = f"{day_of(at)} {clock(at)}"
            zh.append(f"{word.zh} {shown}")
            en.append(f"{word.en} {shown}")
    rest = Text(" ".join(p for p in zh if p), " ".join(p for p in en if p))
    message = Text(finding.message.zh, finding.message.en)
    return Found(finding.verdict.value, verdict_word(finding.verdict), rest, message, surprising)
