"""« À vérifier » : que dirait une personne de ces textes, tirés au hasard ou choisis pour leur utilité ?"""

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from dashboard.address import link
from dashboard.cards import show_stance
from dashboard.clicks import kept
from dashboard.french import NO_BREAK, THIN_SPACE, counted, moment, number
from dashboard.markup import anchor, escape, heading, join, notice, paragraph, show
from dashboard.names import STANCES, USES, name_argument, name_target
from dashboard.screen import Screen
from dashboard.showing import show_view_link
from dashboard.signing import ask_name
from store.database import Row
from store.desk import correct_tag
from store.queries.audits import count_checked, list_machine_words, list_to_check
from store.queries.queue import LOW_SCORE, QUEUE_DAYS, list_useful
from store.sampling import A_NIGHT, Said, answer_item

SILENT = "n’en parle pas"
_SAYABLE: Mapping[str, str] = {"": SILENT, **STANCES}
_SIDES = ("against", "favour", "neutral")


def show_view(screen: Screen) -> None:
    """Draws the next text of the audit, or the queue of useful ones when the address asks for it."""
    show(heading(1, "À vérifier"))
    is_queue = screen.params.get("file") == "utiles"
    files = (("", "Tirés au hasard, pour mesurer"), ("utiles", "Utiles à corriger"))
    show(Markup('<nav class="days" aria-label="Files">{}</nav>').format(join([
        Markup("<b>{}</b>").format(said) if (name == "utiles") == is_queue
        else anchor(link("verifier", file=name), said) for name, said in files], " · ")))  # fmt: skip
    show_view_link(screen, "verifier")
    if not screen.person.may("correct"):
        show(notice("Votre rôle permet de lire, pas de juger.", css="warning", test_id="interdit"))
    elif is_queue:
        _show_queue(screen)
    else:
        _show_audit(screen)


def _show_audit(screen: Screen) -> None:
    done, waiting = screen.ask(count_checked), screen.ask(list_to_check, limit=1)
    show(paragraph(
        f"{sum(A_NIGHT.values())} passages par nuit, tirés au hasard. Ce que vous dites ici mesure la machine : cela "
        "ne change aucun compte, et ne lui apprend rien pendant le trimestre. Ses positions ne sont pas montrées.",
        "quiet"))  # fmt: skip
    show(Markup('<p class="lead" data-testid="bilan">{}, {}.</p>').format(
        counted(done["n_waiting"], "texte à juger", "textes à juger"),
        counted(done["n_judged"], "déjà jugé", "déjà jugés")))  # fmt: skip
    if not waiting:
        show(notice("Rien à juger ce matin. Le prochain tirage est celui de la nuit.", css="done", test_id="fini"))
        return
    item = waiting[0]
    what = "Le commentaire entier" if item["owner_kind"] == "comment" else "Ce passage de l’article"
    show(Markup(
        '<article class="card" data-testid="a-juger"><p class="source">{}, {} · {}</p><blockquote class="passage">{}'
        "</blockquote><p class=\"quiet\">{}</p></article>"
    ).format(
        item["source"], moment(item["at"]), anchor(link("lire", article=item["thread_id"]), item["title"]),
        item["body"], f"{what} est à juger, tel qu’il se lit sous cet article.",
    ))  # fmt: skip
    _ask_judgement(screen, item)


def _ask_judgement(screen: Screen, item: Row) -> None:
    _, arguments = screen.ask(list_machine_words, item)
    number_of = item["id"]
    with st.form(f"juger-{number_of}", border=False):
        in_debate = st.radio(
            f"Ce texte parle-t-il du débat{THIN_SPACE}?", ["oui", "non"], horizontal=True, key=f"debat-{number_of}"
        )
        columns = st.columns(2)
        stances = {}
        for place, target in enumerate(screen.watch.targets):
            with columns[place % 2]:
                stances[target.slug] = st.selectbox(
                    target.name, list(_SAYABLE), format_func=lambda slug: _SAYABLE[slug], filter_mode=None,
                    key=f"cible-{number_of}-{target.slug}",
                )  # fmt: skip
        seen = {}
        for name in sorted(arguments):
            slug, use = name.split("/")
            said = f"L’argument « {name_argument(screen.watch, slug)} » y est {USES[use]}"
            seen[name] = st.checkbox(said, key=f"argument-{number_of}-{name}")
        made_by = ask_name(screen, "par")
        if not st.form_submit_button("Enregistrer, et passer au suivant"):
            return
    if not made_by.strip():
        show(notice("Écrivez votre nom : un jugement est signé.", css="warning", test_id="non-signe"))
        return
    said_of = Said(
        is_relevant=in_debate == "oui",
        arguments=seen,
        stances={slug: value for slug, value in stances.items() if value},
    )
    with screen.desk() as db:
        answer_item(db, item["id"], said_of, made_by=made_by.strip())
    st.rerun()


def _show_queue(screen: Screen) -> None:
    show(paragraph(
        f"Des {QUEUE_DAYS} derniers jours : où la machine se contredit, se répète, ou hésite (indéterminé, ou score "
        f"sous {number(LOW_SCORE, digits=1)}). Un clic corrige et change les comptes aussitôt{NO_BREAK}; l’avis "
        "d’avant est gardé. Choisis pour leur difficulté, ces textes ne mesurent rien.", "quiet"))  # fmt: skip
    found = screen.ask(list_useful)
    if not found:
        show(notice("Rien d’utile à corriger dans les derniers textes.", css="done", test_id="fini"))
        return
    made_by = ask_name(screen, "par")
    if not made_by.strip():
        show(paragraph("Écrivez votre nom pour pouvoir cliquer : une correction est signée.", "quiet"))
    for row in found:
        _show_useful(screen, row, made_by.strip())


def _show_useful(screen: Screen, row: Row, made_by: str) -> None:
    show(Markup(
        '<article class="card small" data-testid="utile"><p class="source">{}, {} · {}</p>'
        '<blockquote class="passage">{}</blockquote><p class="quiet">{}{}: {} {} {}</p></article>'
    ).format(
        row["source"], moment(row["at"]),
        anchor(link("lire", article=row["thread_id"], passage=row["passage_id"]), row["title"]), row["body"],
        name_target(screen.watch, row["target"]), NO_BREAK, show_stance(row["stance"]),
        f"score {number(row['score'], digits=2)}", escape(_say_why(row)),
    ))  # fmt: skip
    with st.container(horizontal=True, key=f"corriger-{row['owner_id']}-{row['target']}"):
        for value in (*_SIDES, None):
            said = _SAYABLE[value or ""]
            st.button(
                f"{said[0].upper()}{said[1:]}", key=f"{row['owner_id']}-{row['target']}-{value}", on_click=_correct,
                args=(screen, row, value, made_by), disabled=not made_by,
            )  # fmt: skip


@kept
def _correct(screen: Screen, row: Row, value: str | None, made_by: str) -> None:
    with screen.desk() as db:
        correct_tag(
            db, passage_id=row["passage_id"], kind="stance", key=row["target"], value=value, made_by=made_by,
        )  # fmt: skip


def _say_why(row: Row) -> str:
    why = []
    if row["n_sides"]:
        why.append("deux passages de sens contraire")
    if row["n_same"] > 1:
        why.append(f"écrit {row['n_same']} fois")
    if row["stance"] == "unclear" or row["score"] < LOW_SCORE:
        why.append("la machine hésite")
    return f"({', '.join(why)})"
