"""Makes synthetic facts of the year 2025, of any size: a folder of Parquet files, one folder a type.

    generate.py --facts 10_000_000 --seed 1 --out FOLDER

In: how many facts (met within a few per cent), a seed, which places. Out: `type=post.published/part-0.parquet` and so
on, with the fields by their English names, `occurred_at` and `recorded_at` with a zone, in order of time. The units of
a place do what the rules of its pack ask, mostly: some per cent of everything is late, missing or wrong, some per cent
of what a fact may leave unsaid is unsaid. `--places jiaxian` makes a base of one place, of which one pack asks nothing
strange: other packs' own steps (screening, daily patrols, attestations) are not taken by its units.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import facts_content
import facts_procedure
import facts_register
import facts_supervision
import world

from policykit.model.policy.requirements import Attestation
from policykit.model.policy.rule import Rule
from policykit.model.vocabulary import EventType, FieldDef, Kind, base_vocabulary
from policykit.packs import load_pack

QUERIES: Mapping[str, str] = {
    **facts_register.QUERIES,
    **facts_content.QUERIES,
    **facts_procedure.QUERIES,
    **facts_supervision.QUERIES,
}

FACTS_A_UNIT = {"jiaxian": 984.0, "baoji": 497.0, "zhejiang": 746.0, "lanzhou": 475.0, "linyi": 500.0}
"""Facts a unit of each place, as counted in bases of 400,000: 2.3 accounts a unit, 200 to 430 facts an account."""

_SQL_TYPES = {
    Kind.TRUTH: "BOOLEAN",
    Kind.NUMBER: "BIGINT",
    Kind.DATE: "DATE",
    Kind.INSTANT: "TIMESTAMP WITH TIME ZONE",
    Kind.SET: "VARCHAR[]",
}
_KEPT = frozenset({"account", "application", "staff", "incident", "policy", "trigger", "platform", "about"})
"""Optional fields that are always said where there is something to say: without them facts would belong to nothing."""
_OWNED = frozenset({"account.opened", "account.listed"})
"""Types that always say the unit: the queries by hand ask no other fact whose an account is."""

UNSAID = 0.02
"""The share of optional fields that a fact does not say although there is something to say."""
UNIT_UNSAID = 0.004
RECORDED_LATER = 0.06
"""The share of facts that say when they were recorded: up to three days later, mostly within hours."""


@dataclass(frozen=True)
class Written:
    """What was written: facts by type."""

    facts: dict[str, int]

    @property
    def total(self) -> int:
        """All facts."""
        return sum(self.facts.values())


def attested_rules(places: tuple[str, ...]) -> list[world.Attested]:
    """The rules of the places' packs that ask a person: once a year of each unit or account, or of each filing."""
    return [
        world.Attested(place, entity, rule.name)
        for place in places
        for rule in load_pack(place).document.rules
        if isinstance(rule.requirement, Attestation) and (entity := _attested_of(rule))
    ]


def _attested_of(rule: Rule) -> str | None:
    trigger = rule.scope.trigger
    if trigger is None:
        return rule.scope.entity
    return "filing" if trigger.events == ("filing.submitted",) else None


def prefixes() -> dict[str, str]:
    """The letters with which the ids of each type begin: `aa`, `ab`, … in the order of the vocabulary."""
    return {name: f"{chr(97 + i // 26)}{chr(97 + i % 26)}" for i, name in enumerate(base_vocabulary().events)}


def wrapped(event: EventType, query: str, given: Collection[str], ids: Mapping[str, str]) -> str:
    """The query of all columns of a type: ids, times with a zone, fields of their type, some of them unsaid.

    `given` are the columns of `query`; fields that it does not give are unsaid.
    """
    salt = 1000 + list(ids).index(event.name) * 40
    columns = [
        f"'{ids[event.name]}' || n AS id",
        "make_timestamptz(moment) AS occurred_at",
        f"""CASE WHEN r(n, {salt}) < {RECORDED_LATER} THEN make_timestamptz(
            moment + floor(power(r(n, {salt + 1}), 3) * 72 * 3600)::BIGINT * 1000000) END AS recorded_at""",
    ]
    fields = [f for f in event.fields.values() if f.name != "occurred_at"]
    kept = _KEPT | {"unit"} if event.name in _OWNED else _KEPT
    columns += [_column(field, field.name in given, kept, salt + 2 + i) for i, field in enumerate(fields)]
    return f"""
        SELECT {", ".join(columns)} FROM ({query})
        WHERE moment >= {world.T0} AND moment < {world.T1} ORDER BY occurred_at, id"""


def _column(field: FieldDef, given: bool, kept: frozenset[str], salt: int) -> str:
    type_ = _SQL_TYPES.get(field.type.kind, "VARCHAR")
    value = f'"{field.name}"::{type_}' if given else f"NULL::{type_}"
    share = UNIT_UNSAID if field.name == "unit" else UNSAID
    if given and not field.required and field.name not in kept:
        value = f"CASE WHEN r(n, {salt}) >= {share} THEN {value} END"
    return f'{value} AS "{field.name}"'


def generate(
    out: Path,
    facts: int,
    seed: int = 1,
    places: tuple[str, ...] = tuple(world.PLACES),
    memory: str = "4GB",
) -> Written:
    """Write the folder; returns how many facts of each type. Raises `FileExistsError` if the folder exists."""
    out.mkdir(parents=True)
    cycle = [p for p in world.SHARES if p in places]
    units = max(len(cycle), round(facts / (sum(FACTS_A_UNIT[p] for p in cycle) / len(cycle))))
    ids = prefixes()
    written: dict[str, int] = {}
    with tempfile.TemporaryDirectory(dir=out.parent) as temporary:
        connection = world.connect(memory, temporary)
        world.build(connection, units, seed, places, attested_rules(places))
        for tables in (facts_procedure.TABLES, facts_supervision.TABLES):
            connection.execute(tables)
        for name, event in base_vocabulary().events.items():
            written[name] = _write(connection, event, ids, out / f"type={name}")
    return Written({name: count for name, count in written.items() if count})


def _write(connection: duckdb.DuckDBPyConnection, event: EventType, ids: Mapping[str, str], folder: Path) -> int:
    """Write one type, in order of time; a type without facts has no folder."""
    query = QUERIES[event.name].replace(":message.received", ids["message.received"])
    folder.mkdir()
    path = folder / "part-0.parquet"
    rows = wrapped(event, query, connection.sql(query).columns, ids)
    connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    row = connection.execute(f"SELECT count(*) FROM read_parquet('{path}')").fetchone()
    count = int(row[0]) if row else 0
    if not count:
        path.unlink()
        folder.rmdir()
    return count


def main() -> None:
    """Write the folder and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, required=True, help="about how many; 10_000_000 may be written so")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="a folder that does not exist yet")
    parser.add_argument("--places", default=",".join(world.PLACES), help="whose units: packs, with commas between")
    parser.add_argument("--memory", default="4GB", help="DuckDB's memory limit; beyond it DuckDB spills to disk")
    options = parser.parse_args()
    begin = time.perf_counter()
    written = generate(options.out, options.facts, options.seed, tuple(options.places.split(",")), options.memory)
    for name, count in sorted(written.facts.items(), key=lambda p: -p[1]):
        print(f"{count:>12,} {name}")
    print(f"{written.total:>12,} facts of {len(written.facts)} types in {time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main()
