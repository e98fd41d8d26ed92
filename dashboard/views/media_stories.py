"""Stories of « Médias »: who published a text first, who took it up, and what each changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil

from markupsafe import Markup

from dashboard.address import link, read_page
from dashboard.cards import show_pages
from dashboard.french import NO_BREAK, counted, moment, number
from dashboard.markup import anchor, as_read, details, escape, heading, join, paragraph, show
from dashboard.reprises import Changes, Text, compare
from dashboard.scope import Scope
from dashboard.screen import Screen
from store.database import Row
from store.queries.media import count_stories, list_publications, list_sentences, list_stories

PAGE_SIZE = 8
_SHOWN = 12


def show_stories(screen: Screen, scope: Scope) -> None:
    """Draws the texts that more than one site published, newest first."""
    show(heading(2, "Qui reprend qui ?", test_id="reprises"))
    n = screen.ask(count_stories, scope.filters)
    if not n:
        show(paragraph("Aucun texte n’a paru deux fois dans cette période.", "quiet"))
        return
    show(paragraph(
        f"{counted(n, 'texte repris', 'textes repris')}. Une reprise est un texte dont l’essentiel a déjà paru "
        "ailleurs, coupé, retitré ou légèrement récrit ; deux articles sur le même fait n’en sont pas.", "quiet",
    ))  # fmt: skip
    page = min(read_page(screen.params), ceil(n / PAGE_SIZE))
    stories = screen.ask(list_stories, scope.filters, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    publications = screen.ask(list_publications, [row["story_id"] for row in stories])
    sentences: dict[str, list[str]] = {}
    for row in screen.ask(list_sentences, [row["id"] for row in publications]):
        sentences.setdefault(row["owner_id"], []).append(row["text"])
    for story in stories:
        show(_story([row for row in publications if row["story_id"] == story["story_id"]], sentences))
    show(show_pages("medias", screen.params, page=page, n_pages=ceil(n / PAGE_SIZE)))


def _story(publications: Sequence[Row], sentences: Mapping[str, Sequence[str]]) -> Markup:
    first, copies = publications[0], publications[1:]
    n_comments = sum(row["n_comments"] for row in publications)
    lines = join([_copy(first, row, sentences) for row in copies])
    return Markup(
        '<article class="card" data-testid="histoire"><p class="source">{}, {}{}</p><h3>{}</h3>'
        '<p class="quiet">{}, {} sous toutes les parutions.</p><ul>{}</ul></article>'
    ).format(
        Markup("<b>{}</b>").format(first["source"]), moment(first["at"]), _thread(first),
        anchor(link("lire", article=first["id"]), first["title"]),
        counted(len(copies), "reprise"), counted(n_comments, "commentaire"), lines,
    )  # fmt: skip


def _copy(first: Row, row: Row, sentences: Mapping[str, Sequence[str]]) -> Markup:
    head = Markup("{}, {}{}{}").format(
        anchor(link("lire", article=row["id"]), row["source"], test_id="reprise"), moment(row["at"]),
        _later(first, row), _thread(row),
    )  # fmt: skip
    if not sentences.get(first["id"]) or not sentences.get(row["id"]):
        why = "texte effacé ou pas encore lu" if row["purged_on"] or first["purged_on"] else "texte trop court"
        return Markup("<li>{} : {}.</li>").format(head, why)
    changes = compare(_text(first, sentences), _text(row, sentences))
    return Markup("<li>{} : {}.{}</li>").format(head, changes.say(), _show_changes(row, changes))


def _thread(row: Row) -> Markup:
    """« , 12 commentaires », which leads to them."""
    if not row["n_comments"]:
        return Markup("")
    return Markup(", {}").format(
        anchor(f"{link('lire', article=row['id'])}#fil", counted(row["n_comments"], "commentaire"), css="count")
    )


def _later(first: Row, row: Row) -> str:
    """« , 3 h après »."""
    if not first["at"] or not row["at"]:
        return ""
    minutes = (datetime.fromisoformat(row["at"]) - datetime.fromisoformat(first["at"])).total_seconds() / 60
    if minutes < 60:
        return f" ({number(minutes)}{NO_BREAK}min après)"
    if minutes < 48 * 60:
        return f" ({number(minutes / 60)}{NO_BREAK}h après)"
    return f" ({number(minutes / 1440)}{NO_BREAK}jours après)"


def _text(row: Row, sentences: Mapping[str, Sequence[str]]) -> Text:
    return Text(title=row["title"], standfirst=row["standfirst"] or "", sentences=sentences[row["id"]])


def _show_changes(row: Row, changes: Changes) -> Markup:
    """What was cut, added and rewritten, sentence by sentence, opened by a click."""
    parts = []
    if changes.new_title:
        parts.append(_part("Son titre", [as_read(escape(row["title"]))]))
    if changes.added:
        parts.append(_part("Ajouté", [as_read(escape(one)) for one in changes.added]))
    if changes.rewritten:
        parts.append(_part("Récrit", [
            Markup("<del>{}</del> → {}").format(as_read(escape(before)), as_read(escape(after)))
            for before, after in changes.rewritten]))  # fmt: skip
    if changes.cut:
        parts.append(_part("Coupé", [Markup("<del>{}</del>").format(as_read(escape(one))) for one in changes.cut]))
    return details("Ce qui change", join(parts)) if parts else Markup("")


def _part(title: str, lines: Sequence[Markup]) -> Markup:
    more = Markup("<li>… et {}</li>").format(counted(len(lines) - _SHOWN, "autre phrase", "autres phrases")) if len(
        lines) > _SHOWN else ""  # fmt: skip
    return Markup("<p><b>{}</b></p><ul>{}{}</ul>").format(
        title, join([Markup("<li>{}</li>").format(one) for one in lines[:_SHOWN]]), more
    )
