"""A pack: one jurisdiction's document as installed or as found at a path.

A pack is a folder `NAME/` with `NAME.policy`, and beside it, if there are any, `cases.policy` and `plugin.py`. Rule
files never run code. The plug-in of an installed pack runs; that of a pack given by path runs only if the caller says
so, or if it is, byte for byte, the plug-in of the installed pack of that name.
"""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from policykit.language import Code, Diagnostic, RuleFileError, read_document
from policykit.language.syntax import DocumentFile, Span
from policykit.model.errors import PackNotFound, PluginError
from policykit.model.policy.document import Document
from policykit.model.text import Text
from policykit.plugins import Plugins, load_plugins

if TYPE_CHECKING:
    from policykit.packs.surfaces import Surfaces

PLUGIN_FILE = "plugin.py"
CASES_FILE = "cases.policy"


@dataclass(frozen=True)
class Pack:
    """A pack that can be judged: its document, and the plug-ins that its rules need."""

    folder: Path
    document: Document
    plugins: Plugins
    source: str
    warnings: tuple[Diagnostic, ...] = ()
    tree: DocumentFile | None = field(default=None, compare=False, repr=False)
    """The syntax of its source, where it was kept."""

    @property
    def name(self) -> str:
        """The jurisdiction's name."""
        return self.document.name

    @cached_property
    def cases_path(self) -> Path | None:
        """The pack's cases, if it has any."""
        path = self.folder / CASES_FILE
        return path if path.is_file() else None

    @cached_property
    def surfaces(self) -> Surfaces:
        """Its rules in both surfaces. Asking for one raises `FormatError` where a surface has no text that says it."""
        from policykit.packs.surfaces import Surfaces

        return Surfaces(self)


def packs_folder() -> Path:
    """The folder of the installed packs: within the wheel, or beside the sources in a checkout."""
    inside = Path(__file__).resolve().parent.parent / "_policies"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "policies"


def installed_packs() -> tuple[str, ...]:
    """The names of the installed packs that have a rule file."""
    folder = packs_folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.name for p in folder.iterdir() if (p / f"{p.name}.policy").is_file()))


def find_pack(name_or_path: str) -> Path:
    """The folder of a pack by installed name or by path (of the folder or its rule file). Raises `PackNotFound`."""
    path = Path(name_or_path)
    if path.suffix == ".policy" and path.is_file():
        path = path.parent
    for folder in (path, packs_folder() / name_or_path):
        if rule_file(folder).is_file():
            return folder.resolve()
    known = "、".join(installed_packs())
    raise PackNotFound(
        Text(
            f"没有名为 {name_or_path} 的规则包,也没有这个目录;已装:{known}",
            f"there is no pack and no folder {name_or_path}; installed: {known.replace('、', ', ')}",
        )
    )


def rule_file(folder: Path) -> Path:
    """The rule file of a pack's folder."""
    return folder / f"{folder.resolve().name}.policy"


def load_pack(name_or_path: str, *, with_plugins: bool = False) -> Pack:
    """Load a pack. `with_plugins` lets the plug-in of a pack given by path run.

    Raises `PackNotFound`, `RuleFileError` with every diagnostic, or `PluginError`.
    """
    folder = find_pack(name_or_path)
    path = rule_file(folder)
    source = read_source(path)
    plugins = load_plugins(_own_plugin(folder, with_plugins=with_plugins))
    read = read_document(source, str(path), plugins.vocabulary, plugins.extensions)
    if read.document is None:
        raise RuleFileError(read.diagnostics, {str(path): source})
    return Pack(folder, read.document, plugins, source, read.diagnostics, read.tree)


def read_source(path: Path) -> str:
    """The text of a rule file. Raises `RuleFileError` if it cannot be read or is not UTF-8."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        span = Span(len(before.decode("utf-8")), len(before.decode("utf-8")) + 1, line, column)
        message = Text("文件不是 UTF-8 编码", "the file is not UTF-8")
        help_ = Text("另存为 UTF-8", "save it as UTF-8")
        raise RuleFileError([Diagnostic(Code.UNREADABLE, str(path), span, message, help_)], {}) from error
    except OSError as error:
        raise PackNotFound(
            Text(f"无法读取 {path}(系统错误号 {error.errno})", f"cannot read {path}: {error.strerror}")
        ) from error


def held_back_plugin(folder: Path, *, with_plugins: bool) -> Path | None:
    """The plug-in of a pack's folder where it may not run: the pack was given by path, and nobody said that it may."""
    path = folder / PLUGIN_FILE
    return path if path.is_file() and not with_plugins and not _is_installed(path) else None


def own_plugins(folder: Path, *, with_plugins: bool) -> Plugins:
    """All plug-ins that a pack's folder may use."""
    return load_plugins(_own_plugin(folder, with_plugins=with_plugins))


def _own_plugin(folder: Path, *, with_plugins: bool) -> tuple[tuple[str, ModuleType], ...]:
    path = folder / PLUGIN_FILE
    if not path.is_file() or not (with_plugins or _is_installed(path)):
        return ()
    return ((f"policykit_pack_{folder.name}", _import(path, f"policykit_pack_{folder.name}")),)


def _is_installed(path: Path) -> bool:
    """Whether the plug-in is that of an installed pack, or a byte-for-byte copy of it."""
    installed = packs_folder() / path.parent.name / PLUGIN_FILE
    return installed.is_file() and installed.read_bytes() == path.read_bytes()


def _import(path: Path, name: str) -> ModuleType:
    loaded = sys.modules.get(name)
    if loaded is not None and loaded.__file__ == str(path):
        return loaded
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise PluginError(Text(f"插件 {path} 无法载入", f"the plug-in {path} cannot be loaded"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise PluginError(Text(f"插件 {path} 出错:{error}", f"the plug-in {path} fails: {error}")) from error
    return module
