"""What any model must beat: the most frequent answer, and TF-IDF with logistic regression (needs scikit-learn)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nlp.inputs import PassageInput, with_context
from nlp.training.gold import ABSENT, STANCES, TARGETS, GoldPassage
from nlp.training.sources import Argument
from store.fold import fold

STRENGTH = 10.0


class BaselineError(Exception):
    """A baseline cannot be computed here; the message says what to install."""


@dataclass(frozen=True, kw_only=True)
class Predictions:
    """Answers of one system: `presence` (n, 6), `pairs` (n, 18), stance per target if it is spoken of, sentiment."""

    presence: np.ndarray
    pairs: np.ndarray
    given: Sequence[dict[str, str]]
    sentiment: Sequence[str]


def majority(learning: Sequence[GoldPassage], n_passages: int) -> Predictions:
    """The most frequent pair, stance and sentiment of `learning`, for every passage."""
    pairs = Counter(pair for passage in learning for pair in passage.stance.items())
    (best_target, best_stance), _ = pairs.most_common(1)[0]
    stance = Counter(value for passage in learning for value in passage.stance.values()).most_common(1)[0][0]
    sentiment = Counter(passage.sentiment for passage in learning).most_common(1)[0][0]
    found = np.array([[t == best_target and s == best_stance for t in TARGETS for s in STANCES]] * n_passages)
    return Predictions(
        presence=np.array([[target == best_target for target in TARGETS]] * n_passages),
        pairs=found,
        given=[dict.fromkeys(TARGETS, stance)] * n_passages,
        sentiment=[sentiment] * n_passages,
    )


def tfidf(learning: Sequence[GoldPassage], passages: Sequence[GoldPassage]) -> Predictions:
    """Words 1-2 and characters 3-5 with one balanced regression per target (absent or a stance), one for sentiment.

    Targets are read on the passage with its title and parent, sentiment on the passage alone. Raises `BaselineError`
    where scikit-learn is not installed.
    """
    features, asked = _features([_around(p) for p in learning], [_around(p) for p in passages])
    values: list[dict[str, str]] = [{} for _ in passages]
    given: list[dict[str, str]] = [{} for _ in passages]
    for target in TARGETS:
        model = _regression().fit(features, [passage.stance.get(target, ABSENT) for passage in learning])
        shares, classes = model.predict_proba(asked), list(model.classes_)
        for row, share in enumerate(shares):
            values[row][target] = classes[int(np.argmax(share))]
            among = {value: share[classes.index(value)] for value in STANCES if value in classes}
            given[row][target] = max(among, key=among.__getitem__)
    features, asked = _features([p.text for p in learning], [p.text for p in passages])
    sentiment = _regression().fit(features, [p.sentiment for p in learning]).predict(asked)
    return Predictions(
        presence=np.array([[row[target] != ABSENT for target in TARGETS] for row in values]),
        pairs=np.array([[row[t] == s for t in TARGETS for s in STANCES] for row in values]),
        given=given,
        sentiment=list(sentiment),
    )


def tfidf_consult(learning: Sequence[Argument], arguments: Sequence[Argument]) -> list[str]:
    """For or against, read on the proposition's title and the argument as one text."""
    texts = [[f"{a.target} . {a.text}" for a in part] for part in (learning, arguments)]
    features, asked = _features(*texts)
    return list(_regression(2.0).fit(features, [argument.stance for argument in learning]).predict(asked))


def _around(passage: GoldPassage) -> str:
    return with_context(PassageInput(text=passage.text, title=passage.title, parent=passage.parent))


def _features(learning: Sequence[str], asked: Sequence[str]) -> tuple[Any, Any]:
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_union
    except ImportError as error:
        raise BaselineError("la colonne TF-IDF demande scikit-learn : pip install 'vigie[train]'") from error
    union = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True),
    )
    return union.fit_transform([fold(text) for text in learning]), union.transform([fold(text) for text in asked])


def _regression(strength: float = STRENGTH) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=400, class_weight="balanced")
