"""Cases judged by the columnar engine on some database, and by the reference evaluator, which must agree."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from policykit.engine.check import Task, as_of_instant, calendar_of, check
from policykit.engine.columnar import findings
from policykit.engine.columnar.backend import Backend
from policykit.engine.columnar.evaluate import Columnar, Source
from policykit.engine.settings import Settings
from policykit.io.report_out.to_jsonl import write_findings
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Verdict
from policykit.model.policy.rule import Rule
from policykit.model.text import Lang
from policykit.model.vocabulary import Vocabulary
from policykit.packs import Pack, load_cases, load_pack
from policykit.packs.cases import Case

from .. import corpus

EVERY = frozenset(Verdict)
BREACHES = frozenset(v for v in Verdict if v.is_breach)
SHOWN = BREACHES | {Verdict.ADVISED}

Loaded = Callable[[Sequence[Fact], Vocabulary], AbstractContextManager[Backend]]
"""Facts in a database, until the block ends."""


@dataclass(frozen=True)
class Asked:
    """A case of a pack, and how it is judged."""

    pack: Pack
    case: Case
    settings: Settings
    covered: frozenset[str] | None

    @property
    def label(self) -> str:
        """Which case it is."""
        return f"{self.case.rule}: {self.case.title.zh} (line {self.case.line})"

    @property
    def task(self) -> Task:
        """The pack's document."""
        return Task(self.pack.document, self.pack.plugins)

    def expected(self, rule: Rule) -> list[Finding]:
        """What the reference evaluator finds by a rule."""
        report = check(
            [self.task],
            self.case.facts,
            self.case.as_of,
            settings=self.settings,
            covered=self.covered,
            only=frozenset({rule.id}),
        )
        return sorted(report.findings, key=lambda f: f.sort_key)

    def disagreement(self, loaded: Loaded) -> str | None:
        """What the columnar engine says otherwise of the rule, or of the breaches that it follows; None if nothing."""
        rule, document = self.pack.document.rule(self.case.rule), self.pack.document
        sizes = Counter(f.type for f in self.case.facts)
        calendar = calendar_of(self.pack.plugins, self.settings)
        with loaded(self.case.facts, self.pack.plugins.vocabulary) as backend:
            source = Source(backend, frozenset(sizes), self.covered, sizes=sizes)
            engine = Columnar(source, self.task, as_of_instant(self.case.as_of), calendar, self.settings)
            said = self._otherwise(engine, rule, EVERY)
            said = said or self._lines_otherwise(engine, rule)
            if said is None and rule.scope.breach_of is not None:
                said = self._otherwise(engine, document.rule(rule.scope.breach_of), BREACHES)
        return said

    def _otherwise(self, engine: Columnar, rule: Rule, wanted: frozenset[Verdict]) -> str | None:
        found, every = engine.judge(rule, wanted), self.expected(rule)
        expected = [f for f in every if f.verdict in wanted]
        same = [f.model_dump_json() for f in expected] == [f.model_dump_json() for f in found.findings]
        if same and Counter(f.verdict for f in every) == +found.counts:
            return None
        return f"{self.label}, {rule.name}: {found.findings} instead of {expected}"

    def _lines_otherwise(self, engine: Columnar, rule: Rule) -> str | None:
        """What the database writes of a rule's breaches otherwise than the findings of the reference say."""
        breaches = [f for f in self.expected(rule) if f.verdict in SHOWN]
        for lang in Lang:
            expected, found = io.BytesIO(), io.BytesIO()
            write_findings(breaches, lang, expected)
            with patch.object(findings, "MANY", 0):
                stream = engine.stream(rule, SHOWN)
            write_findings(stream.findings, lang, found)
            if found.getvalue() != expected.getvalue():
                return f"{self.label}, {rule.name}: {found.getvalue()!r} instead of {expected.getvalue()!r}"
        return None


def of_sample(sample: corpus.Sample, folder: Path) -> list[Asked]:
    """All cases of a document of the corpus."""
    pack = sample.load(folder)
    settings, covered = sample._settings(pack), sample._covered(pack)
    return [Asked(pack, c, replace(settings, terms={**settings.terms, **c.terms}), covered) for c in load_cases(pack)]


def of_pack(name: str) -> list[Asked]:
    """All cases of an installed pack."""
    pack = load_pack(name)
    return [Asked(pack, c, Settings(terms=dict(c.terms)), None) for c in load_cases(pack)]


def disagreements(cases: Sequence[Asked], loaded: Loaded) -> Iterator[str]:
    """What the engine says otherwise than the reference evaluator, case by case."""
    return (found for case in cases if (found := case.disagreement(loaded)) is not None)
