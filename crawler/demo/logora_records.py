"""The records that the demo's debate platform serves: source, debate, message."""

from datetime import datetime

from crawler.demo.edition import Edition, LiveComment, stable_number
from crawler.demo.spec import ArticleSpec
from store.fold import fold_words

_BADGES = ("create_argument", "get_vote", "join_debate")


def debate_slug(article: ArticleSpec) -> str:
    """The slug of the debate of `article`: its question, then its number, since two articles may ask the same."""
    question = article.debate.question if article.debate else ""
    letters = "".join(char if char.isalnum() else " " for char in fold_words(question))
    return "-".join([*letters.split(), str(debate_id(article))])


def debate_id(article: ArticleSpec) -> int:
    """The number of the debate of `article`."""
    return stable_number("debate", article.slug, low=1_000, high=9_999)


def position_id(article: ArticleSpec, name: str | None) -> int | None:
    """The number of a position of the debate of `article`, None where it has no such position."""
    if article.debate is None or name not in article.debate.positions:
        return None
    return debate_id(article) * 10 + article.debate.positions.index(name)


def synthesis(edition: Edition, article: ArticleSpec) -> dict[str, object]:
    """What the keyless probe says of a page: type, name and number of contributions."""
    comments = [c for c in edition.comments(article) if not c.deleted]
    if article.debate is None:
        root: dict[str, object] = {"id": source_id(edition, article), "slug": str(edition.uid(article))}
        root |= {"name": article.title, "type": "Comments"}
    else:
        root = {"id": debate_id(article), "slug": debate_slug(article)}
        root |= {"name": article.debate.question, "type": "Group"}
    return root | {
        "direct_url": _direct_url(edition, article),
        "created_at": _stamp(edition.published_at(article)),
        "image_url": "",
        "contributions_count": len(comments),
    }


def source_id(edition: Edition, article: ArticleSpec) -> int:
    """The platform's own number for a page, which is not the page's uid."""
    return edition.uid(article) + 5_000_000


def source(edition: Edition, article: ArticleSpec) -> dict[str, object]:
    """The record of a page."""
    comments = [c for c in edition.comments(article) if not c.deleted]
    return {
        "id": source_id(edition, article),
        "uid": str(edition.uid(article)),
        "title": article.title,
        "publisher": edition.spec.site(article.site).name,
        "source_url": edition.url(article),
        "origin_image_url": None,
        "published_date": _stamp(edition.published_at(article)),
        "tags": [{"id": number, "name": tag} for number, tag in enumerate(article.tags, start=1)],
        "comments_count": len(comments),
        "direct_url": _direct_url(edition, article),
    }


def debate(edition: Edition, article: ArticleSpec) -> dict[str, object]:
    """The record of the debate of `article`; counts of votes are text, as the platform gives them.

    Raises:
        ValueError: `article` has no debate.
    """
    if article.debate is None:
        raise ValueError(f"{article.slug} has no debate")
    comments = [c for c in edition.comments(article) if not c.deleted]
    asked = article.debate
    positions = [{"id": position_id(article, name), "name": name, "language": "fr"} for name in asked.positions]
    votes: dict[str, object] = {
        str(position_id(article, name)): str(n) for name, n in zip(asked.positions, asked.votes, strict=True)
    }
    n_for = [sum(c.spec.position == name for c in comments if c.reply_to is None) for name in asked.positions]
    return {
        "id": debate_id(article),
        "slug": debate_slug(article),
        "name": asked.question,
        "description": None,
        "language": "fr",
        "created_at": _stamp(edition.published_at(article)),
        "is_active": True,
        "direct_url": _direct_url(edition, article),
        "participants_count": sum(asked.votes),
        "messages_count": len(comments),
        "votes_count": votes | {"total": str(sum(asked.votes))},
        "group_context": {"id": debate_id(article) + 50_000, "name": asked.question, "positions": positions},
        "first_position_argument_count": n_for[0],
        "second_position_argument_count": n_for[1] if len(n_for) > 1 else 0,
        "online_users_count": 1,
    }


def message(
    edition: Edition, article: ArticleSpec, comment: LiveComment, among: list[LiveComment]
) -> dict[str, object]:
    """The record of a comment; a deleted one still carries its content, which nobody may keep."""
    root = comment
    while root.reply_to is not None:
        root = next(other for other in among if other.id == root.reply_to)
    in_debate = position_id(article, root.spec.position) is not None
    own = position_id(article, comment.spec.position)
    replies = [other for other in among if other.reply_to == comment.id]
    return {
        "id": comment.id,
        "content": comment.text,
        "rich_content": None,
        "created_at": _stamp(comment.posted_at),
        "updated_at": _stamp(edition.now if comment.edited or comment.deleted else comment.posted_at),
        "is_reply": comment.reply_to is not None,
        "reply_to_id": comment.reply_to,
        "number_replies": len(replies),
        "replies_authors": [{"full_name": other.spec.author, "image_url": ""} for other in replies],
        "upvotes": comment.spec.votes,
        "score": min(99.0, 40.0 + comment.spec.votes),
        "status": "accepted",
        "is_deleted": comment.deleted,
        "is_edited": comment.edited,
        "is_selected": False,
        "language": "fr",
        "translation_entries": [],
        "sources": [],
        "group_id": debate_id(article) if in_debate else source_id(edition, article),
        "group_type": "Group" if in_debate else "Source",
        "direct_url": f"{_direct_url(edition, article)}#argument_{comment.id}",
        "position": {"id": own, "name": comment.spec.position, "language": "fr"} if own else None,
        "author": _author(comment),
    }


def _author(comment: LiveComment) -> dict[str, object]:
    spec = comment.spec
    number = stable_number("author", spec.author, low=1_000, high=99_999)
    journalist = spec.role in ("journaliste", "rédaction", "Journaliste", "Rédaction")
    return {
        "id": number,
        "hash_id": f"h-{number}",
        "slug": "-".join(fold_words(spec.author).split()),
        "full_name": spec.author,
        "image_url": f"https://img.invalid/{number}.png",
        "points": spec.points or 0,
        "eloquence_title": _BADGES[number % len(_BADGES)] if spec.badge else None,
        "occupation": None if journalist else spec.role,
        "role": "editor" if journalist else "contributor",
        "is_expert": False,
        "is_admin": False,
    }


def _direct_url(edition: Edition, article: ArticleSpec) -> str:
    base = edition.base_urls[article.site]
    if article.debate:
        return f"{base}/espace-debat/debat/{debate_slug(article)}"
    return f"{base}/espace-debat/commentaires/{edition.uid(article)}"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
