"""Sets jurisdictions' requirements side by side, and says which asks more: with a proof or a witness.

    from policykit import load_pack
    from policykit.analysis.compare import compare

    compare([load_pack("jiaxian"), load_pack("zhejiang")])

Needs the extra `analysis`. docs/comparison.md says what the relations mean.
"""

from policykit.analysis.compare.matrix import compare
from policykit.analysis.compare.results import Comparison, Relation

__all__ = ["Comparison", "Relation", "compare"]
