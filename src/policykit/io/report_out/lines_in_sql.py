"""Lines of JSON that a database puts together: the expression of a line, over the rows of its findings.

In: findings that a database holds. Out: SQL that gives what `to_jsonl` writes of a finding, to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from policykit.engine.columnar import sql
from policykit.io.report_out.lines_shared import of_resting, of_rule, of_version, texts
from policykit.model.finding import Finding, RestsOn
from policykit.model.text import Lang


@runtime_checkable
class Held(Protocol):
    """Findings that a database holds, as rows `f`: `engine.columnar.findings.FindingTable`, which says of what columns.

    A protocol, so that nobody who has findings in memory loads the engine.
    """

    @property
    def alike(self) -> Finding:
        """What all of them say."""

    @property
    def rests_on(self) -> Sequence[tuple[str | None, RestsOn]]:
        """What findings rest on, by the column that says whether they do; None: all do."""

    def texts(self, lang: Lang, text: str) -> Iterator[memoryview]:
        """What an expression over `f` says of each finding, in the order of findings."""


def line_of(held: Held, lang: Lang) -> str:
    """The expression of a finding's line, with its line feed."""
    alike = held.alike
    parts = (
        sql.text('{"id": "'),
        "f.id",
        sql.text(f'", {of_rule(alike, lang)}"verdict": "'),
        "f.verdict",
        sql.text('", "unit": '),
        _or_null(sql.json_text("f.unit")),
        sql.text(', "account": '),
        _or_null(sql.json_text("f.account")),
        sql.text(', "subject": '),
        _or_null(sql.json_text("f.subject")),
        sql.text(', "triggered_at": '),
        _time("f.triggered_at"),
        sql.text(', "due": '),
        _time("f.due"),
        sql.text(', "settled_at": '),
        _time("f.settled_at"),
        sql.text(', "evidence": ['),
        f"array_to_string(list_transform(f.evidence, lambda x: {sql.json_text('x')}), ', ')",
        sql.text('], "message": '),
        sql.json_text("f.message"),
        sql.text(f', "consequence": {texts(alike.consequence)}, "rests_on": ['),
        _rests_on(held.rests_on, lang),
        sql.text(f'], {of_version(alike)}"late_by_seconds": '),
        _or_null("CAST(f.late_by_seconds AS VARCHAR)"),
        "'}' || chr(10)",
    )
    return f"concat({', '.join(parts)})"


def _or_null(text: str) -> str:
    return f"coalesce({text}, 'null')"


def _time(at: str) -> str:
    fraction = f"CASE WHEN {at} % 1000000 = 0 THEN '' ELSE '.' || lpad(CAST({at} % 1000000 AS VARCHAR), 6, '0') END"
    return _or_null(f"'\"' || strftime({sql.clock(at)}, '%Y-%m-%dT%H:%M:%S') || {fraction} || '+08:00\"'")


def _rests_on(rests_on: Sequence[tuple[str | None, RestsOn]], lang: Lang) -> str:
    """The list's items, without its brackets."""
    if not rests_on:
        return "''"
    said = [(column, sql.text(of_resting(resting, lang))) for column, resting in rests_on]
    items = [text if column is None else f"CASE WHEN f.{sql.name(column)} THEN {text} END" for column, text in said]
    return f"concat_ws(', ', {', '.join(items)})"
