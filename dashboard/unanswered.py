"""Arguments that readers repeat against us and that nobody of ours has answered."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from dashboard.brief.answers import find_points, is_against_us, is_usually_against_us, takes_side_against
from dashboard.ledger import is_ours, our_names
from store.database import Row
from store.queries.arguments import count_holders, list_holder_stances
from store.queries.filters import Filters
from store.watch import Watch

FEWEST_READERS, FEWEST_THREADS = 3, 2


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """An argument that `n` readers of `n_threads` threads hold against us since a day; `points` are what we say on it,
    `is_guess` when words alone link them."""

    argument: str
    n: int
    n_threads: int
    first_on: str
    last_on: str
    points: tuple[str, ...]
    is_guess: bool


def list_unanswered(
    watch: Watch, held: Sequence[Row], refutations: Sequence[Row], messages: Sequence[Row]
) -> list[Unanswered]:
    """From rows of `count_against_us` (or a row a reader who holds an argument: argument, stances, thread_id, day),
    `list_refutations` and `list_message_units`, most repeated first.

    Answered means: once readers had begun, one of ours was quoted refuting the argument, or saying one of our points
    that answers it.
    """
    answered_on = _answers(watch, refutations, messages)
    arguments = {one.slug: one for one in watch.arguments}
    found = []
    for row in held if held and "n_threads" in held[0] else _count(watch, held):
        slug, first = row["argument"], row["first_on"]
        if row["n"] < FEWEST_READERS or row["n_threads"] < FEWEST_THREADS or answered_on.get(slug, "") >= first:
            continue
        points, is_guess = find_points(watch, arguments[slug])
        found.append(Unanswered(argument=slug, n=row["n"], n_threads=row["n_threads"], first_on=first,
                                last_on=row["last_on"], points=points, is_guess=is_guess))  # fmt: skip
    return sorted(found, key=lambda one: (-one.n, one.argument))


@dataclass(frozen=True, kw_only=True)
class Ours:
    """What tells who is against us: our positions (target, side), the arguments of the watch, and which of them usually
    go against us."""

    positions: tuple[tuple[str, str], ...]
    arguments: tuple[str, ...]
    usual: tuple[str, ...]


def find_ours(watch: Watch) -> Ours:
    """What of the watch tells who is against us."""
    return Ours(
        positions=tuple(watch.us.positions.items()), arguments=tuple(one.slug for one in watch.arguments),
        usual=tuple(one.slug for one in watch.arguments if is_usually_against_us(watch, one)),
    )  # fmt: skip


def count_against_us(db: Database, filters: Filters, ours: Ours) -> list[Row]:
    """Rows of `count_holders`, of the readers who hold each argument against us."""
    positions = dict(ours.positions)
    said = list_holder_stances(db)
    own = {stances: takes_side_against(positions, json.loads(stances)) for stances in {one for _, one in said}}
    kept = [(argument, stances) for argument, stances in said if argument in ours.arguments
            and (argument in ours.usual if own[stances] is None else own[stances])]  # fmt: skip
    return count_holders(db, filters, kept)


def _count(watch: Watch, readers: Sequence[Row]) -> list[Row]:
    by_argument: defaultdict[str, list[Row]] = defaultdict(list)
    for row in readers:
        argument = watch.argument(row["argument"])
        if argument is not None and is_against_us(watch, argument, json.loads(row["stances"])):
            by_argument[argument.slug].append(row)
    return [
        {"argument": slug, "n": len(own), "n_threads": len({row["thread_id"] for row in own}),
         "first_on": min(row["day"] for row in own), "last_on": max(row["day"] for row in own)}
        for slug, own in by_argument.items()
    ]  # fmt: skip


def _answers(watch: Watch, refutations: Sequence[Row], messages: Sequence[Row]) -> dict[str, str]:
    """The last day on which one of ours answered each argument."""
    names = our_names(watch)
    answers = [(row["argument"], row["day"]) for row in refutations if is_ours(names, row["speaker"])]
    by_point = {point.id: point.answers for point in watch.us.talking_points}
    answers += [
        (slug, row["day"]) for row in messages if row["voice"] == "speaker" and is_ours(names, row["speaker"])
        for slug in by_point.get(row["point"], ())
    ]  # fmt: skip
    last: dict[str, str] = {}
    for slug, day in answers:
        last[slug] = max(day, last.get(slug, ""))
    return last
