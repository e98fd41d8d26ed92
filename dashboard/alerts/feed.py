"""The alerts as RSS: the file `alertes.xml` of the home, written at night, and served by the dashboard."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # nosec B405 # it writes, and reads nothing

from sqlite_utils import Database

from dashboard.alerts.places import alert_address, whole_address
from dashboard.alerts.sentences import say_title, say_why
from store.alerts import parsed
from store.clock import PARIS
from store.database import Row
from store.home import Home
from store.queries.alerts import list_alerts
from store.watch import Watch

FILE = "alertes.xml"
N_ITEMS = 50
_ROOT = "urn:vigie:alerte:"


def write_feed(db: Database, home: Home, watch: Watch) -> Path:
    """Writes the feed, in one rename, for the owner's account alone; its path."""
    path = home.folder / FILE
    beside = path.with_suffix(".tmp")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(make_feed(db, watch))
    beside.replace(path)
    return path


def make_feed(db: Database, watch: Watch, *, base: str | None = None) -> bytes:
    """The feed, newest first: an item when an alert opened, another when it closed; muted ones are left out.

    `base` is where the dashboard is opened, else what the watch says.
    """
    base = base or watch.us.dashboard_url
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _add(channel, title=f"Vigie, alertes : {watch.name}", link=base or _ROOT + watch.id, language="fr",
         description="Ce qui sort de l’habitude dans le débat suivi.")  # fmt: skip
    for at, row, is_closing in _list_moments(list_alerts(db, limit=N_ITEMS))[:N_ITEMS]:
        _add_item(channel, watch, row, at, is_closing=is_closing, base=base)
    ElementTree.indent(rss)
    found: bytes = ElementTree.tostring(rss, encoding="utf-8", xml_declaration=True)
    return found


def _list_moments(alerts: Sequence[Row]) -> list[tuple[date, Row, bool]]:
    moments = [(date.fromisoformat(row["opened_on"]), row, False) for row in alerts if not row["is_hushed"]]
    moments += [
        (date.fromisoformat(row["closed_on"]), row, True)
        for row in alerts if row["closed_on"] and not row["is_hushed"]
    ]  # fmt: skip
    return sorted(moments, key=lambda one: (one[0], one[1]["id"], one[2]), reverse=True)


def _add_item(
    channel: ElementTree.Element, watch: Watch, row: Row, at: date, *, is_closing: bool, base: str | None
) -> None:  # fmt: skip
    facts: Mapping[str, Any] = parsed(row)["facts"]
    item = ElementTree.SubElement(channel, "item")
    title = say_title(watch, facts)
    day = datetime(at.year, at.month, at.day, 4, 30, tzinfo=PARIS).astimezone(UTC)
    address = whole_address(base, alert_address(row["id"]))
    _add(item, title=f"Fin d’alerte : {title}" if is_closing else title, description=say_why(watch, facts),
         pubDate=format_datetime(day))  # fmt: skip
    if address:
        _add(item, link=address)
    guid = ElementTree.SubElement(item, "guid", isPermaLink="false")
    guid.text = f"{_ROOT}{watch.id}:{row['id']}:{'closed' if is_closing else 'opened'}"


def _add(parent: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = text
