"""Arguments that readers repeat against us and that nobody of ours has answered."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.brief.answers import find_points, is_against_us
from dashboard.ledger import is_ours, our_names
from store.database import Row
from store.watch import Watch

CountThreads = Callable[[Sequence[tuple[str, str]]], Mapping[str, int]]
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
    count_threads: CountThreads | None = None,
) -> list[Unanswered]:
    """From rows of `count_holders` (or one row a reader, with its thread_id and day), `list_refutations` and
    `list_message_units`, most repeated first.

    `count_threads` is `count_threads_of_holders`, asked once; without it, rows say their threads. Answered means: once
    readers had begun, one of ours was quoted refuting the argument, or saying one of our points that answers it.
    """  # fmt: skip
    answered_on = _answers(watch, refutations, messages)
    by_argument: defaultdict[str, list[Row]] = defaultdict(list)
    arguments = {one.slug: one for one in watch.arguments}
    stances = {row["stances"]: json.loads(row["stances"]) for row in held}
    for row in held:
        argument = arguments.get(row["argument"])
        if argument is not None and is_against_us(watch, argument, stances[row["stances"]]):
            by_argument[row["argument"]].append(row)
    kept = [row for rows in by_argument.values() for row in rows]
    n_threads = _threads(kept) if count_threads is None else count_threads(
        [(row["argument"], row["stances"]) for row in kept])  # fmt: skip
    found = []
    for slug, rows in by_argument.items():
        n, first = sum(row.get("n", 1) for row in rows), min(row.get("first_on") or row["day"] for row in rows)
        if n < FEWEST_READERS or n_threads[slug] < FEWEST_THREADS or answered_on.get(slug, "") >= first:
            continue
        argument = watch.argument(slug)
        assert argument is not None
        points, is_guess = find_points(watch, argument)
        last = max(row.get("last_on") or row["day"] for row in rows)
        found.append(Unanswered(argument=slug, n=n, n_threads=n_threads[slug], first_on=first, last_on=last,
                                points=points, is_guess=is_guess))  # fmt: skip
    return sorted(found, key=lambda one: (-one.n, one.argument))


def _threads(rows: Sequence[Row]) -> dict[str, int]:
    return {slug: len({row["thread_id"] for row in rows if row["argument"] == slug})
            for slug in {row["argument"] for row in rows}}  # fmt: skip


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
