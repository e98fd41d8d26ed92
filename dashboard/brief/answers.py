"""What to answer: the arguments that several readers hold against us, and what we say about each."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from dashboard.brief.places import Places
from dashboard.brief.plain import plain
from dashboard.brief.records import AnswerItem
from dashboard.french import NO_BREAK, counted
from dashboard.precision import DO_NOT_CITE, NEVER, is_unfit, measure_kind, measure_label, say_precision
from store.fold import fold_words
from store.queries.brief import BriefRows
from store.watch import Argument, Watch

SEVERAL = 2
# A word counts for an argument when few other arguments use it.
_RARE = 3
_STEM = 5


def list_answers(found: BriefRows, places: Places) -> tuple[AnswerItem, ...]:
    """The arguments that at least two readers hold against us today, most held first."""
    verdicts = _verdicts(found)
    counts: Counter[str] = Counter()
    for owner_id, slug in {(row["owner_id"], row["argument"]) for row in found.arguments if row["use"] == "asserts"}:
        argument = places.watch.argument(slug)
        if argument and is_against_us(places.watch, argument, verdicts.get(owner_id, {})):
            counts[slug] += 1
    ranked = sorted((one for one in counts.items() if one[1] >= SEVERAL), key=lambda one: (-one[1], one[0]))
    return tuple(_answer(slug, n, found, places) for slug, n in ranked)


def is_against_us(watch: Watch, argument: Argument, verdicts: Mapping[str, str]) -> bool:
    """Whether a reader who holds an argument speaks against what we hold.

    The reader's own stances on our targets decide when they all go one way; else the sides that the argument usually
    takes, which must all be against ours.
    """
    own = takes_side_against(watch.us.positions, verdicts)
    return is_usually_against_us(watch, argument) if own is None else own


def takes_side_against(positions: Mapping[str, str], verdicts: Mapping[str, str]) -> bool | None:
    """Whether a reader's stances go against our positions, target by target; `None` when they do not all go one way."""
    agrees = {verdicts[target] == side for target, side in positions.items() if verdicts.get(target) in _SIDES}
    return agrees == {False} if len(agrees) == 1 else None


def is_usually_against_us(watch: Watch, argument: Argument) -> bool:
    """Whether the sides that an argument usually takes are all against what we hold."""
    usual = {
        argument.usual_side[target] == side
        for target, side in watch.us.positions.items()
        if argument.usual_side.get(target) in _SIDES
    }
    return usual == {False}


def find_points(watch: Watch, argument: Argument) -> tuple[tuple[str, ...], bool]:
    """Our talking points on an argument, and whether words alone link them to it.

    Points that name the argument come alone. Else a point without any name bears on it when both share two words that
    few other arguments use.
    """
    named = tuple(point.text for point in watch.us.talking_points if argument.slug in point.answers)
    if named:
        return named, False
    words = {one.slug: _stems(f"{one.name} {one.definition} {' '.join(one.examples)}") for one in watch.arguments}
    spread = Counter(stem for stems in words.values() for stem in stems)
    rare = {stem for stem in words[argument.slug] if spread[stem] <= _RARE}
    guessed = tuple(
        point.text for point in watch.us.talking_points
        if not point.answers and len(_stems(point.text) & rare) >= SEVERAL
    )  # fmt: skip
    return guessed, bool(guessed)


_SIDES = ("favour", "against")


def _verdicts(found: BriefRows) -> Mapping[str, Mapping[str, str]]:
    by_owner: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in found.units:
        if row["target"]:
            by_owner[row["owner_id"]][row["target"]] = row["stance"]
    return by_owner


def _answer(slug: str, n: int, found: BriefRows, places: Places) -> AnswerItem:
    argument = places.watch.argument(slug)
    assert argument is not None
    points, is_guess = find_points(places.watch, argument)
    measure = measure_label(found.models, "argument", slug) or measure_kind(found.models, "argument")
    precision = f"repérage automatique, précision mesurée{NO_BREAK}: {say_precision(measure)}" if measure else NEVER
    warning = f", {DO_NOT_CITE}" if is_unfit(measure) else ""
    return AnswerItem(
        name=plain(argument.name), n=n,
        said=f"{counted(n, 'commentaire')} ({precision}{warning})",
        points=tuple(plain(point) for point in points), is_guess=is_guess,
        trail=places.comments(argument=slug, use="asserts", among="against-us"), key=f"reponse-{slug}",
    )  # fmt: skip


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"[a-z]+", fold_words(text)) if len(word) >= _STEM}
