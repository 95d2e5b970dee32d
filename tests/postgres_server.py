"""A PostgreSQL server of the tests' own: in a temporary folder, on a free loopback port, stopped at the end; its facts.

Its databases order texts as Chinese does, not by code point, so that an order left to the database shows.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from policykit.engine.columnar.backend import Row
from policykit.engine.columnar.natural import columns_of, natural_names, natural_row
from policykit.engine.columnar.postgres import table
from policykit.engine.columnar.sql import name
from policykit.io.database.schema import type_of
from policykit.model.facts import Fact
from policykit.model.vocabulary import Vocabulary

_LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh-Hans-CN")
_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=20 -c shared_buffers=32MB"


def binaries() -> Path | None:
    """The folder of the newest server installed, None if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def missing(what: str) -> None:
    """Skip the tests that need what this machine lacks; the project's gate has it all."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"there is no {what}")
    pytest.skip(f"there is no {what} on this machine")


@contextmanager
def running() -> Iterator[str]:
    """The URL of a database, as its owner."""
    programs = binaries()
    if programs is None:
        missing("PostgreSQL server (Debian package postgresql)")
        raise AssertionError
    home = Path(tempfile.mkdtemp(prefix="policykit-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        data, log = home / "data", home / "log"
        _run(programs / "initdb", "-D", data, "-U", "owner", "--auth=trust", *_LOCALE)
        port = _free_port()
        options = f"-h 127.0.0.1 -p {port} -k {home} {_FAST}"
        _run(programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgresql://owner@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


def load(connection: psycopg.Connection[Row], schema: str, facts: Sequence[Fact], vocabulary: Vocabulary) -> None:
    """Copy facts into the tables of their types."""
    with connection.cursor() as cursor:
        for type_ in sorted({f.type for f in facts}):
            event = vocabulary.events[type_]
            columns = ", ".join(map(name, natural_names(event)))
            with cursor.copy(f"COPY {table(schema, type_)} ({columns}) FROM STDIN") as copy:
                copy.set_types(["text", "timestamptz", "timestamptz", *map(type_of, columns_of(event))])
                for fact in facts:
                    if fact.type == type_:
                        copy.write_row(natural_row(fact, event))


def _run(program: Path, *arguments: object) -> None:
    """Run a program as a user that a server may run as: PostgreSQL refuses to be root."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_user, str(program), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would stay open as long as the server has it
        stderr=subprocess.PIPE if program.name == "initdb" else subprocess.DEVNULL,
        check=False,
        cwd="/",
    )
    if done.returncode:
        sys.stderr.write((done.stderr or b"").decode(errors="replace"))
        raise RuntimeError(f"{program.name} failed with {done.returncode}")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port
