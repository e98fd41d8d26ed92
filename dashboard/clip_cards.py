"""The answers to requests: what was handed in, what Vigie understood of it, and the way to mend it."""

import json
from collections.abc import Sequence

from markupsafe import Markup

from dashboard.address import link
from dashboard.clip_words import STATUSES, list_gaps, say_date, say_read, say_relevance, say_what
from dashboard.french import NO_BREAK, moment
from dashboard.markup import anchor, badge, escape, join, table
from dashboard.names import AUDIENCES
from store.database import Row

_CSS = {"waiting": "muted", "done": "ok", "failed": "bad"}
_COLUMNS = ("Titre", "Média", "Date", "Ce qui a été lu", "Débat", "À compléter", "")


def draw_request(request: Row, clips: Sequence[Row]) -> Markup:
    """One request with its answer, then a line for each article that it gave."""
    status = Markup('<span class="status {}" data-testid="etat-{}">{}</span>').format(
        _CSS[request["status"]], request["id"], STATUSES[request["status"]]
    )
    what = say_what(request)
    told = f"{request['requested_by']} · {what}" if request["via"] == "desk" else what
    head = Markup("<p><strong>{}</strong>, {} {}</p>").format(moment(request["requested_at"]), told, status)
    said = "Pas encore lue." if request["status"] == "waiting" else request["answer"] or ""
    answer = Markup('<p class="quiet" data-testid="reponse-{}">{}</p>').format(request["id"], said)
    return Markup('<div class="request-card" data-testid="demande">{}{}{}{}</div>').format(
        head, answer, _draw_unread(request), _draw_clips(request, clips)
    )


def _draw_unread(request: Row) -> Markup:
    unread = json.loads(request["unread"])
    if not unread:
        return Markup("")
    items = join([Markup("<li>{}</li>").format(told) for told in unread])
    return Markup('<p>Ce qui n’a pas été compris{}:</p><ul data-testid="non-compris">{}</ul>').format(NO_BREAK, items)


def _draw_clips(request: Row, clips: Sequence[Row]) -> Markup:
    if not clips:
        return Markup("")
    lines = [
        [_draw_title(request, clip), _draw_outlet(clip), say_date(clip), say_read(clip), say_relevance(clip),
         ", ".join(list_gaps(clip)) or "rien",
         anchor(link("coller", clip=clip["id"]), "Corriger", test_id=f"corriger-{clip['id']}")]
        for clip in clips
    ]  # fmt: skip
    return table("Ce que Vigie a compris", _COLUMNS, lines, n_text_columns=len(_COLUMNS))


def _draw_title(request: Row, clip: Row) -> Markup:
    title = anchor(link("lire", article=clip["id"]), clip["title"], test_id=f"article-{request['id']}")
    badges = [badge("hors sujet")] if clip["off_topic"] else []
    badges += [badge("corrigé", title="Une personne a corrigé ce que Vigie avait lu.")] if clip["mended"] else []
    return join([title, *badges], " ")


def _draw_outlet(clip: Row) -> Markup:
    if not clip["source"]:
        return escape("inconnu")
    return Markup('{}<br><span class="quiet">{}</span>').format(clip["source"], AUDIENCES[clip["audience"]])
