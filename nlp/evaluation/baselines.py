"""What any model must beat: the most frequent answer, and TF-IDF with logistic regression (needs scikit-learn)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from nlp.evaluation.answers import Said
from nlp.inputs import PassageInput, with_context
from nlp.training.gold import ABSENT, ARGUMENTS, STANCES, TARGETS, GoldPassage
from store.fold import fold

STRENGTH = 10.0
LEAST_POSITIVES = 2
# What TF-IDF learns; the learning curve leaves out the last.
LEARNT = ("pairs", "tone", "arguments", "relevance")


class BaselineError(Exception):
    """A baseline cannot be computed here; the message says what to install."""


def majority(learning: Sequence[GoldPassage], n_passages: int) -> list[Said]:
    """The most frequent (target, stance) pair, stance and tone of `learning`, for every passage."""
    target, stance = most_frequent(pair for passage in learning for pair in passage.stance.items())
    usual = most_frequent(value for passage in learning for value in passage.stance.values())
    tone = most_frequent(passage.sentiment for passage in learning)
    return [Said(stance={target: stance}, given=dict.fromkeys(TARGETS, usual), tone=tone)] * n_passages


def usual_use(learning: Sequence[GoldPassage], said: Sequence[Said]) -> list[Said]:
    """The arguments of `said`, each with the most frequent use of `learning`."""
    use = most_frequent(value for passage in learning for value in passage.arguments.values())
    return [Said(arguments=dict.fromkeys(one.arguments or (), use)) for one in said]


def tfidf(
    learning: Sequence[GoldPassage], passages: Sequence[GoldPassage], parts: Sequence[str] = LEARNT
) -> list[Said]:
    """Words 1-2 and characters 3-5, one balanced regression a target (absent or a stance), an argument, a tone.

    Targets, arguments and relevance are read on the passage with its title and parent, tone on the passage alone.
    Uses are not learnt. Raises `BaselineError` where scikit-learn is not installed.
    """
    if not passages:
        return []
    around = _Learner([_around(one) for one in learning], [_around(one) for one in passages])
    stance: list[dict[str, str]] = [{} for _ in passages]
    given: list[dict[str, str]] = [{} for _ in passages]
    arguments: list[dict[str, str]] = [{} for _ in passages]
    if "pairs" in parts:
        for target in TARGETS:
            _read_target(around, target, learning, (stance, given))
    for argument in ARGUMENTS if "arguments" in parts else ():
        for row in np.flatnonzero(around.says([argument in one.arguments for one in learning])):
            arguments[row][argument] = "asserts"
    relevant = around.says([one.relevant for one in learning]) if "relevance" in parts else None
    tones = _tones(learning, passages) if "tone" in parts else None
    return [
        Said(
            relevant=None if relevant is None else bool(relevant[row]),
            stance=stance[row] if "pairs" in parts else None,
            given=given[row] if "pairs" in parts else None,
            tone=None if tones is None else tones[row],
            arguments=arguments[row] if "arguments" in parts else None,
        )
        for row in range(len(passages))
    ]


def tfidf_values(learning: Sequence[tuple[str, str]], texts: Sequence[str], strength: float = STRENGTH) -> list[str]:
    """The value that TF-IDF gives each text, learnt from (text, value) pairs."""
    learner = _Learner([text for text, _ in learning], texts, strength)
    return learner.values([value for _, value in learning])[0]


def most_frequent(values: Iterable[Any]) -> Any:
    """The value met most often, the first met among equals."""
    return Counter(values).most_common(1)[0][0]


class _Learner:
    """TF-IDF features of what is learnt from and of what is asked, kept for many regressions."""

    def __init__(self, learning: Sequence[str], asked: Sequence[str], strength: float = STRENGTH) -> None:
        try:
            from sklearn.feature_extraction.text import TfidfVectorizer
            from sklearn.pipeline import make_union
        except ImportError as error:
            raise BaselineError("TF-IDF demande scikit-learn : pip install 'vigie[train]'") from error
        rare = 2 if len(learning) >= 1000 else 1
        union = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=rare),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=rare),
        )
        self._strength = strength
        self._learning = union.fit_transform([fold(text) for text in learning])
        self._asked = union.transform([fold(text) for text in asked])

    def values(self, expected: Sequence[str]) -> tuple[list[str], list[dict[str, float]]]:
        """The most probable value of each text asked, then the shares of all values."""
        if len(set(expected)) < 2:
            return [expected[0]] * self._asked.shape[0], [{expected[0]: 1.0}] * self._asked.shape[0]
        model = self._regression("lbfgs").fit(self._learning, list(expected))
        shares = [dict(zip(model.classes_, map(float, row), strict=True)) for row in model.predict_proba(self._asked)]
        return [max(row, key=row.__getitem__) for row in shares], shares

    def says(self, expected: Sequence[bool]) -> Any:
        """Yes or no for each text asked; no where too few examples say yes."""
        if sum(expected) < LEAST_POSITIVES or all(expected):
            return np.full(self._asked.shape[0], all(expected), dtype=bool)
        return self._regression("liblinear").fit(self._learning, list(expected)).predict(self._asked)

    def _regression(self, solver: str) -> Any:
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(C=self._strength, max_iter=400, class_weight="balanced", solver=solver)


def _read_target(
    learner: _Learner,
    target: str,
    learning: Sequence[GoldPassage],
    answers: tuple[list[dict[str, str]], list[dict[str, str]]],
) -> None:
    """Adds to the answers (stance, given) what is said of one target."""
    stance, given = answers
    values, shares = learner.values([one.stance.get(target, ABSENT) for one in learning])
    for row, (value, share) in enumerate(zip(values, shares, strict=True)):
        if value != ABSENT:
            stance[row][target] = value
        among = {name: share.get(name, 0.0) for name in STANCES}
        given[row][target] = max(among, key=among.__getitem__)


def _tones(learning: Sequence[GoldPassage], passages: Sequence[GoldPassage]) -> list[str]:
    return tfidf_values([(one.text, one.sentiment) for one in learning], [one.text for one in passages])


def _around(passage: GoldPassage) -> str:
    return with_context(PassageInput(text=passage.text, title=passage.title, parent=passage.parent))
