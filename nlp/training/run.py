"""Rebuilds the stance model from its data: `python -m nlp.training.run --out nlp/models/stance`."""

import argparse
import logging
import os
import shutil
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from nlp.arguments import find_arguments
from nlp.bags import count_matrix, weigh
from nlp.evaluation.card import write_card
from nlp.evaluation.evaluate import evaluate
from nlp.evaluation.gold_sets import read_dev
from nlp.evaluation.systems import open_pipeline
from nlp.heads import rule_logit
from nlp.inputs import encode, with_context
from nlp.model_store import GRAPH, STANCE_FOLDER, TOKENIZER, Pieces, Settings, write_settings
from nlp.ngrams import count_grams
from nlp.relevance import Context, judge_relevance
from nlp.replies import REPLIES
from nlp.training.calibrate import (
    PathLogits,
    RuleLogits,
    Thresholds,
    choose_shares,
    choose_thresholds,
    mix,
)
from nlp.training.elsewhere import texts_elsewhere
from nlp.training.export import count_flips, export_graph
from nlp.training.gold import ARGUMENTS, GOLD, STANCES, TARGETS, GoldPassage, read_gold
from nlp.training.network import PhrasePath, Shares, StanceNetwork, WidePath
from nlp.training.phrases import Learner, Lessons, Plan
from nlp.training.plain import plain_passages
from nlp.training.references import read_references
from nlp.training.replies import (
    ReplyNetwork,
    ReplyTable,
    as_parents,
    export_replies,
    fit_replies,
    read_unseen,
    replies_of,
    reread,
)
from nlp.training.sources import Argument, consult_arguments, data_root, verify
from nlp.training.tokenizer import encode_corpus, train_tokenizer
from nlp.training.vectors import learn_vectors
from nlp.training.wanted import as_input
from nlp.training.wide import COLUMNS, GoldCounts, WideTable, fit_wide
from store.watch import load_watch, packaged_watch

REPEATS = {"raw-granddebat-reunions": 2, "raw-plfss-amendements": 3, "stance-consult-fr": 3}
TARGET_FILE = Path(__file__).with_name("targets.toml")
# Where others work too, two threads that wait for each other take several times as long as one.
N_THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))
N_FLIPS = 3000  # passages on which the int8 graph is compared with the float one
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
    def table(self) -> Path:
        return self.folder / "table.npz"

    @property
    def replies(self) -> Path:
        return self.folder / "replies.npz"

    @property
    def phrases(self) -> Path:
        return self.folder / "phrases.pt"


@contextmanager
def timed(stage: str) -> Iterator[None]:
    """Logs how long the block took."""
    started = time.perf_counter()
    yield
    log.info("stage=%s wall_s=%.0f", stage, time.perf_counter() - started)


def prepare(root: Path, stages: Stages) -> np.ndarray:
    """The vectors of the pieces; tokenizer, corpus and vectors are each made where its file is missing."""
    stages.folder.mkdir(parents=True, exist_ok=True)
    if not stages.tokenizer.exists():
        with timed("tokenizer"):
            train_tokenizer(root, stages.tokenizer)
    if not stages.vectors.exists():
        tokenizer = Tokenizer.from_file(str(stages.tokenizer))
        if not stages.corpus.exists():
            with timed("corpus"):
                np.save(stages.corpus, encode_corpus(root, tokenizer, REPEATS))
        with timed("vectors"):
            learn_vectors(np.load(stages.corpus), tokenizer.get_vocab_size(), stages.vectors)
    vectors: np.ndarray = np.load(stages.vectors)
    return vectors


def count_gold(passages: Sequence[GoldPassage], short: Sequence[GoldPassage]) -> GoldCounts:
    """The n-grams of the annotated passages and of the one-line ones."""
    everything = [*passages, *short]
    return GoldCounts(
        alone=count_matrix([count_grams(passage.text) for passage in everything]),
        with_context=count_matrix([count_grams(with_context(as_input(passage))) for passage in everything]),
        passages=everything,
        is_short=np.arange(len(everything)) >= len(passages),
    )


def make_wide(
    stages: Stages, gold: GoldCounts, consult: Sequence[Argument], elsewhere: Sequence[str]
) -> WideTable:  # fmt: skip
    """The table fitted on annotated passages, consultations and texts of other debates."""
    if not stages.table.exists():
        counts, others = (count_matrix([count_grams(text) for text in texts])
                          for texts in ([argument.text for argument in consult], elsewhere))  # fmt: skip
        fit_wide(gold, counts, [argument.stance for argument in consult], others).save(stages.table)
    return WideTable.load(stages.table)


def make_replies(
    stages: Stages, gold: GoldCounts, table: WideTable, wide: PathLogits, dev: Sequence[GoldPassage]
) -> ReplyTable:  # fmt: skip
    """The second reading of replies; first readings are made as probable as those of the table on dev (`wide`)."""
    if not stages.replies.exists():
        own, above = read_unseen(gold)
        nothing = PathLogits(**{part.name: np.zeros_like(getattr(wide, part.name)) for part in fields(PathLogits)})
        shares = choose_shares(wide, nothing, dev)
        own, above = (replace(
            one, presence=shares.presence[0] * one.presence + shares.presence[2], stance=shares.stance[0] * one.stance
        ) for one in (own, above))  # fmt: skip
        whole = [passage for passage, is_short in zip(gold.passages, gold.is_short, strict=True) if not is_short]
        fit_replies(table, replies_of(whole), own, above).save(stages.replies)
    return ReplyTable.load(stages.replies)


def wide_logits(table: WideTable, passages: Sequence[GoldPassage]) -> PathLogits:
    """Logits of the wide path alone."""
    around = table.around.logits(
        weigh(count_matrix([count_grams(with_context(as_input(p))) for p in passages]), table.idf)
    )
    alone = table.alone.logits(weigh(count_matrix([count_grams(p.text) for p in passages]), table.idf))
    return PathLogits(
        presence=around[:, COLUMNS.around_presence] + alone[:, COLUMNS.alone_presence],
        stance=alone[:, COLUMNS.stance].reshape(-1, len(TARGETS), len(STANCES)),
        sentiment=alone[:, COLUMNS.sentiment],
        arguments=alone[:, COLUMNS.arguments],
        uses=alone[:, COLUMNS.uses],
        relevance=around[:, COLUMNS.relevance],
    )


def rule_logits(passages: Sequence[GoldPassage]) -> RuleLogits:
    """What the cues and the lexicon of the packaged watch say."""
    watch = load_watch(packaged_watch())
    cues = np.zeros((len(passages), len(ARGUMENTS)), bool)
    relevance = np.zeros((len(passages), 1))
    for row, passage in enumerate(passages):
        for tag in find_arguments(passage.text, watch=watch):
            cues[row, ARGUMENTS.index(tag.key)] = True
        context = Context(title=passage.title, parent=passage.parent)
        relevance[row] = rule_logit(judge_relevance(passage.text, watch=watch, context=context).score)
    return RuleLogits(cues=cues, relevance=relevance)


def make_phrases(stages: Stages, vectors: np.ndarray, lessons: Lessons, plan: Plan) -> Learner:
    """The path of phrases, learnt from the lessons."""
    learner = Learner(PhrasePath(vectors), Pieces(stages.tokenizer), plan)
    if stages.phrases.exists():
        learner.path.load_state_dict(torch.load(stages.phrases, weights_only=True))
        learner.path.eval()
    else:
        learner.run(lessons)
        torch.save(learner.path.state_dict(), stages.phrases)
    return learner


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
    parser.add_argument("--epochs", type=int, default=Plan.epochs, help="readings of the annotated passages")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    log.setLevel(logging.INFO)
    torch.set_num_threads(N_THREADS)
    root = data_root()
    verify(root)
    stages = Stages(folder=given.work)
    vectors = prepare(root, stages)
    learning, dev = (read_gold(GOLD / split) + read_references(split, root) for split in ("train", "dev"))
    gold = count_gold(learning, [*read_gold(GOLD / "lines"), *plain_passages()])
    apart = [passage.text for split in ("dev", "train") for passage in read_references(split, root)]
    elsewhere = texts_elsewhere(root, apart)
    consult = consult_arguments(root, "train")
    with timed("table"):
        table = make_wide(stages, gold, consult, elsewhere)
    lessons = Lessons.of(gold.passages, gold.is_short, consult, elsewhere)
    with timed("phrases"):
        learner = make_phrases(stages, vectors, lessons, Plan(epochs=given.epochs, seed=given.seed))
    wide, phrases = wide_logits(table, dev), learner.logits(dev)
    shares = choose_shares(wide, phrases, dev)
    with timed("replies"):
        replies = make_replies(stages, gold, table, wide, dev)
    above = as_parents(replies_of(dev))
    mixed = mix(wide, phrases, shares)
    mixed = reread(replies, dev, mixed, mix(wide_logits(table, above), learner.logits(above), shares))
    thresholds = choose_thresholds(mixed, rule_logits(dev), dev)
    log.info("n_train=%d n_dev=%d shares=%s thresholds=%s", len(learning), len(dev), shares, thresholds)
    pieces = Pieces(stages.tokenizer)
    path = WidePath(table)
    save(given.out, StanceNetwork(learner.path, path, shares), pieces, [*dev, *learning][:N_FLIPS])
    export_replies(ReplyNetwork(replies, path), given.out / REPLIES)
    shutil.copy(stages.tokenizer, given.out / TOKENIZER)
    write_settings(given.out, _settings(thresholds, shares))
    describe(given.out)


def describe(folder: Path) -> None:
    """Writes the card of the new weights from what they are worth on the dev passages; a release writes it again."""
    pipeline = open_pipeline(folder)
    write_card(folder, evaluate(read_dev(), pipeline, with_public=False), pipeline)


def known_texts() -> dict[str, str]:
    """The text of each known target, in the order of `TARGETS`."""
    entries = tomllib.loads(TARGET_FILE.read_text(encoding="utf-8"))["target"]
    by_id = {entry["id"]: entry["text"] for entry in entries}
    return {target: by_id[target] for target in TARGETS}


def _settings(thresholds: Thresholds, shares: Shares) -> Settings:
    today = datetime.now(UTC).date().isoformat()
    return Settings(
        version="2",
        trained_on=today,
        known=known_texts(),
        presence=dict.fromkeys(TARGETS, thresholds.presence),
        presence_unseen=UNSEEN_PRESENCE,
        decided_unseen=UNSEEN_DECIDED,
        arguments=list(ARGUMENTS),
        argument=thresholds.argument,
        cue=thresholds.cue,
        relevance=thresholds.relevance,
        relevant=thresholds.relevant,
        wide_shares=(shares.presence[0], shares.stance[0]),
    )


if __name__ == "__main__":
    main()
