"""Services asked for pages that the sources do not announce (`[discovery]` of watch.toml)."""

from store.us import Model, Text, WebAddress


class Discovery(Model):
    """Services asked, each night, for pages that the sources do not announce; a service without a query is not asked.

    Titles and addresses only come from them, never a text. `words` (folded, part of an address) rank the pages of a
    backfill, `searches` are put to the sites' own search; without them, the terms' `fuzzy` words serve.
    """

    google_news: tuple[Text, ...] = ()
    gdelt: tuple[Text, ...] = ()
    google_news_url: WebAddress = "https://news.google.com/rss/search"
    gdelt_url: WebAddress = "https://api.gdeltproject.org/api/v2/doc/doc"
    words: tuple[Text, ...] = ()
    searches: tuple[Text, ...] = ()
