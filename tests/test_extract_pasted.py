"""Pages copied from a browser: many sites' ways of printing, one article."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.clips import article_as_json
from crawler.extract import PageError, extract_text
from store.records import Article

PASTED = Path(__file__).parent / "pages" / "pasted"
FETCHED_AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


def read(name: str) -> Article:
    """The article of a copied page."""
    return extract_text((PASTED / f"{name}.txt").read_text(encoding="utf-8"), url=None, fetched_at=FETCHED_AT)


def kinds(article: Article) -> list[str]:
    """The kinds of its blocks, in order."""
    return [block.kind for block in article.blocks]


def turns(article: Article) -> list[tuple[str, str | None]]:
    """Kind and speaker of its interview turns."""
    return [(block.kind, block.speaker) for block in article.blocks if block.kind in ("question", "answer")]


def whole_text(article: Article) -> str:
    """Everything that counts as article."""
    return "\n".join([article.title or "", article.standfirst or "", *(block.text for block in article.blocks)])


def test_a_news_page_is_freed_of_menus_consent_and_promotions() -> None:
    article = read("wire-news")
    assert article.kicker == "SANTÉ"
    assert article.title == "Boulangers de nuit : le conseil de Sainte-Ombeline vote une prime de 312 euros"
    assert (article.standfirst or "").startswith("La prime concernera 48 artisans")
    assert article.byline == ("Prunelle Quartzine", "Zéphyr Tuilerac")
    assert article.published_at == datetime(2026, 3, 12, 7, 5, tzinfo=UTC)
    assert article.updated_at == datetime(2026, 3, 13, 17, 40, tzinfo=UTC)
    assert kinds(article) == [
        "caption", "paragraph", "paragraph", "heading", "paragraph", "paragraph", "heading", "paragraph",
    ]  # fmt: skip
    for word in ("cookies", "Partager", "newsletter", "Port-Valdric", "pain de seigle", "pétrins", "Météo", "Mentions"):
        assert word not in whole_text(article)


def test_a_wordpress_page_gives_its_thread() -> None:
    article = read("wordpress-blog")
    assert article.title == "Pourquoi l'osier blanc disparaît de nos marchés"
    assert article.byline == ("admin",)
    assert article.tags == ("osier", "vannerie", "marchés de plein vent")
    assert (article.comments_platform, article.comments_declared) == ("wordpress", 3)
    assert [comment.reply_to for comment in article.comments] == [None, "#0", None]
    first = article.comments[0]
    assert (
        first.text == "Merci pour ce billet. Chez nous, l'écorcerie a fermé en 2019.\nDepuis, tout vient de l'étranger."
    )
    assert first.posted_at == datetime(2026, 2, 4, 8, 12, tzinfo=UTC)
    assert len(article.blocks) == 3


def test_an_interview_with_capitals_initials_and_a_statement_for_question() -> None:
    article = read("quotidien-interview")
    asker, answerer = "LE JOURNAL DES PHARES", "Pr LÉONTINE BARBICHETTE"
    assert turns(article) == [
        ("question", asker), ("answer", answerer), ("question", asker), ("answer", answerer), ("answer", answerer),
        ("question", asker), ("answer", answerer),
    ]  # fmt: skip
    assert [block.text for block in article.blocks if block.kind == "pull-quote"] == [
        "L'entretien à distance coûte davantage que le traitement d'un gardien"
    ]
    assert article.blocks[-1].text.startswith("Nous demandons un moratoire.")
    assert article.byline == ("Anselme Vertugadin",)


def test_bare_questions_take_their_speaker_from_the_title() -> None:
    article = read("bare-questions")
    assert turns(article) == [("question", None), ("answer", "Dr Firmin Cascabelle")] * 3
    assert article.published_at == datetime(2026, 1, 22, 16, tzinfo=UTC)


def test_dashes_open_questions_and_the_title_names_who_answers() -> None:
    article = read("dash-questions")
    assert turns(article) == [("question", None), ("answer", "Ozymandre Falbalin")] * 3
    assert article.blocks[2].text == "La préfecture parle de sécurité."


def test_labels_closed_by_a_full_stop_are_speakers() -> None:
    article = read("dot-labels")
    assert turns(article) == [("question", "Le Grand Phare"), ("answer", "Ermengarde Louchebem")] * 2
    assert article.site == "Le Grand Phare"


def test_an_opinion_piece_keeps_its_author_and_its_rhetorical_question() -> None:
    article = read("opinion")
    assert (article.kicker, article.title) == ("TRIBUNE", "Laissons les tisserands choisir leur mètre")
    assert article.byline == ("Sidoine Malaparte",)
    assert set(kinds(article)) == {"paragraph"}


def test_a_signature_above_the_title_and_comments_on_bar_lines() -> None:
    article = read("opinion-bar-comments")
    assert (article.kicker, article.title) == ("Opinion", "Pour une laine libre")
    assert article.byline == ("Sidoine Malaparte",)
    assert article.published_at is None
    assert article.date_source == "none"
    assert kinds(article)[-3:] == ["list-item"] * 3
    assert [comment.text for comment in article.comments] == [
        "Tout est dit.",
        "Rien n'est dit, au contraire : où sont les chiffres ?",
    ]


def test_a_live_page_keeps_the_title_of_each_entry_without_its_hour() -> None:
    article = read("live")
    assert article.byline == ("La rédaction", "AFP")
    assert [block.text for block in article.blocks if block.kind == "heading"] == [
        "Le pont de Valdric rouvre à la circulation",
        "Deux mille foyers sans électricité",
        "Les écoles restent fermées",
    ]


def test_logora_comments_carry_points_badge_role_position_and_replies() -> None:
    article = read("logora-news")
    assert article.tags == ("Balisage", "Grève", "Île-de-Brume")
    assert article.comments_platform == "logora"
    first, second, third = article.comments
    assert (first.points, first.badge, first.author_role) == (1200, "Débatteur Passionné", "Charpente-marine")
    assert (first.position, first.votes, first.date_text) == ("Contre", 12, "il y a 3 jours")
    assert first.text == "Un plan de plus.\nEt toujours pas un mot sur les mèches. On nous prend pour des bougies."
    assert (second.reply_to, second.points, second.author_role) == ("#0", 71, None)
    assert (third.author_role, third.date_precision) == ("Interne", "minute")
    assert third.text.endswith("eux qui…")
    for word in ("prime de brume", "Gudule", "Pour\n", "débatteurs", "Verre poli", "une nuit avec les veilleurs"):
        assert word not in whole_text(article)


def test_disqus_replies_point_to_whom_they_name() -> None:
    article = read("disqus")
    assert (article.comments_platform, article.comments_declared) == ("disqus", 4)
    assert [comment.reply_to for comment in article.comments] == [None, "#0", None, "#2"]
    assert [comment.votes for comment in article.comments] == [5, 2, None, None]
    assert article.byline == ("Clotilde Ravenelle",)


def test_comments_on_dot_lines_with_likes() -> None:
    article = read("inline-dates")
    assert article.tags == ("Cordages", "Artisanat", "Filière chanvre / Lin")
    assert [comment.reply_to for comment in article.comments] == [None, "#0", None]
    assert [comment.votes for comment in article.comments] == [None, 4, None]
    assert len(article.blocks) == 3


def test_comments_under_a_reserved_article() -> None:
    article = read("forum-signed")
    assert article.paywall == "partial"
    assert [comment.posted_at for comment in article.comments] == [
        datetime(2025, 12, 12, 7, 14, tzinfo=UTC),
        datetime(2025, 12, 12, 8, 40, tzinfo=UTC),
    ]
    assert article.comments[1].text == "La gratuité des soignants devrait aller de soi.\nLe reste se discute."
    assert "Il vous reste" not in whole_text(article)


def test_comments_under_a_local_news_story() -> None:
    article = read("local-news")
    assert [comment.reply_to for comment in article.comments] == [None, None, "#1"]
    assert [block.text for block in article.blocks if block.kind == "heading"] == [
        "Deux cales condamnées",
        "Pourquoi un péage ?",
    ]


def test_a_short_thread_with_thumbs() -> None:
    article = read("short-thread")
    assert [(comment.votes, comment.reply_to) for comment in article.comments] == [(3, None), (1, "#0")]


def test_a_short_standfirst_and_a_list_below_that_is_no_comment() -> None:
    article = read("brief-news")
    assert article.standfirst == "Le texte doit être discuté jeudi."
    assert (article.kicker, article.tags, article.comments) == ("Colère", ("Balisage",), ())
    assert article.comments_platform == "logora"
    assert kinds(article) == ["paragraph"] * 3


def test_an_explainer_s_questions_are_headings() -> None:
    article = read("explainer")
    assert (article.kicker, article.title) == ("Décryptage", "Cinq questions sur la dîme des mèches")
    assert kinds(article) == ["heading", "paragraph"] * 4


def test_avatars_open_comments_and_a_removed_one_keeps_no_text() -> None:
    article = read("avatars")
    assert [(comment.badge, comment.status) for comment in article.comments] == [
        ("Lecteur fidèle", "published"),
        (None, "deleted"),
    ]
    assert article.comments[1].text == ""


def test_ages_printed_below_the_texts() -> None:
    article = read("ages-below")
    assert [(comment.text, comment.date_text) for comment in article.comments] == [
        ("Encore une taxe, et toujours les mêmes qui paient.", "2 j"),
        ("On pourrait commencer par éteindre les enseignes.", "1 j"),
    ]
    assert article.blocks == ()


def test_a_round_table_keeps_each_speaker() -> None:
    first, second = "Ozymandre Falbalin", "Cunégonde Patachon"
    assert [speaker for _, speaker in turns(read("round-table"))] == [
        "La Lanterne", first, second, "La Lanterne", first, second, first, "La Lanterne",
    ]  # fmt: skip


@pytest.mark.parametrize("path", sorted(PASTED.glob("*.txt")), ids=lambda path: path.stem)
def test_no_reader_is_named_in_what_is_printed(path: Path) -> None:
    article = read(path.stem)
    out = str(article_as_json(article, file=path.name))
    for comment in article.comments:
        assert comment.author_ref
        assert comment.author_ref not in out


@pytest.mark.parametrize("path", sorted(PASTED.glob("*.txt")), ids=lambda path: path.stem)
def test_a_page_reads_the_same_with_windows_line_ends_and_no_empty_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    windows = extract_text(text.replace("\n", "\r\n"), url=None, fetched_at=FETCHED_AT)
    assert windows == read(path.stem)


@pytest.mark.parametrize(
    ("printed", "points"),
    [
        ("63 points", 63),
        ("1 point", 1),
        ("10,7 k points", 10700),
        ("10,7\u00a0k points", 10700),
        ("2,8k points", 2800),
        ("1 204 points", 1204),
    ],
)
def test_points_are_whole_numbers(printed: str, points: int) -> None:
    body = "Une phrase du corps de la page. " * 8
    thread = f"Photo de profil de Zorbulon Quiche\n{printed}\nil y a 2 jours\nUn avis.\n"
    page = f"Titre inventé pour la circonstance\n\n{body}\n\n{thread}"
    article = extract_text(page, url=None, fetched_at=FETCHED_AT)
    assert article.published_at is None
    assert article.comments[0].points == points
    assert article.comments[0].text == "Un avis."


def test_text_without_a_sentence_is_refused() -> None:
    with pytest.raises(PageError, match="aucune phrase"):
        extract_text("ok\nmenu\n", url=None, fetched_at=FETCHED_AT)


def test_the_address_of_a_copied_page_is_cleaned() -> None:
    text = (PASTED / "wire-news.txt").read_text(encoding="utf-8")
    url = "https://www.Fournil.example/a/b?utm_source=x&page=2&fbclid=9#top"
    article = extract_text(text, url=url, fetched_at=FETCHED_AT)
    assert article.canonical_url == "https://www.fournil.example/a/b?page=2"
    assert article.site == "fournil.example"
