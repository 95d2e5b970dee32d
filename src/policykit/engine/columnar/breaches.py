"""The breaches of a rule as rows: when each happened, what broke the rule, and the outcome that it was.

The mirror of `reference.breaches`. They are a table of their own, made once for all rules that follow from the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import ordered
from policykit.engine.columnar.outcomes import BREACHES, Outcomes, Read, shown_as
from policykit.engine.reference.breaches import Breach, breach_of
from policykit.engine.reference.judging import Judging
from policykit.model.finding import Verdict
from policykit.model.policy.document import Document
from policykit.model.policy.requirements import Attestation, Form, Frequency
from policykit.model.policy.rule import Rule

Compile = Callable[[Judging], Outcomes]
"""Compiles a rule; handed in, because a rule of any form can be broken."""

LISTED = frozenset(v for v in Verdict if v.is_breach or v in (Verdict.ADVISED, Verdict.IDENTIFIED))
"""The verdicts of which the table of a followed rule lists the outcomes: breaches, and what no such rule has."""

_CHANGING = frozenset({Form.STATE, Form.CARDINALITY, Form.AGREEMENT})
"""The forms whose breaches show the facts that changed the entity."""


@dataclass(frozen=True)
class Breaches:
    """The breaches of a rule as rows of a frame, which are seen at the instant of the breach.

    `root` is what the columns of the outcome begin with that tells what all of a chain of breaches is about.
    """

    frame: Frame
    broken: Rule
    outcomes: Outcomes
    root: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the broken rule's outcome."""
        return tuple(f"broken {n}" for n in self.outcomes.names)

    def apart(self, at: str, id_: str) -> str:
        """That a fact did not itself break the rule."""
        frame = self.frame
        by = frame.column("by")
        held = " OR ".join(f"list_contains({by}, {mark})" for mark in (shown_as(at, id_), ordered(at, id_)))
        itself = f"{id_} = {frame.column('id')} OR " if self.broken.scope.trigger is not None else ""
        return f"({at} <> {frame.at} OR NOT ({itself}coalesce({held}, FALSE)))"

    def owners(self, judging: Judging) -> tuple[str, str]:
        """The account and the unit that what follows is of: as the register has them where the broken rule asks it."""
        frame, root = self.frame, _root(judging.document, self.broken)
        if frame.entity is None:
            return frame.owner("account"), frame.owner("unit")
        seen = _seen_at(judging, root, self.root, frame)
        return frame.key_at("account", seen), frame.key_at("unit", seen)

    def breach(self, judging: Judging, row: Read) -> Breach:
        """The breach of a row."""
        if row.broken is None:
            raise ValueError("a row that follows from a breach holds it")
        return breach_of(judging, self.outcomes.read(replace(judging, rule=self.broken), row.broken))


def breaches_of(compiling: Compiling, compile_broken: Compile) -> Breaches:
    """The breaches of the rule that this one follows."""
    judging, query, scope = compiling.judging, compiling.query, compiling.rule.scope
    if scope.breach_of is None:
        raise ValueError(f"{compiling.rule.id} is about no breach")
    broken = judging.document.rule(scope.breach_of)
    root = _root(judging.document, broken)
    of_broken = replace(judging, rule=broken, document=_without_exemptions(judging.document, root))
    outcomes = compile_broken(of_broken)
    table = query.tables.kept(("breaches", broken.id), lambda: _query(compiling, of_broken, outcomes))
    prefix = _prefix(judging.document, broken)
    trigger, entity = root.scope.trigger, root.scope.entity
    fact, of = sql.name(prefix + "id"), sql.name(prefix + "entity")
    keys = ("breach",)
    if trigger is None:
        frame = Frame(query, entity=entity, source=f"(SELECT *, {of} AS id FROM {table})", keys=keys)
    else:
        source = f"(SELECT *, {fact} AS fact, {of} AS paired FROM {table})"
        frame = Frame(query, events=trigger.events, source=source, keys=keys, paired=entity)
    return Breaches(frame, broken, outcomes, prefix)


def followed(judging: Judging, outcomes: Outcomes) -> str:
    """The table of what `Outcomes.counted` gives of a rule that others follow, made once for it and for them all.

    Its breaches are listed one by one, as no two are the same: findings have ids of their own.
    """
    key = ("outcomes", judging.rule.id, judging.document.exemptions)
    return outcomes.query.tables.kept(key, lambda: outcomes.counted(LISTED))


def _root(document: Document, rule: Rule) -> Rule:
    """The rule at the start of a chain of breaches: what its outcomes are about, all are."""
    while rule.scope.breach_of is not None:
        rule = document.rule(rule.scope.breach_of)
    return rule


def _seen_at(judging: Judging, root: Rule, prefix: str, frame: Frame) -> str:
    """When the root's rule asks the register whose an obligation of an entity is: at the end of its first day."""
    first = frame.column(f"{prefix}first")
    match root.requirement:
        case Frequency():
            period = "last"
        case Attestation(cadence=cadence) if cadence is not None:
            period = "number"
        case _:
            return sql.day_last(first)
    days = f"greatest({frame.column(prefix + period)}, {first})"
    return f"least({judging.as_of}, {sql.day_last(days)})"


def _prefix(document: Document, broken: Rule) -> str:
    """What the columns of the root's outcome begin with."""
    prefix = "broken "
    while broken.scope.breach_of is not None:
        broken, prefix = document.rule(broken.scope.breach_of), f"broken {prefix}"
    return prefix


def _without_exemptions(document: Document, root: Rule) -> Document:
    """The document as breaches are asked: whom it exempts is decided when an event's rule was broken.

    Where an entity is judged, it is decided on the same day for the breach as for what follows.
    """
    return replace(document, exemptions=()) if root.scope.trigger is not None else document


def _query(compiling: Compiling, of_broken: Judging, outcomes: Outcomes) -> str:
    """The query of the breaches while the document is in force, with the columns of the broken rule's outcome.

    Its own: breach (a number); at; by (the facts that broke the rule, NULL where time did); following (the instant of
    the next breach of the same matter). A deadline, a silence or a minimum is broken at the first instant after its due
    date; what is judged at once, or broken by an act, at that act, by those of the facts shown that occurred then.
    """
    broken, columns = of_broken.rule, {c: sql.name(c) for c in outcomes.given}
    source = followed(of_broken, outcomes)
    kept = replace(outcomes, query=outcomes.query.blank(), columns=columns, source=source, late=None)
    by_act = "(due IS NULL OR (settled IS NOT NULL AND settled < due))"
    at = f'CASE WHEN {by_act} THEN coalesce(settled, "at") ELSE due + 1 END'
    by = _changes(compiling, broken, at) if broken.form in _CHANGING else "evidence"
    root = _prefix(compiling.judging.document, broken).removeprefix("broken ")
    id_, subject, entity = (sql.name(root + c) for c in ("id", "subject", "entity"))
    matter = f"PARTITION BY coalesce(nullif({subject}, ''), {id_}), {entity} ORDER BY {at}"
    order = ", ".join([at, id_, entity, *(sql.name(root + c) for c in ("first", "number", "life"))])
    return kept.select(
        f"row_number() OVER (ORDER BY {order}) AS breach",
        f'{at} AS "at"',
        f"CASE WHEN {by_act} THEN {by} END AS by",
        f"min({at}) OVER ({matter} RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS following",
        *(f"{sql.name(n)} AS {sql.name(f'broken {n}')}" for n in outcomes.names),
        where=f"verdict IN ({BREACHES}) AND {at} <= {compiling.judging.as_of} AND {compiling.in_force(at)}",
    )


def _changes(compiling: Compiling, broken: Rule, at: str) -> str:
    """The facts at an instant that changed the entity or, if none did on that day, one that it is tied to."""
    register, kind = compiling.query.register, broken.scope.entity or ""
    own, circles = register.own_changes(kind), register.circles
    kinds = compiling.query.store.vocabulary.entities
    every = " UNION ALL ".join(f"SELECT '{k}' AS kind, * FROM {register.own_changes(k)}" for k in kinds)
    when = 'c."at"'
    shown = f"list({shown_as(when, 'c.fact')})"
    return (
        f"CASE WHEN EXISTS (SELECT 1 FROM {own} c WHERE c.id = o.entity AND c.day = {sql.day_of(at)}) "
        f"THEN (SELECT {shown} FROM {own} c WHERE c.id = o.entity AND {when} = {at}) "
        f"ELSE (SELECT {shown} FROM {circles} m JOIN {circles} t ON t.circle = m.circle "
        f"JOIN ({every}) c ON c.kind = t.kind AND c.id = t.id "
        f"WHERE m.kind = '{kind}' AND m.id = o.entity AND {when} = {at}) END"
    )
