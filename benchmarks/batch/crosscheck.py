"""Counts breaches of the eight rules by the reference evaluator and by every way written by hand; they have to agree.

    crosscheck.py --facts 20_000 --seeds 3

In: sizes and seeds. Out: a line a rule and seed; exit status 1 where two counts differ.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

import by_duckdb
import by_pandas
import by_polars
from eight_rules import LAST_DAY, RULES
from generate import generate
from verify import facts_of

from policykit.engine.check import Task, check
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.vocabulary import base_vocabulary
from policykit.packs import load_pack

EVERY_ROW = 10**9


def facts_in(folder: Path) -> list[Fact]:
    """All facts of a folder as models."""
    events = base_vocabulary().events
    found: list[Fact] = []
    for each in sorted(folder.glob("type=*")):
        for file in each.glob("*.parquet"):
            found += facts_of(events[each.name.removeprefix("type=")], file, EVERY_ROW)
    return found


def by_reference(folder: Path) -> dict[str, int]:
    """Breaches by rule as the reference evaluator finds them."""
    pack = load_pack(str(Path(__file__).resolve().parent / "eight"))
    report = check([Task(pack.document, pack.plugins)], facts_in(folder), LAST_DAY)
    broken = {Verdict.VIOLATED, Verdict.MET_LATE}
    counts = Counter(f.rule for f in report.findings if f.verdict in broken)
    return {rule: counts[rule] for rule in RULES}


def main() -> None:
    """Compare, print, and say by the exit status whether all agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=3, help="how many sets of facts")
    options = parser.parse_args()
    wrong = False
    with tempfile.TemporaryDirectory() as temporary:
        for seed in range(1, options.seeds + 1):
            folder, output = Path(temporary) / f"facts-{seed}", Path(temporary) / "breaches"
            generate(folder, options.facts, seed)
            counts = {
                "reference": by_reference(folder),
                "duckdb": by_duckdb.eight(folder, output).breaches,
                "polars": by_polars.eight(folder, output).breaches,
                "pandas": by_pandas.eight(folder, output).breaches,
            }
            for rule in RULES:
                each = {way: count[rule] for way, count in counts.items()}
                differ = len(set(each.values())) > 1
                wrong = wrong or differ
                print(f"{'WRONG' if differ else 'ok':5} seed {seed} {rule}: {each}", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
