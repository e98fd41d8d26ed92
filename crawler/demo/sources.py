"""The source definitions that lead a collector to a demo press."""

from urllib.parse import urlsplit

from crawler.demo.edition import SHORTNAME
from crawler.demo.logora import API
from crawler.demo.press import KEY_VARIABLE, LOGORA, Press
from crawler.demo.spec import SiteSpec


def demo_sources(press: Press) -> list[dict[str, object]]:
    """One definition per site, in the shape of a source file; no delay, which only loopback may ask for."""
    return [_source(press, site) for site in press.edition.spec.sites]


def _source(press: Press, site: SiteSpec) -> dict[str, object]:
    base = press.base_urls[site.id]
    sitemaps = ["/sitemap.xml"] if site.sitemap else []
    if site.news_sitemap:
        sitemaps.append("/sitemap_news.xml")
    return {
        "id": site.id,
        "name": site.name,
        "homepage": f"{base}/",
        "hosts": [urlsplit(base).netloc],
        "kind": "press",
        "language": "fr",
        "audience": site.audience,
        "tier": site.tier,
        "feeds": [base + path for path in site.feed_candidates],
        "sitemaps": [base + path for path in sitemaps],
        "comments": _comments(press, site),
        "delay_s": 0.0,
        "verified_on": "never",
        "access": "unknown" if _is_reserving(press, site) else "free",
        "include": [],
        "exclude": [],
        "selectors": {},
    }


def _is_reserving(press: Press, site: SiteSpec) -> bool:
    """Whether a site keeps any article for its subscribers: its pages then say which."""
    return any(article.site == site.id and article.paywall != "free" for article in press.edition.spec.articles)


def _comments(press: Press, site: SiteSpec) -> dict[str, object]:
    if site.comments == "none":
        return {}
    if site.comments == "logora":
        root = press.base_urls[LOGORA]
        access = {"api_base": root + API, "render_base": root, "key_env": KEY_VARIABLE, "shortname": SHORTNAME}
        return {"platform": "logora", **access}
    if site.comments == "wordpress":
        return {"platform": "wordpress", "api_base": f"{press.base_urls[site.id]}/wp-json/wp/v2"}
    platform = "json-ld" if site.comments == "schema" else site.comments
    return {"platform": platform}
