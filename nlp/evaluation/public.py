"""Public French tests beside ours: tone of tweets, side toward a proposition never seen; files through VIGIE_DATA."""

from collections.abc import Mapping, Sequence

import numpy as np

from nlp.evaluation.baselines import most_frequent, tfidf_values
from nlp.evaluation.layers import ALL, MACRO
from nlp.evaluation.lines import RAW, Line
from nlp.evaluation.scoring import Tally, score
from nlp.evaluation.systems import sides, tones
from nlp.pipeline import Pipeline
from nlp.training.gold import SENTIMENTS, STANCES, GoldPassage
from nlp.training.sources import DataError, consult_arguments, data_root, read_jsonl

CONSULT_STRENGTH = 2.0
TWEETS, UNSEEN = "tweets", "unseen"


def public_lines(pipeline: Pipeline, learning: Sequence[GoldPassage], *, with_tfidf: bool) -> list[Line]:
    """The lines of both tests; raises `DataError` where VIGIE_DATA is unset or lacks a file."""
    return [*_tweets(pipeline, learning, with_tfidf=with_tfidf), *_unseen(pipeline, with_tfidf=with_tfidf)]


def _tweets(pipeline: Pipeline, learning: Sequence[GoldPassage], *, with_tfidf: bool) -> list[Line]:
    """Tone of tweets, three balanced classes: nothing here was learnt from a tweet, TF-IDF no more than the model."""
    path = data_root() / "sentiment-fr" / "tweets-umsab-test.jsonl.gz"
    if not path.is_file():
        raise DataError(f"{path}: missing")
    tweets = [(row["text"], row["label"]) for row in read_jsonl(path)]
    texts, expected = [text for text, _ in tweets], [tone for _, tone in tweets]
    taught = [(one.text, one.sentiment) for one in learning]
    answers = {
        "simple": [most_frequent(tone for _, tone in taught)] * len(texts),
        "tfidf": tfidf_values(taught, texts) if with_tfidf else None,
    }
    return class_lines(TWEETS, SENTIMENTS, expected, tones(pipeline, texts), answers)


def _unseen(pipeline: Pipeline, *, with_tfidf: bool) -> list[Line]:
    """For or against propositions never seen: the valid part of the consultations; TF-IDF learns their train part."""
    root = data_root()
    if not (root / "stance-consult-fr" / "valid.jsonl.gz").is_file():
        raise DataError(f"{root}: stance-consult-fr/valid.jsonl.gz is missing")
    asked, taught = consult_arguments(root, "valid"), consult_arguments(root, "train")
    texts, learning = ([(f"{one.target} . {one.text}", one.stance) for one in part] for part in (asked, taught))
    answers = {
        "simple": [most_frequent(stance for _, stance in learning)] * len(texts),
        "tfidf": tfidf_values(learning, [text for text, _ in texts], CONSULT_STRENGTH) if with_tfidf else None,
    }
    return class_lines(UNSEEN, STANCES[:2], [one.stance for one in asked], sides(pipeline, asked), answers)


def class_lines(
    layer: str,
    classes: Sequence[str],
    expected: Sequence[str],
    found: Sequence[str],
    answers: Mapping[str, Sequence[str] | None],
) -> list[Line]:
    """Micro, macro, then each class, of texts that have one value each; `answers` are those of the baselines."""
    beside = {
        name: {one.group: score(one).f1 for one in _tallies(classes, expected, said)} if said else {}
        for name, said in answers.items()
    }
    return [
        Line(side=RAW, layer=layer, score=score(tally), tally=tally,
             simple=beside["simple"].get(tally.group), tfidf=beside["tfidf"].get(tally.group))
        for tally in _tallies(classes, expected, found)
    ]  # fmt: skip


def _tallies(classes: Sequence[str], expected: Sequence[str], found: Sequence[str]) -> list[Tally]:
    counts = np.array(
        [
            [[one == other == name, other == name, one == name] for name in classes]
            for one, other in zip(expected, found, strict=True)
        ],
        dtype=np.float64,
    )
    whole = Tally(group=ALL, counts=counts.sum(axis=1, keepdims=True))
    singles = [Tally(group=name, counts=counts[:, [index]]) for index, name in enumerate(classes)]
    return [whole, Tally(group=MACRO, counts=counts), *singles]
