"""Jiaxian's form: which forms are in order, and exactly what is wrong with the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policykit.packs.forms import FilingKind, JiaxianForm, Platform, Stage, validate_form

Make = Callable[..., dict[str, object]]

SHEET = "附件 备案表"
OPERATOR = {"name": "李示例", "contact": "13900000000"}

IN_ORDER: list[tuple[str, dict[str, object]]] = [
    ("as it is", {}),
    ("the platform in English", {"platform": "other"}),
    ("a listed platform needs no name", {"platform": "微信", "platform_name": None}),
    ("a product of a listed platform", {"platform": "微信", "platform_name": "微信视频号"}),
    ("a client has a name of its own", {"platform": "客户端", "platform_name": "佳县通"}),
    ("a change", {"kind": "变更", "reason": "单位更名"}),
    ("a closure, in English", {"kind": "closure", "reason": "粉丝少,无力维护"}),
    ("a cancellation", {"kind": "注销", "reason": "机构改革,职能划出"}),
    ("one operator", {"operators": [OPERATOR]}),
    ("a mobile number written in groups", {"supervisor.contact": "139 0000 0000"}),
    ("two numbers in one cell", {"supervisor.contact": "0912-6720000、13900000000"}),
    ("an e-mail address, since the cell asks for any way of contact", {"supervisor.contact": "a.b@jiaxian.example"}),
    ("an opinion without words", {"host.opinion": None}),
    ("the day written in Chinese", {"host.date": "2025年3月4日"}),
    ("the authority signs on the same day", {"authority.date": "2025-03-04"}),
    ("the centre by its short name", {"authority.seal": "县政务信息化服务中心"}),
    ("a reason that begins with the kind", {"reason": "开设账号是为了发布防汛预警"}),
    ("full-width digits", {"host.date": "２０２５－０３－０４"}),
]

BAD: list[tuple[str, Stage, dict[str, object], list[tuple[str, str, str]]]] = [
    # cells
    (
        "no subject",
        Stage.COMPLETED,
        {"responsible_subject": None},
        [("responsible_subject", "missing", "附件 填表说明1")],
    ),
    ("no name", Stage.COMPLETED, {"name": None}, [("name", "missing", SHEET)]),
    ("a blank account", Stage.COMPLETED, {"account": "\u3000 "}, [("account", "missing", SHEET)]),
    ("no operators", Stage.COMPLETED, {"operators": []}, [("operators", "missing", SHEET)]),
    (
        "an operator without number",
        Stage.COMPLETED,
        {"operators": [OPERATOR, {"name": "王示例"}]},
        [("operators[1].contact", "missing", SHEET)],
    ),
    (
        "no supervisor",
        Stage.COMPLETED,
        {"supervisor": None},
        [("supervisor.name", "missing", SHEET), ("supervisor.contact", "missing", SHEET)],
    ),
    # platform
    (
        "a platform outside of the list",
        Stage.COMPLETED,
        {"platform": "抖音", "platform_name": None},
        [("platform", "not_listed", "附件 填表说明2")],
    ),
    (
        "another platform without name",
        Stage.COMPLETED,
        {"platform_name": None},
        [("platform_name", "platform_unnamed", "附件 填表说明2")],
    ),
    (
        "other is no name",
        Stage.COMPLETED,
        {"platform_name": "其他"},
        [("platform_name", "platform_unnamed", "附件 填表说明2")],
    ),
    (
        "a listed platform entered as other",
        Stage.COMPLETED,
        {"platform_name": "微信公众号"},
        [("platform_name", "platform_is_listed", "附件 填表说明2")],
    ),
    (
        "a name that is not of the platform",
        Stage.COMPLETED,
        {"platform": "微信"},
        [("platform_name", "platform_contradicts", "附件 填表说明2")],
    ),
    (
        "a client named as another platform",
        Stage.COMPLETED,
        {"platform": "客户端", "platform_name": "微博"},
        [("platform_name", "platform_contradicts", "附件 填表说明2")],
    ),
    # kind and reason
    ("the other form's word", Stage.COMPLETED, {"kind": "新增"}, [("kind", "not_listed", "附件 填表说明3")]),
    ("going offline", Stage.COMPLETED, {"kind": "临时下线"}, [("kind", "not_listed", "附件 填表说明3")]),
    ("no reason", Stage.COMPLETED, {"reason": None}, [("reason", "missing", "附件 填表说明4")]),
    ("just the kind", Stage.COMPLETED, {"reason": "开设。"}, [("reason", "reason_repeats_kind", "附件 填表说明4")]),
    (
        "the kind and the account",
        Stage.COMPLETED,
        {"reason": "拟申请开设“佳县示例”抖音官方账号"},
        [("reason", "reason_repeats_kind", "附件 填表说明4")],
    ),
    ("a stroke", Stage.COMPLETED, {"reason": "/"}, [("reason", "reason_repeats_kind", "附件 填表说明4")]),
    (
        "the kind in English",
        Stage.COMPLETED,
        {"reason": "Opening"},
        [("reason", "reason_repeats_kind", "附件 填表说明4")],
    ),
    # contacts
    (
        "a landline without area code",
        Stage.COMPLETED,
        {"supervisor.contact": "6720000"},
        [("supervisor.contact", "bad_contact", SHEET)],
    ),
    # signatures
    (
        "the host has not signed",
        Stage.COMPLETED,
        {"host.signed_by": None, "host.seal": None, "host.date": None, "host.opinion": None},
        [
            ("host.signed_by", "not_signed", SHEET),
            ("host.seal", "not_sealed", SHEET),
            ("host.date", "not_dated", SHEET),
        ],
    ),
    (
        "the authority has not signed",
        Stage.COMPLETED,
        {"authority": None},
        [
            ("authority.signed_by", "not_signed", SHEET),
            ("authority.seal", "not_sealed", SHEET),
            ("authority.date", "not_dated", SHEET),
        ],
    ),
    ("signed too early", Stage.SUBMITTED, {}, [("authority", "too_early", SHEET)]),
    ("an early opinion", Stage.SUBMITTED, {"authority": {"opinion": "同意"}}, [("authority", "too_early", SHEET)]),
    (
        "the authority signs before the host",
        Stage.COMPLETED,
        {"authority.date": "2025-03-03"},
        [("authority.date", "dates_reversed", SHEET)],
    ),
    ("no such day", Stage.COMPLETED, {"host.date": "2025-02-29"}, [("host.date", "bad_date", SHEET)]),
    ("no such day in Chinese", Stage.COMPLETED, {"host.date": "2025年2月30日"}, [("host.date", "bad_date", SHEET)]),
    ("no day", Stage.COMPLETED, {"host.date": 20250304}, [("host.date", "bad_date", SHEET)]),
    (
        "another body's seal",
        Stage.COMPLETED,
        {"authority.seal": "佳县示例局"},
        [("authority.seal", "wrong_authority", "附件 填表说明6")],
    ),
    # what cannot stand in a cell
    ("a number", Stage.COMPLETED, {"account": 13900000000}, [("account", "bad_value", SHEET)]),
    ("a person as text", Stage.COMPLETED, {"supervisor": "张示例"}, [("supervisor", "bad_value", SHEET)]),
    ("operators as one", Stage.COMPLETED, {"operators": OPERATOR}, [("operators", "bad_value", SHEET)]),
    ("an operator as text", Stage.COMPLETED, {"operators": ["李示例"]}, [("operators[0]", "bad_value", SHEET)]),
    ("a control character", Stage.COMPLETED, {"name": "佳县\x07"}, [("name", "bad_character", SHEET)]),
    (
        "a turn of direction",
        Stage.COMPLETED,
        {"host.signed_by": "赵\u202e示例"},
        [("host.signed_by", "bad_character", SHEET)],
    ),
    ("half a character", Stage.COMPLETED, {"name": "佳\ud800"}, [("name", "bad_value", SHEET)]),
    ("an unknown cell", Stage.COMPLETED, {"operator": OPERATOR}, [("operator", "unknown_field", SHEET)]),
    ("a cell given twice", Stage.COMPLETED, {"账号": "x"}, [("账号", "repeated_field", SHEET)]),
    ("an unknown cell inside", Stage.COMPLETED, {"host.stamp": "x"}, [("host.stamp", "unknown_field", SHEET)]),
    # several at once
    (
        "several, in the order of the form",
        Stage.COMPLETED,
        {"authority.date": "2025-02-01", "host.seal": None, "reason": "开设", "platform": "快手", "extra": 1},
        [
            ("platform", "not_listed", "附件 填表说明2"),
            ("reason", "reason_repeats_kind", "附件 填表说明4"),
            ("host.seal", "not_sealed", SHEET),
            ("authority.date", "dates_reversed", SHEET),
            ("extra", "unknown_field", SHEET),
        ],
    ),
]


@pytest.mark.parametrize(("note", "changes"), IN_ORDER, ids=[row[0] for row in IN_ORDER])
def test_in_order(make: Make, note: str, changes: dict[str, object]) -> None:
    form = validate_form("jiaxian", make("jiaxian", changes), stage=Stage.COMPLETED)
    assert isinstance(form, JiaxianForm), form


@pytest.mark.parametrize(("note", "stage", "changes", "expected"), BAD, ids=[row[0] for row in BAD])
def test_problems(
    make: Make, note: str, stage: Stage, changes: dict[str, object], expected: list[tuple[str, str, str]]
) -> None:
    problems = validate_form("jiaxian", make("jiaxian", changes), stage=stage)
    assert isinstance(problems, tuple)
    assert [(p.field, p.code.value, p.cites.zh) for p in problems] == expected


def test_a_form_is_submitted_without_the_authority(make: Make) -> None:
    data = make("jiaxian", {"authority": None})
    assert isinstance(validate_form("jiaxian", data, stage=Stage.SUBMITTED), JiaxianForm)
    assert isinstance(validate_form("jiaxian", data | {"authority": {"date": ""}}, stage=Stage.SUBMITTED), JiaxianForm)


def test_values_are_read_whatever_their_language(make: Make) -> None:
    form = validate_form(
        "jiaxian", make("jiaxian", {"kind": "变更", "platform": "wechat", "platform_name": None}), stage=Stage.COMPLETED
    )
    assert isinstance(form, JiaxianForm)
    assert (form.kind, form.platform) == (FilingKind.CHANGE, Platform.WECHAT)
