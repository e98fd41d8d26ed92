"""Noise for training: text as hurried readers type it, in lower case, without accents, in capitals."""

import random
from collections.abc import Callable, Iterator

from spacy.language import Language
from spacy.training import Example
from spacy.util import registry

from nlp.lemmas import strip_accents

_WAYS: tuple[tuple[float, Callable[[str], str]], ...] = (
    (0.4, str.lower),
    (0.25, strip_accents),
    (0.3, lambda word: strip_accents(word.lower())),
    (0.05, str.upper),
)


@registry.augmenters("vigie.comments.v1")  # type: ignore[untyped-decorator]  # spaCy's registries are untyped
def make_augmenter(level: float) -> Callable[[Language, Example], Iterator[Example]]:
    """An augmenter that rewrites a document, in the share `level` of cases, as a reader types it."""

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        if random.random() >= level:
            yield example
            return
        ways = [way for _, way in _WAYS]
        yield rewrite(nlp, example, random.choices(ways, [weight for weight, _ in _WAYS])[0])

    return augment


def rewrite(nlp: Language, example: Example, way: Callable[[str], str]) -> Example:
    """The example with each word rewritten; a word whose length changes is kept, so that nothing moves."""
    values = example.to_dict()
    words = values["token_annotation"]["ORTH"]
    values["token_annotation"]["ORTH"] = [way(word) if len(way(word)) == len(word) else word for word in words]
    text = "".join(
        word + (" " if space else "")
        for word, space in zip(values["token_annotation"]["ORTH"], values["token_annotation"]["SPACY"], strict=True)
    )
    return example.from_dict(nlp.make_doc(text), values)
