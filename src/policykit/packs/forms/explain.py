"""From pydantic's errors to problems in both languages: what was found, what can stand there, what to do.

The wording is chosen by pydantic's type of error; its own English never shows.
"""

from __future__ import annotations

from difflib import get_close_matches

from pydantic_core import ErrorDetails

from policykit.model.text import Text, fold, join
from policykit.packs.forms.base import FormType
from policykit.packs.forms.cells import Cell, Sheet, cell, choices, label, nested, owner
from policykit.packs.forms.problems import FormProblem, Loc, ProblemCode, quoted
from policykit.packs.forms.rules import SEVERAL_ACCOUNTS


def explain(form: FormType, error: ErrorDetails, data: object) -> FormProblem:
    """The problem that one of pydantic's errors means; `data` is all that was given for the form."""
    loc: Loc = error["loc"]
    sheet, name = owner(form, loc)
    if error["type"] == "extra_forbidden":
        code, reason = _unknown(_sheet_at(form, loc[:-1]), str(loc[-1]), _at(data, loc[:-1]))
        return form.problem(loc, code, reason)
    rule = cell(sheet, name) if sheet else Cell()
    if isinstance(error["input"], list) and rule.one_account:
        return form.problem(loc, ProblemCode.SEVERAL_ACCOUNTS, SEVERAL_ACCOUNTS, rule.one_account)
    code, reason = _refused(sheet, name, rule, error)
    return form.problem(loc, code, reason, rule.instruction)


def _refused(sheet: type[Sheet] | None, name: str, rule: Cell, error: ErrorDetails) -> tuple[ProblemCode, Text]:
    found = quoted(error["input"])
    match error["type"]:
        case "enum" if sheet:
            return ProblemCode.NOT_LISTED, _not_listed(sheet, name, rule, error["input"])
        case "bad_date":
            return ProblemCode.BAD_DATE, Text(
                f"{found.zh}不是可用的日期;应为历法上有的日期(1992 年起),写成 2025-03-04 或 2025年3月4日",
                f"{found.en} is no day of the calendar (from 1992 on); write it like 2025-03-04 or 2025年3月4日",
            )
        case "bad_character":
            char = error["ctx"]["character"]
            return ProblemCode.BAD_CHARACTER, Text(
                f"{found.zh}含有不能印出的字符 {char};请删去",
                f"{found.en} holds {char}, which cannot be printed; delete it",
            )
        case _:
            wanted = _wanted(sheet, name, error["type"])
            return ProblemCode.BAD_VALUE, Text(f"为{found.zh};应为{wanted.zh}", f"is {found.en}; expected {wanted.en}")


def _wanted(sheet: type[Sheet] | None, name: str, kind: str) -> Text:
    if kind.startswith("int"):
        return Text("整数", "a whole number")
    if kind.startswith("string"):
        return Text("文字,号码也要加引号", "text; numbers need quotation marks too")
    group = nested(sheet, name) if sheet else None
    if group is None:
        return Text("一份表格:栏目名称和内容", "a form: names of cells and what they hold")
    cells = join([Text(f"{t.zh}({n})", f"{n} ({t.zh})") for n in group.model_fields for t in (label(group, n),)])
    if kind.startswith("tuple"):
        return Text(f"列表,每项有{cells.zh}", f"a list, each item with {cells.en}")
    return Text(f"一组内容:{cells.zh}", f"a group of {cells.en}")


def _not_listed(sheet: type[Sheet], name: str, rule: Cell, value: object) -> Text:
    members = list(choices(sheet, name) or ())
    found, names = quoted(value), join([Text(f"{c.zh}({c.value})", f"{c.value} ({c.zh})") for c in members])
    words = {word.casefold(): c for word, c in rule.instead.items()} | {
        w.casefold(): c for c in members for w in (c, c.zh)
    }
    meant = words.get(fold(value).casefold()) if isinstance(value, str) else None
    if meant is not None:
        return Text(
            f"{found.zh}不在可填之列({names.zh});请填「{meant.zh}」",
            f"{found.en} is not one of {names.en}; enter {meant.value} ({meant.zh})",
        )
    advice = Text(f";{rule.advice.zh}", f"; {rule.advice.en}") if rule.advice else Text("", "")
    return Text(
        f"{found.zh}不在可填之列;应为下列之一:{names.zh}{advice.zh}",
        f"{found.en} is not on the list; expected one of {names.en}{advice.en}",
    )


def _unknown(sheet: type[Sheet], key: str, given: object) -> tuple[ProblemCode, Text]:
    labels = {label(sheet, name).zh: name for name in sheet.model_fields}
    found = quoted(key)
    if key in labels:
        return ProblemCode.REPEATED_FIELD, Text(
            f"{found.zh}与 {labels[key]} 是同一栏,填了两次;请只留一个",
            f"{found.en} and {labels[key]} are the same cell, given twice; keep one of them",
        )
    taken = set(given) if isinstance(given, dict) else set()
    free = [n for zh, name in labels.items() if name not in taken for n in (name, zh)]
    close = get_close_matches(key, free, n=1)
    hint = Text(f";是否想写 {close[0]}?", f"; did you mean {close[0]}?") if close else Text(";请删去", "; delete it")
    return ProblemCode.UNKNOWN_FIELD, Text(
        f"表中没有名为{found.zh}的栏目{hint.zh}", f"the form has no cell named {found.en}{hint.en}"
    )


def _sheet_at(form: FormType, loc: Loc) -> type[Sheet]:
    """The group of cells that lies at a place."""
    sheet, name = owner(form, loc)
    return (nested(sheet, name) if sheet else None) or form


def _at(data: object, loc: Loc) -> object:
    for part in loc:
        data = data[part]  # type: ignore[index]
    return data
