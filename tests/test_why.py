"""« vigie why » names, for each page, the one reason that keeps it in or out, and what to do about it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from nlp.pipeline import Pipeline
from store.articles import Origin
from store.database import one, open_database
from store.decisions import Decided, save_decisions
from store.feeds import FeedTry, save_feed_try
from store.forget import find_article
from store.home import Home
from store.inbox import request_url
from store.records import Tag
from store.runs import finish_step, start_run, start_step
from store.tombstones import plant, stone
from store.watch import load_watch, packaged_watch
from store.writes import Tagger, save_analyses, save_article, save_fetch, save_stories, save_taggers
from tests.builders import KEY, TITLE, analysis, article
from vigie.cli import cli
from vigie.commands import make_home

SITE = "https://www.journal.example"
SOURCE = f"""
id = "journal"
name = "Le Journal"
homepage = "{SITE}/"
hosts = ["www.journal.example"]
audience = "medecins"
tier = 1
exclude = ["/sport/*"]
verified_on = "never"
"""
URL = f"{SITE}/actu/ombeline"
LEAST = f"{Pipeline(load_watch(packaged_watch())).relevant_from:.2f}".replace(".", ",")
FROM_SOURCE = Origin(audience="medecins", source_id="journal")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("VIGIE_NOW", "2026-11-22T08:30:00+01:00")
    home = Home(tmp_path / "home")
    home.make_folders()
    home.key_file.write_text(KEY.hex() + "\n", encoding="ascii")
    make_home(home)
    (home.sources / "journal.toml").write_text(SOURCE, encoding="utf-8")
    return home


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    db = open_database(home.database)
    yield db
    db.close()


def why(home: Home, url: str = URL, *options: str) -> Result:
    return CliRunner().invoke(cli, ["why", url, *options, "--home", str(home.folder)])


def save(db: Database, **changes: Any) -> dict[str, Any]:
    saved = save_article(db, article(**({"url": URL, "canonical_url": URL} | changes)), origin=FROM_SOURCE, key=KEY)
    row = one(db, "select * from articles where id = :id", {"id": saved.article_id})
    assert row
    return row


def tag(db: Database, row: dict[str, Any], *, value: str, score: float) -> None:
    tagger = Tagger(id="relevance-1", component="relevance", title="règles")
    save_taggers(db, [tagger])
    relevance = Tag(kind="relevance", key="", value=value, score=score)
    save_analyses(db, [analysis(row, {"relevance": [relevance]})], taggers={"relevance": "relevance-1"})


def test_a_page_in_the_debate_says_its_relevance(home: Home, db: Database) -> None:
    tag(db, save(db), value="yes", score=0.87)
    shown = why(home)
    assert shown.exit_code == 0
    assert f"Dans la veille : pertinence 0,87 ≥ {LEAST}" in shown.output
    assert TITLE in shown.output


def test_a_page_out_of_the_debate_says_its_relevance_and_how_to_keep_it(home: Home, db: Database) -> None:
    tag(db, save(db), value="no", score=0.31)
    shown = why(home)
    assert f"Hors du débat : pertinence 0,31 < {LEAST}" in shown.output
    assert "--keep" in shown.output


def test_a_person_s_decision_forces_a_page_in_and_out(home: Home, db: Database) -> None:
    row = save(db)
    tag(db, row, value="no", score=0.31)
    assert "Dans la veille : une personne l’a décidé" in why(home, URL, "--keep").output
    counted = one(db, "select count(*) as n from verdicts where owner_id = :id and target = ''", {"id": row["id"]})
    assert counted and counted["n"] > 0
    assert "Hors du débat : une personne l’a décidé" in why(home, URL, "--leave-out").output


def test_a_page_that_is_not_analysed_yet_says_what_is_likely(home: Home, db: Database) -> None:
    save(db)
    shown = why(home)
    assert "Pas encore analysée" in shown.output and "vigie tag" in shown.output


def test_a_tracked_or_moved_address_leads_to_the_same_answer(home: Home, db: Database) -> None:
    save(db, aliases=(f"{SITE}/amp/12",))
    for form in (f"{URL}?utm_source=lettre#haut", f"{SITE}/amp/12", URL.replace("https", "http")):
        assert TITLE in why(home, form).output


@pytest.mark.parametrize(("paywall", "told"), [("partial", "seul le début"), ("blocked", "le texte n’est pas lu")])
def test_a_page_for_subscribers_says_so_and_how_to_read_it(home: Home, db: Database, paywall: str, told: str) -> None:
    save(db, paywall=paywall)
    shown = why(home).output
    assert "Réservée aux abonnés" in shown and told in shown and "Coller / Déposer" in shown


def test_a_duplicate_names_its_first_publication(home: Home, db: Database) -> None:
    first = save(db)
    other = save(db, url=f"{SITE}/b", canonical_url=f"{SITE}/b", title="La même dépêche, sous un autre titre encore")
    save_stories(db, {first["id"]: (first["id"], True), other["id"]: (first["id"], False)})
    shown = why(home, f"{SITE}/b").output
    assert "Doublon de" in shown and TITLE in shown and URL in shown


def test_an_announced_page_says_that_its_source_is_read_by_its_feed(home: Home, db: Database) -> None:
    save(db, blocks=())
    assert "Titre et chapô seulement" in why(home).output


def test_a_reserved_page_says_which_signal_reserves_it(home: Home, db: Database) -> None:
    save_decisions(db, [Decided(url=URL, decision="reserved", signal="tdmrep.json", value="/actu/*")])
    shown = why(home)
    assert shown.exit_code == 3
    assert "Réservée" in shown.output and "tdmrep.json" in shown.output and "/actu/*" in shown.output
    save(db, blocks=())
    assert "fouille de textes" in why(home).output


def test_a_page_closed_by_robots_txt_says_so(home: Home, db: Database) -> None:
    save_decisions(db, [Decided(url=URL, decision="disallowed", signal="robots.txt", value="Disallow: /actu/")])
    assert "Fermée aux robots par robots.txt" in why(home).output


def test_an_announced_page_that_answered_by_a_challenge_says_so(home: Home, db: Database) -> None:
    save_decisions(db, [Decided(url=URL, decision="challenge", signal="page", value="page de vérification")])
    save(db, blocks=())
    assert "Le site a répondu par une vérification" in why(home).output


def test_a_failed_page_says_what_failed_and_how_to_try_again(home: Home, db: Database) -> None:
    fetch = {"url": URL, "source_id": "journal", "kind": "page", "fetched_at": "2026-11-21T04:30:00+00:00",
             "http_status": 500, "decision": "failed", "reason": "erreur du site (HTTP 500)"}  # fmt: skip
    save_fetch(db, fetch)
    shown = why(home).output
    assert "Échec de lecture" in shown and "HTTP 500" in shown and "21/11/2026" in shown
    assert f"vigie add {URL}" in shown


def test_a_stranger_is_an_unknown_source_and_says_how_to_add_it(home: Home) -> None:
    shown = why(home, "https://inconnu.example/page")
    assert shown.exit_code == 3
    assert "Source inconnue" in shown.output and "inconnu.example" in shown.output
    assert "vigie sources add" in shown.output and "vigie add https://inconnu.example/page" in shown.output


def test_a_page_that_patterns_leave_out_names_the_file(home: Home) -> None:
    shown = why(home, f"{SITE}/sport/rugby").output
    assert "Exclue par les motifs" in shown and "journal.toml" in shown


def test_a_page_of_a_source_never_collected_is_not_read_yet(home: Home) -> None:
    assert "Pas encore lue" in why(home).output


def test_a_page_that_nothing_announced_says_when_the_source_was_read(home: Home, db: Database) -> None:
    run = start_run(db, "crawl")
    finish_step(db, start_step(db, run, "crawl", source_id="journal"), "done")
    save_feed_try(db, FeedTry(source_id="journal", url=f"{SITE}/rss.xml", n_entries=12))
    shown = why(home).output
    assert "Pas annoncée" in shown and "22/11/2026" in shown and f"vigie add {URL}" in shown


def test_a_page_that_was_asked_for_waits_its_turn(home: Home, db: Database) -> None:
    request_url(db, URL, requested_by="lea")
    shown = why(home).output
    assert "pas encore lue" in shown and "vigie work" in shown


def test_a_page_of_the_backlog_waits_its_turn(home: Home, db: Database) -> None:
    row = {"source_id": "journal", "url": URL, "kind": "page", "asked_since": "2025-11-22",
           "updated_at": "2026-11-22T07:30:00+00:00"}  # fmt: skip
    db.table("backlog").insert(row)
    assert "pas encore lue" in why(home).output


def test_a_discovered_page_of_an_unknown_site_names_the_service(home: Home, db: Database) -> None:
    url = "https://inconnu.example/page"
    row = {"id": "1", "service": "gdelt", "query": "q", "link": url, "url": url, "title": "Un titre",
           "host": "inconnu.example", "found_at": "2026-11-21T04:30:00+00:00"}  # fmt: skip
    db.table("discoveries").insert(row)
    shown = why(home, url).output
    assert "Source inconnue" in shown and "GDELT l’a pourtant annoncée le 21/11/2026" in shown


def test_an_erased_page_says_that_nothing_brings_it_back(home: Home, db: Database) -> None:
    target = find_article(db, [URL], key=KEY)
    assert not target.is_stored
    plant(db, [stone(KEY, "article", f"url:{URL}")])
    shown = why(home)
    assert shown.exit_code == 3
    assert "Effacée à la demande d’une personne" in shown.output


def test_a_page_emptied_by_time_says_so(home: Home, db: Database) -> None:
    row = save(db)
    db.execute("update articles set body = '', blocks = '[]', purged_on = '2026-10-01' where id = ?", [row["id"]])
    db.conn.commit()
    assert "sa durée de conservation est passée" in why(home).output


@pytest.mark.parametrize(
    ("decided", "told"),
    [
        (Decided(url=URL, decision="refused", signal="http-status", value="403"), "(réponse HTTP 403, le "),
        (Decided(url=URL, decision="disallowed", signal="robots.txt", value="interdit (robots.txt)"),
         "Fermée aux robots par robots.txt (le "),
        (Decided(url=URL, decision="reserved", signal="tdm-header", value="tdm-reservation: 1"),
         "(en-tête tdm-reservation: 1"),
        (Decided(url=URL, decision="outside", signal="hosts", value="adresse refusée : réseau privé"),
         "Non demandée, par sécurité (adresse refusée : réseau privé"),
        (Decided(url=URL, decision="too-old", signal="since", value="2026-11-15"), "depuis le 15/11/2026"),
    ],
)  # fmt: skip
def test_a_signal_is_told_in_french(home: Home, db: Database, decided: Decided, told: str) -> None:
    save_decisions(db, [decided])
    assert told in why(home).output


def test_the_command_to_force_a_page_is_ready_to_copy(home: Home, db: Database) -> None:
    tag(db, save(db, title="Nouvelle ADRESSE du cabinet"), value="no", score=0.31)
    shown = why(home).output
    assert f"vigie why {URL} --keep" in shown and "Nouvelle ADRESSE du cabinet" in shown
    assert f"vigie why {URL} --leave-out" in why(home, URL, "--keep").output


def test_a_page_of_a_source_read_by_its_feeds_is_to_be_pasted(home: Home, db: Database) -> None:
    (home.sources / "journal.toml").write_text(SOURCE.replace("tier = 1", "tier = 2"), encoding="utf-8")
    run = start_run(db, "crawl")
    finish_step(db, start_step(db, run, "crawl", source_id="journal"), "done")
    shown = why(home).output
    assert "n’est suivie que par ses flux" in shown and "Coller / Déposer" in shown and f"vigie add {URL}" not in shown


def test_what_is_no_address_is_misuse(home: Home) -> None:
    assert why(home, "journal.example").exit_code == 2
