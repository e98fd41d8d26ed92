"""The words that sites print around articles; patterns are written over folded text (`store.fold.fold_words`)."""

import re

from crawler.pages.votes import IN_WORDS


def _lines(*choices: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(choices)})\s*[:>»›+]*")


# Whole lines that belong to the site, wherever they stand.
INTERFACE = _lines(
    r"partage[rz]?(?: (?:sur|par|cet|l'article|cette|via) ?.*)?",
    r"partages?",
    r"\d+ partages?",
    r"share(?: .*)?",
    r"facebook",
    r"twitter",
    r"x",
    r"linkedin",
    r"whatsapp",
    r"bluesky",
    r"mastodon",
    r"telegram",
    r"messenger",
    r"threads",
    r"instagram",
    r"youtube",
    r"tiktok",
    r"e-?mail",
    r"courriel",
    r"mail",
    r"copier(?: le lien)?",
    r"lien copie.*",
    r"imprimer(?: l'article)?",
    r"enregistrer",
    r"sauvegarder",
    r"envoyer(?: par e?-?mail)?",
    r"commenter",
    r"reagir",
    r"(?:ajouter|retirer) (?:a|de|aux) .{0,30}",
    r"mes favoris",
    r"offrir(?: cet article| l'article)?",
    r"google news",
    r"(?:ecouter|lire)(?: cet article| l'article)?(?: plus tard)?(?: en audio)?",
    r"version audio",
    r"suivre(?: (?:le sujet|la discussion|le direct|ce sujet|cet auteur|l'auteur|nous|sur|@).{0,25})?",
    r"s'abonner(?: .{0,30})?",
    r"abonnez-vous(?: .{0,25})?",
    r"je m'abonne.*",
    r"se connecter",
    r"s'identifier",
    r"connexion",
    r"deconnexion",
    r"s'inscrire",
    r"inscription",
    r"mon compte",
    r"mon espace",
    r"menu(?: principal)?",
    r"(?:ouvrir|fermer)(?: (?:le|la|les|ce|cette)? ?(?:menu|fenetre|recherche|popup|bandeau|message|panneau).{0,15})?",
    r"rechercher?.{0,15}",
    r"accueil",
    r"home",
    r"aller au (?:contenu|menu|pied).{0,20}",
    r"passer au contenu.*",
    r"retour(?:ner)?(?: (?:(?:a|au|aux|vers|en)(?: la| l'| le)? ?)?(?:accueil|haut|liste|sommaire|articles?|page|menu|"
    r"actualites?|une|site|recherche|dossier|rubrique|index|forum|toutes).{0,20})?",
    r"haut de page",
    r"publicite",
    r"annonces?",
    r"sponsorise",
    r"newsletters?(?: .{0,30})?",
    r"le journal",
    r"kiosque",
    r"a\+ ?a?-?",
    r"taille du texte",
    r"telecharger(?: .{0,60})?",
    r"pdf",
    r"lecture zen",
    r"mode (?:sombre|clair|zen)",
    r"temps de lecture.*",
    r"lecture\s*:?\s*\d+.*",
    r"\d+ ?min(?:utes?)?\.?(?: de lecture)?",
    r"publi-?redactionnel",
    r"toutes les rubriques",
    r"(?:ce contenu|cet article|cette entree) a ete publiee? .{0,80}",
    r"publie dans .{0,60}",
    r"lire plus(?: tard)?",
    r"voir plus",
    r"afficher plus",
    r"plus d'options",
    r"vignette",
    r"image",
    r"photo",
    r"diaporama",
    r"\d{1,6}",
    r"precedent",
    r"suivant",
    r"voir tout",
    r"tout voir",
    r"alerter",
    r"signaler.{0,25}",
    r"(?:article |contenu )?(?:reserve|exclusif).{0,12}(?:abonnes?|inscrits?|membres?|soignants?|"
    r"professionnels?).{0,20}",
    r"abonnes?",
    r"premium",
)
CONSENT = re.compile(
    r"(?:tout |j'|je )?(?:accepter?|refuser?)(?: (?:et|tout|les|tous).{0,40})?|continuer sans accepter.*|"
    r"parametre[rz].{0,30}|"
    r"personnaliser.{0,30}|gerer (?:mes|les|vos) .{0,30}|(?:politique|gestion|preferences).{0,15}(?:cookies|"
    r"confidentialite)|"
    r"en savoir plus|ok|.{0,200}(?:nos|les|des|de|ces) (?:\d+ )?(?:cookies|traceurs)\b.{0,400}|.{0,60}votre vie "
    r"privee.{0,200}"
)
PROMOTION = re.compile(
    r"(?:\W*(?:(?:a )?(?:lire|relire|voir|revoir|ecouter|decouvrir|consulter)(?: aussi| egalement| encore| notre "
    r".{0,25})|"
    r"(?:voir|lire|sur le|dans le|notre) (?:notre )?(?:dossier|article|meme sujet)|a lire|lire|pour aller plus "
    r"loin|notre dossier)\s*[:>»›].*)|"
    r"(?:\W*(?:lire aussi|a lire aussi|lire egalement|a lire egalement|voir aussi|a voir aussi|a ecouter aussi|"
    r"lire notre)\b.*)|"
    r"(?:(?:pour )?(?:ne (?:rien )?(?:rater|manquer)|inscri(?:vez-vous|s-toi)|abonn(?:ez-vous|e-toi)|recevez|"
    r"retrouvez|suivez|telechargez|rejoignez)"
    r".{0,140}(?:newsletters?|lettre (?:d'information|hebdo|quotidienne)|infolettre|whatsapp|facebook|google|"
    r"reseaux|application|appli|chaine|mail|canal)\b.{0,60})|"
    r"(?:(?:connectez|identifiez|inscrivez)-vous (?:pour|afin de) (?:reagir|commenter|participer|repondre|voter)"
    r".{0,60})|"
    r"(?:recevez (?:chaque (?:matin|soir|jour|semaine)|tous les (?:matins|soirs|jours)) .{0,140})|"
    r"(?:votre (?:adresse )?e-?mail.{0,80})|(?:(?:cet|votre) article vous .{0,60})|(?:soutenez .{0,80})"
)
PROMOTION_ALONE = re.compile(
    r"\W*(?:a )?(?:lire|voir|relire|ecouter)(?: aussi| egalement| encore)\W*|\W*(?:notre dossier|pour aller plus "
    r"loin)\W*"
)
RELATED_LIST = re.compile(
    r"(?:(?:(?:nos|les) )?autres (?:articles|breves|depeches|actus|actualites|infos|sujets)|"
    r"sur le meme (?:sujet|theme)|dans la meme (?:rubrique|categorie)|a (?:lire|decouvrir|voir) (?:aussi|"
    r"egalement|encore)|"
    r"articles? (?:lies?|similaires?|associes?|connexes?|recommandes?)|nos autres articles|vous aimerez(?: aussi)?|"
    r"recommandes? pour vous|contenus? (?:lies?|similaires?|sponsorises?)|en lien avec cet article|"
    r"ces articles (?:peuvent|pourraient|devraient) .{0,30}|plus d'articles.{0,30}|liens? utiles?)\s*:?"
)
END_OF_PAGE = re.compile(
    r"(?:la selection de (?:la redaction|l'editeur|nos .{0,20})|(?:les )?(?:articles )?(?:les )?plus (?:lus|"
    r"commentes|partages|consultes|recents|populaires).{0,20}|"
    r"(?:les|nos) derni(?:ers|eres) (?:articles|actus|actualites|infos|news|publications|"
    r"communiques|billets|numeros|depeches).{0,20}|articles? "
    r"(?:recents?|precedents?|suivants?).{0,40}|"
    r"l'actu(?:alite)? en continu|(?:le )?fil (?:info|actu).{0,10}|ailleurs sur le web|mentions legales.{0,80}|"
    r"plan du site|"
    r"conditions generales.{0,40}|qui sommes-nous.{0,40}|nous contacter|contactez-nous|cgu|cgv|tous droits "
    r"(?:reserves|de reproduction).{0,140}|"
    r"(?:©|copyright|\(c\)).{0,100}|.{0,60}tous droits reserves.{0,30}|suivez-nous.{0,60}|nos (?:autres )?sites|"
    r"nos partenaires|votre avis nous interesse|"
    r"most (?:read|popular|viewed|shared)|related (?:articles|stories|content)|recommended for you|you may also like|"
    r"sujets? associes?|thematiques? associees?|navigation (?:de l'article|des articles)|charte (?:de|des) "
    r".{0,40}|accessibilite ?:.{0,40})"
)
END_OF_COMMENTS = re.compile(
    r"(?:(?:laisser|ajouter|ecrire|poster|deposer|publier) (?:un|votre|mon) (?:commentaire|avis|message|"
    r"reponse).{0,30}|annuler la reponse|"
    r"votre adresse (?:e-?mail|de messagerie).{0,90}|les champs obligatoires.{0,60}|(?:charger|voir|afficher) "
    r"(?:plus|tous|les|d'autres|la suite).{0,60}|"
    r"(?:vous devez|il faut) (?:etre|vous).{0,60}(?:connecte|identifie|inscrit|commenter|abonne).{0,60}|"
    r"connectez-vous.{0,60}|"
    r"(?:pour|afin de) commenter.{0,80}|participe[rz] (?:au|a la) (?:debat|discussion).{0,20}|(?:les "
    r")?commentaires sont fermes.{0,20}|"
    r"ce site utilise akismet.*|flux rss.{0,40}|page \d+ (?:sur|/) \d+|moderation.{0,40})"
)
_COUNT = r"(?P<count{}>\d{{1,3}}(?:[ .]?\d{{3}})?)"
COMMENTS_TITLE = re.compile(
    rf"(?:tous |toutes )?(?:les |vos |nos |l'espace )?(?:commentaires?|reactions?|avis|discussions?)(?: des "
    rf"(?:lecteurs|internautes|abonnes))?"
    rf"(?:\s*\(?\s*{_COUNT.format(1)}\s*\)?)?\s*:?|"
    rf"{_COUNT.format(2)} (?:commentaires?|comments?|kommentare?|replies|responses?|thoughts?|reactions?|"
    rf"reponses?|reflexions?|avis|messages?)(?: (?:a|sur|to|on|de|pour|au|zu) .{{0,220}}| postes?| publies?)?\s*:?|"
    r"(?:un|une seule) (?:commentaire|reaction|reponse|reflexion|pensee)(?: (?:a|sur|au) .{0,220})?|"
    rf"{IN_WORDS} (?:commentaires?|reactions?|reponses?|reflexions?|pensees?)|"
    r"(?:vos|les|cote) (?:reactions?|commentaires?)|\d+ debatteurs? en ligne.*|debat(?:tez)?|espace commentaires?|"
    r"(?:rejoignez|participez a|rejoindre) la (?:discussion|conversation)|trier (?:par|les).{0,60}|(?:les "
    r")?(?:plus|moins|mieux) (?:recents?|anciens?|pertinents?|utiles?|notes|populaires)|recents|anciens|pertinents"
)
ANSWER_WORDS = frozenset({
    "oui", "non", "pour", "contre", "neutre", "d'accord", "favorable", "defavorable", "abstention", "pas d'accord",
    "plutot oui", "plutot non", "sans avis", "ne se prononce pas", "je ne sais pas", "tout a fait d'accord",
    "pas du tout", "sans opinion", "nsp", "plutot d'accord", "plutot pas d'accord", "mitige", "partage",
})  # fmt: skip
CUT_TEXT = re.compile(
    r"\s*(?:\.\.\.|…)?\s*(?:Lire (?:plus|la suite)|Voir plus|En voir plus|Afficher plus|Read more)\s*$"
)
POLL_SHARE = re.compile(r"(?:plutot )?(?:oui|non|pour|contre|d'accord|pas d'accord|sans avis) ?:? ?\d{1,3}(?:,\d)? ?%")
POLL_FURNITURE = re.compile(
    r"(?:je )?vote[rz]?(?: maintenant)?|\d[\d ]* (?:votes?|votants?|arguments?|participants?|reponses?)|"
    r"participer au debat|voir (?:le debat|les resultats)|"
    r"(?:donnez|donner) (?:votre|son) avis|sondage|le debat|debat|la question(?: du jour)?|\d{1,3} ?%|(?:oui|non|"
    r"pour|contre) ?:? ?\d{1,3} ?%|resultats?|argumenter"
)
COMMENT_ACTION = re.compile(
    r"(?:(?:[+-]?\d{1,5}\s+)?(?:repondre|reponse|reply|partager|share|signaler(?: un abus| ce message| ce "
    r"commentaire)?|alerter|j'aime(?: pas)?|je n'aime pas|aimer|like|utile|inutile|"
    r"recommander|d'accord|pas d'accord|citer|moderer|editer|modifier|supprimer|lire plus|lire la suite|voir "
    r"plus|voir la reponse|permalien|lien permanent|bravo|"
    r"masquer(?: les reponses)?|(?:voir|afficher) (?:les )?(?:\d+ )?(?:autres )?reponses?(?: de .*)?|\d+ "
    r"reponses?|soutenir|voter|repondre a (?:ce|cette) \w+|"
    r"repondre a [^.]{2,40}|(?:up|down)vote|merci|traduire|"
    r"haut(?: de page)?)\s*[·•|›>,/-]*\s*(?:\(?[+-]?\d{1,5}\)?)?\s*[·•|›>,/-]*\s*)+"
)
VOTES = re.compile(
    r"(?:j'aime|utile|like|recommander|votes?|bravo|"
    r"d'accord)?\s*:?\s*[(+▲👍]*\s*(?P<count>[+-]?\d{1,5})\s*\)?\s*(?:j'aime|votes?|likes?|personnes?.{0,40})?"
)
POINTS = re.compile(r"(?P<number>\d{1,3}(?:[ .]\d{3})*(?:,\d+)?|\d+(?:[.,]\d+)?) ?(?P<scale>k|m)? ?(?:points?|pts?)")
BADGE = re.compile(
    r"(?:debatteur|debatteuse|contributeur|contributrice|top|super|membre|abonnee?|expert|experte|fan|pilier|"
    r"grand|nouveau|nouvelle|verifie|"
    r"certifie|lecteur|lectrice|redacteur|modo|moderateur|moderatrice|moderator|auteur|equipe|staff|fidele|"
    r"habitue|premium|vip|or|argent|bronze)"
    r"(?: [a-z'-]+){0,4}|plume|incontournable|initiateur|initiatrice|partisane?|prolifique|opposante?|resistante?"
)
EDITED = re.compile(r"\(?(?:modifie|edite|message modifie|commentaire modifie)(?: le .{0,40}| il y a .{0,30})?\)?")
REPLY_MARK = re.compile(
    r"(?:↳|→|➤|>|@)?\s*(?:en reponse a|reponse a|repondre a|a repondu a|repond a|repondant a|in reply "
    r"to)\s*:?\s*@?(?P<name>.{1,50}?)\s*:?"
)
PAYWALL_CUT = re.compile(
    r"il vous reste .{0,20}(?:%|pour cent)|la suite (?:de cet article )?est reservee|(?:abonnez|inscrivez|"
    r"connectez|identifiez)-vous.{0,40}(?:lire la suite|acceder a|continuer|integralite)|"
    r"pour lire la suite.{0,60}|cet article est reserve|article reserve a nos abonnes|reserve(?:e|s)? (?:aux|a "
    r"nos) (?:abonnes?|inscrits?|membres)|"
    r"contenu reserve aux|creez (?:un|votre) compte.{0,40}(?:suite|lire|acceder)|deja abonne ?\?|debloque[rz] "
    r"(?:cet|l')article"
)
INTERVIEW = re.compile(
    r"propos recueillis|\bconversation avec\b|\brencontre avec\b|\binterview|^(?:grand )?entretien\b|"
    r"\bentretien (?:avec|croise|exclusif)\b|\bquestions a\b|se confie a|repond a nos questions|a repondu aux "
    r"questions|nous a accorde"
)
INTERVIEW_ENDS = re.compile(
    r"\(?(?:(?:propos|entretien) (?:recueillis?|realise)|recueilli|interview by|interview realisee).{0,160}"
)
NOT_SPEAKERS = re.compile(
    r"(?:a )?(?:lire|voir|ecouter|relire|decouvrir)\b.*|photos?\b.*|credits?\b.*|sources?\b.*|mots.cles|tags?|"
    r"note.*|attention|conclusion|consequences?|resultats?|exemple|bilan|"
    r"themes?|sujets?|etiquettes?|categories?|rubriques?|dossier|video|podcast|infographie|encadre|illustration|"
    r"publie.*|mise? a jour.*|"
    r"temps de lecture|par|auteurs?|date|contact|adresse|tel.*|www.*|https?|ndlr|n\.?d\.?l\.?r\.?|en resume|a "
    r"retenir|l'essentiel|rappel|pour rappel|direct|edit"
)
CAPTION = re.compile(
    r"(?:©|\(c\)|credits?\s*(?:photos?)?\s*:|photos?\s*:|photo d'illustration|image d'illustration|"
    r"illustration\b|\(?photo (?:by|par|d'archives)|legende\s*:|getty|adobe ?stock|istock|shutterstock).{0,180}"
)
TAG_TITLE = re.compile(
    r"(?:tags?|mots?.cles?|themes?|thematiques?|sujets?(?: associes?)?|etiquettes?|libelles?|dans (?:ce|cet) "
    r"(?:article|dossier)|classe dans|categories?)\s*:\s*(?P<tags>.+)|"
    r"(?:tags?|mots.cles|etiquettes|libelles|categories)\s+(?P<bare>[^.:!?]+)"
)
CATEGORIES = re.compile(r"(?:categories?|classe dans)\b.*")
FIRST_NAMES = frozenset({
    "adrien", "agnes", "alain", "albert", "alexandre", "alice", "amelie", "andre", "anne", "antoine", "arnaud",
    "aurelie", "bernard", "bertrand", "brigitte", "bruno", "camille", "caroline", "catherine", "cecile", "celine",
    "charlotte", "christian", "christine", "christophe", "claire", "claude", "clara", "corinne", "damien", "daniel",
    "david", "delphine", "denis", "didier", "dominique", "edouard", "elisabeth", "elise", "emilie", "emma",
    "emmanuel", "eric", "etienne", "fabien", "fabienne", "fabrice", "florence", "francois", "francoise", "franck",
    "frederic", "gabriel", "genevieve", "georges", "gerard", "gilles", "guillaume", "helene", "herve", "hugo",
    "isabelle", "jacques", "jean", "jerome", "joel", "julie", "julien", "karim", "laura", "laurence", "laurent",
    "lea", "louis", "luc", "lucas", "lucie", "marc", "marguerite", "marie", "marine", "marion", "martin", "mathieu",
    "matthieu", "michel", "mohamed", "monique", "muriel", "nathalie", "nicolas", "olivier", "pascal", "patrick",
    "paul", "philippe", "pierre", "quentin", "raphael", "raymond", "remi", "rene", "richard", "robert", "roger",
    "romain", "sandra", "sandrine", "sandy", "sarah", "sebastien", "serge", "simon", "sophie", "stephane",
    "stephanie", "sylvain", "sylvie", "thibault", "thierry", "thomas", "valentin", "valerie", "veronique", "victor",
    "vincent", "virginie", "xavier", "yannick", "yves", "yvon", "ines",
})  # fmt: skip
LONG_TAGS = (
    "Haute Autorité de santé",
    "Haute Autorité de Santé",
    "Conseil national de l'Ordre des médecins",
    "Conseil de l'Ordre",
    "Ordre des médecins",
    "Assemblée nationale",
    "Assurance Maladie",
    "Sécurité Sociale",
    "Conseil d'État",
    "Conseil d'Etat",
    "Cour des Comptes",
    "Conseil Constitutionnel",
    "La Revue du Praticien",
    "Grand Est",
    "Nouvelle Aquitaine",
    "Pays de la Loire",
    "Médecins Secteur 3",
    "Mon Soutien Psy",
    "Mon Espace Santé",
    "Santé Publique France",
    "Ministère de la Santé",
    "Union Européenne",
)
