"""Packs of a few rules each, and what is found about them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from policykit.analysis.consistency import Ground, Inconsistency, inconsistencies
from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.packs import Pack
from policykit.plugins import load_plugins


def pack_of(
    rules: Mapping[str, str],
    *,
    head: str = "施行 2024-01-01",
    clause: str = "",
    name: str = "demo",
    folder: Path = Path(),
) -> Pack:
    """A pack of rules by name, with more lines in its head or its clause."""
    plugins = load_plugins()
    lines = [f"文件 {name} 《办法》 {head}", "第一条 规定", *([clause] if clause else [])]
    lines += [f'规则 {own} "规则" {text}' for own, text in rules.items()]
    source = "\n".join(lines) + "\n"
    read = read_document(source, f"{name}.policy", plugins.vocabulary, plugins.extensions)
    assert read.document is not None, [d.message.en for d in read.diagnostics]
    return Pack(folder, read.document, plugins, source)


def found_in(
    rules: Mapping[str, str], *, head: str = "施行 2024-01-01", clause: str = "", settings: Settings | None = None
) -> tuple[Inconsistency, ...]:
    """All that is found about a pack of these rules."""
    return inconsistencies(Ground(pack_of(rules, head=head, clause=clause), settings=settings))


def keys(found: tuple[Inconsistency, ...]) -> list[str]:
    """The findings as `rule, kind: others`."""
    return [f"{i.rule.name}, {i.key}" for i in found]
