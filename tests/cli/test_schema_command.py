"""`schema`: stable, complete, and true of what is read and written."""

from __future__ import annotations

import json
from typing import Any

from policykit.model.vocabulary import base_vocabulary

from .conftest import FACTS, Run


def schema(policykit: Run, what: str) -> dict[str, Any]:
    ran = policykit("schema", what)
    assert (ran.status, ran.err) == (0, "")
    assert ran.raw == policykit("schema", what).raw
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_facts_are_told_apart_by_their_type(policykit: Run) -> None:
    found = schema(policykit, "facts")
    names = list(found["discriminator"]["mapping"])
    assert names == sorted(base_vocabulary().events)
    for name, link in found["discriminator"]["mapping"].items():
        definition = found["$defs"][link.removeprefix("#/$defs/")]
        assert definition["properties"]["type"]["const"] == name
        assert {"type", "id", "occurred_at"} <= set(definition["required"])
        assert definition["zh"] == base_vocabulary().events[name].label.zh


def test_every_link_leads_somewhere(policykit: Run) -> None:
    for what in ("facts", "findings"):
        found = schema(policykit, what)

        def links(value: object) -> list[str]:
            if isinstance(value, dict):
                own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
                return own + [link for v in value.values() for link in links(v)]
            return [link for v in value for link in links(v)] if isinstance(value, list) else []

        assert {link.removeprefix("#/$defs/") for link in links(found)} <= set(found["$defs"])


def test_findings_have_the_keys_that_are_written(policykit: Run) -> None:
    found = schema(policykit, "findings")
    line = policykit("check", "packs/mini", *FACTS, "--format", "jsonl").out.splitlines()[0]
    assert set(json.loads(line)) == set(found["properties"]) == set(found["required"])
