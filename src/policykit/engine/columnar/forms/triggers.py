"""Rules on events: one row a trigger, with what the form says of it, the scope and the exceptions applied.

The mirror of `reference.triggers`: what is out of scope is left out, an unknown scope makes it undecided, an exception
excuses, an unknown one makes a breach undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import Outcomes, Read, shown_as
from policykit.engine.reference.judging import EXCEPTION, Judging, Outcome
from policykit.engine.reference.triggers import at_trigger
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.text import Text

SCOPE_UNKNOWN, EXCUSED, EXCEPTION_UNKNOWN = "scope unknown", "excused", "exception unknown"
"""The branches that every form has."""


@dataclass(frozen=True)
class Judged:
    """What a form says of its triggers, as expressions over the row: the verdict, in which branch, and the rest.

    A NULL verdict says that the trigger gives rise to no obligation. `acts` are expressions of evidence beside the
    trigger: NULL where there is none.
    """

    verdict: str
    branch: str
    due: str = "CAST(NULL AS BIGINT)"
    settled: str = "CAST(NULL AS BIGINT)"
    acts: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


def trigger_frame(compiling: Compiling) -> Frame:
    """The rows of a rule's triggers in force."""
    scope = compiling.rule.scope
    if scope.trigger is None or scope.entity is not None:
        raise NotCompiled(Text("每个对象与事件的配对", "pairs of entities and events"))
    compiling.refuse_waivers()
    return Frame(compiling.query, events=scope.trigger.events, where=compiling.in_force('"at"'))


def outcomes(
    compiling: Compiling,
    frame: Frame,
    judge: Callable[[Callable[[], str]], Judged],
    read: Callable[[Judging, Read], Outcome],
) -> Outcomes:
    """The outcomes of a rule's triggers.

    `judge` is handed a function that ends the frame and gives its table's name; it must call it before it adds tables
    of its own that join the frame's rows, and after all conditions are written.
    """
    applies, excused, exempt = compiling.applies(frame), compiling.excused(frame), compiling.exempt(frame)
    owners = {k: frame.field(k) for k in ("unit", "account", "staff") if frame.has_field(k)}
    subject = subject_of_row(frame)
    rows: list[str] = []

    def end() -> str:
        if not rows:
            whole = frame.rows()[1]
            bound = f"SELECT {frame.alias}.* FROM {whole} {frame.alias} WHERE ({applies}) IS NOT FALSE"
            rows.append(whole if applies == "TRUE" else compiling.query.add("t", bound))
        return rows[0]

    found = judge(end)
    table = end()
    acts = "".join(f", {a}" for a in found.acts)
    said = {
        "type": f"{frame.alias}.type",
        "id": f"{frame.alias}.id",
        "at": frame.at,
        **owners,
        "subject": subject,
        "due": found.due,
        "settled": found.settled,
        "evidence": f"[{shown_as(frame.at, f'{frame.alias}.id')}{acts}]",
        **found.columns,
    }
    held = {"exempt": exempt, "applies": applies, "excused": excused, "found": found.verdict, "branch": found.branch}
    listed = ", ".join(f"{e} AS {sql.name(c)}" for c, e in (said | held).items())
    inner = f"(SELECT {listed} FROM {table} {frame.alias} {found.source}) j"
    columns = {"verdict": _VERDICT, "branch": _BRANCH, **{c: f"j.{sql.name(c)}" for c in said}}
    return Outcomes(compiling.query, columns, inner, read)


_BREACH = f"j.found IN ('{Verdict.VIOLATED.value}', '{Verdict.MET_LATE.value}')"
_VERDICT = (
    "CASE WHEN j.exempt OR j.applies IS FALSE OR j.found IS NULL THEN NULL "
    f"WHEN j.applies IS NULL THEN '{Verdict.UNDECIDED.value}' WHEN j.excused THEN '{Verdict.EXCUSED.value}' "
    f"WHEN j.excused IS NULL AND {_BREACH} THEN '{Verdict.UNDECIDED.value}' ELSE j.found END"
)
_BRANCH = (
    f"CASE WHEN j.applies IS NULL THEN '{SCOPE_UNKNOWN}' WHEN j.excused THEN '{EXCUSED}' "
    f"WHEN j.excused IS NULL AND {_BREACH} THEN '{EXCEPTION_UNKNOWN}' ELSE j.branch END"
)


def subject_of_row(frame: Frame) -> str:
    """The trigger's own subject."""
    events = frame.query.store.vocabulary.events
    parts = [f"WHEN {sql.text(e)} THEN {frame.field(events[e].subject)}" for e in frame.events if events[e].subject]
    return f"CASE {frame.alias}.type {' '.join(parts)} END" if parts else "CAST(NULL AS VARCHAR)"


def excused_at_trigger(judging: Judging, row: Read) -> Outcome:
    """The outcome of a trigger that an exception excuses."""
    return at_trigger(
        judging.look(trigger(row).at, trigger(row)), Verdict.EXCUSED, EXCEPTION, settled_at=trigger(row).at
    )


def trigger(row: Read) -> Fact:
    """The row's trigger."""
    if row.fact is None:
        raise ValueError("a trigger is a fact")
    return row.fact


def worded(judging: Judging, row: Read, message: Text) -> Outcome:
    """The outcome of a row, in the words of its form."""
    fact = trigger(row)
    outcome = at_trigger(judging.look(fact.at, fact), row.verdict, message, due=row.due, settled_at=row.settled)
    return replace(outcome, evidence=row.evidence)
