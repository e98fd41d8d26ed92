"""What Vigie reads in a text, as components of spaCy: `nlp.add_pipe("vigie_quotes")` on any French pipeline.

`vigie_quotes`, `vigie_figures` and `vigie_actors` write `doc.spans` under their own names. A span covers the tokens
that its words touch; `span._.exact`, `exact_start` and `exact_end` say which characters, and `span._.vigie` gives the
whole record. `vigie_stance` writes `doc._.vigie_stance`, `vigie_arguments`, `vigie_sentiment`, `vigie_relevance`
and `vigie_relevant`, as `vigie analyse` prints them.
A document is one passage, comment or paragraph: set `doc._.vigie_kind`, `vigie_speaker`, `vigie_title` or
`vigie_parent` before the components read it, and they count as they do for Vigie.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp.actors import find_actors, link_speaker
from nlp.quotes import find_quotes
from store.records import Figure, Mention, PassageKind, Quote
from store.watch import Watch, load_watch, packaged_watch

# `nlp.pipeline` and `nlp.analyse` load what runs the model: only a pipeline that needs them waits for it.
if TYPE_CHECKING:
    from nlp.analyse import Asked
    from nlp.pipeline import Pipeline

Record = Quote | Figure | Mention
R = TypeVar("R", Quote, Figure, Mention)
_RECORDS: dict[str, type[Record]] = {"quote": Quote, "figure": Figure, "mention": Mention}
# Where the records of a span stand: by the span's id, as plain values that spaCy can write to disk. Their offsets
# count from the span's first character, so that `span.as_doc()` and `Doc.from_docs` keep them true.
_FOUND = "vigie_found"
_PLACED = ("text", "start", "end")
_ATTRIBUTES = sorted({one.name for record in _RECORDS.values() for one in fields(record)} - set(_PLACED))
_SAID_OF_A_DOC = ("vigie_kind", "vigie_speaker", "vigie_title", "vigie_parent")
_READ_IN_A_DOC = ("vigie_relevant", "vigie_relevance", "vigie_stance", "vigie_sentiment", "vigie_arguments")


@Language.factory("vigie_quotes", assigns=["doc.spans"], default_config={"spans_key": "vigie_quotes"})
def make_quotes(nlp: Language, name: str, spans_key: str) -> Callable[[Doc], Doc]:
    """The component that finds reported words: `span._.speaker`, `cue`, `kind`, `attitude`."""
    return partial(mark_quotes, spans_key=spans_key)


@Language.factory(
    "vigie_figures",
    assigns=["doc.spans"],
    default_config={"spans_key": "vigie_figures", "quotes_key": "vigie_quotes"},
)
def make_figures(nlp: Language, name: str, spans_key: str, quotes_key: str) -> Callable[[Doc], Doc]:
    """The component that finds figures: `span._.value`, `unit`, `kind`, `comparator`, `counts`, `said_by`.

    Who says them comes from the quotes under `quotes_key`, which it looks for itself where no component did.
    """
    return partial(mark_figures, spans_key=spans_key, quotes_key=quotes_key)


@Language.factory(
    "vigie_actors",
    assigns=["doc.spans"],
    default_config={"watch": None, "spans_key": "vigie_actors", "quotes_key": "vigie_quotes"},
)
def make_actors(nlp: Language, name: str, watch: str | None, spans_key: str, quotes_key: str) -> Callable[[Doc], Doc]:
    """The component that finds the actors of a watch: `span._.actor` (also `span.kb_id_`) and `kind`.

    After `vigie_quotes`, it also says which actor speaks in each quote. `watch` is a folder, or None for the packaged
    one; a saved pipeline remembers the folder, not what it holds.

    Raises:
        WatchError: the folder holds no watch, or one with a mistake.
    """
    return partial(mark_actors, watch=read_watch(watch), spans_key=spans_key, quotes_key=quotes_key)


@Language.factory("vigie_stance", default_config={"watch": None})
def make_stance(nlp: Language, name: str, watch: str | None) -> "StanceReader":
    """The component that reads stances, arguments, tone and relevance toward a watch, as `vigie_actors` takes it.

    Raises:
        WatchError: the folder holds no watch, or one with a mistake.
    """
    from nlp.pipeline import Pipeline

    return StanceReader(pipeline=Pipeline(read_watch(watch)))


def read_watch(folder: str | None) -> Watch:
    """The watch of a folder, or the packaged one."""
    return load_watch(Path(folder).expanduser() if folder else packaged_watch())


def mark_quotes(doc: Doc, *, spans_key: str) -> Doc:
    """The document with its quotes under `spans_key`, labelled by their kind."""
    found = find_quotes(doc.text, speaker=doc._.vigie_speaker, kind=_kind_of(doc))
    return _place(doc, spans_key, "quote", found)


def mark_figures(doc: Doc, *, spans_key: str, quotes_key: str) -> Doc:
    """The document with its figures under `spans_key`, labelled by their kind."""
    from nlp.pipeline import read_figures

    if quotes_key in doc.spans:
        quotes = [one for _, one in _held(doc, quotes_key, Quote)]
    else:
        quotes = find_quotes(doc.text, speaker=doc._.vigie_speaker, kind=_kind_of(doc))
    found = read_figures(doc.text, quotes=quotes, speaker=doc._.vigie_speaker)
    return _place(doc, spans_key, "figure", found)


def mark_actors(doc: Doc, *, watch: Watch, spans_key: str, quotes_key: str) -> Doc:
    """The document with the watch's actors under `spans_key`, and the actor of each quote before it."""
    around = "\n".join(filter(None, (doc._.vigie_title, doc._.vigie_parent)))
    for span, quote in _held(doc, quotes_key, Quote):
        if quote.speaker:
            span._.actor = link_speaker(quote.speaker, watch=watch, context=f"{around}\n{doc.text}")
    return _place(doc, spans_key, "mention", find_actors(doc.text, watch=watch, context=around))


@dataclass(frozen=True, kw_only=True)
class StanceReader:
    """Fills what the stance model says of documents; a batch is encoded at once. The model opens with the first."""

    pipeline: "Pipeline"

    def __call__(self, doc: Doc) -> Doc:
        return self._fill([doc])[0]

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """The documents in order, read in batches."""
        waiting = iter(stream)
        while docs := list(islice(waiting, batch_size)):
            yield from self._fill(docs)

    def _fill(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        from nlp.analyse import judge_texts

        for doc, judged in zip(docs, judge_texts([_ask(doc) for doc in docs], self.pipeline), strict=True):
            for key, value in judged.items():
                doc._.set(f"vigie_{key}", value)
        return docs


def _ask(doc: Doc) -> "Asked":
    """The document as a line of `vigie analyse`; raises ValueError where it is too long to be a passage."""
    from nlp.analyse import MAX_CHARACTERS, Asked, AskedContext

    if len(doc.text) > MAX_CHARACTERS:
        raise ValueError(
            f"vigie_stance: a document of {len(doc.text)} characters, the most is {MAX_CHARACTERS}; give it passages"
        )
    title, parent = doc._.vigie_title, doc._.vigie_parent
    context = AskedContext(title=title, parent=parent) if title or parent else None
    return Asked(id=0, text=doc.text, kind=_kind_of(doc), speaker=doc._.vigie_speaker, context=context)


def _kind_of(doc: Doc) -> PassageKind | None:
    """What the document says it is; raises ValueError where it is no kind of passage."""
    said = doc._.vigie_kind
    known: tuple[PassageKind, ...] = get_args(PassageKind)
    if said is not None and said not in known:
        raise ValueError(f"doc._.vigie_kind is {said!r}, the kinds are {', '.join(known)}")
    return next((kind for kind in known if kind == said), None)


def _place(doc: Doc, spans_key: str, sort: str, records: Sequence[Record]) -> Doc:
    """The document with one span for each record, in the order given."""
    spans = []
    for rank, record in enumerate(records):
        span = doc.char_span(
            record.start, record.end, label=record.kind, kb_id=_actor_of(record), span_id=f"{spans_key}:{rank}",
            alignment_mode="expand",
        )  # fmt: skip
        assert span is not None  # a record lies inside its text
        moved = {"start": record.start - span.start_char, "end": record.end - span.start_char}
        # A new dict each time: copies of a document share what they hold.
        span._.set(_FOUND, {**(span._.get(_FOUND) or {}), span.id_: {"is": sort, **asdict(record), **moved}})
        spans.append(span)
    doc.spans[spans_key] = spans
    return doc


def _actor_of(record: Record) -> str:
    return (record.actor or "") if isinstance(record, Mention) else ""


def _found(span: Span) -> dict[str, Any] | None:
    held: dict[str, dict[str, Any]] = span._.get(_FOUND) or {}
    return held.get(span.id_)


def find_record(span: Span) -> Record | None:
    """The quote, figure or mention that a span of `doc.spans` stands for, offsets in its document; None for others."""
    found = _found(span)
    if found is None:
        return None
    # `Any`: each kind of record has its own fields, and they were read from one.
    known: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in found.items() if key != "is"
    }
    place = {"start": span.start_char + found["start"], "end": span.start_char + found["end"]}
    return _RECORDS[found["is"]](**(known | place))


def _held(doc: Doc, spans_key: str, record: type[R]) -> list[tuple[Span, R]]:
    """The spans of a group that stand for records of that sort, with them."""
    group = list(doc.spans[spans_key]) if spans_key in doc.spans else []
    return [(span, found) for span in group if isinstance(found := find_record(span), record)]


def _read(span: Span, name: str) -> Any:
    return getattr(find_record(span), name, None)


def _write(span: Span, value: Any, name: str) -> None:
    """A correction: what later components, and readers of the document, then find."""
    found = _found(span)
    if found is None or name not in found:
        raise ValueError(f"span._.{name} is said of a span of Vigie's that has one; this is {span.label_!r}")
    span._.set(_FOUND, {**span._.get(_FOUND), span.id_: {**found, name: value}})


def _extend(name: str, **manner: Any) -> None:
    """Declares a span attribute, unless somebody else's bears its name: `span._.vigie` says it in any case."""
    if not Span.has_extension(name):
        Span.set_extension(name, **manner)
    elif name != _FOUND and _ours(Span.get_extension(name)[2]) is False:
        warnings.warn(f"span._.{name} is already another's; read span._.vigie.{name}", stacklevel=2)


def _ours(getter: Any) -> bool:
    return getattr(getattr(getter, "func", getter), "__module__", "") == __name__


def declare_attributes() -> None:
    """Declares every attribute of documents and spans; safe to call twice."""
    for name in (*_SAID_OF_A_DOC, *_READ_IN_A_DOC):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    _extend(_FOUND, default=None)
    _extend("vigie", getter=find_record)
    for name in _ATTRIBUTES:
        _extend(name, getter=partial(_read, name=name), setter=partial(_write, name=name))
    for name in _PLACED:
        _extend("exact" if name == "text" else f"exact_{name}", getter=partial(_read, name=name))


declare_attributes()
