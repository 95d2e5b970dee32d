"""A witness as a drawing: its facts on a scale of days, and the duty that it breaks.

In: a `Witness` and the calendar whose rest days are shaded. Out: a `Drawing` of the rule pages, in one language.
"""

from __future__ import annotations

from policykit.analysis.compare.results import Entry, Witness
from policykit.calendar import Calendar
from policykit.io.comparison_out import words
from policykit.io.rule_pages.drawing import Drawing, draw_happenings
from policykit.io.rule_pages.happenings import Happening, Mark, clock, day_of
from policykit.model.policy.requirements import Form
from policykit.model.text import Lang, Text
from policykit.model.time import Instant, instant

_DAYS_SHADED = 100
"""In a longer drawing a weekend is too thin to be seen, and hundreds of them weigh."""


def draw_witness(witness: Witness, broken: Entry | None, calendar: Calendar, lang: Lang) -> Drawing:
    """The drawing of a witness. `broken` is the rule that it breaks, if the comparison has it."""
    facts = sorted(witness.facts, key=lambda f: instant(f.occurred_at))
    events = [_happening(instant(f.occurred_at), Mark.FACT, Text(f.label.zh, f.label.en)) for f in facts]
    events.append(_happening(instant(witness.as_of), Mark.AS_OF, words.AS_OF))
    drawing = draw_happenings(
        events,
        [witness.finding],
        calendar,
        lasting=broken is not None and broken.normal.when is None,
        owed=broken is not None and broken.form == Form.RESPONSE.value,
        shaded=_DAYS_SHADED,
    )
    return drawing.in_language(lang)


def _happening(at: Instant, mark: Mark, name: Text) -> Happening:
    return Happening(at, mark, day_of(at), clock(at), name, "")
