"""Which phrases rose: log-odds with an informative Dirichlet prior, counted in comments and articles, not in words.

The prior of a phrase is what the months before show of it. Its strength is the log-odds of the last days against the
month before, in standard errors (Monroe, Colaresi and Quinn, « Fightin' Words », 2008). Whether it rose by chance is
asked to the same model: after the whole past, the number of units that use it follows a beta-binomial law, and the
false discovery rate is held by Benjamini and Hochberg's rule (1995) over every phrase that could be told at all: one
met once or twice in all, past included, cannot be, whenever it came (Gilbert 2005).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# At the hour of the night its own day is nearly empty: two days are the day before and what came since.
SPANS_DAYS = (2, 4, 7)
RECENT_DAYS = 28
PAST_DAYS = 120
FALSE_DISCOVERIES = 0.05
LEAST_STRENGTH = 1.645
LEAST_UNITS, LEAST_STORIES, LEAST_READERS = 3, 2, 1
# Replies of one thread repeat each other: beyond these it says no more.
MOST_OF_A_STORY = 3
MOST_UNITS_OF_A_STORY = 30
# The weight, in units, of the months before the last one, in the strength; a phrase never seen counts for half a unit.
PRIOR_UNITS = 500.0
UNSEEN = 0.5
# Fewer units of past say nothing about what is usual.
ENOUGH_PAST = 150
ENOUGH_FOR_WORDS = 1000
_ALONE = 0.05


@dataclass(frozen=True, slots=True)
class Unit:
    """A comment or an article of the debate with the keys of its phrases; reprises share their `story`."""

    id: str
    day: date
    story: str
    is_comment: bool
    keys: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Risen:
    """A phrase that rose over the last `span_days`, with the units that use it; `past_share` in 0–1."""

    key: str
    span_days: int
    units: frozenset[str]
    n_comments: int
    n_articles: int
    n_stories: int
    past_share: float
    strength: float
    p: float


@dataclass(frozen=True)
class _Counts:
    """Units in a period: how many, and how many use each phrase, no story beyond its share."""

    n: float
    by_key: Mapping[str, int]

    def of(self, key: str) -> int:
        return self.by_key.get(key, 0)


def find_risen(units: Iterable[Unit], day: date) -> list[Risen]:
    """The phrases that rose up to `day`, the strongest first; none without enough past, or without new texts.

    One story, an article with its comments and reprises, never makes a phrase rise alone.
    """
    dated = [unit for unit in units if day - timedelta(days=PAST_DAYS + max(SPANS_DAYS)) < unit.day <= day]
    fresh = frozenset(unit.id for unit in dated if unit.day > day - timedelta(days=min(SPANS_DAYS)))
    best: dict[str, Risen] = {}
    n_asked = 0
    for span in SPANS_DAYS if fresh else ():
        found, asked = _judge_span(dated, day, span)
        n_asked += asked
        for one in found:
            if one.units & fresh and (one.key not in best or one.p < best[one.key].p):
                best[one.key] = one
    kept = _hold_discoveries(list(best.values()), n_asked)
    return sorted(kept, key=lambda one: (-one.strength, one.key))


def _judge_span(units: Sequence[Unit], day: date, span: int) -> tuple[list[Risen], int]:
    """What may have risen over a span, before false discoveries are held, and how many phrases were asked."""
    start = day - timedelta(days=span)
    now = [unit for unit in units if unit.day > start]
    month = start - timedelta(days=RECENT_DAYS)
    recent = _count([unit for unit in units if month < unit.day <= start])
    old = _count([unit for unit in units if unit.day <= month])
    if recent.n + old.n < ENOUGH_PAST:
        return [], 0
    using: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in now:
        for key in unit.keys:
            using[key].append(unit)
    n_now = _count(now).n
    judged = [_judge(key, found, n_now, recent, old, span) for key, found in using.items() if _may_rise(found)]
    n_asked = sum(_capped(found) + recent.of(key) + old.of(key) >= LEAST_UNITS for key, found in using.items())
    return [one for one in judged if one is not None], n_asked


def _may_rise(using: Sequence[Unit]) -> bool:
    stories = len({unit.story for unit in using})
    return (
        len(using) >= LEAST_UNITS
        and stories >= LEAST_STORIES
        and sum(unit.is_comment for unit in using) >= LEAST_READERS
    )


def _judge(key: str, using: Sequence[Unit], n_now: float, recent: _Counts, old: _Counts, span: int) -> Risen | None:
    weight = min(1.0, PRIOR_UNITS / old.n) if old.n else 0.0
    prior, prior_n = UNSEEN + weight * old.of(key), 2 * UNSEEN + weight * old.n
    y_now, y_before = _capped(using), recent.of(key)
    if " " not in key and (y_before + old.of(key) or recent.n + old.n < ENOUGH_FOR_WORDS):
        return None  # a bare word is news when nobody ever wrote it, of many
    strength = log_odds(y_now, n_now, y_before, recent.n, prior, prior_n)
    if strength < LEAST_STRENGTH:
        return None
    used = UNSEEN + y_before + old.of(key)
    unused = UNSEEN + recent.n + old.n - y_before - old.of(key)
    by_story = Counter(unit.story for unit in using)
    rest = [unit for unit in using if unit.story != by_story.most_common(1)[0][0]]
    if chance(_capped(rest), round(n_now), used, unused) > _ALONE:
        return None
    past = (recent.of(key) + old.of(key)) / (recent.n + old.n)
    n_comments = sum(unit.is_comment for unit in using)
    return Risen(
        key=key, span_days=span, units=frozenset(unit.id for unit in using), n_comments=n_comments,
        n_articles=len(using) - n_comments, n_stories=len(by_story), past_share=past, strength=strength,
        p=chance(y_now, round(n_now), used, unused),
    )  # fmt: skip


def log_odds(y_now: float, n_now: float, y_before: float, n_before: float, prior: float, prior_n: float) -> float:
    """The log-odds of a phrase in the last days against the past, both with the prior, in standard errors."""
    now, before = y_now + prior, y_before + prior
    others_now, others_before = n_now + prior_n - now, n_before + prior_n - before
    difference = math.log(now / max(others_now, 0.5)) - math.log(before / max(others_before, 0.5))
    return difference / math.sqrt(1 / now + 1 / before)


def chance(y: int, n: int, used: float, unused: float) -> float:
    """The probability that at least `y` of `n` units use a phrase whose share follows Beta(used, unused)."""
    if y <= 0:
        return 1.0
    total, n = 0.0, max(n, y)
    constant = math.lgamma(used + unused) - math.lgamma(used) - math.lgamma(unused)
    for k in range(y, n + 1):
        log_choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        log_beta = math.lgamma(used + k) + math.lgamma(unused + n - k) - math.lgamma(used + unused + n)
        term = math.exp(log_choose + log_beta + constant)
        total += term
        if term < total * 1e-12:
            break
    return min(1.0, total)


def _count(units: Sequence[Unit]) -> _Counts:
    by_story: defaultdict[str, Counter[str]] = defaultdict(Counter)
    n_by_story: Counter[str] = Counter()
    for unit in units:
        n_by_story[unit.story] += 1
        by_story[unit.story].update(unit.keys)
    totals: Counter[str] = Counter()
    for counts in by_story.values():
        totals.update({key: min(n, MOST_OF_A_STORY) for key, n in counts.items()})
    return _Counts(float(sum(min(n, MOST_UNITS_OF_A_STORY) for n in n_by_story.values())), totals)


def _capped(using: Sequence[Unit]) -> int:
    return sum(min(n, MOST_OF_A_STORY) for n in Counter(unit.story for unit in using).values())


def _hold_discoveries(found: Sequence[Risen], n_asked: int) -> list[Risen]:
    """Benjamini and Hochberg's rule over every phrase asked in every span."""
    ranked = sorted(found, key=lambda one: (one.p, one.key))
    last = 0
    for rank, one in enumerate(ranked, start=1):
        if one.p <= FALSE_DISCOVERIES * rank / n_asked:
            last = rank
    return ranked[:last]
