"""A search kept as a term of the watch, once it was tried on texts that people know."""

from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from dashboard.address import link
from dashboard.french import NO_BREAK, counted, moment
from dashboard.markup import anchor, escape, join, notice, paragraph, show
from dashboard.screen import Screen
from dashboard.signing import ask_name
from store.database import Row
from store.queries.found import Trial, try_search
from store.query import QueryError
from store.search import Excerpt, find_excerpts
from store.terms import list_terms, read_cues, request_term

SHOWN = 8
_STATUSES = {"waiting": "attend « vigie work » (cinq minutes)", "done": "fait", "failed": "refusé"}


def show_saving(screen: Screen, query: str) -> None:
    """The trial of a search and, under it, the button that asks for it to be kept; nothing for those who only read."""
    if not screen.person.may("ask"):
        return
    with st.expander(f"Enregistrer comme veille{NO_BREAK}: l’essayer d’abord", on_change="rerun", key="essai") as part:
        if not part.open:
            return
        try:
            cues = read_cues(query)
        except QueryError as error:
            show(notice(f"{str(error)[0].upper()}{str(error)[1:]}.", css="warning", test_id="sans-terme"))
            return
        show(paragraph(Markup("Termes qui seraient ajoutés à la veille, dont chacun suffit à mettre un texte dans le "
                              "débat{}: {}").format(NO_BREAK, join([Markup("<code>{}</code>").format(cue)
                                                                    for cue in cues], ", "))))  # fmt: skip
        _show_trial(screen, query, screen.ask(try_search, query))
        _ask(screen, query)
        _show_requests(screen)


def _show_trial(screen: Screen, query: str, trial: Trial) -> None:
    n_inside = len(trial.found) + len(trial.missed)
    said = (
        f"Sur {counted(n_inside, 'texte')} que des personnes ont dit du débat, cette recherche en trouve "
        f"{len(trial.found)}{NO_BREAK}; sur {counted(trial.n_known_outside, 'texte')} qu’elles ont dit hors du débat, "
        f"{len(trial.wrongly_found)}. Elle trouve aussi {counted(trial.n_new, 'texte')} que la machine tient hors du "
        "débat, et qui y entreraient."
    )
    if not n_inside and not trial.n_known_outside:
        said = (
            "Personne n’a encore jugé de texte ici : jugez-en dans « À vérifier » pour pouvoir essayer un terme. "
            f"Cette recherche trouve {counted(trial.n_new, 'texte')} que la machine tient hors du débat."
        )
    show(Markup('<p data-testid="essai">{}</p>').format(said))
    lists: Mapping[str, Sequence[Row]] = {
        "Trouvés, et du débat": trial.found, "Du débat, mais pas trouvés": trial.missed,
        "Trouvés à tort": trial.wrongly_found,
    }  # fmt: skip
    for title, found in lists.items():
        if found:
            excerpts = screen.ask(find_excerpts, query, [row["owner_id"] for row in found[:SHOWN]])
            lines = join([_line(row, excerpts.get(row["owner_id"])) for row in found[:SHOWN]])
            more = f", les {SHOWN} premiers" if len(found) > SHOWN else ""
            show(Markup("<p><b>{} ({}{})</b></p><ul>{}</ul>").format(title, len(found), more, lines))


def _line(row: Row, excerpt: Excerpt | None) -> Markup:
    said = escape(excerpt.text) if excerpt else escape("un texte sans ces mots")
    return Markup("<li>{} {}</li>").format(said, anchor(link("lire", article=row["thread_id"]), "lire"))


def _ask(screen: Screen, query: str) -> None:
    with st.form("veille", border=False):
        made_by = ask_name(screen, "par-veille")
        if not st.form_submit_button("Enregistrer dans la veille"):
            return
    if not made_by.strip():
        show(notice("Écrivez votre nom : une demande est signée.", css="warning", test_id="non-signee"))
        return
    with screen.desk() as db:
        request_term(db, query, made_by=made_by.strip())
    said = "Demande enregistrée. La veille changera au prochain « vigie work », et les textes seront relus la nuit."
    show(notice(said, css="done", test_id="demande"))


def _show_requests(screen: Screen) -> None:
    found = list_terms(screen.db)
    if found:
        lines = join([
            Markup("<li>{}{}: {} ({}, {}). {}</li>").format(
                row["search"], NO_BREAK, _STATUSES[row["status"]], row["made_by"], moment(row["made_at"]),
                row["answer"] or "")
            for row in found])  # fmt: skip
        show(Markup("<p><b>Demandes précédentes ({})</b></p><ul>{}</ul>").format(len(found), lines))
