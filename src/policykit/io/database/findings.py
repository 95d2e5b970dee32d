"""Findings out to PostgreSQL: one row for each obligation, which later runs bring up to date.

In: findings. Out: rows, by the finding's id: it stays the same from run to run while the verdict changes. The columns
are those of `FindingRecord`, texts in both languages.
"""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from policykit.engine.columnar.sql import name
from policykit.io.database.errors import DatabaseError, Row, connected
from policykit.model.finding import Finding
from policykit.model.text import Text

if TYPE_CHECKING:
    import psycopg

_COLUMNS: Mapping[str, tuple[str, str, Callable[[Finding], object]]] = {
    "id": ("text", "PRIMARY KEY", lambda f: f.id),
    "jurisdiction": ("text", "NOT NULL", lambda f: f.jurisdiction),
    "rule": ("text", "NOT NULL", lambda f: f.rule),
    "clause": ("text", "NOT NULL", lambda f: f.clause),
    "title_zh": ("text", "NOT NULL", lambda f: f.title.zh),
    "title_en": ("text", "NOT NULL", lambda f: f.title.en),
    "modality": ("text", "NOT NULL", lambda f: f.modality),
    "verdict": ("text", "NOT NULL", lambda f: f.verdict.value),
    "unit": ("text", "", lambda f: f.unit),
    "account": ("text", "", lambda f: f.account),
    "subject": ("text", "", lambda f: f.subject),
    "triggered_at": ("timestamptz", "", lambda f: f.triggered_at),
    "due": ("timestamptz", "", lambda f: f.due),
    "settled_at": ("timestamptz", "", lambda f: f.settled_at),
    "evidence": ("text[]", "NOT NULL", lambda f: list(f.evidence)),
    "message_zh": ("text", "NOT NULL", lambda f: f.message.zh),
    "message_en": ("text", "NOT NULL", lambda f: f.message.en),
    "consequence": ("text[]", "NOT NULL", lambda f: list(f.consequence)),
    "rests_on": ("jsonb", "NOT NULL", lambda f: [r.model_dump() for r in f.rests_on]),
    "policy_version": ("text", "NOT NULL", lambda f: f.policy_version),
    "late_by_seconds": ("bigint", "", lambda f: f.late_by_seconds),
}
"""The columns: type, constraint, and what a finding says there."""


def write_findings(url: str, findings: Iterable[Finding], table: str = "findings") -> int:
    """Write the findings in one transaction and return how many there were; the table is made where there is none.

    A row whose finding came before is brought up to date, others stay as they are; of findings with one id the last
    counts. Raises `DatabaseError` if the database cannot be used, the table has not these columns, or a finding holds
    a text that a database cannot.
    """
    with connected(url) as connection:
        listed = ", ".join(f"{name(c)} {type_} {rest}".rstrip() for c, (type_, rest, _) in _COLUMNS.items())
        _run(connection, f"CREATE TABLE IF NOT EXISTS {name(table)} ({listed})")
        _refuse_other(connection, table)
        columns = ", ".join(f"{name(c)} {type_}" for c, (type_, _, _) in _COLUMNS.items())
        _run(connection, f"CREATE TEMPORARY TABLE policykit_findings (place bigint, {columns}) ON COMMIT DROP")
        written = _copy(connection, findings)
        _run(connection, _upsert(table))
        connection.commit()
    return written


def _copy(connection: psycopg.Connection[Row], findings: Iterable[Finding]) -> int:
    import psycopg

    written = 0
    with connection.cursor() as cursor, cursor.copy("COPY policykit_findings FROM STDIN") as copy:
        copy.set_types(["int8", *(type_ for type_, _, _ in _COLUMNS.values())])
        for written, finding in enumerate(findings, 1):
            try:
                copy.write_row([written, *(said(finding) for _, _, said in _COLUMNS.values())])
            except (psycopg.DataError, UnicodeEncodeError) as error:
                raise DatabaseError(
                    Text(
                        f"{finding.rule} 的判定 {finding.id} 含有数据库无法存放的字符",
                        f"the finding {finding.id} of {finding.rule} holds a character that a database cannot",
                    )
                ) from error
    return written


def _upsert(table: str) -> str:
    columns = ", ".join(map(name, _COLUMNS))
    changed = [c for c in _COLUMNS if c != "id"]
    held, new = (", ".join(f"{side}.{name(c)}" for c in changed) for side in ("held", "excluded"))
    return (
        f"INSERT INTO {name(table)} AS held ({columns}) "
        f"SELECT DISTINCT ON (id) {columns} FROM policykit_findings ORDER BY id, place DESC "
        f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name(c)} = excluded.{name(c)}' for c in changed)} "
        f"WHERE ({held}) IS DISTINCT FROM ({new})"
    )


def _refuse_other(connection: psycopg.Connection[Row], table: str) -> None:
    cursor = connection.execute(f"SELECT * FROM {name(table)} LIMIT 0")
    found = {column.name for column in cursor.description or ()}
    missing = ", ".join(c for c in _COLUMNS if c not in found)
    if missing:
        raise DatabaseError(
            Text(f"表 {table} 缺少列 {missing}", f"the table {table} lacks the columns {missing}"),
        )


def _run(connection: psycopg.Connection[Row], statement: str) -> None:
    connection.execute(statement)
