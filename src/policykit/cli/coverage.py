"""`policykit test --coverage`: which rules lack which kinds of cases."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from policykit.analysis import RuleCoverage, coverage
from policykit.cli import output
from policykit.cli.judge import load_packs
from policykit.cli.options import PlainFormat
from policykit.cli.progress import progress
from policykit.cli.rule_files import packs_in
from policykit.cli.session import Session
from policykit.model.text import Text, join


def show_coverage(paths: Sequence[str], session: Session, chosen: PlainFormat, *, with_plugins: bool) -> int:
    """Print every rule that lacks a kind of case, and counts; 1 if there is one."""
    packs = load_packs(packs_in(paths), session, with_plugins=with_plugins)
    found: list[tuple[str, list[RuleCoverage]]] = []
    with progress(session.lang) as step:
        for done, pack in enumerate(packs):
            step(Text(pack.name, pack.name), done, len(packs))
            found.append((pack.name, list(coverage(pack))))
    if chosen is PlainFormat.JSON:
        from policykit.io.report_out.records import json_bytes

        records: list[JsonValue] = [
            {
                "pack": name,
                "rule": c.rule.name,
                "cases": c.cases,
                "needed": [k.value for k in c.needed],
                "missing": [k.value for k in c.missing],
            }
            for name, rules in found
            for c in rules
        ]
        output.put_text(json_bytes(records, indent=2).decode())
    else:
        for name, rules in found:
            _show(name, rules, session)
    return 1 if any(c.missing for _, rules in found for c in rules) else 0


def _show(name: str, rules: list[RuleCoverage], session: Session) -> None:
    lacking = [c for c in rules if c.missing]
    for c in lacking:
        kinds = join([k.label for k in c.missing])
        session.say(Text(f"{name}/{c.rule.name}  缺少:{kinds.zh}", f"{name}/{c.rule.name}  lacks: {kinds.en}"))
    cases = sum(c.cases for c in rules)
    session.say(
        Text(
            f"{name}:{len(rules)} 条规则,{cases} 个案例,{len(lacking)} 条规则缺少某类案例",
            f"{name}: {len(rules)} rules, {cases} cases, {len(lacking)} rules lack a kind of case",
        )
    )
