"""`policykit pages`: which packs, where to, what is said, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from policykit.cli import main

from .conftest import MINI


@pytest.mark.parametrize(("lang", "said"), [("en", "8 pages"), ("zh", "8 个网页")])
def test_writes_pages_and_says_how_many(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], lang: str, said: str
) -> None:
    folder = tmp_path / "pages" / "rules"
    assert main(["pages", str(MINI), "--output", str(folder), "--lang", lang]) == 0
    out, err = capsysbinary.readouterr()
    assert said in out.decode("utf-8")
    assert err == b""
    assert len(list(folder.rglob("*.html"))) == 8


def test_links_to_the_exact_meaning_where_told(tmp_path: Path) -> None:
    assert main(["pages", str(MINI), "--output", str(tmp_path), "--semantics", "../semantics.md"]) == 0
    assert 'href="../semantics.md#response"' in (tmp_path / "forms.html").read_text("utf-8")


def test_a_folder_is_needed(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["pages", str(MINI), "--lang", "en"]) == 2
    assert b"--output" in capsysbinary.readouterr().err


def test_a_folder_that_is_a_file(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    assert main(["pages", str(MINI), "--output", str(tmp_path / "taken"), "--lang", "en"]) == 2
    assert b"cannot write" in capsysbinary.readouterr().err
