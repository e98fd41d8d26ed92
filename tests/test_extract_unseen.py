"""What pages that no rule was written on got wrong, held on invented texts of the same shapes."""

from datetime import UTC, datetime

from crawler.comments import disqus
from crawler.extract import extract_html
from crawler.pages.pasted import read_pasted
from store.records import Article

NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
PARAGRAPH = (
    "Dans ce bourg de la vallée, le cabinet ouvre à sept heures et la salle d'attente se remplit avant que la "
    "secrétaire ait allumé son écran, comme chaque lundi depuis le départ du dernier associé."
)


def read(*lines: str) -> Article:
    return read_pasted("\n".join(lines), url=None, fetched_at=NOW)


def kinds(article: Article) -> list[tuple[str, str | None]]:
    return [(block.kind, block.speaker) for block in article.blocks]


def test_a_name_above_a_date_that_was_not_copied_is_a_signature_and_a_picture_told_twice_a_caption() -> None:
    article = read(
        "Trente euros la visite : un cabinet de la vallée change ses tarifs", "",
        "La colère des généralistes ne faiblit pas. Une centaine d'entre eux ont relevé leurs prix. Reportage.", "",
        "Apolline de Brizac", "Rédigé le", "Un cabinet de la vallée change ses tarifs",
        "Un cabinet de la vallée change ses tarifs  —  Le Journal du soir - Canal 8", "", PARAGRAPH, "", PARAGRAPH,
    )  # fmt: skip
    assert article.byline == ("Apolline de Brizac",) and article.published_at is None
    assert article.standfirst and article.standfirst.endswith("Reportage.")
    assert [kind for kind, _ in kinds(article)] == ["caption", "caption", "paragraph", "paragraph"]


def test_a_reader_s_letter_is_signed_under_its_text_and_the_titles_below_are_others() -> None:
    letter = " ".join([PARAGRAPH] * 3)
    article = read(
        letter, "Dr Hyacinthe Morvandiau (Haute-Marne)", "Vous nous écrivez",
        "« Relever les tarifs en montagne », une piste contre les déserts", "Quand la gestion prend le pouvoir",
        "Changer la serrure pour mieux ouvrir ?",
    )  # fmt: skip
    assert article.byline == ("Hyacinthe Morvandiau",) and [block.text for block in article.blocks] == [letter]


def test_a_portrait_s_caption_between_a_question_and_its_answer_is_no_heading() -> None:
    answer = "Parce que le loyer double, que la secrétaire part et que je refuse de recevoir plus de patients."
    article = read(
        "« Je ne tiens plus » : un généraliste explique ses tarifs", "", "Ursuline Favre", "", "26 mai 2026", "",
        PARAGRAPH, "", "La Gazette : Qu'est-ce qui vous a décidé à passer à trente euros ?", "", "Dr Anselme Tivoli",
        "", f"Dr Anselme Tivoli : {answer}", "", "La Gazette : Craignez-vous une sanction ?", "",
        f"Dr Anselme Tivoli : {answer}",
    )  # fmt: skip
    assert kinds(article) == [
        ("question", "La Gazette"), ("caption", None), ("answer", "Dr Anselme Tivoli"),
        ("question", "La Gazette"), ("answer", "Dr Anselme Tivoli"),
    ]  # fmt: skip


def test_a_short_heading_whose_words_the_text_says_again_stays_a_heading() -> None:
    html = f"""<html><head><title>Les honoraires de la vallée</title></head><body><article>
    <h1>Les honoraires de la vallée</h1><p>{PARAGRAPH}</p><h6>Un cirque pour investisseurs</h6>
    <p>Pour les investisseurs de la clinique, le groupe a donc monté un cirque pour investisseurs, et rien d'autre.</p>
    <p>{PARAGRAPH} Personne n'y croit.</p></article></body></html>"""
    article = extract_html(html.encode(), url="https://vallee.example/a", fetched_at=NOW)
    assert ("heading", None) in kinds(article) and "pull-quote" not in {kind for kind, _ in kinds(article)}


def test_a_thread_named_in_a_page_s_own_settings_is_disqus() -> None:
    found = disqus.detect('<html><script>var plugin = {"disqusShortname":"vallee-actus"};</script></html>')
    assert found and found.shortname == "vallee-actus"
