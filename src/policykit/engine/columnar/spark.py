"""The columnar engine on Spark. In: a session, and the views in which the facts stand. Out: a `Backend`.

Statements are Spark SQL; what the engine makes for itself are temporary views, which `close` drops. The session's own
settings stay as they are: instants and days are whole numbers here, so that its time zone bears on nothing.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import TYPE_CHECKING

from policykit.engine.columnar.backend import Row
from policykit.engine.columnar.dialects import Dialect, translated
from policykit.engine.columnar.natural import Saying
from policykit.model.errors import PolicykitError
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SAYING = Saying(
    text="{}",
    whole="CAST({} AS BIGINT)",
    fraction="CAST({} AS DOUBLE)",
    day="unix_date({})",
    instant="unix_micros({})",
    texts="array_sort(array_distinct({}))",
)
"""The engine's columns over a view of natural types."""

_BATCH = _FEW = 10_000
_runs = count(1)


class Spark:
    """A Spark session."""

    def __init__(self, session: SparkSession, views: Mapping[str, str], vocabulary: Vocabulary) -> None:
        """Speak to the session, which stays its owner's.

        `views` names the view of each event type: its columns are the engine's own or, if it has `occurred_at`, those
        of natural types (`natural`), instants as timestamps.
        """
        self._session, self._facts, self._vocabulary = session, views, vocabulary
        self._views: dict[str, str] = {}
        self._made: list[str] = []
        self._prefix, self._numbers = f"policykit_{next(_runs)}", count(1)

    def relation(self, type_: str) -> str:
        """The view of the facts of an event type, as statements name it."""
        if type_ not in self._views:
            self._views[type_] = self._view_of(type_)
        return self._views[type_]

    def _view_of(self, type_: str) -> str:
        facts = self._session.table(self._facts[type_])
        if "occurred_at" in facts.columns:
            columns = SAYING.select(self._vocabulary.events[type_])
            read = translated(f"SELECT {columns} FROM natural_facts", Dialect.SPARK)
            facts = self._session.sql(read.replace("natural_facts", "{natural_facts}"), natural_facts=facts)
        return self._named(facts)

    def run(self, statement: str) -> None:
        """Run a statement that gives no rows."""
        self._asked(statement)

    def _asked(self, statement: str) -> DataFrame:
        return self._session.sql(translated(statement, Dialect.SPARK))

    def rows(self, query: str) -> list[Row]:
        """All rows of a query; for few rows."""
        return [tuple(row) for row in self._asked(query).collect()]

    def stream(self, query: str) -> Iterator[list[Row]]:
        """The rows of a query in batches, as they come."""
        rows = self._asked(query).toLocalIterator(prefetchPartitions=True)
        while batch := [tuple(row) for row in islice(rows, _BATCH)]:
            yield batch

    def put(self, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> str:
        """Make a table for this run with these columns (by their types) and rows; returns its name.

        By way of Arrow: small tables are then part of the plan, and are joined without a shuffle.
        """
        import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

        types = {
            "VARCHAR": pa.string(),
            "BIGINT": pa.int64(),
            "INTEGER": pa.int32(),
            "BOOLEAN": pa.bool_(),
            "DOUBLE": pa.float64(),
            "VARCHAR[]": pa.list_(pa.string()),
        }
        held = list(zip(*rows, strict=True)) or [()] * len(columns)
        arrays = [pa.array(values, types[t]) for values, t in zip(held, columns.values(), strict=True)]
        return self._named(self._session.createDataFrame(pa.table(arrays, names=list(columns))))

    def keep(self, query: str) -> str:
        """Make a table for this run of what a query gives; returns its name.

        Its rows are worked out now, and how they came about is forgotten: plans that hold all that was ever made would
        soon take longer to plan than to run.
        """
        kept = self._asked(query).localCheckpoint()
        few = kept.limit(_FEW + 1).toArrow()
        return self._named(kept if few.num_rows > _FEW else self._session.createDataFrame(few))

    def drop(self, table: str) -> None:
        """Forget a table made for this run: nothing will ask for it."""
        self._session.catalog.dropTempView(table)
        self._made.remove(table)

    def _named(self, frame: DataFrame) -> str:
        made = f"{self._prefix}_t{next(self._numbers)}"
        frame.createOrReplaceTempView(made)
        self._made.append(made)
        return made

    def close(self) -> None:
        """Drop what was made for this run."""
        for view in self._made:
            self._session.catalog.dropTempView(view)
        self._made, self._views = [], {}


_LOCAL = re.compile(r"spark://local(\[(\*|[1-9][0-9]*)\])?")


def session_at(url: str, settings: Mapping[str, str] | None = None) -> SparkSession:
    """A session: `spark://local` within this process on all its cores, `spark://local[2]` on two, else on a cluster.

    `spark://host:port` is a cluster's master. `settings` are Spark's own. Python of the workers, where there are any,
    is that which runs now. Raises `PolicykitError` for another URL, and where PySpark is not installed.
    """
    found = _LOCAL.fullmatch(url)
    if found is None and not re.fullmatch(r"spark://[^\s/:]+:[0-9]+", url):
        raise PolicykitError(
            Text(
                f"{url} 不是 Spark 的地址:请写 spark://local、spark://local[2] 或 spark://主机:端口",
                f"{url} is no address of Spark: write spark://local, spark://local[2] or spark://host:port",
            )
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with warnings.catch_warnings():
        # PySpark warns of a pandas that it finds; nothing here goes through pandas.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise PolicykitError(
                Text(
                    "使用 Spark 需要 pyspark 与 pyarrow:请安装 policykit[spark]",
                    "Spark needs pyspark and pyarrow: install policykit[spark]",
                )
            ) from error
        builder = SparkSession.builder.appName("policykit")
        if found is None:
            builder = builder.master(url)
        else:
            builder = builder.master(f"local[{found[2] or '*'}]")
            # Nobody else is to reach a session of this process, and its screen stays the command's.
            for key, value in _OWN.items():
                builder = builder.config(key, value)
        for key, value in (settings or {}).items():
            builder = builder.config(key, value)
        return builder.getOrCreate()


_OWN = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
