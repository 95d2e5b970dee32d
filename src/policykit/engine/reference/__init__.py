"""The reference evaluator: short, and obviously right. The fast engines agree with it."""

from policykit.engine.reference.evaluate import SUPPORTED, findings_of, outcomes_of, refuse_unsupported
from policykit.engine.reference.findings import to_finding, verdict_of

__all__ = ["SUPPORTED", "findings_of", "outcomes_of", "refuse_unsupported", "to_finding", "verdict_of"]
