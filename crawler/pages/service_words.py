"""Lines of the site's own service, in French and in English; patterns are written over folded text."""

import re

SERVICE = re.compile(
    r"(?:"
    # Buttons and states of a page.
    r"cliquez (?:pour|ici|sur).{0,90}|actualiser|rafraichir|epingle|en direct|(?:j'aime )?chargement.{0,10}|"
    r"ouvre dans une nouvelle fenetre|ajoute[rz]? .{1,40} (?:a|dans|parmi) (?:vos|mes|ses) .{1,40}|"
    r"(?:plus|moins) d'infos?|voir (?:la )?version (?:complete|classique|bureau|web)|version imprimable|"
    r"blogthis!?|(?:donner|faire) un don.{0,30}|faites un don.{0,30}|se desabonner.{0,40}|se desinscrire.{0,40}|"
    r"gerer (?:mes|vos|les) (?:preferences|alertes|abonnements).{0,30}|je partage .{0,30}|je profite .{0,40}|"
    r"commencer l'essai.{0,30}|decouvrir (?:nos|les) offres.{0,20}|essayez .{0,40}|sans engagement|"
    r"le contenu de cette page.{0,60}|notre dossier(?: (?:sur|special|complet)\b.{0,60})?|"
    r"les (?:reactions|commentaires) (?:s'affichent|apparaissent|se chargent|sont charges).{0,60}|"
    r"contribuer|reutiliser ce contenu|voir les contributions|l'espace des (?:contributions|commentaires).{0,80}|"
    r"a (?:retrouver|reecouter) (?:dans|sur).{0,60}|"
    r"retrouvez (?:tous|toutes|l'ensemble|nos|notre|chaque|l'integralite)\b.{0,140}|"
    r"(?:1er|premier) mois (?:a|offert).{0,20}|commentaires? de l'article|"
    # The hour alone, as live pages print it above each entry.
    r"(?:a )?(?:[01]?\d|2[0-3]) ?(?:h(?:eures?)?(?: ?[0-5]\d)?|: ?[0-5]\d)(?:\s*[·|-].{0,20})?|"
    # Notices.
    r"les (?:propos|opinions|avis|points de vue) (?:exprimes?|tenus|publies?).{0,80}engage.{0,60}|"
    r"(?:cette|une) tribune n'engage que.{0,60}|"
    r".{0,40}ne vit que (?:du|de|grace) .{0,90}|"
    r"cet? (?:e-?mail|lettre|message) ne s'affiche pas.{0,90}|voir cet(?:te)? .{0,30} dans (?:votre|le) navigateur|"
    r"(?:vous recevez|vous avez recu) (?:cet|ce|cette) .{0,160}|contacts? presse\s*:.{0,120}|"
    r"direct(?:eur|rice) de (?:la )?publication\s*:.{0,60}|fourni par blogger.{0,10}|developpe par .{0,30}|"
    r"fierement propulse par .{0,30}|"
    # English interfaces around French texts.
    r"skip to (?:main )?content|sign (?:in|up)(?: .{0,40})?|log ?in|log ?out|register|subscribe(?: .{0,40})?|"
    r"advertisement|save|print|comment|listen(?: to this article)?|\d+ min(?:ute)?s? read|read (?:more|time.{0,10})|"
    r"search|copy link|follow us.{0,30}|continue reading.{0,30}|view in (?:your )?browser|unsubscribe.{0,30}"
    r")\s*[:>»›.]*"
)
CONSENT_ENGLISH = re.compile(
    r"(?:we value|we care about|your) (?:your )?privacy.{0,60}|(?:accept|reject|allow|decline|agree)"
    r"(?: (?:all|and|&|cookies|only)\b.{0,40})?|"
    r"(?:manage|cookie|privacy|more) (?:options|preferences|settings|choices|cookies|policy)|i (?:accept|agree)|"
    r".{0,400}\b(?:our|third|and our|\d+) (?:\d+ )?partners\b.{0,500}|.{0,200}\b(?:uses?|using|our) cookies\b.{0,400}|"
    r".{0,300}\bpersonal data\b.{0,400}(?:ads|advertising|consent|cookies).{0,300}"
)
