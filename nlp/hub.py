"""A checkpoint of a public hub, named in the watch: its reading of « this text supports that proposition » gives sides.

The watch names `hub:OWNER/NAME@REVISION`, or the folder of a downloaded checkpoint. It must be a sequence classifier of
natural language inference (entailment, contradiction, neutral): ONNX, or weights for `torch` where it is installed.
Whether a target is spoken of, arguments, tone and relevance stay those of the shipped graph.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nlp.graph import Array, Asked, Logits, PassageGraph, TargetText
from nlp.inputs import PassageInput
from nlp.model_store import ModelError, Settings, open_session

PREFIX = "hub:"
MAX_PIECES = 256
BATCH = 16
_SIDES = ("entail", "contradict", "neutral")  # favour, against, neutral
_GRAPHS = ("model.onnx", "onnx/model.onnx", "onnx/model_quantized.onnx")
_FILES = ("*.json", "*.model", "*.txt", "*.onnx", "*.safetensors")
Classify = Callable[[Mapping[str, NDArray[np.int64]]], Array]


def is_checkpoint(chosen: str) -> bool:
    """Whether a watch's `stance` names a checkpoint of a hub, by its name or by its folder."""
    return chosen.startswith(PREFIX) or (Path(chosen).expanduser() / "config.json").is_file()


def find_checkpoint(chosen: str) -> Path:
    """The folder of the checkpoint, downloaded when it is not there yet: its revision after `@`, or the newest.

    Raises:
        ModelError: the hub cannot be reached and the checkpoint was never downloaded.
    """
    if not chosen.startswith(PREFIX):
        return Path(chosen).expanduser()
    from huggingface_hub import snapshot_download

    name, _, revision = chosen.removeprefix(PREFIX).partition("@")
    revision, files = revision or "main", [*_FILES, "onnx/model.onnx"]
    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=files, local_files_only=True))
    except (OSError, ValueError):
        pass
    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=files))
    except Exception as error:  # the library raises its own kinds for a name, a network, a right that is missing
        raise ModelError(f"{chosen}: not downloaded ({type(error).__name__}); check its name and the network") from None


class HubGraph:
    """The shipped graph, whose sides are those of a checkpoint wherever a target is spoken of."""

    def __init__(self, base: PassageGraph, tokenizer: Any, classify: Classify, columns: Sequence[int]) -> None:
        self._base, self._tokenizer, self._classify, self._columns = base, tokenizer, classify, list(columns)

    @classmethod
    def load(cls, base: PassageGraph, folder: Path) -> Self:
        """The checkpoint of `folder` over the shipped graph.

        Raises:
            ModelError: a file is missing, the labels are not those of inference, or `torch` is needed and absent.
        """
        from transformers import PreTrainedTokenizerFast

        path = folder / "tokenizer.json"
        if not path.is_file():
            raise ModelError(f"{path}: missing; the checkpoint must have a fast tokenizer")
        tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(path), **_special(folder))
        return cls(base, tokenizer, _open(folder), _read_columns(folder))

    @property
    def settings(self) -> Settings:
        """Those of the shipped graph: targets, arguments, thresholds."""
        return self._base.settings

    def ask(self, targets: Sequence[TargetText]) -> Asked:
        """The targets as the shipped graph takes them."""
        return self._base.ask(targets)

    def run(self, inputs: Sequence[PassageInput], asked: Asked, *, with_pieces: bool = True) -> Logits:
        """Logits in the order given; the checkpoint reads a passage and a target only where it is spoken of.

        It reads pieces always: what its sides rest on is not told by n-grams.
        """
        raw = self._base.run(inputs, asked)
        present = 1.0 / (1.0 + np.exp(-raw.presence)) >= asked.presence
        rows, columns = np.nonzero(present)
        if not len(rows):
            return raw
        stance = raw.stance.copy()
        for start in range(0, len(rows), BATCH):
            some = slice(start, start + BATCH)
            texts = [inputs[row].text for row in rows[some]]
            stance[rows[some], columns[some]] = self._read(texts, [asked.texts[column] for column in columns[some]])
        return replace(raw, stance=stance)

    def _read(self, texts: Sequence[str], propositions: Sequence[str]) -> Array:
        arrays = self._tokenizer(
            list(texts), list(propositions), padding=True, truncation="only_first", max_length=MAX_PIECES,
            return_tensors="np",
        )  # fmt: skip
        return self._classify(arrays)[:, self._columns]


def _special(folder: Path) -> dict[str, str]:
    """The special pieces that the tokenizer's own settings name."""
    path = folder / "tokenizer_config.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found = {}
    for name in ("pad_token", "unk_token", "cls_token", "sep_token", "bos_token", "eos_token"):
        value = kept.get(name)
        if isinstance(value, dict):
            value = value.get("content")
        if value:
            found[name] = str(value)
    return {"pad_token": "[PAD]"} | found


def _read_columns(folder: Path) -> list[int]:
    """Where favour, against and neutral stand among the labels of the checkpoint."""
    path = folder / "config.json"
    labels: dict[str, str] = json.loads(path.read_text(encoding="utf-8")).get("id2label") or {}
    columns = []
    for side in _SIDES:
        held = [int(number) for number, label in labels.items() if str(label).lower().startswith(side)]
        if len(held) != 1:
            named = ", ".join(sorted(labels.values())) or "none"
            raise ModelError(f"{path}: labels {named}; those of inference are entailment, contradiction, neutral")
        columns += held
    return columns


def _open(folder: Path) -> Classify:
    graph = next((folder / name for name in _GRAPHS if (folder / name).is_file()), None)
    return _open_torch(folder) if graph is None else _open_onnx(graph)


def _open_onnx(path: Path) -> Classify:
    session = open_session(path)
    wanted = {one.name for one in session.get_inputs()}

    def classify(arrays: Mapping[str, NDArray[np.int64]]) -> Array:
        given = {name: np.asarray(value, np.int64) for name, value in arrays.items() if name in wanted}
        return np.asarray(session.run(["logits"], given)[0], np.float32)

    return classify


def _open_torch(folder: Path) -> Classify:
    try:
        import torch
    except ImportError:
        raise ModelError(
            f"{folder}: no ONNX file ({', '.join(_GRAPHS)}); export one, or install torch: pip install 'vigie[train]'"
        ) from None
    from transformers import AutoModelForSequenceClassification

    model = AutoModelForSequenceClassification.from_pretrained(folder, local_files_only=True).eval()  # nosec B615 # a folder

    def classify(arrays: Mapping[str, NDArray[np.int64]]) -> Array:
        given = {name: torch.from_numpy(np.asarray(value)) for name, value in arrays.items()}
        with torch.no_grad():
            logits = model(**given).logits
        return np.asarray(logits.numpy(), np.float32)

    return classify
