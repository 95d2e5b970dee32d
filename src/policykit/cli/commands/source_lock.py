"""`policykit source lock`: the fingerprint of each clause of the official text that a pack was written from."""

import typer

from policykit.cli import options as o
from policykit.cli.session import session_of
from policykit.model.text import Text


def run(context: typer.Context, *, pack: o.PackName, text: o.OfficialText) -> int:
    """Write the lock."""
    session = session_of(context)

    from policykit.cli.judge import load_packs
    from policykit.packs.source import read_text, write_lock

    loaded = load_packs((pack,), session, with_plugins=False)[0]
    path = write_lock(loaded.folder, loaded.document, read_text(text))
    count = len(loaded.document.clauses)
    session.note(Text(f"{path}:记下 {count} 条的指纹", f"{path}: fingerprints of {count} clauses"))
    return 0
