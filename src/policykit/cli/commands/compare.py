"""`policykit compare`: what documents ask for, side by side, and which asks more: with a proof or a witness."""

import io
import os
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.extras import need_analysis
from policykit.cli.session import session_of
from policykit.cli.usage import UsageProblem, choose, near
from policykit.model.text import Text, join

if TYPE_CHECKING:
    from policykit.model.policy.topic import Topic

NOTES = Text(
    "例:policykit compare jiaxian zhejiang --topic 留言办理 --format html --output compare.html\n"
    "关系由规则的含义推出:更严、更宽、同等、各有宽严、互不相涉,各附证明或见证;两者都没有的,列为无法判定。"
    "退出状态:0 已比较;2 未能运行。",
    "Example: policykit compare jiaxian zhejiang --topic replies --format html --output compare.html\n"
    "Relations are drawn from what the rules mean: stricter, looser, equal, incomparable or unrelated, each with a "
    "proof or a witness; where there is neither, they are undetermined. Exit status: 0 compared; 2 could not run.",
)


def run(
    context: typer.Context,
    *,
    packs: o.PackNames,
    topics: Annotated[
        list[str] | None,
        typer.Option("--topic", metavar="TOPIC"),
        Text("只比较这个主题,中文或英文名", "compare this topic only, by its name in either language"),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE"),
        Text("比较期间的首日;不写时由日历定", "the first day compared; by default as the calendar allows"),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE"),
        Text("比较期间的末日", "the last day compared"),
    ] = None,
    settings: o.SettingsFile = None,
    format_: Annotated[
        str,
        typer.Option("--format", metavar="text|markdown|json|xlsx|html"),
        Text("输出格式", "the format of the output"),
    ] = "text",
    to: o.OutputFile = None,
    with_plugins: o.WithPlugins = False,
) -> int:
    """Compare, and write what was found."""
    session = session_of(context)
    if len(packs) < 2:
        raise UsageProblem(
            Text("至少写两个规则包,才有可比较的", "name two packs or more: one alone has nothing to be compared with")
        )
    wanted = frozenset(_topic(word) for word in topics or ())
    days = _days(first, last)

    from policykit.io.comparison_out import ComparisonFormat, write_comparison

    chosen = choose(ComparisonFormat, format_, "--format")
    if chosen.binary:
        o.refuse_terminal(chosen, to)
    need_analysis()

    from policykit.analysis.compare import compare
    from policykit.cli.answers import answers
    from policykit.cli.judge import load_packs
    from policykit.cli.progress import progress
    from policykit.cli.settings import settings_of
    from policykit.engine.check import calendar_of
    from policykit.engine.settings import Settings

    loaded = load_packs(packs, session, with_plugins=with_plugins)
    decided = settings_of(settings, loaded, session) if settings else Settings()
    calendar = calendar_of(loaded[0].plugins, decided)
    with progress(session.lang) as step:
        comparison = compare(
            loaded,
            topics=wanted,
            first=days and days[0],
            last=days and days[1],
            settings=decided,
            memory=answers("compare"),
            workers=os.cpu_count() or 1,
            on_row=step,
        )
    made = io.BytesIO()
    on_screen = to is None
    write_comparison(
        comparison,
        chosen,
        session.lang,
        made,
        calendar=calendar,
        color=on_screen and session.color,
        width=session.width if on_screen else None,
    )
    if to is None:
        output.put(made.getvalue())
    else:
        output.write_file(to, made.getvalue())
    return 0


def _topic(word: str) -> "Topic":
    """The topic of that name, in either language. Raises `UsageProblem` for none."""
    from policykit.model.policy.topic import Topic

    try:
        return Topic(word.strip())
    except ValueError as error:
        hint = near(word, [name for topic in Topic for name in (topic.zh, topic.value)])
        known = join([topic.label for topic in Topic])
        listed = Text("", "") if hint.zh else Text(f";应为 {known.zh} 之一", f"; expected one of {known.en}")
        raise UsageProblem(
            Text(f"没有主题“{word}”{hint.zh}{listed.zh}", f"there is no topic '{word}'{hint.en}{listed.en}")
        ) from error


def _days(first: str | None, last: str | None) -> tuple[date, date] | None:
    """The days to compare over, if any are said. Raises `UsageProblem` for half of them, or the wrong way round."""
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise UsageProblem(Text("--from 和 --to 要一起写", "--from and --to go together"))
    begins, ends = o.read_day(first, "--from"), o.read_day(last, "--to")
    if ends < begins:
        raise UsageProblem(Text(f"--to {ends} 早于 --from {begins}", f"--to {ends} lies before --from {begins}"))
    return begins, ends
