"""Pages: every rule has one with all that belongs to it; they stand alone, escape everything, and lead somewhere."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from policykit.io.rule_pages import write_pages
from policykit.io.rule_pages.write import PagesError
from policykit.language import read_document
from policykit.model.policy.requirements import Form
from policykit.packs import Pack, installed_packs, load_cases, load_pack

from .conftest import MINI, Page, WritePack, read_page

SNAPSHOTS = Path(__file__).parent / "snapshots"
ROOT = Path(__file__).parents[3]

DOCUMENT = """文件 local 《某县办法》 / "Measures of a County"
  施行 2025-01-01

第一条 "留言" / "Messages"
  要旨 "两天内答复" / "Answered within two days"
  规则 answer "答复" / "Answered"
    每当 收到留言
    应当 在 2 天 内 答复留言
    否则 约谈
    解释 "当日不计" / "The day of receipt is not counted"
  规则 explain "说明原因" / "The reason is given"
    每当 违反 answer
    应当 在 5 个工作日 内 报送报告
"""


def check_snapshot(name: str, path: Path) -> None:
    """Compare with `snapshots/NAME`; UPDATE_SNAPSHOTS=1 writes it. A pack's version is not compared."""
    shown = re.sub(r"\b[0-9a-f]{12}\b", "<version>", path.read_text("utf-8"))
    shown = re.sub(r"<style>.*</style>", "<style></style>", shown, flags=re.DOTALL)
    shown = re.sub(r"'sha256-[^']+'", "<hash>", shown)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOTS.mkdir(exist_ok=True)
        (SNAPSHOTS / name).write_text(shown, encoding="utf-8")
    assert shown == (SNAPSHOTS / name).read_text("utf-8")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


# ---------------------------------------------------------------- all packs


@dataclass(frozen=True)
class Written:
    """An installed pack whose pages were written."""

    pack: Pack
    folder: Path
    count: int

    def rule(self, name: str) -> Path:
        return self.folder / self.pack.name / "rule" / f"{name}.html"


@pytest.fixture(scope="module", params=installed_packs())
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    pack = load_pack(request.param)
    folder = tmp_path_factory.mktemp("pages")
    return Written(pack, folder, write_pages([pack], folder))


def test_every_rule_of_a_pack_has_a_page_with_all_that_belongs_to_it(written: Written) -> None:
    pack = written.pack
    cases = load_cases(pack)
    files = [p for p in written.folder.rglob("*") if p.is_file()]
    assert written.count == len(files) == 3 + len(pack.document.rules)
    for rule in pack.document.rules:
        page = read_page(written.rule(rule.name))
        clause = next(c for c in pack.document.clauses if c.citation == rule.clause)
        own = [c for c in cases if c.rule == rule.name]
        for text in (rule.title, clause.heading, clause.gist, clause.note, *rule.interpretations):
            assert text is None or (text.zh in page.text and text.en in page.text)
        assert clause.citation in page.text
        assert rule.modality.zh in page.text
        assert rule.form.label.zh in page.text
        assert len(page.all("svg", class_="timeline")) == len(page.all("table")) == len(own)
        assert all(c.title.zh in page.text and c.title.en in page.text for c in own)
        assert [f"../../forms.html#{rule.form.value}"] == [h for h in page.links if h.startswith("../../forms.html")]


def test_the_links_of_a_pack_lead_somewhere(written: Written) -> None:
    check_links(written.folder)


def test_the_two_surfaces_on_the_pages_are_the_rules(written: Written) -> None:
    """What the pages say in one surface, put together, is read as the rules of the pack."""
    pack = written.pack
    head = {
        "zh-CN": '文件 {n} "t"\n  施行 2000-01-01\n\n条款 "a"\n',
        "en": 'document {n} "t"\n  effective 2000-01-01\n\narticle "a"\n',
    }
    for lang, before in head.items():
        texts = [_surface(written.rule(r.name), lang) for r in pack.document.rules]
        source = before.format(n=pack.name) + "\n".join(f"  {line}" for t in texts for line in t.splitlines())
        read = read_document(source, "", pack.plugins.vocabulary, pack.plugins.extensions)
        assert read.errors == ()
        assert read.document is not None
        found = [(r.name, r.title, r.scope, r.modality, r.requirement) for r in read.document.rules]
        assert found == [(r.name, r.title, r.scope, r.modality, r.requirement) for r in pack.document.rules]


def _surface(path: Path, lang: str) -> str:
    """The rule's text as a reader copies it."""
    figure = re.search(rf'<figure lang="{lang}">.*?<pre>(.*?)</pre>', path.read_text("utf-8"), re.DOTALL)
    assert figure is not None
    return Page(figure[1]).text


def check_links(folder: Path) -> None:
    """Every link leads to a page in the folder, and to an id that is there."""
    pages = {p.resolve(): read_page(p) for p in folder.rglob("*.html")}
    ids = {path: page.ids for path, page in pages.items()}
    for path, page in pages.items():
        for href in page.links:
            target, _, fragment = unquote(href).partition("#")
            leads_to = (path.parent / target).resolve() if target else path
            assert leads_to in pages, f"{path.name}: {href}"
            assert not fragment or fragment in ids[leads_to], f"{path.name}: {href}"
    reached, new = set(), {(folder / "index.html").resolve()}
    while new:
        reached |= new
        found = {
            (p.parent / unquote(h).partition("#")[0]).resolve() for p in new for h in pages[p].links if h[0] != "#"
        }
        new = found - reached
    assert reached == set(pages)


# ---------------------------------------------------------------- what stands on a page


@pytest.mark.parametrize(
    "page", ["index", "mini/index", "mini/rule/answer_in_five_workdays", "mini/rule/no_fourteen_days_of_silence"]
)
def test_pages_of_a_small_pack(tmp_path: Path, mini: Pack, page: str) -> None:
    write_pages([mini], tmp_path)
    check_snapshot(f"{page.replace('/', '.')}.html", tmp_path / f"{page}.html")


def test_rules_that_follow_from_a_breach_are_linked_both_ways(tmp_path: Path, write_pack: WritePack) -> None:
    write_pages([write_pack(DOCUMENT)], tmp_path)
    answer, explain = (read_page(tmp_path / "local" / "rule" / f"{n}.html") for n in ("answer", "explain"))
    assert "explain.html" in answer.links
    assert "answer.html" in explain.links
    assert "约谈" in answer.text
    assert "interview" in answer.text
    assert "没有案例" in answer.text


def test_equivalent_changes_are_listed_with_their_reason(tmp_path: Path, write_pack: WritePack) -> None:
    listed = '[[equivalent]]\nrule = "answer"\nmutant = "requirement.limit: 2 days + 1"\nreason = "因为这样"\n'
    write_pages([write_pack(DOCUMENT, mutants=listed)], tmp_path)
    assert "因为这样" in read_page(tmp_path / "local" / "rule" / "answer.html").text
    assert "因为这样" not in read_page(tmp_path / "local" / "rule" / "explain.html").text


def test_a_case_that_differs_is_marked_wherever_it_is_counted(tmp_path: Path, write_pack: WritePack) -> None:
    cases = '案例 "没答" 于 answer\n  2025-03-03 收到留言 m1\n  截至 2025-03-10\n  结果 已履行 m1\n'
    write_pages([write_pack(DOCUMENT, cases)], tmp_path)
    page = read_page(tmp_path / "local" / "rule" / "answer.html")
    assert len(page.all("span", **{"class": "badge bad"})) == 1
    assert page.all("span", **{"class": "badge good"}) == []
    for path in ("index.html", "local/index.html", "local/rule/answer.html"):
        assert "1 个案例 cases · 1 不符 differs" in read_page(tmp_path / path).text


def test_house_values_of_a_case_are_shown(tmp_path: Path, write_pack: WritePack) -> None:
    document = DOCUMENT.replace("在 2 天 内 答复留言", "及时 答复留言")
    cases = (
        '案例 "约定" 于 answer\n  约定 及时 = 3 个工作日\n  2025-03-03 收到留言 m1\n  截至 2025-03-04\n  结果 待履行\n'
    )
    write_pages([write_pack(document, cases)], tmp_path)
    text = read_page(tmp_path / "local" / "rule" / "answer.html").text
    assert "约定 及时 = 3 个工作日" in text
    assert "agreed promptly = 3 workdays" in text


def test_whom_a_document_exempts_is_said_on_every_page(tmp_path: Path, write_pack: WritePack) -> None:
    exempt = DOCUMENT.replace("  规则 answer", "  不适用于 单位 其中 涉密 = 是\n  规则 answer", 1)
    write_pages([write_pack(exempt)], tmp_path)
    for path in ("local/index.html", "local/rule/answer.html", "local/rule/explain.html"):
        text = read_page(tmp_path / path).text
        assert "不适用于 单位 其中 涉密 = 是" in text
        assert "does not apply to unit where classified = yes" in text


def test_every_form_has_a_section_that_leads_to_its_exact_meaning(tmp_path: Path, mini: Pack) -> None:
    write_pages([mini], tmp_path, semantics="../semantics.md")
    page = read_page(tmp_path / "forms.html")
    assert {f.value for f in Form} <= page.ids
    headings = set(re.findall(r"^## (\S+)$", (ROOT / "docs" / "semantics.md").read_text("utf-8"), re.MULTILINE))
    linked = [h for h in page.links if h.startswith("../semantics.md#")]
    assert [h.partition("#")[2] for h in linked] == [f.value for f in Form]
    assert {f.value for f in Form} <= headings


# ---------------------------------------------------------------- how pages are made


HOSTILE = "<script>alert(1)</script><img src=x onerror=y>&amp;"


def test_everything_is_escaped(tmp_path: Path, write_pack: WritePack) -> None:
    document = f"""文件 local "{HOSTILE}"
  文号 "{HOSTILE}"
  机关 "{HOSTILE}"
  施行 2025-01-01
  替代 "{HOSTILE}"

条款 "{HOSTILE}" "{HOSTILE}"
  要旨 "{HOSTILE}" / "{HOSTILE} '"
  说明 "{HOSTILE}"
  规则 r “" {HOSTILE}”
    每当 收到留言
    应当 在 2 天 内 答复留言 其中 留言 不是 "{HOSTILE}"
    解释 "{HOSTILE}"
"""
    cases = f"""案例 "{HOSTILE}" 于 r
  2025-03-03 收到留言 "{HOSTILE}" (账号 = "{HOSTILE}")
  截至 2025-03-10
  结果 违反 "{HOSTILE}"
"""
    listed = f'[[equivalent]]\nrule = "r"\nmutant = "{HOSTILE}"\nreason = "{HOSTILE}"\n'
    write_pages([write_pack(document, cases, mutants=listed)], tmp_path)
    for path in tmp_path.rglob("*.html"):
        page = read_page(path)
        assert {tag for tag, _ in page.elements} & {"script", "img"} == set()
        assert not any(key.startswith("on") for _, attrs in page.elements for key in attrs)
        assert page.text.count("onerror=y") or path.name == "forms.html"
    text = read_page(tmp_path / "local" / "rule" / "r.html").text
    assert text.count(HOSTILE) > 15


def test_pages_need_nothing_but_themselves(tmp_path: Path, mini: Pack) -> None:
    write_pages([mini], tmp_path)
    for path in tmp_path.rglob("*.html"):
        page = read_page(path)
        assert not {tag for tag, _ in page.elements} & {"link", "img", "iframe", "object", "base", "form", "script"}
        assert all("src" not in attrs and "style" not in attrs for _, attrs in page.elements)
        assert not any(re.match(r"[a-z]+:|//", href) for href in page.links)
        assert not re.search(r"url\(|@import|https?:", page.style)
        (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
        digest = base64.b64encode(hashlib.sha256(page.style.encode("utf-8")).digest()).decode("ascii")
        assert policy == f"default-src 'none'; style-src 'sha256-{digest}'"


def test_drawings_are_left_out_for_screen_readers_and_told_as_a_table(tmp_path: Path, mini: Pack) -> None:
    write_pages([mini], tmp_path)
    page = read_page(tmp_path / "mini" / "rule" / "answer_in_five_workdays.html")
    drawings = page.all("svg", class_="timeline")
    assert drawings
    assert all(d["aria-hidden"] == "true" for d in drawings)
    assert len(page.all("caption")) == len(drawings)
    assert "2025-09-30 10:00收到留言m1" in squeezed(page.text).replace("2025-09-3010:00", "2025-09-30 10:00")


def test_the_same_packs_give_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from policykit.io.rule_pages import write_pages\n"
        "from policykit.packs import load_pack\n"
        "write_pages([load_pack(sys.argv[1])], Path(sys.argv[2]))"
    )
    for seed in ("1", "2"):
        arguments = [sys.executable, "-c", script, str(MINI), str(tmp_path / seed)]
        subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    one, two = (
        {p.relative_to(tmp_path / s): p.read_bytes() for p in (tmp_path / s).rglob("*.html")} for s in ("1", "2")
    )
    assert one == two


def test_other_files_in_the_folder_stay(tmp_path: Path, mini: Pack) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_pages([mini], tmp_path)
    write_pages([mini], tmp_path)
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_written(tmp_path: Path, mini: Pack) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(PagesError) as caught:
        write_pages([mini], tmp_path / "taken")
    assert str(tmp_path / "taken") in caught.value.text.zh
    assert str(tmp_path / "taken") in caught.value.text.en


def test_tells_each_rule_before_its_cases_are_judged(tmp_path: Path, mini: Pack) -> None:
    told: list[tuple[str, int, int]] = []
    write_pages([mini], tmp_path, on_rule=lambda rule, done, total: told.append((rule.name, done, total)))
    rules = mini.document.rules
    assert told == [(r.name, n, len(rules)) for n, r in enumerate(rules)]
