"""Twenty-two more ways of printing a page: the whole outline of each, and the rules that it shows."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.clips import article_as_json
from crawler.extract import extract_html, extract_text
from crawler.pages.bylines import read_meta_line
from crawler.pages.people import find_people, is_person_name, resolve_initials, same_person
from store.clock import PARIS

LAYOUTS = Path(__file__).parent / "pages" / "layouts"
FETCHED_AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
OPENING = 48
FIELDS = ("title", "kicker", "standfirst", "byline", "published_at", "updated_at", "tags", "paywall")
TEXT = (
    "Le conseil des brumes a voté mardi la réforme des lampes, par onze voix contre neuf, après trois heures de débat. "
    "Les gardiens demandent un délai et une aide pour changer leurs mèches avant l'hiver."
)


def outline(name: str) -> dict[str, Any]:
    """What is printed of a copied page, its texts cut after their opening words."""
    article = extract_text((LAYOUTS / f"{name}.txt").read_text(encoding="utf-8"), url=None, fetched_at=FETCHED_AT)
    printed = article_as_json(article, file=name)
    return {key: printed[key] for key in FIELDS} | {
        "blocks": [[block["kind"], block["speaker"], block["text"][:OPENING]] for block in printed["blocks"]],
        "comments": [[comment["text"][:OPENING], comment["reply_to"]] for comment in printed["comments"]],
    }


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_layout_gives_its_outline(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert outline(path.stem) == expected


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.txt")), ids=lambda path: path.stem)
def test_no_reader_of_a_layout_is_named_in_what_is_printed(path: Path) -> None:
    article = extract_text(path.read_text(encoding="utf-8"), url=None, fetched_at=FETCHED_AT)
    out = str(article_as_json(article, file=path.name))
    assert not [comment.author_ref for comment in article.comments if str(comment.author_ref) in out]


def answers(name: str) -> set[str | None]:
    """Who answers on a page."""
    return {speaker for kind, speaker, _ in outline(name)["blocks"] if kind == "answer"}


def test_initials_that_two_speakers_share_name_nobody() -> None:
    assert answers("shared-initials") == {"Simon Malestroit", "Sabine Morvan", None}


def test_an_unlabelled_answer_is_nobody_s_when_the_header_names_two_people() -> None:
    assert answers("two-named") == {None}


def test_paragraphs_that_open_with_a_place_or_a_name_and_a_colon_are_no_interview() -> None:
    assert {kind for kind, _, _ in outline("prose-colons")["blocks"]} == {"paragraph"}


def test_a_quotation_of_another_post_is_not_the_author_s_text() -> None:
    assert outline("forum-quotes")["comments"][1] == ["Oui, en 2023. J'ai perdu un tiers de mes patient", "#0"]


@pytest.mark.parametrize(
    ("initials", "name"),
    [
        ("V. A.", "Violaine Ambrelune"),
        ("VA", "Violaine Ambrelune"),
        ("Dr S. N.", "Dr Sylvère Nogatin"),
        ("J.-P. D.", "Jean-Prosper Dalembic"),
        ("M. F.", None),
        ("Z. Z.", "Z. Z."),
    ],
)
def test_initials_stand_for_the_one_person_who_has_them(initials: str, name: str | None) -> None:
    names = [
        "Violaine Ambrelune",
        "Dr Sylvère Nogatin",
        "Jean-Prosper Dalembic",
        "Mélusine Fagot",
        "Marin de Fouracles",
    ]
    assert resolve_initials(initials, names) == name


@pytest.mark.parametrize(
    "text",
    ["À Vernouille", "Catégories Santé", "Partager Imprimer Envoyer", "Le Réveil du Plateau"],
)
def test_places_buttons_and_rubrics_are_no_names(text: str) -> None:
    assert not is_person_name(text)


def test_the_people_of_a_header_are_named_once_in_their_longest_form() -> None:
    header = "Interview du Dr Casimir Pontarlin. À Saint-Orlu, la Dre Aimée Ben Brahault répond au docteur Pontarlin."
    assert find_people(header) == ["Dr Casimir Pontarlin", "Dre Aimée Ben Brahault"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Dr Pontarlin", "Casimir Pontarlin", True),
        ("C. Pontarlin", "Dr Casimir Pontarlin", True),
        ("Casimir Pontarlin", "Basile Pontarlin", False),
        ("Casimir", "Casimir Pontarlin", False),
    ],
)
def test_a_family_name_and_a_full_name_are_one_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


META_LINES = [
    ("Publié le 12 mars 2026 à 08h05, mis à jour à 10h12", (), "12/03 08:05", "12/03 10:12"),
    ("Publié le 12/03/2026 à 8h05 • Mis à jour le 13/03/2026 à 9h", (), "12/03 08:05", "13/03 09:00"),
    ("Mis à jour le 13 mars 2026 à 10h, publié le 12 mars 2026", (), "12/03 00:00", "13/03 10:00"),
    ("Par Aubin Corniquet, Publié le 12 mars 2026 à 08h05, mis à jour à 10h12", ("Aubin Corniquet",), "12/03 08:05",
     "12/03 10:12"),
    ("Quimper, le 12 mars 2026", (), "12/03 00:00", None),
    ("Fait à Port-Valdric, le 12 mars 2026", (), "12/03 00:00", None),
    ("Communiqué de presse du 12 mars 2026", (), "12/03 00:00", None),
    ("12/03/2026 Par Hermine Castaing (avec AFP)", ("Hermine Castaing", "AFP"), "12/03 00:00", None),
    ("Publié hier à 18h30, modifié aujourd'hui à 07h15", (), "21/11 18:30", "22/11 07:15"),
    ("Texte : Alba Corniquet", ("Alba Corniquet",), None, None),
    ("Publié par Alba Corniquet à 22:14", ("Alba Corniquet",), None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "byline", "published", "updated"), META_LINES, ids=lambda value: str(value)[:30])
def test_a_line_of_names_and_dates_gives_them_in_every_form(
    text: str, byline: tuple[str, ...], published: str | None, updated: str | None
) -> None:
    meta = read_meta_line(text, fetched_at=FETCHED_AT)
    assert meta is not None
    dates = [date and date.moment.astimezone(PARIS).strftime("%d/%m %H:%M") for date in (meta.published, meta.updated)]
    assert (meta.byline, *dates) == (byline, published, updated)


@pytest.mark.parametrize(
    "text",
    [
        "La loi du 4 mars 2002",
        "Après le 7 octobre 2023, tout change",
        "À Vernouille, la Dre Ambrelune a renoncé à la convention.",
        "À l'Assemblée, la droite et la gauche s'affrontent",
        "de la confiance pour durer.",
        "Catégories Santé, Vie locale",
        "Violaine Ambrelune et Sylvère Nogatin, le 14 février 2026 dans la cour. © Firmin Oursel",
    ],
)
def test_a_sentence_with_a_date_or_a_name_is_no_signature(text: str) -> None:
    assert read_meta_line(text, fetched_at=FETCHED_AT) is None


def unnamed_page(*, above: str = "", below: str = "", after: str = "") -> bytes:
    """A page whose classes say nothing: parts above and below the title, a box of paragraphs, parts after it."""
    title = "<h1 class='b2'>La réforme des lampes adoptée par onze voix</h1>"
    body = f"<section class='c3'><p>{TEXT}</p><p>Un délai est promis.</p><p>{TEXT}</p></section>"
    return (
        f"<html><head><meta charset='utf-8'></head><body><main class='a1'>{above}{title}{below}{body}{after}</main>"
        "</body></html>"
    ).encode()


def test_the_printed_order_of_a_saved_page_tells_its_header() -> None:
    body = unnamed_page(
        above="<div class='k9'>Rivages</div>",
        below="<p class='d4'>À Port-Valdric, le texte prend effet au printemps.</p>"
        "<div class='e5'>Par Alba Corniquet</div>",
        after="<div class='f6'>Publié le 12/03/2026</div>",
    )
    article = extract_html(body, url=None, fetched_at=FETCHED_AT)
    assert (article.kicker, article.byline) == ("Rivages", ("Alba Corniquet",))
    assert article.standfirst == "À Port-Valdric, le texte prend effet au printemps."
    assert article.published_at == datetime(2026, 3, 11, 23, tzinfo=UTC)
    assert [block.text for block in article.blocks] == [TEXT, "Un délai est promis.", TEXT]


def test_links_marked_as_tags_leave_the_body() -> None:
    tags = "<ul class='g7'><li><a rel='tag' href='/t/1'>Lampes</a></li><li><a rel='tag' href='/t/2'>Brume</a></li></ul>"
    article = extract_html(unnamed_page(after=tags), url=None, fetched_at=FETCHED_AT)
    assert article.tags == ("Lampes", "Brume")
    assert len(article.blocks) == 3
