"""What is wrong with a database, and connections that say it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from policykit.model.errors import PolicykitError
from policykit.model.text import Text

if TYPE_CHECKING:
    import psycopg

Row = tuple[object, ...]


class DatabaseError(PolicykitError):
    """A database cannot be reached or used, lacks what is needed, or holds what is no fact."""


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Row]]:
    """A connection, in a transaction that is undone at the end unless it was committed.

    Raises `DatabaseError` where there is no connection to be had, and for whatever the database refuses.
    """
    if find_spec("psycopg") is None or find_spec("sqlglot") is None:
        raise DatabaseError(
            Text(
                "使用 PostgreSQL 需要 psycopg 与 sqlglot:请安装 policykit[postgres]",
                "PostgreSQL needs psycopg and sqlglot: install policykit[postgres]",
            )
        )
    import psycopg

    try:
        connection = psycopg.connect(url)
    except psycopg.ProgrammingError:  # its words may repeat the URL, and a password with it
        raise DatabaseError(
            Text(
                "不是数据库地址;应如 postgresql://用户@主机/数据库",
                "this is no address of a database; write it as postgresql://user@host/database",
            )
        ) from None
    except psycopg.Error as error:
        raise DatabaseError(_said("无法连接数据库", "cannot connect to the database", error)) from error
    try:
        yield connection
    except psycopg.Error as error:
        raise DatabaseError(_said("数据库报告错误", "the database reports an error", error)) from error
    finally:
        connection.close()


def _said(zh: str, en: str, error: Exception) -> Text:
    """The database's own words, on one line."""
    words = " ".join(str(error).split())
    return Text(f"{zh}:{words}", f"{en}: {words}")
