"""The words of comparisons, in both languages: titles, heads, how relations are said and what they mean.

In: values of `analysis.compare.results`. Out: `Text`. No format has words of its own.
"""

from __future__ import annotations

from datetime import date

from policykit.analysis.compare.results import Relation
from policykit.io.report_out.words import counted
from policykit.model.text import Text

TITLE = Text("政务新媒体规则对照", "Rules for government new media, side by side")
CAUTION = Text(
    "要旨和规则用自己的话写成，不能代替文件原文。每一种关系都由规则的含义推出，附证明或见证。",
    "Gists and rules are in our own words and no substitute for the documents. Every relation is drawn from what the "
    "rules mean, with a proof or a witness.",
)
PERIOD = Text("比较期间", "days compared")
DOCUMENT = Text("文件", "document")
VERSION = Text("版本", "version")
FORCE = Text("施行效力", "force")
SCOPE = Text("适用范围", "scope")
NOBODY_EXEMPT = Text("没有除外", "no exemptions")
TOPIC = Text("主题", "topic")
MATRIX = Text("对照表", "Matrix")
REQUIREMENTS = Text("要求", "Requirements")
RELATIONS = Text("关系", "Relations")
RELATION = Text("关系", "relation")
ABOUT = Text("关于", "About")
ITEM = Text("项目", "item")
CONTENT = Text("内容", "content")
JURISDICTION = Text("辖区", "jurisdiction")
CLAUSE = Text("条款", "clause")
RULE = Text("规则", "rule")
RULE_TITLE = Text("规则名称", "title")
GIST = Text("要旨", "gist")
FORM = Text("形式", "form")
BINDING = Text("有约束力", "binding")
NOT_BINDING = Text("没有约束力", "not binding")
YES = Text("是", "yes")
NO = Text("否", "no")
READING = Text("解释", "how the text is read")
OPEN_TERM = Text("未定期限", "open term")
OPEN_TERMS = Text("未定期限", "open terms")
IN_CHINESE = Text("中文写法", "in Chinese")
IN_ENGLISH = Text("英文写法", "in English")
SAYS_NOTHING = Text("未作规定", "says nothing")
BASIS = Text("依据与证明", "basis and proofs")
CLOSE = Text("收起", "close")

WHO = Text("谁", "who")
STRENGTH = Text("约束", "strength")
WHEN = Text("何时", "when")
WHAT = Text("事项", "what")
AMOUNT = Text("数量", "how many")
WITHIN = Text("期限", "within")
UNLESS = Text("除非", "unless")

IMPLIED = Text("推出", "follows")
REFUTED = Text("不能推出", "does not follow")
UNDECIDED = Text("无法判定", "undetermined")
OUTCOMES = {"implied": IMPLIED, "refuted": REFUTED, "unknown": UNDECIDED}
OUTCOME = Text("能否推出", "follows")
PROOF = Text("证明", "proof")
WITNESS = Text("见证", "witness")
REASON = Text("原因", "reason")
METHOD = Text("证明方法", "method")
PREMISES = Text("用到的规则", "rests on")
ASSUMES = Text("假定", "assumes")
NOTE = Text("说明", "note")
KEPT = Text("符合", "keeps")
BROKEN = Text("违反", "breaks")
FACTS = Text("事实", "facts")
FACT = Text("事实编号", "fact")
TIME = Text("时间", "time")
DUE = Text("期限", "due")
AS_OF = Text("截至", "as of")
DETAILS = Text("说明", "details")
FIRST = Text("首日", "first day")
LAST = Text("末日", "last day")
LEFT = Text("左", "left")
RIGHT = Text("右", "right")
FROM = Text("遵守", "keeping")
TIME_ZONE = Text("时间均为 UTC+8", "times are in UTC+8")
SYNTHETIC = Text("见证中的事实是虚构的", "the facts of witnesses are made up")
MORE_ELSEWHERE = Text(
    "证明和见证的全文：--format html、markdown 或 json",
    "proofs and witnesses in full: --format html, markdown or json",
)

FILTERS = Text("筛选", "Filters")
SEARCH = Text("查找", "Search")
SEARCH_HINT = Text("条款、规则、措辞……", "clause, rule, words …")
ALL_TOPICS = Text("全部主题", "all topics")
ALL_RELATIONS = Text("全部关系", "all relations")
SHOW = Text("显示辖区", "Jurisdictions")
RESET = Text("清除筛选", "clear")
NOTHING_FITS = Text("没有符合筛选条件的主题", "no topic fits the filters")
NEEDS_SCRIPT = Text(
    "浏览器没有运行脚本：全部内容已展开，不能筛选。", "Scripts do not run here: everything is open, without filters."
)
LEGEND = Text("关系和图例", "Relations and signs")
TO_MATRIX = Text("跳到对照表", "skip to the matrix")

SIGN_FACT = Text("事实", "fact")
SIGN_DUTY = Text("义务", "duty")
SIGN_REST = Text("周末、放假日", "weekend, holiday")
SIGN_MAKE_UP = Text("调休上班", "make-up working day")

ONE_SIDED = Text("一方更严", "one is stricter")
"""What `stricter` and `looser` have in common: seen from one side or from the other."""

SYMBOLS = {
    Relation.EQUAL: "=",
    Relation.STRICTER: "▲",
    Relation.LOOSER: "▽",
    Relation.INCOMPARABLE: "◇",
    Relation.UNRELATED: "∥",
    Relation.UNKNOWN: "?",
}

_STANDINGS = {
    Relation.EQUAL: Text("同等于", "equal to"),
    Relation.STRICTER: Text("更严于", "stricter than"),
    Relation.LOOSER: Text("更宽于", "looser than"),
    Relation.INCOMPARABLE: Text("各有宽严", "incomparable with"),
    Relation.UNRELATED: Text("互不相涉", "unrelated to"),
    Relation.UNKNOWN: Text("无法判定", "undetermined against"),
}

_SENTENCES = {
    Relation.EQUAL: Text("{left} 与 {right} 同等", "{left} is equal to {right}"),
    Relation.STRICTER: Text("{left} 比 {right} 更严", "{left} is stricter than {right}"),
    Relation.LOOSER: Text("{left} 比 {right} 更宽", "{left} is looser than {right}"),
    Relation.INCOMPARABLE: Text("{left} 与 {right} 各有宽严", "{left} and {right} are incomparable"),
    Relation.UNRELATED: Text("{left} 与 {right} 互不相涉", "{left} and {right} are unrelated"),
    Relation.UNKNOWN: Text("{left} 与 {right} 无法判定", "{left} and {right}: undetermined"),
}

MEANINGS = {
    Relation.EQUAL: Text("遵守其一就遵守另一个，反之亦然", "to keep either is to keep the other"),
    Relation.STRICTER: Text("遵守它就遵守对方，反之不然", "to keep it is to keep the other, but not the reverse"),
    Relation.LOOSER: Text("遵守对方就遵守它，反之不然", "to keep the other is to keep it, but not the reverse"),
    Relation.INCOMPARABLE: Text("各有对方没有的要求", "each asks for something that the other does not"),
    Relation.UNRELATED: Text("要求的不是同一件事", "they ask for different things"),
    Relation.UNKNOWN: Text("既没有证明，也没有找到见证", "neither a proof nor a witness was found"),
}


def standing(relation: Relation) -> Text:
    """How a jurisdiction stands to those that are named after these words."""
    return _STANDINGS[relation]


def sentence(relation: Relation, left: str, right: str) -> Text:
    """The relation as a sentence about two jurisdictions."""
    return _SENTENCES[relation].fill(left=left, right=right)


def question(keeps: str, follows: str) -> Text:
    """What one direction of a relation asks."""
    return Text(f"遵守 {keeps} 的，是否也遵守 {follows}？", f"If {keeps} is kept, is {follows} kept too?")


def more_rules(count: int) -> Text:
    """That so many rules stand only where the cell opens to."""
    return Text(f"另有 {count} 条", f"{count} more")


def days(first: date, last: date) -> Text:
    """A range of days, both included."""
    return Text(f"{first} 至 {last}", f"{first} to {last}")


def topics(count: int) -> Text:
    """How many topics there are."""
    return Text(f"{count} 个主题", counted(count, "topic"))


def counts(documents: int, topics_: int, rules: int) -> Text:
    """How much is compared."""
    return Text(
        f"{documents} 份文件，{topics_} 个主题，{rules} 条规则",
        f"{counted(documents, 'document')}, {counted(topics_, 'topic')}, {counted(rules, 'rule')}",
    )


def proofs(implied: int, refuted: int, unknown: int) -> Text:
    """How many proofs and witnesses a relation rests on."""
    said = [
        (implied, "证明 {n}", "proof"),
        (refuted, "见证 {n}", "witness"),
        (unknown, "未决 {n}", "undetermined"),
    ]
    shown = [(zh.format(n=n), f"{n} {_plural(en, n)}") for n, zh, en in said if n]
    return Text("，".join(zh for zh, _ in shown), ", ".join(en for _, en in shown))


def _plural(word: str, n: int) -> str:
    if n == 1 or word == "undetermined":
        return word
    return f"{word}es" if word.endswith("s") else f"{word}s"


def witness_says(left: str, *, breach: bool) -> Text:
    """What a witness shows, before the rule that it breaks, or that it brings about where that can't be broken."""
    if breach:
        return Text(f"以下经过遵守 {left}，却违反", f"This history keeps {left}, but breaks")
    return Text(f"以下经过遵守 {left}，却引出", f"This history keeps {left}, but brings about")
