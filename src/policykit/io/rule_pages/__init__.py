"""Pages about rules: for every pack its clauses, for every rule a page with its text and its cases as timelines."""

from policykit.io.rule_pages.write import write_pages

__all__ = ["write_pages"]
