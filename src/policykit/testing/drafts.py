"""Facts in the making: what each says, with readable ids that never repeat.

In: event types, times and field values by English name. Out: valid facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from policykit.model.facts import Fact
from policykit.model.time import SHANGHAI
from policykit.model.vocabulary import Vocabulary

_LAST_MOMENT = datetime(2100, 1, 1, tzinfo=SHANGHAI)


@dataclass(slots=True)
class Draft:
    """One fact in the making. `late` says how long after it happened it is recorded, if not at once."""

    id: str
    type: str
    at: datetime
    fields: dict[str, object] = field(default_factory=dict)
    late: timedelta | None = None


class Drafts:
    """All facts in the making of one history."""

    def __init__(self, vocabulary: Vocabulary, prefix: str = "") -> None:
        """Begin with none; every id made here begins with the prefix."""
        self.vocabulary = vocabulary
        self._prefix = prefix
        self.all: list[Draft] = []
        self._numbers: Counter[str] = Counter()

    def fresh(self, kind: str) -> str:
        """An id of a kind of entity, subject or fact that no other has: `account-2`, `message.answered-7`."""
        self._numbers[kind] += 1
        return f"{self._prefix}{kind}-{self._numbers[kind]}"

    def take(self, fact: Fact) -> Draft:
        """A fact that is there already, as a draft that can be changed."""
        fields = {f: fact.value(f) for f in sorted(fact.said() - {"id", "type", "occurred_at", "recorded_at"})}
        late = fact.recorded_at - fact.occurred_at if fact.recorded_at is not None else None
        draft = Draft(fact.id, fact.type, fact.occurred_at, fields, late)
        self.all.append(draft)
        return draft

    def add(self, type_: str, at: datetime, fields: Mapping[str, object] | None = None) -> Draft:
        """A fact more. What is required and not said gets a fresh id, a plain name, or the first value of its list."""
        event = self.vocabulary.events[type_]
        said = {k: v for k, v in (fields or {}).items() if k in event.fields and k != "occurred_at"}
        for name, definition in event.fields.items():
            if name == "occurred_at" or name in said or not definition.required:
                continue
            choices = definition.type.choices
            said[name] = next(iter(choices)) if choices else self.fresh(definition.type.refers_to or name)
        draft = Draft(self.fresh(type_), type_, min(at, _LAST_MOMENT), said)
        self.all.append(draft)
        return draft

    def facts(self) -> tuple[Fact, ...]:
        """The facts, in order of time. Raises `pydantic.ValidationError` for a value that does not fit its field."""
        return tuple(sorted((self.fact(d) for d in self.all), key=lambda f: (f.at, f.id)))

    def fact(self, draft: Draft) -> Fact:
        """The fact that a draft says."""
        said = {"id": draft.id, "type": draft.type, "occurred_at": draft.at, **draft.fields}
        if draft.late is not None:
            said["recorded_at"] = draft.at + draft.late
        return self.vocabulary.events[draft.type].model.model_validate(said)
