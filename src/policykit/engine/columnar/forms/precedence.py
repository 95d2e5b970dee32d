"""precedence: what came before a trigger, by looking back. chain: the steps found backwards, one join each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.following import Candidates, candidates, may_be_its_own, reads_trigger
from policykit.engine.columnar.forms import triggers
from policykit.engine.columnar.forms.condition import settled
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import id_in, instant_in, ordered
from policykit.engine.columnar.outcomes import Late, Outcomes, Read
from policykit.engine.columnar.queries import Query
from policykit.engine.columnar.wording import ALWAYS, Wording, plain
from policykit.engine.reference.forms.precedence import WHOLE, is_forbidden, not_whole, words
from policykit.engine.reference.judging import Judging, Outcome
from policykit.model.finding import Verdict
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.text import Text


def compile_look_back(compiling: Compiling, requirement: m.LookBack) -> Outcomes:
    """One row a trigger: `不得 此前 已有 E` and the like. Without a window, a chain of one step."""
    judging = compiling.judging
    met, broken = words(judging, requirement)
    if is_forbidden(judging, requirement) or requirement.within is not None or requirement.same is not None:
        return _looked_back(compiling, requirement, met, broken)
    return _chain(compiling, (requirement.pattern,), met, (broken,))


def compile_rule(compiling: Compiling, requirement: r.Precedence) -> Outcomes:
    """One row a trigger."""
    back = m.LookBack(requirement.pattern, within=requirement.within, same=requirement.same)
    return compile_look_back(compiling, back)


def compile_chain(compiling: Compiling, requirement: r.Chain) -> Outcomes:
    """One row a trigger."""
    broken = [not_whole(compiling.judging, requirement, n) for n in range(len(requirement.steps))]
    return _chain(compiling, requirement.steps, WHOLE, broken)


def _looked_back(compiling: Compiling, back: m.LookBack, met: Text, broken: Text) -> Outcomes:
    frame = triggers.trigger_frame(compiling)
    forbidden = is_forbidden(compiling.judging, back)
    sought = replace(back, negated=False)
    truth, latest = frame.look_back(sought, truth_of, strictly=forbidden, latest=True)
    kept = f"NOT ({truth})" if forbidden else truth
    read, wording = _reading(met, (broken,)), partial(_wording, (broken,))
    return triggers.outcomes(compiling, frame, lambda end: settled(frame.at, kept, (latest,)), read, wording=wording)


def _reading(met: Text, broken: Sequence[Text]) -> Callable[[Judging, Read], Outcome]:
    """Reads rows; what is said of a broken one is by its number."""

    def read(judging: Judging, row: Read) -> Outcome:
        if row.branch == triggers.EXCUSED:
            return triggers.excused_at_trigger(judging, row)
        return triggers.worded(judging, row, met if row.verdict is Verdict.MET else broken[row.number])

    return read


def _wording(broken: Sequence[Text]) -> Wording:
    """The same as SQL."""
    first, *others = [plain(said) for said in broken]
    return Wording((*((f"o.number = {n}", said) for n, said in enumerate(others, 1)), (ALWAYS, first)))


# ---------------------------------------------------------------- chain

_ROW = '"row id"'
_BY_FIRSTS = frozenset((Verdict.MET, Verdict.EXCUSED))
"""The verdicts of triggers whose chain may have been found whole without being gone through."""


def _chain(compiling: Compiling, patterns: Sequence[m.EventPattern], met: Text, broken: Sequence[Text]) -> Outcomes:
    """One row a trigger. A second search, which takes what may count for what does, says what is undecided.

    Of most triggers it is enough to know when each step was first taken: where these came one after the other, and
    before the trigger, the chain is whole. Only the others are gone through.
    """
    frame = triggers.trigger_frame(compiling)
    named = [e for p in patterns for e in set(p.events)]
    nearest = len(set(named)) == len(named) and not any(may_be_its_own(frame, p) for p in patterns)
    steps = [candidates(frame, p, truth_of, nearest=nearest) for p in patterns]
    alike = frame.paired is None and len({p.key for p in patterns}) == 1
    first = alike and not any(reads_trigger(p.where) for p in patterns)
    certain = all(p.where is None for p in patterns) and not any(s.loose for s in steps)

    def judge(end: Callable[[], str]) -> triggers.Judged:
        rows, query, found = end(), frame.query, frame.query.fresh("k")
        table = _surely(query, frame, _not_by_firsts(frame, rows, steps) if first else rows, steps, few=first)
        perhaps, joined = _perhaps(frame, table, steps, certain=certain)
        acts = [_step(frame, n) for n in range(len(steps))]
        truth = f"CASE WHEN {acts[0]} IS NOT NULL THEN TRUE WHEN {perhaps} THEN NULL ELSE FALSE END"
        missing = " ".join(f"WHEN {acts[n]} IS NULL THEN {n}" for n in reversed(range(len(steps))))
        gone = query.add(
            "gone",
            f"SELECT {frame.mark} AS {_ROW}, {truth} AS truth, CASE {missing} END AS missing, {', '.join(acts)} "
            f"FROM {table} {frame.alias} {joined}",
        )
        truth = f"({found}.{_ROW} IS NULL OR {found}.truth)"
        judged = settled(frame.at, truth, tuple(f"{found}.{_named(n)}" for n in range(len(steps))))
        return replace(
            judged,
            columns={"number": f"{found}.missing"},
            source=f"LEFT JOIN {gone} {found} ON {found}.{_ROW} = {frame.mark}",
            late=_evidence(frame, rows, steps) if first else None,
        )

    return triggers.outcomes(compiling, frame, judge, _reading(met, broken), wording=partial(_wording, broken))


def _not_by_firsts(frame: Frame, rows: str, steps: Sequence[Candidates]) -> str:
    """The table of the triggers before which the first facts of the steps did not come one after the other.

    Triggers are grouped with the steps, so that only those are joined of whose keys that is said.
    """
    query, alias, keys = frame.query, frame.query.fresh("f"), [f"key {n}" for n in range(len(steps[0].keys))]
    listed, owns = ", ".join(map(sql.name, keys)), [own for _, own in steps[0].keys]
    sources = [(f"FROM {s.table} WHERE {s.counts}", s.at, [key for key, _ in s.keys]) for s in steps]
    sources.append((f"FROM {rows} {frame.alias}", frame.at, owns))
    taken = " UNION ALL ".join(
        f"SELECT {place} AS step, {at} AS taken, "
        f"{', '.join(f'{key} AS {sql.name(k)}' for k, key in zip(keys, own, strict=True))} {source}"
        for place, (source, at, own) in enumerate(sources)
    )
    times = [sql.name(f"first {n}") for n in range(len(sources))]
    firsts = ", ".join(f"min(taken) FILTER (WHERE step = {n}) AS {time}" for n, time in enumerate(times))
    follow = sql.all_of(f"{before} < {after}" for before, after in pairwise(times))
    found = query.add(
        "firsts",
        f"SELECT {listed} FROM (SELECT {listed}, {firsts} FROM ({taken}) GROUP BY {listed}) "
        f"WHERE {times[-1]} IS NOT NULL AND ({follow}) IS NOT TRUE",
    )
    on = sql.all_of(f"{alias}.{sql.name(k)} = {own}" for k, own in zip(keys, owns, strict=True))
    unnamed = sql.any_of(f"{own} IS NULL" for own in owns)
    every = f"SELECT {frame.alias}.* FROM {rows} {frame.alias}"
    return query.add("c", f"{every} JOIN {found} {alias} ON {on} UNION ALL {every} WHERE {unnamed}")


def _evidence(frame: Frame, rows: str, steps: Sequence[Candidates]) -> Late:
    """The steps of the triggers that are shown although they were not gone through."""

    def gone_through(query: Query, wanted: str) -> str:
        those = query.add(
            "c",
            f"SELECT {frame.alias}.* FROM {rows} {frame.alias} WHERE {frame.column('id')} IN (SELECT id FROM {wanted})",
        )
        table = _surely(query, frame, those, steps)
        acts = ", ".join(_step(frame, n) for n in range(len(steps)))
        return f"SELECT {frame.column('id')} AS id, [{acts}] AS evidence FROM {table} {frame.alias}"

    return Late("evidence", ("id",), gone_through, _BY_FIRSTS)


def _surely(query: Query, frame: Frame, table: str, steps: Sequence[Candidates], *, few: bool = False) -> str:
    """The table of the triggers with the steps that surely were taken, as 'instant id'; found from the last.

    `few`: most triggers are not in the table.
    """
    alias, upto, taken = frame.alias, frame.at, list[str]()
    for place in reversed(range(len(steps))):
        step, best = steps[place], query.fresh("k")
        others = "".join(f" AND {step.id} <> {id_in(t)}" for t in _of_a_kind(step, steps[place + 1 :], taken))
        found = query.add(
            "c",
            f"SELECT {frame.mark} AS {_ROW}, max({ordered(step.at, step.id)}) AS best "
            f"FROM {step.beside(table, few=few)} ON {step.on} AND {step.at} <= {upto}{others} "
            f"WHERE {step.counts} GROUP BY 1",
        )
        table = query.add(
            "c",
            f"SELECT {alias}.*, {best}.best AS {_named(place)} "
            f"FROM {table} {alias} LEFT JOIN {found} {best} ON {best}.{_ROW} = {frame.mark}",
        )
        taken.insert(0, _step(frame, place))
        upto = instant_in(taken[0])
    return table


def _of_a_kind(step: Candidates, later: Sequence[Candidates], taken: Sequence[str]) -> Iterator[str]:
    """The facts taken for later steps that might be the step's own: those of other types are not."""
    for other, act in zip(later, taken, strict=True):
        if not set(step.frame.events).isdisjoint(other.frame.events):
            yield act


def _perhaps(frame: Frame, sure: str, steps: Sequence[Candidates], *, certain: bool) -> tuple[str, str]:
    """Whether a chain that is not surely whole would be with facts that may count, and the join that this needs.

    `certain`: every fact of a step counts, and says whose it is.
    """
    if certain and len({s.more for s in steps}) == 1:
        return steps[0].more, ""
    query, alias, upto, taken, doubts = frame.query, frame.alias, frame.at, list[str](), list[str]()
    table = query.add("c", f"SELECT {alias}.* FROM {sure} {alias} WHERE {_step(frame, 0)} IS NULL")
    for place in reversed(range(len(steps))):
        step, best = steps[place], query.fresh("k")
        others = "".join(f" AND {step.id} IS DISTINCT FROM {t}" for t in _of_a_kind(step, steps[place + 1 :], taken))
        key, until, act, doubt = ordered(step.at, step.id), f'"until {place}"', f'"act {place}"', f'"doubt {place}"'
        found = query.add(
            "c",
            f"SELECT {frame.mark} AS {_ROW}, max({key}) AS best, max({key}) FILTER (WHERE {step.counts}) AS sure "
            f"FROM {step.beside(table, few=True)} ON {step.on} AND {step.at} <= {upto}{others} "
            f"WHERE ({step.counts}) IS NOT FALSE GROUP BY 1",
        )
        near = [loose.last(table, upto) for loose in step.loose]
        latest = f"greatest({', '.join([f'{best}.best', *(n.value for n in near)])})" if near else f"{best}.best"
        joins = " ".join([f"LEFT JOIN {found} {best} ON {best}.{_ROW} = {frame.mark}", *(n.join for n in near)])
        table = query.add(
            "c",
            f"SELECT {alias}.*, CASE WHEN {step.more} THEN {upto} ELSE {instant_in(latest)} END AS {until}, "
            f"CASE WHEN {step.more} THEN NULL ELSE {id_in(latest)} END AS {act}, "
            f"{step.more} OR {latest} IS DISTINCT FROM {best}.sure AS {doubt} FROM {table} {alias} {joins}",
        )
        upto = f"{alias}.{until}"
        taken.insert(0, f"{alias}.{act}")
        doubts.append(doubt)
    last = query.fresh("k")
    unsure = sql.any_of(f"{last}.{d}" for d in doubts)
    reached = '"until 0"'
    own = f"SELECT {frame.mark} AS {_ROW}, {', '.join([reached, *doubts])} FROM {table} {alias}"
    joined = f"LEFT JOIN ({own}) {last} ON {last}.{_ROW} = {frame.mark}"
    return f"{last}.{reached} IS NOT NULL AND ({unsure})", joined


def _step(frame: Frame, place: int) -> str:
    return f"{frame.alias}.{_named(place)}"


def _named(place: int) -> str:
    return f'"step {place}"'
