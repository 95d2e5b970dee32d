"""One Chromium for all tests of a process, and the pages that it looks at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policykit.analysis.compare.results import Comparison
from policykit.io.comparison_out import ComparisonFormat, write_comparison
from policykit.model.text import Lang

from .chromium import PACKAGES, Browser, chromium, missing

JSON = Path(__file__).parents[1] / "io" / "comparison_out" / "snapshots" / "comparison.json"


@pytest.fixture(scope="session")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    lacking = missing()
    if lacking:
        reason = f"{', '.join(lacking)} not found: install Debian's packages {PACKAGES}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def browser(_chromium: Browser) -> Browser:
    """The browser, with a light screen of a desk; nothing that it complained of before counts."""
    _chromium.driver.get("about:blank")
    _chromium.size(1400, 900)
    _chromium.show()
    _chromium.complaints()
    return _chromium


@pytest.fixture(scope="session")
def page_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Lang], Path]:
    """The page of the comparison made by hand, in a language."""
    comparison = Comparison.model_validate_json(JSON.read_text("utf-8"))
    folder = tmp_path_factory.mktemp("pages")

    def page(lang: Lang) -> Path:
        path = folder / f"{lang}.html"
        with path.open("wb") as stream:
            write_comparison(comparison, ComparisonFormat.HTML, lang, stream)
        return path

    return page


@pytest.fixture
def page(page_in: Callable[[Lang], Path]) -> Path:
    """The page in Chinese."""
    return page_in(Lang.ZH)
