"""« Données personnelles » : que garde-t-on, de qui, pourquoi, combien de temps, et que peut demander une personne ?"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from dashboard.french import NO_BREAK, counted, long_day, number
from dashboard.markup import escape, heading, join, notice, paragraph, show, table
from dashboard.screen import Screen
from store.database import Row
from store.queries.personal import count_held
from store.retention_settings import Retention
from store.us import Us

_YEAR = 365
_COMMAND = re.compile(r"(vigie [a-z]+(?: (?:--?[a-z]*|[A-Z]+)(?![^ ,]))*)")
_RIGHTS = (
    ("Effacer un article, un commentaire", "vigie forget --url ADRESSE, vigie forget --comment LIEN"),
    ("Effacer tout ce qu’un lecteur a écrit, et refuser la suite", "vigie forget --author -"),
    ("S’opposer avant toute collecte", "vigie forget --author - --objection"),
    ("Savoir ce qui est gardé", "vigie search, vigie export, par le lien du commentaire que la personne donne"),
    ("Faire corriger", "le texte suit le site ; une étiquette se corrige dans « Lire »"),
)
_LAWYER = (
    "La base légale, avec la mise en balance écrite, et l’exception de l’article 9 du RGPD qui vaut pour des opinions "
    "et pour la santé.",
    "La nécessité d’une analyse d’impact (article 35).",
    "L’information des personnes (article 14) : une page publique suffit-elle, et où ?",
    "Les durées ci-dessus, fournies par le logiciel : sont-elles justifiées ?",
    "Le droit d’auteur, le droit voisin de la presse et les conditions des sites.",
    "La qualité du syndicat : responsable seul, ou conjoint avec qui reçoit les exports.",
    "Si les comptes sans texte et les empreintes d’opposition relèvent encore du RGPD.",
)


def show_view(screen: Screen) -> None:
    """Draws the page, from the watch and from what the database holds this minute."""
    held = count_held(screen.db)
    show(heading(1, "Données personnelles"))
    show(paragraph("Ce que cette installation garde de personnes, et ce qu’une personne peut demander.", "quiet"))
    _show_held(held)
    _show_why()
    _show_durations(screen.watch.retention)
    _show_rights(held)
    _show_contacts(screen.watch.us)
    _show_open_questions()


def _show_held(held: Row) -> None:
    show(heading(2, "Ce qui est gardé", test_id="gardees"))
    lines = [
        ["Lecteurs qui commentent", counted(held["n_comments"], "texte", "textes"),
         "le texte publié, où les noms d’autres lecteurs sont masqués ; le jour et l’heure, le rôle parmi neuf, la "
         f"position affichée, les votes, une empreinte ({counted(held['n_readers'], 'auteur', 'auteurs')})",
         "nom ou pseudonyme, photographie, profil, points, badge, adresse"],
        ["Journalistes et personnes citées", f"{counted(held['n_articles'], 'article', 'articles')}, "
         f"{counted(held['n_people'], 'nom cité', 'noms cités')}", "la signature et les propos, tels que publiés", "—"],
        ["Acteurs de la vie publique", "ceux de la veille", "nom, fonction, propos publiés", "la vie privée"],
        ["Équipe", "corrections, demandes, visites", "le nom donné au tableau de bord", "—"],
    ]  # fmt: skip
    show(table("Personnes et données", ["De qui", "Combien", "Gardé", "Jamais gardé"], lines, n_text_columns=4))
    oldest = held["oldest_on"]
    told = f" Le plus ancien commentaire gardé est du {long_day(date.fromisoformat(oldest))}." if oldest else ""
    show(
        paragraph(
            "L’empreinte est faite avec une clé gardée hors de la base : elle dit que deux commentaires ont le même "
            f"auteur, jamais qui il est. C’est une pseudonymisation, non un anonymat.{told}"
        )
    )


def _show_why() -> None:
    show(heading(2, "Pourquoi", test_id="pourquoi"))
    show(
        paragraph(
            "Compter qui prend quel parti dans un débat public, avec quels arguments et quels chiffres, et montrer les "
            "phrases derrière chaque nombre. Sont exclus : établir le profil d’un lecteur, le reconnaître d’un site à "
            "l’autre, lui répondre, démarcher, republier ses propos."
        )
    )


def _show_durations(keep: Retention) -> None:
    after = "ses comptes restent, sans texte" if keep.keep_counts else "ses comptes aussi"
    lines = [
        ["Texte d’un commentaire", _duration(keep.keep_comments_days), f"effacé ; {after}"],
        ["Texte d’un article", _duration(keep.keep_articles_days), f"effacé ; {after}"],
        ["Pages et fichiers déposés", _duration(keep.keep_clips_days), "supprimés dès leur lecture, au plus tard là"],
        ["Travaux, échecs, visites", _duration(keep.keep_runs_days), "effacés"],
        ["Mémoire des adresses lues", _duration(keep.keep_fetches_days), "effacée"],
        ["Copies de la base", _duration(keep.keep_backups_days), "supprimées, sauf la plus récente"],
        ["Commentaire retiré par son site", "lecture suivante", "texte effacé"],
    ]  # fmt: skip
    show(heading(2, "Combien de temps", test_id="durees"))
    show(table("Durées, appliquées chaque nuit", ["Quoi", "Durée", "Ensuite"], lines, n_text_columns=3))
    show(paragraph("Elles sont écrites dans « [retention] » de watch.toml.", "quiet"))


def _show_rights(held: Row) -> None:
    show(heading(2, "Ce qu’une personne peut demander", test_id="droits"))
    lines = [[right, _mark_commands(how)] for right, how in _RIGHTS]
    show(table("Droits, et la commande qui répond", ["Droit", "Comment"], lines, n_text_columns=2))
    show(
        paragraph(
            "Un effacement retire textes, étiquettes, citations, comptes et lignes de journal, réécrit la base, et "
            f"laisse des empreintes illisibles qui empêchent le retour{NO_BREAK}: {number(held['n_refused'])} ici. "
            "Restent à la main les copies gardées ailleurs, les exports et les revues déjà envoyés. "
            "Répondre sous un mois."
        )
    )


def _mark_commands(how: str) -> Markup:
    pieces = _COMMAND.split(how)  # commands at odd places
    pieces[1::2] = [Markup("<code>{}</code>").format(command) for command in pieces[1::2]]
    return join([escape(piece) for piece in pieces])


def _show_contacts(us: Us) -> None:
    show(heading(2, "À qui écrire", test_id="contacts"))
    lines = [["Responsable du traitement", us.name], ["Pour les sites que nous lisons", us.contact or "à compléter"]]
    lines.insert(1, ["Pour exercer un droit", us.privacy_contact or us.contact or "à compléter"])
    show(table("Contacts", ["Qui", "Où"], lines, n_text_columns=2))
    if not (us.privacy_contact or us.contact):
        sentence = "Personne à qui écrire n’est indiqué : complétez « privacy_contact » dans « [us] » de watch.toml."
        show(notice(sentence, css="warning", test_id="sans-contact"))
    show(paragraph("Toute personne peut aussi saisir la CNIL (cnil.fr).", "quiet"))


def _show_open_questions() -> None:
    show(heading(2, "Ce qu’un juriste doit encore décider", test_id="juriste"))
    show(Markup('<ol data-testid="questions">{}</ol>').format(_items(_LAWYER)))
    show(
        paragraph(
            "Le registre des traitements à compléter et à signer est « docs/registre.md » du logiciel. Cette page "
            "n’est pas un avis juridique.",
            "quiet",
        )
    )


def _items(sentences: Sequence[Any]) -> Markup:
    return join([Markup("<li>{}</li>").format(escape(one)) for one in sentences])


def _duration(days: int) -> str:
    """« 3 ans (1 095 jours) », or days alone where they make no whole number of years."""
    told = counted(days, "jour", "jours")
    return f"{counted(days // _YEAR, 'an', 'ans')} ({told})" if days >= _YEAR and days % _YEAR == 0 else told
