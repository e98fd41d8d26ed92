"""Invented homes for the tests of the dashboard: empty, small, large."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from store.articles import Origin
from store.database import open_database, rows
from store.home import Home
from store.records import Block, Comment, Debate, Tag
from store.runs import Failure, finish_run, finish_step, record_failure, start_run, start_step
from store.watch import packaged_watch
from store.writes import (
    Tagger,
    delete_comment,
    rebuild_threads,
    save_analyses,
    save_article,
    save_sources,
    save_taggers,
)
from tests.builders import KEY, RELEVANT, analysis, article, comment, stance

TARGET = "deremb-prescriptions"
HOSTILE = "<script>alert(1)</script> **gras** [lien](https://ailleurs.example) $x^2$ :smile: &amp; contre"
TAGGERS = {"relevance": "relevance-1", "stance": "stance-1", "arguments": "arguments-1"}
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
ORIGIN = Origin(audience="medecins", source_id="confrere")
_MEASURE = {
    "layer": "stance", "label": "", "n": 420, "precision": 0.74, "recall": 0.69, "f1": 0.71, "f1_low": 0.66,
    "f1_high": 0.76, "precision_low": 0.68, "precision_high": 0.79, "measured_on": "2026-11-20",
    "wording": "mesurée sur 420 phrases écrites pour l’essai",
}  # fmt: skip


def make_home(folder: Path) -> Home:
    """A home with the packaged watch and an empty database."""
    home = Home(folder)
    home.make()
    shutil.copytree(packaged_watch(), home.watch)
    open_database(home.database).close()
    return home


def fill_small(home: Home) -> None:
    """One article of this morning with four comments: against (hostile text), for, neutral, deleted."""
    db = open_database(home.database)
    prepare(db)
    texts = [HOSTILE, "Je suis pour, et voilà.", "Bof."]
    add_thread(db, 1, texts, at=NOW - timedelta(hours=2))
    gone = rows(db, "select id, article_id from comments where body = 'Bof.'")[0]
    delete_comment(db, gone["id"])
    rebuild_threads(db, [gone["article_id"]])
    _record_runs(db)
    db.close()


def fill_large(home: Home, *, n_threads: int = 40, n_comments: int = 12) -> None:
    """A thread every three days, half of the comments against, a third for."""
    db = open_database(home.database)
    prepare(db)
    words = ["contre", "contre", "contre", "pour", "pour", "bof"]
    for number in range(n_threads):
        texts = [f"{words[index % 6]} {number} {index}" for index in range(n_comments)]
        add_thread(db, number, texts, at=NOW - timedelta(days=3 * number, hours=3))
    _record_runs(db)
    db.close()


def add_thread(
    db: Database, number: int, texts: list[str], *, at: datetime, origin: Origin = ORIGIN
) -> str:  # fmt: skip
    """One article and its comments, tagged; each comment after the first answers the one before."""
    thread: tuple[Comment, ...] = tuple(
        comment(text, id=f"{number}-{index}", posted_at=at + timedelta(minutes=index),
                reply_to=f"{number}-{index - 1}" if index else None)
        for index, text in enumerate(texts)
    )  # fmt: skip
    url = f"https://confrere.example/actu/{number}"
    saved = save_article(
        db,
        article(url=url, canonical_url=url, title=f"Un article du débat, numéro {number}", published_at=at,
                comments=thread, comments_platform="logora", comments_declared=len(texts) + 5,
                debate=Debate(question="Faut-il une île de plus ?", votes=(("Oui", 120), ("Non", 40))),
                blocks=(Block(kind="paragraph", text="Le cabinet quitte la convention, et le maire est contre."),)),
        origin=origin, key=KEY,
    )  # fmt: skip
    wanted = {"id": saved.article_id}
    owners = rows(db, "select * from comments where article_id = :id and status <> 'deleted'", wanted)
    owners += rows(db, "select * from articles where id = :id", wanted)
    save_analyses(db, [analysis(owner, tags_of(owner["body"])) for owner in owners], TAGGERS)
    return saved.article_id


def tags_of(body: str) -> dict[str, list[Tag]]:
    """A stance by the words « pour » and « contre », with one argument when there is one."""
    value = "against" if "contre" in body else "favour" if "pour" in body else "neutral"
    argument = Tag(kind="argument", key="patient-penalty", value="asserts", score=0.7, evidence=((0, 3),))
    return {"relevance": [RELEVANT], "stance": [stance(TARGET, value)], "arguments": [argument] * (value == "against")}


def prepare(db: Database) -> None:
    """Saves the source and the taggers that the other builders speak of."""
    save_sources(db, [{"id": "confrere", "name": "Le Confrère du soir", "homepage": "https://confrere.example",
                       "audience": "medecins", "tier": 1, "comments_platform": "logora",
                       "verified_on": None}])  # fmt: skip
    save_taggers(
        db,
        [Tagger(id=tagger, component=name, title=f"Modèle {name}", is_starting=name == "stance",
                scores=(_MEASURE,) if name == "stance" else ())
         for name, tagger in TAGGERS.items()],
    )  # fmt: skip


def _record_runs(db: Database) -> None:
    run = start_run(db, "nightly")
    step = start_step(db, run, "crawl", source_id="confrere")
    finish_step(db, step, "partial", counts={"pages": 3}, message="Une page illisible.")
    record_failure(db, run, Failure(step="crawl", item="https://confrere.example/x", error="page vide",
                                    hint="Collez la page.", source_id="confrere"))  # fmt: skip
    finish_run(db, run, "partial")
