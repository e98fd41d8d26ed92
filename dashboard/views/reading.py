"""« Lire » : que dit cet article, et que lui répond-on ?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from markupsafe import Markup
from sqlite_utils import Database

from dashboard.address import link, read_page
from dashboard.article_list import show_articles
from dashboard.cards import Models, by_id, mark_tags, say_tag, show_pages, show_passage, show_stance, show_tag
from dashboard.following import by_item, follow, show_asked_comment
from dashboard.french import NO_BREAK, counted, moment, number, percent, shorten
from dashboard.marking import Mark, mark_text
from dashboard.markup import (
    anchor,
    as_read,
    badge,
    details,
    escape,
    heading,
    join,
    notice,
    outside,
    paragraph,
    show,
    table,
)
from dashboard.names import ATTITUDES, AUDIENCES, PAYWALLS, QUOTE_KINDS, STANCES, name_actor
from dashboard.screen import Screen
from dashboard.threads import arrange
from dashboard.views.correction import show_correction
from dashboard.work import marks_of, show_work
from store.database import Row
from store.queries.collection import list_models
from store.queries.passages import find_passage, list_spans, list_thread_tags, load_article
from store.queries.threads import count_read, list_comments, list_thread_order
from store.work_items import list_work

ROOTS_A_PAGE = 40
SAID = ("stance", "argument", "sentiment")


def show_view(screen: Screen) -> None:
    """Draws one article with its thread when the address names one, else the list of articles."""
    article_id = screen.params.get("article")
    if not article_id:
        show_articles(screen)
        return
    article = screen.ask(load_article, article_id)
    if article is None:
        show(heading(1, "Lire"))
        show(notice(Markup("Cet article n’est pas, ou n’est plus, dans la base. {}").format(
            anchor(link("lire"), "Voir les articles")), css="warning", test_id="absent"))  # fmt: skip
        return
    _show_article(screen, article)


def _show_article(screen: Screen, article: Row) -> None:
    models = by_id(screen.ask(list_models))
    shown = _pick_shown(screen, article)
    asked = screen.ask(find_passage, screen.params["passage"]) if screen.params.get("passage") else None
    owners = [article["id"], *([asked["owner_id"]] if asked else []), *(row["id"] for _, row in shown.comments)]
    tags = _by_owner(screen.ask(list_thread_tags, article["id"], list(dict.fromkeys(owners))))
    spans = screen.ask(list_spans, article["id"])
    show(Markup('<nav class="days">{}</nav>').format(anchor(link("lire"), "← tous les articles")))
    work = by_item(screen.ask(list_work, article["id"]))
    show(_head(article))
    _show_asked_passage(screen, tags, models, work)
    show_asked_comment(screen, article, work)
    show_work(screen, "article", article["id"], work[article["id"]])
    show(_legend())
    show(_body(screen, article, tags[article["id"]], spans, models))
    _show_said(screen, article, spans)
    _show_thread(screen, article, shown, tags, spans, models)


def _by_owner(tags: Sequence[Row]) -> Mapping[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for tag in tags:
        found[tag["owner_id"]].append(tag)
    return found


def _head(article: Row) -> Markup:
    marks = [badge(AUDIENCES.get(article["audience"], article["audience"]))]
    if article["paywall"] in PAYWALLS:
        marks.append(badge(PAYWALLS[article["paywall"]], "muted", "Le site n’a pas montré tout le texte"))
    if article["origin"] == "clip":
        marks.append(badge("page collée", "muted"))
    byline = f", par {', '.join(article['byline'])}" if article["byline"] else ""
    return Markup(
        '<header class="article">{}<h1 data-testid="titre">{}</h1><p class="source">{}{}, {} {} {}</p></header>'
    ).format(
        Markup('<p class="kicker">{}</p>').format(article["kicker"]) if article["kicker"] else "",
        article["title"], article["source"], byline, moment(article["published_at"]), join(marks, " "),
        outside(article["url"], "la page d’origine") if article["url"] else "",
    )  # fmt: skip


def _legend() -> Markup:
    stances = [Markup('<mark class="ev-{}">{}</mark>').format(one, show_stance(one)) for one in STANCES]
    others = [Markup('<mark class="{}">{}</mark>').format(css, text) for css, text in (
        ("ev-argument", "argument"), ("quote", "citation"), ("figure", "chiffre"))]  # fmt: skip
    return Markup('<p class="legend">Surlignages{}: {}</p>').format(NO_BREAK, join(stances + others, " "))


def _show_asked_passage(
    screen: Screen, tags: Mapping[str, list[Row]], models: Models, work: Mapping[str, list[Row]]
) -> None:  # fmt: skip
    """The passage that the address names, on top, with what a person can say of it."""
    passage_id = screen.params.get("passage")
    if not passage_id:
        return
    passage = screen.ask(find_passage, passage_id)
    if passage is None or passage["thread_id"] != screen.params.get("article"):
        show(notice("Ce passage a été modifié ou retiré depuis que le lien a été copié."))
        return
    own = [tag for tag in tags[passage["owner_id"]] if tag["passage_id"] == passage_id]
    show(Markup('<section class="asked" data-testid="passage-demande"><h2>Le passage demandé</h2>{}</section>').format(
        show_passage(screen.watch, passage, own, models)))  # fmt: skip
    show_correction(screen, passage, own)
    show_work(screen, "passage", passage_id, work[passage_id])


def _span_marks(spans: Mapping[str, list[Row]], owner_id: str) -> list[Mark]:
    quotes = [
        Mark(start=row["start"], end=row["end"], css="quote",
             title=f"citation de {row['speaker']}" if row["speaker"] else "citation")
        for row in spans["quotes"] if row["owner_id"] == owner_id
    ]  # fmt: skip
    figures = [
        Mark(start=row["start"], end=row["end"], css="figure", title=_say_figure(row))
        for row in spans["figures"]
        if row["owner_id"] == owner_id and row["kind"] not in ("date", "law-ref")
    ]
    return quotes + figures


def _say_figure(row: Row) -> str:
    counts = f" ({row['counts']})" if row["counts"] else ""
    said_by = f", dit par {row['said_by']}" if row["said_by"] else ""
    return f"chiffre{counts}{said_by}"


def _body(screen: Screen, article: Row, tags: Sequence[Row], spans: Mapping[str, list[Row]], models: Models) -> Markup:
    marks = mark_tags(screen.watch, tags) + _span_marks(spans, article["id"])
    pieces = []
    for block in article["blocks"]:
        if block["kind"] == "title":
            continue
        text = as_read(mark_text(article["body"][block["start"] : block["end"]], marks, start=block["start"]))
        speaker = (
            Markup('<span class="speaker">{}{}:</span> ').format(block["speaker"], NO_BREAK) if block["speaker"] else ""
        )
        inside = [tag for tag in tags if block["start"] <= tag["start"] < block["end"] and tag["tag_kind"] in SAID]
        pieces.append(Markup('<div class="block {}"><p>{}{}</p>{}</div>').format(
            block["kind"], speaker, text, _tag_list(screen, inside, models)))  # fmt: skip
    return Markup('<div class="reading" data-testid="texte">{}</div>').format(join(pieces))


def _tag_list(screen: Screen, tags: Sequence[Row], models: Models) -> Markup:
    """The stances and arguments in view, every score and model one click away."""
    if not tags:
        return Markup("")
    stances = dict.fromkeys(tag["value"] for tag in tags if tag["tag_kind"] == "stance")
    n_arguments = len({tag["key"] for tag in tags if tag["tag_kind"] == "argument"})
    pieces = [show_stance(stance) for stance in stances]
    if n_arguments:
        pieces.append(escape(counted(n_arguments, "argument")))
    summary = join(pieces, " ") or escape(say_tag(screen.watch, tags[0]))
    lines = join([_linked_tag(screen, tag, models) for tag in tags])
    return details(summary, Markup('<ul class="tags">{}</ul>').format(lines), test_id="etiquettes")


def _linked_tag(screen: Screen, tag: Row, models: Models) -> Markup:
    address = link("lire", article=screen.params["article"], passage=tag["passage_id"])
    return show_tag(screen.watch, tag, models) + Markup('<li class="more">{}</li>').format(
        anchor(address, "ce passage")
    )


def _show_said(screen: Screen, article: Row, spans: Mapping[str, list[Row]]) -> None:
    """Tables of the article's own quotes and figures."""
    body = article["body"]
    quotes = [row for row in spans["quotes"] if row["owner_id"] == article["id"]]
    if quotes:
        lines = [
            [
                name_actor(screen.watch, row["actor"]) or row["speaker"] or "non nommé",
                f"« {shorten(body[row['start'] : row['end']], 300)} »",
                ", ".join(filter(None, (QUOTE_KINDS[row["kind"]], ATTITUDES[row["attitude"]]))),
                f"{number(row['start'])}–{number(row['end'])}",
            ]
            for row in quotes
        ]
        columns = ["Qui", "Propos", "Forme", "Caractères"]
        said = f"Les propos cités ({len(quotes)})"
        show(details(said, table("Propos cités dans l’article", columns, lines, n_text_columns=3), test_id="citations"))
    figures = [
        row for row in spans["figures"] if row["owner_id"] == article["id"] and row["kind"] not in ("date", "law-ref")
    ]
    if figures:
        lines = [
            [
                body[row["start"] : row["end"]], row["counts"] or row["unit"] or "–",
                row["said_by"] or "non attribué", f"{number(row['start'])}–{number(row['end'])}",
            ]
            for row in figures
        ]  # fmt: skip
        columns = ["Chiffre", "Ce qu’il compte", "Dit par", "Caractères"]
        said = f"Les chiffres ({len(figures)})"
        show(details(said, table("Chiffres de l’article", columns, lines, n_text_columns=3), test_id="chiffres"))


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """One page of a thread: its comments with their depths; `n_read` comments stand in the whole thread."""

    comments: Sequence[tuple[int, Row]]
    n_read: int
    page: int
    n_pages: int


def _pick_shown(screen: Screen, article: Row) -> _Shown:
    """The page of the thread that the address asks for."""
    n_read = screen.ask(count_read, article["id"])
    arranged = screen.ask(_arrange, article["id"])
    roots = [index for index, (depth, _) in enumerate(arranged) if depth == 0]
    n_pages = ceil(len(roots) / ROOTS_A_PAGE)
    if not roots:
        return _Shown(comments=(), n_read=n_read, page=1, n_pages=0)
    page = min(read_page(screen.params), n_pages)
    end = roots[page * ROOTS_A_PAGE] if page < n_pages else len(arranged)
    on_page = arranged[roots[(page - 1) * ROOTS_A_PAGE] : end]
    found = screen.ask(list_comments, article["id"], [name for _, name in on_page])
    texts = {row["id"]: row for row in found}
    comments = [(depth, texts[name]) for depth, name in on_page if name in texts]
    return _Shown(comments=comments, n_read=n_read, page=page, n_pages=n_pages)


def _arrange(db: Database, article_id: str) -> list[tuple[int, str]]:
    return arrange(list_thread_order(db, article_id))


def _show_thread(
    screen: Screen, article: Row, shown: _Shown, tags: Mapping[str, list[Row]], spans: Mapping[str, list[Row]],
    models: Models,
) -> None:  # fmt: skip
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
    show(show_pages("lire", screen.params, page=shown.page, n_pages=shown.n_pages))


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


def _comment(
    screen: Screen, row: Row, depth: int, tags: Sequence[Row], spans: Mapping[str, list[Row]], models: Models
) -> Markup:
    level = min(depth, 4)
    if row["status"] == "deleted":
        return Markup('<div class="comment level-{} gone" data-testid="commentaire">commentaire supprimé</div>').format(
            level
        )
    if row["purged_on"]:
        return Markup(
            '<div class="comment level-{} gone" data-testid="commentaire">texte effacé (durée passée)</div>'
        ).format(level)
    marks = mark_tags(screen.watch, tags) + _span_marks(spans, row["id"])
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
    ).format(level, " · ".join(about), as_read(mark_text(row["body"], marks)), _tag_list(screen, inside, models))


def _as_printed(row: Row) -> str:
    return f" (le site écrit « {row['date_text']} »)" if row["date_text"] else ""
