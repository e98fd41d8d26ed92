"""A reader whose answers are written by hand: tests of views must not change with the weights."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from nlp.model_store import STANCE_FOLDER, read_settings
from nlp.pipeline import Pipeline
from nlp.stance import PassageStance, Sentiment, TargetStance, TargetText

_CERTAIN = 20.0
_NOBODY_SPEAKS = {"favour": 0.3, "against": 0.3, "neutral": 0.4}


class HandReader:
    """Every text is in the debate and speaks of no target; its tone is that of the first of `tones` that it holds."""

    def __init__(self, tones: Mapping[str, Sentiment]) -> None:
        self._tones = tones
        self.settings = read_settings(STANCE_FOLDER)

    def score(self, texts: Sequence[str], targets: Sequence[TargetText], *_: Any, **__: Any) -> list[PassageStance]:
        """One answer a text."""
        return [self._read(text, targets) for text in texts]

    def explain(
        self, texts: Sequence[str], targets: Sequence[TargetText], contexts: Any, said: Sequence[PassageStance], *_: Any
    ) -> Sequence[PassageStance]:
        """The answers as they are: what is written by hand has no evidence."""
        return said

    def _read(self, text: str, targets: Sequence[TargetText]) -> PassageStance:
        tone: Sentiment = next((tone for words, tone in self._tones.items() if words in text), "neutral")
        return PassageStance(
            targets=tuple(TargetStance(target=one.id, presence=0.01, probs=_NOBODY_SPEAKS, value=None)
                          for one in targets),
            sentiment=tone, relevance=_CERTAIN,
            sentiment_probs={name: 0.9 if name == tone else 0.05 for name in ("negative", "neutral", "positive")},
        )  # fmt: skip


@contextmanager
def read_by_hand(tones: Mapping[str, Sentiment]) -> Iterator[None]:
    """Inside, pipelines read with a `HandReader`; quotes, figures and actors keep their rules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pipeline, "model", HandReader(tones))
        yield
