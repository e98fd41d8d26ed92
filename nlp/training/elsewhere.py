"""Texts of other debates, by the thousand: what a reader meets beside this one, for the relevance of the wide path.

The annotated off-topic passages are near misses, written to be hard; these are what most pages are made of.
"""

import random
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

from nlp.training.sources import documents

PER_FOLDER = 4000
SHORTEST, LONGEST = 40, 500
_SEED = 11
# One paragraph in so many is looked at: the corpora hold seventy million words.
_ONE_IN = 12
# Whatever may belong to the debate is left out, and much that does not.
_DEBATE = re.compile(
    r"d[ée]convention|secteur\s*(?:3|iii|trois)|(?:hors|non)[- ]convention|convention\w*.*m[ée]decin"
    r"|m[ée]decin.*convention|tarif d.autorit|d[ée]serts?\s+m[ée]dic|install\w*.*m[ée]decin|m[ée]decin.*install"
    r"|prescri\w+.*rembours|rembours.*prescri|ordonnance.*rembours|rembours.*ordonnance",
    re.IGNORECASE | re.DOTALL,
)


def texts_elsewhere(root: Path, kept_apart: Collection[str]) -> list[str]:
    """At most `PER_FOLDER` paragraphs of each corpus that the language model reads, none of them of the debate.

    `kept_apart` are texts that measure: no paragraph that holds one, or lies in one, is taken.

    Raises:
        DataError: a listed corpus is missing.
    """
    by_folder: defaultdict[str, list[str]] = defaultdict(list)
    for place, (folder, text) in enumerate(_paragraphs(root)):
        if place % _ONE_IN == 0 and not _DEBATE.search(text):
            by_folder[folder].append(text)
    draw = random.Random(_SEED)  # nosec B311 # a sample
    taken = [text for _, texts in sorted(by_folder.items()) for text in draw.sample(texts, min(PER_FOLDER, len(texts)))]
    return [text for text in taken if not any(text in apart or apart in text for apart in kept_apart)]


def _paragraphs(root: Path) -> Iterator[tuple[str, str]]:
    for folder, document in documents(root):
        for line in document.splitlines():
            text = line.strip()
            if SHORTEST < len(text) < LONGEST:
                yield folder, text
