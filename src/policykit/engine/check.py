"""Judges packs on facts: the one way from documents and facts to a report, whichever engine does the work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from policykit.calendar import Calendar, ProvisionalCalendar
from policykit.engine import reference
from policykit.engine.reference.history import History
from policykit.engine.reference.judging import Judging
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Message, Verdict
from policykit.model.policy.document import Document
from policykit.model.policy.rule import Rule
from policykit.model.report import Judged, PackInfo, Reject, Report
from policykit.model.time import Instant, day_last, instant, moment
from policykit.plugins import Plugins


@dataclass(frozen=True, slots=True)
class Task:
    """A document to judge, with the plug-ins that its rules need."""

    document: Document
    plugins: Plugins


def as_of_instant(as_of: date | datetime) -> Instant:
    """The instant of `as_of`; a date is the end of that day in Asia/Shanghai. Raises `ValueError` for a naive time."""
    return instant(as_of) if isinstance(as_of, datetime) else day_last(as_of)


def calendar_of(plugins: Plugins, settings: Settings) -> Calendar:
    """The calendar that the settings choose, carried on provisionally if they say so. Raises `PluginError`."""
    found = plugins.calendar(settings.calendar)
    return ProvisionalCalendar(found) if settings.provisional else found


def check(
    tasks: Sequence[Task],
    facts: Iterable[Fact],
    as_of: date | datetime,
    *,
    settings: Settings | None = None,
    covered: frozenset[str] | None = None,
    only: frozenset[str] = frozenset(),
    rejects: Sequence[Reject] = (),
    on_rule: Callable[[Rule, int, int], None] | None = None,
) -> Report:
    """Judge every rule of the documents on the facts as they are known at `as_of`.

    `covered` says which event types the records hold at all (None: every type); `only` keeps the rules of those names;
    `rejects` are passed on to the report; `on_rule` is told each rule before it is judged, how many were judged before
    it and how many there are. Findings come sorted, all verdicts included. Raises `UnsupportedForm` if a rule cannot be
    judged, `PluginError` for an unknown calendar, `SettingsError` for a house value that does not fit its rule, and
    `ValueError` for a naive `as_of` or two facts with one id.
    """
    settings = settings or Settings()
    facts = tuple(facts)
    at = as_of_instant(as_of)
    findings: list[Finding] = []
    judged: list[Judged] = []
    packs: list[PackInfo] = []
    known = 0
    chosen = chosen_rules(tasks, settings, only)
    total = sum(map(len, chosen.values()))
    for task in tasks:
        document = task.document
        history = History(facts, at, task.plugins.vocabulary, covered)
        known = len(history.facts)
        force = settings.force(document)
        calendar = calendar_of(task.plugins, settings)
        packs.append(pack_info(document, settings))
        for rule in chosen[document.name]:
            if on_rule is not None:
                on_rule(rule, len(judged), total)
            judging = Judging(rule, document, force, history, calendar, task.plugins.extensions, settings)
            found = list(reference.findings_of(judging))
            judged.append(judged_rule(rule, Counter(f.verdict for f in found)))
            findings.extend(found)
    return Report(
        as_of=moment(at),
        packs=tuple(packs),
        facts_read=len(facts),
        facts_after_as_of=len(facts) - known,
        judged=tuple(judged),
        findings=tuple(sorted(findings, key=lambda f: f.sort_key)),
        rejects=tuple(rejects),
    )


def chosen_rules(tasks: Sequence[Task], settings: Settings, only: frozenset[str]) -> dict[str, list[Rule]]:
    """The rules to judge, by their document's name: those named in `only`, or all if it is empty.

    Raises `UnsupportedForm` if a rule cannot be judged, `SettingsError` for a house value that does not fit its rule.
    """
    chosen = {t.document.name: [r for r in t.document.rules if not only or {r.name, r.id} & only] for t in tasks}
    for task in tasks:
        reference.refuse_unsupported(task.document)
        settings.refuse_unfit_terms(task.document, chosen[task.document.name])
    return chosen


def pack_info(document: Document, settings: Settings) -> PackInfo:
    """Which version of the document judges, and when it is in force under these settings."""
    force = settings.force(document)
    shown = "assumed" if settings.assume_in_force else f"{force.first or ''}..{force.last or ''}"
    return PackInfo(name=document.name, title=Message.of(document.title), version=document.version, in_force=shown)


def judged_rule(rule: Rule, counts: Counter[Verdict]) -> Judged:
    """How many obligations of the rule came out how."""
    return Judged(
        jurisdiction=rule.jurisdiction,
        rule=rule.name,
        clause=rule.clause,
        title=Message.of(rule.title),
        modality=rule.modality.value,
        counts=dict(sorted(counts.items())),
    )
