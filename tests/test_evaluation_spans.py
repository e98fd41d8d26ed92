"""Scores of quotes and figures, on small gold sets written in the test."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from nlp.evaluation.naive import naive_figures, naive_quotes
from nlp.evaluation.scoring import Score
from nlp.evaluation.span_errors import list_errors
from nlp.evaluation.spans import Component, Finder, our_finder, read_spans, span_lines
from nlp.training.gold import GOLD, GoldError
from store.records import Figure, Quote

Passage = dict[str, Any]
WORDS = "On ne lâchera rien", "Tout va très bien"


def quote_passage(name: str, words: str | None) -> Passage:
    text = f"« {words} », dit la maire." if words else "Il pleut sur la place."
    quote = {"text": words, "start": 2, "end": 2 + len(words or ""), "speaker": "la maire", "kind": "direct"}
    quotes = [quote | {"cue": "dit", "attitude": "neutral"}] if words else []
    return {"id": name, "text": text, "kind": "paragraph", "speaker": None, "quotes": quotes}


def as_quote(item: Passage, **changes: Any) -> Quote:
    return Quote(**(item | changes))


def figure_passage(name: str, value: float | list[float]) -> Passage:
    text = "Ils sont 30 à 40 ici."
    figure = {"text": "30 à 40", "start": 9, "end": 16, "value": value, "unit": None, "kind": "count"}
    return {"id": name, "text": text, "figures": [figure | {"comparator": "range", "counts": None}]}


QUOTES = [quote_passage("a", WORDS[0]), quote_passage("b", WORDS[1]), quote_passage("c", None)]


def measure(component: Component, gold: Sequence[Passage], find: Finder) -> dict[str, Score]:
    return {line.group: line.score for line in span_lines(component, gold, find)}


def test_a_perfect_prediction_scores_one_everywhere() -> None:
    found = measure("quotes", QUOTES, lambda passage: [as_quote(item) for item in passage["quotes"]])

    assert {getattr(one, rate) for one in found.values() for rate in ("precision", "recall", "f1", "high")} == {1.0}
    assert found["all"].n == 2


def test_no_prediction_scores_zero_but_keeps_silent_where_it_should() -> None:
    found = measure("quotes", QUOTES, lambda passage: [])

    assert (found["all"].precision, found["all"].recall, found["all"].f1) == (0.0, 0.0, 0.0)
    assert found["speaker"].n == 0
    assert (found["silence"].f1, found["silence"].n) == (1.0, 1)


def test_half_of_the_quotes_found_is_a_recall_of_one_half() -> None:
    found = measure("quotes", QUOTES, lambda passage: [as_quote(q) for q in passage["quotes"] if passage["id"] == "a"])

    assert (found["direct"].precision, found["direct"].recall) == (1.0, 0.5)
    assert found["direct"].f1 == pytest.approx(2 / 3)
    assert found["direct"].low <= found["direct"].f1 <= found["direct"].high


def test_a_set_may_hold_passages_of_articles_and_passages_alone() -> None:
    gold = [quote_passage("a", WORDS[0]), quote_passage("b", WORDS[1]) | {"owner": "article-1"}]
    find = our_finder("quotes", gold)
    assert [[quote.text for quote in find(passage)] for passage in gold] == [[word] for word in WORDS]


def test_a_field_is_judged_where_it_is_annotated() -> None:
    gold = [figure_passage("a", [30, 40]), figure_passage("b", [30, 40])]
    gold[1]["figures"][0]["said_by"] = None
    scores = {
        line.score.group: line.score for line in span_lines("figures", gold, lambda one: naive_figures(one["text"]))
    }
    assert scores["said_by"].n == 1 and scores["kind"].n == 2


def test_a_span_that_shares_less_than_four_fifths_does_not_match() -> None:
    def cut(n_chars: int) -> float:
        found = measure(
            "quotes", QUOTES[:1], lambda passage: [as_quote(q, end=q["end"] - n_chars) for q in passage["quotes"]]
        )
        return found["all"].f1

    assert len(WORDS[0]) == 18
    assert (cut(3), cut(4)) == (1.0, 0.0)


def test_a_longer_name_is_the_same_speaker_and_another_name_is_not() -> None:
    def share(speaker: str | None) -> float:
        found = measure("quotes", QUOTES, lambda passage: [as_quote(q, speaker=speaker) for q in passage["quotes"]])
        return found["speaker"].precision

    assert [share("La Maire de Brizolles"), share("le préfet"), share(None)] == [1.0, 0.0, 0.0]


def test_two_found_quotes_do_not_answer_for_one() -> None:
    found = measure("quotes", QUOTES[:1], lambda passage: [as_quote(q) for q in passage["quotes"]] * 2)

    assert (found["all"].precision, found["all"].recall) == (0.5, 1.0)


def test_a_range_is_right_only_with_both_ends() -> None:
    def f1(value: Any) -> float:
        found = measure(
            "figures", [figure_passage("a", [30.0, 40.0])],
            lambda passage: [Figure(**(passage["figures"][0] | {"value": value}))],
        )  # fmt: skip
        assert found["found"].f1 == 1.0
        return found["all"].f1

    assert [f1((30.0, 40.0)), f1((30.0, 41.0)), f1(30.0)] == [1.0, 0.0, 0.0]


def test_a_share_is_right_to_four_decimals_and_a_large_number_to_the_unit() -> None:
    def f1(expected: float, value: float) -> float:
        found = measure(
            "figures", [figure_passage("a", expected)],
            lambda passage: [Figure(**(passage["figures"][0] | {"value": value}))],
        )  # fmt: skip
        return found["all"].f1

    assert [f1(2 / 3, 0.6667), f1(2 / 3, 0.667), f1(1347.0, 1346.0)] == [1.0, 0.0, 0.0]


def test_the_naive_expression_reads_marks_and_digits() -> None:
    assert [one.text for one in naive_quotes('Il dit « tout va très bien » et "secteur".')] == ["tout va très bien"]
    assert [one.value for one in naive_figures("Ils sont 1 347 à payer 26,50 €.")] == [1347.0, 26.5]


def test_errors_are_listed_under_their_cause() -> None:
    found = {"a": [as_quote(QUOTES[0]["quotes"][0], speaker="le préfet")], "c": [as_quote(QUOTES[0]["quotes"][0])]}

    errors = list_errors("quotes", QUOTES, lambda passage: found.get(passage["id"], []))

    assert errors == {
        "wrong speaker": [f"a: {WORDS[0]} → 'le préfet', expected 'la maire'"],
        "missed direct": [f"b: {WORDS[1]}"],
        "invented direct": [f"c: {WORDS[0]}"],
    }


def test_a_gold_item_that_is_not_at_its_offsets_is_refused(tmp_path: Path) -> None:
    passage = quote_passage("a", WORDS[0])
    passage["quotes"][0]["start"] += 1
    path = tmp_path / "quotes.jsonl"
    path.write_text(json.dumps(passage) + "\n", encoding="utf-8")

    with pytest.raises(GoldError, match=r"quotes\.jsonl:1"):
        read_spans(path)


def test_the_frozen_sets_hold_what_their_readme_says() -> None:
    quotes, figures = read_spans(GOLD / "spans" / "quotes.jsonl"), read_spans(GOLD / "spans" / "figures.jsonl")

    assert [len(quotes), sum(not passage["quotes"] for passage in quotes)] == [150, 35]
    assert [len(figures), sum(not passage["figures"] for passage in figures)] == [150, 25]
