"""One violation on the bench: what is known of it, and how a history is changed.

In: drafts, what the register knows of them, and a finding. Out: drafts added, dropped or rewritten. Everything that the
trigger and the register say is settled, so that a search for an act leaves them as they are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from policykit.engine.check import calendar_of
from policykit.engine.reference.history import History
from policykit.engine.settings import Settings
from policykit.model.finding import Finding
from policykit.model.policy import conditions as m
from policykit.model.policy.rule import Rule
from policykit.model.time import instant, moment
from policykit.model.vocabulary import RUNS_ACCOUNT
from policykit.packs import Pack
from policykit.testing.drafts import Draft, Drafts
from policykit.testing.filler import ABSENT, Filler, State
from policykit.testing.trees import Frame, Slot

ENTITIES = ("unit", "account", "staff")
_NOON = timedelta(hours=12)


class Workshop:
    """The drafts being mended, with what the register knows of them."""

    def __init__(self, pack: Pack, drafts: Drafts, history: History, settings: Settings) -> None:
        """Mend the drafts; `history` is what they said when they were judged."""
        self.pack, self.drafts, self.history, self.settings = pack, drafts, history, settings
        self.calendar = calendar_of(pack.plugins, settings)
        self.as_of = moment(history.as_of)

    def draft(self, id_: str) -> Draft | None:
        """The draft of that id, if it is still there."""
        return next((d for d in self.drafts.all if d.id == id_), None)

    def drop(self, draft: Draft) -> None:
        """The fact did not happen."""
        self.drafts.all = [d for d in self.drafts.all if d is not draft]

    def rewrite(self, kind: str, id_: str, field: str, value: object) -> None:
        """The register says the value of an attribute from the beginning, and nothing else later."""
        if field == RUNS_ACCOUNT:
            self._run_account(id_, wanted=value is True)
            return
        says = [d for d in self.drafts.all if self._says(d, kind, id_)]
        said = [d for d in says if field in d.fields] or says[:1]
        for draft in said:
            if value is ABSENT:
                draft.fields.pop(field, None)
            else:
                draft.fields[field] = value

    def _run_account(self, unit: str, *, wanted: bool) -> None:
        """The unit runs an account from the beginning, or none: its accounts are closed at once."""
        first = next((d.at for d in self.drafts.all if d.fields.get("unit") == unit), self.as_of)
        if wanted:
            self.drafts.add("account.listed", first, {"unit": unit})
            return
        for account in self.history.register.all("account"):
            for with_, since, _ in account.stays("unit"):
                if with_ == unit:
                    self.drafts.add("account.closed", moment(since), {"account": account.id})

    def _says(self, draft: Draft, kind: str, id_: str) -> bool:
        event = self.pack.plugins.vocabulary.events[draft.type]
        ends = (".registered", ".opened", ".listed", ".changed", ".assigned")
        return event.subject == kind and draft.type.endswith(ends) and draft.fields.get(kind) == id_


class Bench:
    """One finding on the bench: its rule, trigger and entities, and a search with what is known of them settled."""

    def __init__(self, workshop: Workshop, finding: Finding) -> None:
        """Take up the finding."""
        self.workshop, self.finding = workshop, finding
        self.rule: Rule = workshop.pack.document.rule(finding.rule)
        self.began = finding.triggered_at or workshop.as_of
        self.ids = {k: v for k, v in (("unit", finding.unit), ("account", finding.account)) if v}
        if self.rule.scope.entity and self.rule.scope.trigger is None and finding.subject:
            self.ids.setdefault(self.rule.scope.entity, finding.subject)
        self.filler = Filler(workshop.pack.plugins, self.ids, workshop.drafts.fresh)
        self.trigger = self._trigger()
        name, type_ = ("trigger", self.trigger.type) if self.trigger else ("", "")
        self.frame = Frame(name, type_, self.began if self.trigger else self.began + _NOON)
        self.state = State(self._known())

    def _trigger(self) -> Draft | None:
        pattern = self.rule.scope.trigger
        if pattern is None:
            return None
        found = [
            d
            for id_ in self.finding.evidence
            if (d := self.workshop.draft(id_)) is not None and d.type in pattern.events and d.at == self.began
        ]
        own = [d for d in found if self.finding.subject in (None, d.fields.get(self._subject(d)))]
        return next(iter(own or found), None)

    def _subject(self, draft: Draft) -> str:
        return self.workshop.pack.plugins.vocabulary.events[draft.type].subject

    def _known(self) -> dict[Slot, object]:
        values: dict[Slot, object] = {}
        events, entities = self.workshop.pack.plugins.vocabulary.events, self.workshop.pack.plugins.vocabulary.entities
        if self.trigger is not None:
            for field in events[self.trigger.type].fields:
                if field != "occurred_at":
                    values["trigger", field] = self.trigger.fields.get(field, ABSENT)
        for kind, id_ in self.ids.items():
            entity = self.workshop.history.register.entity(kind, id_)
            for field in entities[kind].fields:
                value = entity.value(field, instant(self.frame.at)) if entity else None
                values[kind, field] = ABSENT if value is None else value
            values[kind, kind] = id_
        return values

    def add(self, frame: Frame, state: State) -> Draft:
        """The fact of a frame, about the finding's unit and account."""
        fields = self.workshop.pack.plugins.vocabulary.events[frame.event].fields
        said: dict[str, object] = {k: v for k, v in self.ids.items() if k in fields}
        draft = self.workshop.drafts.add(frame.event, frame.at, said | state.of(frame.name))
        for field in [f for f in said if state.values.get((frame.name, f)) is ABSENT]:
            draft.fields.pop(field)
        return draft

    def act(self, pattern: m.EventPattern, when: datetime, attempt: int = 0) -> Draft | None:
        """An act of the pattern, None where nothing that can be said makes it one."""
        event = pattern.events[attempt % len(pattern.events)]
        frame = self.filler.frame(event, min(when, self.workshop.as_of))
        state = next(self.filler.act(pattern, frame, self.frame, None, self.state), None)
        if state is None:
            return None
        for earlier in state.wanted:
            self.add(earlier, state)
        return self.add(frame, state)
