"""The eight rules by hand in pandas, everything in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd  # type: ignore[import-untyped, unused-ignore]
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]
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

_Tables = Mapping[str, pd.DataFrame]


def eight(folder: Path, output: Path, threads: int | None = None) -> Counts:
    """All eight rules, breaches written to Parquet. pandas uses one thread, but for reading."""
    if threads:
        pa.set_cpu_count(threads)
    tables = {type_: _table(folder, type_) for type_ in COLUMNS}
    lives = _lives(tables)
    posts = tables["post.published"]
    frames = (
        _in_weeks(posts, lives, 1),
        _in_weeks(posts, lives, 2),
        _silence(posts, lives),
        _reply(tables),
        posts[posts.reposted.eq(True) & posts.source_kind.notna() & ~posts.source_kind.isin(ALLOWED)][
            ["id", "account"]
        ],
        posts[posts.reviewer.notna() & posts.reviewer.eq(posts.editor)][["id", "account"]],
        _one_a_platform(tables, lives),
        _suspension(tables),
    )
    output.mkdir(parents=True, exist_ok=True)
    for rule, frame in zip(RULES, frames, strict=True):
        frame.to_parquet(output / f"{rule}.parquet", index=False)
    return Counts({rule: len(frame) for rule, frame in zip(RULES, frames, strict=True)})


def _table(folder: Path, type_: str) -> pd.DataFrame:
    """The columns of a type, known in time, with `at` in microseconds and `day`."""
    columns = list(COLUMNS[type_])
    found = files(folder, type_)
    if not found:
        return pd.DataFrame(
            {c: pd.Series(dtype="int64" if c in {"at", "day"} else "str") for c in [*columns, "at", "day"]}
        )
    table = pa.concat_tables([pq.read_table(f, columns=columns, partitioning=None) for f in found])
    frame = table.to_pandas()
    at = frame.occurred_at.astype("datetime64[us, UTC]").astype("int64")
    known = frame.recorded_at.fillna(frame.occurred_at).astype("datetime64[us, UTC]").astype("int64")
    frame = frame.drop(columns=["occurred_at", "recorded_at"]).assign(at=at, day=(at + SHIFT_US) // DAY_US)
    return frame[known <= AS_OF]


def _lives(tables: _Tables) -> pd.DataFrame:
    starts = pd.concat([tables[t][["account", "day"]] for t in ("account.opened", "account.listed")])
    ends = pd.concat([tables[t][["account", "day"]] for t in ENDS])
    lives = starts.groupby("account").day.min().to_frame("first")
    ended = ends.groupby("account").day.min().reindex(lives.index)
    lives["last"] = (ended - 1).fillna(TODAY).clip(upper=TODAY).astype("int64")
    return lives.reset_index()


def _in_weeks(posts: pd.DataFrame, lives: pd.DataFrame, least: int) -> pd.DataFrame:
    first, last = (lives["first"] + 9) // 7, (lives["last"] - 3) // 7
    number = (last - first + 1).clip(lower=0).to_numpy()
    rows = np.repeat(np.arange(len(lives)), number)
    offsets = np.arange(len(rows)) - np.repeat(np.cumsum(number) - number, number)
    weeks = pd.DataFrame({"account": lives.account.to_numpy()[rows], "week": first.to_numpy()[rows] + offsets})
    done = posts.assign(week=(posts.day + 3) // 7).groupby(["account", "week"]).id.agg(n="count", evidence="min")
    found = weeks.merge(done.reset_index(), on=["account", "week"], how="left")
    return found[found.n.fillna(0) < least]


def _silence(posts: pd.DataFrame, lives: pd.DataFrame) -> pd.DataFrame:
    last_posts = posts.sort_values(["at", "id"]).drop_duplicates(["account", "day"], keep="last")[
        ["account", "day", "id"]
    ]
    begun = lives[["account", "first"]].rename(columns={"first": "day"}).assign(id=pd.Series(dtype="str"))
    days = pd.concat([last_posts, begun]).drop_duplicates(["account", "day"]).sort_values(["account", "day"])
    each = days.groupby("account")
    days = days.assign(next=each.day.shift(-1), next_id=each.id.shift(-1)).merge(lives, on="account")
    late = days.next.fillna(FAR) > days.day + SILENT_DAYS
    return days[late & (days["last"] >= days.day + SILENT_DAYS)]


def _reply(tables: _Tables) -> pd.DataFrame:
    dues = reply_due()
    asked = tables["message.received"]
    asked = asked[asked.kind.isin(ANSWERABLE)]
    asked = asked.assign(due=(asked.day.map(dues) + 1) * DAY_US - SHIFT_US)
    asked = asked[asked.due <= AS_OF + 1]
    answers = tables["message.answered"]
    answers = answers[~answers.automatic.eq(True)][["message", "at", "id"]]
    both = asked.merge(answers.rename(columns={"at": "answered", "id": "answer"}), on="message", how="left")
    both.loc[both.answered < both["at"], ["answered", "answer"]] = None
    first = both.sort_values("answered").drop_duplicates("id")
    return first[first.answered.fillna(AS_OF + 1) >= first.due][["id", "due", "answer"]]


def _one_a_platform(tables: _Tables, lives: pd.DataFrame) -> pd.DataFrame:
    columns = ["account", "unit", "platform"]
    held = pd.concat([tables[t][columns] for t in ("account.opened", "account.listed")]).merge(lives, on="account")
    held = held.dropna(subset=["unit", "platform"])
    born = tables["unit.registered"].groupby("unit").day.min().rename("born")
    gone = tables["unit.dissolved"].groupby("unit").day.min().rename("gone") - 1
    pairs = held.merge(held, on=["unit", "platform"])
    pairs = pairs[pairs.account_x != pairs.account_y]
    pairs = pairs.merge(born.reset_index(), on="unit").merge(gone.reset_index(), on="unit", how="left")
    since = pairs[["first_x", "first_y", "born"]].max(axis=1)
    until = pairs.assign(gone=pairs.gone.fillna(TODAY))[["last_x", "last_y", "gone"]].min(axis=1)
    return pairs.assign(since=since)[since <= until].groupby("unit", as_index=False).since.min()


def _suspension(tables: _Tables) -> pd.DataFrame:
    suspended = tables["account.suspended"]
    ends = pd.concat([tables[t][["account", "id", "at"]] for t in ("account.resumed", *ENDS)])
    both = suspended.merge(ends.rename(columns={"id": "act", "at": "ended"}), on="account", how="left")
    both.loc[both.ended < both["at"], ["ended", "act"]] = None
    first = both.sort_values("ended").drop_duplicates("id")
    due = first.day + OFFLINE_DAYS
    back = ((first.ended + SHIFT_US) // DAY_US).fillna(FAR)
    return first[(due <= TODAY) & (back > due)][["id", "account", "act"]]
