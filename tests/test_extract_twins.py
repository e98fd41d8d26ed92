"""The same page saved as HTML and copied as text gives the same article."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.clips import article_as_json, read_clip
from crawler.extract import extract_file

TWINS = Path(__file__).parent / "pages" / "twins"
FETCHED_AT = datetime(2026, 6, 22, 10, tzinfo=UTC)
NAMES = ("Bouillabaisse", "Brindezingue", "PIROUETTE", "CRAQUELIN", "Craquelin")


def printed(file: str) -> dict[str, Any]:
    """What `vigie extract` prints of a twin."""
    articles = read_clip(file, (TWINS / file).read_bytes(), fetched_at=FETCHED_AT)
    assert len(articles) == 1
    return article_as_json(articles[0], file=file)


@pytest.mark.parametrize("form", ["txt", "html"])
@pytest.mark.parametrize("name", ["fronde", "guilde"])
def test_a_twin_gives_its_expected_structure(name: str, form: str) -> None:
    expected = json.loads((TWINS / f"{name}.json").read_text(encoding="utf-8"))
    found = printed(f"{name}.{form}")
    comments = [
        {key: comment[key] for key in expected["comments"][index]} for index, comment in enumerate(found["comments"])
    ]
    assert {key: found[key] for key in expected if key != "comments"} == {
        key: value for key, value in expected.items() if key != "comments"
    }
    assert comments == expected["comments"]


@pytest.mark.parametrize("name", ["fronde", "guilde"])
def test_both_forms_of_a_page_agree(name: str) -> None:
    apart = {"file", "url", "canonical_url", "site", "comments_platform"}
    text, html = printed(f"{name}.txt"), printed(f"{name}.html")
    assert {key: text[key] for key in text if key not in apart} == {key: html[key] for key in html if key not in apart}


def test_the_saved_form_knows_its_address_without_trackers() -> None:
    found = printed("fronde.html")
    assert found["canonical_url"] == "https://www.lanterne.example/actus-cote/fronde-des-veilleurs"
    assert found["site"] == "lanterne.example"
    assert found["comments_platform"] == "logora"


@pytest.mark.parametrize("file", ["fronde.txt", "fronde.html", "guilde.txt", "guilde.html"])
def test_nothing_of_polls_lists_and_names_is_printed(file: str) -> None:
    text = json.dumps(printed(file), ensure_ascii=False)
    for word in (
        *NAMES,
        "Vignette",
        "La sélection",
        "Verre poli",
        "Lire plus",
        "débatteurs en ligne",
        "Photo de profil",
    ):
        assert word not in text


@pytest.mark.parametrize("file", ["fronde.txt", "fronde.html"])
def test_authors_names_stay_in_memory_only(file: str) -> None:
    article = extract_file(file, (TWINS / file).read_bytes(), url=None, fetched_at=FETCHED_AT)[0]
    assert [comment.author_ref for comment in article.comments] == [
        "Wolfram Bouillabaisse-Lune",
        "Eulalie Brindezingue",
        "TANCREDE PIROUETTE",
    ]
    assert not any(name in repr(article) for name in NAMES)
