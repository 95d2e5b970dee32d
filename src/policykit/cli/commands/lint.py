"""`policykit lint`: everything that is wrong in rule files, with position and help; deep, what rules say together."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import Session, session_of
from policykit.cli.usage import UsageProblem
from policykit.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from policykit.cli.deep import Deep, Looked
    from policykit.cli.rule_files import RuleFile
    from policykit.language import Diagnostic

NOTES = Text(
    "例:policykit lint --deep --above zhejiang 某县\n"
    "--deep 找出不起作用的、多余的、互相矛盾的规则,附证明或演示;"
    "文件确是这样写的,在规则文件旁说明一次即可,写法见各条的帮助。"
    "退出状态:0 没有错误(可能有警告);1 有警告且写了 --strict;2 有错误。",
    "Example: policykit lint --deep --above zhejiang some_county\n"
    "--deep finds rules that never bind, that others contain, that contradict each other, with a proof or a history; "
    "what a document has so on purpose is explained once, in consistency.toml beside its rule file. "
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
    deep: Annotated[
        bool,
        typer.Option("--deep"),
        Text(
            "还要看规则之间:不起作用的、多余的、互相矛盾的",
            "look at the rules together too: those that never bind, are contained in others, or contradict each other",
        ),
    ] = False,
    above: Annotated[
        str | None,
        typer.Option("--above", metavar="PACK"),
        Text("与 --deep 同用:比上级的这个规则包宽的", "with --deep: where a pack asks for less than this one above it"),
    ] = None,
    settings: o.SettingsFile = None,
    verbose: Annotated[
        bool,
        typer.Option("--verbose"),
        Text(
            "与 --deep 同用:已说明的、无法判定的也列出", "with --deep: list what is explained, or cannot be told, too"
        ),
    ] = False,
    format_: o.Plain = "text",
    with_plugins: o.WithPlugins = False,
) -> int:
    """Check rule files and cases."""
    session = session_of(context)
    chosen = o.plain_format(format_)
    _refuse_without_deep(deep=deep, options={"--above": above, "--settings": settings, "--verbose": verbose or None})

    from policykit.cli.rule_files import files_in, packs_in
    from policykit.language import Severity

    files = files_in(paths or ())
    found = [d for file in files for d in diagnostics_of(file, session, with_plugins=with_plugins)]
    errors = sum(d.severity is Severity.ERROR for d in found)
    looked = None
    if deep and errors:
        session.note(
            Text("提示:先改正错误,再看规则之间", "note: with errors in the files, rules are not looked at together")
        )
    elif deep:
        from policykit.cli.deep import Wanted, look_deep

        looked = look_deep(packs_in(paths or ()), Wanted(above, settings, with_plugins), session)
    if chosen is o.PlainFormat.JSON:
        _put_json(found, looked, session, verbose=verbose)
    else:
        sources = {str(f.path): f.source for f in files}
        for diagnostic in found:
            output.put_text(diagnostic.render(sources.get(diagnostic.path, ""), session.lang) + "\n")
        if looked is not None:
            _put_deep(looked, session, verbose=verbose)
        warnings = len(found) - errors + (len(looked.warnings) if looked else 0)
        session.say(_summary(len(files), errors, warnings, len(looked.explained) if looked else 0))
    if errors:
        return 2
    return 1 if strict and (found or (looked and looked.warnings)) else 0


def _refuse_without_deep(*, deep: bool, options: "Mapping[str, str | Path | bool | None]") -> None:
    for name, value in options.items():
        if value is not None and not deep:
            raise UsageProblem(Text(f"{name} 要与 --deep 同用", f"{name} goes with --deep"))


def _put_json(found: "Sequence[Diagnostic]", looked: "Looked | None", session: Session, *, verbose: bool) -> None:
    from policykit.io.report_out.records import json_bytes

    records = [_record(d, session) for d in found]
    if looked is not None:
        records += [_deep_record(d, session) for d in (*looked.warnings, *(looked.explained if verbose else ()))]
        _say_untold(looked, session, verbose=verbose)
    output.put_text(json_bytes(list(records), indent=2).decode())


def _put_deep(looked: "Looked", session: Session, *, verbose: bool) -> None:
    from policykit.io.consistency_out import story_lines

    for warning in (*looked.warnings, *(looked.explained if verbose else ())):
        lines = [warning.diagnostic.render(warning.source, session.lang)]
        if warning.explanation is not None:
            lines.append(session.show(Text("  = 已说明:{r}", "  = explained: {r}").fill(r=warning.explanation.reason)))
        for story in warning.found.stories if warning.found and warning.explanation is None else ():
            lines += ["", *story_lines(story, warning.pack.plugins.vocabulary, session.lang)]
        output.put_text("\n".join(lines) + "\n")
    _say_untold(looked, session, verbose=verbose)


def _say_untold(looked: "Looked", session: Session, *, verbose: bool) -> None:
    for untold in looked.untold if verbose else ():
        text = Text("提示:是否不宽于 {u} 无法判定:{r}", "note: whether {u} is met cannot be told: {r}")
        session.note(text.fill(u=untold.rule, r=untold.reason))


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


def _deep_record(warning: "Deep", session: Session) -> "dict[str, JsonValue]":
    """A warning about rules together: as any other, with what was found and, if it is explained, why."""
    from policykit.io.consistency_out import record

    reason = session.show(warning.explanation.reason) if warning.explanation else None
    more = {**record(warning.found, session.lang), "explained": reason} if warning.found else {}
    return {**_record(warning.diagnostic, session), **more}


def _record(diagnostic: "Diagnostic", session: Session) -> "dict[str, JsonValue]":
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


def _summary(files: int, errors: int, warnings: int, explained: int) -> Text:
    more = Text(f",另有 {explained} 处已说明", f", {explained} explained") if explained else Text("", "")
    return Text(
        f"{files} 个文件:{errors} 处错误,{warnings} 处警告{more.zh}",
        f"{_counted(files, 'file')}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}{more.en}",
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
