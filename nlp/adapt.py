"""What people corrected, learnt on top of the weights in use: the nearest weights that agree with the corrections.

The regressions of the n-gram table are moved under a Gaussian prior centred on what they are (Chelba and Acero 2006,
« Adaptation of maximum entropy capitalizer »): a few corrections move little, what they do not speak of stays.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from nlp.bags import count_matrix, weigh
from nlp.graph import N_STANCES, PassageGraph, TargetText
from nlp.inputs import PassageInput
from nlp.model_store import CARD, GRAPH, TOKENIZER, ModelError, read_settings, write_settings
from nlp.ngrams import BUCKETS, count_grams
from nlp.replies import REPLIES
from nlp.stance import STANCES
from store.clock import today

# Variance of the prior, how far a correction may move the weights: that under which they were learnt.
PRESENCE_STRENGTH, STANCE_STRENGTH = 10.0, 3.0
_INSTALL = "il manque la bibliothèque « onnx » : pip install 'vigie[learn]', puis relancez"
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A passage and what a person said of it: the stance toward each target, '' where it does not speak of it."""

    text: str
    stances: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Adapted:
    """How many corrections taught something, and how many of their answers were right before and after."""

    n: int
    n_answers: int
    right_before: int
    right_after: int


def adapt(folder: Path, corrections: Sequence[Correction], out: Path) -> Adapted:
    """Writes into `out` the model of `folder`, moved by the corrections of its known targets.

    Raises:
        ModelError: the folder holds no model, its graph is not one of ours, or `onnx` is not installed.
    """
    settings = read_settings(folder)
    known = list(settings.known)
    taught = [one for one in corrections if one.text.strip() and set(one.stances) & set(known)]
    graph = _open(folder / GRAPH)
    before = PassageGraph.load(folder)
    moved = _moves(before, known, taught, _initializer(graph, "wide.idf"))
    shares = np.repeat(settings.wide_shares, [len(known), len(known) * N_STANCES])
    _move_columns(graph, moved / shares, n_presence=len(known))
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    (out / GRAPH).write_bytes(graph.SerializeToString())
    for name in (TOKENIZER, CARD, REPLIES):
        if (folder / name).is_file():
            shutil.copy(folder / name, out / name)
    day = today().isoformat()
    write_settings(out, replace(settings, version=f"{settings.version}+{len(taught)}", trained_on=day))
    _sign_card(out / CARD, len(taught), day)
    right = [_count_right(one, known, taught) for one in (before, PassageGraph.load(out))]
    n_answers = sum(len(set(one.stances) & set(known)) for one in taught)
    return Adapted(n=len(taught), n_answers=n_answers, right_before=right[0], right_after=right[1])


def _moves(graph: PassageGraph, known: Sequence[str], taught: Sequence[Correction], idf: Floats) -> Floats:
    """How far each column of the passage's half moves, in logits: (BUCKETS, 6 + 18), presence then stances."""
    moved = np.zeros((BUCKETS, len(known) * (1 + N_STANCES)))
    if not taught:
        return moved
    raw = graph.run([PassageInput(text=one.text) for one in taught], _ask(graph, known))
    features = weigh(count_matrix([count_grams(one.text) for one in taught]), idf[:BUCKETS])
    for column, target in enumerate(known):
        rows = [row for row, one in enumerate(taught) if target in one.stances]
        spoken = np.array([[bool(taught[row].stances[target])] for row in rows], float).reshape(-1, 1)
        offsets = raw.presence[rows, column][:, None].astype(float)
        moved[:, [column]] = _learn(features[rows], offsets, spoken, PRESENCE_STRENGTH)
        sided = [row for row in rows if taught[row].stances[target] in STANCES]
        sides = np.eye(N_STANCES)[[STANCES.index(taught[row].stances[target]) for row in sided]]
        first = len(known) + column * N_STANCES
        offsets = raw.stance[sided, column].astype(float)
        moved[:, first : first + N_STANCES] = _learn(
            features[sided], offsets, sides.reshape(-1, N_STANCES), STANCE_STRENGTH
        )
    return moved


def _learn(features: csr_matrix, offsets: Floats, expected: Floats, strength: float) -> Floats:
    """The weights (BUCKETS, k) that added to the offsets (n, k) make the expected answers probable, under the prior.

    One column is a yes-or-no answer, several are classes. Weights are sums of the rows, since the prior is Gaussian.
    """
    if not len(expected):
        return np.zeros((features.shape[1], expected.shape[1]))
    kernel = np.asarray((features @ features.T).todense())

    def loss(flat: Floats) -> tuple[float, Floats]:
        parts = flat.reshape(expected.shape)
        added = kernel @ parts
        value, slope = _surprise(offsets + added, expected)
        return value + float((parts * added).sum()) / (2 * strength), (kernel @ (slope + parts / strength)).ravel()

    found = minimize(loss, np.zeros(expected.size), jac=True, method="L-BFGS-B").x
    return np.asarray(features.T @ found.reshape(expected.shape))


def _surprise(logits: Floats, expected: Floats) -> tuple[float, Floats]:
    """The negative log-likelihood of the expected answers, and its slope by logit."""
    if expected.shape[1] == 1:
        value = np.logaddexp(0.0, logits) - expected * logits
        return float(value.sum()), 1.0 / (1.0 + np.exp(-logits)) - expected
    top = logits - logits.max(axis=1, keepdims=True)
    log_shares = top - np.log(np.exp(top).sum(axis=1, keepdims=True))
    return float(-(expected * log_shares).sum()), np.exp(log_shares) - expected


def _count_right(graph: PassageGraph, known: Sequence[str], taught: Sequence[Correction]) -> int:
    """Answers that agree with the corrections: target spoken of or not, and the most probable side where it is."""
    if not taught:
        return 0
    asked = _ask(graph, known)
    raw = graph.run([PassageInput(text=one.text) for one in taught], asked)
    presence, sides = 1.0 / (1.0 + np.exp(-raw.presence)), raw.stance.argmax(axis=2)
    return sum(
        (STANCES[sides[row, column]] if presence[row, column] >= asked.presence[column] else "") == one.stances[target]
        for row, one in enumerate(taught)
        for column, target in enumerate(known)
        if target in one.stances
    )


def _ask(graph: PassageGraph, known: Sequence[str]) -> Any:
    return graph.ask([TargetText(id=key, text=graph.settings.known[key]) for key in known])


def _open(path: Path) -> Any:
    try:
        import onnx
    except ImportError:
        raise ModelError(_INSTALL) from None
    if not path.is_file():
        raise ModelError(f"{path}: missing; restore the folder, or rebuild it (docs/training.md)")
    return onnx.load(str(path))


def _initializer(model: Any, name: str) -> Floats:
    from onnx import numpy_helper

    for tensor in model.graph.initializer:
        if tensor.name == name:
            return np.array(numpy_helper.to_array(tensor), np.float64)
    raise ModelError(f"the graph holds no « {name} »: only models made by nlp.training.run can be taught")


def _move_columns(model: Any, moved: Floats, *, n_presence: int) -> None:
    """Adds `moved` to the columns of presence and stance of the passage's half, which stand first in its table."""
    from onnx import numpy_helper

    from nlp.tables import pack, unpack

    roots, scale = (_initializer(model, f"wide.alone.{name}") for name in ("table", "scale"))
    touched = np.flatnonzero(np.abs(moved).max(axis=0) > 0)
    weights = unpack(roots[:BUCKETS, touched], scale[touched]) + moved[:, touched]
    roots[:BUCKETS, touched], scale[touched] = pack(weights)
    for name, value, kind in (("table", roots, np.int8), ("scale", scale, np.float32)):
        tensor = next(one for one in model.graph.initializer if one.name == f"wide.alone.{name}")
        tensor.CopyFrom(numpy_helper.from_array(value.astype(kind), tensor.name))


def _sign_card(path: Path, n: int, day: str) -> None:
    """Says at the head of the card that this is no shipped model any more."""
    said = (
        f"> Modèle adapté le {day} par {n} corrections de cette installation ; les scores ci-dessous sont ceux du "
        f"modèle d’origine.\n> Adapted on {day} from {n} corrections; the scores below are those of the original.\n\n"
    )
    path.write_text(said + path.read_text(encoding="utf-8"), encoding="utf-8")
