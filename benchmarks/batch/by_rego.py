"""The two stateless rules in Rego, the language of Open Policy Agent, by `regopy`: on a sample of posts."""

from __future__ import annotations

import time
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]
from eight_rules import ALLOWED, Counts, files
from regopy import Interpreter  # type: ignore[import-untyped, unused-ignore]

SAMPLE = 2_000

_MODULE = f"""package eight
separate {{ input.reviewer == input.editor }}
whitelist {{ input.reposted; input.source_kind; not allowed[input.source_kind] }}
allowed := {{{", ".join(f'"{a}"' for a in ALLOWED)}}}
"""


def two(folder: Path, output: Path, threads: int | None = None) -> Counts:
    """Breaches among the first posts of the folder, one input each; `seconds` is the time of these alone."""
    rows: list[dict[str, object]] = []
    for file in files(folder, "post.published"):
        batches = pq.ParquetFile(file).iter_batches(SAMPLE, columns=["reposted", "source_kind", "reviewer", "editor"])
        rows += next(batches).to_pylist()
        if len(rows) >= SAMPLE:
            break
    interpreter = Interpreter()
    interpreter.add_module("eight", _MODULE)
    breaches = {"whitelist": 0, "separate": 0}
    begin, cpu = time.perf_counter(), time.process_time()
    for row in rows[:SAMPLE]:
        interpreter.set_input({name: value for name, value in row.items() if value is not None})
        said = str(interpreter.query("data.eight"))
        for rule in breaches:
            breaches[rule] += f'"{rule}":true' in said
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    return Counts(breaches, sample=len(rows[:SAMPLE]), seconds=seconds, cpu=cpu)
