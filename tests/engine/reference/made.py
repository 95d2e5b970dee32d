"""Facts, documents and findings made in a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count

from policykit.engine.check import Task, check
from policykit.engine.reference.history import History
from policykit.engine.reference.judging import Judging
from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.model.facts import Fact
from policykit.model.finding import Finding
from policykit.model.policy.document import Document
from policykit.model.time import SHANGHAI, Instant, day_last, instant
from policykit.plugins import load_plugins

PLUGINS = load_plugins()
_NUMBERS = count(1)


def moment(text: str) -> datetime:
    """A time in UTC+8; a date alone is its noon."""
    found = datetime.fromisoformat(text if "T" in text else f"{text}T12:00")
    return found.replace(tzinfo=SHANGHAI)


def at(text: str) -> Instant:
    """The instant of a time in UTC+8."""
    return instant(moment(text))


def fact(type_: str, when: str, *, recorded: str | None = None, **said: object) -> Fact:
    """A fact, with the next free id unless it says one."""
    data = {
        "id": f"e{next(_NUMBERS)}",
        "type": type_,
        "occurred_at": moment(when),
        "recorded_at": moment(recorded) if recorded else None,
        **said,
    }
    return PLUGINS.vocabulary.events[type_].model.model_validate(data)


def history(*facts: Fact, as_of: str = "2025-12-31", covered: frozenset[str] | None = None) -> History:
    """The history at the end of a day."""
    return History(facts, day_last(date.fromisoformat(as_of)), PLUGINS.vocabulary, covered)


def document(rules: str, header: str = "施行 2025-01-01") -> Document:
    """A document of one clause with these rules."""
    source = f"文件 made 《样本》\n  {header}\n第一条 样本\n{rules}"
    read = read_document(source, "made.policy", PLUGINS.vocabulary, PLUGINS.extensions)
    assert read.document is not None, [d.message.en for d in read.diagnostics]
    return read.document


def judging(rules: str, *facts: Fact, as_of: str = "2025-12-31", header: str = "施行 2025-01-01") -> Judging:
    """The first of the rules, about to be judged."""
    made, settings = document(rules, header), Settings()
    return Judging(
        made.rules[0],
        made,
        settings.force(made),
        history(*facts, as_of=as_of),
        PLUGINS.calendar("national"),
        PLUGINS.extensions,
        settings,
    )


def findings(
    rules: str,
    facts: Sequence[Fact],
    as_of: str,
    *,
    settings: Settings | None = None,
    covered: frozenset[str] | None = None,
    header: str = "施行 2025-01-01",
) -> tuple[Finding, ...]:
    """What the rules find at the end of a day."""
    task = Task(document(rules, header), PLUGINS)
    return check([task], facts, date.fromisoformat(as_of), settings=settings, covered=covered).findings
