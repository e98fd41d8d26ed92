"""The lines of whole threads: verdicts of comments, press and quoted speakers, relevance, actors, stories.

An article and its comments are resampled together.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nlp.evaluation.answers import Said, admit_all
from nlp.evaluation.baselines import majority
from nlp.evaluation.layers import ALL, SECOND, tallies
from nlp.evaluation.lines import SHOWN, Line
from nlp.evaluation.naive import naive_actors
from nlp.evaluation.scoring import BOUNDS, Floats, Score, Tally, pool, resamples, score
from nlp.evaluation.spans import same_name
from nlp.evaluation.systems import cues
from nlp.evaluation.threads import GoldThread, ReadThread, comment_passage
from nlp.pipeline import Pipeline
from nlp.training.gold import GoldPassage


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Texts to judge with what was found, the baselines, and the number of the thread of each."""

    passages: Sequence[GoldPassage]
    said: Sequence[Said]
    units: Sequence[int]
    simple: Sequence[Said] | None = None
    tfidf: Sequence[Said] | None = None


def comment_passages(threads: Sequence[GoldThread]) -> list[GoldPassage]:
    """Every annotated comment as a passage, thread by thread."""
    return [comment_passage(thread, comment) for thread in threads for comment in thread.comments]


def article_passages(threads: Sequence[GoldThread]) -> list[GoldPassage]:
    """Every annotated article as one passage: title, standfirst and blocks, with the verdicts of the press."""
    return [
        GoldPassage(
            id=thread.id, kind="paragraph", title=None, parent=None, relevant=thread.relevant, stance=thread.press,
            sentiment="neutral", text="\n\n".join(
                part for part in (thread.article.title, thread.article.standfirst,
                                  *(block.text for block in thread.article.blocks)) if part
            ),
        )
        for thread in threads
    ]  # fmt: skip


def thread_lines(
    read: Sequence[ReadThread],
    pipeline: Pipeline,
    learning: Sequence[GoldPassage],
    tfidf: tuple[Sequence[Said], Sequence[Said]] | None = None,
) -> list[Line]:
    """All lines of the threads; `tfidf` answers on `comment_passages`, then on `article_passages`."""
    if not read:
        return []
    comments = _comments(read, tfidf[0] if tfidf else None)
    articles = _articles(read, tfidf[1] if tfidf else None)
    speakers = _speakers(read)
    usual = majority(learning, max(len(one.passages) for one in (comments, articles, speakers)))
    words = _with_simple(comments, cues(pipeline, comments.passages))
    return [
        *_lines("verdicts", "pairs", _with_simple(comments, usual[: len(comments.passages)]), with_second=True),
        *_lines("thread-arguments", "arguments", words),
        *_lines("comment-relevance", "relevance", words),
        *_lines("press-verdicts", "pairs", _with_simple(articles, usual[: len(articles.passages)])),
        *_lines("speaker-verdicts", "pairs", _with_simple(speakers, usual[: len(speakers.passages)])),
        *_lines("article-relevance", "relevance", _with_simple(articles, cues(pipeline, articles.passages))),
        _actor_line(read, pipeline),
        _story_line(read),
    ]


def _comments(read: Sequence[ReadThread], tfidf: Sequence[Said] | None) -> Sample:
    said = [
        Said(
            relevant=comment.id in thread.relevant_comments,
            stance=thread.comments.get(comment.id, {}),
            arguments=thread.arguments.get(comment.id, {}),
        )
        for thread in read
        for comment in thread.gold.comments
    ]
    units = [unit for unit, thread in enumerate(read) for _ in thread.gold.comments]
    return Sample(passages=comment_passages([one.gold for one in read]), said=said, units=units, tfidf=tfidf)


def _articles(read: Sequence[ReadThread], tfidf: Sequence[Said] | None) -> Sample:
    said = [Said(relevant=thread.relevant, stance=thread.press) for thread in read]
    return Sample(passages=article_passages([one.gold for one in read]), said=said, units=range(len(read)), tfidf=tfidf)


def _speakers(read: Sequence[ReadThread]) -> Sample:
    """One text a quoted speaker; a speaker found whom nobody annotated is one that takes no side."""
    passages, said, units = [], [], []
    for unit, thread in enumerate(read):
        left = {name: stance for name, stance in thread.speakers.items() if name}
        for name, stance in thread.gold.speakers.items():
            known = [other for other in left if same_name(name, other)]
            found = {target: value for other in known for target, value in left.pop(other).items()}
            passages.append(_words_of(thread, name, stance))
            said.append(Said(stance=found))
            units.append(unit)
        for name, others in left.items():
            passages.append(_words_of(thread, name, {}))
            said.append(Said(stance=others))
            units.append(unit)
    return Sample(passages=passages, said=said, units=units)


def _words_of(thread: ReadThread, name: str, stance: Mapping[str, str]) -> GoldPassage:
    return GoldPassage(
        id=f"{thread.gold.id}:{name}", text=name, kind="paragraph", title=None, parent=None, relevant=True,
        stance=stance, sentiment="neutral",
    )  # fmt: skip


def _with_simple(sample: Sample, simple: Sequence[Said]) -> Sample:
    return Sample(passages=sample.passages, said=sample.said, units=sample.units, simple=simple, tfidf=sample.tfidf)


def _lines(name: str, layer: str, sample: Sample, *, with_second: bool = False) -> list[Line]:
    """Lines of one layer under the name it bears in threads."""
    beside = [_pooled(layer, sample, one, with_second) for one in (sample.simple, sample.tfidf)]
    simple, tfidf = ({one.group: score(one).f1 for one in found} for found in beside)
    return [
        Line(side=SHOWN, layer=name, score=score(tally), tally=tally,
             simple=simple.get(tally.group), tfidf=tfidf.get(tally.group))
        for tally in _pooled(layer, sample, sample.said, with_second)
    ]  # fmt: skip


def _pooled(layer: str, sample: Sample, said: Sequence[Said] | None, with_second: bool) -> list[Tally]:
    if said is None:
        return []
    found = list(tallies(layer, sample.passages, said))
    if with_second:
        admitted = tallies(layer, admit_all(sample.passages, said), said)
        found += [Tally(group=SECOND, counts=one.counts) for one in admitted if one.group == ALL]
    return [pool(tally, sample.units) for tally in found]


def _actor_line(read: Sequence[ReadThread], pipeline: Pipeline) -> Line:
    expected = [frozenset(thread.gold.actors) for thread in read]
    tally = _set_tally(expected, [thread.actors for thread in read])
    naive = _set_tally(expected, [frozenset(naive_actors(thread.body, pipeline.watch)) for thread in read])
    return Line(side=SHOWN, layer="actors", score=score(tally), tally=tally, simple=score(naive).f1)


def _set_tally(expected: Sequence[frozenset[str]], found: Sequence[frozenset[str]]) -> Tally:
    counts = [[[len(one & other), len(other), len(one)]] for one, other in zip(expected, found, strict=True)]
    return Tally(group=ALL, counts=np.array(counts, dtype=np.float64).reshape(-1, 1, 3))


def _story_line(read: Sequence[ReadThread]) -> Line:
    """B³ of the grouping, beside every article left alone. Source: Bagga and Baldwin 1998."""
    expected = [thread.gold.story for thread in read]
    alone = b_cubed(expected, [thread.gold.id for thread in read])
    return Line(
        side=SHOWN, layer="stories", score=b_cubed(expected, [thread.story for thread in read]), simple=alone.f1
    )


def b_cubed(expected: Sequence[str], found: Sequence[str]) -> Score:
    """B³ precision, recall and F1 of a grouping; annotated stories are resampled whole. `n` counts the articles."""
    both = Counter(zip(expected, found, strict=True))
    sizes, found_sizes = Counter(expected), Counter(found)
    stories = list(dict.fromkeys(expected))
    sums = np.zeros((len(stories), 3))
    for one, other in zip(expected, found, strict=True):
        shared = both[one, other]
        sums[stories.index(one)] += (shared / found_sizes[other], shared / sizes[one], 1.0)
    precision, recall, f1 = _means(sums.sum(axis=0))
    drawn = _means(resamples(len(stories)) @ sums)
    low, high = np.quantile(drawn[2], BOUNDS)
    precision_low, precision_high = np.quantile(drawn[0], BOUNDS)
    return Score(
        group=ALL, n=len(expected), precision=float(precision), recall=float(recall), f1=float(f1),
        low=min(float(low), float(f1)), high=max(float(high), float(f1)),
        precision_low=min(float(precision_low), float(precision)),
        precision_high=max(float(precision_high), float(precision)),
    )  # fmt: skip


def _means(sums: Floats) -> tuple[Floats, Floats, Floats]:
    n = np.maximum(sums[..., 2], 1e-9)
    precision, recall = sums[..., 0] / n, sums[..., 1] / n
    return precision, recall, 2 * precision * recall / np.maximum(precision + recall, 1e-9)
