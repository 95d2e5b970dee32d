"""Names in the words of one surface: where each of them leads in the vocabulary, and what it is called there.

A name is looked up as the checker does it. One that leads nowhere stays as it is, and so does one whose other form
would lead elsewhere: translating there and back must give the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from policykit.language import syntax as s
from policykit.language.checker.breaches import Rules, origin
from policykit.language.checker.context import Context, Problem
from policykit.model.choice import Choice
from policykit.model.facts import Fact
from policykit.model.policy.conditions import Owner
from policykit.model.text import Lang, Text
from policykit.model.vocabulary import SUBJECTS, EntityType, EventType, FieldDef, FieldType, field_named

_TRIGGER = Text("触发", "trigger")


@dataclass(frozen=True)
class Names:
    """Translates names into the surface `lang`, looked up where `context` says.

    `fields` is False where bare names are values only, as in the facts of a case. `rules` are those of the document.
    """

    lang: Lang
    context: Context
    fields: bool = True
    rules: Rules = field(default_factory=dict)

    # ------------------------------------------------------------ where names are looked up

    def of_entity(self, name: s.Name) -> Names:
        """The same, with the entity judged; an unknown one has no fields."""
        found = self.context.vocabulary.entity(name.text)
        unknown = EntityType(name.text, Text(name.text, name.text), {}, (), ())
        return replace(self, context=replace(self.context, entity=found or unknown))

    def after(self, events: s.Events) -> Names:
        """The same, with these events as the trigger."""
        return replace(self, context=replace(self.context, events=self._types(events)))

    def on(self, events: s.Events) -> Names:
        """The same, for a condition on these events; what was the event before is the trigger."""
        return replace(self, context=self.context.on(self._types(events)))

    def broken_by(self, node: s.RuleNode) -> s.RuleNode | None:
        """The rule whose breach a rule follows from, in the end; None if its chain of breaches leads nowhere."""
        try:
            return origin(node, self.rules)
        except Problem:
            return None

    def only_entity(self, name: s.Name) -> Names:
        """Nothing in reach but the attributes of an entity."""
        context = Context(self.context.vocabulary, self.context.extensions)
        return replace(self, context=context).of_entity(name)

    def _types(self, events: s.Events) -> tuple[EventType, ...]:
        return tuple(self.context.vocabulary.event(p.text) or _unknown_event(p) for p in events.paths)

    # ------------------------------------------------------------ names

    def event(self, path: s.Path) -> s.Path:
        """An event type."""
        found = self.context.vocabulary.event(path.text)
        if found is None:
            return path
        other = self._path(path, found.label.show(self.lang).split("."))
        return other if self.context.vocabulary.event(other.text) is found else path

    def entity(self, name: s.Name) -> s.Name:
        """An entity."""
        found = self.context.vocabulary.entity(name.text)
        return self._name(name, found.label, self.context.vocabulary.entity) if found else name

    def shared(self, name: s.Name) -> s.Name:
        """What events share: an entity or a subject, after 同一."""
        label = next((x for x in SUBJECTS.values() if name.text in (x.zh, x.en)), None)
        return replace(name, text=label.show(self.lang)) if label else name

    def choice(self, name: s.Name, choices: type[Choice]) -> s.Name:
        """A value of a list: a measure, a verdict."""
        return replace(name, text=self._choice_text(name.text, choices))

    def function(self, name: s.Name) -> s.Name:
        """A plug-in's function."""
        found = self.context.extensions.function(name.text)
        return self._name(name, found.label, self.context.extensions.function) if found else name

    def check(self, name: s.Name) -> s.Name:
        """A plug-in's check."""
        found = self.context.extensions.check(name.text)
        return self._name(name, found.label, self.context.extensions.check) if found else name

    def attribute(self, name: s.Name, fields: Mapping[str, FieldDef]) -> s.Name:
        """A field, among the given ones."""
        found = field_named(fields, name.text)
        return self._name(name, found.label, lambda n: field_named(fields, n)) if found else name

    def field(self, path: s.Path) -> s.Path:
        """A field, bare or with its owner."""
        return self._where_it_leads(path, None)

    def reference(self, path: s.Path, wanted: FieldType | None) -> s.Path:
        """A name as a value: a value of the list that `wanted` chooses from, else a field."""
        return self._where_it_leads(path, wanted.choices if wanted else None)

    def string(self, value: str, wanted: FieldType | None) -> str:
        """A quoted text: a value of the list that `wanted` chooses from, or nobody's name."""
        return self._choice_text(value, wanted.choices) if wanted and wanted.choices else value

    def type_of(self, path: s.Path) -> FieldType | None:
        """The type of a field; None for a name that is none."""
        found = self._field(path)
        return found[1].type if found else None

    # ------------------------------------------------------------ how they are called

    def _where_it_leads(self, path: s.Path, choices: type[Choice] | None) -> s.Path:
        meant = self._meaning(path, choices)
        if meant is None:
            return path
        other = self._path(path, [label.show(self.lang) for label in self._labels(path, meant)])
        return other if self._meaning(other, choices) == meant else path

    def _meaning(self, path: s.Path, choices: type[Choice] | None) -> Choice | tuple[Owner, FieldDef] | None:
        member = _member(path.text, choices)
        return member if member is not None else self._field(path)

    def _field(self, path: s.Path) -> tuple[Owner, FieldDef] | None:
        if not self.fields:
            return None
        try:
            return self.context.field(path)
        except Problem:
            return None

    def _labels(self, path: s.Path, meant: Choice | tuple[Owner, FieldDef]) -> Iterable[Text]:
        if isinstance(meant, Choice):
            return [meant.label]
        owner, found = meant
        if len(path.names) == 1:
            return [found.label]
        named = _TRIGGER if owner is Owner.TRIGGER else self.context.vocabulary.entities[owner.value].label
        return [named, found.label]

    def _choice_text(self, text: str, choices: type[Choice]) -> str:
        member = _member(text, choices)
        if member is None:
            return text
        other = member.label.show(self.lang)
        return other if _member(other, choices) is member else text

    def _name(self, name: s.Name, label: Text, find: Callable[[str], object]) -> s.Name:
        other = label.show(self.lang)
        return replace(name, text=other) if find(other) is find(name.text) else name

    @staticmethod
    def _path(path: s.Path, names: Sequence[str]) -> s.Path:
        return replace(path, names=tuple(names))


def _member(text: str, choices: type[Choice] | None) -> Choice | None:
    return next((c for c in choices or () if text in (c.value, c.zh)), None)


def _unknown_event(path: s.Path) -> EventType:
    return EventType(path.text, Text(path.text, path.text), Fact, "", {})
