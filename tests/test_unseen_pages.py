"""What five pages in shapes of French sites that no rule was written for got wrong, each by its general rule."""

from datetime import UTC, datetime

from crawler.extract import extract_html
from store.records import Article

READ_AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
TEXT = "Il reste les peintures et l’ascenseur. Mardi, le maire a fait visiter le phare à une trentaine d’habitants."


def read(body: str, head: str = "") -> Article:
    top = f"<head><title>Le phare - Le Clairon</title>{head}</head>"
    page = f'<!doctype html><html lang="fr">{top}<body>{body}</body></html>'
    return extract_html(page.encode(), url="https://clairon.example/phare", fetched_at=READ_AT)


def reactions(*remarks: str, name: str = "Dr Z. Moulacarpe", link: str = "Utile ({n})") -> str:
    drawn = "".join(
        f"<div class='r'><div><strong>{name}</strong>, urgentiste (Sissonnelle)</div><div>19-11-2026 0{8 + n}h14</div>"
        f"<div>{text}</div><div><a href='#'>{link.format(n=10**n)}</a> <a href='#'>Signaler</a></div></div>"
        for n, text in enumerate(remarks)
    )
    return f"<section><h4>Réactions ({len(remarks)})</h4>{drawn}</section>"


def test_votes_beside_a_way_to_report_are_no_words_of_the_reader_and_his_occupation_no_name() -> None:
    thread = reactions("Même constat chez nous.", "C'est indécent.", "Je rejoins mon confrère.")
    article = read(f"<main><h1>Le phare</h1><p>{TEXT}</p><p>{TEXT}</p>{thread}</main>")
    assert [(one.text, one.votes) for one in article.comments] == [
        ("Même constat chez nous.", 1), ("C'est indécent.", 10), ("Je rejoins mon confrère.", 100),
    ]  # fmt: skip
    assert {(one.author_ref, one.author_role) for one in article.comments} == {("Dr Z. Moulacarpe", "urgentiste")}


def test_a_person_who_signs_comes_before_a_newsroom_that_is_declared() -> None:
    signed = '<p class="byline">Par <a href="/a">Clémence Vaubrun</a></p>'
    head = '<meta name="author" content="Rédaction">'
    assert read(f"<main><h1>Le phare</h1>{signed}<p>{TEXT * 3}</p></main>", head).byline == ("Clémence Vaubrun",)
    assert read(f"<main><h1>Le phare</h1><p>{TEXT * 3}</p></main>", head).byline == ("Rédaction",)
    named = head.replace("Rédaction", "Basile Corvet")
    assert read(f"<main><h1>Le phare</h1>{signed}<p>{TEXT * 3}</p></main>", named).byline == ("Basile Corvet",)


def test_words_on_either_side_of_a_break_are_not_glued() -> None:
    boxes = "".join(
        f"<div class='b'><h2>Point {n}</h2><div>{TEXT}<br><br>Rien ne change.</div></div>" for n in range(4)
    )
    text = " ".join(block.text for block in read(f"<div><h1>Le phare</h1>{boxes}</div>").blocks)
    assert "habitants.Rien" not in text and text.count("Rien ne change.") == 4


def test_what_is_credited_below_a_picture_is_a_caption_and_an_offer_no_text() -> None:
    picture = '<img src="p.jpg"><div class="lg">La façade du phare. | LE CLAIRON</div>'
    offer = "<p>Recevez chaque matin l’essentiel de l’actualité du port.</p><p>Connectez-vous pour réagir.</p>"
    article = read(f"<article><h1>Le phare</h1>{picture}<p>{TEXT}</p><p>{TEXT}</p>{offer}</article>")
    assert [(block.kind, block.text) for block in article.blocks] == [
        ("caption", "La façade du phare. | LE CLAIRON"), ("paragraph", TEXT), ("paragraph", TEXT),
    ]  # fmt: skip


def test_a_forum_names_who_wrote_counts_the_answers_and_knows_a_quote_on_one_line() -> None:
    def message(name: str, at: str, text: str) -> str:
        member = f"<div class='qui'><a href='/m'>{name}</a><br>Membre depuis 2011<br>5 902 messages</div>"
        said = f"<div>Posté le {at}</div><div>{text}</div><div>J'aime · Citer · Alerter</div>"
        return f"<div class='msg'>{member}<div class='quoi'>{said}</div></div>"

    quote = "<div>mandibulle a écrit : Changez de port si vous le pouvez !</div>Il n'y en a pas d'autre."
    answers = "".join([
        message("gratouillac", "03 nov. 2026 à 21:55", "Non, la plupart des ports sont fermés la nuit."),
        message("mandibulle", "04 nov. 2026 à 07:02", "Changez de port si vous le pouvez !"),
        message("chaudrelune", "04 nov. 2026 à 08:40", quote),
    ])  # fmt: skip
    form = "<form action='/r'><textarea name='t'></textarea><button>Répondre</button></form>"
    article = read(f"<div><h1>Quel port de nuit ?</h1><p>{TEXT}</p><div><h2>3 réponses</h2>{answers}{form}</div></div>")
    assert [one.author_ref for one in article.comments] == ["gratouillac", "mandibulle", "chaudrelune"]
    assert article.comments_declared == 3
    assert (article.comments[2].text, article.comments[2].reply_to) == ("Il n'y en a pas d'autre.", "#1")
