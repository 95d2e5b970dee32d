"""precedence: what came before a trigger, by looking back. chain: the steps found backwards, one join each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from policykit.engine.columnar.compiling import Compiling
from policykit.engine.columnar.conditions import truth_of
from policykit.engine.columnar.following import Candidates, candidates
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
    steps = [candidates(frame, s) for s in requirement.steps]

    def judge(end: Callable[[], str]) -> triggers.Judged:
        table = end()
        sure, found = _surely(frame, table, steps)
        perhaps, hoped = _perhaps(frame, table, steps, requirement)
        truth = f"CASE WHEN {sure}.step0 IS NOT NULL THEN TRUE WHEN {perhaps} THEN NULL ELSE FALSE END"
        acts = [f"{sure}.step{n}" for n in range(len(steps))]
        missing = " ".join(f"WHEN {acts[n]} IS NULL THEN {n}" for n in reversed(range(len(steps))))
        judged = settled(frame.at, truth, tuple(acts))
        return replace(judged, columns={"number": f"CASE {missing} END"}, source=f"{found} {hoped}")

    def read(judging: Judging, row: Read) -> Outcome:
        if row.branch == triggers.EXCUSED:
            return triggers.excused_at_trigger(judging, row)
        met = row.verdict is Verdict.MET
        return triggers.worded(judging, row, WHOLE if met else not_whole(judging, requirement, row.number))

    return triggers.outcomes(compiling, frame, judge, read)


def _surely(frame: Frame, table: str, steps: Sequence[Candidates]) -> tuple[str, str]:
    """The steps that surely were taken, found from the last: an alias, and its join to the triggers."""
    query, id_ = frame.query, frame.mark
    sofar, taken = _begin(frame, table), list[str]()
    for place in reversed(range(len(steps))):
        step, before, best = steps[place], query.fresh("k"), query.fresh("k")
        others = "".join(f" AND {step.id} <> {id_in(f'{before}.{t}')}" for t in taken)
        found = query.add(
            "c",
            f"SELECT {id_} AS {_ROW}, max({ordered(step.at, step.id)}) AS best FROM {table} {frame.alias} "
            f"JOIN {sofar} {before} ON {before}.{_ROW} = {id_} "
            f"JOIN {step.table} ON {step.on} AND {step.at} <= {before}.upto{others} WHERE {step.counts} GROUP BY 1",
        )
        kept = "".join(f", {before}.{t}" for t in taken)
        sofar = query.add(
            "c",
            f"SELECT {before}.{_ROW}, {instant_in(f'{best}.best')} AS upto, {best}.best AS step{place}{kept} "
            f"FROM {sofar} {before} LEFT JOIN {found} {best} ON {best}.{_ROW} = {before}.{_ROW}",
        )
        taken.append(f"step{place}")
    last = query.fresh("k")
    return last, f"JOIN {sofar} {last} ON {last}.{_ROW} = {id_}"


def _perhaps(frame: Frame, table: str, steps: Sequence[Candidates], requirement: r.Chain) -> tuple[str, str]:
    """Whether the chain would be whole with facts that may count, and the join that this needs."""
    if all(s.where is None for s in requirement.steps) and len({s.more for s in steps}) == 1:
        return steps[0].more, ""
    query, id_ = frame.query, frame.mark
    sofar, taken = _begin(frame, table, ", FALSE AS doubt"), list[str]()
    for place in reversed(range(len(steps))):
        step, before, best = steps[place], query.fresh("k"), query.fresh("k")
        others = "".join(f" AND {step.id} IS DISTINCT FROM {before}.{t}" for t in taken)
        key = ordered(step.at, step.id)
        found = query.add(
            "c",
            f"SELECT {id_} AS {_ROW}, max({key}) AS best, max({key}) FILTER (WHERE {step.counts}) AS sure "
            f"FROM {table} {frame.alias} JOIN {sofar} {before} ON {before}.{_ROW} = {id_} "
            f"JOIN {step.table} ON {step.on} AND {step.at} <= {before}.upto{others} "
            f"WHERE ({step.counts}) IS NOT FALSE GROUP BY 1",
        )
        kept = "".join(f", {before}.{t}" for t in taken)
        sofar = query.add(
            "c",
            f"SELECT {id_} AS {_ROW}, CASE WHEN {step.more} THEN {before}.upto ELSE {instant_in(f'{best}.best')} END "
            f"AS upto, CASE WHEN {step.more} THEN NULL ELSE {id_in(f'{best}.best')} END AS id{place}, "
            f"{before}.doubt OR {step.more} OR {best}.best IS DISTINCT FROM {best}.sure AS doubt{kept} "
            f"FROM {table} {frame.alias} JOIN {sofar} {before} ON {before}.{_ROW} = {id_} "
            f"LEFT JOIN {found} {best} ON {best}.{_ROW} = {id_}",
        )
        taken.append(f"id{place}")
    last = query.fresh("k")
    return f"{last}.upto IS NOT NULL AND {last}.doubt", f"JOIN {sofar} {last} ON {last}.{_ROW} = {id_}"


def _begin(frame: Frame, table: str, more: str = "") -> str:
    return frame.query.add("c", f"SELECT {frame.mark} AS {_ROW}, {frame.at} AS upto{more} FROM {table} {frame.alias}")
