"""Whether a text speaks of the watch's debate, and why, in one French line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nlp.matcher import CueMatcher, Match, Tokens, ends_sentence, fold_fast, overlaps, sound, stem, tokenise
from store.watch import Part, Watch

VERSION = "1"
READS: tuple[Part, ...] = ("terms", "arguments")
THRESHOLD = 0.5
_LEVELS = ("measure", "core", "ambiguous")
_MIN_FUZZY = 9
_FRIEND_REACH = 30
_WIDGET = re.compile(
    r"\s*(sondage|votez|donnez votre avis|(a )?(lire|voir|decouvrir|ecouter) (aussi|egalement)|"
    r"sur le meme (sujet|theme)|les plus (lus|commentes|partages)|newsletter|abonnez|"
    r"dans la meme rubrique|partager|articles? lies?)\b"
)


@dataclass(frozen=True)
class Relevance:
    """A verdict: `score` in 0..1, relevant from `THRESHOLD`; `evidence` counts characters of the text judged."""

    relevant: bool
    score: float
    reason: str
    evidence: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Context:
    """What a comment answers: the article's title, the parent comment, and whether the article is in the watch."""

    title: str | None = None
    parent: str | None = None
    article_relevant: bool | None = None


@dataclass(frozen=True)
class _Reading:
    """The terms of a text that count, those a false friend cancels, and its medical context."""

    tokens: Tokens
    hits: dict[str, list[Match]]
    cancelled: list[tuple[Match, str]]

    def first(self, key: str) -> Match | None:
        return next(iter(self.hits.get(key, ())), None)


class _Lexicon:
    """The terms and false friends of one watch, compiled."""

    def __init__(self, watch: Watch) -> None:
        terms = watch.terms
        cues = {level: getattr(terms, level) for level in (*_LEVELS, "context", "close_context", "link", "off_topic")}
        for friend in watch.false_friends:
            cues |= {f"forms:{friend.id}": friend.forms, f"cues:{friend.id}": friend.cues}
            cues |= {f"unless:{friend.id}": friend.unless}
        cues["argument"] = tuple(cue for argument in watch.arguments for cue in argument.cues)
        self._friends = watch.false_friends
        self._matcher = CueMatcher(cues)
        self._fuzzy = {sound(stem(fold_fast(word)[0])) for word in terms.fuzzy}
        self._known: dict[str, bool] = {}

    def read(self, text: str) -> _Reading:
        tokens = tokenise(text)
        hits: dict[str, list[Match]] = {}
        for match in self._matcher.find(tokens):
            hits.setdefault(match.key, []).append(match)
        hits.setdefault("core", []).extend(self._misspelt(tokens))
        cancelled: list[tuple[Match, str]] = []
        for friend in self._friends:
            linked = hits.get(f"unless:{friend.id}") if friend.unless else hits.get("link")
            cues = hits.get(f"cues:{friend.id}", [])
            if linked or not cues:
                continue
            forms = [match for match in hits.get(f"forms:{friend.id}", []) if _is_near(match, cues)]
            for level in _LEVELS:
                lost = [match for match in hits.get(level, []) if overlaps(match, forms)]
                hits[level] = [match for match in hits.get(level, []) if match not in lost]
                cancelled += [(match, friend.name) for match in lost]
        return _Reading(tokens, hits, cancelled)

    def _misspelt(self, tokens: Tokens) -> list[Match]:
        return [
            Match("core", word, index, index, *tokens.spans[index])
            for index, word in enumerate(tokens.words)
            if len(word) >= _MIN_FUZZY and self._sounds_close(word)
        ]

    def _sounds_close(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            heard = sound(stem(word))
            known = any(_close(heard, wanted) for wanted in self._fuzzy)
            if len(self._known) < 200_000:
                self._known[word] = known
        return known


def _is_near(match: Match, cues: list[Match]) -> bool:
    return any(cue.first - match.last <= _FRIEND_REACH and match.first - cue.last <= _FRIEND_REACH for cue in cues)


@lru_cache(maxsize=8)
def _lexicon(watch: Watch) -> _Lexicon:
    return _Lexicon(watch)


def judge_relevance(text: str, *, watch: Watch, context: Context | None = None) -> Relevance:
    """Whether a passage or a comment is in the watch.

    A measure suffices; another term needs the debate's vocabulary in the text, or in what the text answers. A
    text without any term inherits the subject of a relevant article or parent (0.6) unless it is off topic; else
    the cue of an argument beside a word of city medicine makes it relevant, weakly (0.55).
    """
    reading = _lexicon(watch).read(text)
    alone = _judge_terms(text, reading)
    if alone.relevant:
        return alone
    source = _relevant_source(context, watch) if context else None
    if source:
        return _judge_in_context(text, reading, alone, source)
    return _judge_vocabulary(text, reading) or alone


def _judge_vocabulary(text: str, reading: _Reading) -> Relevance | None:
    if reading.cancelled or reading.hits.get("off_topic"):
        return None
    for argument in reading.hits.get("argument", ()):
        near = _beside(reading, argument, "close_context")
        if near:
            reason = f"vocabulaire du débat : « {_shown(text, argument)} » avec « {_shown(text, near)} »"
            return _verdict(0.55, reason, argument, near)
    return None


def _judge_terms(text: str, reading: _Reading) -> Relevance:
    measure, core, ambiguous = (reading.first(level) for level in _LEVELS)
    if measure:
        return _verdict(0.95, f"« {_shown(text, measure)} » suffit", measure)
    near = _beside(reading, core, "context")
    if core and near:
        return _verdict(0.9, f"« {_shown(text, core)} » avec « {_shown(text, near)} »", core, near)
    near = _beside(reading, ambiguous, "close_context")
    if ambiguous and near:
        return _verdict(0.85, f"« {_shown(text, ambiguous)} » avec « {_shown(text, near)} »", ambiguous, near)
    if reading.cancelled:
        match, friend = reading.cancelled[0]
        return _verdict(0.05, f"« {_shown(text, match)} » a ici un autre sens : {friend}", match)
    if core:
        return _verdict(0.45, f"« {_shown(text, core)} » sans contexte médical", core)
    if ambiguous:
        return _verdict(0.3, f"« {_shown(text, ambiguous)} » seul ne suffit pas", ambiguous)
    return Relevance(False, 0.1 if reading.hits.get("context") else 0.0, "aucun terme de la veille")


def _beside(reading: _Reading, hit: Match | None, key: str) -> Match | None:
    """A word of context that is not the hit itself."""
    if hit is None:
        return None
    return next((match for match in reading.hits.get(key, ()) if not overlaps(match, [hit])), None)


def _relevant_source(context: Context, watch: Watch) -> str | None:
    """French name of what the text answers and that is in the watch, if anything is."""
    if context.article_relevant:
        return "l'article"
    if context.parent and _judge_alone(context.parent, watch).relevant:
        return "le commentaire auquel il répond"
    if context.article_relevant is None and context.title and _judge_alone(context.title, watch).relevant:
        return "le titre de l'article"
    return None


@lru_cache(maxsize=4096)
def _judge_alone(text: str, watch: Watch) -> Relevance:
    """Whether a text holds the watch's terms, whatever it answers."""
    return _judge_terms(text, _lexicon(watch).read(text))


def _judge_in_context(text: str, reading: _Reading, alone: Relevance, source: str) -> Relevance:
    term = reading.first("core") or reading.first("ambiguous")
    if term:
        return _verdict(0.8, f"« {_shown(text, term)} », et {source} est dans la veille", term)
    if reading.cancelled:
        return alone
    off_topic = reading.first("off_topic")
    if off_topic:
        return _verdict(0.2, f"hors sujet : « {_shown(text, off_topic)} »", off_topic)
    if not any(word[0].isalpha() for word in reading.tokens.words if not ends_sentence(word)):
        return Relevance(False, 0.0, "aucun mot à lire")
    return Relevance(True, 0.6, f"pertinence héritée : {source} est dans la veille")


def article_text(title: str | None, standfirst: str | None, paragraphs: Sequence[str]) -> str:
    """Title, standfirst and paragraphs as the one text whose characters `judge_article`'s evidence counts."""
    return "\n\n".join(part for part in (title, standfirst, *paragraphs) if part)


def judge_article(title: str | None, standfirst: str | None, paragraphs: Sequence[str], watch: Watch) -> Relevance:
    """Whether an article is in the watch, judged as a whole; evidence counts characters of `article_text`.

    A relevant title or standfirst suffices. Otherwise two paragraphs must speak of the debate, or one that does so
    twice, or the only ones of a short article; a widget, a link to another page or the last paragraph do not count.
    """
    heads = [part for part in (title, standfirst) if part]
    parts = [part for part in (title, standfirst, *paragraphs) if part]
    starts = [sum(len(part) + 2 for part in parts[:index]) for index in range(len(parts))]
    verdicts = [_shifted(_judge_alone(part, watch), start) for part, start in zip(parts, starts, strict=True)]
    for verdict, where in zip(verdicts, ("titre", "chapô") if title else ("chapô",), strict=False):
        if verdict.relevant and verdicts.index(verdict) < len(heads):
            return replace(verdict, reason=f"{where} : {verdict.reason}")
    return _judge_body(parts[len(heads) :], verdicts[len(heads) :], watch)


def _judge_body(paragraphs: Sequence[str], verdicts: Sequence[Relevance], watch: Watch) -> Relevance:
    body = [
        (paragraph, verdict)
        for index, (paragraph, verdict) in enumerate(zip(paragraphs, verdicts, strict=True))
        if not _WIDGET.match(fold_fast(paragraph)[0]) and (index + 1 < len(paragraphs) or len(paragraphs) == 1)
    ]
    spoken = [(paragraph, verdict) for paragraph, verdict in body if verdict.relevant]
    if not spoken:
        elsewhere = any(verdict.relevant for verdict in verdicts)
        reason = "seulement dans un encart ou en dernière ligne" if elsewhere else "aucun terme de la veille"
        return Relevance(False, 0.2 if elsewhere else 0.0, reason)
    paragraph, verdict = spoken[0]
    developed = len(spoken) >= 2 or len(body) <= 3 or _n_terms(paragraph, watch) >= 2
    if not developed:
        return replace(verdict, relevant=False, score=0.35, reason=f"simple mention : {verdict.reason}")
    return replace(verdict, score=min(verdict.score, 0.85), reason=f"corps de l'article : {verdict.reason}")


def _n_terms(paragraph: str, watch: Watch) -> int:
    """How many separate terms of the watch a paragraph holds."""
    hits = _lexicon(watch).read(paragraph).hits
    kept: list[Match] = []
    for match in (match for level in _LEVELS for match in hits.get(level, ())):
        if not overlaps(match, kept):
            kept.append(match)
    return len(kept)


def _shifted(verdict: Relevance, start: int) -> Relevance:
    return replace(verdict, evidence=tuple((begin + start, end + start) for begin, end in verdict.evidence))


def _verdict(score: float, reason: str, *matches: Match) -> Relevance:
    evidence = tuple(sorted({(match.start, match.end) for match in matches}))
    return Relevance(score >= THRESHOLD, score, reason, evidence)


def _shown(text: str, match: Match) -> str:
    return " ".join(text[match.start : match.end].split())


def _close(one: str, other: str) -> bool:
    """Whether two words differ by at most one letter (two from twelve letters on), the first one being the same."""
    allowed = 2 if len(other) >= 12 else 1
    if one[:1] != other[:1] or abs(len(one) - len(other)) > allowed:
        return False
    return _distance(one, other) <= allowed


def _distance(one: str, other: str) -> int:
    """Edit distance where two neighbouring letters swapped count for one (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
