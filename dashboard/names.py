"""French words for what the database says in slugs, and back for addresses."""

from collections.abc import Mapping

from store.verdicts import Voice
from store.watch import Watch

STANCES: Mapping[str, str] = {"against": "contre", "favour": "pour", "neutral": "neutre", "unclear": "indéterminé"}
# A shape beside each colour: nothing is said by colour alone.
STANCE_SHAPES: Mapping[str, str] = {"favour": "▲", "neutral": "●", "unclear": "○", "against": "▼"}
STANCE_WORDS: Mapping[str, str] = {
    "favour": "pour", "neutral": "neutre", "unclear": "indetermine", "against": "contre",
}  # fmt: skip
SENTIMENTS: Mapping[str, str] = {"negative": "ton négatif", "neutral": "ton neutre", "positive": "ton positif"}
USES: Mapping[str, str] = {"asserts": "soutenu", "refutes": "réfuté", "reports": "rapporté"}
USE_WORDS: Mapping[str, str] = {"asserts": "soutenu", "refutes": "refute", "reports": "rapporte"}
VOICE_TITLES: Mapping[Voice, str] = {
    "reader": "Les lecteurs", "press": "La presse, dans ses propres mots", "speaker": "Les personnes citées",
}  # fmt: skip
VOICE_WORDS: Mapping[Voice, str] = {"reader": "lecteurs", "press": "presse", "speaker": "cites"}
UNITS: Mapping[Voice, tuple[str, str]] = {
    "reader": ("commentaire", "commentaires"),
    "press": ("article", "articles"),
    "speaker": ("personne citée", "personnes citées"),
}
OF_UNITS: Mapping[Voice, str] = {
    "reader": "de commentaires", "press": "d’articles", "speaker": "de personnes citées",
}  # fmt: skip
TOPIC_RULES: Mapping[Voice, str] = {
    "reader": "un commentaire compte une fois",
    "press": "un article compte une fois, sans les propos qu’il cite",
    "speaker": "une personne citée compte une fois par article",
}
UNIT_RULES: Mapping[Voice, str] = {
    "reader": "un commentaire compte une fois par cible",
    "press": "un article compte une fois par cible, sans les propos qu’il cite",
    "speaker": "une personne citée compte une fois par article et par cible",
}
AUDIENCES: Mapping[str, str] = {
    "medecins": "Presse des médecins", "grand-public": "Presse grand public",
    "local": "Presse locale", "politique": "Presse politique",
}  # fmt: skip
VIA_WORDS: Mapping[str, str] = {
    "local": "cette machine", "proxy": "serveur mandataire", "oidc": "fournisseur d’identité", "command": "commande",
}  # fmt: skip
PAYWALLS: Mapping[str, str] = {"partial": "extrait seulement", "blocked": "texte réservé aux abonnés"}
KINDS: Mapping[str, str] = {
    "title": "titre", "standfirst": "chapô", "question": "question", "answer": "réponse d’entretien",
    "paragraph": "paragraphe", "pull-quote": "exergue", "heading": "intertitre", "caption": "légende",
    "list-item": "élément de liste", "poll": "sondage", "comment": "commentaire", "reply": "réponse de lecteur",
}  # fmt: skip
LAYERS: Mapping[str, str] = {
    "stance": "positions, dans des fils entiers",
    "stance-press": "positions de la presse, dans ses propres mots",
    "stance-speaker": "positions des personnes citées",
    "stance-trial": "positions, sur phrases d’essai",
    "sentiment": "ton", "argument": "arguments", "relevance": "pertinence",
    "quotes": "citations", "figures": "chiffres", "actors": "acteurs", "message": "nos messages",
}  # fmt: skip
# What a measured score speaks of, beside stances, targets and arguments.
MEASURED: Mapping[str, str] = {
    "yes": "dans le débat", "no": "hors du débat",
    "count": "effectif", "money": "somme", "percent": "pourcentage", "fraction": "fraction", "date": "date",
    "duration": "durée", "age": "âge", "rate": "rythme", "law-ref": "texte de loi",
    "speaker": "locuteur, parmi les citations trouvées", "kind": "sorte, parmi ce qui est trouvé",
    "attitude": "attitude du verbe, parmi les citations trouvées", "unit": "unité, parmi les chiffres trouvés",
    "value": "valeur, parmi les chiffres trouvés",
    "comparator": "comparateur, parmi les chiffres trouvés", "silence": "silence, quand il n’y a rien à trouver",
    "cue": "verbe introducteur, parmi les citations trouvées",
}  # fmt: skip
QUOTE_KINDS: Mapping[str, str] = {
    "direct": "citation directe", "partial": "citation partielle", "indirect": "discours indirect",
    "according-to": "« selon »", "interview": "entretien",
}  # fmt: skip
ATTITUDES: Mapping[str, str] = {
    "neutral": "", "endorsing": "le journaliste approuve", "doubting": "le journaliste doute",
    "conceding": "le journaliste concède",
}  # fmt: skip
RUN_STATUSES: Mapping[str, str] = {
    "running": "en cours", "done": "réussie", "partial": "en partie", "failed": "échouée", "interrupted": "interrompue",
}  # fmt: skip
STEPS: Mapping[str, str] = {
    "crawl": "Collecte", "health": "Santé des sources", "inbox": "Demandes", "tag": "Analyse",
    "stories": "Reprises", "counts": "Comptes", "messages": "Nos messages",
    "novelty": "Nouveautés", "sample": "Tirage à vérifier",
    "alerts": "Alertes", "brief": "Revue de presse", "mail": "Envois",
    "retention": "Conservation", "backup": "Sauvegarde",
}  # fmt: skip
COMMANDS: Mapping[str, str] = {
    "nightly": "nuit", "crawl": "collecte", "work": "demandes", "tag": "analyse", "demo": "démonstration",
    "add": "ajout", "purge": "purge",
}  # fmt: skip


def name_target(watch: Watch, slug: str) -> str:
    """The French name of a target; its slug when the watch no longer has it."""
    target = watch.target(slug)
    return target.name if target else slug


def name_argument(watch: Watch, slug: str) -> str:
    """The French name of an argument; its slug when the watch no longer has it."""
    argument = watch.argument(slug)
    return argument.name if argument else slug


def name_actor(watch: Watch, slug: str | None) -> str | None:
    """The French name of an actor, or `None`."""
    actor = watch.actor(slug) if slug else None
    return actor.name if actor else None


def slug_of(words: Mapping[str, str], word: str) -> str:
    """The slug behind a word of an address, '' for an unknown word."""
    return next((slug for slug, known in words.items() if known == word), "")
