"""The eight rules by hand in Polars: lazy queries, collected by the streaming engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
from eight_rules import (
    ALLOWED,
    ANSWERABLE,
    AS_OF,
    COLUMNS,
    DAY_US,
    ENDS,
    FAR,
    OFFLINE_DAYS,
    SHIFT_US,
    SILENT_DAYS,
    TODAY,
    Counts,
    files,
    reply_due,
)

_Tables = Mapping[str, pl.LazyFrame]


def eight(folder: Path, output: Path, threads: int | None = None) -> Counts:
    """All eight rules, breaches written to Parquet. `threads` is set by the environment (POLARS_MAX_THREADS)."""
    tables = {type_: _table(folder, type_) for type_ in COLUMNS}
    lives = _lives(tables)
    frames = {
        "weekly": _in_weeks(tables, lives, 1),
        "twice_a_week": _in_weeks(tables, lives, 2),
        "silence": _silence(tables, lives),
        "reply": _reply(tables),
        "whitelist": tables["post.published"]
        .filter(pl.col("reposted") & ~pl.col("source_kind").is_in(ALLOWED))
        .select("id", "account"),
        "separate": tables["post.published"].filter(pl.col("reviewer") == pl.col("editor")).select("id", "account"),
        "one_a_platform": _one_a_platform(tables, lives),
        "suspension": _suspension(tables),
    }
    output.mkdir(parents=True, exist_ok=True)
    return Counts({rule: _write(frame, output / f"{rule}.parquet") for rule, frame in frames.items()})


def _write(frame: pl.LazyFrame, path: Path) -> int:
    found = frame.collect(engine="streaming")
    found.write_parquet(path)
    return found.height


def _table(folder: Path, type_: str) -> pl.LazyFrame:
    """The columns of a type, known in time, with `at` in microseconds and `day`."""
    columns = COLUMNS[type_]
    if files(folder, type_):
        frame = pl.scan_parquet(files(folder, type_), hive_partitioning=False).select(columns)
    else:
        time = pl.Datetime("us", "UTC")
        frame = pl.LazyFrame(schema={c: time if c.endswith("_at") else pl.String() for c in columns})
    at = pl.col("occurred_at").dt.epoch("us")
    known = pl.coalesce("recorded_at", "occurred_at").dt.epoch("us")
    return frame.filter(known <= AS_OF).with_columns(at=at, day=(at + SHIFT_US) // DAY_US)


def _lives(tables: _Tables) -> pl.LazyFrame:
    starts = pl.concat([tables[t].select("account", "day") for t in ("account.opened", "account.listed")])
    ends = pl.concat([tables[t].select("account", "day") for t in ENDS])
    return (
        starts.group_by("account")
        .agg(first=pl.col("day").min())
        .join(ends.group_by("account").agg(ended=pl.col("day").min()), on="account", how="left")
        .select("account", "first", last=pl.min_horizontal(pl.lit(TODAY), pl.col("ended") - 1))
    )


def _in_weeks(tables: _Tables, lives: pl.LazyFrame, least: int) -> pl.LazyFrame:
    weeks = (
        lives.select("account", week=pl.int_ranges((pl.col("first") + 9) // 7, (pl.col("last") - 3) // 7 + 1))
        .explode("week")
        .drop_nulls("week")
    )
    done = (
        tables["post.published"]
        .group_by("account", week=(pl.col("day") + 3) // 7)
        .agg(n=pl.len(), evidence=pl.col("id").sort_by("at", "id"))
    )
    return weeks.join(done, on=["account", "week"], how="left").filter(pl.col("n").fill_null(0) < least)


def _silence(tables: _Tables, lives: pl.LazyFrame) -> pl.LazyFrame:
    posted = tables["post.published"].group_by("account", "day").agg(id=pl.col("id").sort_by("at", "id").last())
    begun = lives.select("account", day="first", id=pl.lit(None, pl.String()))
    return (
        pl.concat([posted, begun])
        .group_by("account", "day")
        .agg(id=pl.col("id").max())
        .sort("account", "day")
        .with_columns(next=pl.col("day").shift(-1).over("account"), next_id=pl.col("id").shift(-1).over("account"))
        .filter(pl.col("next").fill_null(FAR) > pl.col("day") + SILENT_DAYS)
        .join(lives, on="account")
        .filter(pl.col("last") >= pl.col("day") + SILENT_DAYS)
    )


def _reply(tables: _Tables) -> pl.LazyFrame:
    dues = reply_due()
    calendar = pl.LazyFrame({"day": list(dues), "due": [(d + 1) * DAY_US - SHIFT_US for d in dues.values()]})
    asked = (
        tables["message.received"]
        .filter(pl.col("kind").is_in(ANSWERABLE))
        .join(calendar, on="day")
        .filter(pl.col("due") <= AS_OF + 1)
        .select("id", "message", "at", "due")
    )
    answers = tables["message.answered"].filter(pl.col("automatic").fill_null(value=False).not_())
    return (
        asked.join(answers.select("message", answer="id", answered="at"), on="message", how="left")
        .with_columns(answered=pl.when(pl.col("answered") >= pl.col("at")).then("answered"))
        .group_by("id")
        .agg(pl.col("due").first(), pl.col("answered").min(), evidence=pl.col("answer").sort_by("answered"))
        .filter(pl.col("answered").fill_null(AS_OF + 1) >= pl.col("due"))
    )


def _one_a_platform(tables: _Tables, lives: pl.LazyFrame) -> pl.LazyFrame:
    columns = ["account", "unit", "platform"]
    held = pl.concat([tables[t].select(columns) for t in ("account.opened", "account.listed")]).join(
        lives, on="account"
    )
    units = (
        tables["unit.registered"]
        .select("unit", born="day")
        .join(tables["unit.dissolved"].select("unit", gone="day"), on="unit", how="left")
        .with_columns(gone=(pl.col("gone") - 1).fill_null(TODAY))
    )
    since = pl.max_horizontal("first", "first_right", "born")
    return (
        held.join(held, on=["unit", "platform"])
        .filter(pl.col("account") != pl.col("account_right"))
        .join(units, on="unit")
        .filter(since <= pl.min_horizontal("last", "last_right", "gone"))
        .group_by("unit")
        .agg(since=since.min(), evidence=pl.col("account").unique().sort())
    )


def _suspension(tables: _Tables) -> pl.LazyFrame:
    ends = pl.concat([tables[t].select("account", act="id", ended="at") for t in ("account.resumed", *ENDS)])
    return (
        tables["account.suspended"]
        .join(ends, on="account", how="left")
        .with_columns(ended=pl.when(pl.col("ended") >= pl.col("at")).then("ended"))
        .group_by("id")
        .agg(
            due=pl.col("day").first() + OFFLINE_DAYS,
            back=((pl.col("ended").min() + SHIFT_US) // DAY_US),
            evidence=pl.col("act").sort_by("ended"),
        )
        .filter((pl.col("due") <= TODAY) & (pl.col("back").fill_null(FAR) > pl.col("due")))
    )
