"""How TF-IDF gains with the number of annotated passages: what more annotation is worth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.evaluation.baselines import tfidf
from nlp.evaluation.layers import ALL, tallies
from nlp.evaluation.scoring import score
from nlp.training.gold import GoldPassage

SIZES = (500, 1000, 2000, 4000, 8000, 16000, 32000)
SEEDS = (1, 2, 3)
MANY = 8000
CURVED = ("pairs", "arguments", "tone")


@dataclass(frozen=True, kw_only=True)
class Point:
    """Micro-F1 of each layer with `n_passages` to learn from: the mean of several draws, the least and the best."""

    n_passages: int
    n_draws: int
    f1: dict[str, tuple[float, float, float]]


def learning_curve(
    learning: Sequence[GoldPassage], passages: Sequence[GoldPassage], sizes: Sequence[int] = SIZES
) -> list[Point]:
    """One point a size under the whole, then the whole; three draws under `MANY`, one from there on.

    Raises `BaselineError` where scikit-learn is not installed.
    """
    points = []
    for size in [*(size for size in sizes if size < len(learning)), len(learning)]:
        seeds = SEEDS if size < min(MANY, len(learning)) else SEEDS[:1]
        drawn = [_measure(_draw(learning, size, seed), passages) for seed in seeds]
        f1 = {layer: _spread([one[layer] for one in drawn]) for layer in CURVED}
        points.append(Point(n_passages=size, n_draws=len(seeds), f1=f1))
    return points


def _draw(learning: Sequence[GoldPassage], size: int, seed: int) -> list[GoldPassage]:
    chosen = np.random.default_rng(seed).permutation(len(learning))[:size]
    return [learning[index] for index in sorted(chosen)]


def _measure(learning: Sequence[GoldPassage], passages: Sequence[GoldPassage]) -> dict[str, float]:
    said = tfidf(learning, passages, parts=CURVED)
    return {
        layer: next(score(tally).f1 for tally in tallies(layer, passages, said) if tally.group == ALL)
        for layer in CURVED
    }


def _spread(values: Sequence[float]) -> tuple[float, float, float]:
    return sum(values) / len(values), min(values), max(values)
