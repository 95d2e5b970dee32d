"""Plug-ins: what they add can be used, and one that breaks its contract is refused by name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Literal

import pytest

from policykit.calendar import FixedCalendar
from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.model.errors import PluginError
from policykit.model.extension import Check, CheckInput, CheckResult, Function
from policykit.model.facts import Fact
from policykit.model.facts.base import UnitId, named
from policykit.model.text import Text, fold
from policykit.model.time import SHANGHAI
from policykit.model.vocabulary import FieldType, Kind
from policykit.plugins import hookimpl, load_plugins, manager

TEXT, NUMBER = FieldType(Kind.TEXT), FieldType(Kind.NUMBER)


class PressHeld(Fact, name="press.held", zh="举行发布会", subject="unit"):
    """A press conference is held."""

    type: Literal["press.held"] = "press.held"
    unit: UnitId = named("单位", "the unit", required=True)


def plugin(**hooks: list[object]) -> ModuleType:
    module = ModuleType("sample_plugin")
    for name, result in hooks.items():
        setattr(module, name, hookimpl(_returning(name, result)))
    return module


def _returning(name: str, result: list[object]) -> object:
    def hook() -> list[object]:
        return result

    hook.__name__ = name
    return hook


def always(look: CheckInput) -> CheckResult:
    return CheckResult(passed=True, reason=Text("通过", "passed"))


LENGTH = Function(Text("字数", "length"), (TEXT,), NUMBER, len)
FINE = Check(Text("总是通过", "always_fine"), "account", always)


def test_what_policykit_itself_adds() -> None:
    plugins = load_plugins()
    assert plugins.extensions.function("规整") is plugins.extensions.function("folded")
    assert plugins.calendar("national").name == "national"
    assert fold(" ＡＢ佳县 ") == "AB佳县"


def test_a_module_adds_of_every_kind() -> None:
    new_year = FixedCalendar(
        "office", date(2024, 1, 1), date(2024, 12, 31), {date(2024, 1, 1): Text("元旦", "New Year")}
    )
    module = plugin(
        policykit_fact_types=[PressHeld],
        policykit_functions=[LENGTH],
        policykit_checks=[FINE],
        policykit_calendars=[new_year],
    )
    plugins = load_plugins([("sample", module)])
    event = plugins.vocabulary.event("举行发布会")
    assert event is not None
    assert (event.name, event.subject) == ("press.held", "unit")
    assert plugins.extensions.function("字数") is LENGTH
    assert plugins.extensions.check("always_fine") is FINE
    assert plugins.calendar("office") is new_year
    assert load_plugins().vocabulary.event("press.held") is None


def test_rules_use_what_is_added_and_the_calendar_counts() -> None:
    closed = {date(2024, 3, 5): Text("馆休", "closed")}
    office = FixedCalendar("office", date(2024, 1, 1), date(2024, 12, 31), closed)
    module = plugin(policykit_fact_types=[PressHeld], policykit_functions=[LENGTH], policykit_calendars=[office])
    plugins = load_plugins([("sample", module)])
    source = """文件 a 《甲》
施行 2024-01-01
第一条 乙
  规则 told "发布会后两个工作日内报送"
    每当 举行发布会 其中 字数(单位) = 2
    应当 在 2 个工作日 内 报送报告
"""
    read = read_document(source, "a.policy", plugins.vocabulary, plugins.extensions)
    assert read.document is not None, read.diagnostics
    held = PressHeld(id="e1", occurred_at=datetime(2024, 3, 4, 9, tzinfo=SHANGHAI), unit="u1")
    settings = Settings(calendar="office")
    report = check([Task(read.document, plugins)], [held], date(2024, 3, 10), settings=settings)
    assert [str(f.due)[:10] for f in report.findings] == ["2024-03-07"]


@pytest.mark.parametrize(
    ("hooks", "named"),
    [
        ({"policykit_functions": [Function(Text("规整", "other"), (TEXT,), TEXT, fold)]}, "规整"),
        ({"policykit_checks": [FINE, FINE]}, "always_fine"),
        ({"policykit_functions": [FINE]}, "Function"),
        ({"policykit_calendars": [object()]}, "Calendar"),
        ({"policykit_fact_types": [PressHeld, PressHeld]}, "press.held"),
        ({"policykit_fact_types": [3]}, "Fact"),
    ],
)
def test_a_plugin_that_breaks_its_contract_is_refused(hooks: dict[str, list[object]], named: str) -> None:
    with pytest.raises(PluginError, match=named):
        load_plugins([("sample", plugin(**hooks))])


def test_an_unknown_calendar_lists_those_there_are() -> None:
    with pytest.raises(PluginError, match="available: national"):
        load_plugins().calendar("lunar")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path in which a distribution announces its plug-in by an entry point."""
    (tmp_path / "sample-1.0.dist-info").mkdir()
    (tmp_path / "sample-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n")
    (tmp_path / "sample-1.0.dist-info" / "entry_points.txt").write_text("[policykit]\nsample = announced_plugin\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    manager._installed.cache_clear()
    yield tmp_path
    manager._installed.cache_clear()
    sys.modules.pop("announced_plugin", None)


def test_an_installed_plugin_is_found_by_its_entry_point(installed: Path) -> None:
    (installed / "announced_plugin.py").write_text(
        "from policykit.plugins import hookimpl\n"
        "from policykit.model.extension import Function\n"
        "from policykit.model.text import Text\n"
        "from policykit.model.vocabulary import FieldType, Kind\n"
        "@hookimpl\n"
        "def policykit_functions():\n"
        "    text = FieldType(Kind.TEXT)\n"
        "    return [Function(Text('倒写', 'reversed'), (text,), text, lambda t: t[::-1])]\n"
    )
    assert load_plugins().extensions.function("倒写") is not None


def test_one_that_cannot_be_loaded_stops_the_run(installed: Path) -> None:
    (installed / "announced_plugin.py").write_text("raise RuntimeError('broken on purpose')\n")
    with pytest.raises(PluginError, match="broken on purpose"):
        load_plugins()
