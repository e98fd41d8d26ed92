"""What a path reads of annotated passages, and what it should say of them, as arrays."""

from collections.abc import Sequence

import numpy as np

from nlp.inputs import PassageInput
from nlp.training.gold import ARGUMENTS, SENTIMENTS, STANCES, TARGETS, USES, GoldPassage

ACCEPTABLE_MASS = 0.25


def as_input(passage: GoldPassage) -> PassageInput:
    """What the model reads of an annotated passage."""
    return PassageInput(text=passage.text, title=passage.title, parent=passage.parent)


def gold_arrays(batch: Sequence[GoldPassage]) -> tuple[np.ndarray, ...]:
    """Presence (n, 6), stance (n, 6, 3), sentiment (n, 3), arguments (n, 26), uses (n, 3), relevance (n, 1).

    Stance, sentiment and uses are shares: an acceptable second choice gets a quarter. A row of stance or of uses
    without target or argument is zero. An acceptable argument counts a quarter.
    """
    n = len(batch)
    present, stance = np.zeros((n, len(TARGETS)), np.float32), np.zeros((n, len(TARGETS), len(STANCES)), np.float32)
    sentiment, uses = np.zeros((n, len(SENTIMENTS)), np.float32), np.zeros((n, len(USES)), np.float32)
    arguments = np.zeros((n, len(ARGUMENTS)), np.float32)
    for row, passage in enumerate(batch):
        sentiment[row] = _shares(passage.sentiment, passage.acceptable_sentiment, SENTIMENTS)
        for target, value in passage.stance.items():
            column = TARGETS.index(target)
            present[row, column] = 1.0
            stance[row, column] = _shares(value, passage.acceptable_stance.get(target, ()), STANCES)
        for argument in passage.acceptable_arguments:
            arguments[row, ARGUMENTS.index(argument)] = ACCEPTABLE_MASS
        for argument, use in passage.arguments.items():
            arguments[row, ARGUMENTS.index(argument)] = 1.0
            uses[row, USES.index(use)] += 1.0 / len(passage.arguments)
    relevance = np.array([[passage.relevant] for passage in batch], np.float32)
    return present, stance, sentiment, arguments, uses, relevance


def _shares(value: str, others: Sequence[str], values: Sequence[str]) -> np.ndarray:
    shares = np.zeros(len(values), np.float32)
    others = [other for other in others if other in values and other != value]
    for other in others:
        shares[values.index(other)] = ACCEPTABLE_MASS / len(others)
    shares[values.index(value)] = 1.0 - shares.sum()
    return shares
