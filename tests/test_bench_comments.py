"""The benchmark of comments counts what it should, on a folder of invented pages."""

import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from comment_shapes import SAID, SHAPES, URL
from comment_traps import TRAPS

from bench.comments.mutations import MUTATIONS, mutate
from bench.comments.scoring import score_page, start_of, words_of
from store.records import Comment


def gold(at: int) -> Mapping[str, object]:
    """What the list of true comments says of one: edges and hashes, no text."""
    one = SAID[at]
    tokens = sorted(hashlib.sha1(word.encode()).hexdigest()[:4] for word in words_of(one.text))
    return {
        "start40": start_of(one.text), "tok": " ".join(tokens), "parent_index": one.answers,
        "posted_at": f"{one.day}T{one.hour}", "tz": "+02:00",
    }  # fmt: skip


def test_a_text_that_swallows_its_neighbour_is_found_but_not_whole() -> None:
    found = [
        Comment(text=f"{SAID[2].text} {SAID[3].text}", platform="x"),
        Comment(text="Tout autre chose.", platform="x"),
    ]
    counts = score_page([gold(2), gold(3)], [], found)
    assert (counts["found"], counts["right"], counts["whole"]) == (2, 1, 0)


def test_a_comment_is_counted_once() -> None:
    counts = score_page([gold(0)], [], [Comment(text=SAID[0].text, platform="x")] * 2)
    assert (counts["found"], counts["right"]) == (2, 1)


def test_a_pingback_and_a_comment_from_nowhere_are_told() -> None:
    counts = score_page([], [gold(0)], [Comment(text=SAID[0].text, platform="x")])
    assert (counts["pings"], counts["invented"], counts["clean_pages"]) == (1, 1, 0)


@pytest.mark.parametrize("mutation", sorted(set(MUTATIONS) - {"as saved"}))
def test_a_mutation_keeps_every_word(mutation: str) -> None:
    html = SHAPES["wordpress default"]()
    changed = mutate(html, MUTATIONS[mutation])
    assert changed != html
    assert all(one.text in changed and one.name in changed for one in SAID)


def test_the_command_prints_its_tables_without_a_name(tmp_path: Path) -> None:
    pages = {"a.html": SHAPES["wordpress default"](), "b.html": TRAPS["recent comments"]()}
    (tmp_path / "some-pages").mkdir()
    rows = []
    for name, html in pages.items():
        (tmp_path / "some-pages" / f"{name}.gz").write_bytes(gzip.compress(html.encode()))
        true = [gold(at) for at in range(4)] if name == "a.html" else []
        rows.append({"file": name, "url": URL, "platform": "wordpress", "n_comments": len(true), "comments": true,
                     "pingbacks": []})  # fmt: skip
    lines = "\n".join(map(json.dumps, rows))
    (tmp_path / "some.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    finished = subprocess.run(
        [sys.executable, "-m", "bench.comments", "--pages", str(tmp_path)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert "| wordpress | 2 | 4 | 4 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |" in finished.stdout
    assert "left empty: 1 of 1" in finished.stdout
    assert not any(one.name in finished.stdout for one in SAID)
