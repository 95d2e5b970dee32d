"""`policykit form`: the filing forms of the documents, checked by their filling instructions, or printed."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import Session, session_of
from policykit.cli.usage import UsageProblem, choose
from policykit.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from policykit.io.forms_out import FormFormat
    from policykit.packs.forms import Form, FormProblem

NOTES = Text(
    "退出状态:0 填写无误;1 有问题;2 无法检查。不写 FILE 时输出空白表。",
    "Exit status: 0 filled in rightly; 1 problems; 2 it could not be checked. Without FILE a blank form is printed.",
)

Name = Annotated[
    str,
    typer.Argument(metavar="FORM"),
    Text("哪张备案表:其规则包的名称", "which form: the name of its pack"),
]
File = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE.json]"),
    Text("填写内容:一张表,或几张表的列表", "what is filled in: one form, or a list of forms"),
]
StageName = Annotated[
    str,
    typer.Option("--stage", metavar="submitted|completed"),
    Text("报送时(主管单位尚未签)或办结时", "as submitted (the authority has not signed yet), or completed"),
]
Printed = Annotated[
    str,
    typer.Option("--format", metavar="text|json|html|docx"),
    Text("列出问题,或输出可打印的表格", "list problems, or print the form"),
]


def run(
    context: typer.Context,
    *,
    name: Name,
    file: File = None,
    stage: StageName = "submitted",
    format_: Printed = "text",
    output_: o.OutputFile = None,
) -> int:
    """Check or print."""
    session = session_of(context)

    from policykit.io.forms_out import FormFormat
    from policykit.packs.forms import Stage, validate_batch, validate_form
    from policykit.packs.forms.read import form_type

    at = choose(Stage, stage, "--stage")
    prints = format_ in {f.value for f in FormFormat}
    chosen = None if prints else o.plain_format(format_)
    kind = form_type(name)
    if file is None:
        if not prints:
            raise UsageProblem(
                Text("没有 FILE 时只能输出空白表:加 --format html", "without FILE only a blank form: add --format html")
            )
        _print(kind(), FormFormat(format_), output_)
        return 0
    filled = _read(file)
    if isinstance(filled, list):
        problems, form = validate_batch(name, filled, stage=at).problems, None
    else:
        judged = validate_form(name, filled, stage=at)
        problems, form = (judged, None) if isinstance(judged, tuple) else ((), judged)
    if chosen is not None:
        _list(problems, session, chosen)
    elif form is not None:
        _print(form, FormFormat(format_), output_)
    elif not problems:
        raise UsageProblem(Text("一次只能输出一张表", "one form at a time can be printed"))
    else:
        for problem in problems:
            session.note(problem.message)
    return 1 if problems else 0


def _read(file: Path) -> "Mapping[str, object] | list[Mapping[str, object]]":
    """The form, or the forms, in a JSON file. Raises `UsageProblem` for anything else."""
    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageProblem(Text(f"{file} 无法读取:{error}", f"{file} cannot be read: {error}")) from error
    if not all(isinstance(form, dict) for form in (data if isinstance(data, list) else [data])):
        raise UsageProblem(Text(f"{file} 应为一张表或表的列表", f"{file} should hold a form, or a list of forms"))
    return cast("Mapping[str, object] | list[Mapping[str, object]]", data)


def _list(problems: "Sequence[FormProblem]", session: Session, chosen: o.PlainFormat) -> None:
    if chosen is o.PlainFormat.JSON:
        from policykit.io.report_out.records import json_bytes

        records: list[JsonValue] = [
            {
                "form": problem.number,
                "field": problem.field,
                "code": problem.code.value,
                "reason": session.show(problem.reason),
                "cites": session.show(problem.cites),
            }
            for problem in problems
        ]
        output.put_text(json_bytes(records, indent=2).decode())
        return
    for problem in problems:
        session.say(problem.message)
    if not problems:
        session.say(Text("填写无误", "filled in rightly"))


def _print(form: "Form", format_: "FormFormat", to: Path | None) -> None:
    from io import BytesIO

    from policykit.io.forms_out import render_form

    if format_.binary:
        o.refuse_terminal(format_, to)
    stream = BytesIO()
    render_form(form, format_, stream)
    if to is None:
        output.put(stream.getvalue())
    else:
        output.write_file(to, stream.getvalue())
