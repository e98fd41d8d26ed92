"""The taggers joined: one id a component, each measured, the model chosen by the watch."""

from dataclasses import replace
from pathlib import Path

import pytest

from nlp.model_store import ModelError
from nlp.pipeline import Pipeline
from store.watch import load_watch, packaged_watch

WATCH = load_watch(packaged_watch())


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
    assert [name for name, tagger in taggers.items() if not tagger.scores] == []
    assert {name for name, tagger in taggers.items() if tagger.is_starting} == {"relevance", "arguments", "stance"}
    assert replace(taggers["stance"], scores=()).title == "Positions et ton (modèle)"


def test_the_watch_chooses_the_model(tmp_path: Path) -> None:
    chosen = WATCH.model_copy(update={"model": WATCH.model.model_copy(update={"stance": str(tmp_path)})})
    with pytest.raises(ModelError, match=str(tmp_path)):
        _ = Pipeline(chosen).model
