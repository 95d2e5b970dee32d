"""`policykit lint`: everything that is wrong in rule files, with position and help."""

from typing import TYPE_CHECKING, Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import Session, session_of
from policykit.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

    from policykit.cli.rule_files import RuleFile
    from policykit.language import Diagnostic

NOTES = Text(
    "退出状态:0 没有错误(可能有警告);1 有警告且写了 --strict;2 有错误。",
    "Exit status: 0 no errors, though there may be warnings; 1 warnings, with --strict; 2 errors.",
)


def run(
    context: typer.Context,
    *,
    paths: o.RulePaths = None,
    strict: Annotated[
        bool,
        typer.Option("--strict"),
        Text("有警告也不通过", "do not pass warnings either"),
    ] = False,
    format_: o.Plain = "text",
    with_plugins: o.WithPlugins = False,
) -> int:
    """Check rule files and cases."""
    session = session_of(context)
    chosen = o.plain_format(format_)

    from policykit.cli.rule_files import files_in
    from policykit.language import Severity

    files = files_in(paths or ())
    found = [d for file in files for d in diagnostics_of(file, session, with_plugins=with_plugins)]
    errors = sum(d.severity is Severity.ERROR for d in found)
    if chosen is o.PlainFormat.JSON:
        from policykit.io.report_out.records import json_bytes

        output.put_text(json_bytes([_record(d, session) for d in found], indent=2).decode())
    else:
        sources = {str(f.path): f.source for f in files}
        for diagnostic in found:
            output.put_text(diagnostic.render(sources.get(diagnostic.path, ""), session.lang) + "\n")
        session.say(_summary(len(files), errors, len(found) - errors))
    if errors:
        return 2
    return 1 if found and strict else 0


def diagnostics_of(file: "RuleFile", session: Session, *, with_plugins: bool) -> "Sequence[Diagnostic]":
    """What is wrong in a file, in order. Cases are checked against the pack in their folder, if it can be used."""
    from policykit.cli.judge import say_held_back
    from policykit.language import RuleFileError, read_cases, read_document
    from policykit.packs import load_cases, load_pack
    from policykit.packs.pack import CASES_FILE, own_plugins, rule_file

    path, folder = str(file.path), file.path.parent
    try:
        if not file.cases:
            plugins = own_plugins(folder, with_plugins=with_plugins)
            read = read_document(file.source, path, plugins.vocabulary, plugins.extensions)
            if read.errors:
                say_held_back(folder, session, with_plugins=with_plugins)
            return read.diagnostics
        read_cases(file.source, path)
        if file.path.name == CASES_FILE and rule_file(folder).is_file():
            load_cases(load_pack(str(folder), with_plugins=with_plugins))
    except RuleFileError as error:
        # What is wrong in the document is said for the document.
        return [_at(d, path) for d in error.diagnostics if d.path.endswith(CASES_FILE) or d.path == path]
    return ()


def _at(diagnostic: "Diagnostic", path: str) -> "Diagnostic":
    from dataclasses import replace

    return replace(diagnostic, path=path)


def _record(diagnostic: "Diagnostic", session: Session) -> "JsonValue":
    span = diagnostic.span
    return {
        "path": diagnostic.path,
        "line": span.line,
        "column": span.column,
        "length": span.end - span.start,
        "code": diagnostic.code.value,
        "severity": diagnostic.severity.value,
        "message": session.show(diagnostic.message),
        "help": session.show(diagnostic.help) if diagnostic.help else None,
    }


def _summary(files: int, errors: int, warnings: int) -> Text:
    return Text(
        f"{files} 个文件:{errors} 处错误,{warnings} 处警告",
        f"{_counted(files, 'file')}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}",
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
