# ruff: noqa: E501  (markup is kept as sites write it)
"""Invented pages that repeat, date and sign blocks, and hold no reader's comment."""

from comment_shapes import FLAT, SAID, URL, page

OTHER = "https://journal.example/autre-{}"


def recent_comments() -> str:
    return page("", after="<div class=widget><h3>Commentaires récents</h3><ul>" + "".join(
        f'<li class=recentcomments><span>{one.name}</span> dans <a href="{OTHER.format(one.number)}/#comment-{one.number}">'
        f"Un tout autre article</a> <span>{one.printed}</span></li>" for one in FLAT) + "</ul></div>")  # fmt: skip


def recent_comments_with_texts() -> str:
    return page("", after="<div><h3>Derniers commentaires</h3>" + "".join(
        f'<div><b>{one.name}</b> <span>{one.printed}</span><p>{one.text}</p><a href="{OTHER.format(one.number)}#comment-1">'
        f"Lire la suite</a></div>" for one in FLAT) + "</div>")  # fmt: skip


def related_articles() -> str:
    return page("<section><h2>À lire aussi</h2>" + "".join(
        f'<article><h3><a href="{OTHER.format(one.number)}">{one.text}</a></h3><p>Par {one.name}, le {one.printed}</p>'
        f"</article>" for one in FLAT) + "</section>")  # fmt: skip


def cards_with_counts() -> str:
    return page("<section><h2>Les plus commentés</h2>" + "".join(
        f'<div class=post><h3><a href="{OTHER.format(one.number)}">Un article</a></h3><p class=meta>Par {one.name} | '
        f'{one.printed} | <a class=comments-link href="{OTHER.format(one.number)}#comments">3 commentaires</a></p><p>'
        f'{one.text}</p><a href="{OTHER.format(one.number)}">Lire la suite</a></div>' for one in FLAT)
        + "<form><input type=email name=email></form></section>")  # fmt: skip


def live_report() -> str:
    return page("<div class=live-blog><h2>En direct</h2>" + "".join(
        f'<div class=live-comment><time datetime="{one.day}T{one.hour}:00+02:00">{one.hour}</time><p>{one.text}</p></div>'
        for one in FLAT) + "</div>")  # fmt: skip


def signed_live_report() -> str:
    return page("<div><h2>Le direct</h2>" + "".join(
        f"<div><p>{one.printed}</p><p>Par {one.name}</p><p>{one.text}</p><a href=#>Partager</a></div>" for one in FLAT)
        + "</div>")  # fmt: skip


def petition() -> str:
    return page("<div class=signatures><h2>4 signatures sur 5 000</h2><ul>" + "".join(
        f"<li><b>{one.name}</b> <span>Saint-Orlu</span> <span>{one.printed}</span></li>" for one in FLAT)
        + "</ul><form><input type=email name=email><textarea></textarea></form></div>")  # fmt: skip


def pingbacks() -> str:
    return page("<div id=comments><h2>2 commentaires</h2><ol class=commentlist>" + "".join(
        f'<li class="pingback" id=comment-{one.number}><p>Ping : <a href="https://blog.example/{one.number}">Un billet</a></p>'
        f"</li>" for one in FLAT[:2]) + f'<li id=comment-9 class=comment><cite>Un billet ailleurs</cite> <a '
        f'href="#comment-9">{SAID[2].printed}</a><p>[…] {SAID[2].text} […]</p></li></ol></div>')  # fmt: skip


def form_only() -> str:
    return page("<div id=comments><h2>0 commentaire</h2><p>Soyez le premier à réagir !</p><form "
        "action=/wp-comments-post.php><p>Votre adresse ne sera pas publiée.</p><label>Nom</label><input name=author>"
        "<textarea name=comment></textarea></form></div>")  # fmt: skip


def agenda() -> str:
    return page("<section><h2>Agenda</h2><ul>" + "".join(
        f"<li><b>{one.printed}</b><p>Salle Plouzibert</p><p>{one.text}</p><a href=/agenda/{one.number}>Réserver</a></li>"
        for one in FLAT) + "</ul></section>")  # fmt: skip


def releases() -> str:
    return page("<section><h2>Historique</h2>" + "".join(
        f"<div><h3>Version 2.{at}</h3><span>{one.printed}</span><p>{one.text}</p></div>" for at, one in enumerate(FLAT))
        + "</section>")  # fmt: skip


def embedded_disqus() -> str:
    return page(f'<div id=disqus_thread></div><script>var disqus_shortname = "journal-example"; var disqus_identifier = '
        f'"88";</script><link rel=canonical href="{URL}">', after="<div><h3>Derniers articles</h3><ul>" + "".join(
        f'<li><a href="{OTHER.format(one.number)}">{one.text}</a> <span>{one.printed}</span></li>' for one in FLAT)
        + "</ul></div>")  # fmt: skip


TRAPS = {
    "recent comments": recent_comments, "recent comments with texts": recent_comments_with_texts,
    "related articles": related_articles, "cards with counts": cards_with_counts, "live report": live_report,
    "signed live report": signed_live_report, "petition": petition, "pingbacks": pingbacks, "form only": form_only,
    "agenda": agenda, "releases": releases, "embedded disqus": embedded_disqus,
}  # fmt: skip
