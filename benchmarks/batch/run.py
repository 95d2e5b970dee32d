"""Measures steps side by side on one folder of facts and prints a table of ratios.

    run.py FOLDER --rounds 5 --out figures.json
    run.py FOLDER --steps scan,sort,duckdb,check:eight,check:jiaxian

Every step runs in a fresh process (so that its peak memory is its own), all steps in turn in every round, each round
from another one on: the speed of a machine drifts, so only ratios within a round mean anything, and their medians are
shown. A step's time is that of its work; importing libraries and starting Python is shown apart, except for `check:…`,
which is a whole process of policykit with its start-up. A step on a sample is extrapolated to all posts and marked `~`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

DEFAULT = "scan,scan_all,sort,sort_types,duckdb,polars,pandas,rego"
YARDSTICKS = ("scan", "scan_all", "sort", "sort_types", "duckdb")
LIBRARIES = ("duckdb", "polars", "pandas", "pyarrow", "regopy")


@dataclass(frozen=True)
class Measured:
    """One run of one step: seconds of work, of processor time, of start-up; peak memory; breaches by rule."""

    step: str
    round: int
    seconds: float
    cpu: float
    startup: float
    peak_mb: float
    breaches: dict[str, int]
    sampled: int | None


def measure(step: str, number: int, options: argparse.Namespace) -> Measured:
    """Run a step once, in a process of its own. Raises `RuntimeError` with what it said where it failed."""
    with tempfile.TemporaryDirectory(prefix="batch-") as output:
        command = [sys.executable, __file__, str(options.folder), "--one", step, "--to", output]
        command += ["--threads", str(options.threads), "--engine", options.engine]
        command += ["--memory", options.memory] if options.memory else []
        threads = str(options.threads)
        environment = {**os.environ, "POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"{step} failed:\n{done.stderr}")
    return Measured(step, number, **json.loads(done.stdout))


def run_one(step: str, options: argparse.Namespace) -> dict[str, object]:
    """Do the work of one step, in this process."""
    from steps import step_named, violations

    whose = resource.RUSAGE_CHILDREN if step.startswith("check:") else resource.RUSAGE_SELF
    begin = time.perf_counter()
    work = step_named(step, options.engine, options.memory)
    ready, before = time.perf_counter(), resource.getrusage(whose)
    counts = work(options.folder, options.to, options.threads)
    seconds, after = time.perf_counter() - ready, resource.getrusage(whose)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    if counts.seconds is not None and counts.cpu is not None:
        times = facts_by_type(options.folder).get("post.published", 0) / counts.sample if counts.sample else 1
        seconds, cpu = counts.seconds * times, counts.cpu * times
    return {
        "seconds": seconds,
        "cpu": cpu,
        "startup": ready - begin,
        "peak_mb": after.ru_maxrss / 1024,
        "breaches": violations(counts.findings) if counts.findings else counts.breaches,
        "sampled": counts.sample,
    }


def facts_by_type(folder: Path) -> dict[str, int]:
    """How many facts of each type the folder holds, by the files' metadata."""
    import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]

    return {
        each.name.removeprefix("type="): sum(pq.read_metadata(file).num_rows for file in each.glob("*.parquet"))
        for each in sorted(folder.glob("type=*"))
    }


def summary(found: list[Measured], steps: list[str], yardsticks: list[str], by: str) -> list[dict[str, object]]:
    """One row a step: median seconds, median ratios within a round to each yardstick, the highest peak.

    Ratios are those of the time `by` which steps are compared: `seconds` or `cpu`.
    """
    rounds: dict[tuple[int, str], float] = {(m.round, m.step): getattr(m, by) for m in found}
    rows: list[dict[str, object]] = []
    for step in steps:
        mine = [m for m in found if m.step == step]
        ratios = {
            other: statistics.median(rounds[m.round, step] / rounds[m.round, other] for m in mine)
            for other in yardsticks
        }
        rows.append({
            "step": step,
            "seconds": statistics.median(m.seconds for m in mine),
            "cpu": statistics.median(m.cpu for m in mine),
            "seconds_all": sorted(m.seconds for m in mine),
            "startup": statistics.median(m.startup for m in mine),
            "peak_mb": max(m.peak_mb for m in mine),
            "ratios": ratios,
            "breaches": mine[0].breaches,
            "sampled": mine[0].sampled,
        })  # fmt: skip
    return rows


def disagreements(rows: list[dict[str, object]]) -> list[str]:
    """Rules of which steps that looked at all facts count different breaches."""
    counted: dict[str, dict[int, list[str]]] = {}
    for row in rows:
        breaches = row["breaches"]
        if row["sampled"] is None and isinstance(breaches, dict):
            for rule, count in breaches.items():
                counted.setdefault(rule, {}).setdefault(count, []).append(str(row["step"]))
    return [f"{rule}: {by}" for rule, by in counted.items() if len(by) > 1]


def table(rows: list[dict[str, object]], yardsticks: list[str], facts: int) -> str:
    """The table to read: a line a step."""
    head = f"{'step':24} {'s':>9} {'cpu s':>9} {'µs/fact':>8}" + "".join(f" {'× ' + y:>10}" for y in yardsticks)
    lines = [f"{head} {'MB':>7} {'start-up s':>10}"]
    for row in rows:
        seconds, ratios = row["seconds"], row["ratios"]
        assert isinstance(seconds, float)
        assert isinstance(ratios, dict)
        mark = "~" if row["sampled"] else " "
        line = f"{row['step']:24}{mark}{seconds:9.2f} {row['cpu']:9.2f} {seconds / facts * 1e6:8.2f}"
        line += "".join(f" {ratios[y]:10.2f}" for y in yardsticks)
        lines.append(f"{line} {row['peak_mb']:7.0f} {row['startup']:10.2f}")
    return "\n".join(lines)


def machine() -> dict[str, object]:
    """What the figures were measured on, and how busy it was."""
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
    }


def compare(options: argparse.Namespace) -> None:
    """All rounds, the table, the JSON."""
    steps = options.steps.split(",")
    yardsticks = [y for y in YARDSTICKS if y in steps]
    by_type = facts_by_type(options.folder)
    facts = sum(by_type.values())
    before = machine()
    found: list[Measured] = []
    failed: dict[str, str] = {}
    measure(steps[0], -1, options)  # fills the file cache; not counted
    for number in range(options.rounds):
        turned = steps[number % len(steps) :] + steps[: number % len(steps)]
        for step in turned:
            try:
                one = measure(step, number, options)
            except RuntimeError as error:
                failed[step] = str(error)
                print(error, file=sys.stderr, flush=True)
                continue
            found.append(one)
            print(f"round {number + 1}: {step} {one.seconds:.2f} s", file=sys.stderr, flush=True)
    steps = [s for s in steps if s not in failed]
    yardsticks = [y for y in yardsticks if y not in failed]
    rows = summary(found, steps, yardsticks, options.ratios)
    print(f"{facts:,} facts, {options.threads} threads, medians of {options.rounds} rounds")
    print(f"ratios of {'processor' if options.ratios == 'cpu' else 'wall'} time; load {os.getloadavg()[0]:.1f}")
    print(table(rows, yardsticks, facts))
    different = disagreements(rows)
    for row in rows:
        if row["sampled"]:
            print(f"~ {row['step']}: extrapolated from {row['sampled']:,} posts to all {by_type['post.published']:,}")
    for step in failed:
        print(f"{step} FAILED, see above; it is left out")
    print("breaches agree" if not different else "BREACHES DIFFER: " + "; ".join(different))
    if options.out:
        figures = {
            "facts": facts,
            "facts_by_type": by_type,
            "threads": options.threads,
            "ratios": options.ratios,
            "before": before,
            "after": machine(),
            "steps": rows,
            "runs": [asdict(m) for m in found],
            "disagreements": different,
            "failed": failed,
        }
        options.out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.exit(1 if different or failed else 0)


def main() -> None:
    """Compare steps, or (for itself, in a fresh process) run one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="facts as `generate` writes them")
    parser.add_argument("--steps", default=DEFAULT, help=f"with commas between; by default {DEFAULT}; see steps.py")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--ratios",
        choices=("seconds", "cpu"),
        default="seconds",
        help="of wall time, or of processor time, which a busy machine changes less",
    )
    parser.add_argument("--engine", default="columnar", help="the engine of the `check:` steps")
    parser.add_argument("--memory", help="what DuckDB may take in the `check:` steps, such as 2GB")
    parser.add_argument("--out", type=Path, help="write all figures to this JSON file")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_one(options.one, options)))
    else:
        compare(options)


if __name__ == "__main__":
    main()
