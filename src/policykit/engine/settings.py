"""What a deployment decides for itself: values of open terms, force dates that a text leaves open, the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from policykit.model.policy.document import ALWAYS, Document, Force, last_day_of_force
from policykit.model.policy.periods import Period


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run.

    Open terms are keyed by their canonical name; those of a pack come before the common ones. `assume_in_force` judges
    facts outside a document's force as if it were in force; `provisional` lets working days past the calendar's end
    count as plain weekdays, which is then marked.
    """

    terms: Mapping[str, Period] = field(default_factory=dict)
    pack_terms: Mapping[str, Mapping[str, Period]] = field(default_factory=dict)
    first_days: Mapping[str, date] = field(default_factory=dict)
    calendar: str = "national"
    provisional: bool = False
    assume_in_force: bool = False

    def term(self, jurisdiction: str, name: str) -> Period | None:
        """The house value of an open term, if there is one."""
        return self.pack_terms.get(jurisdiction, {}).get(name) or self.terms.get(name)

    def first_day(self, document: Document) -> date | None:
        """The document's first day of force, under these settings, if one is known."""
        return self.first_days.get(document.name) or document.force.first

    def force(self, document: Document) -> Force:
        """When the document binds, under these settings."""
        if self.assume_in_force:
            return ALWAYS
        first = self.first_day(document)
        if first is None or first == document.force.first:
            return document.force
        return Force(first, last_day_of_force(first, document.valid_for) if document.valid_for else None)
