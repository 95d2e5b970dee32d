"""Changes out: what changed between two versions of a document written as text, Markdown or JSON."""

from policykit.io.changes_out.write import ChangesFormat, write_changes

__all__ = ["ChangesFormat", "write_changes"]
