"""The hooks that a plug-in may implement. All are optional; each returns a list.

A plug-in is a module or object with functions of these names, marked with `policykit.plugins.hookimpl`. Installed
packages announce it by an entry point in the group `policykit`; a pack may bring its own as `plugin.py` beside its
rule file.
"""

from __future__ import annotations

import pluggy

from policykit.calendar import Calendar
from policykit.model.extension import Check, Function
from policykit.model.facts import Fact

PROJECT = "policykit"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def policykit_fact_types() -> list[type[Fact]]:
    """Event types to add: subclasses of `policykit.model.facts.Fact` with `name`, `zh` and `subject`."""
    return []


@hookspec
def policykit_functions() -> list[Function]:
    """Functions usable in conditions."""
    return []


@hookspec
def policykit_checks() -> list[Check]:
    """Checks for `应当 通过 检查 NAME(…)`."""
    return []


@hookspec
def policykit_calendars() -> list[Calendar]:
    """Calendars, chosen by name (`--calendar NAME`, or `calendar = "NAME"` in settings)."""
    return []
