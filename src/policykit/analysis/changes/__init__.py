"""Says what changed between two versions of a document: rule by rule, with a proof or a witness, and on the same facts.

    from policykit import load_pack
    from policykit.analysis.changes import changes

    changes(load_pack("old/jiaxian"), load_pack("jiaxian"))

Needs the extra `analysis`. docs/comparison.md says what the relations mean.
"""

from policykit.analysis.changes.findings import finding_changes
from policykit.analysis.changes.results import Changes, FindingChanges
from policykit.analysis.changes.rules import changes

__all__ = ["Changes", "FindingChanges", "changes", "finding_changes"]
