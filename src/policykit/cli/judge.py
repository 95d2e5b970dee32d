"""From what is typed to a report: the way that `check`, `explain` and `due` share.

In: names of packs, files of facts, settings. Out: the packs, the settings and the report that they give. What went
wrong with single rows of facts is said on standard error and written to `--rejects`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from policykit.cli.output import write_file
from policykit.cli.progress import Step, progress
from policykit.cli.session import Session
from policykit.cli.settings import settings_of
from policykit.cli.usage import UsageProblem, near
from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.io.facts_in import Loaded, Source, read_facts
from policykit.io.facts_in.read import CSV
from policykit.language import RuleFileError
from policykit.model.policy.rule import Rule
from policykit.model.report import Reject, Report
from policykit.model.text import Text
from policykit.packs import Pack, find_pack, load_pack
from policykit.packs.pack import held_back_plugin
from policykit.packs.vocabularies import joined_vocabulary

OK, VIOLATIONS, REJECTED = 0, 1, 3

_SHOWN_REJECTS = 10
READING = Text("读取事实", "reading facts")
JUDGING = Text("判定规则", "judging rules")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be judged, as typed."""

    packs: Sequence[str]
    facts: Sequence[Path]
    maps: Sequence[Path]
    as_of: date | datetime
    settings: Path | None = None
    calendar: str | None = None
    provisional: bool = False
    assume_in_force: bool = False
    with_plugins: bool = False
    rules: Sequence[str] = ()
    rejects: Path | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of it."""

    packs: tuple[Pack, ...]
    settings: Settings
    loaded: Loaded
    report: Report

    def status(self, otherwise: int = OK) -> int:
        """The exit status: 3 if facts were rejected, whatever else there is."""
        return REJECTED if self.report.rejects else otherwise


def judge(wanted: Wanted, session: Session) -> Judged:
    """Judge the facts. Raises `PolicykitError` for packs, rules, settings, maps and files that cannot be used."""
    packs, settings = packs_and_settings(wanted, session)
    only = only_of(wanted.rules, packs)
    sources = sources_of(wanted.facts, wanted.maps)
    vocabulary = joined_vocabulary(packs)
    tasks = [Task(p.document, replace(p.plugins, vocabulary=vocabulary)) for p in packs]
    with progress(session.lang) as step:
        step(READING, 0, 0)
        loaded = read_facts(sources, vocabulary)
        report = check(
            tasks,
            loaded.facts,
            wanted.as_of,
            settings=settings,
            covered=loaded.covers,
            only=only,
            rejects=loaded.rejects,
            on_rule=telling(JUDGING, step),
        )
    if wanted.rejects is not None:
        write_file(wanted.rejects, b"".join(f"{r.model_dump_json()}\n".encode() for r in loaded.rejects))
    say_rejects(loaded.rejects, wanted.rejects, session)
    return Judged(packs, settings, loaded, report)


def packs_and_settings(wanted: Wanted, session: Session) -> tuple[tuple[Pack, ...], Settings]:
    """The packs, and the settings under which they judge. Raises `PolicykitError`."""
    packs = load_packs(wanted.packs, session, with_plugins=wanted.with_plugins)
    settings = settings_of(wanted.settings, packs, session) if wanted.settings else Settings()
    return packs, replace(
        settings,
        calendar=wanted.calendar or settings.calendar,
        provisional=wanted.provisional or settings.provisional,
        assume_in_force=wanted.assume_in_force,
    )


def load_packs(names: Sequence[str], session: Session, *, with_plugins: bool) -> tuple[Pack, ...]:
    """The packs. Says on standard error which plug-in was not run, where its absence may be why a pack has errors."""
    packs: dict[str, Pack] = {}
    for name in names:
        try:
            pack = load_pack(name, with_plugins=with_plugins)
        except RuleFileError:
            say_held_back(find_pack(name), session, with_plugins=with_plugins)
            raise
        if pack.name in packs:
            raise UsageProblem(Text(f"规则包 {pack.name} 写了两次", f"the pack {pack.name} is named twice"))
        packs[pack.name] = pack
    return tuple(packs.values())


def say_held_back(folder: Path, session: Session, *, with_plugins: bool) -> None:
    """Say that the plug-in of a pack was not run, if it was not."""
    plugin = held_back_plugin(folder, with_plugins=with_plugins)
    if plugin is not None:
        session.note(
            Text(
                f"提示:没有运行插件 {plugin};信任它时请加 --with-plugins",
                f"note: the plug-in {plugin} was not run; if you trust it, add --with-plugins",
            )
        )


def sources_of(facts: Sequence[Path], maps: Sequence[Path]) -> list[Source]:
    """The files of facts, each CSV with its map. Raises `UsageProblem` if there are not as many maps as it takes."""
    tables = [p for p in facts if p.suffix.lower() in CSV]
    if len(maps) not in {0, 1, len(tables)} or (maps and not tables):
        raise UsageProblem(
            Text(
                f"有 {len(tables)} 个 CSV 文件、{len(maps)} 个 --map;请给一个用于全部,或依次每个 CSV 一个",
                f"there are {len(tables)} CSV files and {len(maps)} --map; give one for all, or one for each in order",
            )
        )
    of_table = iter(maps if len(maps) == len(tables) else list(maps) * len(tables))
    return [Source(p, next(of_table, None) if p.suffix.lower() in CSV else None) for p in facts]


def only_of(names: Sequence[str], packs: Sequence[Pack]) -> frozenset[str]:
    """The rules to judge. Raises `UsageProblem` for one that no pack has."""
    known = {n for p in packs for r in p.document.rules for n in (r.name, r.id)}
    for name in names:
        if name not in known:
            hint = near(name, known)
            raise UsageProblem(Text(f"没有规则 {name}{hint.zh}", f"there is no rule {name}{hint.en}"))
    return frozenset(names)


def telling(doing: Text, step: Step) -> Callable[[Rule, int, int], None]:
    """Tells the progress bar, rule by rule, what is being done to it."""

    def tell(rule: Rule, done: int, total: int) -> None:
        step(Text("{j} {c} {t}", "{j} {c} {t}").fill(j=doing, c=rule.clause, t=rule.title), done, total)

    return tell


def say_rejects(rejects: Sequence[Reject], written_to: Path | None, session: Session) -> None:
    """Say on standard error which rows were rejected: the first ones in full, then how many."""
    if not rejects:
        return
    for reject in rejects[:_SHOWN_REJECTS]:
        place = f"{reject.file}:{reject.line}"
        session.note(Text(f"{place}:{reject.reason.zh}", f"{place}: {reject.reason.en}"))
    rows = len({(r.file, r.line) for r in rejects})
    zh, en = f"共拒收 {rows:,} 行,其余已判定", f"{rows:,} row{'s' if rows != 1 else ''} rejected, the rest were judged"
    if written_to is not None:
        session.note(Text(f"{zh};全部写入 {written_to}", f"{en}; {written_to} lists all of them"))
    else:
        session.note(Text(f"{zh};用 --rejects FILE 可写出全部", f"{en}; --rejects FILE lists all of them"))
