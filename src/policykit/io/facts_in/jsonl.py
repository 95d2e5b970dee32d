"""Reads JSONL: one fact a line, UTF-8, with or without a byte order mark. Blank lines count for nothing.

What comes in is a path and the vocabulary; facts and rejects go to the `Gathered`. JSON that Python would accept and
other readers not (NaN, a name said twice) is rejected.
"""

from __future__ import annotations

import codecs
import json
from pathlib import Path

from policykit.io.facts_in.errors import FactsError, os_trouble
from policykit.io.facts_in.gather import Gathered
from policykit.io.facts_in.parse import parse_fact
from policykit.io.facts_in.problems import Code, Problem, quoted
from policykit.model.facts import Fact
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary

_DEPTH = Text(
    "此行的 JSON 嵌套过深或数字过长;事实是一层的对象,请检查导出程序",
    "the JSON of this line is nested too deeply or holds too long a number; a fact is flat, so check the export",
)


def read_jsonl(path: Path, vocabulary: Vocabulary, into: Gathered) -> None:
    """Read every line of `path`. Raises `FactsError` if the file cannot be opened."""
    into.cover(None)
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
                if line.strip():
                    into.rows += 1
                    read_line(line, number, vocabulary, into)
    except OSError as error:
        raise FactsError(os_trouble(path, error)) from error


def read_line(line: bytes, number: int, vocabulary: Vocabulary, into: Gathered) -> None:
    """Read the bytes of one line, which is not blank and has no byte order mark."""
    data = _decoded(line)
    if isinstance(data, Problem):
        into.reject(number, data)
        return
    fact = parse_fact(data, vocabulary)
    if isinstance(fact, Fact):
        into.add(number, fact)
        return
    for problem in fact:
        into.reject(number, problem)


class _Unusual(Exception):
    """JSON that Python reads and the standard does not allow, or leaves open."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [n for n, _ in pairs]
        twice = quoted(next(n for n in names if names.count(n) > 1))
        raise _Unusual(
            Text(
                f"此行中字段{twice.zh}出现不止一次,无法确定以哪个为准;请只写一次",
                f"this line says the field {twice.en} more than once, which leaves its value open; say it once",
            )
        )
    return made


def _constant(name: str) -> object:
    raise _Unusual(
        Text(
            f"JSON 中没有 {name} 这个值;没有值的字段请省略",
            f"{name} is no JSON value; leave out a field without a value",
        )
    )


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)


def _decoded(line: bytes) -> dict[str, object] | Problem:
    try:
        data: object = _DECODER.decode(line.decode().rstrip())
    except UnicodeDecodeError as error:
        at = error.start + 1
        return Problem(
            Code.BAD_ENCODING,
            Text(
                f"此行第 {at} 个字节起不是有效的 UTF-8;请将文件以 UTF-8 编码保存",
                f"this line is not valid UTF-8 from byte {at} on; save the file as UTF-8",
            ),
        )
    except json.JSONDecodeError as error:
        return Problem(
            Code.BAD_JSON,
            Text(
                f"此行从第 {error.colno} 个字符起不是有效的 JSON;每行应为一个完整的 JSON 对象",
                f"this line is not valid JSON from character {error.colno} on; each line should be one JSON object",
            ),
        )
    except _Unusual as error:
        return Problem(Code.BAD_JSON, error.reason)
    except (RecursionError, ValueError):  # deeper than the stack, or an integer longer than Python converts
        return Problem(Code.BAD_JSON, _DEPTH)
    if isinstance(data, dict):
        return data
    kind = Text("数组", "an array") if isinstance(data, list) else Text("单个值", "a single value")
    return Problem(
        Code.BAD_JSON,
        Text(
            f'此行是{kind.zh},不是对象;每行应为一个事实,写作 {{"id": …, "type": …, …}}',
            f'this line is {kind.en}, not an object; every line should be one fact, as {{"id": …, "type": …, …}}',
        ),
    )
