"""`python -m bench.comments --pages DIR`: our reading of saved pages, trafilatura's beside it, and after mutations.

DIR holds NAME.jsonl.gz (one page a line with its true comments) and NAME-pages/FILE.html.gz.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

from bench.comments.mutations import MUTATIONS, mutate
from bench.comments.scoring import Tally, score_page, start_of, words_of
from crawler.comments import in_page
from crawler.pages.html_tree import decode
from store.records import Comment

_VISITED_AT = datetime(2026, 11, 25, 6, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class SavedPage:
    """A saved page with what is true of it."""

    truth: dict[str, Any]
    html: str


def main() -> None:
    """Prints the tables in Markdown."""
    arguments = argparse.ArgumentParser(prog="python -m bench.comments", description=__doc__)
    arguments.add_argument("--pages", type=Path, required=True, help="folder of saved pages")
    pages = list(read_pages(arguments.parse_args().pages))
    tallies = {name: tally(pages, name) for name in MUTATIONS}
    print(f"{len(pages)} pages, {sum(page.truth['n_comments'] for page in pages)} comments, trafilatura "
          f"{trafilatura.__version__}\n")  # fmt: skip
    print("\n".join(platform_table(tallies["as saved"], peer(pages))))
    print()
    print("\n".join(mutation_table(tallies)))


def read_pages(folder: Path) -> Iterator[SavedPage]:
    """The pages of every list in a folder."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        kept = folder / f"{path.name.removesuffix('.jsonl.gz')}-pages"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                truth = json.loads(line)
                with gzip.open(kept / f"{truth['file']}.gz") as saved:
                    yield SavedPage(truth=truth, html=decode(saved.read()))


def tally(pages: Sequence[SavedPage], mutation: str) -> dict[str, Tally]:
    """Our counts by platform after one mutation."""
    found: dict[str, Tally] = defaultdict(Tally)
    for page in pages:
        comments: list[Comment] = in_page(
            mutate(page.html, MUTATIONS[mutation]), url=page.truth["url"], fetched_at=_VISITED_AT
        )[1]
        found[page.truth["platform"]].counts += score_page(page.truth["comments"], page.truth["pingbacks"], comments)
    return dict(found)


def peer(pages: Sequence[SavedPage]) -> dict[str, Counter[str]]:
    """Trafilatura's counts by platform: it gives one block a page, so a comment counts where its start stands in it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        document = trafilatura.bare_extraction(page.html, include_comments=True)
        block = (getattr(document, "comments", None) or "") if document else ""
        counts, words = found[page.truth["platform"]], " ".join(words_of(block))
        counts["gold"] += page.truth["n_comments"]
        counts["found"] += sum(one["start40"] in words or start_of(block) == one["start40"] for one in
                               page.truth["comments"])  # fmt: skip
        counts["clean_pages"] += int(not page.truth["comments"] and not block.strip())
    return dict(found)


def platform_table(ours: dict[str, Tally], peers: dict[str, Counter[str]]) -> list[str]:
    """One row a platform, then their mean; replies are those that gold knows, dates are days."""
    rows = [
        "| platform | pages | comments | found | precision | recall | whole | replies | dates | trafilatura: recall |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    names = [name for name in sorted(ours) if ours[name].counts["gold"]]
    shares = [_shares(ours[name]) for name in names]
    peer_shares = [peers[name]["found"] / peers[name]["gold"] for name in names]
    for name, values, other in zip(names, shares, peer_shares, strict=True):
        counts = ours[name].counts
        cells = [name, counts["pages"], counts["gold"], counts["found"], *map(_show, values), _show(other)]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    means = [_mean([values[at] for values in shares]) for at in range(5)]
    rows.append(f"| **mean of platforms** | | | | {' | '.join(map(_show, means))} | {_show(_mean(peer_shares))} |")
    total = sum((one.counts for one in ours.values()), Counter())
    clean, peer_clean = total["clean_pages"], sum(one["clean_pages"] for one in peers.values())
    sums = (
        f"Pages without comments left empty: {clean} of {total['empty_pages']} (trafilatura {peer_clean}); comments "
        f"invented there: {total['invented']}; pingbacks taken for comments: {total['pings']}; dates wrong: "
        f"{total['dates_wrong']}, dates that gold does not know: {total['dates_invented']}."
    )
    return [*rows, "", sums]


def mutation_table(tallies: dict[str, dict[str, Tally]]) -> list[str]:
    """One row a mutation, means of the platforms."""
    rows = ["| pages | precision | recall | whole | replies | dates | invented |", "|---|---|---|---|---|---|---|"]
    for name, ours in tallies.items():
        shares = [_shares(one) for one in ours.values() if one.counts["gold"]]
        means = [_show(_mean([values[at] for values in shares])) for at in range(5)]
        invented = sum(one.counts["invented"] for one in ours.values())
        rows.append(f"| {name} | {' | '.join(means)} | {invented} |")
    return rows


def _shares(one: Tally) -> list[float | None]:
    """Precision, recall, whole texts, replies, dates; a platform where nothing is found has a precision of 0."""
    precision = one.share("right", "found") or 0.0
    return [
        precision, one.share("right", "gold"), one.share("whole", "right"), one.share("replies_right", "replies"),
        one.share("dates_right", "dates"),
    ]  # fmt: skip


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _show(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
