"""`python -m bench.nlp`: passages a second and peak memory of the shipped model, beside models of usual sizes.

`python -m bench.nlp --spacy` gives the tokens a second of the French pipeline instead, in one process and in two.

Each job runs in a process of its own on the dev passages, repeated; the big models have random weights (speed, not
accuracy) and need torch: without it they are said absent.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nlp.inputs import PassageInput, collate, encode
from nlp.model_store import STANCE_FOLDER, TOKENIZER, Pieces, open_graph
from nlp.training.gold import GOLD, read_gold

REPEATS, BATCH = 4, 32
SIZES = {"distilcamembert": (6, 768), "camembert-base": (12, 768)}


def time_heads() -> tuple[int, float]:
    """Stance, arguments, tone and relevance of the default watch, evidence left out."""
    from nlp.pipeline import Pipeline
    from store.watch import load_watch, packaged_watch

    pipeline, passages = Pipeline(load_watch(packaged_watch())), read_gold(GOLD / "dev") * REPEATS
    texts = [passage.text for passage in passages]
    contexts = [{"title": passage.title, "parent": passage.parent} for passage in passages]
    pipeline.score(texts[:BATCH], contexts[:BATCH])
    started = time.perf_counter()
    pipeline.score(texts, contexts)
    return len(texts), time.perf_counter() - started


def time_analyse() -> tuple[int, float]:
    """`vigie analyse` whole: relevance, stance and arguments with evidence, quotes, figures, actors."""
    from nlp.analyse import analyse_lines
    from nlp.pipeline import Pipeline
    from store.watch import load_watch, packaged_watch

    pipeline, passages = Pipeline(load_watch(packaged_watch())), read_gold(GOLD / "dev") * REPEATS
    lines = [
        json.dumps({"id": one.id, "text": one.text, "context": {"title": one.title, "parent": one.parent}})
        for one in passages
    ]
    list(analyse_lines(lines[:BATCH], pipeline))
    started = time.perf_counter()
    list(analyse_lines(lines, pipeline))
    return len(lines), time.perf_counter() - started


def time_names() -> tuple[int, float]:
    """Names of the same passages by the French pipeline; processor time, which a busy machine stretches less."""
    from nlp.names import find_names

    texts = [passage.text for passage in read_gold(GOLD / "dev")] * REPEATS
    find_names(texts[:BATCH])
    started = time.process_time()
    find_names(texts)
    return len(texts), time.process_time() - started


def count_spacy(n_process: int) -> tuple[int, float]:
    """Tokens of the train passages read by the whole French pipeline, and the wall time.

    One process clears spaCy's memory after each batch; more read in one stream, since each stream starts its own.
    """
    from nlp.french import TEXTS_A_BATCH, load_french, read_batches

    reader = load_french()
    texts = [passage.text for passage in read_gold(GOLD / "train")]
    list(read_batches(reader, texts[:BATCH], keep=len))
    started = time.perf_counter()
    if n_process == 1:
        return sum(read_batches(reader, texts, keep=len)), time.perf_counter() - started
    with reader.memory_zone():
        docs = reader.pipe(texts, batch_size=TEXTS_A_BATCH, n_process=n_process)
        n_tokens = sum(len(doc) for doc in docs)
    return n_tokens, time.perf_counter() - started


def time_spacy() -> None:
    """Prints the tokens a second of the French pipeline and how busy the machine was."""
    sys.stdout.write("| processes | tokens | tokens/s | load |\n|---|---|---|---|\n")
    for n_process in (1, 2):
        n_tokens, seconds = count_spacy(n_process)
        row = f"| {n_process} | {n_tokens:,} | {n_tokens / seconds:,.0f} | {os.getloadavg()[0]:.2f} |\n"
        sys.stdout.write(row)
        sys.stdout.flush()


def time_size(name: str) -> tuple[int, float]:
    """One encoding by an int8 ONNX model of a usual size, random weights, on pieces of the same passages.

    Raises:
        ImportError: torch is not installed.
    """
    n_layers, width = SIZES[name]
    with tempfile.TemporaryDirectory() as folder:
        _export(n_layers, width, Path(folder))
        session = open_graph(Path(folder))
        pieces = Pieces(STANCE_FOLDER / TOKENIZER)
        passages = read_gold(GOLD / "dev")
        inputs = [PassageInput(text=one.text, title=one.title, parent=one.parent) for one in passages]
        items = sorted((encode(pieces, one) for one in inputs), key=lambda item: len(item.ids))
        batches = [collate(items[at : at + BATCH], 0) for at in range(0, len(items), BATCH)]
        started = time.perf_counter()
        for arrays in batches:
            mask = (arrays["roles"] > 0).astype("int64")
            session.run(None, {"input_ids": arrays["ids"], "attention_mask": mask})
        return len(items), time.perf_counter() - started


def _export(n_layers: int, width: int, folder: Path) -> None:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import CamembertConfig, CamembertModel

    config = CamembertConfig(
        vocab_size=32005, hidden_size=width, num_hidden_layers=n_layers, num_attention_heads=12,
        intermediate_size=4 * width, max_position_embeddings=514, type_vocab_size=1, attn_implementation="eager",
    )  # fmt: skip

    class States(torch.nn.Module):
        """The last states alone: what the tracing can follow."""

        def __init__(self) -> None:
            super().__init__()
            self.inner = CamembertModel(config, add_pooling_layer=False)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            """Last states (passages, pieces, width)."""
            states: torch.Tensor = self.inner(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return states

    ids = torch.randint(5, 1000, (2, 16))
    axes = {name: {0: "passages", 1: "pieces"} for name in ("input_ids", "attention_mask")}
    plain = folder / "plain.onnx"
    torch.onnx.export(
        States().eval(), (ids, torch.ones_like(ids)), str(plain), input_names=list(axes), output_names=["states"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(plain, folder / "model.onnx", weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])


JOBS: dict[str, Callable[[], tuple[int, float]]] = {
    "heads": time_heads,
    "analyse": time_analyse,
    "names": time_names,
    **{name: (lambda name=name: time_size(name)) for name in SIZES},  # type: ignore[misc]
}


def run_job(name: str) -> None:
    """Prints one JSON line: passages, seconds, peak resident memory in MB."""
    n, seconds = JOBS[name]()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"n": n, "seconds": seconds, "peak_mb": peak_mb}) + "\n")


def main() -> None:
    """Runs every job in turn and prints the table of `bench/README.md`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--job", choices=JOBS)
    parser.add_argument("--spacy", action="store_true", help="tokens a second of the French pipeline, nothing else")
    given = parser.parse_args()
    if given.spacy:
        time_spacy()
        return
    if given.job:
        run_job(given.job)
        return
    sys.stdout.write("| job | passages | passages/s | peak MB |\n|---|---|---|---|\n")
    for name in JOBS:
        command = [sys.executable, "-W", "ignore", "-m", "bench.nlp", "--job", name]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        if finished.returncode:
            sys.stdout.write(f"| {name} | absent: {finished.stderr.strip().splitlines()[-1]} | | |\n")
            continue
        row = json.loads(finished.stdout.splitlines()[-1])
        sys.stdout.write(f"| {name} | {row['n']} | {row['n'] / row['seconds']:.0f} | {row['peak_mb']:.0f} |\n")


if __name__ == "__main__":
    main()
