"""Writes in a home's watch which model judges, and nothing else."""

from pathlib import Path

import tomlkit

from store.watch import FILES, load_watch
from store.whole_files import replace_file


def choose_stance(folder: Path, chosen: str) -> None:
    """Puts `stance = "…"` in the table `[model]` of a watch, whose other lines and comments stay as they are.

    Raises:
        WatchError: the watch does not read.
    """
    load_watch(folder)
    path = folder / FILES[0]
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    document.setdefault("model", tomlkit.table())["stance"] = chosen
    replace_file(path, tomlkit.dumps(document).encode())
