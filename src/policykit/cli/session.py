"""What every command works with: the language of the screen, what the terminal can show, and the way out for texts."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass

import typer

from policykit.cli import output
from policykit.cli.usage import UsageProblem
from policykit.model.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the command line."""

    lang: Lang

    def show(self, text: Text) -> str:
        """The text in the language of the screen."""
        return text.show(self.lang)

    def say(self, text: Text) -> None:
        """Write the text to standard output."""
        output.put_text(text.show(self.lang))

    def note(self, text: Text) -> None:
        """Write the text to standard error."""
        output.note(text.show(self.lang))

    @property
    def color(self) -> bool:
        """Whether results may be coloured: only on a terminal that can, and not where NO_COLOR is set."""
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int | None:
        """How many columns the terminal has; None where the result goes elsewhere."""
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def session_of(context: typer.Context) -> Session:
    """The session that a command runs in. Raises `UsageProblem` for arguments that the command has no place for."""
    if context.args:
        extra = " ".join(context.args)
        raise UsageProblem(Text(f"多余的参数:{extra}", f"too many arguments: {extra}"))
    session = context.obj
    if not isinstance(session, Session):
        raise TypeError("the command line runs by way of policykit.cli.main")
    return session
