"""Several packs in one vocabulary: each plug-in may add event types of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policykit.model.errors import PluginError
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary
from policykit.packs.pack import Pack


def joined_vocabulary(packs: Sequence[Pack]) -> Vocabulary:
    """The event types of all packs together. Raises `PluginError` if two plug-ins add different ones of one name."""
    joined = packs[0].plugins.vocabulary
    for pack in packs[1:]:
        more = []
        for name, event in pack.plugins.vocabulary.events.items():
            if name not in joined.events:
                more.append(event.model)
            elif joined.events[name].model is not event.model:
                raise PluginError(
                    Text(
                        f"两个规则包的插件定义了不同的事件类型 {name},请分别处理",
                        f"the plug-ins of two packs define different event types {name}: take the packs one by one",
                    )
                )
        joined = joined.extended(more) if more else joined
    return joined


def in_vocabulary(pack: Pack, vocabulary: Vocabulary) -> Pack:
    """The pack in another vocabulary, which has all words of its own."""
    if pack.plugins.vocabulary is vocabulary:
        return pack
    return replace(pack, plugins=replace(pack.plugins, vocabulary=vocabulary))
