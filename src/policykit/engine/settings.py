"""What a deployment decides for itself: values of open terms, force dates that a text leaves open, the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from policykit.model.errors import SettingsError
from policykit.model.policy.document import ALWAYS, Document, Force, last_day_of_force
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.requirements import Silence
from policykit.model.policy.rule import Rule
from policykit.model.text import Text, join


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

    def _key_of_term(self, jurisdiction: str, name: str) -> Text:
        """Where a settings file gives the open term its value: `terms.及时`, or that of the pack."""
        of_pack = name in self.pack_terms.get(jurisdiction, {})
        place = f"packs.{jurisdiction}.terms." if of_pack else "terms."
        return Text("{p}{t}", "{p}{t}").fill(p=place, t=OpenTerm(name))

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

    def refuse_unfit_terms(self, document: Document, rules: Iterable[Rule] | None = None, place: str = "") -> None:
        """Raise `SettingsError` for house values in which rules of the document (or the ones given) cannot count.

        `place` says where the settings stand.
        """
        problems = [
            Text("{w}{k}:{p}", "{w}{k}: {p}").fill(
                w=place and f"{place}:", k=self._key_of_term(document.name, name), p=problem
            )
            for name, problem in self.unfit_terms(document, document.rules if rules is None else rules)
        ]
        if problems:
            raise SettingsError(join(problems, zh="\n", en="\n"))

    def unfit_terms(self, document: Document, rules: Iterable[Rule]) -> Iterator[tuple[str, Text]]:
        """The terms whose values do not fit the rules, or those that they follow from, and why.

        No stretch without an act is measured in hours or working days.
        """
        for rule in _with_what_they_follow(document, rules):
            limit = rule.requirement.limit if isinstance(rule.requirement, Silence) else None
            value = self.term(document.name, limit.name) if isinstance(limit, OpenTerm) else None
            if isinstance(limit, OpenTerm) and value is not None and not value.measures_stretches:
                yield (
                    limit.name,
                    Text(
                        "规则 {r} 的间断按日历计,不能用“{v}”;请用天、周、个月或年",
                        "the silence of {r} is counted by the calendar, not in '{v}'; use days, weeks, months or years",
                    ).fill(r=rule.id, v=value),
                )


def _with_what_they_follow(document: Document, rules: Iterable[Rule]) -> Iterator[Rule]:
    """The rules, and those whose breaches they follow, each once."""
    found: dict[str, Rule] = {}
    for rule in rules:
        found[rule.name] = rule
        broken = rule.scope.breach_of
        while broken is not None:
            found[broken] = document.rule(broken)
            broken = found[broken].scope.breach_of
    return iter(found.values())
