"""policykit: rules for government new media as code. This is the public API, and nothing else.

    from policykit import Source, Task, check, load_pack, read_facts

Every name is imported when it is first used, so that importing policykit costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policykit.calendar import Calendar, NationalCalendar, deadline, derive
    from policykit.engine.check import Task, check
    from policykit.engine.settings import Settings
    from policykit.io.facts_in import Source, read_facts
    from policykit.language import RuleFileError
    from policykit.model.errors import PolicykitError
    from policykit.model.facts import Fact
    from policykit.model.finding import Finding, Verdict
    from policykit.model.report import Report
    from policykit.model.text import Lang, Text
    from policykit.packs import Pack, installed_packs, load_pack
    from policykit.plugins import hookimpl

    __version__: str

__all__ = [
    "Calendar",
    "Fact",
    "Finding",
    "Lang",
    "NationalCalendar",
    "Pack",
    "PolicykitError",
    "Report",
    "RuleFileError",
    "Settings",
    "Source",
    "Task",
    "Text",
    "Verdict",
    "__version__",
    "check",
    "deadline",
    "derive",
    "hookimpl",
    "installed_packs",
    "load_pack",
    "read_facts",
]

_HOMES = {
    "Calendar": "policykit.calendar",
    "Fact": "policykit.model.facts",
    "Finding": "policykit.model.finding",
    "Lang": "policykit.model.text",
    "NationalCalendar": "policykit.calendar",
    "Pack": "policykit.packs",
    "PolicykitError": "policykit.model.errors",
    "Report": "policykit.model.report",
    "RuleFileError": "policykit.language",
    "Settings": "policykit.engine.settings",
    "Source": "policykit.io.facts_in",
    "Task": "policykit.engine.check",
    "Text": "policykit.model.text",
    "Verdict": "policykit.model.finding",
    "check": "policykit.engine.check",
    "deadline": "policykit.calendar",
    "derive": "policykit.calendar",
    "hookimpl": "policykit.plugins",
    "installed_packs": "policykit.packs",
    "load_pack": "policykit.packs",
    "read_facts": "policykit.io.facts_in",
}


def __getattr__(name: str) -> object:
    """A public name, imported from its home (PEP 562). Raises `AttributeError` for any other."""
    if name == "__version__":
        from importlib.metadata import version

        value: object = version("policykit")
    elif name in _HOMES:
        value = getattr(importlib.import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
