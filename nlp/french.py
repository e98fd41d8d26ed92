"""The French pipeline as spaCy users meet it: its tokenizer, and how the one that the watch names is loaded."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import spacy
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, registry

import nlp.lemmas  # noqa: F401  registers the component where entry points are not installed

CONFIG = Path(__file__).with_name("config.cfg")
SHIPPED = "shipped"
# Texts between two clearings of spaCy's memory, and texts that the network reads at once: few, they fit in the cache.
TEXTS_A_BATCH = 256
DOCS_A_STEP = 32
FRENCH_FOLDER = Path(__file__).with_name("models") / "french"
# A full stop or a quote glued to the next sentence: « jeudi.Le », « partir.“Nous ».
_GLUED = (r"(?<=[^\W_])[.!?…]+(?=[^\W\d_])", r"(?<=[.!?…»\"”)])(?=[A-ZÀ-Ý«\"“])")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MEND = 'Corrigez ce nom, ou écrivez spacy = "shipped" pour le modèle de Vigie.'
T = TypeVar("T")


@registry.tokenizers("vigie.tokenizer.v1")  # type: ignore[untyped-decorator]  # spaCy's registries are untyped
def make_tokenizer() -> Callable[[Language], Any]:
    """spaCy's French tokenizer, which also parts sentences glued to each other."""

    def create(nlp: Language) -> Any:
        tokenizer = registry.tokenizers.get("spacy.Tokenizer.v1")()(nlp)
        infixes = [*(nlp.Defaults.infixes or ()), *_GLUED]
        tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
        return tokenizer

    return create


def load_blank() -> Language:
    """Our tokenizer and nothing else."""
    return spacy.blank("fr", config={"nlp": {"tokenizer": {"@tokenizers": "vigie.tokenizer.v1"}}})


class PipelineError(RuntimeError):
    """The French pipeline cannot be used; the message, in French, says which and what to do."""


@lru_cache(maxsize=2)
def load_french(chosen: str = SHIPPED) -> Language:
    """The shipped pipeline, or the one that the watch names: an installed package of spaCy or a folder.

    Raises:
        PipelineError: there is none of that name, or it is not one of this version of spaCy.
    """
    place = FRENCH_FOLDER if chosen == SHIPPED else _find(chosen)
    try:
        reader = spacy.load(place)
    except (OSError, ValueError, ImportError, KeyError) as error:
        told = str(error).strip().splitlines()[0][:200]
        raise PipelineError(
            f"{_where(chosen)} ne peut pas être lu par spaCy {spacy_version} ({told}). {_MEND}"
        ) from None
    if reader.lang != "fr":
        raise PipelineError(
            f"{_where(chosen)} lit la langue « {reader.lang} », il en faut une qui lise « fr ». {_MEND}"
        )
    reader.max_length = 10**9
    return reader


def _find(chosen: str) -> str | Path:
    if spacy.util.is_package(chosen):
        return chosen
    folder = Path(chosen).expanduser()
    if (folder / "meta.json").is_file():
        return folder
    raise PipelineError(
        f"{_where(chosen)} est introuvable : ni paquet installé, ni dossier d’un modèle spaCy. "
        f"S’il est publié par spaCy : python -m spacy download {chosen}. {_MEND}"
    )


def _where(chosen: str) -> str:
    return f"Le modèle spaCy « {chosen} » ([model] spacy, dans watch.toml)"


def read_batches(reader: Language, texts: Iterable[str], *, keep: Callable[[Doc], T]) -> Iterator[T]:
    """What `keep` takes from each text read, in order; the strings of a batch are forgotten after it.

    `keep` must copy what it needs: the document is gone once the batch is read.
    """
    waiting = iter(texts)
    while batch := list(islice(waiting, TEXTS_A_BATCH)):
        with reader.memory_zone():
            kept = [
                keep(doc) for doc in reader.pipe((replace_surrogates(text) for text in batch), batch_size=DOCS_A_STEP)
            ]
        yield from kept


def replace_surrogates(text: str) -> str:
    """`text` of the same length, without the lone surrogates that spaCy's strings refuse."""
    return _SURROGATES.sub("\ufffd", text)
