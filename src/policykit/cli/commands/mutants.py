"""`policykit mutate`: rules changed in one place at a time, and whether their cases notice."""

from typing import TYPE_CHECKING

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import Session, session_of
from policykit.model.text import Text

if TYPE_CHECKING:
    from pydantic import JsonValue

    from policykit.analysis import MutantResult
    from policykit.packs import Pack

NOTES = Text(
    "退出状态:0 每处改动都被案例发现,或列为等价;1 有改动未被发现;2 规则或案例文件有误。",
    "Exit status: 0 every change is noticed or listed as equivalent; 1 some are not; 2 rules or cases are wrong.",
)


def run(
    context: typer.Context,
    *,
    paths: o.RulePaths = None,
    format_: o.Plain = "text",
    with_plugins: o.WithPlugins = False,
) -> int:
    """Run cases on mutants."""
    session = session_of(context)
    chosen = o.plain_format(format_)

    from policykit.analysis import mutate
    from policykit.cli.judge import load_packs
    from policykit.cli.progress import progress
    from policykit.cli.rule_files import packs_in

    packs = load_packs(packs_in(paths or ()), session, with_plugins=with_plugins)
    results: list[tuple[Pack, list[MutantResult]]] = []
    with progress(session.lang) as step:
        for pack in packs:
            done: list[MutantResult] = []
            rules = [r.name for r in pack.document.rules]
            for result in mutate(pack):
                done.append(result)
                step(Text(pack.name, pack.name), rules.index(result.mutant.rule.name), len(rules))
            results.append((pack, done))
    if chosen is o.PlainFormat.JSON:
        from policykit.io.report_out.records import json_bytes

        records = [_record(pack, result) for pack, done in results for result in done]
        output.put_text(json_bytes(list(records), indent=2).decode())
    else:
        for pack, done in results:
            _show(pack, done, session)
    return 1 if any(r.survived for _, done in results for r in done) else 0


def _show(pack: "Pack", done: "list[MutantResult]", session: Session) -> None:
    for result in done:
        if result.survived:
            rule = result.mutant.rule
            session.say(
                Text(
                    f"{pack.folder.name}:{rule.line}  {rule.name}  未被发现:{result.mutant.name}",
                    f"{pack.folder.name}:{rule.line}  {rule.name}  not noticed: {result.mutant.name}",
                )
            )
    caught = sum(r.caught_by is not None for r in done)
    equivalent = sum(r.equivalent is not None for r in done)
    survived = len(done) - caught - equivalent
    session.say(
        Text(
            f"{pack.name}:{len(done)} 处改动,{caught} 处被发现,{equivalent} 处等价,{survived} 处未被发现",
            f"{pack.name}: {len(done)} mutants, {caught} caught, {equivalent} equivalent, {survived} not noticed",
        )
    )


def _record(pack: "Pack", result: "MutantResult") -> "JsonValue":
    return {
        "pack": pack.name,
        "rule": result.mutant.rule.name,
        "change": result.mutant.change.value,
        "mutant": result.mutant.name,
        "caught_by": result.caught_by.line if result.caught_by else None,
        "equivalent": result.equivalent.reason if result.equivalent else None,
        "survived": result.survived,
    }
