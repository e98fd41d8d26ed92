"""Quotes found in raw press, drawn to be judged by a reader: `python -m bench.press ARTICLES.jsonl.xz [N] [SEED]`.

The corpus glues paragraphs together (« communiqué."Au cours … »): they are parted where a mark opens or closes.
Prints each quote with the words around it; nothing of the press is kept here, only the judged counts (bench/README.md).
"""

import json
import lzma
import random
import re
import sys
from pathlib import Path

from nlp.quotes import find_article_quotes
from nlp.split import PlacedBlock
from store.records import Quote

AROUND = 90


def part(text: str) -> str:
    """The article with a line end where two paragraphs were glued."""
    pieces, n_marks = [], 0
    for place, char in enumerate(text):
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        glued = bool(before) and before in ".!?…" and after.isupper()
        if char == '"':
            opens = n_marks % 2 == 0
            n_marks += 1
            pieces.append("\n" + char if glued and opens else char + "\n" if glued else char)
        else:
            upper = char.isupper() and bool(re.search(r"[a-zà-ÿ0-9)%][.!?…]»?$", text[max(0, place - 3) : place]))
            pieces.append("\n" + char if upper else char)
    return "".join(pieces)


def find(text: str) -> list[Quote]:
    """Quotes of an article whose lines are paragraphs."""
    blocks = [
        PlacedBlock(kind="paragraph", speaker=None, start=match.start(), end=match.end())
        for match in re.finditer(r"[^\n]+", text)
    ]
    return find_article_quotes(text, blocks)


def main() -> int:
    """Prints one quote of each of N articles, drawn with a seed."""
    path, n, seed = Path(sys.argv[1]), int((sys.argv[2:] or ["100"])[0]), int((sys.argv[3:] or ["2026"])[0])
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line)["article"] for line in lines]
    chance = random.Random(seed)
    chance.shuffle(articles)
    shown = 0
    for article in articles:
        text = part(article)
        quotes = find(text)
        if not quotes:
            continue
        shown += 1
        quote = chance.choice(quotes)
        before, after = text[max(0, quote.start - AROUND) : quote.start], text[quote.end : quote.end + AROUND]
        sys.stdout.write(
            f"{shown} [{quote.kind}, {quote.attitude}] {quote.speaker} ({quote.cue})\n"
            f"    …{before}<<{quote.text}>>{after}…\n".replace("\n\n", "\n")
        )
        if shown == n:
            break
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
