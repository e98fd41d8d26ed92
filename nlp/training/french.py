"""`python -m nlp.training.french`: the spaCy pipeline of `nlp/models/french`, from raw text to weights.

Each step is made where its file is missing from the work folder, so that a run cut short goes on.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import spacy
from spacy.cli.train import train
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training.initialize import convert_vectors
from spacy.training.pretrain import pretrain
from spacy.util import load_config

import nlp.training.comments  # noqa: F401  registers the augmenter that the configuration names
from nlp.french import CONFIG, FRENCH_FOLDER, load_blank
from nlp.lemmas import strip_accents
from nlp.training import name_corpora, treebanks
from nlp.training.sources import data_root, documents, verify

SEED = 13
VECTORS = {"mode": "floret", "model": "cbow", "dim": 64, "bucket": 20_000, "hashCount": 2, "minn": 5, "maxn": 5,
           "minCount": 5, "neg": 8, "epoch": 4, "lr": 0.05}  # fmt: skip
# Of each corpus, the share of documents that the network reads before any label.
READ_SHARES = {"orangesum-press": 0.6, "raw-granddebat-reunions": 0.5, "stance-consult-fr": 1.0, "raw-debats-an": 0.1}
READ_CHARACTERS = 1500
EUROPARL_SHARE = 0.5
NOISE_SHARE = 0.1
PRESS_TEXTS = 1900
NAMELESS_PASSAGES = 600
WIKIANN_DEV = 1500
META = {
    "name": "vigie", "version": "1.0.0", "license": "CC BY-SA 4.0", "author": "Vigie",
    "description": "French press and comments: morphology, lemmas, syntax, sentences, names of persons, bodies, places",
}  # fmt: skip
GOLD = Path(__file__).parent.parent / "gold" / "train"
_WORD = re.compile(r"\w+['’]|\w+(?:-\w+)*|[^\w\s]")
_SYNTAX = ["ORTH", "SPACY", "POS", "MORPH", "LEMMA", "HEAD", "DEP"]
_NAMES = ["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"]


@click.command()
@click.option("--work", type=click.Path(path_type=Path), required=True, help="Folder of intermediate files.")
@click.option("--out", type=click.Path(path_type=Path), default=FRENCH_FOLDER, show_default=True)
@click.option("--steps", default=5000, show_default=True, help="Updates of the training.")
@click.option("--threads", default=2, show_default=True, help="Threads of the vectors.")
def main(work: Path, out: Path, steps: int, threads: int) -> None:
    """Trains the French pipeline from the corpora of VIGIE_DATA."""
    root = data_root()
    verify(root)
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "vectors").exists():
        learn_vectors(root, work, threads)
    if not (work / "tok2vec.bin").exists():
        read_press(root, work)
    if not (work / "train").exists():
        write_corpora(root, work)
    overrides = {
        **_paths(work), "paths.train": str(work / "train"), "paths.dev": str(work / "dev"),
        "paths.init_tok2vec": str(work / "tok2vec.bin"), "training.max_steps": steps,
    }  # fmt: skip
    train(CONFIG, work / "model", overrides=overrides)
    ship(work / "model" / "model-best", out)


def learn_vectors(root: Path, work: Path, threads: int) -> None:
    """Word vectors of hashed pieces, which also know a word that nobody wrote before or that lost its accents."""
    import floret  # type: ignore[import-not-found]  # of the extra [train]

    rng = random.Random(7)
    text = work / "vectors.txt"
    with text.open("w", encoding="utf-8") as file:
        for folder, document in documents(root):
            if folder != "raw-europarl-fr" or rng.random() >= EUROPARL_SHARE:
                lower = document.lower().replace("’", "'")
                words = _WORD.findall(strip_accents(lower) if rng.random() < 2 * NOISE_SHARE else lower)
                file.write(" ".join(words) + "\n")
    model = floret.train_unsupervised(str(text), thread=threads, **VECTORS)
    model.save_floret_vectors(str(work / "vectors.floret"))
    text.unlink()
    reader = spacy.blank("fr")
    convert_vectors(reader, work / "vectors.floret", truncate=0, prune=-1, mode="floret", attr="NORM")
    reader.to_disk(work / "vectors")


def read_press(root: Path, work: Path) -> None:
    """The network's first weights: it learns to foresee the letters of each word of raw press from its context."""
    rng = random.Random(11)
    texts = [" ".join(text.split())[:READ_CHARACTERS] for folder, text in documents(root)
             if rng.random() < READ_SHARES.get(folder, 0.0)]  # fmt: skip
    rng.shuffle(texts)
    with (work / "texts.jsonl").open("w", encoding="utf-8") as file:
        for text in texts:
            text = text.lower() if rng.random() < NOISE_SHARE else text
            text = strip_accents(text) if rng.random() < NOISE_SHARE else text
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    config = load_config(CONFIG, overrides={**_paths(work), "paths.raw_text": str(work / "texts.jsonl")})
    (work / "read").mkdir(exist_ok=True)
    pretrain(config, work / "read", silent=False)
    last = max((work / "read").glob("model*.bin"), key=lambda path: path.stat().st_mtime)
    last.rename(work / "tok2vec.bin")


def write_corpora(root: Path, work: Path) -> None:
    """The labelled documents: treebanks twice, with other sentences left bare, and names."""
    reader = load_blank()
    rng = random.Random(SEED)
    syntax = [
        doc
        for seed in (SEED, SEED + 1)
        for doc in treebanks.treebank_docs(root, treebanks.TRAIN, reader.vocab, seed=seed)
    ]
    # Apart: a column of features would make spaCy read the words of the second file as words without any.
    (work / "train").mkdir()
    _save(syntax, work / "train" / "syntax.spacy", _SYNTAX)
    _save(_name_docs(root, reader, rng), work / "train" / "names.spacy", _NAMES)
    held = [name_corpora.as_doc(reader, one) for one in list(name_corpora.wikiann(root, "dev"))[-WIKIANN_DEV:]]
    (work / "dev").mkdir()
    _save(treebanks.treebank_docs(root, treebanks.DEV, reader.vocab), work / "dev" / "syntax.spacy", _SYNTAX)
    _save(held, work / "dev" / "names.spacy", _NAMES)


def _name_docs(root: Path, reader: Language, rng: random.Random) -> Iterator[Doc | None]:
    annotated = list(name_corpora.wikiann(root, "train"))
    certain = name_corpora.Certain(annotated, name_corpora.listed_actors())
    annotated += list(name_corpora.wikiann(root, "dev"))[:-WIKIANN_DEV]
    old = list(name_corpora.europeana(root, test=False))[:: name_corpora.EUROPEANA_ONE_IN]
    press = name_corpora.press(root, certain, PRESS_TEXTS, rng)
    own = list(name_corpora.passages(GOLD, certain))
    named = [one for one in own if one.marked]
    nameless = rng.sample([one for one in own if not one.marked], NAMELESS_PASSAGES)
    for one in (*annotated, *old, *press, *named, *nameless):
        yield name_corpora.as_doc(reader, one)


def _save(docs: Iterable[Doc | None], path: Path, attributes: list[str]) -> None:
    DocBin(attrs=attributes, docs=[doc for doc in docs if doc is not None and len(doc)]).to_disk(path)


def ship(trained: Path, out: Path) -> None:
    """Writes the trained pipeline to `out`, with what runs it and nothing of what it was trained on."""
    pipeline = spacy.load(trained)
    for section in ("paths", "corpora", "training", "pretraining", "initialize"):
        pipeline.config.pop(section, None)
    pipeline.meta.update(META)
    pipeline.to_disk(out)
    # The words of the corpora are not needed: a hash of a word never read before gets its string when it is read.
    needed = {
        *load_blank().vocab.strings,
        *(part for labels in pipeline.pipe_labels.values() for part in _parts(labels)),
    }
    (out / "vocab" / "strings.json").write_text(json.dumps(sorted(needed), ensure_ascii=False), encoding="utf-8")


def _parts(labels: Iterable[str]) -> Iterator[str]:
    """Labels, and the features that the labels of the morphologizer are made of."""
    for one in labels:
        yield from (one, *one.split("|"), *re.split(r"[|=]", one))
        yield "|".join(part for part in one.split("|") if not part.startswith("POS="))


def _paths(work: Path) -> dict[str, Any]:
    return {"paths.vectors": str(work / "vectors")}


if __name__ == "__main__":
    main()
