"""Invented phrases with the forms that readers give them; the first half was used to choose constants."""

from collections.abc import Sequence

FRAMES = (
    "Et maintenant {phrase}, on aura tout vu.", "Je découvre {phrase} ce matin et je suis atterré.",
    "Quelqu’un peut m’expliquer {phrase} ?", "Non à {phrase} !", "{phrase} : qui va payer ?",
    "Mon confrère m’a parlé de {phrase} hier soir.", "Avec {phrase}, les jeunes partiront encore plus vite.",
    "On se moque de nous avec {phrase}…", "Tout le monde parle de {phrase} mais personne ne l’a lu.",
    "Le ministre a sorti {phrase} de son chapeau.",
)  # fmt: skip
# One line a phrase: its forms, the first being the one that most people write.
PHRASES: Sequence[tuple[str, ...]] = (
    ("la prime de boomerang", "la prime de boomerang", "les primes de boomerang", "la prime de Boomerang"),
    ("le carnet de garde obligatoire", "le carnet de garde obligatoire", "les carnets de garde obligatoires"),
    ("la taxe sur les salles d’attente", "une taxe sur les salles d’attente", "la taxe sur les salles d'attente"),
    ("le bouclier conventionnel", "le bouclier conventionnel", "LE BOUCLIER CONVENTIONNEL"),
    ("le médaillon vert", "le médaillon vert", "un medaillon vert", "les médaillons verts"),
    ("la charte des cabinets ouverts", "la charte des cabinets ouverts", "cette charte des cabinets ouverts"),
    ("le loto des gardes", "le loto des gardes", "leur loto des gardes", "le loto des gardes"),
    ("la brigade des remplaçants", "une brigade de remplaçants", "la brigade des remplacants"),
    ("le péage sanitaire", "le péage sanitaire", "un péage sanitaire", "le peage sanitaire"),
    ("l’ordonnance à points", "l’ordonnance à points", "l'ordonnance à points", "une ordonnance à points"),
    ("la vignette du vendredi", "la vignette du vendredi", "cette vignette du vendredi"),
    ("le tarif plancher mobile", "le tarif plancher mobile", "un tarif plancher mobile"),
    ("la sonnette d’alarme des internes", "la sonnette d’alarme des internes", "une sonnette d’alarme des internes"),
    ("le registre des absents", "le registre des absents", "ce registre des absents", "LE REGISTRE DES ABSENTS"),
    ("la clause du grand-père", "la clause du grand-père", "une clause du grand-père"),
    # Held out.
    ("le couloir de la honte", "le couloir de la honte", "ce couloir de la honte", "LE COULOIR DE LA HONTE"),
    ("la cagnotte des confrères", "une cagnotte de confrères", "la cagnotte des confreres"),
    ("le permis de prescrire", "le permis de prescrire", "un permis de prescrire", "leur permis de prescrire"),
    ("la mission tilleul", "la mission tilleul", "cette mission Tilleul", "la mission Tilleul"),
    ("l’accord des six villes", "l’accord des six villes", "l'accord des six villes", "cet accord des six villes"),
    ("le quota de lundis", "le quota de lundis", "des quotas de lundis", "un quota de lundis"),
    ("la médecine de guichet", "la médecine de guichet", "une médecine de guichet", "la medecine de guichet"),
    ("le plan parachute", "le plan parachute", "un plan parachute", "LE PLAN PARACHUTE"),
    ("les tables rondes fantômes", "les tables rondes fantômes", "ces tables rondes fantômes"),
    ("le badge orange", "le badge orange", "un badge orange", "les badges oranges"),
    ("la rustine de décembre", "la rustine de décembre", "cette rustine de décembre", "une rustine de decembre"),
    ("le serment de papier", "le serment de papier", "un serment de papier"),
    ("la file des oubliés", "la file des oubliés", "cette file des oubliés", "la file des oublies"),
    ("le chèque stéthoscope", "le chèque stéthoscope", "un cheque stethoscope", "les chèques stéthoscopes"),
    ("la convention fantoche", "la convention fantoche", "une convention fantoche", "LA CONVENTION FANTOCHE"),
)  # fmt: skip
N_DEV = 15
