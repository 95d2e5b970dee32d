"""Facts that name only an account are exempt as long as it is of a unit that is: by both engines, to the instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import duckdb
import pytest

from policykit.engine.check import Task, as_of_instant, calendar_of, check
from policykit.engine.columnar.backend import DuckDB
from policykit.engine.columnar.evaluate import Columnar, Source
from policykit.engine.settings import Settings
from policykit.io.tables_in.objects import tables_of
from policykit.model.facts import Fact
from policykit.model.facts.dialogue import MessageReceived
from policykit.model.facts.register import AccountChanged, AccountOpened, UnitChanged, UnitRegistered
from policykit.model.finding import Verdict
from policykit.model.time import SHANGHAI
from policykit.packs import Pack

from .. import corpus

OPENED = datetime(2024, 3, 1, 9, tzinfo=SHANGHAI)
CHANGED = datetime(2024, 3, 5, 10, tzinfo=SHANGHAI)
SECOND = timedelta(seconds=1)
AS_OF = datetime(2024, 3, 17, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    (sample,) = (s for s in corpus.samples() if s.name == "scope/exemption")
    return sample.load(tmp_path_factory.mktemp("pack"))


def received(times: Iterable[datetime], **more: str) -> Iterator[Fact]:
    """Messages to the account, each named for the second at which it came."""
    for at in times:
        yield MessageReceived(
            id=f"m{at:%H%M%S}", type="message.received", occurred_at=at, message=f"m{at:%H%M%S}", account="a1", **more
        )


def registered(id_: str, *, of_ministry: bool) -> Fact:
    return UnitRegistered(
        id=f"reg {id_}", type="unit.registered", occurred_at=OPENED, unit=id_, of_ministry=of_ministry
    )


def opened(unit: str) -> Fact:
    return AccountOpened(id="open", type="account.opened", occurred_at=OPENED, account="a1", unit=unit)


AROUND = (CHANGED - SECOND, CHANGED, CHANGED + SECOND)


def late(judged: Callable[[list[Fact]], list[str | None]], *facts: Fact) -> list[str | None]:
    return judged([registered("u1", of_ministry=False), registered("u2", of_ministry=True), *facts])


@pytest.fixture(params=["reference", "columnar"])
def judged(request: pytest.FixtureRequest, pack: Pack) -> Callable[[list[Fact]], list[str | None]]:
    task = Task(pack.document, pack.plugins)

    def by_reference(facts: list[Fact]) -> list[str | None]:
        report = check([task], facts, AS_OF, only=frozenset({"answered"}))
        return [f.subject for f in report.findings if f.verdict is Verdict.VIOLATED]

    def by_tables(facts: list[Fact]) -> list[str | None]:
        with duckdb.connect() as connection:
            tables_of(facts, pack.plugins.vocabulary, connection)
            source = Source(DuckDB(connection), frozenset(f.type for f in facts))
            calendar = calendar_of(pack.plugins, Settings())
            engine = Columnar(source, task, as_of_instant(AS_OF), calendar, Settings())
            found = engine.judge(pack.document.rule("answered"), frozenset({Verdict.VIOLATED}))
        return [f.subject for f in found.findings]

    return by_reference if request.param == "reference" else by_tables


Judged = Callable[[list[Fact]], list[str | None]]


def test_the_account_goes_over_to_an_exempt_unit(judged: Judged) -> None:
    moved = AccountChanged(id="moved", type="account.changed", occurred_at=CHANGED, account="a1", unit="u2")
    assert late(judged, opened("u1"), moved, *received(AROUND)) == ["m095959"]


def test_the_account_leaves_an_exempt_unit(judged: Judged) -> None:
    moved = AccountChanged(id="moved", type="account.changed", occurred_at=CHANGED, account="a1", unit="u1")
    assert late(judged, opened("u2"), moved, *received(AROUND)) == ["m100000", "m100001"]


def test_the_unit_of_the_account_becomes_exempt(judged: Judged) -> None:
    changed = UnitChanged(id="changed", type="unit.changed", occurred_at=CHANGED, unit="u1", of_ministry=True)
    assert late(judged, opened("u1"), changed, *received(AROUND)) == ["m095959"]


def test_the_fact_names_another_unit(judged: Judged) -> None:
    assert late(judged, opened("u2"), *received([CHANGED], unit="u1")) == ["m100000"]
    assert late(judged, opened("u1"), *received([CHANGED], unit="u2")) == []


def test_an_account_of_which_nothing_is_known(judged: Judged) -> None:
    assert late(judged, *received([CHANGED])) == ["m100000"]
