"""Cases as text: syntax → lines."""

from __future__ import annotations

from collections.abc import Iterator

from policykit.language import syntax as s
from policykit.language.formatter import keywords as k
from policykit.language.formatter import marks
from policykit.language.formatter.conditions import limit, row, value_or_set
from policykit.language.formatter.lines import Line
from policykit.model.text import Lang, Text


def case_file(node: s.CaseFile, lang: Lang) -> Iterator[Line]:
    """The lines of a file of cases."""
    for case in node.cases:
        head = row(k.CASE.show(lang), marks.text(case.title), k.ON.show(lang), case.rule.text)
        yield Line(0, head, case.span, case.rule.span.end, gap=True)
        for line in case.lines:
            yield Line(1, _line(line, lang), line.span, line.span.end)


def _line(node: s.EventLine | s.SettingLine | s.AsOfLine | s.ExpectLine, lang: Lang) -> str:
    match node:
        case s.EventLine():
            return _event(node, lang)
        case s.SettingLine(term=term, value=value):
            return row(k.AGREED.show(lang), marks.term(term, lang), "=", limit(value, lang))
        case s.AsOfLine(when=when):
            return row(k.AS_OF.show(lang), _when(when))
        case s.ExpectLine(verdict=verdict):
            if verdict is None:
                return row(k.EXPECT.show(lang), k.NOTHING.show(lang))
            subject = marks.subject(node.subject) if node.subject is not None else None
            due, since = _dated(k.DUE, node.due, lang), _dated(k.SINCE, node.since, lang)
            return row(k.EXPECT.show(lang), verdict.text, subject, due, since)


def _event(node: s.EventLine, lang: Lang) -> str:
    subject = marks.subject(node.subject) if node.subject is not None else None
    fields = ", ".join(f"{name.text} = {value_or_set(value, lang)}" for name, value in node.fields)
    recorded = _dated(k.RECORDED, node.recorded, lang)
    return row(_when(node.when), node.event.text, subject, f"({fields})" if fields else None, recorded)


def _dated(word: Text, when: s.When | None, lang: Lang) -> str | None:
    return row(word.show(lang), _when(when)) if when else None


def _when(node: s.When) -> str:
    if node.time is None:
        return node.day.isoformat()
    return row(node.day.isoformat(), node.time.isoformat("seconds" if node.time.second else "minutes"))
