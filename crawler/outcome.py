"""What a source, or an address, came to: counts for the run, a French line for the screen."""

from collections import Counter
from typing import Any

from sqlite_utils import Database

from crawler.jobs import Job
from store.clock import PARIS
from store.database import Row
from store.records import Article
from store.runs import RunStatus
from store.writes import finish_step

NBSP = "\u00a0"
ERASED = "Non lu : cette page a été effacée à la demande d’une personne ; elle n’est plus conservée."
_COUNTED = ("pages", "articles", "comments", "failed", "unchanged")


def finish(db: Database, job: Job) -> None:
    """Closes the recorded step of a source, if it has one."""
    if job.step_id is not None:
        counts = {name: job.counts[name] for name in sorted({*_COUNTED, *job.counts})}
        finish_step(db, job.step_id, status_of(job), counts=counts, message=message_of(job))


def status_of(job: Job) -> RunStatus:
    """`failed` when nothing of the source could be read, `partial` when something failed."""
    if job.is_lost:
        return "failed"
    return "partial" if job.counts["failed"] else "done"


def message_of(job: Job) -> str:
    """One French line: what is new, what could not be read, which comments are only counted."""
    counts = job.counts
    parts = [
        _plural(counts["articles"], "article nouveau ou modifié", "articles nouveaux ou modifiés"),
        _plural(counts["comments"], "commentaire nouveau", "commentaires nouveaux"),
    ]
    if counts["deleted"]:
        parts.append(_plural(counts["deleted"], "commentaire retiré", "commentaires retirés"))
    if counts["reserved"]:
        parts.append(_plural(counts["reserved"], "page fermée aux robots", "pages fermées aux robots"))
    if counts["refused"]:
        parts.append(_plural(counts["refused"], "page effacée, non relue", "pages effacées, non relues"))
    if counts["refused_comments"]:
        parts.append(_plural(counts["refused_comments"], "commentaire non conservé", "commentaires non conservés"))
    if counts["declared_unread"]:
        parts.append(
            _plural(counts["declared_unread"], "commentaire déclaré, non lu", "commentaires déclarés, non lus")
            + " (il faut une clé de l’éditeur)"
        )
    if counts["failed"]:
        parts.append(_plural(counts["failed"], "échec", "échecs"))
    return " ; ".join([*parts, *job.notes]) + "."


def describe(article: Article, stored: Row | None = None, *, n_refused: int = 0) -> str:
    """One French sentence that names what was understood of a page: title, day, blocks, comments.

    `n_refused` comments were erased, or their author objected.
    """
    day = f"{article.published_at.astimezone(PARIS):%d/%m/%Y}" if article.published_at else "sans date"
    if not article.published_at and stored and stored["published_on"]:
        day = "/".join(reversed(str(stored["published_on"]).split("-")))
    sentence = (
        f"Lu : «{NBSP}{(article.title or '').strip()}{NBSP}», {day}, "
        f"{_plural(len(article.blocks), 'bloc', 'blocs')} de texte, "
        f"{_plural(len(article.comments), 'commentaire', 'commentaires')}"
    )
    if not article.comments and article.comments_declared:
        sentence += f" ({article.comments_declared} déclarés, non lus{NBSP}: collez la page pour les ajouter)"
    if n_refused:
        sentence += f", dont {_plural(n_refused, 'non conservé', 'non conservés')} à la demande de personnes"
    return sentence + "."


def count_found(article: Article, *, n_refused: int = 0) -> dict[str, Any]:
    """What one reading of an article held, in numbers: nothing of its text."""
    return {
        "blocks": dict(Counter(block.kind for block in article.blocks)),
        "comments": len(article.comments),
        "undated": sum(comment.posted_at is None for comment in article.comments),
        "declared": article.comments_declared,
        "refused": n_refused,
        "date_source": article.date_source,
    }


def _plural(count: int, one: str, many: str) -> str:
    shown = f"{count:,}".replace(",", "\u202f")
    return f"{shown} {one if count < 2 else many}"
