"""The corpus of rule files in `tests/corpus/language/`: a new test is a new file.

`good/NAME.policy` checks without a diagnostic, and is formatted as `NAME.zh.policy` and `NAME.en.policy`.
`format/NAME.policy` need not check; it is formatted likewise.
`bad/NAME.policy` has exactly the diagnostics in `NAME.zh.txt` and `NAME.en.txt`.
A name that begins with `cases` is a file of cases. `UPDATE_SNAPSHOTS=1` writes what is expected anew: review the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

from policykit.language.diagnostics import Diagnostic, in_order
from policykit.language.parser import Parsed, parse_cases, parse_document
from policykit.language.read import read_document
from policykit.model.extension import Check, CheckResult, Extensions
from policykit.model.text import Text
from policykit.model.vocabulary import FieldType, Kind, base_vocabulary
from policykit.plugins.builtin import policykit_functions

FOLDER = Path(__file__).resolve().parents[1] / "corpus" / "language"
VOCABULARY = base_vocabulary()
EXTENSIONS = Extensions(
    {f.name: f for f in policykit_functions()},
    {
        "ipv6_ready": Check(
            Text("支持IPv6", "ipv6_ready"),
            "account",
            lambda _: CheckResult(None, Text("未知", "unknown")),
            {"端口": FieldType(Kind.NUMBER)},
        )
    },
)


def names(kind: str) -> list[str]:
    """The names of the files of a kind: good, format or bad."""
    return sorted(p.name.removesuffix(".policy") for p in (FOLDER / kind).glob("*.policy") if p.name.count(".") == 1)


def source(kind: str, name: str) -> str:
    """The text of a file."""
    return (FOLDER / kind / f"{name}.policy").read_text("utf-8")


def expected(kind: str, file_name: str, actual: str) -> str:
    """The text of a file that says what is expected; with `UPDATE_SNAPSHOTS=1`, made what came out."""
    path = FOLDER / kind / file_name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(actual, "utf-8")
    return path.read_text("utf-8") if path.exists() else ""


def is_cases(name: str) -> bool:
    """Whether a file holds cases."""
    return name.startswith("cases")


def parse(text: str, name: str) -> Parsed:
    """What the parser makes of a file."""
    return (parse_cases if is_cases(name) else parse_document)(text, f"{name}.policy")


def diagnostics(text: str, name: str) -> list[Diagnostic]:
    """Everything that is wrong in a file: by the parser, and for documents by the checker."""
    if is_cases(name):
        return in_order(parse(text, name).diagnostics)
    return list(read_document(text, f"{name}.policy", VOCABULARY, EXTENSIONS).diagnostics)
