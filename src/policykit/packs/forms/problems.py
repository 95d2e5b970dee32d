"""What can be wrong with a filing form, and how it is said.

In: the place of a cell in a form, what was found there, the instruction that it falls short of. Out: `FormProblem`s,
which name the cell in both languages, say what was expected and what to do, and cite the form's own instruction.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policykit.model.errors import PolicykitError
from policykit.model.text import Text

Loc = tuple[str | int, ...]
"""Where a cell lies in a form: names of fields and, in lists, 0-based numbers."""

SHOWN = 60
"""How many characters of a value a reason repeats."""


class ProblemCode(StrEnum):
    """What kind of problem it is; stable, for programs."""

    UNKNOWN_FIELD = "unknown_field"
    REPEATED_FIELD = "repeated_field"
    BAD_VALUE = "bad_value"
    BAD_DATE = "bad_date"
    BAD_CHARACTER = "bad_character"
    NOT_LISTED = "not_listed"
    MISSING = "missing"
    BAD_CONTACT = "bad_contact"
    NOT_SIGNED = "not_signed"
    NOT_SEALED = "not_sealed"
    NOT_DATED = "not_dated"
    TOO_EARLY = "too_early"
    DATES_REVERSED = "dates_reversed"
    PLATFORM_UNNAMED = "platform_unnamed"
    PLATFORM_CONTRADICTS = "platform_contradicts"
    PLATFORM_IS_LISTED = "platform_is_listed"
    REASON_REPEATS_KIND = "reason_repeats_kind"
    WRONG_AUTHORITY = "wrong_authority"
    NO_CHINESE_NAME = "no_chinese_name"
    ACCOUNT_KIND_MISSING = "account_kind_missing"
    ACCOUNT_KIND_IDLE = "account_kind_idle"
    ACCOUNT_KIND_CONTRADICTS = "account_kind_contradicts"
    NOT_THE_PRINCIPAL = "not_the_principal"
    SEVERAL_ACCOUNTS = "several_accounts"
    NOT_IN_DUPLICATE = "not_in_duplicate"
    REPEATED_ACCOUNT = "repeated_account"


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing that a form falls short in.

    `label` is the cell's name, `reason` says what was found, what is expected and what to do, `cites` names the
    instruction of the form that says so. `number` is the form's place in a batch, from 1; None outside of one.
    """

    loc: Loc
    label: Text
    code: ProblemCode
    reason: Text
    cites: Text
    number: int | None = None

    @property
    def field(self) -> str:
        """The cell's path by English names, such as `operators[0].contact`; empty for the form as a whole."""
        return path(self.loc)

    @property
    def message(self) -> Text:
        """The problem in one line: form, cell, reason, instruction."""
        zh, en = f"{self.reason.zh} [{self.cites.zh}]", f"{self.reason.en} [{self.cites.en}]"
        names = (f"{self.label.zh}({self.field})", f"{self.field} ({self.label.zh})")
        if not self.field or self.field == self.label.zh:
            names = (self.label.zh, self.label.en)
        zh, en = f"{names[0]}:{zh}", f"{names[1]}: {en}"
        if self.number is not None:
            zh, en = f"第 {self.number} 份 {zh}", f"form {self.number}: {en}"
        return Text(zh, en)


class FormNotFound(PolicykitError):
    """There is no filing form of that name."""


def path(loc: Loc) -> str:
    """A place as text: `operators[0].contact`."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{shown(part)}" if text else shown(part)
    return text


def shown(value: object) -> str:
    """A value as a reason repeats it: on one line, unprintable characters escaped, cut to `SHOWN` characters."""
    match value:
        case None | bool():
            text = {None: "null", True: "true", False: "false"}[value]
        case list() | tuple():
            text = "[…]"
        case str():
            text = value
        case int() | float():
            text = str(value) if abs(value) < 10**SHOWN else "…"
        case dict():
            text = "{…}"
        case _:
            text = type(value).__name__
    text = text[: SHOWN + 1]
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def quoted(value: object) -> Text:
    """A value between quotation marks."""
    text = shown(value)
    return Text(f"「{text}」", f"“{text}”")
