"""What is quoted of an article: two sentences of its strongest evidence, and the words of those it quotes."""

from collections.abc import Iterable, Mapping, Sequence

from dashboard.brief.places import Places
from dashboard.brief.plain import plain
from dashboard.brief.records import Extract, QuoteItem
from dashboard.brief.sentences import LONGEST, Span, cut_out, split_sentences
from dashboard.brief.telling import list_telling
from dashboard.brief.when import say_when
from store.database import Row
from store.fold import fold_words
from store.watch import Watch

N_EXTRACTS = 2
N_QUOTES = 3
N_SPARE = 6
# What shorter words than this say is rarely understood alone.
SHORTEST = 30
_TITLES = {
    "dr",
    "dre",
    "docteur",
    "docteure",
    "pr",
    "pre",
    "professeur",
    "m",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "me",
}
UNNAMED = "une personne citée"
Chosen = tuple[Span, Span, str | None]  # a sentence, its evidence, who says it
_KINDS = ("direct", "interview", "partial")


def choose_spans(
    body: str, tags: Sequence[Row], quotes: Sequence[Row], figures: Sequence[Row] = (), *, title_end: int
) -> list[Chosen]:
    """Up to two sentences of one article with what makes them telling and their speaker, the most telling first."""
    chosen: list[Chosen] = []
    for sentence, reason in list_telling(body, tags, figures, title_end=title_end):
        if len(chosen) < N_EXTRACTS and not any(sentence.shares(other) for other, _, _ in chosen):
            chosen.append((sentence, reason, _speaker_in(sentence, tags) or _speaker_of(sentence, quotes)))
    return chosen


def _speaker_in(sentence: Span, tags: Sequence[Row]) -> str | None:
    """Who speaks the passage that a sentence stands in, in an interview."""
    for row in tags:
        if row["speaker"] and row["start"] <= sentence.start and sentence.end <= row["end"]:
            return str(row["speaker"])
    return None


def extract(body: str, spans: Iterable[Chosen]) -> tuple[Extract, ...]:
    """The chosen sentences, in the order of the article."""
    ordered = sorted(spans, key=lambda one: one[0].start)
    return tuple(
        Extract(text=plain(cut_out(body, sentence, around=evidence)), speaker=plain(speaker) or None)
        for sentence, evidence, speaker in ordered
    )


def _speaker_of(sentence: Span, quotes: Sequence[Row]) -> str | None:
    """Whose words a sentence mostly is: a quoted person's name, « une personne citée », or `None`, the journalist's."""
    for row in quotes:
        shared = sentence.shares(Span(start=row["start"], end=row["end"]))
        if row["kind"] in _KINDS and shared * 2 >= sentence.end - sentence.start:
            return str(row["speaker"]) if is_named(row["speaker"]) else UNNAMED
    return None


def choose_quotes(
    articles: Mapping[str, Row], quotes: Sequence[Row], taken: Mapping[str, Sequence[Span]],
    tags: Mapping[str, Sequence[Row]], places: Places,
) -> tuple[tuple[QuoteItem, ...], tuple[QuoteItem, ...]]:  # fmt: skip
    """Three quotes of the day by three people: known actors first, then those whose words take a side most clearly;
    and those that could take their place.

    Very short quotes, and words already extracted, come when the others are fewer than three. Left out: speakers
    without a name, and persons whom the watch marks private.
    """
    found = [
        (row, _quoted_span(articles[row["owner_id"]]["body"], row, tags))
        for row in quotes if _is_quotable(row, articles[row["owner_id"]], places.watch)
    ]  # fmt: skip
    ranked = sorted(
        found,
        key=lambda one: (any(one[1].shares(other) for other in taken.get(one[0]["owner_id"], ())),
                         one[0]["end"] - one[0]["start"] < SHORTEST, one[0]["actor"] is None,
                         _KINDS.index(one[0]["kind"]), -_strength(one[0], tags), one[0]["owner_id"], one[0]["start"]),
    )  # fmt: skip
    first: list[tuple[Row, Span]] = []
    others: list[tuple[Row, Span]] = []
    speakers: set[str] = set()
    for row, span in ranked:
        surname = fold_words(plain(row["speaker"])).split()[-1]
        (others if surname in speakers or len(first) == N_QUOTES else first).append((row, span))
        speakers.add(surname)
    chosen, spare = (
        tuple(_quote_item(articles[row["owner_id"]], row, span, places) for row, span in found)
        for found in (first, others[:N_SPARE])
    )
    return chosen, spare


def is_named(speaker: str | None) -> bool:
    """Whether a speaker is named: a capital, and more than a civility (« Dr », « la présidente » alone name nobody)."""
    words = plain(speaker).replace("’", " ").replace("'", " ").split()
    return any(word[0].isupper() and word.strip(".,").lower() not in _TITLES and len(word) > 1 for word in words)


def _is_quotable(row: Row, article: Row, watch: Watch) -> bool:
    if row["kind"] not in _KINDS or not is_named(row["speaker"]):
        return False
    actor = watch.actor(row["actor"]) if row["actor"] else None
    is_title = row["start"] < len(article["title"])
    return not is_title and not (actor and actor.private)


def _quoted_span(body: str, row: Row, tags: Mapping[str, Sequence[Row]]) -> Span:
    """The whole quote; of a long turn of an interview, whole sentences from the one that takes a side most clearly,
    or from its beginning."""
    whole = Span(start=row["start"], end=row["end"])
    sentences = split_sentences(body, whole)
    if row["kind"] != "interview" or whole.end - whole.start <= LONGEST or len(sentences) < 2:
        return whole
    first = 0
    for tag in tags.get(row["owner_id"], ()):
        if tag["kind"] != "relevance" and tag["evidence_start"] is not None:
            evidence = Span(start=tag["evidence_start"], end=tag["evidence_end"])
            if whole.shares(evidence):
                first = max(range(len(sentences)), key=lambda index: evidence.shares(sentences[index]))
                break
    end = sentences[first].end
    for sentence in sentences[first + 1 :]:
        if sentence.end - sentences[first].start > LONGEST:
            break
        end = sentence.end
    return Span(start=sentences[first].start, end=end)


def _strength(row: Row, tags: Mapping[str, Sequence[Row]]) -> float:
    """The strongest tag of the passages that the quote stands in; none is 0."""
    return max(
        (float(tag["score"]) for tag in tags.get(row["owner_id"], ())
         if tag["kind"] != "relevance" and min(tag["end"], row["end"]) > max(tag["start"], row["start"])),
        default=0.0,
    )  # fmt: skip


def _quote_item(article: Row, row: Row, span: Span, places: Places) -> QuoteItem:
    actor = places.watch.actor(row["actor"]) if row["actor"] else None
    speaker = plain(row["speaker"])
    if actor and actor.name.lower() not in speaker.lower() and actor.kind == "ORG":
        speaker = f"{speaker} ({plain(actor.name)})"
    return QuoteItem(
        text=plain(cut_out(article["body"], span)), speaker=speaker, source=plain(article["source"]),
        when=say_when(article), href=article["href"], trail=places.article(article["id"], article["title"]),
        key=f"propos-{article['id']}-{row['start']}",
    )  # fmt: skip
