"""Analysis of packs: what their cases cover, and whether they would notice a rule that is slightly wrong."""

from policykit.analysis.coverage import RuleCoverage, coverage
from policykit.analysis.mutation import Equivalent, MutantResult, equivalents_of, mutate

__all__ = ["Equivalent", "MutantResult", "RuleCoverage", "coverage", "equivalents_of", "mutate"]
