"""What the checker knows while it looks at a rule: the vocabulary, its trigger and entity, what is wrong so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from policykit.language import syntax as s
from policykit.language.diagnostics import Code, Diagnostic, Severity, did_you_mean
from policykit.model.extension import Extensions
from policykit.model.policy.conditions import Owner
from policykit.model.text import Text
from policykit.model.vocabulary import EntityType, EventType, FieldDef, Vocabulary, field_named

NO_EVENTS: tuple[EventType, ...] = ()


class Problem(Exception):
    """Something that keeps a part of a rule from being understood; the checker goes on with the next part."""

    def __init__(self, code: Code, span: s.Span, message: Text, help_: Text | None = None) -> None:
        """Keep what a diagnostic needs."""
        super().__init__(message.en)
        self.code, self.span, self.message, self.help = code, span, message, help_


@dataclass
class Problems:
    """The diagnostics of one file, as they are found."""

    path: str
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Report an error."""
        self.found.append(Diagnostic(problem.code, self.path, problem.span, problem.message, problem.help))

    def warn(self, code: Code, span: s.Span, message: Text, help_: Text | None = None) -> None:
        """Report something that should be mended but does no harm to the meaning."""
        self.found.append(Diagnostic(code, self.path, span, message, help_, Severity.WARNING))


@dataclass(frozen=True)
class Context:
    """Where a name is looked up.

    `events`: the fact that the condition is tested on. `trigger`: the rule's trigger, as seen from another fact.
    `entity`: the entity judged, where the rule is for each of it. `breach`: the rule follows from the breach of
    another, whose trigger and entity these are.
    """

    vocabulary: Vocabulary
    extensions: Extensions
    events: tuple[EventType, ...] = NO_EVENTS
    trigger: tuple[EventType, ...] = NO_EVENTS
    entity: EntityType | None = None
    breach: bool = False

    @property
    def has_moment(self) -> bool:
        """Whether the rule's duty arises at a moment, from which a period can run."""
        return bool(self.events) or self.breach

    def on(self, events: Sequence[EventType]) -> Context:
        """The context of a condition on other facts: today's events become the trigger."""
        return replace(self, events=tuple(events), trigger=self.events or self.trigger)

    def event(self, path: s.Path) -> EventType:
        """The event type of a name. Raises `Problem` with the nearest names."""
        found = self.vocabulary.event(path.text)
        if found:
            return found
        raise Problem(
            Code.UNKNOWN_EVENT,
            path.span,
            Text(f"未知事件 `{path.text}`", f"unknown event `{path.text}`"),
            did_you_mean(path.text, self.vocabulary.event_names())
            or Text("全部事件见 `policykit schema facts`", "`policykit schema facts` lists all events"),
        )

    def entity_named(self, name: s.Name) -> EntityType:
        """The entity of a name. Raises `Problem` with the nearest names."""
        found = self.vocabulary.entity(name.text)
        if found:
            return found
        raise Problem(
            Code.UNKNOWN_ENTITY,
            name.span,
            Text(f"未知对象 `{name.text}`", f"unknown entity `{name.text}`"),
            did_you_mean(name.text, self.vocabulary.entity_names())
            or Text("对象有:单位、账号、人员", "the entities are unit, account, staff"),
        )

    def field(self, path: s.Path) -> tuple[Owner, FieldDef]:
        """The owner and definition of a field. Raises `Problem` with the nearest names."""
        if len(path.names) == 1:
            return self._own_field(path)
        if len(path.names) == 2:
            return self._owned_field(path)
        raise Problem(
            Code.UNKNOWN_FIELD,
            path.span,
            Text(f"字段名至多两段:`{path.text}`", f"a field has at most two parts: `{path.text}`"),
        )

    def _own_field(self, path: s.Path) -> tuple[Owner, FieldDef]:
        name = path.names[0]
        if self.events:
            found = self._shared_field(self.events, name)
            if found:
                return Owner.EVENT, found
            self._refuse_unshared(self.events, name, path)
        elif self.entity:
            own = field_named(self.entity.fields, name)
            if own:
                return Owner(self.entity.name), own
        raise Problem(
            Code.UNKNOWN_FIELD,
            path.span,
            Text(f"未知字段 `{name}`", f"unknown field `{name}`"),
            self._elsewhere(name) or did_you_mean(name, self._known_fields()),
        )

    def _owned_field(self, path: s.Path) -> tuple[Owner, FieldDef]:
        owner_name, name = path.names
        if owner_name in ("触发", "trigger"):
            found = self._shared_field(self.trigger, name)
            if found:
                return Owner.TRIGGER, found
            self._refuse_unshared(self.trigger, name, path)
            known = [n for e in self.trigger for f in e.fields.values() for n in (f.name, f.label.zh)]
            if not self.trigger and self._shared_field(self.events, name):
                raise Problem(
                    Code.UNKNOWN_FIELD,
                    path.span,
                    Text(
                        f"这里没有别的事件,`{owner_name}` 无所指", f"`{owner_name}` leads nowhere: no other event here"
                    ),
                    Text(f"触发事件自己的字段直接写 `{name}`", f"a field of the trigger itself is just `{name}`"),
                )
        else:
            entity = self.vocabulary.entity(owner_name)
            if entity is None:
                raise Problem(
                    Code.UNKNOWN_ENTITY,
                    path.span,
                    Text(
                        f"`{owner_name}` 不是对象,也不是 `触发`", f"`{owner_name}` is neither an entity nor `trigger`"
                    ),
                    did_you_mean(owner_name, [*self.vocabulary.entity_names(), "触发", "trigger"]),
                )
            own = field_named(entity.fields, name)
            if own:
                return Owner(entity.name), own
            known = [n for f in entity.fields.values() for n in (f.name, f.label.zh)]
        raise Problem(
            Code.UNKNOWN_FIELD,
            path.span,
            Text(f"`{owner_name}` 没有字段 `{name}`", f"`{owner_name}` has no field `{name}`"),
            did_you_mean(name, known),
        )

    @staticmethod
    def _shared_field(events: Sequence[EventType], name: str) -> FieldDef | None:
        """The field of that name, if every one of the events has it with the same type."""
        found = [field_named(e.fields, name) for e in events]
        first = found[0] if found else None
        if first is None or any(f is None or f.type != first.type for f in found):
            return None
        return first

    @staticmethod
    def _refuse_unshared(events: Sequence[EventType], name: str, path: s.Path) -> None:
        """Raise `Problem` if only some of the events have the field, or not all of one type."""
        if any(field_named(e.fields, name) for e in events):
            raise Problem(
                Code.UNKNOWN_FIELD,
                path.span,
                Text(f"字段 `{name}` 不为这些事件所共有", f"the field `{name}` is not common to these events"),
                Text("分成几条规则,或只用共有的字段", "write a rule for each, or use fields that all have alike"),
            )

    def _fields_in_reach(self) -> Iterator[Mapping[str, FieldDef]]:
        if self.events:
            yield from (e.fields for e in self.events)
        elif self.entity:
            yield self.entity.fields

    def _known_fields(self) -> list[str]:
        return [n for fields in self._fields_in_reach() for f in fields.values() for n in (f.name, f.label.zh)]

    def _elsewhere(self, name: str) -> Text | None:
        """Help for a name that is an attribute of an entity, or a field of the trigger."""
        if field_named({k: v for e in self.trigger for k, v in e.fields.items()}, name):
            return Text(f"触发事件的字段写作 `触发.{name}`", f"a field of the trigger is written `trigger.{name}`")
        for entity in self.vocabulary.entities.values():
            if field_named(entity.fields, name):
                return Text(
                    f"{entity.label.zh}的字段写作 `{entity.label.zh}.{name}`",
                    f"an attribute of the {entity.label.en} is written `{entity.label.en}.{name}`",
                )
        return None
