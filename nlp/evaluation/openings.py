"""The test set is opened once a release: each opening is one line of `nlp/gold/openings.jsonl`."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from nlp.training.gold import GOLD
from store.clock import today

OPENINGS = GOLD / "openings.jsonl"
# What is held out, beside the passages of test/: nothing of it may be looked at while a model is being made.
HELD_OUT = ("test/*.jsonl", "threads/*.jsonl", "spans/held-out-*/*.jsonl")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One measure on the test set: which weights (sha256 of their folder), test files and rules, and why."""

    day: str
    weights: str
    test: str
    rules: str
    reason: str

    @property
    def measured(self) -> tuple[str, str, str]:
        """What was measured, whatever the day and the reason."""
        return self.weights, self.test, self.rules


def hash_held_out(gold: Path = GOLD) -> str:
    """sha256 of the names and contents of all held-out files of a gold folder."""
    digest = hashlib.sha256()
    for pattern in HELD_OUT:
        for path in sorted(gold.glob(pattern)):
            digest.update(path.relative_to(gold).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read_openings(path: Path = OPENINGS) -> list[Opening]:
    """The openings logged so far, the oldest first."""
    if not path.exists():
        return []
    return [Opening(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def is_opened(measured: tuple[str, str, str], path: Path = OPENINGS) -> bool:
    """Whether these weights, test files and rules were measured together before."""
    return any(one.measured == measured for one in read_openings(path))


def log_opening(measured: tuple[str, str, str], reason: str, path: Path = OPENINGS) -> bool:
    """Adds one line unless the same was logged before; whether a line was added."""
    if is_opened(measured, path):
        return False
    weights, test, rules = measured
    opening = Opening(day=today().isoformat(), weights=weights, test=test, rules=rules, reason=reason)
    with path.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(opening), ensure_ascii=False) + "\n")
    return True
