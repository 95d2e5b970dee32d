"""silence: no stretch without such a fact may be longer than the limit.

One row for each day that begins a silence. Acts are brought together by entity and day before the stretches are joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from policykit.calendar import PeriodError, advance_day
from policykit.engine.columnar import sql
from policykit.engine.columnar.acts import Acts, acts
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.daily import by_day
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import ordered
from policykit.engine.columnar.outcomes import BREACHES, Late, Outcomes, Read
from policykit.engine.columnar.queries import Query
from policykit.engine.columnar.stretches import held, stretches
from policykit.engine.columnar.waivers import Lifting, lifted, owners
from policykit.engine.columnar.wording import ALWAYS, Wording, day, filled, time
from policykit.engine.reference.forms import silence as reference
from policykit.engine.reference.judging import EXCEPTION, Judging, Outcome, figure_of
from policykit.engine.reference.stretches import Stretch
from policykit.model.finding import Verdict
from policykit.model.policy import requirements as r

_UNKNOWN, _EXCEPTED, _OPEN, _SUNSET, _ENDED = "unknown", "excepted", "open", "sunset", "ended"
"""The branches: the scope is not known, an exception held, or how the stretch ends."""


def compile_rule(compiling: Compiling, requirement: r.Silence) -> Outcomes:
    """One row for each day that begins a silence."""
    judging, query = compiling.judging, compiling.query
    found = acts(compiling, judging.each, requirement.pattern, by_day=True)
    judged = _judged(compiling, requirement, _silences(compiling, requirement, found))
    frame = Frame(query, entity=judging.each, source=f'(SELECT *, {sql.day_last("day")} AS "at" FROM {judged})')
    exempt = compiling.exempt(frame)
    whose = owners(compiling, frame)
    _, rows = frame.rows()
    alias = frame.alias
    columns = {
        "verdict": f"CASE WHEN {exempt} THEN NULL ELSE {alias}.verdict END",
        "branch": f"{alias}.branch",
        "entity": f"{alias}.id",
        "life": f"{alias}.life",
        "first": f"{alias}.day",
        "last": f"{alias}.last",
        "due": frame.column("due"),
        "settled": f"{alias}.settled",
        "number": f"coalesce({alias}.next_at, 0)",
    }

    def read(judging: Judging, row: Read) -> Outcome:
        return _read(judging, requirement, row)

    wording = partial(_wording, compiling, requirement)
    outcomes = Outcomes(query, columns, f"{rows} {alias}", read, begins="first", late=_evidence(found), wording=wording)
    if whose is None:
        return outcomes
    first, bars = sql.day_start(f"{alias}.day"), f"{alias}.branch = '{_UNKNOWN}'"
    return lifted(compiling, outcomes, Lifting(whose, ("entity", "life", "first"), first, bars=bars))


def _wording(compiling: Compiling, requirement: r.Silence) -> Wording:
    """What is said of a silence that was too long."""
    _, rests_on = figure_of(compiling.judging, requirement.limit)
    late = f"o.verdict = '{Verdict.MET_LATE.value}'"
    first, due = day('o."first"'), day(sql.day_of("o.due"))
    return Wording(
        (
            (late, filled(reference.TOO_LONG, b=first, t=time("o.settled"), d=due)),
            (ALWAYS, filled(reference.TOO_LONG, b=first, t=day('o."last"'), d=due)),
        ),
        identity=first.en,
        begins=sql.day_start('o."first"'),
        seen=sql.day_last('o."first"'),
        rests_on=rests_on,
        opening=True,
    )


def _evidence(found: Acts) -> Late:
    """The last act on the day that begins a silence, and the first on a later day, whose instant is the `number`."""
    key, sure = ordered('a."at"', "a.fact"), "" if found.certain else " AND a.counts"

    def acts_shown(_: Query, wanted: str) -> str:
        last, following = f'{_DAY} = w."first"', 'a."at" = w.number'
        return (
            f'SELECT w.entity, w.life, w."first", w.number, '
            f"[max({key}) FILTER (WHERE {last}), min({key}) FILTER (WHERE {following})] AS evidence "
            f"FROM {found.named} a JOIN {wanted} w ON a.id = w.entity AND ({last} OR {following}){sure} "
            "GROUP BY 1, 2, 3, 4"
        )

    return Late("evidence", ("entity", "life", "first", "number"), acts_shown)


def _silences(compiling: Compiling, requirement: r.Silence, found: Acts) -> str:
    """The table of the days that begin a silence, each with the first act of a later day, and the first that may be."""
    judging, query = compiling.judging, compiling.query
    days = by_day(compiling, requirement.pattern, found)
    until = f"coalesce(until, {judging.as_of})"
    bound = query.add(
        "bound",
        f"SELECT *, least({judging.as_of}, {until}, {sql.day_last('CASE WHEN by_sunset THEN last ELSE last + 1 END')}) "
        f"AS heard FROM {stretches(compiling, judging.each)}",
    )
    unsure, joined = "", ""
    if not found.certain:
        unsure = ", CASE WHEN d.unsure_at <= s.heard THEN d.unsure_at END AS unsure_at"
        joined = f"LEFT JOIN {days} d ON d.n = s.n AND d.day = s.first AND NOT s.unknown "
    # Only what tells stretches and days apart is sorted; the rest is joined to it again.
    points = query.add(
        "points",
        f"SELECT s.n, s.first, s.first AS day, CAST(NULL AS BIGINT) AS first_at{unsure} FROM {bound} s {joined}"
        "UNION ALL SELECT s.n, s.first, d.day, CASE WHEN d.first_at <= s.heard THEN d.first_at END AS first_at"
        f"{unsure} FROM {days} d JOIN {bound} s ON d.n = s.n AND d.day > s.first AND d.day <= {sql.day_of('s.heard')} "
        "AND NOT s.unknown",
    )
    of_one = "PARTITION BY n, first ORDER BY day"
    ahead = ""
    if not found.certain:
        rest = f"OVER ({of_one} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)"
        points, ahead = f"(SELECT *, min(unsure_at) {rest} AS next_unsure FROM {points})", ", p.next_unsure"
    following = query.add(
        "following",
        f"SELECT s.*, p.day, p.next_at{ahead} FROM (SELECT *, lead(first_at) OVER ({of_one}) AS next_at FROM {points} "
        f"WHERE day = first OR first_at IS NOT NULL) p JOIN {bound} s ON s.n = p.n AND s.first = p.first",
    )
    if found.loose is not None:
        own = "NULL" if found.certain else "f.next_unsure"
        following = query.add(
            "loosely",
            f"SELECT f.*, least({own}, CASE WHEN l.next_at <= f.heard THEN l.next_at END) AS next_doubt "
            f"FROM {following} f LEFT JOIN {_loose(compiling, found.loose)} l ON l.day = f.day",
        )
    elif not found.certain:
        following = f"(SELECT *, next_unsure AS next_doubt FROM {following})"
    else:
        following = f"(SELECT *, CAST(NULL AS BIGINT) AS next_doubt FROM {following})"
    limit, _ = figure_of(judging, requirement.limit)
    if limit is None:
        return query.add("silences", f"SELECT *, CAST(NULL AS BIGINT) AS lawful FROM {following} WHERE day <= last")

    def lawful() -> Iterator[tuple[int, int]]:
        try:
            for day in query.tables.days:
                yield day, sql.day_number(advance_day(sql.day_of_number(day), limit))
        except PeriodError as beyond:
            raise NotCompiled(beyond.text) from beyond

    last = query.tables.made(("advanced", limit), {"day": "INTEGER", "lawful": "INTEGER"}, lawful)
    return query.add(
        "silences", f"SELECT f.*, d.lawful FROM {following} f JOIN {last} d ON d.day = f.day WHERE f.day <= f.last"
    )


def _loose(compiling: Compiling, loose: str) -> str:
    """For each day the first act on it or later that may be anybody's."""
    query = compiling.query
    days = f'SELECT {_DAY} AS day, min(a."at") AS "at" FROM {loose} a GROUP BY 1'
    return query.add(
        "loosely",
        'SELECT e.day, min(d."at") OVER (ORDER BY e.day ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next_at '
        f"FROM {query.tables.every_day()} e LEFT JOIN ({days}) d ON d.day = e.day",
    )


_DAY = sql.day_of('a."at"')


def _judged(compiling: Compiling, requirement: r.Silence, silences: str) -> str:
    """The table of what became of each silence."""
    judging, query = compiling.judging, compiling.query
    missing = judging.history.not_covered(requirement.pattern.events) is not None
    doubt = f"s.next_doubt <= {sql.day_last('s.lawful')}"
    verdict = (
        f"CASE WHEN s.next_at IS NOT NULL AND (s.lawful IS NULL OR s.next_at <= {sql.day_last('s.lawful')}) "
        f"THEN '{Verdict.MET.value}' WHEN s.lawful IS NULL OR s.last < s.lawful THEN "
        f"CASE WHEN s.open THEN '{Verdict.PENDING.value}' WHEN s.by_sunset OR s.lawful IS NULL "
        f"THEN '{Verdict.EXCUSED.value}' ELSE '{Verdict.MET.value}' END "
        f"WHEN {'TRUE' if missing else doubt} THEN '{Verdict.UNDECIDED.value}' "
        f"WHEN s.next_at IS NOT NULL THEN '{Verdict.MET_LATE.value}' ELSE '{Verdict.VIOLATED.value}' END"
    )
    branch = f"CASE WHEN s.open THEN '{_OPEN}' WHEN s.by_sunset THEN '{_SUNSET}' ELSE '{_ENDED}' END"
    due = sql.day_last("s.lawful")
    act = f"CASE WHEN s.next_at <= {due} OR s.last >= s.lawful OR s.lawful IS NULL THEN s.next_at END"
    ended = f"WHEN s.by_sunset THEN {judging.force.end} " if judging.force.end is not None else ""
    settled, joined = f"coalesce({act}, CASE WHEN s.open THEN NULL {ended}ELSE {sql.day_last('s.last')} END)", ""
    if judging.rule.exceptions:
        joined = f" LEFT JOIN {_excepted(compiling, silences)} e ON e.id = s.id AND e.day = s.day"
        verdict = (
            f"CASE WHEN e.since IS NOT NULL THEN '{Verdict.EXCUSED.value}' "
            f"WHEN e.perhaps AND {verdict} IN ({BREACHES}) THEN '{Verdict.UNDECIDED.value}' ELSE {verdict} END"
        )
        branch = f"CASE WHEN e.since IS NOT NULL THEN '{_EXCEPTED}' ELSE {branch} END"
        settled = f"CASE WHEN e.since IS NOT NULL THEN {sql.day_last('e.since')} ELSE {settled} END"
    judged = query.add(
        "judged",
        f"SELECT s.*, CASE WHEN s.unknown THEN '{_UNKNOWN}' ELSE {branch} END AS branch, {settled} AS settled, "
        f"{due} AS due, CASE WHEN s.unknown THEN '{Verdict.UNDECIDED.value}' ELSE {verdict} END AS verdict "
        f"FROM {silences} s{joined}",
    )
    return query.add(
        "settled",
        "SELECT id, life, day, last, next_at, branch, verdict, due, "
        f"CASE WHEN verdict IN ('{Verdict.UNDECIDED.value}', '{Verdict.PENDING.value}') THEN NULL ELSE settled END "
        f"AS settled FROM {judged}",
    )


def _excepted(compiling: Compiling, silences: str) -> str:
    """The silences in which an exception held at the end of a day before the next act, or may have, and since when."""
    days = held(compiling, compiling.judging.each, compiling.rule.exceptions)
    ends = f"least(s.last, coalesce(s.lawful, s.last), coalesce({sql.day_of('s.next_at')} - 1, s.last))"
    return compiling.query.add(
        "excepted",
        "SELECT s.id, s.day, bool_or(h.unknown) AS perhaps, "
        "min(CASE WHEN NOT h.unknown THEN greatest(h.first, s.day) END) AS since "
        f"FROM {silences} s JOIN {days} h ON h.id = s.id AND h.first <= {ends} AND s.day <= h.last GROUP BY 1, 2",
    )


def _read(judging: Judging, requirement: r.Silence, row: Read) -> Outcome:
    entity = judging.history.register.entity(judging.each, row.entity or "")
    if entity is None or row.first is None or row.last is None:
        raise ValueError("a silence is of an entity")
    first, last = sql.day_of_number(row.first), sql.day_of_number(row.last)
    life, open_, by_sunset = entity.lives[row.life], row.branch == _OPEN, row.branch == _SUNSET
    stretch = Stretch(entity, life, first, last, open=open_, by_sunset=by_sunset)
    silence = reference.silence_from(judging, requirement, stretch, first, row.evidence)
    if row.branch == _EXCEPTED:
        return replace(silence.base, verdict=Verdict.EXCUSED, message=EXCEPTION, settled_at=row.settled)
    return reference.settle(judging.events(requirement.pattern.events), silence)
