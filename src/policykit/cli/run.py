"""One run of the command line: from the arguments to the exit status, with every error said where it belongs."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from policykit.cli import output
from policykit.cli.interruptions import interruptions
from policykit.cli.language import language_of, take_language
from policykit.cli.session import Session
from policykit.cli.tree import PROGRAM, path_of, root
from policykit.cli.usage import UsageProblem, from_typer, is_usage_error
from policykit.model.errors import CalendarEnds, PolicykitError
from policykit.model.text import Lang, Text

COULD_NOT_RUN = 2
INTERRUPTED = 130

_ERROR = Text("错误:", "error: ")
_SEE_HELP = Text("用法见 {c} --help", "see {c} --help")
_PROVISIONAL = Text(
    "加 --provisional 可暂按周一至周五为工作日推算,结果会标明",
    "--provisional goes on with Monday to Friday as working days, and marks what rests on it",
)
_BUG = Text(
    "以上是 policykit 自身的缺陷,不是规则或数据的错误",
    "the above is a defect of policykit itself, not of the rules or the data",
)


def run(arguments: Sequence[str]) -> int:
    """The exit status of the command line (`policykit.cli` says what each means)."""
    lang, rest = language_of(os.environ), list(arguments)
    with interruptions() as interrupted:
        try:
            lang, rest = take_language(arguments, lang)
            return _dispatch(rest, Session(lang))
        except (KeyboardInterrupt, typer.Abort):
            return INTERRUPTED
        except Exception as error:  # noqa: BLE001 - a crash would exit with 1, which says that there are violations
            if interrupted():
                return INTERRUPTED
            _explain(error, rest, lang)
    return COULD_NOT_RUN


def _explain(error: Exception, arguments: list[str], lang: Lang) -> None:
    """Say on standard error why it could not run."""
    match error:
        case UsageProblem():
            _say(error, lang)
            output.note(_SEE_HELP.fill(c=path_of(arguments)).show(lang))
        case CalendarEnds():
            _say(error, lang)
            if error.day > error.last:
                output.note(_PROVISIONAL.show(lang))
        case PolicykitError():
            _say(error, lang)
        case _:
            traceback.print_exception(error, file=sys.stderr)
            output.note(_BUG.show(lang))


def _dispatch(arguments: list[str], session: Session) -> int:
    try:
        status = root(session.lang).main(arguments, prog_name=PROGRAM, standalone_mode=False, obj=session)
    except Exception as error:
        if is_usage_error(error):
            raise from_typer(error) from error
        raise
    return status if isinstance(status, int) else 0


def _say(error: PolicykitError, lang: Lang) -> None:
    output.note(_ERROR.show(lang) + error.show(lang))
