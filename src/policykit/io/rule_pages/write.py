"""Writes the pages: an index of packs, the forms of rules, a page for each pack and one for each rule.

In: packs. Out: a folder of HTML files that need nothing but themselves: no network, no fonts, no scripts; readable on
a phone and on paper; both languages side by side, or one of them at the reader's choice. The same packs give the same
bytes. Every value is escaped by Jinja2, and the pages' own policy for content allows nothing but their style sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from markupsafe import Markup

from policykit.io.page import asset, environment, source_hash
from policykit.io.rule_pages import words
from policykit.io.rule_pages.views import OnRule, PackView, RuleView, rule_file_name, views_of
from policykit.model.errors import PolicykitError
from policykit.model.policy.requirements import Form
from policykit.model.text import Text
from policykit.packs import Pack

_PACKAGE = "policykit.io.rule_pages"


class PagesError(PolicykitError):
    """The pages cannot be written."""


def write_pages(
    packs: Sequence[Pack], folder: Path, *, semantics: str | None = None, on_rule: OnRule | None = None
) -> int:
    """Write the pages of the packs into a folder, which is made if there is none, and return how many they are.

    `index.html` lists the packs, `forms.html` says what each form means, `PACK/index.html` has the clauses and
    `PACK/rule/RULE.html` the rules. `semantics` is the address of docs/semantics.md as seen from the folder:
    `forms.html` links to its section of each form. `on_rule` is told each rule before its cases are judged. Files that
    are in the folder besides stay. All pages are made before the first one is written.

    Raises `PagesError` where the folder cannot be written, `RuleFileError` for cases that cannot be read, `FormatError`
    for a rule that one of the surfaces cannot say, and what judging the cases raises.
    """
    pages = dict(_pages(views_of(packs, on_rule), semantics))
    for name, text in pages.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        except OSError as error:
            raise PagesError(
                Text(f"无法写入 {path}(系统错误号 {error.errno})", f"cannot write {path}: {error.strerror}")
            ) from error
    return len(pages)


def _pages(packs: Sequence[PackView], semantics: str | None) -> Iterator[tuple[str, str]]:
    """The files, by their names within the folder, and their texts."""
    yield "index.html", _render("index.html", "", packs=packs)
    by_form = {f: [(p, [r for r in p.rules if r.rule.form is f]) for p in packs] for f in Form}
    yield "forms.html", _render("forms.html", "", by_form=by_form, semantics=semantics)
    for pack in packs:
        yield f"{pack.name}/index.html", _render("pack.html", "../", pack=pack)
        for before, rule, after in _neighbours(pack.rules):
            name = f"{pack.name}/{rule_file_name(rule.rule.name)}"
            yield name, _render("rule.html", "../../", pack=pack, view=rule, before=before, after=after)


def _neighbours(rules: Sequence[RuleView]) -> Iterator[tuple[RuleView | None, RuleView, RuleView | None]]:
    for n, rule in enumerate(rules):
        yield rules[n - 1] if n else None, rule, rules[n + 1] if n + 1 < len(rules) else None


def _render(template: str, root: str, **values: object) -> str:
    """A page; `root` leads from it to the folder of all pages."""
    style = _style()
    return (
        environment(_PACKAGE)
        .get_template(template)
        .render(
            root=root,
            words=words,
            # Trusted: a file of this package.
            style=Markup(style),  # noqa: S704
            style_hash=source_hash(style),
            **values,
        )
    )


def _style() -> str:
    return asset(_PACKAGE, "pages.css") + asset(_PACKAGE, "timeline.css")
