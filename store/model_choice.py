"""Writes in a home's watch which model judges, and nothing else."""

import os
import re
import tomllib
from pathlib import Path

from store.watch import FILES, WatchError, load_watch


def choose_stance(folder: Path, chosen: str) -> None:
    """Puts `stance = "…"` in the table `[model]` of a watch, whose other lines and comments stay as they are.

    Raises:
        WatchError: the watch does not read, before or after, or the line cannot be written without changing another.
    """
    load_watch(folder)
    path = folder / FILES[0]
    text = path.read_text(encoding="utf-8")
    wanted = tomllib.loads(text)
    wanted.setdefault("model", {})["stance"] = chosen
    changed = _write(text, chosen)
    if tomllib.loads(changed) != wanted:
        raise WatchError(f'watch.toml : écrivez vous-même stance = "{chosen}" dans [model]')
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(changed, encoding="utf-8")
    partial.chmod(path.stat().st_mode & 0o777)
    partial.replace(path)


def _write(text: str, chosen: str) -> str:
    line = f'stance = "{chosen}"'.replace("\\", "\\\\")
    table = re.search(r"^\[model\][^\n]*\n(?:(?!\[)[^\n]*\n?)*", text, re.MULTILINE)
    if table is None:
        return f"{text.rstrip()}\n\n[model]\n{line}\n"
    held = table[0]
    written = re.sub(r"^stance\s*=\s*(?:\"[^\"\n]*\"|'[^'\n]*')", lambda _: line, held, count=1, flags=re.MULTILINE)
    if written == held and f"{line}\n" not in held:
        written = held.replace("\n", f"\n{line}\n", 1)
    return text[: table.start()] + written + text[table.end() :]
