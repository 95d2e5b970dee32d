"""What the readers fill: facts and rejects from all sources, with facts of the same id settled at the end.

Facts that share an id and say the same are one fact. Where they differ, the first by (occurred_at, content) is kept and
the others are rejected, so that the outcome does not depend on the order of rows or files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from policykit.io.facts_in.problems import Code, Problem, quoted, show
from policykit.model.facts import Fact
from policykit.model.report import Reject
from policykit.model.text import Text
from policykit.model.time import instant


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: facts by time, then id; rejects by source and line.

    `rows` counts lines or table rows that are not blank, headers left out. `merged` counts the facts that were said
    again, with the same id and content, and became one.
    """

    facts: tuple[Fact, ...]
    rejects: tuple[Reject, ...]
    rows: int
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact, where it was said, and the field or column that gave its id."""

    fact: Fact
    order: int
    file: str
    line: int
    id_field: str | None

    @property
    def place(self) -> tuple[int, int]:
        """Source and line, for sorting."""
        return self.order, self.line


@dataclass(slots=True)
class Gathered:
    """Facts and rejects so far. `source` is called for each file, then its rows are added."""

    rows: int = 0
    _file: str = ""
    _order: int = -1
    _first: dict[str, Placed] = field(default_factory=dict)
    _more: dict[str, list[Placed]] = field(default_factory=dict)
    _rejects: list[tuple[int, Reject]] = field(default_factory=list)

    def source(self, file: str) -> None:
        """From here on, rows come from `file`."""
        self._file, self._order = file, self._order + 1

    def add(self, line: int, fact: Fact, id_field: str | None = "id") -> None:
        """Add a fact that stands at a 1-based line of the current file."""
        placed = Placed(fact, self._order, self._file, line, id_field)
        if self._first.setdefault(fact.id, placed) is not placed:
            self._more.setdefault(fact.id, []).append(placed)

    def reject(self, line: int, problem: Problem) -> None:
        """Add what is wrong at a 1-based line of the current file."""
        self._rejects.append((self._order, problem.at(self._file, line)))

    def loaded(self) -> Loaded:
        """Settle facts of the same id and hand everything over, sorted."""
        facts = {i: p.fact for i, p in self._first.items()}
        rejects = list(self._rejects)
        merged = 0
        for fact_id, more in self._more.items():
            group = sorted((self._first[fact_id], *more), key=lambda p: p.place)
            kept = min(group, key=lambda p: (p.fact.at, canonical(p.fact)))
            facts[fact_id] = kept.fact
            same = [p for p in group if p.fact == kept.fact]
            merged += len(same) - 1
            rejects += [(p.order, _conflict(p, same[0])) for p in group if p.fact != kept.fact]
        rejects.sort(key=lambda r: (r[0], r[1].line))
        return Loaded(
            tuple(sorted(facts.values(), key=lambda f: (f.at, f.id))), tuple(r for _, r in rejects), self.rows, merged
        )


def _conflict(rejected: Placed, kept: Placed) -> Reject:
    found, where = quoted(rejected.fact.id), f"{kept.file}:{kept.line}"
    here = f"{rejected.file}:{rejected.line}"
    return Problem(
        Code.DUPLICATE_ID,
        Text(
            f"编号{found.zh}已用于另一事实:{where} 与 {here} 内容不同;已保留发生在先的前者,"
            "请给每个事实唯一的编号,更正则另立新事实",
            f"the id {found.en} belongs to another fact already: {where} and {here} differ; the former, which is the"
            " earlier one, was kept. Give every fact an id of its own, and state a correction as a new fact",
        ),
        rejected.id_field,
        show(rejected.fact.id),
    ).at(rejected.file, rejected.line)


def canonical(fact: Fact, *, without_id: bool = False) -> str:
    """What a fact says as JSON that does not depend on the order of fields or sets, nor on the offset of times."""
    said: Mapping[str, object] = {n: _plain(getattr(fact, n)) for n in fact.said() if not (without_id and n == "id")}
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    match value:
        case datetime():
            return instant(value)
        case frozenset():
            return sorted(str(v) for v in value)
        case bool() | int() | float():
            return value
        case _:
            return str(value)


def content_id(fact: Fact, number: int) -> str:
    """The id of a fact that was given none: its type and 16 hex digits of SHA-256 over what it says and its number.

    It depends on content alone, so it stays the same when rows are shuffled or exported again.
    """
    content = f"{canonical(fact, without_id=True)}#{number}"
    return f"{fact.type}-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
