"""Documents with cases: in `tests/corpus/engine/` and in `docs/semantics.md`. A new test needs no Python.

`FORM/NAME.policy` is a document, `FORM/NAME.cases` holds cases on it; `FORM/NAME.py`, if there is one, is its plug-in.
Comments in the cases say what the command line says elsewhere:

    # covered: 开设账号, 发布信息      the records hold these event types only
    # provisional                    working days past the calendar's end count as plain weekdays
    # assume in force                facts are judged as if the document were in force
    # first day: 2025-03-01          the day of force, where the document leaves it to settings
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policykit.engine.settings import Settings
from policykit.packs import CaseResult, Pack, load_cases, load_pack, run_case

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "corpus" / "engine"
SEMANTICS = ROOT / "docs" / "semantics.md"


@dataclass(frozen=True)
class Sample:
    """A document and cases on it, with the plug-in that its rules need."""

    name: str
    policy: str
    cases: str
    plugin: str | None = None

    def load(self, folder: Path) -> Pack:
        """The document as a pack, written below `folder`."""
        home = folder / "sample"
        home.mkdir(exist_ok=True)
        (home / "sample.policy").write_text(self.policy, "utf-8")
        (home / "cases.policy").write_text(self.cases, "utf-8")
        if self.plugin is not None:
            (home / "plugin.py").write_text(self.plugin, "utf-8")
        return load_pack(str(home), with_plugins=True)

    def run(self, folder: Path) -> list[CaseResult]:
        """What comes of each case."""
        pack = self.load(folder)
        return [
            run_case(pack, case, settings=self._settings(pack), covered=self._covered(pack))
            for case in load_cases(pack)
        ]

    def _settings(self, pack: Pack) -> Settings:
        first = re.search(r"^# first day: (.+)$", self.cases, re.MULTILINE)
        return Settings(
            first_days={pack.name: date.fromisoformat(first[1].strip())} if first else {},
            provisional="# provisional\n" in self.cases,
            assume_in_force="# assume in force\n" in self.cases,
        )

    def _covered(self, pack: Pack) -> frozenset[str] | None:
        said = re.search(r"^# covered: (.+)$", self.cases, re.MULTILINE)
        if said is None:
            return None
        types = [pack.plugins.vocabulary.event(name.strip()) for name in said[1].split(",")]
        assert None not in types, said[0]
        return frozenset(t.name for t in types if t is not None)


def samples() -> Iterator[Sample]:
    """Every document of the corpus."""
    for path in sorted(FOLDER.glob("*/*.policy")):
        plugin = path.with_suffix(".py")
        yield Sample(
            f"{path.parent.name}/{path.stem}",
            path.read_text("utf-8"),
            path.with_suffix(".cases").read_text("utf-8"),
            plugin.read_text("utf-8") if plugin.is_file() else None,
        )


_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> Iterator[Sample]:
    """Every example of docs/semantics.md: a block of cases, on the block of policy (and plug-in) before it."""
    text = SEMANTICS.read_text("utf-8")
    heading, policy, plugin = "", "", None
    for match in re.finditer(r"^#+ (?P<heading>[^\n]+)$|" + _FENCE.pattern, text, re.MULTILINE | re.DOTALL):
        if match["heading"]:
            heading = match["heading"]
            continue
        kind, body = match[2], match[3]
        if kind == "python":
            plugin = body
        elif kind == "policy":
            policy = body
        elif kind == "cases":
            line = text[: match.start()].count("\n") + 1
            yield Sample(f"{heading}, line {line}", policy, body, plugin)
            plugin = None
