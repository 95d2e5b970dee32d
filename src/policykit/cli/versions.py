"""Two versions of a document as typed, and the facts that both judge.

In: names of packs, or paths of packs or of single rule files. Out: both packs, and what became of the findings. A rule
file that stands alone, such as one taken from a history of versions, is read with the plug-ins of the other version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from policykit.analysis.changes import FindingChanges, finding_changes
from policykit.analysis.changes.versions import joined
from policykit.cli.judge import load_packs
from policykit.cli.session import Session
from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.io.facts_in import Loaded, Source, read_facts
from policykit.language import RuleFileError, read_document
from policykit.model.policy.rule import Rule
from policykit.model.report import Report
from policykit.model.vocabulary import Vocabulary
from policykit.packs import Pack
from policykit.packs.pack import own_plugins, read_source, rule_file

Versions = tuple[Pack, Pack]
OnRule = Callable[[Rule, int, int], None]


def load_versions(old: str, new: str, session: Session, *, with_plugins: bool) -> Versions:
    """The older and the newer version. Raises `PackNotFound`, `RuleFileError` or `PluginError`."""
    packs = [
        None if _stands_alone(name) else load_packs([name], session, with_plugins=with_plugins)[0]
        for name in (old, new)
    ]
    found = [
        pack or _read_alone(Path(name), other, with_plugins=with_plugins)
        for name, pack, other in zip((old, new), packs, reversed(packs), strict=True)
    ]
    return found[0], found[1]


def _stands_alone(name: str) -> bool:
    """Whether it is a file that is not the rule file of a pack's folder."""
    path = Path(name)
    return path.exists() and not path.is_dir() and path.resolve() != rule_file(path.parent).resolve()


def _read_alone(path: Path, beside: Pack | None, *, with_plugins: bool) -> Pack:
    folder = beside.folder if beside else path.resolve().parent
    plugins = beside.plugins if beside else own_plugins(folder, with_plugins=with_plugins)
    source = read_source(path)
    read = read_document(source, str(path), plugins.vocabulary, plugins.extensions)
    if read.document is None:
        raise RuleFileError(read.diagnostics, {str(path): source})
    return Pack(folder, read.document, plugins, source, read.diagnostics)


def judge_both(
    versions: Versions,
    sources: Sequence[Source],
    as_of: date | datetime,
    *,
    settings: Settings,
    renamed: Mapping[str, str],
    on_rule: OnRule,
) -> FindingChanges:
    """What both versions say of the facts. `renamed` gives the newer id of rules that had another one.

    A type of event that only one version knows is no error to the other one. Raises `PolicykitError` for facts, maps
    and settings that cannot be used.
    """
    old, new = versions
    vocabularies = joined(old, new), joined(new, old)
    read = read_facts(sources, vocabularies[1])
    known = read if _same(*vocabularies) else read_facts(sources, vocabularies[0])

    def judged(pack: Pack, vocabulary: Vocabulary, loaded: Loaded) -> Report:
        task = Task(pack.document, replace(pack.plugins, vocabulary=vocabulary))
        covered, rejects = loaded.covers, loaded.rejects
        return check([task], loaded.facts, as_of, settings=settings, covered=covered, rejects=rejects, on_rule=on_rule)

    return finding_changes(judged(old, vocabularies[0], known), judged(new, vocabularies[1], read), renamed)


def _same(one: Vocabulary, other: Vocabulary) -> bool:
    """Whether facts read in one vocabulary are facts of the other one."""
    return {n: e.model for n, e in one.events.items()} == {n: e.model for n, e in other.events.items()}
