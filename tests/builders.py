"""Small records for tests; every text is invented."""

from datetime import UTC, datetime
from typing import Any

from store.analyses import OwnerAnalysis
from store.articles import Origin
from store.records import Article, Block, Comment, Passage, Tag
from store.texts import body_hash

KEY = b"0" * 32
CRAWL = Origin(audience="medecins", source_id="confrere")
CLIP = Origin(audience="medecins", is_clip=True)
TITLE = "Le cabinet de Sainte-Ombeline quitte la convention"


def article(**changes: Any) -> Article:
    """One dated article with two paragraphs."""
    fields: dict[str, Any] = {
        "url": "https://confrere.example/actu/ombeline",
        "canonical_url": "https://confrere.example/actu/ombeline",
        "site": "confrere.example",
        "title": TITLE,
        "published_at": datetime(2026, 11, 20, 17, 30, tzinfo=UTC),
        "date_source": "meta",
        "date_precision": "second",
        "paywall": "free",
        "blocks": (
            Block(kind="paragraph", text="Deux généralistes passent hors convention au printemps."),
            Block(kind="paragraph", text="Le maire regrette leur choix et cherche un remplaçant."),
        ),
    }
    return Article(**(fields | changes))


def comment(text: str, **changes: Any) -> Comment:
    """One comment of a platform that gives ids."""
    fields: dict[str, Any] = {
        "text": text,
        "platform": "logora",
        "id": "1",
        "author_ref": "Zorbulon Quiltapax",
        "author_role": "Médecin généraliste",
        "posted_at": datetime(2026, 11, 20, 19, 0, tzinfo=UTC),
        "date_source": "json-ld",
        "date_precision": "second",
        "votes": 3,
    }
    return Comment(**(fields | changes))


def stance(target: str, value: str, score: float = 0.9) -> Tag:
    """A stance tag without evidence."""
    return Tag(kind="stance", key=target, value=value, score=score)


RELEVANT = Tag(kind="relevance", key="", value="yes", score=0.9)


def analysis(owner: dict[str, Any], tags: dict[str, list[Tag]]) -> OwnerAnalysis:
    """The whole body of a stored row as one passage with these tags by component."""
    is_comment = "article_id" in owner
    kind = "comment" if is_comment else "paragraph"
    passage = Passage(
        owner_kind="comment" if is_comment else "article", owner_id=owner["id"], position=0,
        kind="comment" if kind == "comment" else "paragraph", start=0, end=len(owner["body"]), text=owner["body"],
    )  # fmt: skip
    return OwnerAnalysis(
        owner_kind="comment" if is_comment else "article", owner_id=owner["id"],
        thread_id=owner["article_id"] if is_comment else owner["id"], body_hash=body_hash(owner["body"]),
        passages=[passage], tags={component: [found] for component, found in tags.items()},
    )  # fmt: skip
