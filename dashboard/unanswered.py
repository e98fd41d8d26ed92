"""Arguments that readers repeat against us and that nobody of ours has answered."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.brief.answers import find_points, is_usually_against_us, takes_side_against_us
from dashboard.ledger import is_ours, our_names
from store.database import Row
from store.watch import Watch

CountHolders = Callable[[Sequence[tuple[str, str]]], Sequence[Row]]
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
    watch: Watch,
    held: Sequence[Row],
    refutations: Sequence[Row],
    messages: Sequence[Row],
    count_holders: CountHolders | None = None,
) -> list[Unanswered]:
    """From what readers say who hold arguments (argument, stances), rows of `list_refutations` and
    `list_message_units`, most repeated first.

    `count_holders` counts those who say what it is given, asked once; without it, `held` has a row a reader, with its
    thread_id and day. Answered means: once readers had begun, one of ours was quoted refuting the argument, or saying
    one of our points that answers it.
    """  # fmt: skip
    answered_on = _answers(watch, refutations, messages)
    arguments = {one.slug: one for one in watch.arguments}
    own = {said: takes_side_against_us(watch, json.loads(said)) for said in {row["stances"] for row in held}}
    usual = {one.slug: is_usually_against_us(watch, one) for one in watch.arguments}
    against = [row for row in held if row["argument"] in usual
               and (usual[row["argument"]] if own[row["stances"]] is None else own[row["stances"]])]  # fmt: skip
    counted = _count(against) if count_holders is None else count_holders(
        [(row["argument"], row["stances"]) for row in against])  # fmt: skip
    found = []
    for row in counted:
        slug, first = row["argument"], row["first_on"]
        if row["n"] < FEWEST_READERS or row["n_threads"] < FEWEST_THREADS or answered_on.get(slug, "") >= first:
            continue
        points, is_guess = find_points(watch, arguments[slug])
        found.append(Unanswered(argument=slug, n=row["n"], n_threads=row["n_threads"], first_on=first,
                                last_on=row["last_on"], points=points, is_guess=is_guess))  # fmt: skip
    return sorted(found, key=lambda one: (-one.n, one.argument))


def _count(readers: Sequence[Row]) -> list[Row]:
    by_argument: defaultdict[str, list[Row]] = defaultdict(list)
    for row in readers:
        by_argument[row["argument"]].append(row)
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
