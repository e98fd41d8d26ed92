"""Files that are replaced whole or not at all, whatever kills the process in between."""

import os
from pathlib import Path

from store.lock import is_running

_ENDING = ".part"


def replace_file(path: Path, content: bytes) -> None:
    """Puts the whole content in place of the file in one step; who may read it stays, a new one is its owner's alone.

    The content has reached the disk before the name does. What killed processes left half written in that folder goes.
    """
    clear_partials(path.parent)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    partial = path.with_name(f".{path.name}.{os.getpid()}{_ENDING}")
    partial.touch(mode=0o600)
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(mode)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def clear_partials(folder: Path) -> None:
    """Removes what killed processes left half written; those of living ones stay."""
    for partial in folder.glob(f".*{_ENDING}"):
        number = partial.name.removesuffix(_ENDING).rpartition(".")[2]
        if not number.isdecimal() or not is_running(int(number)):
            partial.unlink(missing_ok=True)
