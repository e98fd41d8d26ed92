"""An alert on screen: what happens, why, the passages behind it, and one click to mute it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.address import link
from dashboard.alerts.facts import fold_noun
from dashboard.alerts.places import address_of, alert_address, filters_of, question_of
from dashboard.alerts.sentences import KIND_TITLES, say_title, say_why
from dashboard.clicks import kept
from dashboard.french import counted, listed, short_day, shorten
from dashboard.markup import anchor, badge, copy_link, escape, join, paragraph, show
from dashboard.names import UNITS
from dashboard.screen import Screen
from dashboard.signing import ask_name
from store.alerts import find_mute, mute_alert, parsed, unmute_alert
from store.database import Row
from store.queries.alerts import list_texts_of_actor, list_texts_of_figure, list_threads_behind

N_TEXTS = 3
MUTE_DAYS = 7
_CSS: Mapping[str, str] = {"figure": "alert-figure", "silence": "alert-silence"}


def show_alert(
    screen: Screen, row: Row, mutes: Mapping[str, Row], *, made_by: str, n_texts: int = N_TEXTS, may_mute: bool = True
) -> None:  # fmt: skip
    """One alert as a card, and its buttons for those whose role gives them."""
    mute = find_mute(mutes, row["key"], row["rule"])
    with st.container(key=f"alerte-{row['id']}"):
        show(_card(screen, parsed(row), mute, n_texts))
        if may_mute and row["closed_on"] is None and screen.person.may("note"):
            _show_buttons(screen, row, mute, made_by)


def ask_muter(screen: Screen, key: str) -> str:
    """The name under which a mute is signed, '' as long as nobody gave one or may."""
    if not screen.person.may("note"):
        return ""
    if not screen.person.name:
        said = "Mettre une alerte en sourdine est signé : votre nom d’abord, puis un clic sous l’alerte."
        show(paragraph(said, "quiet"))
    return ask_name(screen, key).strip()


def list_texts(screen: Screen, facts: Mapping[str, Any], *, limit: int) -> list[Row]:
    """The articles behind an alert, each with the passage to read where one proves it: thread_id, title, source, day,
    passage_id, n."""
    if facts["kind"] == "silence" or "first_on" not in facts:
        return []
    question, filters = question_of(facts), filters_of(facts)
    if question is not None:
        return list_threads_behind(screen.db, filters, question, limit=limit)
    if facts["kind"] == "figure":
        asked = {"kind": facts["figure_kind"], "low": facts["low_value"], "high": facts["high_value"],
                 "unit": facts["unit"]}  # fmt: skip
        found = list_texts_of_figure(screen.db, filters, asked, limit=10 * limit)
        return [row for row in found if fold_noun(row["counts"]) == facts["noun"]][:limit]
    is_quoted = facts["kind"] == "rival"
    return list_texts_of_actor(screen.db, filters, facts["name"], is_quoted=is_quoted, limit=limit)


def _card(screen: Screen, row: Row, mute: Row | None, n_texts: int) -> Markup:
    facts = row["facts"]
    marks = [badge(KIND_TITLES[facts["kind"]])]
    if row["closed_on"]:
        marks.append(badge(f"close le {short_day(date.fromisoformat(row['closed_on']))}", "muted"))
    if mute is not None:
        marks.append(badge(_say_mute(mute), "muted"))
    since = short_day(date.fromisoformat(row["opened_on"]), with_year=True)
    address = alert_address(row["id"])
    return Markup(
        '<article class="card alert {}" data-testid="alerte"><p class="source">{} ouverte la nuit du {}</p><h3>{}</h3>'
        '<p data-testid="pourquoi"><b>Pourquoi :</b> {}</p>{}<p class="quiet">{}</p></article>'
    ).format(
        _CSS.get(facts["kind"], "alert-count"), join(marks, " "), since, say_title(screen.watch, facts),
        say_why(screen.watch, facts), _texts(_list_behind(screen, facts, n_texts), facts),
        join([_passages(facts, row["id"]), copy_link(address, about=say_title(screen.watch, facts))], " · "),
    )  # fmt: skip


def _passages(facts: Mapping[str, Any], alert_id: int) -> Markup:
    """The link to everything that the number counts."""
    if facts["kind"] == "silence":
        return anchor(link("collecte"), "voir cette source dans « Collecte »", test_id="vers-passages")
    if question_of(facts) is None:
        return anchor(alert_address(alert_id), "voir tous les textes", test_id="vers-passages")
    units = counted(facts["n"], *UNITS[facts["voice"]])
    return anchor(address_of(facts, alert_id), f"voir les passages ({units})", test_id="vers-passages")


def _list_behind(screen: Screen, facts: Mapping[str, Any], n_texts: int) -> Sequence[Row]:
    return list_texts(screen, facts, limit=n_texts) if n_texts else ()


def _texts(found: Sequence[Row], facts: Mapping[str, Any]) -> Markup:
    if not found:
        return Markup("")
    lines = []
    for row in found:
        address = link("lire", article=row["thread_id"], passage=row.get("passage_id"))
        n = f", {counted(row['n'], *UNITS[facts['voice']])}" if facts["voice"] != "press" and row.get("n") else ""
        when = short_day(date.fromisoformat(row["day"])) if row["day"] else "sans date"
        lines.append(
            Markup("<li>{} <span class='quiet'>{}, {}{}</span></li>").format(
                anchor(address, shorten(row["title"], 120), test_id="texte"), row["source"], when, n
            )
        )
    return Markup('<ul class="said">{}</ul>').format(join(lines))


def _show_buttons(screen: Screen, row: Row, mute: Row | None, made_by: str) -> None:
    with st.container(horizontal=True, key=f"sourdine-{row['id']}"):
        if mute is not None:
            st.button(
                "Lever la sourdine", key=f"lever-{row['id']}", on_click=_unmute, type="tertiary",
                args=(screen, mute["target"], made_by), disabled=not made_by,
            )  # fmt: skip
            return
        for said, n_days in ((f"En sourdine {MUTE_DAYS} jours", MUTE_DAYS), ("En sourdine jusqu’à nouvel ordre", None)):
            st.button(
                said, key=f"sourdine-{row['id']}-{n_days or 0}", on_click=_mute, type="tertiary",
                args=(screen, row["key"], n_days, made_by), disabled=not made_by,
            )  # fmt: skip


@kept
def _mute(screen: Screen, target: str, n_days: int | None, made_by: str) -> None:
    with screen.desk() as db:
        mute_alert(db, target, today=screen.today, n_days=n_days, made_by=made_by)


@kept
def _unmute(screen: Screen, target: str, made_by: str) -> None:
    with screen.desk() as db:
        unmute_alert(db, target, made_by=made_by)


def _say_mute(mute: Row) -> str:
    until = f" jusqu’au {short_day(date.fromisoformat(mute['until_on']))}" if mute["until_on"] else ""
    return f"en sourdine{until}, par {mute['made_by']}"


def say_suspended(names: Sequence[str]) -> Markup:
    """What an incident of the collection keeps from being judged."""
    return escape(
        f"Alertes en suspens pour {listed(names)} : la collecte a un trou, rien ne s’ouvre ni ne se ferme sur ces "
        "sujets tant qu’une semaine entière n’est pas relue."
    )
