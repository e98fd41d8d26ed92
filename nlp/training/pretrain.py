"""Masked language modelling of the encoder under a budget of minutes, with a checkpoint every five."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import ModernBertConfig, ModernBertForMaskedLM

BLOCK = 128
BATCH = 32
MASKED_SHARE = 0.25
MATRIX_RATE = 0.02
OTHER_RATE = 2e-3
WARMUP_SHARE = 0.02
CHECKPOINT_EVERY_S = 300.0
N_HELD_OUT_BLOCKS = 256


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The ids that the language model needs to know."""

    size: int
    pad: int
    cls: int
    sep: int
    mask: int


def encoder_config(vocabulary: Vocabulary, n_layers: int = 4) -> ModernBertConfig:
    """A ModernBERT shape of about 7 M parameters, every layer with full attention."""
    return ModernBertConfig(
        vocab_size=vocabulary.size,
        hidden_size=256,
        intermediate_size=512,
        num_hidden_layers=n_layers,
        num_attention_heads=4,
        max_position_embeddings=512,
        layer_types=["full_attention"] * n_layers,
        pad_token_id=vocabulary.pad,
        bos_token_id=vocabulary.cls,
        cls_token_id=vocabulary.cls,
        eos_token_id=vocabulary.sep,
        sep_token_id=vocabulary.sep,
    )


def new_model(vocabulary: Vocabulary, vectors: np.ndarray | None) -> ModernBertForMaskedLM:
    """An untrained masked language model whose embeddings start from `vectors` where they are given."""
    torch.manual_seed(0)
    model = ModernBertForMaskedLM(encoder_config(vocabulary))
    if vectors is not None:
        with torch.no_grad():
            model.model.embeddings.tok_embeddings.weight.copy_(torch.from_numpy(vectors))
    return model


def mask_batch(ids: torch.Tensor, vocabulary: Vocabulary) -> tuple[torch.Tensor, torch.Tensor]:
    """(ids with some positions hidden, boolean mask of those positions): 80 % [MASK], 10 % random, 10 % kept."""
    chosen = torch.rand(ids.shape) < MASKED_SHARE
    draw = torch.rand(ids.shape)
    hidden = torch.where(chosen & (draw < 0.8), vocabulary.mask, ids)
    noise = torch.randint(0, vocabulary.size, ids.shape)
    return torch.where(chosen & (draw >= 0.9), noise, hidden), chosen


def masked_loss(model: ModernBertForMaskedLM, ids: torch.Tensor, vocabulary: Vocabulary) -> torch.Tensor:
    """Cross-entropy of the hidden pieces; only their positions pass through the vocabulary head."""
    hidden, chosen = mask_batch(ids, vocabulary)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = model.model(input_ids=hidden).last_hidden_state
        scores = model.decoder(model.head(states[chosen]))
    return nn.functional.cross_entropy(scores.float(), ids[chosen])


def pretrain(
    corpus: np.ndarray, vocabulary: Vocabulary, vectors: np.ndarray | None, *, minutes: float, out: Path
) -> None:
    """Trains for `minutes` of wall time; saves `out`, the state of the whole model, every five minutes and at the end.

    One line per minute is appended to `out` with suffix `.log`.

    Source of the recipe: Muon for the hidden matrices, AdamW for the rest, linear decay over the time budget.
    """
    model = new_model(vocabulary, vectors)
    optimizers = _optimizers(model)
    rates = [optimizer.param_groups[0]["lr"] for optimizer in optimizers]
    blocks = torch.from_numpy(corpus[: len(corpus) // BLOCK * BLOCK].astype(np.int64)).view(-1, BLOCK)
    held_out, blocks = blocks[:N_HELD_OUT_BLOCKS], blocks[N_HELD_OUT_BLOCKS:]
    order = torch.randperm(len(blocks))
    started, saved, said, step = time.monotonic(), time.monotonic(), time.monotonic(), 0
    while (share := (time.monotonic() - started) / (60 * minutes)) < 1.0:
        warm = min(1.0, share / WARMUP_SHARE + 0.01)
        for optimizer, rate in zip(optimizers, rates, strict=True):
            optimizer.param_groups[0]["lr"] = rate * warm * (1.0 - share)
        picked = order[torch.arange(step * BATCH, (step + 1) * BATCH) % len(blocks)]
        loss = masked_loss(model, blocks[picked], vocabulary)
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
        step += 1
        now = time.monotonic()
        if now - said > 60:
            said = now
            minute, tokens_m = (now - started) / 60, step * BATCH * BLOCK / 1e6
            _say(out, f"minute={minute:.1f} tokens_m={tokens_m:.2f} loss={loss.item():.3f}")
        if now - saved > CHECKPOINT_EVERY_S:
            saved = now
            torch.save(model.state_dict(), out)
    torch.save(model.state_dict(), out)
    held_out_loss = _held_out_loss(model, held_out, vocabulary)
    _say(out, f"end tokens_m={step * BATCH * BLOCK / 1e6:.2f} held_out_loss={held_out_loss:.3f}")


def _optimizers(model: nn.Module) -> list[torch.optim.Optimizer]:
    matrices = [p for name, p in model.named_parameters() if p.ndim == 2 and ".layers." in name]
    chosen = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if id(p) not in chosen]
    return [
        torch.optim.Muon(matrices, lr=MATRIX_RATE, weight_decay=0.01),
        torch.optim.AdamW(rest, lr=OTHER_RATE, weight_decay=0.01, betas=(0.9, 0.98)),
    ]


def _held_out_loss(model: ModernBertForMaskedLM, blocks: torch.Tensor, vocabulary: Vocabulary) -> float:
    torch.manual_seed(7)
    with torch.no_grad():
        losses = [masked_loss(model, chunk, vocabulary).item() for chunk in blocks.split(BATCH)]
    return float(np.mean(losses))


def _say(out: Path, line: str) -> None:
    with out.with_suffix(".log").open("a", encoding="utf-8") as log:
        log.write(line + "\n")
