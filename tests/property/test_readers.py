"""Properties of the readers: nothing said is lost, order means nothing, garbage costs only itself."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta, timezone
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from policykit.io.facts_in import Loaded, Source, parse_fact, read_facts, write_rejects
from policykit.model.facts import Fact
from policykit.model.report import Reject
from policykit.model.time import day_last, day_start, moment
from policykit.model.vocabulary import EventType, FieldType, Kind, base_vocabulary

VOCABULARY = base_vocabulary()
EVENTS = list(VOCABULARY.events.values())
FIRST, LAST = day_start(date(1992, 1, 1)), day_last(date(2200, 12, 31))

instants = st.integers(FIRST, LAST)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).map(str.strip).filter(bool)


def values(kind: FieldType) -> st.SearchStrategy[object]:
    """Values of a field as JSON has them."""
    if kind.element is not None:
        return st.lists(values(kind.element), max_size=3)
    if kind.choices is not None:
        choices = list(kind.choices)
        return st.sampled_from([c.value for c in choices] + [c.zh for c in choices])
    match kind.kind:
        case Kind.TRUTH:
            return st.booleans()
        case Kind.NUMBER:
            return st.integers(1, 10_000)
        case Kind.DATE:
            return st.dates(date(1992, 1, 1), date(9999, 12, 31)).map(date.isoformat)
        case _:
            return names


@st.composite
def facts(draw: st.DrawFn, ids: st.SearchStrategy[str] = names) -> Fact:
    """Facts of every event type, each optional field said or not."""
    event: EventType = draw(st.sampled_from(EVENTS))
    data: dict[str, object] = {"id": draw(ids), "type": draw(st.sampled_from([event.name, event.label.zh]))}
    at = draw(instants)
    data["occurred_at"] = moment(at).astimezone(draw(offsets)).isoformat()
    if draw(st.booleans()):
        data["recorded_at"] = moment(draw(st.integers(at, LAST))).astimezone(draw(offsets)).isoformat()
    for field in event.fields.values():
        if field.name != "occurred_at" and (field.required or draw(st.booleans())):
            data[field.name] = draw(values(field.type))
    made = parse_fact(data, VOCABULARY)
    assert isinstance(made, Fact), made
    return made


# The same fact, spelled differently.
SAME = [
    made
    for at in ("2025-10-14T10:00:00+08:00", "2025-10-14T02:00:00Z", "2025-10-14T11:00:00+09:00")
    for items in (None, 1)
    for data in [{"id": "e1", "type": "post.published", "occurred_at": at, "post": "p", "account": "a", "items": items}]
    if isinstance(made := parse_fact(data, VOCABULARY), Fact)
]

# Few ids, so that they collide.
colliding = facts(ids=st.sampled_from(["e1", "e2", "e3"]))
garbage = st.one_of(
    st.binary(max_size=20).map(lambda b: b.replace(b"\n", b"")),
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=20).map(str.encode),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ).map(lambda value: json.dumps(value).encode()),
    st.dictionaries(
        st.sampled_from(["id", "type", "occurred_at", "message", "kind", "recorded_at"]),
        st.sampled_from(["message.received", "2025-10-14", "2025-10-14T10:00:00", "", None, 3, [], {}]),
    ).map(lambda value: json.dumps(value).encode()),
)


def spelled(fact: Fact) -> tuple[frozenset[str], str, str]:
    return fact.said(), fact.occurred_at.isoformat(), str(fact.recorded_at)


def line(fact: Fact) -> bytes:
    return json.dumps(fact.model_dump(mode="json", exclude_unset=True), ensure_ascii=False).encode()


def read(lines: Sequence[bytes], name: str = "facts.jsonl", map_text: str | None = None) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        path, map_path = Path(folder, name), Path(folder, "map.toml")
        path.write_bytes(b"\n".join(lines))
        if map_text is not None:
            map_path.write_text(map_text, encoding="utf-8")
        return read_facts([Source(path, None if map_text is None else map_path)], VOCABULARY)


def by_content(loaded: Loaded) -> list[tuple[str, str, str | None]]:
    """The rejects without their places."""
    return sorted((r.code, r.field or "", r.found) for r in loaded.rejects)


@given(st.lists(facts(), max_size=8, unique_by=lambda f: f.id))
def test_every_fact_survives_jsonl(written: list[Fact]) -> None:
    loaded = read([line(f) for f in written])
    assert loaded.rejects == ()
    assert {f.id: f for f in loaded.facts} == {f.id: f for f in written}
    assert {f.id: f.said() for f in loaded.facts} == {f.id: f.said() for f in written}
    assert (loaded.rows, loaded.merged) == (len(written), 0)


@given(st.data(), st.lists(st.sampled_from(SAME) | colliding, max_size=8))
def test_the_order_of_lines_means_nothing(data: st.DataObject, written: list[Fact]) -> None:
    lines = [line(f) for f in written]
    loaded = read(lines)
    shuffled = read(data.draw(st.permutations(lines)))
    assert shuffled.facts == loaded.facts
    # Equal facts may still differ in what they spell out.
    assert [spelled(f) for f in shuffled.facts] == [spelled(f) for f in loaded.facts]
    assert (shuffled.merged, by_content(shuffled)) == (loaded.merged, by_content(loaded))


@given(st.lists(colliding, max_size=12))
def test_every_line_is_a_fact_a_repeat_or_a_reject(written: list[Fact]) -> None:
    loaded = read([line(f) for f in written])
    assert len(loaded.facts) + loaded.merged + len(loaded.rejects) == loaded.rows == len(written)
    assert {f.id for f in loaded.facts} == {f.id for f in written}


@given(st.data(), st.lists(facts(), max_size=5, unique_by=lambda f: f.id), st.lists(garbage, max_size=5))
@settings(max_examples=300)
def test_garbage_between_lines_costs_nothing(data: st.DataObject, written: list[Fact], bad: list[bytes]) -> None:
    mixed = data.draw(st.permutations([line(f) for f in written] + bad))
    loaded = read(mixed)
    assert loaded.facts == read([line(f) for f in written]).facts
    blank = sum(not text.strip() for text in mixed)
    assert loaded.rows == len(mixed) - blank
    assert {r.line for r in loaded.rejects} == {
        number for number, text in enumerate(mixed, start=1) if text in bad and text.strip()
    }


@given(st.lists(garbage, max_size=5))
def test_rejects_can_be_written_and_read_back(bad: list[bytes]) -> None:
    rejects = read(bad).rejects
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rejects.jsonl")
        write_rejects(rejects, path)
        text = path.read_bytes().decode()
    assert tuple(Reject.model_validate_json(t) for t in text.split("\n")[:-1]) == rejects
    assert all(r.found is None or len(r.found) <= 80 for r in rejects)


MAP = """
time_zone = "+08:00"
identical_rows = "%s"
[[fact]]
type = "message.received"
[fact.fields]
occurred_at = "at"
message = "m"
channel = "c"
"""
cells = st.text(st.characters(codec="utf-8"), max_size=6)
rows = st.lists(st.tuples(names, st.sampled_from(["2025-10-14 10:00", "2025-10-14 11:00"]), cells), max_size=8)


def table(written: Sequence[tuple[str, str, str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("m", "at", "c"), *written])
    return out.getvalue().encode()


@given(st.data(), rows.map(lambda r: r + r[:2]), st.sampled_from(["reject", "merge", "number"]))
def test_the_order_of_rows_means_nothing(data: st.DataObject, written: list[tuple[str, str, str]], policy: str) -> None:
    loaded = read([table(written)], "facts.csv", MAP % policy)
    shuffled = read([table(data.draw(st.permutations(written)))], "facts.csv", MAP % policy)
    assert shuffled.facts == loaded.facts
    assert (shuffled.merged, by_content(shuffled)) == (loaded.merged, by_content(loaded))
    assert len(loaded.facts) + loaded.merged + len(loaded.rejects) == len(written)


@given(rows.map(lambda r: list(dict.fromkeys(r))), st.binary(max_size=30))
def test_a_broken_last_row_costs_no_row_of_a_table(written: list[tuple[str, str, str]], tail: bytes) -> None:
    loaded = read([table(written)], "facts.csv", MAP % "merge")
    broken = read([table(written) + tail], "facts.csv", MAP % "merge")
    assert {f.id for f in loaded.facts} <= {f.id for f in broken.facts}
