"""Writes in a home's watch which model judges, and nothing else."""

import re
import tomllib
from pathlib import Path

from store.watch import FILES, WatchError, load_watch
from store.whole_files import replace_file


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
    replace_file(path, changed.encode())


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
