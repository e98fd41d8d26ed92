"""Noise that readers' comments carry: slips of the keyboard, missing context, dropped pieces."""

import random
from dataclasses import replace

from nlp.inputs import Encoded, PassageInput

WORD_SLIP_SHARE = 0.06
CONTEXT_DROP_SHARE = 0.25
PIECE_DROP_SHARE = 0.08
N_KEPT_PIECES = 1


def noisy(passage: PassageInput, rng: random.Random) -> PassageInput:
    """The passage with some words misspelt; its title and its parent are each left out one time in four."""
    words = [slip(word, rng) if rng.random() < WORD_SLIP_SHARE else word for word in passage.text.split(" ")]
    title = None if rng.random() < CONTEXT_DROP_SHARE else passage.title
    parent = None if rng.random() < CONTEXT_DROP_SHARE / 2 else passage.parent
    return replace(passage, text=" ".join(words), title=title, parent=parent)


def slip(word: str, rng: random.Random) -> str:
    """The word with one letter dropped, doubled or swapped with the next; words under four letters are kept."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def drop_pieces(item: Encoded, rng: random.Random) -> Encoded:
    """The encoded passage without about one piece in twelve; the first piece, [CLS], stays."""
    kept = [index for index in range(len(item.ids)) if index < N_KEPT_PIECES or rng.random() >= PIECE_DROP_SHARE]
    return replace(item, ids=[item.ids[index] for index in kept], roles=[item.roles[index] for index in kept])
