"""What a site prints in the place of a removed comment is no comment; what was countable of it stays."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlite_utils import Database

from store.database import rows
from store.records import Comment
from store.removals import removal_notice
from store.retention import Due, purge
from store.writes import Tagger, rebuild_all, save_analyses, save_article, save_taggers
from tests.builders import CLIP, CRAWL, KEY, RELEVANT, analysis, article, comment, stance

TARGET = "deremb-prescriptions"
TAGGERS = {"relevance": "relevance-1", "stance": "stance-1"}
WHOLE = replace(CRAWL, all_comments_read=True)


@pytest.mark.parametrize(
    ("text", "removal"),
    [
        ("Ce commentaire a été supprimé par la modération.", "moderated"),
        ("[Commentaire modéré]", "moderated"),
        ("Message supprimé par un modérateur", "moderated"),
        ("Contenu retiré car contraire à la charte", "moderated"),
        ("Ce message ne respecte pas la charte et a été supprimé.", "moderated"),
        ("Ce commentaire a été masqué par l'équipe de la rédaction", "moderated"),
        ("This comment has been removed by a moderator.", "moderated"),
        ("Commentaire supprimé par son auteur", "deleted"),
        ("L'auteur a supprimé ce commentaire", "deleted"),
        ("Ce commentaire a été supprimé par un administrateur du blog.", "moderated"),
        ("Message effacé par Modo7 pour propos injurieux", "moderated"),
        ("Cette contribution a été supprimée par son auteur", "deleted"),
        ("Ce commentaire a été supprimé, c'est une honte !", None),
        ("Le commentaire de Paul a été supprimé par la rédaction, pourquoi ?", None),
        ("[supprimé]", "deleted"),
        ("Ce commentaire n'est plus disponible.", "deleted"),
        ("Mon commentaire a été supprimé par la modération, merci la censure", None),
        ("Ce commentaire a été supprimé par la modération ? Quelle honte, on ne peut plus rien dire ici.", None),
        ("La modération devrait supprimer ce message.", None),
        ("Les remboursements supprimés par le gouvernement", None),
        ("Supprimé par qui ?", None),
        ("Ce message du ministre est retiré de la réalité", None),
        ("", None),
    ],
)
def test_only_a_whole_notice_is_a_removal(text: str, removal: str | None) -> None:
    assert removal_notice(text) == removal


def test_a_notice_in_the_place_of_a_comment_is_an_event_of_moderation_and_its_votes_stay(fresh_db: Database) -> None:
    save_article(fresh_db, article(comments=(comment("Bas les masques.", votes=7),)), origin=CRAWL, key=KEY)
    notice = (comment("Ce commentaire a été supprimé par la modération."),)
    saved = save_article(fresh_db, article(comments=notice), origin=CRAWL, key=KEY)
    assert saved.comments.n_deleted == 1
    assert rows(fresh_db, "select kind, n_words, votes from comment_events") == [
        {"kind": "moderated", "n_words": 3, "votes": 7}
    ]
    assert rows(fresh_db, "select body, status, votes from comments") == [{"body": "", "status": "deleted", "votes": 7}]


def test_a_notice_seen_first_holds_no_text(fresh_db: Database) -> None:
    save_article(fresh_db, article(comments=(comment("[Commentaire modéré]"),)), origin=CRAWL, key=KEY)
    assert rows(fresh_db, "select body, status from comments") == [{"body": "", "status": "deleted"}]


def test_every_turn_of_a_comment_that_comes_and_goes_is_in_the_log(fresh_db: Database) -> None:
    for text in ("Un.", "Deux.", "Un.", "Deux."):
        save_article(fresh_db, article(comments=(comment(text),)), origin=CRAWL, key=KEY)
    assert [row["kind"] for row in rows(fresh_db, "select kind from comment_events")] == ["edited"] * 3


def tagged_thread(db: Database, thread: tuple[Comment, ...]) -> None:
    save_article(db, article(comments=thread), origin=WHOLE, key=KEY)
    save_taggers(db, [Tagger(id=tagger, component=name, title=name) for name, tagger in TAGGERS.items()])
    tags = {"relevance": [RELEVANT], "stance": [stance(TARGET, "against")]}
    save_analyses(db, [analysis(owner, tags) for owner in rows(db, "select * from comments")], TAGGERS)


def counts(db: Database) -> tuple[int, int]:
    sql = "select sum(n_raw) as n, sum(n_unique) as u from daily_stance where voice = 'reader' and target = :t"
    found = rows(db, sql, {"t": TARGET})[0]
    return found["n"] or 0, found["u"] or 0


def test_a_comment_that_its_site_removes_keeps_its_verdict_and_loses_its_text(fresh_db: Database) -> None:
    thread = (comment("Je suis contre."), comment("Moi aussi, contre.", id="2"))
    tagged_thread(fresh_db, thread)
    before = counts(fresh_db)
    save_article(fresh_db, article(comments=thread[:1]), origin=WHOLE, key=KEY)
    assert before == counts(fresh_db) == (2, 2)
    assert rows(fresh_db, "select body from comments where status = 'deleted'") == [{"body": ""}]
    assert rows(fresh_db, "select owner_id from passages where owner_kind = 'comment'") != []
    rebuild_all(fresh_db)
    assert counts(fresh_db) == (2, 2)


def test_a_removed_text_that_still_stands_elsewhere_is_unique_once(fresh_db: Database) -> None:
    thread = (comment("Je suis contre."), comment("Je suis contre.", id="2"))
    tagged_thread(fresh_db, thread)
    assert counts(fresh_db) == (2, 1)
    save_article(fresh_db, article(comments=thread[1:]), origin=WHOLE, key=KEY)
    assert counts(fresh_db) == (2, 1)


def test_an_edit_is_known_by_author_and_minute_where_the_platform_gives_no_ids(fresh_db: Database) -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    first = comment(
        "Je suis contre.", id=None, posted_at=at, date_precision="minute", author_ref="Zorbulon Quatrepinte"
    )
    other = replace(first, text="Moi aussi.", author_ref="Mirflax Doumbrel")
    save_article(fresh_db, article(comments=(first, other)), origin=WHOLE, key=KEY)
    edited = replace(first, text="Je suis contre, et je le répète.")
    save_article(fresh_db, article(comments=(edited, other)), origin=WHOLE, key=KEY)
    assert [row["kind"] for row in rows(fresh_db, "select kind from comment_events")] == ["edited"]
    assert len(rows(fresh_db, "select id from comments")) == 2
    save_article(fresh_db, article(comments=(edited, other)), origin=WHOLE, key=KEY)
    assert len(rows(fresh_db, "select id from comment_events")) == 1


def test_two_clips_of_one_page_merge_when_a_reading_names_both_addresses(fresh_db: Database) -> None:
    mobile = "https://m.confrere.example/o"
    clip = article(url=mobile, canonical_url=mobile, comments=(comment("Je suis contre."),))
    save_article(fresh_db, article(), origin=CRAWL, key=KEY)
    fresh_db.execute("delete from article_aliases where alias like 'clip:%'")
    save_article(fresh_db, clip, origin=CLIP, key=KEY)
    assert len(rows(fresh_db, "select id from articles")) == 2
    save_article(fresh_db, replace(article(), aliases=(mobile,)), origin=CRAWL, key=KEY)
    assert len(rows(fresh_db, "select id from articles")) == 1
    assert [row["body"] for row in rows(fresh_db, "select body from comments")] == ["Je suis contre."]


def test_two_pages_that_name_their_home_as_their_own_address_stay_two(fresh_db: Database) -> None:
    home = "https://confrere.example/"
    save_article(fresh_db, replace(article(), aliases=(home,)), origin=CRAWL, key=KEY)
    other = "https://confrere.example/actu/budget"
    far = article(url=other, canonical_url=other, title="Le budget de la commune est voté à l'unanimité")
    save_article(fresh_db, far, origin=CRAWL, key=KEY)
    save_article(fresh_db, replace(far, aliases=(home,)), origin=CRAWL, key=KEY)
    assert len(rows(fresh_db, "select id from articles")) == 2


def test_the_words_of_a_removed_comment_leave_the_search_index_with_the_night(fresh_db: Database) -> None:
    def words_left() -> bool:
        return bool(
            rows(fresh_db, "select 1 from documents_fts_data where instr(block, cast('zorglubard' as blob)) > 0")
        )

    save_article(fresh_db, article(comments=(comment("Le zorglubard du canton s’en va."),)), origin=CRAWL, key=KEY)
    notice = (comment("Ce commentaire a été supprimé par la modération."),)
    save_article(fresh_db, article(comments=notice), origin=CRAWL, key=KEY)
    assert words_left()
    purge(fresh_db, Due(), keep_counts=True, today=date(2026, 11, 22))
    assert not words_left()


def test_an_older_copy_that_is_pasted_does_not_bring_a_removed_comment_back(fresh_db: Database) -> None:
    thread = (comment("Le zorglubard s’en va."), comment("Il reste.", id="2"))
    save_article(fresh_db, article(comments=thread), origin=CRAWL, key=KEY)
    notice = replace(thread[0], text="Ce commentaire a été supprimé par la modération.")
    save_article(fresh_db, article(comments=(notice, thread[1])), origin=CRAWL, key=KEY)
    pasted = tuple(replace(one, id=None, platform="pasted") for one in thread)
    saved = save_article(fresh_db, article(comments=pasted), origin=CLIP, key=KEY)
    assert (saved.comments.n_new, saved.comments.n_restored) == (0, 0)
    assert rows(fresh_db, "select status, body from comments order by platform_id") == [
        {"status": "deleted", "body": ""}, {"status": "published", "body": "Il reste."},
    ]  # fmt: skip
    save_article(fresh_db, article(comments=thread), origin=CRAWL, key=KEY)
    assert [row["body"] for row in rows(fresh_db, "select body from comments order by platform_id")] == [
        "Le zorglubard s’en va.", "Il reste.",
    ]  # fmt: skip
