"""Draws the figures that `run` wrote as SVG bars: time and memory of each step.

    plot.py figures.json --out docs/performance-batch.svg

In: the JSON of one run. Out: one SVG with two panels, the median seconds and the highest peak of memory.
"""

from __future__ import annotations

import argparse
import json
from html import escape
from pathlib import Path

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
}


def kind_of(step: str) -> str:
    """What sort of step it is: the colour of its bar."""
    if step.startswith(("check:", "judge:")):
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


def svg(figures: dict[str, object]) -> str:
    """The whole picture."""
    rows = figures["steps"]
    assert isinstance(rows, list)
    facts, threads = figures["facts"], figures["threads"]
    seconds = {str(r["step"]): float(r["seconds"]) for r in rows}
    memory = {str(r["step"]): float(r["peak_mb"]) for r in rows if not r["sampled"]}
    height = 70 + len(rows) * (BAR + GAP)
    parts = [
        *bars(f"Seconds, {facts:,} facts, {threads} threads", seconds, 10, 40),
        *bars("Peak memory, MB", memory, 10 + PANEL, 40),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * PANEL + 20}" height="{height}" '
        f'viewBox="0 0 {2 * PANEL + 20} {height}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.write_text(svg(json.loads(options.figures.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
