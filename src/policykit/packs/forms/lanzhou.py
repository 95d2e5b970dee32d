"""Lanzhou New Area's registration form for government new media, and how it is to be filled in.

Source: the sample form in chapter 3 of the slides on 《兰州新区政务新媒体管理办法(试行)》 (instructions 1 to 7). It
is called a sample, and it is not said which cells must be filled in: here all of them must, except the remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar

from policykit.model.choice import Choice
from policykit.model.facts.base import named
from policykit.model.facts.choices import OfficialAccountKind
from policykit.model.text import Text, fold
from policykit.packs.forms.base import Form, PhoneContact, Signature, Signed, Stage
from policykit.packs.forms.cells import Cell, Flaw, label, several
from policykit.packs.forms.problems import FormProblem, ProblemCode, quoted
from policykit.packs.forms.rules import cells_filled, signatures
from policykit.packs.forms.values import Day, Line

COPIES = 2
"""A form is made out in duplicate, one copy for the host and one for the authority (instruction 6)."""


class RegistrationKind(Choice):
    """What is registered, by instruction 4."""

    ADDITION = "addition", "新增"
    CHANGE = "change", "变更"
    CLOSURE = "closure", "关停"
    CANCELLATION = "cancellation", "注销"


_KIND_WORDS = {
    "开设": RegistrationKind.ADDITION,
    "开通": RegistrationKind.ADDITION,
    "开办": RegistrationKind.ADDITION,
    "注册": RegistrationKind.ADDITION,
    "opening": RegistrationKind.ADDITION,
    "更名": RegistrationKind.CHANGE,
    "修改": RegistrationKind.CHANGE,
    "关闭": RegistrationKind.CLOSURE,
    "撤销": RegistrationKind.CANCELLATION,
    "销户": RegistrationKind.CANCELLATION,
}
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def _chinese_name(value: object) -> Flaw | None:
    """A name with no Chinese character is not the Chinese name; mixed ones are taken for it (instruction 1)."""
    if _HAN.search(str(value)):
        return None
    found = quoted(value)
    return ProblemCode.NO_CHINESE_NAME, Text(
        f"{found.zh}中没有汉字;请填写新媒体的中文名称", f"{found.en} has no Chinese character; state the Chinese name"
    )


def _in_duplicate(value: object) -> Flaw | None:
    if value == COPIES:
        return None
    return ProblemCode.NOT_IN_DUPLICATE, Text(
        f"为 {value};备案表一式两份,主办单位和主管单位各存一份,应为 {COPIES}",
        f"is {value}; the form is made out in duplicate, a copy for the host and one for the authority: {COPIES}",
    )


class PrincipalSignature(Signature):
    """A signature that is the principal's of the unit, not a deputy's."""

    signed_by: Line | None = named("主要负责人签字", "signature of the principal")


class LanzhouForm(Form):
    """兰州新区政务新媒体备案登记表. Several managers are a list; one is enough."""

    jurisdiction: ClassVar = "lanzhou"
    title: ClassVar = Text(
        "兰州新区政务新媒体备案登记表", "registration form for government new media of Lanzhou New Area"
    )
    citation: ClassVar = Text("解读 第三章 备案登记表", "slides, chapter 3, the form")
    instruction: ClassVar = Text("解读 第三章 填写说明", "slides, chapter 3, filling instruction")

    name: Annotated[Line | None, Cell(1, check=_chinese_name)] = named("新媒体名称", "name of the account")
    account: Annotated[Line | None, Cell(2, one_account=6)] = named("新媒体账号", "account")
    kind: Annotated[RegistrationKind | None, Cell(4, instead=_KIND_WORDS)] = named(
        "注册或变更属性", "what is registered"
    )
    effective_on: Day | None = named("注册或变更时间", "day of the registration or change")
    media_type: Annotated[Line | None, Cell(3)] = named("新媒体类型", "type of the account")
    official_account_kind: Annotated[OfficialAccountKind | None, Cell(3, may_stay_empty=True)] = named(
        "公众号类型", "kind of the official account"
    )
    function: Line | None = named("平台作用或发布内容", "what it is for or publishes")
    columns: Line | None = named("栏目设置", "columns")
    leader: PhoneContact | None = named("主管领导", "leader")
    deputy: PhoneContact | None = named("分管领导", "deputy in charge")
    managers: tuple[PhoneContact, ...] = several("管理人员", "managers")
    host: PrincipalSignature | None = named("主办单位盖章", "the host's seal")
    authority: PrincipalSignature | None = named("主管单位盖章", "the authority's seal")
    remarks: Annotated[Line | None, Cell(may_stay_empty=True)] = named("备注", "remarks")
    copies: Annotated[int | None, Cell(6, check=_in_duplicate)] = named("份数", "copies")

    @property
    def signed(self) -> Signed:
        """The two signatures."""
        return Signed(self.host or PrincipalSignature(), self.authority or PrincipalSignature())

    @property
    def one_set_for(self) -> tuple[str, ...] | None:
        """The product on which the account is registered and the account: one set for each (instruction 6)."""
        if self.media_type is None or self.account is None:
            return None
        return _product(self.media_type), fold(self.account)

    def breaches(self, stage: Stage) -> Iterator[FormProblem]:
        """All rules of this form."""
        yield from cells_filled(self)
        yield from official_account_kind_stated(self)
        yield from signatures(self, stage)
        yield from signed_by_the_principal(self)


def _product(media_type: str) -> str:
    """The product that a type names, whatever else it says of it (reading 18)."""
    text = fold(media_type).casefold()
    if _official_account(text):
        return "微信公众号"
    for word, product in (
        ("视频号", "视频号"),
        ("小程序", "小程序"),
        ("微博", "微博"),
        ("客户端", "客户端"),
        ("app", "客户端"),
    ):
        if word in text:
            return product
    return text


def _official_account(text: str) -> bool:
    """Whether a type means a WeChat official account. 微信 by itself does: the form lists no other type of WeChat's."""
    return text in {"微信", "wechat"} or ("公众号" in text and "qq" not in text) or "服务号" in text or "订阅号" in text


def official_account_kind_stated(form: LanzhouForm) -> Iterator[FormProblem]:
    """A WeChat official account is said to be a service or subscription account, or a mini-program.

    It may be said in the type itself or in the cell for it, but not in two ways. Source: instruction 3 (LZ-F-5).
    """
    if form.media_type is None:
        return
    text, kind = fold(form.media_type).casefold(), form.official_account_kind
    said = [k for k in OfficialAccountKind if k.zh in text]
    found, loc = quoted(form.media_type), ("official_account_kind",)
    if kind is None:
        if _official_account(text) and not said:
            yield form.problem(
                loc,
                ProblemCode.ACCOUNT_KIND_MISSING,
                Text(
                    f"没有填写;新媒体类型为{found.zh}的,请注明服务号、订阅号或小程序",
                    f"is empty; of a WeChat official account ({found.en}), state service_account, "
                    "subscription_account or mini_program",
                ),
                3,
            )
    elif said and kind not in said:
        yield form.problem(
            loc,
            ProblemCode.ACCOUNT_KIND_CONTRADICTS,
            Text(
                f"为「{kind.zh}」,新媒体类型却是{found.zh};请改为一致",
                f"is {kind.value} ({kind.zh}), but the type is {found.en}; make them agree",
            ),
            3,
        )
    elif not said and not _official_account(text):
        yield form.problem(
            loc,
            ProblemCode.ACCOUNT_KIND_IDLE,
            Text(
                f"为「{kind.zh}」,但新媒体类型{found.zh}不是微信公众号;请改填类型,或删去公众号类型",
                f"is {kind.value} ({kind.zh}), but the type {found.en} is no WeChat official account; "
                "correct the type, or leave the kind out",
            ),
            3,
        )


def signed_by_the_principal(form: LanzhouForm) -> Iterator[FormProblem]:
    """The host's signature is not that of someone whom the form itself makes a deputy or a manager, and nothing else.

    Source: the cell asks for the principal's signature (LZ-F-2).
    """
    signer = form.signed.host.signed_by
    if signer is None or (form.leader and form.leader.name == signer):
        return
    for name, people in (("deputy", (form.deputy,)), ("managers", form.managers)):
        if any(person and person.name == signer for person in people):
            found, role = quoted(signer), label(type(form), name)
            yield form.problem(
                ("host", "signed_by"),
                ProblemCode.NOT_THE_PRINCIPAL,
                Text(
                    f"{found.zh}在本表中是{role.zh};此处应由主要负责人签字",
                    f"{found.en} is named on this form under {role.en}; the principal of the unit has to sign here",
                ),
            )
            return
