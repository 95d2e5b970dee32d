"""The vocabulary: which events, entities and fields exist, what they are called and what type their values have.

It is derived from the pydantic models of `model.facts`, which stay its single source. Plug-ins extend it with
`Vocabulary.extended`. The checker, the readers, the JSON Schema and the docs all ask here.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache

from annotated_types import Ge
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from policykit.model.choice import Choice
from policykit.model.facts import MODULES, AccountAttributes, Fact, Ref, StaffAttributes, UnitAttributes
from policykit.model.text import Text


class Kind(StrEnum):
    """The type of a value in conditions."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    DATE = "date"
    INSTANT = "instant"
    CHOICE = "choice"
    ID = "id"
    SET = "set"

    @property
    def label(self) -> Text:
        """What the type is called."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.TEXT: Text("文字", "text"),
    Kind.NUMBER: Text("数", "a number"),
    Kind.TRUTH: Text("是或否", "yes or no"),
    Kind.DATE: Text("日期", "a date"),
    Kind.INSTANT: Text("时刻", "a time"),
    Kind.CHOICE: Text("固定值", "one of a list"),
    Kind.ID: Text("编号", "an id"),
    Kind.SET: Text("集合", "a set"),
}


@dataclass(frozen=True, slots=True)
class FieldType:
    """The type of a field: its kind, the list it chooses from, the entity it refers to, the least of its numbers."""

    kind: Kind
    choices: type[Choice] | None = None
    refers_to: str | None = None
    element: FieldType | None = None
    least: int | None = None

    @property
    def label(self) -> Text:
        """What the type is called, with the element type of a set."""
        if self.element is not None:
            return Text(f"{self.element.label.zh}的集合", f"a set of {self.element.label.en}")
        return self.kind.label


@dataclass(frozen=True, slots=True)
class FieldDef:
    """A field of an event or an attribute of an entity."""

    name: str
    label: Text
    type: FieldType
    required: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """An event type: its model, names, own subject and fields by English name."""

    name: str
    label: Text
    model: type[Fact]
    subject: str
    fields: Mapping[str, FieldDef]

    def refers_to(self, kind: str) -> bool:
        """Whether facts of this type may name a `kind` of entity or subject in the field of that name."""
        found = self.fields.get(kind)
        return found is not None and found.type.refers_to == kind


@dataclass(frozen=True, slots=True)
class EntityType:
    """An entity: its attributes, what starts and ends its life, and what else shows that it exists.

    `shown_by` lists the events that prove an entity to live although its beginning is not among the facts.
    """

    name: str
    label: Text
    fields: Mapping[str, FieldDef]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    shown_by: frozenset[str] = frozenset()
    parent: str | None = None
    derived: frozenset[str] = frozenset()


def _field_type(annotation: object, metadata: Iterable[object] = ()) -> FieldType:
    ref = next((m.kind for m in metadata if isinstance(m, Ref)), None)
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *extra = typing.get_args(annotation)
        return _field_type(inner, [*extra, *metadata])
    if origin in (typing.Union, types.UnionType):
        inner = next(a for a in typing.get_args(annotation) if a is not type(None))
        return _field_type(inner, metadata)
    if origin is frozenset:
        return FieldType(Kind.SET, element=_field_type(typing.get_args(annotation)[0]))
    if origin is typing.Literal:
        return FieldType(Kind.TEXT)
    if not isinstance(annotation, type):
        raise TypeError(f"no vocabulary type for {annotation!r}")
    if issubclass(annotation, Choice):
        return FieldType(Kind.CHOICE, choices=annotation)
    if issubclass(annotation, bool):
        return FieldType(Kind.TRUTH)
    if issubclass(annotation, (int, float)):
        return FieldType(
            Kind.NUMBER, least=next((m.ge for m in metadata if isinstance(m, Ge) and isinstance(m.ge, int)), None)
        )
    if issubclass(annotation, datetime):
        return FieldType(Kind.INSTANT)
    if issubclass(annotation, date):
        return FieldType(Kind.DATE)
    if issubclass(annotation, str):
        return FieldType(Kind.ID, refers_to=ref) if ref else FieldType(Kind.TEXT)
    raise TypeError(f"no vocabulary type for {annotation!r}")


def _field_def(name: str, info: FieldInfo) -> FieldDef:
    extra = info.json_schema_extra
    zh = str(extra["zh"]) if isinstance(extra, dict) and "zh" in extra else name
    return FieldDef(name, Text(zh, name), _field_type(info.annotation, info.metadata), info.is_required())


def fields_of(model: type[BaseModel]) -> dict[str, FieldDef]:
    """The fields of a pydantic model that rules can name, by English name."""
    return {n: _field_def(n, i) for n, i in model.model_fields.items() if n not in {"id", "type", "recorded_at"}}


def event_type(model: type[Fact]) -> EventType:
    """The event type that a fact model defines. Raises `ValueError` if the model lacks a name or its subject field."""
    if not model.name or not model.zh:
        raise ValueError(f"{model.__name__} has no name=… or zh=…")
    fields = fields_of(model)
    if model.subject and model.subject not in fields:
        raise ValueError(f"{model.__name__} has no field for its subject {model.subject!r}")
    return EventType(model.name, model.label(), model, model.subject, fields)


def _derived(name: str, zh: str) -> FieldDef:
    return FieldDef(name, Text(zh, name), FieldType(Kind.TRUTH))


ONLINE = "online"
"""Derived attribute of an account: alive and not suspended."""

PAUSED = "paused"
"""Derived attribute of an account: suspended with approval, or closed in a proven emergency (reading 14)."""

RUNS_ACCOUNT = "runs_account"
"""Derived attribute of a unit: an account of its lives, be it suspended (docs/decisions/0016)."""


_OF_LIVE_ACCOUNTS = ("account.", "post.published", "post.corrected", "post.removed", "message.", "password.")
"""What only a living account can do; an application, filing or notice may speak of one that is still to be opened."""


def _entities(events: Iterable[EventType]) -> dict[str, EntityType]:
    events = tuple(events)
    unit_fields = fields_of(UnitAttributes)
    unit_fields[RUNS_ACCOUNT] = _derived(RUNS_ACCOUNT, "有账号")
    account_fields = fields_of(AccountAttributes)
    account_fields[ONLINE] = _derived(ONLINE, "在线")
    account_fields[PAUSED] = _derived(PAUSED, "获准停更")
    return {
        "unit": EntityType(
            "unit",
            Text("单位", "unit"),
            unit_fields,
            ("unit.registered",),
            ("unit.dissolved",),
            shown_by=frozenset(e.name for e in events if e.refers_to("unit")),
            derived=frozenset({RUNS_ACCOUNT}),
        ),
        "account": EntityType(
            "account",
            Text("账号", "account"),
            account_fields,
            ("account.opened",),
            ("account.closed", "account.cancelled", "account.exited"),
            shown_by=frozenset(
                e.name for e in events if e.refers_to("account") and e.name.startswith(_OF_LIVE_ACCOUNTS)
            ),
            parent="unit",
            derived=frozenset({ONLINE, PAUSED}),
        ),
        "staff": EntityType(
            "staff",
            Text("人员", "staff"),
            fields_of(StaffAttributes),
            ("staff.assigned",),
            ("staff.left",),
            parent="unit",
        ),
    }


SUBJECTS: Mapping[str, Text] = {
    "unit": Text("单位", "unit"),
    "account": Text("账号", "account"),
    "staff": Text("人员", "staff"),
    "message": Text("留言", "message"),
    "post": Text("信息", "post"),
    "policy": Text("政策", "policy"),
    "application": Text("申请", "application"),
    "filing": Text("备案", "filing"),
    "notice": Text("公告", "notice"),
    "contract": Text("合同", "contract"),
    "licence": Text("资质", "licence"),
    "waiver": Text("豁免", "waiver"),
    "incident": Text("事件编号", "incident"),
    "order": Text("整改令", "order"),
}
"""Everything that facts can share: the entities and the subjects, by English name."""


@dataclass(frozen=True)
class Vocabulary:
    """All event types and entities, found by English or Chinese name."""

    events: Mapping[str, EventType]
    entities: Mapping[str, EntityType]

    @cached_property
    def _event_names(self) -> dict[str, str]:
        return {n: e.name for e in self.events.values() for n in (e.name, e.label.zh)}

    @cached_property
    def _entity_names(self) -> dict[str, str]:
        return {n: e.name for e in self.entities.values() for n in (e.name, e.label.zh)}

    def event(self, name: str) -> EventType | None:
        """The event type of that English or Chinese name."""
        found = self._event_names.get(name)
        return self.events[found] if found else None

    def entity(self, name: str) -> EntityType | None:
        """The entity of that English or Chinese name."""
        found = self._entity_names.get(name)
        return self.entities[found] if found else None

    def event_names(self) -> Iterator[str]:
        """Every name of every event type, Chinese and English."""
        return iter(self._event_names)

    def entity_names(self) -> Iterator[str]:
        """Every name of every entity, Chinese and English."""
        return iter(self._entity_names)

    def extended(self, models: Iterable[type[Fact]]) -> Vocabulary:
        """The vocabulary with more event types. Raises `ValueError` where a name is already taken."""
        events = dict(self.events)
        for model in models:
            added = event_type(model)
            if self.event(added.name) or self.event(added.label.zh) or added.name in events:
                raise ValueError(f"the event type {added.name} / {added.label.zh} exists already")
            events[added.name] = added
        return Vocabulary(events, self.entities)


def field_named(fields: Mapping[str, FieldDef], name: str) -> FieldDef | None:
    """The field of that English or Chinese name."""
    if name in fields:
        return fields[name]
    return next((f for f in fields.values() if f.label.zh == name), None)


@lru_cache(maxsize=1)
def base_vocabulary() -> Vocabulary:
    """The vocabulary that policykit itself defines."""
    models = [
        m
        for module in MODULES
        for m in vars(module).values()
        if isinstance(m, type) and issubclass(m, Fact) and m.__module__ == module.__name__
    ]
    events = {e.name: e for e in map(event_type, models)}
    return Vocabulary(events, _entities(events.values()))
