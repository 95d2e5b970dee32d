"""What a command needs beyond a plain installation, asked for before any work is done."""

from importlib.util import find_spec

from policykit.model.errors import PolicykitError
from policykit.model.text import Text


class ExtraMissing(PolicykitError):
    """A package that an extra of policykit installs is not there."""


def need_analysis() -> None:
    """Raise `ExtraMissing` if the package that proves how rules stand to each other is not installed."""
    if find_spec("z3") is None:
        raise ExtraMissing(
            Text(
                "比较规则需要 z3-solver:请安装 policykit[analysis]",
                "comparing rules needs z3-solver: install policykit[analysis]",
            )
        )


def need_columnar() -> None:
    """Raise `ExtraMissing` if the packages that judge tables are not installed."""
    if find_spec("duckdb") is None or find_spec("pyarrow") is None:
        raise ExtraMissing(
            Text(
                "判定成表的事实需要 duckdb 与 pyarrow:请安装 policykit[columnar]",
                "judging tables of facts needs duckdb and pyarrow: install policykit[columnar]",
            )
        )


def is_spark(database: str) -> bool:
    """Whether what `--database` names is Spark."""
    return database.startswith("spark://")


def need_database(url: str) -> None:
    """Raise `ExtraMissing` if a database is none that facts are judged in, or its packages are not installed."""
    if is_spark(url):
        if any(find_spec(package) is None for package in ("pyspark", "pyarrow", "sqlglot")):
            raise ExtraMissing(
                Text(
                    "在 Spark 中判定需要 pyspark、pyarrow 与 sqlglot:请安装 policykit[spark]",
                    "judging in Spark needs pyspark, pyarrow and sqlglot: install policykit[spark]",
                )
            )
        return
    if not url.startswith(("postgresql://", "postgres://")):
        raise ExtraMissing(
            Text(
                f"--database {url}:应以 postgresql:// 或 spark:// 开头,如 postgresql://用户@主机/库",
                f"--database {url}: expected postgresql:// or spark://, such as postgresql://user@host/database",
            )
        )
    if find_spec("psycopg") is None or find_spec("sqlglot") is None:
        raise ExtraMissing(
            Text(
                "在 PostgreSQL 中判定需要 psycopg 与 sqlglot:请安装 policykit[postgres]",
                "judging in PostgreSQL needs psycopg and sqlglot: install policykit[postgres]",
            )
        )
