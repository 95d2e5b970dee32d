"""Lanzhou New Area's form: which forms are in order, exactly what is wrong with the others, and whole batches."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policykit.packs.forms import LanzhouForm, Stage, validate_batch, validate_form

Make = Callable[..., dict[str, object]]

SHEET = "解读 第三章 备案登记表"
SAYS = "解读 第三章 填写说明"

IN_ORDER: list[tuple[str, dict[str, object]]] = [
    ("as it is", {}),
    ("the kind in Chinese", {"kind": "新增", "official_account_kind": "订阅号"}),
    ("the kind of account in the type", {"media_type": "微信公众号(服务号)", "official_account_kind": None}),
    ("the kind of account twice, alike", {"media_type": "微信公众号（订阅号）"}),
    ("a mini-program", {"media_type": "微信小程序", "official_account_kind": None}),
    ("another type", {"media_type": "微博法人账号", "official_account_kind": None}),
    ("QQ's official accounts have no such kinds", {"media_type": "QQ公众号", "official_account_kind": None}),
    ("a mixed name", {"name": "新区发布APP"}),
    ("no remarks", {}),
    ("remarks", {"remarks": "原名某某"}),
    ("the leader is the deputy too", {"deputy.name": "周示例"}),
    ("signed by a principal who is not named", {"host.signed_by": "冯示例"}),
    ("an extension", {"leader.phone": "0931-8250000转801"}),
]

BAD: list[tuple[str, Stage, dict[str, object], list[tuple[str, str, str]]]] = [
    ("no Chinese in the name", Stage.COMPLETED, {"name": "LZ News"}, [("name", "no_chinese_name", f"{SAYS}1")]),
    ("no account", Stage.COMPLETED, {"account": None}, [("account", "missing", f"{SAYS}2")]),
    ("several accounts", Stage.COMPLETED, {"account": "lz1、lz2"}, [("account", "several_accounts", f"{SAYS}6")]),
    ("accounts as a list", Stage.COMPLETED, {"account": ["lz1", "lz2"]}, [("account", "several_accounts", f"{SAYS}6")]),
    ("the other form's word", Stage.COMPLETED, {"kind": "开设"}, [("kind", "not_listed", f"{SAYS}4")]),
    ("no day", Stage.COMPLETED, {"effective_on": None}, [("effective_on", "missing", SHEET)]),
    ("no such day", Stage.COMPLETED, {"effective_on": "2025-13-01"}, [("effective_on", "bad_date", SHEET)]),
    ("no type", Stage.COMPLETED, {"media_type": None}, [("media_type", "missing", f"{SAYS}3")]),
    (
        "an official account of no kind",
        Stage.COMPLETED,
        {"official_account_kind": None},
        [("official_account_kind", "account_kind_missing", f"{SAYS}3")],
    ),
    (
        "WeChat by itself",
        Stage.COMPLETED,
        {"media_type": "微信", "official_account_kind": None},
        [("official_account_kind", "account_kind_missing", f"{SAYS}3")],
    ),
    (
        "two kinds of official account",
        Stage.COMPLETED,
        {"media_type": "微信公众号(服务号)"},
        [("official_account_kind", "account_kind_contradicts", f"{SAYS}3")],
    ),
    (
        "a kind of what is none",
        Stage.COMPLETED,
        {"media_type": "今日头条号"},
        [("official_account_kind", "account_kind_idle", f"{SAYS}3")],
    ),
    (
        "no such kind",
        Stage.COMPLETED,
        {"official_account_kind": "企业号"},
        [("official_account_kind", "not_listed", f"{SAYS}3")],
    ),
    (
        "cells left empty",
        Stage.COMPLETED,
        {"function": None, "columns": "", "deputy": None, "managers": None},
        [
            ("function", "missing", SHEET),
            ("columns", "missing", SHEET),
            ("deputy.name", "missing", SHEET),
            ("deputy.phone", "missing", SHEET),
            ("managers", "missing", SHEET),
        ],
    ),
    (
        "an e-mail address for a telephone",
        Stage.COMPLETED,
        {"leader.phone": "zhou@lanzhou.example"},
        [("leader.phone", "bad_contact", SHEET)],
    ),
    (
        "signed by the deputy",
        Stage.COMPLETED,
        {"host.signed_by": "吴示例"},
        [("host.signed_by", "not_the_principal", SHEET)],
    ),
    (
        "signed by a manager",
        Stage.COMPLETED,
        {"host.signed_by": "郑示例"},
        [("host.signed_by", "not_the_principal", SHEET)],
    ),
    ("one copy", Stage.COMPLETED, {"copies": 1}, [("copies", "not_in_duplicate", f"{SAYS}6")]),
    ("copies not said", Stage.COMPLETED, {"copies": None}, [("copies", "missing", f"{SAYS}6")]),
    ("copies in words", Stage.COMPLETED, {"copies": "两份"}, [("copies", "bad_value", f"{SAYS}6")]),
    ("half a copy", Stage.COMPLETED, {"copies": 2.5}, [("copies", "bad_value", f"{SAYS}6")]),
    ("signed too early", Stage.SUBMITTED, {}, [("authority", "too_early", SHEET)]),
    (
        "the authority has not sealed",
        Stage.COMPLETED,
        {"authority.seal": None},
        [("authority.seal", "not_sealed", SHEET)],
    ),
    (
        "the authority signs before the host",
        Stage.COMPLETED,
        {"authority.date": "2025-05-12"},
        [("authority.date", "dates_reversed", SHEET)],
    ),
]


@pytest.mark.parametrize(("note", "changes"), IN_ORDER, ids=[row[0] for row in IN_ORDER])
def test_in_order(make: Make, note: str, changes: dict[str, object]) -> None:
    form = validate_form("lanzhou", make("lanzhou", changes), stage=Stage.COMPLETED)
    assert isinstance(form, LanzhouForm), form


@pytest.mark.parametrize(("note", "stage", "changes", "expected"), BAD, ids=[row[0] for row in BAD])
def test_problems(
    make: Make, note: str, stage: Stage, changes: dict[str, object], expected: list[tuple[str, str, str]]
) -> None:
    problems = validate_form("lanzhou", make("lanzhou", changes), stage=stage)
    assert isinstance(problems, tuple)
    assert [(p.field, p.code.value, p.cites.zh) for p in problems] == expected


def test_a_form_is_submitted_without_the_authority(make: Make) -> None:
    form = validate_form("lanzhou", make("lanzhou", {"authority": None}), stage=Stage.SUBMITTED)
    assert isinstance(form, LanzhouForm)


def test_a_batch_of_different_accounts_is_in_order(make: Make) -> None:
    batch = [
        make("lanzhou"),
        make("lanzhou", {"account": "lzxq-2"}),
        # The same account name on another product is another account.
        make("lanzhou", {"media_type": "微博法人账号", "official_account_kind": None}),
        make("lanzhou", {"media_type": "微信视频号", "official_account_kind": None}),
    ]
    found = validate_batch("lanzhou", batch, stage=Stage.COMPLETED)
    assert found.problems == ()
    assert [form.one_set_for for form in found.forms if form] == [
        ("微信公众号", "lzxq-shili"),
        ("微信公众号", "lzxq-2"),
        ("微博", "lzxq-shili"),
        ("视频号", "lzxq-shili"),
    ]


def test_a_second_set_for_an_account_is_a_problem_whatever_else_is_wrong(make: Make) -> None:
    batch = [
        make("lanzhou", {"copies": 1}),
        make("lanzhou", {"account": "ｌｚｘｑ-shili", "media_type": "微信公众号（订阅号）", "kind": "变更"}),
        make("lanzhou", {"media_type": "微信", "columns": None}),
    ]
    found = validate_batch("lanzhou", batch, stage=Stage.COMPLETED)
    assert found.forms == (None, None, None)
    assert [(p.number, p.field, p.code.value) for p in found.problems] == [
        (1, "copies", "not_in_duplicate"),
        (2, "account", "repeated_account"),
        (3, "account", "repeated_account"),
        (3, "columns", "missing"),
    ]
    assert found.problems[1].cites.zh == f"{SAYS}6"


def test_an_account_that_is_not_said_repeats_no_other(make: Make) -> None:
    batch = [make("lanzhou", {"account": None})] * 2
    found = validate_batch("lanzhou", batch, stage=Stage.COMPLETED)
    assert [p.code.value for p in found.problems] == ["missing", "missing"]


def test_jiaxian_has_no_rule_on_sets(make: Make) -> None:
    batch = [make("jiaxian")] * 2
    found = validate_batch("jiaxian", batch, stage=Stage.COMPLETED)
    assert found.problems == ()
    assert all(found.forms)


def test_an_empty_batch_is_in_order() -> None:
    found = validate_batch("lanzhou", [], stage=Stage.COMPLETED)
    assert (found.forms, found.problems) == ((), ())
