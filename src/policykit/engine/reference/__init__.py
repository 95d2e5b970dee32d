"""The reference evaluator: short, and obviously right. The fast engines agree with it."""

from policykit.engine.reference.evaluate import SUPPORTED, findings_of, refuse_unsupported

__all__ = ["SUPPORTED", "findings_of", "refuse_unsupported"]
