"""Addresses of pages, as the crawl and the readers of pages know them; a mended address takes the same form."""

from store.addresses import canonical_url, site_of

__all__ = ["canonical_url", "site_of"]
