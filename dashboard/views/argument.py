"""One argument of the ledger: its course, who carries it, for or against it, first seen, strongest passages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup

from dashboard.address import filter_params, link
from dashboard.brief.answers import find_points
from dashboard.charts.argument_course import SHOWN_USES, draw_course
from dashboard.charts.frame import AFTER_SPAN, BY_SPAN, SPAN_COLUMNS, SPAN_HEADS, say_none_counts
from dashboard.exhibit import Value
from dashboard.french import NO_BREAK, moment, number, short_day
from dashboard.intervals import Part
from dashboard.ledger import Ledger, group, is_ours, our_names, part_cell, say_units, whole_cell
from dashboard.marking import mark_text
from dashboard.markup import anchor, as_read, badge, escape, heading, join, notice, paragraph, show
from dashboard.measures import Held, Parts, measure_held
from dashboard.names import AUDIENCES, TOPIC_RULES, UNITS, USES, VOICE_TITLES, name_target
from dashboard.spans import GAP_COLUMN, fill_spans
from dashboard.strong import choose_strong
from dashboard.trend import VOICES, count_cell
from store.database import Row
from store.queries.arguments import (
    list_argument_passages,
    list_carriers,
    list_first_seen,
)
from store.queries.passages import Question
from store.verdicts import Voice
from store.watch import Argument

N_STRONG = 6
N_AGAINST = 3
_SIDES = {"favour": "pour", "against": "contre", "both": "des deux côtés sur"}


def show_argument(ledger: Ledger) -> None:
    """Draws the page of the ledger's argument."""
    argument = ledger.screen.watch.argument(ledger.argument)
    assert argument is not None
    for query in (list_argument_passages, list_carriers, list_first_seen):
        ledger.screen.begin(query, ledger.filters, argument=argument.slug)
    _show_head(ledger, argument)
    held = ledger.screen.ask(measure_held, ledger.filters, argument=argument.slug)
    if not any(part.n for parts in held.by_voice.values() for part in parts.values()):
        show(notice("Personne n’a tenu ni réfuté cet argument dans cette période.", test_id="argument-absent"))
        _show_first(ledger, argument)
        return
    _show_who(ledger, held)
    _show_course(ledger, argument, held)
    _show_speakers(ledger, argument)
    _show_first(ledger, argument)
    _show_strong(ledger, argument)


def _show_head(ledger: Ledger, argument: Argument) -> None:
    show(paragraph(anchor(link("arguments", **filter_params(ledger.chosen)), "← tous les arguments"), "quiet"))
    show(heading(2, argument.name, test_id="argument"))
    show(paragraph(argument.definition, "lead"))
    watch = ledger.screen.watch
    usual = " ; ".join(
        f"{_SIDES[side]} « {name_target(watch, target)} »" for target, side in argument.usual_side.items()
    )
    if usual:
        show(paragraph(f"De quel côté on le tient d’ordinaire : {usual}.", "quiet"))
    points, is_guess = find_points(watch, argument)
    if points:
        how = " (rapprochés par les mots)" if is_guess else ""
        show(Markup('<p data-testid="nos-messages">Ce que nous répondons{}{}: {}</p>').format(
            how, NO_BREAK, " ".join(f"« {point} »" for point in points)))  # fmt: skip


def _show_who(ledger: Ledger, held: Held) -> None:
    """Voices, and readers by audience: who asserts, refutes, reports, among all who write in the debate."""
    show(heading(3, "Qui le porte, qui le réfute", test_id="porteurs"))
    groups: list[tuple[str, Voice, str, Parts]] = [
        (VOICE_TITLES[voice], voice, "", held.by_voice[voice]) for voice in VOICES if voice in held.by_voice
    ]
    if len(held.by_audience) > 1:
        groups += [(f"Lecteurs, {AUDIENCES[slug].lower()}", "reader", slug, held.by_audience[slug])
                   for slug in AUDIENCES if slug in held.by_audience]  # fmt: skip
    lines, rows = [], []
    for title, voice, audience, parts in groups:
        cells = [part_cell(part, _link(ledger, voice, use, audience)) for use, part in parts.items()]
        lines.append([title, whole_cell(parts["asserts"], _whole_link(ledger, voice, audience), UNITS[voice]), *cells])
        rows.append([title, parts["asserts"].total, *(value for part in parts.values() for value in _values(part))])
    each = [f"{USES[use]} : {what}" for use in USES for what in ("nombre", "part", "borne basse", "borne haute")]
    ledger.show(
        "porteurs", "Qui tient l’argument, parmi tous ceux qui écrivent ou sont cités dans le débat", is_open=True,
        n=sum(part.n for parts in held.by_voice.values() for part in parts.values()),
        nouns=("emploi", "emplois"), unit="; ".join(TOPIC_RULES.values()), columns=["Qui", "Total", *each], rows=rows,
        screen_columns=["Qui", "Dans le débat", *(USES[use].capitalize() for use in USES)], lines=lines,
        n_text_columns=2,
    )  # fmt: skip


def _link(ledger: Ledger, voice: Voice, use: str, audience: str) -> str:
    return _narrowed(ledger, audience).link(Question(voice=voice, argument=ledger.argument, use=use))


def _whole_link(ledger: Ledger, voice: Voice, audience: str) -> str:
    return _narrowed(ledger, audience).link(Question(voice=voice))


def _narrowed(ledger: Ledger, audience: str) -> Ledger:
    return replace(ledger, filters=replace(ledger.filters, audiences=(audience,))) if audience else ledger


def _values(part: Part) -> list[Value]:
    return [part.n, *(None if one is None else round(one, 4) for one in (part.share, part.low, part.high))]


def _show_course(ledger: Ledger, argument: Argument, held: Held) -> None:
    show(heading(3, AFTER_SPAN[ledger.filters.span], test_id="cours"))
    voices: tuple[Voice, ...] = ("reader", "press")
    for voice in voices:
        parts = held.courses.get(voice, {})
        n = sum(by_use[use].n for by_use in parts.values() for use in SHOWN_USES)
        if not n:
            continue
        make: Any = None
        if any(one["asserts"].share is not None for one in parts.values()):
            make = partial(draw_course, parts, ledger.gaps, ledger.filters, voice=voice, name=argument.name)
        else:
            show(paragraph(say_none_counts(ledger.filters.span, UNITS[voice][1]), "quiet"))
        _show_weeks(ledger, voice, parts, n=n, make=make)


def _show_weeks(ledger: Ledger, voice: Voice, parts: Mapping[str, Mapping[str, Part]], *, n: int, make: Any) -> None:
    span = ledger.filters.span
    spanned = fill_spans(
        ledger.filters, ledger.gaps,
        rows={week: [one["asserts"].total, *(value for use in SHOWN_USES for value in _values(one[use]))]
              for week, one in parts.items()},
        lines={week: [whole_cell(one["asserts"], ledger.week_link(Question(voice=voice), week)),
                      *(part_cell(one[use], ledger.week_link(
                          Question(voice=voice, argument=ledger.argument, use=use), week)) for use in SHOWN_USES)]
               for week, one in parts.items()},
        nothing=[0, *(value for _ in SHOWN_USES for value in _values(Part(n=0, total=0)))],
    )  # fmt: skip
    each = [f"{USES[use]} : {what}" for use in SHOWN_USES for what in ("nombre", "part", "borne basse", "borne haute")]
    ledger.show(
        f"cours-{UNITS[voice][1]}", f"{say_units(voice)} qui tiennent l’argument, {BY_SPAN[span]}", n=n,
        nouns=UNITS[voice], unit=TOPIC_RULES[voice], columns=[SPAN_COLUMNS[span], "Total", *each, GAP_COLUMN],
        make=make, lines=spanned.lines, rows=spanned.rows,
        screen_columns=[SPAN_HEADS[span], say_units(voice), *(USES[use].capitalize() for use in SHOWN_USES)],
    )  # fmt: skip


def _show_speakers(ledger: Ledger, argument: Argument) -> None:
    found = ledger.screen.ask(list_carriers, ledger.filters, argument=argument.slug)
    show(heading(3, "Les personnes citées", test_id="personnes"))
    if not found:
        show(paragraph("Personne n’a été cité à ce sujet dans cette période.", "quiet"))
        return
    names = our_names(ledger.screen.watch)
    by_name = group(found, "speaker")
    lines, rows = [], []
    for speaker, ones in by_name.items():
        counts = {row["use"]: int(row["n"]) for row in ones}
        mark = Markup(" {}").format(badge("des nôtres")) if is_ours(names, speaker) else ""
        question = Question(voice="speaker", argument=argument.slug, speaker=speaker)
        lines.append([
            Markup("{}{}").format(speaker, mark),
            *(count_cell(counts.get(use, 0), ledger.link(replace(question, use=use))) for use in USES),
        ])  # fmt: skip
        rows.append([speaker, *(counts.get(use, 0) for use in USES)])
    ledger.show(
        "personnes", "Personnes citées : nombre d’articles où chacune le tient ou le réfute", n=len(by_name),
        nouns=("personne", "personnes"), unit=TOPIC_RULES["speaker"], columns=["Personne", *USES.values()], rows=rows,
        screen_columns=["Personne", *(USES[use].capitalize() for use in USES)], lines=lines, is_open=len(lines) <= 12,
    )  # fmt: skip


def _show_first(ledger: Ledger, argument: Argument) -> None:
    found = ledger.screen.ask(list_first_seen, ledger.filters, argument=argument.slug)
    if not found:
        return
    show(heading(3, "Vu pour la première fois", test_id="premiere-fois"))
    lines = [
        Markup("<li>{}{}: {}, {}, {}{}</li>").format(
            VOICE_TITLES[row["voice"]], NO_BREAK, short_day(date.fromisoformat(row["day"]), with_year=True),
            row["source"],
            anchor(link("lire", article=row["thread_id"]), row["title"], test_id="premier"),
            f", par {row['speaker']}" if row["speaker"] else f" ({USES[row['use']]})")
        for row in found
    ]  # fmt: skip
    show(Markup('<ul class="said">{}</ul>').format(join(lines)))
    show(paragraph("Dans les textes lus ici, toutes périodes : on a pu le dire ailleurs avant.", "quiet"))


def _show_strong(ledger: Ledger, argument: Argument) -> None:
    rows = ledger.screen.ask(list_argument_passages, ledger.filters, argument=argument.slug)
    for use, n, title in (("asserts", N_STRONG, "Les passages les plus forts"),
                          ("refutes", N_AGAINST, "Ce qu’on lui oppose")):  # fmt: skip
        chosen = choose_strong([row for row in rows if row["use"] == use], n)
        if chosen:
            show(heading(3, title, test_id=f"forts-{use}"))
            show(Markup('<div class="cards">{}</div>').format(join([_card(row) for row in chosen])))
    show(paragraph("Choisis pour leur clarté et leur sûreté, dans des fils et des sources variés, sans redite ; "
                   "d’abord ce qu’une personne a confirmé. Relisez-les dans leur fil avant de les citer.",
                   "quiet"))  # fmt: skip


def _card(row: Row) -> Markup:
    said = badge("confirmé par une personne") if row["is_confirmed"] else badge(
        f"score {number(row['score'], digits=2)}", "muted")  # fmt: skip
    who = row["speaker"] or ("un lecteur" if row["owner_kind"] == "comment" else "")
    return Markup(
        '<article class="card small" data-testid="passage-fort"><blockquote class="passage">{}</blockquote>'
        '<p class="source">{}{}, {}, {} {}</p></article>'
    ).format(
        as_read(mark_text(row["text"], [])), Markup("{}, ").format(who) if who else escape(""), row["source"],
        moment(row["at"]), anchor(link("lire", article=row["thread_id"], passage=row["id"]), row["title"]), said,
    )  # fmt: skip
