"""The page of the week for the board: what was said in one week, in four charts and three quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlite_utils import Database

from dashboard.brief.articles import by_owner
from dashboard.brief.extracts import choose_quotes
from dashboard.brief.places import Places
from dashboard.brief.plain import plain, web_address
from dashboard.brief.records import QuoteItem
from dashboard.charts.arguments import draw_arguments, rank_arguments
from dashboard.charts.stance import draw_stance_by_target, draw_weekly_counts
from dashboard.charts.volume import draw_weekly_volume
from dashboard.french import NO_BREAK, counted, number, period, short_day
from dashboard.intervals import measure_shares
from dashboard.names import AUDIENCES, UNITS, name_argument, name_target
from dashboard.panel import Panel, fix_panel
from dashboard.precision import DO_NOT_CITE, NEVER, is_unfit, measure_kind, measure_label, say_precision
from store.database import Row
from store.queries.brief import load_quotable
from store.queries.collection import list_models
from store.queries.filters import Filters
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
from store.watch import Watch

N_WEEKS = 13
PLURAL_FROM = 2  # « 1,9 article », « 2 articles »
NAME_WIDTH = 70  # letters of a name on one line: a sheet is wider than a phone
N_TARGETS = 4
N_ARGUMENTS = 5


@dataclass(frozen=True, kw_only=True)
class WeekNumber:
    """One number of the week and how it compares."""

    said: str
    note: str


@dataclass(frozen=True, kw_only=True)
class WeekChart:
    """A chart as Vega-Lite reads it, or the sentence that stands in its place; `n_lines` are its named bars."""

    title: str
    specification: dict[str, Any] | None
    instead: str = ""
    n_lines: int = 0


@dataclass(frozen=True, kw_only=True)
class Week:
    """The page of one week, Monday to Sunday."""

    first_on: date
    last_on: date
    acronym: str
    us: str
    title: str
    debate: str
    numbers: tuple[WeekNumber, ...]
    charts: tuple[WeekChart, ...]
    quotes: tuple[QuoteItem, ...]
    no_quote: str
    reliability: str
    scope: str


def last_whole_week(day: date) -> tuple[date, date]:
    """The Monday and Sunday of the last week that is over at the end of a day."""
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    return sunday - timedelta(days=6), sunday


def build_week(db: Database, watch: Watch, day: date) -> Week:
    """The page of the last whole week at the end of a day; readers of one audience only, the one that wrote most."""
    monday, sunday = last_whole_week(day)
    wide, panel = _choose(db, monday, sunday)
    volume = count_weekly_volume(db, wide)
    quotes = _quotes(db, watch, monday, sunday)
    return Week(
        first_on=monday, last_on=sunday, acronym=plain(watch.us.acronym), us=plain(watch.us.name),
        title=f"La semaine {period(monday, sunday)}", debate=plain(watch.name),
        numbers=tuple(_number(volume, monday, voice, wide) for voice in ("reader", "press")),
        charts=_charts(db, watch, wide, volume), quotes=quotes,
        no_quote="" if quotes else "Aucune personne nommée n’est citée cette semaine dans les articles du débat.",
        reliability=_say_reliability(list_models(db)),
        scope=_say_scope(wide, panel, has_gaps=bool(list_gaps(db, wide))),
    )  # fmt: skip


def _choose(db: Database, monday: date, sunday: date) -> tuple[Filters, Panel]:
    """The thirteen weeks drawn, of the audience whose readers wrote most, on the sources followed all along."""
    first = monday - timedelta(weeks=N_WEEKS - 1)
    dated = find_period(db)
    if dated is not None:
        first = max(first, date.fromisoformat(dated[0]) - timedelta(days=date.fromisoformat(dated[0]).weekday()))
    first = min(first, monday)
    sources = list_panel(db)
    wide = Filters(first_on=first, last_on=sunday)
    totals = {slug: _total(db, Filters(first_on=first, last_on=sunday, audiences=(slug,))) for slug in AUDIENCES}
    audience = max(totals, key=lambda slug: totals[slug])
    wide = Filters(first_on=first, last_on=sunday, audiences=(audience,))
    start = date.fromisoformat(dated[0]) if dated else first
    panel = fix_panel(sources, wide, dated_from=start, fixed=True)
    return Filters(first_on=first, last_on=sunday, audiences=(audience,), sources=panel.ids), panel


def _total(db: Database, filters: Filters) -> int:
    return sum(int(row["n"]) for row in count_weekly_volume(db, filters) if row["voice"] == "reader")


def _number(volume: Sequence[Row], monday: date, voice: Voice, wide: Filters) -> WeekNumber:
    """The units of the week against those of the weeks before, empty ones included."""
    by_week = {row["week"]: int(row["n"]) for row in volume if row["voice"] == voice}
    n = by_week.get(monday.isoformat(), 0)
    before = [
        by_week.get((wide.first_on + timedelta(weeks=place)).isoformat(), 0)
        for place in range((monday - wide.first_on).days // 7)
    ]
    said = counted(n, *UNITS[voice]) + (" de lecteurs" if voice == "reader" else "")
    if not before:
        return WeekNumber(said=said, note="première semaine de la base, rien à quoi comparer")
    mean = sum(before) / len(before)
    return WeekNumber(
        said=said,
        note=f"{number(mean, digits=1)} {UNITS[voice][mean >= PLURAL_FROM]} en moyenne sur les "
             f"{counted(len(before), 'semaine')} d’avant "
             f"(de {number(min(before))} à {number(max(before))})",
    )  # fmt: skip


def _charts(db: Database, watch: Watch, wide: Filters, volume: Sequence[Row]) -> tuple[WeekChart, ...]:
    gaps = list_gaps(db, wide)
    rows = count_stance_by_target(db, wide, voice="reader")
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["target"]] = totals.get(row["target"], 0) + row["n"]
    order = sorted(totals, key=lambda slug: (-totals[slug], slug))[:N_TARGETS]
    models = list_models(db)
    unfit = {slug: f" ({DO_NOT_CITE})" for slug in order if is_unfit(measure_label(models, "stance", slug))}
    names = {slug: plain(name_target(watch, slug)) + unfit.get(slug, "") for slug in order}
    shares = {slug: measure_shares([row for row in rows if row["target"] == slug]) for slug in order}
    main = order[0] if order else watch.targets[0].slug
    name = names.get(main, "")
    weekly = count_weekly_stance(db, wide, target=main, voice="reader")
    arguments = count_arguments(db, wide, voice="reader")
    first = rank_arguments(arguments)[:N_ARGUMENTS]
    kept = [row for row in arguments if row["argument"] in first]
    words = {slug: plain(name_argument(watch, slug)) for slug in first}
    nobody = f"aucun commentaire daté {period(wide.first_on, wide.last_on)}"
    few = "effectif trop faible" if order and all(found[0].share is None for found in shares.values()) else nobody
    return (
        _chart("Combien en parlent", any(row["voice"] == "reader" and row["n"] for row in volume), nobody,
               partial(draw_weekly_volume, volume, gaps, wide, voice="reader", link=_nowhere)),
        _chart("Contre ou pour", any(found[0].share is not None for found in shares.values()), few,
               partial(draw_stance_by_target, shares, names, wide, voice="reader", link=_nowhere,
                       name_width=NAME_WIDTH), n_lines=len(order)),
        _chart(f"Semaine après semaine{NO_BREAK}: {name}", bool(weekly), nobody,
               partial(draw_weekly_counts, weekly, gaps, wide, voice="reader", name=name, link=_nowhere)),
        _chart("Les arguments les plus tenus", bool(kept), nobody,
               partial(draw_arguments, kept, words, wide, voice="reader", link=_nowhere,
                       name_width=NAME_WIDTH), n_lines=len(first)),
    )  # fmt: skip


def _nowhere(*names: str) -> str:
    """A printed chart leads nowhere."""
    return ""


def _chart(title: str, is_drawn: bool, instead: str, make: Any, n_lines: int = 0) -> WeekChart:
    if not is_drawn:
        return WeekChart(title=title, specification=None, instead=f"{title}{NO_BREAK}: {instead}.")
    return WeekChart(title=title, specification=make().to_dict(), n_lines=n_lines)


def _quotes(db: Database, watch: Watch, monday: date, sunday: date) -> tuple[QuoteItem, ...]:
    new, tag_rows, quote_rows = load_quotable(db, monday, sunday)
    tags = by_owner(tag_rows)
    articles = {row["id"]: row | {"href": web_address(row["url"])} for row in new if row["story_first"]}
    kept = [row for row in quote_rows if row["owner_id"] in articles]
    chosen, _ = choose_quotes(articles, kept, {}, tags, Places(watch=watch, day=sunday))
    return chosen


def _say_reliability(models: Sequence[Row]) -> str:
    stance, argument = measure_kind(models, "stance"), measure_kind(models, "argument")
    said = [
        f"{name} {say_precision(found)}" if found else f"{name} {NEVER}"
        for name, found in (("positions", stance), ("arguments", argument))
    ]
    return f"Lecture automatique, précision mesurée, toutes cibles réunies{NO_BREAK}: {', '.join(said)}."


def _say_scope(wide: Filters, panel: Panel, *, has_gaps: bool) -> str:
    audience = AUDIENCES[wide.audiences[0]]
    left_out = panel.say_left_out()
    said = f"Nombres et graphiques{NO_BREAK}: {audience.lower()} seule ({', '.join(panel.names) or 'aucune source'})"
    said += f"{NO_BREAK}; citations{NO_BREAK}: tous les titres suivis."
    said += " Un commentaire compte une fois par cible."
    said += f" Non comptées, car suivies sur une partie de la période{NO_BREAK}: {left_out}." if left_out else ""
    said += f" Bandes claires{NO_BREAK}: jours de collecte incomplète." if has_gaps else ""
    return f"{said} Comptes arrêtés au {short_day(wide.last_on, with_year=True)}."
