"""What « Lire » marks in a text: quotes and figures in its words, stances and arguments below."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboard.address import link
from dashboard.cards import Models, say_tag, show_stance, show_tag
from dashboard.french import counted
from dashboard.marking import Mark
from dashboard.markup import anchor, details, escape, join
from dashboard.screen import Screen
from store.database import Row

SAID = ("stance", "argument", "sentiment")
Spans = Mapping[str, Mapping[str, list[Row]]]  # quotes, figures and mentions, each by text


def span_marks(spans: Spans, owner_id: str) -> list[Mark]:
    """The quotes and figures of one text."""
    quotes = [
        Mark(start=row["start"], end=row["end"], css="quote",
             title=f"citation de {row['speaker']}" if row["speaker"] else "citation")
        for row in spans["quotes"][owner_id]
    ]  # fmt: skip
    figures = [
        Mark(start=row["start"], end=row["end"], css="figure", title=_say_figure(row))
        for row in spans["figures"][owner_id]
        if row["kind"] not in ("date", "law-ref")
    ]
    return quotes + figures


def _say_figure(row: Row) -> str:
    counts = f" ({row['counts']})" if row["counts"] else ""
    said_by = f", dit par {row['said_by']}" if row["said_by"] else ""
    return f"chiffre{counts}{said_by}"


def tag_list(screen: Screen, tags: Sequence[Row], models: Models) -> Markup:
    """The stances and arguments in view, every score and model one click away."""
    if not tags:
        return Markup("")
    stances = dict.fromkeys(tag["value"] for tag in tags if tag["tag_kind"] == "stance")
    n_arguments = len({tag["key"] for tag in tags if tag["tag_kind"] == "argument"})
    pieces = [show_stance(stance) for stance in stances]
    if n_arguments:
        pieces.append(escape(counted(n_arguments, "argument")))
    summary = join(pieces, " ") or escape(say_tag(screen.watch, tags[0]))
    lines = join([_linked_tag(screen, tag, models) for tag in tags])
    return details(summary, Markup('<ul class="tags">{}</ul>').format(lines), test_id="etiquettes")


def _linked_tag(screen: Screen, tag: Row, models: Models) -> Markup:
    address = link("lire", article=screen.params["article"], passage=tag["passage_id"])
    return show_tag(screen.watch, tag, models) + Markup('<li class="more">{}</li>').format(
        anchor(address, "ce passage")
    )
