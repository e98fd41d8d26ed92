"""From the rows of a day to its press review: one pure function."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from dashboard.brief.answers import list_answers
from dashboard.brief.articles import (
    N_COMMENTED,
    N_DETAILED,
    by_owner,
    describe_article,
    group_reprises,
    group_units,
    list_commented,
    rank_stories,
)
from dashboard.brief.extracts import choose_quotes, choose_spans
from dashboard.brief.figures import list_figures
from dashboard.brief.headline import count_headlines, count_targets, say_reliability, say_sorting
from dashboard.brief.places import Places, quoted
from dashboard.brief.plain import plain, web_address
from dashboard.brief.records import AnswerItem, Brief
from dashboard.brief.silences import list_silences, say_sources
from dashboard.brief.usual import Window, find_window, say_usual
from dashboard.french import NO_BREAK, counted, long_day, moment, short_day
from store.clock import PARIS
from store.database import Row
from store.queries.brief import BriefRows
from store.watch import Watch


def build_brief(found: BriefRows, watch: Watch) -> Brief:
    """The press review that these rows make; equal rows give an equal record, whatever the hour."""
    window = find_window(found)
    places = Places(watch=watch, day=found.day)
    headlines = count_headlines(found, window, places)
    tags = by_owner(found.tags)
    said, figures_in = by_owner(found.quotes), by_owner(found.figures)
    chosen = {
        row["id"]: choose_spans(
            row["body"],
            tags.get(row["id"], ()),
            said.get(row["id"], ()),
            figures_in.get(row["id"], ()),
            title_end=len(row["title"]),
        )
        for row in found.new
    }
    today = group_units(found, window)
    stories = rank_stories(group_reprises(found), today)
    articles = [describe_article(first, reprises, chosen[first["id"]], found, today=today, places=places)
                for first, reprises in stories]  # fmt: skip
    commented = list_commented(found, today, places)
    figures, n_more_figures = list_figures(found, window, places)
    answers = list_answers(found, places)
    silences = list_silences(found, window)
    shown = {first["id"] for first, _ in stories}
    quotes, spare_quotes = choose_quotes(
        _quotable(found.new, shown), _of(found.quotes, shown),
        {owner: [sentence for sentence, _, _ in spans] for owner, spans in chosen.items()}, tags, places,
    )  # fmt: skip
    return Brief(
        day=found.day, acronym=plain(watch.us.acronym), us=plain(watch.us.name),
        title=f"Revue de presse du {long_day(found.day)}", period=_say_period(window),
        freshness=_say_freshness(found), debate=plain(watch.name), quiet=_say_quiet(found, headlines[1].n),
        headlines=headlines, usual_note=f"{say_usual(window, found.first_on)} {say_sorting(found)}",
        reliability=say_reliability(found),
        targets=count_targets(found, places),
        articles=tuple(articles[:N_DETAILED]), more_articles=tuple(articles[N_DETAILED:]),
        commented=commented[:N_COMMENTED], more_commented=_say_more(len(commented) - N_COMMENTED, "autre article"),
        quotes=quotes, spare_quotes=spare_quotes, owners=_list_owners(found),
        figures=figures, more_figures=_say_more(n_more_figures, "autre chiffre"),
        answers=answers, answers_note=_say_answers(watch, answers),
        sources=silences, sources_note=say_sources(found, silences), apart=_say_apart(found.apart),
        footer=_say_footer(watch),
    )  # fmt: skip


def _list_owners(found: BriefRows) -> tuple[str, ...]:
    """The articles whose words may stand in the review."""
    ids = [row["id"] for row in (*found.new, *found.commented)]
    ids += [row["thread_id"] for row in found.figures] + ([found.latest["id"]] if found.latest else [])
    return tuple(sorted(set(ids)))


def _quotable(rows: Sequence[Row], shown: set[str]) -> Mapping[str, Row]:
    """The articles shown, each with the address that it may be linked to."""
    return {row["id"]: row | {"href": web_address(row["url"])} for row in rows if row["id"] in shown}


def _of(quotes: Sequence[Row], shown: set[str]) -> list[Row]:
    return [row for row in quotes if row["owner_id"] in shown]


def _say_period(window: Window) -> str:
    since = f"Du {long_day(window.day - timedelta(days=1))}, 18{NO_BREAK}h"
    if window.read_until == window.end:
        return f"{since}, à la fin du {long_day(window.day)} (heure de Paris)"
    until = window.read_until.astimezone(PARIS)
    hour = f"{until.hour}{NO_BREAK}h{NO_BREAK}{until.minute:02d}"
    day = until.date()
    return f"{since}, au {long_day(day)}, {hour} (heure de Paris)"


def _say_freshness(found: BriefRows) -> str:
    if found.collected_at is None:
        return "Aucune collecte n’était enregistrée à cette date."
    return f"Dernière collecte{NO_BREAK}: {moment(found.collected_at)}."


def _say_quiet(found: BriefRows, n_comments: int) -> str | None:
    """One sentence when nothing came out and nobody wrote, else `None`."""
    if found.new or n_comments:
        return None
    if found.latest is None:
        return "Rien n’a encore été collecté sur ce débat."
    when = short_day(date.fromisoformat(found.latest["published_on"]), with_year=True)
    return (
        f"Journée calme{NO_BREAK}: rien de nouveau dans le débat, ni article, ni commentaire de lecteur{NO_BREAK}; "
        f"le dernier article, {quoted(plain(found.latest['title']))}, date du {when}."
    )


def _say_more(n: int, noun: str) -> str | None:
    if n <= 0:
        return None
    return f"Et {counted(n, noun, ' '.join(f'{word}s' for word in noun.split()))} sur le tableau de bord."


def _say_answers(watch: Watch, answers: Sequence[AnswerItem]) -> str | None:
    """Why there is nothing to answer, when there is nothing."""
    if answers:
        return None
    if not watch.us.positions:
        return (
            f"La veille ne dit pas ce que nous soutenons{NO_BREAK}: sans {quoted('positions')} dans la partie [us] de "
            "watch.toml, rien ne peut être trié pour ou contre nous."
        )
    return "Aucun argument contre nous ne revient dans plusieurs commentaires."


def _say_apart(apart: Mapping[str, int]) -> str | None:
    pieces = []
    if apart["n_undated"]:
        pieces.append(counted(apart["n_undated"], "article sans date", "articles sans date"))
    if apart["n_late"]:
        pieces.append(counted(apart["n_late"], "article plus ancien", "articles plus anciens"))
    if apart["n_comments"]:
        pieces.append(counted(apart["n_comments"], "commentaire sans date", "commentaires sans date"))
    if not pieces:
        return None
    return f"Collectés dans la période et comptés nulle part ci-dessus{NO_BREAK}: {', '.join(pieces)}."


def _say_footer(watch: Watch) -> str:
    where = "le tableau de bord"
    if watch.us.dashboard_url:
        where += f" ({plain(watch.us.dashboard_url)})"
    return (
        f"Les phrases entre guillemets sont extraites mot pour mot des pages liées{NO_BREAK}; Vigie ne résume rien. "
        "Les auteurs des commentaires ne sont jamais nommés. Chaque nombre se vérifie phrase par phrase dans "
        f"{where}."
    )
