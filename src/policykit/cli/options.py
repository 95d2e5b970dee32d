"""Options that several commands share, and what is typed turned into values: dates, periods, formats.

Values come in as text and are read here rather than by Typer, so that every mistake is said in both languages.
"""

import re
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policykit.cli.usage import UsageProblem, choose
from policykit.model.text import Text

if TYPE_CHECKING:
    from policykit.model.policy.periods import Period

PackName = Annotated[
    str,
    typer.Argument(metavar="PACK"),
    Text("规则包:已安装的名称,或目录路径", "a pack: an installed name, or the path of its folder"),
]
PackNames = Annotated[
    list[str],
    typer.Argument(metavar="PACK..."),
    Text("规则包:已安装的名称,或目录路径", "packs: installed names, or paths of their folders"),
]
RulePaths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH...]"),
    Text(
        "规则文件、规则包的目录、放规则包的目录,或已安装的名称;不写时为全部已安装的规则包",
        "rule files, folders of packs, folders that hold packs, or installed names; by default all installed packs",
    ),
]
_FACTS = Text(
    "事实:JSONL、CSV(须有 --map)、Parquet 文件或目录、DuckDB 文件",
    "facts: JSONL, CSV with --map, a Parquet file or folder, a DuckDB file",
)
Facts = Annotated[list[Path], typer.Option("--facts", metavar="PATH"), _FACTS]
MaybeFacts = Annotated[list[Path] | None, typer.Option("--facts", metavar="PATH"), _FACTS]
Maps = Annotated[
    list[Path] | None,
    typer.Option("--map", metavar="MAP.toml"),
    Text(
        "CSV 的映射文件:一个用于全部 CSV,或依次每个 CSV 一个",
        "the map of the CSV files: one for all of them, or one for each in order",
    ),
]
AsOf = Annotated[
    str,
    typer.Option("--as-of", metavar="DATE"),
    Text(
        "截至何时:日期(当日终了),或带时差的时间,如 2025-11-30T10:00+08:00",
        "judge as of: a date (its end), or a time with an offset such as 2025-11-30T10:00+08:00",
    ),
]
Coverage = Annotated[
    bool,
    typer.Option("--coverage"),
    Text(
        "列出每条规则缺少哪类案例:违反、履行、边界两侧、例外、节假日",
        "list which kinds of cases each rule lacks: violated, met, both sides of the boundary, exception, holiday",
    ),
]
OfficialText = Annotated[
    Path,
    typer.Option("--text", metavar="FILE"),
    Text("官方文本,UTF-8", "the official text, in UTF-8"),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE.toml"),
    Text(
        "设置文件:约定的时限、施行日期、日历", "the settings: house values of open terms, days of force, the calendar"
    ),
]
CalendarName = Annotated[
    str | None,
    typer.Option("--calendar", metavar="NAME"),
    Text("使用哪个日历", "which calendar to use"),
]
Provisional = Annotated[
    bool,
    typer.Option("--provisional"),
    Text(
        "日历终了之后暂按周一至周五为工作日推算,并予标明",
        "take Monday to Friday as working days past the calendar's end, and mark what rests on it",
    ),
]
AssumeInForce = Annotated[
    bool,
    typer.Option("--assume-in-force"),
    Text("不论施行日期,一律视为有效", "judge as if the documents were always in force"),
]
WithPlugins = Annotated[
    bool,
    typer.Option("--with-plugins"),
    Text("允许运行以路径给出的规则包所带的插件", "let the plug-ins of packs given by path run"),
]
OutputFile = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE"),
    Text("结果写入文件,要么写全,要么不写", "write the result to a file, all of it or nothing"),
]
RejectsFile = Annotated[
    Path | None,
    typer.Option("--rejects", metavar="FILE"),
    Text("被拒收的行写入文件,每行一个 JSON", "write the rejected rows to a file, one JSON object a line"),
]
Plain = Annotated[
    str,
    typer.Option("--format", metavar="text|json"),
    Text("输出格式", "the format of the output"),
]


class PlainFormat(StrEnum):
    """The formats of a command that prints a table."""

    TEXT = "text"
    JSON = "json"


def plain_format(word: str) -> PlainFormat:
    """The format of that name. Raises `UsageProblem`."""
    return choose(PlainFormat, word, "--format")


def refuse_terminal(format_: str, to: Path | None) -> None:
    """Raise `UsageProblem` where bytes that are no text would go to a terminal."""
    if to is None and sys.stdout.isatty():
        raise UsageProblem(
            Text(
                f"{format_} 是二进制格式,不能显示在终端上;请用 --output FILE",
                f"{format_} is binary and not for a terminal; use --output FILE",
            )
        )


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_when(text: str, name: str) -> date | datetime:
    """A date, or a time with an offset. Raises `UsageProblem` for anything else, and for a time without an offset.

    `name` is what the value is called on the command line.
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageProblem(
            Text(
                f"{name} 的值“{text}”不是日期或时间;请写 2025-11-30,或 2025-11-30T10:00+08:00",
                f"{name} is '{text}', no date or time; write 2025-11-30, or 2025-11-30T10:00+08:00",
            )
        ) from error
    if when.tzinfo is None:
        aware = f"{when.isoformat(timespec='minutes')}+08:00"
        raise UsageProblem(
            Text(
                f"{name} 的值“{text}”没有时差,policykit 不猜测时区;请写 {aware}",
                f"{name} is '{text}', a time without an offset, which is never guessed; write {aware}",
            )
        )
    return when


def read_day(text: str, name: str) -> date:
    """A date. Raises `UsageProblem` for anything else. `name` is what the value is called on the command line."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise _no_day(text, name) from error
    raise _no_day(text, name)


def _no_day(text: str, name: str) -> UsageProblem:
    return UsageProblem(
        Text(f"{name} 的值“{text}”不是日期;请写 2025-11-30", f"{name} is '{text}', no date; write 2025-11-30")
    )


def read_period(words: list[str], name: str) -> "Period":
    """A period such as `5 workdays`. Raises `UsageProblem` for an open term, `PeriodError` for what is no period."""
    from policykit.calendar import parse_period
    from policykit.model.policy.periods import OpenTerm

    period = parse_period(" ".join(words))
    if isinstance(period, OpenTerm):
        raise UsageProblem(
            Text("{n} 的值“{t}”没有数字,无从推算", "{n} is '{t}', which has no figure to count by").fill(
                n=name, t=period.label
            )
        )
    return period
