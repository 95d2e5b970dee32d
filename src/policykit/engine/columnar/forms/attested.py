"""The attestations of a rule, and the last of them that names a row.

In: a rule being compiled, rows of triggers or of breaches. Out: what was attested, and what it says of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.forms.triggers import Judged
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import instant_in, ordered
from policykit.model.facts.choices import Result
from policykit.model.facts.supervision import AttestationRecorded
from policykit.model.finding import Verdict


def attestations(compiling: Compiling, entity: str | None, *, owner: str | None = None) -> str:
    """The rule's attestations by what they are about or, of an entity, also by whom they name: who, at, id, result.

    If it is asked, also which entity of the kind `owner` they name.
    """
    query, rule = compiling.query, compiling.rule
    named = f"rule IN ({sql.text(rule.name)}, {sql.text(rule.id)})"
    frame = Frame(query, events=(AttestationRecorded.name,), where=named)
    who = [frame.field("about"), *([frame.key(entity)] if entity is not None else [])]
    result = frame.field("result")
    named = f", {frame.key(owner)} AS owner" if owner is not None else ""
    _, rows = frame.rows()
    told = f'{frame.at} AS "at", {frame.alias}.id, {result} AS result{named} FROM {rows} {frame.alias}'
    return query.add("speaks", " UNION ".join(f"SELECT {w} AS who, {told}" for w in who))


def last_said(frame: Frame, table: str, about: str, named: Sequence[tuple[str, str]], *, none: str) -> Judged:
    """What the last attestation from each row's instant on says of it; `none` is the verdict where there is none.

    `table` holds the frame's rows, `about` is one of `attestations`; `named` are the ids by which they may name a row,
    each with when that counts. Of a pair they name the entity, or none.
    """
    query, alias, last = frame.query, frame.alias, frame.query.fresh("k")
    columns, groups = frame.told_apart
    for_it = "" if frame.paired is None else f" AND (s.owner IS NULL OR s.owner = {frame.column('paired')})"
    key = ordered('s."at"', "s.id")
    spoken = " UNION ALL ".join(
        f"SELECT {columns}, {key} AS spoken, s.result FROM {table} {alias} "
        f'JOIN {about} s ON s.who = {who} AND s."at" >= {frame.at} AND {when}{for_it}'
        for who, when in named
    )
    keys = ", ".join(sql.name(f"row {k}") for k in frame.keys)
    passed = f"max(spoken) FILTER (WHERE result = {sql.literal(Result.PASS)})"
    found = query.add(
        "f", f"SELECT {keys}, max(spoken) AS spoken, {passed} AS passed FROM ({spoken}) GROUP BY {groups}"
    )
    verdict = (
        f"CASE WHEN {last}.spoken IS NULL THEN {none} "
        f"WHEN {last}.spoken = {last}.passed THEN {sql.text(Verdict.MET.value)} "
        f"ELSE {sql.text(Verdict.VIOLATED.value)} END"
    )
    settled, acts = instant_in(f"{last}.spoken"), (f"{last}.spoken",)
    return Judged(verdict, "''", settled=settled, acts=acts, source=frame.beside(found, last))
