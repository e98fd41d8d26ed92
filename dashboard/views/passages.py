"""« Passages » : quelles phrases sont derrière ce chiffre ?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from math import ceil

from markupsafe import Markup

from dashboard.address import link, read_day, read_filters, read_page, read_question
from dashboard.asked import resolve
from dashboard.cards import Models, by_id, show_pages, show_passage, show_stance
from dashboard.exhibit import Exhibit, Value
from dashboard.french import NO_BREAK, counted, listed, moment, period, short_day
from dashboard.markup import anchor, badge, copy_link, escape, heading, join, notice, outside, paragraph, show
from dashboard.names import (
    AUDIENCES,
    STANCES,
    TOPIC_RULES,
    UNIT_RULES,
    UNITS,
    USES,
    VOICE_TITLES,
    name_argument,
    name_target,
)
from dashboard.reliability import say_argument, say_voice, warn_of, warn_of_sides
from dashboard.screen import Screen
from dashboard.showing import show_bar
from dashboard.views.morning_readers import say_since
from dashboard.views.passage_articles import show_threads
from dashboard.work import marks_of, say_marks
from store.database import Row
from store.queries.arguments import find_message_model
from store.queries.collection import list_models
from store.queries.filters import Filters
from store.queries.morning import count_new_units, list_new_units
from store.queries.passages import (
    ANY_POINT,
    Question,
    count_unit_threads,
    count_units,
    list_unit_passages,
    list_units,
)
from store.queries.trends import list_panel
from store.verdicts import Voice

PAGE_SIZE = 25
MOST_DOWNLOADED = 500
_AMONG_SAID: Mapping[str, str] = {
    "against-us": "tenu contre nos positions", "ours": "dits par les nôtres",
    "others": "dits par d’autres que les nôtres",
}  # fmt: skip
COLUMNS = ("Date", "Source", "Article", "Adresse", "Locuteur", "Position ou usage", "Début", "Fin", "Passage", "Modèle",
           "Score")  # fmt: skip


def show_view(screen: Screen) -> None:
    """Draws the passages that the address asks for."""
    question = read_question(screen.params)
    morning = read_day(screen.params, "matin")
    filters = read_filters(
        screen.params, first_on=date(1900, 1, 1), last_on=date(2999, 12, 31), default_audience="tous"
    )
    page = read_page(screen.params)
    days = replace(filters, first_on=morning - timedelta(days=1), last_on=morning) if morning else filters
    question = resolve(screen, question, days)
    if screen.params.get("par") == "articles" and not morning:
        _show_articles(screen, question, filters)
        return
    if morning:
        n_units = screen.ask(count_new_units, morning, question, audience=_audience(filters))
    else:
        n_units = screen.ask(count_units, filters, question)
    units = _list(screen, question, filters, morning, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    show(heading(1, "Les passages derrière le chiffre"))
    where = f"depuis la veille du {short_day(morning)}, 18{NO_BREAK}h" if morning else _say_filters(screen, filters)
    show(_sentence(screen, question, counted(n_units, *UNITS[question.voice]), where))
    _show_trust(screen, question)
    if not units:
        show(notice("Rien ne correspond à cette adresse. Le compte a pu changer depuis qu’elle a été copiée."))
        return
    _show_bar(screen, question, filters, morning, n_units)
    models = _models(screen)
    show(Markup('<div class="cards">{}</div>').format(join([_unit(screen, one, question, models) for one in units])))
    show(show_pages("passages", screen.params, page=page, n_pages=ceil(n_units / PAGE_SIZE)))


def _show_articles(screen: Screen, question: Question, filters: Filters) -> None:
    """The same, article by article."""
    n = screen.ask(count_unit_threads, filters, question)
    show(heading(1, "Les articles derrière le chiffre"))
    show(_sentence(screen, question, counted(n, "article"), _say_filters(screen, filters)))
    _show_trust(screen, question)
    show_threads(screen, question, filters, n, _models(screen))


def _show_trust(screen: Screen, question: Question) -> None:
    """How well what the number counts is read: sides of this voice, or arguments."""
    if question.argument:
        show(say_argument(screen.ask(list_models), question.argument))
    elif question.target or question.stance:
        for voice in _voices(question):
            show(say_voice(screen.ask(list_models), voice))


def _voices(question: Question) -> Sequence[Voice]:
    return ("press", "speaker") if question.quoted_too else (question.voice,)


def _warn(screen: Screen, question: Question) -> str:
    """The same in the file."""
    models = screen.ask(list_models)
    if question.argument:
        return warn_of(models, "argument", question.argument)
    if not (question.target or question.stance):
        return ""
    return " ".join(f"{VOICE_TITLES[voice]}{NO_BREAK}: {warn_of_sides(models, voice, question.target)}"
                    for voice in _voices(question))  # fmt: skip


def _models(screen: Screen) -> Models:
    mine = screen.ask(find_message_model)
    return by_id([*screen.ask(list_models), *([mine] if mine else [])])


def _audience(filters: Filters) -> str:
    return filters.audiences[0] if filters.audiences else ""


def _list(
    screen: Screen, question: Question, filters: Filters, morning: date | None, *, limit: int, offset: int = 0
) -> list[Row]:
    if morning:
        return screen.ask(
            list_new_units, morning, question, audience=_audience(filters), limit=limit, offset=offset
        )  # fmt: skip
    return screen.ask(list_units, filters, question, limit=limit, offset=offset)


def _show_bar(screen: Screen, question: Question, filters: Filters, morning: date | None, n_units: int) -> None:
    """« Copier le lien » and the passages as a file, whose number is the view's even when it cannot hold them all."""
    show_bar(screen, "passages", copy_link(link("passages", **screen.params)),
             partial(describe_file, screen, question, filters, morning, n_units))  # fmt: skip


def describe_file(screen: Screen, question: Question, filters: Filters, morning: date | None, n_units: int) -> Exhibit:
    """The passages as a table to download, with what their number counts, the model of each tag and its score."""
    units = _list(screen, question, filters, morning, limit=MOST_DOWNLOADED)
    cut = f"Les {MOST_DOWNLOADED} plus récents seulement." if n_units > MOST_DOWNLOADED else ""
    return Exhibit(
        name="passages", title=_say_title(screen, question), unit=_say_rule(question), n=n_units,
        nouns=UNITS[question.voice], sources=", ".join(sorted({unit["source"] for unit in units})),
        address=link("passages", **screen.params),
        period=say_since(morning) if morning else _say_filters(screen, filters),
        caution=cut, precision=_warn(screen, question),
        columns=COLUMNS, rows=[line for unit in units for line in _lines(screen, unit, question)],
    )  # fmt: skip


def _say_rule(question: Question) -> str:
    return (UNIT_RULES if question.target else TOPIC_RULES)[question.voice]


def _passages_of(screen: Screen, unit: Row, question: Question) -> list[Row]:
    """The passages of one unit; those of its own message where the number counts any message."""
    speaker = unit["speaker"] if unit["owner_kind"] == "article" else None
    asked = replace(question, point=unit["point"]) if question.point else question
    return screen.ask(list_unit_passages, unit["owner_id"], asked, speaker=speaker)


def _lines(screen: Screen, unit: Row, question: Question) -> list[list[Value]]:
    found = {row["id"]: row for row in _passages_of(screen, unit, question)}
    verdict = {**STANCES, **USES}.get(unit["verdict"], "")
    head: list[Value] = [moment(unit["at"]), unit["source"], unit["title"], unit["url"], unit["speaker"], verdict]
    lines = [[*head, row["start"], row["end"], row["text"], *_say_who_read(row)] for row in found.values()]
    return lines or [[*head, None, None, None, None, None]]


def _say_who_read(tag: Row) -> list[Value]:
    """The model of a tag and its score; a person's word has none."""
    if tag["status"] == "confirmed" and not tag["tagger"]:
        return ["décidé par une personne", None]
    return [tag["tagger"], None if tag["score"] is None else round(float(tag["score"]), 2)]


def _say_title(screen: Screen, question: Question) -> str:
    """What a file of passages counts: « Les passages derrière le chiffre : commentaires, contre, sur « … » »."""
    pieces = [piece.striptags() for piece in _say_asked(screen, question)]
    return f"Les passages derrière le chiffre{NO_BREAK}: {' '.join([UNITS[question.voice][1], *pieces])}"


def _sentence(screen: Screen, question: Question, said: str, where: str) -> Markup:
    pieces = [Markup("<b>{}</b>").format(said), *_say_asked(screen, question)]
    return Markup('<p class="lead" data-testid="bilan">{}, {}.</p><p class="quiet">{}</p>').format(
        join(pieces, " "), where,
        "La presse et ceux qu’elle cite, comptés en articles" if question.quoted_too else VOICE_TITLES[question.voice],
    )  # fmt: skip


def _say_asked(screen: Screen, question: Question) -> list[Markup]:
    """What a number counts, piece by piece: side, target, argument, speaker, message, whose."""
    pieces: list[Markup] = []
    if question.stance:
        pieces.append(show_stance(question.stance))
    if question.target:
        pieces.append(Markup("sur « {} »").format(name_target(screen.watch, question.target)))
    if question.argument:
        use = f" ({USES[question.use]})" if question.use else ""
        pieces.append(Markup("avec l’argument « {} »{}").format(name_argument(screen.watch, question.argument), use))
    if question.speaker:
        pieces.append(Markup("({})").format(question.speaker))
    if question.point:
        points = {one.id: one.text for one in screen.watch.us.talking_points}
        text = points.get(question.point, "retiré de la veille")
        pieces.append(Markup("qui redisent notre message « {} »").format(text) if question.point != ANY_POINT
                      else escape("qui redisent l’un de nos messages, une fois par message"))  # fmt: skip
    if question.among or question.repeated:
        pieces.append(escape(_AMONG_SAID.get(question.among, "qui répètent un texte de leur fil")))
    return pieces


def _say_filters(screen: Screen, filters: Filters) -> str:
    audience = (
        AUDIENCES.get(filters.audiences[0], filters.audiences[0]) if filters.audiences else "Tous publics confondus"
    )
    when = "sans date"
    if not filters.undated_only:
        when = "toutes dates" if filters.first_on.year == 1900 else period(filters.first_on, filters.last_on)
    unique = ", reprises et doublons écartés" if filters.unique_only else ""
    names = {row["source_id"]: row["source"] for row in screen.ask(list_panel)}
    known = [names.get(source, source) for source in filters.sources]
    source = f", {'source' if len(known) == 1 else 'sources'} {listed(known)}" if known else ""
    return f"{when}, {audience[0].lower()}{audience[1:]}{source}{unique}"


def _unit(screen: Screen, unit: Row, question: Question, models: Models) -> Markup:
    found = _passages_of(screen, unit, question)
    marks = [badge(unit["author_role"])] if unit.get("author_role") not in (None, "inconnu") else []
    marks.append(say_marks(marks_of(screen, [unit["owner_id"]]).get(unit["owner_id"], [])))
    verdict = ""
    if unit["verdict"] in STANCES:
        verdict = show_stance(unit["verdict"])
    elif unit["verdict"] in USES:
        verdict = badge(USES[unit["verdict"]])
    who = Markup(" · <b>{}</b>").format(unit["speaker"] or "personne non nommée") if unit["voice"] == "speaker" else ""
    grouped: dict[str, list[Row]] = {}
    for row in found:
        grouped.setdefault(row["id"], []).append(row)
    passages = join([show_passage(screen.watch, rows[0], rows, models, unit["voice"]) for rows in grouped.values()])
    if not passages:
        passages = paragraph("Aucun passage étiqueté dans ce texte : il compte comme paru dans le débat.", "quiet")
    return Markup(
        '<article class="card" data-testid="unite"><p class="source">{} {}{} {}</p>'
        '<p class="quiet">{}, {} {}</p>{}</article>'
    ).format(
        verdict, moment(unit["at"]), who, join(marks, " "),
        anchor(link("lire", article=unit["thread_id"]), unit["title"]),
        unit["source"], outside(unit["url"], "la page") if unit["url"] else escape(""), passages,
    )  # fmt: skip
