"""Plug-ins: custom checks, functions, calendars and fact types, through pluggy hooks."""

from policykit.plugins.hookspec import hookimpl
from policykit.plugins.manager import Plugins, load_plugins

__all__ = ["Plugins", "hookimpl", "load_plugins"]
