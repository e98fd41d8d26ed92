"""« Tendances » : qui pense quoi, avec quels arguments, et combien en parlent ?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.address import ALL, filter_params, link, passages_link, read_filters
from dashboard.cards import show_stance
from dashboard.charts.arguments import draw_arguments, rank_arguments
from dashboard.charts.frame import say_week
from dashboard.charts.stance import TOO_FEW, draw_stance_by_target, draw_weekly_counts, draw_weekly_share
from dashboard.charts.volume import draw_weekly_volume
from dashboard.choices import choose
from dashboard.exhibit import Exhibit
from dashboard.french import NO_BREAK, between, counted, number, percent, period, short_day
from dashboard.intervals import ENOUGH, Share, measure_shares
from dashboard.markup import anchor, copy_link, details, escape, heading, join, notice, paragraph, show, table
from dashboard.names import (
    AUDIENCES,
    OF_UNITS,
    STANCES,
    UNIT_RULES,
    UNITS,
    USES,
    VOICE_TITLES,
    VOICE_WORDS,
    name_argument,
    name_target,
)
from dashboard.reliability import say_reliability
from dashboard.screen import Screen
from dashboard.showing import show_exhibit
from store.database import Row
from store.queries.collection import list_models
from store.queries.filters import Filters
from store.queries.passages import Question, count_units
from store.queries.trends import (
    count_arguments,
    count_stance_by_target,
    count_weekly_stance,
    count_weekly_volume,
    find_period,
    list_gaps,
    list_panel,
)
from store.verdicts import Voice

VOICES: Sequence[Voice] = ("reader", "press", "speaker")
DEFAULT_WEEKS = 18
N_ARGUMENTS = 12
NOBODY: Mapping[Voice, str] = {
    "reader": "Aucun commentaire daté", "press": "Aucun article daté", "speaker": "Aucune personne citée",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Trend:
    """What every part of the view shares."""

    screen: Screen
    filters: Filters
    target: str
    gaps: Sequence[Row]
    sources: str

    @property
    def address(self) -> str:
        """What opens this view as it stands."""
        return link("tendances", **(filter_params(self.filters) | {"cible": self.target}))

    @property
    def target_name(self) -> str:
        """The French name of the chosen target."""
        return name_target(self.screen.watch, self.target)

    def said(self, voice: Voice) -> dict[str, Any]:
        """What every exhibit of the view says of itself."""
        return {
            "unit": UNIT_RULES[voice], "period": period(self.filters.first_on, self.filters.last_on),
            "sources": self.sources, "address": self.address, "key": (self.target, self.filters),
        }  # fmt: skip

    def draw(self, key: tuple[object, ...], make: Callable[[], Any], *, text: str) -> None:
        """Shows a chart of this target and these filters."""
        self.screen.draw((*key, self.target, self.filters), make, text=text)


def show_view(screen: Screen) -> None:
    """Draws the filters, then volume, stances by target, one target week by week, and arguments."""
    show(heading(1, "Tendances"))
    dated = screen.ask(find_period)
    if dated is None:
        show(notice("Aucun article ni commentaire daté dans ce débat : il n’y a pas encore de tendance à tracer.",
                    test_id="vide"))  # fmt: skip
        return
    panel = screen.ask(list_panel)
    trend = _choose(screen, panel, date.fromisoformat(dated[0]), date.fromisoformat(dated[1]))
    _show_scope(trend)
    _show_volume(trend)
    show(heading(2, "Qui est contre, qui est pour ?", test_id="positions"))
    show(say_reliability(screen.watch, screen.ask(list_models), "stance"))
    for voice in VOICES:
        _show_targets(trend, voice)
    show(heading(2, Markup("Semaine après semaine{}: {}").format(NO_BREAK, trend.target_name), test_id="semaines"))
    for voice in VOICES:
        _show_weeks(trend, voice)
    show(heading(2, "Avec quels arguments ?", test_id="arguments"))
    show(say_reliability(screen.watch, screen.ask(list_models), "argument"))
    for voice in VOICES:
        _show_arguments(trend, voice)


def _choose(screen: Screen, panel: Sequence[Row], first_on: date, last_on: date) -> Trend:
    """Draws the filters; what they and the address say."""
    present = [slug for slug in AUDIENCES if any(row["audience"] == slug for row in panel)]
    start = max(first_on, last_on - timedelta(weeks=DEFAULT_WEEKS))
    filters = read_filters(screen.params, first_on=start, last_on=last_on, default_audience=present[0]).whole_weeks()
    sources = {
        row["source_id"]: row["source"]
        for row in panel
        if row["audience"] in filters.audiences or not filters.audiences
    }
    if filters.sources and filters.sources[0] not in sources:
        filters = replace(filters, sources=())
    targets = {one.slug: one.name for one in screen.watch.targets}
    target = screen.params.get("cible", "")
    target = target if target in targets else next(iter(targets))
    weeks = _weeks(min(first_on, filters.first_on), max(last_on, filters.last_on))
    with st.container(key="filtres"):
        left, right = st.columns([3, 2])
        with left:
            choose("Cible", "cible", targets, target)
        with right:
            audiences = {slug: AUDIENCES[slug] for slug in present} | {ALL: "Tous publics, additionnés"}
            choose("Public", "public", audiences, filters.audiences[0] if filters.audiences else ALL)
        one, two, three, four = st.columns(4)
        with one:
            choose("De la semaine du", "du", weeks, filters.first_on.isoformat())
        with two:
            ends = {(date.fromisoformat(week) + timedelta(days=6)).isoformat(): said for week, said in weeks.items()}
            choose("À la semaine du", "au", ends, filters.last_on.isoformat())
        with three:
            choose("Source", "source", {"": "Toutes"} | sources, filters.sources[0] if filters.sources else "")
        with four:
            repeats = {"": "Comptés", "sans": "Écartés"}
            choose("Reprises et doublons", "reprises", repeats, "sans" if filters.unique_only else "")
    names = ", ".join(name for slug, name in sources.items() if not filters.sources or slug in filters.sources)
    return Trend(
        screen=screen, filters=filters, target=target, gaps=screen.ask(list_gaps, filters), sources=names or "aucune"
    )


def _weeks(first_on: date, last_on: date) -> dict[str, str]:
    """The Mondays between two days, newest first, as they are said."""
    monday, weeks = first_on - timedelta(days=first_on.weekday()), {}
    while monday <= last_on:
        weeks[monday.isoformat()] = short_day(monday, with_year=True)
        monday += timedelta(weeks=1)
    return dict(reversed(weeks.items()))


def _show_scope(trend: Trend) -> None:
    filters = trend.filters
    if not filters.audiences:
        show(
            notice(
                "Ces chiffres additionnent des publics différents : les lecteurs d’un titre médical ne sont pas "
                "ceux d’un quotidien régional. Ne les citez pas comme l’avis « des lecteurs ».",
                css="warning", test_id="publics-additionnes",
            )
        )  # fmt: skip
    undated = replace(filters, undated_only=True)
    pieces = []
    for voice in VOICES[:2]:
        n = trend.screen.ask(count_units, undated, Question(voice=voice))
        if n:
            pieces.append(anchor(passages_link(Question(voice=voice), undated), counted(n, *UNITS[voice]), css="count"))
    apart = Markup(" Sans date, comptés à part{}: {}.").format(NO_BREAK, join(pieces, ", ")) if pieces else ""
    gaps = " Les jours ombrés sont ceux où une collecte a échoué ou s’est arrêtée en route." if trend.gaps else ""
    here = copy_link(trend.address, label="Copier le lien vers cette vue", test_id="lien-vue")
    show(Markup('<p class="quiet" data-testid="perimetre">Sources comptées{}: {}.{}{} {}</p>').format(
        NO_BREAK, trend.sources, apart, gaps, here))  # fmt: skip


def _show_volume(trend: Trend) -> None:
    rows = trend.screen.ask(count_weekly_volume, trend.filters)
    show(heading(2, "Combien en parlent ?"))
    for voice in VOICES:
        weeks = {row["week"]: int(row["n"]) for row in rows if row["voice"] == voice and row["n"]}
        if not weeks:
            show(paragraph(f"{NOBODY[voice]} dans cette période.", "quiet"))
            continue

        def week_link(week: str, voice: Voice = voice) -> str:
            return passages_link(Question(voice=voice), _week_of(trend.filters, week))

        make = partial(draw_weekly_volume, rows, trend.gaps, trend.filters, voice=voice, link=week_link)
        newest = sorted(weeks, reverse=True)
        show_exhibit(
            trend.screen,
            Exhibit(
                name=f"volume-{VOICE_WORDS[voice]}", title=f"{UNITS[voice][1].capitalize()} par semaine",
                n=sum(weeks.values()), nouns=UNITS[voice], make=make,
                columns=["Semaine", UNITS[voice][1].capitalize()],
                rows=[[week, weeks[week]] for week in newest],
                lines=[[say_week(week), _count(weeks[week], week_link(week))] for week in newest],
                **trend.said(voice),
            ),
        )  # fmt: skip


def _count(n: int, address: str) -> Markup:
    return anchor(address, number(n), css="count") if n else escape("–")


def _week_of(filters: Filters, week: str) -> Filters:
    monday = date.fromisoformat(week)
    return replace(
        filters, first_on=max(monday, filters.first_on), last_on=min(monday + timedelta(days=6), filters.last_on)
    )


def _show_targets(trend: Trend, voice: Voice) -> None:
    by_target: dict[str, list[Row]] = {}
    for row in trend.screen.ask(count_stance_by_target, trend.filters, voice=voice):
        by_target.setdefault(row["target"], []).append(row)
    show(heading(3, VOICE_TITLES[voice], test_id=f"voix-{voice}"))
    if not by_target:
        show(paragraph("Personne ne s’est prononcé dans cette période.", "quiet"))
        return
    known = [one.slug for one in trend.screen.watch.targets]
    order = sorted(by_target, key=lambda slug: known.index(slug) if slug in known else len(known))
    shares = {target: measure_shares(by_target[target]) for target in order}
    names = {target: name_target(trend.screen.watch, target) for target in order}

    def side_link(target: str, stance: str) -> str:
        return passages_link(Question(voice=voice, target=target, stance=stance), trend.filters)

    if any(found[0].share is not None for found in shares.values()):
        make = partial(draw_stance_by_target, shares, names, trend.filters, voice=voice, link=side_link)
        trend.draw(("targets", voice), make, text="Parts contre et pour ; le tableau suit")
    lines = [
        [names[target], _total_cell(found, side_link(target, "")),
         *(_stance_cell(share, side_link(target, share.stance)) for share in found)]
        for target, found in shares.items()
    ]  # fmt: skip
    columns = ["Cible", UNITS[voice][1].capitalize(), *(show_stance(one.stance) for one in shares[order[0]])]
    caption = (f"{UNITS[voice][1].capitalize()} par cible et par position{NO_BREAK}: nombre, part et intervalle à "
               f"95{NO_BREAK}% ; {UNIT_RULES[voice]}")  # fmt: skip
    show(table(caption, columns, lines))


def _stance_cell(share: Share, address: str) -> Markup:
    if share.share is None or share.low is None or share.high is None:
        return _count(share.n, address)
    return Markup('{} <span class="share">{} <small>({})</small></span>').format(
        _count(share.n, address), percent(share.share), between(share.low, share.high)
    )


def _total_cell(found: Sequence[Share], address: str) -> Markup:
    few = Markup('<span class="few">{}</span>').format(TOO_FEW) if found[0].total < ENOUGH else ""
    return Markup("{}{}").format(_count(found[0].total, address), few)


def _show_weeks(trend: Trend, voice: Voice) -> None:
    rows = trend.screen.ask(count_weekly_stance, trend.filters, target=trend.target, voice=voice)
    show(heading(3, VOICE_TITLES[voice]))
    if not rows:
        show(paragraph("Personne ne s’est prononcé sur cette cible dans cette période.", "quiet"))
        return

    def segment_link(week: str, stance: str) -> str:
        return passages_link(Question(voice=voice, target=trend.target, stance=stance), _week_of(trend.filters, week))

    make = partial(
        draw_weekly_counts, rows, trend.gaps, trend.filters, voice=voice, name=trend.target_name, link=segment_link
    )
    trend.draw(("weeks", voice), make, text="Positions par semaine ; le tableau suit")
    by_week: dict[str, list[Row]] = {}
    for row in rows:
        by_week.setdefault(row["week"], []).append(row)
    shares = {week: measure_shares(found) for week, found in by_week.items()}
    if any(found[0].share is not None for found in shares.values()):
        share = partial(draw_weekly_share, shares, trend.gaps, trend.filters, voice=voice, name=trend.target_name)
        trend.draw(("shares", voice), share, text="Parts par semaine ; le tableau suit")
    else:
        few = f"Aucune semaine n’atteint {ENOUGH} {UNITS[voice][1]}{NO_BREAK}: {TOO_FEW} pour tracer des parts."
        show(paragraph(few, "quiet"))
    lines = [
        [
            say_week(week),
            _total_cell(shares[week], segment_link(week, "")),
            *(_stance_cell(share, segment_link(week, share.stance)) for share in shares[week]),
        ]
        for week in sorted(shares, reverse=True)
    ]
    columns = ["Semaine", UNITS[voice][1].capitalize(), *(show_stance(one) for one in STANCES)]
    caption = f"{trend.target_name}{NO_BREAK}: {UNITS[voice][1]} par semaine et par position"
    show(details(f"Le tableau par semaine ({UNITS[voice][1]})", table(caption, columns, lines)))


def _show_arguments(trend: Trend, voice: Voice) -> None:
    rows = trend.screen.ask(count_arguments, trend.filters, voice=voice)
    show(heading(3, VOICE_TITLES[voice]))
    if not rows:
        show(paragraph("Aucun argument de la veille n’a été relevé dans cette période.", "quiet"))
        return
    ranked = rank_arguments(rows)
    names = {slug: name_argument(trend.screen.watch, slug) for slug in ranked}

    def use_link(argument: str, use: str) -> str:
        return passages_link(Question(voice=voice, argument=argument, use=use), trend.filters)

    top = [row for row in rows if row["argument"] in ranked[:N_ARGUMENTS]]
    make = partial(draw_arguments, top, names, trend.filters, voice=voice, link=use_link)
    trend.draw(("arguments", voice), make, text="Arguments ; le tableau suit")
    counts: Mapping[tuple[str, str], int] = {(row["argument"], row["use"]): row["n"] for row in rows}
    lines = [
        [names[slug], *(_count(counts.get((slug, use), 0), use_link(slug, use)) for use in USES)] for slug in ranked
    ]
    caption = f"Nombre {OF_UNITS[voice]} qui tiennent chaque argument"
    show(details(f"Le tableau des arguments ({len(ranked)})", table(caption, ["Argument", *USES.values()], lines)))
