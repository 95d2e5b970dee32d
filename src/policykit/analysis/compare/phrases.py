"""Events and conditions in the words of a table cell: `收到留言(留言类别 = 咨询)`, `message received (kind = enquiry)`.

In: syntax in the words of one surface. Out: a phrase in that language. The formatter writes it; what is code to a
reader (dots and underscores in names, the order of words in a look-back) is put into words before.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TypeVar, cast

from policykit.language import syntax as s
from policykit.language.formatter.conditions import condition as written
from policykit.language.formatter.conditions import expression as written_value
from policykit.language.words import SAME_PERIOD_WORDS
from policykit.model.text import Lang, Text

_T = TypeVar("_T")


def condition(node: s.Condition, lang: Lang) -> str:
    """A condition."""
    return written(_worded(node, lang), lang)


def value(node: s.Expression, lang: Lang) -> str:
    """A value."""
    return written_value(_worded(node, lang), lang)


def events(node: s.Events, lang: Lang) -> str:
    """Events with what restricts them in parentheses."""
    return _names(node, lang) + _restriction(node, lang)


def those(name: s.Name, where: s.Condition | None, lang: Lang) -> str:
    """Entities of a kind, those that meet the condition: `账号(体裁 = 图文)`, `accounts (medium = text)`."""
    return several(Text(name.text, name.text)).show(lang) + in_parentheses(
        condition(where, lang) if where else "", lang
    )


def several(name: Text) -> Text:
    """The entity of that name, in the plural."""
    return Text(name.zh, name.en if name.en == "staff" else f"{name.en}s")


def looked_back(node: s.LookBackNode, lang: Lang) -> str:
    """What occurred before, or did not, without its window."""
    before = Text("此前没有 ", "no earlier ") if node.negated else Text("此前已有 ", "an earlier ")
    return before.show(lang) + events(node.events, lang)


def window(node: s.LookBackNode, lang: Lang) -> str | None:
    """How far back is looked, if it is said."""
    if node.within is not None:
        return Text("{p} 内", "within {p}").fill(p=node.within.value.label).show(lang)
    if node.same_period is not None:
        zh, en = SAME_PERIOD_WORDS[node.same_period]
        return Text(f"同一{zh}", f"in the same {en}").show(lang)
    return None


def in_parentheses(inner: str, lang: Lang) -> str:
    """`(inner)`, as it is joined to the words before it; nothing for nothing."""
    return f"{'' if lang is Lang.ZH else ' '}({inner})" if inner else ""


def words(name: str) -> str:
    """A name of code in words: `account_name` is `account name`."""
    return name.replace("_", " ")


def _names(node: s.Events, lang: Lang) -> str:
    return Text(" 或 ", " or ").show(lang).join(words(" ".join(p.names)) for p in node.paths)


def _restriction(node: s.Events, lang: Lang) -> str:
    """What events share and must meet; after several of them in a form that belongs to all."""
    said = [
        *([Text(f"同一{node.same.text}", f"same {node.same.text}").show(lang)] if node.same else []),
        *([condition(node.where, lang)] if node.where else []),
    ]
    inner = Text(";", "; ").show(lang).join(said)
    if inner and len(node.paths) > 1:
        return Text(",其中 ", ", where ").show(lang) + inner
    return in_parentheses(inner, lang)


def _there_was(node: s.LookBackNode, lang: Lang) -> str:
    """A look-back as a condition, with its window."""
    within = window(node, lang)
    negated = node.negated
    if lang is Lang.ZH:
        return f"此前{f' {within} ' if within else ''}{'没有' if negated else '已有'} {events(node.events, lang)}"
    names = f"{_names(node.events, lang)}{f' {within}' if within else ''}"
    return f"there was {'no' if negated else 'an'} earlier {names}{_restriction(node.events, lang)}"


def _worded(node: _T, lang: Lang) -> _T:
    """The tree with words in place of names. A look-back becomes one phrase, a field that must be true `FIELD = 是`."""
    changed: object = node
    match node:
        case s.LookBackNode():
            changed = _phrase(_there_was(node, lang))
        case s.AndNode(items=items) | s.OrNode(items=items):
            changed = replace(node, items=tuple(_joined(i, lang) for i in items))
        case s.NotNode(item=s.TruthNode(value=inner)):
            changed = replace(node, item=s.TruthNode(_worded(inner, lang)))
        case s.TruthNode(value=s.Reference() as field):
            changed = s.CompareNode("=", _worded(field, lang), s.Value(value=True))
        case s.Path(names=names):
            owned = Text("的", "'s ").show(lang).join(names)
            changed = replace(node, names=(words(owned),))
        case s.Name(text=text):
            changed = replace(node, text=words(text))
        case tuple():
            changed = tuple(_worded(item, lang) for item in node)
        case s.Node():
            changed = replace(node, **{f.name: _worded(getattr(node, f.name), lang) for f in fields(node) if f.init})
        case _:
            pass
    return cast("_T", changed)


def _joined(node: s.Condition, lang: Lang) -> s.Condition:
    """A condition that is joined with others: alternatives of a look-back stand in parentheses."""
    if isinstance(node, s.LookBackNode) and len(node.events.paths) > 1:
        return _phrase(f"({_there_was(node, lang)})")
    return _worded(node, lang)


def _phrase(text: str) -> s.TruthNode:
    return s.TruthNode(s.Reference(s.Path((text,))))
