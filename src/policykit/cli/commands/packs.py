"""`policykit packs`: the jurisdictions that are installed."""

from typing import TYPE_CHECKING

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import session_of
from policykit.model.text import Text

if TYPE_CHECKING:
    from pydantic import JsonValue


def run(context: typer.Context, format_: o.Plain = "text") -> int:
    """List the packs."""
    session = session_of(context)
    chosen = o.plain_format(format_)

    from policykit.cli.judge import load_packs
    from policykit.engine.settings import Settings
    from policykit.io.report_out import words
    from policykit.io.report_out.layout import Table
    from policykit.io.report_out.records import json_bytes
    from policykit.packs import installed_packs

    documents = [p.document for p in load_packs(installed_packs(), session, with_plugins=False)]
    forces = {d.name: Settings().force(d) for d in documents}
    in_force = {name: f"{f.first or ''}..{f.last or ''}" for name, f in forces.items()}
    if chosen is o.PlainFormat.JSON:
        records: list[JsonValue] = [
            {
                "name": d.name,
                "title": session.show(d.title),
                "number": d.number,
                "in_force": in_force[d.name],
                "clauses": len(d.clauses),
                "rules": len(d.rules),
                "version": d.version,
            }
            for d in documents
        ]
        output.put_text(json_bytes(records, indent=2).decode())
        return 0
    heads = [
        Text("规则包", "pack"),
        Text("名称", "title"),
        Text("施行", "in force"),
        Text("条款", "clauses"),
        words.RULE,
    ]
    rows = [
        [
            d.name,
            session.show(d.title),
            session.show(words.force(in_force[d.name])),
            str(len(d.clauses)),
            str(len(d.rules)),
        ]
        for d in documents
    ]
    table = Table([session.show(h) for h in heads], rows, session.width, color=session.color, right=frozenset({3, 4}))
    output.put_text("\n".join([*table.head(), *(line for row in rows for line in table.row(row))]))
    return 0
