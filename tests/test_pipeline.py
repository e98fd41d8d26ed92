"""The taggers joined: caution where the context alone makes a text relevant, one id a component."""

from dataclasses import replace
from pathlib import Path

import pytest

from nlp.model_store import ModelError
from nlp.pipeline import Pipeline, be_cautious
from nlp.relevance import Relevance
from nlp.stance import PassageStance, TargetStance
from store.watch import load_watch, packaged_watch

WATCH = load_watch(packaged_watch())


def said(probability: float) -> PassageStance:
    probs = {"favour": 1 - probability, "against": probability, "neutral": 0.0}
    target = TargetStance(target="deremb-prescriptions", presence=0.9, probs=probs, value="against", evidence=((0, 4),))
    tone = {"negative": 1.0, "neutral": 0.0, "positive": 0.0}
    return PassageStance(targets=(target,), sentiment="negative", sentiment_probs=tone)


def test_an_inherited_subject_needs_more_certainty() -> None:
    inherited, own = Relevance(True, 0.6, "héritée"), Relevance(True, 0.9, "« secteur 3 »")
    assert [be_cautious(said(0.7), one).targets[0].value for one in (inherited, own)] == ["unclear", "against"]
    assert be_cautious(said(0.9), inherited) == said(0.9)
    assert be_cautious(said(0.7), inherited).targets[0].evidence == ()


def test_a_changed_argument_makes_only_what_reads_arguments_stale() -> None:
    before = Pipeline(WATCH).tagger_ids
    changed = WATCH.model_copy(update={"arguments": WATCH.arguments[:-1]})
    after = Pipeline(changed).tagger_ids
    assert {component for component in before if before[component] != after[component]} == {"arguments", "relevance"}


def test_an_actor_s_new_alias_changes_only_the_actors() -> None:
    first, *others = WATCH.actors
    changed = WATCH.model_copy(update={"actors": (first.model_copy(update={"aliases": ("Zorbul",)}), *others)})
    before, after = Pipeline(WATCH).tagger_ids, Pipeline(changed).tagger_ids
    assert {component for component in before if before[component] != after[component]} == {"actors"}


def test_every_component_says_what_it_was_measured_at_or_nothing() -> None:
    taggers = {tagger.component: tagger for tagger in Pipeline(WATCH).taggers}
    assert {name for name, tagger in taggers.items() if not tagger.scores} == {"actors"}
    assert {name for name, tagger in taggers.items() if tagger.is_starting} == {"relevance", "arguments", "stance"}
    assert replace(taggers["stance"], scores=()).title == "Positions et ton (modèle)"


def test_the_watch_chooses_the_model(tmp_path: Path) -> None:
    chosen = WATCH.model_copy(update={"model": WATCH.model.model_copy(update={"stance": str(tmp_path)})})
    with pytest.raises(ModelError, match=str(tmp_path)):
        _ = Pipeline(chosen).model
