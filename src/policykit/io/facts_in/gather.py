"""What the readers fill: facts and rejects from all sources, with facts of the same id settled at the end.

Facts that share an id and say the same are one fact. Where they differ, the first by (occurred_at, content) is kept and
the others are rejected, so that the outcome does not depend on the order of rows or files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
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
    again, with the same id and content, and became one. `covers` names the event types that the sources hold at all;
    `None` if one of them may hold any type, as JSONL does. The absence of a type not covered says nothing.
    """

    facts: tuple[Fact, ...]
    rejects: tuple[Reject, ...]
    rows: int
    merged: int = 0
    covers: frozenset[str] | None = None


Place = tuple[int, int, str | None]
"""Where a fact was said: the number of the source, the 1-based line, and the field or column that gave its id."""


@dataclass(slots=True)
class Gathered:
    """Facts and rejects so far. `source` is called for each file, then its rows are added."""

    rows: int = 0
    _covers: set[str] = field(default_factory=set)
    _covers_all: bool = False
    _files: list[str] = field(default_factory=list)
    current: int = -1
    _facts: dict[str, Fact] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)
    _again: dict[str, list[tuple[Fact, Place]]] = field(default_factory=dict)
    _rejects: list[tuple[int, Reject]] = field(default_factory=list)

    def source(self, file: str) -> None:
        """From here on, rows come from `file`, which is numbered in `current`."""
        self._files.append(file)
        self.current = len(self._files) - 1

    def back_to(self, number: int) -> None:
        """From here on, rows come from the file of that number again."""
        self.current = number

    def cover(self, types: Iterable[str] | None) -> None:
        """The current file holds these event types; `None`: it may hold any."""
        if types is None:
            self._covers_all = True
        else:
            self._covers.update(types)

    def add(self, line: int, fact: Fact, id_field: str | None = "id") -> None:
        """Add a fact that stands at a 1-based line of the current file."""
        place = (self.current, line, id_field)
        if self._facts.setdefault(fact.id, fact) is fact:
            self._places[fact.id] = place
        else:
            self._again.setdefault(fact.id, []).append((fact, place))

    def reject(self, line: int, problem: Problem) -> None:
        """Add what is wrong at a 1-based line of the current file."""
        self._rejects.append((self.current, problem.at(self._files[self.current], line)))

    def loaded(self) -> Loaded:
        """Settle facts of the same id and hand everything over, sorted."""
        facts, rejects, merged = dict(self._facts), list(self._rejects), 0
        for fact_id, again in self._again.items():
            group = [(facts[fact_id], self._places[fact_id]), *again]
            kept, _ = min(group, key=lambda said: (said[0].at, canonical(said[0]), _spelling(said[0])))
            same = [place for fact, place in group if fact == kept]
            facts[fact_id], merged = kept, merged + len(same) - 1
            first = min(same, key=_order)
            rejects += [(place[0], self._conflict(fact_id, place, first)) for fact, place in group if fact != kept]
        rejects.sort(key=lambda reject: (reject[0], reject[1].line))
        ordered = sorted(facts.values(), key=lambda fact: (fact.at, fact.id))
        covers = None if self._covers_all or not self._files else frozenset(self._covers)
        return Loaded(tuple(ordered), tuple(reject for _, reject in rejects), self.rows, merged, covers)

    def _conflict(self, fact_id: str, rejected: Place, kept: Place) -> Reject:
        found = quoted(fact_id)
        here, where = (show(f"{self._files[p[0]]}:{p[1]}", limit=None) for p in (rejected, kept))
        return Problem(
            Code.DUPLICATE_ID,
            Text(
                f"编号{found.zh}已用于另一事实:{where} 与 {here} 内容不同,保留了前者;"
                "请给每个事实唯一的编号,更正则另立新事实",
                f"the id {found.en} belongs to another fact already: {where} and {here} differ, and the former was"
                " kept; give every fact an id of its own, and state a correction as a new fact",
            ),
            rejected[2],
            show(fact_id),
        ).at(self._files[rejected[0]], rejected[1])


def _order(place: Place) -> tuple[int, int]:
    return place[:2]


def canonical(fact: Fact, *, without_id: bool = False) -> str:
    """What a fact says as JSON that does not depend on the order of fields or sets, nor on the offset of times."""
    said: Mapping[str, object] = {n: _plain(getattr(fact, n)) for n in fact.said() if not (without_id and n == "id")}
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _spelling(fact: Fact) -> list[str]:
    """How a fact writes its times: what is left to choose by between facts that say the same with other offsets."""
    values = (getattr(fact, name) for name in sorted(fact.said()))
    return [value.isoformat() for value in values if isinstance(value, datetime)]


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
