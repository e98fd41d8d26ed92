"""Rebuilds the stance model from its data: `python -m nlp.training.run --out nlp/models/stance`."""

import argparse
import logging
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from nlp.inputs import encode, with_context
from nlp.model_store import GRAPH, STANCE_FOLDER, TOKENIZER, Pieces, Settings, write_settings
from nlp.ngrams import count_grams
from nlp.training.calibrate import (
    PathLogits,
    Thresholds,
    choose_shares,
    choose_thresholds,
    mix,
)
from nlp.training.export import count_flips, export_graph
from nlp.training.finetune import Plan, Tuner, as_input, known_texts
from nlp.training.gold import GOLD, TARGETS, GoldPassage, read_gold
from nlp.training.network import DeepPath, StanceNetwork, WidePath
from nlp.training.plain import plain_passages
from nlp.training.pretrain import Vocabulary, new_model, pretrain
from nlp.training.sources import Argument, consult_arguments, data_root, verify
from nlp.training.tokenizer import encode_corpus, train_tokenizer
from nlp.training.vectors import learn_vectors
from nlp.training.wide import GoldCounts, WideTable, count_matrix, fit_wide, weigh

REPEATS = {"raw-granddebat-reunions": 2, "raw-plfss-amendements": 3, "stance-consult-fr": 3}
N_THREADS = 2
BATCH = 32
UNSEEN_PRESENCE = 0.5
UNSEEN_DECIDED = 0.45
log = logging.getLogger("train")


@dataclass(frozen=True, kw_only=True)
class Stages:
    """Where the slow stages leave their files; one that is there is not made again."""

    folder: Path

    @property
    def tokenizer(self) -> Path:
        return self.folder / "tokenizer.json"

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus.npy"

    @property
    def vectors(self) -> Path:
        return self.folder / "vectors.npy"

    @property
    def encoder(self) -> Path:
        return self.folder / "encoder.pt"

    @property
    def deep(self) -> Path:
        return self.folder / "deep.pt"


def prepare(root: Path, stages: Stages, minutes: float) -> Vocabulary:
    """Tokenizer, corpus, vectors and encoder, each made where its file is missing."""
    stages.folder.mkdir(parents=True, exist_ok=True)
    if not stages.tokenizer.exists():
        train_tokenizer(root, stages.tokenizer)
    tokenizer = Tokenizer.from_file(str(stages.tokenizer))
    ids = tokenizer.get_vocab()
    pad, cls, sep, mask = (ids[name] for name in ("[PAD]", "[CLS]", "[SEP]", "[MASK]"))
    vocabulary = Vocabulary(size=tokenizer.get_vocab_size(), pad=pad, cls=cls, sep=sep, mask=mask)
    if not stages.encoder.exists():
        if not stages.corpus.exists():
            np.save(stages.corpus, encode_corpus(root, tokenizer, REPEATS))
        corpus = np.load(stages.corpus)
        if not stages.vectors.exists():
            learn_vectors(corpus, vocabulary.size, stages.vectors)
        pretrain(corpus, vocabulary, np.load(stages.vectors), minutes=minutes, out=stages.encoder)
    return vocabulary


def make_wide(passages: Sequence[GoldPassage], consult: Sequence[Argument]) -> WideTable:
    """The table fitted on `passages` and `consult`."""
    gold = GoldCounts(
        alone=count_matrix([count_grams(passage.text) for passage in passages]),
        with_context=count_matrix([count_grams(with_context(as_input(passage))) for passage in passages]),
        passages=passages,
    )
    counts = count_matrix([count_grams(argument.text) for argument in consult])
    return fit_wide(gold, counts, [argument.stance for argument in consult])


def wide_logits(table: WideTable, passages: Sequence[GoldPassage]) -> PathLogits:
    """Logits of the wide path alone."""
    around = weigh(count_matrix([count_grams(with_context(as_input(p))) for p in passages]), table.idf)
    alone = weigh(count_matrix([count_grams(p.text) for p in passages]), table.idf)
    rest = alone @ table.weights[:, 6:-1] + table.bias[6:-1]
    return PathLogits(
        presence=around @ table.weights[:, :6] + table.bias[:6],
        stance=rest[:, :18].reshape(-1, 6, 3),
        sentiment=rest[:, 18:],
    )


def deep_logits(tuner: Tuner, passages: Sequence[GoldPassage]) -> PathLogits:
    """Logits of the deep path alone, toward the known targets."""
    parts: list[list[np.ndarray]] = [[], [], []]
    with torch.no_grad():
        targets = tuner.vectors(tuner.known)
        for start in range(0, len(passages), BATCH):
            items = [encode(tuner.reader, as_input(passage)) for passage in passages[start : start + BATCH]]
            scores = tuner.scores(items, targets, torch.eye(len(TARGETS)))
            for part, values in zip(parts, (scores.presence, scores.stance, scores.sentiment), strict=True):
                part.append(values.numpy())
    presence, stance, sentiment = (np.concatenate(part) for part in parts)
    return PathLogits(presence=presence, stance=stance, sentiment=sentiment)


def tune(
    stages: Stages, vocabulary: Vocabulary, passages: Sequence[GoldPassage], consult: Sequence[Argument], plan: Plan
) -> Tuner:
    """The deep path fine-tuned from the pretrained encoder."""
    language_model = new_model(vocabulary, None)
    language_model.load_state_dict(torch.load(stages.encoder, weights_only=True))
    tuner = Tuner(DeepPath(language_model.model), Pieces(stages.tokenizer), plan)
    if stages.deep.exists():
        tuner.deep.load_state_dict(torch.load(stages.deep, weights_only=True))
        tuner.deep.eval()
    else:
        tuner.run(passages, consult)
        torch.save(tuner.deep.state_dict(), stages.deep)
    return tuner


def save(folder: Path, network: StanceNetwork, pieces: Pieces, passages: Sequence[GoldPassage]) -> None:
    """Writes the int8 graph into `folder` and says how often it decides otherwise than the float one."""
    folder.mkdir(parents=True, exist_ok=True)
    items = [encode(pieces, as_input(passage)) for passage in passages]
    pad = pieces.special("[PAD]")
    out = folder / GRAPH
    float_graph = export_graph(network, items[:8], pad, out)
    log.info("int8 flips=%s size_mb=%.1f", asdict(count_flips(float_graph, out, items, pad)), out.stat().st_size / 1e6)
    float_graph.unlink()


def main() -> None:
    """Runs every stage and writes the model folder; dev passages choose thresholds, test ones stay unread."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=STANCE_FOLDER)
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="files of the slow stages")
    parser.add_argument("--minutes", type=float, default=54.0, help="wall time of the language model")
    parser.add_argument("--consult-epochs", type=float, default=Plan.consult_epochs)
    parser.add_argument("--gold-epochs", type=int, default=Plan.gold_epochs)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    log.setLevel(logging.INFO)
    torch.set_num_threads(N_THREADS)
    root = data_root()
    verify(root)
    stages = Stages(folder=given.work)
    vocabulary = prepare(root, stages, given.minutes)
    learning, dev = read_gold(GOLD / "train"), read_gold(GOLD / "dev")
    consult = consult_arguments(root, "train")
    table = make_wide([*learning, *plain_passages()], consult)
    plan = Plan(consult_epochs=given.consult_epochs, gold_epochs=given.gold_epochs, seed=given.seed)
    tuner = tune(stages, vocabulary, learning, consult, plan)
    wide, deep = wide_logits(table, dev), deep_logits(tuner, dev)
    shares = choose_shares(wide, deep, dev)
    thresholds = choose_thresholds(mix(wide, deep, shares), dev)
    log.info("n_train=%d n_dev=%d shares=%s thresholds=%s", len(learning), len(dev), shares, thresholds)
    pieces = Pieces(stages.tokenizer)
    save(given.out, StanceNetwork(tuner.deep, WidePath(table), shares), pieces, [*learning, *dev])
    shutil.copy(stages.tokenizer, given.out / TOKENIZER)
    write_settings(given.out, _settings(thresholds))


def _settings(thresholds: Thresholds) -> Settings:
    today = datetime.now(UTC).date().isoformat()
    return Settings(
        version="1",
        trained_on=today,
        known=dict(zip(TARGETS, known_texts(), strict=True)),
        presence=dict.fromkeys(TARGETS, thresholds.presence),
        presence_unseen=UNSEEN_PRESENCE,
        decided=thresholds.decided,
        decided_unseen=UNSEEN_DECIDED,
    )


if __name__ == "__main__":
    main()
