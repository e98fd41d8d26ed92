"""Whole annotated threads, read through a real database in memory."""

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.evaluation.lines import Line
from nlp.evaluation.systems import open_pipeline
from nlp.evaluation.thread_lines import b_cubed, thread_lines
from nlp.evaluation.threads import ReadThread, read_threads, read_through_store
from nlp.training.gold import TARGETS, GoldError, GoldPassage

FIRST = TARGETS[0]
WIRE = [
    "Les députés ont voté mardi la fin du remboursement des ordonnances rédigées par les médecins non conventionnés.",
    "L’article 19 ter, adopté par 84 voix contre 61, prendrait effet en janvier, selon le calendrier de la commission.",
    "La CSMF demande au gouvernement de retirer cette mesure, que la Cnam soutient depuis le printemps.",
]
AGAINST = "Dérembourser les ordonnances des médecins du secteur 3, c’est punir le malade : je suis totalement contre !"


def comment(name: str, text: str, **changed: Any) -> dict[str, Any]:
    values = {"id": name, "reply_to": None, "speaker_type": "patient", "relevant": True, "stance": {}, "arguments": []}
    return values | {"acceptable": {}, "text": text} | changed


def article(name: str, paragraphs: list[str], **changed: Any) -> dict[str, Any]:
    return {
        "id": name, "site": f"{name}.fr", "audience": "local", "day": -3, "story": "S1", "relevant": True,
        "title": f"Ordonnances hors convention : le vote des députés, édition {name}", "standfirst": None,
        "blocks": [{"kind": "paragraph", "speaker": None, "text": text} for text in paragraphs],
        "actors": ["csmf", "cnam"], "unknown": [], "press": {}, "speakers": {}, "comments": [],
    } | changed  # fmt: skip


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[ReadThread]:
    answered = [
        comment("c1", AGAINST, stance={FIRST: "against"}, arguments=[{"id": "patient-penalty", "use": "asserts"}]),
        comment("c2", "Et le score du match d’hier soir, quelqu’un ?", reply_to="c1", relevant=False),
    ]
    tart = ["La tarte aux pommes se cuit une heure au four.", "Servez-la tiède avec de la crème."]
    lines = [
        article("courrier", WIRE, comments=answered, speakers={"Nadège Cazaux": {FIRST: "against"}}),
        article("depeche", [*WIRE[:2], "La suite dans notre édition de demain."], actors=[]),
        article("cuisine", tart, title="La recette de la tarte aux pommes du dimanche", story="S2", relevant=False,
                actors=[]),
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("threads")
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "a.jsonl").write_text(text, encoding="utf-8")
    return read_through_store(read_threads(folder), open_pipeline())


def lines_of(read: list[ReadThread]) -> dict[tuple[str, str], Line]:
    learning = [
        GoldPassage(id="x", text="x", kind="comment", title=None, parent=None, relevant=True,
                    stance={FIRST: "against"}, sentiment="negative")
    ]  # fmt: skip
    return {(one.layer, one.group): one for one in thread_lines(read, open_pipeline(), learning)}


def test_a_thread_gives_the_verdicts_of_its_comments(read: list[ReadThread]) -> None:
    first = read[0]

    assert first.comments["c1"][FIRST] in ("against", "unclear")
    assert "c1" in first.relevant_comments
    assert [one.relevant for one in read] == [True, True, False]
    assert first.actors == {"csmf", "cnam"}


def test_copies_of_one_text_are_one_story(read: list[ReadThread]) -> None:
    stories = [one.story for one in read]

    assert stories[0] == stories[1] != stories[2]


def test_each_layer_of_a_thread_has_its_lines(read: list[ReadThread]) -> None:
    found = lines_of(read)

    assert found["verdicts", "all"].score.n == 1
    assert found["verdicts", "all"].simple == pytest.approx(2 / 3)
    assert found["article-relevance", "all"].score.f1 == 1.0
    assert found["stories", "all"].score.f1 == 1.0
    assert (found["stories", "all"].simple or 1.0) < 1.0
    assert found["actors", "all"].score.n == 2
    assert found["speaker-verdicts", "all"].score.n == 1
    assert {"thread-arguments", "comment-relevance", "press-verdicts", "speaker-verdicts"} <= {key[0] for key in found}


def test_an_empty_folder_gives_no_line(tmp_path: Path) -> None:
    assert read_threads(tmp_path / "none") == []
    assert thread_lines([], open_pipeline(), []) == []


def test_a_bad_thread_is_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")

    with pytest.raises(GoldError, match=r"a\.jsonl:1"):
        read_threads(tmp_path)


def test_one_story_for_all_has_the_recall_and_not_the_precision() -> None:
    found = b_cubed(["a", "a", "b", "b"], ["x", "x", "x", "x"])

    assert (found.precision, found.recall) == (0.5, 1.0)
    assert b_cubed(["a", "a", "b"], ["x", "x", "y"]).f1 == 1.0
