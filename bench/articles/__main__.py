"""`python -m bench.articles [--half dev] [--saved DIR] [--peers-python PYTHON] [--each]`: articles, field by field.

DIR holds the saved pages (FILE.html.gz) of which the gold knows the spans. PYTHON is the interpreter of the
environment that holds the other extractors (`bench/articles/requirements.txt`); without it, this one.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.articles.gold import HERE, GoldPage, read_gold
from bench.articles.scoring import BODY, FIELDS, Scores, interval, score_page
from crawler.extract import PageError, extract_html
from crawler.pages.html_tree import decode
from store.clock import paris_day

Reading = dict[str, Any]
Readings = dict[str, Reading]
_VISITED_AT = datetime(2026, 11, 25, 6, tzinfo=UTC)
_OURS = "vigie"


def main() -> None:
    """Prints the table in Markdown, and which extractor was not there."""
    arguments = _arguments()
    pages = list(read_gold(arguments.half, arguments.saved))
    readings, absent = read_peers(pages, arguments.peers_python)
    readings = {_OURS: {page.facts["file"]: read_ours(page) for page in pages}, **readings}
    articles = [page for page in pages if not page.facts["refused"]]
    scores = {
        name: {page.facts["file"]: score_page(page, told.get(page.facts["file"], {})) for page in articles}
        for name, told in readings.items()
    }
    n_paragraphs = sum(len(page.paragraphs) for page in articles)
    print(f"half {arguments.half}: {len(articles)} articles, {n_paragraphs} paragraphs, "
          f"{len(pages) - len(articles)} pages that are none\n")  # fmt: skip
    print("\n".join(table(scores, readings, pages)))
    print("\n".join(f"\nAbsent, not measured: {name} ({why})." for name, why in absent.items()))
    if arguments.each:
        print("\n".join(each_page(articles, scores)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.articles", description=__doc__)
    parser.add_argument("--half", choices=("dev", "held"), default="dev", help="half of the gold")
    parser.add_argument("--saved", type=Path, help="folder of the saved pages; without it, invented pages only")
    parser.add_argument("--peers-python", default=sys.executable, help="interpreter of the other extractors")
    parser.add_argument("--each", action="store_true", help="adds one line a page")
    return parser.parse_args()


def read_ours(page: GoldPage) -> Reading:
    """Our reading of a page; a refused page is an empty one."""
    try:
        article = extract_html(page.body, url=page.facts["url"], fetched_at=_VISITED_AT)
    except PageError as error:
        return {"error": str(error)}
    return {
        "paragraphs": [block.text for block in article.blocks],
        "title": article.title,
        "standfirst": article.standfirst,
        "byline": list(article.byline),
        "published_on": str(paris_day(article.published_at)) if article.published_at else None,
        "paywall": article.paywall,
        "language": article.language,
    }


def read_peers(pages: Sequence[GoldPage], python: str) -> tuple[dict[str, Readings], dict[str, str]]:
    """The readings of the other extractors by name, and why one is absent. They are given decoded pages."""
    lines = [
        json.dumps({"file": page.facts["file"], "url": page.facts["url"], "html": decode(page.body)}) for page in pages
    ]
    run = subprocess.run(
        [python, str(HERE / "peers.py")], input="\n".join(lines), capture_output=True, text=True, check=True,
        cwd=HERE.parent,
    )  # fmt: skip
    readings: dict[str, Readings] = {}
    absent: dict[str, str] = {}
    versions: dict[str, str] = {}
    for line in run.stdout.splitlines():
        told = json.loads(line)
        peer = told["peer"]
        if "absent" in told:
            absent[peer] = told["absent"]
        elif "version" in told:
            versions[peer] = told["version"]
        else:
            readings.setdefault(f"{peer} {versions[peer]}", {})[told["file"]] = told
    return readings, absent


def table(
    scores: Mapping[str, Mapping[str, Scores]], readings: Mapping[str, Readings], pages: Sequence[GoldPage]
) -> list[str]:
    """One row an extractor: means over pages with their 95 % interval, and pages without article taken for one."""
    names = [*(f"body {name}" for name in BODY), *FIELDS]
    rows = [f"| extractor | {' | '.join(names)} | no article, taken for one |", "|---" * (len(names) + 2) + "|"]
    refused = [page.facts["file"] for page in pages if page.facts["refused"]]
    for extractor, told in scores.items():
        cells = [_cell(extractor, name, list(told.values())) for name in (*BODY, *FIELDS)]
        taken = sum(bool(readings[extractor].get(file, {}).get("paragraphs")) for file in refused)
        rows.append(f"| {extractor} | {' | '.join(cells)} | {taken} of {len(refused)} |")
    return rows


def _cell(extractor: str, name: str, told: Sequence[Scores]) -> str:
    values = [scores[name] for scores in told if name in scores]
    if not values or (name == "paywall" and extractor != _OURS):
        return "–"
    low, high = interval(values)
    return f"{sum(values) / len(values):.2f} ({low:.2f}–{high:.2f})"


def each_page(articles: Sequence[GoldPage], scores: Mapping[str, Mapping[str, Scores]]) -> list[str]:
    """One line a page: each extractor's F1, and the fields that ours has wrong."""
    lines = [""]
    for page in articles:
        file = page.facts["file"]
        wrong = [name for name in FIELDS if scores[_OURS][file].get(name) == 0.0]
        cells = [f"{name.split()[0]} {told[file]['f1']:.2f}" for name, told in scores.items()]
        lines.append(f"{file} ({page.facts['kind']}): {', '.join(cells)}" + (f"; ours wrong: {wrong}" if wrong else ""))
    return lines


if __name__ == "__main__":
    main()
