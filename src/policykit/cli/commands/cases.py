"""`policykit test`: the cases of packs, judged; a failure as a timeline."""

from typing import TYPE_CHECKING

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import Session, session_of
from policykit.model.text import Text

if TYPE_CHECKING:
    from pydantic import JsonValue

    from policykit.packs import CaseResult, Pack
    from policykit.packs.timeline import Line

NOTES = Text(
    "退出状态:0 全部通过(--coverage:每条规则各类案例齐全);1 有案例不通过(或缺少);2 规则或案例文件有误。",
    "Exit status: 0 all passed (--coverage: no rule lacks a kind of case); 1 some failed (or are missing); "
    "2 the rules or the cases are wrong.",
)


def run(
    context: typer.Context,
    *,
    paths: o.RulePaths = None,
    format_: o.Plain = "text",
    with_plugins: o.WithPlugins = False,
    coverage: o.Coverage = False,
) -> int:
    """Run cases."""
    session = session_of(context)
    chosen = o.plain_format(format_)
    if coverage:
        from policykit.cli.coverage import show_coverage

        return show_coverage(paths or (), session, chosen, with_plugins=with_plugins)

    from policykit.cli.judge import load_packs
    from policykit.cli.progress import progress
    from policykit.cli.rule_files import packs_in
    from policykit.packs import load_cases, run_case

    packs = load_packs(packs_in(paths or ()), session, with_plugins=with_plugins)
    results: list[tuple[Pack, list[CaseResult]]] = []
    with progress(session.lang) as step:
        for pack in packs:
            cases = load_cases(pack)
            done = []
            for n, case in enumerate(cases):
                step(Text(f"{pack.name} {case.title.zh}", f"{pack.name} {case.title.en}"), n, len(cases))
                done.append(run_case(pack, case))
            results.append((pack, done))
    if chosen is o.PlainFormat.JSON:
        from policykit.io.report_out.records import json_bytes

        records = [_record(pack, result, session) for pack, done in results for result in done]
        output.put_text(json_bytes(list(records), indent=2).decode())
    else:
        for pack, done in results:
            _show(pack, done, session)
    failed = sum(not r.passed for _, done in results for r in done)
    if len(packs) > 1 and chosen is o.PlainFormat.TEXT:
        session.say(_count(Text("合计", "total"), sum(len(done) for _, done in results), failed))
    return 1 if failed else 0


def _show(pack: "Pack", done: "list[CaseResult]", session: Session) -> None:
    from policykit.packs.timeline import timeline_lines

    if not done:
        session.say(Text(f"{pack.name}:没有案例", f"{pack.name}: no cases"))
        return
    failures = [r for r in done if not r.passed]
    for result in failures:
        lines = [_painted(line, session) for line in timeline_lines(result, pack.plugins.vocabulary, session.lang)]
        output.put_text("\n".join(lines) + "\n")
    session.say(_count(Text(pack.name, pack.name), len(done), len(failures)))


def _painted(line: "Line", session: Session) -> str:
    if not session.color:
        return line.text
    from policykit.io.report_out.layout import paint
    from policykit.packs.timeline import Mark

    styles = {
        Mark.TITLE: "bold red",
        Mark.PLACE: "dim",
        Mark.DUE: "cyan",
        Mark.AS_OF: "cyan",
        Mark.MISSING: "red",
        Mark.SURPRISING: "red",
    }
    return paint(line.text, styles.get(line.mark, ""))


def _count(what: Text, total: int, failed: int) -> Text:
    passed = total - failed
    return Text(
        f"{what.zh}:{total} 个案例,{passed} 个通过" + (f",{failed} 个不通过" if failed else ""),
        f"{what.en}: {total} case{'' if total == 1 else 's'}, {passed} passed"
        + (f", {failed} failed" if failed else ""),
    )


def _record(pack: "Pack", result: "CaseResult", session: Session) -> "JsonValue":
    from policykit.io.report_out import finding_record
    from policykit.io.report_out.records import json_value

    case = result.case
    return {
        "pack": pack.name,
        "rule": case.rule,
        "title": session.show(case.title),
        "path": case.path,
        "line": case.line,
        "passed": result.passed,
        "expected": [session.show(e.text) for e in case.expected],
        "missing": [session.show(e.text) for e in result.missing],
        "surprising": [f.id for f in result.surprising],
        "findings": [json_value(finding_record(f, session.lang)) for f in result.findings],
    }
