"""`lint --deep`: what the rules of whole packs say together, as warnings beside those of single files.

In: packs by name or path, and the one above them. Out: warnings with what explains them, and what could not be told.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policykit.cli.judge import load_packs
from policykit.cli.progress import Step, progress
from policykit.cli.session import Session
from policykit.cli.settings import settings_of
from policykit.cli.usage import UsageProblem
from policykit.engine.settings import Settings
from policykit.language import Diagnostic
from policykit.model.errors import PolicykitError
from policykit.model.text import Text
from policykit.packs import Pack, find_pack
from policykit.packs.pack import read_source, rule_file

if TYPE_CHECKING:
    from policykit.analysis.consistency import Explanation, Inconsistency, Untold


class AnalysisMissing(PolicykitError):
    """What proves that one rule contains another is not installed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked beside the packs."""

    above: str | None = None
    settings: Path | None = None
    with_plugins: bool = False


@dataclass(frozen=True, slots=True)
class Deep:
    """One warning: the diagnostic with the source that it stands in, and the finding that it says, if it says one."""

    diagnostic: Diagnostic
    source: str
    pack: Pack
    found: Inconsistency | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of it."""

    warnings: tuple[Deep, ...]
    explained: tuple[Deep, ...]
    untold: tuple[Untold, ...]


def look_deep(names: Sequence[str], wanted: Wanted, session: Session) -> Looked:
    """What the rules of the packs say together.

    Raises `AnalysisMissing` without z3, `UsageProblem` if the pack above is among the packs, and what reading packs,
    settings and explanations raises.
    """
    if importlib.util.find_spec("z3") is None:
        raise AnalysisMissing(
            Text(
                "深查规则需要 z3-solver:请安装 policykit[analysis]",
                "looking deep into rules needs z3-solver: install policykit[analysis] "
                "(pip install policykit[analysis])",
            )
        )
    packs = [_load(name, wanted, session) for name in names]
    upper = [_load(wanted.above, wanted, session)] if wanted.above else []
    if any(p.name == u.name for p in packs for u in upper):
        raise UsageProblem(
            Text(
                f"--above 的规则包 {upper[0].name} 不能同时是下级",
                f"--above: the pack {upper[0].name} cannot be above itself",
            )
        )
    settings = settings_of(wanted.settings, [*packs, *upper], session) if wanted.settings else Settings()
    warnings: list[Deep] = []
    untold: list[Untold] = []
    with progress(session.lang) as step:
        for name, pack in zip(names, packs, strict=True):
            found, unsure = _found(pack, upper, settings, step)
            warnings += _sorted_out(pack, name, found, [u.name for u in upper])
            untold += unsure
    return Looked(
        tuple(w for w in warnings if w.explanation is None),
        tuple(w for w in warnings if w.explanation is not None),
        tuple(untold),
    )


def _load(name: str, wanted: Wanted, session: Session) -> Pack:
    (pack,) = load_packs([name], session, with_plugins=wanted.with_plugins)
    return pack


def _found(
    pack: Pack, upper: Sequence[Pack], settings: Settings, step: Step
) -> tuple[list[Inconsistency], list[Untold]]:
    from policykit.analysis.consistency import Ground, inconsistencies, looser_than

    ground = Ground(pack, settings=settings)

    def tell(text: Text, done: int, total: int) -> None:
        step(Text("{p}:{t}", "{p}: {t}").fill(p=pack.name, t=text), done, total)

    found = list(inconsistencies(ground, tell))
    untold: list[Untold] = []
    for other in upper:
        step(Text(f"{pack.name}:与 {other.name} 比较", f"{pack.name}: against {other.name}"), 0, 0)
        above = looser_than(ground, other)
        found += above.looser
        untold += above.untold
    return found, untold


def _sorted_out(pack: Pack, name: str, found: Sequence[Inconsistency], above: Sequence[str]) -> Iterator[Deep]:
    from policykit.analysis.consistency import explanations_of, sorted_out
    from policykit.analysis.consistency.diagnostics import diagnostic_of, diagnostic_of_explanation

    path = _typed_path(name)
    explanations = explanations_of(pack)
    pairs, unused = sorted_out(found, explanations, above)
    for inconsistency, explanation in pairs:
        diagnostic = diagnostic_of(inconsistency, pack.source, str(path))
        yield Deep(diagnostic, pack.source, pack, inconsistency, explanation)
    for explanation in unused:
        source = read_source(explanation.path)
        beside = str(path.parent / explanation.path.name)
        yield Deep(diagnostic_of_explanation(explanation, source, beside), source, pack)


def _typed_path(name: str) -> Path:
    """The rule file of a pack, by the path that was typed."""
    path = Path(name)
    if path.is_file():
        return path
    return rule_file(path) if path.is_dir() else rule_file(find_pack(name))
