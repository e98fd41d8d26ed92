"""« Ce matin » : qu’est-ce qui est sorti depuis hier 18 h ?"""

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from dashboard.address import link, morning_link, question_params, read_day
from dashboard.cards import show_stance
from dashboard.french import NO_BREAK, counted, long_day, moment, number, short_day, shorten
from dashboard.markup import anchor, badge, details, escape, heading, join, notice, paragraph, show, table
from dashboard.names import AUDIENCES, PAYWALLS, name_target
from dashboard.precision import DO_NOT_CITE, STANCE_LAYERS, is_unfit, measure_kind
from dashboard.screen import Screen
from dashboard.showing import show_view_link
from dashboard.views.morning_alerts import show_alerts
from dashboard.views.morning_news import show_news
from dashboard.views.morning_readers import show_commented, show_stances
from dashboard.work import is_on_shelf, marks_of, say_marks, shelf_of, show_filter
from store.database import Row
from store.queries.collection import find_last_collection, list_models
from store.queries.morning import (
    count_collected_apart,
    count_new_units,
    count_repeated_units,
    count_undated_comments,
    find_latest,
    list_collected_apart,
    list_commented_articles,
    list_new_articles,
    list_undated_comments,
    list_verdicts_of_articles,
)
from store.queries.passages import Question


def show_view(screen: Screen) -> None:
    """Draws the view for the day of the address, or today."""
    day = read_day(screen.params, "jour") or screen.today
    for query in (count_undated_comments, list_undated_comments, list_collected_apart, list_commented_articles):
        screen.begin(query, day)
    articles = screen.ask(list_new_articles, day)
    commented = screen.ask(list_commented_articles, day)
    n_comments = screen.ask(count_new_units, day, Question(voice="reader"))
    _show_head(screen, day, articles, n_comments)
    show_alerts(screen, day)
    if articles:
        verdicts = screen.ask(list_verdicts_of_articles, [row["id"] for row in articles])
        show(heading(2, "Articles parus", test_id="articles-parus"))
        _show_cards(screen, day, articles, verdicts)
    show_news(screen, day)
    if commented:
        show_stances(screen, day)
        show_commented(screen, day, commented)
    _show_apart(screen, day)


def _show_head(screen: Screen, day: date, new: Sequence[Row], n_comments: int) -> None:
    n_articles, eve = len(new), day - timedelta(days=1)
    since = f"Depuis le {long_day(eve)}, 18{NO_BREAK}h"
    show(heading(1, "Ce matin" if day == screen.today else f"Le {long_day(day)}"))
    show(
        Markup('<nav class="days" aria-label="Jours">{} · {}</nav>').format(
            anchor(link("matin", jour=eve), f"← {short_day(eve)}", test_id="veille"),
            anchor(link("matin", jour=day + timedelta(days=1)), f"{short_day(day + timedelta(days=1))} →")
            if day < screen.today
            else escape(long_day(day)),
        )
    )
    show_view_link(screen, "matin", jour=day)
    if n_articles or n_comments:
        comments = anchor(
            morning_link(Question(voice="reader"), day),
            counted(n_comments, "commentaire de lecteur", "commentaires de lecteurs"), test_id="n-commentaires",
        ) if n_comments else escape("aucun commentaire")  # fmt: skip
        articles = (
            Markup("<b>{}</b>").format(anchor("#articles-parus", counted(n_articles, "article")))
            if n_articles
            else escape("aucun article")
        )
        n_copies, n_repeated = sum(not row["story_first"] for row in new), screen.ask(count_repeated_units, day)
        copies = _say_part(link("matin", jour=day, suite="reprises"), n_copies, "reprise", "reprises")
        again = morning_link(Question(voice="reader", repeated=True), day)
        repeated = _say_part(again, n_repeated, "texte répété", "textes répétés")
        show(Markup('<p class="lead" data-testid="bilan">{}{}: {}{} et {}{} dans le débat.</p>').format(
            since, NO_BREAK, articles, copies, comments, repeated))  # fmt: skip
    else:
        show(_quiet(screen, day, since))
    _show_freshness(screen, day)


def _say_part(address: str, n: int, *nouns: str) -> Markup:
    """« (dont 2 reprises) », which leads to them."""
    return Markup(" {}").format(anchor(address, f"(dont {counted(n, *nouns)})", css="quiet")) if n else Markup("")


def _quiet(screen: Screen, day: date, since: str) -> Markup:
    latest = screen.ask(find_latest, day)
    if latest is None:
        return notice("Rien n’a encore été collecté sur ce débat.", test_id="calme")
    when = short_day(date.fromisoformat(latest["published_on"]), with_year=True)
    return notice(
        Markup(
            "<strong>Journée calme.</strong> {}, rien de nouveau dans le débat. Dernier article, le {}{}: {}."
        ).format(since, when, NO_BREAK, anchor(link("lire", article=latest["id"]), latest["title"])),
        test_id="calme",
    )


def _show_freshness(screen: Screen, day: date) -> None:
    if day != screen.today:
        return
    last = screen.ask(find_last_collection)
    if last is None:
        show(
            notice(
                Markup(
                    "Aucune collecte n’a encore abouti. Lancez <code>vigie nightly</code>, ou collez une page dans {}."
                ).format(anchor(link("coller"), "Coller / Déposer")),
                css="warning",
            )
        )
        return
    sentence = Markup("Dernière collecte{}: {}.").format(NO_BREAK, moment(last["started_at"]))
    if last["status"] == "partial":
        sentence += Markup(" Elle n’a abouti qu’en partie{}: {}.").format(
            NO_BREAK, anchor(link("collecte"), "voir ce qui manque")
        )
    show(paragraph(sentence, "quiet"))


def _show_cards(screen: Screen, day: date, articles: Sequence[Row], verdicts: Sequence[Row]) -> None:
    """The cards of the articles, those in the state of the address when it asks for one; pinned ones first."""
    work = marks_of(screen, [row["id"] for row in articles])
    if work or shelf_of(screen):
        show_filter("matin", screen, jour=day if day != screen.today else None)
    shown = [row for row in articles if is_on_shelf(screen, work.get(row["id"], []))]
    if screen.params.get("suite") == "reprises":
        shown = [row for row in shown if not row["story_first"]]
        show(paragraph(Markup("Les reprises seules. {}").format(
            anchor(link("matin", jour=day), "Voir tous les articles")), "quiet"))  # fmt: skip
    shown.sort(key=lambda row: not any(one["slot"] == "pin" for one in work.get(row["id"], [])))
    cards = [_card(screen, row, verdicts, work.get(row["id"], [])) for row in shown]
    show(Markup('<div class="cards">{}</div>').format(join(cards)))
    if not shown:
        show(paragraph("Aucun article de cette liste dans cet état.", "quiet"))


def _card(screen: Screen, row: Row, verdicts: Sequence[Row], work: Sequence[Row]) -> Markup:
    marks = [badge(AUDIENCES.get(row["audience"], row["audience"]))]
    if row["paywall"] in PAYWALLS:
        marks.append(badge(PAYWALLS[row["paywall"]], "muted"))
    if not row["story_first"]:
        marks.append(badge("reprise", "muted", "Le même texte a déjà paru ailleurs"))
    said = join([_verdict(screen, one) for one in verdicts if one["thread_id"] == row["id"]])
    return Markup(
        '<article class="card" data-testid="article"><p class="source">{}, {} {}</p><h3>{}</h3><p>{}</p>{}{}</article>'
    ).format(
        row["source"], moment(row["published_at"]), join([*marks, say_marks(work)], " "),
        anchor(link("lire", article=row["id"]), row["title"], test_id="vers-article"),
        shorten(row["standfirst"] or "", 240),
        Markup('<ul class="said">{}</ul>').format(said) if said else "",
        anchor(link("lire", article=row["id"]),
               counted(row["n_comments"], "commentaire sous l’article", "commentaires sous l’article"), css="quiet")
        if row["n_comments"] else "",
    )  # fmt: skip


def _verdict(screen: Screen, row: Row) -> Markup:
    who = row["speaker"] or "une personne citée" if row["voice"] == "speaker" else "l’article, dans ses propres mots"
    question = Question(voice=row["voice"], target=row["target"], stance=row["stance"], thread=row["thread_id"])
    said = Markup("{} {}").format(show_stance(row["stance"]), name_target(screen.watch, row["target"]))
    measure = measure_kind(screen.ask(list_models), STANCE_LAYERS[row["voice"]])
    unfit = Markup(" {}").format(badge(DO_NOT_CITE, "starting")) if is_unfit(measure) else ""
    return Markup("<li>{}{}: {}{}</li>").format(
        anchor(link("passages", **question_params(question)), said), NO_BREAK, who, unfit
    )


def _show_apart(screen: Screen, day: date) -> None:
    apart, n_comments = screen.ask(count_collected_apart, day), screen.ask(count_undated_comments, day)
    n_articles = apart["n_undated"] + apart["n_late"]
    if not n_articles and not n_comments:
        return
    pieces = []
    if apart["n_undated"]:
        pieces.append(counted(apart["n_undated"], "article sans date", "articles sans date"))
    if apart["n_late"]:
        pieces.append(counted(apart["n_late"], "article plus ancien", "articles plus anciens"))
    if n_comments:
        pieces.append(counted(n_comments, "commentaire sans date", "commentaires sans date"))
    show(heading(2, "À part"))
    show(
        paragraph(
            f"Collectés depuis le {short_day(day - timedelta(days=1))}, 18{NO_BREAK}h, et comptés nulle part "
            f"ci-dessus{NO_BREAK}: {', '.join(pieces)}.",
            "quiet", test_id="a-part",
        )
    )  # fmt: skip
    lines = [
        [anchor(link("lire", article=row["id"]), row["title"]), row["source"], moment(row["published_at"])]
        for row in screen.ask(list_collected_apart, day)
    ]
    if lines:
        shown = f"Voir la liste ({counted(n_articles, 'article')})"
        if n_articles > len(lines):
            shown = f"Voir les {number(len(lines))} premiers sur {number(n_articles)} articles"
        show(
            details(
                shown,
                table("Articles à part", ["Article", "Source", "Date"], lines, n_text_columns=2),
                test_id="a-part-liste",
            )
        )
    if n_comments:
        _show_undated(screen, day, n_comments)


def _show_undated(screen: Screen, day: date, n_comments: int) -> None:
    found = screen.ask(list_undated_comments, day)
    shown = f"Voir la liste ({counted(n_comments, 'commentaire')})"
    if n_comments > len(found):
        shown = f"Voir les {number(len(found))} premiers sur {number(n_comments)} commentaires"
    lines = [
        [anchor(link("lire", article=row["thread_id"], element=row["id"]), row["title"]), row["source"],
         moment(row["first_seen_at"])]
        for row in found
    ]  # fmt: skip
    columns = ["Sous l’article", "Source", "Collecté"]
    shown_table = table("Commentaires sans date", columns, lines, n_text_columns=3)
    show(details(shown, shown_table, test_id="sans-date"))
