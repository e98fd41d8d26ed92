"""Tagging what is stale: thread by thread, in small transactions, each failure named and isolated."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any

from sqlite_utils import Database

from nlp.pipeline import Pipeline, SaidIn, place_blocks, read_figures, read_quotes, relevance_tag
from nlp.relevance import Context, Relevance, judge_article
from nlp.repeated import Repeated, ThreadWords
from nlp.split import split_article, split_comment
from nlp.stance import PassageStance, as_tags
from store.analyses import OwnerAnalysis
from store.database import Row, rows
from store.fences import fence, record_failures
from store.records import Passage, Tag
from store.threads import list_spans, list_standing
from store.watch import Watch
from store.writes import Failure, list_stale, record_failure, save_analyses, save_taggers

THREADS_A_BATCH = 8
_NOT_BODY = {"title", "standfirst", "caption", "poll"}
Progress = Callable[[int], None]


@dataclass(kw_only=True)
class TagSummary:
    """What one pass read."""

    n_articles: int = 0
    n_comments: int = 0
    n_passages: int = 0
    n_failed: int = 0


@dataclass(kw_only=True)
class Reading:
    """One article or comment on its way: its passages, what the model said of them, what is kept of it."""

    owner: Row
    passages: list[Passage]
    said: list[PassageStance]
    relevance: Relevance
    tags: dict[str, list[list[Tag]]]

    @property
    def contexts(self) -> list[SaidIn]:
        """What each passage stands under."""
        return [{"title": self.owner["title"], "parent": self.owner["parent"]}] * len(self.passages)


def ignore_progress(n_owners: int) -> None:
    """Listens to nothing."""


def tag_stale(db: Database, watch: Watch, *, run_id: int, on_progress: Progress = ignore_progress) -> TagSummary:
    """Reads every article and comment whose tags are missing or made by another version.

    `on_progress` receives the number of articles and comments done, batch by batch.
    """
    pipeline = Pipeline(watch)
    save_taggers(db, pipeline.taggers)
    summary = TagSummary()
    after = ""
    while batch := list_stale(db, pipeline.tagger_ids, after=after, limit=THREADS_A_BATCH):
        placed = _with_repeated(db, batch, sorted(pipeline.tagger_ids))
        for _, owners in groupby(placed, key=lambda row: (row["thread_id"], row["stale"])):
            _tag_owners(db, pipeline, list(owners), run_id, summary)
        after = batch[-1]["thread_id"]
        on_progress(len(batch))
        fence("batch-tagged")
    return summary


def _with_repeated(db: Database, batch: Sequence[Row], components: Sequence[str]) -> list[Row]:
    """The rows with what each comment repeats of its thread; one that is cut anew by that is read by every component.

    What a comment repeats of another that nothing ties it to is what it answers.
    """
    placed: list[Row] = []
    for thread_id, owners in groupby(batch, key=lambda row: str(row["thread_id"])):
        standing = list_standing(db, thread_id)
        words, bodies = ThreadWords.of(standing), {one.owner_id: one.body for one in standing}
        for owner in owners:
            found = words.repeated(owner["owner_id"]) if owner["owner_kind"] == "comment" else Repeated()
            row = owner | {"repeated": found.spans, "parent": owner["parent"] or bodies.get(found.source or "")}
            placed.append(row | {"stale": _stale(db, row, components)})
    return placed


def _stale(db: Database, owner: Row, components: Sequence[str]) -> str:
    """The components that must read an owner: all of them where its passages are no longer those that were read."""
    stale = str(owner["stale"])
    if owner["owner_kind"] == "article" or len(json.loads(stale)) == len(components):
        return stale
    own = [(one.start, one.end) for one in _cut(owner).passages]
    return stale if list_spans(db, owner["owner_id"]) == own else json.dumps(components)


def _tag_owners(db: Database, pipeline: Pipeline, owners: list[Row], run_id: int, summary: TagSummary) -> None:
    """Tags owners of one thread that lack the same components."""
    stale = json.loads(owners[0]["stale"])
    taggers = {component: pipeline.tagger_ids[component] for component in stale}

    def record(error: Exception) -> None:
        summary.n_failed += 1
        item = f"fil {owners[0]['thread_id']}"
        hint = "Relancez « vigie tag » ; si l’erreur revient, signalez ce fil."
        record_failure(db, run_id, Failure(step="tag", item=item, error=f"{type(error).__name__} : {error}", hint=hint))

    with record_failures(record):
        analyses = analyse_owners(pipeline, owners, _article_relevance(db, owners), components=set(stale))
        save_analyses(db, analyses, taggers)
        summary.n_articles += sum(one.owner_kind == "article" for one in analyses)
        summary.n_comments += sum(one.owner_kind == "comment" for one in analyses)
        summary.n_passages += sum(len(one.passages) for one in analyses)


def analyse_owners(
    pipeline: Pipeline, owners: Sequence[Row], article_relevant: bool | None, *, components: set[str]
) -> list[OwnerAnalysis]:
    """What the components say of rows of `list_stale` of one thread; a pure function of its arguments.

    Stance and arguments are sought in what is in the debate only; `article_relevant` is None when not known yet.
    """
    ordered = sorted(owners, key=lambda row: str(row["owner_kind"]))  # the article first
    readings = [_cut(owner) for owner in ordered]
    if components & {"relevance", "stance", "arguments"}:
        _read_passages(pipeline, readings)
    for reading in readings:
        _judge(pipeline, reading, article_relevant)
        if reading.owner["owner_kind"] == "article":
            article_relevant = reading.relevance.relevant
    if components & {"stance", "arguments"}:
        _read_relevant(pipeline, [reading for reading in readings if reading.relevance.relevant])
    return [_finish(pipeline, reading, components) for reading in readings]


def _cut(owner: Row) -> Reading:
    body = owner["body"]
    if owner["owner_kind"] == "article":
        passages = split_article(body, place_blocks(json.loads(owner["blocks"])), owner["owner_id"])
    else:
        repeated = owner.get("repeated", ())
        passages = split_comment(body, owner["owner_id"], reply=bool(owner["is_reply"]), repeated=repeated)
    tags: dict[str, list[list[Tag]]] = {name: [[] for _ in passages] for name in ("relevance", "arguments", "stance")}
    return Reading(owner=owner, passages=passages, said=[], relevance=Relevance(False, 0.0, ""), tags=tags)


def _read_passages(pipeline: Pipeline, readings: Sequence[Reading]) -> None:
    """Fills what the model says of every passage with one call."""
    texts = [one.text for reading in readings for one in reading.passages]
    contexts = [context for reading in readings for context in reading.contexts]
    found = iter(pipeline.score(texts, contexts))
    for reading in readings:
        reading.said = list(islice(found, len(reading.passages)))


def _judge(pipeline: Pipeline, reading: Reading, article_relevant: bool | None) -> None:
    """Fills the verdict: an article's by its title and paragraphs, a comment's with what it answers."""
    owner, body = reading.owner, reading.owner["body"]
    if owner["owner_kind"] == "article":
        blocks = place_blocks(json.loads(owner["blocks"]))
        paragraphs = [body[one.start : one.end] for one in blocks if one.kind not in _NOT_BODY]
        reading.relevance = judge_article(owner["title"], owner["standfirst"], paragraphs, pipeline.watch)
    else:
        context = Context(title=owner["title"], parent=owner["parent"], article_relevant=article_relevant)
        reading.relevance = pipeline.relevance(body, context, reading.said)
    if reading.passages:
        first = reading.passages[0]
        reading.tags["relevance"][0] = [relevance_tag(reading.relevance, length=first.end - first.start)]


def _read_relevant(pipeline: Pipeline, readings: Sequence[Reading]) -> None:
    """Fills the stance and argument tags of what is in the debate, evidence sought with one call."""
    passages = [one for reading in readings for one in reading.passages]
    said = [one for reading in readings for one in reading.said]
    contexts = [context for reading in readings for context in reading.contexts]
    texts = [one.text for one in passages]
    named = [pipeline.arguments(one.text, one.kind, of) for one, of in zip(passages, said, strict=True)]
    explained, arguments = pipeline.explain(texts, contexts, said, named)
    found = iter(zip(explained, arguments, strict=True))
    for reading in readings:
        for index, (stance, tags) in enumerate(islice(found, len(reading.passages))):
            reading.tags["stance"][index] = as_tags(stance)
            reading.tags["arguments"][index] = tags


def _finish(pipeline: Pipeline, reading: Reading, components: set[str]) -> OwnerAnalysis:
    owner, body = reading.owner, reading.owner["body"]
    blocks = place_blocks(json.loads(owner["blocks"]))
    quotes = read_quotes(body, blocks) if components & {"quotes", "figures"} else []
    figures = [
        figure
        for one in (reading.passages if "figures" in components else ())
        for figure in read_figures(one.text, start=one.start, quotes=quotes, speaker=one.speaker)
    ]
    around = "\n".join(filter(None, (owner["title"], owner["parent"], owner["said_under"])))
    names = {*(one.speaker for one in quotes), *json.loads(owner["speakers"])} - {None}
    links = pipeline.link(sorted(names), f"{around}\n{body}") if components & {"quotes", "actors"} else {}
    return OwnerAnalysis(
        owner_kind=owner["owner_kind"], owner_id=owner["owner_id"], thread_id=owner["thread_id"],
        body_hash=owner["body_hash"], passages=reading.passages,
        tags={name: found for name, found in reading.tags.items() if name in components},
        quotes=[replace(one, actor=links.get(one.speaker or "")) for one in quotes] if "quotes" in components else (),
        figures=figures, mentions=pipeline.mentions(body, around) if "actors" in components else (), speakers=links,
    )  # fmt: skip


def _article_relevance(db: Database, owners: Sequence[Row]) -> bool | None:
    """What was said of the thread's article before, when it is not among `owners`."""
    found: list[dict[str, Any]] = rows(
        db,
        """
        select e.value from effective_tags e join passages p on p.id = e.passage_id
        where p.owner_id = :thread and e.kind = 'relevance'
        """,
        {"thread": owners[0]["thread_id"]},
    )
    return any(row["value"] == "yes" for row in found) if found else None
