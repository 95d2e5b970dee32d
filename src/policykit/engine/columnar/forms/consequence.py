"""consequence: the facts with which so many of a series are reached, by windows over the rows of the series."""

from __future__ import annotations

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.forms.triggers import subject_of_row, trigger
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import Outcomes, Read, shown_as
from policykit.engine.reference.forms.consequence import outcome
from policykit.engine.reference.judging import Judging, Outcome
from policykit.model.finding import Verdict
from policykit.model.policy import requirements as r
from policykit.model.text import Text

_SERIES = ("series mark", "series owner", "series exempt")
_MARK, _OWNER, _EXEMPT = map(sql.name, _SERIES)
"""Whether a row of the series counts, whose series it is in, and whether the document surely does not apply."""


def compile_rule(compiling: Compiling, requirement: r.Consequence) -> Outcomes:
    """One row for each fact of the series that may reach the number."""
    kind = compiling.rule.scope.entity
    pattern = requirement.pattern
    frame = Frame(compiling.query, events=pattern.events)
    belongs = truth_of(pattern.where, frame)
    hit = truth_of(requirement.counted, frame)
    owner = _owner(compiling, requirement, frame)
    exempt = compiling.exempt(frame)
    owners = {k: frame.field(k) for k in ("unit", "account", "staff") if frame.has_field(k)}
    subject = subject_of_row(frame)
    _, rows = frame.rows()
    series = compiling.query.add(
        "s",
        f"SELECT {frame.alias}.*, ({belongs}) AND ({hit}) AS {_MARK}, {owner} AS {_OWNER}, {exempt} AS {_EXEMPT} "
        f"FROM {rows} {frame.alias}{_living(compiling, owner)} WHERE ({belongs}) IS NOT FALSE",
    )
    reached, facts, counted = _reached(compiling, requirement, series)
    join, in_scope = _in_scope(compiling, counted, frame.alias)
    known = f"({reached}) AND ({in_scope})"
    columns = {
        "verdict": f"CASE WHEN {_EXEMPT} OR {_MARK} IS FALSE OR NOT ({compiling.in_force(frame.at)}) "
        f"OR ({known}) IS FALSE THEN NULL WHEN {known} THEN '{Verdict.IDENTIFIED.value}' "
        f"ELSE '{Verdict.UNDECIDED.value}' END",
        "branch": "''",
        "type": frame.column("type"),
        "id": frame.column("id"),
        "at": frame.at,
        **owners,
        "subject": subject,
        "entity": frame.column("series owner"),
        "evidence": facts,
    }

    def read(judging: Judging, row: Read) -> Outcome:
        entity = judging.history.register.entity(kind, row.entity) if kind and row.entity else None
        return outcome(requirement, entity, trigger(row), True, row.evidence)

    return Outcomes(compiling.query, columns, f"{counted} {frame.alias}{join}", read, begins="at")


def _owner(compiling: Compiling, requirement: r.Consequence, frame: Frame) -> str:
    """Whose series a fact belongs to: that of the entity that it names, or the one series of a rule for nobody."""
    kind, key = compiling.rule.scope.entity, requirement.pattern.key
    if kind is None:
        return "CAST(NULL AS VARCHAR)"
    if key != (kind,) or kind == "staff":
        raise NotCompiled(Text("事实按他物归属", "facts that belong to an entity by another key"))
    fields = compiling.query.store.vocabulary.entities[kind].fields
    for exemption in compiling.judging.document.exemptions:
        through = exemption.entity in fields
        if through and exemption.entity != kind and (kind == "staff" or frame.has_field(exemption.entity)):
            raise NotCompiled(Text("对象与事实所属不同时的不适用", "exemptions where entity and fact may differ"))
    compiling.query.tables.refuse_unnamed(requirement.pattern.events, kind)
    return frame.key(kind)


def _living(compiling: Compiling, owner: str) -> str:
    """Only entities that ever lived have a series."""
    kind = compiling.rule.scope.entity
    if kind is None:
        return ""
    lives = compiling.query.register.lives(kind)
    alias = compiling.query.fresh("e")
    return f" JOIN (SELECT DISTINCT id FROM {lives}) {alias} ON {alias}.id = {owner}"


def _reached(compiling: Compiling, requirement: r.Consequence, series: str) -> tuple[str, str, str]:
    """Whether enough facts of the window count, its facts that do or may, and the table to ask that of."""
    shown = shown_as('"at"', "id")
    length = requirement.among or requirement.times
    if length == requirement.times == 1:
        return _MARK, f"[{shown}]", series
    window = f'PARTITION BY {_OWNER} ORDER BY "at", id ROWS BETWEEN {length - 1} PRECEDING AND CURRENT ROW'
    counted = compiling.query.add(
        "c",
        f"SELECT *, count(CASE WHEN {_MARK} THEN 1 END) OVER w AS sure, "
        f"count(CASE WHEN {_MARK} IS NULL THEN 1 END) OVER w AS perhaps, "
        f"list(CASE WHEN {_MARK} IS NOT FALSE THEN {shown} END) OVER w AS facts FROM {series} WINDOW w AS ({window})",
    )
    times = requirement.times
    return (
        f"CASE WHEN sure >= {times} THEN TRUE WHEN sure + perhaps >= {times} THEN NULL ELSE FALSE END",
        "facts",
        counted,
    )


def _in_scope(compiling: Compiling, counted: str, alias: str) -> tuple[str, str]:
    """A join, and whether the rule binds the entity at the fact: the fact itself is not looked at."""
    where, kind = compiling.rule.scope.entity_where, compiling.rule.scope.entity
    if where is None or kind is None:
        return "", "TRUE"
    source = f'(SELECT DISTINCT {_OWNER} AS id, "at" FROM {counted})'
    entity = Frame(compiling.query, entity=kind, source=source)
    truth = truth_of(where, entity)
    _, rows = entity.rows()
    scope = compiling.query.add(
        "e",
        f'SELECT {entity.column("id")} AS "scope id", {entity.at} AS "scope at", {truth} AS "in scope" '
        f"FROM {rows} {entity.alias}",
    )
    found = compiling.query.fresh("e")
    on = f'{found}."scope id" = {alias}.{_OWNER} AND {found}."scope at" = {alias}."at"'
    return f" JOIN {scope} {found} ON {on}", f'{found}."in scope"'
