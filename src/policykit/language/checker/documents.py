"""Documents and rules: syntax → `model.policy`, collecting every problem of the file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from policykit.language import syntax as s
from policykit.language.checker.conditions import condition, pattern, trigger
from policykit.language.checker.context import Context, Problem, Problems
from policykit.language.checker.requirements import requirement
from policykit.language.diagnostics import Code, did_you_mean, one_of
from policykit.model.policy.document import ALWAYS, Clause, Document, Force, last_day_of_force
from policykit.model.policy.periods import Period
from policykit.model.policy.requirements import Consequence
from policykit.model.policy.rule import Measure, Modality, Rule, Scope
from policykit.model.text import Text


def document(tree: s.DocumentFile, context: Context, problems: Problems, source: str) -> Document:
    """The document that the tree says; what is wrong is added to `problems`, and the rules at fault are left out."""
    header = _header(tree, problems)
    rules: list[Rule] = []
    clauses: list[Clause] = []
    seen: dict[str, s.RuleNode] = {}
    cited: set[str] = set()
    for node in tree.clauses:
        if node.citation.text in cited:
            problems.add(
                Problem(
                    Code.DUPLICATE_CLAUSE,
                    node.citation.span,
                    Text(f"条款 {node.citation.text} 已经出现过", f"clause {node.citation.text} stands here twice"),
                    Text("每个条款只写一次,规则都写在它下面", "write each clause once, with all its rules under it"),
                )
            )
        cited.add(node.citation.text)
        clauses.append(_clause(node, problems))
        for rule_node in (i for i in node.items if isinstance(i, s.RuleNode)):
            if not _is_new(rule_node, seen, problems):
                continue
            try:
                rules.append(_rule(rule_node, tree.name.text, node.citation.text, context))
            except Problem as problem:
                problems.add(problem)
    _check_breaches(rules, seen, problems)
    return Document(
        name=tree.name.text,
        title=tree.title.value,
        number=header.number,
        issuer=header.issuer,
        force=header.force,
        clauses=tuple(clauses),
        rules=tuple(rules),
        first_day_term=header.term,
        valid_for=header.valid_for,
        replaces=header.replaces,
        version=hashlib.sha256(source.encode()).hexdigest()[:12],
    )


@dataclass
class _Header:
    """What the lines under the title say."""

    number: str | None = None
    issuer: Text | None = None
    first: date | None = None
    term: str | None = None
    valid_for: Period | None = None
    replaces: str | None = None
    force: Force = ALWAYS


def _header(tree: s.DocumentFile, problems: Problems) -> _Header:
    header = _Header()
    kinds: set[type[s.Header]] = set()
    for line in tree.header:
        if type(line) in kinds:
            problems.add(Problem(Code.HEADER, line.span, Text("这一项已经写过", "this line stands here twice")))
        kinds.add(type(line))
        match line:
            case s.NumberLine():
                header.number = line.text
            case s.IssuerLine():
                header.issuer = line.text.value
            case s.EffectiveLine():
                header.first, header.term = line.day, line.term
            case s.ValidForLine():
                header.valid_for = line.period.value
            case s.ReplacesLine():
                header.replaces = line.text
    if s.EffectiveLine not in kinds:
        problems.add(
            Problem(
                Code.HEADER,
                tree.name.span,
                Text("缺少施行日期", "the day of force is missing"),
                Text(
                    "写 `施行 2024-06-24`,文本没有时写 `施行 约定 NAME 默认 DATE`",
                    "write `effective 2024-06-24`, or `effective agreed NAME by default DATE` where the text has none",
                ),
            )
        )
    header.force = _force(tree, header, problems)
    return header


def _force(tree: s.DocumentFile, header: _Header, problems: Problems) -> Force:
    if header.valid_for is None or header.first is None:
        return Force(header.first)
    try:
        return Force(header.first, last_day_of_force(header.first, header.valid_for))
    except ValueError as error:
        line = next(i for i in tree.header if isinstance(i, s.ValidForLine))
        text = Text("有效期要用年、月、周或天", str(error))
        problems.add(Problem(Code.PERIOD_NOT_ALLOWED, line.period.span, text))
        return Force(header.first)


def _clause(node: s.ClauseNode, problems: Problems) -> Clause:
    gist = next((i.text for i in node.items if isinstance(i, s.GistLine)), None)
    note = next((i.text for i in node.items if isinstance(i, s.NoteLine)), None)
    rules = tuple(i.name.text for i in node.items if isinstance(i, s.RuleNode))
    if not rules and note is None:
        problems.warn(
            Code.CLAUSE_WITHOUT_REASON,
            node.citation.span,
            Text(f"{node.citation.text} 没有规则,也没有说明原因", f"{node.citation.text} has no rules and no reason"),
            Text("用 `说明` 写明为何没有规则", "say why with `note`"),
        )
    for text in (gist, note):
        if text is not None and text.en is None:
            problems.warn(
                Code.ONE_LANGUAGE,
                text.span,
                Text("只有一种文字", "in one language only"),
                Text('写成 `"中文" / "English"`', 'write `"中文" / "English"`'),
            )
    return Clause(
        node.citation.text,
        node.heading.value if node.heading else None,
        gist.value if gist else None,
        note.value if note else None,
        rules,
        node.span.line,
    )


def _is_new(node: s.RuleNode, seen: dict[str, s.RuleNode], problems: Problems) -> bool:
    first = seen.setdefault(node.name.text, node)
    if first is node:
        return True
    problems.add(
        Problem(
            Code.DUPLICATE_RULE,
            node.name.span,
            Text(
                f"规则 `{node.name.text}` 在第 {first.span.line} 行已有",
                f"rule `{node.name.text}` stands on line {first.span.line} already",
            ),
            Text("换一个名称", "choose another name"),
        )
    )
    return False


def _rule(node: s.RuleNode, jurisdiction: str, clause: str, context: Context) -> Rule:
    scope, inside = _scope(node, context)
    statement = node.statement
    if isinstance(statement, s.Identification):
        modality = Modality.MAY
        form = Consequence(
            pattern(statement.events, inside),
            statement.times,
            tuple(_measure(n).value for n in statement.measures),
            statement.among,
        )
        return Rule(jurisdiction, clause, node.name.text, node.title.value, scope, modality, form, line=node.span.line)
    exceptions = tuple(condition(i.condition, inside) for i in node.tail if isinstance(i, s.ExceptionLine))
    return Rule(
        jurisdiction,
        clause,
        node.name.text,
        node.title.value,
        scope,
        statement.modality,
        requirement(statement.requirement, statement.modality, inside),
        exceptions,
        tuple(_measure(n) for i in node.tail if isinstance(i, s.OtherwiseLine) for n in i.measures),
        tuple(i.text.value for i in node.tail if isinstance(i, s.InterpretationLine)),
        node.span.line,
    )


def _scope(node: s.RuleNode, context: Context) -> tuple[Scope, Context]:
    """The scope, and the context in which the requirement and exceptions are read."""
    match node.scope:
        case s.EventScope(events=events):
            fired, types = trigger(events, context)
            return Scope(fired), replace(context, events=types)
        case s.EntityScope(entity=name, where=where, events=events):
            entity = context.entity_named(name)
            own = replace(context, entity=entity)
            entity_where = condition(where, own) if where else None
            if events is None:
                return Scope(None, entity.name, entity_where), own
            fired, types = trigger(events, context)
            return Scope(fired, entity.name, entity_where), replace(own, events=types)
        case s.BreachScope(rule=rule):
            return Scope(breach_of=rule.text), context
        case None if isinstance(node.statement, s.Identification):
            return Scope(), context
        case _:
            raise Problem(
                Code.FORM_WITHOUT_SCOPE,
                node.name.span,
                Text("规则没有范围", "the rule has no scope"),
                Text("写 `每当 EVENT` 或 `对每个 账号`", "write `whenever EVENT` or `for each account`"),
            )


def _measure(name: s.Name) -> Measure:
    found = next((m for m in Measure if name.text in (m.value, m.zh)), None)
    if found is None:
        raise Problem(
            Code.UNKNOWN_MEASURE,
            name.span,
            Text(f"未知后果 `{name.text}`", f"unknown consequence `{name.text}`"),
            did_you_mean(name.text, [n for m in Measure for n in (m.zh, m.value)]) or one_of(m.label for m in Measure),
        )
    return found


def _check_breaches(rules: list[Rule], seen: dict[str, s.RuleNode], problems: Problems) -> None:
    """Rules on breaches name a rule of the same document, and do not lead back to themselves."""
    follows = {r.name: r.scope.breach_of for r in rules if r.scope.breach_of}
    for name, target in follows.items():
        node = seen[name].scope
        span = node.rule.span if isinstance(node, s.BreachScope) else seen[name].span
        if target not in seen:
            problems.add(
                Problem(
                    Code.UNKNOWN_RULE,
                    span,
                    Text(f"未知规则 `{target}`", f"unknown rule `{target}`"),
                    did_you_mean(target, seen),
                )
            )
        elif name in _followed(name, follows):
            problems.add(
                Problem(
                    Code.BREACH_CYCLE,
                    span,
                    Text("“违反”绕回了本规则", "the chain of breaches leads back to this rule"),
                )
            )


def _followed(name: str, follows: dict[str, str]) -> set[str]:
    """The rules that breaches lead to from `name`."""
    met: set[str] = set()
    while name in follows and follows[name] not in met:
        name = follows[name]
        met.add(name)
    return met
