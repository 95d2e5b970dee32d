"""JSON lines: one finding a line, for other programs to take in as a stream. No summary, no rejects.

A line is the JSON of a `FindingRecord`. It is put together here without making the record: findings may be millions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from json.encoder import encode_basestring as quoted
from os import SEEK_END
from tempfile import TemporaryFile, gettempdir
from typing import IO, BinaryIO

from policykit.io.report_out.lines_in_sql import Held, line_of
from policykit.io.report_out.lines_shared import of_resting, of_rule, of_version, texts
from policykit.io.report_out.records import in_shanghai, listed
from policykit.io.report_out.words import shown
from policykit.model.errors import PolicykitError
from policykit.model.finding import Finding, RestsOn, Verdict
from policykit.model.report import Report
from policykit.model.text import Lang, Text
from policykit.model.time import SHANGHAI

_COPIED = 1 << 20
"""How many bytes are copied at once."""


def write_jsonl(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write each listed finding as a `FindingRecord` on a line of its own."""
    write_findings(listed(report, include), lang, stream)


def write_findings(findings: Iterable[Finding], lang: Lang, stream: IO[bytes]) -> None:
    """Write findings in the order in which they come, each on a line of its own; a database makes the lines it can."""
    if isinstance(findings, Held):
        stream.writelines(findings.texts(lang, line_of(findings, lang)))
        return
    line = _Lines(lang)
    stream.writelines(line(finding).encode("utf-8", errors="backslashreplace") for finding in findings)


@contextmanager
def jsonl(lang: Lang, stream: BinaryIO) -> Iterator[Callable[[Iterable[Finding], int], None]]:
    """What takes findings with a place (0, 1, …), in any order of places, and writes them in that order.

    Lines whose turn has not come wait in a temporary file. Raises `PolicykitError` if that cannot be written.
    """
    waiting: dict[int, tuple[int, int]] = {}
    turn = 0
    with TemporaryFile(buffering=_COPIED) as held:

        def put(findings: Iterable[Finding], place: int) -> None:
            nonlocal turn
            if place == turn:
                write_findings(findings, lang, stream)
                turn += 1
            else:
                waiting[place] = _kept(findings, lang, held)
            while turn in waiting:
                _copy(held, *waiting.pop(turn), stream)
                turn += 1

        yield put


def _kept(findings: Iterable[Finding], lang: Lang, held: IO[bytes]) -> tuple[int, int]:
    """Where the lines of findings begin and end in the temporary file."""
    try:
        start = held.seek(0, SEEK_END)
        write_findings(findings, lang, held)
        held.flush()
        return start, held.tell()
    except OSError as error:
        raise PolicykitError(
            Text(
                f"无法写入 {gettempdir()} 中的临时文件({error.strerror});请在该磁盘上腾出空间,或另设 TMPDIR",
                f"cannot write a temporary file in {gettempdir()} ({error.strerror}); make room on its disk, or set "
                "TMPDIR to another folder",
            )
        ) from error


def _copy(held: IO[bytes], start: int, end: int, stream: BinaryIO) -> None:
    held.seek(start)
    while (left := end - held.tell()) > 0:
        stream.write(held.read(min(left, _COPIED)))


class _Lines:
    """Makes the lines of findings: what `json_bytes` says of their records, and a line feed. Raises as that does.

    What findings of one rule have in common is put together once, as long as they follow each other.
    """

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._of: tuple[object, ...] = ()
        self._resting: tuple[RestsOn, ...] = ()
        self._rule = self._version = self._rests_on = ""

    def __call__(self, finding: Finding) -> str:
        """The line of a finding."""
        f, lang = finding, self._lang
        of = (f.jurisdiction, f.rule, f.clause, f.title, f.modality, f.policy_version)
        if of != self._of:
            self._of = of
            self._rule, self._version = of_rule(f, lang), of_version(f)
        if f.rests_on != self._resting:
            self._resting = f.rests_on
            self._rests_on = ", ".join([of_resting(r, lang) for r in f.rests_on])
        at, settled = f.triggered_at, f.settled_at
        began = _time(at)
        return (
            f'{{"id": {quoted(f.id)}, {self._rule}"verdict": "{f.verdict}", "unit": {_text(f.unit)}, '
            f'"account": {_text(f.account)}, "subject": {_text(f.subject)}, "triggered_at": {began}, '
            f'"due": {_time(f.due)}, "settled_at": {began if settled is at else _time(settled)}, '
            f'"evidence": {texts(f.evidence)}, "message": {quoted(shown(f.message, lang))}, '
            f'"consequence": {texts(f.consequence)}, "rests_on": [{self._rests_on}], {self._version}'
            f'"late_by_seconds": {"null" if f.late_by_seconds is None else f.late_by_seconds}}}\n'
        )


def _text(value: str | None) -> str:
    return "null" if value is None else quoted(value)


def _time(at: datetime | None) -> str:
    if at is None:
        return "null"
    return f'"{(at if at.tzinfo is SHANGHAI else in_shanghai(at)).isoformat()}"'
