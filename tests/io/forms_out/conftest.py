"""Forms to draw: the examples, empty ones, and the call that draws one into bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from policykit.io.forms_out import FormFormat, render_form
from policykit.packs.forms import FORMS, Form

ROOT = Path(__file__).parents[3]

Render = Callable[[Form, FormFormat], bytes]


@pytest.fixture(scope="session")
def examples() -> Mapping[str, Form]:
    """The example forms by jurisdiction."""
    return {
        name: kind.model_validate_json((ROOT / "examples" / "forms" / f"{name}.json").read_text(encoding="utf-8"))
        for name, kind in FORMS.items()
    }


@pytest.fixture(scope="session")
def render() -> Render:
    """`render_form` into bytes."""

    def rendered(form: Form, format: FormFormat) -> bytes:
        stream = io.BytesIO()
        render_form(form, format, stream)
        assert not stream.closed
        return stream.getvalue()

    return rendered
