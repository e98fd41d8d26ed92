"""`python -m bench.stories`: how well copies of one text are grouped, on presses made from seeds never tuned on."""

import argparse
import time
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from bench.stories.generate import Made, make_press
from nlp.stories import assign_stories

HELD_SEEDS = range(9001, 9021)
DEV_SEEDS = range(1, 9)
Grouping = Mapping[str, str]


def main() -> None:
    """Prints B³ by press, the pairs missed by treatment, and the wrong pairs of one event."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the seeds that were looked at")
    parser.add_argument("--seeds", type=int, nargs="*", help="others")
    asked = parser.parse_args()
    seeds = asked.seeds or (DEV_SEEDS if asked.dev else HELD_SEEDS)
    scores, missed, total, wrong, n_articles, spent = [], Counter[str](), Counter[str](), Counter[str](), 0, 0.0
    for seed in seeds:
        made = make_press(seed)
        started = time.perf_counter()
        found = {name: story for name, (story, _) in assign_stories([one.row() for one in made]).items()}
        spent += time.perf_counter() - started
        n_articles += len(made)
        scores.append(b_cubed(made, found))
        _count_pairs(made, found, missed, total, wrong)
    means, low, high = np.mean(scores, axis=0), *np.percentile(_resample(scores), [2.5, 97.5], axis=0)
    print(f"{len(scores)} presses, {n_articles} articles, {1000 * spent / n_articles:.2f} ms an article")
    for name, mean, least, most in zip(("precision", "recall", "F1"), means, low, high, strict=True):
        worst = min(one[_PLACES[name]] for one in scores)
        print(f"B³ {name}: {mean:.3f} ({least:.3f}–{most:.3f}), worst press {worst:.3f}")
    for treatment in sorted(total):
        print(f"  {treatment}: {missed[treatment]} of {total[treatment]} copies apart from their wire")
    print(f"  wrong pairs: {dict(wrong)}")


_PLACES = {"precision": 0, "recall": 1, "F1": 2}


def b_cubed(made: Sequence[Made], found: Grouping) -> tuple[float, float, float]:
    """B³ precision, recall and F1 of one press. Source: Bagga and Baldwin 1998."""
    both = Counter((one.story, found[one.id]) for one in made)
    expected, given = Counter(one.story for one in made), Counter(found.values())
    precision = float(np.mean([both[one.story, found[one.id]] / given[found[one.id]] for one in made]))
    recall = float(np.mean([both[one.story, found[one.id]] / expected[one.story] for one in made]))
    return precision, recall, 2 * precision * recall / (precision + recall)


def _count_pairs(
    made: Sequence[Made], found: Grouping, missed: Counter[str], total: Counter[str], wrong: Counter[str]
) -> None:
    by_id = {one.id: one for one in made}
    for one in made:
        if one.treatment:
            total[one.treatment] += 1
            missed[one.treatment] += found[one.id] != found[one.story]
        wire = by_id[found[one.id]]
        if wire.story != one.story:
            wrong["same event" if wire.event == one.event else "other events"] += 1


def _resample(scores: Sequence[tuple[float, float, float]]) -> np.ndarray:
    drawn = np.random.default_rng(20261125).integers(0, len(scores), size=(2000, len(scores)))
    means: np.ndarray = np.asarray(scores)[drawn].mean(axis=1)
    return means


if __name__ == "__main__":
    main()
