"""`policykit clauses`: every clause of a document, with its rules or the reason why it has none."""

from typing import TYPE_CHECKING

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import Session, session_of
from policykit.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

    from policykit.model.policy.document import Clause, Document
    from policykit.model.policy.rule import Rule

_GIST = Text("要旨", "gist")
_NOTE = Text("说明", "note")


def run(
    context: typer.Context,
    *,
    pack: o.PackName,
    format_: o.Plain = "text",
    with_plugins: o.WithPlugins = False,
) -> int:
    """List the clauses."""
    session = session_of(context)
    chosen = o.plain_format(format_)

    from policykit.cli.judge import load_packs

    document = load_packs((pack,), session, with_plugins=with_plugins)[0].document
    if chosen is o.PlainFormat.JSON:
        from policykit.io.report_out.records import json_bytes

        output.put_text(json_bytes([_record(c, document, session) for c in document.clauses], indent=2).decode())
    else:
        output.put_text("\n".join(_lines(document, session)))
    return 0


def _rules(clause: "Clause", document: "Document") -> "list[Rule]":
    return [document.rule(name) for name in clause.rules]


def _record(clause: "Clause", document: "Document", session: Session) -> "JsonValue":
    def shown(text: Text | None) -> str | None:
        return session.show(text) if text else None

    return {
        "citation": clause.citation,
        "heading": shown(clause.heading),
        "gist": shown(clause.gist),
        "note": shown(clause.note),
        "rules": [
            {"name": r.name, "title": session.show(r.title), "form": r.form.value, "modality": r.modality.value}
            for r in _rules(clause, document)
        ],
    }


def _lines(document: "Document", session: Session) -> "Iterator[str]":
    from policykit.io.report_out import words

    clauses = document.clauses
    ruled = sum(bool(c.rules) for c in clauses)
    yield session.show(document.title)
    count = len(document.rules)
    yield session.show(
        Text(
            f"{len(clauses)} 个条款,其中 {ruled} 个有规则,共 {count} 条规则",
            f"{words.counted(len(clauses), 'clause')}, {ruled} with rules, {words.counted(count, 'rule')} in all",
        )
    )
    for clause in clauses:
        yield ""
        yield from _clause(clause, document, session)


def _clause(clause: "Clause", document: "Document", session: Session) -> "Iterator[str]":
    from policykit.cli.citation import citation
    from policykit.io.report_out import words
    from policykit.io.report_out.layout import Table, paint, wrap

    show = session.show
    heading = f"  {show(clause.heading)}" if clause.heading else ""
    title = f"{show(citation(clause.citation))}{heading}"
    yield paint(title, "bold") if session.color else title
    room = None if session.width is None else session.width - 2
    for label, text in ((_GIST, clause.gist), (_NOTE, clause.note)):
        if text is not None:
            yield from (f"  {line}" for line in wrap(show(words.labelled(label, text)), room))
    rows = [
        [r.name, show(r.title), show(r.form.label), show(words.modality(r.modality.value))]
        for r in _rules(clause, document)
    ]
    if rows:
        table = Table(None, rows, room)
        yield from (f"  {line}" for row in rows for line in table.row(row))
