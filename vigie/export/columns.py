"""The columns of each export: a stable English key (JSON Lines), a French header (csv, xlsx), what they hold.

`docs/export.md` shows this list; a test compares them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from dashboard.names import (
    ATTITUDES,
    AUDIENCES,
    KINDS,
    QUOTE_KINDS,
    SENTIMENTS,
    STANCES,
    USES,
    name_actor,
    name_argument,
    name_target,
)
from store.database import Row
from store.queries.export import Kind
from store.watch import Watch

Value = str | int | float | None
Write = Callable[[Any, Row, Watch], Value]
PAYWALLS = {"free": "libre", "partial": "extrait", "blocked": "réservé aux abonnés", "unknown": "inconnu"}
DATE_SOURCES = {
    "json-ld": "données de la page", "meta": "données de la page", "feed": "flux", "text": "texte de la page",
    "relative": "durée écrite sur la page", "person": "donnée par une personne", "none": "sans date",
}  # fmt: skip
PRECISIONS = {
    "second": "seconde", "minute": "minute", "hour": "heure", "day": "jour", "week": "semaine", "month": "mois",
    "year": "année", "none": "",
}  # fmt: skip
FIGURE_KINDS = {
    "count": "effectif", "money": "somme", "percent": "pourcentage", "fraction": "fraction", "date": "date",
    "duration": "durée", "age": "âge", "rate": "rythme", "law-ref": "texte de loi",
}  # fmt: skip
COMPARATORS = {
    "exact": "exactement", "approx": "environ", "more-than": "plus de", "less-than": "moins de", "range": "entre",
}  # fmt: skip
TAG_KINDS = {"stance": "position", "argument": "argument", "sentiment": "ton", "relevance": "pertinence"}
TAG_STATUSES = {"suggested": "proposé", "confirmed": "confirmé", "refused": "refusé"}
TAG_VALUES: Mapping[str, Mapping[str, str]] = {
    "stance": STANCES, "argument": USES, "sentiment": SENTIMENTS,
    "relevance": {"yes": "dans le débat", "no": "hors du débat"},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column; `write` says a value in French, `is_flag` holds 0 or 1 in the database."""

    key: str
    header: str
    help: str
    write: Write | None = None
    is_flag: bool = False

    def written(self, row: Row, watch: Watch) -> Value:
        """The value as a spreadsheet shows it."""
        value = row[self.key]
        if self.is_flag and value is not None:
            return "oui" if value else "non"
        if self.write is not None:
            return self.write(value, row, watch)
        if isinstance(value, list):
            return ", ".join(map(str, value))
        kept: Value = value
        return kept

    def kept(self, row: Row) -> Any:
        """The value as a program reads it; JSON has no infinity."""
        value = row[self.key]
        if isinstance(value, float) and not isfinite(value):
            return None
        return bool(value) if self.is_flag and value is not None else value


def _word(words: Mapping[str, str]) -> Write:
    return lambda value, row, watch: words.get(value, value)


def _stances(value: Sequence[Mapping[str, Any]], row: Row, watch: Watch) -> str:
    return " ; ".join(
        f"{name_target(watch, one['target'])} : {STANCES.get(one['stance'], one['stance'])} ({_score(one['score'])})"
        for one in value
    )


def _arguments(value: Sequence[Mapping[str, Any]], row: Row, watch: Watch) -> str:
    return " ; ".join(
        f"{name_argument(watch, one['argument'])} : {USES.get(one['use'], one['use'])} ({_score(one['score'])})"
        for one in value
    )


def _tag_key(value: str | None, row: Row, watch: Watch) -> str | None:
    if row["tag_kind"] == "stance":
        return name_target(watch, value or "")
    return name_argument(watch, value or "") if row["tag_kind"] == "argument" else value


def _tag_value(value: str | None, row: Row, watch: Watch) -> str | None:
    return TAG_VALUES.get(row["tag_kind"] or "", {}).get(value or "", value)


def _target(value: str | None, row: Row, watch: Watch) -> str | None:
    return name_target(watch, value) if value else value


def _actor(value: str | None, row: Row, watch: Watch) -> str | None:
    return name_actor(watch, value) or value


def _spans(value: Sequence[Sequence[int]], row: Row, watch: Watch) -> str:
    return " ".join(f"{start}-{end}" for start, end in value)


def _figure(value: float, row: Row, watch: Watch) -> float | str | None:
    """A number as it is; a date, stored as 20121100, as 2012-11."""
    if row["kind"] != "date":
        return value
    year, month, day = int(value) // 10_000, int(value) // 100 % 100, int(value) % 100
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)]) if year else None


def _score(score: float) -> str:
    return f"{score:.2f}".replace(".", ",")


def _all(*columns: tuple[str, str, str] | Column) -> tuple[Column, ...]:
    return tuple(one if isinstance(one, Column) else Column(key=one[0], header=one[1], help=one[2]) for one in columns)


_ARTICLE = _all(
    ("article_id", "Article", "identifiant stable de l’article"),
    ("title", "Titre", "titre de l’article"),
    ("url", "Lien", "adresse de l’article, vide pour une page collée sans adresse"),
    ("source_id", "Source (id)", "identifiant de la source, « clips » pour une page collée"),
    ("source", "Source", "nom de la source"),
    Column(key="audience", header="Public", help="à qui la source s’adresse", write=_word(AUDIENCES)),
    ("published_on", "Paru le", "jour de Paris de l’article, vide sans date"),
    ("published_at", "Paru à (UTC)", "moment de l’article, UTC"),
)
_COMMENT = _all(
    ("comment_id", "Commentaire", "identifiant stable du commentaire, vide pour un article"),
    ("posted_on", "Écrit le", "jour de Paris du commentaire, vide sans date"),
    ("posted_at", "Écrit à (UTC)", "moment du commentaire, UTC"),
    ("author_role", "Rôle du lecteur", "métier déclaré, en quelques grandes classes ; jamais un nom"),
)
_VERDICTS = _all(
    Column(key="in_debate", header="Dans le débat", help="compté dans le débat", is_flag=True),
    Column(key="stances", header="Positions", help="position retenue sur chaque cible, avec son score",
           write=_stances),
    Column(key="arguments", header="Arguments", help="arguments et leur usage, avec leur score", write=_arguments),
)  # fmt: skip
_SPAN = _all(
    ("start", "Début", "premier caractère dans le texte de l’article ou du commentaire, à partir de 0"),
    ("end", "Fin", "caractère qui suit le dernier"),
)
_TAGGER = _all(
    ("tagger", "Étiqueteur", "nom de ce qui a posé l’étiquette ; vide quand une personne l’a décidée"),
    ("tagger_id", "Étiqueteur (id)", "version exacte de l’étiqueteur"),
    Column(key="is_starting", header="Modèle de départ", help="modèle de départ, à prendre avec prudence",
           is_flag=True),
)  # fmt: skip
_CONTEXT = _all(("context", "Passage", "le passage où commence le texte"))

COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    "articles": (
        *_ARTICLE,
        *_all(
            ("site", "Site", "nom de domaine"),
            ("kicker", "Surtitre", "surtitre"),
            ("standfirst", "Chapô", "chapô"),
            ("byline", "Signature", "journalistes qui signent l’article"),
            ("updated_at", "Mis à jour à (UTC)", "dernière mise à jour annoncée, UTC"),
            Column(key="date_source", header="Origine de la date", help="où la date a été lue",
                   write=_word(DATE_SOURCES)),
            Column(key="date_precision", header="Précision de la date", help="précision de la date",
                   write=_word(PRECISIONS)),
            ("tags", "Mots-clés", "mots-clés du site"),
            Column(key="paywall", header="Accès", help="libre, extrait ou réservé aux abonnés",
                   write=_word(PAYWALLS)),
            ("language", "Langue", "langue annoncée"),
            ("comments_platform", "Plateforme", "plateforme des commentaires"),
            ("comments_declared", "Commentaires déclarés", "nombre que la page annonce"),
            ("n_comments", "Commentaires lus", "nombre de commentaires enregistrés et non supprimés"),
            ("story_id", "Histoire", "commun aux reprises d’un même texte"),
            Column(key="story_first", header="Première parution", help="non pour une reprise", is_flag=True),
            Column(key="origin", header="Provenance", help="collecte ou page collée",
                   write=_word({"crawl": "collecte", "clip": "page collée"})),
        ),
        *_VERDICTS,
        *_all(("text", "Texte", "titre, chapô et corps, séparés par une ligne vide")),
    ),
    "comments": (
        *_ARTICLE,
        *_COMMENT,
        *_all(
            ("reply_to", "Répond à", "identifiant du commentaire auquel il répond"),
            ("platform", "Plateforme", "plateforme du commentaire"),
            ("position", "Camp choisi", "camp choisi par le lecteur dans un débat de la plateforme"),
            Column(key="date_source", header="Origine de la date", help="où la date a été lue",
                   write=_word(DATE_SOURCES)),
            Column(key="date_precision", header="Précision de la date", help="précision de la date",
                   write=_word(PRECISIONS)),
            ("votes", "Votes reçus", "votes reçus par le commentaire"),
            Column(key="status", header="État", help="publié ou modifié",
                   write=_word({"published": "publié", "edited": "modifié"})),
            Column(key="first_in_thread", header="Premier de ce texte",
                   help="non quand le même texte est déjà dans le fil", is_flag=True),
        ),
        *_VERDICTS,
        *_all(("text", "Texte", "texte du commentaire, noms de lecteurs masqués")),
    ),
    "passages": (
        *_ARTICLE,
        *_COMMENT,
        *_all(
            ("passage_id", "Passage (id)", "identifiant du passage ; une ligne par étiquette"),
            Column(key="kind", header="Nature", help="titre, paragraphe, réponse, commentaire…", write=_word(KINDS)),
            ("speaker", "Locuteur", "qui parle, dans un entretien"),
        ),
        *_SPAN,
        *_all(
            ("text", "Texte", "texte du passage"),
            Column(key="tag_kind", header="Étiquette", help="position, argument, ton ou pertinence",
                   write=_word(TAG_KINDS)),
            Column(key="tag_key", header="Sujet", help="cible de la position, ou argument", write=_tag_key),
            Column(key="tag_value", header="Valeur", help="pour, contre ; soutenu, réfuté ; ton ; dans le débat",
                   write=_tag_value),
            Column(key="tag_target", header="Cible de l’argument", help="cible que l’argument vise, si elle est dite",
                   write=_target),
            ("score", "Score", "certitude de l’étiqueteur, de 0 à 1"),
            Column(key="status", header="Décision", help="proposé par la machine ou confirmé par une personne",
                   write=_word(TAG_STATUSES)),
        ),
        *_TAGGER,
        *_all(Column(key="evidence", header="Preuve",
                     help="mots qui ont décidé, en caractères du même texte que début et fin", write=_spans)),
    ),
    "figures": (
        *_ARTICLE,
        *_COMMENT,
        *_all(("figure_id", "Chiffre", "identifiant du chiffre")),
        *_SPAN,
        *_all(
            ("text", "Texte", "le chiffre tel qu’il est écrit"),
            Column(key="low", header="Valeur", write=_figure,
                   help="valeur, ou bas de la fourchette ; une date : le nombre AAAAMMJJ, 00 pour ce qui manque "
                        "(csv, xlsx : AAAA-MM-JJ, vide sans année)"),
            Column(key="high", header="Valeur haute", help="haut de la fourchette, sinon la même valeur",
                   write=_figure),
            ("unit", "Unité", "unité"),
            Column(key="kind", header="Nature", help="effectif, somme, pourcentage…", write=_word(FIGURE_KINDS)),
            Column(key="comparator", header="Comparateur", help="environ, plus de, moins de, entre",
                   write=_word(COMPARATORS)),
            ("counts", "Ce qui est compté", "le nom compté"),
            ("said_by", "Dit par", "à qui le texte attribue le chiffre"),
        ),
        *_TAGGER,
        *_CONTEXT,
    ),
    "quotes": (
        *_ARTICLE,
        *_COMMENT,
        *_all(("quote_id", "Citation", "identifiant de la citation")),
        *_SPAN,
        *_all(
            ("text", "Texte", "paroles rapportées, sans les guillemets"),
            ("speaker", "Locuteur", "à qui le texte les attribue"),
            Column(key="actor", header="Acteur", help="acteur de la veille reconnu", write=_actor),
            ("cue", "Verbe", "mots qui introduisent la citation"),
            Column(key="kind", header="Nature", help="directe, partielle, indirecte, « selon », entretien",
                   write=_word(QUOTE_KINDS)),
            Column(key="attitude", header="Attitude", help="ce que le verbe laisse penser du journaliste",
                   write=_word(ATTITUDES)),
        ),
        *_TAGGER,
        *_CONTEXT,
    ),
}  # fmt: skip


def columns_page() -> str:
    """The tables of `docs/export.md`, one a kind."""
    parts = []
    for kind, columns in COLUMNS.items():
        lines = [f"| `{one.key}` | {one.header} | {one.help} |" for one in columns]
        parts.append("\n".join([f"## {kind}", "", "| jsonl | csv, xlsx | contenu |", "|---|---|---|", *lines]))
    return "\n\n".join(parts) + "\n"
