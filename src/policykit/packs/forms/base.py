"""What the two filing forms share: stages, contacts, signatures, and a form as a whole.

A form in policykit is like a form on paper: any cell may still be empty, and a cell holds what can be written in it (a
text, a day, one of a list). Whether the form may be handed in is another question, which its rules answer for a
`Stage`. In: data, by English or Chinese names. Out: frozen models, and the problems of each.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Annotated, ClassVar, NamedTuple

from policykit.model.choice import Choice
from policykit.model.facts.base import named
from policykit.model.text import Text
from policykit.packs.forms.cells import Cell, Sheet, place, position
from policykit.packs.forms.contacts import contact_flaw, phone_flaw
from policykit.packs.forms.problems import FormProblem, Loc, ProblemCode
from policykit.packs.forms.values import Day, Line


class Stage(Choice):
    """How far a form has come, which decides what must stand in it.

    `SUBMITTED`: the account's host has filled in, signed, sealed and dated; the cell of the body that it is filed with
    is still empty. `COMPLETED`: that body has signed, sealed and dated too. The documents print one form and do not
    tell the two apart, but a form is looked at twice: when it is handed in, and when it goes to the files.
    """

    SUBMITTED = "submitted", "报送"
    COMPLETED = "completed", "办结"


class Contact(Sheet):
    """A person and how to reach them: a telephone number or an e-mail address, since the cell asks for neither."""

    name: Line | None = named("姓名", "name")
    contact: Annotated[Line | None, Cell(check=contact_flaw)] = named("联系方式", "contact")


class PhoneContact(Sheet):
    """A person and their telephone number."""

    name: Line | None = named("姓名", "name")
    phone: Annotated[Line | None, Cell(check=phone_flaw)] = named("联系电话", "telephone")


class Signature(Sheet):
    """What a unit puts under a form: the signature of who heads it, the seal, the day.

    `seal` is the name of the unit on the seal: nowhere else do the forms name the host and the body that files.
    """

    signed_by: Line | None = named("负责人签字", "signature")
    seal: Line | None = named("公章", "seal")
    date: Day | None = named("日期", "date")


class Opinion(Signature):
    """A signature with an opinion. Its words are free and may be left out: no instruction asks for them."""

    opinion: Annotated[Line | None, Cell(may_stay_empty=True)] = named("意见", "opinion")


class Signed(NamedTuple):
    """The two signatures of a form, which stand in its fields `host` and `authority`."""

    host: Signature
    authority: Signature


class Form(Sheet):
    """A filing form. Subclasses give its cells, its names and its rules."""

    jurisdiction: ClassVar[str]
    title: ClassVar[Text]

    citation: ClassVar[Text]
    """How the form itself is cited, for what no instruction says."""

    instruction: ClassVar[Text]
    """How a filling instruction is cited; its number follows."""

    @property
    @abstractmethod
    def signed(self) -> Signed:
        """The two signatures, an empty one where there is none."""

    @abstractmethod
    def breaches(self, stage: Stage) -> Iterator[FormProblem]:
        """What keeps the form from being `stage`, rule by rule."""

    @property
    def one_set_for(self) -> tuple[str, ...] | None:
        """The account for which a batch may hold just this one form; None if that is unknown, or free."""
        return None

    def problems(self, stage: Stage) -> tuple[FormProblem, ...]:
        """Everything that keeps the form from being `stage`, in the order of its cells; nothing if it is in order."""
        return in_order(type(self), self.breaches(stage))

    @classmethod
    def problem(cls, loc: Loc, code: ProblemCode, reason: Text, instruction: int | None = None) -> FormProblem:
        """A problem with this form, its cell named and its instruction (or the form itself) cited."""
        cites = cls.citation
        if instruction is not None:
            cites = Text(f"{cls.instruction.zh}{instruction}", f"{cls.instruction.en} {instruction}")
        return FormProblem(loc, place(cls, loc), code, reason, cites)


FormType = type[Form]


def in_order(form: FormType, problems: Iterator[FormProblem] | list[FormProblem]) -> tuple[FormProblem, ...]:
    """The problems in the order of the form's cells; unknown names by the alphabet."""
    return tuple(sorted(problems, key=lambda p: (position(form, p.loc), p.field)))
