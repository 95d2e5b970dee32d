"""`policykit source verify`: which clauses a newer official text changes, and which rules cite them."""

from typing import TYPE_CHECKING

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import Session, session_of
from policykit.model.text import Text

if TYPE_CHECKING:
    from pydantic import JsonValue

    from policykit.model.policy.document import Document
    from policykit.packs.source import Difference

NOTES = Text(
    "退出状态:0 没有改动;1 有改动;2 无法核对。",
    "Exit status: 0 nothing has changed; 1 something has; 2 it could not be compared.",
)


def run(context: typer.Context, *, pack: o.PackName, text: o.OfficialText, format_: o.Plain = "text") -> int:
    """Compare with the lock."""
    session = session_of(context)
    chosen = o.plain_format(format_)

    from policykit.cli.judge import load_packs
    from policykit.packs.source import compare, read_text

    loaded = load_packs((pack,), session, with_plugins=False)[0]
    found = compare(loaded.folder, loaded.document, read_text(text))
    if chosen is o.PlainFormat.JSON:
        from policykit.io.report_out.records import json_bytes

        record: JsonValue = {
            "changed": [{"clause": c, "rules": _rules(loaded.document, c)} for c in found.changed],
            "added": list(found.added),
            "removed": [{"clause": c, "rules": _rules(loaded.document, c)} for c in found.removed],
        }
        output.put_text(json_bytes(record, indent=2).decode())
    else:
        _show(found, loaded.document, session)
    return 0 if found.none else 1


def _rules(document: "Document", citation: str) -> "list[JsonValue]":
    return [r.name for r in document.rules if r.clause == citation]


def _show(found: "Difference", document: "Document", session: Session) -> None:
    if found.none:
        session.say(Text(f"{document.name}:与原文一致", f"{document.name}: as the official text"))
    labelled = (
        (Text("改动", "changed"), found.changed),
        (Text("新增", "added"), found.added),
        (Text("删去", "removed"), found.removed),
    )
    for label, citations in labelled:
        for citation in citations:
            rules = "、".join(r.name for r in document.rules if r.clause == citation) or "-"
            session.say(Text(f"{label.zh}  {citation}  {rules}", f"{label.en}  {citation}  {rules}"))
