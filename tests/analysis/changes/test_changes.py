"""What changed between two versions: every kind of change, told apart, with a proof or a witness."""

from __future__ import annotations

from datetime import date

import pytest

from policykit.analysis.changes import Changes, changes
from policykit.analysis.changes.results import Kind, Part, RuleChange
from policykit.analysis.compare.results import Method, Relation
from policykit.engine.settings import Settings
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.policy.rule import Rule
from policykit.packs import Pack, load_pack

from .conftest import FIRST, LAST, Make

# rule: what became of it, how it stands to what it was, what of it reads differently
EXPECTED: dict[str, tuple[Kind, Relation | None, set[Part]]] = {
    "weekly": (Kind.KEPT, Relation.STRICTER, {Part.AMOUNT, Part.TITLE}),
    "silent_fourteen_days": (Kind.KEPT, Relation.EQUAL, {Part.WITHIN, Part.TOPIC, Part.CONSEQUENCES}),
    "answered": (Kind.KEPT, Relation.INCOMPARABLE, {Part.WHEN, Part.WITHIN}),
    "consultations_answered": (Kind.RENAMED, Relation.EQUAL, set()),
    "messaging_checked": (Kind.KEPT, Relation.UNKNOWN, {Part.WHAT, Part.READING}),
    "back_online": (Kind.KEPT, Relation.LOOSER, {Part.WITHIN, Part.TITLE}),
    "late_return_reported": (Kind.KEPT, Relation.INCOMPARABLE, {Part.WHEN, Part.BREACH_OF}),
    "may_go_offline": (Kind.KEPT, Relation.EQUAL, {Part.WITHIN}),
    "one_account": (Kind.KEPT, Relation.EQUAL, {Part.CLAUSE}),
    "two_staff": (
        Kind.KEPT,
        Relation.UNRELATED,
        {Part.WHEN, Part.WHAT, Part.AMOUNT, Part.TITLE, Part.CLAUSE, Part.WHO},
    ),
    "incidents_reported": (Kind.ADDED, None, set()),
    "complaints": (Kind.REMOVED, None, set()),
}


def of(found: Changes, name: str) -> RuleChange:
    return next(r for r in found.rules if r.entry.rule == name)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_kind_of_change(found: Changes, name: str) -> None:
    rule = of(found, name)
    kind, relation, parts = EXPECTED[name]
    assert (rule.kind, rule.relation) == (kind, relation)
    assert {d.part for d in rule.details} == parts - ({Part.WHO} if name == "two_staff" else set())


def test_every_rule_of_either_version_is_there_once_the_removed_ones_last(found: Changes, new: Pack) -> None:
    assert [r.entry.rule for r in found.rules] == [*(r.name for r in new.document.rules), "complaints"]
    assert set(EXPECTED) == {r.entry.rule for r in found.rules}


def test_details_say_what_it_was_and_what_it_is(found: Changes) -> None:
    amount, title = of(found, "weekly").details
    assert (amount.before, amount.after) == (
        of(found, "weekly").before.normal.amount,
        of(found, "weekly").after.normal.amount,
    )  # type: ignore[union-attr]
    assert (title.before.en, title.after.en) == ("Updated weekly", "Updated twice a week")  # type: ignore[union-attr]
    consequences = next(d for d in of(found, "silent_fourteen_days").details if d.part is Part.CONSEQUENCES)
    assert (consequences.before.en, consequences.after.en) == (  # type: ignore[union-attr]
        "circulated criticism",
        "circulated criticism, interview",
    )
    clause = of(found, "one_account").details[0]
    assert (clause.before.zh, clause.before.en, clause.after.en) == ("第四条", "4", "5")  # type: ignore[union-attr]


def test_a_relation_has_a_proof_one_way_and_a_witness_the_other(found: Changes) -> None:
    weekly = of(found, "weekly")
    assert weekly.old_follows is not None
    assert weekly.new_follows is not None
    assert weekly.old_follows.proof is not None
    witness = weekly.new_follows.witness
    assert witness is not None
    assert (witness.keeps, witness.breaks) == (("small/weekly",), "small/weekly")
    assert (weekly.old_follows.proof.first, weekly.old_follows.proof.last) == (FIRST, LAST)


def test_permissions_have_nothing_to_keep(found: Changes) -> None:
    rule = of(found, "may_go_offline")
    assert (rule.old_follows, rule.new_follows) == (None, None)


def test_a_removed_rule_that_others_still_ask_for_has_the_proof(found: Changes) -> None:
    removed, added = of(found, "complaints"), of(found, "incidents_reported")
    assert removed.old_follows is not None
    assert removed.old_follows.proof is not None
    assert removed.old_follows.proof.premises == ("small/answered",)
    assert (removed.new_follows, added.new_follows) == (None, None)


def test_ids_that_changed(found: Changes) -> None:
    assert found.renamed == {"small/consultations_forwarded": "small/consultations_answered"}


def test_document_and_clauses(found: Changes) -> None:
    assert [(d.part, d.before.en, d.after.en) for d in found.document if d.before and d.after] == [
        (Part.NUMBER, "试〔2023〕1号", "试〔2025〕3号"),
        (Part.FORCE, "from 2024-01-01", "from 2025-01-01"),
    ]
    assert [(c.citation, c.kind, [d.part for d in c.details]) for c in found.clauses] == [
        ("第一条", Kind.KEPT, [Part.GIST]),
        ("第五条", Kind.ADDED, []),
        ("第四条", Kind.REMOVED, []),
    ]


def test_json_and_back(found: Changes) -> None:
    assert Changes.model_validate_json(found.model_dump_json()) == found


def test_a_version_against_itself_is_unchanged_by_the_same_rule(new: Pack) -> None:
    told: list[tuple[str, int, int]] = []

    def tell(rule: Rule, done: int, total: int) -> None:
        told.append((rule.name, done, total))

    same = changes(new, load_pack(str(new.folder)), first=FIRST, last=LAST, on_rule=tell)
    assert all(r.unchanged for r in same.rules)
    assert (same.document, same.clauses, same.renamed) == ((), (), {})
    methods = {i.proof.method for r in same.rules for i in (r.old_follows, r.new_follows) if i and i.proof}
    assert methods == {Method.SAME}
    total = len(new.document.rules)
    assert told == [(r.name, n, total) for n, r in enumerate(new.document.rules)]


@pytest.mark.parametrize("name", ["jiaxian", "zhejiang", "linyi", "baoji", "lanzhou"])
def test_no_pack_differs_from_itself(name: str) -> None:
    pack = load_pack(name)
    assert all(r.unchanged for r in changes(pack, pack).rules)


ANSWERED = "每当 收到留言 应当 在 5 个工作日 内 答复留言"
REPORTED = "每当 违反 {r} 应当 在 5 天 内 提交备案"


def test_renames_are_found_along_a_chain_of_breaches(make: Make) -> None:
    old = make("old", {"a": ANSWERED, "b": REPORTED.format(r="a"), "c": "每当 违反 b 应当 在 3 天 内 报送报告"})
    new = make("new", {"x": ANSWERED, "y": REPORTED.format(r="x"), "z": "每当 违反 y 应当 在 3 天 内 报送报告"})
    found = changes(old, new, first=FIRST, last=LAST)
    assert found.renamed == {"small/a": "small/x", "small/b": "small/y", "small/c": "small/z"}
    assert {(r.kind, r.relation) for r in found.rules} == {(Kind.RENAMED, Relation.EQUAL)}
    assert {d.part for r in found.rules for d in r.details} == {Part.TITLE, Part.WHEN}


def test_of_rules_that_say_the_same_the_one_of_the_same_title_is_meant(make: Make) -> None:
    old = make("old", {"a": ANSWERED})
    new = make("new", {"b": ANSWERED, "c": ANSWERED.replace("5", "05")})
    found = changes(old, new, first=FIRST, last=LAST)
    assert len(found.renamed) == 1
    assert sorted(r.kind for r in found.rules) == [Kind.ADDED, Kind.RENAMED]
    added = next(r for r in found.rules if r.kind is Kind.ADDED)
    assert added.new_follows is not None
    assert added.new_follows.outcome == "implied"


def test_the_name_of_the_document_may_change(make: Make, new: Pack) -> None:
    other = new.folder.parent / "small" / "small.policy"
    source = other.read_text("utf-8").replace("文件 small", "文件 smaller")
    folder = make("renamed", {"a": ANSWERED}).folder.parent / "smaller"
    folder.mkdir()
    (folder / "smaller.policy").write_text(source, "utf-8")
    found = changes(new, load_pack(str(folder)), first=FIRST, last=LAST)
    assert {(r.kind, r.relation, r.details) for r in found.rules} == {(Kind.KEPT, Relation.EQUAL, ())}
    assert found.renamed["small/weekly"] == "smaller/weekly"


def test_a_wider_exemption_is_a_change_of_the_document(make: Make) -> None:
    rules = {"a": ANSWERED, "checked": '对每个 账号 应当 每年 人工核查 "是否可用?"'}
    old, new = make("old", rules), make("new", rules, says="  不适用于 单位 其中 涉密 = 是\n")
    found = changes(old, new, first=FIRST, last=LAST)
    assert all(r.unchanged for r in found.rules)
    assert [(d.part, d.before) for d in found.document] == [(Part.EXEMPTIONS, None)]


def test_a_limit_from_the_day_of_force_changes_with_it(make: Make) -> None:
    rules = {"a": "对每个 单位 必须 自 施行之日 起 在 3 个月 内 提交备案", "b": ANSWERED}
    found = changes(make("old", rules), make("new", rules, first_day="2025-02-01"), first=FIRST, last=LAST)
    one, other = found.rules
    assert one.relation is not Relation.EQUAL
    assert [(d.part, d.before and d.before.en, d.after and d.after.en) for d in one.details] == [
        (Part.FORCE, "2024-01-01", "2025-02-01")
    ]
    assert other.unchanged


def test_what_follows_a_breach_of_a_breach_changes_with_the_first_rule(make: Make) -> None:
    further = {"b": REPORTED.format(r="a"), "c": "每当 违反 b 应当 在 3 天 内 报送报告"}
    found = changes(
        make("old", {"a": ANSWERED, **further}),
        make("new", {"a": ANSWERED.replace("5", "3"), **further}),
        first=FIRST,
        last=LAST,
    )
    for name in further:
        assert of(found, name).relation is not Relation.EQUAL
        assert [d.part for d in of(found, name).details] == [Part.BREACH_OF]


@pytest.mark.parametrize(
    ("was", "now", "relation"),
    [
        ("应当 在 5 个工作日 内", "可 在 5 个工作日 内", Relation.LOOSER),
        ("力争 在 5 个工作日 内", "应当 在 5 个工作日 内", Relation.STRICTER),
        ("应当 在 5 个工作日 内", "原则上应当 在 5 个工作日 内", Relation.LOOSER),
        ("应当 在 5 个工作日 内", "必须 在 5 个工作日 内", Relation.EQUAL),
        ("应当 在 7 天 内", "应当 在 5 个工作日 内", Relation.INCOMPARABLE),
    ],
)
def test_how_strongly_and_within_what(make: Make, was: str, now: str, relation: Relation) -> None:
    old, new = (make(v, {"a": f"每当 收到留言 {text} 答复留言"}) for v, text in (("old", was), ("new", now)))
    assert changes(old, new, first=FIRST, last=LAST).rules[0].relation is relation


CHECK = """
from policykit.model.extension import Check, CheckResult
from policykit.model.text import Text
from policykit.plugins import hookimpl


@hookimpl
def policykit_checks():
    return [Check(Text("可达", "is_reachable"), "account", lambda seen: CheckResult({passed}, Text("是", "it is")))]
"""


def test_a_check_with_other_code_is_another_check(make: Make) -> None:
    rules = {"a": "对每个 账号 应当 通过 检查 可达"}
    old = make("old", rules, plugin=CHECK.format(passed=True))
    same = make("same", rules, plugin=CHECK.format(passed=True))
    new = make("new", rules, plugin=CHECK.format(passed=False))
    assert changes(old, same, first=FIRST, last=LAST).rules[0].unchanged
    changed = changes(old, new, first=FIRST, last=LAST).rules[0]
    assert [d.part for d in changed.details] == [Part.CODE]
    assert changed.new_follows is not None
    assert changed.new_follows.outcome == "refuted"


EVENT = """
from typing import Literal

from policykit.model.facts import Fact
from policykit.model.facts.base import UnitId, named
from policykit.plugins import hookimpl


class PressHeld(Fact, name="press.held", zh="举行发布会", subject="unit"):
    '''A press conference is held.'''

    type: Literal["press.held"] = "press.held"
    unit: UnitId = named("单位", "the unit", required=True)


@hookimpl
def policykit_fact_types():
    return [PressHeld]
"""


def test_a_type_of_event_that_only_one_version_knows(make: Make) -> None:
    old = make("old", {"a": "每当 登记单位 应当 在 5 天 内 提交备案"})
    new = make("new", {"a": "每当 登记单位 或 举行发布会 应当 在 5 天 内 提交备案"}, plugin=EVENT)
    assert changes(old, new, first=FIRST, last=LAST).rules[0].relation is Relation.STRICTER
    assert changes(new, old, first=FIRST, last=LAST).rules[0].relation is Relation.LOOSER


def test_house_values_decide_open_terms(make: Make) -> None:
    old = make("old", {"a": "每当 收到留言 应当 及时 答复留言"})
    new = make("new", {"a": ANSWERED})
    settings = Settings(pack_terms={"small": {"promptly": Period(2, PeriodUnit.WORKDAY)}})
    assert changes(old, new, first=FIRST, last=LAST).rules[0].relation is not Relation.LOOSER
    assert changes(old, new, first=FIRST, last=LAST, settings=settings).rules[0].relation is Relation.LOOSER


def test_the_shown_force_is_the_documents_own_though_it_is_assumed(make: Make) -> None:
    old, new = make("old", {"a": ANSWERED}), make("new", {"a": ANSWERED}, first_day="2025-02-01")
    found = changes(old, new, first=FIRST, last=LAST, settings=Settings(assume_in_force=True))
    assert (found.old.force.en, found.new.force.en) == ("from 2024-01-01", "from 2025-02-01")


def test_a_range_that_ends_before_it_begins_is_refused(old: Pack, new: Pack) -> None:
    with pytest.raises(ValueError, match="range"):
        changes(old, new, first=date(2025, 2, 1), last=date(2025, 1, 1))
