"""What a walk over a map carries along: the table's columns, and the problems met so far, each with its key.

`map_plan` and `map_fields` walk; they go on after a problem, so that one reading of the error mends the whole map.
"""

from __future__ import annotations

from collections.abc import Sequence

from policykit.io.facts_in.map_model import key_path
from policykit.io.facts_in.problems import did_you_mean, listed, quoted
from policykit.io.facts_in.template import Template, columns_in, parse_template
from policykit.model.text import Text

Where = tuple[str | int, ...]
"""The keys that lead to a place in the map; facts are counted from 0."""


class Notes:
    """The header of the table and the problems of its map."""

    def __init__(self, header: Sequence[str]) -> None:
        """Start without problems."""
        self.header = header
        self.columns = {name: i for i, name in enumerate(header)}
        self.problems: list[Text] = []

    def say(self, where: Where, zh: str, en: str) -> None:
        """Note a problem of the key at `where`."""
        place = key_path(*where)
        self.problems.append(Text(f"{place.zh}:{zh}", f"{place.en}: {en}"))

    def column(self, name: str, where: Where) -> int | None:
        """The index of a column; None, with the problem noted, if the header does not have it exactly once."""
        times = self.header.count(name)
        if times == 1:
            return self.columns[name]
        found, known, hint = quoted(name), listed(self.header), did_you_mean(name, self.header)
        if times:
            self.say(
                where,
                f"表头中列{found.zh}出现 {times} 次,无法确定是哪一列;请改名",
                f"the header has the column {found.en} {times} times, which leaves open which is meant; rename one",
            )
        else:
            self.say(
                where,
                f"表中没有列{found.zh};表头有:{known.zh}{hint.zh}",
                f"the table has no column {found.en}; its header has {known.en}{hint.en}",
            )
        return None

    def template(self, text: str, where: Where, *, numbered: bool) -> Template | None:
        """The template over the columns; None, with the problem noted, if it does not fit them."""
        try:
            names = columns_in(text)
        except ValueError:
            self.say(
                where,
                "花括号未配对;列名写作 {列名},花括号本身写作 {{ 和 }}",
                "a brace is not closed; write a column as {name}, and a brace itself as {{ or }}",
            )
            return None
        if None in [self.column(name, where) for name in names]:
            return None
        template = parse_template(text, self.columns)
        if template.numbered and not numbered:
            self.say(
                where,
                '{#} 只在 identical_rows = "number" 时有意义',
                '{#} means something with identical_rows = "number" only',
            )
        return template
