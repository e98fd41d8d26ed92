"""The part of « Arguments » on our own messages: who repeats them, in the press and among readers."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from markupsafe import Markup

from dashboard.charts.frame import BY_SPAN, SPAN_COLUMNS, SPAN_HEADS
from dashboard.charts.messages import draw_messages
from dashboard.french import NO_BREAK, number, percent
from dashboard.intervals import Part, measure_parts
from dashboard.ledger import Ledger, is_ours, our_names
from dashboard.markup import escape, heading, join, paragraph, show
from dashboard.precision import NEVER, say_precision
from dashboard.spans import GAP_COLUMN, fill_spans
from dashboard.trend import count_cell
from store.database import Row
from store.queries.arguments import count_debate_threads, find_message_model, list_message_units
from store.queries.passages import ANY_POINT, Question
from store.us import TalkingPoint
from store.verdicts import Voice

WHO: Mapping[str, str] = {
    "ours": "Les nôtres, cités", "others": "D’autres, cités", "press": "La presse elle-même", "reader": "Lecteurs",
}  # fmt: skip
COLUMNS = ("Personnes citées", "La presse elle-même", "Lecteurs")
_ASKED: Mapping[str, Question] = {
    "ours": Question(voice="speaker", point=ANY_POINT, among="ours"),
    "others": Question(voice="speaker", point=ANY_POINT, among="others"),
    "press": Question(voice="press", point=ANY_POINT), "reader": Question(voice="reader", point=ANY_POINT),
}  # fmt: skip
_VOICES: Sequence[Voice] = ("speaker", "press", "reader")


def begin_messages(ledger: Ledger) -> None:
    """Begins what this part asks, while others are drawn."""
    ledger.screen.begin(list_message_units, ledger.filters)
    ledger.screen.begin(count_debate_threads, ledger.filters)


def show_messages(ledger: Ledger) -> None:
    """Draws how often each talking point comes back, and in whose words."""
    show(heading(2, "Nos messages passent-ils ?", test_id="messages"))
    points = ledger.screen.watch.us.talking_points
    if not points:
        show(paragraph("La veille ne dit pas nos messages ([us] talking_points) : il n’y a rien à chercher.", "quiet"))
        return
    show(paragraph(_say_measure(ledger), "quiet"))
    units = ledger.screen.ask(list_message_units, ledger.filters)
    if not units:
        show(paragraph("Aucun de nos messages n’a été retrouvé dans cette période.", "quiet"))
    names = our_names(ledger.screen.watch)
    who = [(row, _who(row, names)) for row in units]
    _show_table(ledger, points, who)
    if units:
        _show_weeks(ledger, who)


def _who(row: Row, names: frozenset[str]) -> str:
    if row["voice"] == "speaker":
        return "ours" if is_ours(names, row["speaker"]) else "others"
    return str(row["voice"])


def _say_measure(ledger: Ledger) -> str:
    model = ledger.screen.ask(find_message_model)
    measure = model["scores"][0] if model is not None and model["scores"] else None
    said = NEVER
    if measure is not None:
        said = (
            f"précision {say_precision(measure)}, rappel {percent(measure['recall'])}, {measure['wording']} ; "
            f"{percent(1 - measure['recall'])} des redites lui ont échappé : un message compté a été dit, "
            "un message absent l’a peut-être été"
        )
    return (
        f"Messages reconnus par une machine, même dits autrement{NO_BREAK}: {said}. Un message retourné contre nous "
        "n’est pas compté."
    )


def _show_table(ledger: Ledger, points: Sequence[TalkingPoint], who: Sequence[tuple[Row, str]]) -> None:
    rows, lines = [], []
    for point, (articles, part) in zip(points, _measure_articles(ledger, points, who), strict=True):
        of = [(row, name) for row, name in who if row["point"] == point.id]
        counts = {voice: sum(row["voice"] == voice for row, _ in of) for voice in _VOICES}
        ours = [row["speaker"] for row, name in of if name == "ours"]
        rows.append([point.text, len(articles), *_bounds(part), *counts.values(), len(ours)])
        lines.append([
            escape(f"« {point.text} »"), _articles_cell(ledger, point, part),
            *(count_cell(n, ledger.link(Question(voice=voice, point=point.id))) for voice, n in counts.items()),
            _ours_cell(ledger, point, ours),
        ])  # fmt: skip
    columns = ["Message", "Articles", "Part des articles", "Borne basse", "Borne haute", *COLUMNS, "Dont les nôtres"]
    ledger.show(
        "messages", "Nos messages : articles du débat qui les portent, et qui les dit", n=len(who),
        nouns=("reprise", "reprises"), columns=columns, rows=rows, lines=lines, is_open=True,
        unit="un article, une personne citée par article, un commentaire compte une fois",
        screen_columns=["Message", "Articles qui le portent", *COLUMNS, "Dont les nôtres, cités"],
        precision=_say_measure(ledger),
    )  # fmt: skip


def _measure_articles(
    ledger: Ledger, points: Sequence[TalkingPoint], who: Sequence[tuple[Row, str]]
) -> Iterator[tuple[set[str], Part]]:
    """The articles that carry each message, and the part that they are of those of the debate."""
    threads = ledger.screen.ask(count_debate_threads, ledger.filters)
    totals = np.array([int(row["n"]) for row in threads], dtype=np.int64)
    carried = [
        {row["thread_id"] for row, name in who if row["point"] == point.id and name != "reader"} for point in points
    ]
    held = [[int(row["thread_id"] in articles) for articles in carried] for row in threads]
    parts = measure_parts(np.array(held, dtype=np.int64).reshape(len(threads), len(points)), totals)
    return zip(carried, parts, strict=True)


def _bounds(part: Part) -> list[float | None]:
    return [None if one is None else round(one, 4) for one in (part.share, part.low, part.high)]


def _articles_cell(ledger: Ledger, point: TalkingPoint, part: Part) -> Markup:
    css = "share" if part.share is not None else "few"
    carrying = Question(voice="press", point=point.id, quoted_too=True)
    return Markup('{} <small>sur {}</small> <span class="{}">{}</span>').format(
        count_cell(part.n, ledger.link(carrying)) if part.n else number(0),
        count_cell(part.total, ledger.link(Question(voice="press"))), css, part.say(),
    )  # fmt: skip


def _ours_cell(ledger: Ledger, point: TalkingPoint, speakers: Sequence[str]) -> Markup:
    """Each of ours who was quoted saying it, with the number of articles."""
    said = [
        Markup("{} {}").format(
            name, count_cell(n, ledger.link(Question(voice="speaker", point=point.id, speaker=name)))
        )
        for name, n in sorted(Counter(speakers).items())
    ]
    return join(said, ", ") if said else escape("–")


def _show_weeks(ledger: Ledger, who: Sequence[tuple[Row, str]]) -> None:
    counts: dict[str, dict[str, int]] = {}
    for row, name in who:
        week = counts.setdefault(row["week"], dict.fromkeys(WHO, 0))
        week[name] += 1
    span = ledger.filters.span
    spanned = fill_spans(
        ledger.filters, ledger.gaps, rows={week: list(found.values()) for week, found in counts.items()},
        lines={week: [count_cell(n, ledger.week_link(_ASKED[name], week)) for name, n in found.items()]
               for week, found in counts.items()},
        nothing=[0] * len(WHO),
    )  # fmt: skip
    make: Callable[[], Any] = partial(draw_messages, counts, WHO, ledger.gaps, ledger.filters)
    ledger.show(
        "messages-semaines", f"Reprises de nos messages {BY_SPAN[span]}, selon qui les dit", n=len(who),
        nouns=("reprise", "reprises"), unit="une reprise par message et par personne citée, article ou commentaire",
        columns=[SPAN_COLUMNS[span], *WHO.values(), GAP_COLUMN], rows=spanned.rows, lines=spanned.lines,
        screen_columns=[SPAN_HEADS[span], *WHO.values()], make=make,
        precision=_say_measure(ledger),
    )  # fmt: skip
