"""Every count that a view says outside its tables leads to what it counts, or is listed here with its reason."""

import re
from collections.abc import Iterator, Mapping

import lxml.html
import pytest
from streamlit.testing.v1 import AppTest

from store.home import Home
from tests.test_dashboard_views import html_of, links_of, view, words_of
from tests.test_numbers_lead import (  # noqa: F401 # fixtures
    SHOWN,
    clean,
    count_listed,
    filled,
    now_is_fixed,
    read_numbers,
)

SAID = (
    *SHOWN, ("revue", {}), ("lire", {}), ("lire", {"q": "contre"}), ("rechercher", {"q": "contre"}), ("verifier", {}),
    ("passages", {"voix": "lecteurs"}), ("donnees", {}), ("coller", {}),
)  # fmt: skip
COUNT = re.compile(
    r"\d (articles?|commentaires?|citations?|personnes?|passages?|textes?|noms?|chiffres?|valeurs?|fils?|phrases?|mots?"
    r"|reprises?|alertes?|éléments?|lecteurs?|quantités?)\b|^\d[\d ]*$"
)
# Patterns of « view sentence » that lead nowhere, each with its reason.
EXEMPT: Mapping[str, str] = {
    r"mesurée? sur|écrites? pour l’essai|à partir de 100|effectif trop faible": "a measure, or a rule that is told",
    r"^\w+ (bilan|Voir|Le tableau|Ses phrases)": "says how many the list under it holds",
    r"éléments?\.$|comptés nulle part|^chiffres Les 40|sans camp|textes repris": "said above its list",
    r"sous toutes les parutions": "each publication stands there with its own, which leads",
    r"^alertes .*(séries|alertes par an)|^verifier|^fiabilite (Chaque nuit|« Corrigée|Pas encore)": "a rule",
    r"^donnees": "a register of what is held, in the debate or not",
    r"^collecte .*(nouveaux|semaine|mois|jours)": "what one run read, in the debate or not",
    r"^revue .*(sources dans la veille|D’habitude)": "what was expected, not a count",
    r"^revue (: |, )": "an item of the editor in one line; the preview under it says it whole, with its links",
    r"^revue .*commentaires? (du débat sous cet article|\(précision)": "the way to its sentences stands beside",
    r"^medias .*phrases? (coupée|ajoutée)": "how two texts differ, which stand beside",
    r"^acteurs , \d+ articles?": "of the quotes that lead beside",
}  # fmt: skip


def counts_of(app: AppTest, name: str) -> Iterator[str]:
    """« view sentence » of each count outside tables of numbers and links; texts from outside are left alone."""
    for one in lxml.html.fromstring(f"<div>{html_of(app)}</div>").iter():
        if not isinstance(one.tag, str) or one.tag in ("style", "script", "code"):
            continue
        around = [one, *one.iterancestors()]
        if any(each.tag == "a" or {"number", "as-read", "unseen"} & set(each.get("class", "").split())
               for each in around):  # fmt: skip
            continue
        mark = "bilan " if any(each.get("data-testid") == "bilan" for each in around) else ""
        for text in (one.text, *(child.tail for child in one)):
            if text and COUNT.search(clean(text)):
                yield f"{name} {mark}{clean(text)}"


def lost_counts(app: AppTest, name: str) -> set[str]:
    return {said for said in counts_of(app, name) if not any(re.search(one, said) for one in EXEMPT)}


@pytest.mark.parametrize(("name", "params"), SAID)
def test_every_count_in_a_sentence_leads_somewhere_or_says_why_not(
    filled: Home,  # noqa: F811
    name: str,
    params: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert lost_counts(view(filled, name, monkeypatch, **params), name) == set()


def test_comments_without_a_date_are_listed_one_by_one(
    filled: Home,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = view(filled, "matin", monkeypatch)
    (n,) = {int(found) for found in re.findall(r"(\d+) commentaires? sans date", words_of(app))}
    asked = [params for _, params in links_of(app, "lire") if "element" in params]
    assert len(asked) == n > 0
    assert "commentaire-demande" in html_of(view(filled, "lire", monkeypatch, **asked[0]))


def test_the_preview_of_a_review_leads_to_what_its_numbers_count(
    filled: Home,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = lxml.html.fromstring(f"<div>{html_of(view(filled, 'revue', monkeypatch))}</div>")
    (preview,) = page.xpath('//*[@data-testid="page-revue"]')
    led = {clean(one.text_content()): one.get("href") for one in preview.iter("a")
           if one.get("href", "").startswith("passages?") and one.text_content()[:1].isdigit()}  # fmt: skip
    assert led
    for said, address in led.items():
        assert read_numbers(said)[0] in count_listed(filled, address, monkeypatch), said
