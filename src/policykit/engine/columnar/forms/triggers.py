"""Rules on events: one row a trigger, with what the form says of it, the scope and the exceptions applied.

The mirror of `reference.triggers`: what is out of scope is left out, an unknown scope makes it undecided, an exception
excuses, an unknown one makes a breach undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.outcomes import BREACHES, Late, Outcomes, Read
from policykit.engine.columnar.waivers import Lifting, lifted, owners
from policykit.engine.columnar.wording import Wording
from policykit.engine.reference.judging import EXCEPTION, Judging, Outcome
from policykit.engine.reference.triggers import at_trigger
from policykit.engine.reference.values import Look
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.text import Text

SCOPE_UNKNOWN, EXCUSED, EXCEPTION_UNKNOWN = "scope unknown", "excused", "exception unknown"
"""The branches that every form has."""

NO_WORDS = Text("", "")
"""What an undecided row says of which a waiver says the rest."""


@dataclass(frozen=True)
class Judged:
    """What a form says of its triggers, as expressions over the row: the verdict, in which branch, and the rest.

    A NULL verdict says that the trigger gives rise to no obligation. `acts` are expressions of evidence beside the
    trigger: NULL where there is none. `source` joins to the frame's rows, `late` is another way to evidence.
    """

    verdict: str
    branch: str
    due: str = "CAST(NULL AS BIGINT)"
    settled: str = "CAST(NULL AS BIGINT)"
    acts: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    late: Late | None = None


def trigger_frame(compiling: Compiling) -> Frame:
    """The rows of a rule's triggers in force, one for each entity living then where the rule is for pairs."""
    scope, in_force = compiling.rule.scope, compiling.in_force('"at"')
    if scope.trigger is None:
        raise ValueError(f"{compiling.rule.id} has no trigger")
    if scope.entity is None:
        return Frame(compiling.query, events=scope.trigger.events, where=in_force)
    source = _pairs(compiling, scope.entity, scope.trigger.events, in_force)
    return Frame(compiling.query, events=scope.trigger.events, source=source, paired=scope.entity)


def _pairs(compiling: Compiling, kind: str, events: tuple[str, ...], in_force: str) -> str:
    """The facts beside each entity that lives at them: fact, at, paired; if it is asked, whether the rule `binds` it.

    Entities that it does not bind are left out. Facts of one instant have the same entities.
    """
    query, where = compiling.query, compiling.rule.scope.entity_where
    facts = query.add("facts", f'SELECT id AS fact, "at" FROM ({query.store.of_types(events, (), in_force)})')
    living = (
        f'(SELECT l.id, f."at" FROM (SELECT DISTINCT "at" FROM {facts}) f JOIN {query.register.lives(kind)} l '
        'ON l.since <= f."at" AND (l.until IS NULL OR f."at" < l.until))'
    )
    binds = ""
    if where is not None:
        frame = Frame(query, entity=kind, source=living)
        truth = truth_of(where, frame)
        _, rows = frame.rows()
        asked = f"SELECT {frame.column('id')}, {frame.at}, {truth} AS binds FROM {rows} {frame.alias}"
        living, binds = f"(SELECT * FROM ({asked}) WHERE binds IS NOT FALSE)", ", l.binds"
    return f'(SELECT f.fact, f."at", l.id AS paired{binds} FROM {facts} f JOIN {living} l ON l."at" = f."at")'


def outcomes(
    compiling: Compiling,
    frame: Frame,
    judge: Callable[[Callable[[], str]], Judged],
    read: Callable[[Judging, Read], Outcome],
    *,
    lasting: bool = False,
    wording: Callable[[], Wording] | None = None,
) -> Outcomes:
    """The outcomes of a rule's triggers. `lasting` says that the duty runs on, so that a waiver may still lift it.

    `judge` is handed a function that ends the frame and gives its table's name; it must call it before it adds tables
    of its own that join the frame's rows, and after all conditions are written.
    """
    applies, excused, exempt = compiling.applies(frame), compiling.excused(frame), compiling.exempt(frame)
    named = {k: frame.field(k) for k in ("unit", "account", "staff") if frame.has_field(k)}
    subject, whose = subject_of_row(frame), owners(compiling, frame)
    rows: list[str] = []

    def end() -> str:
        if not rows:
            whole = frame.rows()[1]
            bound = f"SELECT {frame.alias}.* FROM {whole} {frame.alias} WHERE ({applies}) IS NOT FALSE"
            rows.append(whole if applies == "TRUE" else compiling.query.add("t", bound))
        return rows[0]

    found = judge(end)
    table = end()
    said = {
        "type": f"{frame.alias}.type",
        "id": f"{frame.alias}.id",
        "at": frame.at,
        **named,
        "subject": subject,
        **({"entity": frame.column("paired")} if frame.paired else {}),
        "due": found.due,
        "settled": found.settled,
        **({"evidence": f"[{', '.join(found.acts)}]"} if found.acts else {}),
        **found.columns,
    }
    held = {"exempt": exempt, "applies": applies, "excused": excused, "found": found.verdict, "branch": found.branch}
    held |= {"waivable account": whose[0], "waivable unit": whose[1]} if whose is not None else {}
    listed = ", ".join(f"{e} AS {sql.name(c)}" for c, e in (said | held).items())
    inner = f"(SELECT {listed} FROM {table} {frame.alias} {found.source}) j"
    columns = {"verdict": _VERDICT, "branch": _BRANCH, **{c: f"j.{sql.name(c)}" for c in said}}
    judged = Outcomes(compiling.query, columns, inner, read, begins="at", late=found.late, wording=wording)
    if whose is None:
        return judged
    lifting = Lifting(
        owners=('j."waivable account"', 'j."waivable unit"'),
        keys=("id", "entity") if frame.paired else ("id",),
        since='j."at"',
        until=None if lasting else 'j."at"',
        bars="j.applies AND j.excused",
        verdict=f"CASE WHEN j.applies IS NULL THEN '{Verdict.UNDECIDED.value}' ELSE j.found END",
        branch=f"CASE WHEN j.applies IS NULL THEN '{SCOPE_UNKNOWN}' ELSE j.branch END",
    )
    return lifted(compiling, replace(judged, read=_or_of_scope_unknown(read)), lifting)


def _or_of_scope_unknown(read: Callable[[Judging, Read], Outcome]) -> Callable[[Judging, Read], Outcome]:
    """Reads rows as the form does but for those of which it is not known whether the rule binds: no act is shown."""

    def of_row(judging: Judging, row: Read) -> Outcome:
        if row.branch == SCOPE_UNKNOWN:
            return replace(worded(judging, row, NO_WORDS), evidence=(trigger(row),), settled_at=None)
        return read(judging, row)

    return of_row


_BREACH = f"j.found IN ({BREACHES})"
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
    look = look_at(judging, row)
    return at_trigger(look, Verdict.EXCUSED, EXCEPTION, settled_at=look.at)


def trigger(row: Read) -> Fact:
    """The row's trigger."""
    if row.fact is None:
        raise ValueError("a trigger is a fact")
    return row.fact


def look_at(judging: Judging, row: Read) -> Look:
    """The look at the row's trigger, and at the entity beside it where the rule is for pairs."""
    kind, fact = judging.rule.scope.entity, trigger(row)
    entity = judging.history.register.entity(kind, row.entity) if kind and row.entity else None
    return judging.look(fact.at, fact, entity)


def worded(judging: Judging, row: Read, message: Text) -> Outcome:
    """The outcome of a row, in the words of its form."""
    look = look_at(judging, row)
    return at_trigger(look, row.verdict, message, due=row.due, settled_at=row.settled, acts=row.evidence)
