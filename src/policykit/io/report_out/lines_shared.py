"""What lines of JSON share, whoever puts them together: the parts that all findings of a rule have in common."""

from __future__ import annotations

from collections.abc import Iterable
from json.encoder import encode_basestring as quoted

from policykit.io.report_out.words import shown
from policykit.model.finding import Finding, RestsOn
from policykit.model.text import Lang


def of_rule(finding: Finding, lang: Lang) -> str:
    """From `jurisdiction` to `modality`."""
    f = finding
    return (
        f'"jurisdiction": {quoted(f.jurisdiction)}, "rule": {quoted(f.rule)}, "clause": {quoted(f.clause)}, '
        f'"title": {quoted(shown(f.title, lang))}, "modality": {quoted(f.modality)}, '
    )


def of_version(finding: Finding) -> str:
    """The `policy_version`."""
    return f'"policy_version": {quoted(finding.policy_version)}, '


def of_resting(resting: RestsOn, lang: Lang) -> str:
    """One of `rests_on`."""
    return f'{{"kind": {quoted(resting.kind)}, "text": {quoted(resting.text.show(lang))}}}'


def texts(values: Iterable[str]) -> str:
    """A list of texts."""
    return f"[{', '.join(map(quoted, values))}]"
