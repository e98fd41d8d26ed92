"""Half-years of a generated press: annotated passages of our own as comments, and new phrases put into some of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from bench.novelty.injected import FRAMES
from nlp.french import load_french, read_batches
from nlp.phrases import Phrase, find_phrases
from store.database import Row

GOLD = Path("nlp/gold/train")
START = date(2026, 1, 5)
DAYS = 210
QUIET_UNTIL = 154  # nothing new before this day: all that is found until then is false
EVENT_DAYS = (130, 133)  # many more texts, nothing new
LASTS = 7
_SAME_SUBJECT = 0.4


@dataclass(kw_only=True)
class Press:
    """Rows of `store.rises.list_phrases`, the bodies of their passages, and the days when each phrase was injected,
    with the stories that bore it."""

    rows: list[Row] = field(default_factory=list)
    bodies: dict[str, str] = field(default_factory=dict)
    injected: dict[int, list[tuple[date, str]]] = field(default_factory=dict)

    @property
    def n_texts(self) -> int:
        """Comments and articles."""
        return len(self.rows)


def write_press(phrases: Sequence[tuple[str, ...]], *, seed: int, most_a_day: int = 3) -> Press:
    """One press; `most_a_day` bounds how many comments a day take up a new phrase."""
    rng = np.random.default_rng(seed)
    press, texts = Press(), _Texts(rng)
    starts = {number: QUIET_UNTIL + 2 + int(rng.integers(0, DAYS - QUIET_UNTIL - LASTS - 2))
              for number in range(len(phrases))}  # fmt: skip
    for day in range(DAYS):
        drawn = _write_day(press, texts, day, rng)
        for number, start in starts.items():
            if start <= day < start + LASTS:
                _inject(press, drawn, (number, phrases[number]), day, rng, most_a_day)
    _echo(press, rng)
    _read(press)
    return press


class _Texts:
    """Passages drawn without return, those of one argument together when asked."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.by_subject: dict[str, list[str]] = {}
        for path in sorted(GOLD.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                subject = row["arguments"][0]["id"] if row.get("arguments") else ""
                self.by_subject.setdefault(subject, []).append(row["text"])
        for texts in self.by_subject.values():
            rng.shuffle(texts)
        self.subjects = sorted(self.by_subject)

    def draw(self, subject: str) -> str:
        return self.by_subject[subject].pop() if self.by_subject[subject] else self.by_subject[""].pop()


def _write_day(press: Press, texts: _Texts, day: int, rng: np.random.Generator) -> dict[str, list[str]]:
    """Adds a day's threads; the ids of the comments of each story."""
    is_event = EVENT_DAYS[0] <= day < EVENT_DAYS[1]
    drawn: dict[str, list[str]] = {}
    for number in range(12 if is_event else int(rng.choice((0, 1, 1, 2, 3, 5)))):
        story = f"s{day}-{number}"
        subject = str(rng.choice(texts.subjects))
        n_comments = int(rng.integers(20, 60)) if is_event else int(rng.integers(0, 15))
        for place in range(n_comments + 1):
            of = subject if rng.random() < _SAME_SUBJECT else str(rng.choice(texts.subjects))
            kind = "comment" if place else "article"
            late = int(rng.random() < 0.25)  # under yesterday's article
            _add(press, f"{story}-{place}", kind, day + late, story, texts.draw(of))
            if place and not late:
                drawn.setdefault(story, []).append(f"{story}-{place}")
    return drawn


def _add(press: Press, name: str, kind: str, day: int, story: str, text: str) -> None:
    press.rows.append({"owner_id": name, "owner_kind": kind, "day": (START + timedelta(days=day)).isoformat(),
                       "story": story, "passage_id": name, "uses": []})  # fmt: skip
    press.bodies[name] = text


def _inject(
    press: Press, drawn: dict[str, list[str]], phrase: tuple[int, tuple[str, ...]], day: int, rng: np.random.Generator,
    most: int,
) -> None:  # fmt: skip
    number, forms = phrase
    stories = sorted(drawn)
    for _ in range(int(rng.integers(0, most + 1)) if stories else 0):
        story = str(rng.choice(stories))
        name = str(rng.choice(drawn[story]))
        said = str(rng.choice(FRAMES)).format(phrase=str(rng.choice(forms[1:])))
        press.bodies[name] += " " + said[0].upper() + said[1:]
        press.injected.setdefault(number, []).append((START + timedelta(days=day), story))


def _echo(press: Press, rng: np.random.Generator) -> None:
    """What must not be found: one thread full of a slogan of its own, and an old one that comes each week."""
    comments = [row for row in press.rows if row["owner_kind"] == "comment"]
    by_story: dict[str, list[Row]] = {}
    for row in comments:
        by_story.setdefault(row["story"], []).append(row)
    alone = [rows for rows in by_story.values() if len(rows) >= 10]
    for number, rows in enumerate(alone[:: max(1, len(alone) // 12)]):
        for row in rows:
            press.bodies[row["passage_id"]] += (
                f" Vive le comité de la fontaine numéro{'abcdefghijklmnop'[number % 16]} !"
            )
    for row in comments:
        if rng.random() < 0.03:
            press.bodies[row["passage_id"]] += " Toujours la même ritournelle du vieux comptoir."


def _read(press: Press) -> None:
    reader = load_french()
    names = [row["passage_id"] for row in press.rows]
    with reader.select_pipes(disable=["parser", "ner"]):
        read: list[list[Phrase]] = list(read_batches(reader, [press.bodies[one] for one in names], keep=find_phrases))
    for row, phrases in zip(press.rows, read, strict=True):
        row["uses"] = [[one.key, one.start, one.end] for one in phrases]
    press.rows.sort(key=lambda row: (row["day"], row["owner_id"]))
