"""The part of « Ce matin » on alerts: what stands, with its why and its passages."""

from datetime import date

import streamlit as st

from dashboard.address import link
from dashboard.alert_cards import ask_muter, show_alert
from dashboard.alerts.places import VIEW
from dashboard.french import counted
from dashboard.markup import anchor, heading, paragraph, show
from dashboard.screen import Screen
from dashboard.views.alerts import show_suspended
from store.alerts import find_mute, list_mutes
from store.queries.alerts import list_alerts, list_states

_SHOWN = 4


def show_alerts(screen: Screen, day: date) -> None:
    """The alerts that stood on a day, muted ones left out; nothing for none. Today's can be muted by a click."""
    mutes = list_mutes(screen.db, day)
    standing = [
        row for row in list_alerts(screen.db)
        if row["opened_on"] <= day.isoformat() and (row["closed_on"] is None or row["closed_on"] > day.isoformat())
        and find_mute(mutes, row["key"], row["rule"]) is None
    ]  # fmt: skip
    is_today = day == screen.today
    if standing:
        show(heading(2, "Alertes", test_id="alertes"))
        cards = st.container()
        made_by = ask_muter(screen, "par-alerte") if is_today else ""
        with cards:
            for row in standing[:_SHOWN]:
                show_alert(screen, row, mutes, made_by=made_by, n_texts=0, may_mute=is_today)
            if len(standing) > _SHOWN:
                more = counted(len(standing) - _SHOWN, "autre alerte", "autres alertes")
                show(paragraph(anchor(link(VIEW), f"et {more}"), "quiet"))
    if is_today:
        show_suspended(list_states(screen.db))
