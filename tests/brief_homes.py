"""Invented homes for the tests of the press review: hostile, crowded, disputed."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from dashboard.brief.build import build_brief
from dashboard.brief.records import Brief
from store.articles import Origin
from store.database import open_database, rows
from store.home import Home
from store.queries.brief import load_brief_rows
from store.records import Block, Figure, Passage, Quote, Tag
from store.texts import body_hash
from store.watch import load_watch
from store.writes import OwnerAnalysis, Tagger, save_analyses, save_article, save_taggers
from tests.builders import KEY, RELEVANT, analysis, article, comment, stance
from tests.dashboard_homes import NOW, TAGGERS, TARGET, prepare

DAY = NOW.date()
ALL = TAGGERS | {"quotes": "quotes-1", "figures": "figures-1"}
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> **gras** [lien](javascript:alert(3)) `code` | a | b |\n"
    "# titre\n\u202eà l’envers\u202c \u2067droite\u2069 \x00\x07\x1b[31m rouge &amp; &lt;b&gt; {{ 7*7 }} {% raw %} "
    "www.ailleurs.example http://ailleurs.example <http://ailleurs.example> ![image](http://ailleurs.example/x.png) "
    "=HYPERLINK(1) z\u0301\u0301\u0301\u0301"
)


def brief_of(home: Home, day: Any = DAY) -> Brief:
    """The press review of a home's day."""
    db = open_database(home.database)
    try:
        return build_brief(load_brief_rows(db, day), load_watch(home.watch))
    finally:
        db.close()


def prepared(home: Home) -> Database:
    """The database of a home that knows its source and taggers."""
    db = open_database(home.database)
    prepare(db)
    save_taggers(db, [Tagger(id=ALL[name], component=name, title=name) for name in ("quotes", "figures")])
    return db


def add_article(db: Database, text: str, *, at: datetime, **changes: Any) -> dict[str, Any]:
    """One article of one paragraph, relevant; the stored row."""
    number = changes.pop("number", text[:20])
    url = f"https://confrere.example/a/{hash_of(number)}"
    fields: dict[str, Any] = {
        "url": url, "canonical_url": url, "title": f"Un titre, {hash_of(number)}", "published_at": at,
        "blocks": (Block(kind="paragraph", text=text),),
    }  # fmt: skip
    saved = save_article(
        db, article(**(fields | changes)), origin=Origin(audience="medecins", source_id="confrere"), key=KEY
    )
    return rows(db, "select * from articles where id = :id", {"id": saved.article_id})[0]


def hash_of(text: object) -> int:
    """A number that depends on the text alone."""
    return int(hashlib.sha256(str(text).encode("utf-8", "replace")).hexdigest()[:10], 16)


def tag_article(
    db: Database, row: dict[str, Any], *, evidence: str = "", quotes: dict[str, str] | None = None,
    figures: tuple[tuple[str, float, str, str | None], ...] = (), value: str = "against",
) -> None:  # fmt: skip
    """Tags the last block of an article: a stance on `evidence`, quotes {words: speaker}, figures (words, value, noun,
    who)."""
    body = row["body"]
    start = body.rfind("\n\n") + 2
    passage = Passage(owner_kind="article", owner_id=row["id"], position=0, kind="paragraph", start=start,
                      end=len(body), text=body[start:])  # fmt: skip
    tags: dict[str, list[Tag]] = {"relevance": [RELEVANT]}
    if evidence:
        place = body.index(evidence) - start
        tags["stance"] = [Tag(kind="stance", key=TARGET, value=value, score=0.9,
                              evidence=((place, place + len(evidence)),))]  # fmt: skip
    found = OwnerAnalysis(
        owner_kind="article", owner_id=row["id"], thread_id=row["id"], body_hash=body_hash(body), passages=[passage],
        tags={name: [one] for name, one in tags.items()},
        quotes=[_quote(body, words, speaker) for words, speaker in (quotes or {}).items()],
        figures=[_figure(body, *one) for one in figures],
    )  # fmt: skip
    save_analyses(db, [found], ALL)


def add_comments(db: Database, row: dict[str, Any], texts: list[str], *, argument: str = "", value: str = "against",
                 **changes: Any) -> None:  # fmt: skip
    """Readers' comments under an article, a minute apart, with one stance and one argument."""
    thread = tuple(
        comment(text, id=f"{row['id']}-{index}", posted_at=datetime.fromisoformat(row["published_at"])
                + timedelta(minutes=index), **changes)
        for index, text in enumerate(texts)
    )  # fmt: skip
    blocks = tuple(
        Block(kind="paragraph", text=row["body"][one["start"] : one["end"]])
        for one in json.loads(row["blocks"]) if one["kind"] == "paragraph"
    )  # fmt: skip
    save_article(
        db,
        article(url=row["url"], canonical_url=row["canonical_url"], title=row["title"], standfirst=row["standfirst"],
                published_at=datetime.fromisoformat(row["published_at"]), comments=thread, blocks=blocks),
        origin=Origin(audience="medecins", source_id="confrere"), key=KEY,
    )  # fmt: skip
    owners = rows(db, "select * from comments where article_id = :id", {"id": row["id"]})
    said: dict[str, list[Tag]] = {"relevance": [RELEVANT], "stance": [stance(TARGET, value)]}
    if argument:
        said["arguments"] = [Tag(kind="argument", key=argument, value="asserts", score=0.8)]
    save_analyses(db, [analysis(owner, said) for owner in owners], TAGGERS)


def _quote(body: str, words: str, speaker: str) -> Quote:
    start = body.rindex(words)
    return Quote(text=words, start=start, end=start + len(words), speaker=speaker, cue=None, kind="direct")


def _figure(body: str, words: str, value: float, noun: str, who: str | None) -> Figure:
    start = body.rindex(words)
    return Figure(text=words, start=start, end=start + len(words), value=value, unit=None, kind="count", counts=noun,
                  said_by=who)  # fmt: skip
