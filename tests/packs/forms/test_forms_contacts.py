"""Telephone numbers that are plausible, and others."""

from __future__ import annotations

import pytest

from policykit.packs.forms.contacts import contact_flaw, phone_flaw


@pytest.mark.parametrize(
    "text",
    [
        "13900000000",
        "199 0000 0000",
        "139-0000-0000",
        "+86 139 0000 0000",
        "8613900000000",
        "１３９００００００００",
        "0912-6720000",
        "09126720000",
        "(0912)6720000",
        "（0912）6720000",
        "+86 912 6720000",
        "0931—82500000",
        "010-88888888",
        "021 6888 8888",
        "0912-6720000-801",
        "0912-6720000转801",
        "0912-6720000 ext. 801",
        "0912-6720000，13900000000",
        "0912-6720000/13900000000",
        "0912-6720000\n13900000000",
        "13900000000；",
    ],
)
def test_plausible(text: str) -> None:
    assert phone_flaw(text) is None
    assert contact_flaw(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1390000000",
        "139000000000",
        "12900000000",
        "6720000",
        "0912-672000",
        "0912-672000000",
        "010-8888888",
        "0912-0720000",
        "912-6720000",
        "13900000000转801",
        "、",
        "电话13900000000",
        "12345",
        "无",
        "٠٩١٢-٦٧٢٠٠٠٠",
    ],
)
def test_not_plausible(text: str) -> None:
    assert phone_flaw(text) is not None
    assert contact_flaw(text) is not None


@pytest.mark.parametrize("text", ["a.b-c@jiaxian.example", "zhang@mail.gov.cn", "0912-6720000、a@b.cn"])
def test_an_e_mail_address_is_a_contact_but_no_telephone(text: str) -> None:
    assert contact_flaw(text) is None
    assert phone_flaw(text) is not None


@pytest.mark.parametrize("text", ["a@b", "@b.cn", "a@.cn", "a b@c.cn", "a@b..cn", "a@-b.cn"])
def test_no_e_mail_address(text: str) -> None:
    assert contact_flaw(text) is not None


def test_the_reason_names_the_number_at_fault() -> None:
    flaw = phone_flaw("0912-6720000、6720001")
    assert flaw is not None
    assert flaw[1].zh == "座机号码「6720001」没有区号;请写成 0912-6721234 的样子"
