"""What is quoted of an article: two sentences of its strongest evidence, and the words of those it quotes."""

from collections.abc import Iterable, Mapping, Sequence

from dashboard.brief.places import Places
from dashboard.brief.plain import plain
from dashboard.brief.records import Extract, QuoteItem
from dashboard.brief.sentences import LONGEST, Span, cut_out, find_sentence, split_sentences
from dashboard.brief.when import say_when
from store.database import Row
from store.fold import fold_words
from store.watch import Watch

N_EXTRACTS = 2
N_QUOTES = 3
# What shorter words than this say is rarely understood alone.
SHORTEST = 30
_SAID_IN = ("paragraph", "answer", "standfirst", "list-item")
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


def choose_spans(body: str, tags: Sequence[Row], quotes: Sequence[Row], *, title_end: int) -> list[Chosen]:
    """Up to two sentences of one article with their evidence and speaker: strongest tags first, stances and arguments
    before mere relevance. Very short sentences, rarely understood alone, come after the others."""
    said = [row for row in tags if row["passage_kind"] in _SAID_IN and row["start"] >= title_end]
    ranked = sorted(said, key=lambda row: row["kind"] == "relevance")
    found = [one for one in (_find_span(body, row, quotes) for row in ranked) if one is not None]
    chosen: list[Chosen] = []
    for one in sorted(found, key=lambda one: one[0].end - one[0].start < SHORTEST):
        if len(chosen) < N_EXTRACTS and not any(one[0].shares(other) for other, _, _ in chosen):
            chosen.append(one)
    return chosen


def _find_span(body: str, row: Row, quotes: Sequence[Row]) -> Chosen | None:
    """The sentence that holds a tag's evidence, its evidence, its speaker."""
    passage = Span(start=row["start"], end=row["end"])
    evidence = passage
    if row["evidence_start"] is not None:
        evidence = Span(start=row["evidence_start"], end=row["evidence_end"])
    sentence = find_sentence(body, passage, evidence)
    return (sentence, evidence, row["speaker"] or _speaker_of(sentence, quotes)) if sentence else None


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
) -> tuple[QuoteItem, ...]:  # fmt: skip
    """Three quotes of the day by three people: known actors first, then those whose words take a side most clearly.

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
    items: list[QuoteItem] = []
    speakers: set[str] = set()
    for row, span in ranked:
        surname = fold_words(plain(row["speaker"])).split()[-1]
        if len(items) < N_QUOTES and surname not in speakers:
            speakers.add(surname)
            items.append(_quote_item(articles[row["owner_id"]], row, span, places))
    return tuple(items)


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
    )  # fmt: skip
