"""Disturbs a history: late records, equal times, fields left out, pauses, waivers, matters closed undone.

In: drafts and where choices come from. Out: the drafts, changed. The plainest choice disturbs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from policykit.model.policy.document import Document
from policykit.testing.chance import Chance
from policykit.testing.drafts import Draft, Drafts

_LATE = (timedelta(0), timedelta(days=1), timedelta(days=40))
_MOST = 3


def disturb(drafts: Drafts, document: Document, chance: Chance) -> None:
    """Disturb a history a few times, or not at all."""
    for _ in range(chance.pick(range(_MOST + 1))):
        if not drafts.all:
            return
        draft = chance.pick(drafts.all)
        match chance.pick(("late", "same time", "unsaid", "pause", "waiver", "closed")):
            case "late":
                draft.late = chance.pick(_LATE)
            case "same time":
                draft.at = chance.pick(drafts.all).at
            case "unsaid":
                _leave_out(drafts, draft, chance)
            case "pause":
                _pause(drafts, draft, chance)
            case "waiver":
                _waive(drafts, document, draft, chance)
            case _:
                drafts.add("matter.closed", draft.at + chance.pick(_LATE), {"trigger": draft.id})


def _leave_out(drafts: Drafts, draft: Draft, chance: Chance) -> None:
    fields = drafts.vocabulary.events[draft.type].fields
    optional = sorted(f for f in draft.fields if not fields[f].required)
    if optional:
        del draft.fields[chance.pick(optional)]


def _pause(drafts: Drafts, draft: Draft, chance: Chance) -> None:
    account = _value(draft, ("account",))
    if account is None:
        return
    reason = chance.pick(("emergency", "upgrade", "rectification"))
    said = {"account": account, "reason": reason}
    drafts.add("account.suspended", draft.at, said | {"proven": True} if reason == "emergency" else said)
    if reason == "upgrade":
        drafts.add("application.approved", draft.at, {"account": account, "kind": "suspension"})
    if chance.pick((True, False)):
        drafts.add("account.resumed", draft.at + chance.pick(_LATE), {"account": account})


def _waive(drafts: Drafts, document: Document, draft: Draft, chance: Chance) -> None:
    names = [rule.name for rule in document.rules if rule.modality.in_principle]
    if names:
        said: dict[str, object] = {"rule": chance.pick(names)}
        for kind in ("account", "unit"):
            value = _value(draft, (kind,))
            if value is not None:
                said[kind] = value
        drafts.add("waiver.approved", draft.at, said)


def _value(draft: Draft, names: Sequence[str]) -> object | None:
    return next((draft.fields[n] for n in names if n in draft.fields), None)
