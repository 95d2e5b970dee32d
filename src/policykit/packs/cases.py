"""Cases: timelines in the rule language, made into facts, judged, and compared with what they expect.

A case fills in what it need not say: an event's account or unit is the case's only one, or `a1` and `u1` (but an event
that names its unit and could do without an account is about the unit alone); an event without a time happens at 12:00;
a subject without an id gets one from its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from pydantic import ValidationError

from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.language import Code, Diagnostic, RuleFileError, read_cases
from policykit.language import syntax as s
from policykit.language.diagnostics import did_you_mean
from policykit.model.facts import Fact, subject_of
from policykit.model.finding import Finding, Verdict
from policykit.model.policy.periods import Period
from policykit.model.text import Text
from policykit.model.time import SHANGHAI, instant, legal_day
from policykit.model.vocabulary import EventType, Kind, field_named
from policykit.packs.pack import Pack, read_source

_NOON = time(12)
_DEFAULT_IDS = {"account": "a1", "unit": "u1"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What one line of a case expects: a verdict, of which subject, due and beginning when; or nothing."""

    verdict: Verdict | None
    subject: str | None
    due: s.When | None
    since: s.When | None
    line: int

    @property
    def text(self) -> Text:
        """The expectation as a person reads it."""
        if self.verdict is None:
            return Text("无", "nothing")
        zh, en = self.verdict.label.zh, self.verdict.label.en
        if self.subject:
            zh, en = f"{zh} {self.subject}", f"{en} {self.subject}"
        if self.due:
            zh, en = f"{zh} 应于 {_shown(self.due)}", f"{en} due {_shown(self.due)}"
        if self.since:
            zh, en = f"{zh} 起于 {_shown(self.since)}", f"{en} since {_shown(self.since)}"
        return Text(zh, en)

    def fits(self, finding: Finding) -> bool:
        """Whether a finding is what the line expects."""
        names = (finding.subject, finding.account, finding.unit)
        return (
            finding.verdict is self.verdict
            and (self.subject is None or self.subject in names)
            and (self.due is None or _same(self.due, finding.due))
            and (self.since is None or _same(self.since, finding.triggered_at))
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A case ready to be judged."""

    title: Text
    rule: str
    facts: tuple[Fact, ...]
    as_of: date | datetime
    terms: dict[str, Period]
    expected: tuple[Expected, ...]
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: its rule's findings, the lines that nothing fits, the breaches not expected."""

    case: Case
    findings: tuple[Finding, ...]
    missing: tuple[Expected, ...]
    surprising: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.missing and not self.surprising


_MUST_BE_EXPECTED = {Verdict.VIOLATED, Verdict.MET_LATE, Verdict.UNDECIDED, Verdict.ADVISED, Verdict.IDENTIFIED}


def run_cases(pack: Pack) -> Iterator[CaseResult]:
    """Judge every case of a pack, in order. Raises `RuleFileError` if the cases cannot be read."""
    for case in load_cases(pack):
        yield run_case(pack, case)


def run_case(
    pack: Pack, case: Case, *, settings: Settings | None = None, covered: frozenset[str] | None = None
) -> CaseResult:
    """Judge one case, under `settings` and a coverage of records as for `check`; its own terms come first."""
    settings = settings or Settings()
    report = check(
        [Task(pack.document, pack.plugins)],
        case.facts,
        case.as_of,
        settings=replace(settings, terms={**settings.terms, **case.terms}),
        covered=covered,
        only=frozenset({f"{pack.name}/{case.rule}"}),
    )
    findings = report.findings
    if any(e.verdict is None for e in case.expected):
        return CaseResult(case, findings, (), findings)
    missing = tuple(e for e in case.expected if not any(e.fits(f) for f in findings))
    surprising = tuple(
        f for f in findings if f.verdict in _MUST_BE_EXPECTED and not any(e.fits(f) for e in case.expected)
    )
    return CaseResult(case, findings, missing, surprising)


def load_cases(pack: Pack) -> tuple[Case, ...]:
    """The cases of a pack, made into facts. Raises `RuleFileError` with everything that is wrong in them."""
    if pack.cases_path is None:
        return ()
    path = str(pack.cases_path)
    source = read_source(pack.cases_path)
    problems: list[Diagnostic] = []
    cases = []
    for node in read_cases(source, path).cases:
        try:
            cases.append(_Builder(pack, node, path).build())
        except _Problem as problem:
            problems.append(Diagnostic(Code.CASE, path, problem.span, problem.message, problem.help))
    if problems:
        raise RuleFileError(problems, {path: source})
    return tuple(cases)


class _Problem(Exception):
    def __init__(self, span: s.Span, message: Text, help_: Text | None = None) -> None:
        super().__init__(message.en)
        self.span, self.message, self.help = span, message, help_


@dataclass
class _Builder:
    """Makes one case from its syntax."""

    pack: Pack
    node: s.CaseNode
    path: str
    ids: dict[str, set[str]] = field(default_factory=dict)

    def build(self) -> Case:
        """The case. Raises `_Problem`."""
        rules = {r.name for r in self.pack.document.rules}
        if self.node.rule.text not in rules:
            raise _Problem(
                self.node.rule.span,
                Text(f"没有规则 `{self.node.rule.text}`", f"there is no rule `{self.node.rule.text}`"),
                did_you_mean(self.node.rule.text, rules),
            )
        events = [(line, self._type(line)) for line in self.node.lines if isinstance(line, s.EventLine)]
        for line, type_ in events:
            self._note_ids(line, type_)
        facts: list[Fact] = []
        for line, type_ in events:
            facts.append(self._fact(line, type_, facts))
        as_of = [line.when for line in self.node.lines if isinstance(line, s.AsOfLine)]
        if len(as_of) != 1:
            message = Text("案例要写一行 `截至 DATE`", "a case needs one line `as of DATE`")
            raise _Problem(self.node.rule.span, message)
        expected = tuple(self._expected(line) for line in self.node.lines if isinstance(line, s.ExpectLine))
        if not expected:
            raise _Problem(self.node.rule.span, Text("案例要写 `结果`", "a case needs a line `expect`"))
        terms = {
            line.term: line.value.value
            for line in self.node.lines
            if isinstance(line, s.SettingLine) and isinstance(line.value, s.PeriodNode)
        }
        self._refuse_unfit_terms(terms)
        when = as_of[0]
        until = when.day if when.time is None else _moment(when)
        title = self.node.title.value
        return Case(title, self.node.rule.text, tuple(facts), until, terms, expected, self.path, self.node.span.line)

    def _refuse_unfit_terms(self, terms: dict[str, Period]) -> None:
        document = self.pack.document
        for term, problem in Settings(terms).unfit_terms(document, [document.rule(self.node.rule.text)]):
            line = next(n for n in self.node.lines if isinstance(n, s.SettingLine) and n.term == term)
            raise _Problem(line.value.span, problem)

    def _type(self, line: s.EventLine) -> EventType:
        found = self.pack.plugins.vocabulary.event(line.event.text)
        if found is None:
            raise _Problem(
                line.event.span,
                Text(f"未知事件 `{line.event.text}`", f"unknown event `{line.event.text}`"),
                did_you_mean(line.event.text, self.pack.plugins.vocabulary.event_names()),
            )
        return found

    def _note_ids(self, line: s.EventLine, type_: EventType) -> None:
        if line.subject and type_.subject in _DEFAULT_IDS:
            self.ids.setdefault(type_.subject, set()).add(line.subject)
        for name, value in line.fields:
            definition = field_named(type_.fields, name.text)
            if definition and definition.name in _DEFAULT_IDS:
                self.ids.setdefault(definition.name, set()).add(str(self._value(value)))

    def _default(self, kind: str, span: s.Span) -> str:
        ids = self.ids.get(kind, set())
        if len(ids) > 1:
            listed = "、".join(sorted(ids))
            raise _Problem(
                span,
                Text(
                    f"案例里有几个({listed}),这里要写明是哪个",
                    f"the case has several ({listed}): say which is meant here",
                ),
            )
        return next(iter(ids), _DEFAULT_IDS[kind])

    def _fact(self, line: s.EventLine, type_: EventType, before: list[Fact]) -> Fact:
        data: dict[str, object] = {"id": f"L{line.span.line}", "type": type_.name, "occurred_at": _moment(line.when)}
        if line.recorded:
            data["recorded_at"] = _moment(line.recorded)
        self._take_subject(line, type_, data, before)
        for name, value in line.fields:
            definition = field_named(type_.fields, name.text)
            if definition is None:
                raise _Problem(
                    name.span,
                    Text(f"{type_.label.zh} 没有字段 `{name.text}`", f"{type_.name} has no field `{name.text}`"),
                    did_you_mean(name.text, [n for f in type_.fields.values() for n in (f.name, f.label.zh)]),
                )
            found = self._value(value)
            if definition.type.kind is Kind.SET and not isinstance(found, list):
                found = [found]
            data[definition.name] = found
        of_unit_alone = "unit" in data and type_.subject != "unit"
        for kind in _DEFAULT_IDS:
            if kind in type_.fields and kind not in data:
                if kind == "account" and of_unit_alone and not type_.fields[kind].required:
                    continue
                data[kind] = self._default(kind, line.span)
        try:
            return type_.model.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(p) for p in first["loc"])
            raise _Problem(
                line.span, Text(f"{place} 的值不可用:{first.get('input')}", f"{place}: {first['msg']}")
            ) from error

    def _take_subject(self, line: s.EventLine, type_: EventType, data: dict[str, object], before: list[Fact]) -> None:
        if type_.subject == "trigger":
            meant = next((f.id for f in before if line.subject and subject_of(f) == line.subject), None)
            if meant is None:
                message = Text("写明终结的是哪个事项的 id", "say the id of the matter that is closed")
                raise _Problem(line.event.span, message)
            data["trigger"] = meant
        elif type_.subject:
            if line.subject is not None:
                data[type_.subject] = line.subject
            elif type_.subject not in _DEFAULT_IDS:
                data[type_.subject] = f"{type_.subject}-{line.span.line}"
        elif line.subject is not None:
            raise _Problem(
                line.event.span,
                Text(f"{type_.label.zh} 没有自己的编号", f"{type_.name} has no id of its own"),
                Text("对象写在括号里,如 `(账号 = a1)`", "write what it is about in parentheses, as `(account = a1)`"),
            )

    def _value(self, node: s.Expression | s.SetNode) -> object:
        match node:
            case s.SetNode(items):
                return [self._value(i) for i in items]
            case s.Reference(path):
                return path.text
            case s.Value(value):
                return value
            case _:
                raise _Problem(node.span, Text("这里要写一个值", "a value is needed here"))

    def _expected(self, line: s.ExpectLine) -> Expected:
        if line.verdict is None:
            return Expected(None, None, None, None, line.span.line)
        name = line.verdict.text
        verdict = next((v for v in Verdict if name in (v.value, v.zh)), None)
        if verdict is None:
            names = [n for v in Verdict for n in (v.zh, v.value)]
            raise _Problem(
                line.verdict.span,
                Text(f"没有 `{name}` 这种结果", f"there is no verdict `{name}`"),
                did_you_mean(name, names)
                or Text("、".join(v.zh for v in Verdict), ", ".join(v.value for v in Verdict)),
            )
        return Expected(verdict, line.subject, line.due, line.since, line.span.line)


def _moment(when: s.When) -> datetime:
    return datetime.combine(when.day, when.time or _NOON, SHANGHAI)


def _same(when: s.When, at: datetime | None) -> bool:
    if at is None:
        return False
    if legal_day(instant(at)) != when.day:
        return False
    return when.time is None or at.astimezone(SHANGHAI).time().replace(second=0, microsecond=0) == when.time


def _shown(when: s.When) -> str:
    return f"{when.day}" if when.time is None else f"{when.day} {when.time:%H:%M}"
