"""From data to a form that is in order, or to all that is wrong with it.

In: one form, or a batch of forms filed together, as JSON holds them. Out: forms, or problems. What cannot stand in a
cell is reported and left out, and the rules then look at the rest, so that everything is said at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from policykit.model.text import Text, join
from policykit.packs.forms.base import Form, FormType, Stage, in_order
from policykit.packs.forms.cells import Sheet, cell, nested
from policykit.packs.forms.explain import explain
from policykit.packs.forms.jiaxian import JiaxianForm
from policykit.packs.forms.lanzhou import LanzhouForm
from policykit.packs.forms.problems import FormNotFound, FormProblem, Loc, ProblemCode

FORMS: Mapping[str, FormType] = {form.jurisdiction: form for form in (JiaxianForm, LanzhouForm)}
"""The filing forms by jurisdiction."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a batch: its forms in the order given, None for each with problems, and all problems."""

    forms: tuple[Form | None, ...]
    problems: tuple[FormProblem, ...]


def form_type(name: str) -> FormType:
    """The form of a jurisdiction. Raises `FormNotFound`, with the names that there are."""
    if name in FORMS:
        return FORMS[name]
    names = join([Text(known, known) for known in FORMS])
    raise FormNotFound(
        Text(
            f"没有名为 {name} 的备案表;现有:{names.zh}",
            f"there is no filing form of {name}; there are those of {names.en}",
        )
    )


def validate_form(name: str, data: Mapping[str, object], *, stage: Stage) -> Form | tuple[FormProblem, ...]:
    """The form of jurisdiction `name` that `data` holds, if it is in order at `stage`; else all its problems.

    Fields and values may have their English or Chinese names. Problems come in the order of the form's cells. Raises
    `FormNotFound`.
    """
    form, problems = _judge(form_type(name), data, stage)
    return problems or form


def validate_batch(name: str, batch: Sequence[Mapping[str, object]], *, stage: Stage) -> Batch:
    """The forms that are filed together, each validated as by `validate_form`, and the batch as a whole.

    Where the form asks for one set an account (Lanzhou, instruction 6), a second form for the same account on the same
    product is a problem of the second. Problems carry the number of their form, from 1. Raises `FormNotFound`.
    """
    forms: list[Form | None] = []
    problems: list[FormProblem] = []
    first: dict[tuple[str, ...], int] = {}
    for number, data in enumerate(batch, start=1):
        form, found = _judge(form_type(name), data, stage)
        key = form.one_set_for
        if key is not None and first.setdefault(key, number) != number:
            found = in_order(type(form), [*found, _repeated(form, first[key])])
        forms.append(None if found else form)
        problems += [replace(problem, number=number) for problem in found]
    return Batch(tuple(forms), tuple(problems))


def _repeated(form: Form, number: int) -> FormProblem:
    return form.problem(
        ("account",),
        ProblemCode.REPEATED_ACCOUNT,
        Text(
            f"与第 {number} 份是同一个账号;每个账号填写一套备案表,请合并或删去一份",
            f"is the account of form {number}; each account has one set, so merge them or leave one out",
        ),
        cell(type(form), "account").one_account,
    )


def _judge(kind: FormType, data: Mapping[str, object], stage: Stage) -> tuple[Form, tuple[FormProblem, ...]]:
    """The form as far as it can be read, and everything that is wrong with it."""
    values = _plain(kind, data)
    problems: list[FormProblem] = []
    try:
        form = kind.model_validate(values)
    except ValidationError as error:
        problems = [explain(kind, detail, values) for detail in error.errors(include_url=False)]
        form = kind.model_validate(_without(values, [problem.loc for problem in problems]))
    # A rule must not call a cell empty whose value has just been refused.
    refused = {problem.loc for problem in problems}
    rules = (p for p in form.problems(stage) if not any(p.loc[: len(loc)] == loc for loc in refused))
    return form, in_order(kind, [*problems, *rules])


def _plain(sheet: type[Sheet] | None, value: object) -> object:
    """The data as plain dictionaries and lists under English names."""
    if sheet is not None and isinstance(value, Mapping):
        return {
            name: _plain(nested(sheet, name) if name in sheet.model_fields else None, part)
            for name, part in sheet.english(value).items()
        }
    if sheet is not None and isinstance(value, list | tuple):
        return [_plain(sheet, part) for part in value]
    return value


def _without(value: object, places: Sequence[Loc]) -> object:
    """The data without what lies at `places`; a member of a list leaves an empty group behind."""
    if () in places:
        return {}
    if isinstance(value, dict):
        return {
            name: _without(part, [loc[1:] for loc in places if loc[0] == name])
            for name, part in value.items()
            if (name,) not in places
        }
    if isinstance(value, list):
        return [_without(part, [loc[1:] for loc in places if loc[0] == n]) for n, part in enumerate(value)]
    return value
