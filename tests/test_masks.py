"""Readers named by other readers are masked before anything is stored; names of public life stay."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.clips import mask_names
from nlp.split import split_comment
from store.articles import Origin, save_article
from store.database import rows
from store.masks import public_form, reader_names
from store.people import mask_readers
from store.thread_masks import public_names
from store.watch import packaged_watch
from tests.builders import CLIP, CRAWL, KEY, article, comment

NAMES = ["Zorbulon Quiltapax", "Zob", "Médecin", "Mirflax", "brindezingue75", "Généraliste 13"]
KEPT = frozenset({public_form("Wolfram Testard"), public_form("Dr Testard")})


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("@Zob et @ Zob ont tort", "[lecteur] et [lecteur] ont tort"),
        ("Réponse à Zob : non", "Réponse à [lecteur] : non"),
        ("En réponse à zorbulon  quiltapax, oui", "En réponse à [lecteur], oui"),
        ("Comme le dit si bien Zob, c’est fini", "Comme le dit si bien [lecteur], c’est fini"),
        ("comme l'écrivait MIRFLAX hier", "comme l'écrivait [lecteur] hier"),
        ("Zob, vous rêvez. Selon Zob, non", "[lecteur], vous rêvez. Selon [lecteur], non"),
        ("Brindezingue75 a raison", "[lecteur] a raison"),
        ("@Quelqu-un d’inconnu", "[lecteur] d’inconnu"),
    ],
)
def test_a_reader_is_masked_where_another_names_him(text: str, masked: str) -> None:
    assert mask_readers(text, NAMES) == masked
    assert mask_names(text, NAMES) == masked


@pytest.mark.parametrize(
    "text",
    [
        "mon médecin me l’a dit, Médecin c’est un métier",
        "comme le dit Zob Rochefort au théâtre",
        "un généraliste sur 13 part",
        "écrivez à contact@zob.example",
        "le secteur 3 et la convention",
    ],
)
def test_a_common_word_that_is_also_a_reader_s_name_stays(text: str) -> None:
    assert mask_readers(text, NAMES) == text


def test_a_name_of_public_life_stays_even_where_a_reader_bears_it() -> None:
    names = reader_names(["Wolfram Testard", "Zorbulon Quiltapax"], kept=KEPT)
    said = "Wolfram Testard (@WolframTestard) et le Dr Testard répondent à Zorbulon Quiltapax"
    assert names.mask(said) == "Wolfram Testard (@WolframTestard) et le Dr Testard répondent à [lecteur]"


def test_the_actors_of_the_watch_are_names_of_public_life(tmp_path: Path) -> None:
    kept = public_names(packaged_watch())
    assert public_form("Jérôme Marty") in kept and public_form("Kamyar Dadsetan") in kept
    assert public_names(tmp_path) == frozenset()


def bodies(db: Database) -> list[str]:
    return [row["body"] for row in rows(db, "select body from comments order by platform_id")]


def test_a_reader_of_an_earlier_reading_is_known_by_the_keyed_hash(fresh_db: Database) -> None:
    save_article(fresh_db, article(comments=(comment("Je pars."),)), origin=CRAWL, key=KEY)
    later = comment("Comme Zorbulon Quiltapax, je pars.", id="2", author_ref="Mirflax Doumbrel")
    save_article(fresh_db, article(comments=(later,)), origin=CRAWL, key=KEY)
    assert bodies(fresh_db)[1] == "Comme [lecteur], je pars."


def test_a_comment_read_before_its_subject_wrote_is_masked_afterwards(fresh_db: Database) -> None:
    first = comment("Comme Mirflax Doumbrel, je pars.")
    save_article(fresh_db, article(comments=(first,)), origin=CRAWL, key=KEY)
    later = comment("Moi aussi.", id="2", author_ref="Mirflax Doumbrel")
    saved = save_article(fresh_db, article(comments=(later,)), origin=CRAWL, key=KEY)
    assert bodies(fresh_db) == ["Comme [lecteur], je pars.", "Moi aussi."]
    assert (saved.comments.n_masked, saved.comments.n_edited) == (1, 0)


def test_reading_one_part_of_a_thread_again_unmasks_nothing(fresh_db: Database) -> None:
    thread = (comment("Je pars."), comment("Zorbulon Quiltapax a tort.", id="2", author_ref="Mirflax Doumbrel"))
    save_article(fresh_db, article(comments=thread), origin=CRAWL, key=KEY)
    again = save_article(fresh_db, article(comments=thread[1:]), origin=CRAWL, key=KEY)
    assert bodies(fresh_db)[1] == "[lecteur] a tort."
    assert not again.comments.has_changes


def test_a_pasted_comment_that_names_a_reader_is_the_one_collected(fresh_db: Database) -> None:
    thread = (comment("Je pars."), comment("Zorbulon Quiltapax a tort.", id="2", author_ref="Mirflax Doumbrel"))
    save_article(fresh_db, article(comments=thread), origin=CRAWL, key=KEY)
    pasted = comment("Zorbulon Quiltapax a tort.", id=None, platform="paste", author_ref=None)
    save_article(fresh_db, article(comments=(pasted,)), origin=CLIP, key=KEY)
    assert len(bodies(fresh_db)) == 2


def test_passages_are_spans_of_the_masked_text(fresh_db: Database) -> None:
    thread = (comment("Un."), comment("Zorbulon Quiltapax a tort. Je pars.", id="2", author_ref="Mirflax Doumbrel"))
    save_article(fresh_db, article(comments=thread), origin=Origin(audience="medecins"), key=KEY)
    body = bodies(fresh_db)[1]
    passages = split_comment(body, owner_id="2", reply=False)
    assert passages and all(body[one.start : one.end] == one.text for one in passages)
