"""Whether a document agrees with itself: rules that never bind, that others contain, that stand against each other.

    from policykit import load_pack
    from policykit.analysis.consistency import Ground, inconsistencies

    inconsistencies(Ground(load_pack("jiaxian")))

Needs the extra `analysis`. docs/errors/README.md says what each code means.
"""

from policykit.analysis.consistency.above import looser_than
from policykit.analysis.consistency.explained import Explanation, explanations_of, sorted_out
from policykit.analysis.consistency.found import inconsistencies
from policykit.analysis.consistency.ground import Ground
from policykit.analysis.consistency.results import Inconsistency, Kind, Story, Untold

__all__ = [
    "Explanation",
    "Ground",
    "Inconsistency",
    "Kind",
    "Story",
    "Untold",
    "explanations_of",
    "inconsistencies",
    "looser_than",
    "sorted_out",
]
