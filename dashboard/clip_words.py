"""What a clip understood, in French words: pure functions of a row of `store.queries.clips`."""

from collections.abc import Mapping
from datetime import date

from dashboard.french import NO_BREAK, counted, listed, number, short_day
from store.database import Row

VIAS: Mapping[str, str] = {"mail": "courriel", "folder": "dossier « depot »"}
KINDS: Mapping[str, str] = {"url": "adresse", "text": "texte collé", "file": "fichier"}
STATUSES: Mapping[str, str] = {"waiting": "en attente", "done": "lue", "failed": "refusée"}
FIELDS: Mapping[str, str] = {
    "title": "titre", "site": "média", "published_on": "date", "byline": "signatures", "url": "adresse",
    "off_topic": "hors sujet",
}  # fmt: skip
DATE_SOURCES: Mapping[str, str] = {
    "json-ld": "données de la page", "meta": "données de la page", "feed": "flux", "text": "texte de la page",
    "relative": "durée écrite sur la page", "person": "donnée par une personne",
}  # fmt: skip
_BLOCKS: Mapping[str, tuple[str, str]] = {
    "paragraph": ("paragraphe", "paragraphes"), "question": ("question", "questions"),
    "answer": ("réponse d’entretien", "réponses d’entretien"), "heading": ("intertitre", "intertitres"),
    "pull-quote": ("exergue", "exergues"), "list-item": ("élément de liste", "éléments de liste"),
    "caption": ("légende", "légendes"), "poll": ("sondage", "sondages"),
}  # fmt: skip


def say_what(request: Row) -> str:
    """What was handed in: « courriel : Alerte… », « adresse : https://… »."""
    kind = VIAS.get(request["via"], KINDS[request["kind"]])
    name = (request["name"] or "").removesuffix(".eml") if request["via"] == "mail" else request["name"]
    told = request["url"] or name
    return f"{kind}{NO_BREAK}: {told}" if told else kind


def say_date(clip: Row) -> str:
    """The day and where it was read: « 22 nov. 2026 (données de la page) »."""
    if not clip["published_on"]:
        return "sans date"
    source = DATE_SOURCES.get(clip["date_source"])
    day = short_day(date.fromisoformat(clip["published_on"]), with_year=True)
    return f"{day} ({source})" if source else day


def say_read(clip: Row) -> str:
    """What the reading held: « 3 paragraphes et 2 questions ; 12 commentaires »."""
    found = clip["found"]
    blocks = [counted(n, *_BLOCKS.get(kind, (kind, kind))) for kind, n in found.get("blocks", {}).items()]
    text = listed(blocks) if blocks else "titre et chapô" if clip["standfirst"] else "titre seul"
    comments = counted(found.get("comments") or 0, "commentaire")
    return f"{text}{NO_BREAK}; {comments}"


def say_relevance(clip: Row) -> str:
    """Whether the article is in the debate, as the machine or a person says."""
    if clip["off_topic"]:
        return "hors sujet, dit par une personne"
    if clip["relevance"] is None:
        return "pas encore analysé"
    word = "dans le débat" if clip["relevance"] == "yes" else "hors du débat"
    return f"{word} (pertinence {number(clip['relevance_score'], digits=2)})"


def list_gaps(clip: Row) -> list[str]:
    """What is still missing or was not understood of an article, in French."""
    found = clip["found"]
    n_comments = found.get("comments") or 0
    declared, undated, refused = found.get("declared") or 0, found.get("undated") or 0, found.get("refused") or 0
    told = [
        ("la date n’a pas été trouvée", not clip["published_on"]),
        ("le média n’a pas été reconnu", not clip["source"]),
        ("l’adresse de la page n’est pas connue", not (clip["url"] or clip["canonical_url"])),
        ("aucune signature", not clip["byline"]),
        ("un extrait seulement", clip["paywall"] == "partial"),
        ("texte réservé aux abonnés", clip["paywall"] == "blocked"),
        ("aucun texte d’article", not found.get("blocks") and not clip["standfirst"]),
        (f"{counted(declared, 'commentaire déclaré', 'commentaires déclarés')}, "
         f"{counted(n_comments, 'lu')}", declared > n_comments),
        (f"{counted(undated, 'commentaire')} sans date", undated > 0),
        (f"{counted(refused, 'commentaire effacé', 'commentaires effacés')} à la demande de personnes", refused > 0),
    ]  # fmt: skip
    return [words for words, is_so in told if is_so]
