"""The whole calendar periods in which a rule binds an entity: those of which every day is in scope."""

from __future__ import annotations

from collections.abc import Iterator

from policykit.calendar import Bucket, bucket, buckets_between
from policykit.engine.reference.judging import Judging
from policykit.engine.reference.stretches import ONE_DAY, Stretch
from policykit.model.policy.periods import Cadence
from policykit.model.time import legal_day


def runs(stretches: list[Stretch]) -> Iterator[list[Stretch]]:
    """Stretches of one entity that follow each other without a gap (sure and unknown ones, and lives, in turn)."""
    run: list[Stretch] = []
    for stretch in stretches:
        if run and run[-1].last + ONE_DAY != stretch.first:
            yield run
            run = []
        run.append(stretch)
    if run:
        yield run


def whole_periods(judging: Judging, cadence: Cadence, run: list[Stretch]) -> Iterator[Bucket]:
    """The periods that lie wholly in scope; the one that holds `as_of` does, as far as one can tell."""
    first, last = run[0].first, run[-1].last
    if run[-1].open:
        last = bucket(cadence, legal_day(judging.as_of)).last
        last = min(last, judging.force.last) if judging.force.last else last
    for period in buckets_between(cadence, first, last):
        if first <= period.first and period.last <= last:
            yield period


def holding(run: list[Stretch], period: Bucket) -> Stretch:
    """The stretch that holds the first day of the period, or the one that will."""
    return next((s for s in run if period.first <= s.last), run[-1])
