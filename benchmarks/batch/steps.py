"""The registry of what is measured: name → a callable that gets a folder of facts, one to write to and the threads.

A step returns `Counts`: breaches by rule, so that results can be compared, and for a sample its size and time. To add
one, put it into `STEPS`. `check:PACK` (several with `+` between) is a step for any installed pack: it runs
`policykit check` as a process of its own, which writes the findings; `judge:PACK` loads, judges and counts, without
making findings; `judge:PACK/RULE+RULE` those rules only; `opened:…` is the same without the time to open the facts.
`check:eight` and `judge:eight` are those of the eight rules.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from eight_rules import LAST_DAY, Counts

Step = Callable[[Path, Path, int], Counts]

HERE = Path(__file__).resolve().parent
POLICYKIT = Path(sys.executable).with_name("policykit")


def _lazy(module: str, function: str) -> Callable[[], Step]:
    """A step whose libraries are imported when it is asked for: each process imports its own only."""

    def load() -> Step:
        step: Step = getattr(importlib.import_module(module), function)
        return step

    return load


STEPS: dict[str, Callable[[], Step]] = {
    "scan": _lazy("by_duckdb", "scan"),
    "scan_all": _lazy("by_duckdb", "scan_all"),
    "sort": _lazy("by_duckdb", "sort"),
    "sort_types": _lazy("by_duckdb", "sort_types"),
    "duckdb": _lazy("by_duckdb", "eight"),
    "polars": _lazy("by_polars", "eight"),
    "pandas": _lazy("by_pandas", "eight"),
    "rego": _lazy("by_rego", "two"),
}
"""How to get each step; calling the entry imports its libraries, which is not measured."""


def step_named(name: str, engine: str, memory: str | None) -> Step:
    """The step of that name. Raises `KeyError` for an unknown one."""
    kind, _, packs = name.partition(":")
    if kind == "check" and packs:
        return policykit_check(packs.split("+"), engine, memory)
    if kind in {"judge", "opened"} and packs:
        return policykit_judge(packs, opened=kind == "opened")
    return STEPS[name]()


def _path(pack: str) -> str:
    return str(HERE / "eight") if pack == "eight" else pack


def policykit_check(packs: list[str], engine: str, memory: str | None) -> Step:
    """A step that runs `policykit check` on the packs, start-up included, and counts its violations by rule."""
    paths = [_path(p) for p in packs]

    def run(folder: Path, output: Path, threads: int) -> Counts:
        output.mkdir(parents=True, exist_ok=True)
        findings = output / "findings.jsonl"
        command = [str(POLICYKIT), "check", *paths, "--facts", str(folder), "--engine", engine]
        command += ["--as-of", f"{LAST_DAY}", "--format", "jsonl", "--output", str(findings)]
        command += ["--memory", memory] if memory else []
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, text=True)
        if done.returncode not in {0, 1}:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
        return Counts({}, findings=findings)

    return run


def policykit_judge(chosen: str, *, opened: bool) -> Step:
    """A step that loads a pack and facts and counts the verdicts of all rules, or some, without findings.

    `opened`: its time begins when the facts are open.
    """
    from policykit.engine.check import Task
    from policykit.engine.columnar.backend import DuckDB
    from policykit.engine.columnar.check import TableCheck
    from policykit.engine.columnar.evaluate import Source
    from policykit.engine.settings import Settings
    from policykit.io.facts_in.read import Source as Files
    from policykit.io.tables_in import open_tables
    from policykit.packs import load_pack

    name, _, rules = chosen.partition("/")
    only = frozenset(filter(None, rules.split("+")))

    def run(folder: Path, output: Path, threads: int) -> Counts:
        pack = load_pack(_path(name))
        with open_tables([Files(folder)], pack.plugins.vocabulary) as tables:
            tables.connection.execute(f"SET threads = {threads}")
            source = Source(DuckDB(tables.connection), frozenset(tables.types), tables.covered, sizes=tables.sizes)
            begin, cpu = time.perf_counter(), time.process_time()
            task = Task(pack.document, pack.plugins)
            report = TableCheck([task], source, LAST_DAY, Settings(), only=only).report(frozenset())
            seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
        breaches = {r.rule: sum(n for v, n in r.counts.items() if v.is_breach) for r in report.judged}
        return Counts(breaches, seconds=seconds, cpu=cpu) if opened else Counts(breaches)

    return run


def violations(findings: Path) -> dict[str, int]:
    """Breaches by rule in a file of findings as JSON lines."""
    counts: Counter[str] = Counter()
    with findings.open(encoding="utf-8") as lines:
        for line in lines:
            finding = json.loads(line)
            counts[finding["rule"]] += finding["verdict"] in {"violated", "met_late"}
    return dict(counts)
