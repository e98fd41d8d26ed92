"""What one system, or one annotator, says of one passage: the common form of everything that is measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.training.gold import ABSENT, GoldPassage


class EvaluationError(Exception):
    """A measure cannot be made as asked; the message is one French sentence that says what to do.

    `code` is the exit code: 2 for a request that makes no sense, 3 where there is nothing to measure.
    """

    def __init__(self, message: str, *, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Said:
    """Answers on one passage; None is a layer that the system does not read.

    `stance` maps each target spoken of to favour, against, neutral or unclear; `given` says what the stance is where
    the target is known to be spoken of; `arguments` maps each argument to its use.
    """

    relevant: bool | None = None
    stance: Mapping[str, str] | None = None
    given: Mapping[str, str] | None = None
    tone: str | None = None
    arguments: Mapping[str, str] | None = None


def admit(passage: GoldPassage, said: Said) -> GoldPassage:
    """The passage as a second careful annotator could have marked it, where the system answers as that one would."""
    stance = dict(passage.stance)
    for target, others in passage.acceptable_stance.items():
        answer = (said.stance or {}).get(target, ABSENT)
        if answer in others:
            stance.pop(target, None)
            stance |= {} if answer == ABSENT else {target: answer}
    arguments = dict(passage.arguments)
    arguments |= {one: use for one, use in (said.arguments or {}).items() if one in passage.acceptable_arguments}
    tone = said.tone if said.tone in passage.acceptable_sentiment else passage.sentiment
    return replace(passage, stance=stance, arguments=arguments, sentiment=tone or passage.sentiment)


def admit_all(passages: Sequence[GoldPassage], said: Sequence[Said]) -> list[GoldPassage]:
    """`admit` for each passage."""
    return [admit(passage, one) for passage, one in zip(passages, said, strict=True)]
