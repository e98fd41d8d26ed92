"""Invented mails for tests: alerts, newsletters, panoramas, forwarded messages."""

from email.message import EmailMessage
from urllib.parse import quote

EXTRACT = "Le conseil des brumes a voté mardi la réforme des lampes, par onze voix contre neuf, après un long débat."
LONG = (
    "Les gardiens demandent un délai et une aide pour changer leurs mèches avant le prochain hiver de brume. "
    "« Nous n’avons pas été entendus », regrette leur porte-parole, Prunelle Quartzine, qui attend une réponse."
)
ALERT_ITEMS = (
    ("La réforme des <b>lampes</b> adoptée par onze voix", "La Lanterne", "https://www.lanterne.example/a/1?utm_source=g"),
    ("Les cordiers obtiennent un <b>sursis</b> de la préfète", "Le Confrère du soir",
     "https://www.confrere.example/actu/cordiers"),
    ("Trois gardiens quittent la convention des phares", "Ouest-Rivage", "https://rivage.example/2026/11/gardiens.html"),
)  # fmt: skip


def google_link(url: str) -> str:
    """The link that Google puts around an address in its alerts."""
    return f"https://www.google.com/url?rct=j&sa=t&url={quote(url, safe=':/')}&ct=ga&cd=CAEYACoTMTIz&usg=AOvVaw0x"


def alert_html() -> str:
    """An alert's HTML: nested tables, title, outlet, extract, share links, footer."""
    cells = "".join(
        f'<tr><td><div><a href="{google_link(url)}"><span itemprop="name">{title}</span></a><div>'
        f'<div itemprop="publisher"><a href="https://www.google.com/alerts/x"><span>{outlet}</span></a></div>'
        f'<div itemprop="description">{EXTRACT}&nbsp;...</div></div>'
        '<div><a href="https://www.google.com/alerts/share?hl=fr">Facebook</a> <a href="https://www.google.com/alerts/s">'
        'Twitter</a> <a href="https://www.google.com/alerts/feedback?x=1">Signaler comme non pertinent</a></div>'
        "</td></tr>"
        for title, outlet, url in ALERT_ITEMS
    )
    return (
        "<html><body><table><tr><td>Google</td></tr><tr><td><h2>[lampes]</h2><p>Mise à jour quotidienne ⋅ "
        f"24 novembre 2026</p></td></tr><tr><td>ACTUALITÉS</td></tr>{cells}"
        "<tr><td><a href='https://www.google.com/alerts?x'>Voir d’autres résultats</a> | <a href='https://www.google.com/"
        "alerts/edit?x'>Modifier cette alerte</a><p>Vous recevez ce courriel, car vous avez créé une alerte Google. "
        "<a href='https://www.google.com/alerts/remove'>Se désabonner</a></p></td></tr></table></body></html>"
    )


def alert_text() -> str:
    """The same alert, plain."""
    items = "\n\n".join(
        f"{title.replace('<b>', '').replace('</b>', '')}\n{outlet}\n{EXTRACT} ...\n<{google_link(url)}>"
        for title, outlet, url in ALERT_ITEMS
    )
    return (
        f"=== Actualités - 3 nouveaux résultats pour [lampes] ===\n\n{items}\n\n"
        "- - - - - - - - -\nVous recevez ce courriel, car vous avez créé une alerte Google.\n"
        "Se désabonner :\n<https://www.google.com/alerts/remove?x=1>\n"
    )


def panorama_html() -> str:
    """A press panorama with its texts inside, outlet and date under each title, without links."""
    items = "".join(
        f"<p><b>{title}</b></p><p>{outlet} – {day}</p><p>{EXTRACT}</p><p>{LONG}</p><p>{LONG}</p>"
        for title, outlet, day in (
            ("La réforme des lampes adoptée par onze voix", "La Lanterne", "24/11/2026"),
            ("Les cordiers obtiennent un sursis de la préfète", "Le Confrère du soir", "23 novembre 2026"),
        )
    )
    return f"<html><body><h1>Panorama de presse</h1><p>Mardi 24 novembre 2026</p><h2>À la une</h2>{items}</body></html>"


def newsletter_html() -> str:
    """A newsletter whose links count clicks: pictures, titles and « Lire la suite » have each their own."""

    def tracked(number: int) -> str:
        return f"https://x7f.r.bh.d.sendibt3.com/tr/cl/Zk3jd9vYTJfdkslmqjfkldsmqjfk{number:05d}ldsmqjfdksl"

    items = "".join(
        f'<table><tr><td><a href="{tracked(number)}"><img src="x.png" alt=""></a></td></tr><tr><td>'
        f'<a href="{tracked(number + 100)}" style="font-weight:bold">{title}</a></td></tr><tr><td>{EXTRACT}</td></tr>'
        f'<tr><td><a href="{tracked(number + 200)}">Lire la suite</a></td></tr></table>'
        for number, title in enumerate(
            ("La réforme des lampes adoptée par onze voix", "Les cordiers obtiennent un sursis de la préfète")
        )
    )
    return (
        f"<html><body><p><a href='{tracked(900)}'>Voir la version en ligne</a></p><h1>La lettre des rivages</h1>{items}"
        f"<p>Vous recevez cette lettre à l’adresse veille@vigie.example. <a href='{tracked(901)}'>Se désinscrire</a>"
        "</p></body></html>"
    )


def message(
    *, html: str | None = None, text: str = "", subject: str = "La lettre des rivages",
    sender: str = "La Lanterne <lettre@lanterne.example>", number: int = 1,
) -> EmailMessage:  # fmt: skip
    """A message sent on 24 November 2026."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "veille@vigie.example", subject
    made["Date"], made["Message-ID"] = "Tue, 24 Nov 2026 07:00:00 +0100", f"<{number}@lanterne.example>"
    made.set_content(text or "Cette lettre se lit en HTML.")
    if html:
        made.add_alternative(html, subtype="html")
    return made


def alert(*, number: int = 1) -> EmailMessage:
    """A Google alert with three items."""
    return message(
        html=alert_html(), text=alert_text(), subject="Alerte Google – lampes",
        sender="Google Alertes <googlealerts-noreply@google.com>", number=number,
    )  # fmt: skip


def forwarded(inner: EmailMessage) -> EmailMessage:
    """A message forwarded as an attachment."""
    outer = message(
        text="Pour la veille, bonne lecture.", subject="TR : à lire", sender="Camille <camille@vigie.example>"
    )
    outer.add_attachment(inner)
    return outer
