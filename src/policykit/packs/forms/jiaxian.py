"""Jiaxian's filing form for government new media, and how it is to be filled in.

Source: the annex of 《佳县政务新媒体管理办法》 (佳政办发〔2024〕27号) with its instructions 1 to 6. The article on the
procedure (第七条(三)) calls the same form 《佳县政务新媒体备案登记表》.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Annotated, ClassVar

from policykit.model.choice import Choice
from policykit.model.facts.base import named
from policykit.model.text import Text, fold
from policykit.packs.forms.base import Contact, Form, Opinion, Signed, Stage
from policykit.packs.forms.cells import Cell, several
from policykit.packs.forms.problems import FormProblem, ProblemCode, quoted
from policykit.packs.forms.rules import cells_filled, signatures
from policykit.packs.forms.values import Line


class Platform(Choice):
    """The platforms that instruction 2 lists; all others are `OTHER`, with their name."""

    WEIBO = "weibo", "微博"
    WECHAT = "wechat", "微信"
    CLIENT = "client", "客户端"
    OTHER = "other", "其他第三方平台"


class FilingKind(Choice):
    """What is filed, by instruction 3."""

    OPENING = "opening", "开设"
    CHANGE = "change", "变更"
    CLOSURE = "closure", "关停"
    CANCELLATION = "cancellation", "注销"


_PLATFORM_WORDS = {
    "新浪微博": Platform.WEIBO,
    "微博账号": Platform.WEIBO,
    "公众号": Platform.WECHAT,
    "微信公众号": Platform.WECHAT,
    "服务号": Platform.WECHAT,
    "订阅号": Platform.WECHAT,
    "手机客户端": Platform.CLIENT,
    "移动客户端": Platform.CLIENT,
    "APP": Platform.CLIENT,
    "其他": Platform.OTHER,
    "其它": Platform.OTHER,
    "其他平台": Platform.OTHER,
    "第三方平台": Platform.OTHER,
}
_WORDS_OF = {
    Platform.WEIBO: ("微博", "weibo"),
    Platform.WECHAT: ("微信", "公众号", "服务号", "订阅号", "视频号", "小程序", "wechat"),
}
_KIND_WORDS = {
    "新增": FilingKind.OPENING,
    "新设": FilingKind.OPENING,
    "开通": FilingKind.OPENING,
    "开办": FilingKind.OPENING,
    "注册": FilingKind.OPENING,
    "更名": FilingKind.CHANGE,
    "修改": FilingKind.CHANGE,
    "关闭": FilingKind.CLOSURE,
    "撤销": FilingKind.CANCELLATION,
    "销户": FilingKind.CANCELLATION,
}
_SAYS_NOTHING = (
    *(word for kind in FilingKind for word in (kind.zh, kind.value)),
    *(word for platform in Platform for word in (platform.zh, platform.value)),
    *_KIND_WORDS,
    *("备案", "登记", "申请", "办理", "拟", "新", "的", "了", "无"),
    *("政务新媒体", "新媒体", "公众号", "账号", "账户", "帐号", "官方", "平台"),
)
"""What is taken away from a reason to see whether it says anything beside what is filed."""

_AUTHORITIES = ("佳县政务信息化服务中心", "县政务信息化服务中心")


class JiaxianForm(Form):
    """佳县政府系统政务新媒体备案表. Several operators are a list; one is enough."""

    jurisdiction: ClassVar = "jiaxian"
    title: ClassVar = Text("佳县政府系统政务新媒体备案表", "filing form for government new media of Jiaxian")
    citation: ClassVar = Text("附件 备案表", "annex, the form")
    instruction: ClassVar = Text("附件 填表说明", "annex, filling instruction")

    responsible_subject: Annotated[Line | None, Cell(1)] = named("责任主体", "body represented")
    name: Line | None = named("新媒体名称", "name of the account")
    account: Line | None = named("账号", "account")
    platform: Annotated[
        Platform | None,
        Cell(
            2,
            instead=_PLATFORM_WORDS,
            advice=Text(
                "清单以外的平台(如抖音):platform 填「其他第三方平台」,platform_name 写平台名称",
                "for a platform outside of the list (such as 抖音), enter platform other and its name as platform_name",
            ),
        ),
    ] = named("所属平台", "platform")
    platform_name: Annotated[Line | None, Cell(2, may_stay_empty=True)] = named("平台名称", "name of the platform")
    kind: Annotated[
        FilingKind | None,
        Cell(
            3,
            instead=_KIND_WORDS,
            advice=Text(
                "临时下线、紧急关停、退出监管不用本表的备案类型,按第八条办理",
                "going offline for a time, emergency closure and exit from supervision have no kind on this form: "
                "see article 8",
            ),
        ),
    ] = named("备案类型", "what is filed")
    reason: Annotated[Line | None, Cell(4)] = named("备案原由", "reason")
    supervisor: Contact | None = named("新媒体运营主管负责人", "head of operation")
    operators: tuple[Contact, ...] = several("新媒体运营人员", "operators")
    host: Opinion | None = named("主办单位意见", "the host's opinion")
    authority: Opinion | None = named("备案主管单位意见", "the authority's opinion")

    @property
    def signed(self) -> Signed:
        """The two opinions."""
        return Signed(self.host or Opinion(), self.authority or Opinion())

    def breaches(self, stage: Stage) -> Iterator[FormProblem]:
        """All rules of this form."""
        yield from cells_filled(self)
        yield from platform_named(self)
        yield from reason_given(self)
        yield from signatures(self, stage)
        if stage is Stage.COMPLETED:
            yield from filed_with_the_centre(self)


def platform_named(form: JiaxianForm) -> Iterator[FormProblem]:
    """Another platform is named, and is another one; a name beside a listed platform belongs to it.

    Source: instruction 2 (JX-F-4).
    """
    platform, name = form.platform, form.platform_name
    if platform is None:
        return
    if name is None:
        if platform is Platform.OTHER:
            yield form.problem(
                ("platform_name",),
                ProblemCode.PLATFORM_UNNAMED,
                Text(
                    "没有填写;所属平台为「其他第三方平台」的,须写明平台的具体名称,如「抖音」",
                    "is empty; where the platform is other, state its name, such as “抖音”",
                ),
                2,
            )
        return
    found, listed = quoted(name), _listed(name)
    if platform is not Platform.OTHER:
        if _belongs(name, platform):
            return
        yield form.problem(
            ("platform_name",),
            ProblemCode.PLATFORM_CONTRADICTS,
            Text(
                f"为{found.zh},所属平台却是「{platform.zh}」;账号若不开在{platform.zh}上,请改填所属平台,否则删去平台名称",
                f"is {found.en}, but the platform is {platform.value} ({platform.zh}); correct the platform if the "
                "account is not on it, or leave the name out",
            ),
            2,
        )
    elif listed is Platform.OTHER:
        yield form.problem(
            ("platform_name",),
            ProblemCode.PLATFORM_UNNAMED,
            Text(
                f"{found.zh}不是平台的名称;请写明具体名称,如「抖音」",
                f"{found.en} names no platform; state its own name, such as “抖音”",
            ),
            2,
        )
    elif listed:
        yield form.problem(
            ("platform_name",),
            ProblemCode.PLATFORM_IS_LISTED,
            Text(
                f"{found.zh}属于清单所列的「{listed.zh}」;请将所属平台改填「{listed.zh}」",
                f"{found.en} belongs to a platform on the list; enter platform {listed.value} ({listed.zh})",
            ),
            2,
        )


def _belongs(name: str, platform: Platform) -> bool:
    """Whether a name can be that of something on a listed platform; clients have names of their own."""
    words = _WORDS_OF.get(platform)
    return _listed(name) in {None, platform} and (words is None or any(word in fold(name).casefold() for word in words))


def _listed(name: str) -> Platform | None:
    """The platform of instruction 2 that a name means, if it means one."""
    word = fold(name).casefold()
    known: dict[str, Platform] = {k.casefold(): v for k, v in _PLATFORM_WORDS.items()}
    known |= {form.casefold(): p for p in Platform for form in (p.zh, p.value)}
    return known.get(word)


def reason_given(form: JiaxianForm) -> Iterator[FormProblem]:
    """The reason says more than what is filed, for which account and where. Source: instruction 4 (JX-F-6).

    Whether it is the true and a specific one, only a person can tell.
    """
    if form.reason is None:
        return
    rest = fold(form.reason).casefold()
    own = [fold(text).casefold() for text in (form.name, form.account, form.platform_name) if text]
    for word in sorted((*_SAYS_NOTHING, *own), key=len, reverse=True):
        rest = rest.replace(word, "")
    if any(unicodedata.category(char)[0] in "LN" for char in rest):
        return
    found = quoted(form.reason)
    yield form.problem(
        ("reason",),
        ProblemCode.REASON_REPEATS_KIND,
        Text(
            f"{found.zh}没有说明原因;请写明为何开设、变更、关停或注销,如「机构改革,职能并入某局」",
            f"{found.en} gives no reason; say why the account is opened, changed, closed or cancelled",
        ),
        4,
    )


def filed_with_the_centre(form: JiaxianForm) -> Iterator[FormProblem]:
    """The authority's seal is that of the county's information service centre. Source: instruction 6 (JX-F-7)."""
    seal = form.signed.authority.seal
    if seal is None or fold(seal) in _AUTHORITIES:
        return
    found = quoted(seal)
    yield form.problem(
        ("authority", "seal"),
        ProblemCode.WRONG_AUTHORITY,
        Text(
            f"为{found.zh};本表的备案主管单位是{_AUTHORITIES[0]},请由该中心盖章",
            f"is that of {found.en}; this form is filed with {_AUTHORITIES[0]}, which has to seal it",
        ),
        6,
    )
