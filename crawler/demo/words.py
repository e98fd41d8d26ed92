"""Word banks of the generated presses: sentences by stance, invented names, pieces of titles."""

# Commenters' names share no family name with journalists and doctors: finding one outside a page is a leak.
FIRST_NAMES = (
    "Zorbulon", "Kwixette", "Marmouflin", "Plouzibert", "Fragonelle", "Brizoul", "Tartignac", "Ouistelle",
    "Gribouldin", "Vlassépine", "Crotillon", "Hurlubrice", "Pistachou", "Mandibulle", "Zéphyrelle",
)  # fmt: skip
READER_NAMES = (
    "Quiche-Trapèze", "Moulacarpe", "Bouldegomme", "Chaudrelune", "Percefroc", "Tirebotille", "Gratouillac",
    "Souricelle-Plof", "Craquebiscotte", "Vireloque", "Mâchepaille", "Pincegrelot", "Trousselaine",
)  # fmt: skip
FAMILY_NAMES = (
    "Ventrefolle",
    "Aubrelac",
    "Sifflebois",
    "Courtemiche",
    "Belhorizon",
    "Tranchelard",
    "Pontmirel",
    "Rocancourt-Bise",
)
SITE_HEADS = ("Le Clairon", "L'Abeille", "La Vigie", "Le Réveil", "L'Écho", "Le Messager", "La Boussole", "Le Tocsin")
SITE_TAILS = ("de Morvelande", "des Trois-Vals", "de Brumesac", "du Haut-Plessac", "de Corbelune", "des Soignants")
TOWNS = ("Morvelande", "Brumesac", "Corbelune", "Saint-Orlu", "Plessac-le-Haut", "Vernouille", "Grandval-sur-Ource")
ROLES = (
    "Médecine générale",
    "Psychiatrie",
    "Cardiologie",
    "Pharmacie",
    "Infirmier",
    "Étudiant en médecine",
    None,
    None,
)
BADGES = ("Débatteur passionné", "Plume", None, None, None)
KICKERS = ("Accès aux soins", "Secteur 3", "Négociation", "Budget de la Sécu", "Exercice libéral", None)
TAGS = ("Déconventionnement", "Secteur 3", "Assurance maladie", "PLFSS", "Tarif d'autorité", "Déserts médicaux")
PLURAL_SUBJECT = "trois médecins de {town}"
SUBJECTS = (
    PLURAL_SUBJECT, "un généraliste de {town}", "la psychiatre du centre-ville de {town}",
    "le dernier cardiologue de {town}", "un cabinet entier de {town}", "une pédiatre installée à {town}",
)  # fmt: skip
# Each event with its plural.
EVENTS = (
    ("quitte la convention", "quittent la convention"),
    ("passe en secteur 3", "passent en secteur 3"),
    ("annonce son déconventionnement", "annoncent leur déconventionnement"),
    ("renonce au conventionnement", "renoncent au conventionnement"),
)
STANDFIRSTS = (
    "À {town}, la décision prend effet dans {n} semaines et {share} % des patients disent vouloir rester.",
    "La caisse assure que l'offre de soins ne faiblira pas à {town}, où {n} cabinets restent conventionnés.",
    "Les élus de {town} demandent une réunion, les patients comptent leurs factures.",
)
QUESTIONS = (
    "Pourquoi avoir choisi de partir ?", "Que répondez-vous aux patients qui ne peuvent pas suivre ?",
    "Le déremboursement des prescriptions vous ferait-il revenir ?", "Combien coûte désormais une consultation ?",
)  # fmt: skip
DEBATES = (
    "Faut-il rembourser les ordonnances des médecins du secteur 3 ?",
    "Comprenez-vous les médecins qui quittent la convention ?",
    "Faut-il relever le tarif d'autorité ?",
)
FACTS = (
    "À {town}, {n} médecins exercent désormais hors convention, contre {m} l'an dernier.",
    "La consultation y coûte {price} euros, dont quelques dizaines de centimes remboursés.",
    "Selon la caisse, {share} % des assurés du canton gardent un médecin traitant conventionné.",
    "Le conseil municipal de {town} s'est réuni {n} jours après l'annonce.",
    "La mesure, votée en commission, doit encore passer en séance publique.",
    "Dans la salle d'attente, une affiche annonce le nouveau tarif de {price} euros.",
    "Le syndicat local demande que les ordonnances restent remboursées.",
    "Un centre de santé de {n} salles pourrait ouvrir au printemps.",
    "Au guichet de la mairie, une liste de praticiens encore conventionnés circule depuis lundi.",
    "Les pharmaciens du canton disent recevoir chaque jour des ordonnances venues de plus loin.",
    "La caisse primaire rappelle que les soins prescrits restent pris en charge à ce jour.",
    "Dans les communes voisines, il faut compter {n} jours pour obtenir un rendez-vous.",
    "Une pétition lancée par des patients de {town} a recueilli plusieurs centaines de signatures.",
    "Le conseil de l'Ordre du département n'a pas souhaité commenter ce choix.",
    "Le loyer du cabinet, fixé par la commune, pourrait être revu à l'automne.",
)
QUOTES = (
    "« Je ne pars pas contre mes patients, je pars pour pouvoir les écouter », explique {who}.",
    "« On ne soigne pas un territoire avec des factures », répond {who}.",
    "« Si l'ordonnance n'est plus remboursée, mes malades iront ailleurs », prévient {who}.",
    "Pour {who}, la convention « ne paie plus le temps passé ».",
)
ANSWERS = (
    "Je voyais {n} patients par jour et je n'en écoutais aucun. J'ai préféré changer de cadre.",
    "Je garde des créneaux à tarif réduit, et {share} % de mes patients sont restés.",
    "Non. On ne fait pas revenir les gens en les menaçant.",
    "La consultation est à {price} euros, elle dure trente minutes.",
)
HEADINGS = ("Une salle d'attente partagée", "Ce que dit la caisse", "Et demain ?", "Le compte n'y est pas")
COMMENTS = {
    "Oui": (
        "Je comprends ce départ : la convention ne valorise plus l'écoute.",
        "Une ordonnance se juge sur le malade, pas sur le secteur du médecin. Remboursez-la !",
        "À {price} euros pour une demi-heure, je paie volontiers et je suis soigné.",
        "Cela fait {n} ans que j'attendais qu'un médecin ose partir.",
    ),
    "Non": (
        "Et ceux qui n'ont pas {price} euros, ils font comment ?",
        "La solidarité n'est pas un menu où l'on choisit ses plats. Qu'ils reviennent dans la convention.",
        "Chez moi, {n} cabinets ont fermé leur liste. Le secteur 3 n'arrange rien.",
        "Qu'on dérembourse leurs ordonnances, ils reviendront vite.",
    ),
    None: (
        "Quelqu'un connaît-il la date du vote ?",
        "J'ai lu {share} % dans l'article et {n} % ailleurs, qui a raison ?",
        "Mon médecin est parti, le suivant est à {n} kilomètres.",
        "Article bien court pour un sujet pareil.",
    ),
}
REPLIES = (
    "Vous oubliez les patients.", "Entièrement d'accord.", "D'où tenez-vous ce chiffre ?",
    "Cela dépend des communes : à {town}, c'est l'inverse.", "On en reparle dans {n} mois.",
)  # fmt: skip
CLASS_STEMS = ("zone", "bloc", "art", "cnt", "mod", "sec", "box", "col", "rub", "ui")
DATE_FORMATS = (
    "{d:02d}/{m:02d}/{y}", "{d1} {month} {y}", "{weekday} {d1} {month} {y}", "{d1} {month} {y} à {H}h{M:02d}",
    "{d:02d}/{m:02d}/{y} à {H:02d}:{M:02d}", "{d:02d}.{m:02d}.{y}", "{weekday} {d1} {month} {y}, {H} h {M:02d}",
)  # fmt: skip
TRACKERS = ("", "?utm_source=rss", "#xtor=RSS-12", "?at_medium=rss&at_campaign=une", "?fbclid=Zx81", "?M_BT=4471")
URL_PATTERNS = (
    "/{section}/{slug}", "/{year}/{month}/{slug}-{uid}.html", "/article/{uid}/{slug}", "/{slug}-{uid}.php",
    "/{section}/{year}/{month}/{day}/{slug}/",
)  # fmt: skip
FOLDER_PATTERN = "/{section}/{year}/{month}/{day}/{slug}/"
QUERY_PATTERN = "/lire?id={uid}"
