"""Documents: syntax → `model.policy`, collecting every problem of the file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from policykit.language import syntax as s
from policykit.language.checker.breaches import rules_of
from policykit.language.checker.conditions import condition
from policykit.language.checker.context import Context, Problem, Problems
from policykit.language.checker.rules import rule
from policykit.language.diagnostics import Code, did_you_mean, one_of
from policykit.model.policy.document import ALWAYS, Clause, Document, Exemption, Force, last_day_of_force
from policykit.model.policy.periods import Period
from policykit.model.policy.rule import Rule
from policykit.model.policy.topic import Topic
from policykit.model.text import Text


def document(tree: s.DocumentFile, context: Context, problems: Problems, source: str) -> Document:
    """The document that the tree says; what is wrong is added to `problems`, and the rules at fault are left out."""
    header = _header(tree, problems)
    rules: list[Rule] = []
    clauses: list[Clause] = []
    exemptions: list[Exemption] = []
    by_name = rules_of(tree.clauses)
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
        for line in (i for i in node.items if isinstance(i, s.ExemptionLine)):
            try:
                exemptions.append(_exemption(line, node.citation.text, context))
            except Problem as problem:
                problems.add(problem)
        for rule_node, topic in _with_topics(node, problems):
            if not _is_new(rule_node, by_name[rule_node.name.text], problems):
                continue
            try:
                found = rule(rule_node, tree.name.text, node.citation.text, context, by_name)
            except Problem as problem:
                problems.add(problem)
            else:
                rules.append(replace(found, topic=topic))
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
        exemptions=tuple(exemptions),
        short=header.short,
    )


def _exemption(node: s.ExemptionLine, clause: str, context: Context) -> Exemption:
    entity = context.entity_named(node.entity)
    return Exemption(entity.name, condition(node.where, replace(context, entity=entity)), clause)


@dataclass
class _Header:
    """What the lines under the title say."""

    number: str | None = None
    short: Text | None = None
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
            case s.ShortLine():
                header.short = line.text.value
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
    except (ValueError, OverflowError):
        line = next(i for i in tree.header if isinstance(i, s.ValidForLine))
        problems.add(
            Problem(
                Code.PERIOD_NOT_ALLOWED,
                line.period.span,
                Text(
                    "有效期要用年、月、周或天,且不超出日历",
                    "a validity is in years, months, weeks or days, within the calendar",
                ),
            )
        )
        return Force(header.first)


def _clause(node: s.ClauseNode, problems: Problems) -> Clause:
    gist = next((i.text for i in node.items if isinstance(i, s.GistLine)), None)
    note = next((i.text for i in node.items if isinstance(i, s.NoteLine)), None)
    rules = tuple(i.name.text for i in node.items if isinstance(i, s.RuleNode))
    for kind in (s.GistLine, s.NoteLine):
        for repeated in [i for i in node.items if isinstance(i, kind)][1:]:
            problems.warn(
                Code.HEADER,
                repeated.span,
                Text("这一项已经写过,此处不起作用", "this line stands here twice and has no effect"),
                Text("合并成一项", "put both into one"),
            )
    exempts = any(isinstance(i, s.ExemptionLine) for i in node.items)
    if not rules and not exempts and note is None:
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


def _with_topics(node: s.ClauseNode, problems: Problems) -> Iterator[tuple[s.RuleNode, Topic | None]]:
    """The rules of a clause, each with the topic said last before it."""
    topic: Topic | None = None
    for item in node.items:
        if isinstance(item, s.TopicLine):
            topic = _topic(item.topic, problems)
        elif isinstance(item, s.RuleNode):
            yield item, topic


def _topic(name: s.Name, problems: Problems) -> Topic | None:
    found = next((t for t in Topic if name.text in (t.value, t.zh)), None)
    if found is None:
        problems.add(
            Problem(
                Code.UNKNOWN_TOPIC,
                name.span,
                Text(f"未知主题 `{name.text}`", f"unknown topic `{name.text}`"),
                did_you_mean(name.text, [n for t in Topic for n in (t.zh, t.value)]) or one_of(t.label for t in Topic),
            )
        )
    return found


def _is_new(node: s.RuleNode, first: s.RuleNode, problems: Problems) -> bool:
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
