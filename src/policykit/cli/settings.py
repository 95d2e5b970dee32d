"""A settings file against the packs that are judged: what it decides must be left open by a document that there is.

In: the path of a settings file and the packs. Out: the settings, or an error that names the key and what it may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from policykit.cli.session import Session
from policykit.cli.usage import near
from policykit.engine.settings import Settings
from policykit.io.settings_in import read_settings
from policykit.model.errors import SettingsError
from policykit.model.policy.document import Document
from policykit.model.policy.periods import OpenTerm
from policykit.model.policy.requirements import Response, Silence
from policykit.model.text import Text
from policykit.packs import Pack, installed_packs


def settings_of(path: Path, packs: Sequence[Pack], session: Session) -> Settings:
    """The settings of a file, for these packs, of which some may be versions of one document.

    Raises `SettingsError`; notes common terms that nothing uses.
    """
    settings = read_settings(path)
    _check(settings, path, packs, session)
    return settings


def _check(settings: Settings, path: Path, packs: Sequence[Pack], session: Session) -> None:
    """Refuse what the file says for packs that do not exist, or for terms and days that no document leaves open."""
    documents: dict[str, list[Document]] = {}
    for pack in packs:
        documents.setdefault(pack.name, []).append(pack.document)
    known = {*documents, *installed_packs()}
    for name in {*settings.pack_terms, *settings.first_days} - known:
        hint = near(name, known)
        raise SettingsError(
            Text(
                f"{path}:packs.{name}:没有这个规则包{hint.zh}", f"{path}: packs.{name}: there is no such pack{hint.en}"
            )
        )
    for name, versions in documents.items():
        if name in settings.first_days and any(d.first_day_term is None for d in versions):
            raise SettingsError(
                Text(
                    f"{path}:packs.{name}.effective:文件自己写明了施行日期,不能另设",
                    f"{path}: packs.{name}.effective: the document itself names its day of force, which cannot be set",
                )
            )
        for term in settings.pack_terms.get(name, {}):
            _check_term(term, versions, f"{path}:packs.{name}.terms")
        for document in versions:
            settings.refuse_unfit_terms(document, place=str(path))
    used = {t for versions in documents.values() for d in versions for t in _open_terms(d)}
    for term in settings.terms.keys() - used:
        label = OpenTerm(term).label
        session.note(
            Text(
                f"提示:{path}:terms.{label.zh}:所判定的文件没有用到这个约定",
                f"note: {path}: terms.{label.en}: none of the documents judged uses this term",
            )
        )


def _check_term(term: str, versions: Sequence[Document], place: str) -> None:
    """Refuse a term that no version of a document leaves open."""
    known = {t for d in versions for t in _open_terms(d)}
    if term in known:
        return
    label = OpenTerm(term).label
    hint = near(term, [n for k in known for n in (OpenTerm(k).label.zh, k)])
    raise SettingsError(
        Text(
            f"{place}.{label.zh}:{versions[0].name} 没有用到这个约定{hint.zh}",
            f"{place}.{label.en}: {versions[0].name} uses no such term{hint.en}",
        )
    )


def _open_terms(document: Document) -> set[str]:
    """The terms that the document's rules leave open."""
    return {
        rule.requirement.limit.name
        for rule in document.rules
        if isinstance(rule.requirement, Response | Silence) and isinstance(rule.requirement.limit, OpenTerm)
    }
