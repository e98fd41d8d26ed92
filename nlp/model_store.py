"""Model folders: how their files are found, checked and opened for reading passages without torch."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnxruntime

# Without torch, transformers says so on every import; torch is not wanted here.
os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")

from transformers import PreTrainedTokenizerFast

MODELS = Path(__file__).with_name("models")
STANCE_FOLDER = MODELS / "stance"
GRAPH, TOKENIZER, SETTINGS, CARD = "model.onnx", "tokenizer.json", "settings.json", "README.md"
FORMAT = 4
MAX_FILE_MB = 25
N_THREADS = 2


class ModelError(RuntimeError):
    """A model folder cannot be used; the message names the file and what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the graph does not hold: the texts of the known targets and the thresholds chosen on the dev passages.

    `presence` is the least probability for a target to be spoken of, per known target; `presence_unseen` the same for
    any other proposition, whose most probable side is `unclear` under `decided_unseen`. `arguments` names the columns
    of the arguments, `argument` is the least probability for one to be named, `cue` what a cue adds to its
    logit. `relevance` weighs the logit of the lexicon's score, that of the model, and a constant; a text is in the
    debate from the probability `relevant`. `wide_shares` says how much of the n-gram table enters presence and stance.
    """

    version: str
    trained_on: str
    known: dict[str, str]
    presence: dict[str, float]
    presence_unseen: float
    decided_unseen: float
    arguments: list[str]
    argument: float
    cue: float
    relevance: tuple[float, float, float]
    relevant: float
    wide_shares: tuple[float, float]


class Pieces:
    """The tokenizer of a model folder: ids of pieces, without special ones unless asked by name."""

    def __init__(self, path: Path) -> None:
        tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(path), pad_token="[PAD]", unk_token="[UNK]")
        self._backend = tokenizer.backend_tokenizer

    def pieces(self, text: str) -> list[int]:
        """Ids of the pieces of `text`."""
        ids: list[int] = self._backend.encode(text, add_special_tokens=False).ids
        return ids

    def special(self, name: str) -> int:
        """Id of a special piece such as `[SEP]`; raises `ModelError` where the tokenizer has none of that name."""
        index: int | None = self._backend.token_to_id(name)
        if index is None:
            raise ModelError(f"the tokenizer has no piece {name!r}: it belongs to another model")
        return index


def read_settings(folder: Path) -> Settings:
    """The settings of a model folder; raises `ModelError` where they are missing or of another format."""
    path = folder / SETTINGS
    if not path.is_file():
        raise ModelError(f"{path}: missing; restore the folder, or rebuild it (docs/training.md)")
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if values.pop("format", None) != FORMAT:
        raise ModelError(f"{path}: not of format {FORMAT}, which this version reads")
    return Settings(**values)


def write_settings(folder: Path, settings: Settings) -> None:
    """Writes `settings.json` of a model folder; the order of `known` is that of the columns of the graph."""
    values = {"format": FORMAT, **vars(settings)}
    text = json.dumps(values, ensure_ascii=False, indent=2)
    (folder / SETTINGS).write_text(text + "\n", encoding="utf-8")


def open_graph(folder: Path) -> onnxruntime.InferenceSession:
    """The graph of a model folder on two threads that wait passively; raises `ModelError` where it is missing."""
    path = folder / GRAPH
    if not path.is_file():
        raise ModelError(f"{path}: missing; restore the folder, or rebuild it (docs/training.md)")
    return open_session(path)


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """Any graph, opened the same way."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = N_THREADS
    options.inter_op_num_threads = 1
    # A core busy elsewhere makes spinning threads sixty times slower (measured 2026-11).
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def read_card(folder: Path = STANCE_FOLDER) -> str:
    """The model card, in French then English; raises `ModelError` where there is none."""
    path = folder / CARD
    if not path.is_file():
        raise ModelError(f"{path}: missing, every shipped model has a card")
    return path.read_text(encoding="utf-8")
