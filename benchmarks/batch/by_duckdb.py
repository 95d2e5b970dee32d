"""The eight rules as eight separate SQL queries, written by hand for DuckDB; and DuckDB's scan and sort as yardsticks.

In: a folder of facts. Out: breaches with their evidence as Parquet, one file a rule, and their counts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
from eight_rules import (
    ALLOWED,
    ANSWERABLE,
    AS_OF,
    COLUMNS,
    DAY_US,
    ENDS,
    FAR,
    OFFLINE_DAYS,
    RULES,
    SHIFT_US,
    SILENT_DAYS,
    TODAY,
    Counts,
    files,
    reply_due,
)

SORT_MEMORY = "8GB"
"""What the sorts may take before they spill: one table with every column of every type is wide."""

_DAY = f"(epoch_us(occurred_at) + {SHIFT_US}) // {DAY_US}"


def connect(folder: Path, threads: int | None = None, temporary: str | None = None) -> duckdb.DuckDBPyConnection:
    """A connection with a view for each type that the rules need, of the facts known at the end of the year."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    if threads:
        connection.execute(f"SET threads = {threads}")
    if temporary:
        connection.execute(f"SET temp_directory = '{temporary}'")
    for type_, columns in COLUMNS.items():
        source = f"read_parquet({files(folder, type_)}, hive_partitioning = false)" if files(folder, type_) else None
        named = ", ".join(columns)
        empty = ", ".join(f"NULL::{'TIMESTAMPTZ' if c.endswith('_at') else 'VARCHAR'} AS {c}" for c in columns)
        rows = f"SELECT {named} FROM {source}" if source else f"SELECT {empty} WHERE false"
        connection.execute(f"""
            CREATE VIEW "{type_}" AS SELECT * FROM ({rows})
            WHERE epoch_us(coalesce(recorded_at, occurred_at)) <= {AS_OF}""")
    return connection


_LIVES = f"""
lives AS (
    SELECT account, first, coalesce(least({TODAY}, ended - 1), {TODAY}) AS last
    FROM (
        SELECT account, min({_DAY}) AS first FROM
            (SELECT account, occurred_at FROM "account.opened" UNION ALL SELECT account,
                occurred_at FROM "account.listed")
        GROUP BY account
    ) LEFT JOIN (
        SELECT account, min({_DAY}) AS ended
        FROM ({" UNION ALL ".join(f'SELECT account, occurred_at FROM "{t}"' for t in ENDS)})
        GROUP BY account
    ) USING (account)
)"""


def _in_weeks(least: int) -> str:
    return f"""
    WITH {_LIVES},
    weeks AS (
        SELECT account, unnest(range((first + 9) // 7, (last - 3) // 7 + 1)) AS week FROM lives
    ),
    done AS (
        SELECT account, ({_DAY} + 3) // 7 AS week, count(*) AS n, list(id ORDER BY occurred_at, id) AS ids
        FROM "post.published" GROUP BY ALL
    )
    SELECT account, 7 * week - 3 AS since, coalesce(ids, []) AS evidence
    FROM weeks LEFT JOIN done USING (account, week) WHERE coalesce(n, 0) < {least}"""


QUERIES: dict[str, str] = {
    "weekly": _in_weeks(1),
    "twice_a_week": _in_weeks(2),
    "silence": f"""
    WITH {_LIVES},
    days AS (
        SELECT account, day, max(id) AS id FROM (
            SELECT account, {_DAY} AS day, max_by(id, (occurred_at, id)) AS id FROM "post.published" GROUP BY ALL
            UNION ALL SELECT account, first, NULL FROM lives
        ) GROUP BY ALL
    )
    SELECT account, day AS since, [id, next_id] AS evidence
    FROM (
        SELECT account, day, id, lead(day) OVER each AS next, lead(id) OVER each AS next_id
        FROM days WINDOW each AS (PARTITION BY account ORDER BY day)
    ) JOIN lives USING (account)
    WHERE coalesce(next, {FAR}) > day + {SILENT_DAYS} AND last >= day + {SILENT_DAYS}""",
    "reply": f"""
    WITH asked AS (
        SELECT id, message, occurred_at, (due + 1) * {DAY_US} - {SHIFT_US} AS due
        FROM "message.received" JOIN due_days ON day = {_DAY}
        WHERE kind IN {ANSWERABLE}
    )
    SELECT a.id AS subject, any_value(due) AS due, list(b.id ORDER BY b.occurred_at, b.id) AS evidence
    FROM asked a LEFT JOIN (FROM "message.answered" WHERE automatic IS DISTINCT FROM true) b
        ON a.message = b.message AND b.occurred_at >= a.occurred_at
    WHERE due <= {AS_OF} + 1
    GROUP BY a.id HAVING coalesce(min(epoch_us(b.occurred_at)), {AS_OF} + 1) >= any_value(due)""",
    "whitelist": f"""
    SELECT id AS subject, account, occurred_at AS since, [id] AS evidence
    FROM "post.published" WHERE reposted AND source_kind NOT IN {ALLOWED}""",
    "separate": """
    SELECT id AS subject, account, occurred_at AS since, [id] AS evidence FROM "post.published"
        WHERE reviewer = editor""",
    "one_a_platform": f"""
    WITH {_LIVES},
    held AS (
        SELECT account, unit, platform, first, last
        FROM (SELECT * FROM "account.opened" UNION ALL SELECT * FROM "account.listed") JOIN lives USING (account)
    ),
    units AS (
        SELECT r.unit, min((epoch_us(r.occurred_at) + {SHIFT_US}) // {DAY_US}) AS born,
            coalesce(min((epoch_us(d.occurred_at) + {SHIFT_US}) // {DAY_US}) - 1, {TODAY}) AS gone
        FROM "unit.registered" r LEFT JOIN "unit.dissolved" d USING (unit) GROUP BY r.unit
    )
    SELECT unit, min(greatest(a.first, b.first, born)) AS since, list_sort(list_distinct(list(a.account))) AS evidence
    FROM held a JOIN held b USING (unit, platform) JOIN units USING (unit)
    WHERE a.account <> b.account AND greatest(a.first, b.first, born) <= least(a.last, b.last, gone)
    GROUP BY unit""",
    "suspension": f"""
    SELECT s.id AS subject, s.account, any_value({_DAY.replace("occurred_at", "s.occurred_at")}) + {
        OFFLINE_DAYS
    } AS due,
        list(b.id ORDER BY b.occurred_at, b.id) AS evidence
    FROM "account.suspended" s LEFT JOIN (
        {" UNION ALL ".join(f'SELECT id, account, occurred_at FROM "{t}"' for t in ("account.resumed", *ENDS))}
    ) b ON s.account = b.account AND b.occurred_at >= s.occurred_at
    GROUP BY ALL
    HAVING any_value({_DAY.replace("occurred_at", "s.occurred_at")}) + {OFFLINE_DAYS} <= {TODAY}
        AND coalesce(min({_DAY.replace("occurred_at", "b.occurred_at")}), {FAR})
            > any_value({_DAY.replace("occurred_at", "s.occurred_at")}) + {OFFLINE_DAYS}""",
}
"""One query a rule; each reads what it needs by itself."""


def eight(folder: Path, output: Path, threads: int | None = None) -> Counts:
    """All eight rules, one after the other, breaches written to Parquet."""
    connection = connect(folder, threads)
    connection.execute("CREATE TABLE due_days (day BIGINT, due BIGINT)")
    connection.executemany("INSERT INTO due_days VALUES (?, ?)", list(reply_due().items()))
    output.mkdir(parents=True, exist_ok=True)
    return Counts({rule: _copy(connection, QUERIES[rule], output / f"{rule}.parquet") for rule in RULES})


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    row = connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)").fetchone()
    return int(row[0]) if row else 0


def scan(folder: Path, output: Path, threads: int | None = None) -> Counts:
    """Read the columns that the eight rules need, and nothing more: a hash over all their values."""
    return _hashed(folder, lambda type_: COLUMNS.get(type_, ()), threads)


def scan_all(folder: Path, output: Path, threads: int | None = None) -> Counts:
    """Read all columns of all types."""
    return _hashed(folder, lambda _: None, threads)


def _hashed(folder: Path, columns: Callable[[str], tuple[str, ...] | None], threads: int | None) -> Counts:
    """Decode the columns (all of a type where None is given) and fold them into one number."""
    connection = duckdb.connect()
    if threads:
        connection.execute(f"SET threads = {threads}")
    for type_, source in _sources(folder).items():
        chosen = columns(type_)
        if chosen == ():
            continue
        named = chosen or tuple(str(r[0]) for r in connection.execute(f"DESCRIBE FROM {source}").fetchall())
        quoted = ", ".join(f'bit_xor(hash("{c}"))' for c in named)
        connection.execute(f"SELECT {quoted} FROM {source}").fetchall()
    return Counts({})


def sort(folder: Path, output: Path, threads: int | None = None) -> Counts:
    """All facts of all types in one table with every column, sorted by account and time, written to Parquet.

    Read as one source: a union of one query a type sorts as fast, but DuckDB then keeps it all in memory.
    """
    query = f"""
        SELECT id, epoch_us(occurred_at) AS "at", * EXCLUDE (id, occurred_at)
        FROM read_parquet('{folder}/*/*.parquet', union_by_name = true, hive_partitioning = true)
        ORDER BY account, "at" """
    return _sorted({"sorted": query}, output, threads)


def sort_types(folder: Path, output: Path, threads: int | None = None) -> Counts:
    """The facts of each type sorted by account (or unit) and time, a file a type: less than what `sort` does."""
    queries: dict[str, str] = {}
    with duckdb.connect() as connection:
        for type_, source in _sources(folder).items():
            names = {str(r[0]) for r in connection.execute(f"DESCRIBE FROM {source}").fetchall()}
            keys = [k for k in ("account", "unit") if k in names][:1]
            queries[type_] = f"FROM {source} ORDER BY {', '.join([*keys, 'occurred_at'])}"
    return _sorted(queries, output, threads)


def _sources(folder: Path) -> dict[str, str]:
    """What to read of each type."""
    types = [each.name.removeprefix("type=") for each in sorted(folder.glob("type=*"))]
    return {t: f"read_parquet({files(folder, t)}, hive_partitioning = false)" for t in types}


def _sorted(queries: dict[str, str], output: Path, threads: int | None) -> Counts:
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output) as temporary, duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{temporary}'")
        connection.execute(f"SET memory_limit = '{SORT_MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")  # ORDER BY is kept all the same, in less memory
        if threads:
            connection.execute(f"SET threads = {threads}")
        for name, query in queries.items():
            connection.execute(f"COPY ({query}) TO '{output / name}.parquet' (FORMAT parquet)")
    return Counts({})
