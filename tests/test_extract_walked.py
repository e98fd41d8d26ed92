"""Pages in shapes that no rule was written on, read line by line: what each of them got wrong is a sentence here."""

from datetime import UTC, datetime

import pytest

from crawler.comments.quoted import cut_quotes
from crawler.dates import resolve_date
from crawler.pages.html_page import read_html
from crawler.pages.votes import read_votes
from store.fold import fold_words
from store.records import Article

FETCHED_AT = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
PROSE = "Quatre médecins de la vallée de l'Aumère cesseront d'être conventionnés au premier mars prochain. " * 2


def read(html: str) -> Article:
    return read_html(html.encode(), url="https://journal.example/sante/article-12", fetched_at=FETCHED_AT)


def remark(number: int, name: str, text: str) -> str:
    return (
        f'<tr bgcolor="#DDDDDD"><td><a name="m{number}0"></a><b>{name}</b> <font size="1">(21/11/2026 - 0{number}:02)'
        f'</font></td><td><a href="signaler.php?m={number}">Signaler</a> <a href="citer.php?m={number}">Citer</a></td>'
        f'</tr><tr><td colspan="2">{text}</td></tr>'
    )


OLD_LAYOUT = f"""<html><head><title>L'Éveil de Corbelune - Les généralistes rendent leur carte</title></head><body>
<table><tr><td><a href="a.php">Accueil</a> | <a href="b.php">Vallée</a></td></tr><tr>
<td width="160"><table><tr><td><b>Derniers messages</b></td></tr><tr><td><a href="x.php?id=1">Colvert22</a> : Encore la
rocade, on n'en voit pas le bout...</td></tr><tr><td><a href="x.php?id=2">Mirabelle</a> : Bravo aux pompiers !</td></tr>
</table><font size="1">Météo : 11°C, éclaircies</font></td>
<td width="620"><font size="1">Vallée de l'Aumère &gt; Santé</font><br>
<font size="6"><b>Les généralistes rendent leur carte</b></font><br><br>
<font size="1">Mis en ligne le samedi 21 novembre 2026 à 07 h 30 - Par Hortense Quillebaud</font><br><br>
<font size="3">{
    PROSE
}<br><br>« Nous partons pour le temps », assure Zélie Courvoisin, installée depuis onze ans.<br><br>
<table align="right"><tr><td><font size="2"><b>EN CHIFFRES</b><br>7 généralistes</font></td></tr></table>
La caisse rappelle que les patients ne seront remboursés que 61 centimes par consultation.<br><br></font>
<hr><b>Vos réactions (3)</b> <a href="reagir.php">Réagir à cet article</a><table>
{remark(1, "Pivoine49", "Et mon père qui a 84 ans, il ira où ?<br>Honteux.")}
{
    remark(
        2,
        "Doc en colère",
        "<table><tr><td><i>Pivoine49 a écrit :</i><br>Et mon père qui a 84 ans, il ira où ?<br>Honteux."
        "</td></tr></table>Votre père sera soigné, Madame, il paiera 55 euros.",
    )
}
{remark(3, "Ratafia", "Moi je les comprends, la paperasse les bouffe.")}
</table></td></tr></table></body></html>"""


def test_a_text_set_in_letters_of_old_is_found_beside_menus_and_recent_messages() -> None:
    article = read(OLD_LAYOUT)
    texts = [block.text for block in article.blocks]
    assert texts[0].startswith("Quatre médecins") and texts[-1].startswith("La caisse rappelle")
    assert not [text for text in texts if "Colvert22" in text or "Météo" in text or "Accueil" in text or ">" in text]
    assert {block.kind for block in article.blocks} <= {"paragraph", "heading"}


def test_the_words_that_a_reader_quotes_from_another_are_not_the_reader_s() -> None:
    first, second, third = read(OLD_LAYOUT).comments
    assert second.text == "Votre père sera soigné, Madame, il paiera 55 euros."
    assert second.reply_to in (first.id, "#0") and third.reply_to is None
    assert first.text == "Et mon père qui a 84 ans, il ira où ?\nHonteux."


def test_only_words_of_earlier_comments_are_cut() -> None:
    earlier = [["La convention nous étouffe depuis dix ans.", "Et voilà."], ["Bien dit !"]]
    assert cut_quotes(["Bien dit !", "Je signe."], earlier) == (["Bien dit !", "Je signe."], None)
    untold = ["La convention nous étouffe depuis dix ans.", "Tout à fait."]
    assert cut_quotes(untold, earlier) == (untold, None)
    told = ["Colvert a écrit :", "« La convention nous étouffe depuis dix ans. »", "Et voilà.", "Non, pas d'accord."]
    assert cut_quotes(told, earlier) == (["Non, pas d'accord."], 0)


BLOG = f"""<html><head><meta content='blogger' name='generator'/><title>Le docteur des Bruyères: Pourquoi j'ai rendu ma
carte</title></head><body><div class='header'><h1 class='title'><a href='/'>Le docteur des Bruyères</a></h1></div>
<div class='post hentry'><h3 class='post-title entry-title'>Pourquoi j'ai rendu ma carte</h3>
<div class='post-body entry-content'>{PROSE}<br/><br/>{PROSE}</div></div>
<div class='comments' id='comments'><h4>2 commentaires:</h4><div class="comment-thread"><ol>
<li class="comment" id="c5010001"><div class="comment-block"><cite class="user">Gontran</cite><span class="datetime">
<a href="#c5010001">16 novembre 2026 à 06:31</a></span><p class="comment-content">Et la caisse, que répond-elle ?</p>
<a class="comment-reply">Répondre</a></div></li>
<li class="comment" id="c5010002"><div class="comment-block"><cite class="user">Anonyme</cite><span class="datetime">
<a href="#c5010002">17 novembre 2026 à 09:40</a></span><p class="comment-content">Ce commentaire a été supprimé par un
administrateur du blog.</p><a class="comment-reply">Répondre</a></div></li></ol></div></div></body></html>"""


def test_the_name_of_a_blog_that_leads_home_is_not_the_title_of_its_post() -> None:
    assert read(BLOG).title == "Pourquoi j'ai rendu ma carte"


def test_a_notice_in_place_of_a_comment_says_that_it_was_deleted() -> None:
    assert [comment.status for comment in read(BLOG).comments] == ["published", "deleted"]


INTERVIEW = f"""<html lang="fr"><head><title>« On n'a pas fait dix ans d'études pour ça »</title></head><body><article>
<h1>« On n'a pas fait dix ans d'études pour ça »</h1><p>À Port-Salvage, la docteure Ysoline Grandmaison répond à nos
questions. Propos recueillis par Gaspard Thouvenin</p><p>{PROSE}</p><h2>Pourquoi quitter la convention ?</h2>
<p><strong>Estuaire Matin : Qu'est-ce qui vous a décidée ?</strong></p>
<p>Ysoline Grandmaison : La goutte d'eau, c'est le forfait structure, j'y passais deux soirées par mois.</p>
<p><strong>Estuaire Matin : Vos patients vous ont-ils suivie ?</strong></p>
<p>Ysoline Grandmaison : Un sur trois, et je ne vais pas vous mentir, c'est le plus dur de l'affaire.</p>
<div class="paragraph--type--encadre"><h3>Ce que dit la caisse</h3><p>« Un médecin non conventionné prive ses patients
de remboursement », rappelle la caisse de l'Estuaire.</p></div></article></body></html>"""


def test_a_box_beside_an_interview_is_in_nobody_s_mouth() -> None:
    blocks = {block.text[:24]: block for block in read(INTERVIEW).blocks}
    assert blocks["« Un médecin non convent"].speaker is None
    assert blocks["Un sur trois, et je ne v"].speaker == "Ysoline Grandmaison"
    assert blocks["Pourquoi quitter la conv"].kind == "heading"


@pytest.mark.parametrize(
    ("text", "votes"),
    [("👍 14 👎 2", (True, 14)), ("14 👍 / 2 👎", (True, 14)), ("👎 2", (True, None)), ("❤️ 3", (True, 3)),
     ("J'ai mis un 👍", (False, None))],
)  # fmt: skip
def test_votes_in_pictures_are_counted(text: str, votes: tuple[bool, int | None]) -> None:
    assert read_votes(fold_words(text)) == votes


def test_a_day_and_month_with_an_hour_is_the_nearest_past_one() -> None:
    found = resolve_date("Publié le 17/11 à 07h00", fetched_at=FETCHED_AT)
    assert found is not None and found.moment == datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
    assert resolve_date("Publié le 17/11", fetched_at=FETCHED_AT) is None
    older = resolve_date("le 24/12 à 18:30", fetched_at=FETCHED_AT)
    assert older is not None and older.moment.year == 2025
