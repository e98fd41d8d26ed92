"""`python -m nlp.evaluation.french_report`: the French pipeline on texts it never learnt from, in `nlp/french.md`."""

import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokens import Doc

from nlp.actors import find_actors
from nlp.evaluation.french_pipeline import boundary_tally, name_tallies, syntax_tallies
from nlp.evaluation.scoring import Score, Tally, score
from nlp.french import load_french, read_batches
from nlp.lemmas import strip_accents
from nlp.names import find_names, merge
from nlp.run_ons import find_comment_sentences
from nlp.sentences import find_sentences
from nlp.training import name_corpora, treebanks
from nlp.training.sources import data_root, read_jsonl
from store.records import Mention
from store.watch import load_watch, packaged_watch

REPORT = Path(__file__).parent.parent / "french.md"
GOLD = Path(__file__).parent.parent / "gold"
COMMAND = "VIGIE_DATA=… python -m nlp.evaluation.french_report"
SYNTAX = ("token", "pos", "morph", "lemma", "uas", "las", "sents")
KINDS = ("PER", "LOC", "ORG")
SPEED_TEXTS = 1200
NamedText = tuple[str, set[tuple[int, int, str]]]


@click.command()
@click.option("--model", default="shipped", show_default=True, help="Another French pipeline: package or folder.")
@click.option("--held-out", is_flag=True, help="Also scores the held-out comments and names of our own.")
@click.option("--out", type=click.Path(path_type=Path), default=REPORT, show_default=True)
def main(model: str, held_out: bool, out: Path) -> None:
    """Scores the French pipeline on the tests of VIGIE_DATA and on our own comments."""
    root, pipeline = data_root(), load_french(model)
    splits = ("dev", "held-out") if held_out else ("dev",)
    size_mb = sum(path.stat().st_size for path in Path(str(pipeline.path)).rglob("*") if path.is_file()) / 1e6
    lines = [
        "# The French pipeline, measured", "",
        f"Written by `{COMMAND}` on {datetime.now(UTC):%Y-%m-%d}: `{pipeline.meta['lang']}_{pipeline.meta['name']}` "
        f"{pipeline.meta['version']}, {size_mb:.1f} MB, spaCy {spacy_version}. "
        "Scores in per cent with their 95 % interval (documents of eight sentences resampled, never narrower than "
        "Wilson's).",
        *_syntax(root, pipeline), *_names(root, model, splits), *_sentences(splits), *_speed(root, pipeline),
    ]  # fmt: skip
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    click.echo(out)


def _syntax(root: Path, pipeline: Language) -> list[str]:
    lines = [
        "", "## Treebanks (Universal Dependencies, raw text in)", "",
        "Parts of speech, features and lemmas are accuracies over the tokens that both sides cut alike; edges (without "
        "punctuation) and sentences are F1. « du » is one token. The spoken treebanks and GSD annotate features by "
        "other " "conventions than Sequoia, which the model follows: their `morph` measures that gap first.", "",
        "| test | tokens | token | POS | morph | lemma | UAS | LAS | sentences | sentences by the rules |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name in treebanks.TESTS:
        gold = list(treebanks.treebank_docs(root, [name], pipeline.vocab))
        lines.append(_syntax_row(name, gold, pipeline))
    sequoia = list(treebanks.treebank_docs(root, ["sequoia-test"], pipeline.vocab))
    lines.append(_syntax_row("sequoia-test, no capitals, no accents", [_typed(doc) for doc in sequoia], pipeline))
    return lines


def _syntax_row(name: str, gold: Sequence[Doc], pipeline: Language) -> str:
    scores = {tally.group: score(tally) for tally in syntax_tallies(pipeline, gold)}
    rules = score(boundary_tally("rules", find_sentences, [(doc.text, _ends(doc)) for doc in gold]))
    cells = [_cell(scores[group]) for group in SYNTAX]
    return f"| {name} | {sum(map(len, gold)):,} | {' | '.join(cells)} | {_cell(rules)} |"


def _ends(doc: Doc) -> list[tuple[int, int]]:
    return [(sent.start_char, sent.start_char + len(sent.text.rstrip())) for sent in doc.sents]


def _typed(doc: Doc) -> Doc:
    """The document as a hurried reader types it, with the same annotation."""
    words = [strip_accents(token.text.lower()) for token in doc]
    return Doc(
        doc.vocab, words=[new if len(new) == len(token) else token.text for new, token in zip(words, doc, strict=True)],
        spaces=[bool(token.whitespace_) for token in doc], pos=[token.pos_ for token in doc],
        morphs=[str(token.morph) for token in doc], lemmas=[token.lemma_ for token in doc],
        heads=[token.head.i for token in doc], deps=[token.dep_ for token in doc],
    )  # fmt: skip


def _kinds(names: Sequence[Mention]) -> set[tuple[int, int, str]]:
    """Spans and kinds of what the corpora annotate: laws are in none of them."""
    return {(one.start, one.end, one.kind) for one in names if one.kind != "LAW"}


def _names(root: Path, model: str, splits: Sequence[str]) -> list[str]:
    watch = load_watch(packaged_watch())

    def by_model(texts: Sequence[str]) -> list[set[tuple[int, int, str]]]:
        return [_kinds(names) for names in find_names(texts, model)]

    def by_rules(texts: Sequence[str]) -> list[set[tuple[int, int, str]]]:
        return [{(one.start, one.end, one.kind) for one in find_actors(text, watch=watch)} for text in texts]

    def both(texts: Sequence[str]) -> list[set[tuple[int, int, str]]]:
        found = zip(texts, find_names(texts, model), strict=True)
        return [_kinds(merge(find_actors(text, watch=watch), names)) for text, names in found]

    lines = [
        "", "## Names (persons, places, bodies; both ends and kind right)", "",
        "Learnt: WikiANN, Europeana, press and passages of our own whose certain names were marked by lists. "
        "WikiNEuRal "
        "is of another licence and never learnt from: its class MISC is left out.", "",
        "| test | system | texts | names | all, F1 | precision | recall | PER | LOC | ORG |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    tests: list[tuple[str, list[NamedText]]] = [
        ("WikiANN test", _named(name_corpora.wikiann(root, "test"))),
        ("Europeana, last tenth (1870–1945)", _named(name_corpora.europeana(root, test=True))),
        ("WikiNEuRal test", _named(name_corpora.wikineural(root, "test"))),
    ]
    for name, gold in tests:
        lines.append(_name_row(name, "pipeline", by_model, gold))
    for split in splits:
        gold = own_names(split)
        for system, read in (("actors of the watch", by_rules), ("pipeline", by_model), ("both", both)):
            lines.append(_name_row(f"our own, {split}", system, read, gold))
    return lines


def _named(items: Iterator[name_corpora.Names]) -> list[NamedText]:
    return [(one.text, set(one.marked)) for one in items]


def own_names(split: str) -> list[NamedText]:
    """Sentences of our own with their names, from `nlp/gold/names`."""
    rows = read_jsonl(GOLD / "names" / f"{split}.jsonl")
    return [(row["text"], {(one["start"], one["end"], one["kind"]) for one in row["names"]}) for row in rows]


def _name_row(
    test: str,
    system: str,
    read: Callable[[Sequence[str]], Iterable[set[tuple[int, int, str]]]],
    gold: Sequence[NamedText],
) -> str:
    whole, *kinds = (score(tally) for tally in name_tallies(read, gold, KINDS))
    rates = [_share(whole.precision), _share(whole.recall)]
    cells = " | ".join([_cell(whole), *rates, *map(_cell, kinds)])
    return f"| {test} | {system} | {len(gold):,} | {whole.n:,} | {cells} |"


def _sentences(splits: Sequence[str]) -> list[str]:
    lines = [
        "", "## Sentence ends of comments as people write them (`nlp/gold/sentences`)", "",
        "Starts of sentences after the first. The held-out half was scored once, after the rules were fixed on dev.",
        "",
        "| half | system | comments | starts | F1 | precision | recall |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for split in splits:
        gold = own_comments(split)
        for system, find in SPLITTERS.items():
            lines.append(_boundary_row(split, system, len(gold), boundary_tally(system, find, gold)))
    return lines


def _boundary_row(split: str, system: str, n_texts: int, tally: Tally) -> str:
    one = score(tally)
    return (
        f"| {split} | {system} | {n_texts} | {one.n} | {_cell(one)} | {_share(one.precision)} | {_share(one.recall)} |"
    )


def own_comments(split: str) -> list[tuple[str, list[tuple[int, int]]]]:
    """Comments of our own with their sentences, from `nlp/gold/sentences`."""
    rows = read_jsonl(GOLD / "sentences" / f"{split}.jsonl")
    return [(row["text"], [(start, end) for start, end in row["sentences"]]) for row in rows]


def _by_parser(text: str) -> list[tuple[int, int]]:
    return _ends(load_french()(text))


SPLITTERS: dict[str, Callable[[str], list[tuple[int, int]]]] = {
    "rules": find_sentences,
    "rules, then the parser in run-ons": find_comment_sentences,
    "parser alone": _by_parser,
}


def _speed(root: Path, pipeline: Language) -> list[str]:
    rows = list(read_jsonl(root / "orangesum-press" / "articles.jsonl.xz"))
    texts = [row["article"] for row in random.Random(1).sample(rows, SPEED_TEXTS)]
    list(read_batches(pipeline, texts[:50], keep=len))
    started, used = time.perf_counter(), time.process_time()
    n_tokens = sum(read_batches(pipeline, texts, keep=len))
    wall_s, cpu_s = time.perf_counter() - started, time.process_time() - used
    used = time.process_time()
    alone = sum(len(pipeline.make_doc(text)) for text in texts) / (time.process_time() - used)
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    return [
        "", "## Speed", "",
        f"{n_tokens:,} tokens of {SPEED_TEXTS:,} press articles, one process, every component, `nlp.pipe` in batches "
        f"inside `memory_zone`: {n_tokens / wall_s:,.0f} tokens/s of wall time, {n_tokens / cpu_s:,.0f} a second of "
        f"processor time; the tokenizer alone, {alone:,.0f}. Meanwhile {busy:.1f} processes waited for each "
        "processor: the wall time is of a machine that busy.",
    ]  # fmt: skip


def _cell(one: Score) -> str:
    return f"{_share(one.f1)} ({_share(one.low)}–{_share(one.high)})"


def _share(value: float) -> str:
    return f"{100 * value:.1f}"


if __name__ == "__main__":
    main()
