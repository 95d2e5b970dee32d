"""The fact vocabulary: every event type as a pydantic model, with Chinese and English names."""

from policykit.model.facts import content, dialogue, procedure, register, safety, supervision
from policykit.model.facts.base import Fact, Ref, subject_of
from policykit.model.facts.register import AccountAttributes, StaffAttributes, UnitAttributes

MODULES = (register, procedure, content, dialogue, safety, supervision)

__all__ = [
    "MODULES",
    "AccountAttributes",
    "Fact",
    "Ref",
    "StaffAttributes",
    "UnitAttributes",
    "subject_of",
]
