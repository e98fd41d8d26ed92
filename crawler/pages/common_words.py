"""Capitalised words of sites and of the news that no person is called, folded."""

# A name never begins with one of these.
NOT_FIRST = frozenset({
    "a", "and", "apres", "au", "aux", "avant", "avec", "by", "car", "ce", "ces", "cet", "cette", "chez",
    "combien", "comment", "contre", "dans", "depuis", "des", "donc", "elle", "elles", "en", "entre", "et", "for",
    "from", "il", "ils", "in", "je", "la", "le", "les", "leur", "leurs", "ma", "mais", "mes", "moins", "mon",
    "ne", "ni", "nos", "notre", "nous", "of", "on", "or", "ou", "par", "pas", "plus", "pour", "pourquoi", "quand",
    "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "sa", "saint-", "sans", "selon", "ses", "si",
    "son", "sous", "sur", "the", "tous", "tout", "toute", "toutes", "tu", "un", "une", "vers", "vos", "votre",
    "vous",
})  # fmt: skip
# A name never holds one of these: buttons and menus, then the subjects and institutions of the news.
NOT_IN_NAMES = frozenset({
    "abonne", "abonnement", "abonnes", "accueil", "actualite", "actualites", "actus", "agenda", "analyse",
    "annonces", "archives", "article", "articles", "assemblee", "association", "assurance", "autorite", "bluesky",
    "budget", "caisse", "categorie", "categories", "centre", "commentaire", "commentaires", "commenter",
    "commission", "comptes", "confidentialite", "connexion", "conseil", "constitutionnel", "contact",
    "convention", "copier", "cour", "courriel", "culture", "deconventionnement", "decryptage", "departement",
    "departemental", "desert", "deserts", "direct", "dossier", "dossiers", "economie", "ecouter", "editorial",
    "email", "enquete", "enregistrer", "entretien", "envoyer", "etat", "etiquette", "etiquettes", "europeenne",
    "exclusif", "exercice", "facebook", "federation", "generaliste", "generalistes", "gouvernement", "haute",
    "hopital", "hopitaux", "hospitalier", "imprimer", "inscription", "instagram", "installation", "international",
    "interview", "legales", "libelles", "liberal", "liberaux", "lien", "linkedin", "lire", "locale", "mairie",
    "maison", "maladie", "medecin", "medecine", "medecins", "medical", "medicale", "medicaux", "mentions", "menu",
    "messenger", "ministere", "moderateur", "moderatrice", "national", "nationale", "newsletter", "newsletters",
    "opinion", "ordre", "partager", "partagez", "photo", "photos", "plfss", "podcast", "podcasts", "politique",
    "prefecture", "primaire", "proces", "publicite", "publie", "publiee", "reactions", "reagir", "recherche",
    "rechercher", "region", "regional", "repondre", "reportage", "republique", "rubrique", "rubriques", "sante",
    "science", "sciences", "secteur", "securite", "senat", "signaler", "sociale", "societe", "sport", "sports",
    "suivre", "syndicat", "syndicats", "tag", "tags", "telegram", "tribune", "twitter", "union", "video",
    "videos", "vie", "voir", "whatsapp", "youtube",
})  # fmt: skip
