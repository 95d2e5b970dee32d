"""Forms in Word, read back: paper, fonts, the table's boxes, the copies, and what happens without python-docx."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Mapping

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st

from policykit.io.forms_out import FormFormat
from policykit.model.errors import PolicykitError
from policykit.packs.forms import Form, JiaxianForm

Render = Callable[[Form, FormFormat], bytes]


def _read(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def _boxes(table: Table) -> list[list[str]]:
    """The texts of each row, a box that reaches over several columns once."""
    rows = []
    for row in table.rows:
        boxes: list[tuple[object, str]] = []
        for cell in row.cells:
            if not boxes or boxes[-1][0] is not cell._tc:
                boxes.append((cell._tc, cell.text))
        rows.append([text for _, text in boxes])
    return rows


def test_jiaxian_reads_back_box_by_box(examples: Mapping[str, Form], render: Render) -> None:
    document = _read(render(examples["jiaxian"], FormFormat.DOCX))
    (table,) = document.tables
    assert _boxes(table) == [
        ["责任主体", "佳县示例局"],
        ["新媒体名称", "佳县示例"],
        ["账\u3000号", "jiaxian-shili"],
        ["所属平台", "其他第三方平台（抖音）"],
        ["备案类型", "开设"],
        ["备案原由", "群众多以短视频了解办事流程，拟开设账号发布办事指南和政策解读，已有专人运维"],
        ["新媒体运营\n主管负责人", "姓\u3000名", "张示例"],
        ["新媒体运营\n主管负责人", "联系方式", "0912-6720000"],
        ["新媒体\n运营人员", "姓\u3000名", "李示例\n王示例"],
        ["新媒体\n运营人员", "联系方式", "13900000000\nwang@shili.example"],
        [
            "主办单位\n意见",
            "情况属实，同意申请备案。\n负责人签字并加盖单位公章：赵示例\n（公章）佳县示例局\n2025年3月4日",
        ],
        [
            "备案主管单位\n意见",
            "同意备案。\n负责人签字并加盖单位公章：钱示例\n（公章）佳县政务信息化服务中心\n2025年3月11日",
        ],
    ]
    assert document.paragraphs[0].text == "佳县政府系统政务新媒体备案表"


def test_lanzhou_has_a_page_for_each_copy(examples: Mapping[str, Form], render: Render) -> None:
    document = _read(render(examples["lanzhou"], FormFormat.DOCX))
    texts = [p.text for p in document.paragraphs]
    assert texts[0::3] == ["主办单位存", "主管单位存"]
    assert texts[1::3] == ["兰州新区政务新媒体备案登记表"] * 2
    assert [p.text for p in document.paragraphs if p.paragraph_format.page_break_before] == ["主管单位存"]
    first, second = (_boxes(table) for table in document.tables)
    assert first == second
    assert first[:3] == [
        ["新媒体名称", "兰州新区示例园区", "新媒体账号", "lzxq-shili"],
        ["注册\n或变更属性", "新增", "注册\n或变更时间", "2025年5月12日"],
        ["新媒体类型", "微信公众号（订阅号）"],
    ]
    assert first[5:8] == [
        ["责任人", "主管领导", "周示例", "联系电话", "0931-8250000"],
        ["责任人", "分管领导", "吴示例", "联系电话", "0931-8250001"],
        ["责任人", "管理人员", "郑示例", "联系电话", "13800000000"],
    ]
    assert first[9] == ["主管单位\n盖章", "主要负责人签字（公章）：\n\n\u3000\u3000年\u3000\u3000月\u3000\u3000日"]


def test_paper_and_fonts(examples: Mapping[str, Form], render: Render) -> None:
    document = _read(render(examples["jiaxian"], FormFormat.DOCX))
    (section,) = document.sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert abs(section.page_width - Mm(210)) < Mm(0.1)
    assert abs(section.page_height - Mm(297)) < Mm(0.1)
    fonts = {name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in ("Normal", "表题")}
    assert fonts == {"Normal": "宋体", "表题": "黑体"}
    assert document.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    (table,) = document.tables
    assert [round(column.width / Mm(1)) for column in table.columns] == [36, 26, 98]
    assert all(row.height for row in table.rows)
    padding = [child.tag for child in table._tbl.tblPr].index(qn("w:tblCellMar"))
    assert [child.tag for child in table._tbl.tblPr][padding + 1 :] == [qn("w:tblLook")]


def test_the_bytes_do_not_hold_the_hour_of_writing(examples: Mapping[str, Form], render: Render) -> None:
    data = render(examples["lanzhou"], FormFormat.DOCX)
    assert data == render(examples["lanzhou"], FormFormat.DOCX)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = _read(data).core_properties
    assert properties.created is not None
    assert properties.created == properties.modified
    assert properties.created.year == 1980
    assert (properties.author, properties.title) == ("policykit", "兰州新区政务新媒体备案登记表")


def test_without_python_docx_the_error_names_the_extra(
    examples: Mapping[str, Form], render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(PolicykitError) as caught:
        render(examples["jiaxian"], FormFormat.DOCX)
    assert caught.value.text.zh == "写 Word 表格需要 python-docx：请安装 policykit[docx]"
    assert caught.value.text.en == "a form in Word needs python-docx: install policykit[docx]"
    assert render(examples["jiaxian"], FormFormat.HTML)


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=40))
def test_any_text_that_a_cell_takes_reads_back(render: Render, text: str) -> None:
    try:
        form = JiaxianForm.model_validate({"reason": text})
    except ValueError:
        return
    (table,) = _read(render(form, FormFormat.DOCX)).tables
    assert _boxes(table)[5][1] == (form.reason or "")


def test_only_word_is_binary() -> None:
    assert [format for format in FormFormat if format.binary] == [FormFormat.DOCX]
