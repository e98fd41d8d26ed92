"""The parts of « Tendances » over the whole period: volume, stances, press against readers, audiences."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from markupsafe import Markup

from dashboard.cards import show_stance
from dashboard.charts.distance import WHO, draw_distance, say_distance
from dashboard.charts.stance import draw_stance_by_target
from dashboard.charts.volume import draw_weekly_volume
from dashboard.exhibit import Value
from dashboard.french import NO_BREAK
from dashboard.intervals import Distance, Share
from dashboard.markup import heading, paragraph, show
from dashboard.measures import Whole, measure_audiences, measure_whole
from dashboard.names import AUDIENCES, TOPIC_RULES, UNITS, VOICE_TITLES, VOICE_WORDS, name_target
from dashboard.reliability import say_reliability, say_voice, warn_of_sides
from dashboard.spans import GAP_COLUMN
from dashboard.trend import VOICES, Trend, count_cell, share_columns, share_values, stance_cell, total_cell
from store.queries.collection import list_models
from store.queries.filters import Filters
from store.queries.passages import Question
from store.queries.trends import count_weekly_volume
from store.verdicts import Voice

NOBODY: Mapping[Voice, str] = {
    "reader": "Aucun commentaire daté", "press": "Aucun article daté", "speaker": "Aucune personne citée",
}  # fmt: skip


def begin_targets(trend: Trend) -> None:
    """Begins what these parts ask, while the first of them is drawn."""
    trend.screen.begin(measure_whole, trend.filters, stance="against")
    trend.screen.begin(measure_audiences, _every_audience(trend), target=trend.target, voice="reader")


def _every_audience(trend: Trend) -> Filters:
    return replace(trend.chosen, audiences=(), sources=())


def show_volume(trend: Trend) -> None:
    """Units a week, voice by voice."""
    rows = trend.screen.ask(count_weekly_volume, trend.filters)
    show(heading(2, "Combien en parlent ?", test_id="volumes"))
    for voice in VOICES:
        weeks = {row["week"]: int(row["n"]) for row in rows if row["voice"] == voice and row["n"]}
        if not weeks:
            show(paragraph(f"{NOBODY[voice]} dans cette période.", "quiet"))
            continue
        link = partial(trend.week_link, Question(voice=voice))
        units = UNITS[voice][1]
        said = f"{units[0].upper()}{units[1:]}"
        spanned = trend.fill(rows={week: [n] for week, n in weeks.items()}, nothing=[0],
                             lines={week: [count_cell(n, link(week))] for week, n in weeks.items()})  # fmt: skip
        trend.show(
            f"volume-{VOICE_WORDS[voice]}", f"{said} {trend.by_span}", voice=voice, unit=TOPIC_RULES[voice],
            n=sum(weeks.values()), columns=[trend.span_columns[1], said, GAP_COLUMN],
            rows=spanned.rows, lines=spanned.lines, screen_columns=[trend.span_columns[0], said],
            make=partial(trend.marked, draw_weekly_volume, rows, voice=voice, link=link),
        )  # fmt: skip


def show_targets(trend: Trend) -> None:
    """Shares of the stances by target, voice by voice."""
    show(heading(2, "Qui est contre, qui est pour ?", test_id="positions"))
    show(say_reliability(trend.screen.watch, trend.screen.ask(list_models), "stance"))
    whole = _measure(trend)
    for voice in VOICES:
        show(heading(3, VOICE_TITLES[voice], test_id=f"voix-{voice}"))
        if voice != "reader":
            show(say_voice(trend.screen.ask(list_models), voice))
        by_target = whole.shares.get(voice, {})
        if not by_target:
            show(paragraph("Personne ne s’est prononcé dans cette période.", "quiet"))
            continue
        known = [one.slug for one in trend.screen.watch.targets]
        order = sorted(by_target, key=lambda slug: known.index(slug) if slug in known else len(known))
        names = {target: name_target(trend.screen.watch, target) for target in order}
        shares = {target: by_target[target] for target in order}
        _show_shares(trend, voice, shares, names, name="positions", what="cible")


def show_audiences(trend: Trend) -> None:
    """Shares of readers' stances on the chosen target, audience by audience, whatever the audience chosen."""
    show(heading(2, Markup("Selon le public{}: {}").format(NO_BREAK, trend.target_name), test_id="publics"))
    show(
        paragraph(
            "Chaque public à part, sur toutes ses sources : le lectorat de l’un n’est pas celui de l’autre.", "quiet"
        )
    )
    found = trend.screen.ask(measure_audiences, _every_audience(trend), target=trend.target, voice="reader")
    if not found:
        show(paragraph("Aucun lecteur ne s’est prononcé sur cette cible dans cette période.", "quiet"))
        return
    shares = {slug: found[slug] for slug in AUDIENCES if slug in found}
    _show_shares(trend, "reader", shares, AUDIENCES, name="publics", what="public")


def _show_shares(
    trend: Trend, voice: Voice, shares: Mapping[str, Sequence[Share]], names: Mapping[str, str], *, name: str, what: str
) -> None:
    """A chart of shares, when a line has enough units, and the table with numbers; one line a target or an audience."""

    def link(slug: str, stance: str) -> str:
        if what == "cible":
            return trend.link(Question(voice=voice, target=slug, stance=stance))
        one = replace(trend, filters=replace(trend.chosen, audiences=(slug,), sources=()))
        return one.link(Question(voice=voice, target=trend.target, stance=stance))

    make: Any = None
    if any(found[0].share is not None for found in shares.values()):
        kept = {slug: names[slug] for slug in shares}
        make = partial(draw_stance_by_target, shares, kept, trend.filters, voice=voice, link=link, title=f"par {what}")
    units = UNITS[voice][1].capitalize()
    lines = [
        [names[slug], total_cell(found, link(slug, "")),
         *(stance_cell(share, link(slug, share.stance)) for share in found)]
        for slug, found in shares.items()
    ]  # fmt: skip
    first = next(iter(shares.values()))
    title = f"{units} par {what} et par position : nombre, part et intervalle à 95{NO_BREAK}%"
    trend.show(
        f"{name}-{VOICE_WORDS[voice]}", title if what == "cible" else f"{title}, {trend.target_name}", voice=voice,
        n=sum(found[0].total for found in shares.values()), make=make, is_open=True,
        nouns=("position comptée", "positions comptées"), columns=[what.capitalize(), *share_columns()],
        rows=[[names[slug], *share_values(found)] for slug, found in shares.items()], lines=lines,
        screen_columns=[what.capitalize(), units, *(show_stance(one.stance) for one in first)],
        sources=trend.sources if what == "cible" else "toutes celles de la période",
        precision=warn_of_sides(trend.screen.ask(list_models), voice, "" if what == "cible" else trend.target),
    )  # fmt: skip


def show_distances(trend: Trend) -> None:
    """How much more, or less, readers are against than the press and those it quotes, target by target."""
    show(heading(2, "Les lecteurs s’écartent-ils de la presse ?", test_id="ecart"))
    distances = _measure(trend).distances
    shown = False
    for voice in VOICES[1:]:
        of_voice = distances.get(voice, {})
        found = {one.slug: of_voice[one.slug] for one in trend.screen.watch.targets if one.slug in of_voice}
        if any(one.value is not None for one in found.values()):
            _show_distance(trend, voice, found)
            show(say_voice(trend.screen.ask(list_models), voice))
            shown = True
    if not shown:
        show(
            paragraph(
                "Aucune cible n’a 30 unités des deux côtés dans cette période : effectif trop faible pour comparer.",
                "quiet",
            )
        )


def _show_distance(trend: Trend, voice: Voice, found: Mapping[str, Distance]) -> None:
    names = {slug: name_target(trend.screen.watch, slug) for slug in found}

    def link(target: str, who: Voice) -> str:
        return trend.link(Question(voice=who, target=target, stance="against"))

    drawn = {slug: one for slug, one in found.items() if one.value is not None}
    lines = [
        [names[slug], stance_cell(one.reader, link(slug, "reader")), stance_cell(one.other, link(slug, voice)),
         say_distance(one, voice)]
        for slug, one in found.items()
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [names[slug], one.reader.n, one.reader.total, one.other.n, one.other.total,
         *(None if value is None else round(value, 4) for value in (one.value, one.low, one.high))]
        for slug, one in found.items()
    ]  # fmt: skip
    others = f"{WHO[voice].capitalize()} contre"
    columns = ["Cible", "Lecteurs contre", "Lecteurs", others, f"Total, {WHO[voice]}", "Écart", "Borne basse",
               "Borne haute"]  # fmt: skip
    trend.show(
        f"ecart-{VOICE_WORDS[voice]}", f"Part contre : écart entre les lecteurs et {WHO[voice]}", voice="reader",
        n=sum(one.reader.total + one.other.total for one in found.values()), is_open=True,
        nouns=("position comptée", "positions comptées"), columns=columns, rows=rows, lines=lines,
        screen_columns=["Cible", "Lecteurs contre", others, "Écart"],
        unit="part des unités contre, parmi celles qui parlent de la cible ; intervalle par fil entier",
        make=partial(draw_distance, drawn, names, trend.filters, voice=voice, link=link),
        precision=_warn_both(trend, voice),
    )  # fmt: skip


def _warn_both(trend: Trend, voice: Voice) -> str:
    """How well both sides of a distance are read."""
    models = trend.screen.ask(list_models)
    said = ((WHO["reader"], warn_of_sides(models, "reader")), (WHO[voice], warn_of_sides(models, voice)))
    return " ".join(f"{who[0].upper()}{who[1:]}{NO_BREAK}: {text[0].lower()}{text[1:]}" for who, text in said)


def _measure(trend: Trend) -> Whole:
    return trend.screen.ask(measure_whole, trend.filters, stance="against")
