"""The numbers at the head of a press review: how many articles and comments, and which sides readers take."""

from collections import defaultdict
from collections.abc import Sequence

from dashboard.brief.places import Places
from dashboard.brief.plain import plain
from dashboard.brief.records import Count, Headline, TargetCount, Trail
from dashboard.brief.usual import Usual, Window, usual_articles, usual_readers
from dashboard.french import NO_BREAK, between, counted, number, percent
from dashboard.intervals import ENOUGH, Share, by_stance, measure_shares
from dashboard.names import STANCES, name_target
from dashboard.precision import DO_NOT_CITE, NEVER, is_unfit, measure_kind, measure_label, say_precision
from store.database import Row
from store.queries.brief import BriefRows

TOO_FEW = "effectif trop faible"
_SIDES = ("against", "favour")


def count_headlines(found: BriefRows, window: Window, places: Places) -> tuple[Headline, ...]:
    """The articles of the debate and the readers' comments on it, against the usual."""
    return (
        _headline(sum(window.holds(row["published_at"]) for row in found.articles), usual_articles(found),
                  places.morning(), noun=("article", "articles")),
        _headline(sum(not row["target"] for row in found.units), usual_readers(found), places.comments(),
                  noun=("commentaire de lecteur", "commentaires de lecteurs")),
    )  # fmt: skip


def say_sorting(found: BriefRows) -> str:
    """One sentence: who told the texts of the debate from the others, and how right that was when measured."""
    measure = measure_kind(found.models, "relevance")
    precision = f"précision mesurée{NO_BREAK}: {say_precision(measure)}" if measure else NEVER
    return f"Tri automatique des textes du débat, {precision}."


def count_targets(found: BriefRows, places: Places) -> tuple[TargetCount, ...]:
    """Readers' comments of the day on each target they speak of, most spoken of first."""
    by_target: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found.units:
        if row["target"]:
            by_target[row["target"]].append(row)
    counted_targets = [_count_target(target, rows, found, places) for target, rows in by_target.items()]
    return tuple(sorted(counted_targets, key=lambda one: (-one.n, one.slug)))


def say_reliability(found: BriefRows) -> str:
    """One sentence: who read the stances, and how right it was when measured."""
    measure = measure_kind(found.models, "stance")
    if measure is None:
        return f"Positions lues par une machine, {NEVER}{NO_BREAK}: ne les citez pas."
    return (
        f"Positions lues par une machine{NO_BREAK}; toutes cibles réunies, précision{NO_BREAK}: "
        f"{say_precision(measure)}, {plain(measure['wording'])}. Un commentaire compte une fois par cible."
    )


def _headline(n: int, usual: Usual, trail: Trail, *, noun: tuple[str, str]) -> Headline:
    return Headline(
        n=n, said=counted(n, *noun), usual=usual.mean, low=usual.low, high=usual.high,
        notes=(f"{usual.say()}, {usual.say_change(n)}",), trail=trail,
    )  # fmt: skip


def _count_target(target: str, today: Sequence[Row], found: BriefRows, places: Places) -> TargetCount:
    usual = usual_readers(found, target)
    measure = measure_label(found.models, "stance", target)
    shares = measure_shares([{**row, "n": 1} for row in today])
    before = measure_shares([row for row in found.usual_stances if row["target"] == target])
    is_few = len(today) < ENOUGH
    precision = f"précision mesurée sur cette cible{NO_BREAK}: {say_precision(measure)}" if measure else (
        "cible trop peu relue pour en mesurer la précision seule")  # fmt: skip
    said = f"{TOO_FEW} pour en tirer des parts ({counted(len(today), 'commentaire')})"
    return TargetCount(
        slug=target, name=plain(name_target(places.watch, target)), n=len(today),
        counts=tuple(
            Count(stance=one.stance, n=one.n, trail=places.comments(target=target, stance=one.stance))
            for one in shares
        ),
        is_few=is_few, is_unfit=is_unfit(measure),
        notes=(
            *([said] if is_few else _say_shares(shares, before)),
            f"{usual.say()}, {usual.say_change(len(today))}",
            f"{precision}, {DO_NOT_CITE}" if is_unfit(measure) else precision,
        ),
        trail=places.comments(target=target),
    )  # fmt: skip


def _say_shares(shares: Sequence[Share], before: Sequence[Share]) -> list[str]:
    """The share of each side with its interval, beside that of the 28 days before when it can be measured."""
    usual = by_stance(before)
    said = []
    for side in _SIDES:
        one, then = by_stance(shares)[side], usual[side]
        if one.share is None or one.low is None or one.high is None:
            continue
        text = f"{percent(one.share)} {STANCES[side]} sur {counted(one.total, 'commentaire')} "
        text += f"({between(one.low, one.high)})"
        if then.share is None or then.low is None or then.high is None:
            text += f", part d’habitude inconnue ({TOO_FEW})"
        else:
            points = round(one.share * 100) - round(then.share * 100)
            sign = "+" if points > 0 else "−" if points < 0 else ""
            text += f", d’habitude {percent(then.share)} ({between(then.low, then.high)})"
            text += f", soit {sign}{counted(abs(points), 'point')}"
            if one.low <= then.high and then.low <= one.high:
                text += ", un écart qui peut tenir au hasard"
        said.append(text)
    return said


def say_counts(counts: Sequence[tuple[str, int]]) -> str:
    """« 5 contre, 2 pour, 3 neutres », without what is zero."""
    plural = {"neutral": "s", "unclear": "s"}
    return ", ".join(
        f"{number(n)}{NO_BREAK}{STANCES[stance]}{plural.get(stance, '') if n > 1 else ''}" for stance, n in counts if n
    )
