"""cardinality and agreement: what must hold of the living members of an entity, judged day by day as a state.

The members at the end of each day that is asked are joined by their stays; one row a day, or a day and a group, comes
of them.
"""

from __future__ import annotations

from collections.abc import Callable

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.forms.state import Test, by_stretches, days_asked
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.reference.forms import members as reference
from policykit.engine.reference.stretches import looks_back
from policykit.model.policy import requirements as r
from policykit.model.policy.requirements import Bound
from policykit.model.text import Text, fold
from policykit.model.vocabulary import EntityType, Kind


def compile_cardinality(compiling: Compiling, requirement: r.Cardinality) -> Outcomes:
    """One row a stretch: at least or at most so many living members, in each group if they are grouped."""
    entity = compiling.query.store.vocabulary.entities[requirement.counted]
    by = requirement.group_by
    if by is not None:
        _refuse_incomparable(entity, by)
    days = days_asked(compiling, (), every=requirement.where is not None and looks_back(requirement.where))
    members = _members(compiling, requirement.counted, days)
    counts = truth_of(requirement.where, members)
    group = members.attribute(requirement.counted, by) if by is not None else "''"
    _, rows = members.rows()
    groups = compiling.query.add(
        "g",
        f'SELECT owner, {members.at} AS "at", {group} AS part, '
        f"count(*) FILTER (WHERE ({counts}) AND {group} IS NOT NULL) AS sure, "
        f"count(*) FILTER (WHERE ({counts}) IS NULL OR (({counts}) AND {group} IS NULL)) AS perhaps "
        f"FROM {rows} {members.alias} GROUP BY 1, 2, 3",
    )
    listed = not compiling.query.store.not_listed(requirement.counted)
    days_tested = compiling.query.add("tested", _tested(requirement, groups, listed=listed))
    empty = "TRUE" if by is not None else _truth(requirement, "0", "0", listed=listed)

    def why(row: Read) -> Text:
        number, part = row.said or ("0", "")
        choices = entity.fields[by].type.choices if by is not None else None
        return reference.outside(requirement, entity.label, int(number), choices(part) if choices else part)

    return _by_days(compiling, days, days_tested, empty, why)


def compile_agreement(compiling: Compiling, requirement: r.Agreement) -> Outcomes:
    """One row a stretch: all living members have the same value of the attribute."""
    entity = compiling.query.store.vocabulary.entities[requirement.member]
    _refuse_incomparable(entity, requirement.attribute)
    days = days_asked(compiling, ())
    members = _members(compiling, requirement.member, days)
    value = members.attribute(requirement.member, requirement.attribute)
    _, rows = members.rows()
    known = "NULL" if compiling.query.store.not_listed(requirement.member) else "TRUE"
    values = compiling.query.add(
        "values", f'SELECT owner, {members.at} AS "at", {value} AS part FROM {rows} {members.alias} GROUP BY 1, 2, 3'
    )
    tested = compiling.query.add(
        "tested",
        f'SELECT owner, "at", CASE WHEN count(part) > 1 THEN FALSE WHEN count(*) > count(part) THEN NULL '
        f"ELSE {known} END AS truth, list(part) AS said FROM {values} GROUP BY 1, 2",
    )
    label = entity.fields[requirement.attribute].label
    return _by_days(compiling, days, tested, known, lambda row: reference.differs(label, map(fold, row.said)))


def _by_days(compiling: Compiling, days: str, tested: str, empty: str, why: Callable[[Read], Text]) -> Outcomes:
    """The outcomes by the test of days that have members, and what is said of those that have none."""
    frame = Frame(compiling.query, entity=compiling.judging.each, source=days)
    found = compiling.query.fresh("t")
    test = Test(
        truth=f"CASE WHEN {found}.owner IS NULL THEN {empty} ELSE {found}.truth END",
        joins=f'LEFT JOIN {tested} {found} ON {found}.owner = {frame.alias}.id AND {found}."at" = {frame.at}',
        quoted=f'LEFT JOIN {tested} q ON q.owner = found.id AND q."at" = {sql.day_last("found.failed")}',
    )
    return by_stretches(compiling, frame, test, why)


def _members(compiling: Compiling, kind: str, days: str) -> Frame:
    """The living members at the end of each day that is asked, with their `owner`."""
    stays, living = compiling.query.register.stays(kind, compiling.judging.each), sql.during("m", 'd."at"')
    source = f'(SELECT m.id, d."at", d.id AS owner FROM {days} d JOIN {stays} m ON m.value = d.id AND {living})'
    return Frame(compiling.query, entity=kind, source=source)


def _refuse_incomparable(entity: EntityType, attribute: str) -> None:
    if attribute in entity.derived or entity.fields[attribute].type.kind not in (Kind.TEXT, Kind.CHOICE):
        label = entity.fields[attribute].label
        raise NotCompiled(Text(f"按“{label.zh}”比较", f"telling members apart by {label.en}"))


def _truth(requirement: r.Cardinality, sure: str, most: str, *, listed: bool) -> str:
    """Whether a number that is at least `sure` and, if all members are listed, at most `most` is within the bound."""
    number, known = requirement.count, "TRUE" if listed else "FALSE"
    if requirement.bound is Bound.AT_MOST:
        return f"CASE WHEN {sure} > {number} THEN FALSE WHEN {known} AND {most} <= {number} THEN TRUE ELSE NULL END"
    return f"CASE WHEN {known} AND {most} < {number} THEN FALSE WHEN {sure} >= {number} THEN TRUE ELSE NULL END"


def _tested(requirement: r.Cardinality, groups: str, *, listed: bool) -> str:
    """The test of each day, and the first group that is not within the bound, with its number.

    Members whose group is not known may be in any group, and for a maximum in one of their own.
    """
    unnamed = 'sum(CASE WHEN part IS NULL THEN perhaps ELSE 0 END) OVER (PARTITION BY owner, "at")'
    most = "sure + perhaps + CASE WHEN part IS NULL THEN 0 ELSE unnamed END"
    truth = _truth(requirement, "sure", most, listed=listed)
    kept = "TRUE"
    if requirement.group_by is not None:
        kept = f"sure + perhaps > 0{'' if requirement.bound is Bound.AT_MOST else ' AND part IS NOT NULL'}"
    return (
        'SELECT owner, "at", CASE WHEN bool_or(truth IS FALSE) THEN FALSE WHEN bool_or(truth IS NULL) THEN NULL '
        "ELSE TRUE END AS truth, [CAST(min_by(sure, part) FILTER (WHERE truth IS FALSE) AS VARCHAR), "
        "min(part) FILTER (WHERE truth IS FALSE)] AS said "
        f"FROM (SELECT *, {truth} AS truth FROM (SELECT *, {unnamed} AS unnamed FROM {groups})) "
        f"WHERE {kept} GROUP BY 1, 2"
    )
