"""What a document asks less than the one above it: the county's than the province's.

In: two documents. Out: for each binding rule of the upper one on whose topic the lower one has rules too that speak of
the same acts or attributes, whether those ask as much; if not, a history that keeps them and breaks the upper rule.
Where the lower document says nothing, the upper one binds by itself: that is not looser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policykit.analysis.compare.comparer import Comparer, is_premise
from policykit.analysis.compare.footprint import unrelated
from policykit.analysis.compare.results import Witness
from policykit.analysis.compare.sourced import Sourced
from policykit.analysis.consistency.ground import Ground, acts, binding, triggers
from policykit.analysis.consistency.results import Inconsistency, Kind, Story, Untold
from policykit.engine.check import check
from policykit.model.facts import Fact
from policykit.model.policy.rule import Rule
from policykit.model.text import Text
from policykit.packs import Pack

_TIGHTEN = Text(
    "下级文件不能放宽上级的要求:补上或收紧,或在 consistency.toml 里说明为什么不同",
    "a document below cannot ask for less: add or tighten the rule, or explain the difference in consistency.toml",
)


@dataclass(frozen=True, slots=True)
class Above:
    """What came of asking: the rules that are looser, and the questions that could not be answered."""

    looser: tuple[Inconsistency, ...]
    untold: tuple[Untold, ...]


def looser_than(ground: Ground, upper: Pack) -> Above:
    """Where the document asks less than the upper one. Raises as `inconsistencies` does."""
    comparer = Comparer(ground.first, ground.last, ground.calendar, ground.settings)
    looser: list[Inconsistency] = []
    untold: list[Untold] = []
    for rule in upper.document.rules:
        own = [s for s in ground.asking if s.rule.topic is not None and s.rule.topic is rule.topic]
        above = Sourced(upper, rule)
        if not binding(rule) or unrelated(own, [above]) or _follows(ground, above):
            continue
        found = comparer.implication(own, above)
        if found.witness is not None:
            looser.append(_looser(ground, above, own, found.witness))
        elif found.reason is not None:
            untold.append(Untold(above.id, Text(found.reason.zh, found.reason.en)))
    return Above(tuple(looser), tuple(untold))


def _follows(ground: Ground, above: Sourced) -> bool:
    """Whether the document's rules, on whatever topic, surely ask as much."""
    near = [s for s in ground.asking if is_premise(s, above) and _near(s.rule, above.rule)]
    return bool(near) and ground.prover.implied(near, above) is not None


def _near(one: Rule, other: Rule) -> bool:
    named = triggers(one) | acts(one)
    return type(one.requirement) is type(other.requirement) or bool(named & (triggers(other) | acts(other)))


def _looser(ground: Ground, above: Sourced, own: Sequence[Sourced], witness: Witness) -> Inconsistency:
    nearest = next((s for s in own if s.rule.form is above.rule.form), own[0])
    topic = nearest.rule.topic
    message = Text(
        "在“{t}”上比上级宽:守住本文件的规则,仍可违反 {u}(《{d}》{c}“{r}”)",
        "looser than above on {t}: the rules here can all be kept and {u} ({d}, {c}: {r}) be broken",
    )
    message = message.fill(
        t=topic.label if topic is not None else "",
        u=above.id,
        d=above.pack.document.title,
        c=above.rule.clause,
        r=above.rule.title,
    )
    events = above.pack.plugins.vocabulary.events
    facts: list[Fact] = [events[f.type].model.model_validate(f.fact) for f in witness.facts]
    settings = ground.search.settings
    kept = check([nearest.task], facts, witness.as_of, settings=settings, only=frozenset(s.id for s in own)).findings
    caption = Text("这样守住本文件在“{t}”上的规则,却违反 {u}", "this keeps the rules here on {t} and breaks {u}")
    caption = caption.fill(t=topic.label if topic is not None else "", u=above.id)
    story = Story(caption, tuple(facts), witness.as_of, (*kept, witness.finding))
    return Inconsistency(Kind.LOOSER, nearest.rule, (above.id,), message, _TIGHTEN, (story,))
