"""What checks of plug-ins say of rows: each is asked once for each different view that it gets.

In: a frame of facts or of entities on days, and a check. Out: a table of the answers, joined to the frame's rows. A
check may see all of a fact, so that it is asked once a fact. Of an entity it sees attributes, arguments and an instant:
as long as it does not look at the instant, what it said of some attributes it would say again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from policykit.engine.columnar import sql
from policykit.engine.columnar.backend import Row
from policykit.engine.columnar.calls import MOST
from policykit.engine.columnar.conditions import raw_of
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.columnar.facts import Builder, Reads, objects_of, reader
from policykit.engine.columnar.frames import Frame
from policykit.model.extension import Check, CheckInput, CheckResult
from policykit.model.facts import Fact
from policykit.model.policy.requirements import Custom
from policykit.model.text import Text

_ANSWER = {"passed": "BOOLEAN", "zh": "VARCHAR", "en": "VARCHAR"}
_IDS = {"id": "VARCHAR", "paired": "VARCHAR", "at": "BIGINT"}


class _View(CheckInput):
    """What a check gets, which notices whether the instant was looked at."""

    timed = False

    def __getattribute__(self, name: str) -> object:
        if name == "at":
            object.__setattr__(self, "timed", True)
        return super().__getattribute__(name)


@dataclass(frozen=True)
class Answers:
    """The table of what a check says: the row's keys as `row …`, passed (NULL: it cannot be told), zh, en.

    `timed`: it looked at the instant, so that it may say something else on another day.
    """

    table: str
    timed: bool


def of_rows(requirement: Custom, frame: Frame, asked: Callable[[Frame], str], *, bounded: bool = False) -> Answers:
    """What the check says of the frame's rows of which `asked` is true.

    Raises `NotCompiled` where it fails, and where it is `bounded` and there are too many rows.
    """
    views, chosen = _chosen(requirement, frame, asked)
    query = views.frame.query
    backend = query.store.backend
    found: list[Row] = []
    for statement, fact_of in views.statements(chosen):
        for batch in backend.stream(query.statement(statement)):
            found.extend(views.answer(row, fact_of) for row in batch)
            if bounded and len(found) > MOST:
                raise NotCompiled(Text("要逐日检查的对象过多", "too many entities to check day by day"))
    columns = {f"row {k}": _IDS[k] for k in frame.keys} | _ANSWER
    return Answers(backend.put(columns, found), views.timed)


def of_views(requirement: Custom, frame: Frame, asked: Callable[[Frame], str]) -> Answers:
    """The same for entities on days, by what they look like: most days are as many others are.

    If the check looks at the instant, what is said holds for one day only. Raises `NotCompiled` where the check fails.
    """
    views, chosen = _chosen(requirement, frame, asked)
    backend, own = views.frame.query.store.backend, [sql.name(f"row {k}") for k in frame.keys]
    mark, seen = " || ' ' || ".join(f"CAST({k} AS VARCHAR)" for k in own), ", ".join(views.values)
    # Rows that look the same are named after the first of them: to number the looks would take one sort of all rows.
    view = f"min(mark) OVER ({f'PARTITION BY {seen}' if seen else ''})"
    marked = f"SELECT *, {view} AS view FROM (SELECT *, {mark} AS mark FROM ({chosen}))"
    rows = backend.keep(views.frame.query.statement(marked))
    found: list[Row] = []
    for batch in backend.stream(
        f"SELECT {', '.join(('view', 'instant', *views.values))} FROM {rows} WHERE mark = view"
    ):
        found.extend(views.answer_view(row) for row in batch)
    said = backend.put({"view": "VARCHAR"} | _ANSWER, found)
    answers = ", ".join((*own, *(f"a.{c}" for c in _ANSWER)))
    table = backend.keep(f"SELECT {answers} FROM {rows} r JOIN {said} a ON a.view = r.view")
    for done in (rows, said):  # what the check saw of a row is many times what it said
        backend.drop(done)
    return Answers(table, views.timed)


def _chosen(requirement: Custom, frame: Frame, asked: Callable[[Frame], str]) -> tuple[_Views, str]:
    """What the check sees of the rows of which `asked` is true, and the query of the rows: keys, instant, values."""
    rows = frame.again(frame.query.aside())
    where = asked(rows)
    views = _Views(requirement, rows)
    _, table = rows.rows()
    columns = {f"row {k}": rows.column(k) for k in rows.keys} | {"instant": rows.at} | views.values
    told = ", ".join(f"{e} AS {sql.name(c)}" for c, e in columns.items())
    return views, f"SELECT {told} FROM {table} {rows.alias} WHERE {where}"


@dataclass
class _Views:
    """The views that a check gets of a frame's rows, and what it said of them."""

    requirement: Custom
    frame: Frame
    timed: bool = False
    values: dict[str, str] = field(default_factory=dict)
    """What the check sees as SQL, by the column that it becomes."""
    _attributes: list[tuple[str, Reads]] = field(default_factory=list)
    _arguments: list[tuple[str, Reads]] = field(default_factory=list)
    _said: dict[object, tuple[object, ...]] = field(default_factory=dict)
    _known: dict[object, dict[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note what the check may see: every attribute of the entities that a row is at, and its arguments."""
        frame, vocabulary = self.frame, self.frame.query.store.vocabulary
        for kind, entity in vocabulary.entities.items():
            for name, attribute in entity.fields.items() if frame.may_be_at(kind) else ():
                self.values[f"v{len(self.values)}"] = frame.attribute(kind, name, raw=True)
                self._attributes.append((f"{kind}.{name}", reader(attribute.type)))
        for name, expression in self.requirement.arguments:
            self.values[f"v{len(self.values)}"] = raw_of(expression, frame)
            self._arguments.append((name, reader(self._check.arguments[name])))

    @property
    def _check(self) -> Check:
        return self.frame.query.tables.extensions.checks[self.requirement.check]

    def statements(self, chosen: str) -> Iterator[tuple[str, Callable[[Row], Fact] | None]]:
        """The queries of the views, with what makes the fact of a row: its columns stand at the row's end."""
        store = self.frame.query.store
        if self.frame.entity is not None:
            yield chosen, None
            return
        for type_ in sorted({*self.frame.events} & store.types):
            fields = [f for f in store.vocabulary.events[type_].fields if f != "occurred_at"]
            own = ", ".join(f"f.{sql.name(c)}" for c in ("id", "at", "known", *fields))
            yield (
                f'SELECT c.*, {own} FROM {store.relation(type_)} f JOIN ({chosen}) c ON f.id = c."row id"',
                Builder(store.vocabulary, type_, fields),
            )

    def answer(self, row: Row, fact_of: Callable[[Row], Fact] | None) -> Row:
        """The answer on a row, after the row's keys."""
        keys, at = row[: len(self.frame.keys)], int(str(row[len(self.frame.keys)]))
        seen = row[len(keys) + 1 : len(keys) + 1 + len(self.values)]
        if fact_of is not None:
            return *keys, *self._ask(CheckInput, at, fact_of(row[len(keys) + 1 + len(seen) :]), seen)[0]
        view = _hashable(seen)
        said = self._said.get(view) or self._said.get((view, at))
        if said is None:
            said, timed = self._ask(_View, at, None, seen)
            self._said[(view, at) if timed else view] = said
        return *keys, *said

    def answer_view(self, row: Row) -> Row:
        """The answer on a view at an instant, after its number."""
        view, at = row[:2]
        said, _ = self._ask(_View, int(str(at)), None, row[2:])
        return view, *said

    def _ask(
        self, shown_as: type[CheckInput], at: int, fact: Fact | None, seen: tuple[object, ...]
    ) -> tuple[tuple[object, ...], bool]:
        """What the check says of a view, and whether it is one that noticed that the instant was looked at."""
        held = len(self._attributes)
        arguments = objects_of(self._arguments, seen[held:]) if self._arguments else {}
        if len(arguments) < len(self._arguments):
            return (None, None, None), False
        view = shown_as(at, fact, dict(self._attributes_of(seen[:held])), arguments)
        try:
            result = self._check.evaluate(view)
        except Exception as error:
            raise NotCompiled(Text(f"检查出错:{error}", f"a check that fails: {error}")) from error
        if not isinstance(result, CheckResult) or not (result.passed is None or isinstance(result.passed, bool)):
            raise NotCompiled(Text(f"检查的结果 {result!r}", f"the result {result!r} of a check"))
        timed = isinstance(view, _View) and view.timed
        self.timed = self.timed or timed
        return (result.passed, result.reason.zh, result.reason.en), timed

    def _attributes_of(self, seen: tuple[object, ...]) -> dict[str, object]:
        """The attributes as objects; many facts are of the same entities."""
        key = _hashable(seen)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = objects_of(self._attributes, seen)
        return found


def _hashable(seen: tuple[object, ...]) -> tuple[object, ...]:
    try:
        hash(seen)
    except TypeError:
        return tuple(tuple(v) if isinstance(v, list) else v for v in seen)
    return seen
