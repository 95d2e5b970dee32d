"""Collects plug-ins and what they add. Names must be unique; a plug-in that breaks its contract is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import TypeVar

import pluggy

from policykit.calendar import Calendar
from policykit.model.errors import PluginError
from policykit.model.extension import Check, Extensions, Function
from policykit.model.facts import Fact
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary, base_vocabulary
from policykit.plugins import builtin, hookspec

_T = TypeVar("_T")


@dataclass(frozen=True)
class Plugins:
    """Everything that the loaded plug-ins add, ready for the checker and the engines."""

    vocabulary: Vocabulary
    extensions: Extensions
    calendars: dict[str, Calendar]

    def calendar(self, name: str) -> Calendar:
        """The calendar of that name. Raises `PluginError` listing those there are."""
        if name in self.calendars:
            return self.calendars[name]
        known = ", ".join(sorted(self.calendars))
        raise PluginError(
            Text(f"没有名为 {name} 的日历;可用:{known}", f"no calendar is called {name}; available: {known}")
        )


def load_plugins(extra: Iterable[tuple[str, ModuleType]] = ()) -> Plugins:
    """The built-in plug-in, all installed ones (entry points of the group `policykit`), and `extra` named modules.

    Raises `PluginError` if one cannot be loaded, returns what it may not, or adds a name twice.
    """
    extra = tuple(extra)
    return _collect(extra) if extra else _installed()


@lru_cache(maxsize=1)
def _installed() -> Plugins:
    return _collect(())


def _collect(extra: tuple[tuple[str, ModuleType], ...]) -> Plugins:
    manager = pluggy.PluginManager(hookspec.PROJECT)
    manager.add_hookspecs(hookspec)
    manager.register(builtin, "policykit")
    try:
        manager.load_setuptools_entrypoints(hookspec.PROJECT)
    except Exception as error:
        raise PluginError(Text(f"插件无法载入:{error}", f"a plug-in cannot be loaded: {error}")) from error
    for name, module in extra:
        if not manager.has_plugin(name):
            manager.register(module, name)
    manager.check_pending()
    fact_types: list[type[Fact]] = _flat(manager.hook.policykit_fact_types(), lambda v: isinstance(v, type), "Fact")
    functions: list[Function] = _flat(manager.hook.policykit_functions(), _is(Function), "Function")
    checks: list[Check] = _flat(manager.hook.policykit_checks(), _is(Check), "Check")
    calendars: list[Calendar] = _flat(manager.hook.policykit_calendars(), lambda v: hasattr(v, "status"), "Calendar")
    try:
        vocabulary = base_vocabulary().extended(fact_types) if fact_types else base_vocabulary()
    except ValueError as error:
        raise PluginError(Text(f"插件的事件类型有误:{error}", f"a plug-in's event type is wrong: {error}")) from error
    return Plugins(
        vocabulary,
        Extensions(
            _unique(functions, lambda f: (f.label.en, f.label.zh)), _unique(checks, lambda c: (c.label.en, c.label.zh))
        ),
        _unique(calendars, lambda c: (c.name,)),
    )


def _is(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)


def _flat(results: list[list[_T]], right: Callable[[object], bool], kind: str) -> list[_T]:
    flat = [item for result in results for item in result]
    for item in flat:
        if not right(item):
            raise PluginError(
                Text(f"插件返回了 {item!r},应为 {kind}", f"a plug-in returned {item!r}, expected a {kind}")
            )
    return flat


def _unique(items: list[_T], names: Callable[[_T], tuple[str, ...]]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    taken: set[str] = set()
    for item in items:
        for name in names(item):
            if name in taken:
                raise PluginError(Text(f"两个插件都定义了 {name}", f"two plug-ins define {name}"))
        taken.update(names(item))
        found[names(item)[0]] = item
    return found
