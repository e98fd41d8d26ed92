"""Speakers that the watch does not know: their sentences, and a click that makes them actors or keeps them out."""

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from dashboard.address import link, read_page
from dashboard.candidates import Candidate, gather_candidates
from dashboard.cards import show_pages
from dashboard.french import NO_BREAK, counted, moment, typeset
from dashboard.markup import anchor, details, heading, join, notice, paragraph, show
from dashboard.scope import Scope
from dashboard.screen import Screen
from dashboard.signing import ask_name
from dashboard.views.actor_quotes import show_quote
from store.access import NotAllowedError
from store.actor_requests import (
    ActorEntry,
    list_decisions,
    list_requests,
    refuse_speaker,
    reopen_speaker,
    request_actor,
    request_alias,
)
from store.queries.voices import list_sentences_of, list_unknown_speakers

PAGE_SIZE = 10
N_SENTENCES = 2
_ACTS: Mapping[str, str] = {
    "new": "Un nouvel acteur",
    "alias": "Un autre nom d’un acteur connu",
    "refused": "Hors liste",
}
_KINDS: Mapping[str, str] = {"PER": "Une personne", "ORG": "Un organisme"}
_STATUSES = {"waiting": "attend « vigie work » (cinq minutes)", "done": "fait", "failed": "refusé"}


def begin_candidates(screen: Screen, scope: Scope) -> None:
    """Begins what this part asks, while others are drawn."""
    screen.begin(list_unknown_speakers, scope.filters)


def show_candidates(screen: Screen, scope: Scope) -> None:
    """Draws the candidates, most quoted first, ten at a time, then what was asked and who is kept out."""
    show(heading(2, "Locuteurs que la veille ne connaît pas", test_id="inconnus"))
    every = gather_candidates(screen.ask(list_unknown_speakers, scope.filters), screen.ask(list_decisions))
    waiting = [one for one in every if one.is_open]
    if not waiting:
        show(paragraph("Aucun nouveau nom parmi les personnes citées dans cette période.", "quiet"))
    else:
        show(paragraph(f"{counted(len(waiting), 'nom cité', 'noms cités')} sans camp{NO_BREAK}: tant que personne ne "
                       "dit qui ils sont, leurs mots se comptent à part.", "quiet"))  # fmt: skip
        page = min(read_page(screen.params), -(-len(waiting) // PAGE_SIZE))
        shown = waiting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        for one in shown:
            screen.begin(list_sentences_of, scope.filters, list(one.forms), limit=_n_sentences(screen, one))
        for one in shown:
            _show_candidate(screen, scope, one)
        show(show_pages("acteurs", screen.params, page=page, n_pages=-(-len(waiting) // PAGE_SIZE)))
    _show_refused(screen, scope, [one for one in every if one.decision and one.decision["decision"] == "refused"])
    _show_requests(screen)


def _is_asked(screen: Screen, one: Candidate) -> bool:
    return screen.params.get("candidat") == one.key


def _n_sentences(screen: Screen, one: Candidate) -> int:
    return 8 if _is_asked(screen, one) else N_SENTENCES


def _show_candidate(screen: Screen, scope: Scope, one: Candidate) -> None:
    asked = _is_asked(screen, one)
    address = link("acteurs", **scope.params, camp="inconnus", locuteur=one.forms[0])
    decide = anchor(link("acteurs", **{**screen.params, "candidat": one.key}) + f"#candidat-{one.key}", "Décider",
                    test_id="decider")  # fmt: skip
    show(Markup(
        '<article class="card small" id="candidat-{}" data-testid="candidat"><h3>{}</h3>'
        '<p class="quiet">{}, {}, {} · {}</p></article>'
    ).format(
        one.key, one.forms[0], anchor(address, counted(one.n, "citation"), css="count"),
        counted(one.n_articles, "article"), counted(one.n_sources, "source"), "à vous" if asked else decide,
    ))  # fmt: skip
    found = screen.ask(list_sentences_of, scope.filters, list(one.forms), limit=_n_sentences(screen, one))
    sentences = Markup('<div class="cards">{}</div>').format(join([show_quote(screen, row) for row in found]))
    if asked:
        show(sentences)
        _ask(screen, one)
    else:
        show(details(f"Ses phrases ({len(found)} sur {one.n})", sentences))


def _ask(screen: Screen, one: Candidate) -> None:
    """The form that decides of one candidate."""
    if not screen.person.may("approve"):
        show(paragraph("Votre rôle ne permet pas d’approuver un acteur ; demandez-le à un administrateur.", "quiet"))
        return
    actors = {actor.slug: actor.name for actor in sorted(screen.watch.actors, key=lambda actor: actor.name)}
    camps = {slug: screen.watch.camp(slug) for slug in sorted({actor.camp for actor in screen.watch.actors})}
    with st.form(f"decider-{one.key}", border=True):
        act = st.radio(typeset("Qui est-ce ?"), list(_ACTS), format_func=_ACTS.__getitem__, key=f"acte-{one.key}")
        left, right = st.columns(2)
        with left:
            name = st.text_input("Nom", value=one.name, key=f"nom-{one.key}", max_chars=120)
            kind = st.selectbox("Sorte", list(_KINDS), format_func=_KINDS.__getitem__, key=f"sorte-{one.key}",
                                index=list(_KINDS).index(one.kind))  # fmt: skip
            private = st.checkbox("Personne privée, à citer avec prudence", key=f"prive-{one.key}")
        with right:
            role = st.text_input("Fonction, comme elle se lira", key=f"fonction-{one.key}", max_chars=160,
                                 placeholder="présidente d’un syndicat de médecins")  # fmt: skip
            camp = st.selectbox("Camp", list(camps), format_func=lambda slug: camps.get(slug, slug),
                                key=f"camp-{one.key}", index=None, placeholder="Choisir")  # fmt: skip
            known = st.selectbox(typeset("Si c’est un autre nom : de qui ?"), list(actors),
                                 key=f"connu-{one.key}", index=None,
                                 format_func=lambda slug: actors.get(slug, slug), placeholder="Choisir")  # fmt: skip
        made_by = ask_name(screen, f"par-{one.key}")
        if not st.form_submit_button("Enregistrer"):
            return
    if not made_by.strip():
        show(notice("Écrivez votre nom : une décision est signée.", css="warning", test_id="non-signee"))
        return
    entry = ActorEntry(name=name, kind="ORG" if kind == "ORG" else "PER", camp=camp or "", role=role,
                       forms=one.aliases, private=private)  # fmt: skip
    _record(screen, one, act, entry, known, made_by.strip())


def _record(screen: Screen, one: Candidate, act: str, entry: ActorEntry, known: str | None, made_by: str) -> None:
    try:
        with screen.desk() as db:
            if act == "refused":
                refuse_speaker(db, one.forms[0], made_by=made_by)
                said = "Tenu hors de la liste. Son nom n’est pas gardé parmi les décisions."
            elif act == "alias" and known:
                request_alias(db, one.aliases[0] if one.aliases else one.name, known, made_by=made_by)
                said = "Demande enregistrée : ce nom sera ajouté au prochain « vigie work »."
            elif act == "alias":
                show(notice("Choisissez l’acteur dont c’est un autre nom.", css="warning", test_id="refus"))
                return
            else:
                request_actor(db, one.forms[0], entry, made_by=made_by)
                said = "Demande enregistrée : l’acteur sera écrit dans la veille au prochain « vigie work »."
    except (ValueError, NotAllowedError) as error:
        show(notice(str(error), css="warning", test_id="refus"))
        return
    show(notice(said, css="done", test_id="demande"))


def _show_refused(screen: Screen, scope: Scope, refused: list[Candidate]) -> None:
    if not refused:
        return
    with st.expander(f"Hors liste ({len(refused)})"):
        for one in refused[:50]:
            with st.container(horizontal=True, key=f"hors-{one.key}"):
                show(Markup("<span>{}, {}</span>").format(one.forms[0], counted(one.n, "citation")))
                if screen.person.may("approve") and st.button("Rouvrir", key=f"rouvrir-{one.key}", type="tertiary"):
                    with screen.desk() as db:
                        reopen_speaker(db, one.forms[0], made_by=screen.person.name or "équipe")
                    st.rerun()


def _show_requests(screen: Screen) -> None:
    found = list_requests(screen.db)
    if found:
        lines = join([
            Markup("<li>{}{}: {} ({}, {}). {}</li>").format(
                row["entry"].get("name") or row["entry"].get("form"), NO_BREAK, _STATUSES[row["status"]],
                row["made_by"], moment(row["made_at"]), row["answer"] or "")
            for row in found])  # fmt: skip
        show(details(f"Demandes précédentes ({len(found)})", Markup("<ul>{}</ul>").format(lines)))
