# ruff: noqa: E501  (markup is kept as sites write it)
"""Invented pages: threads in the shapes that sites give them, and pages that look like threads and are none.

Every shape is drawn from the same four comments, so that a test can say what must come out of each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

URL = "https://journal.example/sante/une-ile-de-plus"


@dataclass(frozen=True)
class Said:
    """One invented comment; `answers` is the index of the comment above it, if it answers one."""

    number: int
    name: str
    day: str
    hour: str
    text: str
    answers: int | None = None

    @property
    def printed(self) -> str:
        year, month, day = self.day.split("-")
        return f"{int(day)} {MONTHS[int(month) - 1]} {year} à {self.hour.replace(':', 'h')}"

    @property
    def numeric(self) -> str:
        year, month, day = self.day.split("-")
        return f"{day}/{month}/{year} {self.hour}"


MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
SAID = (
    Said(4101, "Vireloque Tartignac", "2026-10-02", "08:05", "Le bac de dix heures est toujours plein, c’est simple."),
    Said(4102, "Gribouille 77", "2026-10-02", "09:41", "Plein, oui, mais vide au retour.", 0),
    Said(4107, "Plouzibert", "2026-10-03", "17:20", "Et qui paiera le ponton ? Personne ne le dit dans cet article."),
    Said(4110, "M. Quiche-Trapèze", "2026-10-04", "22:13", "Trois lignes pour dire que rien ne change. Merci quand même !"),
)  # fmt: skip
FLAT = tuple(Said(one.number, one.name, one.day, one.hour, one.text) for one in SAID)


def page(body: str, *, head: str = "", before: str = "", after: str = "") -> str:
    """A page with an article around `body`."""
    return (
        f"<html lang=fr><head><title>Une île de plus</title>{head}</head><body><header><nav><ul><li><a href=/>Accueil</a>"
        f"</li><li><a href=/sante>Santé</a></li></ul></nav></header>{before}<main><article><h1>Une île de plus</h1>"
        "<p class=meta>Par Zéphyr Tuile, le 1 octobre 2026 à 18h00</p><p>La commune rachète l’île voisine, sans pont ni "
        "bac, et le conseil se demande à quoi elle servira quand viendra l’hiver.</p><p>Le maire promet un ponton.</p>"
        f"</article>{body}</main>{after}<footer><p>Mentions légales</p></footer></body></html>"
    )


def nested(said: Sequence[Said], draw: Callable[[Said, str], str], wrap: str) -> str:
    """The comments, the second inside the first that it answers."""
    inner = wrap.format(draw(said[1], "")) if len(said) > 1 else ""
    return draw(said[0], inner) + "".join(draw(one, "") for one in said[2:])


def count(said: Sequence[Said], word: str = "commentaire") -> str:
    """« 4 commentaires », « 1 commentaire »."""
    return f"{len(said)} {word}{'s' if len(said) > 1 else ''}"


def wordpress_default(said: Sequence[Said] = SAID) -> str:
    return page(f'<div id=comments><h2>{count(said)}</h2><ol class=comment-list>' + nested(said, lambda one, inner: (
        f'<li id=comment-{one.number} class="comment even depth-1"><article id=div-comment-{one.number} class=comment-body>'
        f'<footer class=comment-meta><div class="comment-author vcard"><b class=fn>{one.name}</b> <span class=says>dit :'
        f'</span></div><div class=comment-metadata><a href="{URL}/#comment-{one.number}"><time '
        f'datetime="{one.day}T{one.hour}:00+02:00">{one.printed}</time></a></div></footer><div class=comment-content>'
        f'<p>{one.text}</p></div><div class=reply><a class=comment-reply-link href="#">Répondre</a></div></article>{inner}'
        "</li>"), "<ol class=children>{}</ol>") + "</ol></div>")  # fmt: skip


def wordpress_old(said: Sequence[Said] = SAID) -> str:
    return page(f"<h3 id=comments>{count(said, 'réponse')} à « Une île de plus »</h3><ol class=commentlist>" + "".join(
        f'<li class=alt id=comment-{one.number}><cite>{one.name}</cite> dit :<br><small class=commentmetadata>'
        f'<a href="#comment-{one.number}">{one.printed}</a></small><p>{one.text}</p></li>' for one in said
    ) + "</ol><form action=/wp-comments-post.php><textarea name=comment></textarea></form>")  # fmt: skip


def wordpress_blocks(said: Sequence[Said] = SAID) -> str:
    return page(f'<div class=wp-block-comments><h2 class=wp-block-comments-title>{count(said, "réponse")}</h2><ol '
        "class=wp-block-comment-template>" + nested(said, lambda one, inner: (
        f'<li id=comment-{one.number} class="comment"><div class=wp-block-columns><div class=wp-block-column><div '
        f'class=wp-block-avatar><img src=a.png></div></div><div class=wp-block-column><div '
        f'class=wp-block-comment-author-name>{one.name}</div><div class=wp-block-comment-date><time '
        f'datetime="{one.day}T{one.hour}:00+02:00"><a href="{URL}#comment-{one.number}">{one.printed}</a></time></div><div '
        f'class=wp-block-comment-content><p>{one.text}</p></div><div class=wp-block-comment-reply-link><a href="#r">Répondre'
        f"</a></div></div></div>{inner}</li>"), "<ol>{}</ol>") + "</ol></div>")  # fmt: skip


def wordpress_discuz(said: Sequence[Said] = SAID) -> str:
    return page(f'<div id=wpdcom><div class=wpd-thread-head>{count(said, "Commentaire")}</div><div class=wpd-thread-list>' + nested(said,
        lambda one, inner: (
        f'<div id=wpd-comm-{one.number}_0 class="comment wpd-comment"><div class=wpd-comment-wrap><div '
        f'class=wpd-comment-left><img src=a.png></div><div id=comment-{one.number} class=wpd-comment-right><div '
        f'class=wpd-comment-header><div class=wpd-comment-author>{one.name}</div><div class=wpd-comment-date '
        f'title="{one.printed}"><span>{one.printed}</span></div></div><div class=wpd-comment-text><p>{one.text}</p></div>'
        f'<div class=wpd-comment-footer><div class=wpd-vote><div class=wpd-vote-result>3</div></div><span>Répondre</span>'
        f"</div></div></div>{inner}</div>"), "<div class=wpd-replies>{}</div>") + "</div></div>")  # fmt: skip


def drupal_seven(said: Sequence[Said] = SAID) -> str:
    def one_box(one: Said) -> str:
        return (
            f'<a id=comment-{one.number}></a><div class="comment clearfix"><div class=attribution><div class=submitted>'
            f'<p class=commenter-name><span class=username>{one.name}</span></p><p class=comment-time>{one.printed}</p>'
            f'<p class=comment-permalink><a href=/comment/{one.number}#comment-{one.number}>Permalien</a></p></div></div>'
            f'<div class=comment-text><h3><a href=#>Un titre</a></h3><div class=content><p>{one.text}</p></div><ul '
            'class="links inline"><li><a href=/comment/reply/4>répondre</a></li></ul></div></div>'
        )  # fmt: skip

    return page(
        '<div id=comments class=comment-wrapper><h2 class=title>Commentaires</h2>' + one_box(said[0])
        + "".join(f"<div class=indented>{one_box(one)}</div>" for one in said[1:2])
        + "".join(map(one_box, said[2:])) + "</div>"
    )  # fmt: skip


def spip_forum(said: Sequence[Said] = SAID) -> str:
    return page("<div id=forum><h2>Messages</h2><ul class=forum>" + nested(said, lambda one, inner: (
        f'<li class=forum-fil><div class=forum-message id=forum{one.number}><div class=forum-chapo><strong '
        f'class=forum-titre>Une île de plus</strong><small>{one.printed}, par <span>{one.name}</span></small></div><div '
        f'class=forum-texte><p>{one.text}</p></div><p class=forum-repondre><a href=spip.php?page=forum>Répondre à ce message'
        f"</a></p></div>{inner}</li>"), "<ul>{}</ul>") + "</ul></div>")  # fmt: skip


def blogger(said: Sequence[Said] = SAID) -> str:
    return page(f'<div class=comments id=comments><h4>{count(said)}:</h4><ol id=top-ra>' + nested(said, lambda one, inner: (
        f'<li class=comment id=c78182149782{one.number}><div class=comment-block><div class=comment-header><cite class=user>'
        f'<a href=https://www.blogger.com/profile/04>{one.name}</a></cite><span class="datetime secondary-text"><a '
        f'href="{URL}?showComment=1#c78182149782{one.number}">{one.printed}</a></span></div><p class=comment-content>'
        f'{one.text}</p><span class=comment-actions><a>Répondre</a><a href=https://www.blogger.com/delete-comment.g?x=1>'
        f"Supprimer</a></span></div><div class=comment-replies>{inner}</div></li>"),
        "<ol class=thread-chrome><div>{}</div></ol>") + "</ol></div>")  # fmt: skip


def press_line(said: Sequence[Said] = SAID) -> str:
    return page(f"<section><h2>Vos réactions ({len(said)})</h2>" + "".join(
        f"<div class=x1><div class=x2><b>{one.name}</b> - le {one.numeric}</div><div class=x3>{one.text}</div><div class=x4>"
        f"<a href=#>Répondre</a> <a href=#>Signaler un abus</a></div></div>" for one in said) + "</section>")  # fmt: skip


def without_classes(said: Sequence[Said] = SAID) -> str:
    return page(f"<section><h3>{count(said)}</h3>" + nested(said, lambda one, inner: (
        f'<div><div><img src=p.png><span>{one.name}</span><time datetime="{one.day}T{one.hour}:00+02:00">{one.printed}</time>'
        f"</div><div><p>{one.text}</p></div><div><button>J’aime</button><a href=#>Répondre</a></div>{inner}</div>"),
        "<div><div>{}</div></div>") + "</section>")  # fmt: skip


def signed_below(said: Sequence[Said] = SAID) -> str:
    return page("<div><h2>Les réactions des lecteurs</h2><ul>" + "".join(
        f"<li><p>{one.text}</p><p><em>{one.name}, le {one.printed}</em></p></li>" for one in said) + "</ul></div>")  # fmt: skip


def terms(said: Sequence[Said] = SAID) -> str:
    return page(f"<div id=comments><h3>{count(said)}</h3><dl>" + "".join(
        f'<dt id=comment-{one.number}><span>{one.name}</span> <a href="#comment-{one.number}">{one.printed}</a></dt><dd><p>'
        f"{one.text}</p></dd>" for one in said) + "</dl></div>")  # fmt: skip


def heads_and_paragraphs(said: Sequence[Said] = SAID) -> str:
    return page(f"<div class=reactions><h3>{count(said, 'réaction')}</h3>" + "".join(
        f"<h4>{one.name} <small>{one.printed}</small></h4><p>{one.text}</p>" for one in said) + "</div>")  # fmt: skip


def table(said: Sequence[Said] = SAID) -> str:
    return page(f"<h3>Commentaires ({len(said)})</h3><table>" + "".join(
        f"<tr><td>{one.name}<br>{one.numeric}</td><td>{one.text}</td></tr>" for one in said) + "</table>")  # fmt: skip


def forum_posts(said: Sequence[Said] = SAID) -> str:
    return page(f"<h2>Discussion : {count(said, 'réponse')}</h2><div class=posts>" + "".join(
        f'<div class=post id=p{one.number}><div class=post-author>{one.name}<br>Membre depuis 2019</div><div '
        f"class=post-date>Posté le {one.printed}</div><div class=post-body>{one.text}</div><div class=post-foot><a "
        f"href=#>Citer</a></div></div>" for one in said) + "</div>")  # fmt: skip


def microdata(said: Sequence[Said] = SAID) -> str:
    return page('<div itemscope itemtype="https://schema.org/Article">' + "".join(
        f'<div itemprop=comment itemscope itemtype="https://schema.org/Comment" id=c-{one.number}><span itemprop=author '
        f'itemscope itemtype="https://schema.org/Person"><span itemprop=name>{one.name}</span></span><time '
        f'itemprop=dateCreated datetime="{one.day}T{one.hour}:00+02:00">{one.printed}</time><div itemprop=text><p>{one.text}'
        f"</p></div></div>" for one in said) + "</div>")  # fmt: skip


NESTED: Mapping[str, Callable[..., str]] = {
    "wordpress default": wordpress_default, "wordpress blocks": wordpress_blocks, "wordpress wpdiscuz": wordpress_discuz,
    "drupal 7": drupal_seven, "spip forum": spip_forum, "blogger": blogger, "without classes": without_classes,
}  # fmt: skip
SHAPES: Mapping[str, Callable[..., str]] = {
    **NESTED, "wordpress old": wordpress_old, "one line of press": press_line, "signed below": signed_below,
    "terms": terms, "heads and paragraphs": heads_and_paragraphs, "table": table, "forum posts": forum_posts,
    "microdata": microdata,
}  # fmt: skip
