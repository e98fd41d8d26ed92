"""Where an export goes: a file, whole or not at all, or standard output."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from store.fences import fence


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` once the block has ended well; else what stood there stays.

    It is private (0600): readers' words are in it. A symbolic link stays one.
    """
    place = path.resolve()
    descriptor, name = tempfile.mkstemp(prefix=f".{place.name[:100]}.", suffix=".part", dir=place.parent)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        fence("export-written")
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def open_output(output: BinaryIO) -> Iterator[BinaryIO]:
    """A file that is copied to `output` once the block has ended well, for what cannot be written from start to end."""
    with tempfile.TemporaryFile(prefix="vigie-") as file:
        yield file
        file.flush()
        file.seek(0)
        shutil.copyfileobj(file, output, 1 << 20)
        output.flush()
