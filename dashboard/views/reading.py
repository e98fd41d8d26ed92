"""« Lire » : que dit cet article, et que lui répond-on ?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboard.address import link
from dashboard.article_list import show_articles
from dashboard.cards import Models, by_id, mark_tags, show_passage, show_stance
from dashboard.following import by_item, show_asked_comment
from dashboard.french import NO_BREAK, moment, number, shorten
from dashboard.marking import mark_text
from dashboard.markup import (
    anchor,
    as_read,
    badge,
    copy_link,
    details,
    heading,
    join,
    notice,
    outside,
    show,
    table,
)
from dashboard.names import ATTITUDES, AUDIENCES, PAYWALLS, QUOTE_KINDS, STANCES, name_actor
from dashboard.screen import Screen
from dashboard.views.correction import show_correction
from dashboard.views.reading_marks import SAID, Spans, span_marks, tag_list
from dashboard.views.reading_thread import choose_page, pick_shown, show_thread
from dashboard.work import begin_work, show_work
from store.database import Row
from store.queries.collection import list_models
from store.queries.passages import find_passage, list_spans, list_thread_tags, load_article
from store.work_items import list_work


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
    screen.begin(list_work, article["id"])
    begin_work(screen, article["id"])
    models = by_id(screen.ask(list_models))
    asked = screen.ask(find_passage, screen.params["passage"]) if screen.params.get("passage") else None
    page = choose_page(screen, article)
    owners = [article["id"], *([asked["owner_id"]] if asked else []), *page.ids]
    owners = list(dict.fromkeys(owners))
    screen.begin(list_spans, article["id"], owners)
    tags = _by_owner(screen.ask(list_thread_tags, article["id"], owners))
    spans = {kind: _by_owner(found) for kind, found in screen.ask(list_spans, article["id"], owners).items()}
    show(Markup('<nav class="days">{}</nav>').format(anchor(link("lire"), "← tous les articles")))
    work = by_item(screen.ask(list_work, article["id"]))
    show(_head(article))
    _show_asked_passage(screen, tags, models, work)
    show_asked_comment(screen, article, work)
    show_work(screen, "article", article["id"], work[article["id"]])
    show(_legend())
    show(_body(screen, article, tags[article["id"]], spans, models))
    _show_said(screen, article, spans)
    show_thread(screen, article, pick_shown(screen, article, page), tags, spans, models)


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
        '<header class="article">{}<h1 data-testid="titre">{}</h1><p class="source">{}{}, {} {} {} {}</p></header>'
    ).format(
        Markup('<p class="kicker">{}</p>').format(article["kicker"]) if article["kicker"] else "",
        article["title"], article["source"], byline, moment(article["published_at"]), join(marks, " "),
        outside(article["url"], "la page d’origine") if article["url"] else "",
        copy_link(link("lire", article=article["id"]), about="cet article"),
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


def _body(screen: Screen, article: Row, tags: Sequence[Row], spans: Spans, models: Models) -> Markup:
    marks = mark_tags(screen.watch, tags) + span_marks(spans, article["id"])
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
            block["kind"], speaker, text, tag_list(screen, inside, models)))  # fmt: skip
    return Markup('<div class="reading" data-testid="texte">{}</div>').format(join(pieces))


def _show_said(screen: Screen, article: Row, spans: Spans) -> None:
    """Tables of the article's own quotes and figures."""
    body = article["body"]
    quotes = spans["quotes"][article["id"]]
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
    figures = [row for row in spans["figures"][article["id"]] if row["kind"] not in ("date", "law-ref")]
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
