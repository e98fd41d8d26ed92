"""Words of mails that are no news: ways to read on, to leave, to share, and where a forwarded message begins."""

import re

# Against folded text.
MORE = re.compile(
    r"^\W*(?:"
    r"(?:lire|voir|decouvrir|consulter|acceder|en savoir|cliquez|read|see|view|suite|retrouve[rz]|ecouter)\b.{0,45}"
    r"|(?:je |j['’])?(?:m['’])?(?:abonne|inscri[st]|connecte|decouvre).{0,40}"
    r"|ici|\+|plus|article complet|tous? les? (?:resultats|articles).{0,30})\W*$"
)
FOOTER = re.compile(
    r"desabonn|desinscri|unsubscribe|vous recevez (?:ce|cet|cette)|ne plus recevoir|receive this alert"
    r"|(?:modifier|supprimer|gerer) (?:cette|vos) alertes?"
)
SERVICE = re.compile(
    rf"{FOOTER.pattern}"
    r"|(?:modifier|gerer|creer|supprimer|modifiez|gerez) (?:vos|cette|mes|une|l['’]|votre)"
    r"|voir (?:ce|cet|la version|dans|en ligne|tous)|version en ligne|navigateur|view (?:this|in)"
    r"|signaler comme|non pertinent|partager|transferer a|suivez[- ]nous|mentions legales|confidentialite"
    r"|donnees personnelles|politique de (?:conf|protection)|conditions generales|nous contacter|contactez[- ]nous"
    r"|vous recevez|ce (?:mail|message|courriel|e-mail) (?:vous|a ete)|tous droits|©|copyright"
    r"|telecharge[rz] l['’]application|recevoir (?:cette|l['’])|envoyer des commentaires|see more results"
    r"|flag as irrelevant|edit this alert|facebook|twitter|linkedin|instagram|youtube|bluesky|whatsapp"
)
SERVICE_ADDRESS = re.compile(
    r"unsubscribe|desabonn|desinscri|google\.[a-z.]+/alerts"
    r"|//(?:www\.)?(?:facebook|twitter|x|linkedin|instagram|youtube|whatsapp|bsky)\.(?:com|app)/"
    r"|view.?online|webversion|web-version|preferences|apps\.apple\.com|play\.google\.com",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^\W*(?:forwarded message|message (?:transfere|reexpedie|d['’]origine)|original message"
    r"|debut du message (?:transfere|reexpedie)|begin forwarded message)\b"
)
ENVELOPE = re.compile(
    r"^\W*(?P<name>de|from|date|envoye(?: le)?|sent|objet|subject|sujet|a|to|cc|copie|repondre a|reply-to)"
    r"\s*:\s*(?P<value>.*)$"
)
FORWARD_PREFIX = re.compile(r"^(?:(?:tr|fwd?|re|transf[ée]r[ée]?)\s*:\s*)+", re.IGNORECASE)
ALERT_SENDER = re.compile(r"googlealerts|alert(?:s|es)?[-_.]?(?:noreply|no-reply)?@", re.IGNORECASE)
# A note above a forwarded or attached panorama is no article.
SHORT_NOTE = 300
