"""The parts of « Tendances » on one target week by week, and on arguments."""

from collections.abc import Mapping, Sequence
from functools import partial

from markupsafe import Markup

from dashboard.cards import show_stance
from dashboard.charts.arguments import draw_arguments, rank_arguments
from dashboard.charts.frame import AFTER_SPAN, say_none_counts
from dashboard.charts.stance import draw_weekly_counts, draw_weekly_share
from dashboard.french import NO_BREAK
from dashboard.intervals import Share
from dashboard.markup import heading, paragraph, show
from dashboard.measures import measure_course
from dashboard.names import OF_UNITS, STANCES, UNITS, USES, VOICE_TITLES, VOICE_WORDS, name_argument
from dashboard.reliability import say_reliability, say_voice, warn_of, warn_of_sides
from dashboard.spans import GAP_COLUMN
from dashboard.trend import VOICES, Trend, count_cell, share_columns, share_values, stance_cell, total_cell
from store.database import Row
from store.queries.arguments import count_ledger
from store.queries.collection import list_models
from store.queries.passages import Question
from store.verdicts import Voice

N_ARGUMENTS = 12
NO_SHARES = [Share(stance=stance, n=0, total=0) for stance in STANCES]


def begin_weeks(trend: Trend) -> None:
    """Begins what these parts ask, while others are drawn."""
    trend.screen.begin(measure_course, trend.filters, target=trend.target)
    trend.screen.begin(count_ledger, trend.filters)


def show_weeks(trend: Trend) -> None:
    """Counts and shares of the chosen target, week by week (month by month over years) and voice by voice."""
    said = AFTER_SPAN[trend.filters.span]
    show(heading(2, Markup("{}{}: {}").format(said, NO_BREAK, trend.target_name), test_id="semaines"))
    course = trend.screen.ask(measure_course, trend.filters, target=trend.target)
    for voice in VOICES:
        show(heading(3, VOICE_TITLES[voice]))
        if voice != "reader":
            show(say_voice(trend.screen.ask(list_models), voice))
        counts = course.counts.get(voice)
        if not counts:
            show(paragraph("Personne ne s’est prononcé sur cette cible dans cette période.", "quiet"))
            continue
        _show_counts(trend, voice, counts)
        _show_shares(trend, voice, course.shares[voice])


def _show_counts(trend: Trend, voice: Voice, counts: Mapping[str, Sequence[int]]) -> None:
    def link(week: str, stance: str) -> str:
        return trend.week_link(Question(voice=voice, target=trend.target, stance=stance), week)

    units = UNITS[voice][1]
    spanned = trend.fill(
        rows=counts, nothing=[0] * len(STANCES),
        lines={week: [count_cell(n, link(week, stance)) for stance, n in zip(STANCES, found, strict=True)]
               for week, found in counts.items()},
    )  # fmt: skip
    rows: list[Row] = [{"week": week, "stance": stance, "n": n} for week, found in counts.items()
            for stance, n in zip(STANCES, found, strict=True) if n]  # fmt: skip
    trend.show(
        f"semaines-{VOICE_WORDS[voice]}", f"{units[0].upper()}{units[1:]} {trend.by_span} et par position : "
        f"{trend.target_name}", voice=voice, n=sum(row["n"] for row in rows),
        precision=_warn(trend, voice),
        columns=[trend.span_columns[1], *STANCES.values(), GAP_COLUMN], rows=spanned.rows, lines=spanned.lines,
        screen_columns=[trend.span_columns[0], *(show_stance(one) for one in STANCES)],
        make=partial(trend.marked, draw_weekly_counts, rows, voice=voice, name=trend.target_name, link=link),
    )  # fmt: skip


def _show_shares(trend: Trend, voice: Voice, shares: Mapping[str, Sequence[Share]]) -> None:
    if not any(found[0].share is not None for found in shares.values()):
        show(paragraph(say_none_counts(trend.filters.span, UNITS[voice][1]), "quiet"))
        return

    def link(week: str, stance: str) -> str:
        return trend.week_link(Question(voice=voice, target=trend.target, stance=stance), week)

    spanned = trend.fill(
        rows={week: share_values(found) for week, found in shares.items()}, nothing=share_values(NO_SHARES),
        lines={week: [total_cell(found, link(week, "")), *(stance_cell(one, link(week, one.stance)) for one in found)]
               for week, found in shares.items()},
    )  # fmt: skip
    trend.show(
        f"parts-{VOICE_WORDS[voice]}", f"Part des {UNITS[voice][1]} contre et pour, {trend.by_span} : "
        f"{trend.target_name}", voice=voice, n=sum(found[0].total for found in shares.values()),
        precision=_warn(trend, voice),
        columns=[trend.span_columns[1], *share_columns(), GAP_COLUMN], rows=spanned.rows, lines=spanned.lines,
        screen_columns=[trend.span_columns[0], UNITS[voice][1].capitalize(), *(show_stance(one) for one in STANCES)],
        make=partial(trend.marked, draw_weekly_share, shares, voice=voice, name=trend.target_name),
    )  # fmt: skip


def _warn(trend: Trend, voice: Voice) -> str:
    return warn_of_sides(trend.screen.ask(list_models), voice, trend.target)


def show_arguments(trend: Trend) -> None:
    """The arguments held over the period, voice by voice."""
    show(heading(2, "Avec quels arguments ?", test_id="arguments"))
    show(say_reliability(trend.screen.watch, trend.screen.ask(list_models), "argument"))
    every = trend.screen.ask(count_ledger, trend.filters)
    for voice in VOICES:
        show(heading(3, VOICE_TITLES[voice]))
        rows = sorted((row for row in every if row["voice"] == voice), key=lambda row: -row["n"])
        if not rows:
            show(paragraph("Aucun argument de la veille n’a été relevé dans cette période.", "quiet"))
            continue
        _show_arguments(trend, voice, rows)


def _show_arguments(trend: Trend, voice: Voice, rows: list[Row]) -> None:
    ranked = rank_arguments(rows)
    names = {slug: name_argument(trend.screen.watch, slug) for slug in ranked}

    def link(argument: str, use: str) -> str:
        return trend.link(Question(voice=voice, argument=argument, use=use))

    top = [row for row in rows if row["argument"] in ranked[:N_ARGUMENTS]]
    counts: Mapping[tuple[str, str], int] = {(row["argument"], row["use"]): row["n"] for row in rows}
    trend.show(
        f"arguments-{VOICE_WORDS[voice]}", f"Arguments : nombre {OF_UNITS[voice]} qui tiennent chacun", voice=voice,
        n=sum(counts.values()), nouns=("argument relevé", "arguments relevés"),
        unit="une même unité peut en tenir plusieurs",
        precision=warn_of(trend.screen.ask(list_models), "argument"), columns=["Argument", *USES.values()],
        rows=[[names[slug], *(counts.get((slug, use), 0) for use in USES)] for slug in ranked],
        lines=[[names[slug], *(count_cell(counts.get((slug, use), 0), link(slug, use)) for use in USES)]
               for slug in ranked],
        make=partial(draw_arguments, top, names, trend.filters, voice=voice, link=link),
    )  # fmt: skip
