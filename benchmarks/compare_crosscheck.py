"""Looks for counterexamples to every proof that one document asks at least as much as another, in random histories.

Every implication that `policykit compare` proves among the installed packs is put to the reference evaluator: a hundred
thousand random histories each, none of which may keep the premises and break the rule. Histories are scenes of the rule
and of its premises on the same unit and account, with acts near deadlines, and then disturbed. How many of them broke
the rule is printed too: a search that never breaks the rule would be blind.

Usage: compare_crosscheck.py [--histories N] [--processes P] [--topic TOPIC]... [--seed S] [--quiet]
Exit status: 0 none found, 1 a counterexample was found or a rule was never broken.
"""

import argparse
import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

from policykit.analysis.compare import compare
from policykit.analysis.compare.results import Comparison, Method
from policykit.analysis.compare.sourced import Sourced
from policykit.engine import reference
from policykit.engine.check import calendar_of
from policykit.engine.reference.conditions import holds
from policykit.engine.reference.history import History
from policykit.engine.reference.judging import Judging
from policykit.engine.reference.values import Look
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Verdict
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import SAME_DAY, OpenTerm, Period, PeriodUnit
from policykit.model.policy.rule import Rule
from policykit.model.policy.topic import Topic
from policykit.model.time import SHANGHAI, instant, legal_day
from policykit.model.vocabulary import Kind, Vocabulary
from policykit.packs import Pack, installed_packs, load_pack
from policykit.testing.chance import Seeded
from policykit.testing.drafts import Draft, Drafts
from policykit.testing.forms import play
from policykit.testing.parts import patterns_of
from policykit.testing.scenes import NoScene, Plot, Scene
from policykit.testing.trees import Frame

BATCH = 1000
"""Histories judged in one run."""

ALONE = 10
"""The same where histories could meddle with each other (what every account owes, what all share), or with waivers."""

BROKEN = frozenset({Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED})
NOT_KEPT = BROKEN | {Verdict.UNDECIDED}
ONE_DAY = timedelta(days=1)
ENDS = ("account.closed", "account.exited", "unit.dissolved", "staff.left")
TERMS = tuple(
    Period(n, unit)
    for n, unit in ((1, PeriodUnit.HOUR), (3, PeriodUnit.WORKDAY), (10, PeriodUnit.NATURAL_DAY), (1, PeriodUnit.MONTH))
)


# ---------------------------------------------------------------- what was proved


@dataclass(frozen=True)
class Claim:
    """That a set of rules implies a rule, by the ids of the rules."""

    rule: str
    premises: tuple[str, ...]
    method: Method


@dataclass
class Tally:
    """What came of one claim."""

    claim: Claim
    histories: int = 0
    broken: int = 0
    counterexamples: list[str] = field(default_factory=list)

    @property
    def is_vacuous(self) -> bool:
        """Whether the proof says that the rule cannot be broken at all."""
        return not self.claim.premises

    @property
    def is_wrong(self) -> bool:
        """Whether there is a counterexample, or nothing was tried that could have been one."""
        return bool(self.counterexamples) or not (self.broken or self.is_vacuous)


def claims_of(comparison: Comparison) -> list[Claim]:
    """Every implication that was proved, once."""
    found: dict[Claim, None] = {}
    for row in comparison.rows:
        for pair in row.pairs:
            for implication in (*pair.forward, *pair.backward):
                if implication.proof is not None:
                    found[Claim(implication.rule, implication.proof.premises, implication.proof.method)] = None
    return list(found)


def sharing_rules(claims: Iterable[Claim]) -> list[list[Claim]]:
    """The claims in groups that share no rule: those of a group are tried on the same histories."""
    groups: list[tuple[set[str], list[Claim]]] = []
    for claim in claims:
        rules, members = {claim.rule, *claim.premises}, [claim]
        apart = []
        for other in groups:
            if rules & other[0]:
                rules |= other[0]
                members = [*other[1], *members]
            else:
                apart.append(other)
        groups = [*apart, (rules, members)]
    return [members for _, members in groups]


@cache
def pack_named(name: str) -> Pack:
    """An installed pack."""
    return load_pack(name)


def sourced(id_: str) -> Sourced:
    """The rule of that id with its pack."""
    jurisdiction, _, name = id_.partition("/")
    pack = pack_named(jurisdiction)
    return Sourced(pack, pack.document.rule(name))


# ---------------------------------------------------------------- random histories


class Shared(Drafts):
    """Drafts whose scenes are all about the same unit, account and assignment, as far as they ask for them first."""

    def __init__(self, pack: Pack, prefix: str) -> None:
        """Begin with none."""
        super().__init__(pack.plugins.vocabulary, prefix)
        self.entities: dict[str, str] = {}
        self.sharing = False

    def fresh(self, kind: str) -> str:
        """A fresh id; the shared one while a scene begins."""
        if self.sharing and kind in self.entities:
            return self.entities[kind]
        made = super().fresh(kind)
        if self.sharing:
            self.entities[kind] = made
        return made


class Maker:
    """Makes histories for one rule and its premises, all of them judged at one instant."""

    def __init__(
        self, rules: list[Sourced], chance: random.Random, last: datetime, settings: Settings, *, waivers: bool
    ) -> None:
        """Begin; what happens, happens in the months before `last`. `waivers`: rules are waived now and then."""
        self._waivers = waivers
        self._rules, self._chance, self._last, self._settings = rules, chance, last, settings
        self._span = max(map(_days_of, rules))

    def history(self, prefix: str) -> Drafts | None:
        """One history; every id in it begins with the prefix. None if no scene can be played."""
        chance = self._chance
        pack = self._rules[0].pack
        drafts = Shared(pack, prefix)
        start = self._last.date() - timedelta(days=chance.randrange(1, self._span))
        for number in range(chance.choice((1, 1, 2, 3))):
            first = self._rules[0] if number == 0 and chance.random() < 0.7 else chance.choice(self._rules)
            kept = list(drafts.all)
            try:
                self._scene(first, drafts, start + timedelta(days=chance.choice((0, 0, 1, 7, 20)) if number else 0))
            except NoScene:
                drafts.all = kept
        if not drafts.all:
            return None
        for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
            self._disturb(drafts)
        if self._waivers and chance.random() < 0.7:
            self._waive(drafts, chance.choice(drafts.all))
        return drafts

    def _scene(self, rule: Sourced, drafts: Shared, start: date) -> None:
        chance = self._chance
        drafts.sharing = True
        scene = Scene(
            rule.pack,
            rule.rule,
            chance.choice((Plot.DONE, Plot.BOUNDARY, Plot.LATE, Plot.NEVER, Plot.NEVER)),
            drafts=drafts,
            chance=Seeded(chance.randrange(10**9)),
            settings=self._settings,
            start=start,
        )
        drafts.sharing = False
        play(scene)
        if isinstance(rule.rule.requirement, r.Frequency | r.Silence) and chance.random() < 0.7:
            self._rhythm(scene, rule.rule, start)

    def _rhythm(self, scene: Scene, rule: Rule, start: date) -> None:
        """Acts at more or less regular distances."""
        chance = self._chance
        pattern = chance.choice(patterns_of(rule.requirement))
        frame = Frame("", "", _at(start))
        act = scene.act(pattern, _at(start), frame)
        gap = chance.choice((1, 3, 5, 6, 7, 8, 12, 13, 14, 15, 16, 30))
        day = start
        while day < self._last.date() and chance.random() < 0.95:
            day += timedelta(days=max(1, gap + chance.choice((0, 0, 0, -1, 1, -3, 6))))
            for _ in range(chance.choice((1, 1, 1, 2))):
                self._again(scene.drafts, act, _at(day, chance.choice((0, 9, 24))))

    # ------------------------------------------------------------ disturbances

    def _disturb(self, drafts: Drafts) -> None:
        chance = self._chance
        draft = chance.choice(drafts.all)
        match chance.choice(("move", "move", "drop", "again", "value", "value", "unsaid", "entity", "closed")):
            case "move":
                draft.at = chance.choice(drafts.all).at + self._step()
            case "drop":
                drafts.all = [d for d in drafts.all if d is not draft] or drafts.all
            case "again":
                self._again(drafts, draft, draft.at + self._step())
            case "value":
                self._value(drafts, draft)
            case "unsaid":
                fields = drafts.vocabulary.events[draft.type].fields
                free = [
                    f for f in sorted(draft.fields) if not fields[f].required and fields[f].type.kind is not Kind.ID
                ]
                if free:
                    del draft.fields[chance.choice(free)]
            case "entity":
                self._befalls(drafts, draft)
            case _:
                drafts.add("matter.closed", draft.at + self._step(), {"trigger": draft.id})

    def _step(self) -> timedelta:
        return self._chance.choice(
            (
                timedelta(0),
                timedelta(microseconds=1),
                timedelta(microseconds=-1),
                timedelta(hours=self._chance.randrange(-30, 30)),
                timedelta(days=self._chance.randrange(-20, 20)),
                timedelta(days=self._chance.randrange(-100, 100)),
            )
        )

    def _again(self, drafts: Drafts, draft: Draft, when: datetime) -> None:
        event = drafts.vocabulary.events[draft.type]
        fields = dict(draft.fields)
        if event.subject in ("post", "message", "policy") and self._chance.random() < 0.5:
            fields[event.subject] = drafts.fresh(event.subject)
        drafts.add(draft.type, when, fields)

    def _value(self, drafts: Drafts, draft: Draft) -> None:
        """Another value of a field, one that it has not said perhaps."""
        chance = self._chance
        fields = drafts.vocabulary.events[draft.type].fields
        name = chance.choice(sorted(fields))
        type_ = fields[name].type
        match type_.kind:
            case Kind.TRUTH:
                draft.fields[name] = chance.random() < 0.5
            case Kind.CHOICE if type_.choices is not None:
                draft.fields[name] = chance.choice([c.value for c in type_.choices])
            case Kind.NUMBER:
                draft.fields[name] = chance.choice((1, 2, 3, 4))
            case Kind.DATE:
                draft.fields[name] = draft.at.date() + timedelta(days=chance.randrange(-3, 40))
            case Kind.SET if type_.element is not None and type_.element.choices is not None:
                every = [c.value for c in type_.element.choices]
                draft.fields[name] = frozenset(chance.sample(every, chance.randrange(len(every) + 1)))

    def _befalls(self, drafts: Drafts, draft: Draft) -> None:
        """The account or unit is paused, resumed, closed, opened again or changed."""
        chance = self._chance
        account, unit = draft.fields.get("account"), draft.fields.get("unit")
        when = draft.at + self._step()
        if account is not None:
            type_ = chance.choice(
                ("account.suspended", "account.resumed", "account.closed", "account.opened", "account.changed")
            )
            added = drafts.add(type_, when, {"account": account, "unit": unit} if unit else {"account": account})
            if type_ == "account.suspended":
                added.fields |= {"reason": "emergency", "proven": True}
        elif unit is not None:
            added = drafts.add("unit.changed", when, {"unit": unit})
        else:
            return
        for _ in range(2):
            self._value(drafts, added)

    def _waive(self, drafts: Drafts, draft: Draft) -> None:
        """One waiver of every rule that can be waived: they are compared as if what lifts one lifted all."""
        about: dict[str, object] = {k: draft.fields[k] for k in ("account", "unit") if k in draft.fields}
        if not about:
            return
        when = draft.at + self._step()
        for rule in _with_what_they_follow(self._rules):
            if rule.modality.in_principle:
                drafts.add("waiver.approved", when, {"rule": rule.id, **about})


def _with_what_they_follow(rules: Iterable[Sourced]) -> Iterator[Rule]:
    """The rules, and those whose breaches they follow."""
    for each in rules:
        rule = each.rule
        yield rule
        while rule.scope.breach_of is not None:
            rule = each.pack.document.rule(rule.scope.breach_of)
            yield rule


def _at(day: date, hour: int = 12) -> datetime:
    """An hour of a day; 24 is its last microsecond."""
    if hour == 24:
        return datetime.combine(day, time.max, SHANGHAI)
    return datetime.combine(day, time(hour), SHANGHAI)


def _days_of(rule: Sourced) -> int:
    """Over how many days a history of the rule is spread."""
    match rule.rule.requirement:
        case r.Frequency(cadence=cadence):
            return {"month": 150, "quarter": 250, "half-year": 350, "year": 360}.get(cadence.value, 90)
        case _:
            return 90


# ---------------------------------------------------------------- judging


Histories = dict[frozenset[str], History]
"""The history of a batch, one for each vocabulary."""


def is_shared(rule: Rule) -> bool:
    """Whether a fact of one history may matter to another one in the same run."""
    if rule.scope.entity is not None and rule.scope.trigger is not None:
        return True
    return any(not p.key for p in patterns_of(rule.requirement)) and not isinstance(rule.requirement, r.Consequence)


@dataclass
class Judge:
    """Judges histories by the rules of claims that share rules: each history is one try of every claim."""

    claims: list[Claim]
    first: date
    last: date

    def __post_init__(self) -> None:
        """Load the rules."""
        self.targets = list(dict.fromkeys(c.rule for c in self.claims))
        self.premises = list(dict.fromkeys(p for c in self.claims for p in c.premises))
        self.by_id = {id_: sourced(id_) for id_ in dict.fromkeys((*self.targets, *self.premises))}
        self.rules = list(self.by_id.values())
        self._vocabularies = {_key(s.pack.plugins.vocabulary): s.pack.plugins.vocabulary for s in self.rules}
        self.tallies = [Tally(claim) for claim in self.claims]
        self.batch = ALONE if any(is_shared(s.rule) for s in self.rules) else BATCH

    def run(self, histories: int, seed: str) -> list[Tally]:
        """Try so many histories."""
        chance = random.Random(seed)
        batches = 0
        while self.tallies[0].histories < histories and batches <= 2 * histories / ALONE:
            batches += 1
            played, as_of = self._settings(chance), self._as_of(chance)
            settings = played if chance.random() < 0.8 else Settings(assume_in_force=True)
            waivers = chance.random() < 0.5 and any(s.rule.modality.in_principle for s in self.rules)
            chance.shuffle(self.rules)
            maker = Maker(self.rules, chance, as_of, played, waivers=waivers)
            drafts = [d for n in range(ALONE if waivers else self.batch) if (d := maker.history(f"h{n}|")) is not None]
            known = {n: self._facts(d) for n, d in enumerate(drafts)}
            self._judge({_number(f[0].id): f for f in known.values() if f}, as_of, settings)
        return self.tallies

    def _settings(self, chance: random.Random) -> Settings:
        """Open terms have the same value in all packs, as the comparison takes them."""
        names = {t.name for s in self.rules for t in _open_terms(s.rule.requirement)}
        silent = any(isinstance(s.rule.requirement, r.Silence) for s in self.rules)
        values = [t for t in TERMS if t.measures_stretches or not silent]
        terms = {n: chance.choice([*values, SAME_DAY] if not silent else values) for n in names}
        return Settings(terms=terms, assume_in_force=True)

    def _as_of(self, chance: random.Random) -> datetime:
        """An instant of the range, the end of a period rather often."""
        day = self.first + timedelta(days=chance.randrange(120, (self.last - self.first).days + 1))
        ends = (date(day.year, day.month, 28), date(day.year, 6, 30), date(day.year, 12, 31), self.last)
        day = chance.choice((day, day, day, *ends))
        return _at(min(max(day, self.first + 120 * ONE_DAY), self.last), 24)

    @staticmethod
    def _facts(drafts: Drafts) -> tuple[Fact, ...]:
        """The facts; those with a value that does not fit its field are left out."""
        found = []
        for draft in drafts.all:
            with suppress(ValueError):
                found.append(drafts.fact(draft))
        return tuple(found)

    def _judge(self, known: dict[int, tuple[Fact, ...]], as_of: datetime, settings: Settings) -> None:
        facts = [f for each in known.values() for f in each]
        histories = {key: History(facts, instant(as_of), vocabulary) for key, vocabulary in self._vocabularies.items()}
        tried = known.keys() - self._exempt(histories)
        broken: dict[str, dict[int, Finding]] = {id_: {} for id_ in self.by_id}
        not_kept: dict[str, set[int]] = {id_: set() for id_ in self.by_id}
        for id_, each in self.by_id.items():
            for finding in self._findings(each, histories, settings):
                if finding.verdict in NOT_KEPT or finding.verdict is Verdict.IDENTIFIED:
                    number = self._of(finding)
                    not_kept[id_].add(number)
                    if number in tried and self._is_broken(each.rule, finding):
                        broken[id_].setdefault(number, finding)
        for tally in self.tallies:
            breaches = broken[tally.claim.rule]
            tally.histories += len(tried)
            tally.broken += len(breaches)
            stands_against = set().union(*(not_kept[p] for p in tally.claim.premises))
            for number in sorted(breaches.keys() - stands_against):
                if len(tally.counterexamples) < 3:
                    tally.counterexamples.append(_shown(known[number], breaches[number], as_of))

    @staticmethod
    def _findings(each: Sourced, histories: Histories, settings: Settings) -> Iterator[Finding]:
        """What the reference evaluator says of a rule: as `check` does, but all rules on the same history."""
        document, plugins = each.pack.document, each.pack.plugins
        history = histories[_key(plugins.vocabulary)]
        calendar = calendar_of(plugins, settings)
        force = settings.force(document)
        judging = Judging(each.rule, document, force, history, calendar, plugins.extensions, settings)
        return reference.findings_of(judging)

    def _is_broken(self, rule: Rule, finding: Finding) -> bool:
        """Whether the rule is broken within the range of the proof."""
        if isinstance(rule.requirement, r.Consequence):
            return finding.verdict is Verdict.IDENTIFIED
        begun = finding.triggered_at is None or legal_day(instant(finding.triggered_at)) >= self.first
        timed = isinstance(rule.requirement, r.Response | r.Abstention | r.Frequency | r.Silence)
        return finding.verdict in BROKEN and (begun or not timed)

    @staticmethod
    def _of(finding: Finding) -> int:
        """The history that the finding is of."""
        named = (finding.account, finding.unit, finding.subject, *finding.evidence)
        return _number(next(id_ for id_ in named if id_ is not None and "|" in id_))

    def _exempt(self, histories: Histories) -> set[int]:
        """The histories with a unit or account to which one of the documents does not apply at some time."""
        found: set[int] = set()
        for pack in {s.pack.name: s.pack for s in self.rules}.values():
            history = histories[_key(pack.plugins.vocabulary)]
            calendar = calendar_of(pack.plugins, Settings())
            for exemption in pack.document.exemptions:
                for entity in history.register.all(exemption.entity):
                    for at in {t for timeline in entity.attributes.values() for t in timeline.times}:
                        look = Look(history, calendar, pack.plugins.extensions, at, entity=entity)
                        if holds(exemption.where, look) is True:
                            found.add(_number(entity.id))
        return found


def _key(vocabulary: Vocabulary) -> frozenset[str]:
    """What vocabularies that know the same events share."""
    return frozenset(vocabulary.events)


def _number(id_: str) -> int:
    """The number of the history that an id belongs to."""
    return int(id_.partition("|")[0].removeprefix("h"))


def _shown(facts: tuple[Fact, ...], finding: Finding, as_of: datetime) -> str:
    lines = [f"    {f.occurred_at:%Y-%m-%d %H:%M:%S} {f.model_dump_json(exclude_unset=True)}" for f in facts]
    return "\n".join([f"  as of {as_of:%Y-%m-%d %H:%M:%S}: {finding.message.en}", *sorted(lines)])


def _open_terms(requirement: r.Requirement) -> list[OpenTerm]:
    limit = getattr(requirement, "limit", None)
    return [limit] if isinstance(limit, OpenTerm) else []


# ---------------------------------------------------------------- the run


@dataclass(frozen=True)
class Job:
    """Claims that share rules, and how hard to try."""

    claims: tuple[Claim, ...]
    first: date
    last: date
    histories: int
    seed: int


def run(job: Job) -> list[Tally]:
    """Try one job."""
    judge = Judge(list(job.claims), job.first, job.last)
    return judge.run(job.histories, f"{job.seed} {job.claims[0].rule}")


def main() -> None:
    """Compare the installed packs, try every proof, print a line each and the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=100_000, help="random histories for each proof")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--topic", action="append", default=[], help="only these topics")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quiet", action="store_true", help="print only what is wrong, and the sums")
    options = parser.parse_args()
    topics = frozenset(Topic(t) for t in options.topic)
    comparison = compare([pack_named(n) for n in installed_packs()], topics=topics)
    jobs = [
        Job(tuple(claims), comparison.first, comparison.last, options.histories, options.seed)
        for claims in sharing_rules(claims_of(comparison))
    ]
    sums: Counter[str] = Counter()
    wrong = 0
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        for tallies in pool.imap_unordered(run, jobs):
            for tally in tallies:
                sums += Counter(
                    proofs=1,
                    histories=tally.histories,
                    broken=tally.broken,
                    counterexamples=len(tally.counterexamples),
                )
                wrong += tally.is_wrong
                if tally.is_wrong or not options.quiet:
                    mark = "WRONG" if tally.is_wrong else "ok"
                    by = ", ".join(tally.claim.premises) or "nothing"
                    print(f"{mark:5} {tally.claim.rule} by {by} ({tally.claim.method.value}): ", end="")
                    print(f"{tally.histories} histories, {tally.broken} broke it", flush=True)
                for shown in tally.counterexamples:
                    print(shown, flush=True)
    print(
        f"{sums['proofs']} proofs over {comparison.first} to {comparison.last}: {sums['histories']} histories, "
        f"{sums['broken']} broke the rule, {sums['counterexamples']} counterexamples"
    )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
