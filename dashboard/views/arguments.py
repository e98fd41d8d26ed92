"""« Arguments » : quels arguments circulent, qui les porte, et nos messages passent-ils ?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st
from markupsafe import Markup

from dashboard.address import ALL, filter_params, link, passages_link, read_filters
from dashboard.choices import choose
from dashboard.french import NO_BREAK, short_day
from dashboard.ledger import Ledger
from dashboard.markup import anchor, escape, heading, notice, paragraph, show
from dashboard.names import AUDIENCES, USES, VOICE_TITLES, name_argument
from dashboard.panel import fix_panel
from dashboard.reliability import say_reliability
from dashboard.screen import Screen
from dashboard.trend import VOICES, count_cell
from dashboard.unanswered import count_against_us, find_ours, list_unanswered
from dashboard.views.argument import show_argument
from dashboard.views.messages import begin_messages, show_messages
from store.queries.arguments import (
    count_ledger,
    list_message_units,
    list_refutations,
)
from store.queries.collection import list_models
from store.queries.passages import Among, Question
from store.queries.trends import find_period, list_gaps, list_panel
from store.verdicts import Voice

DEFAULT_WEEKS = 18
_WHO: Mapping[Voice, str] = {"reader": "Lecteurs", "press": "Presse", "speaker": "Cités"}
WEEKS: Mapping[str, str] = {"4": "4 semaines", "18": "18 semaines", "52": "Un an", "tout": "Depuis le début"}


def show_view(screen: Screen) -> None:
    """Draws the filters, then one argument, or all of them with what is not answered and our messages."""
    show(heading(1, "Arguments"))
    dated = screen.ask(find_period)
    if dated is None:
        show(
            notice("Aucun article ni commentaire daté dans ce débat : aucun argument à suivre encore.", test_id="vide")
        )
        return
    ledger = _choose(screen, date.fromisoformat(dated[0]), date.fromisoformat(dated[1]))
    _show_scope(ledger)
    if ledger.argument:
        show_argument(ledger)
        return
    _begin(ledger)
    _show_table(ledger)
    _show_unanswered(ledger)
    show_messages(ledger)


def _choose(screen: Screen, first_on: date, last_on: date) -> Ledger:
    """Draws the filters; what they and the address say."""
    sources = screen.ask(list_panel)
    present = [slug for slug in AUDIENCES if any(row["audience"] == slug for row in sources)]
    start = max(first_on, last_on - timedelta(weeks=DEFAULT_WEEKS))
    chosen = read_filters(screen.params, first_on=start, last_on=last_on, default_audience=ALL).whole_weeks()
    weeks = screen.params.get("depuis", "")
    if weeks in WEEKS:
        first = first_on if weeks == "tout" else max(first_on, last_on - timedelta(weeks=int(weeks)))
        chosen = replace(chosen, first_on=first, last_on=last_on).whole_weeks()
    known = {one.slug: one.name for one in screen.watch.arguments}
    argument = screen.params.get("argument", "")
    argument = argument if argument in known else ""
    with st.container(key="filtres"):
        one, two, three = st.columns([4, 3, 2])
        with one:
            choose(
                "Argument", "argument", {"": "Tous"} | dict(sorted(known.items(), key=lambda pair: pair[1])), argument
            )
        with two:
            audiences = {ALL: "Tous publics"} | {slug: AUDIENCES[slug] for slug in present}
            choose("Public", "public", audiences, chosen.audiences[0] if chosen.audiences else ALL, default=ALL)
        with three:
            kept = {"": "Celle de l’adresse"} if "du" in screen.params and weeks not in WEEKS else {}
            choose("Période", "depuis", kept | dict(WEEKS), weeks if weeks in WEEKS else ("" if kept else "18"))
    panel = fix_panel(sources, chosen, dated_from=first_on, fixed=True)
    filters = replace(chosen, sources=panel.ids) if panel.is_fixed and panel.changes else chosen
    return Ledger(screen=screen, chosen=chosen, filters=filters, panel=panel, argument=argument,
                  gaps=screen.ask(list_gaps, filters))  # fmt: skip


def _show_scope(ledger: Ledger) -> None:
    left_out = ledger.panel.say_left_out()
    said = f" Non comptées, car suivies sur une partie de la période : {left_out}." if left_out else ""
    show(Markup('<p class="quiet" data-testid="perimetre">Du {} au {}, sources suivies{}: {}.{}</p>').format(
        short_day(ledger.filters.first_on, with_year=True), short_day(ledger.filters.last_on, with_year=True), NO_BREAK,
        ", ".join(ledger.panel.names) or "aucune", said))  # fmt: skip
    show(say_reliability(ledger.screen.watch, ledger.screen.ask(list_models), "argument"))


def _begin(ledger: Ledger) -> None:
    """Begins what the parts below the table ask, while it is drawn."""
    ledger.screen.begin(count_against_us, ledger.filters, find_ours(ledger.screen.watch))
    ledger.screen.begin(list_refutations, ledger.filters)
    begin_messages(ledger)


def _show_table(ledger: Ledger) -> None:
    rows = ledger.screen.ask(count_ledger, ledger.filters)
    show(heading(2, "Qui tient quoi", test_id="registre"))
    if not rows:
        show(paragraph("Aucun argument de la veille n’a été relevé dans cette période.", "quiet"))
        return
    counts = {(row["argument"], row["voice"], row["use"]): int(row["n"]) for row in rows}
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["argument"]] = totals.get(row["argument"], 0) + int(row["n"])
    ranked = sorted(totals, key=lambda slug: (-counts.get((slug, "reader", "asserts"), 0), -totals[slug], slug))
    slots = [(voice, use) for voice in VOICES for use in ("asserts", "refutes")]
    titles = [f"{_WHO[voice]}, {USES[use]}" for voice, use in slots]
    lines = [
        [anchor(link("arguments", argument=slug, **_kept(ledger)), name_argument(ledger.screen.watch, slug),
                test_id="vers-argument"),
         *(count_cell(counts.get((slug, voice, use), 0), ledger.link(Question(voice=voice, argument=slug, use=use)))
           for voice, use in slots)]
        for slug in ranked
    ]  # fmt: skip
    ledger.show(
        "registre", "Arguments : nombre de ceux qui les tiennent, et qui les réfutent", n=len(ranked),
        nouns=("argument", "arguments"),
        unit="un commentaire, un article, une personne citée par article compte une fois",
        columns=["Argument", *titles], lines=lines, is_open=True,
        rows=[[name_argument(ledger.screen.watch, slug), *(counts.get((slug, *slot), 0) for slot in slots)]
              for slug in ranked],
    )  # fmt: skip
    show(paragraph(f"{VOICE_TITLES['press']} : un article compte sans les propos qu’il cite. Ce qui est seulement "
                   "rapporté est à la page de chaque argument.", "quiet"))  # fmt: skip


def _kept(ledger: Ledger) -> Mapping[str, str]:
    return filter_params(ledger.chosen)


def _show_unanswered(ledger: Ledger) -> None:
    show(heading(2, "Répété par les lecteurs, sans réponse de notre part", test_id="sans-reponse"))
    watch, ask = ledger.screen.watch, ledger.screen.ask
    if not watch.us.positions:
        show(paragraph("La veille ne dit pas ce que nous soutenons ([us] positions) : rien ne peut être contre nous.",
                       "quiet"))  # fmt: skip
        return
    every = replace(ledger.filters, audiences=(), sources=())
    raw = replace(ledger.filters, unique_only=False)
    held_by_readers = {row["argument"]: row["n"] for row in ask(count_ledger, raw)
                       if (row["voice"], row["use"]) == ("reader", "asserts")}  # fmt: skip
    held = ask(count_against_us, ledger.filters, find_ours(watch))
    found = list_unanswered(watch, held, ask(list_refutations, every), ask(list_message_units, every))
    show(paragraph("Arguments que trois lecteurs au moins, dans deux fils, tiennent contre nos positions, sans que "
                   "l’un de nos porte-parole ou alliés ait été cité, dans les textes lus, pour les réfuter ou dire le "
                   "message qui y répond. Une réponse donnée ailleurs n’est pas connue d’ici.", "quiet"))  # fmt: skip
    if not found:
        show(paragraph("Aucun dans cette période.", "quiet"))
        return
    lines = [
        [anchor(link("arguments", argument=one.argument, **_kept(ledger)), name_argument(watch, one.argument)),
         _say_points(one.points, is_guess=one.is_guess),
         count_cell(one.n, _holders(ledger, one.argument, among="against-us")), count_cell(
             held_by_readers[one.argument], _holders(ledger, one.argument)),
         count_cell(one.n_threads, _holders(ledger, one.argument, among="against-us", by_article=True)),
         _say_day(one.first_on), _say_day(one.last_on)]
        for one in found
    ]  # fmt: skip
    ledger.show(
        "sans-reponse", "Arguments tenus contre nous par des lecteurs, sans réponse trouvée", n=len(found),
        nouns=("argument", "arguments"), unit="lecteurs dont la position, ou celle qu’a d’ordinaire l’argument, est "
        "contre la nôtre",
        columns=["Argument", "Nos messages", "Commentaires contre nous", "Tous ceux qui le tiennent", "Fils", "Premier",
                 "Dernier"],
        rows=[[name_argument(watch, one.argument), " / ".join(one.points), one.n, held_by_readers[one.argument],
               one.n_threads, one.first_on, one.last_on] for one in found],
        lines=lines, n_text_columns=2, is_open=True,
    )  # fmt: skip


def _holders(ledger: Ledger, argument: str, *, among: Among = "", by_article: bool = False) -> str:
    """Where the comments that hold an argument are read; copies are counted here, whatever the address says."""
    asked = Question(voice="reader", argument=argument, use="asserts", among=among)
    return passages_link(asked, replace(ledger.filters, unique_only=False), by_article=by_article)


def _say_points(points: Sequence[str], *, is_guess: bool) -> Markup:
    if not points:
        return Markup('<span class="few">aucun message prévu</span>')
    said = " ".join(f"« {point} »" for point in points)
    return escape(f"{said} (rapproché par les mots)" if is_guess else said)


def _say_day(day: str) -> str:
    return short_day(date.fromisoformat(day), with_year=True)
