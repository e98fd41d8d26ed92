"""Rules and learnt heads together: neither alone decides, and a watch that the model never learnt keeps its rules."""

from dataclasses import replace

import pytest

from nlp.heads import judge_together, name_arguments, rule_logit, sigmoid
from nlp.model_store import Settings
from nlp.relevance import Relevance
from nlp.stance import PassageStance, TargetStance
from store.records import Tag
from store.watch import load_watch, packaged_watch

WATCH = load_watch(packaged_watch())
SETTINGS = Settings(
    version="2", trained_on="2026-11-25", known={}, presence={}, presence_unseen=0.5, decided_unseen=0.5,
    arguments=["patient-penalty", "burnout"], argument=0.4, cue=1.5, relevance=(0.5, 1.0, 0.0),
    relevant=0.5, wide_shares=(1.0, 1.0),
)  # fmt: skip
USES = {"asserts": 0.2, "refutes": 0.7, "reports": 0.1}


def said(*, relevance: float = 0.0, targets: tuple[TargetStance, ...] = (), **logits: float) -> PassageStance:
    arguments = {name.replace("_", "-"): value for name, value in logits.items()}
    return PassageStance(
        targets=targets, sentiment="neutral", sentiment_probs={"neutral": 1.0}, arguments=arguments, uses=USES,  # type: ignore[arg-type]
        relevance=relevance, pleas={"burnout": ((3, 9),)},
    )  # fmt: skip


def cue(key: str) -> Tag:
    return Tag(kind="argument", key=key, value="asserts", score=0.6, evidence=((0, 2),))


def test_the_model_may_find_what_the_lexicon_misses() -> None:
    rule = Relevance(False, 0.1, "aucun terme de la veille")
    found = judge_together(rule, [said(relevance=-4.0), said(relevance=4.0)], SETTINGS)
    assert found.relevant and found.score > 0.9 and found.reason == "le modèle y reconnaît le débat"


def test_the_model_may_refuse_what_the_lexicon_takes() -> None:
    rule = Relevance(True, 0.6, "« secteur 3 »", ((0, 9),))
    found = judge_together(rule, [said(relevance=-4.0)], SETTINGS)
    assert not found.relevant and "« secteur 3 »" in found.reason and found.evidence == ()


def test_both_together_keep_the_reason_and_the_evidence_of_the_lexicon() -> None:
    rule = Relevance(True, 0.9, "« secteur 3 »", ((0, 9),))
    found = judge_together(rule, [said(relevance=1.0)], SETTINGS)
    assert found.relevant and (found.reason, found.evidence) == (rule.reason, rule.evidence)


def test_without_any_passage_the_rule_stands() -> None:
    rule = Relevance(True, 0.9, "« secteur 3 »")
    assert judge_together(rule, [], SETTINGS) == rule


def test_a_cue_adds_to_the_argument_and_is_its_evidence() -> None:
    doubtful = said(patient_penalty=-1.0, burnout=-3.0)
    assert name_arguments([], doubtful, watch=WATCH, settings=SETTINGS) == []
    tags = name_arguments([cue("patient-penalty")], doubtful, watch=WATCH, settings=SETTINGS)
    assert [(tag.key, tag.value, tag.evidence) for tag in tags] == [("patient-penalty", "refutes", ((0, 2),))]
    assert tags[0].score == pytest.approx(sigmoid(0.5))


def test_an_argument_found_by_the_model_alone_is_shown_by_its_clauses() -> None:
    tags = name_arguments([], said(burnout=2.0, patient_penalty=-5.0), watch=WATCH, settings=SETTINGS)
    assert [(tag.key, tag.evidence) for tag in tags] == [("burnout", ((3, 9),))]


def test_an_argument_that_the_model_never_learnt_is_found_by_its_cues() -> None:
    tags = name_arguments([cue("slippery-slope")], said(burnout=-5.0), watch=WATCH, settings=SETTINGS)
    assert tags == [cue("slippery-slope")]


def test_an_argument_serves_the_surest_of_its_usual_targets_that_the_passage_speaks_of() -> None:
    usual = dict(next(one for one in WATCH.arguments if one.slug == "patient-penalty").usual_side)
    assert len(usual) > 1
    sure = TargetStance(target=list(usual)[1], presence=0.9, probs={"against": 1.0}, value="against")
    less = TargetStance(target=next(iter(usual)), presence=0.6, probs={"against": 1.0}, value="against")
    tags = name_arguments([], said(patient_penalty=3.0, targets=(less, sure)), watch=WATCH, settings=SETTINGS)
    assert tags[0].target == sure.target


def test_a_rule_is_never_surer_than_fifty_to_one() -> None:
    assert sigmoid(rule_logit(1.0)) == pytest.approx(0.98) and sigmoid(rule_logit(0.0)) == pytest.approx(0.02)


def test_a_text_is_in_the_debate_from_the_score_that_the_weights_name() -> None:
    rule = Relevance(True, 0.9, "le lexique", ((0, 3),))
    scores = [judge_together(rule, [said()], replace(SETTINGS, relevant=least)) for least in (0.1, 0.99)]
    assert [one.relevant for one in scores] == [True, False]
    assert scores[0].score == scores[1].score and "n’y reconnaît pas" in scores[1].reason
