"""Packs: jurisdictions as installed, with their documents, clauses, rules, cases and plug-ins."""

from policykit.packs.cases import Case, CaseResult, load_cases, run_case, run_cases
from policykit.packs.pack import Pack, find_pack, installed_packs, load_pack

__all__ = [
    "Case",
    "CaseResult",
    "Pack",
    "find_pack",
    "installed_packs",
    "load_cases",
    "load_pack",
    "run_case",
    "run_cases",
]
