"""`policykit fmt`: rule files in their one layout, in their own language or in the other."""

from typing import TYPE_CHECKING, Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import session_of
from policykit.cli.usage import UsageProblem, choose
from policykit.model.text import Lang, Text

if TYPE_CHECKING:
    from policykit.cli.rule_files import RuleFile

NOTES = Text(
    "默认把结果写到标准输出,只限一个文件;几个文件请用 --write 或 --check。\n"
    "退出状态:0 已规整,或无需改动;1 有文件需要改动(--check);2 有语法错误。",
    "Writes to standard output by default, which is for one file only; use --write or --check for several.\n"
    "Exit status: 0 formatted, or nothing to change; 1 files would change (--check); 2 syntax errors.",
)


def run(
    context: typer.Context,
    *,
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH..."),
        Text("规则文件,或含有规则文件的目录", "rule files, or folders that hold some"),
    ],
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="en|zh"),
        Text("译成英文或中文写法;不写时保持原样", "turn into English or Chinese; by default each file stays as it is"),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check"),
        Text("不改文件,只列出需要改动的", "change nothing, list the files that would change"),
    ] = False,
    write: Annotated[
        bool,
        typer.Option("--write"),
        Text("改写文件", "rewrite the files"),
    ] = False,
    with_plugins: o.WithPlugins = False,
) -> int:
    """Format rule files."""
    session = session_of(context)
    surface = choose(Lang, to, "--to") if to is not None else None
    if check and write:
        raise UsageProblem(Text("--check 和 --write 只能写一个", "give --check or --write, not both"))

    from policykit.cli.judge import say_held_back
    from policykit.cli.rule_files import files_in

    files = files_in(paths)
    if len(files) > 1 and not (check or write):
        raise UsageProblem(
            Text(f"有 {len(files)} 个文件;请用 --write 或 --check", f"{len(files)} files: use --write or --check")
        )
    if surface is not None:
        # Without the plug-in, its names stay in the language that they are in.
        for folder in dict.fromkeys(f.path.parent for f in files):
            say_held_back(folder, session, with_plugins=with_plugins)
    formatted = [(file, format_file(file, surface, with_plugins=with_plugins)) for file in files]
    if not (check or write):
        output.put(formatted[0][1].encode())
        return 0
    changed = [(file, text) for file, text in formatted if text != file.source]
    for file, text in changed:
        if write:
            output.write_file(file.path, text.encode())
        output.put_text(str(file.path))
    return 1 if check and changed else 0


def format_file(file: "RuleFile", surface: Lang | None, *, with_plugins: bool) -> str:
    """The file in its one layout. Raises `RuleFileError` for syntax errors, `FormatError` if no text says the same."""
    from policykit.language.formatter import format_source
    from policykit.packs.pack import own_plugins

    plugins = own_plugins(file.path.parent, with_plugins=with_plugins)
    return format_source(file.source, str(file.path), surface, plugins.vocabulary, plugins.extensions)
