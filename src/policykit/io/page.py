"""What all HTML pages share: templates that escape every value, and the hashes by which a page allows its own parts.

In: a package with a folder `templates`. Out: Jinja2 environments, and sources for a page's policy for content.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib import resources
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


@lru_cache(maxsize=8)
def environment(*packages: str) -> Environment:
    """The templates of the packages; a name that two have is that of the first. `quoted` makes a part of a link."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(p) for p in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["quoted"] = quote
    return made


@lru_cache(maxsize=16)
def asset(package: str, name: str) -> str:
    """The text of a file in a package's templates: a style sheet, a script."""
    return resources.files(package).joinpath("templates", name).read_text(encoding="utf-8")


def source_hash(text: str) -> str:
    """What Content-Security-Policy calls a hash source, of an element that holds just `text`."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
