"""Pieces that several views show: a verdict, a passage with its tags, a model's measure, pages of a list."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dashboard.address import Params, link
from dashboard.french import NO_BREAK, number
from dashboard.marking import Mark, mark_text
from dashboard.markup import anchor, as_read, badge, copy_link, escape, join
from dashboard.names import (
    KINDS,
    SENTIMENTS,
    STANCE_SHAPES,
    STANCES,
    USES,
    name_argument,
    name_target,
)
from dashboard.precision import DO_NOT_CITE, NEVER, find_measure, is_unfit, say_precision
from store.database import Row
from store.watch import Watch

Models = Mapping[str, Row]


def show_stance(stance: str, text: Any = None) -> Markup:
    """A stance as a label with its shape and colour; `text` replaces its name."""
    said = STANCES[stance] if text is None else text
    return Markup('<span class="stance {}"><span aria-hidden="true">{}</span> {}</span>').format(
        stance, STANCE_SHAPES[stance], said
    )


def by_id(models: Sequence[Row]) -> Models:
    """The rows of `list_models` by tagger id."""
    return {row["id"]: row for row in models}


def mark_tags(watch: Watch, tags: Sequence[Row]) -> list[Mark]:
    """The evidence of tags as marks over their owner's body; relevance and tone have none on screen."""
    marks = []
    for tag in tags:
        if tag["tag_kind"] not in ("stance", "argument", "message"):
            continue
        css = f"ev-{tag['value']}" if tag["tag_kind"] == "stance" else "ev-argument"
        title = say_tag(watch, tag)
        marks += [Mark(start=start, end=end, css=css, title=title) for start, end in tag["evidence"]]
    return marks


def say_tag(watch: Watch, tag: Row) -> str:
    """A tag in words: « contre : Tarif d’autorité », « argument soutenu : Rupture d’égalité »."""
    if tag["tag_kind"] == "stance":
        return f"{STANCES[tag['value']]}{NO_BREAK}: {name_target(watch, tag['key'])}"
    if tag["tag_kind"] == "argument":
        return f"argument {USES[tag['value']]}{NO_BREAK}: {name_argument(watch, tag['key'])}"
    if tag["tag_kind"] == "message":
        return "redit l’un de nos messages"
    if tag["tag_kind"] == "sentiment":
        return SENTIMENTS[tag["value"]]
    return "dans le débat" if tag["value"] == "yes" else "hors du débat"


def show_tag(watch: Watch, tag: Row, models: Models, voice: str = "") -> Markup:
    """One line for one tag: what it says, its score, its model, and how right that model was when measured.

    `voice` is whose words they are, where the passage alone does not say it.
    """
    measure = find_measure(models.get(tag["tagger_id"]), tag, voice or _voice_of(tag))
    css = f"tag of-{tag['tag_kind']} is-{tag['value']}"
    shape = f"{STANCE_SHAPES[tag['value']]} " if tag["tag_kind"] == "stance" else ""
    if tag["status"] == "confirmed" and not tag["tagger"]:
        return Markup('<li class="{}"><b>{}{}</b> <span class="by">décidé par une personne</span></li>').format(
            css, shape, say_tag(watch, tag)
        )
    return Markup(
        '<li class="{}"><b>{}{}</b> <span class="by">score{}{} · {}{} · <a href="{}" target="_self">{}</a></span></li>'
    ).format(
        css, shape, say_tag(watch, tag), NO_BREAK, number(tag["score"], digits=2), tag["tagger"],
        Markup(" {}").format(badge("modèle de départ", "starting")) if tag["starting"] else "",
        link("collecte", modele=tag["tagger_id"]), _say_measure(measure),
    )  # fmt: skip


def _voice_of(tag: Row) -> str:
    if tag["owner_kind"] == "comment":
        return "reader"
    return "speaker" if tag["speaker"] else "press"


def _say_measure(measure: Row | None) -> str:
    """« précision mesurée 78 % (70 à 84 %) », with « à ne pas citer » below the least, or that nobody measured."""
    if measure is None or measure["precision"] is None:
        return NEVER
    return f"précision mesurée {say_precision(measure)}{f', {DO_NOT_CITE}' if is_unfit(measure) else ''}"


def show_passage(watch: Watch, passage: Row, tags: Sequence[Row], models: Models, voice: str = "") -> Markup:
    """One passage with its evidence, where it stands, and its tags; `voice`: see `show_tag`."""
    where = f"{KINDS.get(passage['kind'], passage['kind'])}, caractères {number(passage['start'])} à " + number(
        passage["end"]
    )
    speaker = (
        Markup('<span class="speaker">{}{}:</span> ').format(passage["speaker"], NO_BREAK) if passage["speaker"] else ""
    )
    text = as_read(mark_text(passage["text"], mark_tags(watch, tags), start=passage["start"]))
    address = link("lire", article=passage["thread_id"], passage=passage["id"])
    return Markup(
        '<blockquote class="passage" data-testid="passage">{}{}'
        '<footer>{} · {} · {}</footer><ul class="tags">{}</ul></blockquote>'
    ).format(
        speaker, text, where, anchor(address, "lire dans son fil", test_id="vers-lecture"),
        copy_link(address, label="copier le lien", about="ce passage"),
        join([show_tag(watch, tag, models, voice) for tag in tags]),
    )  # fmt: skip


def show_pages(view: str, params: Params, *, page: int, n_pages: int) -> Markup:
    """Links to the previous and next page of a list; nothing when there is one page."""
    if n_pages <= 1:
        return Markup("")
    kept = {name: value for name, value in params.items() if name != "page"}
    pieces = []
    if page > 1:
        pieces.append(anchor(link(view, **kept, page=page - 1), "← page précédente"))
    pieces.append(escape(f"page {number(page)} sur {number(n_pages)}"))
    if page < n_pages:
        pieces.append(anchor(link(view, **kept, page=page + 1), "page suivante →", test_id="page-suivante"))
    return Markup('<nav class="pages" aria-label="Pages">{}</nav>').format(join(pieces, " · "))
