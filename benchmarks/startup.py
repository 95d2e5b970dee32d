"""Start-up as whole processes: `policykit --help` and a check of the sample, each as a ratio to bare Python.

The commands are run in turn, so that a machine whose speed drifts changes both; medians of the ratios are printed.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 9
ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-c", "pass"]
POLICYKIT = str(Path(sys.executable).with_name("policykit"))
COMMANDS = {
    "import policykit": [sys.executable, "-c", "import policykit"],
    "policykit --help": [POLICYKIT, "--help"],
    "policykit check (sample)": [
        POLICYKIT, "check", "jiaxian", "--facts", str(ROOT / "examples/sample/facts.jsonl"), "--as-of", "2025-11-30",
    ],
}  # fmt: skip


def seconds(command: list[str]) -> float:
    """The wall time of one run."""
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begin


def main() -> None:
    """Print one line a command: median seconds, and median ratio to bare Python."""
    for name, command in COMMANDS.items():
        seconds(command)
        pairs = [(seconds(command), seconds(PYTHON)) for _ in range(RUNS)]
        took = statistics.median(a for a, _ in pairs)
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{name:28} {took:.3f} s   {ratio:.1f} x bare Python")


main()
