"""« Alertes » : qu’est-ce qui sort de l’habitude, et pourquoi le croire ?"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st
from markupsafe import Markup

from dashboard.address import link
from dashboard.alert_cards import ask_muter, say_suspended, show_alert
from dashboard.alerts.feed import FILE
from dashboard.alerts.places import VIEW, address_of, alert_address, question_of
from dashboard.alerts.sentences import KIND_TITLES, STATE_WORDS, say_followed, say_title
from dashboard.exhibit import Exhibit
from dashboard.french import counted, number, short_day
from dashboard.markup import anchor, details, heading, join, notice, paragraph, show, table
from dashboard.screen import Screen
from dashboard.showing import show_exhibit, show_view_link
from dashboard.trend import count_cell
from store.alert_settings import AlertRule
from store.alerts import find_mute, list_mutes, parsed
from store.database import Row
from store.queries.alerts import list_alerts, list_calls, list_states

N_CLOSED = 100
N_ASKED_TEXTS = 100
_CALLS: Mapping[str, str] = {
    "waiting": "en attente", "handing": "en cours", "sent": "parti", "refused": "abandonné", "doubt": "incertain",
}  # fmt: skip


def show_view(screen: Screen) -> None:
    """Draws what stands, what is followed, and what is over."""
    alerts = list_alerts(screen.db)
    mutes = list_mutes(screen.db, screen.today)
    states = list_states(screen.db)
    show(heading(1, "Alertes"))
    show_view_link(screen, VIEW)
    standing = [row for row in alerts if row["closed_on"] is None]
    heard = [row for row in standing if find_mute(mutes, row["key"], row["rule"]) is None]
    _show_head(screen, heard, len(standing) - len(heard), states)
    cards = st.container()
    made_by = ask_muter(screen, "par-sourdine") if standing else ""
    asked = next((row for row in alerts if str(row["id"]) == screen.params.get("alerte", "")), None)
    others = [row for row in [*heard, *(one for one in standing if one not in heard)] if row is not asked]
    with cards:
        if asked is not None:
            show(heading(2, "L’alerte demandée", test_id="demandee"))
            show_alert(screen, asked, mutes, made_by=made_by, n_texts=N_ASKED_TEXTS)
        if others:
            show(heading(2, "En cours", test_id="en-cours"))
        for row in others:
            show_alert(screen, row, mutes, made_by=made_by)
    _show_closed(screen, [row for row in alerts if row["closed_on"]])
    _show_followed(screen, states, mutes)
    _show_channels(screen)


def _show_head(screen: Screen, heard: Sequence[Row], n_muted: int, states: Sequence[Row]) -> None:
    if not states:
        show(notice("Aucune nuit n’a encore jugé ce qui est inhabituel ; « vigie nightly » le fait.", test_id="calme"))
        return
    judged = short_day(max(date.fromisoformat(row["judged_on"]) for row in states), with_year=True)
    followed = sum(row["state"] not in ("young", "incident") for row in states)
    muted = f" {counted(n_muted, 'alerte')} en sourdine." if n_muted else ""
    if heard:
        show(Markup('<p class="lead" data-testid="bilan"><b>{}</b> en cours.{}</p>').format(
            counted(len(heard), "alerte"), muted))  # fmt: skip
    elif followed:
        calm = "Rien d’inhabituel" if followed == len(states) else "Rien d’inhabituel dans ce qui peut être jugé"
        show(notice(Markup("<strong>{}.</strong>{}").format(calm, muted), test_id="calme"))
    show(
        paragraph(f"{counted(followed, 'série suivie', 'séries suivies')}, jugées jusqu’au {judged} compris.", "quiet")
    )
    young = sum(row["state"] == "young" for row in states)
    if young > followed:
        show(notice(
            f"{counted(young, 'série attend', 'séries attendent')} de savoir ce qui est habituel : il faut cinq "
            "semaines de collecte, et assez de textes. D’ici là, elles n’ouvrent aucune alerte.",
            test_id="jeune"))  # fmt: skip
    show_suspended(states)


def show_suspended(states: Sequence[Row]) -> None:
    """Says what an incident of the collection suspends; nothing for none."""
    kinds = Counter(parsed_state(row)["kind"] for row in states if row["state"] == "incident")
    if kinds:
        names = [f"« {KIND_TITLES[kind].lower()} » ({number(n)})" for kind, n in kinds.items()]
        show(notice(say_suspended(names), css="warning", test_id="suspens"))


def parsed_state(row: Row) -> Row:
    """The numbers of a row of `alert_states`."""
    facts: Row = parsed(row)["facts"]
    return facts


def _show_closed(screen: Screen, closed: Sequence[Row]) -> None:
    if not closed:
        return
    found = [parsed(row) for row in closed[:N_CLOSED]]
    rows = [[say_title(screen.watch, row["facts"]), KIND_TITLES[row["kind"]], row["opened_on"], row["closed_on"]]
            for row in found]  # fmt: skip
    lines = [[anchor(alert_address(row["id"]), say_title(screen.watch, row["facts"])), KIND_TITLES[row["kind"]],
              *(short_day(date.fromisoformat(row[name]), with_year=True) for name in ("opened_on", "closed_on"))]
             for row in found]  # fmt: skip
    show(heading(2, "Closes"))
    show_exhibit(screen, Exhibit(
        name="alertes-closes", title="Alertes closes", unit="une alerte s’ouvre et se ferme une fois", n=len(found),
        nouns=("alerte", "alertes"), period="les plus récentes", sources="toutes les sources suivies",
        address=link(VIEW), columns=["Alerte", "Sujet", "Ouverte", "Close"], rows=rows, lines=lines, is_open=True,
        n_text_columns=4,
    ))  # fmt: skip


def _show_followed(screen: Screen, states: Sequence[Row], mutes: Mapping[str, Row]) -> None:
    """Each rule of the watch, what it follows and where that stands."""
    by_rule: defaultdict[str, list[Row]] = defaultdict(list)
    for row in states:
        by_rule[row["rule"]].append(row)
    if not by_rule:
        return
    show(heading(2, "Ce qui est suivi", test_id="suivi"))
    settings = screen.watch.alerts
    show(paragraph(
        f"Le hasard seul ne devrait pas ouvrir plus de {number(settings.false_alarms_a_year)} alertes par an, toutes "
        "règles ensemble (sources muettes à part, environ une par source et par an au plus). Une source nouvelle ne "
        "compte qu’après cinq à neuf semaines. Les règles s’écrivent dans la partie [alerts] de watch.toml.", "quiet",
    ))  # fmt: skip
    names = {rule.id: _name_rule(rule) for rule in settings.rules}
    for rule, found in by_rule.items():
        lines = [
            [say_followed(screen.watch, facts), STATE_WORDS[row["state"]], _last(facts), _say_usual(facts)]
            for row in found if (facts := parsed_state(row)).get("n") or row["state"] != "calm"
        ]  # fmt: skip
        counts = Counter(STATE_WORDS[row["state"]] for row in found)
        said = ", ".join(f"{word} ({number(n)})" for word, n in counts.items())
        hushed = " · en sourdine" if rule in mutes else ""
        name = names.get(rule, "Règle retirée")
        title = f"{name} : {said}{hushed}"
        columns = ["Suivi", "État", "Dernière fenêtre", "D’habitude"]
        inside = table(name, columns, lines, n_text_columns=2) if lines else paragraph(
            "Rien à signaler : aucun texte dans la dernière fenêtre.", "quiet")  # fmt: skip
        show(details(title, inside, test_id="regle"))


def _name_rule(rule: AlertRule) -> str:
    """What a rule is called: as the watch names it, else by its kind and by who is heard."""
    heard = {"reader": "lecteurs", "press": "presse", "speaker": "personnes citées"}[rule.heard]
    more = f", {heard}" if rule.kind in ("volume", "argument", "stance") else ""
    return rule.name or KIND_TITLES[rule.kind] + more + (" (à chaque fois)" if rule.each else "")


def _last(facts: Row) -> object:
    """What was counted in the last window, which leads to its passages where a view counts it alike."""
    n = facts.get("n")
    if n is None or "first_on" not in facts or question_of(facts) is None:
        return "–" if n is None else number(n)
    return count_cell(n, address_of(facts))


def _say_usual(facts: Row) -> str:
    if "expected" not in facts:
        return "–"
    among = f" sur {number(facts['of'])}" if facts.get("of") is not None else ""
    return f"{number(facts['expected'], digits=1)}{among} ({number(facts['low'])} à {number(facts['high'])})"


def _show_channels(screen: Screen) -> None:
    """Where alerts are told outside, and what did not arrive."""
    settings = screen.watch.alerts
    show(heading(2, "Où elles sont dites"))
    recipients = settings.recipients or screen.watch.us.recipients
    mail = "Courriel éteint" if not settings.mail else (
        "Courriel : [smtp] n’est pas réglé" if screen.watch.smtp is None
        else f"Courriel : une lettre par nuit, à {counted(len(recipients), 'destinataire')}")  # fmt: skip
    hook = "appel web : aucun" if settings.webhook is None else "appel web : un par ouverture et par fermeture"
    feed = anchor(f"./{FILE}", "flux RSS", test_id="flux")
    show(Markup("<p>{} · {} · {}</p>").format(mail, hook, feed))
    lost = [row for row in list_calls(screen.db) if row["status"] in ("refused", "doubt", "waiting")]
    if lost:
        items = join([
            Markup("<li>{} : {} ({})</li>").format(
                anchor(alert_address(row["alert_id"]), f"alerte n° {row['alert_id']}"), row["said"] or "à faire",
                _CALLS[row["status"]])
            for row in lost
        ])  # fmt: skip
        show(notice(Markup("<strong>Appels web non arrivés</strong><ul>{}</ul>").format(items), css="warning"))
