"""Finds values with which a plug-in's check passes, or fails: one or two fields at a time, over sample values.

In: a check and what it looks at. Out: the fields to change, of the trigger or of the entity judged. A check is code, so
there is nothing to solve: what the samples do not reach is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from policykit.model.extension import CheckInput
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.time import instant
from policykit.model.vocabulary import FieldDef, Kind
from policykit.packs import Pack
from policykit.testing.drafts import Draft, Drafts
from policykit.testing.filler import SAMPLE_TEXTS
from policykit.testing.trees import Frame

Change = dict[str, object]


def change_for(
    pack: Pack,
    requirement: r.Custom,
    seen: tuple[Frame, Mapping[str, object]],
    on: tuple[Drafts, Draft] | str,
    *,
    passed: bool,
) -> Change | None:
    """The smallest change of fields with which the check comes out as `passed`, None if the samples hold none.

    `seen` is when it is judged, and what the register says then by names such as `account.medium`; `on` is the trigger
    whose fields may change, or the kind of entity whose attributes may.
    """
    check = pack.plugins.extensions.checks[requirement.check]
    frame, attributes = seen
    arguments = {n: e.value for n, e in requirement.arguments if isinstance(e, m.Literal)}
    if len(arguments) < len(requirement.arguments):
        return None
    vocabulary = pack.plugins.vocabulary
    fields = vocabulary.entities[on].fields if isinstance(on, str) else vocabulary.events[on[1].type].fields
    for change in _changes(fields):
        fact, known = None, attributes
        if isinstance(on, str):
            known = {**attributes, **{f"{on}.{f}": v for f, v in change.items()}}
        else:
            drafts, draft = on
            fact = drafts.fact(Draft(draft.id, draft.type, draft.at, draft.fields | change, draft.late))
        if check.evaluate(CheckInput(instant(frame.at), fact, known, arguments)).passed is passed:
            return change
    return None


def _changes(fields: Mapping[str, FieldDef]) -> Iterator[Change]:
    """Changes to try: none, then one field, then two."""
    samples = {name: s for name, field in fields.items() if (s := _samples(field))}
    yield {}
    for size in (1, 2):
        for names in combinations(samples, size):
            for values in product(*(samples[n] for n in names)):
                yield dict(zip(names, values, strict=True))


def _samples(field: FieldDef) -> tuple[object, ...]:
    match field.type.kind:
        case Kind.TRUTH:
            return (True, False)
        case Kind.NUMBER:
            return (1, 2, 9)
        case Kind.TEXT:
            return SAMPLE_TEXTS
        case _:
            return ()
