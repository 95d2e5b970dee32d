"""Acts added up by entity and day: once for all rules of a document that count the same acts of the same entities.

In: a rule on a minimum or a silence, its acts. Out: the name of a table. A week or a month is made of days, so that
rules with other periods share it too.
"""

from __future__ import annotations

from dataclasses import replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.acts import Acts, acts
from policykit.engine.columnar.compiling import Compiling
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.document import Document
from policykit.model.policy.rule import Rule


def sharing(document: Document, rule: Rule) -> tuple[Rule, ...]:
    """The rules of the document that count the same acts of the same entities by day, this one among them."""
    key = _counted(rule)
    return () if key is None else tuple(other for other in document.rules if _counted(other) == key)


def is_shared(compiling: Compiling) -> bool:
    """Whether another rule of the document counts the same acts."""
    return len(sharing(compiling.judging.document, compiling.rule)) > 1


def _counted(rule: Rule) -> tuple[str | None, m.EventPattern] | None:
    """Of which entities the rule counts which acts, if it may be told by the day."""
    match rule.requirement:
        case r.Frequency(pattern, bound=r.Bound.AT_LEAST) | r.Silence(pattern) if rule.scope.breach_of is None:
            return rule.scope.entity, pattern
        case _:
            return None


def by_day(compiling: Compiling, pattern: m.EventPattern, found: Acts) -> str:
    """The table of the acts by entity and day: when the first was, and how many; kept where several rules share it.

    Its columns are `n` (the entity's number), `day`, `first_at` (of those that surely count) and, as far as one of the
    rules counts them, `items` and `number` (of those that surely count). Unless all of them do, there are `unsure_at`
    (of those that may), `possible_items` and `possible_number` (of all), too.
    """
    if not is_shared(compiling):
        return compiling.query.add("days", _query(compiling, found))

    def query() -> str:
        own = replace(compiling, query=compiling.query.blank())
        return own.query.statement(_query(own, acts(own, own.judging.each, pattern, by_day=True)))

    return compiling.query.tables.kept(("by day", compiling.judging.each, pattern), query)


def counted(requirement: r.Frequency) -> str:
    """The column of acts that the rule adds up."""
    return "items" if requirement.counted is r.Counted.ITEMS else "number"


def _query(compiling: Compiling, found: Acts) -> str:
    rules = sharing(compiling.judging.document, compiling.rule)
    wanted = sorted({counted(rule.requirement) for rule in rules if isinstance(rule.requirement, r.Frequency)})
    sure = "" if found.certain else " FILTER (WHERE a.counts)"
    columns = [f'min(a."at"){sure} AS first_at', *(f"CAST(sum(a.{c}){sure} AS BIGINT) AS {c}" for c in wanted)]
    if not found.certain:
        columns.append('min(a."at") FILTER (WHERE a.counts IS NULL) AS unsure_at')
        columns += [f"CAST(sum(a.{c}) AS BIGINT) AS possible_{c}" for c in wanted]
    day, numbers = sql.day_of('a."at"'), compiling.query.register.numbers(compiling.judging.each)
    return (
        f"SELECT e.n, CAST({day} AS INTEGER) AS day, {', '.join(columns)} "
        f"FROM {found.named} a JOIN {numbers} e ON e.id = a.id GROUP BY 1, 2"
    )
