"""Plain sentences made from `plain.toml`: approval and blame in ordinary words, for the wide path only."""

import tomllib
from pathlib import Path

from nlp.training.gold import GoldPassage

PLAIN_ID = "plain"
PLAIN = Path(__file__).with_name("plain.toml")


def plain_passages() -> list[GoldPassage]:
    """Each frame with one name of each target, names taken in turn; then the sentences written for one target."""
    entries = tomllib.loads(PLAIN.read_text(encoding="utf-8"))
    made = []
    for target, names in entries["names"].items():
        texts = [(text, frame) for frame in entries["frame"] for text in frame["texts"]]
        for index, (text, frame) in enumerate(texts):
            name = names[index % len(names)]
            filled = text.format(name)
            made.append(_passage(filled[0].upper() + filled[1:], target, frame))
    for entry in entries["passage"]:
        made.extend(_passage(text, entry["target"], entry) for text in entry["texts"])
    return made


def _passage(text: str, target: str, entry: dict[str, str]) -> GoldPassage:
    return GoldPassage(
        id=PLAIN_ID,
        text=text,
        kind="comment",
        title=None,
        parent=None,
        relevant=True,
        stance={target: entry["stance"]},
        sentiment=entry["sentiment"],
    )
