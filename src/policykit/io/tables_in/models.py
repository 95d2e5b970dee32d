"""Which event types SQL can judge: those whose models ask for nothing that `readings` does not know.

A plug-in's model may check what it likes; facts of such a type are all judged by the model itself.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from annotated_types import Ge
from pydantic import StringConstraints

from policykit.model.choice import Choice
from policykit.model.facts import Fact, Ref
from policykit.model.facts.base import Moment, Name

_NAME: StringConstraints = next(m for m in typing.get_args(Name) if isinstance(m, StringConstraints))
_MOMENT = typing.get_args(Moment)[1]


@cache
def is_plain(model: type[Fact]) -> bool:
    """Whether the model's fields are all of the known forms and it has no checks of its own."""
    fields = (info for name, info in model.model_fields.items() if name != "type")
    return _no_checks(model) and all(
        _known(info.annotation, info.metadata)
        and info.alias is None
        and info.validation_alias is None
        and info.default_factory is None
        and not isinstance(info.default, float)
        for info in fields
    )


def _no_checks(model: type[Fact]) -> bool:
    made = model.__pydantic_decorators__
    own = (made.validators, made.field_validators, made.root_validators)
    return (
        not any(own)
        and made.model_validators.keys() == Fact.__pydantic_decorators__.model_validators.keys()
        and model.model_config == Fact.model_config
        and model.__init__ is Fact.__init__
        and model.model_post_init is Fact.model_post_init
        and model.model_validate.__func__ is Fact.model_validate.__func__  # type: ignore[attr-defined]
    )


def _known(annotation: object, metadata: Iterable[object] = ()) -> bool:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *extra = typing.get_args(annotation)
        return _known(inner, [*extra, *metadata])
    if origin in (typing.Union, types.UnionType):
        inner = [a for a in typing.get_args(annotation) if a is not type(None)]
        return len(inner) == 1 and _known(inner[0], metadata)
    said = [m for m in metadata if not isinstance(m, Ref)]
    if origin is frozenset:
        element = typing.get_args(annotation)[0]
        return not said and (_of(element, Choice) or _known_name(element))
    if annotation is str:
        return said == [_NAME]
    if annotation is int:
        return all(isinstance(m, Ge) and isinstance(m.ge, int) for m in said) and len(said) <= 1
    if annotation is datetime:
        return said == [_MOMENT]
    return not said and (annotation in (bool, date) or _of(annotation, Choice))


def _known_name(annotation: object) -> bool:
    return (
        typing.get_origin(annotation) is typing.Annotated
        and typing.get_args(annotation)[0] is str
        and _known(annotation)
    )


def _of(annotation: object, base: type[Choice]) -> bool:
    return (
        isinstance(annotation, type)
        and issubclass(annotation, base)
        and annotation._missing_.__func__ is base._missing_.__func__  # type: ignore[attr-defined]
    )
