"""precedence: what came before a trigger, by looking back. chain: the steps found backwards, one join each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from policykit.engine.columnar import sql
from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.following import Candidates, candidates, may_be_its_own
from policykit.engine.columnar.forms import triggers
from policykit.engine.columnar.forms.condition import settled
from policykit.engine.columnar.frames import Frame
from policykit.engine.columnar.order import id_in, instant_in, ordered
from policykit.engine.columnar.outcomes import Outcomes, Read
from policykit.engine.reference.forms.precedence import WHOLE, is_forbidden, not_whole, words
from policykit.engine.reference.judging import Judging, Outcome
from policykit.model.finding import Verdict
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r


def compile_look_back(compiling: Compiling, requirement: m.LookBack) -> Outcomes:
    """One row a trigger: `不得 此前 已有 E` and the like."""
    return _compiled(compiling, requirement)


def compile_rule(compiling: Compiling, requirement: r.Precedence) -> Outcomes:
    """One row a trigger."""
    return _compiled(compiling, m.LookBack(requirement.pattern, within=requirement.within, same=requirement.same))


def _compiled(compiling: Compiling, back: m.LookBack) -> Outcomes:
    frame = triggers.trigger_frame(compiling)
    forbidden = is_forbidden(compiling.judging, back)
    sought = replace(back, negated=False)
    truth, latest = frame.look_back(sought, truth_of, strictly=forbidden, latest=True)
    kept = f"NOT ({truth})" if forbidden else truth
    met, broken = words(compiling.judging, back)

    def read(judging: Judging, row: Read) -> Outcome:
        if row.branch == triggers.EXCUSED:
            return triggers.excused_at_trigger(judging, row)
        return triggers.worded(judging, row, met if row.verdict is Verdict.MET else broken)

    return triggers.outcomes(compiling, frame, lambda end: settled(frame.at, kept, (latest,)), read)


# ---------------------------------------------------------------- chain

_ROW = '"row id"'


def compile_chain(compiling: Compiling, requirement: r.Chain) -> Outcomes:
    """One row a trigger. A second search, which takes what may count for what does, says what is undecided."""
    frame = triggers.trigger_frame(compiling)
    named = [e for s in requirement.steps for e in set(s.events)]
    nearest = len(set(named)) == len(named) and not any(may_be_its_own(frame, s) for s in requirement.steps)
    steps = [candidates(frame, s, truth_of, nearest=nearest) for s in requirement.steps]

    def judge(end: Callable[[], str]) -> triggers.Judged:
        table = _surely(frame, end(), steps)
        perhaps, joined = _perhaps(frame, table, steps, requirement)
        acts = [_step(frame, n) for n in range(len(steps))]
        truth = f"CASE WHEN {acts[0]} IS NOT NULL THEN TRUE WHEN {perhaps} THEN NULL ELSE FALSE END"
        missing = " ".join(f"WHEN {acts[n]} IS NULL THEN {n}" for n in reversed(range(len(steps))))
        judged = settled(frame.at, truth, tuple(acts))
        return replace(judged, columns={"number": f"CASE {missing} END"}, source=joined, table=table)

    def read(judging: Judging, row: Read) -> Outcome:
        if row.branch == triggers.EXCUSED:
            return triggers.excused_at_trigger(judging, row)
        met = row.verdict is Verdict.MET
        return triggers.worded(judging, row, WHOLE if met else not_whole(judging, requirement, row.number))

    return triggers.outcomes(compiling, frame, judge, read)


def _surely(frame: Frame, table: str, steps: Sequence[Candidates]) -> str:
    """The table of the triggers with the steps that surely were taken, as 'instant id'; found from the last."""
    query, alias, upto, taken = frame.query, frame.alias, frame.at, list[str]()
    for place in reversed(range(len(steps))):
        step, best = steps[place], query.fresh("k")
        others = "".join(f" AND {step.id} <> {id_in(t)}" for t in _of_a_kind(step, steps[place + 1 :], taken))
        found = query.add(
            "c",
            f"SELECT {frame.mark} AS {_ROW}, max({ordered(step.at, step.id)}) AS best FROM {table} {alias} "
            f"JOIN {step.table} ON {step.on} AND {step.at} <= {upto}{others} WHERE {step.counts} GROUP BY 1",
        )
        table = query.add(
            "c",
            f'SELECT {alias}.*, {best}.best AS "step {place}" '
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


def _perhaps(frame: Frame, sure: str, steps: Sequence[Candidates], requirement: r.Chain) -> tuple[str, str]:
    """Whether a chain that is not surely whole would be with facts that may count, and the join that this needs."""
    certain = all(s.where is None for s in requirement.steps) and not any(s.loose for s in steps)
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
            f"FROM {table} {alias} JOIN {step.table} ON {step.on} AND {step.at} <= {upto}{others} "
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
    return f'{frame.alias}."step {place}"'
