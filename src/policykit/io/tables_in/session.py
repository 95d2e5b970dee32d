"""The DuckDB connection that holds the tables, and the folder into which it spills.

Nothing is fetched from the network: extensions are neither installed nor loaded on demand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from policykit.io.facts_in.errors import FactsError
from policykit.io.tables_in.columns import SCHEMA
from policykit.model.text import Text

MEMORY = ":memory:"
_OFFLINE: Mapping[str, bool] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def in_memory() -> duckdb.DuckDBPyConnection:
    """A connection to a database in memory that never spills, for few facts."""
    connection = duckdb.connect(MEMORY, config={**_OFFLINE, "temp_directory": ""})
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    prepare(connection)
    return connection


class Session:
    """A connection with its folder for spilled data; both are gone after `close`."""

    def __init__(self, memory: str | None = None, database: Path | None = None) -> None:
        """Open a database in memory, or a new one at `database`, which stays.

        `memory` limits DuckDB's memory, as in '4GB'. Raises `FactsError` if that is no size, or there is something at
        `database` already.
        """
        if database is not None and database.exists():
            raise FactsError(
                Text(
                    f"{database} 已存在,不会改写;请另取路径,或先删除它",
                    f"{database} exists already and is not written over; choose another path, or delete it first",
                )
            )
        self.stays = database is not None
        self._folder = TemporaryDirectory(prefix="policykit-")
        config: dict[str, str | bool | int | float | list[str]] = {
            **_OFFLINE,
            "temp_directory": str(Path(self._folder.name, "spill")),
        }
        if memory is not None:
            config["memory_limit"] = memory
        try:
            self.connection = duckdb.connect(MEMORY if database is None else str(database), config=config)
        except (duckdb.Error, OSError) as error:
            self._folder.cleanup()
            raise FactsError(_no_database(memory, database, error)) from error
        self.connection.execute("SET GLOBAL TimeZone = 'UTC'")
        prepare(self.connection)

    def close(self) -> None:
        """Close the connection and remove what it spilled. May be called twice."""
        self.connection.close()
        self._folder.cleanup()


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the schema of the facts, and times that depend on no machine's zone. Nothing is drawn while queries run.

    Joins are built on the side that statements name second, which is the smaller: DuckDB 2.0 is wrong by orders of
    magnitude about how many rows a join by inequalities gives, and would turn them round.
    """
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")


@contextmanager
def seen_as(connection: duckdb.DuckDBPyConnection, name: str, data: object) -> Iterator[str]:
    """Let queries read Arrow data under a name, for the time of the block."""
    connection.register(name, data)
    try:
        yield name
    finally:
        connection.unregister(name)


def _no_database(memory: str | None, database: Path | None, error: Exception) -> Text:
    what = database or MEMORY
    limit = Text("", "") if memory is None else Text(f"(内存上限 {memory})", f" (memory limit {memory})")
    return Text(
        f"无法打开数据库 {what}{limit.zh};请核对路径与内存上限(如 4GB)。DuckDB:{error}",
        f"cannot open the database {what}{limit.en}; check the path and the limit (such as 4GB). DuckDB: {error}",
    )
