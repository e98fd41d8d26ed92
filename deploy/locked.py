"""What the lock file of a deployment pins: names, versions, markers, hashes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "deploy" / "requirements.lock"
_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?"
)


@dataclass(frozen=True, kw_only=True)
class Pin:
    """One package of the lock; `marker` says on which machines it is installed, empty for all."""

    name: str
    version: str
    marker: str
    sha256: tuple[str, ...]


def read_lock(path: Path = LOCK) -> list[Pin]:
    """The pins of a lock, in its order.

    Raises:
        ValueError: a line is neither a pin, a hash nor a comment; a pin bears no hash.
    """
    entries: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line.startswith(" ") and entries:
            entries[-1].append(line)
        else:
            entries.append([line])
    return [_read_pin(entry, path) for entry in entries]


def same_name(name: str) -> str:
    """The one form of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def missing(required: Iterable[str], pins: Iterable[Pin]) -> list[str]:
    """The names of `required` (lines of pyproject) that no pin bears, in their order."""
    held = {same_name(pin.name) for pin in pins}
    names = [re.split(r"[\s\[<>=!~;]", line.strip(), maxsplit=1)[0] for line in required]
    return [name for name in names if same_name(name) not in held]


def _read_pin(entry: list[str], path: Path) -> Pin:
    found = _PIN.match(entry[0])
    hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", " ".join(entry)))
    if found is None or not hashes:
        raise ValueError(f"{path.name}: {entry[0]!r} is no pin with a hash; make the file again with `make lock`")
    return Pin(name=found["name"], version=found["version"], marker=(found["marker"] or "").strip(), sha256=hashes)
