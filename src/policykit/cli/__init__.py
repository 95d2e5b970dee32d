"""The command line: what is typed comes in, results go to standard output, notes to standard error, a status goes out.

Exit status of every command: 0 done, no violation; 1 violations, failed cases, or files that `fmt --check` would
change; 2 could not run (the command, the rules or the settings are wrong); 3 ran, but some facts were rejected; 130
interrupted. Where facts were rejected the status is 3 whether or not there are violations: the outcome is not the whole
truth then.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn


def program() -> NoReturn:
    """The program `policykit`: `main`, and the end of the process, with its status.

    By then all is written and closed. The interpreter would still take the objects of a run apart, which are of no use
    any more: more than a second where there were many facts.
    """
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass  # nobody reads any more
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line on `arguments` (those of the process, if None) and return the exit status."""
    from policykit.cli.run import run

    return run(sys.argv[1:] if arguments is None else arguments)
