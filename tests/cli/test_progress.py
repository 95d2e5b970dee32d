"""Progress: on a terminal's standard error only."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from policykit.cli.progress import progress
from policykit.model.text import Lang, Text

from .conftest import FACTS, HERE

JUDGING = Text("判定规则", "judging rules")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("lang", list(Lang))
def test_a_terminal_sees_what_is_done(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress(lang) as step:
        step(JUDGING, 3, 68)
    assert JUDGING.show(lang) in screen.getvalue()
    assert "3/68" in screen.getvalue()


def test_a_pipe_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress(Lang.ZH) as step:
        step(JUDGING, 3, 68)
    assert pipe.getvalue() == ""


def test_a_check_in_a_pipe_does_not_load_the_bar() -> None:
    script = (
        "import sys\nfrom policykit.cli import main\n"
        f"main(['check', 'packs/mini', *{FACTS}])\nprint('rich.progress' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=HERE)
    assert ran.stdout.endswith("False\n")
