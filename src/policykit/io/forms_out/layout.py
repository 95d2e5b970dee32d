"""The layouts of the filing forms: which box stands where, as on the forms that the documents print.

In: a form. Out: its pages, one for each copy. The words are those of the forms' boxes; the filling instructions are
referred to, not repeated.
"""

from __future__ import annotations

from datetime import date

from policykit.io.forms_out.grid import Box, Page, Row, fitted, head, long, rows_of, short
from policykit.model.errors import PolicykitError
from policykit.model.text import Text, fold
from policykit.packs.forms import Contact, Form, JiaxianForm, LanzhouForm, Opinion, PhoneContact, Signature

_SPACE = "\u3000"


def pages(form: Form) -> tuple[Page, ...]:
    """The pages of a form. Raises `PolicykitError` for a kind of form that has no layout here."""
    match form:
        case JiaxianForm():
            return (fitted(_jiaxian(form)),)
        case LanzhouForm():
            return tuple(fitted(_lanzhou(form, copy)) for copy in ("主办单位存", "主管单位存"))
        case _:
            raise PolicykitError(
                Text(f"{form.title.zh}没有打印版式", f"there is no layout to print the {form.title.en}")
            )


def _jiaxian(form: JiaxianForm) -> Page:
    supervisor = form.supervisor or Contact()
    platform = form.platform.zh if form.platform else None
    if form.platform_name:
        platform = f"{platform or ''}（{form.platform_name}）"
    simple = {
        "责任主体": form.responsible_subject,
        "新媒体名称": form.name,
        "账　号": form.account,
        "所属平台": platform,
        "备案类型": form.kind.zh if form.kind else None,
    }
    rows = rows_of(
        [
            [Row((head(name), short(value, columns=2)), 11) for name, value in simple.items()],
            Row((head("备案原由"), long(form.reason, columns=2)), 22),
            _people("新媒体运营\n主管负责人", [supervisor]),
            _people("新媒体\n运营人员", list(form.operators)),
            _opinion("主办单位\n意见", form.host or Opinion()),
            _opinion("备案主管单位\n意见", form.authority or Opinion()),
        ]
    )
    note = (
        "填写要求见《佳县政务新媒体管理办法》附件的填表说明。所属平台为其他第三方平台的，在括号内写明平台名称；"
        "备案主管单位一栏在报送时留空。"
    )
    return Page(form.title.zh, (36, 26, 98), rows, note)


def _people(title: str, people: list[Contact]) -> list[Row]:
    """Name above contact; several people stand below one another in both boxes."""
    names, contacts = ([p.name or "" for p in people], [p.contact or "" for p in people])
    return [
        Row((_title(title, rows=2), head("姓　名"), Box(tuple(names))), 10),
        Row((head("联系方式"), Box(tuple(contacts))), 10),
    ]


def _opinion(title: str, opinion: Opinion) -> Row:
    words = tuple(opinion.opinion.split("\n")) if opinion.opinion else ()
    box = Box(words, centred=False, columns=2, foot=_foot("负责人签字并加盖单位公章：", opinion))
    return Row((_title(title), box), 24, wide=True)


def _lanzhou(form: LanzhouForm, copy: str) -> Page:
    media_type, account_kind = form.media_type, form.official_account_kind
    if account_kind and account_kind.zh not in fold(media_type or ""):
        media_type = f"{media_type or ''}（{account_kind.zh}）"
    rows = rows_of(
        [
            Row((head("新媒体名称"), short(form.name, columns=2), head("新媒体账号"), short(form.account)), 13),
            Row(
                (
                    _title("注册\n或变更属性"),
                    short(form.kind.zh if form.kind else None, columns=2),
                    _title("注册\n或变更时间"),
                    short(_day(form.effective_on) if form.effective_on else None),
                ),
                13,
            ),
            Row((head("新媒体类型"), short(media_type, columns=4)), 11),
            Row((_title("平台作用\n或发布内容"), long(form.function, columns=4)), 24),
            Row((head("栏目设置"), long(form.columns, columns=4)), 24),
            _responsible(form),
            _seal("主办单位\n盖章", form.host or Signature()),
            _seal("主管单位\n盖章", form.authority or Signature()),
            Row((head("备　注"), long(form.remarks, columns=4)), 13),
        ]
    )
    note = (
        "填写要求见兰州新区政务新媒体备案登记表（样表）的填写说明。每个账号填写一套，一式两份；"
        "主管单位一栏在报送时留空。"
    )
    return Page(form.title.zh, (32, 26, 38, 26, 38), rows, note, copy)


def _responsible(form: LanzhouForm) -> list[Row]:
    nobody = PhoneContact()
    rows = []
    for title, people in (
        ("主管领导", [form.leader or nobody]),
        ("分管领导", [form.deputy or nobody]),
        ("管理人员", list(form.managers)),
    ):
        names, phones = tuple(p.name or "" for p in people), tuple(p.phone or "" for p in people)
        rows.append(Row((head(title), Box(names), head("联系电话"), Box(phones)), 10))
    first = Row((head("责任人", rows=len(rows)), *rows[0].boxes), rows[0].height)
    return [first, *rows[1:]]


def _seal(title: str, signature: Signature) -> Row:
    return Row(
        (_title(title), Box(columns=4, centred=False, foot=_foot("主要负责人签字（公章）：", signature))), 24, wide=True
    )


def _foot(prompt: str, signature: Signature) -> tuple[str, ...]:
    """The lines for signature, seal and day; what is not there yet is left blank to be written in."""
    seal = f"（公章）{signature.seal}" if signature.seal else ""
    return f"{prompt}{signature.signed_by or ''}", seal, _day(signature.date)


def _day(day: date | None) -> str:
    return f"{_SPACE * 2}年{_SPACE * 2}月{_SPACE * 2}日" if day is None else f"{day.year}年{day.month}月{day.day}日"


def _title(text: str, *, rows: int = 1) -> Box:
    """A printed name in two lines."""
    return Box(tuple(text.split("\n")), head=True, rows=rows)
