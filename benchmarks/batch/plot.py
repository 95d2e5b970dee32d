"""Draws the figures that `run` wrote as SVG bars.

    plot.py eight.json --out docs/performance-eight.svg
    plot.py jiaxian.json linyi.json --out docs/performance-packs.svg

In: the JSON of one run, or of several. Out: one SVG with two panels: of one run the seconds and the peak of memory of
each step; of several the time of their checks to that of the sort of the same facts, and the peak of memory.
"""

from __future__ import annotations

import argparse
import json
from html import escape
from pathlib import Path
from typing import Any

BAR, GAP, LEFT, WIDTH, PANEL = 18, 8, 160, 350, 620
COLOURS = {"yardstick": "#9aa5b1", "by hand": "#5b8db8", "policykit": "#c8553d"}
NAMES = {
    "scan": "scan of the columns",
    "scan_all": "scan of all columns",
    "sort": "sort of all facts",
    "sort_types": "sort, type by type",
    "duckdb": "8 queries, DuckDB",
    "polars": "8 queries, Polars",
    "pandas": "8 rules, pandas",
    "rego": "2 rules, Rego (extrap.)",
    "opened:eight/whitelist+separate": "the same 2, counted",
    "judge:eight": "8 rules, counted",
    "check:eight": "8 rules, findings",
}


def kind_of(step: str) -> str:
    """What sort of step it is: the colour of its bar."""
    if step.startswith(("check:", "judge:", "opened:")):
        return "policykit"
    return "yardstick" if step.startswith(("scan", "sort")) else "by hand"


def bars(title: str, values: dict[str, float], x: int, top: int) -> list[str]:
    """One panel: a title, and a bar for each step. Bars ten times longer than the median are cut and marked."""
    ordered = sorted(values.values())
    longest = min(ordered[-1], 10 * ordered[len(ordered) // 2])
    parts = [f'<text x="{x}" y="{top - 14}" font-weight="bold">{escape(title)}</text>']
    for place, (step, value) in enumerate(values.items()):
        y = top + place * (BAR + GAP)
        width = max(1.0, min(value, longest) / longest * WIDTH)
        shown = f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
        cut = " (bar cut)" if value > longest else ""
        parts += [
            f'<text x="{x + LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(NAMES.get(step, step))}</text>',
            f'<rect x="{x + LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{COLOURS[kind_of(step)]}"/>',
            f'<text x="{x + LEFT + width + 5:.1f}" y="{y + 13}">{shown}{cut}</text>',
        ]
    return parts


Panel = tuple[str, dict[str, float]]
"""A title, and a value for each step."""


def of_one(figures: dict[str, Any]) -> tuple[Panel, Panel]:
    """Time and memory of the steps of one run."""
    rows, facts, threads = figures["steps"], figures["facts"], figures["threads"]
    seconds = {str(r["step"]): float(r["seconds"]) for r in rows}
    memory = {str(r["step"]): float(r["peak_mb"]) for r in rows if not r["sampled"]}
    return (f"Seconds, {facts:,} facts, {threads} threads", seconds), ("Peak memory, MB", memory)


def of_many(runs: list[dict[str, Any]]) -> tuple[Panel, Panel]:
    """The checks of several runs, by the sort of the same facts."""
    rows = [r for figures in runs for r in figures["steps"] if kind_of(r["step"]) == "policykit"]
    ratios = {"sort": 1.0} | {str(r["step"]): float(r["ratios"]["sort"]) for r in rows}
    memory = {str(r["step"]): float(r["peak_mb"]) for r in rows}
    facts = min(figures["facts"] for figures in runs)
    return (f"Time to that of the sort, over {facts:,} facts each", ratios), ("Peak memory, MB", memory)


def svg(left: Panel, right: Panel) -> str:
    """The whole picture."""
    height = 70 + max(len(left[1]), len(right[1])) * (BAR + GAP)
    parts = [*bars(*left, 10, 40), *bars(*right, 10 + PANEL, 40)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * PANEL + 20}" height="{height}" '
        f'viewBox="0 0 {2 * PANEL + 20} {height}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    runs = [json.loads(f.read_text("utf-8")) for f in options.figures]
    options.out.write_text(svg(*(of_one(runs[0]) if len(runs) == 1 else of_many(runs))), "utf-8")


if __name__ == "__main__":
    main()
