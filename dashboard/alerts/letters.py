"""What is told outside: one letter a night, one call of the webhook each time something opens or closes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlite_utils import Database

from dashboard.alerts.places import address_of, alert_address, whole_address
from dashboard.alerts.sentences import KIND_TITLES, say_title, say_why
from dashboard.french import NO_BREAK, counted, long_day
from store.alerts import Event, parsed, queue_call
from store.database import Row
from store.ids import digest
from store.outbox import Letter, queue_letter
from store.watch import Watch

VERSION = 1
_NUMBERS = ("n", "of", "expected", "low", "high", "first_on", "last_on", "audience", "voice", "name", "side")
_MADE_BY = "alertes"
_STYLE = "font-family:Georgia,'Times New Roman',serif;color:#1d2433;max-width:640px;line-height:1.5"
Moved = Sequence[tuple[Event, int, Mapping[str, Any]]]


def tell_webhook(db: Database, watch: Watch, alert: Row, event: Event, *, today: date) -> None:
    """Queues one call on a row of `alerts`, in the caller's transaction, where the watch names an address."""
    if watch.alerts.webhook:
        queue_call(db, alert["id"], event, make_body(watch, parsed(alert), event, today=today))


def make_body(watch: Watch, alert: Row, event: Event, *, today: date) -> dict[str, Any]:
    """What a webhook is told: sentences and numbers, no text of a reader or of an article.

    `delivery` is the same when a restored copy opens the same alert again.
    """
    base, alert_id, facts = watch.us.dashboard_url, alert["id"], alert["facts"]
    return {
        "version": VERSION, "delivery": digest(watch.id, alert["key"], alert["opened_on"], event), "event": event,
        "alert": alert_id, "watch": watch.id, "day": today.isoformat(), "opened_on": alert["opened_on"],
        "kind": facts["kind"], "title": say_title(watch, facts), "why": say_why(watch, facts),
        "numbers": {name: facts[name] for name in _NUMBERS if facts.get(name) not in (None, "")},
        "url": whole_address(base, alert_address(alert_id)),
        "passages_url": whole_address(base, address_of(facts, alert_id)),
    }  # fmt: skip


def queue_letter_of(db: Database, watch: Watch, moved: Moved, *, today: date) -> int | None:
    """Queues the letter of a night, in the caller's transaction; `None` when there is nothing to say, or nobody to."""
    recipients = watch.alerts.recipients or watch.us.recipients
    if not (moved and recipients and watch.alerts.mail and watch.smtp):
        return None
    key = ",".join(f"{number}{event[0]}" for event, number, _ in moved)
    letter = Letter(
        key=f"alert/{today.isoformat()}/{key}", kind="alert", subject=say_subject(watch, moved),
        text=write_text(watch, moved, today=today), html=write_html(watch, moved, today=today), made_by=_MADE_BY,
    )  # fmt: skip
    return queue_letter(db, letter, recipients)


def say_subject(watch: Watch, moved: Moved) -> str:
    """« Vigie, alerte : … », or how many opened and closed."""
    if len(moved) == 1:
        event, _, facts = moved[0]
        return f"Vigie, {'alerte' if event == 'opened' else 'fin d’alerte'}{NO_BREAK}: {say_title(watch, facts)}"
    opened = sum(event == "opened" for event, _, _ in moved)
    closed = len(moved) - opened
    said = [counted(opened, "alerte ouverte", "alertes ouvertes")] if opened else []
    said += [counted(closed, "alerte close", "alertes closes")] if closed else []
    return f"Vigie{NO_BREAK}: {', '.join(said)}"


def write_text(watch: Watch, moved: Moved, *, today: date) -> str:
    """The letter in plain text."""
    lines = [f"Vigie, nuit du {long_day(today)}", ""]
    for event, number, facts in moved:
        lines += [f"{_head(event, facts)} — {say_title(watch, facts)}", say_why(watch, facts)]
        lines += [f"{said} : {address}" for said, address in _links(watch, facts, number)]
        lines.append("")
    return "\n".join([*lines, _foot(watch)]) + "\n"


def write_html(watch: Watch, moved: Moved, *, today: date) -> str:
    """The letter in HTML: no image, nothing fetched."""
    items = Markup("").join(_item(watch, event, number, facts) for event, number, facts in moved)
    return str(
        Markup(
            '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Alertes</title></head>'
            '<body style="{}"><p style="color:#5b6475">Vigie, nuit du {}</p>{}<p style="color:#5b6475">{}</p>'
            "</body></html>"
        ).format(_STYLE, long_day(today), items, _foot(watch))
    )


def _item(watch: Watch, event: Event, number: int, facts: Mapping[str, Any]) -> Markup:
    links = Markup(" · ").join(
        Markup('<a href="{}" style="color:#1f4e8c">{}</a>').format(address, said)
        for said, address in _links(watch, facts, number)
    )
    return Markup(
        '<div style="border-left:4px solid {};padding:2px 0 2px 14px;margin:18px 0">'
        '<p style="margin:0;color:#5b6475;font-size:14px">{}</p><p style="margin:2px 0;font-size:18px"><b>{}</b></p>'
        '<p style="margin:6px 0">{}</p><p style="margin:6px 0">{}</p></div>'
    ).format(
        "#b4541a" if event == "opened" else "#7a8699", _head(event, facts), say_title(watch, facts),
        say_why(watch, facts), links,
    )  # fmt: skip


def _head(event: Event, facts: Mapping[str, Any]) -> str:
    kind = KIND_TITLES[facts["kind"]]
    return f"{kind}, {'alerte ouverte' if event == 'opened' else 'alerte close, voici ce qui l’avait ouverte'}"


def _links(watch: Watch, facts: Mapping[str, Any], number: int) -> list[tuple[str, str]]:
    base = watch.us.dashboard_url
    found = [
        ("Voir les passages", whole_address(base, address_of(facts, number))),
        ("Voir l’alerte", whole_address(base, alert_address(number))),
    ]
    if found[0][1] == found[1][1]:
        found = found[:1]
    return [(said, address) for said, address in found if address]


def _foot(watch: Watch) -> str:
    return (
        f"{watch.us.name}. Un message à l’ouverture, un à la fermeture{NO_BREAK}; pour ne plus être averti d’un sujet, "
        "mettez-le en sourdine dans la vue « Alertes »."
    )
