"""Words that a reader repeats from his thread are not his: nothing that they say is counted as said by him."""

from typing import Any

import pytest
from sqlite_utils import Database

from nlp.repeated import ThreadWords, own_spans
from nlp.split import split_comment
from nlp.tag import _with_repeated
from store.analyses import list_stale
from store.threads import Standing, list_standing
from store.writes import Tagger, save_analyses, save_article, save_taggers
from tests.builders import CRAWL, KEY, analysis, article, comment

PASTED = "Les phares doivent fermer au printemps car plus personne ne veut payer leur huile ni leurs gardiens."
PRESS = "La guilde promet de rallumer les onze lampes du port avant la fin de la semaine prochaine. Rien de plus."
MINE = "C’est tout le contraire : sans phare, pas de port."


def standing(owner_id: str, body: str, **changes: Any) -> Standing:
    fields: dict[str, Any] = {"posted_at": f"2026-11-20T1{len(owner_id)}:00:00+00:00", "author_key": owner_id}
    return Standing(owner_id=owner_id, body=body, **(fields | changes))


def kept(body: str, *others: Standing, **changes: Any) -> list[str]:
    """What a comment, the last of its thread, keeps as its own."""
    own = standing("own", body, **changes)
    spans = ThreadWords.of([*others, own]).repeated("own").spans
    return [one.text for one in split_comment(body, "own", reply=False, repeated=spans)]


PRESS_TEXT = standing("a", PRESS, is_article=True, posted_at=None, author_key=None)
EARLIER = standing("b", f"Je le dis depuis des années. {PASTED}")


@pytest.mark.parametrize(
    ("body", "own"),
    [
        (f"{PASTED}\n{MINE}", [MINE]),
        (f"« {PASTED} » {MINE}", [MINE]),
        (f"{MINE}\n\n> {PASTED.upper()}", [MINE]),
        (f"Un mot. {PASTED}\n{MINE}", ["Un mot.", MINE]),
        (f"La guilde promet de rallumer les onze lampes du port avant la fin de la semaine prochaine.\n{MINE}", [MINE]),
        (f"@b {PASTED[:-1]}… {MINE}", ["@b", MINE]),
        (f"{PASTED} {PRESS}\n{MINE}", [MINE]),
    ],
)
def test_what_a_reader_pastes_before_his_answer_is_in_no_passage_of_his(body: str, own: list[str]) -> None:
    assert kept(body, PRESS_TEXT, EARLIER) == own


@pytest.mark.parametrize(
    "body",
    [
        MINE,
        PASTED,  # nothing else: a comment posted twice
        "Les phares doivent fermer au printemps, dites-vous ? " + MINE,  # too short to be no chance
        "Moi je dis que les phares doivent fermer au printemps car plus personne ne veut marcher la nuit.",
    ],
)
def test_what_is_short_or_said_in_ones_own_words_stays(body: str) -> None:
    assert " ".join(kept(body, PRESS_TEXT, EARLIER)) == body


def test_a_reader_who_writes_his_sentence_again_means_it_again() -> None:
    assert kept(f"{PASTED}\n{MINE}", EARLIER, author_key="b") == [f"{PASTED}\n{MINE}"]


def test_who_wrote_first_is_not_the_one_who_repeats() -> None:
    later = standing("later", f"{PASTED} {MINE}")
    assert kept(f"{PASTED} Voilà.", later, posted_at="2026-11-20T09:00:00+00:00") == [f"{PASTED} Voilà."]


def test_an_undated_comment_repeats_what_it_holds_whole() -> None:
    assert kept(f"{PASTED}\n{MINE}", standing("b", PASTED), posted_at=None) == [MINE]
    assert kept(f"{PASTED}\n{MINE}", EARLIER, posted_at=None) == [f"{PASTED}\n{MINE}"]
    assert kept(f"{PASTED}\n{MINE}", EARLIER, posted_at=None, reply_to="b") == [MINE]


def test_the_name_of_a_law_inside_a_sentence_stays() -> None:
    law = "la loi du 3 mars sur le bon ordre des lampes de rivage et sur leurs gardiens"
    press = standing("a", f"Les élus ont voté {law} hier soir.", is_article=True, author_key=None)
    assert kept(f"Je refuse {law} parce qu’elle est mauvaise.", press) != []
    assert kept(f"Je refuse {law} parce qu’elle est mauvaise.", press)[0].startswith("Je refuse la loi")
    assert len(kept(f"Je refuse {law} parce qu’elle est mauvaise.", press)) == 1


def test_passages_stay_spans_of_the_body() -> None:
    body = f"Un mot. {PASTED} {MINE}"
    spans = ThreadWords.of([EARLIER, standing("own", body)]).repeated("own").spans
    assert all(one.text == body[one.start : one.end] for one in split_comment(body, "own", reply=True, repeated=spans))
    assert "".join(body[start:end] for start, end in own_spans(body, spans)).strip() == f"Un mot.{MINE}"


def test_a_comment_that_repeats_another_is_read_as_answering_it(fresh_db: Database) -> None:
    thread = (comment(PASTED, id="1"), comment(f"{PASTED}\n{MINE}", id="2", author_ref="Moulacarpe"))
    save_article(fresh_db, article(comments=thread), origin=CRAWL, key=KEY)
    stale = list_stale(fresh_db, {"stance": "stance-1"}, limit=8)
    row = next(one for one in _with_repeated(fresh_db, stale, ["stance"]) if one["body"].endswith(MINE))
    assert (row["parent"], len(row["repeated"])) == (PASTED, 1)


def test_a_comment_cut_anew_is_read_by_every_component(fresh_db: Database) -> None:
    taggers = {"figures": "figures-1", "stance": "stance-1"}
    save_taggers(fresh_db, [Tagger(id=name, component=part, title=part) for part, name in taggers.items()])
    thread = (comment(PASTED, id="1"), comment(f"{PASTED}\n{MINE}", id="2", author_ref="Moulacarpe"))
    saved = save_article(fresh_db, article(comments=thread), origin=CRAWL, key=KEY)
    found = [analysis(row, {}) for row in fresh_db.query("select * from comments")]
    save_analyses(fresh_db, found, taggers)
    anew = taggers | {"figures": "figures-2"}
    rows = _with_repeated(fresh_db, list_stale(fresh_db, anew, limit=8), sorted(anew))
    stale = {row["body"]: row["stale"] for row in rows if row["owner_kind"] == "comment"}
    assert stale == {PASTED: '["figures"]', f"{PASTED}\n{MINE}": '["figures", "stance"]'}
    assert len(list_standing(fresh_db, saved.article_id)) == 3
