"""Where answers that took long are kept from one run to the next: in the user's cache, by version of policykit.

What an older version kept is thrown away: its answers may be wrong today.
"""

import os
import shutil
from pathlib import Path

from policykit.cli.memory import FolderMemory
from policykit.model.program import program


def answers(name: str) -> FolderMemory | None:
    """The answers kept under a name; None where the system has no place for them, or it cannot be written to."""
    home = _cache()
    if home is None:
        return None
    own = program()[:16]
    folder = home / "policykit" / name
    for other in folder.glob("*"):
        if other.name != own:
            shutil.rmtree(other, ignore_errors=True)
    return FolderMemory(folder / own)


def _cache() -> Path | None:
    """The user's folder for what can be made anew."""
    said = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if not said and "HOME" not in os.environ:
        return None
    found = Path(said) if said else Path.home() / ".cache"
    existing = next(p for p in (found, *found.parents) if p.exists())
    return found if os.access(existing, os.W_OK) else None
