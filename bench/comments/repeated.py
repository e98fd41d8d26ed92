"""`python -m bench.comments.repeated --pages DIR [--threads DIR]`: words that comments repeat, and that chance repeats.

For each comment the longest run of words that it shares with another page's comments or another thread's (chance), and
with its own thread and article; then how many comments `nlp.repeated` finds to repeat their thread.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.comments.__main__ import read_pages
from crawler.extract import PageError, extract_html
from nlp.repeated import SHORTEST_RUN, ThreadWords
from store.fold import fold_words
from store.threads import Standing

_VISITED_AT = datetime(2026, 11, 25, 6, tzinfo=UTC)
_SHORTEST = 5


@dataclass(frozen=True, kw_only=True)
class Thread:
    """An article and its comments, as the store would hold them."""

    name: str
    standing: tuple[Standing, ...]

    @property
    def comments(self) -> Sequence[Standing]:
        return [one for one in self.standing if not one.is_article]


def main() -> None:
    """Prints the table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench.comments.repeated", description=__doc__)
    parser.add_argument("--pages", type=Path, required=True, help="folder of saved pages")
    parser.add_argument("--threads", type=Path, default=Path("nlp/gold/threads"), help="folder of annotated threads")
    given = parser.parse_args()
    print("| texts | comments | longest run by chance | own thread, 5–9 | own thread, 10 or more | repeat words |")
    print("|---|---|---|---|---|---|")
    for name, threads in (("saved pages", _saved(given.pages)), ("annotated threads", _annotated(given.threads))):
        print(_row(name, list(threads)))


def _saved(folder: Path) -> Iterator[Thread]:
    for page in read_pages(folder):
        with suppress(PageError):
            article = extract_html(page.html.encode(), url=page.truth["url"], fetched_at=_VISITED_AT)
            body = "\n".join([article.title or "", article.standfirst or "", *(one.text for one in article.blocks)])
            places = {comment.id or f"#{at}": str(at) for at, comment in enumerate(article.comments)}
            told = [
                Standing(
                    owner_id=str(at), body=one.text, reply_to=places.get(one.reply_to or ""), author_key=one.author_ref,
                    posted_at=one.posted_at.isoformat() if one.posted_at else None,
                )
                for at, one in enumerate(article.comments)
            ]  # fmt: skip
            yield _thread(page.truth["file"], body, told)


def _annotated(folder: Path) -> Iterator[Thread]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            body = "\n".join([told["title"], told["standfirst"] or "", *(block["text"] for block in told["blocks"])])
            yield _thread(
                told["id"], body, [Standing(owner_id=one["id"], body=one["text"]) for one in told["comments"]]
            )


def _thread(name: str, body: str, comments: Sequence[Standing]) -> Thread:
    return Thread(name=name, standing=(Standing(owner_id="article", body=body, is_article=True), *comments))


def _row(name: str, threads: Sequence[Thread]) -> str:
    where: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for thread in threads:
        for one in thread.standing:
            for run in _runs(_words(one.body)):
                where[run].add((thread.name, one.owner_id))
    chance, own, repeating, n_comments = 0, Counter[bool](), 0, 0
    for thread in threads:
        words = ThreadWords.of(thread.standing)
        for one in thread.comments:
            n_comments += 1
            elsewhere, here = _longest(one, thread.name, where)
            chance = max(chance, elsewhere)
            own[here >= SHORTEST_RUN] += here >= _SHORTEST
            repeating += bool(words.repeated(one.owner_id).spans)
    return f"| {name} | {n_comments} | {chance} | {own[False]} | {own[True]} | {repeating} |"


def _longest(
    one: Standing, thread: str, where: Mapping[tuple[str, ...], set[tuple[str, str]]]
) -> tuple[int, int]:  # fmt: skip
    """The most words in a row that a comment shares with other threads, and with the rest of its own."""
    longest, going = [0, 0], [0, 0]
    for run in _runs(_words(one.body)):
        met = where[run] - {(thread, one.owner_id)}
        for at, found in enumerate((any(name != thread for name, _ in met), any(name == thread for name, _ in met))):
            going[at] = going[at] + 1 if found else 0
            longest[at] = max(longest[at], going[at])
    elsewhere, here = (count + _SHORTEST - 1 if count else 0 for count in longest)
    return elsewhere, here


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold_words(text))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + _SHORTEST]) for at in range(len(words) - _SHORTEST + 1))


if __name__ == "__main__":
    main()
