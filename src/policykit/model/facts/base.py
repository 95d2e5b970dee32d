"""What every fact has: an id, a type, when it occurred and when it was recorded.

Fact types are pydantic models; the Chinese name of a type is its class keyword `zh`, the Chinese name of a field stands
in `named(...)`. A field that holds the id of an entity or subject is annotated with `Ref`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

from policykit.model.text import Text
from policykit.model.time import FIRST_DAY, Instant, instant, legal_day


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field as the id of a `kind`: an entity (unit, account, staff) or a subject (message, post, …)."""

    kind: str


def named(zh: str, en: str, *, required: bool = False) -> Any:  # noqa: ANN401 - pydantic types Field so
    """A field with its Chinese name and an English description; optional (absent) unless `required`."""
    if required:
        return Field(description=en, json_schema_extra={"zh": zh})
    return Field(default=None, description=en, json_schema_extra={"zh": zh})


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time needs an offset, such as +08:00; a naive local time is never guessed")
    if legal_day(instant(value)) < FIRST_DAY:
        raise ValueError(f"times before {FIRST_DAY} are not supported: China kept summer time until 1991")
    return value


Moment = Annotated[datetime, AfterValidator(_aware)]
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What a `Name` is stripped of: the characters of Unicode's White_Space."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
UnitId = Annotated[Name, Ref("unit")]
AccountId = Annotated[Name, Ref("account")]
StaffId = Annotated[Name, Ref("staff")]
MessageId = Annotated[Name, Ref("message")]
PostId = Annotated[Name, Ref("post")]
PolicyId = Annotated[Name, Ref("policy")]
ApplicationId = Annotated[Name, Ref("application")]
FilingId = Annotated[Name, Ref("filing")]
NoticeId = Annotated[Name, Ref("notice")]
ContractId = Annotated[Name, Ref("contract")]
LicenceId = Annotated[Name, Ref("licence")]
WaiverId = Annotated[Name, Ref("waiver")]
IncidentId = Annotated[Name, Ref("incident")]
OrderId = Annotated[Name, Ref("order")]
FactId = Annotated[Name, Ref("fact")]


class Fact(BaseModel):
    """Something that happened, said once and never changed.

    `occurred_at` is when it happened, `recorded_at` when the system learned of it (the same, unless said). Both carry
    an offset. Subclasses give `type` its one value and say in `subject` which of their fields is their own subject.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: ClassVar[str] = ""
    name: ClassVar[str] = ""
    subject: ClassVar[str] = ""

    id: Annotated[Name, Field(description="unique id of the fact", json_schema_extra={"zh": "编号"})]
    type: Annotated[str, Field(description="event type", json_schema_extra={"zh": "事件"})]
    occurred_at: Annotated[Moment, Field(description="when it happened", json_schema_extra={"zh": "发生时间"})]
    recorded_at: Annotated[
        Moment | None,
        Field(description="when the system learned of it", json_schema_extra={"zh": "记录时间"}),
    ] = None

    def __init_subclass__(cls, *, name: str = "", zh: str = "", subject: str = "") -> None:
        """Take the type's English name, Chinese name and own subject from the class line."""
        super().__init_subclass__()
        if name:
            cls.name, cls.zh, cls.subject = name, zh, subject

    @classmethod
    def label(cls) -> Text:
        """The type's name in both languages."""
        return Text(cls.zh, cls.name)

    @model_validator(mode="after")
    def _recorded_after_it_occurred(self) -> Self:
        if self.type != self.name:
            raise ValueError(f"type is {self.type!r}, expected {self.name!r}")
        if self.recorded_at is not None and self.recorded_at < self.occurred_at:
            raise ValueError("recorded_at lies before occurred_at")
        return self

    @cached_property
    def at(self) -> Instant:
        """The instant at which it occurred."""
        return instant(self.occurred_at)

    @cached_property
    def known_at(self) -> Instant:
        """The instant from which it is known."""
        return instant(self.recorded_at or self.occurred_at)

    def as_read(self) -> dict[str, JsonValue]:
        """The fact as `check` reads it: what it says, as JSON. Sets come sorted, so that it is the same every time."""
        said: dict[str, JsonValue] = self.model_dump(mode="json", exclude_unset=True)
        unordered = {n for n in said if isinstance(getattr(self, n), frozenset)}
        return {n: sorted(v, key=str) if n in unordered and isinstance(v, list) else v for n, v in said.items()}

    def model_copy(self, *, update: Mapping[str, object] | None = None, deep: bool = False) -> Self:
        """A copy, with some fields changed and not validated again; its instants are those of its own times."""
        copied = super().model_copy(update=update, deep=deep)
        for kept in ("at", "known_at"):
            copied.__dict__.pop(kept, None)
        return copied

    def value(self, field: str) -> object | None:
        """The value of a field by its English name, or None where the fact does not say it."""
        return self.__dict__.get(field)

    def said(self) -> frozenset[str]:
        """The names of the fields that the fact gives a value."""
        return frozenset(f for f in self.model_fields_set if getattr(self, f) is not None)


def subject_of(fact: Fact) -> str | None:
    """The id of the fact's own subject (its message, post, account …)."""
    value = fact.value(fact.subject) if fact.subject else None
    return value if isinstance(value, str) else None
