"""The network as one ONNX graph: vectors and n-gram table in int8, matrices quantized, checked against float."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from nlp.inputs import Encoded, collate
from nlp.training.network import StanceNetwork

OPSET = 17
INPUTS = ("ids", "roles", "grams", "counts", "around", "around_counts")
OUTPUTS = ("presence", "stance", "sentiment", "arguments", "uses", "relevance", "polarity")


class Int8Embedding(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """Rows of an embedding kept as int8 with one scale per row."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-6) / 127.0
        self.register_buffer("rows", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.rows[ids].float() * self.scale[ids]


@dataclass(frozen=True, kw_only=True)
class Flips:
    """Decisions that quantization changed, by kind, as shares of the decisions on `n` passages."""

    n: int
    presence: float
    stance: float
    sentiment: float
    arguments: float
    relevance: float


def export_graph(network: StanceNetwork, items: Sequence[Encoded], pad: int, out: Path) -> Path:
    """Writes `out`, the int8 graph, and gives the float graph that lies beside it; `items` serve for tracing."""
    network.eval()
    kept = network.phrases.vectors
    network.phrases.vectors = Int8Embedding(kept.weight.detach())
    plain = out.with_suffix(".float.onnx")
    try:
        _trace(network, items, pad, plain)
    finally:
        network.phrases.vectors = kept
    quantize_dynamic(
        plain, out, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul"]
    )
    _check_no_shape_is_fixed(out)
    return plain


def count_flips(float_graph: Path, int8_graph: Path, items: Sequence[Encoded], pad: int) -> Flips:
    """How often the int8 graph decides otherwise than the float graph, over the known targets."""
    before, after = (_decisions(path, items, pad) for path in (float_graph, int8_graph))
    shares = [float((first != second).mean()) for first, second in zip(before, after, strict=True)]
    return Flips(
        n=len(items), presence=shares[0], stance=shares[1], sentiment=shares[2], arguments=shares[3],
        relevance=shares[4],
    )  # fmt: skip


def _trace(network: StanceNetwork, items: Sequence[Encoded], pad: int, out: Path) -> None:
    arrays = collate(items, pad)
    arguments = tuple(torch.from_numpy(arrays[name]) for name in INPUTS)
    axes = {name: {0: "passages", 1: "pieces"} for name in ("ids", "roles")}
    axes |= {name: {0: "passages", 1: "grams"} for name in ("grams", "counts")}
    axes |= {name: {0: "passages", 1: "around"} for name in ("around", "around_counts")}
    axes |= {name: {0: "passages"} for name in OUTPUTS}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            arguments,
            str(out),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def _decisions(path: Path, items: Sequence[Encoded], pad: int) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found: list[list[np.ndarray]] = [[] for _ in range(5)]
    for start in range(0, len(items), 32):
        arrays = collate(items[start : start + 32], pad)
        presence, stance, sentiment, pleas, _, relevance, _ = session.run(None, arrays)
        decided = (presence > 0, stance.argmax(axis=2), sentiment.argmax(axis=1), pleas > 0, relevance > 0)
        for kept, value in zip(found, decided, strict=True):
            kept.append(value)
    return [np.concatenate(values) for values in found]


def _check_no_shape_is_fixed(path: Path) -> None:
    graph = onnx.load(str(path)).graph
    fixed = [item.name for item in graph.input if item.type.tensor_type.shape.dim[0].dim_value > 0]
    if fixed:
        raise ValueError(f"{path.name}: the first dimension of {fixed} is fixed, passages could not be batched")
