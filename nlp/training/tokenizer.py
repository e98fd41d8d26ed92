"""The tokenizer of our own: byte-pair pieces of folded French, and the corpus as one array of ids."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from nlp.training.sources import documents

VOCABULARY = 16_000
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[TITLE]", "[PARENT]")
TOKENIZER_ONE_IN = 4
CONTINUES = "##"


def new_tokenizer() -> Tokenizer:
    """An untrained tokenizer that lower-cases and drops accents, offsets staying those of the given text."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]", continuing_subword_prefix=CONTINUES))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("œ", "oe"),
            normalizers.Replace("Œ", "oe"),
            normalizers.Replace(Regex("[\u2019\u2018\u02bc`\u00b4]"), "'"),
            normalizers.Replace(Regex("[\u2010-\u2014]"), "-"),
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
        ]
    )
    pieces = Regex(r"\p{L}+'?|\p{N}{1,4}|[^\p{L}\p{N}\s]")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(pieces, "removed", invert=True)
    tokenizer.decoder = decoders.WordPiece(prefix=CONTINUES)
    return tokenizer


def train_tokenizer(root: Path, out: Path) -> Tokenizer:
    """A byte-pair tokenizer of `VOCABULARY` pieces learnt on one document in four, saved as `tokenizer.json`."""
    tokenizer = new_tokenizer()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, min_frequency=5, special_tokens=list(SPECIAL), continuing_subword_prefix=CONTINUES
    )
    texts = (text for index, (_, text) in enumerate(documents(root)) if index % TOKENIZER_ONE_IN == 0)
    tokenizer.train_from_iterator(texts, trainer)
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", cls), ("[SEP]", sep)]
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out))
    return tokenizer


def encode_corpus(root: Path, tokenizer: Tokenizer, repeats: dict[str, int]) -> np.ndarray:
    """All documents as one uint16 array, [SEP] between them; a folder counts `repeats` times (1 by default)."""
    sep = tokenizer.token_to_id("[SEP]")
    parts: list[np.ndarray] = []
    for folder, ids in _encoded(root, tokenizer):
        piece = np.asarray([*ids, sep], dtype=np.uint16)
        parts.extend([piece] * repeats.get(folder, 1))
    order = np.random.default_rng(0).permutation(len(parts))
    return np.concatenate([parts[index] for index in order])


def _encoded(root: Path, tokenizer: Tokenizer, size: int = 512) -> Iterator[tuple[str, list[int]]]:
    batch: list[tuple[str, str]] = []
    for item in documents(root):
        batch.append(item)
        if len(batch) == size:
            yield from _encode_batch(tokenizer, batch)
            batch = []
    yield from _encode_batch(tokenizer, batch)


def _encode_batch(tokenizer: Tokenizer, batch: list[tuple[str, str]]) -> Iterator[tuple[str, list[int]]]:
    encodings = tokenizer.encode_batch([text for _, text in batch], add_special_tokens=False)
    for (folder, _), encoding in zip(batch, encodings, strict=True):
        yield folder, encoding.ids
