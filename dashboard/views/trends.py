"""« Tendances » : qui pense quoi, avec quels arguments, et combien en parlent ?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st
from markupsafe import Markup

from dashboard.address import ALL, passages_link, read_filters
from dashboard.charts.frame import group_gaps, say_gap
from dashboard.charts.marks import SORTS, Mark
from dashboard.choices import choose
from dashboard.french import NO_BREAK, counted, short_day
from dashboard.markup import anchor, copy_link, details, escape, heading, join, notice, show, table
from dashboard.names import AUDIENCES, UNITS
from dashboard.panel import Panel, fix_panel
from dashboard.screen import Screen
from dashboard.trend import VOICES, Trend
from dashboard.views.trend_sections import begin_targets, show_audiences, show_distances, show_targets, show_volume
from dashboard.views.trend_weeks import begin_weeks, show_arguments, show_weeks
from store.database import Row
from store.queries.filters import Filters
from store.queries.passages import Question, count_units
from store.queries.trends import find_period, list_gaps, list_panel

DEFAULT_WEEKS = 18
PANELS: Mapping[str, str] = {"": "Suivies sur toute la période", "tout": "Toutes, changements marqués"}
PARTS: Mapping[str, str] = {
    "volumes": "Combien en parlent", "positions": "Contre et pour", "ecart": "Presse et lecteurs",
    "publics": "Selon le public", "semaines": "Semaine après semaine", "arguments": "Arguments",
}  # fmt: skip


def show_view(screen: Screen) -> None:
    """Draws the filters, then volume, stances, distances, audiences, one target week by week, and arguments."""
    show(heading(1, "Tendances"))
    dated = screen.ask(find_period)
    if dated is None:
        show(notice("Aucun article ni commentaire daté dans ce débat : il n’y a pas encore de tendance à tracer.",
                    test_id="vide"))  # fmt: skip
        return
    trend = _choose(screen, screen.ask(list_panel), date.fromisoformat(dated[0]), date.fromisoformat(dated[1]))
    begin_targets(trend)
    begin_weeks(trend)
    _show_scope(trend)
    _show_marks(trend.marks)
    show_volume(trend)
    show_targets(trend)
    show_distances(trend)
    show_audiences(trend)
    show_weeks(trend)
    show_arguments(trend)


def _choose(screen: Screen, sources: Sequence[Row], first_on: date, last_on: date) -> Trend:
    """Draws the filters; what they and the address say."""
    present = [slug for slug in AUDIENCES if any(row["audience"] == slug for row in sources)]
    start = max(first_on, last_on - timedelta(weeks=DEFAULT_WEEKS))
    chosen = read_filters(screen.params, first_on=start, last_on=last_on, default_audience=present[0]).whole_weeks()
    names = {
        row["source_id"]: row["source"]
        for row in sources
        if row["audience"] in chosen.audiences or not chosen.audiences
    }
    if chosen.sources and chosen.sources[0] not in names:
        chosen = replace(chosen, sources=())
    targets = {one.slug: one.name for one in screen.watch.targets}
    target = screen.params.get("cible", "")
    target = target if target in targets else next(iter(targets))
    weeks = _weeks(min(first_on, chosen.first_on), max(last_on, chosen.last_on))
    audiences = {slug: AUDIENCES[slug] for slug in present} | {ALL: "Tous publics, additionnés"}
    kept = screen.params.get("panel", "") if screen.params.get("panel", "") in PANELS else ""
    _show_choices(chosen, (targets, target), audiences, names, weeks, kept)
    panel = fix_panel(sources, chosen, dated_from=first_on, fixed=kept == "")
    filters = replace(chosen, sources=panel.ids) if panel.is_fixed and panel.changes else chosen
    return Trend(
        screen=screen, chosen=chosen, filters=filters, target=target, panel=panel, gaps=screen.ask(list_gaps, filters),
        marks=_list_marks(screen, filters, panel),
    )  # fmt: skip


def _show_choices(
    chosen: Filters, target: tuple[Mapping[str, str], str], audiences: Mapping[str, str], names: Mapping[str, str],
    weeks: Mapping[str, str], panel: str,
) -> None:  # fmt: skip
    ends = {(date.fromisoformat(week) + timedelta(days=6)).isoformat(): said for week, said in weeks.items()}
    with st.container(key="filtres"):
        left, right = st.columns([3, 2])
        with left:
            choose("Cible", "cible", *target)
        with right:
            choose("Public", "public", audiences, chosen.audiences[0] if chosen.audiences else ALL)
        one, two, three, four, five = st.columns([3, 3, 4, 4, 3])
        with one:
            choose("De la semaine du", "du", weeks, chosen.first_on.isoformat())
        with two:
            choose("À la semaine du", "au", ends, chosen.last_on.isoformat())
        with three:
            choose("Source", "source", {"": "Toutes"} | dict(names), chosen.sources[0] if chosen.sources else "")
        with four:
            choose("Sources comptées", "panel", PANELS, panel)
        with five:
            repeats = {"": "Comptés", "sans": "Écartés"}
            choose("Reprises et doublons", "reprises", repeats, "sans" if chosen.unique_only else "")


def _weeks(first_on: date, last_on: date) -> dict[str, str]:
    """The Mondays between two days, newest first, as they are said."""
    monday, weeks = first_on - timedelta(days=first_on.weekday()), {}
    while monday <= last_on:
        weeks[monday.isoformat()] = short_day(monday, with_year=True)
        monday += timedelta(weeks=1)
    return dict(reversed(weeks.items()))


def _list_marks(screen: Screen, filters: Filters, panel: Panel) -> list[Mark]:
    """Events with a number, our own actions with a letter, and changes of a panel that counts them."""
    events = sorted((one for one in screen.watch.events if filters.first_on <= one.day <= filters.last_on),
                    key=lambda one: one.day)  # fmt: skip
    others = [one for one in events if not one.ours]
    ours = [one for one in events if one.ours]
    marks = [Mark(day=one.day, sort="event", sign=str(place), title=one.title) for place, one in enumerate(others, 1)]
    marks += [Mark(day=one.day, sort="action", sign=_letter(place), title=one.title) for place, one in enumerate(ours)]
    if not panel.is_fixed:
        marks += [Mark(day=one.day, sort="change", sign="≠", title=one.say()) for one in panel.changes]
    return sorted(marks, key=lambda mark: mark.day)


def _letter(place: int) -> str:
    return chr(ord("A") + place % 26) + ("" if place < 26 else str(place // 26))


def _show_scope(trend: Trend) -> None:
    if not trend.filters.audiences:
        show(
            notice(
                "Ces chiffres additionnent des publics différents : les lecteurs d’un titre médical ne sont pas "
                "ceux d’un quotidien régional. Ne les citez pas comme l’avis « des lecteurs ».",
                css="warning", test_id="publics-additionnes",
            )
        )  # fmt: skip
    if not trend.panel.is_fixed and trend.panel.changes:
        show(
            notice(
                Markup(
                    "<strong>Composition changée.</strong> Les sources comptées ne sont pas les mêmes du début à la "
                    "fin (repères ≠) : une hausse ou une baisse peut venir de là. Ne comparez pas deux semaines "
                    "de part et d’autre d’un repère."
                ),
                css="warning", test_id="composition",
            )
        )  # fmt: skip
    undated = replace(trend.filters, undated_only=True)
    pieces = []
    for voice in VOICES[:2]:
        n = trend.screen.ask(count_units, undated, Question(voice=voice))
        if n:
            pieces.append(anchor(passages_link(Question(voice=voice), undated), counted(n, *UNITS[voice]), css="count"))
    apart = Markup(" Sans date, comptés à part{}: {}.").format(NO_BREAK, join(pieces, ", ")) if pieces else ""
    left_out = trend.panel.say_left_out()
    left_out = f" Non comptées, car suivies sur une partie de la période : {left_out}." if left_out else ""
    here = copy_link(trend.address, label="Copier le lien vers cette vue", test_id="lien-vue")
    show(Markup('<p class="quiet" data-testid="perimetre">Sources comptées{}: {}.{}{} {}</p>').format(
        NO_BREAK, trend.sources, left_out, apart, here))  # fmt: skip
    _show_gaps(trend)
    parts = [anchor(f"#{slug}", said) for slug, said in PARTS.items()]
    show(Markup('<nav class="days" aria-label="Parties de la page">{}</nav>').format(join(parts, " · ")))


def _show_gaps(trend: Trend) -> None:
    """What the shaded days are, in words: a chart is neither read aloud nor hovered on a phone."""
    days = group_gaps(trend.gaps)
    if not days:
        return
    lines = [[short_day(date.fromisoformat(day), with_year=True), say_gap(days[day])] for day in sorted(days)[::-1]]
    summary = f"{counted(len(days), 'jour ombré', 'jours ombrés')}{NO_BREAK}: collecte incomplète ou sans collecte"
    named = table("Jours ombrés des graphiques", ["Jour", "Ce qui manque"], lines, n_text_columns=2)
    show(Markup('<div data-testid="jours-ombres">{}</div>').format(details(summary, named)))


def _show_marks(marks: Sequence[Mark]) -> None:
    """The list of what the signs on the charts stand for."""
    if not marks:
        return
    lines = [
        Markup('<li class="{}"><b>{}</b> <span class="sort">{}</span> {}</li>').format(
            mark.sort, mark.sign, SORTS[mark.sort], mark.say()
        )
        for mark in marks
    ]
    show(Markup('<ul class="marks" data-testid="reperes" aria-label="Repères des graphiques">{}</ul>').format(
        join(lines) or escape("")))  # fmt: skip
