"""Ctrl-C noticed, whatever becomes of it: a library in the midst of work may make an error of its own of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruptions() -> Iterator[Callable[[], bool]]:
    """Tells whether the run was interrupted since the block began; `KeyboardInterrupt` is raised as ever.

    Where somebody else sees to interruptions, or in another than the main thread, it is never so.
    """
    seen: list[int] = []

    def notice(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        signal.default_int_handler(number, frame)

    ours = threading.current_thread() is threading.main_thread()
    ours = ours and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, notice)
    try:
        yield lambda: bool(seen)
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
