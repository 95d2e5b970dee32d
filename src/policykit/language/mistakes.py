"""Typical mistakes of syntax, each with what it looks like and what helps.

An example is a text that cannot be read on past the mistake. A diagnostic gets the help of the example that stops
where it does: at the same place of the grammar and at the same kind of word, or, for a mistake of `any_word`, at any
word there.
"""

from __future__ import annotations

from dataclasses import dataclass

from policykit.model.text import Text


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake: what helps, examples, and whether any other word in their place is the same mistake."""

    help: Text
    examples: tuple[str, ...]
    any_word: bool = True


_HEAD = '文件 a 《b》 第一条 c 规则 d "e" '

MISTAKES = (
    Mistake(
        Text(
            "时限要写数和单位,如 `在 5 个工作日 内`",
            "a period needs a number and a unit, such as `within 5 workdays`",
        ),
        (
            _HEAD + "每当 收到留言 应当 在 内 答复留言",
            _HEAD + "每当 收到留言 应当 在 五个工作日 内 答复留言",
            _HEAD + "每当 收到留言 应当 在 5 内 答复留言",
            _HEAD + "每当 收到留言 应当 在 5 答复留言",
            _HEAD + "对每个 账号 不得 连续 超过 没有 发布信息",
            _HEAD + "对每个 账号 不得 连续 超过 14 没有 发布信息",
        ),
    ),
    Mistake(
        Text(
            "频次要写 `至少` 或 `超过`、数和 `次` 或 `条`,如 `每周 至少 2 次 发布信息`",
            "a frequency needs `at least` or `more than`, a number and `acts of` or `items of`",
        ),
        (
            _HEAD + "对每个 账号 应当 每周 2 次 发布信息",
            _HEAD + "对每个 账号 应当 每周 发布信息",
            _HEAD + "对每个 账号 应当 每周 至少 次 发布信息",
            _HEAD + "对每个 账号 应当 每周 至少 2 发布信息",
        ),
    ),
    Mistake(
        Text(
            '规则要有名称(英文标识)和加引号的标题,如 `规则 reply "及时答复"`',
            'a rule needs a name and a quoted title, such as `rule reply "Answer promptly"`',
        ),
        (
            '文件 a 《b》 第一条 c 规则 "e" 每当 收到留言',
            "文件 a 《b》 第一条 c 规则 d 每当 收到留言",
        ),
    ),
    Mistake(
        Text(
            "范围之后要写义务词:`应当`、`不得`、`原则上应当`、`鼓励` …",
            "after its scope a rule needs a modality: `must`, `must not`, `in principle must`, `is encouraged to` …",
        ),
        (
            _HEAD + "每当 收到留言 在 5 个工作日 内 答复留言",
            _HEAD + "对每个 账号 每周 至少 1 次 发布信息",
        ),
    ),
    Mistake(
        Text(
            "集合要写在花括号里,如 `属于 {图文, 视频}`",
            "a set stands in braces, such as `in {text, video}`",
        ),
        (
            _HEAD + "对每个 账号 其中 体裁 属于 图文 应当",
            _HEAD + "对每个 账号 其中 体裁 属于 (图文) 应当",
            _HEAD + "对每个 账号 其中 体裁 不属于 图文 应当",
        ),
    ),
    Mistake(
        Text(
            '案例要写 `于` 和规则名,如 `案例 "节前留言" 于 answer_in_five_workdays`',
            'a case names its rule: `case "Before the holiday" on answer_in_five_workdays`',
        ),
        (
            '案例 "a" 2025-01-01 收到留言',
            '案例 "a" 于 2025-01-01 收到留言',
        ),
    ),
    Mistake(
        Text(
            "回看(此前 …)与别的条件并用时要加括号,如 `原创 且 (此前 已有 审核信息)`",
            "joined with others, a look-back stands in parentheses: `original and (earlier have had post.reviewed)`",
        ),
        tuple(
            _HEAD + f"每当 发布信息 {start} 此前 {look}"
            for start in ("应当 原创 且", "应当 非", "其中 原创 且", "其中 非")
            for look in (
                "已有 审核信息",
                "没有 审核信息",
                "30 天 内 已有 审核信息",
                "within 30 天 已有 审核信息",
                "同一 年度 已有 审核信息",
            )
        ),
        any_word=False,
    ),
    Mistake(
        Text("期间前面要写 `在`:`在 5 个工作日 内`", "the act comes first: `message.answered within 5 workdays`"),
        (_HEAD + "每当 收到留言 应当 5 个工作日 内 答复留言",),
        any_word=False,
    ),
    Mistake(
        Text("范围(每当、对每个)写在义务词之前", "the scope (whenever, for each) comes before the modality"),
        (
            _HEAD + "应当 在 5 天 内 答复留言 每当 收到留言",
            _HEAD + "应当 实名 对每个 账号",
            _HEAD + "应当 答复留言 within 5 天 每当 收到留言",
        ),
        any_word=False,
    ),
)
