"""What rules and learnt heads say together: whether a text is in the debate, which arguments it holds."""

import math
from collections.abc import Sequence
from dataclasses import replace

from nlp.arguments import MAX_ARGUMENTS
from nlp.model_store import Settings
from nlp.relevance import Relevance
from nlp.stance import PassageStance
from store.records import ArgumentUse, Tag
from store.watch import Watch

_SUREST = 0.02  # a rule's score is no probability: none counts as surer than this


def judge_together(rule: Relevance, said: Sequence[PassageStance], settings: Settings) -> Relevance:
    """The verdict of the lexicon and of the model on a text read as the passages `said`.

    A text is in the debate as far as its most relevant passage is. The score is a probability fitted on dev passages.
    """
    if not said:
        return rule
    of_rule, of_model, constant = settings.relevance
    score = sigmoid(of_rule * rule_logit(rule.score) + of_model * max(one.relevance for one in said) + constant)
    relevant = score >= settings.relevant
    if relevant == rule.relevant:
        return replace(rule, score=score)
    reason = "le modèle y reconnaît le débat" if relevant else f"le modèle n’y reconnaît pas le débat ({rule.reason})"
    return Relevance(relevant, score, reason, rule.evidence if relevant else ())


def name_arguments(cues: Sequence[Tag], said: PassageStance, *, watch: Watch, settings: Settings) -> list[Tag]:
    """Arguments of a passage, at most `MAX_ARGUMENTS`, the surest first: cues and learnt heads together.

    An argument that the model never learnt, added by a watch, is found by its cues alone. Evidence is the cue, where
    there is one, else the clauses that carry the argument.
    """
    by_cue = {tag.key: tag for tag in cues}
    tags = [tag for tag in cues if tag.key not in said.arguments]
    for argument in watch.arguments:
        logit = said.arguments.get(argument.slug)
        if logit is None:
            continue
        cue = by_cue.get(argument.slug)
        score = sigmoid(logit + settings.cue * (cue is not None))
        if score >= settings.argument:
            target = _target(dict(argument.usual_side), said)
            evidence = cue.evidence if cue else said.pleas.get(argument.slug, ())
            tags.append(
                Tag(kind="argument", key=argument.slug, value=_use(said), score=score, evidence=evidence, target=target)
            )
    return sorted(tags, key=lambda tag: -tag.score)[:MAX_ARGUMENTS]


def sigmoid(logit: float) -> float:
    """The probability of a logit."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def rule_logit(score: float) -> float:
    """A rule's score in 0..1 as a bounded logit."""
    held = min(1.0 - _SUREST, max(_SUREST, score))
    return math.log(held / (1.0 - held))


def _use(said: PassageStance) -> ArgumentUse:
    return max(said.uses, key=said.uses.__getitem__)


def _target(sides: dict[str, str], said: PassageStance) -> str | None:
    """The target that the argument is used on: the surest of its usual ones that the passage speaks of."""
    spoken = [one for one in said.targets if one.value is not None and one.target in sides]
    if spoken:
        return max(spoken, key=lambda one: one.presence).target
    return next(iter(sides)) if len(sides) == 1 else None
