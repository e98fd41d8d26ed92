"""A source file drafted from what a survey saw, and the French account of it to approve."""

import re
from pathlib import Path
from typing import Any

import tomli_w

from crawler.catalogue import MIN_DELAY_S, Source, SourceError, is_loopback, load_source
from crawler.comments import embeds
from crawler.survey import FeedSeen, Sample, SiteSeen
from store.clock import PARIS
from store.fold import fold_words
from store.records import Audience

NBSP = "\u00a0"
_DELAY_S = 3.0
_MOST_FEEDS = 3
_LONGEST_LEAD = 160
_CLOSED = ("partial", "blocked")
# Words that tell who a site writes for; two of them, else the general public. The draft says that it is a guess.
_AUDIENCES: tuple[tuple[Audience, re.Pattern[str]], ...] = (
    ("medecins", re.compile(r"\b(?:medecins?|medical\w*|generalistes?|praticiens?|hospitali\w+|internes?|infirmi\w+|"
                            r"pharmaci\w+|soignants?|professionnels de sante|sante)\b")),
    ("politique", re.compile(r"\b(?:senat\w*|assemblee nationale|parlement\w*|politiques?|deputes?|elus|lois?)\b")),
    ("local", re.compile(r"\b(?:region\w*|departement\w*|locales?|locaux|communes?|agglomeration|metropole|villes?|"
                         r"pays de|bretagne|normandie|occitanie|alsace|lorraine|provence|picardie|aquitaine)\b")),
)  # fmt: skip
_AUDIENCE_NAMES = {"medecins": "médecins", "grand-public": "grand public", "local": "local", "politique": "politique"}
_ACCESS = {"free": "libre", "partial": "début seulement", "blocked": "abonnés", "unknown": "non dit"}
_COUNTED = " (déclarés, non lus : le site les fait afficher par ce service)"
_READING = dict.fromkeys(embeds.PLATFORMS, _COUNTED) | {
    "logora": " (comptés ; lus avec une clé de l’éditeur, ou en collant la page)",
    "disqus": " (lus avec votre clé Disqus)",
}
_TIERS = {1: "pages et commentaires", 2: "titre, date et chapô", 3: "titre et date"}


def draft_source(seen: SiteSeen) -> dict[str, Any]:
    """The content of a source file, valid as it is; audience and tier are guesses to check."""
    is_local = all(is_loopback(host) for host in seen.hosts)
    delay_s = 0.0 if is_local else max(_DELAY_S, MIN_DELAY_S, seen.crawl_delay_s or 0.0)
    drafted: dict[str, Any] = {
        "id": _slug(seen), "name": seen.name, "homepage": seen.homepage, "hosts": seen.hosts,
        "language": seen.language if re.fullmatch("[a-z]{2}", seen.language) else "fr",
        "audience": guess_audience(seen), "tier": guess_tier(seen),
        "feeds": [feed.url for feed in seen.feeds[:_MOST_FEEDS]],
        "sitemaps": [] if seen.feeds else seen.sitemaps[:_MOST_FEEDS],
        "delay_s": delay_s, "verified_on": "never",
    }  # fmt: skip
    platform = platform_of(seen)
    if platform:
        drafted["comments"] = {"platform": platform}
    if seen.feeds and seen.sitemaps:
        drafted["archives"] = {"sitemaps": seen.sitemaps[:_MOST_FEEDS]}
    try:
        Source.model_validate(drafted)
    except ValueError:  # a platform that the catalogue does not know
        drafted.pop("comments", None)
    return drafted


def free_id(folder: Path, wanted: str, hosts: list[str]) -> str:
    """An id that names no other site of the folder, approved or draft: two papers of one name write two files."""
    number, found = 1, wanted
    while any(_names_other(folder / f"{found}{kind}", hosts) for kind in (".toml", ".toml.draft")):
        number += 1
        found = f"{wanted}-{number}"
    return found


def _names_other(path: Path, hosts: list[str]) -> bool:
    if not path.exists():
        return False
    try:
        return not set(load_source(path).hosts) & set(hosts)
    except SourceError:
        return True


def as_toml(drafted: dict[str, Any], seen: SiteSeen, *, day: str) -> str:
    """The text of a draft, with what it stands on."""
    told = f"# Drafted on {day} from the site's first page, robots.txt, feeds and {len(seen.samples)} pages."
    return f"{told}\n# Audience and tier are guesses: check them.\n{tomli_w.dumps(drafted)}"


def describe_draft(drafted: dict[str, Any], seen: SiteSeen) -> list[str]:
    """What was seen, then three pages as a crawl would store them, in French."""
    lines = [f"Brouillon de « {drafted['name']} » ({', '.join(drafted['hosts'])})"]
    lines += [f"  Flux : {_feed_line(feed)}" for feed in seen.feeds[:_MOST_FEEDS]] or [
        "  Flux : aucun trouvé ; la collecte cherchera de nouveau sur la page d’accueil"
    ]
    lines += [f"  Plan de site : {url}" for url in seen.sitemaps[:_MOST_FEEDS]]
    lines.append(f"  Commentaires : {_comments_line(platform_of(seen))}")
    if drafted["language"] != "fr":
        lines.append(f"  Langue : « {drafted['language']} » ; l’analyse ne lit que le français")
    lines.append(f"  Accès : {_access(seen)}")
    lines.append(f"  Politesse : {_manners(seen, drafted['delay_s'])}")
    lines.append(f"  Public : {_AUDIENCE_NAMES[drafted['audience']]} (deviné, à vérifier)")
    lines.append(f"  Lecture : {_TIERS[drafted['tier']]} (niveau {drafted['tier']}, à vérifier)")
    lines.append("Pages lues, à approuver :" if seen.samples else "Aucune page d’article trouvée à lire.")
    for number, sample in enumerate(seen.samples, start=1):
        lines += describe_sample(sample, number)
    return lines


def describe_sample(sample: Sample, number: int) -> list[str]:
    """One sample in two or three lines: title, date, access, comments, first words."""
    article = sample.article
    if article is None:
        return [f"  {number}. {sample.url}", f"     non lue : {sample.error}"]
    day = f"{article.published_at.astimezone(PARIS):%d/%m/%Y}" if article.published_at else "sans date"
    told = [
        f"{day} ({article.date_source})", f"{len(article.blocks)} blocs de texte",
        f"accès : {_ACCESS[article.paywall]}", f"{len(article.comments)} commentaires lus",
    ]  # fmt: skip
    if article.comments_declared is not None:
        told[-1] += f", {article.comments_declared} déclarés"
    signed = ", ".join(article.byline) or "sans signature"
    lead = " ".join(article.blocks[0].text.split())[:_LONGEST_LEAD] if article.blocks else ""
    lines = [f"  {number}. «{NBSP}{article.title or 'sans titre'}{NBSP}» — {signed}", f"     {' ; '.join(told)}"]
    return [*lines, f"     {lead}…", f"     {sample.url}"] if lead else [*lines, f"     {sample.url}"]


def guess_audience(seen: SiteSeen) -> Audience:
    """Who a site writes for, by the words of its first page's head and of its feeds' titles."""
    titles = " ".join(entry.title or "" for feed in seen.feeds[:1] for entry in feed.entries[:30])
    head = fold_words(f"{seen.name} {seen.description}")
    counts = [(len(pattern.findall(head)) * 3 + len(pattern.findall(fold_words(titles))) / 10, audience)
              for audience, pattern in _AUDIENCES]  # fmt: skip
    best, audience = max(counts, key=lambda pair: pair[0])
    return audience if best >= 3 else "grand-public"


def guess_tier(seen: SiteSeen) -> int:
    """3 where the site reserves text mining or refuses robots, 2 where most pages are for subscribers, else 1."""
    if seen.is_reserved or seen.is_closed or (seen.samples and all(sample.is_reserved for sample in seen.samples)):
        return 3
    refused = [sample for sample in seen.samples if sample.article is None]
    if seen.samples and len(refused) == len(seen.samples):
        return 3
    paid = [sample for sample in seen.samples if sample.article and sample.article.paywall in _CLOSED]
    return 2 if len(paid) * 2 > len(seen.samples) - len(refused) else 1


def platform_of(seen: SiteSeen) -> str | None:
    """The comment system that most samples carry."""
    found = [sample.platform for sample in seen.samples if sample.platform]
    return max(sorted(set(found)), key=found.count) if found else None


def _feed_line(feed: FeedSeen) -> str:
    newest = f", la dernière du {feed.newest_at.astimezone(PARIS):%d/%m/%Y}" if feed.newest_at else ", sans date"
    if not feed.entries:
        return f"{feed.url} (vide, ou coupé avant sa première entrée)"
    return f"{feed.url} ({len(feed.entries)} entrées{newest})"


def _comments_line(platform: str | None) -> str:
    """The comment system, and whether its comments can be read or only counted."""
    if platform is None:
        return "aucun système reconnu"
    return f"{platform}{_READING.get(platform, '')}"


def _access(seen: SiteSeen) -> str:
    known = [sample.article.paywall for sample in seen.samples if sample.article]
    if not known:
        return "inconnu (aucune page lue)"
    n_paid = sum(access in _CLOSED for access in known)
    return f"{n_paid} page(s) sur {len(known)} réservée(s) aux abonnés" if n_paid else "libre sur les pages lues"


def _manners(seen: SiteSeen, delay_s: float) -> str:
    told = ["robots.txt ferme le site" if seen.is_closed else "robots.txt ouvre le site"]
    if seen.crawl_delay_s:
        told.append(f"Crawl-delay {seen.crawl_delay_s:g} s")
    is_reserved = seen.is_reserved or any(sample.is_reserved for sample in seen.samples)
    told.append("fouille de textes réservée (TDMRep)" if is_reserved else "aucune réserve de fouille de textes vue")
    return f"{', '.join(told)} ; une requête toutes les {delay_s:g} s"


def _slug(seen: SiteSeen) -> str:
    slug = "-".join(re.findall(r"[a-z0-9]+", fold_words(seen.name)))[:40].strip("-")
    return slug or "-".join(re.findall(r"[a-z0-9]+", seen.hosts[0]))
