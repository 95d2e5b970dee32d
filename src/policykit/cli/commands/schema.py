"""`policykit schema`: the JSON Schema of the facts that go in and of the findings that come out."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import session_of
from policykit.cli.usage import choose
from policykit.model.text import Text

if TYPE_CHECKING:
    from pydantic import JsonValue

    from policykit.model.vocabulary import Vocabulary

NOTES = Text(
    "facts:JSONL 每行一个事实;findings:check --format jsonl 每行一项判定结果。",
    "facts: one line of JSONL that goes in; findings: one line of check --format jsonl that comes out.",
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class What(StrEnum):
    """What there is a schema of."""

    FACTS = "facts"
    FINDINGS = "findings"


def run(
    context: typer.Context,
    *,
    what: Annotated[
        str,
        typer.Argument(metavar="facts|findings"),
        Text("事实,或判定结果", "facts, or findings"),
    ],
    pack: Annotated[
        str | None,
        typer.Option("--pack", metavar="PACK"),
        Text("也包括这个规则包的插件所加的事件", "with the event types that this pack's plug-in adds"),
    ] = None,
    with_plugins: o.WithPlugins = False,
) -> int:
    """Print the schema."""
    session = session_of(context)
    chosen = choose(What, what, "schema")

    from policykit.io.report_out.records import json_bytes

    if chosen is What.FINDINGS:
        schema = findings_schema()
    else:
        from policykit.cli.judge import load_packs
        from policykit.plugins import load_plugins

        packs = load_packs((pack,), session, with_plugins=with_plugins) if pack else ()
        schema = facts_schema((packs[0].plugins if packs else load_plugins()).vocabulary)
    output.put_text(json_bytes(schema, indent=2).decode())
    return 0


def facts_schema(vocabulary: "Vocabulary") -> "dict[str, JsonValue]":
    """The schema of a fact: one of the event types, told apart by `type`; event types in the order of their names."""
    from pydantic.json_schema import models_json_schema

    events = sorted(vocabulary.events.values(), key=lambda e: e.name)
    refs, whole = models_json_schema([(e.model, "validation") for e in events])
    definitions: dict[str, dict[str, JsonValue]] = whole["$defs"]
    links = {e.name: refs[e.model, "validation"]["$ref"] for e in events}
    for event in events:
        definition = definitions[links[event.name].rsplit("/", 1)[-1]]
        required = definition["required"]
        definition["required"] = ["type", *(required if isinstance(required, list) else [])]
        definition["zh"] = event.label.zh
    return {
        "$schema": DIALECT,
        "title": "policykit fact",
        "oneOf": [{"$ref": link} for link in links.values()],
        "discriminator": {"propertyName": "type", "mapping": {**links}},
        "$defs": {**definitions},
    }


def findings_schema() -> "dict[str, JsonValue]":
    """The schema of a finding as the JSON formats write it."""
    from policykit.io.report_out import FindingRecord

    return {"$schema": DIALECT, **FindingRecord.model_json_schema(mode="serialization")}
