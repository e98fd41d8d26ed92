"""The comments under an article in « Lire »: a page of its thread, in the order of the conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from markupsafe import Markup
from sqlite_utils import Database

from dashboard.address import read_page
from dashboard.cards import Models, mark_tags, show_pages
from dashboard.following import follow
from dashboard.french import counted, moment, number, percent
from dashboard.marking import mark_text
from dashboard.markup import as_read, heading, join, notice, paragraph, show, table
from dashboard.screen import Screen
from dashboard.threads import arrange
from dashboard.views.reading_marks import SAID, Spans, span_marks, tag_list
from dashboard.work import marks_of
from store.database import Row
from store.queries.threads import count_read, list_comments, list_thread_order

ROOTS_A_PAGE = 30


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which comments of a thread one page holds: their depths and ids."""

    number: int
    n_pages: int
    places: Sequence[tuple[int, str]]

    @property
    def ids(self) -> list[str]:
        """The ids of its comments, in the order of the conversation."""
        return [name for _, name in self.places]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One page of a thread: its comments with their depths; `n_read` comments stand in the whole thread."""

    comments: Sequence[tuple[int, Row]]
    n_read: int
    page: Page


def choose_page(screen: Screen, article: Row) -> Page:
    """The page of the thread that the address asks for; the texts of its comments are begun."""
    asked, n_pages, places = screen.ask(_arrange_page, article["id"], read_page(screen.params))
    page = Page(number=asked, n_pages=n_pages, places=places)
    screen.begin(list_comments, article["id"], page.ids)
    return page


def pick_shown(screen: Screen, article: Row, page: Page) -> Shown:
    """The comments of a page with their texts."""
    n_read = screen.ask(count_read, article["id"])
    texts = {row["id"]: row for row in screen.ask(list_comments, article["id"], page.ids)}
    return Shown(comments=[(depth, texts[name]) for depth, name in page.places if name in texts], n_read=n_read,
                 page=page)  # fmt: skip


def _arrange_page(db: Database, article_id: str, asked: int) -> tuple[int, int, list[tuple[int, str]]]:
    """The page asked for, or the last; how many there are; its comments with their depths."""
    arranged = arrange(list_thread_order(db, article_id))
    roots = [index for index, (depth, _) in enumerate(arranged) if depth == 0]
    if not roots:
        return 1, 0, []
    n_pages = ceil(len(roots) / ROOTS_A_PAGE)
    page = min(asked, n_pages)
    end = roots[page * ROOTS_A_PAGE] if page < n_pages else len(arranged)
    return page, n_pages, arranged[roots[(page - 1) * ROOTS_A_PAGE] : end]


def show_thread(
    screen: Screen, article: Row, shown: Shown, tags: Mapping[str, list[Row]], spans: Spans,
    models: Models,
) -> None:  # fmt: skip
    """The comments of one page, replies under what they answer."""
    n_read = shown.n_read
    show(heading(2, f"Les commentaires ({number(n_read)})", test_id="fil"))
    declared = article["comments_declared"]
    if declared and declared > n_read:
        show(notice(f"Le site annonce {counted(declared, 'commentaire')}, {number(n_read)} ont été lus. "
                    "Collez la page dans « Coller / Déposer » pour lire les autres.", test_id="non-lus"))  # fmt: skip
    if article["debate"]:
        show(_votes(article["debate"]))
    if not shown.comments:
        show(paragraph("Aucun commentaire lu sous cet article.", "quiet"))
        return
    work = marks_of(screen, [row["id"] for _, row in shown.comments])
    pieces = [
        _comment(screen, row, depth, tags[row["id"]], spans, models) + follow(screen, row, depth, work)
        for depth, row in shown.comments
    ]
    show(Markup('<div class="thread" data-testid="commentaires">{}</div>').format(join(pieces)))
    show(show_pages("lire", screen.params, page=shown.page.number, n_pages=shown.page.n_pages))


def _votes(debate: Mapping[str, Any]) -> Markup:
    """The votes of the platform's debate: clicks of whoever wished, not comments, and counted nowhere else."""
    votes: Sequence[tuple[str, int]] = debate["votes"]
    total = sum(n for _, n in votes)
    lines = [[position, number(n), percent(n / total) if total else "–"] for position, n in votes]
    title = f"«\u00a0{debate['question']}\u00a0»"
    said = paragraph(f"{counted(total, 'vote')} sur le site, selon la plateforme. Un vote est un clic, "
                     "pas un commentaire : il n’entre dans aucun autre compte.", "quiet")  # fmt: skip
    return Markup('<section data-testid="votes"><h3>Le vote proposé aux lecteurs</h3>{}{}</section>').format(
        table(title, ["Position", "Votes", "Part"], lines, n_text_columns=1), said
    )


def _comment(screen: Screen, row: Row, depth: int, tags: Sequence[Row], spans: Spans, models: Models) -> Markup:
    level = min(depth, 4)
    if row["status"] == "deleted":
        return Markup('<div class="comment level-{} gone" data-testid="commentaire">commentaire supprimé</div>').format(
            level
        )
    if row["purged_on"]:
        return Markup(
            '<div class="comment level-{} gone" data-testid="commentaire">texte effacé (durée passée)</div>'
        ).format(level)
    marks = mark_tags(screen.watch, tags) + span_marks(spans, row["id"])
    about = [row["author_role"]] if row["author_role"] != "inconnu" else []
    about.append(moment(row["posted_at"]) if row["posted_at"] else f"sans date{_as_printed(row)}")
    if row["votes"]:
        about.append(counted(row["votes"], "vote"))
    if row["position"]:
        about.append(f"position affichée : {row['position']}")
    if row["status"] == "edited":
        about.append("modifié")
    inside = [tag for tag in tags if tag["tag_kind"] in SAID]
    return Markup(
        '<div class="comment level-{}" data-testid="commentaire"><p class="about">{}</p><p class="words">{}</p>{}</div>'
    ).format(level, " · ".join(about), as_read(mark_text(row["body"], marks)), tag_list(screen, inside, models))


def _as_printed(row: Row) -> str:
    return f" (le site écrit « {row['date_text']} »)" if row["date_text"] else ""
